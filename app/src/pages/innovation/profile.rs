//! The national profile, for paper.

use leptos::prelude::*;

use crate::ui::Page;

/// Profil inovasi.
pub fn page() -> AnyView {
    view! { <Page title="Profil inovasi">""</Page> }.into_any()
}
