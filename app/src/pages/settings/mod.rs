//! The choices of this device and the own account.

use leptos::prelude::*;

use crate::ui::Page;

/// The page.
pub fn page() -> AnyView {
    view! { <Page title="Setelan"><p>"Memuat…"</p></Page> }.into_any()
}
