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
    /// The criteria on which the two texts of the first conflict differ, each with the choice to propose: the
    /// side that changed it, and the one on screen where both did.
    pub fn differences(&self) -> Vec<(Criterion, Pick)> {
        let Some(conflict) = self.conflicts.first() else {
            return Vec::new();
        };
        Criterion::ALL
            .iter()
            .copied()
            .filter(|c| line(&self.text, *c) != line(&conflict.text, *c))
            .map(|c| {
                let unmoved = line(&self.text, c) == line(&conflict.was, c);
                (c, if unmoved { Pick::Theirs } else { Pick::Mine })
            })
            .collect()
    }

    /// The judge chose between the two texts of the first conflict, criterion by criterion in the order
    /// of Article 8.
    pub fn settle_picks(&mut self, now: Instant, picks: [Pick; CRITERIA]) {
        let Some(theirs) = self.conflicts.first().map(|it| it.text.clone()) else {
            return;
        };
        let mut chosen = self.text.clone();
        for (criterion, pick) in Criterion::ALL.iter().zip(picks) {
            if pick == Pick::Theirs {
                match theirs.marks.get(criterion) {
                    Some(mark) => chosen.marks.insert(*criterion, *mark),
                    None => chosen.marks.remove(criterion),
                };
                match theirs.notes.get(criterion) {
                    Some(note) => chosen.notes.insert(*criterion, note.clone()),
                    None => chosen.notes.remove(criterion),
                };
            }
        }
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
