//! SQL of the settings of clinic and agencies, and of the people of an agency.

use serde::Deserialize;

use klisida_domain::{
    account::Role, agency::AgencyCode, ids::PersonId, page::Cursor, time::Instant, wire,
};

use crate::db::{flag, json};

/// Set durations for the first time. `?1` durations.
pub const INSERT_CLINIC: &str = "INSERT INTO clinic_setting (id, durations, version) VALUES (1, ?1, 1) ON CONFLICT (id) DO NOTHING";

/// Set durations again: `?1` durations, `?2` version seen.
pub const UPDATE_CLINIC: &str =
    "UPDATE clinic_setting SET durations = ?1, version = version + 1 WHERE id = 1 AND version = ?2";

/// The version now stored.
pub const CLINIC_VERSION: &str =
    "SELECT ifnull((SELECT version FROM clinic_setting WHERE id = 1), 0) AS version";

/// An agency with its settings.
#[derive(Clone, Debug, Deserialize)]
pub struct AgencyRow {
    /// Its name.
    pub name: String,
    /// The body above it.
    pub parent_code: Option<AgencyCode>,
    /// Version of its settings; 0 when never set.
    pub version: u32,
    /// Its head approves what is handed in.
    #[serde(deserialize_with = "flag")]
    pub head_releases: bool,
    decree_number: Option<String>,
    decree_signed_on: Option<Instant>,
    decree_until: Option<Instant>,
    contact: Option<String>,
}

impl AgencyRow {
    /// As it travels.
    pub fn settings(self) -> wire::AgencySettings {
        let decree = match (self.decree_number, self.decree_signed_on) {
            (Some(number), Some(signed_on)) => Some(wire::Decree {
                number,
                signed_on,
                until: self.decree_until,
            }),
            _ => None,
        };
        wire::AgencySettings {
            version: self.version,
            head_releases: self.head_releases,
            decree,
            contact: self.contact.unwrap_or_default(),
        }
    }
}

/// An agency with its settings. `?1` code.
pub const AGENCY: &str = "SELECT a.name, a.parent_code, ifnull(s.version, 0) AS version, ifnull(s.head_releases, 0) AS head_releases,
    s.decree_number, s.decree_signed_on, s.decree_until, s.contact
  FROM agency a LEFT JOIN agency_setting s ON s.agency_code = a.code WHERE a.code = ?1";

/// Set them for the first time: `?1` code, `?2` head releases, `?3` number, `?4` signed on, `?5` until, `?6` contact.
pub const INSERT_AGENCY: &str = "INSERT INTO agency_setting (agency_code, head_releases, decree_number, decree_signed_on, decree_until,
    contact, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1) ON CONFLICT (agency_code) DO NOTHING";

/// Set them again: `?1` code, `?2` head releases, `?3` number, `?4` signed on, `?5` until, `?6` contact, `?7` version seen.
pub const UPDATE_AGENCY: &str = "UPDATE agency_setting SET head_releases = ?2, decree_number = ?3, decree_signed_on = ?4, decree_until = ?5,
    contact = ?6, version = version + 1 WHERE agency_code = ?1 AND version = ?7";

/// The version now stored. `?1` code.
pub const AGENCY_VERSION: &str =
    "SELECT ifnull((SELECT version FROM agency_setting WHERE agency_code = ?1), 0) AS version";

/// A person of an agency.
#[derive(Clone, Debug, Deserialize)]
pub struct PersonRow {
    id: PersonId,
    name: String,
    #[serde(deserialize_with = "json")]
    roles: Vec<Role>,
}

impl PersonRow {
    /// The place of this row in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor::text(self.name.as_str(), self.id)
    }

    /// As it travels.
    pub fn person(self) -> wire::AgencyPerson {
        wire::AgencyPerson {
            person: wire::PersonRef {
                id: self.id,
                name: self.name,
            },
            roles: self.roles,
        }
    }
}

/// People of an agency, of the body above it and of its units who may work on its innovations, by name: `?1` code, `?2` the
/// body above it or empty, `?3` and `?4` where the page before ended, `?5` how many.
pub const PEOPLE: &str = "SELECT p.id, p.name, (SELECT json_group_array(DISTINCT g.role) FROM grant_ g WHERE g.person_id = p.id
      AND g.removed_at IS NULL AND g.role IN ('agency_head', 'agency_coordinator', 'innovator')
      AND g.agency_code IN (SELECT code FROM agency WHERE code = ?1 OR code = ?2 OR parent_code = ?1)) AS roles
  FROM (SELECT DISTINCT g.person_id FROM grant_ g INDEXED BY grant_agency WHERE g.removed_at IS NULL
      AND g.role IN ('agency_head', 'agency_coordinator', 'innovator')
      AND g.agency_code IN (SELECT code FROM agency WHERE code = ?1 OR code = ?2 OR parent_code = ?1)) f
    CROSS JOIN person p ON p.id = f.person_id
  WHERE p.disabled = 0 AND (p.name, p.id) > (?3, ?4)
  ORDER BY p.name, p.id LIMIT ?5";
