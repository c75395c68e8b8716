//! Checking in to an activity with its code.

use leptos::prelude::*;

use crate::ui::Page;

/// Hadir.
pub fn page() -> AnyView {
    view! { <Page title="Hadir">""</Page> }.into_any()
}
