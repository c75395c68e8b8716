//! SQL of the list of accounts and of what administrators do to them.

use klisida_domain::{
    account::Grant,
    agency::AgencyCode,
    ids::{EditionId, PersonId},
    page::{Cursor, NoCursor},
    time::Instant,
};
use serde::Deserialize;

use super::{Sql, flag, json, sql};
use crate::failure::Failure;

/// A person of the list.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// User name.
    pub username: String,
    /// Home agency; none for outside the region.
    pub home_code: Option<String>,
    /// Roles.
    #[serde(deserialize_with = "json")]
    pub grants: Vec<Grant>,
    /// Switched off.
    #[serde(deserialize_with = "flag")]
    pub disabled: bool,
    /// Account since.
    pub created_at: Instant,
    /// Last request.
    pub seen_at: Option<Instant>,
    /// Version of the record.
    pub version: u32,
}

impl Line {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::text(self.name.as_str(), self.id)
    }
}

/// Accounts by name, after the page before.
pub fn list(after: Option<&Cursor>, count: usize) -> Result<Sql, NoCursor> {
    Ok(sql(
        concat!("SELECT p.id, p.name, p.username, p.home_code, p.disabled, p.created_at, p.seen_at, p.version, ", grants!(), " \
FROM person p WHERE p.name COLLATE NOCASE >= ?1 AND (p.name COLLATE NOCASE > ?1 OR p.id > ?2) \
ORDER BY p.name COLLATE NOCASE, p.id LIMIT ?3"),
    )
    .after_text(after)?
    .size(count))
}

/// Accounts with a role, by name, at most `count`.
pub fn of_role(role: &str, count: usize) -> Sql {
    sql(concat!("SELECT p.id, p.name, p.username, p.home_code, p.disabled, p.created_at, p.seen_at, p.version, ", grants!(), " FROM person p WHERE p.id IN \
(SELECT g.person_id FROM grant_ g WHERE g.role = ?1 AND g.removed_at IS NULL) \
ORDER BY p.name COLLATE NOCASE, p.id LIMIT ?2"))
    .text(role)
    .size(count)
}

/// One account.
pub fn one(person: PersonId) -> Sql {
    sql(concat!("SELECT p.id, p.name, p.username, p.home_code, p.disabled, p.created_at, p.seen_at, p.version, ", grants!(), " FROM person p WHERE p.id = ?1"))
    .id(person)
}

/// A number.
#[derive(Debug, Deserialize)]
pub struct Count {
    /// It.
    pub n: u32,
}

/// Administrators who are not switched off, other than this person.
pub fn other_administrators(person: PersonId) -> Sql {
    sql(
        "SELECT count(*) AS n FROM grant_ g JOIN person p ON p.id = g.person_id AND p.disabled = 0 \
WHERE g.role = 'administrator' AND g.removed_at IS NULL AND g.person_id <> ?1",
    )
    .id(person)
}

/// The version of the record.
pub fn version(person: PersonId) -> Sql {
    sql("SELECT version FROM person WHERE id = ?1").id(person)
}

/// Moves the version on, if it is the one that was seen.
pub fn next(person: PersonId, version: u32) -> Sql {
    sql("UPDATE person SET version = version + 1 WHERE id = ?1 AND version = ?2")
        .id(person)
        .int(version)
}

/// Moves the version on.
pub fn moved(person: PersonId) -> Sql {
    sql("UPDATE person SET version = version + 1 WHERE id = ?1").id(person)
}

/// Switches off or on, if the version is the one that was seen.
pub fn set_disabled(person: PersonId, version: u32, disabled: bool) -> Sql {
    sql("UPDATE person SET disabled = ?3, version = version + 1 WHERE id = ?1 AND version = ?2")
        .id(person)
        .int(version)
        .flag(disabled)
}

/// Somebody signed in.
pub fn seen(person: PersonId, now: Instant) -> Sql {
    sql("UPDATE person SET seen_at = ?2 WHERE id = ?1")
        .id(person)
        .at(now)
}

/// Corrects where a person comes from, if the version is the one that was seen.
pub fn set_home(person: PersonId, version: u32, home: Option<&str>) -> Sql {
    sql("UPDATE person SET home_code = ?3, version = version + 1 WHERE id = ?1 AND version = ?2")
        .id(person)
        .int(version)
        .text_or_null(home)
}

/// What was noted of the wrong home goes with it: roles that are bound to no agency. `?1` person, `?2` the home until now,
/// `?3` the right one.
pub const MOVE_ORIGIN: &str = "UPDATE grant_ SET agency_code = ?3 WHERE person_id = ?1 AND removed_at IS NULL AND agency_code IS ?2 \
AND role NOT IN ('agency_head', 'agency_coordinator', 'innovator')";

/// An agency of a list.
#[derive(Debug, Deserialize)]
pub struct AgencyName {
    /// Its code.
    pub code: AgencyCode,
    /// Its name.
    pub name: String,
}

/// Agencies of a JSON list that exist.
pub const AGENCIES: &str =
    "SELECT code, name FROM agency WHERE code IN (SELECT value FROM json_each(?1))";

/// The panels of these editions changed.
pub fn panels_move(editions: &[EditionId]) -> Result<Sql, Failure> {
    sql(
        "UPDATE edition SET version = version + 1 WHERE recorded IN ('draft', 'opened') \
AND id IN (SELECT value FROM json_each(?1))",
    )
    .json(&editions)
}
