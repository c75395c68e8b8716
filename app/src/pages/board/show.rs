//! A board, inside the app: the same view as the public one.

use klisida_domain::{
    api::{BoardShow, BoardVersionShow},
    problem::Code,
    publication::PublicBoard,
};
use klisida_views::{board::BoardView, kit};
use leptos::prelude::*;

use crate::{
    browser,
    paths::{self as to, param},
    ui::{Back, Loaded, Page, announce, load_kept},
};

/// `/app/papan/:slug` and `/app/papan/:slug/versi/:version`.
pub fn page() -> AnyView {
    let Some(slug) = param::<String>("slug") else {
        return view! { <Page title="Papan peringkat">{kit::empty("Papan tidak ditemukan", Code::BadId.words(), ())}</Page> }.into_any();
    };
    let version = param::<u32>("version");
    let key = ["board/", &slug, "/", &version.unwrap_or(0).to_string()].concat();
    let board = match version {
        Some(version) => load_kept(key, BoardVersionShow { slug, version }),
        None => load_kept(key, BoardShow { slug }),
    };
    let there = Memo::new(move |_| board.with(|it| it.is_some()));
    // The view brings its own heading: the frame of other pages stands only until it is there.
    (move || {
        if there.get() {
            shown(board)
        } else {
            waiting(board)
        }
    })
    .into_any()
}

fn waiting(board: Loaded<PublicBoard>) -> AnyView {
    view! {
        <Page title="Papan peringkat" back=(to::BOARDS.to_owned(), "Semua papan".to_owned())>
            {board.view("papan", |_| ().into_any())}
        </Page>
    }
    .into_any()
}

fn shown(board: Loaded<PublicBoard>) -> AnyView {
    Effect::new(move |before: Option<()>| {
        let name = board.with(|it| match it {
            Some(PublicBoard::Closed(closed)) => closed.edition.clone(),
            Some(PublicBoard::Final { board, .. }) => board.edition.clone(),
            None => String::new(),
        });
        let title = ["Papan peringkat ", &name].concat();
        browser::document().set_title(&[&title, " · KLISIDA"].concat());
        if before.is_none() {
            browser::soon(move || {
                let heading = browser::document().query_selector("#isi h1").ok().flatten();
                if let Some(heading) = heading
                    .and_then(|it| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(it).ok())
                {
                    let _ = heading.focus();
                }
                announce(&title);
            });
        }
    });
    view! {
        <main class="page" id="isi" tabindex="-1">
            <Back to=to::BOARDS words="Semua papan"/>
            {board.view("papan", |board| view! { <BoardView board=board/> }.into_any())}
        </main>
    }
    .into_any()
}
