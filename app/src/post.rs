//! The post: writes that must arrive once, whatever the signal. Handed over, a letter is on the device first; it goes
//! out at once when there is a connection, else later, in order, with or without its page being open.
//!
//! One letter is one request with its idempotency key: the same key for every attempt. The outbox page shows what
//! waits. Nothing is called sent that the server has not confirmed.

use klisida_domain::{
    api::Endpoint,
    ids::{IdempotencyKey, InnovationId},
    problem::Problem,
    time::Instant,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::store::StoreFault;

/// What a letter is about, for the outbox page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The innovation; letters of one are sent in the order in which they were handed over.
    pub innovation: Option<InnovationId>,
    /// What it is, in words: "Catatan pemantauan", "Komentar".
    pub what: String,
    /// Name of the innovation or activity.
    pub title: String,
}

/// A letter that waits, or that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its idempotency key; also its name on the device.
    pub key: IdempotencyKey,
    /// What it is about.
    pub about: About,
    /// Name of the endpoint (`LogAdd`), to find what waits for a page.
    pub endpoint: String,
    /// Method, path and body, the same for every attempt.
    pub method: String,
    /// The address.
    pub path: String,
    /// The body, JSON.
    pub body: String,
    /// Handed over.
    pub since: Instant,
    /// Why the server will not have it; it stays here until the person mends or discards it.
    pub refusal: Option<Problem>,
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate<R> {
    /// The server has it, and answered.
    Arrived(R),
    /// It is on this device and goes out by itself.
    Waiting,
    /// The server will not have it; it is not kept: the page still holds what was typed.
    Refused(Problem),
    /// This device did not keep it, and the server could not be reached: nothing was handed over.
    NotKept(StoreFault),
}

/// The post. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Post {
    /// What waits or was refused, oldest first.
    pub letters: RwSignal<Vec<Letter>>,
    /// The letter on its way now.
    pub sending: RwSignal<Option<IdempotencyKey>>,
}

/// Provides the post.
pub fn provide() {
    provide_context(Post {
        letters: RwSignal::new(Vec::new()),
        sending: RwSignal::new(None),
    });
}

/// The post of this app.
pub fn use_post() -> Post {
    expect_context()
}

impl Post {
    /// Hands a write over. Answers when the server answered, or when it survives the tab.
    pub async fn send<E: Endpoint>(
        self,
        about: About,
        endpoint: &E,
        body: &E::Body,
    ) -> Fate<E::Reply> {
        let _ = (about, endpoint.path(), body);
        Fate::NotKept(StoreFault::Refused)
    }

    /// What waits for an innovation, oldest first; follows changes.
    pub fn waiting_for(self, innovation: InnovationId) -> Vec<Letter> {
        self.letters.with(|letters| {
            letters
                .iter()
                .filter(|letter| letter.about.innovation == Some(innovation))
                .cloned()
                .collect()
        })
    }

    /// Throws a letter away: what it said will not be sent.
    pub fn discard(self, key: IdempotencyKey) {
        self.letters
            .update(|letters| letters.retain(|letter| letter.key != key));
    }

    /// Tries now what waits.
    pub fn send_now(self) {}
}
