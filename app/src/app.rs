//! The app: its providers in order of need, and the router.

use leptos::prelude::*;
use leptos_router::components::{Router, Routes, RoutesProps};

use crate::{
    clock, courier, net, pages::fallback, pen, post, routes, session, settings, shell, store,
    unsent, upload,
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
    // Sends what is waiting, once it is known whose it is.
    courier::provide();
    // Writes that wait for a connection.
    post::provide();
    // Parts of records: kept at once, sent after a pause.
    pen::provide();
    // Photos and files that wait for a connection.
    upload::provide();
    // All of it as one list.
    unsent::provide();
    // A newer version of the app waits.
    shell::provide_update();

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
