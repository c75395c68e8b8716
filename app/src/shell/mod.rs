//! The frame around all pages: header, the line that matters, navigation, footer.

mod again;
mod guide;
mod leave;
mod nav;
mod ready;
mod strip;
mod taps;

use leptos::prelude::*;
use leptos_router::components::Outlet;

pub use guide::kept as kept_guides;
pub use ready::{provide as provide_ready, use_ready};
pub use strip::{Update, provide as provide_update, use_update};
pub use taps::watch as watch_taps;

use crate::{offline::outbox::use_outbox, paths as to, session::use_session, ui::build};
use klisida_domain::{paths::public, text::grouped};

/// What stands on the screen whatever the page: the announcer and the dialog to sign in again.
pub fn frame() -> AnyView {
    view! {
        <p class="sr" id="announcer" role="status"></p>
        {again::dialog()}
    }
    .into_any()
}

/// The brand, leading home.
fn brand(to: &'static str) -> AnyView {
    view! {
        <a class="mark" href=to rel=(to == public::HOME).then_some("external")>
            <i aria-hidden="true"></i>
            "KLISIDA"
        </a>
    }
    .into_any()
}

/// "2 belum terkirim", leading to the list; nothing when everything is sent.
fn unsent() -> AnyView {
    let unsent = use_outbox();
    let count = Memo::new(move |_| unsent.count());
    (move || {
        let count = count.get();
        (count > 0).then(|| {
            let words = [
                &grouped(u64::try_from(count).unwrap_or(u64::MAX)),
                " belum terkirim",
            ]
            .concat();
            view! { <a class="chip" href=to::OUTBOX>{words}</a> }
        })
    })
    .into_any()
}

/// Links and version at the end of every page; help stands last.
fn foot() -> AnyView {
    let code = use_session().code;
    let quoted = move || {
        let code = code.get();
        (!code.is_empty()).then(|| [" · kode gangguan terakhir ", &code].concat())
    };
    view! {
        <footer class="foot">
            <a href=public::PRIVACY rel="external">"Privasi"</a>
            <a href=public::ACCESSIBILITY rel="external">"Aksesibilitas"</a>
            <a href=guide::address() rel="external">"Bantuan"</a>
            <p>
                "Klinik Inovasi Daerah Kabupaten Bangka Barat · versi " {build()} {quoted}
            </p>
        </footer>
    }
    .into_any()
}

/// The frame of the pages below `/app`.
#[component]
pub fn Shell() -> impl IntoView {
    view! {
        <div class="app">
            <a class="skip" href="#isi">"Langsung ke isi"</a>
            <header class="bar">
                {brand(to::HOME)}
                <span class="tail">{unsent()} {leave::menu()}</span>
            </header>
            {strip::line()}
            {nav::nav()}
            <Outlet/>
            {foot()}
        </div>
    }
    .into_any()
}

/// The frame of pages for visitors who are not signed in: no navigation.
pub fn plain(page: AnyView) -> AnyView {
    view! {
        <div class="app">
            <a class="skip" href="#isi">"Langsung ke isi"</a>
            <header class="bar">
                {brand(public::HOME)}
                <nav aria-label="Utama" class="tail">
                    <a href=public::BOARDS rel="external">"Papan"</a>
                    <a href=public::CATALOGUE rel="external">"Katalog"</a>
                </nav>
            </header>
            {strip::line()}
            {page}
            {foot()}
        </div>
    }
    .into_any()
}
