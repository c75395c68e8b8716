//! SQL of activities and of who was there.

use serde::Deserialize;

use klisida_domain::{
    activity::{self, Activity, ActivityId, ActivityKind, AttendanceId},
    agency::AgencyCode,
    ids::PersonId,
    page::Cursor,
    time::Instant,
};

use crate::db::flag;

/// An activity as stored.
#[derive(Clone, Debug, Deserialize)]
pub struct ActivityRow {
    /// Its id.
    pub id: ActivityId,
    kind: ActivityKind,
    title: String,
    starts_at: Instant,
    ends_at: Instant,
    place: String,
    host_code: Option<AgencyCode>,
    text: String,
    /// The check-in code.
    pub code: String,
    /// Version.
    pub version: u32,
    present: u32,
    #[serde(deserialize_with = "flag")]
    attended: bool,
}

impl ActivityRow {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::number(self.starts_at.0, self.id)
    }

    /// As it travels; the code stays here.
    pub fn line(self) -> activity::ActivityLine {
        activity::ActivityLine {
            id: self.id,
            about: Activity {
                kind: self.kind,
                title: self.title,
                starts_at: self.starts_at,
                ends_at: self.ends_at,
                place: self.place,
                host: self.host_code,
                text: self.text,
            },
            present: self.present,
            attended: self.attended,
            version: self.version,
        }
    }
}

/// Somebody who was there.
#[derive(Clone, Debug, Deserialize)]
pub struct AttendanceRow {
    id: AttendanceId,
    name: String,
    name_key: String,
    agency_code: AgencyCode,
    #[serde(deserialize_with = "flag")]
    by_code: bool,
    at: Instant,
    written_at: Option<Instant>,
}

impl AttendanceRow {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::text(self.name_key.as_str(), self.id)
    }

    /// As it travels.
    pub fn attendance(self) -> activity::Attendance {
        activity::Attendance {
            id: self.id,
            name: self.name,
            agency: self.agency_code,
            by_code: self.by_code,
            at: self.at,
            written_at: self.written_at,
        }
    }
}

/// Activities, newest first: `?1` the person who asks, `?2` and `?3` where the page before ended, `?4` how many.
pub const LIST: &str = "SELECT v.id, v.kind, v.title, v.starts_at, v.ends_at, v.place, v.host_code, v.text, v.code, v.version,
    ifnull((SELECT c.present FROM activity_count c WHERE c.activity_id = v.id), 0) AS present,
    EXISTS (SELECT 1 FROM attendance n WHERE n.activity_id = v.id AND n.person_id = ?1) AS attended
  FROM activity v WHERE (v.starts_at, v.id) < (?2, ?3) ORDER BY v.starts_at DESC, v.id DESC LIMIT ?4";

/// One activity. `?1` the person who asks, `?2` activity.
pub const ONE: &str = "SELECT v.id, v.kind, v.title, v.starts_at, v.ends_at, v.place, v.host_code, v.text, v.code, v.version,
    ifnull((SELECT c.present FROM activity_count c WHERE c.activity_id = v.id), 0) AS present,
    EXISTS (SELECT 1 FROM attendance n WHERE n.activity_id = v.id AND n.person_id = ?1) AS attended
  FROM activity v WHERE v.id = ?2";

/// The activity with a code. `?1` the person who asks, `?2` code.
pub const BY_CODE: &str = "SELECT v.id, v.kind, v.title, v.starts_at, v.ends_at, v.place, v.host_code, v.text, v.code, v.version,
    ifnull((SELECT c.present FROM activity_count c WHERE c.activity_id = v.id), 0) AS present,
    EXISTS (SELECT 1 FROM attendance n WHERE n.activity_id = v.id AND n.person_id = ?1) AS attended
  FROM activity v WHERE v.code = ?2";

/// Who was there, by name: `?1` activity, `?2` and `?3` where the page before ended, `?4` how many.
pub const PRESENT: &str =
    "SELECT id, name, name_key, agency_code, by_code, at, written_at FROM attendance
  WHERE activity_id = ?1 AND (name_key, id) > (?2, ?3) ORDER BY name_key, id LIMIT ?4";

/// An activity and the first free of some codes: `?1` id, `?2` kind, `?3` title, `?4` begins, `?5` ends, `?6` place, `?7` host,
/// `?8` text, `?9` now, `?10` person, `?11` a JSON list of codes.
pub const INSERT: &str = "INSERT INTO activity (id, kind, title, starts_at, ends_at, place, host_code, text, code, created_at, created_by)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, value, ?9, ?10 FROM json_each(?11)
  WHERE value NOT IN (SELECT code FROM activity WHERE code IN (SELECT value FROM json_each(?11))) ORDER BY key LIMIT 1";

/// Change an activity: `?1` id, `?2` kind, `?3` title, `?4` begins, `?5` ends, `?6` place, `?7` host, `?8` text, `?9` version seen.
pub const UPDATE: &str = "UPDATE activity SET kind = ?2, title = ?3, starts_at = ?4, ends_at = ?5, place = ?6, host_code = ?7, text = ?8,
    version = version + 1 WHERE id = ?1 AND version = ?9";

/// Version of an activity. `?1` activity.
pub const VERSION: &str = "SELECT version FROM activity WHERE id = ?1";

/// An agency that exists.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownRow {
    /// Its code.
    pub code: AgencyCode,
}

/// Agencies that exist. `?1` a JSON list of codes.
pub const KNOWN: &str = "SELECT code FROM agency WHERE code IN (SELECT value FROM json_each(?1))";

/// Guests who are not written down yet: `?1` activity, `?2` a JSON list of `{id, name, key, agency}`, `?3` now, `?4` who writes.
pub const ATTEND: &str = "INSERT INTO attendance (id, activity_id, person_id, name, name_key, agency_code, by_code, at, recorded_by)
  SELECT json_extract(value, '$.id'), ?1, NULL, json_extract(value, '$.name'), json_extract(value, '$.key'),
    json_extract(value, '$.agency'), 0, ?3, ?4 FROM json_each(?2) WHERE true
  ON CONFLICT (activity_id, agency_code, name_key) DO NOTHING";

/// Somebody was new in the statement before.
pub const SOMEBODY: &str = "INSERT INTO guard (step, n, want) SELECT ?1, min(changes(), 1), 1";

/// Who stands under a name.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct NamedRow {
    /// The account, when it is one.
    pub person_id: Option<PersonId>,
}

/// Who stands under the own name for the own agency, at the activity with a code: `?1` code, `?2` agency, `?3` folded name.
pub const NAMED: &str =
    "SELECT n.person_id FROM activity v JOIN attendance n ON n.activity_id = v.id
  WHERE v.code = ?1 AND n.agency_code = ?2 AND n.name_key = ?3";

/// A guard: the list of an activity is open when the write happens, from so long before to so long after it. `?2` activity,
/// `?3` key of the write, `?4` milliseconds.
pub const IS_OPEN: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM idempotency t JOIN activity v WHERE t.key = ?3 AND v.id = ?2 AND t.at BETWEEN v.starts_at - ?4 AND v.ends_at + ?4";

/// A guard: the list of an activity was open when it was written: `?2` activity, `?3` that instant, `?4` milliseconds.
pub const WAS_OPEN: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1
  FROM activity v WHERE v.id = ?2 AND ?3 BETWEEN v.starts_at - ?4 AND v.ends_at + ?4";

/// Check in; whoever the clinic wrote down before becomes the person with the account: `?1` id, `?2` activity, `?3` person,
/// `?4` name, `?5` folded name, `?6` agency, `?7` key of the write, `?8` when it was written, if that is what counts.
pub const CHECK_IN: &str = "INSERT INTO attendance (id, activity_id, person_id, name, name_key, agency_code, by_code, at, recorded_by, written_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, (SELECT at FROM idempotency WHERE key = ?7), ?3, ?8)
  ON CONFLICT (activity_id, agency_code, name_key) DO UPDATE SET person_id = ?3, by_code = 1, at = excluded.at, written_at = ?8
  WHERE attendance.person_id IS NULL";
