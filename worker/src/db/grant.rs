//! SQL of roles: giving, taking, what excludes what, and what is in doubt.

use klisida_domain::{
    account::{Grant, Role},
    grant::{Door, HOST, OFFICE_ROLES, gives},
    ids::{EditionId, PersonId},
    time::Instant,
};
use serde::Deserialize;

use super::{Sql, sql};
use crate::failure::Failure;

/// Gives a role; one that was taken away comes back, given anew. A role that is held stays as it is.
pub fn give(person: PersonId, grant: &Grant, by: Option<PersonId>, now: Instant) -> Sql {
    sql(
        "INSERT INTO grant_ (person_id, role, edition_id, agency_code, granted_at, granted_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
ON CONFLICT DO UPDATE SET agency_code = ?4, granted_at = ?5, granted_by = ?6, removed_at = NULL, removed_reason = NULL, \
unsure_since = NULL, confirmed_by = NULL WHERE removed_at IS NOT NULL",
    )
    .id(person)
    .text(grant.role.code())
    .id_or_null(grant.edition)
    .id_or_null(grant.agency.as_ref())
    .at(now)
    .id_or_null(by)
}

/// Takes away the roles that are not among `grants`: a role bound to an agency is another at another agency.
pub fn take(
    person: PersonId,
    grants: &[Grant],
    reason: &str,
    now: Instant,
) -> Result<Sql, Failure> {
    Ok(
        sql("UPDATE grant_ SET removed_at = ?3, removed_reason = ?4 WHERE person_id = ?1 AND removed_at IS NULL \
AND NOT EXISTS (SELECT 1 FROM json_each(?2) w WHERE w.value ->> 'role' = role AND w.value ->> 'edition' IS edition_id \
AND (role NOT IN ('agency_head', 'agency_coordinator', 'innovator') OR w.value ->> 'agency' IS agency_code))")
        .id(person)
        .json(&grants)?
        .at(now)
        .text(reason),
    )
}

/// Whether anybody acts as head. `?1` agency.
pub const HEADS: &str = concat!(
    "SELECT ",
    head_acts!(),
    " AS n FROM agency a WHERE a.code = ?1"
);

/// Whoever judges an edition that is not finished and belongs to the office (`klisida_domain::grant::excludes`).
macro_rules! clashes {
    ($select:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM grant_ o JOIN grant_ j ON j.person_id = o.person_id AND j.role = 'judge' AND j.removed_at IS NULL \
JOIN edition e ON e.id = j.edition_id AND e.recorded <> 'published' AND e.cancelled_at IS NULL \
WHERE o.role IN ('administrator', 'coordinator') AND o.removed_at IS NULL",
            $rest
        )
    };
}

/// How many do.
pub const CLASHES: &str = clashes!("count(DISTINCT j.id) AS n", "");

/// A clash with its names.
#[derive(Debug, Deserialize)]
pub struct ClashRow {
    /// Who.
    pub name: String,
    /// The edition.
    pub edition: EditionId,
    /// Its name.
    pub edition_name: String,
}

/// Clashes of others: `?1` who asks.
pub const CLASHES_OF_OTHERS: &str = clashes!(
    "DISTINCT (SELECT p.name FROM person p WHERE p.id = o.person_id) AS name, e.id AS edition, e.name AS edition_name",
    " AND o.person_id <> ?1 ORDER BY e.id, name LIMIT 20"
);

/// Holds while a person does not judge and belong to the office at once: two doors can be passed in the same moment.
pub fn no_clash(person: PersonId) -> Sql {
    sql(concat!(
        "INSERT INTO guard (step, n, want) SELECT ?1, (",
        clashes!("count(*)", " AND o.person_id = ?2"),
        "), 0"
    ))
    .id(person)
}

/// Judges with an entry of an agency that they come from, were invited from or hold a role at, of the body above it or of its
/// units (Article 5(1)d), in editions that are not finished.
macro_rules! own_agency {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency \
UNION SELECT u.code, a.parent_code FROM up u JOIN agency a ON a.code = u.top WHERE a.parent_code IS NOT NULL), \
related (one, other) AS (SELECT code, top FROM up UNION SELECT top, code FROM up) \
SELECT count(*) AS n FROM assignment a JOIN edition e ON e.id = a.edition_id AND e.recorded <> 'published' AND e.cancelled_at IS NULL \
JOIN entry n ON n.id = a.entry_id JOIN innovation i ON i.id = n.innovation_id JOIN person p ON p.id = a.judge_id \
WHERE a.state = 'active' AND i.agency_code IS NOT NULL AND (\
(p.home_code, i.agency_code) IN (SELECT one, other FROM related) OR EXISTS (SELECT 1 FROM grant_ g \
WHERE g.person_id = a.judge_id AND g.removed_at IS NULL AND (g.agency_code, i.agency_code) IN (SELECT one, other FROM related)))",
            $rest
        )
    };
}

/// How many of them nobody wrote down as a conflict of interest found late: an import moved the agency under a pair that stood.
pub const OWN_AGENCY: &str = own_agency!(
    " AND n.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.assignment_id = a.id AND c.class = 'agency')"
);

/// Holds while a person judges no entry of an own agency: an agency that comes later counts as one that was there before.
/// A conflict that is written down is decided by itself, and keeps nobody from a role.
pub fn no_own_agency(person: PersonId) -> Sql {
    sql(concat!(
        "INSERT INTO guard (step, n, want) SELECT ?1, (",
        own_agency!(
            " AND a.judge_id = ?2 AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.assignment_id = a.id AND c.class = 'agency')"
        ),
        "), 0"
    ))
    .id(person)
}

/// Holds while none of these pairs is a judge with an entry of an own agency: `?2` a JSON list of assignments.
pub const NONE_OWN: &str = concat!(
    "INSERT INTO guard (step, n, want) SELECT ?1, (",
    own_agency!(" AND a.id IN (SELECT value FROM json_each(?2))"),
    "), 0"
);

/// An edition.
#[derive(Debug, Deserialize)]
pub struct EditionRow {
    /// Its id.
    pub id: EditionId,
}

/// Those of a person's seats, or of a JSON list, whose edition is finished: `?1` person, `?2` list.
pub const FINISHED: &str = "SELECT e.id FROM edition e WHERE (e.recorded = 'published' OR e.cancelled_at IS NOT NULL) AND (e.id IN (SELECT value FROM json_each(?2)) \
OR e.id IN (SELECT g.edition_id FROM grant_ g WHERE g.person_id = ?1 AND g.role = 'judge' AND g.removed_at IS NULL))";

/// The editions of a person's seats, and of a list, that are finished.
pub fn finished(person: PersonId, editions: &[EditionId]) -> Result<Sql, Failure> {
    sql(FINISHED).id(person).json(&editions)
}

/// Holds while a person may make a link for this role at this agency: whoever is switched off, or loses the right, at the same moment does not
/// leave one behind.
pub fn may_make(
    person: PersonId,
    role: Option<Role>,
    agency: Option<&str>,
) -> Result<Sql, Failure> {
    // A recovery is an administrator's.
    let role = role.unwrap_or(Role::Administrator);
    let by: Vec<&str> = OFFICE_ROLES
        .into_iter()
        .filter(|by| gives(Door::Link, *by, role))
        .map(Role::code)
        .collect();
    let own = if gives(Door::Link, HOST, role) {
        HOST.code()
    } else {
        ""
    };
    Ok(sql(
        "INSERT INTO guard (step, n, want) SELECT ?1, EXISTS (SELECT 1 FROM grant_ g JOIN person p ON p.id = g.person_id \
WHERE g.person_id = ?2 AND p.disabled = 0 AND g.removed_at IS NULL AND (g.role IN (SELECT value FROM json_each(?3)) \
OR g.role = ?4 AND g.agency_code IN (?5, (SELECT a.parent_code FROM agency a WHERE a.code = ?5)))), 1",
    )
    .id(person)
    .json(&by)?
    .text(own)
    .text_or_null(agency))
}

/// How many links of a person wait.
pub fn waiting_links(person: PersonId, now: Instant) -> Sql {
    sql("SELECT count(*) AS n FROM invitation WHERE created_by = ?1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?2")
        .id(person)
        .at(now)
}

/// Ends every link that a person made and nobody used, of whatever kind.
pub fn end_links(person: PersonId, now: Instant) -> Sql {
    sql("UPDATE invitation SET revoked_at = ?2 WHERE created_by = ?1 AND used_at IS NULL AND revoked_at IS NULL")
        .id(person)
        .at(now)
}

/// Puts the roles that a person gave up for confirmation. Seats of editions whose judging is over stay: their sheets count or
/// not by other rules.
pub fn doubt(person: PersonId, now: Instant) -> Sql {
    sql(
        "UPDATE grant_ SET unsure_since = ?2 WHERE granted_by = ?1 AND person_id <> ?1 AND removed_at IS NULL \
AND unsure_since IS NULL AND (edition_id IS NULL OR edition_id IN (SELECT id FROM edition WHERE recorded IN ('draft', 'opened')))",
    )
    .id(person)
    .at(now)
}

/// Roles in doubt that others hold. `?1` who asks.
macro_rules! unsure {
    ($select:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM grant_ g JOIN person p ON p.id = g.person_id AND p.disabled = 0 LEFT JOIN edition e ON e.id = g.edition_id \
LEFT JOIN person b ON b.id = g.granted_by \
WHERE g.unsure_since IS NOT NULL AND g.removed_at IS NULL AND g.person_id <> ?1",
            $rest
        )
    };
}

/// A role in doubt.
#[derive(Debug, Deserialize)]
pub struct UnsureRow {
    /// Its number.
    pub id: u32,
    /// Who holds it.
    pub person: PersonId,
    /// Name of the holder.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The edition, for a judge.
    pub edition_id: Option<EditionId>,
    /// Its name.
    pub edition: Option<String>,
    /// The agency.
    pub agency_code: Option<klisida_domain::agency::AgencyCode>,
    /// Who gave it.
    pub by: Option<String>,
    /// Given then.
    pub granted_at: Instant,
    /// In doubt since.
    pub unsure_since: Instant,
}

/// Roles in doubt, oldest first, at most 200: `?1` who asks.
pub const UNSURE: &str = unsure!(
    "g.id, p.id AS person, p.name, g.role, g.edition_id, e.name AS edition, g.agency_code, b.name AS by, g.granted_at, g.unsure_since",
    " ORDER BY g.unsure_since, g.id LIMIT 200"
);

/// How many there are: `?1` who asks.
pub const UNSURE_COUNT: &str = unsure!("count(*) AS n", "");

/// Confirms roles in doubt that others hold: `?1` who confirms, `?2` a JSON list of numbers.
pub const CONFIRM: &str = "UPDATE grant_ SET unsure_since = NULL, confirmed_by = ?1 \
WHERE unsure_since IS NOT NULL AND removed_at IS NULL AND person_id <> ?1 AND id IN (SELECT value FROM json_each(?2))";
