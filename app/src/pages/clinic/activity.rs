//! An activity: its code, who was there.

use leptos::prelude::*;

use crate::ui::Page;

/// Kegiatan.
pub fn page() -> AnyView {
    view! { <Page title="Kegiatan">""</Page> }.into_any()
}
