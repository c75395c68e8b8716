//! SQL of the counters of wrong passwords and wrong links.

use klisida_domain::{
    account::throttle_delay,
    ids::PersonId,
    time::{DAY, HOUR, Instant, SECOND},
};
use serde::Deserialize;

use super::{Sql, sql};
use crate::failure::Failure;

/// How long an address or a browser is remembered as one that an account signed in from.
pub const KNOWN_FOR: i64 = 90 * DAY;

/// Failures on one account, from all the addresses it never signed in from, that count as one: whoever guesses
/// at it from one address does not make its owner wait at another.
const SPREAD: u32 = 4;
/// Wrong links from one address that count as one.
const LINKS: u32 = 4;

/// The milliseconds to wait after 0, 1, 2 … 15 failures: the domain's rule as a list for SQL.
fn delays() -> Vec<i64> {
    (0..16)
        .map(|failures| i64::from(throttle_delay(failures)) * SECOND)
        .collect()
}

/// Browsers remembered for one person.
const DEVICES: u32 = 10;

/// The counters that an attempt to sign in meets.
#[derive(Clone, Debug)]
pub struct Subjects {
    /// The user name.
    pub username: String,
    /// This account from this address; none where addresses are not believed.
    pub pair: Option<String>,
    /// This account, from all addresses and browsers that it never signed in from.
    pub account: String,
    /// This address, for accounts that never signed in from it.
    pub address: Option<String>,
    /// This account from this browser, with the digest of the browser's secret.
    pub device: Option<(String, String)>,
}

impl Subjects {
    /// Binds what [`wanted!`] reads.
    fn bind(&self, statement: Sql, now: Instant) -> Sql {
        let (own, hash) = self.device.clone().unzip();
        statement
            .text_or_null(self.pair.clone())
            .text(self.account.clone())
            .text_or_null(self.address.clone())
            .at(now.plus(-KNOWN_FOR))
            .int(SPREAD)
            .text_or_null(own)
            .text_or_null(hash)
            .text(self.username.clone())
    }
}

/// The counters that count here: of a browser that this account signed in from only its own; of a known address
/// only that of the pair; else all. `?1` pair, `?2` account, `?3` address, `?4` known since, `?5` spread, `?6` own counter
/// of the browser, `?7` digest of its secret, `?8` user name.
macro_rules! wanted {
    ($rest:literal) => {
        concat!(
            "WITH device (known) AS (SELECT EXISTS (SELECT 1 FROM known_device d JOIN person p ON p.id = d.person_id \
WHERE d.secret_hash = ?7 AND p.username = ?8 AND d.seen_at > ?4)), \
wanted (subject, scale) AS (SELECT ?6, 1 FROM device WHERE known \
UNION ALL SELECT ?1, 1 FROM device WHERE NOT known AND ?1 IS NOT NULL \
UNION ALL SELECT value ->> 0, value ->> 1 FROM json_each(json_array(json_array(?2, ?5), json_array(?3, 1))) \
WHERE value ->> 0 IS NOT NULL AND NOT (SELECT known FROM device) \
AND NOT EXISTS (SELECT 1 FROM throttle WHERE subject = ?1 AND known_at > ?4)) ",
            $rest
        )
    };
}

/// A counter that took the attempt.
#[derive(Debug, Deserialize)]
pub struct Reserved {
    /// Its subject.
    pub subject: String,
}

/// When a blocked attempt may be repeated.
#[derive(Debug, Deserialize)]
pub struct Blocked {
    /// The latest of the instants; none when nothing is counted.
    pub next_at: Option<i64>,
}

/// Counts the attempt as a failure beforehand, unless one of its counters says to wait; success takes it
/// back. So fifty at once cannot all slip through. No row comes back when it must wait.
pub fn reserve(subjects: &Subjects, now: Instant) -> Result<Sql, Failure> {
    subjects
        .bind(
            sql(wanted!(
                "INSERT INTO throttle (subject, scale, failures, since, next_at) SELECT subject, scale, 1, ?9, ?9 FROM wanted \
WHERE NOT EXISTS (SELECT 1 FROM throttle t WHERE t.subject IN (SELECT subject FROM wanted) AND t.next_at > ?9) \
ON CONFLICT (subject) DO UPDATE SET \
failures = CASE WHEN since <= ?9 - 3600000 THEN 1 ELSE failures + 1 END, \
since = CASE WHEN since <= ?9 - 3600000 THEN ?9 ELSE since END, \
next_at = ?9 + json_extract(?10, '$[' || min(CASE WHEN since <= ?9 - 3600000 THEN 0 ELSE (failures + 1) / scale END, 15) || ']') \
RETURNING subject"
            )),
            now,
        )
        .at(now)
        .json(&delays())
}

/// How long the attempt has to wait.
pub fn blocked(subjects: &Subjects, now: Instant) -> Sql {
    let text = wanted!(
        "SELECT max(next_at) AS next_at FROM throttle WHERE subject IN (SELECT subject FROM wanted)"
    );
    subjects.bind(sql(text), now)
}

/// The attempt succeeded: it was no failure.
pub fn succeeded(reserved: &[Reserved], now: Instant) -> Result<Sql, Failure> {
    let names: Vec<&str> = reserved.iter().map(|it| it.subject.as_str()).collect();
    Ok(give_back().json(&names)?.at(now))
}

/// The account is known at this address from now on.
pub fn known(pair: &str, now: Instant) -> Sql {
    sql(
        "INSERT INTO throttle (subject, scale, failures, since, next_at, known_at) VALUES (?1, 1, 0, ?2, ?2, ?2) \
ON CONFLICT (subject) DO UPDATE SET failures = 0, since = ?2, next_at = ?2, known_at = ?2",
    )
    .text(pair)
    .at(now)
}

/// A row when a browser's secret is one that we made.
pub fn device(hash: &str) -> Sql {
    sql("SELECT 1 AS n FROM known_device WHERE secret_hash = ?1 LIMIT 1").text(hash)
}

/// A person signed in from this browser; the oldest of more than ten are forgotten.
pub fn known_device(hash: &str, person: PersonId, now: Instant) -> [Sql; 2] {
    [
        sql(
            "INSERT INTO known_device (secret_hash, person_id, seen_at) VALUES (?1, ?2, ?3) \
ON CONFLICT (secret_hash, person_id) DO UPDATE SET seen_at = ?3",
        )
        .text(hash)
        .id(person)
        .at(now),
        sql(
            "DELETE FROM known_device WHERE person_id = ?1 AND secret_hash NOT IN (SELECT d.secret_hash FROM known_device d \
WHERE d.person_id = ?1 ORDER BY d.seen_at DESC, d.secret_hash = ?2 DESC, d.secret_hash LIMIT ?3)",
        )
        .id(person)
        .text(hash)
        .int(DEVICES),
    ]
}

/// No browser is known of a person any more.
pub fn forget_devices(person: PersonId) -> Sql {
    sql("DELETE FROM known_device WHERE person_id = ?1").id(person)
}

/// Removes browsers that nobody signed in from for long.
pub fn sweep_devices(now: Instant) -> Sql {
    sql("DELETE FROM known_device WHERE seen_at <= ?1").at(now.plus(-KNOWN_FOR))
}

fn give_back() -> Sql {
    sql(
        "UPDATE throttle SET failures = max(failures - 1, 0), next_at = min(next_at, ?2) \
WHERE subject IN (SELECT value FROM json_each(?1))",
    )
}

/// The same for the password asked again of somebody signed in: counted for the person behind the session,
/// and not when the request is only a repetition of one that succeeded (`key`).
pub fn reserve_own(secret_hash: &str, key: &str, now: Instant) -> Result<Sql, Failure> {
    sql(
        "INSERT INTO throttle (subject, scale, failures, since, next_at) \
SELECT 'own:' || s.person_id, 1, 1, ?3, ?3 FROM session s WHERE s.secret_hash = ?1 \
AND NOT EXISTS (SELECT 1 FROM idempotency i WHERE i.key = ?2) \
AND NOT EXISTS (SELECT 1 FROM throttle t WHERE t.subject = 'own:' || s.person_id AND t.next_at > ?3) \
ON CONFLICT (subject) DO UPDATE SET \
failures = CASE WHEN since <= ?3 - 3600000 THEN 1 ELSE failures + 1 END, \
since = CASE WHEN since <= ?3 - 3600000 THEN ?3 ELSE since END, \
next_at = ?3 + json_extract(?4, '$[' || min(CASE WHEN since <= ?3 - 3600000 THEN 0 ELSE failures + 1 END, 15) || ']') \
RETURNING subject",
    )
    .text(secret_hash)
    .text(key)
    .at(now)
    .json(&delays())
}

/// What the password is checked against, and until when to wait.
#[derive(Debug, Deserialize)]
pub struct Own {
    /// The verifier.
    pub verifier: String,
    /// Wait until then.
    pub next_at: Option<i64>,
}

/// The verifier of the person behind a session.
pub fn own(secret_hash: &str) -> Sql {
    sql(
        "SELECT p.verifier, t.next_at FROM session s JOIN person p ON p.id = s.person_id \
LEFT JOIN throttle t ON t.subject = 'own:' || p.id WHERE s.secret_hash = ?1",
    )
    .text(secret_hash)
}

/// Takes an attempt back that was no failure.
pub fn refund(subject: &str, now: Instant) -> Result<Sql, Failure> {
    Ok(give_back().json(&[subject])?.at(now))
}

/// The right password was given: nothing is counted any more.
pub fn forget(subject: &str) -> Sql {
    sql("DELETE FROM throttle WHERE subject = ?1").text(subject)
}

/// Until when links from an address have to wait.
pub fn link_blocked(subject: Option<&str>) -> Sql {
    sql("SELECT next_at FROM throttle WHERE subject = ?1").text_or_null(subject)
}

/// Counts a link that nobody made.
pub fn link_failed(subject: &str, now: Instant) -> Result<Sql, Failure> {
    Ok(sql(
        "INSERT INTO throttle (subject, scale, failures, since, next_at) VALUES (?1, ?4, 1, ?2, ?2) \
ON CONFLICT (subject) DO UPDATE SET \
failures = CASE WHEN since <= ?2 - 3600000 THEN 1 ELSE failures + 1 END, \
since = CASE WHEN since <= ?2 - 3600000 THEN ?2 ELSE since END, \
next_at = ?2 + json_extract(?3, '$[' || min(CASE WHEN since <= ?2 - 3600000 THEN 0 ELSE (failures + 1) / scale END, 15) || ']')",
    )
    .text(subject)
    .at(now)
    .json(&delays())?
    .int(LINKS))
}

/// Removes counters that nothing depends on any more.
pub fn sweep(now: Instant) -> Sql {
    sql("DELETE FROM throttle WHERE since <= ?1 AND ifnull(known_at, 0) <= ?2")
        .at(now.plus(-2 * HOUR))
        .at(now.plus(-KNOWN_FOR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_for_sql_is_the_rule_of_the_domain() {
        let delays = delays();
        assert_eq!(delays.first(), Some(&0));
        assert_eq!(delays.get(5), Some(&30_000));
        assert_eq!(delays.last(), Some(&900_000));
    }
}
