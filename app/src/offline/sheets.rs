//! Keeps the judge's sheets on this device and sends them: in order, once, with or without the page being open.
//!
//! What a sheet on the device is and what follows after an answer is decided by [`klisida_domain::draft`]; here are
//! only storage, network and time. One record an assignment, under `sheet/<assignment>` of the person signed in.

use std::{cell::Cell, collections::HashMap, rc::Rc};

use gloo_timers::{callback::Interval, future::TimeoutFuture};
use klisida_domain::{
    api::{SheetPut, SheetShow},
    draft::{self, Draft, Next},
    ids::{AssignmentId, PersonId},
    json,
    judging::{Sheet, SheetState},
    problem::Problem,
    time::{Instant, SECOND},
    wire::{Empty, JudgeEntry},
};
use leptos::{prelude::*, task::spawn_local};
use serde::Deserialize;

use crate::{
    api::{self, Fault},
    browser, clock, ids, net,
    offline::outbox::{Command, Item, ItemId, Sender, use_outbox},
    offline::{self, lock},
    paths as to,
    session::{Session, use_session},
    store::{Room, Store, use_store},
};

/// Silence after the last change before it is sent, in milliseconds.
const PAUSE_MS: u32 = 800;
/// How often the sender looks whether something waits, in milliseconds.
const ROUND_MS: u32 = 5_000;
/// Longest wait between two attempts without signal.
const LONGEST_WAIT: i64 = 60 * SECOND;
/// More answers than this to one delivery means that something is wrong; the next round tries again.
const MOST_STEPS: u32 = 8;

/// A sheet that the server has not confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSheet {
    /// The sheet.
    pub assignment: AssignmentId,
    /// Name of the entry.
    pub title: String,
    /// Changed since.
    pub since: Instant,
    /// Where it stands, in words.
    pub words: String,
    /// Its size.
    pub bytes: usize,
    /// All of it survives the tab.
    pub kept: bool,
}

/// What is read of an entry here.
#[derive(Deserialize)]
struct Theirs {
    item: TheirState,
    sheet: Sheet,
}

#[derive(Deserialize)]
struct TheirState {
    version: u32,
    sheet: SheetState,
}

/// A sheet on this device, as pages follow it.
#[derive(Clone)]
pub struct HeldSheet {
    /// What is written, sent, refused.
    pub draft: ArcRwSignal<Draft>,
    /// It is on its way now.
    pub sending: ArcRwSignal<bool>,
    /// All of it survives the tab.
    pub kept: ArcRwSignal<bool>,
    /// Whose it is: never written or sent while another person is signed in on this device.
    owner: PersonId,
    title: Rc<str>,
    /// What this tab stored or read last.
    last: ArcStoredValue<Option<Draft>>,
    turn: Rc<Cell<u32>>,
    writing: Rc<Cell<bool>>,
    delivering: Rc<Cell<bool>>,
}

impl HeldSheet {
    fn new(owner: PersonId, title: &str, draft: Draft) -> Self {
        Self {
            owner,
            draft: ArcRwSignal::new(draft),
            sending: ArcRwSignal::new(false),
            kept: ArcRwSignal::new(true),
            title: title.into(),
            last: ArcStoredValue::new(None),
            turn: Rc::default(),
            writing: Rc::default(),
            delivering: Rc::default(),
        }
    }
}

/// Why a sheet could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The judge must choose between two texts first.
    Choose,
    /// No answer, or a refusal.
    Fault(Fault),
}

type HeldSheets = HashMap<AssignmentId, HeldSheet>;

/// What lists say of the sheets on this device. Looking does not bring the sender along: as long as none of its sheets
/// lies here there is nothing to see.
#[derive(Clone, Copy)]
pub struct Sheets {
    ways: RwSignal<Option<Ways>>,
    settled: RwSignal<bool>,
}

/// Ways to a sender that is here.
#[derive(Clone, Copy)]
struct Ways {
    draft: Callback<AssignmentId, Option<Draft>>,
    judging_open: Callback<AssignmentId>,
}

/// Provides the look at the sheets.
pub fn provide() {
    provide_context(Sheets {
        ways: RwSignal::new(None),
        settled: RwSignal::new(false),
    });
}

/// The look at the sheets.
pub fn use_sheets() -> Sheets {
    expect_context()
}

impl Sheets {
    /// Looks at all sheets on this device; follows changes of each.
    pub fn look<R>(self, look: impl FnOnce(&dyn Fn(AssignmentId) -> Option<Draft>) -> R) -> R {
        let ways = self.ways.get();
        look(&|assignment| ways?.draft.run(assignment))
    }

    /// Judging is open (again): what was refused for lateness goes out, now or when the sender is here.
    pub fn judging_open(self, assignment: AssignmentId) {
        if let Some(ways) = self.ways.get() {
            ways.judging_open.run(assignment);
        }
    }

    /// What lies on this device is known: from now on a list changes its order only when somebody writes, and not under
    /// the finger of whoever has just come.
    pub fn is_settled(self) -> bool {
        self.settled.get()
    }

    /// Nothing lies here, or all of it was read.
    pub fn settle(self) {
        self.settled.try_set(true);
    }
}

/// The keeper and sender of sheets. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct SheetSender {
    /// What is not confirmed yet, oldest first.
    pub pending: Signal<Vec<PendingSheet>>,
    drafts: StoredValue<HeldSheets, LocalStorage>,
    /// Moves when a sheet joins or leaves.
    roster: RwSignal<u32>,
    store: Store,
    session: Session,
    /// Number of this tab.
    tab: u32,
}

fn key(assignment: AssignmentId) -> String {
    ["sheet/", &assignment.to_string()].concat()
}

/// A number that no other tab of this device is likely to have.
fn tab_number() -> u32 {
    let [.., a, b, c, d] = *ids::new().as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// Starts the sender. It wakes when somebody signs in, when the connection is back, when the window is looked at
/// again, and from time to time while something waits.
fn start() -> SheetSender {
    let drafts: StoredValue<HeldSheets, LocalStorage> = StoredValue::new_local(HeldSheets::new());
    let roster = RwSignal::new(0);
    let pending = Memo::new(move |_| {
        roster.track();
        drafts.with_value(list)
    });
    let sender = SheetSender {
        pending: pending.into(),
        drafts,
        roster,
        store: use_store(),
        session: use_session(),
        tab: tab_number(),
    };
    use_outbox().join(Sender {
        list: Memo::new(move |_| sender.unsent()).into(),
        on: Callback::new(move |command| match command {
            Command::Send => sender.send_now(),
            Command::Keep => sender.keep_again(),
            Command::Discard(ItemId::Sheet(assignment)) => sender.discard(assignment),
            Command::Discard(_) | Command::Retry(_) => {}
        }),
        settled: Callback::new(move |()| sender.settled()),
    });

    let sheets = use_sheets();
    sheets.ways.set(Some(Ways {
        draft: Callback::new(move |assignment| sender.look(|draft| draft(assignment))),
        judging_open: Callback::new(move |assignment| sender.judging_open(assignment)),
    }));

    let owner = StoredValue::new(None);
    Effect::new(move || {
        sender.session.signed_in.track();
        let person = sender.person();
        if owner.get_value() != person {
            owner.set_value(person);
            sender.drafts.update_value(HashMap::clear);
            sender.roster.update(|turn| *turn += 1);
        }
        if person.is_some() {
            spawn_local(async move {
                sender.recall().await;
                sheets.settle();
                sender.send_now();
            });
        }
    });
    let online = net::online();
    Effect::new(move || {
        if online.get() {
            sender.send_now();
        }
    });
    browser::on("focus", move || sender.refresh());
    sender.keep_trying();
    sender
}

/// The sender of this app.
pub fn use_sheet_sender() -> SheetSender {
    offline::outbox::started(start)
}

/// What waits, oldest first; follows changes of each.
fn list(drafts: &HeldSheets) -> Vec<PendingSheet> {
    let mut found: Vec<_> = drafts
        .iter()
        .filter_map(|(assignment, held)| {
            let sending = held.sending.get();
            held.draft.with(|draft| {
                let words = match draft.next() {
                    Next::Rest => return None,
                    Next::Choose => "Menunggu pilihan Anda",
                    Next::Send | Next::Fetch if sending => "Mengirim",
                    Next::Send | Next::Fetch => "Di perangkat ini",
                };
                Some(PendingSheet {
                    assignment: *assignment,
                    title: held.title.to_string(),
                    since: draft.changed_at.unwrap_or_default(),
                    words: words.to_owned(),
                    bytes: json::write(&draft.sheet).map_or(0, |text| text.len()),
                    kept: held.kept.get(),
                })
            })
        })
        .collect();
    found.sort_by_key(|item| item.since);
    found
}

impl SheetSender {
    fn unsent(self) -> Vec<Item> {
        self.pending.with(|pending| {
            pending
                .iter()
                .map(|it| Item {
                    what: ItemId::Sheet(it.assignment),
                    title: ["Lembar nilai: ", &it.title].concat(),
                    page: Some(to::sheet(it.assignment)),
                    since: it.since,
                    words: it.words.clone(),
                    refusal: None,
                    texts: Vec::new(),
                    bytes: it.bytes,
                    kept: it.kept,
                })
                .collect()
        })
    }

    fn keep_again(self) {
        let loose: Vec<_> = self.drafts.with_value(|drafts| {
            let loose = drafts.iter().filter(|(_, held)| !held.kept.get_untracked());
            loose.map(|(assignment, _)| *assignment).collect()
        });
        for assignment in loose {
            self.change(assignment, |_| {});
        }
    }

    /// Sheets of which nothing is left to send, refused ones excepted.
    fn settled(self) -> Vec<String> {
        self.drafts.with_value(|drafts| {
            let settled = drafts.iter().filter(|(_, held)| {
                held.draft.with_untracked(|draft| {
                    !draft.is_unsent() && draft.clashes.is_empty() && draft.refusal.is_none()
                })
            });
            settled.map(|(assignment, _)| key(*assignment)).collect()
        })
    }

    /// This tab is looked at again: what other tabs wrote is taken over, and what waits goes out.
    fn refresh(self) {
        spawn_local(async move {
            self.recall().await;
            let held: Vec<_> = self.drafts.with_value(|drafts| {
                let all = drafts.iter();
                all.map(|(assignment, held)| (*assignment, held.clone()))
                    .collect()
            });
            for (assignment, held) in held {
                // Nothing was ever stored of a sheet that was only read.
                if held.last.with_value(Option::is_some) {
                    self.keep(assignment, &held).await;
                }
            }
            self.send_now();
        });
    }

    /// Sends what waits now, instead of at the next round.
    pub fn send_now(self) {
        for assignment in self.waiting() {
            spawn_local(async move {
                let _ = self.deliver(assignment).await;
            });
        }
    }

    /// Throws a sheet's unsent change away: the server's text is shown again.
    pub fn discard(self, assignment: AssignmentId) {
        self.change(assignment, |draft| {
            draft.parcel = None;
            draft.clashes.clear();
            draft.refusal = None;
            draft.sheet = draft.base.clone();
        });
    }

    /// The sheet on this device; none when this device has never seen it.
    pub fn held(self, assignment: AssignmentId) -> Option<HeldSheet> {
        self.drafts
            .try_with_value(|drafts| drafts.get(&assignment).cloned())
            .flatten()
    }

    /// Looks at all sheets on this device; follows changes of each.
    pub fn look<R>(self, look: impl FnOnce(&dyn Fn(AssignmentId) -> Option<Draft>) -> R) -> R {
        self.roster.track();
        look(&|assignment| self.held(assignment).map(|held| held.draft.get()))
    }

    /// Opens a sheet: what this device wrote, brought together with what `entry` says the server holds. `fresh` when
    /// the server said so just now. None when nobody is signed in any more.
    pub async fn open(
        self,
        assignment: AssignmentId,
        entry: &JudgeEntry,
        fresh: bool,
    ) -> Option<HeldSheet> {
        self.remember(assignment).await;
        let item = &entry.item;
        let heard = Draft::of(&entry.sheet, item.version, item.sheet);
        self.enlist(
            assignment,
            HeldSheet::new(self.person()?, &item.name, heard),
        );
        let held = self.held(assignment)?;
        let news = held.draft.with_untracked(|draft| {
            let same = (draft.version, draft.state) == (item.version, item.sheet);
            item.version > draft.version || (fresh && !same) || (fresh && draft.stale)
        });
        if news {
            self.change(assignment, |draft| {
                draft.meet(&entry.sheet, item.version, item.sheet);
            });
        }
        Some(held)
    }

    /// The judge wrote something: kept at once, sent after a pause.
    pub fn edit(self, assignment: AssignmentId, change: impl FnOnce(&mut Sheet)) {
        self.change(assignment, |draft| draft.edit(clock::now(), change));
        let Some(held) = self.held(assignment) else {
            return;
        };
        let turn = held.turn.get().wrapping_add(1);
        held.turn.set(turn);
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if held.turn.get() == turn {
                let _ = self.deliver(assignment).await;
            }
        });
    }

    /// Something happened to a sheet: kept at once.
    pub fn change(self, assignment: AssignmentId, change: impl FnOnce(&mut Draft)) {
        let Some(held) = self.held(assignment) else {
            return;
        };
        held.kept.set(false);
        held.draft.update(change);
        spawn_local(async move { self.keep(assignment, &held).await });
    }

    /// Judging is open (again): what was refused for lateness goes out.
    pub fn judging_open(self, assignment: AssignmentId) {
        spawn_local(async move {
            // At the start of the app this device's sheets may not be remembered yet.
            self.remember(assignment).await;
            let late = self
                .held(assignment)
                .is_some_and(|held| held.draft.with_untracked(|draft| draft.refusal.is_some()));
            if late {
                self.change(assignment, Draft::judging_open);
                let _ = self.deliver(assignment).await;
            }
        });
    }

    /// Sends until the server holds all of it; without waiting for the pause.
    pub async fn deliver(self, assignment: AssignmentId) -> Result<(), Halt> {
        let Some(held) = self.held(assignment) else {
            return Ok(());
        };
        while held.delivering.get() {
            TimeoutFuture::new(40).await;
        }
        held.delivering.set(true);
        // One tab after another: what the other one sent is seen before this one would send it, too.
        let turn = lock::turn(self.store, lock::TEXTS).await;
        let result = self.carry(assignment, &held).await;
        drop(turn);
        held.delivering.set(false);
        held.sending.set(false);
        result
    }

    async fn carry(self, assignment: AssignmentId, held: &HeldSheet) -> Result<(), Halt> {
        for _ in 0..MOST_STEPS {
            self.keep(assignment, held).await;
            if self.person() != Some(held.owner) {
                return Ok(());
            }
            match held.draft.with_untracked(Draft::next) {
                Next::Rest => return held.draft.with_untracked(refused),
                Next::Choose => return Err(Halt::Choose),
                Next::Fetch => {
                    let entry: Theirs = api::part(&SheetShow { assignment }, &Empty {})
                        .await
                        .map_err(Halt::Fault)?;
                    held.draft.update(|draft| {
                        draft.meet(&entry.sheet, entry.item.version, entry.item.sheet);
                    });
                }
                Next::Send => {
                    let Some(parcel) = held
                        .draft
                        .try_update_untracked(|draft| draft.pack(ids::key()))
                        .flatten()
                    else {
                        continue;
                    };
                    // Stored before it goes out: after a closed tab the same parcel is sent again, not another.
                    self.keep(assignment, held).await;
                    let due = |draft: &Draft| draft.parcel.as_ref() == Some(&parcel);
                    if !held.draft.with_untracked(due) {
                        continue;
                    }
                    held.sending.set(true);
                    let body = parcel.body.into();
                    let answer = api::call_keyed(&SheetPut { assignment }, &body, parcel.key).await;
                    match answer {
                        Ok(saved) => {
                            clock::learn(saved.at);
                            held.draft
                                .update(|draft| draft.arrived(parcel.key, saved.version, saved.at));
                        }
                        Err(Fault::Refused(problem)) if draft::is_definite(problem.code) => {
                            held.draft
                                .update(|draft| draft.refused(parcel.key, problem.code));
                        }
                        Err(fault) => return Err(Halt::Fault(fault)),
                    }
                }
            }
        }
        Err(Halt::Fault(Fault::Unreadable(0)))
    }

    /// Writes the record; joins what another tab wrote since. One writer at a time, and the last state wins.
    async fn keep(self, assignment: AssignmentId, held: &HeldSheet) {
        while held.writing.get() {
            TimeoutFuture::new(4).await;
        }
        if self.person() != Some(held.owner) {
            return;
        }
        held.writing.set(true);
        let (place, draft, last) = (key(assignment), &held.draft, &held.last);
        let all = offline::keep(self.store, &place, &held.title, self.tab, draft, last).await;
        held.writing.set(false);
        if all {
            held.kept.set(true);
        }
    }

    async fn remember(self, assignment: AssignmentId) {
        if self.held(assignment).is_some() {
            return;
        }
        let Some(owner) = self.person() else { return };
        if let Some(record) = offline::stored(self.store, &key(assignment)).await
            && self.person() == Some(owner)
        {
            let held = HeldSheet::new(owner, &record.title, record.draft);
            held.last.set_value(Some(held.draft.get_untracked()));
            self.enlist(assignment, held);
        }
    }

    /// All sheets of the person signed in that this device holds.
    async fn recall(self) {
        for (key, _) in self
            .store
            .list(Room::Drafts, "sheet/")
            .await
            .unwrap_or_default()
        {
            if let Some(assignment) = key.strip_prefix("sheet/").and_then(|id| id.parse().ok()) {
                self.remember(assignment).await;
            }
        }
    }

    fn person(self) -> Option<PersonId> {
        self.session.person_untracked().map(|actor| actor.person)
    }

    /// Adds a sheet, unless it is there.
    fn enlist(self, assignment: AssignmentId, held: HeldSheet) {
        self.drafts.try_update_value(|all| {
            all.entry(assignment).or_insert(held);
        });
        self.roster.try_update(|turn| *turn += 1);
    }

    fn waiting(self) -> Vec<AssignmentId> {
        if self.session.expired.get_untracked() || self.session.outdated.get_untracked() {
            return Vec::new();
        }
        let waits = |held: &HeldSheet| {
            held.draft
                .with_untracked(|draft| matches!(draft.next(), Next::Send | Next::Fetch))
        };
        self.drafts.with_value(|drafts| {
            drafts
                .iter()
                .filter(|(_, held)| waits(held))
                .map(|(assignment, _)| *assignment)
                .collect()
        })
    }

    fn keep_trying(self) {
        let (due, wait) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let round = move || {
            let now = clock::now().0;
            let waiting = self.waiting();
            if waiting.is_empty() || now < due.get() {
                return;
            }
            let (due, wait) = (Rc::clone(&due), Rc::clone(&wait));
            due.set(i64::MAX);
            spawn_local(async move {
                let mut failed = false;
                for assignment in waiting {
                    failed |= matches!(self.deliver(assignment).await, Err(Halt::Fault(_)));
                }
                let longer = if failed {
                    (wait.get() * 2).clamp(5 * SECOND, LONGEST_WAIT)
                } else {
                    0
                };
                wait.set(longer);
                due.set(clock::now().0.saturating_add(longer));
            });
        };
        Interval::new(ROUND_MS, round).forget();
    }
}

/// Nothing is left to send: is that because the server will not have it?
fn refused(draft: &Draft) -> Result<(), Halt> {
    match draft.refusal {
        Some(code) => Err(Halt::Fault(Fault::Refused(Problem::new(code)))),
        None => Ok(()),
    }
}
