//! Photos and files: camera first, shrunk on the phone, queued, sent once.

use leptos::prelude::*;

use crate::ui::Page;

/// Bukti dan foto.
pub fn page() -> AnyView {
    view! { <Page title="Bukti dan foto">""</Page> }.into_any()
}
