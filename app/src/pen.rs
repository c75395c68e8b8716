//! Parts on this device: kept at once, sent after a pause, never lost; conflicts side by side.
//!
//! For now drafts live in memory and travel when a page asks for it.

use std::collections::BTreeMap;

use klisida_domain::{
    api::PartPut,
    ids::{IdempotencyKey, InnovationId},
    part::{Content, Part},
    part_draft::PartDraft,
    time::Instant,
    wire::{PartSave, PartView},
};
use leptos::prelude::*;

use crate::{
    api::{self, Fault},
    clock, ids,
    session::{Session, use_session},
};

/// A part that is not on the server yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingPart {
    /// The innovation.
    pub innovation: InnovationId,
    /// The part.
    pub part: Part,
    /// Name of the innovation.
    pub title: String,
    /// Changed here.
    pub since: Option<Instant>,
}

/// An open part.
#[derive(Clone)]
pub struct Leaf {
    /// What this device holds.
    pub draft: ArcRwSignal<PartDraft>,
    /// On its way.
    pub sending: ArcRwSignal<bool>,
    /// The device keeps it.
    pub kept: ArcRwSignal<bool>,
    /// Name of the innovation.
    pub title: String,
}

/// Why a part did not arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum PenHalt {
    /// Two texts: the person chooses.
    Choose,
    /// The server could not be reached, or refused.
    Fault(Fault),
}

/// The pen. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Pen {
    /// What is not on the server yet.
    pub pending: Signal<Vec<PendingPart>>,
    waiting: RwSignal<Vec<PendingPart>>,
    leaves: StoredValue<BTreeMap<(InnovationId, Part), Leaf>>,
    session: StoredValue<Session>,
}

/// Provides the pen.
pub fn provide() {
    let waiting = RwSignal::new(Vec::new());
    provide_context(Pen {
        pending: waiting.into(),
        waiting,
        leaves: StoredValue::new(BTreeMap::new()),
        session: StoredValue::new(use_session()),
    });
}

/// The pen of this app.
pub fn use_pen() -> Pen {
    expect_context()
}

impl Pen {
    /// Opens a part: what this device wrote brought together with what the server holds. None when nobody is signed in.
    #[expect(
        clippy::unused_async,
        reason = "what is kept on the device is read here"
    )]
    pub async fn open(
        self,
        innovation: InnovationId,
        part: Part,
        title: &str,
        view: Option<&PartView>,
        fresh: bool,
    ) -> Option<Leaf> {
        self.session.try_get_value()?.person_untracked()?;
        let held = view.map_or_else(|| Content::empty(part), |view| view.content.clone());
        let version = view.map_or(0, |view| view.version);
        if let Some(leaf) = self.leaf(innovation, part) {
            if fresh && version > leaf.draft.with_untracked(|draft| draft.version) {
                leaf.draft.update(|draft| {
                    if draft.is_unsent() && draft.content != held {
                        draft.clash = Some(held.clone());
                    } else {
                        draft.content = held.clone();
                    }
                    draft.base = held;
                    draft.version = version;
                });
            }
            return Some(leaf);
        }
        let leaf = Leaf {
            draft: ArcRwSignal::new(PartDraft {
                content: held.clone(),
                done: view.is_some_and(|view| view.done),
                base: held,
                version,
                clash: None,
                refusal: None,
                changed_at: None,
                sent_at: view.map(|view| view.at),
            }),
            sending: ArcRwSignal::new(false),
            kept: ArcRwSignal::new(true),
            title: title.to_owned(),
        };
        self.leaves.update_value(|leaves| {
            leaves.insert((innovation, part), leaf.clone());
        });
        Some(leaf)
    }

    /// The person wrote something: kept at once, sent after a pause.
    pub fn edit(
        self,
        innovation: InnovationId,
        part: Part,
        change: impl FnOnce(&mut Content, &mut bool),
    ) {
        let Some(leaf) = self.leaf(innovation, part) else {
            return;
        };
        leaf.draft.update(|draft| {
            change(&mut draft.content, &mut draft.done);
            draft.changed_at = Some(clock::now());
        });
        self.note(innovation, part, &leaf, true);
    }

    fn note(self, innovation: InnovationId, part: Part, leaf: &Leaf, waits: bool) {
        self.waiting.update(|all| {
            all.retain(|it| (it.innovation, it.part) != (innovation, part));
            if waits {
                all.push(PendingPart {
                    innovation,
                    part,
                    title: leaf.title.clone(),
                    since: leaf.draft.with_untracked(|draft| draft.changed_at),
                });
            }
        });
    }

    /// Sends now, waits until the server holds it or a reason stands in the way.
    pub async fn deliver(self, innovation: InnovationId, part: Part) -> Result<(), PenHalt> {
        let Some(leaf) = self.leaf(innovation, part) else {
            return Ok(());
        };
        let draft = leaf.draft.get_untracked();
        if draft.clash.is_some() {
            return Err(PenHalt::Choose);
        }
        if !draft.is_unsent() {
            return Ok(());
        }
        leaf.sending.set(true);
        let body = PartSave {
            version: draft.version,
            content: draft.content.clone(),
            done: draft.done,
        };
        let key: IdempotencyKey = ids::key();
        let answer = api::call_keyed(&PartPut { innovation, part }, &body, key).await;
        leaf.sending.set(false);
        match answer {
            Ok(saved) => {
                leaf.draft.update(|draft| {
                    draft.version = saved.version;
                    draft.base = body.content;
                    draft.sent_at = Some(clock::now());
                    draft.refusal = None;
                });
                self.note(innovation, part, &leaf, false);
                Ok(())
            }
            Err(fault) => {
                leaf.draft.update(|draft| draft.refusal = fault.code());
                Err(PenHalt::Fault(fault))
            }
        }
    }

    /// An open part.
    pub fn leaf(self, innovation: InnovationId, part: Part) -> Option<Leaf> {
        self.leaves
            .with_value(|leaves| leaves.get(&(innovation, part)).cloned())
    }

    /// Settles a clash with the text chosen or joined.
    pub fn settle(self, innovation: InnovationId, part: Part, chosen: Content) {
        let Some(leaf) = self.leaf(innovation, part) else {
            return;
        };
        leaf.draft.update(|draft| {
            draft.content = chosen;
            draft.clash = None;
            draft.changed_at = Some(clock::now());
        });
        self.note(innovation, part, &leaf, true);
    }
}
