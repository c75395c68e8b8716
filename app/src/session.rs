//! Who is signed in: unknown until asked, a guest, or a person.

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    access::Access,
    account::{Actor, Role},
    api::SessionShow,
    json,
    problem::Code,
    wire::{Empty, Me},
};
use leptos::prelude::*;

use crate::{
    api::{self, Fault, News},
    browser, clock,
    store::Store,
};

/// What is known of the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visitor {
    /// Not asked yet.
    Unknown,
    /// Nobody.
    Guest,
    /// Somebody, as the Worker said, or as this device remembers while there is no signal.
    Person(Actor),
}

/// The session. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Session {
    visitor: RwSignal<Visitor>,
    /// Why the Worker could not be asked at the start.
    pub fault: RwSignal<Option<Fault>>,
    /// The session ended while working: the dialog to sign in again is open.
    pub expired: RwSignal<bool>,
    /// The Worker is newer than this app.
    pub outdated: RwSignal<bool>,
    /// The code to quote of the last trouble on the server; empty when there was none.
    pub code: RwSignal<String>,
    /// Moves on each sign-in: what waits for one starts again.
    pub signed_in: RwSignal<u32>,
    store: Store,
}

const PROFILE: &str = "me";
/// How long the Worker may take to say who this is before the device's memory answers, in milliseconds.
const PATIENCE_MS: u32 = 4_000;

/// Makes the session and provides it; it asks the Worker at once.
pub fn provide(store: Store) -> Session {
    let session = Session {
        visitor: RwSignal::new(Visitor::Unknown),
        fault: RwSignal::new(None),
        expired: RwSignal::new(false),
        outdated: RwSignal::new(false),
        code: RwSignal::new(String::new()),
        signed_in: RwSignal::new(0),
        store,
    };
    provide_context(session);
    api::listen(move |news| match news {
        News::SignInNeeded => {
            if session.person_untracked().is_some() {
                session.expired.set(true);
            }
        }
        News::UpdateNeeded => session.outdated.set(true),
        News::Trouble(code) => session.code.set(code),
    });
    leptos::task::spawn_local(async move {
        store.open().await;
        session.ask().await;
    });
    session
}

/// The session of this app.
pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// Asks the Worker who this is; without signal the device's memory answers.
    pub async fn ask(self) {
        self.fault.set(None);
        if !browser::navigator().on_line() {
            self.remember().await;
        }
        // A phone that says it has signal may still wait for ever.
        leptos::task::spawn_local(async move {
            TimeoutFuture::new(PATIENCE_MS).await;
            self.remember().await;
        });
        match api::call(&SessionShow {}, &Empty {}).await {
            Ok(me) => self.welcome(&me).await,
            Err(fault) if fault.code() == Some(Code::SignInNeeded) => {
                // Somebody who works already gets the dialog instead, in place.
                if self.person_untracked().is_none() {
                    self.store.device_set(PROFILE, None).await;
                    self.visitor.set(Visitor::Guest);
                }
            }
            Err(fault) => {
                self.remember().await;
                if self.person_untracked().is_none() {
                    self.fault.set(Some(fault));
                }
            }
        }
    }

    /// Without an answer the device's own memory opens the app for whoever was signed in last.
    async fn remember(self) {
        let kept = self.store.device_get(PROFILE).await;
        let actor = kept.and_then(|text| json::read::<Actor>(&text).ok());
        if let Some(actor) = actor
            && self.visitor.try_get_untracked() == Some(Visitor::Unknown)
        {
            self.enter(actor);
        }
    }

    /// Somebody signed in.
    pub async fn welcome(self, me: &Me) {
        clock::learn(me.now);
        if let Ok(text) = json::write(&me.actor) {
            self.store.device_set(PROFILE, Some(&text)).await;
        }
        self.enter(me.actor.clone());
    }

    fn enter(self, actor: Actor) {
        self.store.belongs_to(Some(actor.person));
        self.expired.set(false);
        self.fault.set(None);
        self.visitor.set(Visitor::Person(actor));
        self.signed_in.update(|times| *times += 1);
        browser::ask_to_keep();
    }

    /// Nobody is signed in any more on this device.
    pub async fn leave(self) {
        self.store.device_set(PROFILE, None).await;
        self.store.belongs_to(None);
        self.expired.set(false);
        self.visitor.set(Visitor::Guest);
    }

    /// What is known of the visitor; follows changes.
    pub fn visitor(self) -> Visitor {
        self.visitor.get()
    }

    /// The person, when there is one; follows changes.
    pub fn person(self) -> Option<Actor> {
        match self.visitor.get() {
            Visitor::Person(actor) => Some(actor),
            _ => None,
        }
    }

    /// The person, without following changes.
    pub fn person_untracked(self) -> Option<Actor> {
        match self.visitor.try_get_untracked()? {
            Visitor::Person(actor) => Some(actor),
            _ => None,
        }
    }

    /// Holds one of these roles; follows changes.
    pub fn is_any(self, roles: &[Role]) -> bool {
        self.person().is_some_and(|actor| actor.is_any(roles))
    }

    /// Passes the gate.
    pub fn passes(self, gate: Access) -> Result<(), Code> {
        gate.check(self.person().as_ref())
    }
}
