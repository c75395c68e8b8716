//! The draft of a part of a record: its content, and the tick "done", which is merged apart from it.

use serde::{Deserialize, Serialize};

use super::{Conflict, Draft, Elsewhere, Parcel, Text};
use crate::{
    ids::IdempotencyKey, json, part::Content, problem::Code, time::Instant, wire::PartSave,
};

/// A part of a record on the device.
pub type PartDraft = Draft<PartText>;

/// What a part says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartText {
    /// Its words, numbers and lists.
    pub content: Content,
    /// The writer says it is done.
    pub done: bool,
}

impl PartText {
    /// A content that is not called done.
    pub const fn open(content: Content) -> Self {
        Self {
            content,
            done: false,
        }
    }
}

impl Text for PartText {
    type State = ();
    type Stored = Stored;

    const SAVED: () = ();

    fn tidy(&mut self) {
        // As the server will read it: what was pasted is plain text here, too.
        self.content = json::cleaned(self.content.clone());
    }

    fn same_words(&self, other: &Self) -> bool {
        self.content == other.content
    }

    fn words(&self) -> Self {
        Self::open(self.content.clone())
    }

    fn take_words(&mut self, from: &Self) {
        self.content = from.content.clone();
    }

    fn meet_marks(&mut self, was: &Self, theirs: &Self) {
        if self.done == was.done {
            self.done = theirs.done;
        }
    }

    fn learn_marks(own: &mut Draft<Self>, other: &Draft<Self>, last: Option<&Draft<Self>>) {
        let unmoved = match last {
            Some(last) => own.text.done == last.text.done,
            None => own.text.done == own.base.done && other.text.done != other.base.done,
        };
        if unmoved {
            own.text.done = other.text.done;
        }
    }

    fn store(draft: Draft<Self>) -> Stored {
        Stored {
            content: draft.text.content,
            done: draft.text.done,
            base: draft.base.content,
            base_done: draft.base.done,
            version: draft.version,
            changed_at: draft.changed_at,
            sent_at: draft.sent_at,
            parcel: draft.parcel.map(|it| StoredParcel {
                key: it.key,
                body: it.into(),
            }),
            stale: draft.stale,
            clash: None,
            conflicts: draft
                .conflicts
                .into_iter()
                .map(|it| StoredConflict {
                    content: it.text.content,
                    was: Some(it.was.content),
                    at: it.at,
                })
                .collect(),
            refusal: draft.refusal,
            stamp: draft.stamp,
        }
    }

    fn restore(stored: Stored) -> Draft<Self> {
        let base = Self {
            content: stored.base,
            done: stored.base_done,
        };
        let mut draft = Draft {
            text: Self {
                content: stored.content,
                done: stored.done,
            },
            version: stored.version,
            state: (),
            changed_at: stored.changed_at,
            sent_at: stored.sent_at,
            parcel: stored.parcel.map(|it| Parcel {
                key: it.key,
                version: it.body.version,
                text: Self {
                    content: it.body.content,
                    done: it.body.done,
                },
            }),
            stale: stored.stale,
            conflicts: stored
                .conflicts
                .into_iter()
                .map(|it| Conflict {
                    text: Self::open(it.content),
                    was: it.was.map_or_else(|| base.words(), Self::open),
                    at: it.at,
                    sure: true,
                })
                .collect(),
            refusal: stored.refusal,
            stamp: stored.stamp,
            base,
        };
        if let Some(other) = stored.clash {
            let at = if other == draft.base.content {
                Elsewhere::Server
            } else {
                Elsewhere::Tab
            };
            let was = draft.base.words();
            draft.conflict(Conflict {
                text: Self::open(other),
                was,
                at,
                sure: true,
            });
        }
        draft
    }
}

impl From<Parcel<PartText>> for PartSave {
    fn from(parcel: Parcel<PartText>) -> Self {
        Self {
            version: parcel.version,
            content: parcel.text.content,
            done: parcel.text.done,
        }
    }
}

/// How a part's draft lies on the device. Earlier releases held at most one conflict, under `clash`, and did not say what
/// the texts of one came from.
#[derive(Serialize, Deserialize)]
pub struct Stored {
    content: Content,
    done: bool,
    base: Content,
    base_done: bool,
    version: u32,
    changed_at: Option<Instant>,
    sent_at: Option<Instant>,
    parcel: Option<StoredParcel>,
    stale: bool,
    #[serde(default, skip_serializing)]
    clash: Option<Content>,
    #[serde(default)]
    conflicts: Vec<StoredConflict>,
    refusal: Option<Code>,
    stamp: (u32, u32),
}

#[derive(Serialize, Deserialize)]
struct StoredParcel {
    key: IdempotencyKey,
    body: PartSave,
}

#[derive(Serialize, Deserialize)]
struct StoredConflict {
    content: Content,
    #[serde(default)]
    was: Option<Content>,
    at: Elsewhere,
}

#[cfg(test)]
#[path = "part_tests.rs"]
mod tests;
