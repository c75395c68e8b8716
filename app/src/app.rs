//! The app: its providers in order of need, and the router.

use leptos::prelude::*;
use leptos_router::components::{Router, Routes, RoutesProps};

use crate::{
    clock, net,
    offline::{outbox, sheets, wake},
    pages::fallback,
    routes, session, settings, shell, store,
};

/// Everything.
#[component]
pub fn App() -> impl IntoView {
    // Light or dark first: it is seen first.
    settings::provide();
    // The server's time and the connection: the calls below correct them.
    clock::provide();
    net::provide();
    // What this device keeps, before anybody can be recognised without signal.
    let store = store::provide();
    // Who is here: opens the store, then asks the Worker.
    session::provide(store);
    // What lists say of a judge's sheets on this device.
    sheets::provide();
    // What waits on this device as one list, and who sends it, once it is known whose it is.
    outbox::provide();
    wake::provide();
    // A newer version of the app waits.
    shell::provide_update();
    // Which parts of the app this device keeps.
    let session = session::use_session();
    shell::provide_ready(
        Memo::new(move |_| routes::parts(&session.visitor())),
        Memo::new(move |_| {
            session
                .person()
                .map_or_else(Vec::new, |actor| shell::kept_guides(&actor))
        }),
    );

    view! {
        <Router>
            {shell::frame()}
            {routes()}
        </Router>
    }
}

fn routes() -> impl IntoView {
    let definitions = routes::definitions();
    let children = ToChildren::to_children(move || definitions);
    Routes(
        RoutesProps::builder()
            .fallback(fallback::lost)
            .children(children)
            .build(),
    )
}
