//! Activities, and planning one.

use leptos::prelude::*;

use crate::ui::Page;

/// Kegiatan.
pub fn page() -> AnyView {
    view! { <Page title="Kegiatan">""</Page> }.into_any()
}
