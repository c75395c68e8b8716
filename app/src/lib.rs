//! The single-page app of KLISIDA: where people work. Public pages are the Worker's.
//!
//! `app.rs` puts the providers in order, `paths.rs` has the one table of pages and their addresses, `routes.rs` leads to them,
//! `api.rs` is the only file that talks to the network, `store/` the only one that talks to the device's storage, `offline/` keeps
//! and sends what the server has not confirmed.

pub mod action;
pub mod api;
pub mod app;
pub mod browser;
pub mod chunk;
pub mod clock;
pub mod ids;
pub mod net;
pub mod offline;
pub mod pages;
pub mod paths;
pub mod routes;
pub mod session;
pub mod settings;
pub mod shell;
pub mod split;
pub mod store;
pub mod ui;
pub mod work;

/// Mounts the app into the page.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        broken();
    }));
    shell::watch_taps();
    leptos::mount::mount_to_body(app::App);
}

/// The last thing this app can say: after a panic nothing of it answers any more.
fn broken() {
    let page = browser::document();
    let (Some(body), Ok(notice)) = (page.body(), page.create_element("p")) else {
        return;
    };
    notice.set_class_name("strip");
    let _ = notice.set_attribute("role", "alert");
    notice.set_text_content(Some(
        "Ada gangguan di aplikasi. Muat ulang halaman ini; isian Anda tetap di perangkat ini.",
    ));
    let _ = body.prepend_with_node_1(&notice);
}
