//! The judge's list: what waits, by when, and everything to take along where there is no signal.

use std::cell::Cell;

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    api::JudgeDeskShow,
    competition::{Act, Standing},
    ids::{AssignmentId, EditionId},
    queue::{self, Pile, Progress},
    time::{self, Instant},
    wire::{JudgeDesk, JudgeEdition, JudgeItem},
};
use klisida_views::{
    chip::{SampleChip, StandingChip},
    kit,
};
use leptos::prelude::*;

use super::{
    pack::{self, Pack},
    state,
};
use crate::{
    action::Action,
    browser, clock, net,
    offline::sheets::{Sheets, use_sheets},
    paths as to,
    store::{Kept, use_store},
    ui::{ErrorSummary, Loaded, Page, Press, announce, load_kept},
};

/// How often the list is asked for while a page of it is in front, in milliseconds.
const ROUND: u32 = 300_000;
/// How often once the time is up: more of it may be given any moment.
const UP: u32 = 60_000;

/// Keeps the list fresh while the page is open, so that an extension reaches it, and says so.
pub fn follow(desk: Loaded<JudgeDesk>) {
    let online = net::online();
    let is_up = move || {
        let now = clock::now();
        desk.with(|desk| {
            desk.is_some_and(|desk| {
                let mut all = desk.editions.iter();
                all.any(|it| state::standing(it, now) == Standing::TimeUp)
            })
        })
    };
    let turn = StoredValue::new(0);
    let look = move |asked: bool| {
        let in_front = document().visibility_state() == web_sys::VisibilityState::Visible;
        let rounds = turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        let due = asked || untrack(is_up) || rounds.is_some_and(|it| it % (ROUND / UP) == 0);
        if in_front && due && online.get_untracked() && !untrack(|| desk.busy()) {
            desk.reload();
        }
    };
    let round = set_interval_with_handle(
        move || look(false),
        core::time::Duration::from_millis(UP.into()),
    );
    let seen = window_event_listener(leptos::ev::visibilitychange, move |_| look(true));
    on_cleanup(move || {
        if let Ok(round) = round {
            round.clear();
        }
        seen.remove();
    });
    Effect::new(move |before: Option<Vec<(EditionId, Instant)>>| {
        let ends: Vec<_> = desk.with(|desk| {
            let editions = desk.map_or(&[][..], |desk| &desk.editions);
            editions.iter().map(|it| (it.id, it.closes_at)).collect()
        });
        let later = |(id, end): &&(EditionId, Instant)| {
            let mut known = before.iter().flatten();
            known.any(|(it, was)| it == id && was < end)
        };
        if let Some((_, end)) = ends.iter().find(later) {
            announce(&["Waktu diperpanjang: tutup ", &end.wib().full(), "."].concat());
        }
        ends
    });
}

/// The page.
pub fn page() -> AnyView {
    let desk = load_kept(pack::DESK, JudgeDeskShow {});
    follow(desk);
    let sheets = use_sheets();
    // What came too late before an extension may be sent now.
    Effect::new(move || {
        if desk.busy() || desk.fault().is_some() {
            return;
        }
        let open: Vec<_> = desk.with(|desk| {
            let editions = desk
                .map(|desk| desk.editions.as_slice())
                .unwrap_or_default();
            editions
                .iter()
                .filter(|edition| edition.standing.allows(Act::Score).is_ok())
                .flat_map(|edition| edition.items.iter().map(|item| item.assignment))
                .collect()
        });
        for assignment in open {
            sheets.judging_open(assignment);
        }
    });
    // Editions keep their place and their elements; only what is in them follows the list.
    let count = Memo::new(move |_| desk.with(|desk| desk.map(|desk| desk.editions.len())));
    let shown = move || sheets.is_settled().then(|| count.get()).flatten();
    Effect::new(move || {
        if shown().is_some_and(|count| count > 0) {
            return_to_row();
        }
    });
    let editions = move || match shown()? {
        0 => Some(nothing()),
        count => Some(
            (0..count)
                .map(|at| edition(desk, sheets, at))
                .collect_view()
                .into_any(),
        ),
    };
    let lead = Signal::derive(move || {
        let standings: Vec<_> = desk.with(|desk| {
            let editions = desk.map_or(&[][..], |desk| &desk.editions);
            editions.iter().map(|it| it.standing).collect()
        });
        state::secrecy_words(&standings).to_owned()
    });
    view! {
        <Page title="Penilaian" lead=lead>
            {desk.view("daftar entri", |_| ().into_any())}
            {editions}
            {offline(desk)}
        </Page>
    }
    .into_any()
}

fn nothing() -> AnyView {
    kit::empty(
        "Belum ada entri untuk Anda",
        "Daftar ini terisi setelah koordinator membagi tugas dan membuka kompetisi.",
        view! {
            <a class="btn plain" href=to::HOME>
                "Ke beranda"
            </a>
        },
    )
    .into_any()
}

/// An item with how far it is, as the list shows it.
type Line = (JudgeItem, Progress);

fn edition(desk: Loaded<JudgeDesk>, sheets: Sheets, at: usize) -> AnyView {
    let edition = Memo::new(move |_| desk.with(|desk| desk?.editions.get(at).cloned()));
    let lines = Memo::new(move |_| {
        edition.with(|edition| {
            let items = edition
                .as_ref()
                .map(|edition| edition.items.clone())
                .unwrap_or_default();
            sheets.look(|draft| {
                items
                    .into_iter()
                    .map(|item| {
                        let progress = queue::progress(&item, draft(item.assignment).as_ref());
                        (item, progress)
                    })
                    .collect::<Vec<Line>>()
            })
        })
    });
    // A list whose items changed a little stays where it is: a tap lands on the element that was touched.
    let head = Memo::new(move |_| {
        edition.get().map(|mut edition| {
            edition.items.clear();
            edition
        })
    });
    let ticking = clock::ticking();
    (move || {
        let edition = head.get()?;
        let standing = Memo::new({
            let edition = edition.clone();
            move |_| state::standing(&edition, ticking.get())
        });
        let (name, label) = (edition.name.clone(), edition.name.clone());
        let sample = edition.sample.then(|| view! { <SampleChip/> });
        let chip = move || view! { <StandingChip standing=standing.get()/> };
        let piles = Pile::ALL.map(|pile| list(lines, pile)).collect_view();
        Some(view! {
            <section class="stack" aria-label=label>
                <div class="split">
                    <h2>{name}</h2>
                    <div class="cluster">{chip} {sample}</div>
                </div>
                {turn(edition, lines, standing)}
                {piles}
            </section>
        })
    })
    .into_any()
}

/// How far, by when, and the one button: on with it.
fn turn(edition: JudgeEdition, lines: Memo<Vec<Line>>, standing: Memo<Standing>) -> AnyView {
    let ticking = clock::ticking();
    let done = Memo::new(move |_| {
        lines.with(|lines| queue::done(lines.iter().map(|(_, progress)| *progress)))
    });
    let (opens, closes) = (edition.opens_at, edition.closes_at);
    let id = edition.id;
    let cancelled = StoredValue::new(edition.cancelled.unwrap_or_default());
    let board = StoredValue::new(edition.board);
    // Full, and only their lock is missing.
    let full = Memo::new(move |_| {
        let only_lock = |it: &&Line| it.1.pile == Pile::Begun && it.1.is_full();
        lines.with(|lines| lines.iter().filter(only_lock).count())
    });
    let headline = move || {
        let ((done, all), now) = (done.get(), ticking.get());
        let time = time_words(standing.get(), now, opens, closes);
        if all == 0 {
            return ["Belum ada entri · ", &time].concat();
        }
        [
            &done.to_string(),
            " dari ",
            &all.to_string(),
            " terkunci · ",
            &time,
        ]
        .concat()
    };
    let when = move || match standing.get() {
        Standing::Scheduled | Standing::Draft => opens.wib().full(),
        _ => closes.wib().full(),
    };
    let yours = move || {
        let (done, all) = done.get();
        standing.get().allows(Act::Score).is_ok() && done < all
    };
    let next = move || {
        let go_on = first_open(lines).filter(|_| standing.get().allows(Act::Score).is_ok());
        // One press locks several; alone it is the thing to do, beside others it is the quiet one.
        let all = |class: &'static str| {
            let words = ["Periksa dan kunci ", &full.get().to_string(), " lembar"].concat();
            view! { <a class=class href=to::lock_all(id)>{words}</a> }
        };
        if go_on
            .as_ref()
            .is_some_and(|(_, progress)| progress.is_full())
            && full.get() > 1
        {
            view! {
                <p class="soft">"Semua lembar terisi. Tinggal dikunci supaya dihitung."</p>
                <div class="actions">{all("btn")}</div>
            }
            .into_any()
        } else if let Some((item, progress)) = go_on {
            let all = (full.get() > 1).then(|| all("btn plain"));
            let word = match progress.pile {
                Pile::Begun if progress.is_full() => "Kunci ",
                Pile::Begun => "Lanjutkan ",
                _ => "Mulai ",
            };
            let words = [word, &state::number(item.number)].concat();
            view! {
                <p class="soft">{item.name}</p>
                <div class="actions">
                    <a class="btn" href=to::sheet(item.assignment)>
                        {words}
                    </a>
                    {all}
                </div>
            }
            .into_any()
        } else {
            let (done, all) = done.get();
            let words = match standing.get() {
                Standing::Judging | Standing::Scheduled if all == 0 => {
                    "Belum ada entri untuk Anda. Koordinator yang membagi tugas; daftar ini terisi sendiri."
                }
                Standing::Judging if done == all => "Semua lembar terkunci. Terima kasih.",
                Standing::Scheduled => "Anda sudah bisa membaca entri sebelum penilaian dibuka.",
                Standing::TimeUp | Standing::Closed => {
                    "Lembar yang terkunci dihitung; yang lain disimpan sebagai catatan."
                }
                Standing::Published => return published(board.get_value()),
                Standing::Cancelled => {
                    let why = cancelled.get_value();
                    return view! { <p>{["Dibatalkan koordinator: ", &why].concat()}</p> }
                        .into_any();
                }
                _ => return ().into_any(),
            };
            view! { <p class="soft">{words}</p> }.into_any()
        }
    };
    view! {
        <div class="card turn" class:others=move || !yours()>
            <b class="num">{headline}</b>
            <progress
                max=move || done.get().1.max(1).to_string()
                prop:value=move || f64::from(done.get().0)
                aria-label="Lembar terkunci"
            ></progress>
            <time class="soft">{when}</time>
            {next}
        </div>
    }
    .into_any()
}

/// The results are out, and where.
fn published(board: Option<String>) -> AnyView {
    let link = board.map(|slug| {
        view! {
            <div class="actions">
                <a class="btn plain" href=to::board(&slug)>
                    "Lihat papan peringkat"
                </a>
            </div>
        }
    });
    view! {
        <p class="soft">"Hasil sudah diumumkan."</p>
        {link}
    }
    .into_any()
}

fn time_words(standing: Standing, now: Instant, opens: Instant, closes: Instant) -> String {
    match standing {
        Standing::Draft | Standing::Scheduled => ["dibuka ", &time::distance(now, opens)].concat(),
        Standing::Judging => ["tutup ", &time::distance(now, closes)].concat(),
        Standing::Cancelled => "kompetisi dibatalkan".to_owned(),
        Standing::TimeUp | Standing::Closed | Standing::Published => "penilaian ditutup".to_owned(),
    }
}

/// Where to go on: what is begun and not full, what is not begun, and last what only needs its lock.
fn first_open(lines: Memo<Vec<Line>>) -> Option<Line> {
    lines.with(|lines| {
        let find = |pile: Pile, full: bool| {
            lines
                .iter()
                .find(move |(_, progress)| progress.pile == pile && progress.is_full() == full)
        };
        find(Pile::Begun, false)
            .or_else(|| find(Pile::Waiting, false))
            .or_else(|| find(Pile::Begun, true))
            .cloned()
    })
}

fn list(lines: Memo<Vec<Line>>, pile: Pile) -> AnyView {
    let here = Memo::new(move |_| {
        lines.with(|lines| {
            lines
                .iter()
                .filter(|(_, progress)| progress.pile == pile)
                .map(|(item, _)| item.assignment)
                .collect::<Vec<_>>()
        })
    });
    (move || {
        let here = here.get();
        (!here.is_empty()).then(|| {
            let head = [pile.label(), " (", &here.len().to_string(), ")"].concat();
            let rows = here
                .into_iter()
                .filter_map(|assignment| row(lines, assignment))
                .collect_view();
            view! {
                <section class="card stack" aria-label=pile.label()>
                    <h3>{head}</h3>
                    <ol class="rows">{rows}</ol>
                </section>
            }
        })
    })
    .into_any()
}

/// How long the list is waited for, in steps of 25 milliseconds.
const RETURN_STEPS: u32 = 80;

thread_local! {
    /// The row from which the list was left; whoever comes back to the list finds it in view, with the focus.
    static LEFT_AT: Cell<Option<AssignmentId>> = const { Cell::new(None) };
}

fn row_id(assignment: AssignmentId) -> String {
    ["baris-", &assignment.to_string()].concat()
}

/// The judge is at this sheet: the list leads back to its row.
pub fn came_from(assignment: AssignmentId) {
    LEFT_AT.set(Some(assignment));
}

/// The list is opened for its own sake, from its top.
pub fn from_the_top() {
    LEFT_AT.set(None);
}

/// Brings the row that was left into view, once the rows are there.
fn return_to_row() {
    let Some(assignment) = LEFT_AT.take() else {
        return;
    };
    leptos::task::spawn_local(async move {
        // The page may come into the document, and its heading take the focus, after the rows are known.
        for _ in 0..RETURN_STEPS {
            TimeoutFuture::new(25).await;
            let is_open = browser::focused().is_some_and(|it| it.id() == "judul");
            if let Some(row) = browser::element(&row_id(assignment)).filter(|_| is_open) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Center);
                row.scroll_into_view_with_scroll_into_view_options(&options);
                let _ = row.focus();
                return;
            }
        }
    });
}

/// A row: its link stays, only how far the sheet is follows the list.
fn row(lines: Memo<Vec<Line>>, assignment: AssignmentId) -> Option<AnyView> {
    let find = move |lines: &Vec<Line>| {
        lines
            .iter()
            .find(|(item, _)| item.assignment == assignment)
            .cloned()
    };
    let (item, _) = lines.with_untracked(find)?;
    let tag = move || {
        let (item, progress) = lines.with(find)?;
        let (class, words) = state::tag(progress, &item);
        Some(view! { <span class=class>{words}</span> }.into_any())
    };
    let about = [&state::number(item.number), " · ", &item.agency].concat();
    let row = view! {
        <li>
            <div>
                <a id=row_id(assignment) href=to::sheet(assignment)>
                    {item.name}
                </a>
                <small>{about}</small>
            </div>
            {tag}
        </li>
    };
    Some(row.into_any())
}

/// Entries and sheets on this device, for work without signal: by itself on a visit, or by a button.
fn offline(desk: Loaded<JudgeDesk>) -> AnyView {
    let store = use_store();
    let kept: RwSignal<Option<Kept<Pack>>> = RwSignal::new(None);
    let (online, ticking) = (net::online(), clock::ticking());
    let (looked, tried) = (RwSignal::new(false), StoredValue::new(false));
    // What happens by itself fails in silence; the next visit tries again.
    let asked = StoredValue::new(false);
    let action = Action::new()
        .on_refusal(move |fault| (asked.try_get_value() == Some(true)).then_some(fault));
    leptos::task::spawn_local(async move {
        if let Some(found) = pack::kept(store).await {
            kept.try_set(Some(found));
        }
        looked.try_set(true);
    });
    let fetch = move |by_hand: bool| {
        action.job(async move {
            asked.try_set_value(by_hand);
            kept.try_set(Some(pack::fetch(store).await?));
            Ok(if by_hand {
                "Tersimpan untuk luring."
            } else {
                ""
            }
            .to_owned())
        });
    };
    Effect::new(move || {
        let fresh = looked.get() && !desk.busy() && desk.fault().is_none();
        let needed = fresh
            && desk.with(|desk| {
                desk.is_some_and(|desk| {
                    kept.with_untracked(|kept| pack::is_needed(desk, kept.as_ref()))
                })
            });
        if needed && !tried.get_value() {
            tried.set_value(true);
            fetch(false);
        }
    });
    let words = move || match kept.get() {
        Some(kept) if !kept.data.sheets.is_empty() => [
            &kept.data.sheets.len().to_string(),
            " entri tersimpan di perangkat ini · ",
            &state::size_words(kept.data.bytes),
            " · ",
            &state::moment(kept.at, ticking.get()),
        ]
        .concat(),
        _ => "Belum ada entri yang tersimpan di perangkat ini.".to_owned(),
    };
    let label = Signal::derive(move || {
        if kept.with(Option::is_some) {
            "Perbarui simpanan luring"
        } else {
            "Simpan untuk luring"
        }
        .to_owned()
    });
    let blocked =
        Memo::new(move |_| (!online.get()).then(|| "Memperbarui butuh sinyal.".to_owned()));
    view! {
        <section class="card stack" aria-label="Tanpa sinyal">
            <h2>"Tanpa sinyal"</h2>
            <p>{words}</p>
            <p class="soft">"Entri dan lembar nilai tetap bisa dibuka dan diisi tanpa sinyal; isian dikirim sendiri saat tersambung."</p>
            <ErrorSummary faults=action.faults/>
            <div class="actions">
                <Press
                    label=label
                    class="btn plain"
                    busy=action.busy
                    blocked=blocked
                    on=Callback::new(move |()| {
                        pack::hold_on();
                        fetch(true);
                    })
                />
            </div>
        </section>
    }
    .into_any()
}
