//! How many days each desk may take.

use leptos::prelude::*;

use crate::ui::Page;

/// Pengaturan klinik.
pub fn page() -> AnyView {
    view! { <Page title="Pengaturan klinik">""</Page> }.into_any()
}
