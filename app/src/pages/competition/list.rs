//! All editions.

use klisida_domain::{account::Role, api, competition::Standing, text::grouped, wire};
use klisida_views::{
    chip::{SampleChip, StandingChip},
    kit,
};
use leptos::prelude::*;

use super::frame;
use crate::{
    clock, paths as to,
    session::use_session,
    ui::{Page, deadline, load_kept, more},
};

/// `/app/kompetisi`.
pub fn page() -> AnyView {
    let list = load_kept("editions", api::EditionList {});
    let session = use_session();
    let make = move || {
        session.is_any(&[Role::Coordinator]).then(|| {
            frame::way(
                "btn",
                to::COMPETITION_NEW.to_owned(),
                "Buat kompetisi",
                None,
            )
        })
    };
    view! {
        <Page title="Kompetisi" lead="Setiap kompetisi berjalan dari persiapan sampai hasil diumumkan.">
            {list.view("daftar kompetisi", |editions| rows(&editions.items))}
            {more(list)}
            <div class="actions">{make}</div>
        </Page>
    }
    .into_any()
}

fn rows(editions: &[wire::EditionLine]) -> AnyView {
    if editions.is_empty() {
        return kit::empty(
            "Belum ada kompetisi",
            "Kompetisi yang Anda buat tampil di sini. Siapkan nama, jadwal, dan bobotnya dulu; entri dan juri menyusul.",
            (),
        )
        .into_any();
    }
    let items = editions.iter().map(line).collect_view();
    view! { <ul class="grid">{items}</ul> }.into_any()
}

fn line(edition: &wire::EditionLine) -> AnyView {
    let now = clock::now();
    let when = match edition.standing {
        Standing::Draft => ["Rencana dibuka ", &edition.opens_at.wib().full()].concat(),
        Standing::Scheduled => ["Dibuka ", &edition.opens_at.wib().full()].concat(),
        Standing::Judging => {
            let words = deadline(now, edition.closes_at);
            let mut letters = words.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect())
                .unwrap_or(words)
        }
        Standing::Cancelled => "Tidak ada hasil yang diumumkan.".to_owned(),
        Standing::TimeUp | Standing::Closed | Standing::Published => {
            ["Penilaian sampai ", &edition.closes_at.wib().full()].concat()
        }
    };
    let counts = [
        &grouped(u64::from(edition.entries)),
        " entri · ",
        &grouped(u64::from(edition.judges)),
        " juri · tahun ",
        &edition.year.to_string(),
    ]
    .concat();
    view! {
        <li>
            <a class="card" href=to::edition(edition.id)>
                <b>{edition.name.clone()}</b>
                <span class="chips">
                    <StandingChip standing=edition.standing/>
                    {edition.sample.then(SampleChip)}
                    {edition.archived.then(|| view! { <span class="chip">"Arsip"</span> })}
                </span>
                <span>{when}</span>
                <span class="soft small num">{counts}</span>
            </a>
        </li>
    }
    .into_any()
}
