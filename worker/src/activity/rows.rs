//! SQL of activities and of who was there.

use serde::Deserialize;

use klisida_domain::{
    activity::{
        self, Activity, ActivityId, ActivityKind, AttendanceId, Host, Partner, PartnerKind,
    },
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
    /// The body visited.
    pub const fn host(&self) -> Option<&AgencyCode> {
        self.host_code.as_ref()
    }

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
    agency_code: Option<AgencyCode>,
    partner: Option<PartnerKind>,
    partner_name: Option<String>,
    #[serde(deserialize_with = "flag")]
    account: bool,
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
            partner: self
                .partner
                .zip(self.partner_name)
                .map(|(kind, name)| Partner { kind, name }),
            account: self.account,
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
    "SELECT id, name, name_key, agency_code, partner, partner_name, person_id IS NOT NULL AS account, by_code, at, written_at FROM attendance
  WHERE activity_id = ?1 AND (name_key, id) > (?2, ?3) ORDER BY name_key, id LIMIT ?4";

/// What was taken from the list of an activity.
#[derive(Clone, Debug, Deserialize)]
pub struct RemovedRow {
    name: Option<String>,
    reason: Option<String>,
    by: String,
    at: Instant,
}

impl RemovedRow {
    /// As it travels.
    pub fn removed(self) -> activity::AttendanceRemoved {
        activity::AttendanceRemoved {
            name: self.name.unwrap_or_default(),
            reason: self.reason.unwrap_or_default(),
            by: self.by,
            at: self.at,
        }
    }
}

/// What was taken from the list of an activity, newest first: `?1` activity.
pub const REMOVED: &str = "SELECT e.before_text AS name, e.reason, p.name AS by, e.at FROM event e JOIN person p ON p.id = e.person_id
  WHERE e.subject_id = ?1 AND e.action = 'attendance.removed' AND e.innovation_id IS NULL ORDER BY e.n DESC LIMIT 50";

/// An entry of the list, with its activity.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryRow {
    /// Whose.
    pub name: String,
    /// The activity.
    pub title: String,
    /// Version of the activity.
    pub version: u32,
    /// The account, when it is one.
    pub person_id: Option<PersonId>,
    /// The name of the account asked about, when it is of the entry's agency, of the body above it or of a unit of it.
    pub fits: Option<String>,
}

/// An entry: `?1` activity, `?2` entry, `?3` an account, or empty.
pub const ENTRY: &str = "SELECT n.name, v.title, v.version, n.person_id, (SELECT p.name FROM person p WHERE p.id = ?3 AND p.disabled = 0
    AND EXISTS (SELECT 1 FROM grant_ g JOIN agency u ON u.code = g.agency_code WHERE g.person_id = p.id AND g.removed_at IS NULL
      AND g.role IN ('agency_head', 'agency_coordinator', 'innovator') AND (u.code IN (a.code, a.parent_code) OR u.parent_code = a.code))) AS fits
  FROM attendance n JOIN activity v ON v.id = n.activity_id LEFT JOIN agency a ON a.code = n.agency_code
  WHERE n.activity_id = ?1 AND n.id = ?2";

/// Tie an entry to an account: `?1` activity, `?2` entry, `?3` account.
pub const LINK: &str =
    "UPDATE attendance SET person_id = ?3 WHERE activity_id = ?1 AND id = ?2 AND person_id IS NULL";

/// Take an entry away: `?1` activity, `?2` entry.
pub const REMOVE: &str = "DELETE FROM attendance WHERE activity_id = ?1 AND id = ?2";

/// The same in the history of each innovation that the person of an entry works on: `?1` now, `?2` who takes it away, `?3` action,
/// `?4` activity, `?5` its title, `?6` the name, `?7` why, `?8` request, `?9` the person of the entry.
pub const REMOVED_LINES: &str = "INSERT INTO event (at, person_id, action, innovation_id, subject_id, subject, before_text, reason, request_id)
  SELECT ?1, ?2, ?3, m.innovation_id, ?4, ?5, ?6, ?7, ?8 FROM record_member m WHERE m.person_id = ?9 AND m.removed_at IS NULL";

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

/// A body that may be visited.
#[derive(Clone, Debug, Deserialize)]
pub struct HostRow {
    code: AgencyCode,
    name: String,
    innovation: String,
}

impl HostRow {
    /// As it travels.
    pub fn host(self) -> Host {
        Host {
            code: self.code,
            name: self.name,
            innovation: self.innovation,
        }
    }
}

/// Bodies with a proven innovation, their own or a unit's, by name; the conditions are those of the index. `?1` one code, or empty
/// for all.
pub const HOSTS: &str = "SELECT h.code, h.name, h.innovation FROM (SELECT a.code, a.name, (SELECT i.name FROM record r
      JOIN innovation i ON i.id = r.innovation_id
      WHERE r.agency_code IN (SELECT u.code FROM agency u WHERE u.code = a.code OR u.parent_code = a.code) AND r.deleted_at IS NULL
        AND (r.regional = 1 OR r.place IN ('selesai', 'berlanjut')) LIMIT 1) AS innovation
    FROM agency a WHERE ?1 = '' OR a.code = ?1) h
  WHERE h.innovation IS NOT NULL ORDER BY h.name, h.code";

/// Guests who are not written down yet: `?1` activity, `?2` a JSON list of `{id, name, key, agency, partner, partner_name}`, `?3`
/// now, `?4` who writes.
pub const ATTEND: &str = "INSERT INTO attendance (id, activity_id, person_id, name, name_key, agency_code, partner, partner_name, by_code, at, recorded_by)
  SELECT value ->> '$.id', ?1, NULL, value ->> '$.name', value ->> '$.key', value ->> '$.agency', value ->> '$.partner',
    value ->> '$.partner_name', 0, ?3, ?4 FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING";

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

#[cfg(test)]
mod tests {
    use klisida_domain::activity::PROVEN;

    #[test]
    fn a_body_is_proven_as_the_rule_says_p10_2_c() {
        let places = PROVEN.map(|it| format!("'{}'", it.code())).join(", ");
        let condition = format!("(r.regional = 1 OR r.place IN ({places}))");
        assert!(super::HOSTS.contains(&condition));
    }
}
