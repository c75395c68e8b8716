//! SQL of the clinic's desk.

use serde::Deserialize;

use klisida_domain::ids::PersonId;

/// How many each lane has.
pub const COUNTS: &str = "SELECT n FROM lane_count ORDER BY CASE lane WHEN 'ours' THEN 0 WHEN 'theirs' THEN 1 ELSE 2 END";

/// Somebody of the clinic.
#[derive(Clone, Debug, Deserialize)]
pub struct TeamRow {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
}

/// The people of the clinic, by name.
pub const TEAM: &str = "SELECT p.id, p.name FROM person p WHERE p.disabled = 0 AND p.id IN (SELECT g.person_id FROM grant_ g
  WHERE g.role IN ('clinic', 'coordinator') AND g.removed_at IS NULL) ORDER BY p.name, p.id";

/// Somebody on a team.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct MemberRow {
    /// Who.
    pub person_id: PersonId,
}

/// Who is on the team of one of these records: `?1` a JSON list of innovations.
pub const MEMBERS: &str = "SELECT DISTINCT person_id FROM record_member
  WHERE innovation_id IN (SELECT value FROM json_each(?1)) AND removed_at IS NULL";

/// Set facilitator and reviewer: `?1` a JSON list of `{innovation, version}`, `?2` facilitator or nothing, `?3` reviewer or
/// nothing.
pub const ASSIGN: &str = "UPDATE record SET facilitator_id = coalesce(?2, facilitator_id), reviewer_id = coalesce(?3, reviewer_id),
    version = record.version + 1
  FROM (SELECT value ->> '$.innovation' AS id, value ->> '$.version' AS version FROM json_each(?1)) AS j
  WHERE record.innovation_id = j.id AND record.version = j.version AND record.deleted_at IS NULL";
