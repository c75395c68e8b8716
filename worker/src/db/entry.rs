//! SQL of entries and their dossiers.

use serde::Deserialize;

use klisida_domain::{
    agency::AgencyCode,
    competition::Dossier,
    ids::{EditionId, EntryId, InnovationId},
    law::Kind,
    time::Instant,
    wire,
};

use super::{flag, json};

/// An entry with the facts of its innovation.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryRow {
    /// Its id.
    pub id: EntryId,
    /// Its edition.
    pub edition_id: EditionId,
    /// The innovation.
    pub innovation_id: InnovationId,
    /// Number in the edition.
    pub number: u32,
    /// Slug of the innovation.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Agency as given.
    pub agency_name: String,
    /// Agency of the regency.
    pub agency_code: Option<AgencyCode>,
    /// Region.
    pub region: String,
    /// Kind.
    pub kind: Option<Kind>,
    /// The dossier can be judged from.
    #[serde(deserialize_with = "flag")]
    pub ready: bool,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// Why it was withdrawn.
    pub withdrawn_reason: Option<String>,
    /// Version of the entry.
    pub version: u32,
}

impl EntryRow {
    /// How the coordinator tells entries apart: `E-01 Nama`.
    pub fn label(&self) -> String {
        label(self.number, &self.name)
    }

    /// As it travels.
    pub fn line(self) -> wire::EntryLine {
        wire::EntryLine {
            id: self.id,
            number: self.number,
            innovation: self.innovation_id,
            slug: self.slug,
            name: self.name,
            agency: self.agency_name,
            agency_code: self.agency_code,
            region: self.region,
            kind: self.kind,
            ready: self.ready,
            withdrawn: self.withdrawn_reason,
            version: self.version,
        }
    }
}

/// `E-01 Nama`.
pub fn label(number: u32, name: &str) -> String {
    format!("E-{number:02} {name}")
}

/// What judges read: frozen once the edition is open.
#[derive(Clone, Debug, Deserialize)]
pub struct DossierRow {
    /// The dossier.
    #[serde(deserialize_with = "json")]
    pub dossier: Dossier,
}

/// All entries of an edition in order of number. `?1` edition.
pub const OF_EDITION: &str = "SELECT n.id, n.edition_id, n.innovation_id, n.number, i.slug, i.name, i.agency_name, i.agency_code, i.region,
    i.kind, n.ready, n.withdrawn_at, n.withdrawn_reason, n.version
  FROM entry n JOIN innovation i ON i.id = n.innovation_id WHERE n.edition_id = ?1 ORDER BY n.number";

/// The entries of one part: `?1` edition, `?2` number after which it begins, `?3` how many.
pub const PART: &str = "SELECT n.id, n.edition_id, n.innovation_id, n.number, i.slug, i.name, i.agency_name, i.agency_code, i.region,
    i.kind, n.ready, n.withdrawn_at, n.withdrawn_reason, n.version
  FROM entry n JOIN innovation i ON i.id = n.innovation_id WHERE n.edition_id = ?1 AND n.number > ?2 ORDER BY n.number LIMIT ?3";

/// One entry. `?1` entry.
pub const ONE: &str = "SELECT n.id, n.edition_id, n.innovation_id, n.number, i.slug, i.name, i.agency_name, i.agency_code, i.region,
    i.kind, n.ready, n.withdrawn_at, n.withdrawn_reason, n.version
  FROM entry n JOIN innovation i ON i.id = n.innovation_id WHERE n.id = ?1";

/// The edition of an entry. `?1` entry.
pub const EDITION_OF: &str = "SELECT e.id, e.slug, e.name, e.year, e.entrants, e.opens_at, e.closes_at, e.min_judges, e.rubric, e.tie_chain,
    e.sample, e.recorded, e.next_number, e.published, e.version, e.opened_at, e.marks_read_at
  FROM entry n JOIN edition e ON e.id = n.edition_id WHERE n.id = ?1";

/// Its dossier. `?1` entry.
pub const DOSSIER: &str =
    "SELECT coalesce(dossier_frozen, dossier) AS dossier FROM entry WHERE id = ?1";

/// Add entries: `?1` edition, `?2` a JSON list of `{id, innovation, number, dossier, ready}`.
pub const INSERT: &str = "INSERT INTO entry (id, edition_id, innovation_id, number, dossier, ready)
  SELECT json_extract(value, '$.id'), ?1, json_extract(value, '$.innovation'), json_extract(value, '$.number'),
    json_extract(value, '$.dossier'), json_extract(value, '$.ready') FROM json_each(?2)";

/// Save a dossier of a draft: `?1` entry, `?2` version seen, `?3` dossier, `?4` ready.
pub const UPDATE_DOSSIER: &str = "UPDATE entry SET dossier = ?3, ready = ?4, version = version + 1
  WHERE id = ?1 AND version = ?2 AND withdrawn_at IS NULL
    AND EXISTS (SELECT 1 FROM edition e WHERE e.id = entry.edition_id AND e.recorded = 'draft')";

/// Freeze all dossiers of an edition: `?1` edition.
pub const FREEZE: &str = "UPDATE entry SET dossier_frozen = dossier WHERE edition_id = ?1";

/// A guard: nothing that is never deleted names the entry or one of its assignments. `?2` entry.
pub const NOT_ON_RECORD: &str = concat!(
    "INSERT INTO guard (step, n, want) SELECT ?1, (SELECT count(*) FROM proposal WHERE entry_id = ?2)
    + (SELECT count(*) FROM assignment a WHERE a.entry_id = ?2 AND ",
    on_record!("a.id"),
    "), 0"
);

/// Take out of a draft: its assignments first. `?1` entry.
pub const DELETE_ASSIGNMENTS: &str = "DELETE FROM assignment WHERE entry_id = ?1";

/// Take out of a draft. `?1` entry.
pub const DELETE: &str = "DELETE FROM entry WHERE id = ?1
  AND EXISTS (SELECT 1 FROM edition e WHERE e.id = entry.edition_id AND e.recorded = 'draft')";

/// Withdraw: `?1` entry, `?2` now, `?3` reason.
pub const WITHDRAW: &str =
    "UPDATE entry SET withdrawn_at = ?2, withdrawn_reason = ?3, version = version + 1
  WHERE id = ?1 AND withdrawn_at IS NULL";

/// Its version. `?1` entry.
pub const VERSION: &str = "SELECT version FROM entry WHERE id = ?1";
