//! SQL of what people are told of on their home page.

use serde::Deserialize;

use klisida_domain::{agency::AgencyCode, ids::InnovationId, log::Note, news::News, time::Instant};

use crate::db::{flag, json};

/// Innovations that somebody works on, the latest turns of each sort: `?1` person, `?2` a JSON list of agencies, `?3` the person when
/// of the clinic.
macro_rules! near {
    () => {
        "SELECT innovation_id FROM (SELECT t.innovation_id FROM record_member t JOIN record x ON x.innovation_id = t.innovation_id
      WHERE t.person_id = ?1 AND t.removed_at IS NULL ORDER BY x.since DESC LIMIT 30)
    UNION SELECT o.innovation_id FROM agency g CROSS JOIN record o ON o.innovation_id IN (
        SELECT x.innovation_id FROM record x WHERE x.agency_code = g.code AND x.deleted_at IS NULL ORDER BY x.since DESC LIMIT 10)
      WHERE g.code IN (SELECT value FROM json_each(?2)) OR g.parent_code IN (SELECT value FROM json_each(?2))
    UNION SELECT innovation_id FROM (SELECT x.innovation_id FROM record x
      WHERE x.facilitator_id = ?3 AND x.deleted_at IS NULL ORDER BY x.since DESC LIMIT 30)
    UNION SELECT innovation_id FROM (SELECT x.innovation_id FROM record x
      WHERE x.reviewer_id = ?3 AND x.deleted_at IS NULL ORDER BY x.since DESC LIMIT 30)"
    };
}

/// Whose innovation a row is about.
#[derive(Clone, Debug, Deserialize)]
pub struct Whose {
    /// The innovation.
    pub innovation_id: InnovationId,
    /// Its name.
    pub name: String,
    /// Its agency.
    pub agency_code: AgencyCode,
    /// The body above it.
    pub parent_code: Option<AgencyCode>,
    /// The person is on its team.
    #[serde(deserialize_with = "flag")]
    pub member: bool,
    /// Is on its team at all.
    #[serde(deserialize_with = "flag")]
    pub own: bool,
}

/// Something that happened.
#[derive(Clone, Debug, Deserialize)]
pub struct NewsRow {
    /// What.
    pub action: News,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Option<String>,
    /// What it concerned.
    pub subject: String,
    /// What was said about it.
    pub reason: Option<String>,
    /// To whose innovation.
    #[serde(flatten)]
    pub whose: Whose,
}

/// An appointment.
#[derive(Clone, Debug, Deserialize)]
pub struct AppointmentRow {
    /// When.
    pub at: Instant,
    /// What was written.
    #[serde(deserialize_with = "json")]
    pub note: Note,
    /// About whose innovation.
    #[serde(flatten)]
    pub whose: Whose,
}

/// What happened by somebody else's hand, newest first: `?4` since when, `?5` how many.
pub const NEWS: &str = concat!(
    "SELECT e.action, e.at, p.name AS by, e.subject, e.reason, r.innovation_id, i.name, r.agency_code, a.parent_code, ",
    on_team!("?1"),
    " FROM event e JOIN record r ON r.innovation_id = e.innovation_id AND r.deleted_at IS NULL
    JOIN innovation i ON i.id = r.innovation_id JOIN agency a ON a.code = r.agency_code LEFT JOIN person p ON p.id = e.person_id
  WHERE e.n IN (SELECT x.n FROM (",
    near!(),
    ") w CROSS JOIN event x ON x.n IN (SELECT y.n FROM event y INDEXED BY event_news WHERE y.innovation_id = w.innovation_id
      AND y.action IN ('remark.added', 'review.announced', 'record.criteria_judged',
  'record.published', 'record.unpublished', 'record.finished', 'record.continued', 'record.reopened')
      AND y.person_id IS NOT ?1 ORDER BY y.n DESC LIMIT ?5))
    AND e.at >= ?4 ORDER BY e.n DESC LIMIT ?5"
);

/// Appointments ahead, the next one first: `?4` and `?5` from and until when, `?6` how many.
pub const APPOINTMENTS: &str = concat!(
    "SELECT l.at, l.note, r.innovation_id, i.name, r.agency_code, a.parent_code, ",
    on_team!("?1"),
    " FROM log_entry l INDEXED BY log_appointment JOIN record r ON r.innovation_id = l.innovation_id AND r.deleted_at IS NULL
    JOIN innovation i ON i.id = r.innovation_id JOIN agency a ON a.code = r.agency_code
  WHERE l.kind = 'appointment' AND l.replaced_by IS NULL AND l.at >= ?4 AND l.at < ?5 AND (l.person_id = ?1 OR l.innovation_id IN (",
    near!(),
    ")) ORDER BY l.at LIMIT ?6"
);
