//! SQL of agencies and innovations. The public sees only what is listed: every statement here says so.

use serde::Deserialize;

use klisida_domain::{
    agency::{Agency, AgencyCode, Obligation},
    disclosure::Precision,
    ids::InnovationId,
    innovation::{Carrier, Innovation, Query, Years},
    law::Kind,
    page::{Cursor, NoCursor},
    stage::Place,
};

use super::{Sql, flag, json, sql};

/// An innovation as stored.
#[derive(Clone, Debug, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "truth values of the row, each its own column"
)]
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
    /// What the list is ordered by; empty where nothing follows.
    #[serde(default)]
    sort: String,
    /// It is what was searched for.
    #[serde(default, deserialize_with = "flag")]
    pub hit: bool,
    /// For its own page: it was registered as from before 2 August 2024, and has the status by that (Article 17(1)).
    #[serde(default, deserialize_with = "flag")]
    pub declared: bool,
    /// For its own page: how its agency is reached, or the body above it.
    #[serde(default)]
    pub contact: Option<String>,
}

impl InnovationRow {
    /// What its list is ordered by.
    pub fn place(&self) -> (String, String) {
        (self.sort.clone(), self.id.to_string())
    }

    /// The place of this row in its list.
    pub fn cursor(&self) -> Cursor {
        Cursor::text(self.sort.as_str(), self.id)
    }

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

/// Columns of [`InnovationRow`], of the table `i`.
macro_rules! innovation {
    ($($rest:expr),+) => {
        concat!(
            "SELECT i.id, i.slug, i.name, i.agency_name, i.agency_code, i.region, i.province, i.year_from, i.year_to, i.kind,
    i.carrier, i.replication, i.replicated_from, i.unverified, i.stage",
            $($rest),+
        )
    };
}

/// One innovation. `?1` slug.
pub const BY_SLUG: &str = innovation!(
    ", EXISTS (SELECT 1 FROM record r INDEXED BY record_registered WHERE r.innovation_id = i.id AND r.first_used IS NOT NULL AND r.deleted_at IS NULL) AS declared,
    coalesce((SELECT s.contact FROM agency_setting s WHERE s.agency_code = i.agency_code),
      (SELECT s.contact FROM agency_setting s WHERE s.agency_code = i.side_code)) AS contact
  FROM innovation i WHERE i.slug = ?1 AND i.listed = 1"
);

/// Some innovations. `?1` a JSON list of ids.
pub const BY_IDS: &str = innovation!(
    " FROM innovation i WHERE i.listed = 1 AND i.id IN (SELECT value FROM json_each(?1))"
);

/// What decides whether an innovation of the catalogue is given to an agency.
#[derive(Clone, Debug, Deserialize)]
pub struct GivingRow {
    /// Its name.
    pub name: String,
    /// Its agency, as the catalogue says it.
    pub agency_name: String,
    /// Its region.
    pub region: String,
    /// Its province.
    pub province: String,
    /// It is in the clinic.
    #[serde(deserialize_with = "flag")]
    pub in_clinic: bool,
    /// It stands in an edition that is judged and not published.
    #[serde(deserialize_with = "flag")]
    pub judged: bool,
    /// Names that it had in public before.
    #[serde(deserialize_with = "json")]
    pub before: Vec<String>,
}

macro_rules! in_clinic {
    () => {
        "EXISTS (SELECT 1 FROM record r WHERE r.innovation_id = innovation.id AND r.deleted_at IS NULL)"
    };
}

macro_rules! judged {
    () => {
        "EXISTS (SELECT 1 FROM entry n JOIN edition e ON e.id = n.edition_id WHERE n.innovation_id = innovation.id
      AND n.withdrawn_at IS NULL AND e.recorded IN ('opened', 'closed') AND e.cancelled_at IS NULL)"
    };
}

/// What decides whether it is given to an agency. `?1` innovation.
pub const GIVING: &str = concat!(
    "SELECT name, agency_name, region, province, ",
    in_clinic!(),
    " AS in_clinic, ",
    judged!(),
    " AS judged, (SELECT json_group_array(a.name) FROM innovation_alias a WHERE a.innovation_id = innovation.id AND a.name <> innovation.name)
    AS before FROM innovation WHERE id = ?1 AND listed = 1"
);

/// Give it to an agency: `?1` innovation, `?2` what the catalogue said, `?3` code, `?4` name of the agency, `?5` import key, `?6` text to
/// search in.
pub const GIVE: &str = concat!(
    "UPDATE innovation SET agency_code = ?3, agency_name = ?4, import_key = ?5, search_text = ?6
  WHERE id = ?1 AND agency_name = ?2 AND listed = 1 AND NOT ",
    in_clinic!(),
    " AND NOT ",
    judged!()
);

/// Innovations of an agency with its units, by name: `?1` code, `?2` and `?3` where the page before ended, `?4` how many.
pub const OF_SIDE: &str = innovation!(
    ", i.sort_name AS sort, 1 AS hit FROM innovation i WHERE i.listed = 1 AND i.side_code = ?1
    AND (i.sort_name, i.id) > (?2, ?3) ORDER BY i.sort_name, i.id LIMIT ?4"
);

/// Innovations of a unit, by name: `?1` code, `?2` and `?3` where the page before ended, `?4` how many.
pub const OF_UNIT: &str = innovation!(
    ", i.sort_name AS sort, 1 AS hit FROM innovation i WHERE i.listed = 1 AND i.agency_code = ?1
    AND (i.sort_name, i.id) > (?2, ?3) ORDER BY i.sort_name, i.id LIMIT ?4"
);

/// How many innovations an agency has, those of its units included. `?1` code.
pub const SIDE_COUNT: &str = "SELECT n FROM tally WHERE kind = 'side' AND key = ?1";

/// A search through one index: `$sort` and `$from` name it. `?1` what the index is asked for, `?2` and `?3` where the page before
/// ended, `?4` most rows looked at; what else the search asks for: `?5` kind, `?6` region, `?7` agency, `?8` year, `?9` stage,
/// `?10` to `?17` letters that occur in the search text between two spaces.
macro_rules! scan {
    ($sort:literal, $from:literal, $order:literal) => {
        innovation!(
            ", ",
            $sort,
            " AS sort, i.listed = 1 AND (?5 = '' OR i.kind IS nullif(?5, 'belum')) AND (?6 = '' OR i.region = ?6)
      AND (?7 = '' OR i.agency_code IS ?7) AND (?8 = '' OR ifnull(CAST(?8 AS INTEGER) BETWEEN i.year_from AND i.year_to, 0))
      AND (?9 = '' OR i.stage IS nullif(?9, 'luar'))
      AND (?10 = '' OR instr(' ' || i.search_text || ' ', ?10) > 0) AND (?11 = '' OR instr(' ' || i.search_text || ' ', ?11) > 0)
      AND (?12 = '' OR instr(' ' || i.search_text || ' ', ?12) > 0) AND (?13 = '' OR instr(' ' || i.search_text || ' ', ?13) > 0)
      AND (?14 = '' OR instr(' ' || i.search_text || ' ', ?14) > 0) AND (?15 = '' OR instr(' ' || i.search_text || ' ', ?15) > 0)
      AND (?16 = '' OR instr(' ' || i.search_text || ' ', ?16) > 0) AND (?17 = '' OR instr(' ' || i.search_text || ' ', ?17) > 0)
      AS hit FROM ",
            $from,
            " > (?2, ?3) ORDER BY ",
            $order,
            " LIMIT ?4"
        )
    };
    ($which:literal) => {
        scan!(
            "i.sort_name",
            $which,
            "i.sort_name, i.id"
        )
    };
}

/// The index that a search goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// All, by name.
    Names,
    /// One kind, by name.
    Kind,
    /// One region, by name.
    Region,
    /// One agency, by name.
    Agency,
    /// One stage, by name.
    Stage,
    /// Three letters, or a year; by the beginning of the name.
    Gram,
}

impl Along {
    const fn statement(self) -> &'static str {
        match self {
            Self::Names => {
                scan!("innovation i WHERE ?1 = '' AND i.listed = 1 AND (i.sort_name, i.id)")
            }
            Self::Kind => scan!(
                "innovation i WHERE i.listed = 1 AND i.kind IS nullif(?1, 'belum') AND (i.sort_name, i.id)"
            ),
            Self::Region => {
                scan!("innovation i WHERE i.listed = 1 AND i.region = ?1 AND (i.sort_name, i.id)")
            }
            Self::Agency => scan!(
                "innovation i WHERE i.listed = 1 AND i.agency_code = ?1 AND (i.sort_name, i.id)"
            ),
            Self::Stage => scan!(
                "innovation i WHERE i.listed = 1 AND i.stage IS nullif(?1, 'luar') AND (i.sort_name, i.id)"
            ),
            Self::Gram => scan!(
                "t.head",
                "trigram t CROSS JOIN innovation i ON i.id = t.found WHERE t.gram = ?1 AND (t.head, t.found)",
                "t.head, t.found"
            ),
        }
    }
}

/// The year of a search, when it is one.
fn year(query: &Query) -> String {
    let year = query.year.trim().parse::<u16>().ok();
    year.map_or_else(String::new, |year| year.to_string())
}

/// What a search may ask one index for, with the kind of its tally: all that is not words.
pub fn filters(query: &Query) -> Vec<(Along, &'static str, String)> {
    [
        (Along::Agency, "agency", query.agency.clone()),
        (Along::Gram, "year", year(query)),
        (Along::Region, "region", query.region.clone()),
        (Along::Stage, "stage", query.stage.clone()),
        (Along::Kind, "kind", query.kind.clone()),
    ]
    .into_iter()
    .filter(|(_, _, value)| !value.is_empty())
    .collect()
}

/// Looks at most at `limit` innovations along one index, after the page before.
pub fn scan(query: &Query, along: Along, value: &str, limit: usize) -> Result<Sql, NoCursor> {
    let mut statement = sql(along.statement())
        .text(value)
        .after_text(query.after.as_ref())?
        .size(limit)
        .text(query.kind.as_str())
        .text(query.region.as_str())
        .text(query.agency.as_str())
        .text(year(query))
        .text(query.stage.as_str());
    let mut needles = query.needles().into_iter();
    for _ in 0..8 {
        statement = statement.text(needles.next().unwrap_or_default());
    }
    Ok(statement)
}

/// How often something occurs among what is listed.
#[derive(Clone, Debug, Deserialize)]
pub struct TallyRow {
    /// Of what kind.
    pub kind: String,
    /// What.
    pub key: String,
    /// How often.
    pub n: u32,
}

/// How often each occurs. `?1` a JSON list of pairs of kind and key.
pub const TALLIES: &str = "SELECT t.kind, t.key, t.n FROM json_each(?1) j
  CROSS JOIN tally t ON t.kind = j.value ->> '$[0]' AND t.key = j.value ->> '$[1]'";

/// How often each trigram occurs, counted to 120. `?1` a JSON list.
pub const GRAMS: &str = "SELECT 'gram' AS kind, j.value AS key,
    (SELECT count(*) FROM (SELECT 1 FROM trigram t WHERE t.gram = j.value LIMIT 120)) AS n FROM json_each(?1) j";

/// Search texts of twelve innovations that have a trigram: `?1`.
pub const SHARING: &str =
    "SELECT i.search_text AS value FROM (SELECT found FROM trigram WHERE gram = ?1 LIMIT 12) f
  CROSS JOIN innovation i ON i.id = f.found WHERE i.listed = 1";

/// Titles that share most of these trigrams, the most first: `?1` a JSON list of trigrams.
pub const ALIKE: &str = "SELECT i.id, i.slug, i.name, i.agency_name AS agency FROM (
    SELECT t.found, count(*) AS shared FROM json_each(?1) j CROSS JOIN trigram t ON t.gram = j.value
      GROUP BY t.found ORDER BY shared DESC, t.found LIMIT 40) f
  CROSS JOIN innovation i ON i.id = f.found WHERE i.listed = 1";

/// The choices of the catalogue's form, and numbers of the home page.
#[derive(Clone, Debug, Deserialize)]
pub struct ChoiceRow {
    /// Regions that occur, by name.
    #[serde(deserialize_with = "json")]
    pub regions: Vec<String>,
    /// Agencies that carry something, by name: code and name.
    #[serde(deserialize_with = "json")]
    pub agencies: Vec<(AgencyCode, String)>,
    /// Years that occur, newest first.
    #[serde(deserialize_with = "json")]
    pub years: Vec<String>,
    /// Agencies bound by Article 4(4).
    pub bound: u32,
    /// Those of them with an innovation, their units' included.
    pub bound_with: u32,
    /// Innovations.
    pub innovations: u32,
}

macro_rules! regions {
    () => {
        "(SELECT json_group_array(key) FROM (SELECT key FROM tally WHERE kind = 'region' AND n > 0 AND key <> '' ORDER BY key))"
    };
}

macro_rules! agencies {
    () => {
        "(SELECT json_group_array(json_array(code, name)) FROM (SELECT a.code, a.name FROM tally t CROSS JOIN agency a ON a.code = t.key
    WHERE t.kind = 'agency' AND t.n > 0 ORDER BY a.name, a.code))"
    };
}

macro_rules! years {
    () => {
        "(SELECT json_group_array(key) FROM (SELECT key FROM tally WHERE kind = 'year' AND n > 0 ORDER BY key DESC))"
    };
}

macro_rules! bound {
    () => {
        "(SELECT count(*) FROM agency WHERE obligation = 'ya')"
    };
}

macro_rules! bound_with {
    () => {
        "(SELECT count(*) FROM agency a JOIN tally t ON t.kind = 'side' AND t.key = a.code AND t.n > 0 WHERE a.obligation = 'ya')"
    };
}

/// What is stored of the choices; worked out from the tallies when a write left it stale.
pub const CHOICES: &str = concat!(
    "SELECT iif(stale, ",
    regions!(),
    ", regions) AS regions, iif(stale, ",
    agencies!(),
    ", agencies) AS agencies, iif(stale, ",
    years!(),
    ", years) AS years, iif(stale, ",
    bound!(),
    ", bound) AS bound, iif(stale, ",
    bound_with!(),
    ", bound_with) AS bound_with,
    ifnull((SELECT n FROM tally WHERE kind = 'all' AND key = ''), 0) AS innovations FROM choice WHERE id = 1"
);

/// Stores the choices anew when they are stale: the last statement of a write that may list, unlist or rename something.
pub const FRESHEN: &str = concat!(
    "UPDATE choice SET regions = ",
    regions!(),
    ", agencies = ",
    agencies!(),
    ", years = ",
    years!(),
    ", bound = ",
    bound!(),
    ", bound_with = ",
    bound_with!(),
    ", stale = 0 WHERE id = 1 AND stale = 1"
);

/// Slugs of a part of the sitemap: `?1` the first place in the table, `?2` the last.
pub const SLUGS: &str =
    "SELECT slug AS value FROM innovation WHERE rowid BETWEEN ?1 AND ?2 AND listed = 1";

/// The last place in the table of innovations.
pub const LAST: &str = "SELECT ifnull(max(rowid), 0) AS n FROM innovation";

/// Agency codes for the sitemap.
pub const CODES: &str = "SELECT code AS value FROM agency ORDER BY code LIMIT 2000";

/// Published places of an innovation, newest first, each as exactly as its newest version says it: `?1` innovation.
pub const PLACES: &str = "SELECT b.slug, b.name, b.sample, p.rank, p.score, (SELECT d.said ->> '$.precision' FROM entry n
      JOIN disclosure d ON d.entry_id = n.id WHERE n.innovation_id = p.innovation_id AND n.edition_id = p.edition_id
      ORDER BY d.version DESC LIMIT 1) AS precision
  FROM placing p JOIN board b ON b.edition_id = p.edition_id WHERE p.innovation_id = ?1 ORDER BY p.at DESC";

/// Summary of the newest published dossier of an innovation: `?1` innovation.
pub const SUMMARY: &str = "SELECT json_extract(n.dossier_frozen, '$.summary') AS summary, e.sample
  FROM entry n JOIN edition e ON e.id = n.edition_id
  WHERE n.innovation_id = ?1 AND e.recorded = 'published' AND n.withdrawn_at IS NULL ORDER BY e.opened_at DESC LIMIT 1";

/// Innovations of the same kind and region that come next by name: `?1` kind, `?2` region, `?3` the name to order by, `?4` id.
pub const NEXT_NEAR: &str = innovation!(
    " FROM innovation i WHERE i.listed = 1 AND i.kind = ?1 AND i.region = ?2
    AND (i.sort_name, i.id) > (?3, ?4) ORDER BY i.sort_name, i.id LIMIT 3"
);

/// Innovations of the same kind that come next by name: `?1` kind, `?2` the name to order by, `?3` id.
pub const NEXT_OF_KIND: &str = innovation!(
    " FROM innovation i WHERE i.listed = 1 AND i.kind = ?1
    AND (i.sort_name, i.id) > (?2, ?3) ORDER BY i.sort_name, i.id LIMIT 3"
);

/// The first innovations of a kind by name: `?1` kind.
pub const FIRST_OF_KIND: &str = innovation!(
    " FROM innovation i WHERE i.listed = 1 AND i.kind = ?1 ORDER BY i.sort_name, i.id LIMIT 4"
);

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

/// The body that an agency belongs to. `?1` code.
pub const PARENT: &str = "SELECT p.code, p.name, p.sort, p.parent_code, p.obligation
  FROM agency a JOIN agency p ON p.code = a.parent_code WHERE a.code = ?1";
