//! What happened to an innovation: who, what, when, before and after.

use klisida_domain::{api::HistoryList, event, wire::HistoryLine};
use klisida_views::kit;
use leptos::prelude::*;

use super::record::{self, Record};
use crate::ui::{Source, load_kept, more};

/// `/app/inovasi/:innovation/riwayat`.
pub fn page() -> AnyView {
    record::page("Riwayat", "narrow", body)
}

fn body(record: Record) -> AnyView {
    let id = record.id;
    let shown = RwSignal::new("saring=utama");
    let filter = move |query: &'static str, words: &'static str| {
        let pressed = move || {
            if shown.get() == query {
                "true"
            } else {
                "false"
            }
        };
        view! { <button type="button" class="chip" aria-pressed=pressed on:click=move |_| shown.set(query)>{words}</button> }
    };
    let content = move || {
        let query = shown.get();
        let source = Source::query(&HistoryList { innovation: id }, query);
        let lines = load_kept(["history/", &id.to_string(), query].concat(), source);
        view! {
            {lines.view("riwayat", |lines| timeline(&lines.items))}
            {more(lines)}
        }
    };
    view! {
        <div class="chips" role="group" aria-label="Saring">
            {filter("saring=utama", "Langkah dan keputusan")}
            {filter("saring=validasi", "Hanya validasi")}
            {filter("", "Semua, termasuk penyimpanan")}
        </div>
        {content}
    }
    .into_any()
}

fn timeline(lines: &[HistoryLine]) -> AnyView {
    let rows: Vec<_> = lines.iter().map(row).collect();
    if rows.is_empty() {
        return kit::empty(
            "Belum ada yang dicatat",
            "Setiap langkah dan perubahan tampil di sini, dengan siapa dan kapan.",
            (),
        )
        .into_any();
    }
    view! { <ol class="timeline">{rows}</ol> }.into_any()
}

fn row(line: &HistoryLine) -> AnyView {
    let what = event::words(&line.action).to_owned();
    let head = if line.subject.is_empty() {
        what
    } else {
        [&what, ": ", &line.subject].concat()
    };
    let meta = [&line.by, " · ", &line.at.wib().full()].concat();
    let reason = line
        .reason
        .as_ref()
        .map(|reason| view! { <p class="lines">{["Alasan: ", reason].concat()}</p> });
    let change = match (&line.before, &line.after) {
        (None, None) => None,
        (before, after) => {
            let words = |it: &Option<String>| it.clone().unwrap_or_else(|| "–".to_owned());
            Some(view! {
                <p class="change">
                    <span class="sr">"dari "</span>
                    <del>{words(before)}</del>
                    <span aria-hidden="true">" → "</span>
                    <span class="sr">" menjadi "</span>
                    <ins>{words(after)}</ins>
                </p>
            })
        }
    };
    view! {
        <li class="past">
            <b>{head}</b>
            <time>{meta}</time>
            {reason}
            {change}
        </li>
    }
    .into_any()
}
