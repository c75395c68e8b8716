//! SQL of the daily sweep: what has outlived its use.

use klisida_domain::time::{DAY, Instant};

use super::{Sql, catalogue, evidence, sql, throttle};

/// An idempotency row outlives weeks without signal, and a season.
pub const KEPT_FOR: i64 = 400 * DAY;
/// No session lives longer than this, remembered or not.
const SESSION_FOR: i64 = 30 * DAY;

/// Everything that the sweep removes.
pub fn all(now: Instant) -> Vec<Sql> {
    vec![
        sql("DELETE FROM session WHERE created_at <= ?1 OR (remembered = 0 AND created_at <= ?2)")
            .at(now.plus(-SESSION_FOR))
            .at(now.plus(-DAY)),
        throttle::sweep(now),
        throttle::sweep_devices(now),
        sql("DELETE FROM idempotency WHERE at <= ?1").at(now.plus(-KEPT_FOR)),
        evidence::abandon(now),
        sql(catalogue::FRESHEN),
    ]
}
