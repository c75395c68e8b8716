//! A text on the device that several devices write: what was written, what is on its way, what the server confirmed.
//!
//! One record a text. It survives a closed tab and weeks without signal, and it never loses a text: whatever the server or
//! another tab holds instead is put beside it, and the writer chooses. What sort of text it is, a judge's sheet or a part of
//! a record, is said by [`Text`].
//!
//! The promise behind "sent once": a [`Parcel`] that was attempted keeps its key *and* its content
//! until a definite answer came. What is written meanwhile waits behind it, so that a lost answer can
//! be asked for again under the same key and never collides with the writer's own later writing.

mod part;
mod sheet;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use crate::{ids::IdempotencyKey, problem::Code, time::Instant};

pub use part::{PartDraft, PartText};
pub use sheet::{Pick, SheetDraft};

/// A sort of text of which devices keep drafts.
///
/// Besides its words a text may carry marks that nobody has to choose between (a tick "done"): they are merged by themselves.
pub trait Text: Clone + PartialEq {
    /// What the server says of a text besides its words and version: "locked". `()` when there is nothing to say.
    type State: Clone + PartialEq;
    /// How a draft of it lies on the device. Drafts of earlier releases are read, and tabs of an earlier release read these.
    type Stored: Serialize + DeserializeOwned;

    /// The state of a text that the server has just stored.
    const SAVED: Self::State;

    /// Brings what was typed or pasted into the shape in which the server stores it.
    fn tidy(&mut self);

    /// What of it the server will take, where it holds `base`.
    fn sendable(&self, _base: &Self) -> Self {
        self.clone()
    }

    /// Says the same, marks apart.
    fn same_words(&self, other: &Self) -> bool {
        self == other
    }

    /// The words without marks.
    fn words(&self) -> Self {
        self.clone()
    }

    /// Takes over the words of another text; the marks stay.
    fn take_words(&mut self, from: &Self) {
        *self = from.clone();
    }

    /// Takes over the marks of the server where they were not changed here since `was`.
    fn meet_marks(&mut self, _was: &Self, _theirs: &Self) {}

    /// Takes over the marks of another tab where they were not changed here: since `last` when this tab has looked
    /// before, else in the own draft at all.
    fn learn_marks(_own: &mut Draft<Self>, _other: &Draft<Self>, _last: Option<&Draft<Self>>) {}

    /// This text and the other one as one, when each place was changed on one side only; none when the writer has to choose.
    fn merged(&self, _other: &Conflict<Self>) -> Option<Self> {
        None
    }

    /// A refusal that no further writing can mend: the text is kept and shown, and waits for nothing.
    fn is_final(_code: Code) -> bool {
        false
    }

    /// The state that a refusal tells of: it holds as long as that state does.
    fn state_of(_code: Code) -> Option<Self::State> {
        None
    }

    /// How a draft is stored.
    fn store(draft: Draft<Self>) -> Self::Stored;

    /// The draft that was stored, by this release or an earlier one.
    fn restore(stored: Self::Stored) -> Draft<Self>;
}

/// What was handed to the network and has no definite answer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel<T> {
    /// Its idempotency key; the same for every attempt.
    pub key: IdempotencyKey,
    /// The version that the writer saw.
    pub version: u32,
    /// What is sent; the same for every attempt.
    pub text: T,
}

/// Where the other text of a [`Conflict`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    /// Stored by the server: written on another device, or in a tab that sent it.
    Server,
    /// Written in another tab of this device and not sent yet.
    Tab,
}

/// A text that differs from the one on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict<T> {
    /// The other text.
    pub text: T,
    /// What both came from.
    pub was: T,
    /// Where it stands.
    pub at: Elsewhere,
    /// `was` is certain. It is not where another choice was still open: then whatever differs is to be chosen.
    pub sure: bool,
}

/// What to do next with a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: all of it is on the server, or the server will not have it.
    Rest,
    /// There is writing that the server has not confirmed.
    Send,
    /// Ask the server what it holds.
    Fetch,
    /// Ask the writer which text to keep.
    Choose,
}

/// What the device holds of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft<T: Text> {
    /// What is on screen.
    pub text: T,
    /// What the server held last, as far as this device knows.
    pub base: T,
    /// The server's version of `base`; 0 when it holds nothing.
    pub version: u32,
    /// What else the server says of it.
    pub state: T::State,
    /// When it was last changed here.
    pub changed_at: Option<Instant>,
    /// When the server last confirmed something (server time).
    pub sent_at: Option<Instant>,
    /// What is on its way.
    pub parcel: Option<Parcel<T>>,
    /// The server said that it holds something newer, not yet fetched.
    pub stale: bool,
    /// Other texts, until the writer has chosen; one at a time, the first first.
    pub conflicts: Vec<Conflict<T>>,
    /// Why the server will not take it; it stays here, shown and not counted.
    pub refusal: Option<Code>,
    /// Who wrote the record: a number of the tab, and its count of writes.
    pub stamp: (u32, u32),
}

impl<T: Text> Draft<T> {
    /// The draft of a text as the server holds it.
    pub fn new(text: T, version: u32, state: T::State) -> Self {
        Self {
            base: text.clone(),
            text,
            version,
            state,
            changed_at: None,
            sent_at: None,
            parcel: None,
            stale: false,
            conflicts: Vec::new(),
            refusal: None,
            stamp: (0, 0),
        }
    }

    /// Something here is not on the server yet.
    pub fn is_unsent(&self) -> bool {
        self.parcel.is_some() || self.text != self.base
    }

    /// Nothing here is lost with the draft: all of it is on the server, nothing is to be chosen, nothing was refused.
    pub fn is_settled(&self) -> bool {
        !self.is_unsent() && self.conflicts.is_empty() && self.refusal.is_none()
    }

    /// This draft is what is to be shown where the server holds `version`: it is unsent, in conflict, or at least as new. A
    /// sent draft gives way to what somebody else has written since.
    pub fn counts_over(&self, version: u32) -> bool {
        self.is_unsent() || !self.conflicts.is_empty() || self.version >= version
    }

    /// What to do next.
    pub fn next(&self) -> Next {
        if !self.conflicts.is_empty() {
            Next::Choose
        } else if self.stale {
            Next::Fetch
        } else if self.refusal.is_none()
            && (self.parcel.is_some() || self.text.sendable(&self.base) != self.base)
        {
            Next::Send
        } else {
            Next::Rest
        }
    }

    /// The writer wrote something. A refusal is forgotten unless it is final: the next attempt may fare better.
    pub fn edit(&mut self, now: Instant, change: impl FnOnce(&mut T)) {
        change(&mut self.text);
        self.text.tidy();
        self.touched(now);
    }

    /// What to send now: the parcel without an answer, or a new one under `key`.
    pub fn pack(&mut self, key: IdempotencyKey) -> Option<Parcel<T>> {
        if self.next() != Next::Send {
            return None;
        }
        if self.parcel.is_none() {
            self.parcel = Some(Parcel {
                key,
                version: self.version,
                text: self.text.sendable(&self.base),
            });
        }
        self.parcel.clone()
    }

    /// The server stored the parcel of this key as `version`, at `at` (server time).
    pub fn arrived(&mut self, key: IdempotencyKey, version: u32, at: Instant) {
        let Some(parcel) = self.parcel.take_if(|parcel| parcel.key == key) else {
            return;
        };
        self.sent_at = Some(at);
        if version > self.version {
            self.base = parcel.text;
            self.version = version;
            self.state = T::SAVED;
        }
    }

    /// The server gave a definite no to the parcel of this key: nothing of it was stored.
    pub fn refused(&mut self, key: IdempotencyKey, code: Code) {
        if self.parcel.take_if(|parcel| parcel.key == key).is_none() {
            return;
        }
        match code {
            Code::StaleVersion | Code::KeyReused => self.stale = true,
            _ => {
                if let Some(state) = T::state_of(code) {
                    self.stale = true;
                    self.state = state;
                }
                self.refusal = Some(code);
            }
        }
    }

    /// The server holds `theirs` as `version`. Only words that were changed on both sides are a conflict.
    pub fn meet(&mut self, theirs: &T, version: u32, state: T::State) {
        if version < self.version {
            return;
        }
        self.stale = false;
        self.set_state(state);
        if version == self.version {
            return;
        }
        // A text still to be chosen from is not known to this writer, even if it went out from here.
        let open = self.conflicts.iter().any(|it| it.text.same_words(theirs));
        // Whatever is still on its way carries an older version: the server has it by now, or will refuse it.
        let sent = self.parcel.take().map(|parcel| parcel.text);
        let arrived = sent
            .as_ref()
            .filter(|it| !open && it.same_words(theirs))
            .cloned();
        let before = core::mem::replace(&mut self.base, theirs.clone());
        self.version = version;
        let was = if arrived.as_ref() == Some(theirs) {
            theirs
        } else {
            &before
        };
        self.text.meet_marks(was, theirs);
        // The text that the server held before is superseded there; the two texts still come from the same one.
        let find = |test: &dyn Fn(&&Conflict<T>) -> bool| self.conflicts.iter().find(test);
        let (was, sure) = find(&|it| it.text.same_words(theirs))
            .or_else(|| find(&|it| it.at == Elsewhere::Server))
            .map_or_else(
                || (before.words(), self.conflicts.is_empty()),
                |it| (it.was.clone(), it.sure),
            );
        self.conflicts
            .retain(|it| it.at != Elsewhere::Server && !it.text.same_words(theirs));
        if arrived.is_some() {
            return;
        }
        let untouched =
            !open && self.text.same_words(&before) && sent.is_none_or(|it| it.same_words(&before));
        if untouched {
            self.text.take_words(theirs);
        } else if open || !theirs.same_words(&before) {
            self.conflict(Conflict {
                text: theirs.words(),
                was,
                at: Elsewhere::Server,
                sure,
            });
        }
    }

    /// The server says something else of the text now.
    fn set_state(&mut self, state: T::State) {
        let gone = self
            .refusal
            .and_then(T::state_of)
            .is_some_and(|it| it != state);
        if gone {
            self.refusal = None;
        }
        self.state = state;
    }

    /// Takes what another tab knows of the server, what it has on its way, and its marks; not its words. A newer text of
    /// the server is judged against the words here.
    fn learn(&mut self, other: &Self, last: Option<&Self>) {
        self.learn_rest(other, last);
        self.meet(&other.base, other.version, other.state.clone());
        self.share(other);
    }

    /// The same, where the words here and there came from one text that both knew: what the server says newer was judged
    /// there already, and is in the words or the conflicts there.
    fn adopt(&mut self, other: &Self, last: &Self) {
        self.learn_rest(other, Some(last));
        if other.version > self.version {
            self.base = other.base.clone();
            self.version = other.version;
            self.set_state(other.state.clone());
            self.stale = false;
            self.parcel = None;
        }
        self.share(other);
    }

    fn learn_rest(&mut self, other: &Self, last: Option<&Self>) {
        T::learn_marks(self, other, last);
        self.sent_at = self.sent_at.max(other.sent_at);
        self.changed_at = self.changed_at.max(other.changed_at);
        let unmoved = last.is_none_or(|last| last.refusal == self.refusal);
        match other.refusal {
            Some(code) if unmoved && T::is_final(code) => self.refusal = Some(code),
            None if unmoved && last.is_some() => self.refusal = None,
            _ => {}
        }
    }

    /// Tabs that know the same of the server have one attempt on its way.
    fn share(&mut self, other: &Self) {
        if other.version == self.version {
            self.stale |= other.stale;
            if self.parcel.is_none() {
                self.parcel.clone_from(&other.parcel);
            }
        }
    }

    /// Puts the texts of another tab beside the own one, those that both had already settled excepted. `newer`: that tab
    /// knew a newer version of the server.
    fn weigh(&mut self, stored: &Self, last: Option<&Self>, newer: bool) {
        let known = last.map(|it| &it.conflicts[..]).unwrap_or_default();
        let among = |list: &[Conflict<T>], it: &Conflict<T>| {
            list.iter().any(|other| other.text.same_words(&it.text))
        };
        // Chosen from in the other tab; what was chosen there still differs from what was written here since.
        self.conflicts.retain(|it| {
            !among(known, it) || among(&stored.conflicts, it) || it.text.same_words(&stored.text)
        });
        self.merge();
        let at_server = stored.text.same_words(&stored.base);
        let moved = last.is_none_or(|last| !last.text.same_words(&stored.text));
        // Put back there to what the server held all along, by hand or by a choice: as much a change as any.
        let put_back = self.version == stored.version
            && last.is_some_and(|last| last.version == stored.version);
        if moved && (newer || put_back || !at_server) {
            // Where that tab was still to choose from what lay here, its text did not come from it.
            let asked = last.and_then(|last| {
                let mut asked = stored.conflicts.iter();
                asked.find(|it| it.text.same_words(&last.text))
            });
            let (was, sure) = match (asked, last) {
                (Some(asked), _) => (asked.was.clone(), asked.sure),
                (None, Some(last)) => (last.text.words(), true),
                (None, None) => (stored.base.words(), true),
            };
            let at = if at_server {
                Elsewhere::Server
            } else {
                Elsewhere::Tab
            };
            self.conflict(Conflict {
                text: stored.text.words(),
                was,
                at,
                sure,
            });
        }
        for it in stored.conflicts.iter().filter(|it| !among(known, it)) {
            let superseded = it.at == Elsewhere::Server && stored.version < self.version;
            if !superseded {
                self.conflict(Conflict {
                    sure: false,
                    ..it.clone()
                });
            }
        }
    }

    fn conflict(&mut self, other: Conflict<T>) {
        let known = |text: &T| text.same_words(&other.text);
        if !known(&self.text) && !self.conflicts.iter().any(|it| known(&it.text)) {
            self.conflicts.push(other);
            self.merge();
        }
    }

    /// Takes over what needs no choice. One conflict after another: a later one is judged by what came of the first.
    fn merge(&mut self) {
        while let Some(first) = self.conflicts.first()
            && let Some(both) = self.text.merged(first)
        {
            self.text.take_words(&both);
            self.conflicts.remove(0);
        }
    }

    /// The writer chose or joined the text on screen and the first of the others: `chosen` goes out, unless another
    /// text still waits for a choice.
    pub fn settle(&mut self, now: Instant, chosen: &T) {
        if !self.conflicts.is_empty() {
            self.conflicts.remove(0);
        }
        self.text.take_words(chosen);
        let text = &self.text;
        self.conflicts.retain(|it| !it.text.same_words(text));
        self.merge();
        self.touched(now);
    }

    /// Throws what was not sent away: the server's text is shown again.
    pub fn discard(&mut self) {
        self.parcel = None;
        self.conflicts.clear();
        self.refusal = None;
        self.text = self.base.clone();
    }

    fn touched(&mut self, now: Instant) {
        self.changed_at = Some(now);
        if self.refusal.is_some_and(|code| !T::is_final(code)) {
            self.refusal = None;
        }
    }

    /// Says the same as another record, whoever wrote it.
    pub fn says(&self, other: &Self) -> bool {
        let mut it = self.clone();
        it.stamp = other.stamp;
        it == *other
    }

    /// Takes over what another tab stored since this one last looked; `last` is what this tab stored or read last.
    fn meet_other(&mut self, stored: &Self, last: Option<&Self>) {
        let unmoved = last.is_some_and(|last| {
            self.text.same_words(&last.text) && self.conflicts == last.conflicts
        });
        // Put back to the base by its writer, or while another text of this tab is on its way, is a change, too.
        let put_back = last
            .is_some_and(|last| last.version == self.version && !last.text.same_words(&self.text));
        let nothing_own = self.text.same_words(&self.base)
            && self.parcel.is_none()
            && self.conflicts.is_empty()
            && !put_back;
        match last {
            Some(last) if unmoved => {
                let mut joined = stored.clone();
                joined.adopt(self, last);
                *self = joined;
            }
            last if nothing_own => {
                let mut joined = stored.clone();
                joined.learn(self, last);
                *self = joined;
            }
            Some(last) => {
                let newer = stored.version > self.version;
                self.adopt(stored, last);
                self.weigh(stored, Some(last), newer);
            }
            None => {
                self.learn(stored, None);
                self.weigh(stored, None, false);
            }
        }
    }

    /// Joins what is stored now before this draft is stored there by `tab`. Whoever stored something since `last` has
    /// seen that: a tab that changed nothing after it takes over what it finds.
    pub fn join(&mut self, stored: Option<&Self>, last: Option<&Self>, tab: u32) {
        let news = |it: &&Self| last.is_none_or(|last| !it.says(last));
        if let Some(stored) = stored.filter(|it| it.stamp != self.stamp).filter(news) {
            if last.is_some_and(|last| self.says(last)) {
                *self = stored.clone();
            } else {
                self.meet_other(stored, last);
            }
        }
        let count = stored.map_or(0, |it| it.stamp.1);
        self.stamp = (tab, count.wrapping_add(1));
    }

    /// What was made of `before` is stored as `joined`; meanwhile this draft may have been changed further.
    pub fn was_stored(
        &mut self,
        before: &Self,
        joined: &Self,
        stored: Option<&Self>,
        last: Option<&Self>,
    ) {
        if self == before {
            *self = joined.clone();
        } else {
            self.join(stored, last, joined.stamp.0);
            self.stamp = joined.stamp;
        }
    }
}

impl<T: Text> Serialize for Draft<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::store(self.clone()).serialize(serializer)
    }
}

impl<'de, T: Text> Deserialize<'de> for Draft<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::Stored::deserialize(deserializer).map(T::restore)
    }
}

/// Is this answer to a parcel a definite no? Everything else (no signal, sign-in over, our own
/// fault, an app too old) leaves it open whether it was stored: the same parcel is sent again.
pub const fn is_definite(code: Code) -> bool {
    !matches!(
        code,
        Code::SignInNeeded
            | Code::UpdateNeeded
            | Code::TooManyRequests
            | Code::FileWaits
            | Code::Internal
    )
}
