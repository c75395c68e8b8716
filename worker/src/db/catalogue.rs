//! SQL of agencies and innovations. The public sees only what is listed: every statement here says so.

use serde::Deserialize;

use klisida_domain::{
    agency::{Agency, AgencyCode, Obligation},
    disclosure::Precision,
    ids::InnovationId,
    innovation::{Carrier, Innovation, PAGE_SIZE, Query, Years},
    law::Kind,
    stage::Place,
};

use super::{Sql, flag, sql};

/// An innovation as stored.
#[derive(Clone, Debug, Deserialize)]
pub struct InnovationRow {
    id: InnovationId,
    slug: String,
    name: String,
    agency_name: String,
    agency_code: Option<AgencyCode>,
    region: String,
    province: String,
    year_from: Option<u16>,
    year_to: Option<u16>,
    kind: Option<Kind>,
    carrier: Carrier,
    #[serde(deserialize_with = "flag")]
    replication: bool,
    replicated_from: Option<String>,
    #[serde(deserialize_with = "flag")]
    unverified: bool,
    stage: Option<String>,
}

impl InnovationRow {
    /// As it travels.
    pub fn innovation(self) -> Innovation {
        Innovation {
            id: self.id,
            slug: self.slug,
            name: self.name,
            agency: self.agency_name,
            agency_code: self.agency_code,
            region: self.region,
            province: self.province,
            years: Years {
                from: self.year_from,
                to: self.year_to,
            },
            kind: self.kind,
            carrier: self.carrier,
            replication: self.replication,
            replicated_from: self.replicated_from,
            unverified: self.unverified,
            stage: self.stage.as_deref().and_then(Place::from_code),
        }
    }
}

/// An agency as stored.
#[derive(Clone, Debug, Deserialize)]
pub struct AgencyRow {
    code: AgencyCode,
    name: String,
    sort: String,
    parent_code: Option<AgencyCode>,
    obligation: Obligation,
}

impl AgencyRow {
    /// As it travels.
    pub fn agency(self) -> Agency {
        Agency {
            code: self.code,
            name: self.name,
            sort: self.sort,
            parent: self.parent_code,
            obligation: self.obligation,
        }
    }
}

/// A count.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CountRow {
    /// How many.
    pub n: u32,
}

/// A text.
#[derive(Clone, Debug, Deserialize)]
pub struct TextRow {
    /// The text.
    pub value: String,
}

/// All agencies by name.
pub const AGENCIES: &str =
    "SELECT code, name, sort, parent_code, obligation FROM agency ORDER BY name, code";

/// One agency. `?1` code.
pub const AGENCY: &str =
    "SELECT code, name, sort, parent_code, obligation FROM agency WHERE code = ?1";

/// Units of an agency, by name. `?1` code.
pub const UNITS: &str = "SELECT code, name, sort, parent_code, obligation FROM agency WHERE parent_code = ?1 ORDER BY name, code";

/// One innovation. `?1` slug.
pub const BY_SLUG: &str = "SELECT id, slug, name, agency_name, agency_code, region, province, year_from, year_to, kind, carrier,
    replication, replicated_from, unverified, stage FROM innovation WHERE slug = ?1 AND listed = 1";

/// Some innovations. `?1` a JSON list of ids.
pub const BY_IDS: &str = "SELECT id, slug, name, agency_name, agency_code, region, province, year_from, year_to, kind, carrier,
    replication, replicated_from, unverified, stage FROM innovation WHERE listed = 1 AND id IN (SELECT value FROM json_each(?1))";

/// Innovations of an agency and its units, by name. `?1` code.
pub const OF_AGENCY: &str = "SELECT id, slug, name, agency_name, agency_code, region, province, year_from, year_to, kind, carrier,
    replication, replicated_from, unverified, stage FROM innovation
  WHERE listed = 1 AND agency_code IN (SELECT code FROM agency WHERE code = ?1 OR parent_code = ?1) ORDER BY sort_name, id LIMIT 200";

const FOUND: &str = "SELECT id, slug, name, agency_name, agency_code, region, province, year_from, year_to, kind, carrier,
    replication, replicated_from, unverified, stage FROM innovation
  WHERE listed = 1 AND (?1 = '' OR instr(search_text, ?1) > 0) AND (?2 = '' OR instr(search_text, ?2) > 0)
    AND (?3 = '' OR instr(search_text, ?3) > 0) AND (?4 = '' OR instr(search_text, ?4) > 0)
    AND (?5 = '' OR instr(search_text, ?5) > 0) AND (?6 = '' OR instr(search_text, ?6) > 0)
    AND (?7 = '' OR instr(search_text, ?7) > 0) AND (?8 = '' OR instr(search_text, ?8) > 0)
    AND (?9 = '' OR kind = ?9 OR (?9 = 'belum' AND kind IS NULL)) AND (?10 = '' OR region = ?10)
    AND (?11 = '' OR agency_code = ?11) AND (?12 = '' OR CAST(?12 AS INTEGER) BETWEEN year_from AND year_to)
    AND (?13 = '' OR stage = ?13 OR (?13 = 'luar' AND stage IS NULL))
  ORDER BY sort_name, id LIMIT ?14 OFFSET ?15";

const COUNTED: &str = "SELECT count(*) AS n FROM innovation
  WHERE listed = 1 AND (?1 = '' OR instr(search_text, ?1) > 0) AND (?2 = '' OR instr(search_text, ?2) > 0)
    AND (?3 = '' OR instr(search_text, ?3) > 0) AND (?4 = '' OR instr(search_text, ?4) > 0)
    AND (?5 = '' OR instr(search_text, ?5) > 0) AND (?6 = '' OR instr(search_text, ?6) > 0)
    AND (?7 = '' OR instr(search_text, ?7) > 0) AND (?8 = '' OR instr(search_text, ?8) > 0)
    AND (?9 = '' OR kind = ?9 OR (?9 = 'belum' AND kind IS NULL)) AND (?10 = '' OR region = ?10)
    AND (?11 = '' OR agency_code = ?11) AND (?12 = '' OR CAST(?12 AS INTEGER) BETWEEN year_from AND year_to)
    AND (?13 = '' OR stage = ?13 OR (?13 = 'luar' AND stage IS NULL))";

fn narrowed(text: &'static str, query: &Query) -> Sql {
    let mut words = query.words().into_iter();
    let mut statement = sql(text);
    for _ in 0..8 {
        statement = statement.text(words.next().unwrap_or_default());
    }
    let year = query.year.trim().parse::<u16>().ok();
    statement
        .text(query.kind.as_str())
        .text(query.region.as_str())
        .text(query.agency.as_str())
        .text(year.map_or_else(String::new, |year| year.to_string()))
        .text(query.stage.as_str())
}

/// A page of what a search finds, by name.
pub fn found(query: &Query) -> Sql {
    let page = query.page.clamp(1, 10_000);
    narrowed(FOUND, query)
        .int(PAGE_SIZE)
        .int((page - 1) * PAGE_SIZE)
}

/// How many a search finds.
pub fn counted(query: &Query) -> Sql {
    narrowed(COUNTED, query)
}

/// Regions that occur, by name.
pub const REGIONS: &str = "SELECT DISTINCT region AS value FROM innovation WHERE region <> '' AND listed = 1 ORDER BY region";

/// Agencies that carry something, by name.
pub const CARRYING: &str = "SELECT code, name, sort, parent_code, obligation FROM agency
  WHERE code IN (SELECT agency_code FROM innovation WHERE listed = 1) ORDER BY name, code";

/// Years that occur, newest first.
pub const YEARS: &str = "SELECT DISTINCT CAST(year_to AS TEXT) AS value FROM innovation WHERE year_to IS NOT NULL AND listed = 1
  UNION SELECT DISTINCT CAST(year_from AS TEXT) FROM innovation WHERE year_from IS NOT NULL AND listed = 1 ORDER BY value DESC";

/// Slugs for the sitemap.
pub const SLUGS: &str =
    "SELECT slug AS value FROM innovation WHERE listed = 1 ORDER BY slug LIMIT 20000";

/// Agency codes for the sitemap.
pub const CODES: &str = "SELECT code AS value FROM agency ORDER BY code LIMIT 2000";

/// Published places of an innovation, newest first: `?1` innovation, `?2` its slug.
pub const PLACES: &str = "SELECT b.slug, b.name, b.sample, json_extract(r.value, '$.rank') AS rank, json_extract(r.value, '$.score') AS score,
    json_extract(b.board, '$.precision') AS precision
  FROM entry n JOIN board b ON b.edition_id = n.edition_id, json_each(b.board, '$.rows') r
  WHERE n.innovation_id = ?1 AND b.recorded = 'published' AND json_extract(r.value, '$.slug') = ?2
  ORDER BY b.published_at DESC";

/// Summary of the newest published dossier of an innovation: `?1` innovation.
pub const SUMMARY: &str = "SELECT json_extract(n.dossier_frozen, '$.summary') AS summary, e.sample
  FROM entry n JOIN edition e ON e.id = n.edition_id
  WHERE n.innovation_id = ?1 AND e.recorded = 'published' AND n.withdrawn_at IS NULL ORDER BY e.opened_at DESC LIMIT 1";

/// Innovations of the same kind, those of the same region first: `?1` innovation, `?2` kind, `?3` region.
pub const SIMILAR: &str = "SELECT id, slug, name, agency_name, agency_code, region, province, year_from, year_to, kind, carrier,
    replication, replicated_from, unverified, stage FROM innovation
  WHERE id <> ?1 AND kind = ?2 AND listed = 1 ORDER BY region <> ?3, sort_name, id LIMIT 3";

/// The numbers of the home page.
pub const NUMBERS: &str = "SELECT (SELECT count(*) FROM innovation WHERE listed = 1) AS innovations,
    (SELECT count(DISTINCT region) FROM innovation WHERE region <> '' AND listed = 1) AS regions,
    (SELECT count(*) FROM agency WHERE obligation = 'ya') AS bound,
    (SELECT count(*) FROM agency g WHERE g.obligation = 'ya' AND EXISTS (SELECT 1 FROM innovation i
      WHERE i.listed = 1 AND (i.agency_code = g.code OR i.agency_code IN (SELECT u.code FROM agency u WHERE u.parent_code = g.code)))) AS bound_with";

/// A published place.
#[derive(Clone, Debug, Deserialize)]
pub struct PlaceRow {
    /// Slug of the board.
    pub slug: String,
    /// Name of the edition.
    pub name: String,
    /// Invented data.
    #[serde(deserialize_with = "flag")]
    pub sample: bool,
    /// Rank.
    pub rank: u32,
    /// Score in hundredths.
    pub score: i64,
    /// How exactly it was published.
    pub precision: Option<Precision>,
}

/// A published summary.
#[derive(Clone, Debug, Deserialize)]
pub struct SummaryRow {
    /// The text.
    pub summary: Option<String>,
    /// Invented data.
    #[serde(deserialize_with = "flag")]
    pub sample: bool,
}

/// The numbers of the home page.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct NumbersRow {
    /// Innovations.
    pub innovations: u32,
    /// Regions that occur.
    pub regions: u32,
    /// Agencies bound by Article 4(4).
    pub bound: u32,
    /// Those of them with an innovation, their units' included.
    pub bound_with: u32,
}

/// The body that an agency belongs to. `?1` code.
pub const PARENT: &str = "SELECT p.code, p.name, p.sort, p.parent_code, p.obligation
  FROM agency a JOIN agency p ON p.code = a.parent_code WHERE a.code = ?1";
