//! Reviews held back: who will be told what, and one button that tells all of them at once (Article 5(1)f).

use klisida_domain::{
    api::{RecordShow, ReviewAnnounce},
    ids::{InnovationId, ReviewId},
    wire::{Announce, QueueItem, RecordView},
};
use leptos::prelude::*;

use super::Board;
use crate::{
    ui::{Ask, Press, load},
    work::about_line,
};

/// Nothing while nothing is held back.
pub fn section(board: Board) -> AnyView {
    let chosen = RwSignal::new(Vec::<ReviewId>::new());
    let held = Memo::new(move |_| {
        board.shown.with(|view| {
            view.iter()
                .flat_map(|view| &view.items)
                .filter_map(|it| Some((it.held?, it.clone())))
                .collect::<Vec<_>>()
        })
    });
    // All of them are chosen at first, and what comes anew.
    Effect::new(move |before: Option<Vec<ReviewId>>| {
        let now: Vec<_> = held.with(|held| held.iter().map(|(id, _)| *id).collect());
        let before = before.unwrap_or_default();
        chosen.update(|chosen| {
            chosen.retain(|id| now.contains(id));
            chosen.extend(now.iter().filter(|id| !before.contains(id)));
        });
        now
    });
    (move || {
        let held = held.get();
        if held.is_empty() {
            return ().into_any();
        }
        let count = held.len();
        untrack(|| list(board, &held, chosen, count))
    })
    .into_any()
}

fn list(
    board: Board,
    held: &[(ReviewId, QueueItem)],
    chosen: RwSignal<Vec<ReviewId>>,
    count: usize,
) -> AnyView {
    let rows = held
        .iter()
        .map(|(review, item)| row(*review, item, chosen))
        .collect_view();
    let asked = RwSignal::new(false);
    let deed = board.action().closes(asked);
    let number = move || chosen.with(Vec::len).to_string();
    let blocked = Signal::derive(move || {
        chosen
            .with(Vec::is_empty)
            .then(|| "Pilih dulu hasil yang diumumkan.".to_owned())
    });
    let run = move |_: String| {
        let reviews = chosen.get_untracked();
        let said = [&reviews.len().to_string(), " hasil diumumkan."].concat();
        deed.run(ReviewAnnounce {}, Announce { reviews }, said, move |_| {
            board.reload();
        });
    };
    view! {
        <section class="card" aria-label="Hasil yang ditahan">
            <details class="fold">
                <summary>
                    <b>{[&count.to_string(), " hasil validasi ditahan"].concat()}</b>
                    <span class="tag doing">"belum diumumkan"</span>
                </summary>
                <div class="stack">
                    <p class="soft">"Instansi belum tahu. Umumkan bersama-sama agar semua menerima kabar pada saat yang sama."</p>
                    <ul class="rows">{rows}</ul>
                    <div class="actions">
                        <Press
                            label=Signal::derive(move || ["Umumkan ", &number(), " hasil"].concat())
                            class="btn plain"
                            blocked=blocked
                            on=Callback::new(move |()| asked.set(true))
                        />
                    </div>
                </div>
            </details>
        </section>
        <Ask
            open=asked
            title=Signal::derive(move || ["Umumkan ", &number(), " hasil?"].concat())
            text="Setiap instansi langsung melihat hasil, alasan, dan bagian yang perlu diperbaiki. Semua diumumkan, atau tidak satu pun."
            action="Umumkan"
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}

fn row(review: ReviewId, item: &QueueItem, chosen: RwSignal<Vec<ReviewId>>) -> AnyView {
    let id = item.line.id;
    let opened = RwSignal::new(false);
    let toggle = move |_| {
        chosen.update(|chosen| {
            let before = chosen.len();
            chosen.retain(|it| *it != review);
            if chosen.len() == before {
                chosen.push(review);
            }
        });
    };
    let preview = move || opened.get().then(|| untrack(|| preview(id, review)));
    view! {
        <li class="progressrow">
            <div>
                <label class="check">
                    <input type="checkbox" prop:checked=move || chosen.with(|it| it.contains(&review)) on:change=toggle/>
                    <span>{item.line.name.clone()}</span>
                    <small>{about_line(&item.line)}</small>
                </label>
                <details on:toggle=move |_| opened.set(true)>
                    <summary>"Yang akan dibaca instansi"</summary>
                    {preview}
                </details>
            </div>
        </li>
    }
    .into_any()
}

/// What an agency will read.
fn preview(innovation: InnovationId, review: ReviewId) -> AnyView {
    let record = load(RecordShow { innovation });
    record.view("hasil", move |record: RecordView| {
        let Some(review) = record.rows.reviews.iter().find(|it| it.id == review) else {
            return view! { <p class="soft">"Hasil ini sudah diumumkan."</p> }.into_any();
        };
        let parts: Vec<_> = review.parts.iter().map(|it| it.label()).collect();
        let parts = (!parts.is_empty()).then(|| {
            view! { <p>{["Bagian yang dibuka: ", &parts.join(", "), "."].concat()}</p> }
        });
        view! {
            <div class="copy">
                <p class="lines">
                    {[review.finding.label(), ". ", &review.reasons].concat()}
                </p>
                {parts}
            </div>
        }
        .into_any()
    })
}
