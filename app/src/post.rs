//! The post: writes that must arrive once, whatever the signal. Handed over, a letter is on the device first; it goes
//! out at once when there is a connection, else later, in order, with or without its page being open.
//!
//! One letter is one request with its idempotency key: the same key for every attempt. The outbox page shows what
//! waits. Nothing is called sent that the server has not confirmed.

use std::{cell::Cell, collections::HashMap, future::Future, pin::Pin, rc::Rc};

use gloo_timers::{callback::Interval, future::TimeoutFuture};
use klisida_domain::{
    api::{Endpoint, Method},
    draft::is_definite,
    ids::{IdempotencyKey, InnovationId, PersonId},
    json,
    problem::Problem,
    time::{Instant, SECOND},
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use crate::{
    api::{self, Fault},
    browser, clock, ids,
    mail::use_mail,
    net,
    offline::lock,
    routes::to,
    session::{Session, use_session},
    store::{Room, Store, StoreFault, use_store},
    ui::Faults,
    unsent::{Keeper, Waiting, What, Wish, use_unsent},
};

/// How often the post looks whether something waits, in milliseconds.
const ROUND_MS: u32 = 5_000;
/// Longest wait between two attempts without signal.
const LONGEST_WAIT: i64 = 60 * SECOND;
/// Where letters lie on the device.
const PLACE: &str = "letter/";

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
    /// Method, the same for every attempt.
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

impl Letter {
    fn place(&self) -> String {
        [PLACE, &self.key.to_string()].concat()
    }

    /// Nothing about its innovation can be sent before it: the server does not know the record yet.
    fn begins(&self) -> bool {
        matches!(&*self.endpoint, "RecordCreate" | "RecordStart")
    }

    /// What the record says must be there first: a submission takes the parts as they are.
    fn hands_in(&self) -> bool {
        self.endpoint == "StepSet"
    }

    fn method(&self) -> Method {
        if self.method == "PUT" {
            Method::Put
        } else {
            Method::Post
        }
    }
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate<R> {
    /// The server has it, and answered.
    Arrived(R),
    /// It is on this device and goes out by itself.
    Waiting,
    /// The server will not have it. While its page is open, that holds what was typed; when it was left, the letter stays
    /// on this device among the ones to be mended.
    Refused(Problem),
    /// This device did not keep it, and the server could not be reached: nothing was handed over.
    NotKept(StoreFault),
}

/// Sends what must be there before a submission; true when all of it is.
type Before = Rc<dyn Fn(InnovationId) -> Pin<Box<dyn Future<Output = bool>>>>;

/// The post. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Post {
    /// What waits or was refused, oldest first.
    pub letters: RwSignal<Vec<Letter>>,
    /// The letter on its way now.
    pub sending: RwSignal<Option<IdempotencyKey>>,
    /// Moves when a letter arrived that had waited: what pages show may be old.
    pub arrived: RwSignal<u32>,
    rest: StoredValue<Rest>,
}

/// What pages do not look at, behind one handle: pages hand the post on by value.
#[derive(Clone, Copy)]
struct Rest {
    answers: StoredValue<HashMap<IdempotencyKey, Result<String, Problem>>>,
    /// Letters that the server confirmed to this tab.
    confirmed: StoredValue<Vec<IdempotencyKey>>,
    /// Letters that the device did not keep.
    loose: StoredValue<Vec<IdempotencyKey>>,
    before: StoredValue<Option<Before>, LocalStorage>,
    busy: StoredValue<bool>,
    store: Store,
    session: Session,
}

/// Starts the post. It wakes when somebody signs in, when the connection is back, when the window is looked at again,
/// and from time to time while something waits.
pub fn start() -> Post {
    let post = Post {
        letters: RwSignal::new(Vec::new()),
        sending: RwSignal::new(None),
        arrived: RwSignal::new(0),
        rest: StoredValue::new(Rest {
            answers: StoredValue::new(HashMap::new()),
            confirmed: StoredValue::new(Vec::new()),
            loose: StoredValue::new(Vec::new()),
            before: StoredValue::new_local(None),
            busy: StoredValue::new(false),
            store: use_store(),
            session: use_session(),
        }),
    };
    use_unsent().join(Keeper {
        list: Memo::new(move |_| post.unsent()).into(),
        on: Callback::new(move |wish| match wish {
            Wish::Send => post.send_now(),
            Wish::Retry(What::Letter(key)) => post.retry(key),
            Wish::Discard(What::Letter(key)) => post.discard(key),
            Wish::Retry(_) | Wish::Discard(_) | Wish::Keep => {}
        }),
        settled: Callback::new(|()| Vec::new()),
    });

    let owner = StoredValue::new(None);
    Effect::new(move || {
        post.rest().session.signed_in.track();
        let person = post.person();
        if owner.get_value() != person {
            owner.set_value(person);
            post.letters.set(Vec::new());
        }
        if person.is_some() {
            spawn_local(async move {
                post.recall().await;
                post.flush().await;
            });
        }
    });
    let online = net::online();
    Effect::new(move || {
        if online.get() {
            post.send_now();
        }
    });
    browser::on("focus", move || {
        spawn_local(async move {
            post.recall().await;
            post.flush().await;
        });
    });
    post.keep_trying();
    post
}

/// The post of this app.
pub fn use_post() -> Post {
    use_mail().post
}

impl Post {
    fn unsent(self) -> Vec<Waiting> {
        let sending = self.sending.get();
        self.letters.with(|letters| {
            letters
                .iter()
                .map(|it| Waiting {
                    what: What::Letter(it.key),
                    title: [&it.about.what, ": ", &it.about.title].concat(),
                    page: it.about.innovation.map(to::innovation),
                    since: it.since,
                    words: match (&it.refusal, sending == Some(it.key)) {
                        (Some(_), _) => "Belum diterima",
                        (None, true) => "Mengirim",
                        (None, false) => "Di perangkat ini",
                    }
                    .to_owned(),
                    refusal: it.refusal.as_ref().map(Problem::words),
                    texts: if it.refusal.is_some() {
                        json::texts(&it.body)
                    } else {
                        Vec::new()
                    },
                    bytes: it.body.len(),
                    // A letter that the device did not take is not handed over.
                    kept: true,
                })
                .collect()
        })
    }

    /// Hands a write over. Answers when the server answered, or when it survives the tab.
    ///
    /// `page` shows a refusal: as long as it is there the letter goes back to it, else it is kept here.
    pub async fn send<E: Endpoint>(
        self,
        about: About,
        endpoint: &E,
        body: &E::Body,
        page: Faults,
    ) -> Fate<E::Reply> {
        let body = json::write(body).unwrap_or_default();
        let letter = Letter {
            key: ids::key(),
            about,
            endpoint: E::SPEC.name.to_owned(),
            method: E::SPEC.method.name().to_owned(),
            path: endpoint.path(),
            body,
            since: clock::now(),
            refusal: None,
        };
        match self.hand_over(letter, page).await {
            Handed::Answer(text) => match json::read(&text) {
                Ok(reply) => Fate::Arrived(reply),
                Err(_) => Fate::Waiting,
            },
            Handed::Waits => Fate::Waiting,
            Handed::No(problem) => Fate::Refused(problem),
            Handed::NotKept(fault) => Fate::NotKept(fault),
        }
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

    /// The server does not know this innovation's record yet: a letter that begins it waits.
    pub fn begins(self, innovation: InnovationId) -> bool {
        self.letters.with_untracked(|letters| {
            letters
                .iter()
                .any(|letter| letter.about.innovation == Some(innovation) && letter.begins())
        })
    }

    /// The server confirmed this letter to this tab: it is not merely gone from the list.
    pub fn was_confirmed(self, key: IdempotencyKey) -> bool {
        is_among(self.rest().confirmed, key)
    }

    /// Throws a letter away: what it said will not be sent.
    pub fn discard(self, key: IdempotencyKey) {
        spawn_local(async move { self.take_off(key).await });
    }

    /// Tries a refused letter again, unchanged.
    pub fn retry(self, key: IdempotencyKey) {
        self.letters.update(|letters| {
            if let Some(letter) = letters.iter_mut().find(|letter| letter.key == key) {
                letter.refusal = None;
            }
        });
        self.send_now();
    }

    /// Tries now what waits.
    pub fn send_now(self) {
        spawn_local(async move {
            self.flush().await;
        });
    }

    /// Who sends what must be there before a submission.
    pub fn set_before(self, before: Before) {
        self.rest().before.set_value(Some(before));
    }

    fn rest(self) -> Rest {
        self.rest.get_value()
    }

    fn person(self) -> Option<PersonId> {
        self.rest()
            .session
            .person_untracked()
            .map(|actor| actor.person)
    }

    async fn hand_over(self, letter: Letter, page: Faults) -> Handed {
        let key = letter.key;
        // What was begun stays on the device as an innovation of its own, with its refusal.
        let own_record = letter.endpoint == "RecordCreate";
        let kept = self.keep(&letter).await;
        if kept.is_err() {
            self.rest().loose.update_value(|loose| loose.push(key));
        }
        self.letters.update(|letters| letters.push(letter));
        self.flush().await;
        let answer = self
            .rest()
            .answers
            .try_update_value(|answers| answers.remove(&key))
            .flatten();
        match (answer, kept) {
            (Some(Ok(text)), _) => Handed::Answer(text),
            (Some(Err(problem)), _) => {
                if own_record || page.is_alive() {
                    self.take_off(key).await;
                }
                Handed::No(problem)
            }
            (None, Ok(())) => Handed::Waits,
            (None, Err(fault)) => {
                self.take_off(key).await;
                Handed::NotKept(fault)
            }
        }
    }

    async fn keep(self, letter: &Letter) -> Result<(), StoreFault> {
        let text = json::write(letter).map_err(|_| StoreFault::Refused)?;
        self.rest()
            .store
            .put(Room::Drafts, &letter.place(), &text)
            .await
    }

    async fn take_off(self, key: IdempotencyKey) {
        self.rest()
            .loose
            .try_update_value(|loose| loose.retain(|it| *it != key));
        self.letters
            .try_update(|letters| letters.retain(|letter| letter.key != key));
        let place = [PLACE, &key.to_string()].concat();
        let _ = self.rest().store.remove(Room::Drafts, &place).await;
    }

    /// All letters of the person signed in that this device holds; those that another tab sent or threw away go.
    async fn recall(self) {
        let Some(owner) = self.person() else { return };
        let before: Vec<_> = self
            .letters
            .with_untracked(|letters| letters.iter().map(|letter| letter.key).collect());
        let Ok(found) = self.rest().store.list(Room::Drafts, PLACE).await else {
            return;
        };
        if self.person() != Some(owner) {
            return;
        }
        let mut letters: Vec<Letter> = found
            .iter()
            .filter_map(|(_, text)| json::read(text).ok())
            .collect();
        let stays = |key: IdempotencyKey| {
            let place = [PLACE, &key.to_string()].concat();
            // Handed over while the store was read, or never kept by the device.
            !before.contains(&key)
                || found.iter().any(|(it, _)| *it == place)
                || is_among(self.rest().loose, key)
        };
        self.letters.update(|known| {
            known.retain(|letter| stays(letter.key));
            letters.retain(|letter| known.iter().all(|other| other.key != letter.key));
            letters.append(known);
            letters.sort_by_key(|letter| (letter.since, letter.key));
            *known = letters;
        });
    }

    /// Another tab has sent it, or thrown it away.
    async fn is_gone(self, letter: &Letter) -> bool {
        let store = self.rest().store;
        let found = store.get(Room::Drafts, &letter.place()).await;
        found == Ok(None) && !is_among(self.rest().loose, letter.key)
    }

    /// The next letter that may go: the oldest that waits, of an innovation that is not held up.
    fn next(self, held: &[InnovationId]) -> Option<Letter> {
        self.letters.with_untracked(|letters| {
            letters
                .iter()
                .find(|letter| {
                    letter.refusal.is_none()
                        && letter.about.innovation.is_none_or(|it| !held.contains(&it))
                })
                .cloned()
        })
    }

    /// Sends what waits, in order, until nothing does or the network is gone. True when nothing stood in the way.
    async fn flush(self) -> bool {
        while self.rest().busy.try_get_value() == Some(true) {
            TimeoutFuture::new(40).await;
        }
        self.rest().busy.set_value(true);
        let clear = self.carry().await;
        self.rest().busy.try_set_value(false);
        self.sending.try_set(None);
        clear
    }

    async fn carry(self) -> bool {
        let owner = self.person();
        let mut held: Vec<InnovationId> = Vec::new();
        while let Some(letter) = self.next(&held) {
            if self.person() != owner
                || owner.is_none()
                || self.rest().session.expired.get_untracked()
                || self.rest().session.outdated.get_untracked()
            {
                return false;
            }
            if let Some(innovation) = letter.about.innovation.filter(|_| letter.hands_in())
                && let Some(before) = self.rest().before.get_value()
                && !before(innovation).await
            {
                held.push(innovation);
                continue;
            }
            let _turn = lock::turn(self.rest().store, lock::TEXTS).await;
            // The wait may be long: by now this may be another person's browser.
            if self.person() != owner {
                return false;
            }
            if self.is_gone(&letter).await {
                self.letters
                    .update(|letters| letters.retain(|it| it.key != letter.key));
                continue;
            }
            self.sending.set(Some(letter.key));
            let answer = api::send_text(
                letter.method(),
                &letter.path,
                letter.body.clone(),
                letter.key,
            )
            .await;
            match answer {
                Ok(text) => {
                    let confirmed = self.rest().confirmed;
                    confirmed.update_value(|confirmed| confirmed.push(letter.key));
                    self.rest()
                        .answers
                        .update_value(|answers| drop(answers.insert(letter.key, Ok(text))));
                    self.take_off(letter.key).await;
                    self.arrived.update(|count| *count += 1);
                }
                Err(Fault::Refused(problem)) if is_definite(problem.code) => {
                    self.rest().answers.update_value(|answers| {
                        drop(answers.insert(letter.key, Err(problem.clone())));
                    });
                    // What was begun and refused keeps everything behind it from being sent.
                    held.extend(letter.about.innovation.filter(|_| letter.begins()));
                    let letter = Letter {
                        refusal: Some(problem),
                        ..letter
                    };
                    let _ = self.keep(&letter).await;
                    self.letters.update(|letters| {
                        if let Some(known) = letters.iter_mut().find(|it| it.key == letter.key) {
                            *known = letter;
                        }
                    });
                }
                Err(_) => return false,
            }
        }
        held.is_empty()
    }

    fn keep_trying(self) {
        let (due, wait) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let round = move || {
            let now = clock::now().0;
            if self.next(&[]).is_none() || now < due.get() {
                return;
            }
            let (due, wait) = (Rc::clone(&due), Rc::clone(&wait));
            due.set(i64::MAX);
            spawn_local(async move {
                let longer = if self.flush().await {
                    0
                } else {
                    (wait.get() * 2).clamp(5 * SECOND, LONGEST_WAIT)
                };
                wait.set(longer);
                due.set(clock::now().0.saturating_add(longer));
            });
        };
        Interval::new(ROUND_MS, round).forget();
    }
}

fn is_among(list: StoredValue<Vec<IdempotencyKey>>, key: IdempotencyKey) -> bool {
    list.try_with_value(|list| list.contains(&key)) == Some(true)
}

/// What became of a letter, before its answer is read.
enum Handed {
    Answer(String),
    Waits,
    No(Problem),
    NotKept(StoreFault),
}
