//! SQL of the panel: seats and assignments.

use serde::Deserialize;

use klisida_domain::{
    account::{Grant, Home},
    agency::AgencyCode,
    ids::{AssignmentId, EntryId, PersonId},
    judging::{AssignmentState, SheetState},
    wire,
};

use super::{conflict::counted, json};

/// A seat with its person.
#[derive(Clone, Debug, Deserialize)]
pub struct SeatRow {
    /// The person.
    pub person_id: PersonId,
    /// Name.
    pub name: String,
    /// Home agency; none is outside the region.
    pub home_code: Option<AgencyCode>,
    /// Agencies of the roles held, and of this seat.
    #[serde(deserialize_with = "json")]
    pub agencies: Vec<AgencyCode>,
    /// Why the judge was removed.
    pub removed_reason: Option<String>,
}

impl SeatRow {
    /// Every agency of the judge, home first.
    pub fn origins(&self) -> Vec<&AgencyCode> {
        let mut all: Vec<&AgencyCode> = self.home_code.iter().collect();
        for agency in &self.agencies {
            if !all.contains(&agency) {
                all.push(agency);
            }
        }
        all
    }

    /// As it travels, with what its judge has to do.
    pub fn seat(self, load: Option<&LoadRow>) -> wire::Seat {
        let agencies = self.origins().into_iter().cloned().collect();
        wire::Seat {
            agencies,
            person: self.person_id,
            name: self.name,
            home: self.home_code.map_or(Home::Outside, Home::Agency),
            removed: self.removed_reason,
            load: wire::Load {
                entries: load.map_or(0, |it| it.entries),
                locked: load.map_or(0, |it| it.locked),
                begun: load.map_or(0, |it| it.begun),
                conflicts: load.map_or(0, |it| it.conflicts),
            },
        }
    }
}

/// What a judge has to do.
#[derive(Clone, Debug, Deserialize)]
pub struct LoadRow {
    /// The judge.
    pub judge_id: PersonId,
    /// Standing assignments to entries that are not withdrawn.
    pub entries: u32,
    /// Locked sheets of these.
    pub locked: u32,
    /// Begun sheets of these.
    pub begun: u32,
    /// Relations declared.
    pub conflicts: u32,
}

/// How many judges an entry has.
#[derive(Clone, Debug, Deserialize)]
pub struct JudgesRow {
    /// The entry.
    pub entry_id: EntryId,
    /// Standing assignments.
    pub judges: u32,
    /// Locked sheets of these, while judging is open; else 0.
    pub locked: u32,
}

/// An assignment with how far its sheet is.
#[derive(Clone, Debug, Deserialize)]
pub struct AssignmentRow {
    /// Its id.
    pub id: AssignmentId,
    /// The entry.
    pub entry_id: EntryId,
    /// The judge.
    pub judge_id: PersonId,
    /// Whether it stands.
    pub state: AssignmentState,
    /// Why it ended.
    pub reason: Option<String>,
    /// State of the sheet.
    pub sheet: SheetState,
    /// Marks given.
    pub filled: u32,
}

impl AssignmentRow {
    /// As it travels.
    pub fn line(self) -> wire::AssignmentLine {
        wire::AssignmentLine {
            id: self.id,
            entry: self.entry_id,
            judge: self.judge_id,
            state: self.state,
            reason: self.reason,
            sheet: self.sheet,
            filled: self.filled,
        }
    }
}

/// A person who might sit on a panel.
#[derive(Clone, Debug, Deserialize)]
pub struct CandidateRow {
    /// Name.
    pub name: String,
    /// Home agency; none is outside the region.
    pub home_code: Option<AgencyCode>,
    /// Roles.
    #[serde(deserialize_with = "json")]
    pub grants: Vec<Grant>,
}

/// The panel of an edition by name, removed judges included. `?1` edition.
pub const SEATS: &str = "SELECT g.person_id, p.name, p.home_code, g.removed_reason,
    (SELECT json_group_array(DISTINCT o.agency_code) FROM grant_ o WHERE o.person_id = g.person_id AND o.agency_code IS NOT NULL
      AND (o.removed_at IS NULL OR o.id = g.id)) AS agencies
  FROM grant_ g JOIN person p ON p.id = g.person_id WHERE g.edition_id = ?1 AND g.role = 'judge' ORDER BY p.name, g.person_id";

/// Who judges what, and how far. `?1` edition.
pub const ASSIGNMENTS: &str = "SELECT a.id, a.entry_id, a.judge_id, a.state, a.reason, coalesce(s.state, 'empty') AS sheet,
    (s.kebaruan IS NOT NULL) + (s.kemanfaatan IS NOT NULL) + (s.solusi IS NOT NULL) + (s.replikasi IS NOT NULL)
      + (s.kompatibilitas IS NOT NULL) AS filled
  FROM assignment a LEFT JOIN sheet s ON s.assignment_id = a.id WHERE a.edition_id = ?1 ORDER BY a.id";

/// Who judges the entries of one part: `?1` edition, `?2` number after which it begins, `?3` entries.
pub const ASSIGNMENTS_OF_PART: &str = "SELECT a.id, a.entry_id, a.judge_id, a.state, a.reason, coalesce(s.state, 'empty') AS sheet,
    (s.kebaruan IS NOT NULL) + (s.kemanfaatan IS NOT NULL) + (s.solusi IS NOT NULL) + (s.replikasi IS NOT NULL)
      + (s.kompatibilitas IS NOT NULL) AS filled
  FROM (SELECT id FROM entry WHERE edition_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3) n
    CROSS JOIN assignment a ON a.entry_id = n.id LEFT JOIN sheet s ON s.assignment_id = a.id ORDER BY a.id";

/// Judges of each entry, and their locked sheets while the edition can be closed. `?1` edition.
pub const JUDGES: &str = concat!(
    "SELECT n.id AS entry_id, (SELECT count(*) FROM assignment a WHERE a.entry_id = n.id AND a.state = 'active') AS judges,
    iif(e.recorded = 'opened', (SELECT count(*) FROM assignment a JOIN sheet s ON s.assignment_id = a.id
      WHERE a.entry_id = n.id AND ",
    counted!("?1"),
    "), 0) AS locked
  FROM entry n JOIN edition e ON e.id = n.edition_id WHERE n.edition_id = ?1"
);

/// What each judge has to do. `?1` edition.
pub const LOADS: &str = "SELECT a.judge_id, sum(a.state = 'active' AND w.id IS NULL) AS entries,
    sum(a.state = 'active' AND w.id IS NULL AND s.state IS 'locked') AS locked,
    sum(a.state = 'active' AND w.id IS NULL AND s.state IS 'draft') AS begun, sum(a.state = 'conflict') AS conflicts
  FROM assignment a LEFT JOIN sheet s ON s.assignment_id = a.id
    LEFT JOIN (SELECT id FROM entry WHERE edition_id = ?1 AND withdrawn_at IS NOT NULL) w ON w.id = a.entry_id
  WHERE a.edition_id = ?1 GROUP BY a.judge_id";

/// A person who is not switched off. `?1` person.
pub const CANDIDATE: &str = concat!(
    "SELECT p.name, p.home_code, ",
    grants!(),
    " FROM person p WHERE p.id = ?1 AND p.disabled = 0"
);

/// Leave the panel: `?1` edition, `?2` person, `?3` now, `?4` reason.
pub const SEAT_LEAVE: &str = "UPDATE grant_ SET removed_at = ?3, removed_reason = ?4
  WHERE edition_id = ?1 AND person_id = ?2 AND role = 'judge' AND removed_at IS NULL";

/// End the work of a judge who left: `?1` edition, `?2` person, `?3` now, `?4` reason.
pub const END_ALL: &str = "UPDATE assignment SET state = 'removed', ended_at = ?3, reason = ?4
  WHERE edition_id = ?1 AND judge_id = ?2 AND state = 'active'";

/// New pairs: `?1` edition, `?2` now, `?3` a JSON list of `{id, entry, judge}`.
pub const ASSIGN: &str = "INSERT INTO assignment (id, edition_id, entry_id, judge_id, created_at)
  SELECT json_extract(value, '$.id'), ?1, json_extract(value, '$.entry'), json_extract(value, '$.judge'), ?2 FROM json_each(?3)";

/// Pairs that judge again: `?1` edition, `?2` a JSON list of assignment ids.
pub const REASSIGN: &str = "UPDATE assignment SET state = 'active', ended_at = NULL, reason = NULL
  WHERE edition_id = ?1 AND state = 'removed' AND id IN (SELECT value FROM json_each(?2))";

/// Pairs that end: `?1` edition, `?2` a JSON list of assignment ids, `?3` now, `?4` reason.
pub const UNASSIGN: &str = "UPDATE assignment SET state = 'removed', ended_at = ?3, reason = ?4
  WHERE edition_id = ?1 AND state = 'active' AND id IN (SELECT value FROM json_each(?2))";

/// Pairs of a draft that ended, were never shown to a judge and are named by nothing on record: `?1` edition, `?2` a JSON list of
/// assignment ids.
pub const FORGET: &str = concat!(
    "DELETE FROM assignment WHERE edition_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND state = 'removed'
  AND EXISTS (SELECT 1 FROM edition e WHERE e.id = ?1 AND e.recorded = 'draft')
  AND NOT ",
    on_record!("assignment.id")
);
