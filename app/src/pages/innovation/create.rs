//! Three short screens that begin a record; works without signal.

use leptos::prelude::*;

use crate::ui::Page;

/// Inovasi baru.
pub fn page() -> AnyView {
    view! { <Page title="Inovasi baru">""</Page> }.into_any()
}
