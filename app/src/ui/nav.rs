//! Ways on and back.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// "‹ Kembali".
#[component]
pub fn Back(
    /// The address.
    #[prop(into)]
    to: String,
    /// The word: where it leads.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! {
        <a class="back" href=to>
            <span aria-hidden="true">"‹ "</span>
            {words}
        </a>
    }
    .into_any()
}

/// Parts of one thing, as links; the one shown is marked.
#[component]
pub fn SubNav(
    /// What it leads through, for screen readers.
    #[prop(into)]
    label: String,
    /// Address and word of each.
    items: Vec<(String, &'static str)>,
) -> impl IntoView {
    let path = use_location().pathname;
    let links = items
        .into_iter()
        .map(|(to, words)| {
            let here = {
                let to = to.clone();
                move || (path.get().trim_end_matches('/') == to).then_some("page")
            };
            view! { <a href=to aria-current=here>{words}</a> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{links}</nav> }.into_any()
}
