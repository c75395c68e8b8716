//! The public side of a record: the agency asks, the clinic publishes.

use klisida_domain::{
    api::PublicationAsk,
    clinic::{self, Act},
    paths::public,
    showcase::revision_words,
    text,
    wire::{RecordStep, RecordView},
};
use leptos::prelude::*;

use super::record::Record;
use crate::{
    action::Action,
    ui::{ErrorSummary, Press},
};

/// What the public sees of it.
pub fn section(record: Record) -> AnyView {
    let deed = record.action();
    record.follow(move |view| {
        if record.local.with_untracked(Option::is_some) {
            return ().into_any();
        }
        state(record, deed, view)
    })
}

fn state(record: Record, deed: Action, view: &RecordView) -> AnyView {
    let legacy = view.first_used.is_some();
    let shown = view.published_at.map(|at| {
        let which = view.published_revision.map_or_else(String::new, |n| {
            [" (", &revision_words(n, legacy), ")"].concat()
        });
        let words = ["Terbit sejak ", &at.wib().date_long(), &which, "."].concat();
        let address = public::innovation(&view.slug);
        view! { <p>{words} " " <a href=address rel="external">"Buka halaman publik"</a></p> }
    });
    let hidden = view.published_at.is_none().then(|| {
        view! { <p class="soft">"Belum terbit: hanya instansi Anda dan klinik yang membaca isinya."</p> }
    });
    let asked = view.asked_at.map(|at| {
        let which = view.asked_revision.map_or_else(
            || "Diminta".to_owned(),
            |n| [&text::upper(&revision_words(n, legacy)), " diminta"].concat(),
        );
        let words = [
            which.as_str(),
            " terbit ",
            &at.wib().date_long(),
            ". Tim Klinik memeriksa, lalu menerbitkan.",
        ]
        .concat();
        view! { <p>{words}</p> }
    });
    // Nothing to ask for: what could be asked for was asked for, or is what the public reads.
    let settled = view.askable.is_some()
        && (view.askable == view.asked_revision
            || view.asked_at.is_none() && view.askable == view.published_revision);
    let ask = (!settled).then(|| ask(record, deed, view));
    let body = view! {
        {hidden}
        {shown}
        {asked}
        {ask}
    };
    view! {
        <section class="stack" aria-labelledby="publik">
            <h3 id="publik">"Halaman publik"</h3>
            <ErrorSummary faults=deed.faults/>
            {deed.outcome()}
            {body}
        </section>
    }
    .into_any()
}

/// The button that asks: for the newest revision that the clinic found valid; what Article 17 exempts, for what is written now.
fn ask(record: Record, deed: Action, view: &RecordView) -> AnyView {
    let blocked = clinic::may(view.line.relation, Act::Ask, view.line.course, &view.open)
        .err()
        .map(|_| "Koordinator instansi yang meminta penerbitan.".to_owned());
    let run = move |()| {
        let body = RecordStep {
            version: record.version(),
        };
        record.send(
            deed,
            "Permintaan terbit",
            PublicationAsk {
                innovation: record.id,
            },
            body,
            |_| {},
        );
    };
    view! {
        <div class="actions">
            <Press label="Minta diterbitkan" class="btn plain" busy=deed.busy blocked=Signal::stored(blocked) on=Callback::new(run)/>
        </div>
    }
    .into_any()
}
