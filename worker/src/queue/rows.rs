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
/// before ended, `?3` how many.
pub const INTERESTS: &str = r#"SELECT t.innovation_id AS id, r.number, i.name, g.name AS agency_name, p.name AS by, t.at, t.stands,
    (SELECT j.value ->> '$.proof' FROM json_each(CASE t.stands
        WHEN 1 THEN (SELECT c.content -> '$.value' FROM record_part c WHERE c.innovation_id = t.innovation_id AND c.part = 'prinsip')
        ELSE (SELECT v.parts -> '$.prinsip.value' FROM record_revision v WHERE v.innovation_id = t.innovation_id
          AND instr(v.parts, '"principle":"tanpa_konflik","answer":"no"') > 0 ORDER BY v.n DESC LIMIT 1) END) j
      WHERE j.value ->> '$.principle' = 'tanpa_konflik') AS said
  FROM (SELECT innovation_id, at, person_id, stands FROM interest WHERE (at, innovation_id) < (?1, ?2)
      ORDER BY at DESC, innovation_id DESC LIMIT ?3) t
    CROSS JOIN record r ON r.innovation_id = t.innovation_id JOIN innovation i ON i.id = t.innovation_id
    JOIN agency g ON g.code = r.agency_code JOIN person p ON p.id = t.person_id
  ORDER BY t.at DESC, t.innovation_id DESC"#;
