//! SQL of one-time links: bootstrap, invitation, recovery.

use klisida_domain::{
    account::{INVITATION_LIFE, LinkKind, Role},
    agency::AgencyCode,
    ids::{EditionId, InvitationId, PersonId, ProposalId},
    page::{Cursor, NoCursor},
    time::Instant,
};
use serde::Deserialize;

use super::{Sql, flag, sql};
use crate::failure::Failure;

/// A link with the names of what it offers.
#[derive(Debug, Deserialize)]
pub struct Link {
    /// Its id.
    pub id: InvitationId,
    /// What it is for.
    pub kind: LinkKind,
    /// The role offered.
    pub role: Option<Role>,
    /// Home agency; none for outside the region.
    pub home_code: Option<String>,
    /// Name of the home agency.
    pub agency: Option<String>,
    /// The body above it.
    pub parent_code: Option<AgencyCode>,
    /// The edition, for a judge.
    pub edition_id: Option<EditionId>,
    /// Name of the edition.
    pub edition: Option<String>,
    /// Its panel may still change.
    pub panel_open: Option<i64>,
    /// Whose password it renews.
    pub person_id: Option<PersonId>,
    /// Who made it.
    pub created_by: Option<PersonId>,
    /// It dies then.
    pub expires_at: Instant,
    /// The database's time.
    pub now: Instant,
    /// Used then.
    pub used_at: Option<Instant>,
    /// Used by.
    pub used_by: Option<PersonId>,
    /// Taken back then.
    pub revoked_at: Option<Instant>,
}

/// The link behind a secret.
pub fn by_token(token_hash: &str) -> Sql {
    sql(
        "SELECT i.id, i.kind, i.role, i.home_code, a.name AS agency, a.parent_code, i.edition_id, e.name AS edition, \
e.recorded IN ('draft', 'opened') AS panel_open, i.person_id, i.created_by, i.expires_at, \
CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now, i.used_at, i.used_by, i.revoked_at \
FROM invitation i LEFT JOIN agency a ON a.code = i.home_code LEFT JOIN edition e ON e.id = i.edition_id \
WHERE i.token_hash = ?1",
    )
    .text(token_hash)
}

/// Who a recovery link is for.
#[derive(Debug, Deserialize)]
pub struct Recovering {
    /// Name.
    pub name: String,
    /// User name.
    pub username: String,
    /// Switched off.
    pub disabled: i64,
}

/// The person whose password a link renews.
pub fn recovering(token_hash: &str) -> Sql {
    sql("SELECT p.name, p.username, p.disabled FROM invitation i JOIN person p ON p.id = i.person_id \
WHERE i.token_hash = ?1")
    .text(token_hash)
}

/// Holds while a link may be used, by the database's time.
pub fn waiting(id: InvitationId) -> Sql {
    sql(
        "INSERT INTO guard (step, n, want) SELECT ?1, (SELECT count(*) FROM invitation WHERE id = ?2 \
AND used_at IS NULL AND revoked_at IS NULL AND expires_at > CAST(unixepoch('subsec') * 1000 AS INTEGER)), 1",
    )
    .id(id)
}

/// Uses a link up; changes no row when somebody was quicker, or when its time is over. The database's time decides and is the stamp.
pub fn take(id: InvitationId, person: PersonId) -> Sql {
    sql(
        "UPDATE invitation SET used_at = CAST(unixepoch('subsec') * 1000 AS INTEGER), used_by = ?2 WHERE id = ?1 \
AND used_at IS NULL AND revoked_at IS NULL AND expires_at > CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    )
    .id(id)
    .id(person)
}

/// A panel changed: the edition moves on, unless its judging is over.
pub fn panel_grows(edition: EditionId) -> Sql {
    sql("UPDATE edition SET version = version + 1 WHERE id = ?1 AND recorded IN ('draft', 'opened')")
        .id(edition)
}

/// A link to be written.
#[derive(Debug)]
pub struct New<'a> {
    /// Made by the client.
    pub id: InvitationId,
    /// What it is for.
    pub kind: LinkKind,
    /// What is stored of its secret.
    pub token_hash: String,
    /// The role offered.
    pub role: Option<Role>,
    /// Home agency.
    pub home_code: Option<&'a str>,
    /// The edition, for a judge.
    pub edition: Option<EditionId>,
    /// Whose password it renews.
    pub person: Option<PersonId>,
    /// For whom, or how the person was identified.
    pub note: &'a str,
    /// The approval of a second person, when one was needed.
    pub proposal: Option<ProposalId>,
    /// Who makes it.
    pub by: PersonId,
    /// Server time.
    pub now: Instant,
    /// It dies then.
    pub expires_at: Instant,
}

/// Writes a link.
pub fn add(new: &New<'_>) -> Sql {
    sql(
        "INSERT INTO invitation (id, kind, token_hash, role, home_code, edition_id, person_id, note, created_by, \
created_at, expires_at, proposal_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )
    .id(new.id)
    .text(new.kind.code())
    .text(new.token_hash.clone())
    .text_or_null(new.role.map(Role::code))
    .text_or_null(new.home_code)
    .id_or_null(new.edition)
    .id_or_null(new.person)
    .text(new.note)
    .id(new.by)
    .at(new.now)
    .at(new.expires_at)
    .id_or_null(new.proposal)
}

/// Takes back the recovery links of a person that nobody used.
pub fn revoke_recoveries(person: PersonId, now: Instant) -> Sql {
    sql("UPDATE invitation SET revoked_at = ?2 WHERE person_id = ?1 AND used_at IS NULL AND revoked_at IS NULL")
        .id(person)
        .at(now)
}

/// Takes an invitation back that nobody used.
pub fn revoke(id: InvitationId, now: Instant) -> Sql {
    sql(
        "UPDATE invitation SET revoked_at = ?2 WHERE id = ?1 AND kind = 'invitation' \
AND used_at IS NULL AND revoked_at IS NULL",
    )
    .id(id)
    .at(now)
}

/// What an invitation offers.
#[derive(Debug, Deserialize)]
pub struct Offer {
    /// The role.
    pub role: Role,
    /// For whom.
    pub note: String,
    /// The edition, for a judge.
    pub edition_id: Option<EditionId>,
    /// Where it leads.
    pub home_code: Option<AgencyCode>,
    /// The body above that.
    pub parent_code: Option<AgencyCode>,
    /// Who made it.
    pub created_by: Option<PersonId>,
}

/// What the invitation with this id offers.
pub fn offer(id: InvitationId) -> Sql {
    sql("SELECT i.role, i.note, i.edition_id, i.home_code, a.parent_code, i.created_by FROM invitation i \
LEFT JOIN agency a ON a.code = i.home_code WHERE i.id = ?1 AND i.kind = 'invitation'")
    .id(id)
}

/// The links of one person that wait, for innovators of these agencies and their units, newest first: `agencies` as the person
/// coordinates them.
pub fn own_open(
    person: PersonId,
    agencies: &[&AgencyCode],
    now: Instant,
    after: Option<&Cursor>,
    count: usize,
) -> Result<Sql, Failure> {
    Ok(sql(
        "SELECT i.id, i.role, i.home_code, i.edition_id, i.note, p.name AS by, i.created_at, i.expires_at, \
i.used_at, i.revoked_at FROM invitation i LEFT JOIN person p ON p.id = i.created_by \
WHERE i.kind = 'invitation' AND i.role = 'innovator' AND i.created_by = ?1 AND i.used_at IS NULL AND i.revoked_at IS NULL \
AND i.expires_at > ?3 AND i.created_at > ?3 - ?7 AND i.home_code IN (SELECT code FROM agency WHERE code IN (SELECT value FROM json_each(?2)) \
OR parent_code IN (SELECT value FROM json_each(?2))) \
AND (i.created_at, i.id) < (?4, ?5) ORDER BY i.created_at DESC, i.id DESC LIMIT ?6",
    )
    .id(person)
    .json(&agencies)?
    .at(now)
    .before_number(after)?
    .size(count)
    .int(INVITATION_LIFE))
}

/// Where an agency stands.
#[derive(Debug, Deserialize)]
pub struct Place {
    /// The body above it.
    pub parent_code: Option<AgencyCode>,
}

/// Whether an agency exists.
pub fn agency(code: &str) -> Sql {
    sql("SELECT parent_code FROM agency WHERE code = ?1").text(code)
}

/// Whether the panel of an edition may still change.
#[derive(Debug, Deserialize)]
pub struct Panel {
    /// It may.
    #[serde(deserialize_with = "flag")]
    pub open: bool,
}

/// Whether an edition exists and may still change its panel.
pub fn edition(edition: EditionId) -> Sql {
    sql("SELECT recorded IN ('draft', 'opened') AND deleted_at IS NULL AS open FROM edition WHERE id = ?1").id(edition)
}

/// A line of the list.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// Its id.
    pub id: InvitationId,
    /// The role offered.
    pub role: Role,
    /// Home agency; none for outside the region.
    pub home_code: Option<String>,
    /// The edition, for a judge.
    pub edition_id: Option<EditionId>,
    /// For whom.
    pub note: String,
    /// Who invited.
    pub by: Option<String>,
    /// When.
    pub created_at: Instant,
    /// Until when.
    pub expires_at: Instant,
    /// Used then.
    pub used_at: Option<Instant>,
    /// Taken back then.
    pub revoked_at: Option<Instant>,
}

impl Line {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.created_at.0, self.id)
    }
}

/// Invitations, newest first, after the page before.
pub fn list(after: Option<&Cursor>, count: usize) -> Result<Sql, NoCursor> {
    Ok(sql(
        "SELECT i.id, i.role, i.home_code, i.edition_id, i.note, p.name AS by, i.created_at, i.expires_at, \
i.used_at, i.revoked_at FROM invitation i LEFT JOIN person p ON p.id = i.created_by \
WHERE i.kind = 'invitation' AND (i.created_at, i.id) < (?1, ?2) ORDER BY i.created_at DESC, i.id DESC LIMIT ?3",
    )
    .before_number(after)?
    .size(count))
}
