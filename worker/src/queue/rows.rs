//! SQL of the clinic's desk.

use serde::Deserialize;

use klisida_domain::{
    ids::{InnovationId, PersonId},
    page::Cursor,
    time::Instant,
    wire,
};

use crate::db::flag;

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
/// nothing, `?4` no facilitator from now on, `?5` no reviewer.
pub const ASSIGN: &str = "UPDATE record SET facilitator_id = coalesce(?2, iif(?4, NULL, facilitator_id)),
    reviewer_id = coalesce(?3, iif(?5, NULL, reviewer_id)),
    version = record.version + 1
  FROM (SELECT value ->> '$.innovation' AS id, value ->> '$.version' AS version FROM json_each(?1)) AS j
  WHERE record.innovation_id = j.id AND record.version = j.version AND record.deleted_at IS NULL";

/// A record whose writers said that somebody profits in person.
#[derive(Clone, Debug, Deserialize)]
pub struct InterestRow {
    id: InnovationId,
    number: String,
    name: String,
    agency_name: String,
    said: Option<String>,
    by: String,
    at: Instant,
    #[serde(deserialize_with = "flag")]
    stands: bool,
}

impl InterestRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.at.0, self.id)
    }

    /// As it travels.
    pub fn interest(self) -> wire::Interest {
        wire::Interest {
            innovation: self.id,
            number: self.number,
            name: self.name,
            agency_name: self.agency_name,
            said: self.said.unwrap_or_default(),
            by: self.by,
            at: self.at,
            stands: self.stands,
        }
    }
}

/// The register, newest first: what is written now, else what was handed in last with that answer. `?1` and `?2` where the page
/// before ended, `?3` how many. The conditions are those of its two indexes.
pub const INTERESTS: &str = r#"WITH found AS (
    SELECT innovation_id FROM record_part WHERE part = 'prinsip' AND instr(content, '"principle":"tanpa_konflik","answer":"no"') > 0
    UNION SELECT innovation_id FROM record_revision WHERE instr(parts, '"principle":"tanpa_konflik","answer":"no"') > 0),
  told AS (SELECT f.innovation_id AS id, c.at IS NOT NULL AS stands, ifnull(c.at, v.at) AS at, ifnull(c.person_id, v.person_id) AS person_id,
      ifnull(c.content -> '$.value', v.parts -> '$.prinsip.value') AS answers
    FROM found f LEFT JOIN record_part c ON c.innovation_id = f.innovation_id AND c.part = 'prinsip'
        AND instr(c.content, '"principle":"tanpa_konflik","answer":"no"') > 0
      LEFT JOIN record_revision v ON v.innovation_id = f.innovation_id AND v.n = (SELECT max(x.n) FROM record_revision x
        WHERE x.innovation_id = f.innovation_id AND instr(x.parts, '"principle":"tanpa_konflik","answer":"no"') > 0))
  SELECT t.id, r.number, i.name, g.name AS agency_name, p.name AS by, t.at, t.stands,
    (SELECT j.value ->> '$.proof' FROM json_each(t.answers) j WHERE j.value ->> '$.principle' = 'tanpa_konflik') AS said
  FROM told t JOIN record r ON r.innovation_id = t.id JOIN innovation i ON i.id = t.id JOIN agency g ON g.code = r.agency_code
    JOIN person p ON p.id = t.person_id
  WHERE r.deleted_at IS NULL AND (t.at, t.id) < (?1, ?2) ORDER BY t.at DESC, t.id DESC LIMIT ?3"#;
