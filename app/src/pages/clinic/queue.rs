//! The desk: lanes, age, facilitators, reviewers, announcing what was held back.

use leptos::prelude::*;

use crate::ui::Page;

/// Meja klinik.
pub fn page() -> AnyView {
    view! { <Page title="Meja klinik">""</Page> }.into_any()
}
