//! Invitations.

use leptos::prelude::*;

use crate::ui::Page;

/// The page.
pub fn page() -> AnyView {
    view! { <Page title="Undangan"><p>"Memuat…"</p></Page> }.into_any()
}
