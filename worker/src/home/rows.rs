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
    /// Nothing is left for its judges to do.
    pub const fn is_locked(&self) -> bool {
        self.all_sheets > 0 && self.locked >= self.all_sheets
    }

    /// Where the edition stands.
    pub fn standing(&self, now: Instant) -> Standing {
        Standing::at(self.recorded, self.opens_at, self.closes_at, now)
    }
}

/// A judge's work in editions that are open. `?1` person.
pub const OWN: &str = "SELECT e.id, e.name, e.opens_at, e.closes_at, e.recorded, c.sheets AS all_sheets, c.full, c.locked
  FROM seat_count c JOIN edition e ON e.id = c.edition_id
  WHERE c.judge_id = ?1 AND c.sheets > 0 AND e.recorded = 'opened' ORDER BY e.closes_at";

/// For whoever has nothing to look for.
pub const NOTHING: &str = "SELECT 1 AS n WHERE 0";

/// Whether agencies were imported, in one row.
pub const AGENCIES: &str = "SELECT EXISTS (SELECT 1 FROM agency) AS n";

/// Editions that are not finished, with their counts.
pub const RUN: &str =
    "SELECT e.id, e.name, e.opens_at, e.closes_at, e.recorded, c.entries, c.short,
    (SELECT ifnull(sum(s.sheets), 0) FROM seat_count s WHERE s.edition_id = e.id) AS all_sheets,
    (SELECT ifnull(sum(s.locked), 0) FROM seat_count s WHERE s.edition_id = e.id) AS locked
  FROM edition e JOIN edition_count c ON c.edition_id = e.id
  WHERE e.recorded IN ('draft', 'opened', 'closed') AND e.cancelled_at IS NULL AND e.deleted_at IS NULL ORDER BY e.closes_at, e.id LIMIT 50";

/// Editions whose board lacks what happened since it was published.
pub const AHEAD: &str =
    "SELECT e.id, e.name, e.opens_at, e.closes_at, e.recorded, c.entries, c.short, 0 AS all_sheets, 0 AS locked
  FROM edition e INDEXED BY edition_ahead_of_board CROSS JOIN edition_count c ON c.edition_id = e.id
  WHERE e.recorded = 'published' AND e.published_version <> e.version ORDER BY e.closes_at, e.id LIMIT 50";

/// What waits at the clinic's desk.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct DeskRow {
    /// Records in the clinic's lane.
    pub ours: u32,
    /// Since when the oldest of them waits.
    pub oldest: Option<Instant>,
    /// Reviews held back.
    pub held: u32,
    /// Records whose agency waits for publication.
    pub asked: u32,
}

/// What waits at the clinic's desk.
pub const DESK: &str = "SELECT ifnull((SELECT n FROM lane_count WHERE lane = 'ours'), 0) AS ours,
    (SELECT min(since) FROM record WHERE lane = 'ours' AND deleted_at IS NULL) AS oldest,
    (SELECT count(*) FROM review v CROSS JOIN record r ON r.innovation_id = v.innovation_id
      WHERE v.announced_at IS NULL AND v.void_at IS NULL AND r.lane = 'ours') AS held,
    (SELECT count(*) FROM record WHERE asked_at IS NOT NULL AND deleted_at IS NULL) AS asked";

/// An agency that is bound by Article 4(4) and has begun nothing.
#[derive(Clone, Debug, Deserialize)]
pub struct IdleRow {
    /// Its name.
    pub name: String,
}

/// Those of a list that are bound and where neither they nor a unit of theirs began a record: `?1` a JSON list of codes,
/// `?2` since when. What is only registered as from before 2 August 2024 is no innovation of this year.
pub const IDLE: &str =
    "SELECT a.name FROM agency a WHERE a.code IN (SELECT value FROM json_each(?1)) AND a.obligation = 'ya' AND NOT EXISTS (
    SELECT 1 FROM record r WHERE r.deleted_at IS NULL AND r.first_used IS NULL AND r.created_at >= ?2
      AND r.agency_code IN (SELECT code FROM agency u WHERE u.code = a.code OR u.parent_code = a.code))";
