//! What waits for the person.

use leptos::prelude::*;

use crate::ui::Page;

/// The page.
pub fn page() -> AnyView {
    view! { <Page title="Beranda"><p>"Memuat…"</p></Page> }.into_any()
}
