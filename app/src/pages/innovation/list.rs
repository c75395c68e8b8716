//! The records of a person, and those of the agency.

use leptos::prelude::*;

use crate::ui::Page;

/// Inovasi.
pub fn page() -> AnyView {
    view! { <Page title="Inovasi">""</Page> }.into_any()
}
