//! The public side of a record: the agency asks, the clinic publishes.

use klisida_domain::{
    api::PublicationAsk,
    clinic::{self, Act},
    paths::public,
    wire::{RecordStep, RecordView},
};
use leptos::prelude::*;

use super::{deed::Deed, record::Record};
use crate::ui::{ErrorSummary, Press};

/// What the public sees of it.
pub fn section(record: Record) -> AnyView {
    let deed = Deed::new();
    record.follow(move |view| {
        if record.local.with_untracked(Option::is_some) {
            return ().into_any();
        }
        state(record, deed, view)
    })
}

fn state(record: Record, deed: Deed, view: &RecordView) -> AnyView {
    let body = match (view.published_at, view.asked_at) {
        (Some(at), _) => {
            let words = ["Terbit sejak ", &at.wib().date_long(), "."].concat();
            let address = public::innovation(&view.slug);
            view! {
                <p>{words} " " <a href=address rel="external">"Buka halaman publik"</a></p>
            }
            .into_any()
        }
        (None, Some(at)) => {
            let words = [
                "Diminta terbit ",
                &at.wib().date_long(),
                ". Tim Klinik memeriksa, lalu menerbitkan.",
            ]
            .concat();
            view! { <p>{words}</p> }.into_any()
        }
        (None, None) => {
            let blocked = clinic::may(view.line.relation, Act::Ask, view.line.course, &view.open)
                .err()
                .map(|_| "Koordinator instansi yang meminta penerbitan.".to_owned());
            let ask = move |()| {
                let body = RecordStep {
                    version: record.version(),
                };
                deed.run(
                    record,
                    "Permintaan terbit",
                    PublicationAsk {
                        innovation: record.id,
                    },
                    body,
                    |_| {},
                );
            };
            view! {
                <p class="soft">"Belum terbit: hanya instansi Anda dan klinik yang melihatnya."</p>
                <div class="actions">
                    <Press label="Minta diterbitkan" class="btn plain" busy=deed.busy blocked=Signal::stored(blocked) on=Callback::new(ask)/>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <section class="card stack" aria-labelledby="publik">
            <h2 id="publik">"Halaman publik"</h2>
            <ErrorSummary faults=deed.faults/>
            {deed.outcome()}
            {body}
        </section>
    }
    .into_any()
}
