//! Everything on this device that the server has not confirmed, whoever keeps it: one list for the header, the home
//! page, the outbox and for signing out.
//!
//! The senders (of sheets, parts, requests and files) are no part of the first load: a page that needs one starts it, and
//! `wake.rs` fetches those for which something lies on this device.

use std::cell::RefCell;

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    ids::{AssignmentId, EvidenceId, IdempotencyKey, InnovationId},
    part::Part,
    time::Instant,
};
use leptos::prelude::*;

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemId {
    /// A judge's sheet.
    Sheet(AssignmentId),
    /// A part of a record.
    Part(InnovationId, Part),
    /// A write that waits for a connection.
    Request(IdempotencyKey),
    /// A photo or file.
    File(EvidenceId),
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What.
    pub what: ItemId,
    /// Its name: "Lembar nilai: Kios Maritim".
    pub title: String,
    /// Its page, when it has one.
    pub page: Option<String>,
    /// Changed or handed over.
    pub since: Instant,
    /// Where it stands: "Di perangkat ini", "Mengirim" …
    pub words: String,
    /// Why the server will not have it, and what to do.
    pub refusal: Option<String>,
    /// What was typed in it, to be read and copied: of what was refused and has no draft of its own.
    pub texts: Vec<String>,
    /// Its size.
    pub bytes: usize,
    /// All of it is on the device: it survives the tab.
    pub kept: bool,
}

/// What a person wants of what waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Try now what waits.
    Send,
    /// Try again what was refused.
    Retry(ItemId),
    /// Throw it away: it will not be sent.
    Discard(ItemId),
    /// Write once more to the device what it did not take.
    Keep,
}

/// One who keeps and sends. What is not theirs they leave alone.
#[derive(Clone, Copy)]
pub struct Sender {
    /// What they keep.
    pub list: Signal<Vec<Item>>,
    /// Does what the person wants.
    pub on: Callback<Command>,
    /// Keys of drafts that the server holds already: nothing is lost with them.
    pub settled: Callback<(), Vec<String>>,
}

/// Everything that waits. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Outbox {
    /// The list, oldest first.
    pub list: Signal<Vec<Item>>,
    senders: RwSignal<Vec<Sender>>,
}

thread_local! {
    /// Whose the senders are: the app, however short-lived the page that starts them.
    static APP: RefCell<Option<Owner>> = const { RefCell::new(None) };
}

/// Provides the list.
pub fn provide() {
    APP.set(Owner::current());
    let senders = RwSignal::new(Vec::<Sender>::new());
    let list = Memo::new(move |_| {
        let mut found = Vec::new();
        for sender in senders.get() {
            found.extend(sender.list.get());
        }
        found.sort_by_key(|it| it.since);
        found
    });
    provide_context(Outbox {
        list: list.into(),
        senders,
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
    pub fn join(self, sender: Sender) {
        self.senders.update(|senders| senders.push(sender));
    }

    /// Tries now what waits.
    pub fn send_now(self) {
        self.tell(&Command::Send);
    }

    /// Tries again what was refused.
    pub fn retry(self, what: &ItemId) {
        self.tell(&match what {
            ItemId::Request(_) | ItemId::File(_) => Command::Retry(what.clone()),
            ItemId::Sheet(_) | ItemId::Part(..) => Command::Send,
        });
    }

    /// Throws something away: it will not be sent.
    pub fn discard(self, what: &ItemId) {
        self.tell(&Command::Discard(what.clone()));
    }

    /// Keys of drafts of this device that the server holds already.
    pub fn settled(self) -> Vec<String> {
        let senders = self.senders.get_untracked();
        senders.iter().flat_map(|it| it.settled.run(())).collect()
    }

    /// Writes to the device what it did not take earlier (it was full, say); true when now all of it is there.
    pub async fn keep_all(self) -> bool {
        let all = || {
            self.list
                .with_untracked(|list| list.iter().all(|it| it.kept))
        };
        if !all() {
            self.tell(&Command::Keep);
        }
        for _ in 0..40 {
            if all() {
                return true;
            }
            TimeoutFuture::new(50).await;
        }
        false
    }

    fn tell(self, command: &Command) {
        for sender in self.senders.get_untracked() {
            sender.on.run(command.clone());
        }
    }
}
