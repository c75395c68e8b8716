//! SQL of what waits for whom.

use serde::Deserialize;

use klisida_domain::{
    competition::{Recorded, Standing},
    ids::EditionId,
    time::Instant,
};

/// A judge's work in one edition.
#[derive(Clone, Debug, Deserialize)]
pub struct OwnRow {
    /// The edition.
    pub id: EditionId,
    /// Its name.
    pub name: String,
    /// Opens.
    pub opens_at: Instant,
    /// Closes.
    pub closes_at: Instant,
    /// Course so far.
    pub recorded: Recorded,
    /// Entries to judge.
    pub all_sheets: u32,
    /// Sheets with five marks, not locked.
    pub full: u32,
    /// Sheets locked.
    pub locked: u32,
}

/// An edition as those see it who run or watch it.
#[derive(Clone, Debug, Deserialize)]
pub struct RunRow {
    /// The edition.
    pub id: EditionId,
    /// Its name.
    pub name: String,
    /// Opens.
    pub opens_at: Instant,
    /// Closes.
    pub closes_at: Instant,
    /// Course so far.
    pub recorded: Recorded,
    /// Entries that stand.
    pub entries: u32,
    /// Entries with fewer judges than the minimum.
    pub short: u32,
    /// Sheets to come.
    pub all_sheets: u32,
    /// Sheets locked.
    pub locked: u32,
}

/// Whether there is any agency.
#[derive(Clone, Debug, Deserialize)]
pub struct AgenciesRow {
    /// 0 when none, 1 when there are some.
    pub n: u32,
}

impl RunRow {
    /// Where the edition stands.
    pub fn standing(&self, now: Instant) -> Standing {
        Standing::at(self.recorded, self.opens_at, self.closes_at, now)
    }
}

/// A judge's work in editions that are open. `?1` person.
pub const OWN: &str = "SELECT e.id, e.name, e.opens_at, e.closes_at, e.recorded, count(*) AS all_sheets,
    count(*) FILTER (WHERE s.state = 'draft' AND s.kebaruan IS NOT NULL AND s.kemanfaatan IS NOT NULL AND s.solusi IS NOT NULL
      AND s.replikasi IS NOT NULL AND s.kompatibilitas IS NOT NULL) AS full,
    count(*) FILTER (WHERE s.state = 'locked') AS locked
  FROM assignment a JOIN edition e ON e.id = a.edition_id JOIN entry n ON n.id = a.entry_id LEFT JOIN sheet s ON s.assignment_id = a.id
  WHERE a.judge_id = ?1 AND a.state = 'active' AND e.recorded = 'opened' AND n.withdrawn_at IS NULL
  GROUP BY e.id ORDER BY e.closes_at";

/// Whether agencies were imported, in one row.
pub const AGENCIES: &str = "SELECT EXISTS (SELECT 1 FROM agency) AS n";

/// Editions that are not finished, with their counts.
pub const RUN: &str = "SELECT e.id, e.name, e.opens_at, e.closes_at, e.recorded,
    (SELECT count(*) FROM entry n WHERE n.edition_id = e.id AND n.withdrawn_at IS NULL) AS entries,
    (SELECT count(*) FROM entry n WHERE n.edition_id = e.id AND n.withdrawn_at IS NULL
      AND (SELECT count(*) FROM assignment a WHERE a.entry_id = n.id AND a.state = 'active') < e.min_judges) AS short,
    (SELECT count(*) FROM assignment a JOIN entry n ON n.id = a.entry_id
      WHERE a.edition_id = e.id AND a.state = 'active' AND n.withdrawn_at IS NULL) AS all_sheets,
    (SELECT count(*) FROM assignment a JOIN entry n ON n.id = a.entry_id JOIN sheet s ON s.assignment_id = a.id
      WHERE a.edition_id = e.id AND a.state = 'active' AND n.withdrawn_at IS NULL AND s.state = 'locked') AS locked
  FROM edition e WHERE e.recorded <> 'published' ORDER BY e.closes_at, e.id LIMIT 50";

/// What waits at the clinic's desk.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct DeskRow {
    /// Records in the clinic's lane.
    pub ours: u32,
    /// Reviews held back.
    pub held: u32,
    /// Records whose agency waits for publication.
    pub asked: u32,
}

/// What waits at the clinic's desk.
pub const DESK: &str = "SELECT ifnull((SELECT n FROM lane_count WHERE lane = 'ours'), 0) AS ours,
    (SELECT count(*) FROM review v CROSS JOIN record r ON r.innovation_id = v.innovation_id
      WHERE v.announced_at IS NULL AND r.lane = 'ours') AS held,
    (SELECT count(*) FROM record WHERE asked_at IS NOT NULL AND deleted_at IS NULL AND published_at IS NULL) AS asked";

/// An agency that is bound by Article 4(4) and has begun nothing.
#[derive(Clone, Debug, Deserialize)]
pub struct IdleRow {
    /// Its name.
    pub name: String,
}

/// Those of a list that are bound and where neither they nor a unit of theirs began a record: `?1` a JSON list of codes,
/// `?2` since when.
pub const IDLE: &str =
    "SELECT a.name FROM agency a WHERE a.code IN (SELECT value FROM json_each(?1)) AND a.obligation = 'ya' AND NOT EXISTS (
    SELECT 1 FROM record r WHERE r.deleted_at IS NULL AND r.created_at >= ?2
      AND r.agency_code IN (SELECT code FROM agency u WHERE u.code = a.code OR u.parent_code = a.code))";
