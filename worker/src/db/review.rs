//! SQL of the clinic's findings.

use serde::Deserialize;

use klisida_domain::{
    ids::{InnovationId, PersonId, ReviewId},
    law::Stage,
    page::Cursor,
    part::Part,
    stage::{Course, Desk, Finding, Hearing, Hold, Place},
    time::Instant,
    wire,
};

use super::json;

/// A review.
#[derive(Clone, Debug, Deserialize)]
pub struct ReviewRow {
    /// Its id.
    pub id: ReviewId,
    /// The innovation.
    pub innovation_id: InnovationId,
    /// The stage judged.
    pub stage: Stage,
    /// The revision judged.
    pub revision: u32,
    /// How it was held.
    pub hearing: Hearing,
    /// Held on.
    pub held_on: Instant,
    /// The finding.
    pub finding: Finding,
    /// Why.
    pub reasons: String,
    /// Parts opened for changes.
    #[serde(deserialize_with = "json")]
    pub parts: Vec<Part>,
    /// Who reviewed.
    pub person_id: PersonId,
    /// Name of the one who reviewed.
    pub by: String,
    /// When it was written.
    pub at: Instant,
    /// When the agency was told.
    pub announced_at: Option<Instant>,
    /// Why this person judged, where it had to be said.
    pub aside: Option<String>,
}

impl ReviewRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.at.0, self.id)
    }

    /// As it travels.
    pub fn review(self) -> wire::Review {
        wire::Review {
            id: self.id,
            course: Course {
                place: Place::In(self.stage),
                desk: Desk::Clinic,
                hold: Hold::None,
            },
            revision: self.revision,
            hearing: self.hearing,
            held_on: self.held_on,
            finding: self.finding,
            reasons: self.reasons,
            parts: self.parts,
            by: self.by,
            at: self.at,
            announced_at: self.announced_at,
            aside: self.aside,
        }
    }
}

/// Reviews of a record, newest first; held ones too, not those that fell away. `?1` innovation, `?2` and `?3` where the page
/// before ended, `?4` how many.
pub const OF_RECORD: &str = "SELECT v.id, v.innovation_id, v.stage, v.revision, v.hearing, v.held_on, v.finding, v.reasons, v.parts, v.person_id, p.name AS by,
    v.at, v.announced_at, v.aside FROM review v JOIN person p ON p.id = v.person_id
  WHERE v.innovation_id = ?1 AND v.void_at IS NULL AND (v.at, v.id) < (?2, ?3) ORDER BY v.at DESC, v.id DESC LIMIT ?4";

/// Some reviews. `?1` a JSON list of ids.
pub const SOME: &str = "SELECT v.id, v.innovation_id, v.stage, v.revision, v.hearing, v.held_on, v.finding, v.reasons, v.parts, v.person_id, p.name AS by,
    v.at, v.announced_at, v.aside FROM review v JOIN person p ON p.id = v.person_id
  WHERE v.id IN (SELECT value FROM json_each(?1)) AND v.void_at IS NULL";

/// Write a review: `?1` id, `?2` innovation, `?3` stage, `?4` revision, `?5` hearing, `?6` held on, `?7` finding, `?8` reasons,
/// `?9` parts, `?10` person, `?11` now, `?12` when announced or nothing, `?13` why this person or nothing.
pub const INSERT: &str = "INSERT INTO review (id, innovation_id, stage, revision, hearing, held_on, finding, reasons, parts, person_id, at,
    announced_at, aside) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

/// Take a review back that is held: `?1` id, `?2` innovation, `?3` now.
pub const DROP: &str = "UPDATE review SET void_at = ?3
  WHERE id = ?1 AND innovation_id = ?2 AND announced_at IS NULL AND void_at IS NULL";

/// The record is as it was read: `?2` innovation, `?3` version seen.
pub const VERSION_STANDS: &str =
    "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1 FROM record
  WHERE innovation_id = ?2 AND version = ?3 AND deleted_at IS NULL";

/// Announce: `?1` a JSON list of ids, `?2` now.
pub const ANNOUNCE: &str = "UPDATE review SET announced_at = ?2
  WHERE id IN (SELECT value FROM json_each(?1)) AND announced_at IS NULL AND void_at IS NULL";

/// Freeze the plans of those that leave the design: `?1` a JSON list of [`super::record::Move`], `?2` now, `?3` person,
/// `?4` why, for a version after the first.
pub const FREEZE_PLANS: &str =
    "INSERT INTO plan_version (innovation_id, n, at, person_id, plan, reason)
  SELECT c.innovation_id, j.value ->> '$.plans', ?2, ?3, c.content -> '$.value', CASE WHEN j.value ->> '$.plans' > 1 THEN ?4 END
  FROM json_each(?1) j JOIN record_part c ON c.innovation_id = j.value ->> '$.id' AND c.part = 'rencana'
  WHERE json_array_length(c.content, '$.value') > 0";
