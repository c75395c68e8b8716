//! What a handler knows of its request.

use std::cell::{Cell, RefCell};

use klisida_domain::{
    account::Actor,
    api::Spec,
    ids::{IdempotencyKey, SessionId},
    page::{AFTER, Cursor, NoCursor},
    problem::Code,
    time::Instant,
};

use serde::Deserialize;
use worker::{Bucket, Date};

use crate::{
    db::{Db, throttle::Own},
    failure::Failure,
};

/// A living session.
#[derive(Debug)]
pub struct Session {
    /// Its id, which is no secret.
    pub id: SessionId,
    /// The person with roles and home, as they are now.
    pub actor: Actor,
    /// Signed in since.
    pub created_at: Instant,
    /// On a remembered device.
    pub remembered: bool,
    /// Its last-seen instant is old enough to be written again.
    pub stale: bool,
}

/// The password asked again of somebody signed in, as prepared together with the session.
#[derive(Debug)]
pub struct Confirm {
    /// The counter, when it took the attempt.
    pub reserved: Option<String>,
    /// What to check against.
    pub own: Option<Own>,
}

/// A write that happened before under the same key.
#[derive(Debug, Deserialize)]
pub struct Kept {
    /// Who wrote.
    pub person_id: String,
    /// Method, path and body, digested.
    pub fingerprint: String,
    /// The reply, JSON.
    pub reply: String,
}

/// The idempotency key of a write with what it stands for.
#[derive(Clone, Debug)]
pub struct Key {
    /// Made by the client.
    pub key: IdempotencyKey,
    /// Method, path and body, digested.
    pub fingerprint: String,
}

/// One request: time, database, who asks. Nothing here outlives it.
pub struct Ctx {
    /// Server time when the whole request was there: the database's, taken with the session, or the Worker's where none
    /// is read. It explains; what a deadline decides, the database decides once more inside the batch (docs/decisions/0024).
    pub now: Instant,
    /// The short code that people can quote.
    pub request_id: String,
    /// The database.
    pub db: Db,
    /// The store of files.
    pub files: Option<Bucket>,
    /// Scheme and host of the service, without a slash at the end.
    pub origin: String,
    /// Demo data are loaded.
    pub demo: bool,
    /// The query of the address, without `?`.
    pub query: String,
    /// `If-None-Match` of the request, for pages.
    pub if_none_match: Option<String>,
    /// Digest of the caller's network (`klisida_domain::address`); only the platform's own header is believed, and
    /// on one's own server none.
    pub address: Option<String>,
    /// Words for the caller's device.
    pub device: String,
    /// Secret of the session cookie, as sent.
    pub cookie: Option<String>,
    /// Secret of the cookie of a browser that somebody signed in from, as sent.
    pub device_secret: Option<String>,
    /// The session, when it is alive.
    pub session: Option<Session>,
    /// The idempotency key, for writes that carry one.
    pub key: Option<Key>,
    /// The contract's line.
    pub spec: Option<&'static Spec>,
    /// The password asked again, where the endpoint asks for it.
    pub confirm: Option<Confirm>,
    /// A wrong password was given: the attempt stays counted.
    pub wrong: Cell<bool>,
    /// The counted attempt was taken back.
    pub refunded: Cell<bool>,
    /// What a successful answer does to the cookies.
    pub cookies_out: RefCell<Vec<String>>,
    /// What the answer says of other stored data.
    pub clear_cache: Cell<bool>,
    /// A word for the log: what was decided.
    pub note: Cell<&'static str>,
    /// Who the request turned out to be, when it had no session.
    pub person_out: RefCell<Option<String>>,
}

impl Ctx {
    /// The counter of the password that was asked for, while its attempt is to be taken back: it was not wrong.
    pub fn attempt(&self) -> Option<&str> {
        let subject = self.confirm.as_ref()?.reserved.as_deref();
        subject.filter(|_| !self.wrong.get() && !self.refunded.get())
    }

    /// Who is signed in, when somebody is.
    pub fn actor(&self) -> Option<&Actor> {
        self.session.as_ref().map(|session| &session.actor)
    }

    /// Who is signed in; 401 otherwise.
    pub fn person(&self) -> Result<&Actor, Failure> {
        self.actor().ok_or_else(|| Code::SignInNeeded.into())
    }

    /// The session; 401 otherwise.
    pub fn session(&self) -> Result<&Session, Failure> {
        self.session
            .as_ref()
            .ok_or_else(|| Code::SignInNeeded.into())
    }

    /// Sets a cookie, if the answer is a success.
    pub fn hand_cookie(&self, cookie: String) {
        self.cookies_out.borrow_mut().push(cookie);
    }

    /// The store of files; a deployment without one is broken.
    pub fn files(&self) -> Result<&Bucket, Failure> {
        self.files
            .as_ref()
            .ok_or_else(|| Failure::broken("no binding FILES"))
    }

    /// The key of this write; in SQL `(SELECT at FROM idempotency WHERE key = ?)` is its instant, the database's own.
    pub fn write_key(&self) -> Result<IdempotencyKey, Failure> {
        self.key
            .as_ref()
            .map(|it| it.key)
            .ok_or_else(|| Code::KeyMissing.into())
    }

    /// The stored reply of an earlier write under this request's key, when it is the same write.
    pub fn recall(&self, kept: &Kept) -> Result<String, Failure> {
        let same = match (&self.key, self.actor()) {
            (Some(key), Some(actor)) => {
                key.fingerprint == kept.fingerprint && actor.person.to_string() == kept.person_id
            }
            _ => false,
        };
        if same {
            self.note.set("repeated");
            Ok(kept.reply.clone())
        } else {
            Err(Code::KeyReused.into())
        }
    }

    /// One value of the query, decoded; the first when it stands there twice, at most 200 characters.
    pub fn query_value(&self, name: &str) -> Option<String> {
        query_value(&self.query, name)
    }

    /// Where the page before ended, from the address; none for the first page.
    pub fn after(&self) -> Result<Option<Cursor>, NoCursor> {
        let given = form_urlencoded::parse(self.query.as_bytes())
            .find(|(name, value)| name == AFTER && !value.is_empty());
        given.map(|(_, value)| value.parse()).transpose()
    }
}

/// One value of a query string, decoded (`+` is a space); the first when it stands there twice.
pub fn query_value(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_once_and_the_first_value_counts_d12() {
        assert_eq!(
            query_value("q=padi%20%26+sawah&q=x", "q").as_deref(),
            Some("padi & sawah")
        );
        assert_eq!(query_value("q=%2541", "q").as_deref(), Some("%41"));
        assert_eq!(query_value("q", "q").as_deref(), Some(""));
        assert_eq!(query_value("a=%f", "a").as_deref(), Some("%f"));
        assert_eq!(query_value("a=%ff", "a").as_deref(), Some("\u{fffd}"));
        assert_eq!(query_value("", "q"), None);
    }
}

/// The Worker's own clock.
pub fn clock() -> Instant {
    Instant(i64::try_from(Date::now().as_millis()).unwrap_or_default())
}
