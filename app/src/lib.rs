//! The single-page app of KLISIDA: where people work. Public pages are the Worker's.
//!
//! `app.rs` puts the providers in order, `routes.rs` is the one map of pages, `api.rs` is the only file
//! that talks to the network, `store/` the only one that talks to the device's storage.

pub mod api;
pub mod app;
pub mod browser;
pub mod clock;
pub mod courier;
pub mod ids;
pub mod net;
pub mod pages;
pub mod routes;
pub mod session;
pub mod settings;
pub mod shell;
pub mod store;
pub mod ui;

/// Mounts the app into the page.
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
