//! A text beside an earlier one.

use klisida_domain::diff::{self, Change};
use leptos::prelude::*;

/// A text with what was put in and what was taken out since.
pub fn changed(old: &str, now: &str) -> AnyView {
    if old == now {
        return view! {
            <p class="soft small">"Tidak berubah."</p>
            <p class="lines">{now.to_owned()}</p>
        }
        .into_any();
    }
    let runs = diff::words(old, now)
        .into_iter()
        .map(|run| match run.change {
            Change::Same => run.text.into_any(),
            Change::Added => view! {
                <ins>
                    <span class="sr">" [ditambah: "</span>
                    {run.text}
                    <span class="sr">"] "</span>
                </ins>
            }
            .into_any(),
            Change::Removed => view! {
                <del>
                    <span class="sr">" [dihapus: "</span>
                    {run.text}
                    <span class="sr">"] "</span>
                </del>
            }
            .into_any(),
        })
        .collect_view();
    view! { <p class="lines changed">{runs}</p> }.into_any()
}
