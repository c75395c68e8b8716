//! What is not sent yet.

use leptos::prelude::*;

use crate::ui::Page;

/// The page.
pub fn page() -> AnyView {
    view! { <Page title="Kiriman"><p>"Memuat…"</p></Page> }.into_any()
}
