//! The frame around all pages: header, navigation, lines that matter, footer.

use leptos::prelude::*;
use leptos_router::components::Outlet;

/// Listens for a newer version.
pub fn provide_update() {}

/// What stands on the screen whatever the page: announcer, dialogs.
pub fn frame() -> AnyView {
    view! { <p class="sr" id="announcer" role="status"></p> }.into_any()
}

/// The frame of the pages below `/app`.
#[component]
pub fn Shell() -> impl IntoView {
    view! {
        <div class="app">
            <a class="skip" href="#isi">"Langsung ke isi"</a>
            <Outlet/>
        </div>
    }
}
