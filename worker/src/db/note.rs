//! SQL of the log, and of what the field work needs to know of a record.

use serde::Deserialize;

use klisida_domain::{
    account::Actor,
    agency::AgencyCode,
    clinic::Relation,
    ids::{InnovationId, PersonId},
    log::Note,
    part::Part,
    record::PlanItem,
    stage::{Course, Desk, Hold, Place},
    time::Instant,
};

use super::{flag, json};
use crate::failure::Failure;

/// A record as far as it decides who may do what.
#[derive(Clone, Debug, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "truth values of the row, each its own column"
)]
pub struct RecordSeen {
    /// The innovation.
    pub innovation_id: InnovationId,
    /// Its name.
    pub name: String,
    agency_code: AgencyCode,
    parent_code: Option<AgencyCode>,
    place: String,
    desk: Desk,
    hold: Hold,
    /// Parts opened for changes.
    #[serde(deserialize_with = "json")]
    pub open_parts: Vec<Part>,
    /// Revisions handed in so far.
    pub revision: u32,
    /// Versions of the validated plan.
    pub plans: u32,
    /// Version of the record.
    pub version: u32,
    /// The agency asked for publication.
    pub asked_at: Option<Instant>,
    /// The revision that it asked for.
    pub asked_revision: Option<u32>,
    /// Public since.
    pub published_at: Option<Instant>,
    /// No validation is asked for: imported, or from before 2 August 2024.
    #[serde(deserialize_with = "flag")]
    pub exempt: bool,
    /// Parts were written since the newest revision was handed in.
    #[serde(deserialize_with = "flag")]
    pub newer: bool,
    /// It was registered as from before 2 August 2024 and walked no stage for it.
    #[serde(deserialize_with = "flag")]
    pub registered: bool,
    /// The agency as the catalogue writes it.
    pub carrier_name: String,
    /// Its region.
    pub region: String,
    /// Its province.
    pub province: String,
    /// The record was begun.
    pub created_at: Instant,
    #[serde(deserialize_with = "flag")]
    member: bool,
    #[serde(deserialize_with = "flag")]
    own: bool,
}

impl RecordSeen {
    /// Where it stands.
    pub fn course(&self) -> Result<Course, Failure> {
        let place = Place::from_code(&self.place).ok_or_else(|| Failure::broken("place"))?;
        Ok(Course {
            place,
            desk: self.desk,
            hold: self.hold,
        })
    }

    /// How the person stands to it.
    pub fn relation(&self, actor: &Actor) -> Relation {
        Relation::of(
            actor,
            &self.agency_code,
            self.parent_code.as_ref(),
            self.member,
            self.own,
        )
    }
}

/// One record. `?1` innovation, `?2` the person who asks.
pub const RECORD: &str = concat!("SELECT r.innovation_id, i.name, r.agency_code, g.parent_code, r.place, r.desk, r.hold, r.open_parts, r.revision,
    r.plans, r.version, r.asked_at, r.asked_revision, r.published_at, r.created_at,
    i.import_id IS NOT NULL OR r.legacy = 1 AS exempt, r.first_used IS NOT NULL AS registered, i.agency_name AS carrier_name, i.region, i.province,
    EXISTS (SELECT 1 FROM record_part c WHERE c.innovation_id = r.innovation_id AND c.at > ifnull((SELECT n.at FROM record_revision n
      WHERE n.innovation_id = r.innovation_id AND n.n = r.revision), -1)) AS newer,
    ", on_team!("?2"), "
  FROM record r JOIN innovation i ON i.id = r.innovation_id JOIN agency g ON g.code = r.agency_code
  WHERE r.innovation_id = ?1 AND r.deleted_at IS NULL");

/// Version of a record. `?1` innovation.
pub const VERSION: &str =
    "SELECT version FROM record WHERE innovation_id = ?1 AND deleted_at IS NULL";

/// A plan.
#[derive(Clone, Debug, Deserialize)]
pub struct PlanRow {
    /// Its lines.
    #[serde(deserialize_with = "json")]
    pub plan: Vec<PlanItem>,
}

/// The plan in force. `?1` innovation.
pub const PLAN: &str =
    "SELECT plan FROM plan_version WHERE innovation_id = ?1 ORDER BY n DESC LIMIT 1";

/// An instant, when there is one.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct AtRow {
    /// When.
    pub at: Option<Instant>,
}

/// The first launch. `?1` innovation.
pub const LAUNCH: &str = "SELECT min(at) AS at FROM log_entry WHERE innovation_id = ?1 AND kind = 'launch' AND replaced_by IS NULL";

/// An entry that may be corrected.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryRow {
    /// Who wrote it.
    pub person_id: PersonId,
    /// What it says.
    #[serde(deserialize_with = "json")]
    pub note: Note,
    /// Another one corrects it.
    #[serde(deserialize_with = "flag")]
    pub replaced: bool,
}

/// One entry with what it says: `?1` entry, `?2` innovation.
pub const WHOLE: &str = "SELECT person_id, note, replaced_by IS NOT NULL AS replaced FROM log_entry WHERE id = ?1 AND innovation_id = ?2";

/// Another entry in the place of one, followed up as that was: `?1` id, `?2` the one it corrects, `?3` happened, `?4` now, `?5`
/// person, `?6` note, `?7` line of the plan, `?8` its state.
pub const CORRECT: &str = "INSERT INTO log_entry (id, innovation_id, kind, at, stored_at, person_id, note, item_id, item_state, waits,
    follow_up, followed_at, followed_by)
  SELECT ?1, innovation_id, kind, ?3, ?4, ?5, ?6, ?7, ?8, waits, follow_up, followed_at, followed_by FROM log_entry
  WHERE id = ?2 AND replaced_by IS NULL AND NOT EXISTS (SELECT 1 FROM log_entry WHERE id = ?1)";

/// The entry counts no more: `?1` entry, `?2` the one in its place.
pub const REPLACE: &str =
    "UPDATE log_entry SET replaced_by = ?2, waits = 0 WHERE id = ?1 AND replaced_by IS NULL";

/// The record still stands where it was seen: `?2` innovation, `?3` place, `?4` hold, `?5` versions of the plan.
pub const STANDS: &str = "INSERT INTO guard (step, n, want) SELECT ?1, count(*), 1 FROM record
  WHERE innovation_id = ?2 AND place = ?3 AND hold = ?4 AND plans = ?5 AND deleted_at IS NULL";

/// Add to the log: `?1` id, `?2` innovation, `?3` kind, `?4` happened, `?5` now, `?6` person, `?7` note, `?8` line of the plan,
/// `?9` its state, `?10` waits.
pub const INSERT: &str = "INSERT INTO log_entry (id, innovation_id, kind, at, stored_at, person_id, note, item_id, item_state, waits)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE NOT EXISTS (SELECT 1 FROM log_entry WHERE id = ?1)";

/// An entry.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct WaitsRow {
    /// It waits for a follow-up.
    #[serde(deserialize_with = "flag")]
    pub waits: bool,
}

/// One entry: `?1` entry, `?2` innovation.
pub const ENTRY: &str = "SELECT waits FROM log_entry WHERE id = ?1 AND innovation_id = ?2";

/// Follow up: `?1` entry, `?2` innovation, `?3` what, `?4` now, `?5` person.
pub const FOLLOW: &str =
    "UPDATE log_entry SET waits = 0, follow_up = ?3, followed_at = ?4, followed_by = ?5
  WHERE id = ?1 AND innovation_id = ?2 AND waits = 1";
