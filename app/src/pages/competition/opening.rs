//! Opening an edition: what it freezes is said first, and what would be left out by it is named.

use std::sync::Arc;

use klisida_domain::{
    api::EditionOpen,
    timetable,
    wire::{Edition, Opening},
};
use leptos::prelude::*;

use super::{desk::Desk, steps};
use crate::{
    offline::{forms::use_forms, outbox::use_outbox},
    paths as to,
    ui::{Check, Dialog, ErrorSummary, Faults, Press},
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
    let deed = desk.action_in(open);
    let faults = deed.faults;
    let unsent = Unsent::of(desk);
    let known = RwSignal::new(false);
    Effect::new(move || {
        if open.get() {
            known.set(false);
            faults.clear();
        }
    });
    let send = move || {
        faults.clear();
        if unsent.stops(faults) {
            return;
        }
        let there = desk.now().map_or(0, |it| it.totals.incomplete);
        let incomplete = if known.get_untracked() { there } else { 0 };
        if let Err(code) = timetable::may_open(there, incomplete) {
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
    let count = Memo::new(move |_| {
        desk.edition
            .with(|it| it.as_ref().map_or(0, |it| it.totals.incomplete))
    });
    let tick = move || {
        let n = count.get();
        (n > 0).then(|| {
            let label = format!("Buka walau {n} entri belum lengkap");
            view! { <Check label=label value=known hint="Tersimpan dalam catatan kompetisi."/> }
        })
    };
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
                {tick}
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
    let facts = [
        ("Bobot", weights.join(", ")),
        ("Urutan penentu seri", chain),
        ("Penilaian dibuka", setup.opens_at.wib().full()),
        ("Penilaian ditutup", setup.closes_at.wib().full()),
        (
            "Juri setiap entri, paling sedikit",
            setup.min_judges.to_string(),
        ),
        ("Entri", edition.totals.standing.to_string()),
        ("Juri", format!("{judges} orang, {sheets} lembar nilai")),
    ]
    .into_iter()
    .map(|(term, value)| view! { <dt>{term}</dt><dd>{value}</dd> })
    .collect_view();
    view! {
        <p>"Ini terkunci sejak sekarang, bersama kalimat rentang dan bahan setiap entri. Tenggat masih dapat diundur."</p>
        <dl class="facts">{facts}</dl>
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
