//! Who is signed in: unknown until asked, a guest, or a person.

use std::{cell::Cell, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    access::Access,
    account::{Actor, Role, SEEN_EVERY},
    api::{DeviceEnd, DeviceKeyOpen, SessionEnd, SessionShow},
    device::Remembered,
    ids::SessionId,
    json,
    problem::Code,
    wire::{DeviceKeyAsk, Empty, Me},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, Fault, News},
    browser, clock, net, paths as to, settings,
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
    inner: StoredValue<Inner>,
    store: Store,
}

/// What pages do not look at, behind one handle: pages hand the session on by value.
#[derive(Default)]
struct Inner {
    /// What the device remembers of the person, and until when.
    memory: Option<Remembered>,
    /// The Worker is being asked who this is.
    asking: bool,
    /// The person is leaving in this tab, which hears of it as the others do.
    leaving: bool,
}

/// What becomes of unsent work on this device when its person leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It stays, sealed, until the same person signs in here again.
    Stays,
    /// It is thrown away.
    Goes,
}

const PROFILE: &str = "me";
/// A session that was left without signal: the Worker hears of it at the next contact, before anything else.
const LEFT: &str = "left";
/// How long the Worker may take to hear of somebody's leaving before they leave anyhow, in steps of 50 milliseconds.
const FAREWELL: u32 = 100;
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
        inner: StoredValue::new(Inner::default()),
        store,
    };
    provide_context(session);
    api::listen(move |news| match news {
        News::SignInNeeded => session.ended(),
        News::Elsewhere => session.look_again(),
        News::Heard => session.heard(),
        News::UpdateNeeded => session.outdated.set(true),
        News::Trouble(code) => session.code.set(code),
    });
    browser::hear_tabs(move || session.look_again());
    browser::on("focus", move || {
        // Whoever comes back to this tab may find that the browser is another person's now.
        session.look_again();
    });
    let online = net::online();
    Effect::new(move || {
        if online.get() && session.visitor.with_untracked(|it| *it == Visitor::Guest) {
            spawn_local(async move {
                session.say_left().await;
            });
        }
    });
    let tick = clock::ticking();
    Effect::new(move || {
        tick.track();
        session.look_at_the_clock();
    });
    spawn_local(async move {
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
        let busy = self
            .inner
            .try_update_value(|it| core::mem::replace(&mut it.asking, true));
        if busy == Some(false) {
            self.ask_once().await;
            self.inner.try_update_value(|it| it.asking = false);
        }
    }

    async fn ask_once(self) {
        self.fault.set(None);
        if !self.say_left().await {
            return;
        }
        if !browser::navigator().on_line() {
            self.remember().await;
        }
        // A phone that says it has signal may still wait for ever.
        spawn_local(async move {
            TimeoutFuture::new(PATIENCE_MS).await;
            self.remember().await;
        });
        match api::call(&SessionShow {}, &Empty {}).await {
            Ok(me) => {
                if self.is_somebody_else(&me) {
                    // Another person signed in, in another tab: nothing of the earlier one stays in this one.
                    browser::start_anew(to::HOME);
                } else if let Err(fault) = self.welcome(&me).await {
                    self.fault.set(Some(fault));
                }
            }
            Err(fault) if fault.code() == Some(Code::SignInNeeded) => {
                // Somebody who works already gets the dialog instead, in place.
                if self.person_untracked().is_none() {
                    self.forget().await;
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

    /// The session that this tab works for.
    fn own(self) -> Option<SessionId> {
        self.inner
            .try_with_value(|it| it.memory.as_ref().map(|it| it.session))
            .flatten()
    }

    fn learn(self, kept: Option<Remembered>) {
        self.inner.try_update_value(|it| it.memory = kept);
    }

    fn is_somebody_else(self, me: &Me) -> bool {
        self.person_untracked()
            .is_some_and(|actor| actor.person != me.actor.person)
    }

    /// Without an answer the device's own memory opens the app for whoever was signed in last, as long as the session
    /// could still be alive and the browser has its cookie.
    async fn remember(self) {
        if self.visitor.try_get_untracked() != Some(Visitor::Unknown) {
            return;
        }
        let Some(kept) = self.remembered().await else {
            return;
        };
        let person = kept.actor.person;
        if !kept.opens(browser::present(), clock::of_device()) {
            self.forget().await;
        } else if self
            .store
            .open_with_held_keys(person, kept.session)
            .await
            .is_some()
            && self.visitor.try_get_untracked() == Some(Visitor::Unknown)
        {
            self.enter(kept);
        }
    }

    async fn remembered(self) -> Option<Remembered> {
        json::read(&self.store.device_get(PROFILE).await?).ok()
    }

    async fn write_memory(self, kept: &Remembered) {
        if let Ok(text) = json::write(kept) {
            self.store.device_set(PROFILE, Some(&text)).await;
        }
    }

    /// The device remembers nobody, and holds nobody's keys and answers.
    async fn forget(self) {
        self.store.device_set(PROFILE, None).await;
        self.store.nobody().await;
    }

    /// Somebody signed in. They are here when the keys to what they left here are here, too: what is typed before could
    /// not be kept, and what was kept could not be read.
    pub async fn welcome(self, me: &Me) -> Result<(), Fault> {
        clock::learn(me.now);
        if browser::present() != Some(me.session) {
            // It began before there was this cookie.
            browser::set_present(Some(me.session));
        }
        let news = self.own() != Some(me.session);
        let idle = self.unlock(me).await?;
        let kept = Remembered::new(
            me.actor.clone(),
            me.session,
            me.expires_at,
            idle,
            me.now,
            clock::of_device(),
        );
        if self.store.lasts() {
            self.write_memory(&kept).await;
            self.nothing_left().await;
        }
        self.enter(kept);
        if news {
            browser::tell_tabs();
        }
        Ok(())
    }

    /// Brings the keys to what lies here; answers with the session's idle limit.
    async fn unlock(self, me: &Me) -> Result<i64, Fault> {
        let (store, person) = (self.store, me.actor.person);
        if !store.lasts() {
            store.open_without_keys(person);
            return Ok(i64::MAX / 4);
        }
        if let Some(idle) = store.open_with_held_keys(person, me.session).await {
            return Ok(idle);
        }
        let device = store.device().await;
        // Before the first question of this session: it is this tab's from now on.
        api::works_for(None);
        let ask = DeviceKeyAsk {
            device,
            drop: Vec::new(),
        };
        let keys = api::call(&DeviceKeyOpen {}, &ask).await?;
        let drop = store.open_with_keys(person, me.session, &keys).await;
        if !drop.is_empty() {
            spawn_local(async move {
                let _ = api::call(&DeviceKeyOpen {}, &DeviceKeyAsk { device, drop }).await;
            });
        }
        Ok(keys.idle)
    }

    fn enter(self, kept: Remembered) {
        // A browser that shows no cookies to scripts: nothing to go by.
        let seen = browser::present() == Some(kept.session);
        api::works_for(seen.then_some(kept.session));
        let actor = kept.actor.clone();
        self.learn(Some(kept));
        self.expired.set(false);
        self.fault.set(None);
        self.visitor.set(Visitor::Person(actor));
        self.signed_in.update(|times| *times += 1);
        browser::ask_to_keep();
    }

    /// The server answered to this session: it lives on from now. Written as seldom as the server writes it.
    fn heard(self) {
        let now = clock::of_device();
        let due = self.inner.try_update_value(|it| {
            let kept = it.memory.as_mut()?;
            let due = now.0.saturating_sub(kept.heard_at.0).saturating_abs() >= SEEN_EVERY;
            due.then(|| {
                kept.heard_at = now;
                kept.clone()
            })
        });
        if let Some(kept) = due.flatten()
            && self.store.lasts()
            && !self.expired.get_untracked()
        {
            spawn_local(async move { self.write_memory(&kept).await });
        }
    }

    /// The session is over, by time or by an administrator, while somebody works: the form behind the dialog stays, and
    /// what lies on the device is closed to whoever opens the app after them.
    fn ended(self) {
        if self.person_untracked().is_some() {
            self.expired.set(true);
            self.close_device();
        }
    }

    fn close_device(self) {
        let Some(session) = self.own() else {
            return;
        };
        spawn_local(async move {
            self.store.drop_keys(session).await;
            if self
                .remembered()
                .await
                .is_some_and(|it| it.session == session)
            {
                self.store.device_set(PROFILE, None).await;
            }
        });
    }

    /// Without signal nobody says that the session is over: its own limit does.
    fn look_at_the_clock(self) {
        let over = self.inner.try_with_value(|it| {
            let kept = it.memory.as_ref();
            kept.is_some_and(|it| it.is_over(clock::of_device()))
        });
        if over == Some(true) && !self.expired.get_untracked() && self.person_untracked().is_some()
        {
            spawn_local(async move {
                // Another tab may have heard from the server since.
                match self.remembered().await {
                    Some(kept)
                        if kept.opens(browser::present(), clock::of_device())
                            && Some(kept.session) == self.own() =>
                    {
                        self.learn(Some(kept));
                    }
                    _ => self.ended(),
                }
            });
        }
    }

    /// Somebody came or left in another tab, or the cookie changed hands.
    fn look_again(self) {
        let own = self.own();
        let leaving = self.inner.try_with_value(|it| it.leaving) != Some(false);
        if leaving || self.person_untracked().is_none() {
            return;
        }
        match browser::present() {
            seen if seen == own => {}
            None => {
                // Their own leaving in another tab takes this one along; a lost cookie is for the server to judge.
                spawn_local(async move {
                    if self.remembered().await.is_none() {
                        self.vanish("").await;
                    } else {
                        self.ask().await;
                    }
                });
            }
            Some(_) => spawn_local(self.ask()),
        }
    }

    /// Tells the Worker of a session that was left without signal. False when it still does not know: then nobody may be
    /// recognised by that session's cookie.
    async fn say_left(self) -> bool {
        // An earlier release kept it in the store.
        let earlier = self.store.device_get(LEFT).await;
        let Some(session) = browser::left().or_else(|| earlier?.parse().ok()) else {
            return true;
        };
        if self.visitor.get_untracked() == Visitor::Unknown {
            self.visitor.set(Visitor::Guest);
        }
        match api::call(&DeviceEnd { session }, &Empty {}).await {
            Err(fault) if fault.is_passing() => false,
            _ => {
                self.nothing_left().await;
                true
            }
        }
    }

    /// The person leaves this device, with or without signal. `settled` are drafts that the server holds already. True
    /// when the page is being left, too; else the caller goes to the door.
    pub async fn leave(self, rest: Rest, settled: &[String]) -> bool {
        self.inner.try_update_value(|it| it.leaving = true);
        browser::set_left(self.own());
        if farewell().await {
            self.nothing_left().await;
        }
        browser::set_present(None);
        self.store.device_set(PROFILE, None).await;
        browser::tell_tabs();
        self.store.leave(rest == Rest::Goes, settled).await;
        browser::forget_settings(settings::THEME);
        self.vanish(match rest {
            Rest::Stays => "?keluar=terkunci",
            Rest::Goes => "?keluar=bersih",
        })
        .await
    }

    /// The server knows of every session that was left here.
    async fn nothing_left(self) {
        browser::set_left(None);
        self.store.device_set(LEFT, None).await;
    }

    /// Nothing of the person stays in this tab: it starts anew at the door, or, without signal and without a kept shell,
    /// empties itself.
    async fn vanish(self, query: &str) -> bool {
        self.store.nobody().await;
        api::works_for(None);
        self.learn(None);
        self.inner.try_update_value(|it| it.leaving = false);
        if browser::start_anew(&[to::SIGN_IN, query].concat()) {
            return true;
        }
        self.expired.set(false);
        self.visitor.set(Visitor::Guest);
        // Whoever keeps something of the person in memory lets it go.
        self.signed_in.update(|times| *times += 1);
        false
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

/// Tells the Worker that this session is over; true when it knows. It may not take for ever: somebody stands up and goes.
async fn farewell() -> bool {
    if !browser::navigator().on_line() {
        return false;
    }
    let answer = Rc::new(Cell::new(None));
    let heard = Rc::clone(&answer);
    spawn_local(async move {
        heard.set(Some(match api::call(&SessionEnd {}, &Empty {}).await {
            Ok(_) => true,
            Err(fault) => fault.code() == Some(Code::SignInNeeded),
        }));
    });
    for _ in 0..FAREWELL {
        if let Some(known) = answer.get() {
            return known;
        }
        TimeoutFuture::new(50).await;
    }
    false
}
