//! Desk consultation: the innovation left, the review right.

use leptos::prelude::*;

use crate::ui::Page;

/// Konsultasi.
pub fn page() -> AnyView {
    view! { <Page title="Konsultasi">""</Page> }.into_any()
}
