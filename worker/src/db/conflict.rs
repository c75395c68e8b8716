//! SQL of conflicts of interest: what is known of judges and entries, what was found, what was decided.

use serde::Deserialize;

use klisida_domain::{
    agency::{Agency, AgencyCode},
    conflict::{self, Class},
    ids::{AssignmentId, EditionId, EntryId, PersonId},
    time::Instant,
    wire,
};

use super::{entry::label, flag, json};

/// Every agency of a person as a JSON list: where the person comes from, and where roles are held or were given from; `p` is the person.
macro_rules! agencies {
    () => {
        "(SELECT json_group_array(code) FROM (SELECT p.home_code AS code WHERE p.home_code IS NOT NULL
      UNION SELECT h.agency_code FROM grant_ h WHERE h.person_id = p.id AND h.agency_code IS NOT NULL AND h.removed_at IS NULL)) AS agencies"
    };
}

/// What is known of an entry; `n` is the entry, `i` its innovation, `r` its record or nothing.
macro_rules! facts {
    () => {
        "i.agency_code, r.facilitator_id,
    (SELECT json_group_array(m.person_id) FROM record_member m WHERE m.innovation_id = n.innovation_id) AS team,
    (SELECT json_group_array(person_id) FROM (SELECT r.reviewer_id AS person_id WHERE r.reviewer_id IS NOT NULL
      UNION SELECT v.person_id FROM review v WHERE v.innovation_id = n.innovation_id)) AS reviewers"
    };
}

/// Judges and entries that meet, with what is known of both.
macro_rules! pairs {
    ($which:literal) => {
        concat!(
            "SELECT a.id, a.edition_id, a.entry_id, a.judge_id, n.number, i.name, p.name AS judge, e.recorded = 'published' AS published, ",
            agencies!(),
            ", ",
            facts!(),
            ",
    (SELECT json_group_array(c.class) FROM conflict c WHERE c.assignment_id = a.id) AS found,
    (SELECT json_group_array(d.class) FROM conflict_decision d WHERE d.assignment_id = a.id) AS decided
  FROM assignment a JOIN entry n ON n.id = a.entry_id JOIN edition e ON e.id = a.edition_id JOIN innovation i ON i.id = n.innovation_id
    JOIN person p ON p.id = a.judge_id LEFT JOIN record r ON r.innovation_id = n.innovation_id
  WHERE a.state = 'active' AND n.withdrawn_at IS NULL AND ",
            $which
        )
    };
}

/// The pairs of an edition, with what is known of each judge and of each entry read once. `?1` edition.
pub const OF_EDITION: &str = concat!(
    "WITH who AS MATERIALIZED (SELECT p.id AS judge_id, p.name AS judge, ",
    agencies!(),
    " FROM person p WHERE p.id IN (SELECT g.person_id FROM grant_ g WHERE g.edition_id = ?1 AND g.role = 'judge')),
  what AS MATERIALIZED (SELECT n.id AS entry_id, n.number, i.name, ",
    facts!(),
    " FROM entry n JOIN innovation i ON i.id = n.innovation_id LEFT JOIN record r ON r.innovation_id = n.innovation_id
    WHERE n.edition_id = ?1 AND n.withdrawn_at IS NULL)
  SELECT a.id, a.edition_id, a.entry_id, a.judge_id, e.number, e.name, w.judge, w.agencies, e.agency_code, e.facilitator_id,
    e.team, e.reviewers, (SELECT recorded = 'published' FROM edition WHERE id = ?1) AS published,
    (SELECT json_group_array(c.class) FROM conflict c WHERE c.assignment_id = a.id) AS found,
    (SELECT json_group_array(d.class) FROM conflict_decision d WHERE d.assignment_id = a.id) AS decided
  FROM assignment a JOIN who w ON w.judge_id = a.judge_id JOIN what e ON e.entry_id = a.entry_id
  WHERE a.edition_id = ?1 AND a.state = 'active' ORDER BY e.number, a.id"
);

/// The pairs of an entry. `?1` entry.
pub const OF_ENTRY: &str = pairs!("a.entry_id = ?1 ORDER BY a.id");

/// One pair. `?1` assignment.
pub const ONE: &str = pairs!("a.id = ?1");

/// The pairs of some innovations in all editions that are not published. `?1` a JSON list of ids.
pub const OF_INNOVATIONS: &str = pairs!(
    "e.recorded <> 'published' AND n.innovation_id IN (SELECT value FROM json_each(?1)) ORDER BY a.id"
);

/// The pairs of all editions that are not published.
pub const RUNNING: &str = pairs!(
    "a.edition_id IN (SELECT id FROM edition WHERE recorded IN ('draft', 'opened', 'closed') AND cancelled_at IS NULL) ORDER BY a.id"
);

/// The agencies that one pair is about, up to the highest body above them. `?1` assignment.
pub const AGENCIES_OF_ONE: &str = "WITH RECURSIVE near (code) AS (
    SELECT p.home_code FROM assignment a JOIN person p ON p.id = a.judge_id WHERE a.id = ?1
    UNION SELECT h.agency_code FROM assignment a JOIN grant_ h ON h.person_id = a.judge_id AND h.removed_at IS NULL
      WHERE a.id = ?1 AND h.agency_code IS NOT NULL
    UNION SELECT i.agency_code FROM assignment a JOIN entry n ON n.id = a.entry_id JOIN innovation i ON i.id = n.innovation_id
      WHERE a.id = ?1
    UNION SELECT g.parent_code FROM near JOIN agency g ON g.code = near.code)
  SELECT g.code, g.name, g.sort, g.parent_code, g.obligation FROM near JOIN agency g ON g.code = near.code";

/// What is known of the entries of an edition. `?1` edition.
pub const ENTRIES: &str = concat!(
    "SELECT n.id, ",
    facts!(),
    " FROM entry n JOIN innovation i ON i.id = n.innovation_id LEFT JOIN record r ON r.innovation_id = n.innovation_id
  WHERE n.edition_id = ?1"
);

/// What is known of the judges of an edition. `?1` edition.
pub const JUDGES: &str = concat!(
    "SELECT p.id, ",
    agencies!(),
    " FROM grant_ g JOIN person p ON p.id = g.person_id WHERE g.edition_id = ?1 AND g.role = 'judge' AND g.removed_at IS NULL"
);

/// Write down what was found and is not written yet: `?1` now, `?2` a JSON list of pairs of assignment and class.
pub const FOUND: &str = "INSERT INTO conflict (assignment_id, class, at)
  SELECT value ->> '$[0]', value ->> '$[1]', ?1 FROM json_each(?2)
  WHERE NOT EXISTS (SELECT 1 FROM conflict c WHERE c.assignment_id = value ->> '$[0]' AND c.class = value ->> '$[1]')";

/// Decide that the judge judges all the same: `?1` now, `?2` person, `?3` reason, `?4` a JSON list of pairs as above.
pub const DECIDE: &str =
    "INSERT INTO conflict_decision (assignment_id, class, at, person_id, reason)
  SELECT value ->> '$[0]', value ->> '$[1]', ?1, ?2, ?3 FROM json_each(?4)";

/// Decisions of an edition. `?1` edition.
pub const DECISIONS: &str = "SELECT d.assignment_id, p.name AS by, d.reason
  FROM assignment a JOIN conflict_decision d ON d.assignment_id = a.id JOIN person p ON p.id = d.person_id
  WHERE a.edition_id = ?1 ORDER BY d.at";

/// Sheets that were changed after their judge's account was recovered. `?1` edition.
pub const RECOVERED: &str = "SELECT a.id, n.number, i.name, p.name AS judge, max(r.at) AS recovered_at, s.saved_at
  FROM judge_recovery r JOIN assignment a ON a.edition_id = r.edition_id AND a.judge_id = r.person_id
    JOIN sheet s ON s.assignment_id = a.id AND s.saved_at >= r.at JOIN person p ON p.id = a.judge_id
    JOIN entry n ON n.id = a.entry_id JOIN innovation i ON i.id = n.innovation_id
  WHERE r.edition_id = ?1 GROUP BY a.id ORDER BY n.number, a.id";

/// The edition of a pair. `?1` assignment.
pub const EDITION: &str = "SELECT edition_id AS id FROM assignment WHERE id = ?1";

/// Undecided conflicts by edition, as they were found, for the home of the coordinator.
pub const WAITING: &str = "SELECT e.id, e.name, count(DISTINCT c.assignment_id) AS n
  FROM conflict c JOIN assignment a ON a.id = c.assignment_id AND a.state = 'active'
    JOIN edition e ON e.id = a.edition_id AND e.cancelled_at IS NULL JOIN entry n ON n.id = a.entry_id AND n.withdrawn_at IS NULL
  WHERE NOT EXISTS (SELECT 1 FROM conflict_decision d WHERE d.assignment_id = c.assignment_id AND d.class = c.class)
  GROUP BY e.id LIMIT 50";

/// The edition of a pair, whole. `?1` assignment.
pub const EDITION_OF: &str = "SELECT e.id, e.slug, e.name, e.year, e.entrants, e.opens_at, e.closes_at, e.min_judges, e.rubric, e.tie_chain,
    e.sample, iif(e.cancelled_at IS NULL, e.recorded, 'cancelled') AS recorded, e.next_number, e.published, e.version, e.opened_at, e.marks_read_at, e.published_version,
    e.extended_from, e.cancelled_reason, e.archived_at IS NOT NULL AS archived
  FROM assignment a JOIN edition e ON e.id = a.edition_id WHERE a.id = ?1 AND e.deleted_at IS NULL";

/// What of the pairs of an edition has a conflict that was found and not decided, or that its agency, its team, its facilitator or a
/// reviewer makes now and nobody decided; once it is published only what was found counts (`klisida_domain::conflict`). It goes by
/// what could make a conflict, not by every pair.
macro_rules! undecided {
    ($edition:literal, $what:literal) => {
        concat!(
            "WITH RECURSIVE up (code, top) AS (SELECT code, code FROM agency
    UNION SELECT u.code, g.parent_code FROM up u JOIN agency g ON g.code = u.top WHERE g.parent_code IS NOT NULL),
  own (person_id, code) AS (
    SELECT p.id, p.home_code FROM grant_ j JOIN person p ON p.id = j.person_id
      WHERE j.edition_id = ",
            $edition,
            " AND j.role = 'judge' AND p.home_code IS NOT NULL
    UNION SELECT h.person_id, h.agency_code FROM grant_ j JOIN grant_ h ON h.person_id = j.person_id
      WHERE j.edition_id = ",
            $edition,
            " AND j.role = 'judge' AND h.agency_code IS NOT NULL AND h.removed_at IS NULL),
  near (person_id, code) AS (SELECT o.person_id, u.top FROM own o JOIN up u ON u.code = o.code
    UNION SELECT o.person_id, u.code FROM own o JOIN up u ON u.top = o.code),
  fact (entry_id, person_id, class) AS (
    SELECT n.id, w.person_id, 'agency' FROM entry n JOIN innovation i ON i.id = n.innovation_id JOIN near w ON w.code = i.agency_code
      WHERE n.edition_id = ",
            $edition,
            "
    UNION SELECT n.id, m.person_id, 'team' FROM entry n JOIN record_member m ON m.innovation_id = n.innovation_id WHERE n.edition_id = ",
            $edition,
            "
    UNION SELECT n.id, r.facilitator_id, 'facilitator' FROM entry n JOIN record r ON r.innovation_id = n.innovation_id WHERE n.edition_id = ",
            $edition,
            "
    UNION SELECT n.id, r.reviewer_id, 'reviewer' FROM entry n JOIN record r ON r.innovation_id = n.innovation_id WHERE n.edition_id = ",
            $edition,
            "
    UNION SELECT n.id, v.person_id, 'reviewer' FROM entry n JOIN review v ON v.innovation_id = n.innovation_id WHERE n.edition_id = ",
            $edition,
            "),
  known (assignment_id, class) AS (
    SELECT c.assignment_id, c.class FROM conflict c CROSS JOIN assignment a ON a.id = c.assignment_id WHERE a.edition_id = ",
            $edition,
            "
    UNION SELECT a.id, f.class FROM fact f CROSS JOIN assignment a ON a.entry_id = f.entry_id AND a.judge_id = f.person_id
      JOIN edition e ON e.id = a.edition_id AND e.recorded <> 'published')
  SELECT ",
            $what,
            " FROM known k CROSS JOIN assignment a ON a.id = k.assignment_id AND a.state = 'active'
    JOIN entry n ON n.id = a.entry_id AND n.withdrawn_at IS NULL
  WHERE NOT EXISTS (SELECT 1 FROM conflict_decision d WHERE d.assignment_id = k.assignment_id AND d.class = k.class)"
        )
    };
}

/// A sheet that counts for a result, as the ranking takes it (`crate::result`): `a` is the assignment, `s` its sheet.
macro_rules! counted {
    ($edition:literal) => {
        concat!(
            "a.state = 'active' AND s.state = 'locked' AND a.id NOT IN (",
            $crate::db::conflict::undecided!($edition, "a.id"),
            ")"
        )
    };
}
pub(super) use {counted, undecided};

/// A guard: no pair of an edition has a conflict that nobody decided. `?2` edition.
pub const SETTLED: &str = concat!(
    "INSERT INTO guard (step, n, want) SELECT ?1, (
  ",
    undecided!("?2", "count(*)"),
    "), 0"
);

/// A guard: nobody read the marks yet. `?2` edition.
pub const UNREAD: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM edition WHERE id = ?2 AND marks_read_at IS NULL";

/// Somebody reads the marks: `?1` edition, `?2` key of the write.
pub const READ: &str =
    "UPDATE edition SET marks_read_at = (SELECT at FROM idempotency WHERE key = ?2)
  WHERE id = ?1 AND marks_read_at IS NULL";

/// Undecided conflicts of an edition.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingRow {
    /// The edition.
    pub id: EditionId,
    /// Its name.
    pub name: String,
    /// How many pairs.
    pub n: u32,
}

/// What is known of an entry.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryFacts {
    /// The entry.
    pub id: EntryId,
    agency_code: Option<AgencyCode>,
    facilitator_id: Option<PersonId>,
    #[serde(deserialize_with = "json")]
    team: Vec<PersonId>,
    #[serde(deserialize_with = "json")]
    reviewers: Vec<PersonId>,
}

impl EntryFacts {
    /// As the rule sees it.
    pub fn entry(&self) -> conflict::Entry<'_> {
        conflict::Entry {
            agency: self.agency_code.as_ref(),
            team: &self.team,
            facilitator: self.facilitator_id,
            reviewers: &self.reviewers,
        }
    }
}

/// What is known of a judge.
#[derive(Clone, Debug, Deserialize)]
pub struct JudgeFacts {
    /// The person.
    pub id: PersonId,
    #[serde(deserialize_with = "json")]
    agencies: Vec<AgencyCode>,
}

impl JudgeFacts {
    /// As the rule sees it.
    pub fn judge(&self) -> conflict::Judge<'_> {
        conflict::Judge {
            person: self.id,
            agencies: &self.agencies,
        }
    }
}

/// A judge and an entry that meet.
#[derive(Clone, Debug, Deserialize)]
pub struct PairRow {
    /// The assignment.
    pub id: AssignmentId,
    /// Its edition.
    pub edition_id: EditionId,
    /// The entry.
    pub entry_id: EntryId,
    /// The judge.
    pub judge_id: PersonId,
    number: u32,
    name: String,
    /// Name of the judge.
    pub judge: String,
    #[serde(deserialize_with = "json")]
    agencies: Vec<AgencyCode>,
    agency_code: Option<AgencyCode>,
    facilitator_id: Option<PersonId>,
    /// The innovation's team.
    #[serde(deserialize_with = "json")]
    pub team: Vec<PersonId>,
    #[serde(deserialize_with = "json")]
    reviewers: Vec<PersonId>,
    #[serde(deserialize_with = "json")]
    found: Vec<Class>,
    /// Decided already.
    #[serde(deserialize_with = "json")]
    pub decided: Vec<Class>,
    #[serde(deserialize_with = "flag")]
    published: bool,
}

impl PairRow {
    /// `E-01 Nama`.
    pub fn label(&self) -> String {
        label(self.number, &self.name)
    }

    fn now(&self, agencies: &[Agency]) -> Vec<Class> {
        conflict::between(
            &conflict::Judge {
                person: self.judge_id,
                agencies: &self.agencies,
            },
            &conflict::Entry {
                agency: self.agency_code.as_ref(),
                team: &self.team,
                facilitator: self.facilitator_id,
                reviewers: &self.reviewers,
            },
            agencies,
        )
    }

    const fn known<'a>(&'a self, now: &'a [Class]) -> conflict::Known<'a> {
        conflict::Known {
            now,
            found: self.found.as_slice(),
            decided: self.decided.as_slice(),
            published: self.published,
        }
    }

    /// What nobody decided.
    pub fn open(&self, agencies: &[Agency]) -> Vec<Class> {
        self.known(&self.now(agencies)).undecided()
    }

    /// What is not written down yet.
    pub fn fresh(&self, agencies: &[Agency]) -> Vec<Class> {
        self.known(&self.now(agencies)).fresh()
    }
}

/// The edition of a pair.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct OfEdition {
    /// The edition.
    pub id: EditionId,
}

/// A decision.
#[derive(Clone, Debug, Deserialize)]
pub struct DecisionRow {
    /// The pair.
    pub assignment_id: AssignmentId,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A sheet that was changed after a recovery.
#[derive(Clone, Debug, Deserialize)]
pub struct RecoveredRow {
    id: AssignmentId,
    number: u32,
    name: String,
    judge: String,
    recovered_at: Instant,
    saved_at: Instant,
}

impl RecoveredRow {
    /// As it travels.
    pub fn line(self) -> wire::Recovered {
        wire::Recovered {
            assignment: self.id,
            entry_name: label(self.number, &self.name),
            judge_name: self.judge,
            recovered_at: self.recovered_at,
            changed_at: self.saved_at,
        }
    }
}
