//! When what waits is sent: when somebody signs in, when the connection is back, when the window is looked at again, when a
//! page wants it, and from time to time while something waits. One timer and one wait between attempts for each lane.

use std::rc::Rc;

use gloo_timers::{callback::Interval, future::TimeoutFuture};
use klisida_domain::{
    draft::is_definite,
    ids::PersonId,
    outbox::{self, ItemId, Lane, Waiting},
    problem::Code,
    time::SECOND,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    lock,
    sender::{Halt, Sender},
};
use crate::{
    api::Fault,
    browser, clock, net,
    session::{Session, use_session},
    store::{Store, use_store},
};

/// How often the scheduler looks whether something waits, in milliseconds.
const ROUND_MS: u32 = 5_000;
/// Longest wait between two attempts without signal, in milliseconds.
const LONGEST_WAIT: i64 = 60 * SECOND;
/// How long storage may take to be read before the order does without it, in steps of 10 milliseconds.
const PATIENCE_STEPS: u32 = 500;
/// More attempts than this for one item in one go mean that something is wrong; the next round tries again.
const MOST_STEPS: usize = 40;

/// Sends what the senders keep. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Scheduler(StoredValue<Inner, LocalStorage>);

struct Inner {
    senders: Vec<Rc<dyn Sender>>,
    /// Whose items are kept in memory.
    owner: Option<PersonId>,
    /// How many are reading what lies on this device: the order is not known before they are done.
    recalling: u32,
    lanes: [Pace; 2],
    store: Store,
    session: Session,
}

/// How a lane gets on.
#[derive(Clone, Copy, Default)]
struct Pace {
    /// Somebody is sending.
    running: bool,
    /// Once more after that, since something came in meanwhile.
    again: bool,
    /// A person wants it sent, whatever the connection costs.
    asked: bool,
    /// The wait after the last attempt that failed, in milliseconds.
    wait: i64,
    /// No attempt by itself before this time.
    due: i64,
}

const fn index(lane: Lane) -> usize {
    match lane {
        Lane::Texts => 0,
        Lane::Files => 1,
    }
}

const fn turn_of(lane: Lane) -> &'static str {
    match lane {
        Lane::Texts => lock::TEXTS,
        Lane::Files => lock::FILES,
    }
}

impl Scheduler {
    /// Starts it, without senders.
    pub fn start() -> Self {
        let session = use_session();
        let scheduler = Self(StoredValue::new_local(Inner {
            senders: Vec::new(),
            owner: None,
            recalling: 0,
            lanes: [Pace::default(); 2],
            store: use_store(),
            session,
        }));
        Effect::new(move || {
            session.signed_in.track();
            scheduler.signed_in();
        });
        let online = net::online();
        Effect::new(move || {
            if online.get() {
                scheduler.go(false);
            }
        });
        browser::on("focus", move || scheduler.look_again());
        Interval::new(ROUND_MS, move || scheduler.round()).forget();
        scheduler
    }

    /// Someone new who keeps and sends; what lies on this device for them is read.
    pub fn join(self, sender: Rc<dyn Sender>) {
        let them = Rc::clone(&sender);
        self.0.update_value(|it| it.senders.push(sender));
        if self.person().is_some() {
            spawn_local(async move {
                self.recall(vec![them]).await;
                self.go(false);
            });
        }
    }

    /// Those who keep and send.
    pub fn senders(self) -> Vec<Rc<dyn Sender>> {
        self.0
            .try_with_value(|it| it.senders.clone())
            .unwrap_or_default()
    }

    /// Sends in both lanes what may go. `asked`: a person wants it, whatever the connection costs.
    pub fn go(self, asked: bool) {
        for lane in Lane::ALL {
            spawn_local(async move {
                self.run(lane, asked).await;
            });
        }
    }

    /// Sends an item, and before it what must arrive first.
    pub async fn deliver(self, item: &ItemId) -> Result<(), Halt> {
        for _ in 0..MOST_STEPS {
            let all = self.waiting(true).await;
            if all.iter().all(|it| it.id != *item) {
                return Ok(());
            }
            // What it waits for is held itself.
            let Some(first) = outbox::towards(&all, item).cloned() else {
                return Err(Halt::Fault(Fault::Offline));
            };
            let sent = self.send(&first).await;
            if first.id == *item {
                return sent;
            }
            match sent {
                // It is held now; what may not go without it says so in the next turn.
                Err(Halt::Fault(Fault::Refused(problem))) if is_definite(problem.code) => {}
                sent => sent?,
            }
        }
        Err(Halt::Fault(Fault::Unreadable(0)))
    }

    fn person(self) -> Option<PersonId> {
        let session = self.0.try_with_value(|it| it.session)?;
        session.person_untracked().map(|actor| actor.person)
    }

    fn signed_in(self) {
        let person = self.person();
        let other = self.0.try_update_value(|it| {
            let other = it.owner != person;
            it.owner = person;
            other
        });
        if other == Some(true) {
            for sender in self.senders() {
                sender.forget();
            }
        }
        if person.is_some() {
            self.look_again();
        }
    }

    /// What other tabs wrote, sent or threw away is taken over, and what waits goes out.
    fn look_again(self) {
        spawn_local(async move {
            if self.person().is_some() {
                self.recall(self.senders()).await;
                self.go(false);
            }
        });
    }

    async fn recall(self, senders: Vec<Rc<dyn Sender>>) {
        self.0.try_update_value(|it| it.recalling += 1);
        for sender in senders {
            sender.recall().await;
        }
        self.0.try_update_value(|it| it.recalling -= 1);
    }

    /// Everything that waits, once all that lies on this device is known, or its storage has kept everybody waiting for long.
    async fn waiting(self, asked: bool) -> Vec<Waiting> {
        for _ in 0..PATIENCE_STEPS {
            if self.0.try_with_value(|it| it.recalling > 0) != Some(true) {
                break;
            }
            TimeoutFuture::new(10).await;
        }
        let senders = self.senders();
        senders.iter().flat_map(|it| it.waiting(asked)).collect()
    }

    /// Sends one item. One tab after another: what the other one sent is seen before this one would send it, too.
    async fn send(self, item: &Waiting) -> Result<(), Halt> {
        let away = Err(Halt::Fault(Fault::Offline));
        let (Some(owner), Some(store)) = (self.person(), self.0.try_with_value(|it| it.store))
        else {
            return away;
        };
        let _turn = lock::turn(store, turn_of(item.lane())).await;
        // The wait may be long: by now this may be another person's browser.
        if self.person() != Some(owner) {
            return away;
        }
        let sender = self.senders().into_iter().find(|it| it.keeps(&item.id));
        match sender {
            Some(sender) => sender.send(&item.id).await,
            None => Ok(()),
        }
    }

    /// Nobody may send: the session is over, or this app is too old for the server.
    fn is_stopped(self) -> bool {
        let stopped = self.0.try_with_value(|it| {
            it.session.expired.get_untracked() || it.session.outdated.get_untracked()
        });
        stopped != Some(false) || self.person().is_none()
    }

    /// Sends what may go in a lane, one item after another, until nothing may or the network is gone. True when nothing
    /// stood in the way.
    async fn run(self, lane: Lane, asked: bool) -> bool {
        let begun = self.pace(lane, |pace| {
            pace.again |= pace.running;
            pace.asked |= asked;
            !core::mem::replace(&mut pace.running, true)
        });
        if begun != Some(true) {
            return true;
        }
        let mut clear;
        loop {
            let asked = self.pace(lane, |pace| core::mem::take(&mut pace.asked));
            clear = self.run_once(lane, asked == Some(true)).await;
            let again = self.pace(lane, |pace| core::mem::take(&mut pace.again));
            if again != Some(true) || !clear {
                break;
            }
        }
        self.pace(lane, |pace| {
            pace.running = false;
            pace.again = false;
            pace.asked = false;
        });
        clear
    }

    async fn run_once(self, lane: Lane, asked: bool) -> bool {
        let (mut tried, mut clear) = (Vec::new(), true);
        for _ in 0..MOST_STEPS * 10 {
            if self.is_stopped() {
                return false;
            }
            let all = self.waiting(asked).await;
            let Some(item) = outbox::next(&all, lane, &tried).cloned() else {
                return clear;
            };
            match self.send(&item).await {
                // What is written on all the time is asked for again in the next round.
                Ok(()) | Err(Halt::Choose) => {}
                Err(Halt::Fault(Fault::Offline | Fault::TimedOut)) => return false,
                Err(Halt::Fault(Fault::Refused(problem)))
                    if problem.code == Code::TooManyRequests =>
                {
                    return false;
                }
                Err(Halt::Fault(Fault::Refused(problem))) => clear &= is_definite(problem.code),
                Err(Halt::Fault(Fault::Unreadable(_) | Fault::NotKept(_))) => clear = false,
            }
            tried.push(item.id);
        }
        clear
    }

    fn pace<R>(self, lane: Lane, look: impl FnOnce(&mut Pace) -> R) -> Option<R> {
        self.0
            .try_update_value(|it| it.lanes.get_mut(index(lane)).map(look))
            .flatten()
    }

    fn round(self) {
        let now = clock::now().0;
        for lane in Lane::ALL {
            if self.pace(lane, |pace| now < pace.due || pace.running) != Some(false) {
                continue;
            }
            let senders = self.senders();
            let all: Vec<_> = senders.iter().flat_map(|it| it.waiting(false)).collect();
            if outbox::next(&all, lane, &[]).is_none() {
                continue;
            }
            self.pace(lane, |pace| pace.due = i64::MAX);
            spawn_local(async move {
                let clear = self.run(lane, false).await;
                self.pace(lane, |pace| {
                    pace.wait = if clear {
                        0
                    } else {
                        (pace.wait * 2).clamp(5 * SECOND, LONGEST_WAIT)
                    };
                    pace.due = clock::now().0.saturating_add(pace.wait);
                });
            });
        }
    }
}
