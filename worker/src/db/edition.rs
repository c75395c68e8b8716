//! SQL of editions: settings, course, record.

use serde::Deserialize;

use klisida_domain::{
    competition::{Entrants, Phase, Recorded, Rubric, Setup, Standing},
    ids::EditionId,
    law::Criterion,
    time::Instant,
    wire,
};

use super::{flag, json};

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
}

impl EditionRow {
    /// Where it stands at `now`.
    pub fn standing(&self, now: Instant) -> Standing {
        Standing::at(self.recorded, self.opens_at, self.closes_at, now)
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
    entries: u32,
    judges: u32,
}

impl EditionCounted {
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

/// All editions, newest first.
pub const LIST: &str = "SELECT e.id, e.slug, e.name, e.year, e.opens_at, e.closes_at, e.recorded, e.sample,
    (SELECT count(*) FROM entry n WHERE n.edition_id = e.id AND n.withdrawn_at IS NULL) AS entries,
    (SELECT count(*) FROM grant_ g WHERE g.edition_id = e.id AND g.role = 'judge' AND g.removed_at IS NULL) AS judges
  FROM edition e ORDER BY e.created_at DESC, e.id DESC LIMIT 200";

/// One edition. `?1` edition.
pub const ONE: &str = "SELECT id, slug, name, year, entrants, opens_at, closes_at, min_judges, rubric, tie_chain, sample,
    recorded, next_number, published, version, opened_at, marks_read_at FROM edition WHERE id = ?1";

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

/// Open: `?1` id, `?2` version seen, `?3` now. What opening needs of dossiers and time is asked again here.
pub const OPEN: &str = "UPDATE edition SET recorded = 'opened', opened_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'draft' AND closes_at > ?3
    AND EXISTS (SELECT 1 FROM entry n WHERE n.edition_id = ?1 AND n.withdrawn_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM entry n WHERE n.edition_id = ?1 AND n.withdrawn_at IS NULL AND n.ready = 0)";

/// Later deadline: `?1` id, `?2` version seen, `?3` new deadline, `?4` now.
pub const EXTEND: &str = "UPDATE edition SET closes_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'opened' AND closes_at < ?3 AND ?3 > ?4";

/// Close: `?1` id, `?2` version seen, `?3` now.
pub const CLOSE: &str = "UPDATE edition SET recorded = 'closed', closed_at = ?3, closes_at = min(closes_at, ?3), version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded = 'opened'";

/// Published: `?1` id, `?2` version seen, `?3` version of the board.
pub const PUBLISHED: &str =
    "UPDATE edition SET recorded = 'published', published = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND recorded IN ('closed', 'published') AND published = ?3 - 1";

/// The record of an edition, newest first: `?1` edition.
pub const EVENTS: &str = "SELECT v.at, p.name AS by, v.action, v.subject, v.reason
  FROM event v LEFT JOIN person p ON p.id = v.person_id WHERE v.edition_id = ?1 ORDER BY v.n DESC LIMIT 500";
