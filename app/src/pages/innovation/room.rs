//! An innovation: where it stands, whose turn it is, and what is to be filled.

use leptos::prelude::*;

use crate::ui::Page;

/// Ruang inovasi.
pub fn page() -> AnyView {
    view! { <Page title="Ruang inovasi">""</Page> }.into_any()
}
