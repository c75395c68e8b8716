//! SQL of evidence: rows about files and links; the bytes lie in R2 under a random key.

use klisida_domain::{
    agency::AgencyCode,
    event,
    evidence::{FileKind, PENDING_LIFE, Purpose, Tie, said},
    ids::{EvidenceId, InnovationId, PersonId},
    problem::Code,
    stage::{Course, Desk, Hold, Place},
    time::Instant,
    wire,
};
use serde::{Deserialize, Deserializer, de::Error};

use super::{Sql, flag, json, json_or_null, sql};
use crate::ctx::Ctx;

/// What is asked of a record before anybody may touch its evidence.
#[derive(Debug, Deserialize)]
pub struct RecordRow {
    /// The innovation.
    pub innovation_id: InnovationId,
    /// Its agency.
    pub agency_code: AgencyCode,
    /// The body above it.
    pub parent_code: Option<AgencyCode>,
    #[serde(deserialize_with = "place")]
    place: Place,
    desk: Desk,
    hold: Hold,
    /// The caller is on its team.
    #[serde(deserialize_with = "flag")]
    pub member: bool,
    /// Is on its team at all.
    #[serde(deserialize_with = "flag")]
    pub own: bool,
    /// The record is public since.
    pub published_at: Option<Instant>,
}

impl RecordRow {
    /// Where it stands.
    pub const fn course(&self) -> Course {
        Course {
            place: self.place,
            desk: self.desk,
            hold: self.hold,
        }
    }
}

fn place<'de, D: Deserializer<'de>>(from: D) -> Result<Place, D::Error> {
    let code = String::deserialize(from)?;
    Place::from_code(&code).ok_or_else(|| D::Error::custom("place"))
}

fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<Option<FileKind>, D::Error> {
    let code = Option::<String>::deserialize(from)?;
    Ok(code.and_then(|it| FileKind::from_code(&it)))
}

fn code<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Code>, D::Error> {
    let code = Option::<String>::deserialize(from)?;
    Ok(code.and_then(|it| Code::from_code(&it)))
}

/// A piece of evidence.
#[derive(Debug, Deserialize)]
pub struct EvidenceRow {
    /// Its id.
    pub id: EvidenceId,
    /// Name of a file.
    pub name: Option<String>,
    /// What a file is.
    #[serde(deserialize_with = "kind")]
    pub kind: Option<FileKind>,
    /// Bytes of a file.
    pub size: Option<u32>,
    /// SHA-256 of a file.
    pub sha256: Option<String>,
    /// Where a file lies in the store.
    pub object_key: Option<String>,
    /// A link.
    pub url: Option<String>,
    /// Arrived.
    pub stored_at: Option<Instant>,
    /// SHA-256 of its small picture, when there is one.
    pub small_sha256: Option<String>,
    /// Shown to the public.
    #[serde(deserialize_with = "flag")]
    pub public: bool,
    #[serde(deserialize_with = "json")]
    purpose: Purpose,
    note: String,
    #[serde(deserialize_with = "flag")]
    on_site: bool,
    #[serde(deserialize_with = "json_or_null")]
    tie: Option<Tie>,
    /// Its date.
    pub captured_at: Instant,
    /// Version of what is said of it.
    pub version: u32,
    /// Taken away.
    pub dropped_at: Option<Instant>,
    /// Why its contents could not be taken in.
    #[serde(deserialize_with = "code")]
    pub refused: Option<Code>,
}

impl EvidenceRow {
    /// What it is called in the history.
    pub fn title(&self) -> String {
        let name = self.name.as_ref().or(self.url.as_ref());
        name.cloned().unwrap_or_default()
    }

    /// What is said of it, in words.
    pub fn said(&self) -> String {
        said(self.purpose, &self.note, self.on_site, self.tie.as_ref())
    }
}

/// Measures of a small picture, when there is one.
pub fn measures(width: Option<u32>, height: Option<u32>) -> Option<wire::Measures> {
    let (width, height) = width.zip(height)?;
    Some(wire::Measures { width, height })
}

/// Keep what is known of a small picture, once: `?1` id, `?2` digest, `?3` across, `?4` down.
pub const KEEP_SMALL: &str = "UPDATE evidence SET small_sha256 = ?2, small_width = ?3, small_height = ?4 \
WHERE id = ?1 AND small_sha256 IS NULL AND stored_at IS NOT NULL AND dropped_at IS NULL";

/// The record of an innovation. `?1` innovation, `?2` who asks.
pub const RECORD: &str = concat!(
    "SELECT r.innovation_id, r.agency_code, a.parent_code, r.place, r.desk, r.hold, r.published_at, \
",
    on_team!("?2"),
    " FROM record r JOIN agency a ON a.code = r.agency_code \
WHERE r.innovation_id = ?1 AND r.deleted_at IS NULL"
);

/// The record of a piece of evidence. `?1` evidence, `?2` who asks.
pub const RECORD_OF: &str = concat!(
    "SELECT r.innovation_id, r.agency_code, a.parent_code, r.place, r.desk, r.hold, r.published_at, \
",
    on_team!("?2"),
    " FROM evidence e JOIN record r ON r.innovation_id = e.innovation_id \
JOIN agency a ON a.code = r.agency_code WHERE e.id = ?1 AND r.deleted_at IS NULL"
);

/// A piece of evidence. `?1` its id.
pub const ONE: &str = "SELECT id, name, kind, size, sha256, object_key, url, stored_at, small_sha256, public, purpose, note, on_site, tie, \
captured_at, version, dropped_at, refused FROM evidence WHERE id = ?1";

/// Announce: `?1` id, `?2` innovation, `?3` purpose, `?4` to `?8` name, kind, size, digest and key of a file, `?9` link,
/// `?10` note, `?11` captured, `?12` where that date comes from, `?13` on site, `?14` person, `?15` now, `?16` now for a link.
pub const INSERT: &str = "INSERT INTO evidence (id, innovation_id, purpose, name, kind, size, sha256, object_key, url, note, captured_at, date_from, \
on_site, person_id, announced_at, stored_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// There is room: `?2` innovation, `?3` bytes more, `?4` most bytes, `?5` most pieces.
pub const ROOM: &str = "INSERT INTO guard (step, n, want) SELECT ?1, \
(SELECT ifnull(sum(size), 0) + ?3 <= ?4 AND count(*) < ?5 FROM evidence WHERE innovation_id = ?2 AND dropped_at IS NULL), 1";

/// The person has not announced too much since a day ago, what was taken away counted: `?2` person, `?3` bytes more,
/// `?4` most bytes, `?5` most pieces, `?6` since.
pub const PERSON_ROOM: &str = "INSERT INTO guard (step, n, want) SELECT ?1, \
(SELECT ifnull(sum(size), 0) + ?3 <= ?4 AND count(*) < ?5 FROM evidence WHERE person_id = ?2 AND announced_at > ?6), 1";

/// The bytes arrived: `?1` id, `?2` now.
pub const STORE: &str =
    "UPDATE evidence SET stored_at = ?2 WHERE id = ?1 AND stored_at IS NULL AND dropped_at IS NULL";

/// Show it to the public: `?1` id, `?2` who confirmed the consent, `?3` now.
pub const EXPOSE: &str = "UPDATE evidence SET public = 1, consent_by = ?2, consent_at = ?3 \
WHERE id = ?1 AND stored_at IS NOT NULL AND dropped_at IS NULL";

/// No more: `?1` id.
pub const HIDE: &str = "UPDATE evidence SET public = 0 WHERE id = ?1 AND dropped_at IS NULL";

/// Mend its date: `?1` id, `?2` the date, `?3` where it comes from, `?4` the date that was seen.
pub const DATE: &str = "UPDATE evidence SET captured_at = ?2, date_from = ?3 \
WHERE id = ?1 AND captured_at = ?4 AND dropped_at IS NULL AND (captured_at <> ?2 OR date_from <> ?3)";

/// Say anew what is said of it: `?1` id, `?2` purpose, `?3` note, `?4` on site, `?5` what it belongs to, `?6` version seen.
pub const DESCRIBE: &str = "UPDATE evidence SET purpose = ?2, note = ?3, on_site = ?4, tie = ?5, version = version + 1 \
WHERE id = ?1 AND version = ?6 AND dropped_at IS NULL";

/// The version now stored. `?1` id.
pub const VERSION: &str = "SELECT version FROM evidence WHERE id = ?1 AND dropped_at IS NULL";

/// Whether what a piece may belong to is of the record.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct TiedRow {
    /// It is.
    #[serde(deserialize_with = "flag")]
    pub there: bool,
}

/// Whether a note, a line of the plan or a figure is of the record: `?1` innovation, `?2` which sort, `?3` which.
pub const TIED: &str = "SELECT CASE ?2 \
WHEN 'note' THEN EXISTS (SELECT 1 FROM log_entry l WHERE l.id = ?3 AND l.innovation_id = ?1) \
WHEN 'item' THEN EXISTS (SELECT 1 FROM record_part c, json_each(c.content, '$.value') j WHERE c.innovation_id = ?1 AND c.part = 'rencana' \
AND j.value ->> '$.id' = ?3) OR EXISTS (SELECT 1 FROM plan_version p, json_each(p.plan) j WHERE p.innovation_id = ?1 AND j.value ->> '$.id' = ?3) \
ELSE EXISTS (SELECT 1 FROM record_part c, json_each(c.content, '$.value') j WHERE c.innovation_id = ?1 AND c.part = 'indikator' \
AND j.value ->> '$.name' = ?3) END AS there";

/// Take it away: `?1` id, `?2` now.
pub const DROP: &str =
    "UPDATE evidence SET public = 0, dropped_at = ?2 WHERE id = ?1 AND dropped_at IS NULL";

/// End what was announced and may not be taken in: `?1` id, `?2` now, `?3` why.
pub const REFUSE: &str = "UPDATE evidence SET dropped_at = ?2, refused = ?3 \
WHERE id = ?1 AND stored_at IS NULL AND dropped_at IS NULL";

/// Bytes of what was taken away, at most 500 a night; what had not arrived only once its bytes cannot be coming any more:
/// `?1` taken away by then.
pub const TO_ERASE: &str = "SELECT object_key FROM evidence \
WHERE dropped_at IS NOT NULL AND erased_at IS NULL AND object_key IS NOT NULL AND (stored_at IS NOT NULL OR dropped_at <= ?1) \
ORDER BY dropped_at LIMIT 500";

/// They are gone: `?1` their keys, `?2` now.
pub const ERASED: &str = "UPDATE evidence SET erased_at = ?2 \
WHERE object_key IN (SELECT value FROM json_each(?1)) AND dropped_at IS NOT NULL";

const EVENT: &str = "INSERT INTO event (at, person_id, action, innovation_id, subject_id, subject, before_text, after_text, reason, request_id) \
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/// The key of an object.
#[derive(Debug, Deserialize)]
pub struct KeyRow {
    /// It.
    pub object_key: String,
}

/// What was announced and never came is given up.
pub fn abandon(now: Instant) -> Sql {
    sql("UPDATE evidence SET dropped_at = ?2 WHERE stored_at IS NULL AND dropped_at IS NULL AND announced_at <= ?1")
        .at(now.plus(-PENDING_LIFE))
        .at(now)
}

/// A line of the record.
#[derive(Debug)]
pub struct Line<'a> {
    /// What happened.
    pub action: &'static str,
    /// Of which innovation.
    pub innovation: InnovationId,
    /// To which piece.
    pub evidence: EvidenceId,
    /// What it is called.
    pub title: String,
    /// How it stood before, where that changed.
    pub before: Option<&'a str>,
    /// How it stands now, where that changed.
    pub after: Option<&'a str>,
    /// Why.
    pub reason: Option<String>,
}

/// Writes a line of the record.
pub fn line(ctx: &Ctx, person: PersonId, line: Line<'_>) -> Sql {
    debug_assert_ne!(event::words(line.action), line.action);
    sql(EVENT)
        .at(ctx.now)
        .id(person)
        .text(line.action)
        .id(line.innovation)
        .id(line.evidence)
        .text(line.title)
        .text_or_null(line.before)
        .text_or_null(line.after)
        .text_or_null(line.reason)
        .text(ctx.request_id.clone())
}
