//! The draft of a judge's sheet.

use serde::{Deserialize, Serialize};

use super::{Conflict, Draft, Elsewhere, Parcel, Text};
use crate::{
    ids::IdempotencyKey,
    judging::{Sheet, SheetState},
    law::{CRITERIA, Criterion},
    problem::Code,
    time::Instant,
    wire::SheetSave,
};

/// A judge's sheet on the device.
pub type SheetDraft = Draft<Sheet>;

impl Text for Sheet {
    type State = SheetState;
    type Stored = Stored;

    const SAVED: SheetState = SheetState::Draft;

    fn tidy(&mut self) {
        Self::tidy(self);
    }

    fn sendable(&self, base: &Self) -> Self {
        self.acceptable(base)
    }

    fn merged(&self, other: &Conflict<Self>) -> Option<Self> {
        let both = Criterion::ALL
            .iter()
            .any(|it| side(self, other, *it) == Side::Both);
        (!both).then(|| join(self, other, [None; CRITERIA]))
    }

    fn is_final(code: Code) -> bool {
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

    fn state_of(code: Code) -> Option<SheetState> {
        (code == Code::SheetLocked).then_some(SheetState::Locked)
    }

    fn store(draft: Draft<Self>) -> Stored {
        Stored {
            sheet: draft.text,
            base: draft.base,
            version: draft.version,
            state: draft.state,
            changed_at: draft.changed_at,
            sent_at: draft.sent_at,
            parcel: draft.parcel.map(|it| StoredParcel {
                key: it.key,
                body: StoredBody {
                    version: it.version,
                    sheet: it.text,
                },
            }),
            stale: draft.stale,
            clashes: draft
                .conflicts
                .into_iter()
                .map(|it| StoredConflict {
                    sheet: it.text,
                    was: it.was,
                    at: it.at,
                    sure: it.sure,
                })
                .collect(),
            refusal: draft.refusal,
            stamp: draft.stamp,
        }
    }

    fn restore(stored: Stored) -> Draft<Self> {
        Draft {
            text: stored.sheet,
            base: stored.base,
            version: stored.version,
            state: stored.state,
            changed_at: stored.changed_at,
            sent_at: stored.sent_at,
            parcel: stored.parcel.map(|it| Parcel {
                key: it.key,
                version: it.body.version,
                text: it.body.sheet,
            }),
            stale: stored.stale,
            conflicts: stored
                .clashes
                .into_iter()
                .map(|it| Conflict {
                    text: it.sheet,
                    was: it.was,
                    at: it.at,
                    sure: it.sure,
                })
                .collect(),
            refusal: stored.refusal,
            stamp: stored.stamp,
        }
    }
}

impl From<Parcel<Sheet>> for SheetSave {
    fn from(parcel: Parcel<Sheet>) -> Self {
        Self {
            version: parcel.version,
            sheet: parcel.text.into(),
        }
    }
}

/// How a sheet's draft lies on the device; the names are those of the first release.
#[derive(Serialize, Deserialize)]
pub struct Stored {
    sheet: Sheet,
    base: Sheet,
    version: u32,
    state: SheetState,
    changed_at: Option<Instant>,
    sent_at: Option<Instant>,
    parcel: Option<StoredParcel>,
    stale: bool,
    clashes: Vec<StoredConflict>,
    refusal: Option<Code>,
    stamp: (u32, u32),
}

#[derive(Serialize, Deserialize)]
struct StoredParcel {
    key: IdempotencyKey,
    body: StoredBody,
}

#[derive(Serialize, Deserialize)]
struct StoredBody {
    version: u32,
    sheet: Sheet,
}

#[derive(Serialize, Deserialize)]
struct StoredConflict {
    sheet: Sheet,
    was: Sheet,
    at: Elsewhere,
    #[serde(default)]
    sure: bool,
}

/// Whose text a criterion takes when a conflict is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The one on screen.
    Mine,
    /// The other one.
    Theirs,
}

impl Draft<Sheet> {
    /// The criteria that were changed on both sides of the first conflict: only these are asked about.
    pub fn differences(&self) -> Vec<Criterion> {
        let Some(conflict) = self.conflicts.first() else {
            return Vec::new();
        };
        Criterion::ALL
            .iter()
            .copied()
            .filter(|c| side(&self.text, conflict, *c) == Side::Both)
            .collect()
    }

    /// The judge chose between the two texts of the first conflict where both sides had changed a criterion, in the order
    /// of Article 8; where nothing was asked, a criterion comes from the side that changed it.
    pub fn settle_picks(&mut self, now: Instant, picks: [Option<Pick>; CRITERIA]) {
        let Some(conflict) = self.conflicts.first() else {
            return;
        };
        let chosen = join(&self.text, conflict, picks);
        self.settle(now, &chosen);
    }

    /// The sheet was locked or reopened on the server as `version`, at `at` (server time).
    pub fn turned(&mut self, state: SheetState, version: u32, at: Instant) {
        self.set_state(state);
        self.version = version;
        self.sent_at = Some(at);
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

/// Where a criterion was changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Nowhere, here, or alike on both sides.
    Mine,
    /// Only there.
    Theirs,
    /// Differently on both sides.
    Both,
}

fn side(mine: &Sheet, other: &Conflict<Sheet>, criterion: Criterion) -> Side {
    let [mine, theirs, was] = [mine, &other.text, &other.was].map(|sheet| line(sheet, criterion));
    if mine == theirs {
        Side::Mine
    } else if !other.sure {
        Side::Both
    } else if theirs == was {
        Side::Mine
    } else if mine == was {
        Side::Theirs
    } else {
        Side::Both
    }
}

/// Both texts as one: `picks` where the judge chose, else the side that changed a criterion, and this one where both did.
fn join(mine: &Sheet, other: &Conflict<Sheet>, picks: [Option<Pick>; CRITERIA]) -> Sheet {
    let theirs = &other.text;
    let mut joined = mine.clone();
    for (criterion, pick) in Criterion::ALL.iter().zip(picks) {
        let taken = match pick {
            Some(pick) => pick == Pick::Theirs,
            None => side(mine, other, *criterion) == Side::Theirs,
        };
        if taken {
            match theirs.marks.get(criterion) {
                Some(mark) => joined.marks.insert(*criterion, *mark),
                None => joined.marks.remove(criterion),
            };
            match theirs.notes.get(criterion) {
                Some(note) => joined.notes.insert(*criterion, note.clone()),
                None => joined.notes.remove(criterion),
            };
        }
    }
    joined
}

/// Mark and note of one criterion.
fn line(sheet: &Sheet, criterion: Criterion) -> (Option<u8>, Option<&str>) {
    (
        sheet.marks.get(&criterion).map(|mark| mark.value()),
        sheet.notes.get(&criterion).map(String::as_str),
    )
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
