//! The stepper of the five stages (Article 9(2)): walked in order, one at a time.

use core::cmp::Ordering;

use leptos::prelude::*;

use klisida_domain::law::Stage;

/// Five segments and one line of text; works without colour.
#[component]
pub fn Steps(
    /// The stage the innovation is in.
    stage: Stage,
) -> impl IntoView {
    let now = stage.index();
    let items = Stage::ALL
        .iter()
        .map(|step| {
            let (class, word) = match step.index().cmp(&now) {
                Ordering::Less => (Some("past"), ", selesai"),
                Ordering::Equal => (None, ", sekarang"),
                Ordering::Greater => (None, ", belum"),
            };
            let current = (step.index() == now).then_some("step");
            view! {
                <li class=class aria-current=current>
                    <span>{step.label()}</span>
                    <span class="sr">{word}</span>
                </li>
            }
        })
        .collect_view();
    let line = format!(
        "Langkah {} dari {} · {}",
        now + 1,
        Stage::ALL.len(),
        stage.label()
    );
    view! {
        <ol class="steps">{items}</ol>
        <p>
            <b>{line}</b>
            " "
            <span class="soft">{stage.article().to_string()}</span>
        </p>
    }
}
