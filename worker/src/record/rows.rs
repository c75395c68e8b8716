//! SQL of what hangs on a record, for reading it whole: activities attended, comments, log, plans, evidence.

use serde::Deserialize;

use klisida_domain::{
    activity::{Activity, ActivityId, ActivityKind, AttendanceId},
    agency::AgencyCode,
    evidence::{DateFrom, FileKind, Purpose, Source, Tie},
    ids::{EvidenceId, LogId, PersonId, PlanItemId, RemarkId},
    log::{ItemState, Note},
    page::Cursor,
    part::Part,
    record::PlanItem,
    time::Instant,
    wire,
};

use crate::db::{self, flag, json, json_or_null};

/// An activity that somebody of the record's side attended.
#[derive(Clone, Debug, Deserialize)]
pub struct AttendedRow {
    attendance_id: AttendanceId,
    id: ActivityId,
    kind: ActivityKind,
    title: String,
    starts_at: Instant,
    ends_at: Instant,
    place: String,
    host_code: Option<AgencyCode>,
    text: String,
    name: String,
}

impl AttendedRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.starts_at.0, self.attendance_id)
    }

    /// As it travels.
    pub fn attended(self) -> wire::Attended {
        wire::Attended {
            activity: self.id,
            about: Activity {
                kind: self.kind,
                title: self.title,
                starts_at: self.starts_at,
                ends_at: self.ends_at,
                place: self.place,
                host: self.host_code,
                text: self.text,
            },
            name: self.name,
        }
    }
}

/// A comment.
#[derive(Clone, Debug, Deserialize)]
pub struct RemarkRow {
    id: RemarkId,
    part: Option<Part>,
    text: String,
    by: String,
    #[serde(deserialize_with = "flag")]
    clinic: bool,
    at: Instant,
    done_at: Option<Instant>,
}

impl RemarkRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.at.0, self.id)
    }

    /// As it travels.
    pub fn remark(self) -> wire::Remark {
        wire::Remark {
            id: self.id,
            part: self.part,
            text: self.text,
            by: self.by,
            clinic: self.clinic,
            at: self.at,
            done_at: self.done_at,
        }
    }
}

/// Comments that nobody settled, newest first: at most 300, and the next ones as these are settled. `?1` innovation.
pub const OPEN_REMARKS: &str =
    "SELECT k.id, k.part, k.text, p.name AS by, k.clinic, k.at, k.done_at FROM remark k JOIN person p ON p.id = k.person_id
  WHERE k.innovation_id = ?1 AND k.done_at IS NULL ORDER BY k.at DESC, k.id DESC LIMIT 300";

/// Settled comments, newest first. `?1` innovation, `?2` and `?3` where the page before ended, `?4` how many.
pub const REMARKS: &str =
    "SELECT k.id, k.part, k.text, p.name AS by, k.clinic, k.at, k.done_at FROM remark k JOIN person p ON p.id = k.person_id
  WHERE k.innovation_id = ?1 AND k.done_at IS NOT NULL AND (k.at, k.id) < (?2, ?3) ORDER BY k.at DESC, k.id DESC LIMIT ?4";

/// An entry of the log.
#[derive(Clone, Debug, Deserialize)]
pub struct LogRow {
    id: LogId,
    at: Instant,
    #[serde(deserialize_with = "json")]
    note: Note,
    by: String,
    stored_at: Instant,
    follow_up: Option<String>,
    followed_at: Option<Instant>,
    followed_by: Option<String>,
    #[serde(deserialize_with = "flag")]
    replaced: bool,
    writer: PersonId,
}

impl LogRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.at.0, self.id)
    }

    /// As it travels.
    pub fn view(self, person: PersonId) -> wire::LogView {
        let follow_up = match (self.follow_up, self.followed_at) {
            (Some(text), Some(at)) => Some(wire::FollowUp {
                text,
                by: self.followed_by.unwrap_or_default(),
                at,
            }),
            _ => None,
        };
        wire::LogView {
            id: self.id,
            at: self.at,
            note: self.note,
            by: self.by,
            stored_at: self.stored_at,
            follow_up,
            replaced: self.replaced,
            own: self.writer == person,
        }
    }
}

/// The log, newest first. `?1` innovation, `?2` and `?3` where the page before ended, `?4` how many.
pub const LOG: &str = "SELECT l.id, l.at, l.note, p.name AS by, l.stored_at, l.follow_up, l.followed_at, f.name AS followed_by,
    l.replaced_by IS NOT NULL AS replaced, l.person_id AS writer
  FROM log_entry l JOIN person p ON p.id = l.person_id LEFT JOIN person f ON f.id = l.followed_by
  WHERE l.innovation_id = ?1 AND (l.at, l.id) < (?2, ?3) ORDER BY l.at DESC, l.id DESC LIMIT ?4";

/// Entries that wait for a follow-up, newest first: at most 300, and the next ones as these are followed up. `?1` innovation.
pub const WAITING: &str = "SELECT l.id, l.at, l.note, p.name AS by, l.stored_at, l.follow_up, l.followed_at, NULL AS followed_by,
    0 AS replaced, l.person_id AS writer
  FROM log_entry l JOIN person p ON p.id = l.person_id
  WHERE l.innovation_id = ?1 AND l.waits = 1 ORDER BY l.at DESC, l.id DESC LIMIT 300";

/// How far a line of the plan is.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ProgressRow {
    item: PlanItemId,
    state: Option<ItemState>,
}

impl ProgressRow {
    /// As it travels.
    pub fn progress(self) -> wire::ItemProgress {
        wire::ItemProgress {
            item: self.item,
            state: self.state,
        }
    }
}

/// The lines of the plan in force with what was recorded last about each. `?1` innovation.
pub const PROGRESS: &str =
    "SELECT j.value ->> '$.id' AS item, (SELECT e.item_state FROM log_entry e
    WHERE e.innovation_id = ?1 AND e.item_id = j.value ->> '$.id' AND e.replaced_by IS NULL
    ORDER BY e.at DESC, e.stored_at DESC LIMIT 1) AS state
  FROM plan_version p, json_each(p.plan) j WHERE p.innovation_id = ?1
    AND p.n = (SELECT max(n) FROM plan_version WHERE innovation_id = ?1) ORDER BY j.key";

/// A version of the validated plan.
#[derive(Clone, Debug, Deserialize)]
pub struct PlanRow {
    n: u32,
    #[serde(deserialize_with = "json")]
    plan: Vec<PlanItem>,
    reason: Option<String>,
    by: String,
    at: Instant,
}

impl PlanRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.n.into(), self.n)
    }

    /// As it travels.
    pub fn version(self) -> wire::PlanVersion {
        wire::PlanVersion {
            n: self.n,
            plan: self.plan,
            reason: self.reason,
            by: self.by,
            at: self.at,
        }
    }
}

/// Versions of the validated plan, newest first. `?1` innovation, `?2` the version where the page before ended, `?3` how many.
pub const PLANS: &str = "SELECT v.n, v.plan, v.reason, p.name AS by, v.at FROM plan_version v JOIN person p ON p.id = v.person_id
  WHERE v.innovation_id = ?1 AND v.n < ?2 ORDER BY v.n DESC LIMIT ?3";

/// A piece of evidence.
#[derive(Clone, Debug, Deserialize)]
pub struct EvidenceRow {
    id: EvidenceId,
    #[serde(deserialize_with = "json")]
    purpose: Purpose,
    name: Option<String>,
    kind: Option<FileKind>,
    size: Option<u64>,
    sha256: Option<String>,
    url: Option<String>,
    note: String,
    captured_at: Instant,
    date_from: DateFrom,
    by: String,
    #[serde(deserialize_with = "flag")]
    on_site: bool,
    stored_at: Option<Instant>,
    #[serde(deserialize_with = "flag")]
    public: bool,
    consent_by: Option<String>,
    #[serde(deserialize_with = "json_or_null")]
    tie: Option<Tie>,
    version: u32,
    small_width: Option<u32>,
    small_height: Option<u32>,
}

impl EvidenceRow {
    /// As it travels.
    pub fn evidence(self) -> wire::Evidence {
        let source = match (self.name, self.kind, self.size, self.sha256) {
            (Some(name), Some(kind), Some(size), Some(sha256)) => Source::File {
                name,
                kind,
                size,
                sha256,
            },
            _ => Source::Link {
                url: self.url.unwrap_or_default(),
            },
        };
        wire::Evidence {
            id: self.id,
            purpose: self.purpose,
            source,
            note: self.note,
            captured_at: self.captured_at,
            date_from: self.date_from,
            by: self.by,
            on_site: self.on_site,
            stored_at: self.stored_at,
            public: self.public,
            consent_by: self.consent_by,
            tie: self.tie,
            version: self.version,
            small: db::evidence::measures(self.small_width, self.small_height),
        }
    }
}

/// Evidence, newest first. `?1` innovation.
pub const EVIDENCE: &str = "SELECT e.id, e.purpose, e.name, e.kind, e.size, e.sha256, e.url, e.note, e.captured_at, e.date_from, p.name AS by, e.on_site,
    e.stored_at, e.public, c.name AS consent_by, e.tie, e.version, e.small_width, e.small_height
  FROM evidence e JOIN person p ON p.id = e.person_id LEFT JOIN person c ON c.id = e.consent_by
  WHERE e.innovation_id = ?1 AND e.dropped_at IS NULL ORDER BY e.announced_at DESC, e.id DESC LIMIT 200";
