//! A judge's sheet on the device: what was written, what is on its way, what the server confirmed.
//!
//! One record an assignment. It survives a closed tab and weeks without signal, and it never loses
//! a text: whatever the server or another tab holds instead is put beside it and the judge chooses.
//!
//! The promise behind "sent once": a [`Parcel`] that was attempted keeps its key *and* its content
//! until a definite answer came. What is written meanwhile waits behind it, so that a lost answer can
//! be asked for again under the same key and never collides with the judge's own later writing.

use serde::{Deserialize, Serialize};

use crate::{
    ids::IdempotencyKey,
    judging::{Sheet, SheetState},
    law::{CRITERIA, Criterion},
    problem::Code,
    time::Instant,
    wire::SheetSave,
};

/// What was handed to the network and has no definite answer yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Its idempotency key; the same for every attempt.
    pub key: IdempotencyKey,
    /// What is sent; the same for every attempt.
    pub body: Save,
}

/// What a parcel holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Save {
    /// The version that the judge saw.
    pub version: u32,
    /// Marks and notes.
    pub sheet: Sheet,
}

impl From<Save> for SheetSave {
    fn from(save: Save) -> Self {
        Self {
            version: save.version,
            sheet: save.sheet.into(),
        }
    }
}

/// Where the other text of a [`Clash`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    /// Stored by the server: written on another device, or in a tab that sent it.
    Server,
    /// Written in another tab of this device and not sent yet.
    Tab,
}

/// A text that differs from the one on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// The other text.
    pub sheet: Sheet,
    /// What both came from.
    pub was: Sheet,
    /// Where it stands.
    pub at: Elsewhere,
}

/// Whose text a criterion takes when a clash is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The one on screen.
    Mine,
    /// The other one.
    Theirs,
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
    /// Ask the judge which text to keep.
    Choose,
}

/// What the device holds of one sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What is on screen.
    pub sheet: Sheet,
    /// What the server held last, as far as this device knows.
    pub base: Sheet,
    /// The server's version of `base`; 0 when it holds nothing.
    pub version: u32,
    /// State of the sheet on the server.
    pub state: SheetState,
    /// When it was last changed here.
    pub changed_at: Option<Instant>,
    /// When the server last confirmed something (server time).
    pub sent_at: Option<Instant>,
    /// What is on its way.
    pub parcel: Option<Parcel>,
    /// The server said that it holds something newer, not yet fetched.
    pub stale: bool,
    /// Other texts, until the judge has chosen; one at a time, the first first.
    pub clashes: Vec<Clash>,
    /// Why the server will not take it; it stays here, shown and not counted.
    pub refusal: Option<Code>,
    /// Who wrote the record: a number of the tab, and its count of writes.
    pub stamp: (u32, u32),
}

impl Draft {
    /// The draft of a sheet as the server holds it.
    pub fn of(sheet: &Sheet, version: u32, state: SheetState) -> Self {
        Self {
            sheet: sheet.clone(),
            base: sheet.clone(),
            version,
            state,
            changed_at: None,
            sent_at: None,
            parcel: None,
            stale: false,
            clashes: Vec::new(),
            refusal: None,
            stamp: (0, 0),
        }
    }

    /// Something here is not on the server yet.
    pub fn is_unsent(&self) -> bool {
        self.parcel.is_some() || self.sheet != self.base
    }

    /// What to do next.
    pub fn next(&self) -> Next {
        if !self.clashes.is_empty() {
            Next::Choose
        } else if self.stale {
            Next::Fetch
        } else if self.refusal.is_none()
            && (self.parcel.is_some() || self.sheet.acceptable(&self.base) != self.base)
        {
            Next::Send
        } else {
            Next::Rest
        }
    }

    /// The judge wrote something.
    pub fn edit(&mut self, now: Instant, change: impl FnOnce(&mut Sheet)) {
        change(&mut self.sheet);
        self.sheet.tidy();
        self.changed_at = Some(now);
        if self.refusal.is_some_and(|code| !is_final(code)) {
            self.refusal = None;
        }
    }

    /// What to send now: the parcel without an answer, or a new one under `key`.
    pub fn pack(&mut self, key: IdempotencyKey) -> Option<Parcel> {
        if self.next() != Next::Send {
            return None;
        }
        if self.parcel.is_none() {
            self.parcel = Some(Parcel {
                key,
                body: Save {
                    version: self.version,
                    sheet: self.sheet.acceptable(&self.base),
                },
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
            self.base = parcel.body.sheet;
            self.version = version;
            self.state = SheetState::Draft;
        }
    }

    /// The server gave a definite no to the parcel of this key: nothing of it was stored in the sheet.
    pub fn refused(&mut self, key: IdempotencyKey, code: Code) {
        if self.parcel.take_if(|parcel| parcel.key == key).is_none() {
            return;
        }
        match code {
            Code::StaleVersion | Code::KeyReused => self.stale = true,
            Code::SheetLocked => {
                self.stale = true;
                self.state = SheetState::Locked;
                self.refusal = Some(code);
            }
            _ => self.refusal = Some(code),
        }
    }

    /// The server holds `theirs` as `version`.
    pub fn meet(&mut self, theirs: &Sheet, version: u32, state: SheetState) {
        if version < self.version {
            return;
        }
        self.stale = false;
        self.state = state;
        if state != SheetState::Locked && self.refusal == Some(Code::SheetLocked) {
            self.refusal = None;
        }
        if version == self.version {
            return;
        }
        let arrived = self
            .parcel
            .as_ref()
            .is_some_and(|parcel| parcel.body.sheet == *theirs);
        let untouched = !self.is_unsent();
        // A text still to be chosen from is not known to this writer, even if it went out from here.
        let open = self.clashes.iter().any(|clash| clash.sheet == *theirs);
        let known = !open && (arrived || *theirs == self.base);
        // Whatever is still on its way carries an older version: the server will refuse it.
        self.parcel = None;
        let before = core::mem::replace(&mut self.base, theirs.clone());
        self.version = version;
        // What the server held before is superseded; the two texts still come from the same one.
        let was = self
            .clashes
            .iter()
            .find(|clash| clash.at == Elsewhere::Server)
            .map_or(before, |clash| clash.was.clone());
        self.clashes
            .retain(|clash| clash.at != Elsewhere::Server && clash.sheet != *theirs);
        if untouched {
            self.sheet = theirs.clone();
        } else if !known {
            self.clash(theirs, was, Elsewhere::Server);
        }
    }

    /// Another tab of this device has written `stored` since this one last looked.
    pub fn meet_tab(&mut self, stored: &Self) {
        if !self.is_unsent() && self.clashes.is_empty() && self.version <= stored.version {
            *self = Self {
                stamp: self.stamp,
                ..stored.clone()
            };
            return;
        }
        self.learn(stored);
        if stored.sheet != stored.base {
            self.clash(&stored.sheet, stored.base.clone(), Elsewhere::Tab);
        }
        for clash in &stored.clashes {
            self.clash(&clash.sheet, clash.was.clone(), clash.at);
        }
    }

    /// Takes what another tab knows of the server, and what it has on its way; not its texts.
    fn learn(&mut self, other: &Self) {
        self.meet(&other.base, other.version, other.state);
        self.sent_at = self.sent_at.max(other.sent_at);
        self.refusal = self.refusal.or(other.refusal);
        if other.version == self.version {
            self.stale |= other.stale;
            if self.parcel.is_none() {
                self.parcel.clone_from(&other.parcel);
            }
        }
    }

    fn clash(&mut self, sheet: &Sheet, was: Sheet, at: Elsewhere) {
        if *sheet != self.sheet && self.clashes.iter().all(|clash| clash.sheet != *sheet) {
            self.clashes.push(Clash {
                sheet: sheet.clone(),
                was,
                at,
            });
        }
    }

    /// The criteria on which the two texts of a clash differ, each with the choice to propose: the
    /// side that changed it, and the one on screen where both did.
    pub fn differences(&self) -> Vec<(Criterion, Pick)> {
        let Some(clash) = self.clashes.first() else {
            return Vec::new();
        };
        Criterion::ALL
            .iter()
            .copied()
            .filter(|c| part(&self.sheet, *c) != part(&clash.sheet, *c))
            .map(|c| {
                let unmoved = part(&self.sheet, c) == part(&clash.was, c);
                (c, if unmoved { Pick::Theirs } else { Pick::Mine })
            })
            .collect()
    }

    /// The judge chose between the two texts of the first clash, criterion by criterion in the order
    /// of Article 8.
    pub fn settle(&mut self, now: Instant, picks: [Pick; CRITERIA]) {
        if self.clashes.is_empty() {
            return;
        }
        let clash = self.clashes.remove(0);
        for (criterion, pick) in Criterion::ALL.iter().zip(picks) {
            if pick == Pick::Theirs {
                match clash.sheet.marks.get(criterion) {
                    Some(mark) => self.sheet.marks.insert(*criterion, *mark),
                    None => self.sheet.marks.remove(criterion),
                };
                match clash.sheet.notes.get(criterion) {
                    Some(note) => self.sheet.notes.insert(*criterion, note.clone()),
                    None => self.sheet.notes.remove(criterion),
                };
            }
        }
        let now_mine = self.sheet.clone();
        self.clashes.retain(|clash| clash.sheet != now_mine);
        self.changed_at = Some(now);
    }

    /// The sheet was locked or reopened on the server.
    pub fn turned(&mut self, state: SheetState, version: u32, at: Instant) {
        self.state = state;
        self.version = version;
        self.sent_at = Some(at);
        if state != SheetState::Locked && self.refusal == Some(Code::SheetLocked) {
            self.refusal = None;
        }
    }

    /// Judging is open (again, after an extension): what was refused for lateness may be sent.
    pub fn judging_open(&mut self) {
        if matches!(
            self.refusal,
            Some(Code::JudgingClosed | Code::JudgingNotOpen)
        ) {
            self.refusal = None;
        }
    }
}

/// A draft that several tabs of a device share through one stored record.
pub trait Synced: Clone + PartialEq {
    /// Who wrote the record: a number of the tab, and its count of writes.
    fn stamp(&self) -> (u32, u32);

    /// Says who wrote the record.
    fn set_stamp(&mut self, stamp: (u32, u32));

    /// Says the same as another record, whoever wrote it.
    fn says(&self, other: &Self) -> bool {
        let mut it = self.clone();
        it.set_stamp(other.stamp());
        it == *other
    }

    /// Takes over what another tab stored since this one last looked; `last` is what this tab stored or read last.
    fn meet_other(&mut self, stored: &Self, last: Option<&Self>);

    /// Joins what is stored now before this draft is stored there by `tab`. Whoever stored something since `last` has
    /// seen that: a tab that changed nothing after it takes over what it finds.
    fn join(&mut self, stored: Option<&Self>, last: Option<&Self>, tab: u32) {
        let news = |it: &&Self| last.is_none_or(|last| !it.says(last));
        if let Some(stored) = stored.filter(|it| it.stamp() != self.stamp()).filter(news) {
            if last.is_some_and(|last| self.says(last)) {
                *self = stored.clone();
            } else {
                self.meet_other(stored, last);
            }
        }
        let count = stored.map_or(0, |it| it.stamp().1);
        self.set_stamp((tab, count.wrapping_add(1)));
    }

    /// What was made of `before` is stored as `joined`; meanwhile this draft may have been changed further.
    fn was_stored(
        &mut self,
        before: &Self,
        joined: &Self,
        stored: Option<&Self>,
        last: Option<&Self>,
    ) {
        if self == before {
            *self = joined.clone();
        } else {
            self.join(stored, last, joined.stamp().0);
            self.set_stamp(joined.stamp());
        }
    }
}

impl Synced for Draft {
    fn stamp(&self) -> (u32, u32) {
        self.stamp
    }

    fn set_stamp(&mut self, stamp: (u32, u32)) {
        self.stamp = stamp;
    }

    fn meet_other(&mut self, stored: &Self, _: Option<&Self>) {
        self.meet_tab(stored);
    }
}

/// A refusal that no further writing can mend: the text is kept and shown, and waits for nothing.
pub const fn is_final(code: Code) -> bool {
    matches!(
        code,
        Code::JudgingClosed
            | Code::AssignmentEnded
            | Code::EntryWithdrawn
            | Code::NotFound
            | Code::Forbidden
            | Code::SheetLocked
    )
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

fn part(sheet: &Sheet, criterion: Criterion) -> (Option<u8>, Option<&str>) {
    (
        sheet.marks.get(&criterion).map(|mark| mark.value()),
        sheet.notes.get(&criterion).map(String::as_str),
    )
}

#[cfg(test)]
mod tests;
