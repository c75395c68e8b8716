//! SQL of the keys under which unsent work lies on devices.

use klisida_domain::{
    device::{MOST_DEVICES, MOST_KEYS},
    ids::{DeviceId, DeviceKeyId, PersonId, SessionId},
    time::Instant,
};
use serde::Deserialize;

use crate::db::{Sql, flag, sql};

/// A key to be written, if this session has none for the device.
#[derive(Debug)]
pub struct New<'a> {
    /// Its id.
    pub id: DeviceKeyId,
    /// Whose.
    pub person: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// The session that begins it.
    pub session: SessionId,
    /// 43 characters of base64url.
    pub key: &'a str,
    /// Server time.
    pub now: Instant,
}

/// Begins a key: one a session and device, and no more than the limits say.
pub fn begin(new: &New<'_>) -> Sql {
    sql(
        "INSERT INTO device_key (id, person_id, device_id, begun_in, key, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
WHERE NOT EXISTS (SELECT 1 FROM device_key WHERE begun_in = ?4 AND device_id = ?3) \
AND (SELECT count(*) FROM device_key WHERE begun_in = ?4) < ?7 \
AND (SELECT count(*) FROM device_key WHERE person_id = ?2 AND device_id = ?3) < ?8",
    )
    .id(new.id)
    .id(new.person)
    .id(new.device)
    .id(new.session)
    .text(new.key)
    .at(new.now)
    .size(MOST_DEVICES)
    .size(MOST_KEYS)
}

/// Forgets earlier keys that the device has no use for; `ids` is a JSON list. The session's own stays.
pub fn forget(person: PersonId, device: DeviceId, session: SessionId, ids: &str) -> Sql {
    sql(
        "DELETE FROM device_key WHERE person_id = ?1 AND device_id = ?2 AND begun_in <> ?3 \
AND id IN (SELECT value FROM json_each(?4))",
    )
    .id(person)
    .id(device)
    .id(session)
    .text(ids)
}

/// A key as it is kept.
#[derive(Debug, Deserialize)]
pub struct Kept {
    /// Its id.
    pub id: DeviceKeyId,
    /// The key.
    pub key: String,
    /// This session began it.
    #[serde(deserialize_with = "flag")]
    pub own: bool,
}

/// The keys of a person on a device, newest first.
pub fn all(person: PersonId, device: DeviceId, session: SessionId) -> Sql {
    sql(
        "SELECT id, key, begun_in = ?3 AS own FROM device_key WHERE person_id = ?1 AND device_id = ?2 \
ORDER BY created_at DESC, id DESC LIMIT 100",
    )
    .id(person)
    .id(device)
    .id(session)
}
