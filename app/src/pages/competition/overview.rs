//! An edition at a glance: its course, what is missing, and the one next step.

use std::sync::Arc;

use klisida_domain::{
    api::EditionExtend,
    competition::{Act, Standing},
    paths::public,
    problem::Code,
    text::grouped,
    time::{HOUR, Instant},
    timetable,
    wire::{Edition, Extend},
};
use leptos::prelude::*;

use super::{
    closing,
    desk::Desk,
    ending, frame, opening,
    steps::{self, Place, Step},
};
use crate::{
    clock,
    ui::{Dialog, ErrorSummary, Field, Press, deadline},
};

/// `/app/kompetisi/:edition`.
pub fn page() -> AnyView {
    frame::frame("", "", body)
}

/// The dialogs of the overview, open or not.
#[derive(Clone, Copy)]
struct Doors {
    open: RwSignal<bool>,
    extend: RwSignal<bool>,
    close: RwSignal<bool>,
    reopen: RwSignal<bool>,
    end: ending::Doors,
}

fn body(desk: Desk) -> AnyView {
    let doors = Doors {
        open: RwSignal::new(false),
        extend: RwSignal::new(false),
        close: RwSignal::new(false),
        reopen: RwSignal::new(false),
        end: ending::Doors::new(),
    };
    view! {
        {frame::watchers_note(desk)}
        {frame::follow(desk, move |edition| view! {
            {turn(&edition)}
            {figures(&edition)}
            {course(&edition)}
            {actions(desk, doors, &edition)}
        }.into_any())}
        {opening::dialog(desk, doors.open)}
        {extending(desk, doors.extend)}
        {closing::dialog(desk, doors.close)}
        {closing::reopening(desk, doors.reopen)}
        {ending::dialogs(desk, doors.end)}
    }
    .into_any()
}

/// Whose turn it is, in one sentence.
fn turn(edition: &Edition) -> AnyView {
    let ticking = clock::ticking();
    let (opens, closes) = (edition.setup.opens_at, edition.setup.closes_at);
    let next = steps::course(edition).into_iter().find(|it| it.current);
    let (class, title) = match edition.standing {
        Standing::Judging => ("card turn others", "Giliran: juri menilai".to_owned()),
        Standing::Scheduled => ("card turn others", "Menunggu waktu pembukaan".to_owned()),
        Standing::Cancelled => ("card turn others", "Selesai: dibatalkan".to_owned()),
        Standing::Published => (
            "card turn others",
            "Selesai: hasil sudah diumumkan".to_owned(),
        ),
        _ => {
            let step = next.map_or("", |it| it.step.title());
            (
                "card turn",
                ["Giliran koordinator: ", &lower(step)].concat(),
            )
        }
    };
    let standing = edition.standing;
    let when = move || {
        let now = ticking.get();
        match standing {
            Standing::Draft => ["Rencana dibuka ", &opens.wib().full()].concat(),
            Standing::Scheduled => ["Penilaian mulai ", &opens.wib().full()].concat(),
            Standing::Judging => deadline(now, closes),
            Standing::TimeUp => [
                "Waktu habis ",
                &closes.wib().full(),
                ". Nilai baru terbuka setelah ditutup.",
            ]
            .concat(),
            Standing::Closed | Standing::Published | Standing::Cancelled => {
                ["Penilaian berakhir ", &closes.wib().full()].concat()
            }
        }
    };
    view! {
        <section class=class aria-label="Giliran">
            <b>{title}</b>
            <span class="soft">{when}</span>
        </section>
    }
    .into_any()
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

fn figures(edition: &Edition) -> AnyView {
    let (locked, _, all) = steps::sheets(edition);
    let entries = edition.totals.standing as usize;
    let judges = edition
        .panel
        .iter()
        .filter(|it| it.removed.is_none())
        .count();
    let number = |n: usize| grouped(u64::try_from(n).unwrap_or_default());
    let mut rows = vec![
        ("entri", number(entries)),
        ("juri di panel", number(judges)),
    ];
    if edition.standing == Standing::Draft {
        rows.push(("penugasan", number(all)));
    } else {
        rows.push((
            "lembar nilai terkunci",
            [&number(locked), " dari ", &number(all)].concat(),
        ));
    }
    let items = rows
        .into_iter()
        .map(|(what, count)| view! { <div><dt>{what}</dt><dd>{count}</dd></div> })
        .collect_view();
    view! { <dl class="figures">{items}</dl> }.into_any()
}

fn course(edition: &Edition) -> AnyView {
    let id = edition.id;
    let items = steps::course(edition)
        .into_iter()
        .map(|place| row(&place, frame::address(id, place.step.part())))
        .collect_view();
    frame::section(
        "Jalannya kompetisi",
        view! { <ol class="timeline">{items}</ol> }.into_any(),
    )
}

fn row(place: &Place, to: String) -> AnyView {
    let class = place.done.then_some("past");
    let current = place.current.then_some("step");
    let title = place.step.title();
    let title = if place.step.part().is_empty() {
        view! { <b>{title}</b> }.into_any()
    } else {
        view! { <b><a href=to>{title}</a></b> }.into_any()
    };
    let word = if place.done {
        "selesai"
    } else if place.current {
        "sekarang"
    } else {
        "nanti"
    };
    let missing = (!place.missing.is_empty()).then(|| {
        let items = place
            .missing
            .iter()
            .map(|it| view! { <li>{it.clone()}</li> })
            .collect_view();
        view! { <ul class="missing">{items}</ul> }
    });
    view! {
        <li class=class aria-current=current>
            <span>{title} <span class="sr">{[", ", word].concat()}</span></span>
            <span class="soft small">{place.line.clone()}</span>
            {missing}
        </li>
    }
    .into_any()
}

/// Why opening is not possible yet: the standing, or what is missing.
fn open_reason(desk: Desk, edition: &Edition) -> Option<String> {
    frame::reason(desk, Act::Open).or_else(|| {
        let gaps = edition.gaps.len();
        (gaps > 0).then(|| "Lengkapi dulu yang disebut di daftar langkah.".to_owned())
    })
}

fn actions(desk: Desk, doors: Doors, edition: &Arc<Edition>) -> AnyView {
    let next = steps::course(edition)
        .into_iter()
        .find(|it| it.current)
        .map(|it| it.step);
    let show = |door: RwSignal<bool>| Callback::new(move |()| door.set(true));
    let class = |primary: bool| if primary { "btn" } else { "btn plain" };
    let open_why = open_reason(desk, edition);
    let publish_why = frame::reason(desk, Act::Publish);
    let board = edition.published > 0;
    let closed = edition.standing == Standing::Closed;
    let first = match next {
        Some(step @ (Step::Setup | Step::Entries | Step::Panel | Step::Assign)) => {
            let words = match step {
                Step::Setup => "Lanjutkan: pengaturan",
                Step::Entries => "Lanjutkan: entri",
                Step::Panel => "Lanjutkan: juri",
                _ => "Lanjutkan: penugasan",
            };
            frame::way("btn", frame::address(desk.id, step.part()), words, None)
        }
        Some(Step::Judge) => frame::way(
            "btn",
            frame::address(desk.id, "pantau"),
            "Pantau penilaian",
            None,
        ),
        None if board => frame::way(
            "btn",
            crate::paths::board(&edition.slug),
            "Buka papan peringkat",
            None,
        ),
        _ => ().into_any(),
    };
    // Who only follows has no steps to take here; the note above says whose they are.
    let deeds = desk.is_office().then(|| {
        view! {
            <div class="deeds">
                <div><Press label="Buka kompetisi" class=class(next == Some(Step::Open)) blocked=Signal::stored(open_why) on=show(doors.open)/></div>
                <div><Press label="Undur tenggat" class="btn plain" blocked=frame::blocked(desk, Act::Extend) on=show(doors.extend)/></div>
                <div><Press label="Tutup penilaian" class=class(next == Some(Step::Close)) blocked=frame::blocked(desk, Act::Close) on=show(doors.close)/></div>
                {closed.then(|| view! { <div><Press label="Buka kembali penilaian" class="btn plain" blocked=Signal::derive(move || closing::reopen_reason(desk)) on=show(doors.reopen)/></div> })}
                <div>{frame::way(class(next == Some(Step::Publish)), frame::address(desk.id, "hasil"), "Periksa dan umumkan hasil", publish_why)}</div>
            </div>
        }
    });
    view! {
        <section class="stack" aria-label="Tindakan">
            <div class="actions">{first}</div>
            {deeds}
            {board.then(|| view! { <p><a rel="external" href=public::board(&edition.slug)>"Papan untuk umum"</a></p> })}
            {ending::ways(desk, doors.end, edition)}
        </section>
    }
    .into_any()
}

fn extending(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let deed = desk.action_in(open);
    let faults = deed.faults;
    let (until, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let far = RwSignal::new(false);
    Effect::new(move || {
        if open.get()
            && let Some(edition) = desk.now()
        {
            let base = edition.setup.closes_at.max(clock::now());
            until.set(Instant(base.0 + 24 * HOUR).wib().field());
            far.set(false);
            faults.clear();
        }
    });
    let send = move || {
        faults.clear();
        let at = Instant::from_wib_field(&until.get_untracked());
        let (old, before) = desk.now().map_or((Instant(0), None), |it| {
            (it.setup.closes_at, it.extended_from)
        });
        match at {
            None => faults.add("closes_at", Code::TextMissing.words()),
            Some(at) => faults.check(
                "closes_at",
                timetable::may_move(old, before, at, clock::now(), far.get_untracked()),
            ),
        }
        faults.check(
            "reason",
            klisida_domain::account::check_reason(&why.get_untracked()),
        );
        let Some(closes_at) = at else {
            faults.show();
            return;
        };
        if faults.show() {
            return;
        }
        let body = Extend {
            version: desk.version(),
            closes_at,
            reason: why.get_untracked().trim().to_owned(),
            far: far.get_untracked(),
        };
        let said = ["Tenggat sekarang ", &closes_at.wib().full(), "."].concat();
        desk.act(
            deed,
            EditionExtend { edition: desk.id },
            body,
            said,
            move || why.set(String::new()),
        );
    };
    let words = move || Instant::from_wib_field(&until.get()).map(|at| at.wib().full());
    let old = move || {
        desk.edition
            .get()
            .map(|it| ["Tenggat sekarang: ", &it.setup.closes_at.wib().full(), "."].concat())
    };
    // An extension that was a slip can go back.
    let back = move || {
        let before = desk.edition.get()?.extended_from?;
        (before > clock::now()).then(|| view! {
            <p class="soft">{["Sebelum diundur: ", &before.wib().full(), ". Tenggat dapat dikembalikan, paling awal ke saat itu dan sebelum saat itu lewat, selama tidak ada lembar yang diisi sejak diundur dan belum dikunci."].concat()}</p>
        })
    };
    view! {
        <Dialog open=open title="Undur tenggat">
            <p>{old}</p>
            {back}
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                <div class="stack">
                    <Field name="closes_at" label="Tenggat baru (WIB)" value=until faults=faults kind="datetime-local"/>
                    <p class="soft small">{words}</p>
                </div>
                {closing::meant(until, far)}
                <Field name="reason" label="Alasan" value=why faults=faults rows=3 hint="5 sampai 500 karakter; tersimpan dalam catatan."/>
                <div class="actions">
                    <Press label="Undur tenggat" busy=deed.busy/>
                    <Press label="Batal" class="btn plain" on=Callback::new(move |()| open.set(false))/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
