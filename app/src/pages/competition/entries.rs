//! The entries of an edition.

use klisida_domain::{
    api::{BoardShow, DossiersFill, EntryRemove, EntryWithdraw},
    competition::Act,
    paths::public,
    problem::Code,
    proposal::Subject,
    publication::{Board, Change, PublicBoard, changes},
    wire::{Edition, EntryLine, Step},
};
use klisida_views::{chip::kind_words, kit};
use leptos::prelude::*;

use super::{
    desk::{Desk, password, second_person},
    entries_add, frame,
};
use crate::{
    paths as to,
    ui::{Ask, Loaded, Press, load},
};

/// `/app/kompetisi/:edition/entri`.
pub fn page() -> AnyView {
    frame::frame("Entri", "", body)
}

/// Which entry is to go, and whether the question is open.
#[derive(Clone, Copy)]
struct Target {
    entry: RwSignal<Option<EntryLine>>,
    remove: RwSignal<bool>,
    withdraw: RwSignal<bool>,
    /// It could not be removed, since something on record names it.
    kept: RwSignal<bool>,
}

fn body(desk: Desk) -> AnyView {
    let target = Target {
        entry: RwSignal::new(None),
        remove: RwSignal::new(false),
        withdraw: RwSignal::new(false),
        kept: RwSignal::new(false),
    };
    let adding = RwSignal::new(false);
    let add = move || {
        let words = if adding.get() {
            "Tutup pencarian"
        } else {
            "Tambah entri dari katalog"
        };
        let class = if adding.get() { "btn plain" } else { "btn" };
        view! { <Press label=words class=class blocked=frame::blocked(desk, Act::Entries) on=Callback::new(move |()| adding.update(|it| *it = !*it))/> }
    };
    let carry = RwSignal::new(false);
    let fill = move || {
        (empty(desk) > 0 && frame::reason(desk, Act::Entries).is_none()).then(|| {
            view! { <Press label="Isi dari catatan klinik" class="btn plain" on=Callback::new(move |()| carry.set(true))/> }
        })
    };
    let search =
        move || (adding.get() && frame::is_draft(desk)).then(|| entries_add::section(desk));
    view! {
        {frame::watchers_note(desk)}
        {frame::follow(desk, move |edition| list(desk, target, &edition))}
        <div class="actions">{add} {fill}</div>
        {search}
        {filling(desk, carry)}
        {removing(desk, target)}
        {withdrawing(desk, target)}
    }
    .into_any()
}

fn list(desk: Desk, target: Target, edition: &Edition) -> AnyView {
    if edition.entries.is_empty() {
        return kit::empty(
            "Belum ada entri",
            "Entri adalah inovasi dari katalog yang ikut dinilai. Cari lalu pilih beberapa sekaligus.",
            (),
        )
        .into_any();
    }
    let (ready, standing) = (
        edition.totals.ready as usize,
        edition.totals.standing as usize,
    );
    let words = [
        &frame::of(ready, standing),
        " entri bahannya lengkap: ringkasan dan kelima kriteria.",
    ]
    .concat();
    let rows = edition
        .entries
        .iter()
        .map(|entry| row(desk, target, entry))
        .collect_view();
    view! {
        <section class="card stack" aria-label="Daftar entri">
            <p>{words}</p>
            <ol class="rows">{rows}</ol>
            {frame::more(desk)}
        </section>
    }
    .into_any()
}

fn row(desk: Desk, target: Target, entry: &EntryLine) -> AnyView {
    let place = if entry.region.is_empty() {
        entry.agency.clone()
    } else {
        [&entry.agency, " · ", &entry.region].concat()
    };
    let about = [&place, " · ", &kind_words(entry.kind)].concat();
    let (class, words) = match &entry.withdrawn {
        Some(_) => ("tag bad", "Dikeluarkan".to_owned()),
        None if entry.content.is_ready() => ("tag done", entry.content.words()),
        None => ("tag warn", entry.content.words()),
    };
    let why = entry
        .withdrawn
        .as_ref()
        .map(|reason| view! { <small>{["Alasan: ", reason].concat()}</small> });
    let act = if entry.withdrawn.is_some() {
        ().into_any()
    } else {
        leave(desk, target, entry.clone())
    };
    view! {
        <li>
            <div>
                <a href=to::entry(desk.id, entry.id)>{frame::label(entry)}</a>
                <small>{about}</small>
                {why}
            </div>
            <span class=class>{words}</span>
            {act}
        </li>
    }
    .into_any()
}

/// The button that takes an entry out: in a draft it goes, later it is withdrawn.
fn leave(desk: Desk, target: Target, entry: EntryLine) -> AnyView {
    let draft = frame::is_draft(desk);
    let why = frame::reason(desk, if draft { Act::Entries } else { Act::Exclude });
    let name = frame::label(&entry);
    let press = move |_| {
        target.entry.set(Some(entry.clone()));
        target.kept.set(false);
        if draft {
            target.remove.set(true);
        } else {
            target.withdraw.set(true);
        }
    };
    let word = if draft { "Hapus" } else { "Keluarkan" };
    if why.is_some() {
        return ().into_any();
    }
    view! {
        <button type="button" class="btn plain small" aria-label=[word, " ", &name].concat() on:click=press>
            {word}
        </button>
    }
    .into_any()
}

/// Entries in whose dossiers nothing is written.
fn empty(desk: Desk) -> u32 {
    desk.edition.with(|it| {
        it.as_ref().map_or(0, |it| {
            let totals = &it.totals;
            totals
                .standing
                .saturating_sub(totals.ready)
                .saturating_sub(totals.incomplete)
        })
    })
}

/// Fills all empty dossiers from the records of their innovations.
fn filling(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let deed = desk.action_in(open);
    let text = Signal::derive(move || {
        [
            &empty(desk).to_string(),
            " entri masih kosong. Yang diambil: teks yang diajukan instansi ke klinik, angka sebelum dan sesudah, serta bukti yang terbuka untuk umum, dengan sumbernya. Draf, hasil validasi, dan catatan lain tidak ikut. Sesudahnya Anda dapat menyunting setiap entri.",
        ]
        .concat()
    });
    let run = move |_: String| {
        let body = Step {
            version: desk.version(),
        };
        desk.overtaken.set(None);
        deed.job(async move {
            let endpoint = DossiersFill { edition: desk.id };
            let done = deed.call(&endpoint, &body).await?;
            desk.load().await;
            let mut said = [
                &done.filled.to_string(),
                " entri diisi dari catatan klinik. Periksa dan sunting seperlunya.",
            ]
            .concat();
            if done.without > 0 {
                said = [
                    &said,
                    " ",
                    &done.without.to_string(),
                    " entri belum punya ajuan di klinik.",
                ]
                .concat();
            }
            Ok(said)
        });
    };
    view! {
        <Ask
            open=open
            title="Isi dari catatan klinik?"
            text=text
            action="Isi entri yang kosong"
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}

fn name_of(target: Target) -> String {
    target
        .entry
        .with(|it| it.as_ref().map(frame::label).unwrap_or_default())
}

fn removing(desk: Desk, target: Target) -> AnyView {
    let deed = desk.action_in(target.remove).on_refusal(move |fault| {
        // What something on record names cannot go; the way that is left is offered in its place.
        let kept = fault.code() == Some(Code::EntryOnRecord);
        let shown = if kept { None } else { desk.heard(fault) };
        if shown.is_none() {
            target.remove.try_set(false);
        }
        if kept {
            target.kept.set(true);
            target.withdraw.set(true);
        }
        shown
    });
    let run = move |_: String| {
        let Some(entry) = target.entry.get_untracked() else {
            return;
        };
        let said = [&frame::label(&entry), " dihapus dari kompetisi."].concat();
        desk.act(
            deed,
            EntryRemove { entry: entry.id },
            Step {
                version: desk.version(),
            },
            said,
            || {},
        );
    };
    view! {
        <Ask
            open=target.remove
            title=Signal::derive(move || ["Hapus ", &name_of(target), "?"].concat())
            text="Entri keluar dari kompetisi, berikut bahan dan penugasannya. Inovasinya tetap ada di katalog."
            action="Hapus entri"
            danger=true
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}

/// Most changes of a board that a question names.
const NAMED: usize = 6;

/// Why no change of the board is named.
const AHEAD: &str = " Sejak papan diumumkan sudah ada perubahan lain, maka peringkat setelah ini tidak dihitung di sini: bedanya dengan papan terbaca di Hasil sebelum ralat diumumkan.";

/// What the published board would say without an entry.
fn without(board: &Board, slug: &str) -> String {
    let changes = changes(board, &board.without(slug));
    let mut words: Vec<_> = changes.iter().take(NAMED).map(Change::words).collect();
    let more = changes.len().saturating_sub(NAMED);
    if more > 0 {
        words.push(["dan ", &more.to_string(), " entri lagi"].concat());
    }
    if words.is_empty() {
        return String::new();
    }
    [
        " Di papan setelah ralat diumumkan: ",
        &words.join("; "),
        ". Sampai itu papan umum tetap seperti sekarang.",
    ]
    .concat()
}

fn withdrawing(desk: Desk, target: Target) -> AnyView {
    let published = desk.now().filter(|it| it.published > 0).map(|it| {
        load(BoardShow {
            slug: it.slug.clone(),
        })
    });
    let after = Signal::derive(move || {
        let slug = target
            .entry
            .with(|it| it.as_ref().map(|it| it.slug.clone()));
        let ahead = desk
            .edition
            .with(|it| it.as_ref().is_some_and(|it| it.ahead));
        if ahead {
            // The published board is not what the next one is worked out from.
            return AHEAD.to_owned();
        }
        match (published.and_then(Loaded::get), slug) {
            (Some(PublicBoard::Final { board, .. }), Some(slug)) => without(&board, &slug),
            _ => String::new(),
        }
    });
    let deed = desk.action_in(target.withdraw);
    let again = password(desk);
    let run = move |reason: String| {
        let Some(entry) = target.entry.get_untracked() else {
            return;
        };
        let said = [&frame::label(&entry), " dikeluarkan dari lomba."].concat();
        let subject = Subject::WithdrawEntry { entry: entry.id };
        let endpoint = EntryWithdraw { entry: entry.id };
        desk.exclude(
            deed,
            endpoint,
            subject,
            reason,
            again.0.get_untracked(),
            said,
        );
    };
    view! {
        <Ask
            open=target.withdraw
            title=Signal::derive(move || ["Keluarkan ", &name_of(target), " dari lomba?"].concat())
            text=Signal::derive(move || {
                [
                    if target.kept.get() { Code::EntryOnRecord.words() } else { "" },
                    if target.kept.get() { " " } else { "" },
                    "Entri tidak dinilai lagi dan tidak masuk papan. Lembar yang sudah diisi disimpan sebagai bukti. Ini tidak dapat dibatalkan.",
                    &after.get(),
                    second_person(desk),
                ]
                .concat()
            })
            action="Keluarkan dari lomba"
            danger=true
            reason=true
            reason_label="Alasan"
            password=again
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}

/// Public page of the innovation behind an entry.
pub fn catalogue_link(entry: &EntryLine) -> AnyView {
    view! { <a rel="external" href=public::innovation(&entry.slug)>"Halaman di katalog"</a> }
        .into_any()
}
