//! The one way in which a page acts. A button starts a write once at a time; its idempotency key stays the same over
//! retries until the body changes; a refusal is shown at its field or on top of the form; success is said in words.
//! What may wait for a connection goes out by the outbox and is otherwise the same.
//!
//! The generic functions here are small shells: what they do is in the wasm once, not once an endpoint.

use std::{future::Future, pin::Pin, rc::Rc};

use klisida_domain::{api::Endpoint, ids::InnovationId, json, problem::Code};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    api::{Fault, Once, Request},
    ids,
    offline::{
        requests::{About, Fate},
        senders::use_requests,
    },
    ui::{Busy, Faults, announce},
};

/// What was just done, in words on the page. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Said(RwSignal<Option<(&'static str, String)>>);

impl Default for Said {
    fn default() -> Self {
        Self::new()
    }
}

impl Said {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// It was done.
    pub fn done(self, words: String) {
        self.0.try_set(Some(("notice done", words)));
    }

    /// It is on this device and was not sent yet.
    pub fn waits(self, words: String) {
        self.0.try_set(Some(("notice warn", words)));
    }

    /// Says nothing any more.
    pub fn clear(self) {
        self.0.try_set(None);
    }

    /// The sentence; screen readers hear it.
    pub fn view(self) -> AnyView {
        (move || {
            let (class, words) = self.0.get()?;
            Some(view! { <div class=class role="status"><p>{words}</p></div> })
        })
        .into_any()
    }
}

type Job = Pin<Box<dyn Future<Output = Result<String, Fault>>>>;
type Hear = Rc<dyn Fn(Fault) -> Option<Fault>>;

/// What a request about an innovation is called in the outbox.
pub fn about(innovation: InnovationId, what: &str, title: String) -> About {
    About {
        innovation: Some(innovation),
        what: what.to_owned(),
        title,
    }
}

/// Something that a person does with a button. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Action {
    /// It runs.
    pub busy: Busy,
    /// Why it did not succeed.
    pub faults: Faults,
    rest: StoredValue<Rest, LocalStorage>,
}

#[derive(Clone)]
struct Rest {
    once: Once,
    id: Uuid,
    said: Said,
    /// The page shows `said`; else it is announced.
    is_shown: bool,
    dialog: Option<RwSignal<bool>>,
    hear: Option<Hear>,
}

impl Default for Action {
    fn default() -> Self {
        Self::new()
    }
}

impl Action {
    /// Not tried yet.
    pub fn new() -> Self {
        Self::of(Faults::new())
    }

    /// As [`Action::new`], for a form that has its own list of what is wrong.
    pub fn of(faults: Faults) -> Self {
        Self {
            busy: Busy::new(),
            faults,
            rest: StoredValue::new_local(Rest {
                once: Once::new(),
                id: ids::new(),
                said: Said::new(),
                is_shown: false,
                dialog: None,
                hear: None,
            }),
        }
    }

    /// As [`Action::new`], for what may wait for a connection: who sends it starts with the page.
    pub fn by_outbox() -> Self {
        use_requests();
        Self::new()
    }

    /// Success closes this dialog.
    pub fn closes(self, dialog: RwSignal<bool>) -> Self {
        self.with(|rest| rest.dialog = Some(dialog))
    }

    /// Success is said where the page says everything that was done, instead of to screen readers alone.
    pub fn says_in(self, said: Said) -> Self {
        self.with(|rest| (rest.said, rest.is_shown) = (said, true))
    }

    /// Hears of a refusal before it is shown, and answers what is shown of it.
    pub fn on_refusal(self, hear: impl Fn(Fault) -> Option<Fault> + 'static) -> Self {
        self.with(|rest| rest.hear = Some(Rc::new(hear)))
    }

    /// What it makes next is another thing: the dialog was opened for another row.
    pub fn renew(self) {
        self.with(|rest| rest.id = ids::new());
    }

    fn with(self, change: impl FnOnce(&mut Rest)) -> Self {
        self.rest.try_update_value(change);
        self
    }

    /// Shows what became of it, here.
    pub fn outcome(self) -> AnyView {
        self.with(|rest| rest.is_shown = true);
        self.rest.with_value(|rest| rest.said).view()
    }

    /// The id of what is made: the same at every try, another one after success.
    pub fn id(self) -> Uuid {
        self.rest
            .try_with_value(|rest| rest.id)
            .unwrap_or_else(ids::new)
    }

    /// Sends, says `words` after success (nothing when empty), and gives the answer to `done`.
    pub fn run<E>(
        self,
        endpoint: E,
        body: E::Body,
        words: impl Into<String>,
        done: impl FnOnce(E::Reply) + 'static,
    ) where
        E: Endpoint + 'static,
    {
        let take = Box::new(move |text: String| json::read(&text).map(done).is_ok());
        self.start_request(Request::of(&endpoint, &body), words.into(), take);
    }

    fn start_request(self, request: Request, words: String, take: Box<dyn FnOnce(String) -> bool>) {
        let Some(once) = self.rest.try_with_value(|rest| rest.once) else {
            return;
        };
        self.start(Box::pin(async move {
            let text = once.send(request).await?;
            take(text).then_some(words).ok_or(Fault::Unreadable(200))
        }));
    }

    /// Hands over to the outbox, and says what became of it. `done` gets the answer, or nothing while it waits for a
    /// connection.
    pub fn send<E>(
        self,
        about: About,
        endpoint: E,
        body: E::Body,
        done: impl FnOnce(Option<E::Reply>) + 'static,
    ) where
        E: Endpoint + 'static,
    {
        self.job(async move {
            let words = [&about.what, " terkirim."].concat();
            let reply = self.hand_over(about, &endpoint, &body).await?;
            let words = reply.as_ref().map_or_else(String::new, |_| words);
            done(reply);
            Ok(words)
        });
    }

    /// Runs a job of several requests, once at a time; the words with which it ends are said, unless they are empty.
    pub fn job(self, job: impl Future<Output = Result<String, Fault>> + 'static) {
        self.start(Box::pin(job));
    }

    fn start(self, job: Job) {
        let Some(rest) = self.rest.try_get_value() else {
            return;
        };
        self.busy.run(async move {
            self.faults.clear();
            self.with(|rest| {
                if rest.is_shown {
                    rest.said.clear();
                }
            });
            match job.await {
                Ok(words) => {
                    self.with(|rest| rest.id = ids::new());
                    if let Some(dialog) = rest.dialog {
                        dialog.try_set(false);
                    }
                    if !words.is_empty() {
                        // What was done may have ended this part of the page.
                        let now = self.rest.try_get_value().unwrap_or(rest);
                        now.tell(&words, Said::done);
                    }
                }
                Err(fault) => {
                    // Made already by an earlier try with another text: the next one makes another.
                    if fault.code() == Some(Code::KeyReused) {
                        self.with(|rest| rest.id = ids::new());
                    }
                    let shown = match rest.hear {
                        Some(hear) => hear(fault),
                        None => Some(fault),
                    };
                    if let Some(fault) = shown {
                        self.faults.refuse(&fault);
                    }
                }
            }
        });
    }

    /// Inside a job: sends with the key that belongs to exactly this body.
    pub async fn call<E: Endpoint>(self, endpoint: &E, body: &E::Body) -> Result<E::Reply, Fault> {
        let once = self.rest.try_with_value(|rest| rest.once);
        once.unwrap_or_default().call(endpoint, body).await
    }

    /// Inside a job: hands over to the outbox; no answer while it waits for a connection, which is said.
    pub async fn hand_over<E: Endpoint>(
        self,
        about: About,
        endpoint: &E,
        body: &E::Body,
    ) -> Result<Option<E::Reply>, Fault> {
        let (what, rest) = (about.what.clone(), self.rest.try_get_value());
        let requests = use_requests();
        match requests.send(about, endpoint, body, self.faults).await {
            Fate::Arrived(reply) => Ok(Some(reply)),
            Fate::Waiting => {
                // The part of the page that asked may be made anew by now.
                if let Some(rest) = rest {
                    rest.tell(&[&what, ": di perangkat ini, dikirim sendiri saat ada sinyal. Belum sampai ke server."].concat(), Said::waits);
                }
                Ok(None)
            }
            Fate::Refused(problem) => Err(Fault::Refused(problem)),
            Fate::NotKept(fault) => Err(Fault::NotKept(fault.words())),
        }
    }

    /// Says that it waits on this device.
    pub fn waits(self, words: &str) {
        if let Some(rest) = self.rest.try_get_value() {
            rest.tell(words, Said::waits);
        }
    }
}

impl Rest {
    fn tell(&self, words: &str, how: fn(Said, String)) {
        if self.is_shown {
            how(self.said, words.to_owned());
        } else {
            announce(words);
        }
    }
}
