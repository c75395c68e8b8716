//! SQL of imports.

use serde::Deserialize;

use klisida_domain::{
    ids::{ImportId, InnovationId},
    import::Source,
    page::Cursor,
    time::Instant,
    wire,
};

/// What tells an innovation apart, and the address it has.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownRow {
    /// Import key.
    pub import_key: String,
    /// Slug.
    pub slug: String,
}

/// An innovation of the regency whose agency was not found yet.
#[derive(Clone, Debug, Deserialize)]
pub struct UnmatchedRow {
    /// Its id.
    pub id: InnovationId,
    /// Agency as given.
    pub agency_name: String,
}

/// An import in the list.
#[derive(Clone, Debug, Deserialize)]
pub struct ImportRow {
    id: ImportId,
    at: Instant,
    by: String,
    source: Source,
    file_name: String,
    added: u32,
    same: u32,
    refused: u32,
}

impl ImportRow {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.at.0, self.id)
    }

    /// As it travels.
    pub fn record(self) -> wire::ImportRecord {
        wire::ImportRecord {
            id: self.id,
            at: self.at,
            by: self.by,
            source: self.source,
            file_name: self.file_name,
            added: self.added,
            same: self.same,
            refused: self.refused,
        }
    }
}

/// Keys and slugs of all innovations, under the names that they had before too.
pub const KNOWN: &str = "SELECT import_key, slug FROM innovation
  UNION ALL SELECT a.import_key, i.slug FROM innovation_alias a JOIN innovation i ON i.id = a.innovation_id";

/// Innovations of a region without an agency of the regency. `?1` region.
pub const UNMATCHED: &str =
    "SELECT id, agency_name FROM innovation WHERE region = ?1 AND agency_code IS NULL";

/// Imports, newest first: `?1` and `?2` where the page before ended, `?3` how many.
pub const LIST: &str =
    "SELECT b.id, b.at, p.name AS by, b.source, b.file_name, b.added, b.same, b.refused
  FROM import_batch b JOIN person p ON p.id = b.person_id WHERE (b.at, b.id) < (?1, ?2) ORDER BY b.at DESC, b.id DESC LIMIT ?3";

/// The record of an import: `?1` id, `?2` now, `?3` person, `?4` source, `?5` file name, `?6` digest, `?7` added, `?8` same, `?9` refused.
pub const INSERT: &str =
    "INSERT INTO import_batch (id, at, person_id, source, file_name, digest, added, same, refused)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// New innovations: `?1` import, `?2` now, `?3` a JSON list of rows.
pub const INSERT_INNOVATIONS: &str = "INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province,
    year_from, year_to, kind, carrier, replication, replicated_from, unverified, search_text, sort_name, import_id, created_at)
  SELECT json_extract(value, '$.id'), json_extract(value, '$.slug'), json_extract(value, '$.key'), json_extract(value, '$.name'),
    json_extract(value, '$.agency'), json_extract(value, '$.code'), json_extract(value, '$.region'), json_extract(value, '$.province'),
    json_extract(value, '$.from'), json_extract(value, '$.to'), json_extract(value, '$.kind'), json_extract(value, '$.carrier'),
    json_extract(value, '$.replication'), json_extract(value, '$.origin'), json_extract(value, '$.unverified'),
    json_extract(value, '$.search'), json_extract(value, '$.sort'), ?1, ?2 FROM json_each(?3)";

/// New agencies, parents before children: `?1` a JSON list of rows.
pub const INSERT_AGENCIES: &str = "INSERT INTO agency (code, name, sort, parent_code, obligation)
  SELECT json_extract(value, '$.code'), json_extract(value, '$.name'), json_extract(value, '$.sort'),
    json_extract(value, '$.parent'), json_extract(value, '$.obligation') FROM json_each(?1)";

/// Innovations that find their agency now that it is known: `?1` a JSON list of pairs of id and code.
pub const MATCH: &str = "UPDATE innovation SET agency_code = m.code
  FROM (SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS code FROM json_each(?1)) m
  WHERE innovation.id = m.id AND innovation.agency_code IS NULL";
