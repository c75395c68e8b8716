//! All boards, inside the app.

use klisida_domain::{api::BoardList, publication::BoardLink};
use klisida_views::{
    chip::{SampleChip, StandingChip},
    kit,
};
use leptos::prelude::*;

use crate::{
    paths as to,
    ui::{Page, load_kept, more},
};

/// `/app/papan`.
pub fn page() -> AnyView {
    let boards = load_kept("boards", BoardList {});
    view! {
        <Page title="Papan peringkat" lead="Papan yang sama dengan yang dilihat umum.">
            {boards.view("papan peringkat", |boards| cards(&boards.items))}
            {more(boards)}
        </Page>
    }
    .into_any()
}

fn cards(boards: &[BoardLink]) -> AnyView {
    if boards.is_empty() {
        return kit::empty(
            "Belum ada papan",
            "Papan tampil di sini setelah sebuah kompetisi dibuka.",
            (),
        )
        .into_any();
    }
    let cards = boards.iter().map(card).collect_view();
    view! { <ul class="grid">{cards}</ul> }.into_any()
}

fn card(board: &BoardLink) -> AnyView {
    let date = board.published_at.map_or_else(
        || ["Penilaian ditutup ", &board.closes_at.wib().full()].concat(),
        |at| ["Terbit ", &at.wib().full()].concat(),
    );
    view! {
        <li>
            <a class="card" href=to::board(&board.slug)>
                <b>{board.edition.clone()}</b>
                <span class="soft small">{date}</span>
                <span class="chips">
                    <StandingChip standing=board.standing/>
                    {board.sample.then(SampleChip)}
                </span>
            </a>
        </li>
    }
    .into_any()
}
