//! What all pages of an edition have in common: the head with its standing, the way between its pages,
//! what went wrong or was just done, and the data behind.

use std::sync::Arc;

use klisida_domain::{
    competition::{Act, Standing},
    ids::EditionId,
    problem::Code,
    wire::{Edition, EntryLine},
};
use klisida_views::{
    chip::{SampleChip, StandingChip},
    kit,
};
use leptos::prelude::*;

use super::desk::Desk;
use crate::{
    paths::{self as to, param},
    ui::{Page, Press, SubNav, no_right, unique},
};

/// Address of a page of an edition; an empty part is the overview.
pub fn address(edition: EditionId, part: &str) -> String {
    if part.is_empty() {
        to::edition(edition)
    } else {
        to::edition_part(edition, part)
    }
}

/// `E-07`.
pub fn number(entry: &EntryLine) -> String {
    format!("E-{:02}", entry.number)
}

/// `E-07 Kelas Apung`.
pub fn label(entry: &EntryLine) -> String {
    [&number(entry), " ", &entry.name].concat()
}

/// The parts of an edition: path, word.
const PARTS: [(&str, &str); 8] = [
    ("", "Ikhtisar"),
    ("pengaturan", "Pengaturan"),
    ("entri", "Entri"),
    ("juri", "Juri"),
    ("penugasan", "Penugasan"),
    ("pantau", "Pantau"),
    ("hasil", "Hasil"),
    (RECORD, "Riwayat"),
];

/// The one part that only the coordinator may open.
const RECORD: &str = "catatan";

/// The parts that somebody may ever open.
fn parts(office: bool) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    PARTS
        .iter()
        .filter(move |(part, _)| office || *part != RECORD)
}

/// A page of an edition. `body` is made once, when the edition is there; it follows the desk's changes itself.
pub fn frame(
    title: &'static str,
    width: &'static str,
    body: impl FnOnce(Desk) -> AnyView + 'static,
) -> AnyView {
    frame_titled(RwSignal::new(title.to_owned()), width, body)
}

/// As [`frame`], with a title that may become known later; an empty one is the edition's name.
pub fn frame_titled(
    title: RwSignal<String>,
    width: &'static str,
    body: impl FnOnce(Desk) -> AnyView + 'static,
) -> AnyView {
    let Some(id) = param::<EditionId>("edition") else {
        return view! {
            <Page title="Kompetisi" back=back_to_list()>
                {kit::empty("Kompetisi tidak ditemukan", Code::BadId.words(), ())}
            </Page>
        }
        .into_any();
    };
    frame_of(title, width, Desk::open(id), Box::new(body))
}

fn back_to_list() -> (String, String) {
    (to::COMPETITIONS.to_owned(), "Semua kompetisi".to_owned())
}

type Body = Box<dyn FnOnce(Desk) -> AnyView>;

fn frame_of(title: RwSignal<String>, width: &'static str, desk: Desk, body: Body) -> AnyView {
    let name = Signal::derive(move || {
        desk.edition
            .get()
            .map(|it| it.setup.name.clone())
            .unwrap_or_default()
    });
    // The overview carries the edition's name; the other pages their own.
    let title = Signal::derive(move || {
        let (title, name) = (title.get(), name.get());
        if !title.is_empty() {
            title
        } else if name.is_empty() {
            "Kompetisi".to_owned()
        } else {
            name
        }
    });
    let eyebrow = Signal::derive(move || {
        if title.get() == name.get() {
            "Kompetisi inovasi".to_owned()
        } else {
            name.get()
        }
    });
    let chips = move || {
        let edition = desk.edition.get()?;
        Some(view! {
            <div class="chips">
                <StandingChip standing=edition.standing/>
                {edition.setup.sample.then(SampleChip)}
                {edition.archived.then(|| view! { <span class="chip">"Arsip"</span> })}
            </div>
        })
    };
    let items = parts(desk.is_office())
        .map(|(part, words)| (address(desk.id, part), *words))
        .collect();
    let body = StoredValue::new_local(Some(body));
    let there = Memo::new(move |_| desk.edition.with(Option::is_some));
    let content = move || {
        there.get().then(|| {
            let body = body.try_update_value(Option::take).flatten();
            body.map(|body| body(desk))
        })
    };
    view! {
        <Page title=title eyebrow=eyebrow width=width back=back_to_list()>
            {chips}
            <SubNav label="Bagian kompetisi" items=items/>
            {cancelled(desk)}
            {ahead(desk)}
            {told(desk)}
            {trouble(desk)}
            {content}
        </Page>
    }
    .into_any()
}

/// Nothing goes on any more, and why.
fn cancelled(desk: Desk) -> AnyView {
    let why = Memo::new(move |_| {
        desk.edition
            .with(|it| it.as_ref().and_then(|it| it.cancelled.clone()))
    });
    (move || {
        why.get().map(|why| {
            view! {
                <div class="notice warn">
                    <b>"Kompetisi ini dibatalkan."</b>
                    <p>{["Alasan: ", &why].concat()}</p>
                </div>
            }
        })
    })
    .into_any()
}

/// The public reads an older state than the one of these pages.
fn ahead(desk: Desk) -> AnyView {
    let is_ahead = Memo::new(move |_| {
        desk.edition
            .with(|it| it.as_ref().is_some_and(|it| it.ahead))
    });
    (move || {
        is_ahead.get().then(|| {
            let what = if desk.is_office() {
                "Baca hasil untuk melihat bedanya. Bila papan berubah, umumkan ralat."
            } else {
                "Koordinator memeriksa bedanya dan mengumumkan ralat bila papan berubah."
            };
            view! {
                <div class="notice warn">
                    <b>"Ada perubahan sejak papan diumumkan."</b>
                    <p>
                        {what} " "
                        {desk.is_office().then(|| view! { <a href=address(desk.id, "hasil")>"Ke hasil"</a> })}
                    </p>
                </div>
            }
        })
    })
    .into_any()
}

/// What was just done, and who was faster.
fn told(desk: Desk) -> AnyView {
    let overtaken = move || {
        desk.overtaken.get().map(|who| {
            view! {
                <div class="notice warn" role="alert">
                    <b>"Belum terkirim: ada perubahan yang lebih baru."</b>
                    <p>{who}</p>
                    <p>"Halaman ini sudah memuat keadaan terbaru, dan isian Anda tetap ada. Periksa, lalu kirim lagi."</p>
                </div>
            }
        })
    };
    view! {
        {desk.said.view()}
        {overtaken}
    }
    .into_any()
}

/// Loading, no connection, no right, data of an earlier time.
fn trouble(desk: Desk) -> AnyView {
    desk.loaded.notice_or("kompetisi", |fault, shown| match fault.code() {
        Some(Code::Forbidden) if !shown => Some(no_right(
            "Halaman ini untuk koordinator BAPPERIDA dan yang memantau kompetisi. Hubungi administrator bila Anda memerlukannya.",
        )),
        Some(Code::NotFound | Code::BadId) if !shown => Some(
            kit::empty(
                "Kompetisi tidak ditemukan",
                fault.words(),
                view! { <a class="btn plain" href=to::COMPETITIONS>"Semua kompetisi"</a> },
            )
            .into_any(),
        ),
        _ => None,
    })
}

/// The edition, for a part of a page that follows every change.
pub fn follow(desk: Desk, part: impl Fn(Arc<Edition>) -> AnyView + Send + 'static) -> AnyView {
    (move || desk.edition.get().map(&part)).into_any()
}

/// The way to the entries that are not shown yet.
pub fn more(desk: Desk) -> AnyView {
    let left = Memo::new(move |_| {
        desk.edition.with(|it| {
            let it = it.as_ref()?;
            it.more?;
            Some((it.entries.len(), it.totals.entries as usize))
        })
    });
    (move || {
        let (shown, all) = left.get()?;
        Some(view! {
            <div class="actions">
                <span class="soft">{[&of(shown, all), " entri ditampilkan"].concat()}</span>
                <Press label="Tampilkan entri berikutnya" class="btn plain" busy=desk.loaded.loading() on=Callback::new(move |()| desk.more())/>
            </div>
        })
    })
    .into_any()
}

/// Why an act is not possible now; none when it is.
pub fn blocked(desk: Desk, act: Act) -> Signal<Option<String>> {
    Signal::derive(move || reason(desk, act))
}

/// As [`blocked`], read in a place that follows changes anyway.
pub fn reason(desk: Desk, act: Act) -> Option<String> {
    let code = desk.may(act).err()?;
    Some(if code == Code::Forbidden {
        "Hanya koordinator BAPPERIDA yang dapat melakukan ini.".to_owned()
    } else {
        // Before opening, "still open" would be a strange reason not to publish.
        let draft = code == Code::JudgingStillOpen && is_draft(desk);
        let code = if draft { Code::JudgingNotOpen } else { code };
        // What the code says is said to a judge.
        if code == Code::JudgingClosed {
            return Some("Penilaian sudah ditutup.".to_owned());
        }
        code.words().to_owned()
    })
}

/// A page that only the coordinator works on, seen by somebody who watches.
pub fn watchers_note(desk: Desk) -> AnyView {
    (move || {
        (!desk.is_office()).then(|| {
            view! {
                <div class="notice">
                    <b>"Anda melihat sebagai pemantau."</b>
                    <p>"Mengubah kompetisi adalah tugas koordinator BAPPERIDA."</p>
                </div>
            }
        })
    })
    .into_any()
}

/// A link that looks like a button, or the same words with the reason why it leads nowhere yet.
pub fn way(
    class: &'static str,
    to: String,
    words: &'static str,
    why_not: Option<String>,
) -> AnyView {
    match why_not {
        None => view! { <a class=class href=to>{words}</a> }.into_any(),
        Some(reason) => {
            view! { <Press label=words class=class blocked=Signal::stored(Some(reason)) on=Callback::new(|()| ())/> }.into_any()
        }
    }
}

/// "3 dari 12".
pub fn of(count: usize, all: usize) -> String {
    [&count.to_string(), " dari ", &all.to_string()].concat()
}

/// A native bar with a name for screen readers.
pub fn bar(label: String, value: usize, max: usize) -> AnyView {
    view! { <progress max=max.max(1).to_string() value=value.to_string() aria-label=label></progress> }.into_any()
}

/// A table in its own named scroll region.
pub fn scroll(label: impl Into<String>, table: AnyView) -> AnyView {
    let label = label.into();
    view! { <div class="scroll" role="region" aria-label=label tabindex="0">{table}</div> }
        .into_any()
}

/// A heading that a region can be named by.
pub fn section(title: &'static str, content: AnyView) -> AnyView {
    let id = unique("bagian");
    let named = id.clone();
    view! {
        <section class="card stack" aria-labelledby=named>
            <h2 id=id>{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// Settings and entries can be changed; follows changes.
pub fn is_draft(desk: Desk) -> bool {
    desk.edition
        .with(|it| it.as_ref().is_some_and(|it| it.standing == Standing::Draft))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_follows_a_competition_sees_its_results_and_no_part_that_is_never_theirs() {
        let shown: Vec<_> = parts(false).map(|(_, words)| *words).collect();
        assert!(shown.contains(&"Hasil") && !shown.contains(&"Riwayat"));
        assert_eq!(parts(true).count(), PARTS.len());
    }
}
