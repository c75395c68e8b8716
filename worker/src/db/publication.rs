//! SQL of results, publications and public boards.

use serde::Deserialize;

use klisida_domain::{
    competition::{Recorded, Standing},
    disclosure::{Precision, Said},
    ids::{AssignmentId, EntryId, PersonId},
    judging::{AssignmentState, Mark, Sheet, SheetState},
    law::{CRITERIA, Criterion},
    page::Cursor,
    publication::{Board, BoardLink, ClosedBoard, Podium, PodiumPlace, PublicBoard, Version},
    time::Instant,
};

use super::{flag, json};
use crate::json::{self as text, Fault};

/// What the public may know of an edition: one row.
#[derive(Clone, Debug, Deserialize)]
pub struct BoardRow {
    /// Slug.
    pub slug: String,
    /// Name of the edition.
    pub name: String,
    /// Year.
    pub year: u16,
    /// Course so far.
    pub recorded: Recorded,
    /// Opens.
    pub opens_at: Instant,
    /// Closes.
    pub closes_at: Instant,
    /// Invented data.
    #[serde(deserialize_with = "flag")]
    pub sample: bool,
    /// Weights and tie chain.
    #[serde(deserialize_with = "json")]
    pub rules: BoardRules,
    /// The current board as JSON, once published.
    pub board: Option<String>,
    /// All versions as JSON, once published.
    pub versions: Option<String>,
    /// Why it was cancelled.
    pub cancelled: Option<String>,
    /// It left the public home.
    #[serde(deserialize_with = "flag")]
    pub archived: bool,
}

/// The rules of a board that are open before the first mark.
#[derive(Clone, Debug, serde::Serialize, Deserialize)]
pub struct BoardRules {
    /// Weights in percent.
    pub weights: [u8; CRITERIA],
    /// Tie chain.
    pub tie_chain: Vec<Criterion>,
}

impl BoardRow {
    /// The versions that were published, newest first.
    pub fn versions(&self) -> Result<Vec<Version>, Fault> {
        self.versions.as_deref().map_or(Ok(Vec::new()), text::read)
    }

    /// What the public sees at `now`.
    pub fn public(self, now: Instant) -> Result<PublicBoard, Fault> {
        let versions = self.versions()?;
        Ok(match self.board.as_deref() {
            Some(board) => PublicBoard::Final {
                board: text::read(board)?,
                versions,
                archived: self.archived,
            },
            None => PublicBoard::Closed(ClosedBoard {
                standing: if self.cancelled.is_some() {
                    Standing::Cancelled
                } else {
                    Standing::at(self.recorded, self.opens_at, self.closes_at, now)
                },
                cancelled: self.cancelled,
                archived: self.archived,
                slug: self.slug,
                edition: self.name,
                year: self.year,
                sample: self.sample,
                opens_at: self.opens_at,
                closes_at: self.closes_at,
                weights: self.rules.weights,
                tie_chain: self.rules.tie_chain,
            }),
        })
    }
}

/// A stored version.
#[derive(Clone, Debug, Deserialize)]
pub struct SnapshotRow {
    /// The board.
    #[serde(deserialize_with = "json")]
    pub board: Board,
}

/// A line in the list of boards.
#[derive(Clone, Debug, Deserialize)]
pub struct LinkRow {
    slug: String,
    name: String,
    year: u16,
    recorded: Recorded,
    opens_at: Instant,
    closes_at: Instant,
    published_at: Option<Instant>,
    #[serde(deserialize_with = "flag")]
    sample: bool,
    #[serde(deserialize_with = "flag")]
    cancelled: bool,
    #[serde(deserialize_with = "flag")]
    archived: bool,
}

impl LinkRow {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.closes_at.0, &self.slug)
    }

    /// As it travels.
    pub fn link(self, now: Instant) -> BoardLink {
        BoardLink {
            slug: self.slug,
            edition: self.name,
            year: self.year,
            standing: if self.cancelled {
                Standing::Cancelled
            } else {
                Standing::at(self.recorded, self.opens_at, self.closes_at, now)
            },
            closes_at: self.closes_at,
            published_at: self.published_at,
            sample: self.sample,
            archived: self.archived,
        }
    }
}

/// The places at the head of a published board.
#[derive(Clone, Debug, Deserialize)]
pub struct HeadRow {
    name: String,
    slug: String,
    #[serde(deserialize_with = "flag")]
    sample: bool,
    published_at: Instant,
    #[serde(deserialize_with = "json")]
    precision: Option<Precision>,
    /// None where the board is shorter.
    #[serde(deserialize_with = "json")]
    rows: [Option<Place>; 3],
}

#[derive(Clone, Debug, Deserialize)]
struct Place {
    rank: u32,
    slug: String,
    name: String,
    agency: String,
    score: i64,
}

impl HeadRow {
    /// As it is shown.
    pub fn podium(self) -> Podium {
        let precision = self.precision.unwrap_or_default();
        let place = |row: Place| PodiumPlace {
            rank: row.rank,
            slug: row.slug,
            name: row.name,
            agency: row.agency,
            score: precision.words(row.score),
        };
        Podium {
            edition: self.name,
            slug: self.slug,
            sample: self.sample,
            published_at: self.published_at,
            places: self.rows.into_iter().flatten().map(place).collect(),
        }
    }
}

/// The first three rows of the board that was published last, of those that the public home names ([`HOME_LINKS`]).
pub const LATEST: &str =
    "SELECT name, slug, sample, published_at, ifnull(board -> '$.precision', 'null') AS precision,
  json_extract(board, '$.rows[0]', '$.rows[1]', '$.rows[2]') AS rows
  FROM board b WHERE board IS NOT NULL AND archived = 0 AND (sample = 0 OR NOT EXISTS (
    SELECT 1 FROM board r WHERE r.sample = 0 AND r.cancelled IS NULL AND r.archived = 0))
  ORDER BY sample, published_at DESC LIMIT 1";

/// A sheet without its notes: all that a result is worked out from.
#[derive(Clone, Debug, Deserialize)]
pub struct MarkRow {
    /// The assignment.
    pub id: AssignmentId,
    /// Its judge.
    pub judge_id: PersonId,
    /// Its entry.
    pub entry_id: EntryId,
    /// Whether it stands.
    pub state: AssignmentState,
    /// Its phase.
    pub phase: u8,
    /// State of the sheet.
    pub sheet_state: SheetState,
    /// Version of the sheet, 0 when there is none.
    pub sheet_version: u32,
    kebaruan: Option<u8>,
    kemanfaatan: Option<u8>,
    solusi: Option<u8>,
    replikasi: Option<u8>,
    kompatibilitas: Option<u8>,
}

impl MarkRow {
    const fn given(&self) -> [Option<u8>; CRITERIA] {
        [
            self.kebaruan,
            self.kemanfaatan,
            self.solusi,
            self.replikasi,
            self.kompatibilitas,
        ]
    }

    /// Other marks take the place of these.
    pub fn replace(&mut self, marks: [Mark; CRITERIA]) {
        [
            self.kebaruan,
            self.kemanfaatan,
            self.solusi,
            self.replikasi,
            self.kompatibilitas,
        ] = marks.map(|it| Some(it.value()));
    }

    /// Marks given.
    pub fn filled(&self) -> usize {
        self.given().iter().flatten().count()
    }

    /// All five marks, in the order of Article 8; none while one is missing.
    pub fn full(&self) -> Option<[Mark; CRITERIA]> {
        let [novelty, benefit, solution, replicability, compatibility] =
            self.given().map(|mark| Mark::new(mark?));
        Some([
            novelty?,
            benefit?,
            solution?,
            replicability?,
            compatibility?,
        ])
    }
}

/// How much arrived too late for an entry.
#[derive(Clone, Debug, Deserialize)]
pub struct LateCount {
    /// The entry.
    pub entry_id: EntryId,
    /// Sheets.
    pub n: usize,
}

/// What arrived too late.
#[derive(Clone, Debug, Deserialize)]
pub struct LateRow {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The sheet.
    #[serde(deserialize_with = "json")]
    pub sheet: Sheet,
}

/// The newest published version, and what its inputs measure.
#[derive(Clone, Debug, Deserialize)]
pub struct NewestRow {
    /// The board.
    #[serde(deserialize_with = "json")]
    pub board: Board,
    /// SHA-256 of its inputs; none where they were stored whole.
    pub inputs: Option<String>,
}

/// The newest version of an edition's board. `?1` edition.
pub const NEWEST: &str = "SELECT board, inputs ->> '$.sha256' AS inputs FROM publication WHERE edition_id = ?1 ORDER BY version DESC LIMIT 1";

/// What a published version said of an entry.
#[derive(Clone, Debug, Deserialize)]
pub struct SaidRow {
    /// The entry.
    pub entry_id: EntryId,
    /// What, and from which sheets.
    #[serde(deserialize_with = "json")]
    pub said: Said,
}

/// What the versions published so far said, oldest first. `?1` edition.
pub const SAID: &str =
    "SELECT entry_id, said FROM disclosure WHERE edition_id = ?1 ORDER BY version, entry_id";

/// What a version says: `?1` edition, `?2` version, `?3` now, `?4` a JSON list of pairs of entry and what is said.
pub const SAY: &str = "INSERT INTO disclosure (edition_id, version, entry_id, at, said)
  SELECT ?1, ?2, value ->> '$[0]', ?3, value -> '$[1]' FROM json_each(?4)";

/// A version in the list of versions.
#[derive(Clone, Debug, Deserialize)]
pub struct VersionRow {
    version: u32,
    at: Instant,
    note: Option<String>,
}

impl VersionRow {
    /// As it travels.
    pub fn version(self) -> Version {
        Version {
            n: self.version,
            at: self.at,
            note: self.note,
        }
    }
}

/// Every sheet of an edition in which something stands or that is still to be filled, without its notes, in order of entry
/// and assignment. `?1` edition.
pub const MARKS: &str = "SELECT a.id, a.judge_id, a.entry_id, a.state, a.phase, coalesce(s.state, 'empty') AS sheet_state,
    coalesce(s.version, 0) AS sheet_version, s.kebaruan, s.kemanfaatan, s.solusi, s.replikasi, s.kompatibilitas
  FROM entry n CROSS JOIN assignment a ON a.entry_id = n.id LEFT JOIN sheet s ON s.assignment_id = a.id
  WHERE n.edition_id = ?1 AND (a.state = 'active' OR s.state IS NOT NULL) ORDER BY n.number, a.id";

/// What arrived too late, an entry a line. `?1` edition.
pub const LATE_COUNTS: &str = "SELECT a.entry_id, count(*) AS n
  FROM assignment a JOIN late_sheet l ON l.assignment_id = a.id WHERE a.edition_id = ?1 GROUP BY a.entry_id";

/// All sheets of one entry with their notes, found by the entry (`+` keeps the planner off the edition's index).
/// `?1` edition, `?2` entry.
pub const SHEETS: &str = "SELECT a.id, a.judge_id, a.edition_id, a.entry_id, a.state, n.number, i.name, i.agency_name, i.region, i.kind,
    n.withdrawn_at IS NOT NULL AS withdrawn, coalesce(s.state, 'empty') AS sheet_state, coalesce(s.version, 0) AS sheet_version,
    s.kebaruan, s.kemanfaatan, s.solusi, s.replikasi, s.kompatibilitas, s.notes, s.saved_at, s.receipt, s.total
  FROM assignment a JOIN entry n ON n.id = a.entry_id
    JOIN innovation i ON i.id = n.innovation_id LEFT JOIN sheet s ON s.assignment_id = a.id
  WHERE a.entry_id = ?2 AND +a.edition_id = ?1 ORDER BY a.id";

/// What arrived too late for one entry, oldest first. `?1` edition, `?2` entry.
pub const LATE: &str = "SELECT l.assignment_id, l.sheet
  FROM assignment a JOIN late_sheet l ON l.assignment_id = a.id WHERE a.entry_id = ?2 AND +a.edition_id = ?1 ORDER BY l.at, l.id";

/// Versions of an edition's board, newest first. `?1` edition.
pub const VERSIONS: &str =
    "SELECT version, at, note FROM publication WHERE edition_id = ?1 ORDER BY version DESC";

/// Publish: `?1` slug, `?2` version, `?3` id, `?4` edition, `?5` now, `?6` person, `?7` note, `?8` what the inputs measure,
/// `?9` board, `?10` digest. The inputs follow in parts ([`INSERT_INPUT`]).
pub const INSERT: &str = "INSERT INTO publication (slug, version, id, edition_id, at, person_id, note, inputs, board, digest)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/// A part of the inputs of a publication: `?1` publication, `?2` number from 1, `?3` text.
pub const INSERT_INPUT: &str =
    "INSERT INTO publication_input (publication_id, part, text) VALUES (?1, ?2, ?3)";

/// The public row of an edition that opens: `?1` slug, `?2` edition, `?3` rules.
pub const BOARD_OPEN: &str =
    "INSERT INTO board (slug, edition_id, name, year, recorded, opens_at, closes_at, sample, rules)
  SELECT ?1, id, name, year, 'opened', opens_at, closes_at, sample, ?3 FROM edition WHERE id = ?2";

/// The public row follows the edition's dates and course: `?1` edition.
pub const BOARD_FOLLOW: &str = "UPDATE board SET (recorded, closes_at, cancelled, archived) =
  (SELECT recorded, closes_at, cancelled_reason, archived_at IS NOT NULL FROM edition WHERE id = ?1)
  WHERE edition_id = ?1";

/// The public row shows a new version: `?1` edition, `?2` now, `?3` board, `?4` versions.
pub const BOARD_PUBLISH: &str = "UPDATE board SET recorded = 'published', published_at = ?2, board = ?3, versions = ?4 WHERE edition_id = ?1";

/// One board. `?1` slug.
pub const BOARD: &str = "SELECT slug, name, year, recorded, opens_at, closes_at, sample, rules, board, versions, cancelled, archived FROM board WHERE slug = ?1";

/// One board without its rows. `?1` slug.
pub const BOARD_HEAD: &str =
    "SELECT slug, name, year, recorded, opens_at, closes_at, sample, rules, NULL AS board, versions, cancelled, archived
  FROM board WHERE slug = ?1";

/// One version. `?1` slug, `?2` version.
pub const SNAPSHOT: &str = "SELECT board FROM publication WHERE slug = ?1 AND version = ?2";

/// Boards, newest first: `?1` and `?2` where the page before ended, `?3` how many.
pub const LINKS: &str =
    "SELECT slug, name, year, recorded, opens_at, closes_at, published_at, sample, cancelled IS NOT NULL AS cancelled, archived
  FROM board WHERE (closes_at, slug) < (?1, ?2) ORDER BY closes_at DESC, slug DESC LIMIT ?3";

/// Boards for the public home, newest first: neither cancelled nor archived ones, and invented ones only where there are no real
/// ones. `?1` how many.
pub const HOME_LINKS: &str =
    "SELECT slug, name, year, recorded, opens_at, closes_at, published_at, sample, 0 AS cancelled, archived
  FROM board b WHERE b.cancelled IS NULL AND b.archived = 0 AND (b.sample = 0 OR NOT EXISTS (
    SELECT 1 FROM board r WHERE r.sample = 0 AND r.cancelled IS NULL AND r.archived = 0))
  ORDER BY closes_at DESC, slug DESC LIMIT ?1";
