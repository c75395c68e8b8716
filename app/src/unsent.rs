//! Everything on this device that the server has not confirmed, whoever keeps it: one list for the header, the home
//! page, the outbox and for signing out.
//!
//! Those who keep and send (the courier, the post, the pen, the files) are no part of the first load: what they read and
//! write is as large as the pages that use them. A page that needs one starts it. For everybody else this file looks
//! into the store when somebody has signed in, and fetches a sender when something of its kind lies there.

use std::cell::RefCell;

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    ids::{AssignmentId, EvidenceId, IdempotencyKey, InnovationId},
    part::Part,
    time::Instant,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    chunk,
    courier::{Sheets, use_sheets},
    net,
    session::use_session,
    store::{Room, Store, use_store},
};

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A judge's sheet.
    Sheet(AssignmentId),
    /// A part of a record.
    Part(InnovationId, Part),
    /// A write handed to the post.
    Letter(IdempotencyKey),
    /// A photo or file.
    File(EvidenceId),
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub what: What,
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
pub enum Wish {
    /// Try now what waits.
    Send,
    /// Try again what was refused.
    Retry(What),
    /// Throw it away: it will not be sent.
    Discard(What),
    /// Write once more to the device what it did not take.
    Keep,
}

/// One who keeps and sends. What is not theirs they leave alone.
#[derive(Clone, Copy)]
pub struct Keeper {
    /// What they keep.
    pub list: Signal<Vec<Waiting>>,
    /// Does what the person wants.
    pub on: Callback<Wish>,
    /// Keys of drafts that the server holds already: nothing is lost with them.
    pub settled: Callback<(), Vec<String>>,
}

/// Everything that waits. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Unsent {
    /// The list, oldest first.
    pub list: Signal<Vec<Waiting>>,
    keepers: RwSignal<Vec<Keeper>>,
}

thread_local! {
    /// Whose the senders are: the app, however short-lived the page that starts them.
    static APP: RefCell<Option<Owner>> = const { RefCell::new(None) };
}

/// Provides the list, and brings the senders that this device needs.
pub fn provide() {
    APP.set(Owner::current());
    let keepers = RwSignal::new(Vec::<Keeper>::new());
    let list = Memo::new(move |_| {
        let mut found = Vec::new();
        for keeper in keepers.get() {
            found.extend(keeper.list.get());
        }
        found.sort_by_key(|it| it.since);
        found
    });
    provide_context(Unsent {
        list: list.into(),
        keepers,
    });
    let (session, store, online) = (use_session(), use_store(), net::online());
    let sheets = use_sheets();
    Effect::new(move || {
        session.signed_in.track();
        // A sender that could not be fetched may come now.
        online.track();
        if session.person_untracked().is_some() {
            spawn_local(wake(store, sheets));
        }
    });
}

/// Brings who sends what lies on this device; they go on by themselves.
async fn wake(store: Store, sheets: Sheets) {
    let found = store.list(Room::Drafts, "").await.unwrap_or_default();
    let some = |places: &[&str]| {
        found
            .iter()
            .any(|(key, _)| places.iter().any(|place| key.starts_with(place)))
    };
    let (judged, rest) = (some(&["sheet/"]), some(&["part/", "letter/", "file/"]));
    drop(found);
    if !judged || chunk::courier_part().await.is_err() {
        sheets.settle();
    }
    if rest {
        let _ = chunk::mail_part().await;
    }
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
pub fn use_unsent() -> Unsent {
    expect_context()
}

impl Unsent {
    /// How many wait; follows changes.
    pub fn count(self) -> usize {
        self.list.with(Vec::len)
    }

    /// Someone new who keeps and sends.
    pub fn join(self, keeper: Keeper) {
        self.keepers.update(|keepers| keepers.push(keeper));
    }

    /// Tries now what waits.
    pub fn send_now(self) {
        self.tell(&Wish::Send);
    }

    /// Tries again what was refused.
    pub fn retry(self, what: &What) {
        self.tell(&match what {
            What::Letter(_) | What::File(_) => Wish::Retry(what.clone()),
            What::Sheet(_) | What::Part(..) => Wish::Send,
        });
    }

    /// Throws something away: it will not be sent.
    pub fn discard(self, what: &What) {
        self.tell(&Wish::Discard(what.clone()));
    }

    /// Keys of drafts of this device that the server holds already.
    pub fn settled(self) -> Vec<String> {
        let keepers = self.keepers.get_untracked();
        keepers.iter().flat_map(|it| it.settled.run(())).collect()
    }

    /// Writes to the device what it did not take earlier (it was full, say); true when now all of it is there.
    pub async fn keep_all(self) -> bool {
        let all = || {
            self.list
                .with_untracked(|list| list.iter().all(|it| it.kept))
        };
        if !all() {
            self.tell(&Wish::Keep);
        }
        for _ in 0..40 {
            if all() {
                return true;
            }
            TimeoutFuture::new(50).await;
        }
        false
    }

    fn tell(self, wish: &Wish) {
        for keeper in self.keepers.get_untracked() {
            keeper.on.run(wish.clone());
        }
    }
}
