//! SQL of what waits for whom.

use serde::Deserialize;

use klisida_domain::{
    agency::AgencyCode,
    competition::{Recorded, Standing},
    ids::{EditionId, InnovationId},
    log::Note,
    news::News,
    time::Instant,
};

use crate::db::{flag, json};

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

/// Whether there is any of something.
#[derive(Clone, Debug, Deserialize)]
pub struct AnyRow {
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

/// Whether a person proposed a step that needs a second one: `?1` person, `?2` since when it ran out.
pub const PROPOSED: &str =
    "SELECT EXISTS (SELECT 1 FROM proposal WHERE proposed_by = ?1 AND expires_at > ?2) AS n";

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

/// Innovations that somebody works on, the latest turns of each sort: `?1` person, `?2` a JSON list of agencies, `?3` the person when
/// of the clinic.
macro_rules! near {
    () => {
        "SELECT innovation_id FROM (SELECT t.innovation_id FROM record_member t JOIN record x ON x.innovation_id = t.innovation_id
      WHERE t.person_id = ?1 AND t.removed_at IS NULL ORDER BY x.since DESC LIMIT 30)
    UNION SELECT o.innovation_id FROM agency g CROSS JOIN record o ON o.innovation_id IN (
        SELECT x.innovation_id FROM record x WHERE x.agency_code = g.code AND x.deleted_at IS NULL ORDER BY x.since DESC LIMIT 10)
      WHERE g.code IN (SELECT value FROM json_each(?2)) OR g.parent_code IN (SELECT value FROM json_each(?2))
    UNION SELECT innovation_id FROM (SELECT x.innovation_id FROM record x
      WHERE x.facilitator_id = ?3 AND x.deleted_at IS NULL ORDER BY x.since DESC LIMIT 30)
    UNION SELECT innovation_id FROM (SELECT x.innovation_id FROM record x
      WHERE x.reviewer_id = ?3 AND x.deleted_at IS NULL ORDER BY x.since DESC LIMIT 30)"
    };
}

/// Whose innovation a row is about.
#[derive(Clone, Debug, Deserialize)]
pub struct Whose {
    /// The innovation.
    pub innovation_id: InnovationId,
    /// Its name.
    pub name: String,
    /// Its agency.
    pub agency_code: AgencyCode,
    /// The body above it.
    pub parent_code: Option<AgencyCode>,
    /// The person is on its team.
    #[serde(deserialize_with = "flag")]
    pub member: bool,
    /// Is on its team at all.
    #[serde(deserialize_with = "flag")]
    pub own: bool,
}

/// Something that happened.
#[derive(Clone, Debug, Deserialize)]
pub struct NewsRow {
    /// What.
    pub action: News,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Option<String>,
    /// What it concerned.
    pub subject: String,
    /// What was said about it.
    pub reason: Option<String>,
    /// To whose innovation.
    #[serde(flatten)]
    pub whose: Whose,
}

/// An appointment.
#[derive(Clone, Debug, Deserialize)]
pub struct AppointmentRow {
    /// When.
    pub at: Instant,
    /// What was written.
    #[serde(deserialize_with = "json")]
    pub note: Note,
    /// About whose innovation.
    #[serde(flatten)]
    pub whose: Whose,
}

/// What happened by somebody else's hand, newest first: `?4` since when, `?5` how many.
pub const NEWS: &str = concat!(
    "SELECT e.action, e.at, p.name AS by, e.subject, e.reason, r.innovation_id, i.name, r.agency_code, a.parent_code, ",
    on_team!("?1"),
    " FROM event e JOIN record r ON r.innovation_id = e.innovation_id AND r.deleted_at IS NULL
    JOIN innovation i ON i.id = r.innovation_id JOIN agency a ON a.code = r.agency_code LEFT JOIN person p ON p.id = e.person_id
  WHERE e.n IN (SELECT x.n FROM (",
    near!(),
    ") w CROSS JOIN event x ON x.n IN (SELECT y.n FROM event y INDEXED BY event_news WHERE y.innovation_id = w.innovation_id
      AND y.action IN ('remark.added', 'review.announced', 'record.criteria_judged',
  'record.published', 'record.unpublished', 'record.finished', 'record.continued', 'record.reopened')
      AND y.person_id IS NOT ?1 ORDER BY y.n DESC LIMIT ?5))
    AND e.at >= ?4 ORDER BY e.n DESC LIMIT ?5"
);

/// Appointments ahead, the next one first: `?4` and `?5` from and until when, `?6` how many.
pub const APPOINTMENTS: &str = concat!(
    "SELECT l.at, l.note, r.innovation_id, i.name, r.agency_code, a.parent_code, ",
    on_team!("?1"),
    " FROM log_entry l INDEXED BY log_appointment JOIN record r ON r.innovation_id = l.innovation_id AND r.deleted_at IS NULL
    JOIN innovation i ON i.id = r.innovation_id JOIN agency a ON a.code = r.agency_code
  WHERE l.kind = 'appointment' AND l.replaced_by IS NULL AND l.at >= ?4 AND l.at < ?5 AND (l.person_id = ?1 OR l.innovation_id IN (",
    near!(),
    ")) ORDER BY l.at LIMIT ?6"
);
