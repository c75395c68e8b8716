//! Drafts on this device: kept at once, sent after a pause, never lost; two texts of the same thing are put side by side.
//!
//! What a draft is and what follows after an answer is decided by [`klisida_domain::draft`]; here are only storage, network
//! and time. A sort of draft is a [`Kind`]: `sheets.rs`, `parts.rs`. One record a draft, under its place of the person signed in.

use std::{
    collections::HashMap,
    hash::Hash,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
};

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    draft::{Draft, Next, Parcel, Text, is_definite},
    ids::{InnovationId, PersonId},
    outbox::{ItemId, Role, Waiting},
    problem::{Code, Problem},
    time::Instant,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    outbox::{Outbox, use_outbox},
    sender::{Halt, Item, Later, Sender},
    shared,
};
use crate::{
    api::Fault,
    browser, clock, ids,
    session::{Session, use_session},
    store::{Room, Store, use_store},
};

/// Where tabs tell each other which draft they wrote.
const CHANNEL: &str = "klisida-isian";
/// Silence after the last change before it is sent, in milliseconds.
const PAUSE_MS: u32 = 800;
/// More answers than this to one delivery means that something is wrong; the next round tries again.
const MOST_STEPS: u32 = 8;

/// What the server holds of a draft: its text, version and state.
pub type Held<T> = (T, u32, <T as Text>::State);

/// A sort of draft.
pub trait Kind: 'static {
    /// What names one.
    type Key: Copy + Eq + Hash + Send + Sync + 'static;
    /// Its text.
    type Text: Text<State: Send + Sync> + Send + Sync + 'static;

    /// Where they lie on the device: the beginning of each [`Kind::place`].
    const PLACE: &'static str;

    /// Where one lies on the device.
    fn place(key: Self::Key) -> String;
    /// What lies at a place.
    fn key(place: &str) -> Option<Self::Key>;
    /// Its name in the outbox.
    fn id(key: Self::Key) -> ItemId;
    /// What a name in the outbox stands for.
    fn of(item: &ItemId) -> Option<Self::Key>;
    /// The innovation that it is about.
    fn about(key: Self::Key) -> Option<InnovationId>;
    /// Its name for people, made with that of the entry or innovation.
    fn heading(key: Self::Key, title: &str) -> String;
    /// Its page.
    fn page(key: Self::Key) -> String;
    /// Its size in bytes.
    fn size(text: &Self::Text) -> usize;
    /// Asks the server what it holds; None when it holds nothing.
    fn fetch(key: Self::Key) -> Later<'static, Result<Option<Held<Self::Text>>, Fault>>;
    /// Sends a parcel: the version that it was stored as, and when.
    fn save(
        key: Self::Key,
        parcel: Parcel<Self::Text>,
    ) -> Later<'static, Result<(u32, Instant), Fault>>;
}

/// A draft on this device, as pages follow it.
pub struct HeldDraft<T: Text + Send + Sync + 'static>
where
    T::State: Send + Sync,
{
    /// What is written, sent, refused.
    pub draft: ArcRwSignal<Draft<T>>,
    /// It is on its way now.
    pub sending: ArcRwSignal<bool>,
    /// All of it survives the tab.
    pub kept: ArcRwSignal<bool>,
    /// Whose it is: never written or sent while another person is signed in on this device.
    owner: PersonId,
    title: Arc<str>,
    /// What this tab stored or read last.
    last: ArcStoredValue<Option<Draft<T>>>,
    /// Counts the changes: the pause begins anew with each.
    turn: Arc<AtomicU32>,
    writing: Arc<AtomicBool>,
}

impl<T: Text + Send + Sync + 'static> Clone for HeldDraft<T>
where
    T::State: Send + Sync,
{
    fn clone(&self) -> Self {
        Self {
            draft: self.draft.clone(),
            sending: self.sending.clone(),
            kept: self.kept.clone(),
            owner: self.owner,
            title: Arc::clone(&self.title),
            last: self.last.clone(),
            turn: Arc::clone(&self.turn),
            writing: Arc::clone(&self.writing),
        }
    }
}

impl<T: Text + Send + Sync + 'static> HeldDraft<T>
where
    T::State: Send + Sync,
{
    fn new(owner: PersonId, title: &str, draft: Draft<T>) -> Self {
        Self {
            owner,
            draft: ArcRwSignal::new(draft),
            sending: ArcRwSignal::new(false),
            kept: ArcRwSignal::new(true),
            title: title.into(),
            last: ArcStoredValue::new(None),
            turn: Arc::default(),
            writing: Arc::default(),
        }
    }
}

type All<K> = HashMap<<K as Kind>::Key, HeldDraft<<K as Kind>::Text>>;

/// The keeper and sender of one sort of draft. A handle: copy it into closures.
pub struct Drafts<K: Kind> {
    /// Which are not confirmed yet; follows changes.
    pub pending: Signal<Vec<K::Key>>,
    all: StoredValue<All<K>>,
    /// Moves when one joins or leaves.
    roster: RwSignal<u32>,
    rest: StoredValue<Rest>,
}

impl<K: Kind> Clone for Drafts<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Kind> Copy for Drafts<K> {}

/// What pages do not look at, behind one handle: pages hand the sender on by value.
#[derive(Clone, Copy)]
struct Rest {
    store: Store,
    session: Session,
    outbox: Outbox,
    /// Number of this tab.
    tab: u32,
    /// Hears that what lies on this device was read.
    recalled: Option<Callback<()>>,
}

/// Starts the sender of a sort of draft; `recalled` hears when what lies on this device was read.
pub fn start<K: Kind>(recalled: Option<Callback<()>>) -> Drafts<K> {
    let all: StoredValue<All<K>> = StoredValue::new(HashMap::new());
    let roster = RwSignal::new(0);
    let pending = Memo::new(move |_| {
        roster.track();
        let mut found: Vec<_> = all.with_value(|all| {
            let waiting = all.iter().filter_map(|(key, held)| {
                let since = held.draft.with(|it| waits(it).then_some(it.changed_at));
                since.map(|since| (since, *key))
            });
            waiting.collect()
        });
        found.sort_by_key(|(since, _)| *since);
        found.into_iter().map(|(_, key)| key).collect::<Vec<_>>()
    });
    // A number that no other tab of this device is likely to have.
    let [.., a, b, c, d] = *ids::new().as_bytes();
    let drafts = Drafts {
        pending: pending.into(),
        all,
        roster,
        rest: StoredValue::new(Rest {
            store: use_store(),
            session: use_session(),
            outbox: use_outbox(),
            tab: u32::from_be_bytes([a, b, c, d]),
            recalled,
        }),
    };
    use_outbox().join(Rc::new(drafts));
    browser::hear(CHANNEL, move |word| drafts.heard(&word));
    drafts
}

/// The server does not have all of it, or something else is to be done about it.
fn waits<T: Text>(draft: &Draft<T>) -> bool {
    draft.is_unsent() || draft.next() != Next::Rest
}

impl<K: Kind> Sender for Drafts<K> {
    fn list(&self) -> Vec<Item> {
        let keys = self.pending.get();
        let items = keys.into_iter().filter_map(|key| {
            let held = self.held(key)?;
            let sending = held.sending.get();
            Some(held.draft.with(|draft| Item {
                what: K::id(key),
                title: K::heading(key, &held.title),
                page: Some(K::page(key)),
                since: draft.changed_at.unwrap_or_default(),
                words: words(draft, sending).to_owned(),
                refusal: refusal(draft).map(|code| code.words().to_owned()),
                may_pass: true,
                texts: Vec::new(),
                bytes: K::size(&draft.text),
                kept: held.kept.get(),
            }))
        });
        items.collect()
    }

    fn waiting(&self, _asked: bool) -> Vec<Waiting> {
        self.all.with_value(|all| {
            let waiting = all.iter().filter_map(|(key, held)| {
                held.draft.with_untracked(|draft| {
                    waits(draft).then(|| Waiting {
                        id: K::id(*key),
                        about: K::about(*key),
                        role: Role::Draft,
                        since: draft.changed_at.unwrap_or_default(),
                        held: !matches!(draft.next(), Next::Send | Next::Fetch),
                    })
                })
            });
            waiting.collect()
        })
    }

    fn keeps(&self, item: &ItemId) -> bool {
        K::of(item).is_some()
    }

    fn send<'a>(&'a self, item: &'a ItemId) -> Later<'a, Result<(), Halt>> {
        Box::pin(async move {
            let found = K::of(item).and_then(|key| Some((key, self.held(key)?)));
            let Some((key, held)) = found else {
                return Ok(());
            };
            let sent = self.carry(key, &held).await;
            held.sending.set(false);
            sent
        })
    }

    fn recall(&self) -> Later<'_, ()> {
        let drafts = *self;
        Box::pin(async move {
            let store = drafts.rest().store;
            let found = store.list(Room::Drafts, K::PLACE).await;
            for (place, _) in found.unwrap_or_default() {
                if let Some(key) = K::key(&place) {
                    drafts.remember(key).await;
                }
            }
            let held: Vec<_> = drafts.all.with_value(|all| {
                let all = all.iter();
                all.map(|(key, held)| (*key, held.clone())).collect()
            });
            for (key, held) in held {
                // Nothing was ever stored of one that was only read.
                if held.last.with_value(Option::is_some) {
                    drafts.store(key, &held).await;
                }
            }
            if let Some(recalled) = drafts.rest().recalled {
                recalled.run(());
            }
        })
    }

    fn forget(&self) {
        self.all.update_value(HashMap::clear);
        self.roster.update(|turn| *turn += 1);
    }

    fn retry(&self, item: &ItemId) {
        if let Some(key) = K::of(item) {
            self.change(key, |draft| draft.refusal = None);
        }
    }

    fn discard(&self, item: &ItemId) {
        if let Some(key) = K::of(item) {
            self.change(key, Draft::discard);
        }
    }

    fn keep(&self) {
        let loose: Vec<_> = self.all.with_value(|all| {
            let loose = all.iter().filter(|(_, held)| !held.kept.get_untracked());
            loose.map(|(key, _)| *key).collect()
        });
        for key in loose {
            self.change(key, |_| {});
        }
    }

    fn settled(&self) -> Vec<String> {
        self.all.with_value(|all| {
            let settled = all
                .iter()
                .filter(|(_, held)| held.draft.with_untracked(Draft::is_settled));
            settled.map(|(key, _)| K::place(*key)).collect()
        })
    }
}

impl<K: Kind> Drafts<K> {
    /// Opens a draft: what this device wrote, brought together with what the server holds. `fresh` when the server said
    /// so just now. None when nobody is signed in any more.
    pub async fn open(
        self,
        key: K::Key,
        title: &str,
        server: Held<K::Text>,
        fresh: bool,
    ) -> Option<HeldDraft<K::Text>> {
        self.remember(key).await;
        let (text, version, state) = server;
        let heard = Draft::new(text.clone(), version, state.clone());
        self.enlist(key, HeldDraft::new(self.person()?, title, heard));
        let held = self.held(key)?;
        let news = held.draft.with_untracked(|draft| {
            let turned = draft.version == version && draft.state != state;
            version > draft.version || (fresh && (turned || draft.stale))
        });
        if news {
            self.change(key, |draft| draft.meet(&text, version, state));
        }
        Some(held)
    }

    /// The draft on this device; none when this device has never seen it.
    pub fn held(self, key: K::Key) -> Option<HeldDraft<K::Text>> {
        self.all
            .try_with_value(|all| all.get(&key).cloned())
            .flatten()
    }

    /// Looks at all drafts on this device; follows changes of each, also of what joins later.
    pub fn look<R>(self, look: impl FnOnce(&dyn Fn(K::Key) -> Option<Draft<K::Text>>) -> R) -> R {
        self.roster.track();
        look(&|key| self.held(key).map(|held| held.draft.get()))
    }

    /// The person wrote something: kept at once, sent after a pause.
    pub fn edit(self, key: K::Key, change: impl FnOnce(&mut K::Text)) {
        self.change(key, |draft| draft.edit(clock::now(), change));
        self.soon(key);
    }

    /// Settles a conflict with the text chosen or joined.
    pub fn settle(self, key: K::Key, chosen: &K::Text) {
        self.change(key, |draft| draft.settle(clock::now(), chosen));
        self.soon(key);
    }

    /// Something happened to a draft: kept at once.
    pub fn change(self, key: K::Key, change: impl FnOnce(&mut Draft<K::Text>)) {
        let Some(held) = self.held(key) else {
            return;
        };
        held.kept.set(false);
        held.draft.update(change);
        spawn_local(async move { self.store(key, &held).await });
    }

    /// Sends until the server holds all of it; without waiting for the pause.
    pub async fn deliver(self, key: K::Key) -> Result<(), Halt> {
        // What another tab wrote and this one has not seen is joined first.
        if let Some(held) = self.held(key)
            && held.last.with_value(Option::is_some)
        {
            self.store(key, &held).await;
        }
        self.rest().outbox.deliver(&K::id(key)).await
    }

    /// The draft of a key; read from the device first when this tab has not looked yet.
    pub async fn remember(self, key: K::Key) {
        if self.held(key).is_some() {
            return;
        }
        let Some(owner) = self.person() else { return };
        if let Some(record) = shared::stored(self.rest().store, &K::place(key)).await
            && self.person() == Some(owner)
        {
            let held = HeldDraft::new(owner, &record.title, record.draft);
            held.last.set_value(Some(held.draft.get_untracked()));
            self.enlist(key, held);
        }
    }

    fn soon(self, key: K::Key) {
        let Some(held) = self.held(key) else {
            return;
        };
        let turn = held.turn.load(Relaxed).wrapping_add(1);
        held.turn.store(turn, Relaxed);
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if held.turn.load(Relaxed) == turn {
                let _ = self.deliver(key).await;
            }
        });
    }

    async fn carry(self, key: K::Key, held: &HeldDraft<K::Text>) -> Result<(), Halt> {
        for _ in 0..MOST_STEPS {
            self.store(key, held).await;
            if self.person() != Some(held.owner) {
                return Ok(());
            }
            match held.draft.with_untracked(Draft::next) {
                Next::Rest => {
                    // Nothing is left to send: is that because the server will not have it?
                    return match held.draft.with_untracked(|draft| draft.refusal) {
                        Some(code) => Err(Halt::Fault(Fault::Refused(Problem::new(code)))),
                        None => Ok(()),
                    };
                }
                Next::Choose => return Err(Halt::Choose),
                Next::Fetch => match K::fetch(key).await.map_err(Halt::Fault)? {
                    Some((theirs, version, state)) => held
                        .draft
                        .update(|draft| draft.meet(&theirs, version, state)),
                    None => held.draft.update(|draft| draft.stale = false),
                },
                Next::Send => {
                    let parcel = held
                        .draft
                        .try_update_untracked(|draft| draft.pack(ids::key()))
                        .flatten();
                    let Some(parcel) = parcel else { continue };
                    // Stored before it goes out: after a closed tab the same parcel is sent again, not another.
                    self.store(key, held).await;
                    let due = |draft: &Draft<K::Text>| draft.parcel.as_ref() == Some(&parcel);
                    if !held.draft.with_untracked(due) {
                        continue;
                    }
                    held.sending.set(true);
                    let attempt = parcel.key;
                    match K::save(key, parcel).await {
                        Ok((version, at)) => {
                            clock::learn(at);
                            held.draft
                                .update(|draft| draft.arrived(attempt, version, at));
                        }
                        Err(Fault::Refused(problem)) if is_definite(problem.code) => {
                            held.draft
                                .update(|draft| draft.refused(attempt, problem.code));
                        }
                        Err(fault) => return Err(Halt::Fault(fault)),
                    }
                }
            }
        }
        Err(Halt::Fault(Fault::Unreadable(0)))
    }

    /// Writes the record; joins what another tab wrote since. One writer at a time, and the last state wins.
    async fn store(self, key: K::Key, held: &HeldDraft<K::Text>) {
        while held.writing.load(Relaxed) {
            TimeoutFuture::new(4).await;
        }
        if self.person() != Some(held.owner) {
            return;
        }
        held.writing.store(true, Relaxed);
        let Rest { store, tab, .. } = self.rest();
        let (draft, last) = (&held.draft, &held.last);
        let place = K::place(key);
        let kept = shared::keep(store, &place, &held.title, tab, draft, last).await;
        held.writing.store(false, Relaxed);
        if kept.all {
            held.kept.set(true);
        }
        if kept.written {
            browser::tell(CHANNEL, &[&tab.to_string(), " ", &place].concat());
        }
    }

    /// Another tab wrote a draft: it is taken over here, joined with what was written here since.
    fn heard(self, word: &str) {
        let told = word
            .split_once(' ')
            .filter(|(tab, _)| *tab != self.rest().tab.to_string())
            .and_then(|(_, place)| K::key(place));
        if let Some(key) = told {
            spawn_local(async move {
                match self.held(key) {
                    Some(held) => self.store(key, &held).await,
                    None => self.remember(key).await,
                }
            });
        }
    }

    /// Adds a draft, unless it is there.
    fn enlist(self, key: K::Key, held: HeldDraft<K::Text>) {
        self.all.try_update_value(|all| {
            all.entry(key).or_insert(held);
        });
        self.roster.try_update(|turn| *turn += 1);
    }

    fn rest(self) -> Rest {
        self.rest.get_value()
    }

    fn person(self) -> Option<PersonId> {
        let session = self.rest().session;
        session.person_untracked().map(|actor| actor.person)
    }
}

/// Where a draft stands, in the outbox.
fn words<T: Text>(draft: &Draft<T>, sending: bool) -> &'static str {
    match draft.next() {
        Next::Choose => "Menunggu pilihan Anda",
        Next::Rest if draft.refusal.is_some() => "Belum diterima",
        Next::Rest => "Sebagian isian perlu diperbaiki sebelum dikirim",
        Next::Send | Next::Fetch if sending => "Mengirim",
        Next::Send | Next::Fetch => "Di perangkat ini",
    }
}

/// Why the server will not have what is written.
fn refusal<T: Text>(draft: &Draft<T>) -> Option<Code> {
    draft.refusal.filter(|_| draft.is_unsent())
}
