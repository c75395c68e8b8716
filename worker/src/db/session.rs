//! SQL of sessions.

use klisida_domain::{
    account::Grant,
    ids::{PersonId, SessionId},
    time::Instant,
};
use serde::Deserialize;

use super::{Sql, flag, json, sql};

/// A session with its person and roles: one query a request.
#[derive(Debug, Deserialize)]
pub struct Found {
    /// The database's time.
    pub now: Instant,
    /// The session.
    pub session: SessionId,
    /// Signed in since.
    pub created_at: Instant,
    /// Last request, to five minutes.
    pub seen_at: Instant,
    /// On a remembered device.
    #[serde(deserialize_with = "flag")]
    pub remembered: bool,
    /// The person.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// User name.
    pub username: String,
    /// Home agency; none for outside the region.
    pub home_code: Option<String>,
    /// Switched off.
    #[serde(deserialize_with = "flag")]
    pub disabled: bool,
    /// Roles.
    #[serde(deserialize_with = "json")]
    pub grants: Vec<Grant>,
}

/// The session behind a secret.
pub fn read(secret_hash: &str) -> Sql {
    sql(
        concat!("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now, s.id AS session, s.created_at, s.seen_at, s.remembered, p.id AS person, p.name, p.username, \
p.home_code, p.disabled, ", grants!(), " FROM session s JOIN person p ON p.id = s.person_id WHERE s.secret_hash = ?1"),
    )
    .text(secret_hash)
}

/// Notes that a session and its person were seen.
pub fn touch(session: SessionId, person: PersonId, now: Instant) -> Vec<Sql> {
    vec![
        sql("UPDATE session SET seen_at = ?2 WHERE id = ?1 AND seen_at < ?2")
            .id(session)
            .at(now),
        sql("UPDATE person SET seen_at = ?2 WHERE id = ?1")
            .id(person)
            .at(now),
    ]
}

/// A session to be opened.
#[derive(Debug)]
pub struct New<'a> {
    /// Its id.
    pub id: SessionId,
    /// What is stored of its secret.
    pub secret_hash: String,
    /// Who signs in.
    pub person: PersonId,
    /// Words for the device.
    pub label: &'a str,
    /// On a remembered device.
    pub remembered: bool,
    /// When it began: a rotated session keeps its beginning.
    pub created_at: Instant,
    /// Server time.
    pub now: Instant,
}

/// Opens a session of a person who is not switched off.
pub fn open(new: &New<'_>) -> Sql {
    sql(
        "INSERT INTO session (id, secret_hash, person_id, label, remembered, created_at, seen_at) \
SELECT ?1, ?2, p.id, ?4, ?5, ?6, ?7 FROM person p WHERE p.id = ?3 AND p.disabled = 0",
    )
    .id(new.id)
    .text(new.secret_hash.clone())
    .id(new.person)
    .text(new.label)
    .flag(new.remembered)
    .at(new.created_at)
    .at(new.now)
}

/// Ends the session behind a secret.
pub fn end_by_secret(secret_hash: &str) -> Sql {
    sql("DELETE FROM session WHERE secret_hash = ?1").text(secret_hash)
}

/// Ends a session of a person.
pub fn end(session: SessionId, person: PersonId) -> Sql {
    sql("DELETE FROM session WHERE id = ?1 AND person_id = ?2")
        .id(session)
        .id(person)
}

/// Ends all sessions of a person.
pub fn end_all(person: PersonId) -> Sql {
    sql("DELETE FROM session WHERE person_id = ?1").id(person)
}

/// A device of the list.
#[derive(Debug, Deserialize)]
pub struct Device {
    /// Id of the session.
    pub id: SessionId,
    /// Words for it.
    pub label: String,
    /// Signed in since.
    pub created_at: Instant,
    /// Last request.
    pub seen_at: Instant,
    /// Remembered.
    #[serde(deserialize_with = "flag")]
    pub remembered: bool,
}

/// The sessions of a person, newest first.
pub fn devices(person: PersonId) -> Sql {
    sql(
        "SELECT id, label, created_at, seen_at, remembered FROM session WHERE person_id = ?1 \
ORDER BY seen_at DESC LIMIT 100",
    )
    .id(person)
}
