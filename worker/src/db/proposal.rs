//! SQL of proposals: what waits for a second person, and how it ended.

use serde::Deserialize;

use klisida_domain::{
    ids::{EditionId, PersonId, ProposalId},
    proposal::{Effect, Outcome},
    time::Instant,
};

use super::{flag, json};

/// A proposal with whoever made and ended it, and with what is true now.
#[derive(Clone, Debug, Deserialize)]
pub struct ProposalRow {
    /// Its id.
    pub id: ProposalId,
    /// The edition, when it is about one.
    pub edition_id: Option<EditionId>,
    /// Version of the subject that was seen.
    pub seen_version: u32,
    /// What exactly changes.
    #[serde(deserialize_with = "json")]
    pub effect: Effect,
    /// What it stores and nobody is shown.
    pub payload: Option<String>,
    /// Digest of the effect.
    pub digest: String,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// Name of the proposer.
    pub by: String,
    /// When.
    pub at: Instant,
    /// It waits until then.
    pub expires_at: Instant,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// Why.
    pub ended_reason: Option<String>,
    /// Version of the subject now.
    pub version_now: u32,
    /// Coordinators other than the proposer.
    pub coordinators: u32,
    /// Heads of BAPPERIDA other than the proposer.
    pub heads: u32,
    /// Administrators other than the proposer and the person concerned.
    pub administrators: u32,
    /// The public reads a board of the edition.
    #[serde(deserialize_with = "flag")]
    pub published: bool,
}

/// Active people of a role, other than the proposer, the person concerned, and judges of the edition: they approve nothing.
macro_rules! others {
    ($role:literal, $more:literal) => {
        concat!(
            "(SELECT count(DISTINCT g.person_id) FROM grant_ g JOIN person o ON o.id = g.person_id AND o.disabled = 0
      WHERE g.role = '",
            $role,
            "' AND g.removed_at IS NULL AND g.person_id <> p.proposed_by AND g.person_id IS NOT p.person_id
      AND NOT EXISTS (SELECT 1 FROM grant_ j WHERE j.person_id = g.person_id AND j.role = 'judge' AND j.edition_id = p.edition_id AND j.removed_at IS NULL)",
            $more,
            ")"
        )
    };
}

macro_rules! proposals {
    ($which:literal) => {
        concat!(
            "SELECT p.id, p.edition_id, p.seen_version, p.effect, p.payload, p.digest, p.reason, p.proposed_by, q.name AS by, p.at,
    p.expires_at, x.outcome, z.name AS ended_by, x.reason AS ended_reason,
    CASE p.kind WHEN 'recover' THEN (SELECT version FROM person WHERE id = p.person_id)
      WHEN 'correct_sheet' THEN (SELECT version FROM sheet WHERE assignment_id = p.assignment_id)
      ELSE (SELECT version FROM edition WHERE id = p.edition_id) END AS version_now,
    EXISTS (SELECT 1 FROM edition e WHERE e.id = p.edition_id AND e.published > 0) AS published, ",
            others!("coordinator", ""),
            " AS coordinators, ",
            others!("agency_head", " AND g.agency_code = 'BAPPERIDA'"),
            " AS heads, ",
            others!("administrator", ""),
            " AS administrators
  FROM proposal p JOIN person q ON q.id = p.proposed_by LEFT JOIN proposal_end x ON x.proposal_id = p.id
    LEFT JOIN person z ON z.id = x.person_id WHERE ",
            $which
        )
    };
}

/// One. `?1` proposal.
pub const ONE: &str = proposals!("p.id = ?1");

/// Those that wait or ended not long ago, newest first. `?1` earliest end.
pub const LIST: &str = proposals!("p.expires_at > ?1 ORDER BY p.expires_at DESC, p.id LIMIT 300");

/// Those that wait. `?1` now.
pub const OPEN: &str =
    proposals!("p.expires_at > ?1 AND x.proposal_id IS NULL ORDER BY p.expires_at, p.id LIMIT 50");

/// Those that wait and are about a person: `?1` now, `?2` person.
pub const OPEN_ABOUT: &str = proposals!(
    "p.person_id = ?2 AND p.expires_at > ?1 AND x.proposal_id IS NULL ORDER BY p.expires_at, p.id LIMIT 50"
);

/// Those about an edition that nobody ended, newest first: what ran out stands behind what waits. `?1` edition.
pub const UNDECIDED: &str =
    proposals!("p.edition_id = ?1 AND x.proposal_id IS NULL ORDER BY p.at DESC, p.id LIMIT 100");

/// Propose: `?1` id, `?2` kind, `?3` edition, `?4` entry, `?5` assignment, `?6` person, `?7` version seen, `?8` effect,
/// `?9` payload, `?10` digest, `?11` reason, `?12` proposer, `?13` key of the write, `?14` how long it waits.
pub const INSERT: &str = "INSERT INTO proposal (id, kind, edition_id, entry_id, assignment_id, person_id, seen_version, effect, payload,
    digest, reason, proposed_by, at, expires_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, t.at, t.at + ?14 FROM idempotency t WHERE t.key = ?13";

/// End: `?1` proposal, `?2` outcome, `?3` person, `?4` now, `?5` reason, `?6` digest seen,
/// `?7` key of the write, whose instant decides whether it is in time.
///
/// Only the proposer takes back, only another approves or refuses, and only what waits ends: asked inside the statement.
pub const END: &str = "INSERT INTO proposal_end (proposal_id, outcome, person_id, at, reason)
  SELECT p.id, ?2, ?3, ?4, ?5 FROM idempotency t JOIN proposal p ON p.id = ?1
    WHERE t.key = ?7 AND p.digest = ?6 AND p.expires_at > t.at
    AND (?2 = 'taken_back') = (p.proposed_by = ?3) AND NOT EXISTS (SELECT 1 FROM proposal_end x WHERE x.proposal_id = p.id)";

/// The corrections of sheets of an edition that wait: `?1` edition, `?2` key of the write, `?4` person.
macro_rules! corrections {
    () => {
        "FROM idempotency t JOIN proposal p ON p.edition_id = ?1 AND p.kind = 'correct_sheet' AND p.expires_at > t.at AND p.proposed_by <> ?4
  WHERE t.key = ?2 AND NOT EXISTS (SELECT 1 FROM proposal_end x WHERE x.proposal_id = p.id)"
    };
}

/// Says that they end, while they wait: as [`corrections`], `?3` now, `?5` reason, `?6` action, `?7` what they are called, `?8` request.
pub const CORRECTIONS_EVENT: &str = concat!(
    "INSERT INTO event (at, person_id, action, edition_id, subject_id, subject, before_text, reason, request_id)
  SELECT ?3, ?4, ?6, ?1, p.id, ?7 || ': ' || (p.effect ->> '$.name'), (SELECT q.name FROM person q WHERE q.id = p.proposed_by), ?5, ?8 ",
    corrections!()
);

/// Ends them as refused: as [`corrections`], `?3` now, `?5` reason.
pub const CORRECTIONS_END: &str = concat!(
    "INSERT INTO proposal_end (proposal_id, outcome, person_id, at, reason) SELECT p.id, 'refused', ?4, ?3, ?5 ",
    corrections!()
);

/// A guard: there is still no coordinator who could approve it. `?2` proposal.
pub const NO_OTHER: &str =
    "INSERT INTO guard (step, n, want) SELECT ?1, count(DISTINCT g.person_id), 0 FROM proposal p
  JOIN grant_ g ON g.role = 'coordinator' AND g.removed_at IS NULL AND g.person_id <> p.proposed_by
    AND g.person_id IS NOT p.person_id
    AND NOT EXISTS (SELECT 1 FROM grant_ j WHERE j.person_id = g.person_id AND j.role = 'judge' AND j.edition_id = p.edition_id AND j.removed_at IS NULL)
  JOIN person o ON o.id = g.person_id AND o.disabled = 0 WHERE p.id = ?2";

/// A guard: whoever approves still holds a role that approves. `?2` person, `?3` a JSON list of roles, `?4` the agency whose head counts.
pub const APPROVER: &str = "INSERT INTO guard (step, n, want) SELECT ?1, EXISTS (SELECT 1 FROM grant_ g JOIN person o ON o.id = g.person_id AND o.disabled = 0
  WHERE g.person_id = ?2 AND g.removed_at IS NULL AND g.role IN (SELECT value FROM json_each(?3))
    AND (g.role <> 'agency_head' OR g.agency_code = ?4)), 1";

/// A guard: whoever approves is no judge of the edition. `?2` person, `?3` edition.
pub const NO_JUDGE: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 0
  FROM grant_ WHERE person_id = ?2 AND edition_id = ?3 AND role = 'judge' AND removed_at IS NULL";

/// A guard: the person is as seen. `?2` person, `?3` version.
pub const PERSON_STANDS: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM person WHERE id = ?2 AND version = ?3 AND disabled = 0";

/// Put the judge's new sheet in the place of the old one: `?1` assignment, `?2` version seen, `?3` key of the write, `?4` receipt,
/// `?5` total, `?6` sheet.
pub const CORRECT: &str = "UPDATE sheet SET version = version + 1, saved_at = (SELECT at FROM idempotency WHERE key = ?3), receipt = ?4, total = ?5,
    kebaruan = ?6 ->> '$.marks.kebaruan', kemanfaatan = ?6 ->> '$.marks.kemanfaatan', solusi = ?6 ->> '$.marks.solusi',
    replikasi = ?6 ->> '$.marks.replikasi', kompatibilitas = ?6 ->> '$.marks.kompatibilitas', notes = ?6 -> '$.notes'
  WHERE assignment_id = ?1 AND version = ?2 AND state = 'locked'
    AND EXISTS (SELECT 1 FROM assignment a JOIN edition e ON e.id = a.edition_id JOIN entry n ON n.id = a.entry_id
      WHERE a.id = ?1 AND a.state = 'active' AND n.withdrawn_at IS NULL AND e.recorded IN ('closed', 'published') AND e.cancelled_at IS NULL)";

/// Keep the corrected version: `?1` assignment, `?2` version, `?3` key of the write, `?4` judge, `?5` sheet, `?6` reason, `?7` proposal.
pub const HISTORY: &str = "INSERT INTO sheet_event (assignment_id, version, act, at, person_id, sheet, reason, proposal_id)
  VALUES (?1, ?2, 'locked', (SELECT at FROM idempotency WHERE key = ?3), ?4, ?5, ?6, ?7)";

/// Editions in which a person judges: a published mark can still be corrected by its judge. `?1` person.
pub const JUDGES_IN: &str =
    "SELECT e.id, e.name FROM grant_ g JOIN edition e ON e.id = g.edition_id
  WHERE g.person_id = ?1 AND g.role = 'judge' AND g.removed_at IS NULL ORDER BY e.closes_at, e.id";

/// The approval that lets this administrator make one recovery link: `?1` person, `?2` administrator, `?3` now.
pub const RECOVERY: &str = "SELECT p.id FROM proposal p JOIN proposal_end x ON x.proposal_id = p.id AND x.outcome = 'approved'
  WHERE p.kind = 'recover' AND p.person_id = ?1 AND p.proposed_by = ?2 AND p.expires_at > ?3
    AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.proposal_id = p.id) ORDER BY p.at DESC LIMIT 1";

/// A guard: the person judges in no edition. `?2` person.
pub const JUDGES_NOWHERE: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 0
  FROM grant_ g JOIN edition e ON e.id = g.edition_id
  WHERE g.person_id = ?2 AND g.role = 'judge' AND g.removed_at IS NULL";

/// A guard: the person judges in no edition, or the link was approved. `?2` link.
pub const LINK_APPROVED: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 0
  FROM invitation i JOIN grant_ g ON g.person_id = i.person_id AND g.role = 'judge' AND g.removed_at IS NULL
    JOIN edition e ON e.id = g.edition_id
  WHERE i.id = ?2 AND i.proposal_id IS NULL";

/// The account of a judge was recovered, by the database's time: `?1` person, `?2` the link.
pub const RECOVERED: &str = "INSERT INTO judge_recovery (invitation_id, edition_id, person_id, at)
  SELECT ?2, g.edition_id, ?1, CAST(unixepoch('subsec') * 1000 AS INTEGER) FROM grant_ g JOIN edition e ON e.id = g.edition_id
  WHERE g.person_id = ?1 AND g.role = 'judge' AND g.removed_at IS NULL";

/// When the own account was recovered last: `?1` person, `?2` not before.
pub const OWN_RECOVERY: &str =
    "SELECT max(at) AS at FROM judge_recovery WHERE person_id = ?1 AND at > ?2";

/// Says once an assignment that its sheet was changed after a recovery: `?1` now, `?2` judge, `?3` action, `?4` edition,
/// `?5` assignment, `?6` entry in words, `?7` request.
pub const CHANGED_AFTER: &str = "INSERT INTO event (at, person_id, action, edition_id, subject_id, subject, request_id)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE EXISTS (SELECT 1 FROM judge_recovery WHERE edition_id = ?4 AND person_id = ?2)
    AND NOT EXISTS (SELECT 1 FROM event v WHERE v.edition_id = ?4 AND v.action = ?3 AND v.subject_id = ?5)";

/// An edition by id and name.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    /// Its id.
    pub id: EditionId,
    /// Its name.
    pub name: String,
}

/// An id alone.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Only {
    /// The proposal.
    pub id: ProposalId,
}

/// An instant, or none.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct When {
    /// When.
    pub at: Option<Instant>,
}

/// A version.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Seen {
    /// The version.
    pub version: u32,
}

/// Version of a person. `?1` person.
pub const PERSON_VERSION: &str = "SELECT version FROM person WHERE id = ?1 AND disabled = 0";
