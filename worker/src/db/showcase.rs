//! SQL of what the public reads of a record.

use serde::Deserialize;

use klisida_domain::{
    evidence::{DateFrom, FileKind},
    ids::EvidenceId,
    law::Stage,
    log::Note,
    part::Parts,
    showcase::Showcase,
    time::Instant,
};

use super::{flag, json};

/// What was handed in.
#[derive(Clone, Debug, Deserialize)]
pub struct RevisionRow {
    /// The parts as they were.
    #[serde(deserialize_with = "json")]
    pub parts: Parts,
}

/// A revision: `?1` innovation, `?2` number.
pub const REVISION: &str = "SELECT parts FROM record_revision WHERE innovation_id = ?1 AND n = ?2";

/// A finding that says "valid".
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ValidRow {
    /// The stage judged.
    pub stage: Stage,
    /// The revision judged.
    pub revision: u32,
}

/// What the clinic found valid and announced. `?1` innovation.
pub const VALID: &str = "SELECT DISTINCT stage, revision FROM review
  WHERE innovation_id = ?1 AND finding = 'valid' AND announced_at IS NOT NULL";

/// A name.
#[derive(Clone, Debug, Deserialize)]
pub struct NameRow {
    /// The name.
    pub name: String,
}

/// The names that it has and had in public. `?1` innovation.
pub const NAMES: &str = "SELECT name FROM innovation_alias WHERE innovation_id = ?1
  UNION SELECT name FROM innovation WHERE id = ?1 AND listed = 1 ORDER BY name";

/// A stage that was entered, or the end.
#[derive(Clone, Debug, Deserialize)]
pub struct EnteredRow {
    /// The stage whose review opened the next one, or the name of the event.
    pub what: String,
    /// When.
    pub at: Instant,
}

/// When stages were entered, each the last time: through a valid review, by the first hand-in, or to the end. `?1` innovation.
pub const ENTERED: &str = "SELECT stage AS what, max(announced_at) AS at FROM review
    WHERE innovation_id = ?1 AND finding = 'valid' AND announced_at IS NOT NULL GROUP BY stage
  UNION ALL SELECT 'drum_up', at FROM (SELECT min(at) AS at FROM event WHERE innovation_id = ?1 AND action = 'record.handed_in')
    WHERE at IS NOT NULL
  UNION ALL SELECT action, max(at) FROM event WHERE innovation_id = ?1 AND action IN ('record.finished', 'record.continued')
    GROUP BY action";

/// An entry of the log that the public may know of.
#[derive(Clone, Debug, Deserialize)]
pub struct HeldRow {
    /// When it happened.
    pub at: Instant,
    /// What.
    #[serde(deserialize_with = "json")]
    pub note: Note,
}

/// Launches and displays, oldest first. `?1` innovation.
pub const HELD: &str =
    "SELECT at, note FROM log_entry WHERE innovation_id = ?1 AND kind IN ('launch', 'display')
  AND replaced_by IS NULL ORDER BY at LIMIT 500";

/// Ask: `?1` innovation, `?2` version seen, `?3` now, `?4` person, `?5` the revision asked for, `?6` revisions handed in with this.
pub const ASK: &str =
    "UPDATE record SET asked_at = ?3, asked_by = ?4, asked_revision = ?5, revision = ?6, version = version + 1
  WHERE innovation_id = ?1 AND version = ?2 AND deleted_at IS NULL";

/// Publish, again or for the first time; whoever asked has the answer: `?1` innovation, `?2` version seen, `?3` now.
pub const PUBLISH: &str =
    "UPDATE record SET published_at = coalesce(published_at, ?3), asked_at = NULL, asked_by = NULL,
    asked_revision = NULL, version = version + 1
  WHERE innovation_id = ?1 AND version = ?2 AND deleted_at IS NULL";

/// Take back: `?1` innovation, `?2` version seen.
pub const TAKE_BACK: &str =
    "UPDATE record SET published_at = NULL, asked_at = NULL, asked_by = NULL, asked_revision = NULL, version = version + 1
  WHERE innovation_id = ?1 AND version = ?2 AND deleted_at IS NULL";

/// The name that the public knows now still finds it afterwards: `?1` innovation.
pub const KEEP_NAME: &str = "INSERT INTO innovation_alias (innovation_id, name, import_key)
  SELECT id, name, import_key FROM innovation WHERE id = ?1 AND listed = 1 ON CONFLICT (innovation_id, name) DO NOTHING";

/// The catalogue shows it, under the name that is published: `?1` innovation, `?2` where it stands, `?3` name, `?4` import key,
/// `?5` text to search in, `?6` name to order by, `?7` kind, or nothing to leave it.
pub const LIST: &str = "UPDATE innovation SET listed = 1, stage = ?2, name = ?3, import_key = ?4, search_text = ?5, sort_name = ?6,
    kind = ifnull(?7, kind) WHERE id = ?1";

/// The catalogue shows it no more. `?1` innovation.
/// What was imported stays in the catalogue as it was known before: its stage is public with the record alone.
pub const UNLIST: &str =
    "UPDATE innovation SET listed = (import_id IS NOT NULL), stage = NULL WHERE id = ?1";

/// What is shown from now on: `?1` innovation, `?2` content, `?3` now, `?4` person, `?5` the revision it is of.
pub const KEEP: &str =
    "INSERT INTO showcase (innovation_id, content, at, person_id, revision) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (innovation_id) DO UPDATE SET content = ?2, at = ?3, person_id = ?4, revision = ?5";

/// Nothing is shown any more. `?1` innovation.
pub const DROP: &str = "DELETE FROM showcase WHERE innovation_id = ?1";

/// What the public reads, with the status.
#[derive(Clone, Debug, Deserialize)]
pub struct ShownRow {
    /// The content.
    #[serde(deserialize_with = "json")]
    pub content: Showcase,
    /// As of.
    pub at: Instant,
    /// Has the status "inovasi daerah".
    #[serde(deserialize_with = "flag")]
    pub regional: bool,
}

/// What the public reads of a record. `?1` innovation.
pub const SHOWN: &str =
    "SELECT s.content, s.at, r.regional FROM showcase s JOIN record r ON r.innovation_id = s.innovation_id
  WHERE s.innovation_id = ?1 AND r.published_at IS NOT NULL AND r.deleted_at IS NULL";

/// A piece of public evidence.
#[derive(Clone, Debug, Deserialize)]
pub struct ProofRow {
    /// Its id.
    pub id: EvidenceId,
    /// Name of the file; none for a link.
    pub name: Option<String>,
    /// What the file is.
    pub kind: Option<FileKind>,
    /// The link.
    pub url: Option<String>,
    /// What it shows.
    pub note: String,
    /// When it was captured.
    pub captured_at: Instant,
    /// Where that date comes from.
    pub date_from: DateFrom,
    /// Measures of its small picture.
    pub small_width: Option<u32>,
    /// Both or none.
    pub small_height: Option<u32>,
}

/// Evidence that the agency shows to the public, oldest first: all of it, of which there are at most
/// [`klisida_domain::evidence::MAX_COUNT`]. `?1` innovation.
pub const PROOFS: &str = "SELECT e.id, e.name, e.kind, e.url, e.note, e.captured_at, e.date_from, e.small_width, e.small_height FROM evidence e
    JOIN record r ON r.innovation_id = e.innovation_id
  WHERE e.innovation_id = ?1 AND e.public = 1 AND e.dropped_at IS NULL AND e.stored_at IS NOT NULL AND r.published_at IS NOT NULL
    AND r.deleted_at IS NULL
  ORDER BY e.captured_at, e.id LIMIT 200";

/// An innovation that is shown as related.
#[derive(Clone, Debug, Deserialize)]
pub struct RelatedRow {
    /// Its public page.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// What the published record names as related and the public knows, at most ten. `?1` innovation.
pub const RELATED: &str = "SELECT i.slug, i.name FROM showcase s CROSS JOIN json_each(s.content, '$.related') j
    CROSS JOIN innovation i ON i.id = j.value CROSS JOIN record r ON r.innovation_id = s.innovation_id
  WHERE s.innovation_id = ?1 AND i.listed = 1 AND i.id <> ?1 AND r.published_at IS NOT NULL AND r.deleted_at IS NULL
  ORDER BY j.key LIMIT 10";
