//! Ways on and back.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

use crate::browser;

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
    // On a phone the row scrolls by itself: the part that is shown comes into view.
    let row = NodeRef::<leptos::html::Nav>::new();
    Effect::new(move || {
        path.track();
        browser::soon(move || {
            let Some(row) = row.try_get_untracked().flatten() else {
                return;
            };
            let here = row.query_selector("[aria-current]").ok().flatten();
            if let Some(here) = here.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
                let middle = here.offset_left() + here.offset_width() / 2;
                row.set_scroll_left(middle - row.offset_left() - row.offset_width() / 2);
            }
        });
    });
    view! { <nav class="tabs" aria-label=label node_ref=row>{links}</nav> }.into_any()
}
