//! The settings of an agency: decree, release by the head.

use leptos::prelude::*;

use crate::ui::Page;

/// Instansi.
pub fn page() -> AnyView {
    view! { <Page title="Instansi">""</Page> }.into_any()
}
