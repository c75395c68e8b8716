//! Who judges what: the matrix of entries and judges.

use std::sync::Arc;

use klisida_domain::{
    account::check_reason,
    agency::Agency,
    api::AssignmentSet,
    competition::{Act, Standing},
    judging::SheetState,
    matrix::{self, Cell},
    wire::{Assign, Edition, EntryLine, Seat},
};
use klisida_views::kit;
use leptos::{ev, prelude::*};

use super::{
    assignment_words::{barred_words, count, sheet_words},
    assignments_phone,
    desk::Desk,
    frame,
    panel::home_words,
    plan::{MOST, Plan, entry_name, judge_name},
};
use crate::{
    browser,
    ui::{Dialog, ErrorSummary, Field, Press, announce},
    work,
};

/// `/app/kompetisi/:edition/penugasan`.
pub fn page() -> AnyView {
    frame::frame("Penugasan", "wide", body)
}

/// Entries that are drawn at first, and more at a time.
const ROWS: usize = 50;

/// From here on a matrix fits (48rem).
const WIDE: f64 = 768.0;

fn is_wide() -> bool {
    window()
        .inner_width()
        .ok()
        .and_then(|it| it.as_f64())
        .is_some_and(|it| it >= WIDE)
}

fn body(desk: Desk) -> AnyView {
    // A proposal and even loads are about all entries; the rows are shown a part at a time.
    desk.everything();
    let agencies = work::agencies();
    let plan = Plan::new(desk, agencies);
    let rows = RwSignal::new(ROWS);
    let wide = RwSignal::new(is_wide());
    let resized = window_event_listener(ev::resize, move |_| {
        let now = is_wide();
        if wide.get_untracked() != now {
            wide.set(now);
        }
    });
    on_cleanup(move || resized.remove());
    let review = RwSignal::new(false);
    let proposed = RwSignal::new(None::<String>);
    let content = move || {
        let edition = desk.edition.get()?;
        // Conflicts of interest are known once the agencies are.
        let homes = agencies.get()?;
        if edition.more.is_some() {
            return Some(
                view! { <p class="soft" role="status">"Memuat semua entri…"</p> }.into_any(),
            );
        }
        Some(
            if matrix::entries(&edition).is_empty() || matrix::judges(&edition).is_empty() {
                nothing(&edition)
            } else if wide.get() {
                table(plan, &edition, &homes, rows.get())
            } else {
                assignments_phone::list(plan, &edition, &homes, rows.get())
            },
        )
    };
    view! {
        {frame::watchers_note(desk)}
        {agencies.view("daftar instansi", |_| ().into_any())}
        {tools(plan, proposed)}
        {content}
        {rest(desk, rows)}
        {bar(plan, review, proposed)}
        {preview(plan, review, proposed)}
    }
    .into_any()
}

/// The way to the rows that are not shown yet.
fn rest(desk: Desk, rows: RwSignal<usize>) -> AnyView {
    let all = Memo::new(move |_| {
        desk.edition.with(|it| {
            it.as_ref()
                .map_or(0, |edition| matrix::entries(edition).len())
        })
    });
    (move || {
        let (shown, all) = (rows.get(), all.get());
        (shown < all).then(|| {
            view! {
                <div class="actions">
                    <span class="soft">{[&frame::of(shown, all), " entri ditampilkan"].concat()}</span>
                    <Press label="Tampilkan entri berikutnya" class="btn plain" on=Callback::new(move |()| rows.set(shown + ROWS))/>
                </div>
            }
        })
    })
    .into_any()
}

fn nothing(edition: &Edition) -> AnyView {
    let (title, text, part, word) = if matrix::entries(edition).is_empty() {
        (
            "Belum ada entri",
            "Pilih inovasi dari katalog dulu; setelah itu juri dapat ditugaskan.",
            "entri",
            "Ke entri",
        )
    } else {
        (
            "Belum ada juri di panel",
            "Undang juri dulu; mereka tampil di sini setelah menerima undangan.",
            "juri",
            "Ke juri",
        )
    };
    kit::empty(
        title,
        text,
        view! { <a class="btn plain" href=frame::address(edition.id, part)>{word}</a> },
    )
    .into_any()
}

/// The proposal and the legend.
fn tools(plan: Plan, proposed: RwSignal<Option<String>>) -> AnyView {
    let desk = plan.desk;
    let fill = move |()| {
        let (pairs, short) = plan.fill();
        let loads: Vec<usize> = plan
            .after
            .with_untracked(|after| after.loads.iter().map(|it| it.1).collect());
        let range = format!(
            "{} sampai {}",
            loads.iter().min().unwrap_or(&0),
            loads.iter().max().unwrap_or(&0)
        );
        let mut words = if pairs == 0 {
            "Tidak ada yang perlu ditambah: setiap entri yang dapat diisi sudah punya cukup juri."
                .to_owned()
        } else {
            format!(
                "Usulan: {pairs} penugasan baru, beban {range} entri setiap juri. Belum diterapkan; ubah seperlunya, lalu periksa."
            )
        };
        if !short.is_empty()
            && let Some(edition) = desk.now()
        {
            let names: Vec<_> = short
                .iter()
                .take(5)
                .map(|id| entry_name(&edition, *id))
                .collect();
            words = [
                &words,
                " Juri yang boleh menilai tidak cukup untuk: ",
                &names.join("; "),
                ".",
            ]
            .concat();
        }
        announce(&words);
        proposed.set(Some(words));
    };
    let said = move || {
        proposed
            .get()
            .map(|words| view! { <div class="notice"><p>{words}</p></div> })
    };
    view! {
        <div class="split">
            <p class="soft">
                "Centang siapa menilai apa. Perubahan dikumpulkan dulu, lalu diterapkan sekaligus."
            </p>
            <div>
                <Press label="Isi merata" class="btn plain" blocked=frame::blocked(desk, Act::Panel) on=Callback::new(fill)/>
            </div>
        </div>
        {said}
    }
    .into_any()
}

fn table(plan: Plan, edition: &Arc<Edition>, homes: &[Agency], shown: usize) -> AnyView {
    let (mut entries, judges) = (matrix::entries(edition), matrix::judges(edition));
    entries.truncate(shown);
    let heads = judges
        .iter()
        .map(|seat| {
            view! {
                <th scope="col">
                    {seat.name.clone()}
                    <small>{home_words(&seat.home, homes)}</small>
                </th>
            }
        })
        .collect_view();
    let rows = entries
        .iter()
        .enumerate()
        .map(|(row, entry)| table_row(plan, edition, entry, &judges, row))
        .collect_view();
    let loads = judges
        .iter()
        .enumerate()
        .map(|(n, _)| {
            let load = move || {
                plan.after
                    .with(|after| after.loads.get(n).map_or(0, |it| it.1))
            };
            view! { <td class="num">{load}</td> }
        })
        .collect_view();
    let (height, width) = (entries.len(), judges.len());
    frame::scroll(
        "Penugasan: entri dan juri",
        view! {
            <table class="matrix" on:keydown=move |event| walk(&event, height, width)>
                <thead>
                    <tr>
                        <th scope="col">"Entri"</th>
                        <th scope="col">"Jumlah juri"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"Entri setiap juri"</th>
                        <td></td>
                        {loads}
                    </tr>
                </tfoot>
            </table>
        }
        .into_any(),
    )
}

/// Arrow keys move between the boxes; Tab still visits each.
fn walk(event: &web_sys::KeyboardEvent, height: usize, width: usize) {
    let step: (isize, isize) = match event.key().as_str() {
        "ArrowUp" => (-1, 0),
        "ArrowDown" => (1, 0),
        "ArrowLeft" => (0, -1),
        "ArrowRight" => (0, 1),
        _ => return,
    };
    let id = event_target::<web_sys::Element>(event).id();
    let Some((row, column)) = id.strip_prefix("sel-").and_then(|it| it.split_once('-')) else {
        return;
    };
    let (Ok(mut row), Ok(mut column)) = (row.parse::<usize>(), column.parse::<usize>()) else {
        return;
    };
    event.prevent_default();
    // Cells without a box are stepped over.
    loop {
        let (Some(down), Some(right)) = (
            row.checked_add_signed(step.0),
            column.checked_add_signed(step.1),
        ) else {
            return;
        };
        if down >= height || right >= width {
            return;
        }
        (row, column) = (down, right);
        let id = cell_id(row, column);
        if browser::element(&id).is_some() {
            browser::focus(&id);
            return;
        }
    }
}

fn cell_id(row: usize, column: usize) -> String {
    ["sel-", &row.to_string(), "-", &column.to_string()].concat()
}

fn table_row(
    plan: Plan,
    edition: &Arc<Edition>,
    entry: &EntryLine,
    judges: &[&Seat],
    row: usize,
) -> AnyView {
    let cells = judges
        .iter()
        .enumerate()
        .map(|(column, seat)| view! { <td>{table_cell(plan, edition, entry, seat, cell_id(row, column))}</td> })
        .collect_view();
    view! {
        <tr>
            <th scope="row">
                {frame::label(entry)}
                <small>{entry.agency.clone()}</small>
            </th>
            <td>{count(plan, edition, row)}</td>
            {cells}
        </tr>
    }
    .into_any()
}

fn table_cell(
    plan: Plan,
    edition: &Edition,
    entry: &EntryLine,
    seat: &Seat,
    id: String,
) -> AnyView {
    let cell = plan.cell(edition, entry, seat);
    let editable = plan.desk.may(Act::Panel).is_ok();
    let (word, now) = match cell {
        Cell::Barred(code) if plan.desk.is_office() => {
            let (word, why) = barred_words(code);
            return view! {
                <span class="cell barred" title=why>
                    <small aria-hidden="true">{word}</small>
                    <span class="sr">{why}</span>
                </span>
            }
            .into_any();
        }
        Cell::On(state, filled) => (sheet_words(state, filled), true),
        Cell::Barred(_) | Cell::Free => (String::new(), false),
    };
    if !editable {
        let mark = if now { "✓" } else { "" };
        let said = if now { "menilai" } else { "tidak menilai" };
        return view! {
            <span class="cell">
                <span aria-hidden="true">{mark}</span>
                <span class="sr">{said}</span>
                <small>{word}</small>
            </span>
        }
        .into_any();
    }
    let (entry_id, judge) = (entry.id, seat.person);
    let on = Memo::new(move |_| plan.is_on(entry_id, judge, now));
    let class = move || match (now, on.get()) {
        (false, true) => "cell new",
        (true, false) => "cell ending",
        _ => "cell",
    };
    let tail = if word.is_empty() { "" } else { ", lembar " };
    let label = [
        seat.name.as_str(),
        " menilai ",
        &frame::label(entry),
        tail,
        &word,
    ]
    .concat();
    view! {
        <label class=class>
            <input
                type="checkbox"
                id=id
                aria-label=label
                prop:checked=move || on.get()
                on:change=move |event| plan.set(entry_id, judge, event_target_checked(&event), now)
            />
            <small>{word}</small>
        </label>
    }
    .into_any()
}

/// What is planned and not applied yet.
fn bar(plan: Plan, review: RwSignal<bool>, proposed: RwSignal<Option<String>>) -> AnyView {
    let any = Memo::new(move |_| plan.size() > 0);
    let words = move || [&plan.size().to_string(), " perubahan belum diterapkan"].concat();
    let too_many = Signal::derive(move || {
        (plan.size() > MOST).then(|| format!("Paling banyak {MOST} perubahan sekali terapkan."))
    });
    (move || {
        any.get().then(|| {
            view! {
                <div class="bar-sticky" role="region" aria-label="Perubahan penugasan">
                    <p>
                        <b>{words}</b>
                    </p>
                    <div class="actions">
                        <Press
                            label="Buang"
                            class="btn plain small"
                            on=Callback::new(move |()| {
                                plan.clear();
                                proposed.set(None);
                            })
                        />
                        <Press label="Periksa dan terapkan" class="btn" blocked=too_many on=Callback::new(move |()| review.set(true))/>
                    </div>
                </div>
            }
        })
    })
    .into_any()
}

/// Every change and what follows from it, before anything is saved.
fn preview(plan: Plan, open: RwSignal<bool>, proposed: RwSignal<Option<String>>) -> AnyView {
    let desk = plan.desk;
    let deed = desk.action_in(open);
    let faults = deed.faults;
    let why = RwSignal::new(String::new());
    let opened = Memo::new(move |_| {
        desk.edition
            .get()
            .is_some_and(|it| it.standing != Standing::Draft)
    });
    let send = move || {
        faults.clear();
        let needed = opened.get_untracked();
        if needed {
            faults.check("reason", check_reason(&why.get_untracked()));
        }
        if faults.show() {
            return;
        }
        let changes = plan.body();
        let said = [
            &changes.len().to_string(),
            " perubahan penugasan diterapkan.",
        ]
        .concat();
        let reason = needed.then(|| why.get_untracked().trim().to_owned());
        let body = Assign {
            version: desk.version(),
            changes,
            reason,
        };
        desk.overtaken.set(None);
        deed.job(async move {
            let endpoint = AssignmentSet { edition: desk.id };
            deed.call(&endpoint, &body).await?;
            // The plan goes when the new state is there: nothing flickers back.
            desk.load().await;
            plan.clear();
            proposed.try_set(None);
            why.try_set(String::new());
            Ok(said)
        });
    };
    let content = move || {
        desk.edition
            .get()
            .map(|edition| consequences(plan, &edition))
    };
    view! {
        <Dialog open=open title="Periksa perubahan penugasan">
            {content}
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                {move || {
                    opened
                        .get()
                        .then(|| {
                            view! { <Field name="reason" label="Alasan" value=why faults=faults rows=2 hint="Kompetisi sudah dibuka, jadi alasannya dicatat. 5 sampai 500 karakter."/> }
                        })
                }}
                <div class="actions">
                    <Press label="Terapkan" busy=deed.busy/>
                    <Press label="Kembali" class="btn plain" on=Callback::new(move |()| open.set(false))/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

fn consequences(plan: Plan, edition: &Arc<Edition>) -> AnyView {
    let after = plan.after.get();
    let plus = after
        .added
        .iter()
        .map(|(entry, judge)| view! { <li class="plus">{[&judge_name(edition, *judge), " menilai ", &entry_name(edition, *entry)].concat()}</li> })
        .collect_view();
    let minus = after
        .ended
        .iter()
        .map(|(entry, judge, state, filled)| {
            let tail = match state {
                SheetState::Empty => String::new(),
                SheetState::Draft => format!(" · {filled} nilai sudah diisi; disimpan sebagai bukti, tidak dihitung"),
                SheetState::Locked => " · lembar terkunci; disimpan sebagai bukti, tidak dihitung".to_owned(),
            };
            view! { <li class="minus">{[&judge_name(edition, *judge), " tidak lagi menilai ", &entry_name(edition, *entry), &tail].concat()}</li> }
        })
        .collect_view();
    let loads: Vec<usize> = after.loads.iter().map(|it| it.1).collect();
    let (least, most) = (
        loads.iter().min().copied().unwrap_or(0),
        loads.iter().max().copied().unwrap_or(0),
    );
    let under = if after.under.is_empty() {
        view! { <li>{format!("Semua entri punya sedikitnya {} juri.", edition.setup.min_judges)}</li> }.into_any()
    } else {
        let names: Vec<_> = after
            .under
            .iter()
            .take(5)
            .map(|(id, count)| format!("{} ({count})", entry_name(edition, *id)))
            .collect();
        let more = after.under.len().saturating_sub(5);
        let tail = if more > 0 {
            format!("; dan {more} lagi")
        } else {
            String::new()
        };
        let words = format!(
            "{} entri masih kurang dari {} juri: {}{tail}.",
            after.under.len(),
            edition.setup.min_judges,
            names.join("; ")
        );
        view! { <li>{words}</li> }.into_any()
    };
    view! {
        <p>{format!("{} ditambah, {} diakhiri. Diterapkan sekaligus, atau tidak sama sekali.", after.added.len(), after.ended.len())}</p>
        <ul class="changes" tabindex="0" aria-label="Daftar perubahan">{minus} {plus}</ul>
        <h3>"Setelah diterapkan"</h3>
        <ul>
            {under}
            <li>{format!("Beban juri {least} sampai {most} entri.")}</li>
        </ul>
    }
    .into_any()
}
