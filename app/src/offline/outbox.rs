//! Everything on this device that the server has not confirmed: one list for the header, the home page, the outbox and for
//! signing out, and one scheduler that sends it.
//!
//! What waits is kept by senders (of drafts, requests and files), which say what they hold and send one item when they are
//! told. In which order items go is decided by [`klisida_domain::outbox`]. The senders are no part of the first load: a page
//! that needs one starts it, and `wake.rs` fetches those for which something lies on this device.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{
    scheduler::Scheduler,
    sender::{Halt, Item, ItemId, Sender},
};

/// Everything that waits. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Outbox {
    /// The list, oldest first.
    pub list: Signal<Vec<Item>>,
    /// Moves when a sender joins.
    joined: RwSignal<u32>,
    scheduler: Scheduler,
}

thread_local! {
    /// Whose the senders are: the app, however short-lived the page that starts them.
    static APP: RefCell<Option<Owner>> = const { RefCell::new(None) };
}

/// Provides the list, and starts the scheduler.
pub fn provide() {
    APP.set(Owner::current());
    let scheduler = Scheduler::start();
    let joined = RwSignal::new(0);
    let list = Memo::new(move |_| {
        joined.track();
        let mut found = Vec::new();
        for sender in scheduler.senders() {
            found.extend(sender.list());
        }
        found.sort_by_key(|it| it.since);
        found
    });
    provide_context(Outbox {
        list: list.into(),
        joined,
        scheduler,
    });
}

/// A sender of this app: the one that is there, or a new one that lives as long as the app.
pub fn started<T: Clone + Send + Sync + 'static>(start: fn() -> T) -> T {
    let app = APP.with_borrow(Clone::clone).unwrap_or_default();
    app.with(|| {
        use_context().unwrap_or_else(|| {
            let sender = start();
            provide_context(sender.clone());
            sender
        })
    })
}

/// What waits on this device.
pub fn use_outbox() -> Outbox {
    expect_context()
}

impl Outbox {
    /// How many wait; follows changes.
    pub fn count(self) -> usize {
        self.list.with(Vec::len)
    }

    /// Someone new who keeps and sends.
    pub fn join(self, sender: Rc<dyn Sender>) {
        self.scheduler.join(sender);
        self.joined.update(|times| *times += 1);
    }

    /// Tries now what waits: a person asked for it.
    pub fn send_now(self) {
        self.scheduler.go(true);
    }

    /// Something new waits: it goes out if it may.
    pub fn wake(self) {
        self.scheduler.go(false);
    }

    /// Sends an item, and before it what must arrive first. Ok when the server has all of it.
    pub async fn deliver(self, item: &ItemId) -> Result<(), Halt> {
        self.scheduler.deliver(item).await
    }

    /// Tries again what was refused.
    pub fn retry(self, what: &ItemId) {
        for sender in self.scheduler.senders() {
            if sender.keeps(what) {
                sender.retry(what);
            }
        }
        self.send_now();
    }

    /// Throws something away: it will not be sent.
    pub fn discard(self, what: &ItemId) {
        for sender in self.scheduler.senders() {
            if sender.keeps(what) {
                sender.discard(what);
            }
        }
    }

    /// Keys of drafts of this device that the server holds already.
    pub fn settled(self) -> Vec<String> {
        let senders = self.scheduler.senders();
        senders.iter().flat_map(|it| it.settled()).collect()
    }

    /// Writes to the device what it did not take earlier (it was full, say); true when now all of it is there.
    pub async fn keep_all(self) -> bool {
        let all = || {
            self.list
                .with_untracked(|list| list.iter().all(|it| it.kept))
        };
        if !all() {
            for sender in self.scheduler.senders() {
                sender.keep();
            }
        }
        for _ in 0..40 {
            if all() {
                return true;
            }
            TimeoutFuture::new(50).await;
        }
        false
    }
}
