//! The log: launch, progress, monitoring, obstacles, displays, input.

use leptos::prelude::*;

use crate::ui::Page;

/// Catatan.
pub fn page() -> AnyView {
    view! { <Page title="Catatan">""</Page> }.into_any()
}
