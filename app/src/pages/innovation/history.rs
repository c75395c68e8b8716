//! Who did what, when, before and after.

use leptos::prelude::*;

use crate::ui::Page;

/// Riwayat.
pub fn page() -> AnyView {
    view! { <Page title="Riwayat">""</Page> }.into_any()
}
