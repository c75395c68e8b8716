//! SQL of judging: a judge's list, sheets, their history, and what came too late.

use std::collections::BTreeMap;

use serde::Deserialize;

use klisida_domain::{
    competition::{Dossier, Recorded, Rubric, Standing},
    ids::{AssignmentId, EditionId, EntryId, PersonId},
    judging::{AssignmentState, Mark, Sheet, SheetState},
    law::{Criterion, Kind},
    time::Instant,
};

use super::{flag, json};
use crate::json::{self as text, Fault};

/// An edition in which somebody judges.
#[derive(Clone, Debug, Deserialize)]
pub struct DeskEdition {
    /// Its id.
    pub id: EditionId,
    /// Name.
    pub name: String,
    /// Address of its board.
    pub slug: String,
    /// Opens.
    pub opens_at: Instant,
    /// Closes.
    pub closes_at: Instant,
    /// Course so far.
    pub recorded: Recorded,
    /// Why it was cancelled.
    pub cancelled_reason: Option<String>,
    /// Criteria, weights, bands.
    #[serde(deserialize_with = "json")]
    pub rubric: Rubric,
    /// Invented data.
    #[serde(deserialize_with = "flag")]
    pub sample: bool,
    /// Somebody has read the marks.
    #[serde(deserialize_with = "flag")]
    pub marks_read: bool,
}

/// An assignment with its entry and its sheet, as its judge may see it.
#[derive(Clone, Debug, Deserialize)]
pub struct DeskRow {
    /// The assignment.
    pub id: AssignmentId,
    /// Its judge.
    pub judge_id: PersonId,
    /// Its edition.
    pub edition_id: EditionId,
    /// Its entry.
    pub entry_id: EntryId,
    /// Whether it stands.
    pub state: AssignmentState,
    /// Number of the entry.
    pub number: u32,
    /// Name of the innovation.
    pub name: String,
    /// Its agency.
    pub agency_name: String,
    /// Its region.
    pub region: String,
    /// Its kind.
    pub kind: Option<Kind>,
    /// The entry was withdrawn.
    #[serde(deserialize_with = "flag")]
    pub withdrawn: bool,
    /// State of the sheet.
    pub sheet_state: SheetState,
    /// Version of the sheet, 0 when there is none.
    pub sheet_version: u32,
    kebaruan: Option<u8>,
    kemanfaatan: Option<u8>,
    solusi: Option<u8>,
    replikasi: Option<u8>,
    kompatibilitas: Option<u8>,
    /// Notes as JSON; none without a sheet.
    pub notes: Option<String>,
    /// When the sheet was stored.
    pub saved_at: Option<Instant>,
    /// Receipt of the lock.
    pub receipt: Option<String>,
    /// Weighted total of a locked sheet.
    pub total: Option<u32>,
    /// What to judge from, as JSON; only where it is read.
    #[serde(default)]
    pub dossier: Option<String>,
}

impl DeskRow {
    /// Marks given.
    pub fn filled(&self) -> u32 {
        let marks = [
            self.kebaruan,
            self.kemanfaatan,
            self.solusi,
            self.replikasi,
            self.kompatibilitas,
        ];
        marks.iter().flatten().map(|_| 1).sum()
    }

    /// Marks and notes.
    pub fn sheet(&self) -> Result<Sheet, Fault> {
        let marks = [
            (Criterion::Novelty, self.kebaruan),
            (Criterion::Benefit, self.kemanfaatan),
            (Criterion::Solution, self.solusi),
            (Criterion::Replicability, self.replikasi),
            (Criterion::Compatibility, self.kompatibilitas),
        ];
        Ok(Sheet {
            marks: marks
                .into_iter()
                .filter_map(|(criterion, mark)| Some((criterion, Mark::new(mark?)?)))
                .collect(),
            notes: self
                .notes
                .as_deref()
                .map_or(Ok(BTreeMap::default()), text::read)?,
        })
    }

    /// What to judge from.
    pub fn dossier(&self) -> Result<Dossier, Fault> {
        self.dossier
            .as_deref()
            .map_or(Ok(Dossier::default()), text::read)
    }
}

/// The same with the edition's course: one row answers whether a sheet may be written.
#[derive(Clone, Debug, Deserialize)]
pub struct CourseRow {
    /// Opens.
    pub opens_at: Instant,
    /// Closes.
    pub closes_at: Instant,
    /// Course so far.
    pub recorded: Recorded,
    /// Criteria and weights.
    #[serde(deserialize_with = "json")]
    pub rubric: Rubric,
}

impl CourseRow {
    /// Where the edition stands.
    pub fn standing(&self, now: Instant) -> Standing {
        Standing::at(self.recorded, self.opens_at, self.closes_at, now)
    }
}

/// Editions on whose panel a person sits, drafts left out, the one closing first on top, those still running before those that
/// are over. `?1` person.
pub const EDITIONS: &str =
    "SELECT e.id, e.name, e.slug, e.opens_at, e.closes_at, iif(e.cancelled_at IS NULL, e.recorded, 'cancelled') AS recorded, e.rubric, e.sample, e.cancelled_reason,
    e.marks_read_at IS NOT NULL AS marks_read
  FROM grant_ g JOIN edition e ON e.id = g.edition_id
  WHERE g.person_id = ?1 AND g.role = 'judge' AND g.removed_at IS NULL AND e.recorded <> 'draft'
  ORDER BY e.recorded <> 'opened', e.closes_at, e.id";

/// All assignments of a person in editions that are not drafts, without dossiers. `?1` person.
pub const DESK: &str = "SELECT a.id, a.judge_id, a.edition_id, a.entry_id, a.state, n.number, i.name, i.agency_name, i.region, i.kind,
    n.withdrawn_at IS NOT NULL AS withdrawn, coalesce(s.state, 'empty') AS sheet_state, coalesce(s.version, 0) AS sheet_version,
    s.kebaruan, s.kemanfaatan, s.solusi, s.replikasi, s.kompatibilitas, s.notes, s.saved_at, s.receipt, s.total
  FROM assignment a JOIN edition e ON e.id = a.edition_id JOIN entry n ON n.id = a.entry_id
    JOIN innovation i ON i.id = n.innovation_id LEFT JOIN sheet s ON s.assignment_id = a.id
  WHERE a.judge_id = ?1 AND e.recorded <> 'draft'";

/// The same with dossiers, active assignments only. `?1` person.
pub const PACK: &str = "SELECT a.id, a.judge_id, a.edition_id, a.entry_id, a.state, n.number, i.name, i.agency_name, i.region, i.kind,
    n.withdrawn_at IS NOT NULL AS withdrawn, coalesce(s.state, 'empty') AS sheet_state, coalesce(s.version, 0) AS sheet_version,
    s.kebaruan, s.kemanfaatan, s.solusi, s.replikasi, s.kompatibilitas, s.notes, s.saved_at, s.receipt, s.total,
    n.dossier_frozen AS dossier
  FROM assignment a JOIN edition e ON e.id = a.edition_id JOIN entry n ON n.id = a.entry_id
    JOIN innovation i ON i.id = n.innovation_id LEFT JOIN sheet s ON s.assignment_id = a.id
  WHERE a.judge_id = ?1 AND a.state = 'active' AND n.withdrawn_at IS NULL AND e.recorded <> 'draft'";

/// One assignment with its dossier. `?1` assignment.
pub const ONE: &str = "SELECT a.id, a.judge_id, a.edition_id, a.entry_id, a.state, n.number, i.name, i.agency_name, i.region, i.kind,
    n.withdrawn_at IS NOT NULL AS withdrawn, coalesce(s.state, 'empty') AS sheet_state, coalesce(s.version, 0) AS sheet_version,
    s.kebaruan, s.kemanfaatan, s.solusi, s.replikasi, s.kompatibilitas, s.notes, s.saved_at, s.receipt, s.total,
    n.dossier_frozen AS dossier
  FROM assignment a JOIN entry n ON n.id = a.entry_id
    JOIN innovation i ON i.id = n.innovation_id LEFT JOIN sheet s ON s.assignment_id = a.id
  WHERE a.id = ?1";

/// The course of an assignment's edition. `?1` assignment.
pub const COURSE: &str = "SELECT e.opens_at, e.closes_at, iif(e.cancelled_at IS NULL, e.recorded, 'cancelled') AS recorded, e.rubric
  FROM assignment a JOIN edition e ON e.id = a.edition_id WHERE a.id = ?1";

/// Version of a sheet, 0 when there is none. `?1` assignment.
pub const VERSION: &str =
    "SELECT coalesce((SELECT version FROM sheet WHERE assignment_id = ?1), 0) AS version";

/// Store a sheet: `?1` assignment, `?2` version seen, `?3` judge, `?4` key of the write, `?5`..`?9` marks, `?10` notes.
///
/// Time, state of edition, assignment and entry are asked inside the statement: whatever was loaded before,
/// a sheet is stored only while judging is open.
pub const SAVE: &str = "INSERT INTO sheet (assignment_id, version, state, kebaruan, kemanfaatan, solusi, replikasi, kompatibilitas, notes, saved_at)
  SELECT a.id, ?2 + 1, 'draft', ?5, ?6, ?7, ?8, ?9, ?10, t.at
    FROM idempotency t JOIN assignment a JOIN edition e ON e.id = a.edition_id JOIN entry n ON n.id = a.entry_id
    WHERE t.key = ?4 AND a.id = ?1 AND a.judge_id = ?3 AND a.state = 'active' AND n.withdrawn_at IS NULL
      AND e.recorded = 'opened' AND e.opens_at <= t.at AND t.at < e.closes_at
      AND (?2 = 0 OR EXISTS (SELECT 1 FROM sheet WHERE assignment_id = ?1))
  ON CONFLICT (assignment_id) DO UPDATE SET version = excluded.version, kebaruan = excluded.kebaruan,
    kemanfaatan = excluded.kemanfaatan, solusi = excluded.solusi, replikasi = excluded.replikasi,
    kompatibilitas = excluded.kompatibilitas, notes = excluded.notes, saved_at = excluded.saved_at
  WHERE sheet.version = ?2 AND sheet.state = 'draft'";

/// Lock a sheet: `?1` assignment, `?2` version seen, `?3` judge, `?4` key of the write, `?5` receipt, `?6` total.
pub const LOCK: &str = "UPDATE sheet SET state = 'locked', version = version + 1, saved_at = (SELECT at FROM idempotency WHERE key = ?4), receipt = ?5, total = ?6
  WHERE assignment_id = ?1 AND version = ?2 AND state = 'draft'
    AND EXISTS (SELECT 1 FROM idempotency t JOIN assignment a JOIN edition e ON e.id = a.edition_id JOIN entry n ON n.id = a.entry_id
      WHERE t.key = ?4 AND a.id = ?1 AND a.judge_id = ?3 AND a.state = 'active' AND n.withdrawn_at IS NULL
        AND e.recorded = 'opened' AND e.opens_at <= t.at AND t.at < e.closes_at)";

/// Take the lock back: `?1` assignment, `?2` version seen, `?3` judge, `?4` key of the write.
pub const REOPEN: &str = "UPDATE sheet SET state = 'draft', version = version + 1, saved_at = (SELECT at FROM idempotency WHERE key = ?4), receipt = NULL, total = NULL
  WHERE assignment_id = ?1 AND version = ?2 AND state = 'locked'
    AND EXISTS (SELECT 1 FROM idempotency t JOIN assignment a JOIN edition e ON e.id = a.edition_id JOIN entry n ON n.id = a.entry_id
      WHERE t.key = ?4 AND a.id = ?1 AND a.judge_id = ?3 AND a.state = 'active' AND n.withdrawn_at IS NULL
        AND e.recorded = 'opened' AND e.opens_at <= t.at AND t.at < e.closes_at)";

/// Keep this version: `?1` assignment, `?2` version, `?3` act, `?4` key of the write, `?5` judge, `?6` sheet, `?7` reason.
pub const HISTORY: &str =
    "INSERT INTO sheet_event (assignment_id, version, act, at, person_id, sheet, reason)
  VALUES (?1, ?2, ?3, (SELECT at FROM idempotency WHERE key = ?4), ?5, ?6, ?7)";

/// Keep what came too late, once a key and at most fifty times an assignment: `?1` key, `?2` assignment, `?3` judge,
/// `?4` version seen, `?5` cause, `?6` sheet.
pub const KEEP_LATE: &str =
    "INSERT INTO late_sheet (id, assignment_id, person_id, at, seen_version, cause, sheet)
  SELECT ?1, ?2, ?3, CAST(unixepoch('subsec') * 1000 AS INTEGER), ?4, ?5, ?6
  WHERE NOT EXISTS (SELECT 1 FROM late_sheet WHERE id = ?1)
    AND (SELECT count(*) FROM late_sheet WHERE assignment_id = ?2) < 50";

/// What came after closing and becomes its judge's draft when judging goes on: of each standing pair what came last, if its
/// judge wrote it on what is stored now and the sheet is not locked. `?1` edition, `?2` key of the write.
macro_rules! taken_up {
    () => {
        "FROM idempotency t JOIN assignment a ON a.edition_id = ?1 AND a.state = 'active'
    JOIN entry n ON n.id = a.entry_id AND n.withdrawn_at IS NULL
    JOIN late_sheet l ON l.id = (SELECT m.id FROM late_sheet m WHERE m.assignment_id = a.id AND m.person_id = a.judge_id
      AND m.cause = 'judging_closed' ORDER BY m.at DESC, m.id DESC LIMIT 1)
    LEFT JOIN sheet s ON s.assignment_id = a.id
  WHERE t.key = ?2 AND l.seen_version = coalesce(s.version, 0) AND coalesce(s.state, 'draft') = 'draft'"
    };
}

/// Says in the record whose drafts they become: `?1` edition, `?2` key of the write, `?3` now, `?4` person, `?5` action, `?6` request.
pub const TAKEN_UP_EVENT: &str = concat!(
    "INSERT INTO event (at, person_id, action, edition_id, subject_id, subject, request_id)
  SELECT ?3, ?4, ?5, ?1, a.id, printf('E-%02d %s: %s', n.number, (SELECT i.name FROM innovation i WHERE i.id = n.innovation_id),
    (SELECT p.name FROM person p WHERE p.id = a.judge_id)), ?6 ",
    taken_up!()
);

/// Keeps them in the history of their sheets, as saved by their judges: `?1` edition, `?2` key of the write.
pub const TAKE_UP_HISTORY: &str = concat!(
    "INSERT INTO sheet_event (assignment_id, version, act, at, person_id, sheet, reason)
  SELECT a.id, l.seen_version + 1, 'saved', t.at, a.judge_id, l.sheet, NULL ",
    taken_up!()
);

/// Makes them drafts: `?1` edition, `?2` key of the write.
pub const TAKE_UP: &str = concat!(
    "INSERT INTO sheet (assignment_id, version, state, kebaruan, kemanfaatan, solusi, replikasi, kompatibilitas, notes, saved_at)
  SELECT a.id, l.seen_version + 1, 'draft', l.sheet ->> '$.marks.kebaruan', l.sheet ->> '$.marks.kemanfaatan',
    l.sheet ->> '$.marks.solusi', l.sheet ->> '$.marks.replikasi', l.sheet ->> '$.marks.kompatibilitas',
    coalesce(l.sheet -> '$.notes', '{}'), t.at ",
    taken_up!(),
    " ON CONFLICT (assignment_id) DO UPDATE SET version = excluded.version, kebaruan = excluded.kebaruan,
    kemanfaatan = excluded.kemanfaatan, solusi = excluded.solusi, replikasi = excluded.replikasi,
    kompatibilitas = excluded.kompatibilitas, notes = excluded.notes, saved_at = excluded.saved_at"
);

/// A judge steps back: `?1` assignment, `?2` judge, `?3` key of the write, `?4` which relation.
pub const DECLARE: &str = "UPDATE assignment SET state = 'conflict', ended_at = (SELECT at FROM idempotency WHERE key = ?3), reason = ?4
  WHERE id = ?1 AND judge_id = ?2 AND state = 'active'
    AND EXISTS (SELECT 1 FROM edition e WHERE e.id = assignment.edition_id AND e.recorded = 'opened')";

/// Says in the record that something came too late, if the statement before kept it: `?1` now, `?2` judge, `?3` action,
/// `?4` edition, `?5` assignment, `?6` entry in words, `?7` request.
pub const LATE_EVENT: &str =
    "INSERT INTO event (at, person_id, action, edition_id, subject_id, subject, request_id)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE changes() = 1";

/// A guard: judging is open for this assignment at the instant of the write. `?2` assignment, `?3` key of the write.
pub const IS_OPEN: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM idempotency t JOIN assignment a JOIN edition e ON e.id = a.edition_id
  WHERE t.key = ?3 AND a.id = ?2 AND e.recorded = 'opened' AND e.opens_at <= t.at AND t.at < e.closes_at";

/// A guard: the assignment stands. `?2` assignment.
pub const STANDS: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM assignment a JOIN entry n ON n.id = a.entry_id WHERE a.id = ?2 AND a.state = 'active' AND n.withdrawn_at IS NULL";
