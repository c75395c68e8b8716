//! The entries of the log, newest first; what waits for a follow-up stands on top.

use klisida_domain::{
    api::{LogFollow, RecordMore},
    clinic::{Act, may},
    log::{Note, check_follow_up},
    page::Inner,
    wire::{FollowSet, LogView, RecordView},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::{Kind, Room, closed, plan_of};
use crate::{
    clock, paths as to,
    ui::{ErrorSummary, Field, Press, onward},
    work::article,
};

/// What waits for a follow-up. The forms are made anew only when another set of entries waits: an answer that brings
/// nothing new must not take the field from under somebody's thumbs.
pub fn waiting_ones(room: Room) -> AnyView {
    let open = Memo::new(move |_| {
        room.loaded.with(|record| -> Vec<LogView> {
            record.map(|it| it.waiting.clone()).unwrap_or_default()
        })
    });
    (move || {
        let open = open.get();
        untrack(|| open_ones(room, &open))
    })
    .into_any()
}

/// Everything else.
pub fn view(room: Room, record: &RecordView) -> AnyView {
    view! {
        {ways(room)}
        {entries(record)}
    }
    .into_any()
}

/// Obstacles and inputs without a follow-up.
fn open_ones(room: Room, open: &[LogView]) -> AnyView {
    if open.is_empty() {
        return ().into_any();
    }
    let now = clock::now();
    let rows = open
        .iter()
        .enumerate()
        .map(|(place, it)| {
            let about = match &it.note {
                Note::Obstacle { owner, due, .. } => {
                    ["Diatasi ", owner, " paling lambat ", &due.wib().date_long()].concat()
                }
                Note::Input { from, .. } => ["Dari ", from].concat(),
                _ => String::new(),
            };
            let late = matches!(&it.note, Note::Obstacle { due, .. } if *due < now)
                .then(|| view! { <span class="tag bad">"lewat tenggat"</span> });
            view! {
                <li>
                    <div>
                        <b>{it.note.label()}</b>
                        <p class="lines">{it.note.text().to_owned()}</p>
                        <small>{about}</small>
                        {follow_up(room, it, place == 0)}
                    </div>
                    {late}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card stack turn" aria-labelledby="terbuka">
            <h2 id="terbuka">"Menunggu tindak lanjut"</h2>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn follow_up(room: Room, it: &LogView, open: bool) -> AnyView {
    let entry = it.id;
    let action = room.action();
    let faults = action.faults;
    let (text, kept) = room.text_of(entry);
    let name = ["tindak.", &entry.to_string()].concat();
    let send = {
        let name = name.clone();
        move || {
            faults.clear();
            let words = text.get_untracked().trim().to_owned();
            faults.check(&name, check_follow_up(&words));
            if faults.show() {
                return;
            }
            let endpoint = LogFollow {
                innovation: room.id,
                entry,
            };
            let body = FollowSet { text: words };
            room.send(action, "Tindak lanjut", endpoint, body, move || {
                text.try_set(String::new());
                kept.done();
            });
        }
    };
    view! {
        <details open=open>
            <summary>"Catat tindak lanjut"</summary>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                {kept.notice()}
                <ErrorSummary faults=faults/>
                <Field name=name label="Apa yang sudah dilakukan" hint="3 sampai 1.000 karakter." rows=3 value=text faults=faults/>
                <div class="actions">
                    <Press label="Simpan tindak lanjut" class="btn plain" busy=action.busy/>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// One line a kind: the way to its form, or why not now.
fn ways(room: Room) -> AnyView {
    let rows = move || {
        room.loaded.with(|record| {
            record.map(|record| {
                Kind::ALL
                    .into_iter()
                    .map(|kind| way(room, record, kind))
                    .collect_view()
            })
        })
    };
    view! {
        <section class="card stack" aria-labelledby="tulis">
            <h2 id="tulis">"Catat sekarang"</h2>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn way(room: Room, record: &RecordView, kind: Kind) -> AnyView {
    let title = match closed(room.requests, record, kind) {
        None => {
            let address = to::innovation_part(record.line.id, &["catatan/", kind.code()].concat());
            view! {
                <a href=address>{kind.title()}</a>
                <small>{kind.lead()}</small>
            }
            .into_any()
        }
        Some(closed) => {
            let out = closed
                .way
                .map(|(address, words)| view! { <a href=address>{words}</a> });
            view! {
                <span class="soft">{kind.title()}</span>
                <p class="reason">{closed.words}</p>
                {out}
            }
            .into_any()
        }
    };
    view! {
        <li>
            <div>{title}</div>
            {article(kind.article())}
        </li>
    }
    .into_any()
}

/// What an entry says besides its text.
fn detail(record: &RecordView, note: &Note) -> String {
    match note {
        Note::Launch { place, .. } | Note::Appointment { place, .. } => place.clone(),
        Note::Progress { item, state, .. } => {
            let name = plan_of(record)
                .into_iter()
                .find(|it| it.id == *item)
                .map_or_else(|| "butir rencana sebelumnya".to_owned(), |it| it.activity);
            [&name, ": ", state.label()].concat()
        }
        Note::Monitoring { way, .. } => way.label().to_owned(),
        Note::Obstacle { owner, due, .. } => {
            ["Diatasi ", owner, " paling lambat ", &due.wib().date_long()].concat()
        }
        Note::Display { ways, place, .. } => {
            let ways: Vec<_> = ways.iter().map(|it| it.label()).collect();
            [&ways.join(" dan "), " · ", place].concat()
        }
        Note::Input { from, .. } => ["Dari ", from].concat(),
        Note::NoInput { .. } => String::new(),
        Note::Consultation { service, .. } => service.label().to_owned(),
    }
}

fn entries(record: &RecordView) -> AnyView {
    if record.rows.log.is_empty() {
        return kit::empty(
            "Belum ada catatan",
            "Yang dicatat di lapangan tampil di sini, yang terbaru di atas.",
            (),
        )
        .into_any();
    }
    let older = onward(
        record.ends.log.as_ref(),
        RecordMore {
            innovation: record.line.id,
            list: Inner::Log,
        },
    );
    let chosen = RwSignal::new("");
    let newest: Vec<_> = labels(&record.rows.log, Vec::new());
    let chips = move || {
        let all = older.with(|page| match page {
            Some(page) => labels(&page.rows.log, newest.clone()),
            None => newest.clone(),
        });
        [""].into_iter()
            .chain(all)
            .map(|label| chip(label, chosen))
            .collect_view()
    };
    let rows = record
        .rows
        .log
        .iter()
        .map(|it| entry(record, it, chosen))
        .collect_view();
    let record = StoredValue::new(record.clone());
    let later = move || {
        older.with(|page| {
            page.map(|page| {
                page.rows
                    .log
                    .iter()
                    .map(|it| record.with_value(|record| entry(record, it, chosen)))
                    .collect_view()
            })
        })
    };
    view! {
        <section class="card stack" aria-labelledby="semua">
            <h2 id="semua">"Semua catatan"</h2>
            <div class="chips" role="group" aria-label="Saring jenis catatan">{chips}</div>
            <ol class="rows">{rows} {later}</ol>
            {older.button()}
        </section>
    }
    .into_any()
}

/// The kinds of entries after those that are known already, in the order of their first entry.
fn labels(log: &[LogView], mut known: Vec<&'static str>) -> Vec<&'static str> {
    for it in log {
        let label = it.note.label();
        if !known.contains(&label) {
            known.push(label);
        }
    }
    known
}

/// The button that shows one kind of entries; with an empty label all.
fn chip(label: &'static str, chosen: RwSignal<&'static str>) -> AnyView {
    let pressed = move || {
        if chosen.get() == label {
            "true"
        } else {
            "false"
        }
    };
    let words = if label.is_empty() { "Semua" } else { label };
    view! {
        <button type="button" class="chip" aria-pressed=pressed on:click=move |_| chosen.set(label)>
            {words}
        </button>
    }
    .into_any()
}

/// The newest entries of a kind, below its form.
pub fn latest(room: Room, kind: Kind) -> AnyView {
    let code = kind.blank().map_or("", |note| note.code());
    (move || {
        room.loaded.with(|record| {
            let record = record?;
            let all = RwSignal::new("");
            let rows: Vec<_> = record
                .rows
                .log
                .iter()
                .filter(|it| it.note.code() == code && !it.replaced)
                .take(5)
                .map(|it| entry(record, it, all))
                .collect();
            (!rows.is_empty()).then(|| {
                view! {
                    <section class="card stack" aria-labelledby="terakhir">
                        <h2 id="terakhir">"Terakhir dicatat"</h2>
                        <ol class="rows">{rows}</ol>
                    </section>
                }
            })
        })
    })
    .into_any()
}

/// The way to correct an entry, for whoever may; of a later page there is none.
fn correct(record: &RecordView, it: &LogView) -> Option<AnyView> {
    let line = &record.line;
    let act = Act::Correct {
        own: it.own,
        clinics: it.note.is_clinics(),
    };
    let here = record.rows.log.iter().any(|other| other.id == it.id);
    if it.replaced || !here || may(line.relation, act, line.course, &record.open).is_err() {
        return None;
    }
    let kind = Kind::of(&it.note)?;
    let page = to::innovation_part(line.id, &["catatan/", kind.code()].concat());
    let address = [&page, "?perbaiki=", &it.id.to_string()].concat();
    let label = ["Perbaiki ", &super::super::bits::lower(it.note.label())].concat();
    Some(view! { <a href=address aria-label=label>"Perbaiki"</a> }.into_any())
}

fn entry(record: &RecordView, it: &LogView, chosen: RwSignal<&'static str>) -> AnyView {
    let label = it.note.label();
    let hidden = move || chosen.with(|chosen| !chosen.is_empty() && *chosen != label);
    let at = it.at.wib();
    let about = [&at.date_long(), " pukul ", &at.clock(), " · ", &it.by].concat();
    let detail = detail(record, &it.note);
    let detail = (!detail.is_empty()).then(|| view! { <small>{detail}</small> });
    let replaced = it
        .replaced
        .then(|| view! { <span class="tag">"sudah diperbaiki"</span> });
    let follow = it.follow_up.as_ref().map(|it| {
        let words = [
            "Tindak lanjut: ",
            &it.text,
            " (",
            &it.by,
            ", ",
            &it.at.wib().date_short(),
            ")",
        ]
        .concat();
        view! { <p class="lines small">{words}</p> }
    });
    let fix = correct(record, it);
    let state = (it.note.waits() && !it.replaced).then(|| {
        if it.follow_up.is_some() {
            view! { <span class="tag done">"ditindaklanjuti"</span> }.into_any()
        } else {
            view! { <span class="tag warn">"terbuka"</span> }.into_any()
        }
    });
    view! {
        <li hidden=hidden>
            <div>
                <b>{label}</b>
                {detail}
                <p class="lines">{it.note.text().to_owned()}</p>
                {follow}
                <small>{about}</small>
                {fix}
            </div>
            <div class="chips">{replaced} {state} {article(it.note.article())}</div>
        </li>
    }
    .into_any()
}
