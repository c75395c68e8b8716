//! The line under the header, when something concerns every page: no signal, a new version, no storage.

use leptos::prelude::*;

use crate::{browser, net, session::use_session, store::use_store};

/// A newer version of the app, and installing it on the device. `boot.js` hears the browser's events and passes them on.
#[derive(Clone, Copy)]
pub struct Update {
    /// A newer version waits.
    pub ready: RwSignal<bool>,
    /// The browser offers to install the app.
    pub installable: RwSignal<bool>,
}

/// Listens for a newer version and for the offer to install.
pub fn provide() {
    // An event may have come before this app listened: the page's root remembers it.
    let said = |name: &str| {
        browser::document()
            .document_element()
            .is_some_and(|root| root.has_attribute(name))
    };
    let update = Update {
        ready: RwSignal::new(said("data-update")),
        installable: RwSignal::new(said("data-installable")),
    };
    provide_context(update);
    browser::on("klisida:update", move || update.ready.set(true));
    browser::on("klisida:installable", move || update.installable.set(true));
    browser::on("appinstalled", move || update.installable.set(false));
}

/// The newer version of this app.
pub fn use_update() -> Update {
    expect_context()
}

impl Update {
    /// Takes the new version: the page is loaded again. Drafts are on the device.
    pub fn accept(self) {
        if self.ready.get_untracked() {
            browser::emit("klisida:accept-update");
        } else {
            let _ = window().location().reload();
        }
    }

    /// Asks the browser to install the app.
    pub fn install(self) {
        browser::emit("klisida:install");
    }
}

/// The line; the most pressing sentence only.
pub fn line() -> AnyView {
    let (online, update, session, store) =
        (net::online(), use_update(), use_session(), use_store());
    (move || {
        // First: without room nothing waits on this device, whatever the signal.
        if let Some(trouble) = store.trouble().get() {
            return view! {
                <p class="strip" role="status">
                    {trouble.words()}
                </p>
            }
            .into_any();
        }
        if !online.get() {
            return view! {
                <p class="strip" role="status">
                    "Tanpa sinyal. Anda tetap bisa mengisi; yang belum terkirim menunggu di perangkat ini."
                </p>
            }
            .into_any();
        }
        if update.ready.get() || session.outdated.get() {
            return view! {
                <p class="strip calm" role="status">
                    "Versi baru siap." <button class="link" on:click=move |_| update.accept()>"Muat ulang"</button>
                </p>
            }
            .into_any();
        }
        ().into_any()
    })
    .into_any()
}
