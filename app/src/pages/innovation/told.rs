//! Why a record was given back, put aside or decided, and what was said of one part: on top of the room and the check page, above
//! the form and beside the answers.

use klisida_domain::{
    clinic::remark_in,
    part::Part,
    stage::{Finding, Hold, Step},
    told::{Told, Weight, asked},
    wire::RecordView,
};
use leptos::prelude::*;

use super::record::Record;
use crate::paths as to;

/// "Tahap Ide inovasi · Wulan, Koordinator instansi · 27 November 2026".
fn meta(told: &Told) -> String {
    [
        "Tahap ",
        told.stage.label(),
        " · ",
        &told.by,
        ", ",
        told.side.label(),
        " · ",
        &told.at.wib().full(),
    ]
    .concat()
}

fn weight(view: &RecordView) -> Option<(&Told, Weight)> {
    let told = view.line.told.as_ref()?;
    let weight = told.weighs(view.line.course, view.line.relation)?;
    Some((told, weight))
}

/// The boxes on top: what was said last, and what the clinic asked for when somebody else said something since. Nothing when
/// nothing was said that still matters.
pub fn card(record: Record, view: &RecordView) -> AnyView {
    let newest = weight(view);
    let earlier = earlier(view);
    let opened = view.line.course.hold == Hold::Revising && !view.open.is_empty();
    let first = newest.map(|(told, weight)| {
        let now = weight == Weight::Now;
        let parts = opened && now && earlier.is_none();
        one(record, view, told, now, parts, "alasan")
    });
    let second = earlier.map(|told| one(record, view, &told, true, opened, "diminta"));
    view! {
        {first}
        {second}
    }
    .into_any()
}

/// What the clinic asked for, when it is not what was said last.
fn earlier(view: &RecordView) -> Option<Told> {
    let last = weight(view).map(|(told, _)| told.step);
    asked(view).filter(|_| !matches!(last, Some(Step::Decide(_))))
}

fn one(
    record: Record,
    view: &RecordView,
    told: &Told,
    now: bool,
    with_parts: bool,
    id: &'static str,
) -> AnyView {
    let class = match told.step {
        _ if !now => "notice",
        Step::Decide(Finding::Valid) => "notice done",
        Step::Stop => "notice bad",
        _ => "notice warn",
    };
    let title = if now {
        told.title()
    } else {
        ["Sebelum diajukan lagi: ", &told.title()].concat()
    };
    let parts = with_parts.then(|| {
        let rows = view
            .open
            .iter()
            .map(|part| {
                view! { <li class="tap"><div><a class="hit" href=to::fill(record.id, *part)>{part.label()}</a></div></li> }
            })
            .collect_view();
        view! {
            <h3>"Bagian yang dibuka untuk diperbaiki"</h3>
            <ul class="rows">{rows}</ul>
        }
    });
    view! {
        <section class=class aria-labelledby=id>
            <b id=id>{title}</b>
            <span class="soft small">{meta(told)}</span>
            <p class="lines">{told.reason.clone()}</p>
            {parts}
        </section>
    }
    .into_any()
}

/// What the reviewer wants of a part: what was said of it, else why it was opened. Comments on it stand beside this.
fn of(view: &RecordView, part: Part) -> Option<(String, String)> {
    let told = earlier(view).or_else(|| weight(view).map(|(told, _)| told.clone()))?;
    if !matches!(told.step, Step::Decide(_)) || !told.asks() || !view.open.contains(&part) {
        return None;
    }
    let commented = view
        .open_remarks
        .iter()
        .any(|it| it.part == Some(part) && it.clinic);
    let text = match remark_in(&told.reason, part) {
        Some(text) => text,
        None if commented => return None,
        None => told.reason.clone(),
    };
    Some((text, meta(&told)))
}

/// Above the form of a part.
pub fn of_part(record: Record, part: Part) -> AnyView {
    record.follow(move |view| {
        let Some((text, meta)) = of(view, part) else {
            return ().into_any();
        };
        view! {
            <section class="notice warn" aria-label="Yang diminta Tim Klinik untuk bagian ini">
                <b>"Diminta Tim Klinik untuk bagian ini"</b>
                <p class="lines">{text}</p>
                <span class="soft small">{meta}</span>
            </section>
        }
        .into_any()
    })
}

/// Beside the answers of a part: what the reviewer wants of it, and the comments that nobody settled.
pub fn beside(view: &RecordView, part: Part) -> AnyView {
    let comments = view
        .open_remarks
        .iter()
        .filter(|it| it.part == Some(part))
        .map(|it| {
            let meta = [&it.by, " · ", &it.at.wib().date_short()].concat();
            (it.text.clone(), meta)
        });
    let rows: Vec<_> = of(view, part)
        .into_iter()
        .chain(comments)
        .map(|(text, meta)| {
            view! { <p class="lines">{text}</p> <span class="soft small">{meta}</span> }
        })
        .collect();
    (!rows.is_empty())
        .then(|| {
            view! {
                <div class="notice warn">
                    <b>"Diminta untuk bagian ini"</b>
                    {rows}
                </div>
            }
        })
        .into_any()
}

/// Given back, and nothing was changed since: handing it in again changes nothing for whoever gave it back.
pub fn is_unanswered(record: Record, view: &RecordView) -> bool {
    let last = weight(view).filter(|(_, weight)| *weight == Weight::Now);
    let unanswered = |told: &Told| told.asks() && !told.is_answered(view);
    record.unsent().is_empty()
        && (last.is_some_and(|(told, _)| unanswered(told))
            || earlier(view).as_ref().is_some_and(unanswered))
}
