//! SQL of editions: settings, course, record.

use serde::Deserialize;

use klisida_domain::{
    competition::{Entrants, Phase, Recorded, Rubric, Setup, Standing},
    ids::EditionId,
    law::Criterion,
    page::Cursor,
    time::Instant,
    wire,
};

use super::{conflict::counted, flag, json};

/// An edition as stored.
#[derive(Clone, Debug, Deserialize)]
pub struct EditionRow {
    /// Its id.
    pub id: EditionId,
    /// Slug of its board.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Year.
    pub year: u16,
    /// Who may enter.
    pub entrants: Entrants,
    /// Opens.
    pub opens_at: Instant,
    /// Closes.
    pub closes_at: Instant,
    /// Judges an entry needs.
    pub min_judges: u8,
    /// Criteria, weights, bands.
    #[serde(deserialize_with = "json")]
    pub rubric: Rubric,
    /// Tie chain.
    #[serde(deserialize_with = "json")]
    pub tie_chain: Vec<Criterion>,
    /// Invented data.
    #[serde(deserialize_with = "flag")]
    pub sample: bool,
    /// Course so far.
    pub recorded: Recorded,
    /// Number of the next entry.
    pub next_number: u32,
    /// Newest published version.
    pub published: u32,
    /// Version of the edition.
    pub version: u32,
    /// When it was opened.
    pub opened_at: Option<Instant>,
    /// When somebody first read the marks.
    pub marks_read_at: Option<Instant>,
    /// Version of the edition that the newest board was made of.
    pub published_version: Option<u32>,
    /// The deadline before the last extension.
    pub extended_from: Option<Instant>,
    /// Why it was cancelled.
    pub cancelled_reason: Option<String>,
    /// It left the public home.
    #[serde(deserialize_with = "flag")]
    pub archived: bool,
}

impl EditionRow {
    /// Where it stands at `now`.
    pub fn standing(&self, now: Instant) -> Standing {
        Standing::at(self.recorded, self.opens_at, self.closes_at, now)
    }

    /// Something happened since the board that the public reads, and nobody found yet that it says the same.
    pub fn is_ahead(&self) -> bool {
        self.recorded == Recorded::Published && self.published_version != Some(self.version)
    }

    /// Its settings.
    pub fn setup(&self) -> Setup {
        Setup {
            name: self.name.clone(),
            year: self.year,
            entrants: self.entrants,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            min_judges: self.min_judges,
            rubric: self.rubric.clone(),
            tie_chain: self.tie_chain.clone(),
            sample: self.sample,
        }
    }
}

/// An edition in the list, with its counts.
#[derive(Clone, Debug, Deserialize)]
pub struct EditionCounted {
    id: EditionId,
    slug: String,
    name: String,
    year: u16,
    opens_at: Instant,
    closes_at: Instant,
    recorded: Recorded,
    #[serde(deserialize_with = "flag")]
    sample: bool,
    #[serde(deserialize_with = "flag")]
    archived: bool,
    entries: u32,
    judges: u32,
    created_at: i64,
}

impl EditionCounted {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.created_at, self.id)
    }

    /// As it travels.
    pub fn line(self, now: Instant) -> wire::EditionLine {
        wire::EditionLine {
            id: self.id,
            slug: self.slug,
            name: self.name,
            year: self.year,
            standing: Standing::at(self.recorded, self.opens_at, self.closes_at, now),
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            entries: self.entries,
            judges: self.judges,
            sample: self.sample,
            archived: self.archived,
        }
    }
}

/// A slug in use.
#[derive(Clone, Debug, Deserialize)]
pub struct SlugRow {
    /// The slug.
    pub slug: String,
}

/// A line of the record.
#[derive(Clone, Debug, Deserialize)]
pub struct EventRow {
    n: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Option<String>,
    /// What.
    pub action: String,
    /// On what, in words.
    pub subject: String,
    /// Why.
    pub reason: Option<String>,
}

impl EventRow {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.n, self.n)
    }

    /// As it travels.
    pub fn line(self) -> wire::EventLine {
        wire::EventLine {
            at: self.at,
            by: self.by.unwrap_or_default(),
            action: self.action,
            subject: self.subject,
            reason: self.reason,
        }
    }
}

/// A phase as stored.
pub type PhaseRow = Phase;

/// Editions, newest first: `?1` and `?2` where the page before ended, `?3` how many.
pub const LIST: &str = "SELECT e.id, e.slug, e.name, e.year, e.opens_at, e.closes_at, iif(e.cancelled_at IS NULL, e.recorded, 'cancelled') AS recorded, e.sample, e.created_at,
    e.archived_at IS NOT NULL AS archived,
    (SELECT c.entries FROM edition_count c WHERE c.edition_id = e.id) AS entries,
    (SELECT count(*) FROM grant_ g WHERE g.edition_id = e.id AND g.role = 'judge' AND g.removed_at IS NULL) AS judges
  FROM edition e WHERE e.deleted_at IS NULL AND (e.created_at, e.id) < (?1, ?2) ORDER BY e.created_at DESC, e.id DESC LIMIT ?3";

/// One edition. `?1` edition.
pub const ONE: &str = "SELECT e.id, e.slug, e.name, e.year, e.entrants, e.opens_at, e.closes_at, e.min_judges, e.rubric, e.tie_chain, e.sample,
    iif(e.cancelled_at IS NULL, e.recorded, 'cancelled') AS recorded, e.next_number, e.published, e.version, e.opened_at, e.marks_read_at, e.published_version, e.extended_from, e.cancelled_reason,
    e.archived_at IS NOT NULL AS archived FROM edition e WHERE e.id = ?1 AND e.deleted_at IS NULL";

/// Its version. `?1` edition.
pub const VERSION: &str = "SELECT version FROM edition WHERE id = ?1";

/// Its phases in order. `?1` edition.
pub const PHASES: &str =
    "SELECT n, name, percent FROM edition_phase WHERE edition_id = ?1 ORDER BY n";

/// Slugs that begin like `?1`, but for the edition `?2`.
pub const SLUGS_LIKE: &str =
    "SELECT slug FROM edition WHERE slug >= ?1 AND slug < ?1 || '~' AND id <> ?2";

/// Make one: `?1` id, `?2` slug, `?3` name, `?4` year, `?5` entrants, `?6` opens, `?7` closes, `?8` least judges,
/// `?9` rubric, `?10` tie chain, `?11` sample, `?12` now, `?13` person.
pub const INSERT: &str = "INSERT INTO edition (id, slug, name, year, entrants, opens_at, closes_at, min_judges, rubric, tie_chain,
    sample, created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

/// Its phases: `?1` edition, `?2` phases as JSON.
pub const INSERT_PHASES: &str = "INSERT INTO edition_phase (edition_id, n, name, percent)
  SELECT ?1, json_extract(value, '$.n'), json_extract(value, '$.name'), json_extract(value, '$.percent') FROM json_each(?2)";

/// Change the settings of a draft: `?1` id, `?2` version seen, then as [`INSERT`] from `?3` slug to `?12` sample.
pub const UPDATE_SETUP: &str = "UPDATE edition SET slug = ?3, name = ?4, year = ?5, entrants = ?6, opens_at = ?7, closes_at = ?8,
    min_judges = ?9, rubric = ?10, tie_chain = ?11, sample = ?12, version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'draft'";

/// Move a draft on because its entries or dossiers changed: `?1` id, `?2` version seen, `?3` numbers used up.
pub const STEP_DRAFT: &str =
    "UPDATE edition SET version = version + 1, next_number = next_number + ?3
  WHERE id = ?1 AND version = ?2 AND recorded = 'draft'";

/// Move on while the panel may change: `?1` id, `?2` version seen.
pub const STEP_PANEL: &str = "UPDATE edition SET version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded IN ('draft', 'opened')";

/// Move on in any state: `?1` id, `?2` version seen.
pub const STEP_ANY: &str =
    "UPDATE edition SET version = version + 1 WHERE id = ?1 AND version = ?2";

/// Move on without a version seen (a judge stepped back, a seat was taken): `?1` id.
pub const TOUCH: &str = "UPDATE edition SET version = version + 1 WHERE id = ?1";

/// Open: `?1` id, `?2` version seen, `?3` key of the write. What opening needs of time is asked again here.
pub const OPEN: &str = "UPDATE edition SET recorded = 'opened', opened_at = (SELECT at FROM idempotency WHERE key = ?3), version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'draft' AND closes_at > (SELECT at FROM idempotency WHERE key = ?3)
    AND EXISTS (SELECT 1 FROM entry n WHERE n.edition_id = ?1 AND n.withdrawn_at IS NULL)";

/// A guard: the closing instant of an edition has not passed when the write happens. `?2` edition, `?3` key of the write.
pub const AHEAD: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM idempotency t JOIN edition e WHERE t.key = ?3 AND e.id = ?2 AND e.closes_at > t.at";

/// A guard: an instant has not passed when the write happens. `?2` the instant, `?3` key of the write.
pub const STILL_AHEAD: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM idempotency t WHERE t.key = ?3 AND ?2 > t.at";

/// Later deadline: `?1` id, `?2` version seen, `?3` new deadline, `?4` key of the write.
pub const EXTEND: &str = "UPDATE edition SET closes_at = ?3, extended_from = closes_at,
    extended_at = (SELECT at FROM idempotency WHERE key = ?4), version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'opened' AND closes_at < ?3";

/// Take an extension back: `?1` id, `?2` version seen, `?3` new deadline.
pub const SHORTEN: &str = "UPDATE edition SET closes_at = ?3, extended_at = iif(extended_from = ?3, NULL, extended_at),
    extended_from = iif(extended_from = ?3, NULL, extended_from), version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'opened' AND extended_from <= ?3 AND ?3 < closes_at";

/// Guard of taking an extension back: no judge relies on it with a sheet that is not locked. `?2` edition.
pub const NONE_SINCE: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 0
  FROM edition e JOIN assignment a ON a.edition_id = e.id AND a.state = 'active'
    JOIN sheet s ON s.assignment_id = a.id AND s.state = 'draft' AND s.saved_at >= e.extended_at WHERE e.id = ?2";

/// Close: `?1` id, `?2` version seen, `?3` key of the write. Whatever the clock did, it is after every sheet that was stored;
/// the deadline that is left is the first instant at which none is taken.
pub const CLOSE: &str = "UPDATE edition SET recorded = 'closed', closed_at = t.at, closes_at = min(closes_at, t.at + 1), version = version + 1
  FROM (SELECT max(i.at, coalesce((SELECT max(s.saved_at) FROM assignment a JOIN sheet s ON s.assignment_id = a.id
    WHERE a.edition_id = ?1), 0)) AS at FROM idempotency i WHERE i.key = ?3) t
  WHERE id = ?1 AND version = ?2 AND recorded = 'opened'";

/// Guard of a closing: no more entries have too few sheets that count than are known. `?2` edition, `?3` how many are known.
pub const SHORT_KNOWN: &str = concat!(
    "INSERT INTO guard (step, n, want) SELECT ?1, count(*) > ?3, 0
  FROM entry n JOIN edition e ON e.id = n.edition_id WHERE n.edition_id = ?2 AND n.withdrawn_at IS NULL
    AND (SELECT count(*) FROM assignment a JOIN sheet s ON s.assignment_id = a.id
      WHERE a.entry_id = n.id AND ",
    counted!("?2"),
    ") < e.min_judges"
);

/// Guard of a reading: the marks are not sealed at the moment of the write. `?2` edition.
pub const UNSEALED: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM edition WHERE id = ?2 AND recorded IN ('closed', 'published') AND cancelled_at IS NULL";

/// Delete a draft: `?1` id, `?2` version seen, `?3` now. Its address becomes free.
pub const DELETE: &str = "UPDATE edition SET deleted_at = ?3, slug = id, version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'draft' AND deleted_at IS NULL";

/// The judges of a deleted draft leave its panel: `?1` edition, `?2` now, `?3` why.
pub const LEAVE_ALL: &str = "UPDATE grant_ SET removed_at = ?2, removed_reason = ?3 WHERE edition_id = ?1 AND role = 'judge' AND removed_at IS NULL";

/// Their accounts have changed: `?1` edition, `?2` now.
pub const LEFT_ALL: &str = "UPDATE person SET version = version + 1
  WHERE id IN (SELECT person_id FROM grant_ WHERE edition_id = ?1 AND role = 'judge' AND removed_at = ?2)";

/// Their assignments end: `?1` edition, `?2` now, `?3` why.
pub const UNASSIGN_ALL: &str = "UPDATE assignment SET state = 'removed', ended_at = ?2, reason = ?3 WHERE edition_id = ?1 AND state = 'active'";

/// Invitations to its panel end: `?1` edition, `?2` now.
pub const UNINVITE_ALL: &str = "UPDATE invitation SET revoked_at = ?2 WHERE edition_id = ?1 AND used_at IS NULL AND revoked_at IS NULL";

/// Cancel: `?1` id, `?2` version seen, `?3` key of the write, `?4` why. As after closing, it is after every sheet that was stored.
pub const CANCEL: &str = "UPDATE edition SET recorded = 'closed', closed_at = coalesce(closed_at, t.at), closes_at = min(closes_at, t.at + 1),
    cancelled_at = t.at, cancelled_reason = ?4, version = version + 1
  FROM (SELECT max(i.at, coalesce((SELECT max(s.saved_at) FROM assignment a JOIN sheet s ON s.assignment_id = a.id
    WHERE a.edition_id = ?1), 0)) AS at FROM idempotency i WHERE i.key = ?3) t
  WHERE id = ?1 AND version = ?2 AND recorded IN ('opened', 'closed') AND cancelled_at IS NULL";

/// Archive, or take out of the archive: `?1` id, `?2` version seen, `?3` now or nothing. The board says the same as before.
pub const ARCHIVE: &str = "UPDATE edition SET archived_at = ?3, version = version + 1,
    published_version = iif(published_version = version, version + 1, published_version)
  WHERE id = ?1 AND version = ?2 AND (recorded = 'published' OR cancelled_at IS NOT NULL)";

/// Reopen: `?1` id, `?2` version seen, `?3` new deadline. Whether somebody read a mark is asked again here.
pub const REOPEN: &str = "UPDATE edition SET recorded = 'opened', closed_at = NULL, closes_at = ?3, extended_from = NULL, extended_at = NULL, version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'closed' AND cancelled_at IS NULL AND marks_read_at IS NULL";

/// Published: `?1` id, `?2` version seen, `?3` version of the board.
pub const PUBLISHED: &str =
    "UPDATE edition SET recorded = 'published', published = ?3, version = version + 1,
    published_version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded IN ('closed', 'published') AND cancelled_at IS NULL AND published = ?3 - 1";

/// The newest board says what would be published now: `?1` id, `?2` version seen.
pub const SAYS_THE_SAME: &str = "UPDATE edition SET published_version = version WHERE id = ?1 AND version = ?2 AND recorded = 'published'";

/// The record of an edition, newest first: `?1` edition, `?2` where the page before ended, `?3` how many.
pub const EVENTS: &str = "SELECT v.n, v.at, p.name AS by, v.action, v.subject, v.reason
  FROM event v LEFT JOIN person p ON p.id = v.person_id WHERE v.edition_id = ?1 AND v.n < ?2 ORDER BY v.n DESC LIMIT ?3";

/// The same without what is saved on the way: `?1` edition, `?2` where the page before ended, `?3` how many.
pub const EVENTS_MAIN: &str = "SELECT v.n, v.at, p.name AS by, v.action, v.subject, v.reason
  FROM event v LEFT JOIN person p ON p.id = v.person_id WHERE v.edition_id = ?1 AND v.n < ?2
    AND v.action NOT IN ('part.saved', 'dossier.saved', 'sheet.locked', 'sheet.reopened') ORDER BY v.n DESC LIMIT ?3";

#[cfg(test)]
mod tests {
    use klisida_domain::event::ON_THE_WAY;

    #[test]
    fn the_record_without_what_is_saved_on_the_way_leaves_out_just_that() {
        let list = ON_THE_WAY
            .iter()
            .map(|it| format!("'{it}'"))
            .collect::<Vec<_>>()
            .join(", ");
        for text in [super::EVENTS_MAIN, crate::db::record::HISTORY_MAIN] {
            assert!(text.contains(&format!("NOT IN ({list})")), "{text}");
        }
        let migration = include_str!("../../migrations/0011_counts.sql");
        assert_eq!(migration.matches(&format!("NOT IN ({list})")).count(), 2);
    }
}
