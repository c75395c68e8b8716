//! What happened to an innovation: who, what, when, before and after.

use klisida_domain::{
    api::HistoryList,
    event,
    wire::{Empty, HistoryLine},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::record::{self, Record};
use crate::{api::call, ui::load_kept};

/// `/app/inovasi/:innovation/riwayat`.
pub fn page() -> AnyView {
    record::page("Riwayat", "narrow", body)
}

/// It is part of the validation: handing in, deciding, judging.
fn is_validation(action: &str) -> bool {
    action.starts_with("review.")
        || [
            event::RECORD_HANDED_IN,
            event::RECORD_RELEASED,
            event::RECORD_RETURNED,
            event::RECORD_WITHDRAWN,
            event::RECORD_LED_BACK,
            event::CRITERIA_JUDGED,
        ]
        .contains(&action)
}

fn body(record: Record) -> AnyView {
    let id = record.id;
    let key = ["history/", &id.to_string()].concat();
    let lines = load_kept(key, move || async move {
        call(&HistoryList { innovation: id }, &Empty {}).await
    });
    let only = RwSignal::new(false);
    let filter = move |on: bool, words: &'static str| {
        let pressed = move || if only.get() == on { "true" } else { "false" };
        view! { <button type="button" class="chip" aria-pressed=pressed on:click=move |_| only.set(on)>{words}</button> }
    };
    view! {
        <div class="chips" role="group" aria-label="Saring">
            {filter(false, "Semua")}
            {filter(true, "Hanya validasi")}
        </div>
        {lines.view("riwayat", move |lines| (move || timeline(&lines, only.get())).into_any())}
    }
    .into_any()
}

fn timeline(lines: &[HistoryLine], only: bool) -> AnyView {
    let rows: Vec<_> = lines
        .iter()
        .filter(|line| !only || is_validation(&line.action))
        .map(row)
        .collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_keeps_the_way_of_a_submission() {
        assert!(is_validation(event::REVIEW_WRITTEN));
        assert!(is_validation(event::RECORD_HANDED_IN));
        assert!(!is_validation(event::PART_SAVED));
        assert!(!is_validation(event::REMARK_ADDED));
    }
}
