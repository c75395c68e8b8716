//! Progress while judging: counts, never a mark. Reminders, and a judge replaced mid-round.

use std::sync::Arc;

use klisida_domain::{
    account::check_reason,
    api::AssignmentSet,
    competition::{Act, Standing},
    ids::{AssignmentId, EntryId, PersonId},
    judging::{AssignmentState, SheetState},
    matrix::{self, Cell},
    wire::{Assign, AssignChange, AssignmentLine, Edition, EntryLine, Load, Seat},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::{
    assignment_words::sheet_words,
    desk::Desk,
    frame,
    plan::{entry_name, judge_name},
    steps,
};
use crate::{
    clock,
    ui::{Copy, Dialog, ErrorSummary, Field, Press, Select, WhatsApp, deadline},
    work,
};

/// `/app/kompetisi/:edition/pantau`.
pub fn page() -> AnyView {
    frame::frame("Pantau penilaian", "", body)
}

/// Who is to be replaced where; no judge means that one is added.
#[derive(Clone, Copy)]
struct Change {
    pair: RwSignal<Option<(EntryId, Option<PersonId>)>>,
    open: RwSignal<bool>,
}

fn body(desk: Desk) -> AnyView {
    let change = Change {
        pair: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let refresh = Callback::new(move |()| desk.reload());
    view! {
        {frame::watchers_note(desk)}
        {frame::follow(desk, move |edition| content(desk, change, &edition))}
        <div class="actions">
            <Press label="Muat ulang angka" class="btn plain" busy=desk.loaded.loading() on=refresh/>
        </div>
        {replacing(desk, change)}
    }
    .into_any()
}

fn content(desk: Desk, change: Change, edition: &Arc<Edition>) -> AnyView {
    if edition.standing == Standing::Draft {
        return kit::empty(
            "Penilaian belum dibuka",
            "Setelah kompetisi dibuka, kemajuan setiap juri dan setiap entri tampil di sini. Nilainya tetap tertutup.",
            view! { <a class="btn plain" href=frame::address(edition.id, "")>"Ke ikhtisar"</a> },
        )
        .into_any();
    }
    view! {
        {totals(desk, edition)}
        {judges(edition)}
        {entries(desk, change, edition)}
    }
    .into_any()
}

fn totals(desk: Desk, edition: &Arc<Edition>) -> AnyView {
    let can_assign = desk.may(Act::Panel).is_ok();
    let (locked, begun, all) = steps::sheets(edition);
    let ticking = clock::ticking();
    let closes = edition.setup.closes_at;
    let until = move || {
        let words = deadline(ticking.get(), closes);
        ["Penilaian ", &words].concat()
    };
    let idle = matrix::judges(edition)
        .iter()
        .filter(|seat| {
            let load = &seat.load;
            load.entries > 0 && load.locked + load.begun == 0
        })
        .count();
    let short = steps::under(edition);
    let warn = (!short.is_empty()).then(|| {
        view! {
            <div class="notice warn">
                <b>{[&edition.totals.under.to_string(), " entri kekurangan juri."].concat()}</b>
                <p>{[&short.join("; "), "."].concat()}</p>
                {can_assign
                    .then(|| {
                        view! {
                            <div class="actions">
                                <a class="btn" href=frame::address(edition.id, "penugasan")>"Tambah juri untuk entri ini"</a>
                            </div>
                        }
                    })}
            </div>
        }
    });
    view! {
        <section class="card stack" aria-label="Jumlah">
            <dl class="figures">
                <div><dt>"lembar terkunci"</dt><dd>{frame::of(locked, all)}</dd></div>
                <div><dt>"lembar sedang diisi"</dt><dd>{begun}</dd></div>
                <div><dt>"juri belum mulai"</dt><dd>{idle}</dd></div>
            </dl>
            {frame::bar("Lembar terkunci dari semua".to_owned(), locked, all)}
            <p class="soft">{until}</p>
        </section>
        {warn}
    }
    .into_any()
}

fn judges(edition: &Arc<Edition>) -> AnyView {
    let mut rows: Vec<_> = matrix::judges(edition)
        .into_iter()
        .map(|seat| {
            let Load {
                entries,
                locked,
                begun,
                ..
            } = seat.load;
            (seat, locked as usize, begun as usize, entries as usize)
        })
        .collect();
    // Those with the most open work first.
    rows.sort_by_key(|(_, locked, _, all)| core::cmp::Reverse(all - locked));
    let items = rows
        .into_iter()
        .map(|(seat, locked, begun, all)| judge(edition, seat, locked, begun, all))
        .collect_view();
    frame::section(
        "Setiap juri",
        view! { <ul class="rows">{items}</ul> }.into_any(),
    )
}

fn judge(edition: &Arc<Edition>, seat: &Seat, locked: usize, begun: usize, all: usize) -> AnyView {
    let (class, word) = match (all, locked, begun) {
        (0, ..) => ("tag", "Tanpa tugas"),
        (all, locked, _) if locked == all => ("tag done", "Selesai"),
        (_, 0, 0) => ("tag warn", "Belum mulai"),
        _ => ("tag doing", "Sedang menilai"),
    };
    let about = [
        &frame::of(locked, all),
        " terkunci · ",
        &begun.to_string(),
        " sedang diisi",
    ]
    .concat();
    let open = matches!(edition.standing, Standing::Scheduled | Standing::Judging) && locked < all;
    let remind = open.then(|| {
        let text = reminder(edition, locked, all);
        view! {
            <details>
                <summary>"Ingatkan"<span class="sr">{[" ", &seat.name].concat()}</span></summary>
                <Copy text=text.clone() label="Salin pengingat"/>
                <div class="actions">
                    <WhatsApp text=text label="Kirim lewat WhatsApp"/>
                </div>
            </details>
        }
    });
    view! {
        <li class="progressrow">
            <div>
                <b>{seat.name.clone()}</b>
                <small>{about}</small>
                {frame::bar(["Lembar terkunci ", &seat.name].concat(), locked, all)}
                {remind}
            </div>
            <span class=class>{word}</span>
        </li>
    }
    .into_any()
}

/// A reminder without names, secrets or marks: it may pass through any hands.
fn reminder(edition: &Edition, locked: usize, all: usize) -> String {
    let origin = window().location().origin().unwrap_or_default();
    [
        "Yth. Bapak/Ibu juri, mohon melanjutkan penilaian ",
        &edition.setup.name,
        ". Sudah terkunci ",
        &frame::of(locked, all),
        " entri, masih ",
        &(all - locked).to_string(),
        " lagi. Batas waktu ",
        &edition.setup.closes_at.wib().full(),
        ". Lembar nilai: ",
        &origin,
        crate::paths::DESK,
        ". Terima kasih.",
    ]
    .concat()
}

fn entries(desk: Desk, change: Change, edition: &Arc<Edition>) -> AnyView {
    let items = edition
        .entries
        .iter()
        .map(|entry| entry_row(desk, change, edition, entry))
        .collect_view();
    frame::section(
        "Setiap entri",
        view! { {items} {frame::more(desk)} }.into_any(),
    )
}

fn entry_row(desk: Desk, change: Change, edition: &Arc<Edition>, entry: &EntryLine) -> AnyView {
    let own: Vec<_> = edition
        .assignments
        .iter()
        .filter(|it| it.entry == entry.id)
        .collect();
    let standing: Vec<_> = own
        .iter()
        .filter(|it| it.state == AssignmentState::Active)
        .collect();
    let locked = standing
        .iter()
        .filter(|it| it.sheet == SheetState::Locked)
        .count();
    let least = usize::from(edition.setup.min_judges);
    let (class, word) = if entry.withdrawn.is_some() {
        ("tag bad", "Dikeluarkan".to_owned())
    } else if standing.len() < least {
        (
            "tag warn",
            ["Kurang ", &(least - standing.len()).to_string(), " juri"].concat(),
        )
    } else if locked == standing.len() {
        ("tag done", "Lengkap".to_owned())
    } else {
        (
            "tag doing",
            [&frame::of(locked, standing.len()), " terkunci"].concat(),
        )
    };
    let rows = own
        .iter()
        .map(|line| sheet_row(desk, change, edition, entry, line))
        .collect_view();
    let id = entry.id;
    let add = (entry.withdrawn.is_none()).then(|| {
        let press = move |()| {
            change.pair.set(Some((id, None)));
            change.open.set(true);
        };
        view! {
            <div class="actions">
                <Press label="Tambah juri untuk entri ini" class="btn plain small" blocked=frame::blocked(desk, Act::Panel) on=Callback::new(press)/>
            </div>
        }
    });
    view! {
        <details class="fold">
            <summary>
                <b>{frame::label(entry)}</b>
                <span class=class>{word}</span>
            </summary>
            <ul class="rows">{rows}</ul>
            {add}
        </details>
    }
    .into_any()
}

fn sheet_row(
    desk: Desk,
    change: Change,
    edition: &Arc<Edition>,
    entry: &EntryLine,
    line: &AssignmentLine,
) -> AnyView {
    let name = judge_name(edition, line.judge);
    let (about, standing) = match line.state {
        AssignmentState::Active => {
            let sheet = sheet_words(line.sheet, line.filled);
            (
                if sheet.is_empty() {
                    "belum diisi".to_owned()
                } else {
                    sheet
                },
                true,
            )
        }
        AssignmentState::Conflict => (
            "menyatakan hubungan; tidak menilai dan tidak dihitung".to_owned(),
            false,
        ),
        AssignmentState::Removed if line.sheet == SheetState::Empty => {
            ("penugasan diakhiri".to_owned(), false)
        }
        AssignmentState::Removed => (
            "penugasan diakhiri; lembarnya disimpan sebagai bukti, tidak dihitung".to_owned(),
            false,
        ),
    };
    let why = line
        .reason
        .as_ref()
        .filter(|it| !it.is_empty())
        .map(|it| view! { <small>{["Alasan: ", it].concat()}</small> });
    let pair = (entry.id, Some(line.judge));
    let act = (standing && entry.withdrawn.is_none() && desk.may(Act::Panel).is_ok()).then(|| {
        let label = ["Ganti ", &name, " untuk ", &frame::label(entry)].concat();
        let press = move |_| {
            change.pair.set(Some(pair));
            change.open.set(true);
        };
        view! {
            <button type="button" class="btn plain small" aria-label=label on:click=press>
                "Ganti"
            </button>
        }
    });
    view! {
        <li>
            <div>
                <span>{name}</span>
                <small>{about}</small>
                {why}
            </div>
            {act}
        </li>
    }
    .into_any()
}

/// Ends one assignment and begins another in the same action (product F7).
fn replacing(desk: Desk, change: Change) -> AnyView {
    let deed = desk.action_in(change.open);
    let faults = deed.faults;
    let agencies = work::agencies();
    let (next, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        if change.open.get() {
            deed.renew();
            next.set(String::new());
            faults.clear();
        }
    });
    let title = Signal::derive(move || {
        let (Some((_, old)), Some(edition)) = (change.pair.get(), desk.edition.get()) else {
            return String::new();
        };
        old.map_or_else(
            || "Tambah juri".to_owned(),
            |old| ["Ganti ", &judge_name(&edition, old)].concat(),
        )
    });
    let about = move || {
        let (entry, old) = change.pair.get()?;
        let edition = desk.edition.get()?;
        let name = entry_name(&edition, entry);
        let line = old.and_then(|old| matrix::line(&edition, entry, old));
        let tail = match line.map(|it| it.sheet) {
            Some(SheetState::Draft | SheetState::Locked) => {
                " Lembar yang sudah diisi disimpan sebagai bukti dan tidak dihitung."
            }
            _ => "",
        };
        Some([&name, ".", tail].concat())
    };
    let options = Signal::derive(move || {
        let mut out = vec![(String::new(), "Pilih juri".to_owned())];
        let (Some((entry, _)), Some(edition), Some(actor)) =
            (change.pair.get(), desk.edition.get(), desk.actor())
        else {
            return out;
        };
        let homes = agencies.get().unwrap_or_default();
        let Some(entry) = edition.entries.iter().find(|it| it.id == entry) else {
            return out;
        };
        let mut free: Vec<_> = matrix::judges(&edition)
            .into_iter()
            .filter(|seat| matrix::cell(&edition, &homes, &actor, entry, seat) == Cell::Free)
            .map(|seat| (seat.load.entries, seat))
            .collect();
        free.sort_by_key(|(load, _)| *load);
        out.extend(free.into_iter().map(|(load, seat)| {
            (
                seat.person.to_string(),
                [&seat.name, " (", &load.to_string(), " entri)"].concat(),
            )
        }));
        out
    });
    let send = move || {
        faults.clear();
        let Some((entry, old)) = change.pair.get_untracked() else {
            return;
        };
        let judge = next.get_untracked().parse::<PersonId>();
        if judge.is_err() {
            faults.add("judge", "Pilih jurinya dulu.");
        }
        faults.check("reason", check_reason(&why.get_untracked()));
        if faults.show() {
            return;
        }
        let Ok(judge) = judge else { return };
        let mut changes = vec![AssignChange {
            id: AssignmentId(deed.id()),
            entry,
            judge,
            on: true,
        }];
        if let Some(old) = old {
            changes.push(AssignChange {
                id: AssignmentId(deed.id()),
                entry,
                judge: old,
                on: false,
            });
        }
        let body = Assign {
            version: desk.version(),
            changes,
            reason: Some(why.get_untracked().trim().to_owned()),
        };
        let said = desk.now().map_or_else(String::new, |edition| {
            [
                &judge_name(&edition, judge),
                " sekarang menilai ",
                &entry_name(&edition, entry),
                ".",
            ]
            .concat()
        });
        desk.act(
            deed,
            AssignmentSet { edition: desk.id },
            body,
            said,
            move || why.set(String::new()),
        );
    };
    view! {
        <Dialog open=change.open title=title>
            <p>{about}</p>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                <Select name="judge" label="Juri baru" value=next faults=faults options=options hint="Hanya juri yang boleh menilai entri ini; beban paling ringan di atas."/>
                <Field name="reason" label="Alasan" value=why faults=faults rows=2 hint="5 sampai 500 karakter; tersimpan dalam catatan."/>
                <div class="actions">
                    <Press label="Terapkan" busy=deed.busy/>
                    <Press label="Batal" class="btn plain" on=Callback::new(move |()| change.open.set(false))/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
