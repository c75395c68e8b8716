//! Who works on a record.

use leptos::prelude::*;

use crate::ui::Page;

/// Tim.
pub fn page() -> AnyView {
    view! { <Page title="Tim">""</Page> }.into_any()
}
