//! The same assignments on a phone: an entry at a time, its judges as check boxes.

use std::sync::Arc;

use klisida_domain::{
    agency::Agency,
    competition::Act,
    matrix::{self, Cell},
    wire::{Edition, EntryLine, Seat},
};
use leptos::prelude::*;

use super::{
    assignment_words::{barred_words, count, sheet_words},
    frame,
    panel::home_words,
    plan::Plan,
};

/// The first entries, folded.
pub fn list(plan: Plan, edition: &Arc<Edition>, homes: &[Agency], shown: usize) -> AnyView {
    let judges = matrix::judges(edition);
    let rows = matrix::entries(edition)
        .iter()
        .take(shown)
        .enumerate()
        .map(|(place, entry)| row(plan, edition, entry, &judges, homes, place))
        .collect_view();
    let loads = judges
        .iter()
        .enumerate()
        .map(|(n, seat)| {
            let load = move || {
                plan.after
                    .with(|after| after.loads.get(n).map_or(0, |it| it.1))
            };
            view! {
                <li>
                    <div>{seat.name.clone()}</div>
                    <span class="num">{load} " entri"</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-label="Entri dan jurinya">{rows}</section>
        {frame::section("Beban setiap juri", view! { <ul class="rows">{loads}</ul> }.into_any())}
    }
    .into_any()
}

fn row(
    plan: Plan,
    edition: &Arc<Edition>,
    entry: &EntryLine,
    judges: &[&Seat],
    homes: &[Agency],
    place: usize,
) -> AnyView {
    let boxes = judges
        .iter()
        .map(|seat| choice(plan, edition, entry, seat, homes))
        .collect_view();
    view! {
        <details class="fold">
            <summary>
                <span>
                    <b>{frame::label(entry)}</b>
                    " "
                    <small class="soft">{entry.agency.clone()}</small>
                </span>
                <span class="small">"Juri: " {count(plan, edition, place)}</span>
            </summary>
            {boxes}
        </details>
    }
    .into_any()
}

fn choice(
    plan: Plan,
    edition: &Edition,
    entry: &EntryLine,
    seat: &Seat,
    homes: &[Agency],
) -> AnyView {
    let cell = plan.cell(edition, entry, seat);
    let home = home_words(&seat.home, homes);
    let editable = plan.desk.may(Act::Panel).is_ok();
    let (now, about) = match cell {
        Cell::On(state, filled) => {
            let sheet = sheet_words(state, filled);
            (
                true,
                if sheet.is_empty() {
                    home
                } else {
                    [&home, " · lembar ", &sheet].concat()
                },
            )
        }
        Cell::Barred(code) => (
            false,
            if plan.desk.is_office() {
                barred_words(code).1.to_owned()
            } else {
                home
            },
        ),
        Cell::Free => (false, home),
    };
    let barred = matches!(cell, Cell::Barred(_)) || !editable;
    let (entry_id, judge) = (entry.id, seat.person);
    let on = Memo::new(move |_| plan.is_on(entry_id, judge, now));
    let changed = move || match (now, on.get()) {
        (false, true) => " · akan ditambah",
        (true, false) => " · akan diakhiri",
        _ => "",
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                disabled=barred
                prop:checked=move || on.get()
                on:change=move |event| plan.set(entry_id, judge, event_target_checked(&event), now)
            />
            <span>{seat.name.clone()}</span>
            <small>{about} {changed}</small>
        </label>
    }
    .into_any()
}
