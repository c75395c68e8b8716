//! SQL of entries and their dossiers.

use serde::Deserialize;

use klisida_domain::{
    agency::AgencyCode,
    carried::{HandedIn, Proof},
    competition::{Content, Dossier},
    evidence::Purpose,
    ids::{EditionId, EntryId, InnovationId},
    law::Kind,
    part::Parts,
    time::Instant,
    wire,
};

use super::{flag, json};
use crate::json::{self as text, Fault};

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
    /// The summary of its dossier says something.
    #[serde(deserialize_with = "flag")]
    pub ready: bool,
    /// Criteria of its dossier with a text.
    pub criteria: u8,
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

    /// How much of its dossier is there.
    pub const fn content(&self) -> Content {
        Content {
            summary: self.ready,
            criteria: self.criteria,
        }
    }

    /// As it travels.
    pub fn line(self) -> wire::EntryLine {
        let content = self.content();
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
            content,
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
    i.kind, n.ready, n.criteria, n.withdrawn_at, n.withdrawn_reason, n.version
  FROM entry n JOIN innovation i ON i.id = n.innovation_id WHERE n.edition_id = ?1 ORDER BY n.number";

/// The entries of one part: `?1` edition, `?2` number after which it begins, `?3` how many.
pub const PART: &str = "SELECT n.id, n.edition_id, n.innovation_id, n.number, i.slug, i.name, i.agency_name, i.agency_code, i.region,
    i.kind, n.ready, n.criteria, n.withdrawn_at, n.withdrawn_reason, n.version
  FROM entry n JOIN innovation i ON i.id = n.innovation_id WHERE n.edition_id = ?1 AND n.number > ?2 ORDER BY n.number LIMIT ?3";

/// One entry. `?1` entry.
pub const ONE: &str = "SELECT n.id, n.edition_id, n.innovation_id, n.number, i.slug, i.name, i.agency_name, i.agency_code, i.region,
    i.kind, n.ready, n.criteria, n.withdrawn_at, n.withdrawn_reason, n.version
  FROM entry n JOIN innovation i ON i.id = n.innovation_id WHERE n.id = ?1";

/// The edition of an entry. `?1` entry.
pub const EDITION_OF: &str = "SELECT e.id, e.slug, e.name, e.year, e.entrants, e.opens_at, e.closes_at, e.min_judges, e.rubric, e.tie_chain,
    e.sample, iif(e.cancelled_at IS NULL, e.recorded, 'cancelled') AS recorded, e.next_number, e.published, e.version, e.opened_at, e.marks_read_at, e.published_version,
    e.extended_from, e.cancelled_reason, e.archived_at IS NOT NULL AS archived
  FROM entry n JOIN edition e ON e.id = n.edition_id WHERE n.id = ?1 AND e.deleted_at IS NULL";

/// Its dossier. `?1` entry.
pub const DOSSIER: &str =
    "SELECT coalesce(dossier_frozen, dossier) AS dossier FROM entry WHERE id = ?1";

/// Add entries: `?1` edition, `?2` a JSON list of `{id, innovation, number, dossier}`: nothing is written yet.
pub const INSERT: &str = "INSERT INTO entry (id, edition_id, innovation_id, number, dossier, ready)
  SELECT json_extract(value, '$.id'), ?1, json_extract(value, '$.innovation'), json_extract(value, '$.number'),
    json_extract(value, '$.dossier'), 0 FROM json_each(?2)";

/// Save a dossier of a draft: `?1` entry, `?2` version seen, `?3` dossier, `?4` the summary says something, `?5` criteria with a text.
pub const UPDATE_DOSSIER: &str =
    "UPDATE entry SET dossier = ?3, ready = ?4, criteria = ?5, version = version + 1
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

/// Guard of an opening: no more dossiers are incomplete than are known, and none is empty. `?2` edition, `?3` how many are known.
/// The same as [`Content`] says.
pub const DOSSIERS: &str = "INSERT INTO guard (step, n, want) SELECT ?1, ifnull(sum(n.ready = 0 AND n.criteria = 0), 0) > 0
    OR ifnull(sum(n.ready = 0 OR n.criteria < 5), 0) > ?3, 0
  FROM entry n WHERE n.edition_id = ?2 AND n.withdrawn_at IS NULL";

/// What was handed in last of an innovation that is entered.
#[derive(Clone, Debug, Deserialize)]
pub struct HandedInRow {
    /// The entry.
    pub id: EntryId,
    /// Version of the entry.
    pub version: u32,
    /// Its dossier.
    #[serde(deserialize_with = "json")]
    pub dossier: Dossier,
    /// Number of the revision; none when nothing was handed in.
    pub n: Option<u32>,
    /// When it was handed in.
    pub at: Option<Instant>,
    /// The parts as they were, as JSON.
    pub parts: Option<String>,
    /// Evidence that the public may see, as JSON.
    pub proofs: String,
}

/// A piece of it.
#[derive(Clone, Debug, Deserialize)]
pub struct ProofRow {
    purpose: Purpose,
    note: String,
    url: Option<String>,
}

impl HandedInRow {
    /// The dossier that follows from it.
    pub fn carried(&self) -> Result<Option<wire::FromRecord>, Fault> {
        let (Some(revision), Some(at), Some(parts)) = (self.n, self.at, self.parts.as_deref())
        else {
            return Ok(None);
        };
        let parts: Parts = text::read(parts)?;
        let proofs: Vec<ProofRow> = text::read(&self.proofs)?;
        let proofs: Vec<_> = proofs
            .into_iter()
            .map(|it| Proof {
                purpose: it.purpose,
                note: it.note,
                url: it.url,
            })
            .collect();
        let handed_in = HandedIn {
            revision,
            at,
            parts: &parts,
            proofs: &proofs,
        };
        Ok(Some(wire::FromRecord {
            revision,
            at,
            dossier: handed_in.dossier(),
        }))
    }
}

macro_rules! handed_in {
    ($which:literal) => {
        concat!(
            "SELECT n.id, n.version, n.dossier, v.n, v.at, v.parts,
    (SELECT json_group_array(json_object('purpose', json(e.purpose), 'note', e.note, 'url', e.url)) FROM (
      SELECT purpose, note, url FROM evidence WHERE innovation_id = n.innovation_id AND public = 1 AND dropped_at IS NULL
        AND stored_at IS NOT NULL AND r.published_at IS NOT NULL ORDER BY captured_at, id LIMIT 50) e) AS proofs
  FROM entry n LEFT JOIN record r ON r.innovation_id = n.innovation_id AND r.deleted_at IS NULL
    LEFT JOIN record_revision v ON v.innovation_id = r.innovation_id AND v.n = (SELECT max(m.n) FROM record_revision m
      WHERE m.innovation_id = r.innovation_id) WHERE ",
            $which
        )
    };
}

/// What was handed in of one entry's innovation. `?1` entry.
pub const HANDED_IN: &str = handed_in!("n.id = ?1");

/// The same of all entries of an edition whose dossiers are empty, in order of number: `?1` edition, `?2` how many.
pub const HANDED_IN_EMPTY: &str = handed_in!(
    "n.edition_id = ?1 AND n.withdrawn_at IS NULL AND n.ready = 0 AND n.criteria = 0 ORDER BY n.number LIMIT ?2"
);

/// Fill dossiers of a draft: `?1` edition, `?2` a JSON list of `{id, version, dossier, ready, criteria}`.
pub const FILL: &str = "UPDATE entry SET dossier = f.dossier, ready = f.ready, criteria = f.criteria, version = entry.version + 1
  FROM (SELECT value ->> '$.id' AS id, value ->> '$.version' AS version, value ->> '$.dossier' AS dossier, value ->> '$.ready' AS ready,
    value ->> '$.criteria' AS criteria FROM json_each(?2)) f
  WHERE entry.id = f.id AND entry.version = f.version AND entry.edition_id = ?1 AND entry.withdrawn_at IS NULL";
