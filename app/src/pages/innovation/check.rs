//! All answers, what is missing, handing in, and the receipt.

use leptos::prelude::*;

use crate::ui::Page;

/// Periksa dan ajukan.
pub fn page() -> AnyView {
    view! { <Page title="Periksa dan ajukan">""</Page> }.into_any()
}
