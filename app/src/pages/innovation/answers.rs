//! What a part says, to read.

use klisida_domain::{
    part::{Content, Part},
    part_words,
};
use leptos::prelude::*;

/// A part to read: label and text, piece by piece.
pub fn reading(part: Part, content: &Content) -> AnyView {
    if content.is_empty(part) {
        return view! { <p class="soft">"Belum diisi."</p> }.into_any();
    }
    if let Content::Text(text) = content {
        return view! { <p class="lines">{text.clone()}</p> }.into_any();
    }
    let rows = part_words::pieces(part, content)
        .into_iter()
        .map(|(label, text)| {
            let (class, text) = if text.trim().is_empty() {
                ("soft", "–".to_owned())
            } else {
                ("lines", text)
            };
            view! {
                <dt>{label}</dt>
                <dd class=class>{text}</dd>
            }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}
