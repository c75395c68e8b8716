//! A part of a record as its form holds it: what is on screen, and the way to the device and the server.

use klisida_domain::{
    draft::PartText,
    ids::InnovationId,
    json,
    part::{Content, Part},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    offline::parts::{HeldPart, PartSender},
    ui::Faults,
};

/// A part being written. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// Which.
    pub part: Part,
    /// What is wrong with it, once the person wanted to go on.
    pub faults: Faults,
    pub(super) id: InnovationId,
    /// None for what is not kept as a part: a new version of a validated plan.
    pub(super) sender: StoredValue<Option<PartSender>>,
    /// What the form on screen last read or wrote.
    pub(super) known: StoredValue<Content>,
    /// Moves when the form must be filled anew: another text came from outside.
    pub(super) refill: RwSignal<u32>,
    /// The warnings were shown: going on is up to the person.
    pub(super) warned: RwSignal<bool>,
    /// It was called done, and so many things are missing.
    pub(super) lacking: RwSignal<usize>,
    /// What is written here and kept nowhere, as JSON: for the form that keeps it.
    pub(super) text: Option<RwSignal<String>>,
}

impl Sheet {
    /// A list that is written here and is no draft of the part; `text` follows it as JSON, and it follows `text`.
    pub fn loose(id: InnovationId, part: Part, content: Content, text: RwSignal<String>) -> Self {
        Self {
            part,
            faults: Faults::new(),
            id,
            sender: StoredValue::new(None),
            known: StoredValue::new(content),
            refill: RwSignal::new(0),
            warned: RwSignal::new(false),
            lacking: RwSignal::new(0),
            text: Some(text),
        }
    }

    /// Takes over a text of its own that came back from the device.
    pub fn recall(self, text: &str) {
        let Ok(content) = json::read::<Content>(text) else {
            return;
        };
        if content.fits(self.part) && self.content() != content {
            self.known.try_set_value(content);
            self.refill.try_update(|times| *times += 1);
        }
    }

    /// Follows other texts that come from outside: the fields are to be made anew.
    pub fn follow_refills(self) {
        self.refill.track();
    }

    /// What is on screen, without following changes.
    pub fn content(self) -> Content {
        self.known
            .try_get_value()
            .unwrap_or_else(|| Content::empty(self.part))
    }

    pub fn sender(self) -> Option<PartSender> {
        self.sender.try_get_value().flatten()
    }

    /// The person wrote something.
    pub fn write(self, content: Content) {
        if self.lacking.try_get_untracked().unwrap_or_default() > 0 {
            let n = content.faults(self.part).len();
            self.lacking.try_set(n);
        }
        self.known.try_set_value(content.clone());
        if let Some(text) = self.text {
            text.try_set(json::write(&content).unwrap_or_default());
        }
        if let Some(sender) = self.sender() {
            sender.edit((self.id, self.part), move |it| it.content = content);
        }
    }

    /// The person said whether it is done.
    pub fn finish(self, done: bool) {
        if let Some(sender) = self.sender() {
            sender.edit((self.id, self.part), move |it| it.done = done);
        }
    }

    /// What is called done and is not says so at once, at the fields and below; the focus stays.
    pub fn say_faults(self, done: bool) {
        let content = self.content();
        let optional = content.is_empty(self.part) && !self.part.is_required();
        let found = if done && !optional {
            content.faults(self.part)
        } else {
            Vec::new()
        };
        self.faults.clear();
        for fault in &found {
            self.faults.add(&fault.field, fault.code.words());
        }
        self.lacking.try_set(found.len());
    }

    /// The person chose between two texts.
    pub fn settle(self, content: Content) {
        if let Some(sender) = self.sender() {
            sender.settle((self.id, self.part), &PartText::open(content));
        }
    }

    /// Sends without waiting for the answer: a turn of the page needs no network.
    pub fn send(self) {
        if let Some(sender) = self.sender() {
            spawn_local(async move {
                let _ = sender.deliver((self.id, self.part)).await;
            });
        }
    }

    /// Fills the form anew when the draft is not what the form wrote.
    pub fn follow(self, held: &HeldPart) {
        let draft = held.draft.clone();
        Effect::new(move || {
            let other = draft.with(|draft| {
                self.known
                    .try_with_value(|known| *known != draft.text.content)
                    .unwrap_or_default()
                    .then(|| draft.text.content.clone())
            });
            if let Some(content) = other {
                self.known.try_set_value(content);
                self.refill.try_update(|times| *times += 1);
            }
        });
    }
}
