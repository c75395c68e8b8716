//! Opening an edition: what it freezes is said first, and what would be left out by it is named.

use std::sync::Arc;

use klisida_domain::{
    api::EditionOpen,
    timetable,
    wire::{Edition, Opening},
};
use leptos::prelude::*;

use super::{desk::Desk, known::Known, steps};
use crate::{
    offline::{forms::use_forms, outbox::use_outbox},
    paths as to,
    ui::{Dialog, ErrorSummary, Faults, Press},
};

/// What is typed or ticked on this device about an edition and was not sent would be left out by a step that freezes it. A handle.
#[derive(Clone, Copy)]
pub struct Unsent(StoredValue<String>);

impl Unsent {
    /// Looks for what belongs to an edition.
    pub fn of(desk: Desk) -> Self {
        use_forms();
        Self(StoredValue::new(to::edition(desk.id)))
    }

    /// Says what there is; true when there is something.
    pub fn stops(self, faults: Faults) -> bool {
        let own = self.0.get_value();
        let titles: Vec<String> = use_outbox().list.with_untracked(|list| {
            list.iter()
                .filter(|it| {
                    it.page
                        .as_deref()
                        .is_some_and(|page| page.starts_with(&own))
                })
                .map(|it| it.title.clone())
                .collect()
        });
        if titles.is_empty() {
            return false;
        }
        faults.clear();
        for title in titles {
            faults.add(
                "",
                format!("Belum dikirim dari perangkat ini: {title}. Kirim dari formulirnya, atau hapus di Kiriman."),
            );
        }
        faults.show();
        true
    }
}

/// The dialog.
pub fn dialog(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let known = Known::of(desk, |it| it.totals.incomplete);
    let deed = known.action(open);
    let faults = deed.faults;
    let unsent = Unsent::of(desk);
    Effect::new(move || {
        if open.get() {
            known.forget();
            faults.clear();
            // Others write dossiers meanwhile: what is shown should be what is.
            desk.reload();
        }
    });
    let send = move || {
        faults.clear();
        if unsent.stops(faults) {
            return;
        }
        let incomplete = known.number();
        if let Err(code) = timetable::may_open(known.there(), incomplete) {
            faults.add("", code.words());
            faults.show();
            return;
        }
        desk.act(
            deed,
            EditionOpen { edition: desk.id },
            Opening {
                version: desk.version(),
                incomplete,
            },
            "Kompetisi dibuka. Aturan dan bahan terkunci.",
            || {},
        );
    };
    let content = move || desk.edition.get().map(|edition| frozen(&edition));
    view! {
        <Dialog open=open title="Buka kompetisi ini?">
            {content}
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                {known.view("Buka walau", "entri belum lengkap")}
                <div class="actions">
                    <Press label="Buka kompetisi" busy=deed.busy/>
                    <Press label="Batal" class="btn plain" on=Callback::new(move |()| open.set(false))/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

/// Everything that cannot be changed from now on.
fn frozen(edition: &Arc<Edition>) -> AnyView {
    let setup = &edition.setup;
    let weights: Vec<_> = setup
        .rubric
        .criteria
        .iter()
        .map(|rule| format!("{} {} %", rule.criterion.label(), rule.weight))
        .collect();
    let chain: Vec<_> = setup.tie_chain.iter().map(|it| it.label()).collect();
    let chain = if chain.is_empty() {
        "tanpa urutan; peringkat bersama".to_owned()
    } else {
        chain.join(", ")
    };
    let judges = edition
        .panel
        .iter()
        .filter(|it| it.removed.is_none())
        .count();
    let (_, _, sheets) = steps::sheets(edition);
    let mut facts = vec![
        ("Yang boleh ikut", setup.entrants.label().to_owned()),
        ("Bobot", weights.join(", ")),
        ("Urutan penentu seri", chain),
        ("Penilaian dibuka", setup.opens_at.wib().full()),
        ("Penilaian ditutup", setup.closes_at.wib().full()),
        (
            "Juri setiap entri, paling sedikit",
            setup.min_judges.to_string(),
        ),
        ("Entri", edition.totals.standing.to_string()),
    ];
    if setup.sample {
        facts.push((
            "Tanda",
            "contoh: setiap halaman menyebut datanya rekaan".to_owned(),
        ));
    }
    let facts = facts
        .into_iter()
        .map(|(term, value)| view! { <dt>{term}</dt><dd>{value}</dd> })
        .collect_view();
    let panel = format!(
        "Masih dapat diubah sampai penilaian ditutup: juri dan penugasannya (sekarang {judges} orang, {sheets} lembar nilai). Tenggat masih dapat diundur."
    );
    view! {
        <p>"Ini terkunci sejak sekarang, bersama kalimat rentang dan bahan setiap entri."</p>
        <dl class="facts">{facts}</dl>
        <p>{panel}</p>
        {incomplete(edition)}
    }
    .into_any()
}

/// Entries of which judges would read a part only.
fn incomplete(edition: &Edition) -> Option<AnyView> {
    let all = edition.totals.incomplete as usize;
    if all == 0 {
        return None;
    }
    let rows = edition
        .incomplete
        .iter()
        .map(|it| {
            let words = format!("E-{:02} {}: {}", it.number, it.name, it.content.words());
            view! { <li>{words}</li> }
        })
        .collect_view();
    let more = all.saturating_sub(edition.incomplete.len());
    let more = (more > 0).then(|| view! { <li>{format!("dan {more} lagi")}</li> });
    let title = format!(
        "{all} entri belum lengkap. Untuk yang kosong juri membaca \"Tidak ada keterangan\"."
    );
    Some(
        view! {
            <div class="notice warn">
                <b>{title}</b>
                <ul>{rows} {more}</ul>
            </div>
        }
        .into_any(),
    )
}
