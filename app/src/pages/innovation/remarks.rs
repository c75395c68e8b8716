//! What was said about a record and its parts: on top as something to do, with a link to the field.

use klisida_domain::{
    api::{RemarkAdd, RemarkDone},
    clinic::{self, Act},
    ids::RemarkId,
    part::Part,
    wire::{Empty, RecordView, Remark, RemarkNew},
};
use leptos::prelude::*;

use super::record::Record;
use crate::{
    action::Action,
    paths as to,
    ui::{ErrorSummary, Field, Press},
};

fn may(view: &RecordView) -> Option<String> {
    clinic::may(
        view.line.relation,
        Act::Remark,
        view.line.course,
        &view.open,
    )
    .err()
    .map(|code| code.words().to_owned())
}

/// One comment, with the button that settles it.
fn one(record: Record, deed: Action, view: &RecordView, remark: &Remark, link: bool) -> AnyView {
    let id = remark.id;
    let settle = move |()| {
        record.send(
            deed,
            "Komentar selesai",
            RemarkDone {
                innovation: record.id,
                remark: id,
            },
            Empty {},
            |_| {},
        );
    };
    let from = if remark.clinic {
        [&remark.by, ", Tim Klinik"].concat()
    } else {
        remark.by.clone()
    };
    let meta = [&from, " · ", &remark.at.wib().date_short()].concat();
    let place = match (remark.part, link) {
        (Some(part), true) => {
            view! { <a href=to::fill(record.id, part)>{part.label()}</a> }.into_any()
        }
        (None, true) => view! { <b>"Untuk keseluruhan"</b> }.into_any(),
        (_, false) => ().into_any(),
    };
    let blocked = may(view);
    view! {
        <li>
            <div>
                {place}
                <p class="lines">{remark.text.clone()}</p>
                <small>{meta}</small>
            </div>
            <Press label="Tandai selesai" class="btn plain small" busy=deed.busy blocked=Signal::stored(blocked) on=Callback::new(settle)/>
        </li>
    }
    .into_any()
}

/// Everything that is still open, for the room.
pub fn todos(record: Record) -> AnyView {
    let deed = record.action();
    record.follow(move |view| {
        let rows: Vec<_> = view
            .open_remarks
            .iter()
            .map(|it| one(record, deed, view, it, true))
            .collect();
        if rows.is_empty() {
            return ().into_any();
        }
        view! {
            <section class="card" aria-labelledby="komentar">
                <h2 id="komentar">"Komentar yang menunggu"</h2>
                <ErrorSummary faults=deed.faults/>
                {deed.outcome()}
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

/// The comments on one part, open ones only.
pub fn of_part(record: Record, part: Part) -> AnyView {
    let deed = record.action();
    record.follow(move |view| {
        let rows: Vec<_> = view
            .open_remarks
            .iter()
            .filter(|it| it.part == Some(part))
            .map(|it| one(record, deed, view, it, false))
            .collect();
        if rows.is_empty() {
            return ().into_any();
        }
        view! {
            <section class="notice warn" aria-label="Komentar untuk bagian ini">
                <b>"Diminta untuk bagian ini"</b>
                <ErrorSummary faults=deed.faults/>
                {deed.outcome()}
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

/// The form for a new comment on a part.
pub fn add(record: Record, part: Option<Part>) -> AnyView {
    let deed = record.action();
    let text = RwSignal::new(String::new());
    let send = move || {
        let words = text.get_untracked().trim().to_owned();
        let length = words.chars().count();
        if !(3..=1_000).contains(&length) {
            deed.faults.clear();
            deed.faults.add("text", "Tulis 3 sampai 1.000 karakter.");
            deed.faults.show();
            return;
        }
        let body = RemarkNew {
            id: RemarkId(deed.id()),
            part,
            text: words,
        };
        let endpoint = RemarkAdd {
            innovation: record.id,
        };
        record.send(deed, "Komentar", endpoint, body, move |_| {
            text.try_set(String::new());
        });
    };
    let blocked = Signal::derive(move || record.view.with(|view| may(view.as_ref()?)));
    view! {
        <details class="fold">
            <summary><b>"Tulis komentar"</b></summary>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=deed.faults/>
                {deed.outcome()}
                <Field name="text" label="Komentar" value=text faults=deed.faults rows=3 hint="Dibaca tim, koordinator, dan klinik."/>
                <div class="actions"><Press label="Kirim komentar" class="btn plain" busy=deed.busy blocked=blocked/></div>
            </form>
        </details>
    }
    .into_any()
}
