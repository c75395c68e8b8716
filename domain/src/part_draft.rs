//! A part of a record on the device: what was written, what is on its way, what the server confirmed.
//!
//! The same promise as a judge's sheet ([`crate::draft`]): a parcel that was attempted keeps its key and its
//! content until a definite answer came, and no text is ever lost: what the server or another tab holds instead is put
//! beside it, and the writer chooses or joins.

use serde::{Deserialize, Serialize};

use crate::{
    draft::Next, ids::IdempotencyKey, json, part::Content, problem::Code, time::Instant,
    wire::PartSave,
};

/// What was handed to the network and has no definite answer yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartParcel {
    /// Its idempotency key; the same for every attempt.
    pub key: IdempotencyKey,
    /// What is sent; the same for every attempt.
    pub body: PartSave,
}

/// What the device holds of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDraft {
    /// What is on screen.
    pub content: Content,
    /// The writer says it is done.
    pub done: bool,
    /// What the server held last, as far as this device knows.
    pub base: Content,
    /// "Sudah selesai" as the server holds it.
    pub base_done: bool,
    /// The server's version of `base`; 0 when it holds nothing.
    pub version: u32,
    /// When it was last changed here.
    pub changed_at: Option<Instant>,
    /// When the server last confirmed something (server time).
    pub sent_at: Option<Instant>,
    /// What is on its way.
    pub parcel: Option<PartParcel>,
    /// The server said that it holds something newer, not yet fetched.
    pub stale: bool,
    /// Another text of the same part, until the writer has chosen.
    pub clash: Option<Content>,
    /// Why the server will not take it; the text stays here.
    pub refusal: Option<Code>,
    /// Who wrote the record: a number of the tab, and its count of writes.
    pub stamp: (u32, u32),
}

impl PartDraft {
    /// The draft of a part as the server holds it.
    pub fn of(content: Content, done: bool, version: u32) -> Self {
        Self {
            base: content.clone(),
            content,
            done,
            base_done: done,
            version,
            changed_at: None,
            sent_at: None,
            parcel: None,
            stale: false,
            clash: None,
            refusal: None,
            stamp: (0, 0),
        }
    }

    /// Something here is not on the server yet.
    pub fn is_unsent(&self) -> bool {
        self.parcel.is_some() || self.content != self.base || self.done != self.base_done
    }

    /// What to do next.
    pub fn next(&self) -> Next {
        if self.clash.is_some() {
            Next::Choose
        } else if self.stale {
            Next::Fetch
        } else if self.refusal.is_none() && self.is_unsent() {
            Next::Send
        } else {
            Next::Rest
        }
    }

    /// The writer wrote something. A refusal is forgotten: the next attempt may fare better.
    pub fn edit(&mut self, now: Instant, change: impl FnOnce(&mut Content, &mut bool)) {
        change(&mut self.content, &mut self.done);
        // As the server will read it: what was pasted is plain text here, too.
        self.content = json::cleaned(self.content.clone());
        self.changed_at = Some(now);
        self.refusal = None;
    }

    /// What to send now: the parcel without an answer, or a new one under `key`.
    pub fn pack(&mut self, key: IdempotencyKey) -> Option<PartParcel> {
        if self.next() != Next::Send {
            return None;
        }
        if self.parcel.is_none() {
            self.parcel = Some(PartParcel {
                key,
                body: PartSave {
                    version: self.version,
                    content: self.content.clone(),
                    done: self.done,
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
            self.base = parcel.body.content;
            self.base_done = parcel.body.done;
            self.version = version;
        }
    }

    /// The server gave a definite no to the parcel of this key.
    pub fn refused(&mut self, key: IdempotencyKey, code: Code) {
        if self.parcel.take_if(|parcel| parcel.key == key).is_none() {
            return;
        }
        match code {
            Code::StaleVersion | Code::KeyReused => self.stale = true,
            _ => self.refusal = Some(code),
        }
    }

    /// The server holds `theirs` as `version`.
    pub fn meet(&mut self, theirs: &Content, done: bool, version: u32) {
        if version < self.version {
            return;
        }
        self.stale = false;
        if version == self.version {
            return;
        }
        let arrived = self
            .parcel
            .as_ref()
            .is_some_and(|parcel| parcel.body.content == *theirs);
        let untouched = !self.is_unsent();
        let known = arrived || *theirs == self.base || *theirs == self.content;
        // Whatever is still on its way carries an older version: the server will refuse it.
        self.parcel = None;
        self.base = theirs.clone();
        self.base_done = done;
        self.version = version;
        if untouched {
            self.content = theirs.clone();
            self.done = done;
        } else if !known {
            self.clash = Some(theirs.clone());
        }
    }

    /// Another tab of this device has written `stored` since this one last looked.
    pub fn meet_tab(&mut self, stored: &Self) {
        if !self.is_unsent() && self.clash.is_none() && self.version <= stored.version {
            *self = Self {
                stamp: self.stamp,
                ..stored.clone()
            };
            return;
        }
        self.meet(&stored.base, stored.base_done, stored.version);
        self.sent_at = self.sent_at.max(stored.sent_at);
        if stored.version == self.version && self.parcel.is_none() {
            self.parcel.clone_from(&stored.parcel);
        }
        if self.clash.is_none() {
            let other = stored.clash.as_ref().unwrap_or(&stored.content);
            let unsent = stored.is_unsent() || stored.clash.is_some();
            if unsent && *other != self.content {
                self.clash = Some(other.clone());
            }
        }
    }

    /// The writer chose or joined: `chosen` goes out.
    pub fn settle(&mut self, now: Instant, chosen: Content) {
        self.clash = None;
        self.content = chosen;
        self.changed_at = Some(now);
        self.refusal = None;
    }

    /// Throws what was not sent away.
    pub fn discard(&mut self) {
        self.parcel = None;
        self.clash = None;
        self.refusal = None;
        self.content = self.base.clone();
        self.done = self.base_done;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn text(value: &str) -> Content {
        Content::Text(value.to_owned())
    }

    fn key(n: u128) -> IdempotencyKey {
        IdempotencyKey(Uuid::from_u128(n))
    }

    fn written(value: &str) -> PartDraft {
        let mut draft = PartDraft::of(text("awal"), false, 1);
        draft.edit(Instant(1), |content, _| *content = text(value));
        draft
    }

    #[test]
    fn an_attempt_keeps_its_key_and_content_until_it_is_answered() {
        let mut draft = written("satu");
        let first = draft.pack(key(1)).unwrap();
        draft.edit(Instant(2), |content, _| *content = text("dua"));
        assert_eq!(draft.pack(key(2)), Some(first));
        draft.arrived(key(1), 2, Instant(3));
        assert!(draft.is_unsent(), "what was written meanwhile still waits");
        assert_eq!(draft.pack(key(3)).unwrap().body.version, 2);
    }

    #[test]
    fn a_newer_text_of_a_colleague_is_put_beside_the_own_one() {
        let mut draft = written("punya saya");
        draft.pack(key(1));
        draft.refused(key(1), Code::StaleVersion);
        assert_eq!(draft.next(), Next::Fetch);
        draft.meet(&text("punya rekan"), true, 2);
        assert_eq!(draft.next(), Next::Choose);
        assert_eq!(draft.content, text("punya saya"), "nothing typed is lost");
        draft.settle(Instant(4), text("gabungan"));
        let parcel = draft.pack(key(2)).unwrap();
        assert_eq!(
            (parcel.body.version, parcel.body.content),
            (2, text("gabungan"))
        );
    }

    #[test]
    fn a_lost_answer_is_no_clash() {
        let mut draft = written("satu");
        draft.pack(key(1));
        // The server stored it, the answer got lost, and a fresh look shows it.
        draft.meet(&text("satu"), false, 2);
        assert_eq!(draft.next(), Next::Rest);
    }

    #[test]
    fn an_untouched_part_takes_what_the_server_has() {
        let mut draft = PartDraft::of(text("awal"), false, 1);
        draft.meet(&text("baru"), true, 2);
        assert_eq!((&draft.content, draft.done), (&text("baru"), true));
    }

    #[test]
    fn a_refused_text_stays_and_goes_out_after_the_next_change() {
        let mut draft = written("satu");
        draft.pack(key(1));
        draft.refused(key(1), Code::PartClosed);
        assert_eq!((draft.next(), &draft.content), (Next::Rest, &text("satu")));
        draft.edit(Instant(3), |content, _| *content = text("dua"));
        assert_eq!(draft.next(), Next::Send);
    }

    proptest! {
        /// Whatever happens in whatever order, the last text of the writer is on screen or beside it.
        #[test]
        fn nothing_typed_is_ever_lost(steps in proptest::collection::vec(0_u8..6, 1..40)) {
            let mut draft = PartDraft::of(text(""), false, 0);
            let (mut n, mut server, mut typed) = (0_u128, 0_u32, String::new());
            for step in steps {
                n += 1;
                match step {
                    0 => {
                        typed = format!("ketik {n}");
                        draft.edit(Instant(1), |content, _| *content = text(&typed));
                    }
                    1 => drop(draft.pack(key(n))),
                    2 => if let Some(parcel) = draft.parcel.clone() {
                        if parcel.body.version == server {
                            server += 1;
                            draft.arrived(parcel.key, server, Instant(2));
                        } else {
                            draft.refused(parcel.key, Code::StaleVersion);
                        }
                    },
                    3 => {
                        server += 1;
                        draft.meet(&text(&format!("rekan {n}")), false, server);
                        if draft.clash.is_none() && !draft.is_unsent() {
                            typed = draft.content.text().unwrap_or_default().to_owned();
                        }
                    }
                    4 => if draft.clash.is_some() {
                        let mine = draft.content.clone();
                        draft.settle(Instant(3), mine);
                    },
                    _ => if let Some(parcel) = draft.parcel.clone() {
                        draft.refused(parcel.key, Code::NotYourTurn);
                    },
                }
                prop_assert_eq!(draft.content.text().unwrap_or_default(), typed.as_str());
            }
        }
    }
}
