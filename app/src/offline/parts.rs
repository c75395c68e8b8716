//! Parts of records on this device. Kept at once, sent after a pause, never lost; two texts of the same part
//! are put side by side.
//!
//! What a part on the device is and what follows after an answer is decided by [`klisida_domain::part_draft`]; here are
//! only storage, network and time. One record a part, under `part/<innovation>/<part>` of the person signed in.

use std::{
    cell::Cell,
    collections::HashMap,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
};

use gloo_timers::{callback::Interval, future::TimeoutFuture};
use klisida_domain::{
    api::{PartPut, RecordShow},
    draft::{Next, is_definite},
    ids::{InnovationId, PersonId},
    json,
    part::{Content, Part},
    part_draft::PartDraft,
    problem::Problem,
    time::{Instant, SECOND},
    wire::{Empty, PartView, Saved},
};
use leptos::{prelude::*, task::spawn_local};
use serde::Deserialize;

use crate::{
    api::{self, Fault},
    browser, clock, ids, net,
    offline::outbox::{Command, Item, ItemId, Sender, use_outbox},
    offline::requests::Requests,
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
/// Where parts lie on the device.
const PLACE: &str = "part/";

/// A part of a record of the catalogue of parts.
type Key = (InnovationId, Part);

/// A part that the server has not confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingPart {
    /// The innovation.
    pub innovation: InnovationId,
    /// The part.
    pub part: Part,
    /// Name of the innovation.
    pub title: String,
    /// Changed since.
    pub since: Instant,
    /// Where it stands, in words.
    pub words: String,
    /// Why the server will not have it.
    pub refusal: Option<&'static str>,
    /// Its size.
    pub bytes: usize,
    /// All of it survives the tab.
    pub kept: bool,
}

/// What is read of a record here.
#[derive(Deserialize)]
struct Parts {
    parts: Vec<PartView>,
}

/// A part on this device, as pages follow it.
#[derive(Clone)]
pub struct HeldPart {
    /// What is written, sent, refused.
    pub draft: ArcRwSignal<PartDraft>,
    /// It is on its way now.
    pub sending: ArcRwSignal<bool>,
    /// All of it survives the tab.
    pub kept: ArcRwSignal<bool>,
    /// Whose it is: never written or sent while another person is signed in on this device.
    owner: PersonId,
    title: Arc<str>,
    /// What this tab stored or read last.
    last: ArcStoredValue<Option<PartDraft>>,
    turn: Arc<AtomicU32>,
    writing: Arc<AtomicBool>,
    delivering: Arc<AtomicBool>,
}

impl HeldPart {
    fn new(owner: PersonId, title: &str, draft: PartDraft) -> Self {
        Self {
            owner,
            draft: ArcRwSignal::new(draft),
            sending: ArcRwSignal::new(false),
            kept: ArcRwSignal::new(true),
            title: title.into(),
            last: ArcStoredValue::new(None),
            turn: Arc::default(),
            writing: Arc::default(),
            delivering: Arc::default(),
        }
    }
}

/// Why a part could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The writer must choose between two texts first.
    Choose,
    /// No answer, or a refusal.
    Fault(Fault),
}

/// The keeper and sender of parts. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct PartSender {
    /// What is not confirmed yet, oldest first.
    pub pending: Signal<Vec<PendingPart>>,
    drafts: StoredValue<HashMap<Key, HeldPart>, LocalStorage>,
    /// Moves when a part joins or leaves.
    roster: RwSignal<u32>,
    rest: StoredValue<Rest>,
}

/// What pages do not look at, behind one handle: pages hand the sender on by value.
#[derive(Clone, Copy)]
struct Rest {
    store: Store,
    session: Session,
    requests: Requests,
    /// Number of this tab.
    tab: u32,
}

fn place((innovation, part): Key) -> String {
    [PLACE, &innovation.to_string(), "/", part.code()].concat()
}

/// Starts the sender; after that of requests.
pub fn start(requests: Requests) -> PartSender {
    let drafts: StoredValue<HashMap<Key, HeldPart>, LocalStorage> =
        StoredValue::new_local(HashMap::new());
    let roster = RwSignal::new(0);
    let pending = Memo::new(move |_| {
        roster.track();
        drafts.with_value(list)
    });
    let [.., a, b, c, d] = *ids::new().as_bytes();
    let sender = PartSender {
        pending: pending.into(),
        drafts,
        roster,
        rest: StoredValue::new(Rest {
            store: use_store(),
            session: use_session(),
            requests,
            tab: u32::from_be_bytes([a, b, c, d]),
        }),
    };
    use_outbox().join(Sender {
        list: Memo::new(move |_| sender.unsent_parts()).into(),
        on: Callback::new(move |command| match command {
            Command::Send => sender.send_now(),
            Command::Discard(ItemId::Part(innovation, part)) => sender.discard(innovation, part),
            Command::Keep => sender.keep_again(),
            Command::Discard(_) | Command::Retry(_) => {}
        }),
        settled: Callback::new(move |()| sender.settled()),
    });
    sender
        .rest()
        .requests
        .set_before(Rc::new(move |innovation| {
            Box::pin(async move { sender.deliver_all(innovation).await })
        }));

    let owner = StoredValue::new(None);
    Effect::new(move || {
        sender.rest().session.signed_in.track();
        let person = sender.person();
        if owner.get_value() != person {
            owner.set_value(person);
            sender.drafts.update_value(HashMap::clear);
            sender.roster.update(|turn| *turn += 1);
        }
        if person.is_some() {
            spawn_local(async move {
                sender.recall().await;
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
    Effect::new(move |before: Option<u32>| {
        let now = sender.rest().requests.arrived.get();
        if before.is_some_and(|before| before != now) {
            // A record that was begun without signal is known now: its parts may follow.
            sender.send_now();
        }
        now
    });
    browser::on("focus", move || sender.refresh());
    sender.keep_trying();
    sender
}

/// What waits, oldest first; follows changes of each.
fn list(drafts: &HashMap<Key, HeldPart>) -> Vec<PendingPart> {
    let mut found: Vec<_> = drafts
        .iter()
        .filter_map(|((innovation, part), held)| {
            let sending = held.sending.get();
            held.draft.with(|draft| {
                let words = match draft.next() {
                    Next::Rest if draft.refusal.is_some() && draft.is_unsent() => "Belum diterima",
                    Next::Rest => return None,
                    Next::Choose => "Menunggu pilihan Anda",
                    Next::Send | Next::Fetch if sending => "Mengirim",
                    Next::Send | Next::Fetch => "Di perangkat ini",
                };
                Some(PendingPart {
                    innovation: *innovation,
                    part: *part,
                    title: held.title.to_string(),
                    since: draft.changed_at.unwrap_or_default(),
                    words: words.to_owned(),
                    refusal: draft.refusal.map(klisida_domain::problem::Code::words),
                    bytes: json::write(&draft.content).map_or(0, |text| text.len()),
                    kept: held.kept.get(),
                })
            })
        })
        .collect();
    found.sort_by_key(|item| item.since);
    found
}

impl PartSender {
    fn unsent_parts(self) -> Vec<Item> {
        self.pending.with(|pending| {
            pending
                .iter()
                .map(|it| Item {
                    what: ItemId::Part(it.innovation, it.part),
                    title: [it.part.label(), ": ", &it.title].concat(),
                    page: Some(to::fill(it.innovation, it.part)),
                    since: it.since,
                    words: it.words.clone(),
                    refusal: it.refusal.map(str::to_owned),
                    texts: Vec::new(),
                    bytes: it.bytes,
                    kept: it.kept,
                })
                .collect()
        })
    }

    fn keep_again(self) {
        let loose: Vec<Key> = self.drafts.with_value(|drafts| {
            let loose = drafts.iter().filter(|(_, held)| !held.kept.get_untracked());
            loose.map(|(key, _)| *key).collect()
        });
        for key in loose {
            self.change(key, |_| {});
        }
    }

    /// Parts of which nothing is left to send, refused ones excepted.
    fn settled(self) -> Vec<String> {
        self.drafts.with_value(|drafts| {
            let settled = drafts.iter().filter(|(_, held)| {
                held.draft.with_untracked(|draft| {
                    !draft.is_unsent() && draft.conflicts.is_empty() && draft.refusal.is_none()
                })
            });
            settled.map(|(key, _)| place(*key)).collect()
        })
    }

    /// Opens a part: what this device wrote, brought together with what the server holds. `fresh` when the server said
    /// so just now. None when nobody is signed in any more.
    pub async fn open(
        self,
        innovation: InnovationId,
        part: Part,
        title: &str,
        view: Option<&PartView>,
        fresh: bool,
    ) -> Option<HeldPart> {
        let key = (innovation, part);
        self.remember(key).await;
        let heard = view.map_or_else(
            || PartDraft::of(Content::empty(part), false, 0),
            |view| PartDraft::of(view.content.clone(), view.done, view.version),
        );
        self.enlist(key, HeldPart::new(self.person()?, title, heard.clone()));
        let held = self.held(innovation, part)?;
        let news = held
            .draft
            .with_untracked(|draft| heard.version > draft.version || (fresh && draft.stale));
        if news {
            self.change(key, |draft| {
                draft.meet(&heard.content, heard.done, heard.version);
            });
        }
        Some(held)
    }

    /// The person wrote something: kept at once, sent after a pause.
    pub fn edit(
        self,
        innovation: InnovationId,
        part: Part,
        change: impl FnOnce(&mut Content, &mut bool),
    ) {
        let key = (innovation, part);
        self.change(key, |draft| draft.edit(clock::now(), change));
        self.soon(key);
    }

    /// Settles a clash with the text chosen or joined.
    pub fn settle(self, innovation: InnovationId, part: Part, chosen: Content) {
        let key = (innovation, part);
        self.change(key, |draft| draft.settle(clock::now(), chosen));
        self.soon(key);
    }

    /// Throws a part's unsent change away: the server's text is shown again.
    pub fn discard(self, innovation: InnovationId, part: Part) {
        self.change((innovation, part), PartDraft::discard);
    }

    /// The part on this device; none when this device has never seen it.
    pub fn held(self, innovation: InnovationId, part: Part) -> Option<HeldPart> {
        self.drafts
            .try_with_value(|drafts| drafts.get(&(innovation, part)).cloned())
            .flatten()
    }

    /// The draft of a part on this device; follows changes, also of what joins later.
    pub fn draft(self, innovation: InnovationId, part: Part) -> Option<PartDraft> {
        self.roster.track();
        self.held(innovation, part).map(|held| held.draft.get())
    }

    /// This tab is looked at again: what other tabs wrote is taken over, and what waits goes out.
    fn refresh(self) {
        spawn_local(async move {
            self.recall().await;
            let held: Vec<_> = self.drafts.with_value(|drafts| {
                let all = drafts.iter();
                all.map(|(key, held)| (*key, held.clone())).collect()
            });
            for (key, held) in held {
                // Nothing was ever stored of a part that was only read.
                if held.last.with_value(Option::is_some) {
                    self.keep(key, &held).await;
                }
            }
            self.send_now();
        });
    }

    /// Sends what waits now, instead of at the next round.
    pub fn send_now(self) {
        for (innovation, part) in self.waiting(None) {
            spawn_local(async move {
                let _ = self.deliver(innovation, part).await;
            });
        }
    }

    /// Sends all parts of an innovation; true when the server holds all of them.
    pub async fn deliver_all(self, innovation: InnovationId) -> bool {
        let mut all = true;
        for (innovation, part) in self.unsent(innovation) {
            all &= self.deliver(innovation, part).await.is_ok();
        }
        all
    }

    /// Sends until the server holds all of it; without waiting for the pause.
    pub async fn deliver(self, innovation: InnovationId, part: Part) -> Result<(), Halt> {
        let Some(held) = self.held(innovation, part) else {
            return Ok(());
        };
        while held.delivering.load(Relaxed) {
            TimeoutFuture::new(40).await;
        }
        held.delivering.store(true, Relaxed);
        // One tab after another: what the other one sent is seen before this one would send it, too.
        let turn = lock::turn(self.rest().store, lock::TEXTS).await;
        let result = self.carry((innovation, part), &held).await;
        drop(turn);
        held.delivering.store(false, Relaxed);
        held.sending.set(false);
        result
    }

    fn soon(self, (innovation, part): Key) {
        let Some(held) = self.held(innovation, part) else {
            return;
        };
        let turn = held.turn.load(Relaxed).wrapping_add(1);
        held.turn.store(turn, Relaxed);
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if held.turn.load(Relaxed) == turn {
                let _ = self.deliver(innovation, part).await;
            }
        });
    }

    fn change(self, key: Key, change: impl FnOnce(&mut PartDraft)) {
        let Some(held) = self.held(key.0, key.1) else {
            return;
        };
        held.kept.set(false);
        held.draft.update(change);
        spawn_local(async move { self.keep(key, &held).await });
    }

    async fn carry(self, key: Key, held: &HeldPart) -> Result<(), Halt> {
        let (innovation, part) = key;
        for _ in 0..MOST_STEPS {
            self.keep(key, held).await;
            if self.person() != Some(held.owner) {
                return Ok(());
            }
            match held.draft.with_untracked(PartDraft::next) {
                Next::Rest => return held.draft.with_untracked(refused),
                Next::Choose => return Err(Halt::Choose),
                // The record itself waits to be begun: its parts follow it.
                _ if self.rest().requests.begins(innovation) => {
                    return Err(Halt::Fault(Fault::Offline));
                }
                Next::Fetch => {
                    let view: Parts = api::part(&RecordShow { innovation }, &Empty {})
                        .await
                        .map_err(Halt::Fault)?;
                    let theirs = view.parts.into_iter().find(|it| it.part == part);
                    held.draft.update(|draft| match theirs {
                        Some(it) => draft.meet(&it.content, it.done, it.version),
                        None => draft.stale = false,
                    });
                }
                Next::Send => {
                    let parcel = held
                        .draft
                        .try_update(|draft| draft.pack(ids::key()))
                        .flatten();
                    let Some(parcel) = parcel else { continue };
                    // What is attempted is on the device first: a lost answer can be asked for again.
                    self.keep(key, held).await;
                    let due = |draft: &PartDraft| draft.parcel.as_ref() == Some(&parcel);
                    if !held.draft.with_untracked(due) {
                        continue;
                    }
                    held.sending.set(true);
                    let answer: Result<Saved, Fault> =
                        api::call_keyed(&PartPut { innovation, part }, &parcel.body, parcel.key)
                            .await;
                    held.sending.set(false);
                    match answer {
                        Ok(saved) => held
                            .draft
                            .update(|draft| draft.arrived(parcel.key, saved.version, saved.at)),
                        Err(Fault::Refused(problem)) if is_definite(problem.code) => held
                            .draft
                            .update(|draft| draft.refused(parcel.key, problem.code)),
                        Err(fault) => return Err(Halt::Fault(fault)),
                    }
                }
            }
        }
        Err(Halt::Fault(Fault::Unreadable(0)))
    }

    /// Writes the record; joins what another tab wrote since. One writer at a time, and the last state wins.
    async fn keep(self, key: Key, held: &HeldPart) {
        while held.writing.load(Relaxed) {
            TimeoutFuture::new(4).await;
        }
        if self.person() != Some(held.owner) {
            return;
        }
        held.writing.store(true, Relaxed);
        let Rest { store, tab, .. } = self.rest();
        let (draft, last) = (&held.draft, &held.last);
        let all = offline::keep(store, &place(key), &held.title, tab, draft, last).await;
        held.writing.store(false, Relaxed);
        if all {
            held.kept.set(true);
        }
    }

    async fn remember(self, key: Key) {
        if self.held(key.0, key.1).is_some() {
            return;
        }
        let Some(owner) = self.person() else { return };
        if let Some(record) = offline::stored(self.rest().store, &place(key)).await
            && self.person() == Some(owner)
        {
            let held = HeldPart::new(owner, &record.title, record.draft);
            held.last.set_value(Some(held.draft.get_untracked()));
            self.enlist(key, held);
        }
    }

    /// All parts of the person signed in that this device holds.
    async fn recall(self) {
        for (key, _) in self
            .rest()
            .store
            .list(Room::Drafts, PLACE)
            .await
            .unwrap_or_default()
        {
            let mut names = key.split('/').skip(1);
            let innovation = names.next().and_then(|it| it.parse().ok());
            let part = names.next().and_then(|it| it.parse().ok());
            if let (Some(innovation), Some(part)) = (innovation, part) {
                self.remember((innovation, part)).await;
            }
        }
    }

    fn rest(self) -> Rest {
        self.rest.get_value()
    }

    fn person(self) -> Option<PersonId> {
        self.rest()
            .session
            .person_untracked()
            .map(|actor| actor.person)
    }

    /// Adds a part, unless it is there.
    fn enlist(self, key: Key, held: HeldPart) {
        self.drafts.try_update_value(|all| {
            all.entry(key).or_insert(held);
        });
        self.roster.try_update(|turn| *turn += 1);
    }

    /// Parts of an innovation that the server does not hold, those that wait for a choice included.
    fn unsent(self, innovation: InnovationId) -> Vec<Key> {
        self.drafts.with_value(|drafts| {
            drafts
                .iter()
                .filter(|(key, held)| {
                    key.0 == innovation && held.draft.with_untracked(PartDraft::is_unsent)
                })
                .map(|(key, _)| *key)
                .collect()
        })
    }

    fn waiting(self, only: Option<InnovationId>) -> Vec<Key> {
        if self.rest().session.expired.get_untracked()
            || self.rest().session.outdated.get_untracked()
        {
            return Vec::new();
        }
        let waits = |held: &HeldPart| {
            held.draft
                .with_untracked(|draft| matches!(draft.next(), Next::Send | Next::Fetch))
        };
        self.drafts.with_value(|drafts| {
            drafts
                .iter()
                .filter(|(key, held)| only.is_none_or(|it| it == key.0) && waits(held))
                .map(|(key, _)| *key)
                .collect()
        })
    }

    fn keep_trying(self) {
        let (due, wait) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let round = move || {
            let now = clock::now().0;
            let waiting = self.waiting(None);
            if waiting.is_empty() || now < due.get() {
                return;
            }
            let (due, wait) = (Rc::clone(&due), Rc::clone(&wait));
            due.set(i64::MAX);
            spawn_local(async move {
                let mut failed = false;
                for (innovation, part) in waiting {
                    let result = self.deliver(innovation, part).await;
                    failed |= matches!(result, Err(Halt::Fault(_)));
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
fn refused(draft: &PartDraft) -> Result<(), Halt> {
    match draft.refusal {
        Some(code) => Err(Halt::Fault(Fault::Refused(Problem::new(code)))),
        None => Ok(()),
    }
}
