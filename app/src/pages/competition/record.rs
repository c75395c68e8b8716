//! The record of an edition: who did what, when and why.

use klisida_domain::{api, event, wire};
use klisida_views::kit;
use leptos::prelude::*;

use super::{desk::Desk, frame};
use crate::{api::call, ui::load_kept};

/// `/app/kompetisi/:edition/catatan`.
pub fn page() -> AnyView {
    frame::frame("Catatan", "", body)
}

fn body(desk: Desk) -> AnyView {
    let key = ["events/", &desk.id.to_string()].concat();
    let list = load_kept(key, move || call_events(desk));
    list.view("catatan", |lines| rows(&lines))
}

async fn call_events(desk: Desk) -> Result<Vec<wire::EventLine>, crate::api::Fault> {
    call(&api::EditionEvents { edition: desk.id }, &wire::Empty {}).await
}

fn rows(lines: &[wire::EventLine]) -> AnyView {
    if lines.is_empty() {
        return kit::empty(
            "Belum ada catatan",
            "Setiap keputusan tercatat di sini: siapa, kapan, apa, dan alasannya.",
            (),
        )
        .into_any();
    }
    let items = lines.iter().map(line).collect_view();
    view! {
        <p class="soft">"Terbaru di atas, paling banyak 500 baris. Catatan tidak dapat diubah atau dihapus."</p>
        <ol class="timeline">{items}</ol>
    }
    .into_any()
}

fn line(line: &wire::EventLine) -> AnyView {
    let what = event::words(&line.action).to_owned();
    let subject = (!line.subject.is_empty()).then(|| view! { <span>{line.subject.clone()}</span> });
    let reason = line
        .reason
        .as_ref()
        .filter(|it| !it.is_empty())
        .map(|it| view! { <span class="soft">{["Alasan: ", it].concat()}</span> });
    let by = [&line.at.wib().full(), " · ", &line.by].concat();
    view! {
        <li class="past">
            <b>{what}</b>
            {subject}
            {reason}
            <time>{by}</time>
        </li>
    }
    .into_any()
}
