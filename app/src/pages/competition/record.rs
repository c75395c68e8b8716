//! The record of an edition: who did what, when and why.

use klisida_domain::{api, event, wire};
use klisida_views::kit;
use leptos::prelude::*;

use super::{desk::Desk, frame};
use crate::ui::{Source, load_kept, more};

/// `/app/kompetisi/:edition/catatan`.
pub fn page() -> AnyView {
    frame::frame("Riwayat", "", body)
}

fn body(desk: Desk) -> AnyView {
    let key = ["events/", &desk.id.to_string()].concat();
    let endpoint = api::EditionEvents { edition: desk.id };
    let all = RwSignal::new(false);
    let choice = move |on: bool, words: &'static str| {
        let pressed = move || if all.get() == on { "true" } else { "false" };
        view! { <button type="button" class="chip" aria-pressed=pressed on:click=move |_| all.set(on)>{words}</button> }
    };
    let content = move || {
        let query = if all.get() { "" } else { MAIN };
        let source = Source::query(&endpoint, query);
        let list = load_kept([&key, query].concat(), source);
        view! {
            {list.view("riwayat", |lines| rows(&lines.items))}
            {more(list)}
        }
    };
    view! {
        <div class="chips" role="group" aria-label="Saring">
            {choice(false, "Keputusan")}
            {choice(true, "Semua, termasuk penyimpanan")}
        </div>
        {content}
    }
    .into_any()
}

/// Without what is saved on the way.
const MAIN: &str = "saring=utama";

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
        <p class="soft">"Terbaru di atas. Riwayat tidak dapat diubah atau dihapus."</p>
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
