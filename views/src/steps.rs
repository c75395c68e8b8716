//! The stepper of the five stages (Article 9(2)): walked in order, one at a time.

use core::cmp::Ordering;

use leptos::prelude::*;

use klisida_domain::{law::Stage, stage::Place};

/// Five segments and one line of text; works without colour.
#[component]
pub fn Steps(
    /// The stage the innovation is in.
    stage: Stage,
) -> impl IntoView {
    course(Place::In(stage))
}

/// The same for wherever an innovation stands; nothing while it is outside the clinic.
pub fn course(place: Place) -> Option<impl IntoView + use<>> {
    let now = place.passed();
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
    let of = Stage::ALL.len();
    let (line, article) = match place {
        Place::Outside => return None,
        Place::In(stage) => (
            format!("Langkah {} dari {of} · {}", now + 1, stage.label()),
            stage.article().to_string(),
        ),
        Place::Finished | Place::Continued => (
            format!("Langkah {of} dari {of} · {}", place.label()),
            "Kelima tahap sudah dilalui.".to_owned(),
        ),
    };
    Some(view! {
        <ol class="steps">{items}</ol>
        <p>
            <b>{line}</b>
            " "
            <span class="soft">{article}</span>
        </p>
    })
}
