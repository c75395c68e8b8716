//! Writes that must arrive once, whatever the signal. Handed over, a request is on the device first; it goes
//! out at once when there is a connection, else later, in order, with or without its page being open.
//!
//! A request has one idempotency key, the same for every attempt. The outbox page shows what
//! waits. Nothing is called sent that the server has not confirmed.

use std::{collections::HashMap, rc::Rc};

use klisida_domain::{
    api::{Endpoint, Method},
    draft::is_definite,
    ids::{IdempotencyKey, InnovationId, PersonId},
    json,
    outbox::{Role, Waiting},
    problem::Problem,
    time::Instant,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use super::{
    outbox::{Outbox, use_outbox},
    sender::{Halt, Item, ItemId, Later, Sender},
};
use crate::{
    api::{self, Fault},
    clock, ids, paths as to,
    session::{Session, use_session},
    store::{Room, Store, StoreFault, use_store},
    ui::Faults,
};

/// Where requests lie on the device (the name is that of an earlier release, whose requests are still found).
const PLACE: &str = "letter/";

/// What a request is about, for the outbox page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The innovation; requests of one are sent in the order in which they were handed over.
    pub innovation: Option<InnovationId>,
    /// What it is, in words: "Catatan pemantauan", "Komentar".
    pub what: String,
    /// Name of the innovation or activity.
    pub title: String,
}

/// A request that waits, or that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
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

impl Request {
    fn place(&self) -> String {
        [PLACE, &self.key.to_string()].concat()
    }

    /// As the order of the outbox sees it.
    fn waiting(&self) -> Waiting {
        Waiting {
            id: ItemId::Request(self.key),
            about: self.about.innovation,
            role: match &*self.endpoint {
                // Nothing about its innovation can be sent before it: the server does not know the record yet.
                "RecordCreate" | "RecordStart" | "LegacyAdd" => Role::Begins,
                // A submission takes the parts as they are by then.
                "StepSet" => Role::HandsIn,
                _ => Role::Write,
            },
            since: self.since,
            held: self.refusal.is_some(),
        }
    }

    fn method(&self) -> Method {
        if self.method == "PUT" {
            Method::Put
        } else {
            Method::Post
        }
    }
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate<R> {
    /// The server has it, and answered.
    Arrived(R),
    /// It is on this device and goes out by itself.
    Waiting,
    /// The server will not have it. While its page is open, that holds what was typed; when it was left, the request stays
    /// on this device among the ones to be mended.
    Refused(Problem),
    /// This device did not keep it, and the server could not be reached: nothing was handed over.
    NotKept(StoreFault),
}

/// The sender of requests. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Requests {
    /// What waits or was refused, oldest first.
    pub queue: RwSignal<Vec<Request>>,
    /// The request on its way now.
    pub sending: RwSignal<Option<IdempotencyKey>>,
    /// Moves when a request arrived that had waited: what pages show may be old.
    pub arrived: RwSignal<u32>,
    rest: StoredValue<Rest>,
}

/// What pages do not look at, behind one handle: pages hand the sender on by value.
#[derive(Clone, Copy)]
struct Rest {
    answers: StoredValue<HashMap<IdempotencyKey, Result<String, Problem>>>,
    /// Requests that the server confirmed to this tab.
    confirmed: StoredValue<Vec<IdempotencyKey>>,
    /// Requests that the device did not keep.
    loose: StoredValue<Vec<IdempotencyKey>>,
    store: Store,
    session: Session,
    outbox: Outbox,
}

/// Starts the sender.
pub fn start() -> Requests {
    let requests = Requests {
        queue: RwSignal::new(Vec::new()),
        sending: RwSignal::new(None),
        arrived: RwSignal::new(0),
        rest: StoredValue::new(Rest {
            answers: StoredValue::new(HashMap::new()),
            confirmed: StoredValue::new(Vec::new()),
            loose: StoredValue::new(Vec::new()),
            store: use_store(),
            session: use_session(),
            outbox: use_outbox(),
        }),
    };
    use_outbox().join(Rc::new(requests));
    requests
}

impl Sender for Requests {
    fn list(&self) -> Vec<Item> {
        let sending = self.sending.get();
        self.queue.with(|queue| {
            queue
                .iter()
                .map(|it| Item {
                    what: ItemId::Request(it.key),
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
                    may_pass: true,
                    texts: if it.refusal.is_some() {
                        json::texts(&it.body)
                    } else {
                        Vec::new()
                    },
                    bytes: it.body.len(),
                    // A request that the device did not take is not handed over.
                    kept: true,
                })
                .collect()
        })
    }

    fn waiting(&self, _asked: bool) -> Vec<Waiting> {
        self.queue
            .with_untracked(|queue| queue.iter().map(Request::waiting).collect())
    }

    fn keeps(&self, item: &ItemId) -> bool {
        matches!(item, ItemId::Request(_))
    }

    fn send<'a>(&'a self, item: &'a ItemId) -> Later<'a, Result<(), Halt>> {
        Box::pin(async move {
            let request = self.queue.with_untracked(|queue| {
                let mut queue = queue.iter();
                queue.find(|it| ItemId::Request(it.key) == *item).cloned()
            });
            let Some(request) = request else {
                return Ok(());
            };
            let sent = self.carry(request).await;
            self.sending.try_set(None);
            sent
        })
    }

    fn recall(&self) -> Later<'_, ()> {
        let requests = *self;
        Box::pin(async move { requests.look_at_store().await })
    }

    fn forget(&self) {
        self.queue.set(Vec::new());
    }

    fn retry(&self, item: &ItemId) {
        self.queue.update(|queue| {
            let mut queue = queue.iter_mut();
            if let Some(request) = queue.find(|it| ItemId::Request(it.key) == *item) {
                request.refusal = None;
            }
        });
    }

    fn discard(&self, item: &ItemId) {
        if let ItemId::Request(key) = *item {
            Self::discard(*self, key);
        }
    }

    fn keep(&self) {}

    fn settled(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Requests {
    /// Hands a write over. Answers when the server answered, or when it survives the tab.
    ///
    /// `page` shows a refusal: as long as it is there the request goes back to it, else it is kept here.
    pub async fn send<E: Endpoint>(
        self,
        about: About,
        endpoint: &E,
        body: &E::Body,
        page: Faults,
    ) -> Fate<E::Reply> {
        let body = json::write(body).unwrap_or_default();
        let request = Request {
            key: ids::key(),
            about,
            endpoint: E::SPEC.name.to_owned(),
            method: E::SPEC.method.name().to_owned(),
            path: endpoint.path(),
            body,
            since: clock::now(),
            refusal: None,
        };
        match self.hand_over(request, page).await {
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
    pub fn waiting_for(self, innovation: InnovationId) -> Vec<Request> {
        self.queue.with(|queue| {
            queue
                .iter()
                .filter(|request| request.about.innovation == Some(innovation))
                .cloned()
                .collect()
        })
    }

    /// The server confirmed this request to this tab: it is not merely gone from the list.
    pub fn was_confirmed(self, key: IdempotencyKey) -> bool {
        is_among(self.rest().confirmed, key)
    }

    /// Throws a request away: what it said will not be sent.
    pub fn discard(self, key: IdempotencyKey) {
        spawn_local(async move { self.take_off(key).await });
    }

    /// Tries a refused request again, unchanged.
    pub fn retry(self, key: IdempotencyKey) {
        self.rest().outbox.retry(&ItemId::Request(key));
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

    async fn hand_over(self, request: Request, page: Faults) -> Handed {
        let key = request.key;
        // What was begun stays on the device as an innovation of its own, with its refusal.
        let own_record = request.endpoint == "RecordCreate";
        let kept = self.keep_request(&request).await;
        if kept.is_err() {
            self.rest().loose.update_value(|loose| loose.push(key));
        }
        self.queue.update(|queue| queue.push(request));
        let _ = self.rest().outbox.deliver(&ItemId::Request(key)).await;
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

    async fn keep_request(self, request: &Request) -> Result<(), StoreFault> {
        let text = json::write(request).map_err(|_| StoreFault::Refused)?;
        self.rest()
            .store
            .put(Room::Drafts, &request.place(), &text)
            .await
    }

    async fn take_off(self, key: IdempotencyKey) {
        self.rest()
            .loose
            .try_update_value(|loose| loose.retain(|it| *it != key));
        self.queue
            .try_update(|queue| queue.retain(|request| request.key != key));
        let place = [PLACE, &key.to_string()].concat();
        let _ = self.rest().store.remove(Room::Drafts, &place).await;
    }

    /// All requests of the person signed in that this device holds; those that another tab sent or threw away go.
    async fn look_at_store(self) {
        let Some(owner) = self.person() else { return };
        let before: Vec<_> = self
            .queue
            .with_untracked(|queue| queue.iter().map(|request| request.key).collect());
        let Ok(found) = self.rest().store.list(Room::Drafts, PLACE).await else {
            return;
        };
        if self.person() != Some(owner) {
            return;
        }
        let mut queue: Vec<Request> = found
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
        self.queue.update(|known| {
            known.retain(|request| stays(request.key));
            queue.retain(|request| known.iter().all(|other| other.key != request.key));
            queue.append(known);
            queue.sort_by_key(|request| (request.since, request.key));
            *known = queue;
        });
    }

    /// Another tab has sent it, or thrown it away.
    async fn is_gone(self, request: &Request) -> bool {
        let store = self.rest().store;
        let found = store.get(Room::Drafts, &request.place()).await;
        found == Ok(None) && !is_among(self.rest().loose, request.key)
    }

    async fn carry(self, request: Request) -> Result<(), Halt> {
        if self.is_gone(&request).await {
            self.queue
                .update(|queue| queue.retain(|it| it.key != request.key));
            return Ok(());
        }
        if let Some(problem) = request.refusal {
            return Err(Halt::Fault(Fault::Refused(problem)));
        }
        self.sending.set(Some(request.key));
        let (method, body) = (request.method(), request.body.clone());
        let answers = self.rest().answers;
        match api::send_text(method, &request.path, body, request.key).await {
            Ok(text) => {
                let confirmed = self.rest().confirmed;
                confirmed.update_value(|confirmed| confirmed.push(request.key));
                answers.update_value(|answers| drop(answers.insert(request.key, Ok(text))));
                self.take_off(request.key).await;
                self.arrived.update(|count| *count += 1);
                // What waited for it may go now.
                self.rest().outbox.wake();
                Ok(())
            }
            Err(Fault::Refused(problem)) if is_definite(problem.code) => {
                answers.update_value(|answers| {
                    drop(answers.insert(request.key, Err(problem.clone())));
                });
                let refused = Fault::Refused(problem.clone());
                let request = Request {
                    refusal: Some(problem),
                    ..request
                };
                let _ = self.keep_request(&request).await;
                self.queue.update(|queue| {
                    if let Some(known) = queue.iter_mut().find(|it| it.key == request.key) {
                        *known = request;
                    }
                });
                Err(Halt::Fault(refused))
            }
            Err(fault) => Err(Halt::Fault(fault)),
        }
    }
}

fn is_among(list: StoredValue<Vec<IdempotencyKey>>, key: IdempotencyKey) -> bool {
    list.try_with_value(|list| list.contains(&key)) == Some(true)
}

/// What became of a request, before its answer is read.
enum Handed {
    Answer(String),
    Waits,
    No(Problem),
    NotKept(StoreFault),
}
