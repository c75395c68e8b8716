//! SQL of records: how they stand, what the gates look at, their parts, team, revisions and history.

use serde::{Deserialize, Deserializer, Serialize};

use klisida_domain::{
    agency::AgencyCode,
    clinic::{Judgement, Lane},
    gate::Facts,
    ids::{InnovationId, PersonId, ReviewId},
    innovation::Years,
    law::CRITERIA,
    legacy,
    page::Cursor,
    part::{Content, Part},
    stage::{Course, Desk, Finding, Hold, Place},
    time::Instant,
    told::Told,
    turn::Durations,
    wire,
};

use super::{flag, json, json_or_null};

fn place<'de, D: Deserializer<'de>>(from: D) -> Result<Place, D::Error> {
    let code = String::deserialize(from)?;
    Place::from_code(&code).ok_or_else(|| serde::de::Error::custom("place"))
}

/// A record with its innovation, seen by one person.
#[derive(Clone, Debug, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "truth values of the row, each its own column"
)]
pub struct RecordRow {
    /// The innovation.
    pub id: InnovationId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// It came with an import.
    #[serde(deserialize_with = "flag")]
    pub imported: bool,
    /// Number that people quote.
    pub number: String,
    /// Agency.
    pub agency_code: AgencyCode,
    /// The body above it.
    pub parent_code: Option<AgencyCode>,
    /// Name of the agency.
    pub agency_name: String,
    /// How far.
    #[serde(deserialize_with = "place")]
    pub place: Place,
    /// Who acts.
    pub desk: Desk,
    /// What holds it.
    pub hold: Hold,
    /// Whose turn it is since.
    pub since: Instant,
    /// Parts opened for changes.
    #[serde(deserialize_with = "json")]
    pub open_parts: Vec<Part>,
    /// Revisions handed in.
    pub revision: u32,
    /// When the newest revision was handed in.
    pub handed_at: Option<Instant>,
    /// Versions of the validated plan.
    pub plans: u32,
    /// Facilitator.
    pub facilitator_id: Option<PersonId>,
    /// Name of the facilitator.
    pub facilitator: Option<String>,
    /// Reviewer.
    pub reviewer_id: Option<PersonId>,
    /// Name of the reviewer.
    pub reviewer: Option<String>,
    /// The review held back.
    pub held: Option<ReviewId>,
    /// Comments of the agency that nobody settled.
    pub remarks: u32,
    /// Judgement of the criteria.
    #[serde(deserialize_with = "json")]
    pub criteria: Vec<Judgement>,
    /// Has the status "inovasi daerah".
    #[serde(deserialize_with = "flag")]
    pub regional: bool,
    /// From before 2 August 2024.
    #[serde(deserialize_with = "flag")]
    pub legacy: bool,
    /// Since when it is in use; of what was registered alone.
    pub first_used: Option<String>,
    /// Publication was asked for.
    pub asked_at: Option<Instant>,
    /// By whom.
    pub asked_by: Option<String>,
    /// The revision asked for.
    pub asked_revision: Option<u32>,
    /// The revision that is shown.
    pub published_revision: Option<u32>,
    /// Public since.
    pub published_at: Option<Instant>,
    /// The writers say that somebody profits in person.
    #[serde(deserialize_with = "flag")]
    pub interest: bool,
    /// Version.
    pub version: u32,
    /// The asking person is on the team.
    #[serde(deserialize_with = "flag")]
    pub member: bool,
    /// Is on its team at all.
    #[serde(deserialize_with = "flag")]
    pub own: bool,
    /// The asking person leads it.
    #[serde(deserialize_with = "flag")]
    pub leads: bool,
    /// The agency's head releases, and there is one.
    #[serde(deserialize_with = "flag")]
    pub head_releases: bool,
    /// What was said last with a reason when it moved.
    #[serde(deserialize_with = "json_or_null")]
    pub told_course: Option<Told>,
    /// Why it stands still.
    #[serde(deserialize_with = "json_or_null")]
    pub told_hold: Option<Told>,
}

impl RecordRow {
    /// The place of this row in a list by whose turn it is since when.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.since.0, self.id)
    }

    /// Where it stands.
    pub fn course(&self) -> Course {
        let stored = Course {
            place: self.place,
            desk: self.desk,
            hold: self.hold,
        };
        stored.with_head(self.head_releases)
    }

    /// What it keeps of what was said, newest first.
    pub fn told(&self) -> Vec<Told> {
        let mut kept: Vec<Told> = [&self.told_course, &self.told_hold]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        kept.sort_by_key(|it| core::cmp::Reverse(it.at));
        kept
    }
}

/// The columns of [`RecordRow`]: `?1` is the person who asks.
macro_rules! record {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.slug, i.name, i.import_id IS NOT NULL AS imported, r.number, r.agency_code, a.parent_code,
    a.name AS agency_name, r.place, r.desk, r.hold, r.since, r.open_parts, r.revision, r.plans, r.facilitator_id,
    (SELECT p.name FROM person p WHERE p.id = r.facilitator_id) AS facilitator, r.reviewer_id,
    (SELECT p.name FROM person p WHERE p.id = r.reviewer_id) AS reviewer,
    (SELECT n.at FROM record_revision n WHERE n.innovation_id = r.innovation_id AND n.n = r.revision) AS handed_at,
    (SELECT v.id FROM review v WHERE v.innovation_id = r.innovation_id AND v.announced_at IS NULL AND v.void_at IS NULL) AS held,
    (SELECT count(*) FROM remark k WHERE k.innovation_id = r.innovation_id AND k.clinic = 0 AND k.done_at IS NULL) AS remarks,
    r.criteria, r.regional, r.legacy, r.first_used, r.asked_at, r.asked_revision, r.published_at, r.version,
    (SELECT p.name FROM person p WHERE p.id = r.asked_by) AS asked_by,
    EXISTS (SELECT 1 FROM record_part c WHERE c.innovation_id = r.innovation_id AND c.part = 'prinsip'
      AND instr(c.content, '\"principle\":\"tanpa_konflik\",\"answer\":\"no\"') > 0) AS interest,
    (SELECT s.revision FROM showcase s WHERE s.innovation_id = r.innovation_id) AS published_revision, ",
            on_team!("?1"),
            ",
    ifnull(m.lead, 0) AS leads,
    (SELECT json_set(r.told_course, '$.by', p.name) FROM person p WHERE p.id = r.told_course ->> '$.by') AS told_course,
    (SELECT json_set(r.told_hold, '$.by', p.name) FROM person p WHERE p.id = r.told_hold ->> '$.by') AS told_hold,
    CASE WHEN coalesce((SELECT s.head_releases FROM agency_setting s WHERE s.agency_code = r.agency_code),
      (SELECT s.head_releases FROM agency_setting s WHERE s.agency_code = a.parent_code), 0) = 1 THEN ",
            head_acts!(),
            " ELSE 0 END AS head_releases
  FROM record r JOIN innovation i ON i.id = r.innovation_id JOIN agency a ON a.code = r.agency_code
    LEFT JOIN record_member m ON m.innovation_id = r.innovation_id AND m.person_id = ?1 AND m.removed_at IS NULL ",
            $rest
        )
    };
}

/// One record: `?1` person, `?2` innovation.
pub const ONE: &str = record!("WHERE r.innovation_id = ?2 AND r.deleted_at IS NULL");

/// Some records: `?1` person, `?2` a JSON list of innovations.
pub const SOME: &str =
    record!("WHERE r.innovation_id IN (SELECT value FROM json_each(?2)) AND r.deleted_at IS NULL");

/// Those that somebody works on, newest turn first: `?1` person, `?2` a JSON list of agencies whose records count too, `?3` and
/// `?4` where the page before ended, `?5` how many.
pub const MINE: &str = record!(
    "WHERE r.innovation_id IN (SELECT x.innovation_id FROM record x WHERE x.deleted_at IS NULL
      AND (x.since, x.innovation_id) < (?3, ?4) AND x.innovation_id IN (SELECT t.innovation_id FROM record_member t
        WHERE t.person_id = ?1 AND t.removed_at IS NULL
      UNION SELECT o.innovation_id FROM record o WHERE o.deleted_at IS NULL
        AND o.agency_code IN (SELECT code FROM agency WHERE code IN (SELECT value FROM json_each(?2)) OR parent_code IN (SELECT value FROM json_each(?2))))
      ORDER BY x.since DESC, x.innovation_id DESC LIMIT ?5)
  ORDER BY r.since DESC, r.innovation_id DESC"
);

/// Those of them that go on or are put aside, for the home page: `?1` person, `?2` a JSON list of agencies, `?3` and `?4` where to begin, `?5` how many.
pub const MINE_LIVE: &str = record!(
    "WHERE r.innovation_id IN (SELECT x.innovation_id FROM record x WHERE x.deleted_at IS NULL AND (x.lane <> 'done' OR x.hold = 'paused')
      AND (x.since, x.innovation_id) < (?3, ?4) AND x.innovation_id IN (SELECT t.innovation_id FROM record_member t
        WHERE t.person_id = ?1 AND t.removed_at IS NULL
      UNION SELECT o.innovation_id FROM record o WHERE o.deleted_at IS NULL AND (o.lane <> 'done' OR o.hold = 'paused')
        AND o.agency_code IN (SELECT code FROM agency WHERE code IN (SELECT value FROM json_each(?2)) OR parent_code IN (SELECT value FROM json_each(?2))))
      ORDER BY x.since DESC, x.innovation_id DESC LIMIT ?5)
  ORDER BY r.since DESC, r.innovation_id DESC"
);

/// Those that wait for the clinic and that somebody reviews or coaches, the oldest first: `?1` person, `?2` how many.
pub const MINE_OURS: &str = record!(
    "WHERE r.innovation_id IN (SELECT innovation_id FROM (SELECT x.innovation_id FROM record x
        WHERE x.lane = 'ours' AND x.reviewer_id = ?1 AND x.deleted_at IS NULL ORDER BY x.since LIMIT ?2)
      UNION SELECT innovation_id FROM (SELECT x.innovation_id FROM record x
        WHERE x.lane = 'ours' AND x.facilitator_id = ?1 AND x.deleted_at IS NULL ORDER BY x.since LIMIT ?2))
  ORDER BY r.since, r.innovation_id LIMIT ?2"
);

/// All, newest turn first: `?1` person, `?2` and `?3` where the page before ended, `?4` how many.
pub const ALL: &str = record!(
    "WHERE r.deleted_at IS NULL AND (r.since, r.innovation_id) < (?2, ?3)
  ORDER BY r.since DESC, r.innovation_id DESC LIMIT ?4"
);

/// Those that lie with the head of an agency, and of the units below it that set nothing of their own: `?1` person, `?2` agency.
pub const WITH_HEAD: &str = record!(
    "WHERE r.desk = 'agency_head' AND r.deleted_at IS NULL AND r.hold <> 'stopped'
      AND r.agency_code IN (SELECT u.code FROM agency u WHERE u.code = ?2
        OR u.parent_code = ?2 AND NOT EXISTS (SELECT 1 FROM agency_setting o WHERE o.agency_code = u.code))"
);

/// What a lane is narrowed by: it names the index that the lane is read along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrowed {
    /// Nothing.
    No,
    /// A place.
    Place,
    /// A facilitator, and a place perhaps.
    Facilitator,
}

/// A lane: longest waiting first, what is done newest first. `?1` person, `?2` lane, `?3` place or empty, `?4` facilitator or
/// empty, `?5` and `?6` where the page before ended, `?7` how many.
pub const fn lane_of(lane: Lane, by: Narrowed) -> &'static str {
    match (lane, by) {
        (Lane::Done, Narrowed::No) => record!(
            "WHERE r.deleted_at IS NULL AND r.lane = ?2 AND ?3 || ?4 = ''
      AND (r.since, r.innovation_id) < (?5, ?6) ORDER BY r.since DESC, r.innovation_id DESC LIMIT ?7"
        ),
        (Lane::Done, Narrowed::Place) => record!(
            "WHERE r.deleted_at IS NULL AND r.lane = ?2 AND r.place = ?3 AND ?4 = ''
      AND (r.since, r.innovation_id) < (?5, ?6) ORDER BY r.since DESC, r.innovation_id DESC LIMIT ?7"
        ),
        (Lane::Done, Narrowed::Facilitator) => record!(
            "WHERE r.deleted_at IS NULL AND r.lane = ?2 AND r.facilitator_id = ?4 AND (?3 = '' OR r.place = ?3)
      AND (r.since, r.innovation_id) < (?5, ?6) ORDER BY r.since DESC, r.innovation_id DESC LIMIT ?7"
        ),
        (_, Narrowed::No) => record!(
            "WHERE r.deleted_at IS NULL AND r.lane = ?2 AND ?3 || ?4 = ''
      AND (r.since, r.innovation_id) > (?5, ?6) ORDER BY r.since, r.innovation_id LIMIT ?7"
        ),
        (_, Narrowed::Place) => record!(
            "WHERE r.deleted_at IS NULL AND r.lane = ?2 AND r.place = ?3 AND ?4 = ''
      AND (r.since, r.innovation_id) > (?5, ?6) ORDER BY r.since, r.innovation_id LIMIT ?7"
        ),
        (_, Narrowed::Facilitator) => record!(
            "WHERE r.deleted_at IS NULL AND r.lane = ?2 AND r.facilitator_id = ?4 AND (?3 = '' OR r.place = ?3)
      AND (r.since, r.innovation_id) > (?5, ?6) ORDER BY r.since, r.innovation_id LIMIT ?7"
        ),
    }
}

/// The version now stored. `?1` innovation.
pub const VERSION: &str =
    "SELECT version FROM record WHERE innovation_id = ?1 AND deleted_at IS NULL";

/// A part as stored.
#[derive(Clone, Debug, Deserialize)]
pub struct PartRow {
    /// Which.
    pub part: Part,
    /// Version.
    pub version: u32,
    /// What it holds.
    #[serde(deserialize_with = "json")]
    pub content: Content,
    /// The writer said it is done.
    #[serde(deserialize_with = "flag")]
    pub done: bool,
    /// When it was stored.
    pub at: Instant,
    /// By whom.
    pub by: String,
}

impl PartRow {
    /// As it travels.
    pub fn view(self) -> wire::PartView {
        wire::PartView {
            part: self.part,
            version: self.version,
            content: self.content,
            done: self.done,
            at: self.at,
            by: self.by,
        }
    }
}

/// The parts stored. `?1` innovation.
pub const PARTS: &str = "SELECT c.part, c.version, c.content, c.done, c.at, p.name AS by
  FROM record_part c JOIN person p ON p.id = c.person_id WHERE c.innovation_id = ?1";

/// What the gates look at, but for what lies in the parts.
#[derive(Clone, Debug, Deserialize)]
pub struct FactsRow {
    activities: u32,
    diagnose: u32,
    design: u32,
    decree: u32,
    idea: Option<Finding>,
    plan: Option<Finding>,
    ended: Option<Finding>,
    launches: u32,
    launch_evidence: u32,
    #[serde(deserialize_with = "flag")]
    launched_early: bool,
    monitorings: u32,
    open_items: u32,
    open_obstacles: u32,
    displays: u32,
    open_inputs: u32,
    inputs: u32,
}

impl FactsRow {
    /// With what lies in the parts: idea card, lines of plan, map and strategy, figures without a result, and the criteria
    /// judged met.
    pub fn facts(
        self,
        card: bool,
        lines: (u32, u32, u32),
        open_results: u32,
        met: [bool; CRITERIA],
    ) -> Facts {
        Facts {
            activities: self.activities,
            workshop_diagnose: self.diagnose > 0,
            idea_card: card,
            idea: self.idea,
            workshop_design: self.design > 0,
            plan_items: lines.0,
            stakeholders: lines.1,
            messages: lines.2,
            plan: self.plan,
            team_decree: self.decree > 0,
            launched: self.launches > 0,
            launch_evidence: self.launch_evidence,
            launched_early: self.launched_early,
            open_results,
            monitorings: self.monitorings,
            open_items: self.open_items,
            open_obstacles: self.open_obstacles,
            end_review: self.ended == Some(Finding::Valid),
            displays: self.displays,
            open_inputs: self.open_inputs,
            inputs_recorded: self.inputs > 0,
            criteria_met: met,
        }
    }
}

/// Counts for the gates: `?1` innovation, `?2` now. The side of a record is its agency, the body above it, and its team.
pub const FACTS: &str = concat!("WITH side AS (SELECT count(*) FILTER (WHERE kind NOT IN ('lokakarya_diagnosis', 'lokakarya_rancangan')) AS activities,
      count(*) FILTER (WHERE kind = 'lokakarya_diagnosis') AS diagnose, count(*) FILTER (WHERE kind = 'lokakarya_rancangan') AS design
    FROM (SELECT DISTINCT t.activity_id, v.kind FROM attendance t JOIN activity v ON v.id = t.activity_id WHERE t.id IN (",
    attended!("?1"),
    "))),
  l AS (SELECT count(*) FILTER (WHERE kind = 'launch') AS launches, min(at) FILTER (WHERE kind = 'launch') AS first,
      count(*) FILTER (WHERE kind = 'monitoring') AS monitorings, count(*) FILTER (WHERE kind = 'display') AS displays,
      count(*) FILTER (WHERE kind IN ('input', 'no_input')) AS inputs,
      ifnull(sum(waits) FILTER (WHERE kind = 'obstacle'), 0) AS open_obstacles,
      ifnull(sum(waits) FILTER (WHERE kind = 'input'), 0) AS open_inputs
    FROM log_entry WHERE innovation_id = ?1 AND replaced_by IS NULL)
  SELECT side.activities, side.diagnose, side.design,
    (SELECT count(*) FROM record r JOIN agency a ON a.code = r.agency_code
      JOIN agency_setting s ON s.agency_code IN (a.code, a.parent_code)
      WHERE r.innovation_id = ?1 AND s.decree_signed_on <= ?2 AND (s.decree_until IS NULL OR s.decree_until >= ?2)) AS decree,
    (SELECT finding FROM review WHERE innovation_id = ?1 AND stage = 'diagnose' AND announced_at IS NOT NULL
      ORDER BY at DESC, id DESC LIMIT 1) AS idea,
    (SELECT finding FROM review WHERE innovation_id = ?1 AND stage = 'design' AND announced_at IS NOT NULL
      ORDER BY at DESC, id DESC LIMIT 1) AS plan,
    (SELECT finding FROM review WHERE innovation_id = ?1 AND stage = 'deliver' AND announced_at IS NOT NULL
      ORDER BY at DESC, id DESC LIMIT 1) AS ended,
    l.launches,
    (SELECT count(*) FROM evidence v WHERE v.innovation_id = ?1 AND v.purpose ->> '$.for' = 'launch'
      AND v.stored_at IS NOT NULL AND v.dropped_at IS NULL) AS launch_evidence,
    ifnull((l.first + 25200000) / 86400000
      < (SELECT p.at + 25200000 FROM plan_version p WHERE p.innovation_id = ?1 AND p.n = 1) / 86400000, 0) AS launched_early,
    l.monitorings,
    (SELECT count(*) FROM plan_version p, json_each(p.plan) j
      WHERE p.innovation_id = ?1 AND p.n = (SELECT max(n) FROM plan_version WHERE innovation_id = ?1)
      AND ifnull((SELECT e.item_state FROM log_entry e WHERE e.innovation_id = ?1
        AND e.item_id = j.value ->> '$.id' AND e.replaced_by IS NULL ORDER BY e.at DESC, e.stored_at DESC LIMIT 1), 'running') = 'running') AS open_items,
    l.open_obstacles, l.displays, l.open_inputs, l.inputs FROM l, side");

/// Who of the record's side was where, newest first. `?1` innovation, `?2` and `?3` where the page before ended, `?4` how many.
pub const ATTENDED: &str = concat!("SELECT t.id AS attendance_id, v.id, v.kind, v.title, v.starts_at, v.ends_at, v.place, v.host_code, v.text, t.name
  FROM attendance t JOIN activity v ON v.id = t.activity_id WHERE t.id IN (
    ", attended!("?1"), ")
    AND (v.starts_at, t.id) < (?2, ?3) ORDER BY v.starts_at DESC, t.id DESC LIMIT ?4");

/// Durations of the clinic.
#[derive(Clone, Debug, Deserialize)]
pub struct DurationsRow {
    /// The durations.
    #[serde(deserialize_with = "json")]
    pub durations: Durations,
    /// Version.
    pub version: u32,
}

/// Settings of the clinic.
pub const DURATIONS: &str = "SELECT durations, version FROM clinic_setting WHERE id = 1";

/// A record that moves: where it stands from now on.
#[derive(Clone, Debug, Serialize)]
pub struct Move {
    /// Which.
    pub id: InnovationId,
    /// Version seen.
    pub version: u32,
    /// How far.
    pub place: &'static str,
    /// Who acts.
    pub desk: &'static str,
    /// What holds it.
    pub hold: &'static str,
    /// Lane of the desk.
    pub lane: &'static str,
    /// Whose turn it is since.
    pub since: Instant,
    /// Parts opened for changes.
    pub open: Vec<Part>,
    /// Revisions handed in.
    pub revision: u32,
    /// Versions of the validated plan.
    pub plans: u32,
    /// What is said with it when it moves; none leaves what was said.
    pub told_course: Option<Told>,
    /// Why it stands still from now on; none leaves what was said.
    pub told_hold: Option<Told>,
}

/// Name of a lane in the database.
pub const fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Ours => "ours",
        Lane::Theirs => "theirs",
        Lane::Done => "done",
    }
}

/// Move records. `?1` a JSON list of [`Move`].
pub const MOVE: &str = "UPDATE record SET place = j.place, desk = j.desk, hold = j.hold, lane = j.lane, since = j.since,
    open_parts = j.open, revision = j.revision, plans = j.plans, told_course = ifnull(j.told_course, record.told_course),
    told_hold = ifnull(j.told_hold, record.told_hold), version = record.version + 1
  FROM (SELECT value ->> '$.id' AS id, value ->> '$.version' AS version, value ->> '$.place' AS place, value ->> '$.desk' AS desk,
    value ->> '$.hold' AS hold, value ->> '$.lane' AS lane, value ->> '$.since' AS since, value -> '$.open' AS open,
    value ->> '$.revision' AS revision, value ->> '$.plans' AS plans, value ->> '$.told_course' AS told_course,
    value ->> '$.told_hold' AS told_hold FROM json_each(?1)) AS j
  WHERE record.innovation_id = j.id AND record.version = j.version AND record.deleted_at IS NULL";

/// The public stage of those that are published. `?1` a JSON list of [`Move`].
pub const MOVE_STAGE: &str = "UPDATE innovation SET stage = j.place
  FROM (SELECT value ->> '$.id' AS id, value ->> '$.place' AS place FROM json_each(?1)) AS j
  WHERE innovation.id = j.id AND EXISTS (SELECT 1 FROM record r WHERE r.innovation_id = j.id AND r.published_at IS NOT NULL)";

/// No review is held back. `?2` innovation.
pub const NOT_HELD: &str = "INSERT INTO guard (step, n, want)
  SELECT ?1, count(*), 0 FROM review WHERE innovation_id = ?2 AND announced_at IS NULL AND void_at IS NULL";

/// What was held back falls away: `?1` innovation, `?2` now.
pub const VOID_HELD: &str = "UPDATE review SET void_at = ?2 WHERE innovation_id = ?1 AND announced_at IS NULL AND void_at IS NULL";

/// The parts are those that were read. `?2` innovation, `?3` the sum of their versions.
pub const PARTS_STAND: &str = "INSERT INTO guard (step, n, want)
  SELECT ?1, ifnull(sum(version), 0), ?3 FROM record_part WHERE innovation_id = ?2";

/// It stands where it was read. `?2` innovation, `?3` place, `?4` desk, `?5` hold, `?6` open parts.
pub const STANDS: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1 FROM record
  WHERE innovation_id = ?2 AND place = ?3 AND desk = ?4 AND hold = ?5 AND open_parts = ?6 AND deleted_at IS NULL";

/// Keep what is handed in: `?1` innovation, `?2` number, `?3` now, `?4` person.
pub const KEEP_REVISION: &str =
    "INSERT INTO record_revision (innovation_id, n, at, person_id, parts)
  SELECT ?1, ?2, ?3, ?4, json_group_object(part, json(content)) FROM record_part WHERE innovation_id = ?1";

/// One revision: `?1` innovation, `?2` number.
pub const REVISION: &str = "SELECT v.n, v.at, p.name AS by, v.parts FROM record_revision v JOIN person p ON p.id = v.person_id
  WHERE v.innovation_id = ?1 AND v.n = ?2";

/// An innovation of the catalogue that may be taken into the clinic.
#[derive(Clone, Debug, Deserialize)]
pub struct StartRow {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Option<klisida_domain::law::Kind>,
    /// First year known.
    year_from: Option<u16>,
    /// Last year known.
    year_to: Option<u16>,
    /// Its agency.
    pub agency_code: AgencyCode,
    /// The body above that.
    pub parent_code: Option<AgencyCode>,
    /// It has a record.
    #[serde(deserialize_with = "flag")]
    pub taken: bool,
}

impl StartRow {
    /// The catalogue says that it is from before the regulation (Article 17(1)).
    pub fn is_legacy(&self) -> bool {
        let years = Years {
            from: self.year_from,
            to: self.year_to,
        };
        legacy::of_years(years) == Some(true)
    }
}

/// A guard: there is room for another draft. `?2` person, `?3` most drafts.
pub const DRAFTS: &str =
    "INSERT INTO guard (step, n, want) SELECT ?1, (SELECT count(*) < ?3 FROM record
  WHERE created_by = ?2 AND revision = 0 AND deleted_at IS NULL), 1";

/// An innovation of an agency. `?1` innovation.
pub const START: &str = "SELECT i.name, i.kind, i.year_from, i.year_to, i.agency_code, a.parent_code,
    r.innovation_id IS NOT NULL AS taken
  FROM innovation i JOIN agency a ON a.code = i.agency_code LEFT JOIN record r ON r.innovation_id = i.id
  WHERE i.id = ?1 AND r.deleted_at IS NULL";

/// Add an innovation that nobody but its agency and the clinic sees: `?1` id, `?2` slug, `?3` import key, `?4` name,
/// `?5` agency's name, `?6` its code, `?7` region, `?8` province, `?9` year, `?10` kind, `?11` carrier, `?12` text to
/// search in, `?13` name to order by, `?14` now.
pub const INSERT_INNOVATION: &str = "INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province,
    year_from, year_to, kind, carrier, replication, unverified, search_text, sort_name, created_at, listed)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, 0, 0, ?12, ?13, ?14, 0)";

/// Rename what is not public: `?1` innovation, `?2` import key, `?3` name, `?4` text to search in, `?5` name to order
/// by, `?6` kind.
pub const RENAME: &str =
    "UPDATE innovation SET import_key = ?2, name = ?3, search_text = ?4, sort_name = ?5, kind = ?6
  WHERE id = ?1 AND listed = 0";

/// The next number of a year. `?1` year.
pub const NEXT_NUMBER: &str = "INSERT INTO record_sequence (year, next) VALUES (?1, 2)
  ON CONFLICT (year) DO UPDATE SET next = record_sequence.next + 1";

/// Begin a record: `?1` innovation, `?2` year, `?3` agency, `?4` legacy, `?5` now, `?6` person.
pub const INSERT: &str = "INSERT INTO record (innovation_id, number, agency_code, place, desk, hold, lane, since, regional, legacy,
    created_at, created_by)
  SELECT ?1, printf('INV-%d-%04d', year, next - 1), ?3, 'drum_up', 'innovator', 'none', 'theirs', ?5, ?4, ?4, ?5, ?6
  FROM record_sequence WHERE year = ?2";

/// Add the one who begins: `?1` innovation, `?2` person, `?3` now.
pub const INSERT_LEAD: &str =
    "INSERT INTO record_member (innovation_id, person_id, lead, added_at) VALUES (?1, ?2, 1, ?3)";

/// Store a new part: `?1` innovation, `?2` part, `?3` content, `?4` done, `?5` now, `?6` person.
pub const INSERT_PART: &str =
    "INSERT INTO record_part (innovation_id, part, version, content, done, at, person_id)
  VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6) ON CONFLICT (innovation_id, part) DO NOTHING";

/// Store a part again: `?1` innovation, `?2` part, `?3` content, `?4` done, `?5` now, `?6` person, `?7` version seen.
pub const UPDATE_PART: &str =
    "UPDATE record_part SET version = version + 1, content = ?3, done = ?4, at = ?5, person_id = ?6
  WHERE innovation_id = ?1 AND part = ?2 AND version = ?7";

/// The version of a part, 0 when nothing is stored: `?1` innovation, `?2` part.
pub const PART_VERSION: &str = "SELECT ifnull((SELECT version FROM record_part WHERE innovation_id = ?1 AND part = ?2), 0) AS version";

/// A part as stored, version 0 when nothing is: `?1` innovation, `?2` part.
pub const PART_STORED: &str = "SELECT ifnull(max(version), 0) AS version, content FROM record_part WHERE innovation_id = ?1 AND part = ?2";

/// Delete a draft: `?1` innovation, `?2` version seen, `?3` now.
pub const DELETE: &str = "UPDATE record SET deleted_at = ?3, version = version + 1
  WHERE innovation_id = ?1 AND version = ?2 AND revision = 0 AND deleted_at IS NULL";

/// Nothing was logged. `?2` innovation.
pub const NOT_LOGGED: &str = "INSERT INTO guard (step, n, want)
  SELECT ?1, count(*), 0 FROM log_entry WHERE innovation_id = ?2";

/// Its name is free again, and its address. `?1` innovation.
pub const FREE_NAME: &str =
    "UPDATE innovation SET import_key = import_key || '|' || id, slug = 'terhapus-' || id,
    listed = 0, stage = NULL WHERE id = ?1";

/// Move the version on: `?1` innovation, `?2` version seen.
pub const STEP: &str = "UPDATE record SET version = version + 1 WHERE innovation_id = ?1 AND version = ?2 AND deleted_at IS NULL";

/// Somebody of the team.
#[derive(Clone, Debug, Deserialize)]
pub struct MemberRow {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Leads.
    #[serde(deserialize_with = "flag")]
    pub lead: bool,
}

/// The team, the lead first. `?1` innovation.
pub const MEMBERS: &str =
    "SELECT p.id, p.name, m.lead FROM record_member m JOIN person p ON p.id = m.person_id
  WHERE m.innovation_id = ?1 AND m.removed_at IS NULL ORDER BY m.lead DESC, p.name";

/// Those of a list who may be on a team: `?1` a JSON list of persons, `?2` agency, `?3` the body above it or empty.
pub const MAY_JOIN: &str = "SELECT p.id, p.name, 0 AS lead FROM person p WHERE p.id IN (SELECT value FROM json_each(?1)) AND p.disabled = 0
  AND EXISTS (SELECT 1 FROM grant_ g WHERE g.person_id = p.id AND g.role IN ('innovator', 'agency_coordinator')
    AND g.removed_at IS NULL AND g.agency_code IN (SELECT code FROM agency WHERE code = ?2 OR code = ?3 OR parent_code = ?2))";

/// Whoever is not on the list leaves: `?1` innovation, `?2` a JSON list of `{person, lead}`, `?3` now.
pub const LEAVE: &str = "UPDATE record_member SET removed_at = ?3, lead = 0 WHERE innovation_id = ?1 AND removed_at IS NULL
  AND person_id NOT IN (SELECT value ->> '$.person' FROM json_each(?2))";

/// Whoever is on the list is on the team: `?1` innovation, `?2` a JSON list of `{person, lead}`, `?3` now.
pub const JOIN: &str = "INSERT INTO record_member (innovation_id, person_id, lead, added_at)
  SELECT ?1, value ->> '$.person', value ->> '$.lead', ?3 FROM json_each(?2) WHERE true
  ON CONFLICT (innovation_id, person_id) DO UPDATE SET lead = excluded.lead, removed_at = NULL";

/// Register what is from before the regulation: it is in use, and no stage is asked of it. `?1` innovation, `?2` year of its
/// number, `?3` agency, `?4` since when, `?5` now, `?6` person.
pub const REGISTER: &str = "INSERT INTO record (innovation_id, number, agency_code, place, desk, hold, lane, since, regional, legacy,
    first_used, created_at, created_by)
  SELECT ?1, printf('INV-%d-%04d', year, next - 1), ?3, 'berlanjut', 'clinic', 'none', 'done', ?5, 1, 1, ?4, ?5, ?6
  FROM record_sequence WHERE year = ?2";

/// The catalogue shows it from now on, with what it did not know. `?1` innovation, `?2` kind, `?3` year.
pub const COMPLETE: &str =
    "UPDATE innovation SET listed = 1, kind = ifnull(kind, ?2), year_from = ifnull(year_from, ?3),
    year_to = ifnull(year_to, ?3) WHERE id = ?1";

/// Correct what was registered: `?1` innovation, `?2` version seen, `?3` since when.
pub const CORRECT: &str = "UPDATE record SET first_used = ?3, version = version + 1
  WHERE innovation_id = ?1 AND version = ?2 AND first_used IS NOT NULL AND deleted_at IS NULL";

/// Correct what the catalogue shows of it, unless that came with an import: `?1` innovation, `?2` import key, `?3` name, `?4` text to
/// search in, `?5` name to order by, `?6` kind, `?7` year.
pub const CORRECT_LISTED: &str =
    "UPDATE innovation SET import_key = ?2, name = ?3, search_text = ?4, sort_name = ?5, kind = ?6,
    year_from = ?7, year_to = ?7 WHERE id = ?1 AND import_id IS NULL";

/// The texts that were registered are those that were seen: `?2` innovation, `?3` the sum of their versions.
pub const TEXTS_STAND: &str =
    "INSERT INTO guard (step, n, want) SELECT ?1, ifnull(sum(version), 0), ?3 FROM record_part
  WHERE innovation_id = ?2 AND part IN ('identitas', 'ringkasan', 'manfaat')";

/// A part as registered: `?1` innovation, `?2` part, `?3` content, `?4` now, `?5` person.
pub const REGISTER_PART: &str = "INSERT INTO record_part (innovation_id, part, version, content, done, at, person_id)
  VALUES (?1, ?2, 1, ?3, 1, ?4, ?5) ON CONFLICT (innovation_id, part) DO UPDATE SET version = version + 1,
    content = excluded.content, done = 1, at = excluded.at, person_id = excluded.person_id WHERE content <> excluded.content";

/// A title.
#[derive(Clone, Debug, Deserialize)]
pub struct TitleRow {
    id: InnovationId,
    slug: Option<String>,
    name: String,
    agency: String,
}

impl TitleRow {
    /// As it travels.
    pub fn title(self) -> wire::Title {
        wire::Title {
            id: self.id,
            slug: self.slug,
            name: self.name,
            agency: self.agency,
            years: Years::default(),
        }
    }
}

/// Innovations of an agency outside the clinic, by name. `?1` a JSON list of agencies, `?2` and `?3` where the page before ended,
/// `?4` how many.
pub const OUTSIDE: &str = "SELECT i.id, i.slug, i.name, i.agency_name AS agency, i.sort_name, i.year_from, i.year_to FROM innovation i
  WHERE i.listed = 1 AND i.agency_code IN (SELECT code FROM agency WHERE code IN (SELECT value FROM json_each(?1))
      OR parent_code IN (SELECT value FROM json_each(?1)))
    AND (i.sort_name, i.id) > (?2, ?3) AND NOT EXISTS (SELECT 1 FROM record r WHERE r.innovation_id = i.id)
  ORDER BY i.sort_name, i.id LIMIT ?4";

/// An innovation outside the clinic, and its place in the list.
#[derive(Clone, Debug, Deserialize)]
pub struct OutsideRow {
    id: InnovationId,
    slug: Option<String>,
    name: String,
    agency: String,
    sort_name: String,
    year_from: Option<u16>,
    year_to: Option<u16>,
}

impl OutsideRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::text(self.sort_name.as_str(), self.id)
    }

    /// As it travels.
    pub fn title(self) -> wire::Title {
        wire::Title {
            id: self.id,
            slug: self.slug,
            name: self.name,
            agency: self.agency,
            years: Years {
                from: self.year_from,
                to: self.year_to,
            },
        }
    }
}

/// Innovations that a record names as related and that the public knows, at most ten. `?1` innovation.
pub const RELATED: &str = "SELECT i.id, i.slug, i.name, i.agency_name AS agency
  FROM record_part c, json_each(c.content, '$.value.related') j CROSS JOIN innovation i ON i.id = j.value
  WHERE c.innovation_id = ?1 AND c.part = 'identitas' AND i.listed = 1 AND i.id <> ?1 ORDER BY j.key LIMIT 10";

/// Titles of records that the public does not see, the newest 200 of the own side: `?1` person, `?2` a JSON list of agencies
/// whose records count too.
pub const TITLES: &str = "SELECT i.id, NULL AS slug, i.name, i.agency_name AS agency FROM (
    SELECT x.innovation_id FROM record x WHERE x.deleted_at IS NULL AND x.innovation_id IN (SELECT t.innovation_id
        FROM record_member t WHERE t.person_id = ?1 AND t.removed_at IS NULL
      UNION SELECT o.innovation_id FROM record o WHERE o.deleted_at IS NULL
        AND o.agency_code IN (SELECT code FROM agency WHERE code IN (SELECT value FROM json_each(?2)) OR parent_code IN (SELECT value FROM json_each(?2))))
    ORDER BY x.since DESC, x.innovation_id DESC LIMIT 200) f
  CROSS JOIN innovation i ON i.id = f.innovation_id WHERE i.listed = 0";

/// A line of the history.
#[derive(Clone, Debug, Deserialize)]
pub struct HistoryRow {
    n: i64,
    at: Instant,
    by: Option<String>,
    action: String,
    subject: String,
    reason: Option<String>,
    before_text: Option<String>,
    after_text: Option<String>,
}

impl HistoryRow {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.n, self.n)
    }

    /// What happened.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// As it travels.
    pub fn line(self) -> wire::HistoryLine {
        wire::HistoryLine {
            at: self.at,
            by: self.by.unwrap_or_default(),
            action: self.action,
            subject: self.subject,
            reason: self.reason,
            before: self.before_text,
            after: self.after_text,
        }
    }
}

/// The history, newest first: `?1` innovation, `?2` whether reviews that were held back are told of, `?3` where the page before
/// ended, `?4` how many.
pub const HISTORY: &str = "SELECT e.n, e.at, p.name AS by, e.action, e.subject, e.reason, e.before_text, e.after_text
  FROM event e LEFT JOIN person p ON p.id = e.person_id
  WHERE e.innovation_id = ?1 AND (?2 = 1 OR e.action NOT IN ('review.written', 'review.dropped')) AND e.n < ?3 ORDER BY e.n DESC LIMIT ?4";

/// The same without what is saved on the way: `?1` innovation, `?2` whether reviews that were held back are told of, `?3` where
/// the page before ended, `?4` how many.
pub const HISTORY_MAIN: &str = "SELECT e.n, e.at, p.name AS by, e.action, e.subject, e.reason, e.before_text, e.after_text
  FROM event e LEFT JOIN person p ON p.id = e.person_id
  WHERE e.innovation_id = ?1 AND (?2 = 1 OR e.action NOT IN ('review.written', 'review.dropped')) AND e.n < ?3
    AND e.action NOT IN ('part.saved', 'dossier.saved', 'sheet.locked', 'sheet.reopened') ORDER BY e.n DESC LIMIT ?4";

/// Change a validated plan: `?1` innovation, `?2` version seen.
pub const STEP_PLAN: &str = "UPDATE record SET plans = plans + 1, version = version + 1
  WHERE innovation_id = ?1 AND version = ?2 AND deleted_at IS NULL";

/// A new version of the plan: `?1` innovation, `?2` number, `?3` now, `?4` person, `?5` the plan, `?6` reason.
pub const INSERT_PLAN: &str = "INSERT INTO plan_version (innovation_id, n, at, person_id, plan, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// The plan in the part follows the plan in force: `?1` innovation, `?2` content, `?3` now, `?4` person.
pub const FOLLOW_PLAN: &str =
    "UPDATE record_part SET content = ?2, version = version + 1, at = ?3, person_id = ?4
  WHERE innovation_id = ?1 AND part = 'rencana'";

/// Every line with progress is in the plan. `?2` innovation, `?3` the plan, JSON.
pub const PROGRESS_KEPT: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 0 FROM log_entry
  WHERE innovation_id = ?2 AND kind = 'progress' AND item_id NOT IN (SELECT value ->> '$.id' FROM json_each(?3))";

/// Judge the criteria: `?1` innovation, `?2` version seen, `?3` judgements, `?4` regional.
pub const JUDGE: &str = "UPDATE record SET criteria = ?3, regional = ?4, version = version + 1
  WHERE innovation_id = ?1 AND version = ?2 AND deleted_at IS NULL";
