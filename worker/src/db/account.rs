//! SQL of accounts: who signs in, passwords, new persons.

use klisida_domain::{account::Grant, ids::PersonId, time::Instant};
use serde::Deserialize;

use super::{Sql, flag, json, sql};

/// Who a user name stands for.
#[derive(Debug, Deserialize)]
pub struct Credentials {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// User name.
    pub username: String,
    /// PHC string.
    pub verifier: String,
    /// Home agency; none for outside the region.
    pub home_code: Option<String>,
    /// Switched off.
    #[serde(deserialize_with = "flag")]
    pub disabled: bool,
    /// Roles.
    #[serde(deserialize_with = "json")]
    pub grants: Vec<Grant>,
}

/// The person with this user name.
pub fn by_username(username: &str) -> Sql {
    sql(concat!(
        "SELECT p.id, p.name, p.username, p.verifier, p.home_code, p.disabled, ",
        grants!(),
        " FROM person p WHERE p.username = ?1"
    ))
    .text(username)
}

/// The person with this id.
pub fn by_id(person: PersonId) -> Sql {
    sql(concat!(
        "SELECT p.id, p.name, p.username, p.verifier, p.home_code, p.disabled, ",
        grants!(),
        " FROM person p WHERE p.id = ?1"
    ))
    .id(person)
}

/// Who made the link behind a secret, as that person is now.
pub fn maker(token_hash: &str) -> Sql {
    sql(concat!(
        "SELECT p.id, p.name, p.username, p.verifier, p.home_code, p.disabled, ",
        grants!(),
        " FROM invitation i JOIN person p ON p.id = i.created_by WHERE i.token_hash = ?1"
    ))
    .text(token_hash)
}

/// A row when this password is on the list of common ones, however its letters are written.
pub fn common(password: &str) -> Sql {
    sql("SELECT 1 AS n FROM common_password WHERE word = ?1").text(password.to_lowercase())
}

/// Renews a verifier, if it is still the one that was checked.
pub fn renew(person: PersonId, old: &str, new: &str) -> Sql {
    sql("UPDATE person SET verifier = ?3 WHERE id = ?1 AND verifier = ?2")
        .id(person)
        .text(old)
        .text(new)
}

/// Sets a verifier of somebody who is not switched off.
pub fn set_verifier(person: PersonId, new: &str) -> Sql {
    sql("UPDATE person SET verifier = ?2 WHERE id = ?1 AND disabled = 0")
        .id(person)
        .text(new)
}

/// A person to be written.
#[derive(Debug)]
pub struct New<'a> {
    /// Its id.
    pub id: PersonId,
    /// Name.
    pub name: &'a str,
    /// User name.
    pub username: &'a str,
    /// PHC string.
    pub verifier: &'a str,
    /// Home agency.
    pub home_code: Option<&'a str>,
    /// Server time.
    pub now: Instant,
}

/// Writes a new person.
pub fn add(new: &New<'_>) -> Sql {
    sql(
        "INSERT INTO person (id, name, username, verifier, home_code, created_at, seen_at) \
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )
    .id(new.id)
    .text(new.name)
    .text(new.username)
    .text(new.verifier)
    .text_or_null(new.home_code)
    .at(new.now)
}

/// Holds while nobody is administrator.
pub fn no_administrator() -> Sql {
    sql("INSERT INTO guard (step, n, want) SELECT ?1, \
(SELECT count(*) FROM grant_ WHERE role = 'administrator' AND removed_at IS NULL), 0")
}

/// Holds while somebody who is not switched off is administrator.
pub fn an_administrator() -> Sql {
    sql(
        "INSERT INTO guard (step, n, want) SELECT ?1, EXISTS (SELECT 1 FROM grant_ g \
JOIN person p ON p.id = g.person_id AND p.disabled = 0 \
WHERE g.role = 'administrator' AND g.removed_at IS NULL), 1",
    )
}
