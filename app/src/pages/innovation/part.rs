//! One part of a record a page.

use leptos::prelude::*;

use crate::ui::Page;

/// Isi bagian.
pub fn page() -> AnyView {
    view! { <Page title="Isi bagian">""</Page> }.into_any()
}
