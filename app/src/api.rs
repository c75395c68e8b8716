//! Talking to the Worker: the only file that knows how.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_net::http::{Headers, Method as HttpMethod, RequestBuilder};
use gloo_timers::callback::Timeout;
use klisida_domain::{
    api::{
        APP_HEADER, CONTRACT_HEADER, CONTRACT_VERSION, Effect, Endpoint, KEY_HEADER, Method, Spec,
    },
    ids::{IdempotencyKey, SessionId},
    json,
    problem::{Code, Problem},
    wire::Empty,
};
use leptos::prelude::{LocalStorage, StoredValue, UpdateValue};
use serde::{Serialize, de::DeserializeOwned};
use web_sys::AbortController;

use crate::{browser, ids, net};

/// How long an answer may take, in milliseconds; a phone in a village is slow, a dead line is for ever.
const PATIENCE_MS: u32 = 20_000;

/// Why there is no answer to work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The network could not be reached; the request did not arrive, or its answer did not.
    Offline,
    /// No answer in time; the request may have arrived.
    TimedOut,
    /// The Worker refused, and says why.
    Refused(Problem),
    /// An answer that this app cannot read, with its HTTP status.
    Unreadable(u16),
    /// The server could not be reached, and this device did not keep the request; why, in words.
    NotKept(&'static str),
}

impl Fault {
    /// What to say to a person.
    pub fn words(&self) -> String {
        match self {
            Self::Offline => "Belum tersambung. Periksa sinyal, lalu coba lagi.".to_owned(),
            Self::TimedOut => "Belum ada jawaban dari server. Coba lagi.".to_owned(),
            Self::Refused(problem)
                if problem.code == Code::Internal && !problem.request_id.is_empty() =>
            {
                let mut words = problem.words();
                words.push_str(" Kode: ");
                words.push_str(&problem.request_id);
                words
            }
            Self::Refused(problem) => problem.words(),
            Self::NotKept(words) => (*words).to_owned(),
            Self::Unreadable(_) => {
                "Jawaban server tidak terbaca. Muat ulang halaman, lalu coba lagi.".to_owned()
            }
        }
    }

    /// The code of a refusal.
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// The problem of a refusal.
    pub const fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(problem) => Some(problem),
            _ => None,
        }
    }

    /// A refusal with this code belongs to this field of the form (`""`: to the whole).
    pub fn at(mut self, code: Code, field: &str) -> Self {
        if let Self::Refused(problem) = &mut self
            && problem.code == code
        {
            problem.faults.clear();
            problem.field = Some(field.to_owned());
        }
        self
    }

    /// Somebody else changed it meanwhile.
    pub fn is_overtaken(&self) -> bool {
        self.problem()
            .is_some_and(|problem| problem.current_version.is_some())
    }

    /// Worth trying again unchanged: nothing was refused for good.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline | Self::TimedOut | Self::NotKept(_) => true,
            Self::Unreadable(status) => *status == 0 || *status >= 500,
            Self::Refused(problem) => {
                matches!(problem.code, Code::Internal | Code::TooManyRequests)
            }
        }
    }
}

/// What the rest of the app must hear of, whoever called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// The session is over.
    SignInNeeded,
    /// This browser has another session now, or none: somebody came or left in another tab.
    Elsewhere,
    /// The session is alive: the server answered to it.
    Heard,
    /// This app is older than the Worker.
    UpdateNeeded,
    /// Something broke there; the code to quote.
    Trouble(String),
}

type Listener = Rc<dyn Fn(News)>;

thread_local! {
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
    /// The session that this tab works for.
    static OWN: Cell<Option<SessionId>> = const { Cell::new(None) };
}

/// Sets who hears the news: the session, once, at the start.
pub fn listen(listener: impl Fn(News) + 'static) {
    LISTENER.with_borrow_mut(|slot| *slot = Some(Rc::new(listener)));
}

fn tell(news: News) {
    let listener = LISTENER.with_borrow(Clone::clone);
    if let Some(listener) = listener {
        listener(news);
    }
}

/// Says for which session this tab works.
pub fn works_for(session: Option<SessionId>) {
    OWN.set(session);
}

/// Is the cookie that would go along still the one this tab works for? Tabs share it, and nothing of one person may go
/// out, or come in, in the name of another. Tells the session otherwise.
pub fn is_ours() -> bool {
    let ours = OWN.get().is_none_or(|own| browser::present() == Some(own));
    if !ours {
        tell(News::Elsewhere);
    }
    ours
}

/// What anybody may ask in whatever session: who is here, coming and going, and what is public.
fn is_anybodys(path: &str) -> bool {
    const DOORS: [&str; 4] = [
        "/api/v1/session",
        "/api/v1/link/",
        "/api/v1/health",
        "/assets/",
    ];
    DOORS.iter().any(|door| path.starts_with(door))
}

/// Calls an endpoint that reads, or that only touches the session.
pub async fn call<E: Endpoint>(endpoint: &E, body: &E::Body) -> Result<E::Reply, Fault> {
    request(E::SPEC, endpoint.path(), body, None).await
}

/// Reads of an answer only what `R` names: for whoever needs a few fields of a large one.
pub async fn part<E: Endpoint, R: DeserializeOwned>(
    endpoint: &E,
    body: &E::Body,
) -> Result<R, Fault> {
    request(E::SPEC, endpoint.path(), body, None).await
}

/// Reads with a query behind the address: `"q=padi&hal=2"`, values already percent-encoded.
pub async fn call_query<E: Endpoint<Body = Empty>>(
    endpoint: &E,
    query: &str,
) -> Result<E::Reply, Fault> {
    read(&[&endpoint.path(), "?", query].concat()).await
}

/// Reads what is at an address of the contract, with its query.
pub async fn read<R: DeserializeOwned>(path: &str) -> Result<R, Fault> {
    let answer = send(Method::Get, path, None, None).await?;
    json::read(&answer).map_err(|_| Fault::Unreadable(200))
}

/// Calls an endpoint that writes. The same key with the same body happens once, however often it is sent.
pub async fn call_keyed<E: Endpoint>(
    endpoint: &E,
    body: &E::Body,
    key: IdempotencyKey,
) -> Result<E::Reply, Fault> {
    request(E::SPEC, endpoint.path(), body, Some(key)).await
}

/// Sends a write that is text already: the same key with the same body happens once. The answer is text, too.
pub async fn send_text(
    method: Method,
    path: &str,
    body: String,
    key: IdempotencyKey,
) -> Result<String, Fault> {
    send(method, path, Some(body), Some(key)).await
}

/// Reads a small file beside the app; none when it is not there or not readable.
pub async fn file<T: DeserializeOwned>(path: &str) -> Option<T> {
    let text = send_silently(Method::Get, path, None, None).await.ok()?;
    json::read(&text).ok()
}

async fn request<B: Serialize, R: DeserializeOwned>(
    spec: &'static Spec,
    path: String,
    body: &B,
    key: Option<IdempotencyKey>,
) -> Result<R, Fault> {
    let body = if spec.method == Method::Get {
        None
    } else {
        Some(json::write(body).map_err(|_| Fault::Unreadable(0))?)
    };
    let answer = send(spec.method, &path, body, key).await?;
    json::read(&answer).map_err(|_| Fault::Unreadable(200))
}

/// Sends a request that is text already and returns the answer's text. Not generic: there is one of it in the wasm.
async fn send(
    method: Method,
    path: &str,
    body: Option<String>,
    key: Option<IdempotencyKey>,
) -> Result<String, Fault> {
    if !is_anybodys(path) && !is_ours() {
        return Err(Fault::Unreadable(0));
    }
    let answer = send_silently(method, path, body, key).await;
    note(&answer);
    answer
}

/// What came back from a request that another file sent (an upload); status 0 when nothing did.
pub fn came_back<R: DeserializeOwned>(status: u16, text: String) -> Result<R, Fault> {
    let answer = match status {
        0 => Err(Fault::Offline),
        200..=299 => Ok(text),
        _ => Err(refusal(status, &text)),
    };
    note(&answer);
    json::read(&answer?).map_err(|_| Fault::Unreadable(status))
}

/// Tells the rest of the app what an answer means for it.
fn note(answer: &Result<String, Fault>) {
    match answer {
        Err(Fault::Offline) => net::heard(false),
        Err(Fault::TimedOut | Fault::NotKept(_)) => {}
        Err(Fault::Refused(problem)) => {
            net::heard(true);
            match problem.code {
                Code::SignInNeeded => tell(News::SignInNeeded),
                Code::UpdateNeeded => tell(News::UpdateNeeded),
                Code::Internal => tell(News::Trouble(problem.request_id.clone())),
                _ => {}
            }
        }
        Ok(_) => {
            net::heard(true);
            tell(News::Heard);
        }
        Err(Fault::Unreadable(_)) => net::heard(true),
    }
}

async fn send_silently(
    method: Method,
    path: &str,
    body: Option<String>,
    key: Option<IdempotencyKey>,
) -> Result<String, Fault> {
    let headers = Headers::new();
    headers.set("accept", "application/json");
    headers.set(CONTRACT_HEADER, &CONTRACT_VERSION.to_string());
    if method != Method::Get {
        headers.set(APP_HEADER, "1");
        headers.set("content-type", "application/json");
    }
    if let Some(key) = key {
        headers.set(KEY_HEADER, &key.to_string());
    }
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let late = Rc::new(RefCell::new(false));
    let timer = controller.map(|controller| {
        let late = Rc::clone(&late);
        Timeout::new(PATIENCE_MS, move || {
            late.replace(true);
            controller.abort();
        })
    });
    let builder = RequestBuilder::new(path)
        .method(match method {
            Method::Get => HttpMethod::GET,
            Method::Post => HttpMethod::POST,
            Method::Put => HttpMethod::PUT,
            Method::Delete => HttpMethod::DELETE,
        })
        .headers(headers)
        .cache(web_sys::RequestCache::NoStore)
        .abort_signal(signal.as_ref());
    let request = match body {
        Some(body) => builder.body(body),
        None => builder.build(),
    }
    .map_err(|_| Fault::Unreadable(0))?;
    let broken = || {
        if *late.borrow() {
            Fault::TimedOut
        } else {
            Fault::Offline
        }
    };
    let response = request.send().await.map_err(|_| broken())?;
    let status = response.status();
    let text = response.text().await.map_err(|_| broken())?;
    drop(timer);
    if response.ok() {
        Ok(text)
    } else {
        Err(refusal(status, &text))
    }
}

/// What an answer that is no success means, even when it did not come from our Worker.
fn refusal(status: u16, text: &str) -> Fault {
    if let Ok(problem) = json::read::<Problem>(text) {
        return Fault::Refused(problem);
    }
    match status {
        401 => Fault::Refused(Problem::new(Code::SignInNeeded)),
        426 => Fault::Refused(Problem::new(Code::UpdateNeeded)),
        429 => Fault::Refused(Problem::new(Code::TooManyRequests)),
        other => Fault::Unreadable(other),
    }
}

/// A request as text. Not generic: what sends it is in the wasm once, not once an endpoint.
pub struct Request {
    spec: &'static Spec,
    path: String,
    body: String,
}

impl Request {
    /// The request of an endpoint with its body.
    pub fn of<E: Endpoint>(endpoint: &E, body: &E::Body) -> Self {
        Self {
            spec: E::SPEC,
            path: endpoint.path(),
            // What cannot be written is refused by the Worker as no body.
            body: json::write(body).unwrap_or_default(),
        }
    }
}

/// The keys of writes that a person starts with a button: pressing again after a lost answer sends the same key, so
/// that it happens once; a changed body gets a key of its own.
#[derive(Clone, Copy)]
pub struct Once(StoredValue<Vec<(Request, IdempotencyKey)>, LocalStorage>);

impl Default for Once {
    fn default() -> Self {
        Self::new()
    }
}

impl Once {
    /// Nothing was sent yet.
    pub fn new() -> Self {
        Self(StoredValue::new_local(Vec::new()))
    }

    /// Sends, with the key that belongs to exactly this body where the endpoint wants one. After a definite answer the
    /// next send is a new one.
    pub async fn send(self, request: Request) -> Result<String, Fault> {
        let Request { spec, path, body } = request;
        let keyed = spec.effect == Effect::Keyed;
        let key = keyed.then(|| self.key_of(spec, &path, &body));
        // A read has no body; browsers refuse one.
        let body = (spec.method != Method::Get).then_some(body);
        let answer = send(spec.method, &path, body, key).await;
        if keyed && !answer.as_ref().is_err_and(Fault::is_passing) {
            self.0
                .try_update_value(|kept| kept.retain(|(it, _)| it.path != path));
        }
        answer
    }

    /// As [`Once::send`], with the answer read.
    pub async fn call<E: Endpoint>(self, endpoint: &E, body: &E::Body) -> Result<E::Reply, Fault> {
        let text = self.send(Request::of(endpoint, body)).await?;
        json::read(&text).map_err(|_| Fault::Unreadable(200))
    }

    fn key_of(self, spec: &'static Spec, path: &str, body: &str) -> IdempotencyKey {
        self.0
            .try_update_value(|kept| {
                let known = kept
                    .iter()
                    .find(|(it, _)| it.path == path && it.body == body);
                if let Some((_, key)) = known {
                    return *key;
                }
                kept.retain(|(it, _)| it.path != path);
                let (path, body) = (path.to_owned(), body.to_owned());
                let key = ids::key();
                kept.push((Request { spec, path, body }, key));
                key
            })
            .unwrap_or_else(ids::key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_from_a_proxy_is_still_understood() {
        assert_eq!(refusal(401, "<html>").code(), Some(Code::SignInNeeded));
        assert_eq!(refusal(426, "").code(), Some(Code::UpdateNeeded));
        assert_eq!(refusal(502, "<html>"), Fault::Unreadable(502));
        assert!(refusal(502, "").is_passing());
        assert!(!refusal(404, "").is_passing());
    }

    #[test]
    fn only_doors_are_open_to_whatever_session() {
        for path in ["/api/v1/session", "/api/v1/link/redeem", "/api/v1/health"] {
            assert!(is_anybodys(path), "{path}");
        }
        for path in [
            "/api/v1/home",
            "/api/v1/account/device-key",
            "/api/v1/sheets/1",
        ] {
            assert!(!is_anybodys(path), "{path}");
        }
    }

    #[test]
    fn a_refusal_is_put_at_the_field_that_it_is_about() {
        let wrong = Fault::Refused(Code::BadPassword.into());
        let at = wrong.clone().at(Code::BadPassword, "current");
        let field = at.problem().and_then(|it| it.field.clone());
        assert_eq!(field.as_deref(), Some("current"));
        assert_eq!(wrong.clone().at(Code::Internal, "current"), wrong);
        assert_eq!(Fault::Offline.at(Code::Internal, ""), Fault::Offline);
    }

    #[test]
    fn a_problem_speaks_for_itself() {
        let fault = refusal(
            409,
            r#"{"code":"stale_version","current_version":4,"request_id":"KL-1"}"#,
        );
        assert_eq!(fault.problem().and_then(|it| it.current_version), Some(4));
        assert!(!fault.is_passing());
    }
}
