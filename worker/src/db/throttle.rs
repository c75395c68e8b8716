//! SQL of the counters of wrong passwords and wrong links.

use klisida_domain::{
    account::throttle_delay,
    time::{DAY, HOUR, Instant, SECOND},
};
use serde::Deserialize;

use super::{Sql, sql};
use crate::failure::Failure;

/// How long an address is remembered as one that an account signed in from.
const KNOWN_FOR: i64 = 90 * DAY;

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

/// The counters that an attempt to sign in meets.
#[derive(Clone, Debug)]
pub struct Subjects {
    /// This account from this address.
    pub pair: String,
    /// This account, from all addresses that it never signed in from.
    pub account: String,
    /// This address, for accounts that never signed in from it.
    pub address: String,
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
    Ok(sql(
        "WITH wanted (subject, scale) AS (SELECT ?1, 1 UNION ALL SELECT value ->> 0, value ->> 1 \
FROM json_each(json_array(json_array(?2, ?7), json_array(?3, 1))) \
WHERE NOT EXISTS (SELECT 1 FROM throttle WHERE subject = ?1 AND known_at > ?6)) \
INSERT INTO throttle (subject, scale, failures, since, next_at) SELECT subject, scale, 1, ?4, ?4 FROM wanted \
WHERE NOT EXISTS (SELECT 1 FROM throttle t WHERE t.subject IN (SELECT subject FROM wanted) AND t.next_at > ?4) \
ON CONFLICT (subject) DO UPDATE SET \
failures = CASE WHEN since <= ?4 - 3600000 THEN 1 ELSE failures + 1 END, \
since = CASE WHEN since <= ?4 - 3600000 THEN ?4 ELSE since END, \
next_at = ?4 + json_extract(?5, '$[' || min(CASE WHEN since <= ?4 - 3600000 THEN 0 ELSE (failures + 1) / scale END, 15) || ']') \
RETURNING subject",
    )
    .text(subjects.pair.clone())
    .text(subjects.account.clone())
    .text(subjects.address.clone())
    .at(now)
    .json(&delays())?
    .at(now.plus(-KNOWN_FOR))
    .int(SPREAD))
}

/// How long the attempt has to wait.
pub fn blocked(subjects: &Subjects, now: Instant) -> Sql {
    sql(
        "SELECT max(next_at) AS next_at FROM throttle WHERE subject = ?1 OR (subject IN (?2, ?3) \
AND NOT EXISTS (SELECT 1 FROM throttle WHERE subject = ?1 AND known_at > ?4))",
    )
    .text(subjects.pair.clone())
    .text(subjects.account.clone())
    .text(subjects.address.clone())
    .at(now.plus(-KNOWN_FOR))
}

/// The attempt succeeded: it was no failure, and the account is known at this address.
pub fn succeeded(
    subjects: &Subjects,
    reserved: &[Reserved],
    now: Instant,
) -> Result<Vec<Sql>, Failure> {
    let names: Vec<&str> = reserved.iter().map(|it| it.subject.as_str()).collect();
    Ok(vec![
        give_back().json(&names)?.at(now),
        known(subjects, now),
    ])
}

/// The account is known at this address from now on.
pub fn known(subjects: &Subjects, now: Instant) -> Sql {
    sql(
        "INSERT INTO throttle (subject, scale, failures, since, next_at, known_at) VALUES (?1, 1, 0, ?2, ?2, ?2) \
ON CONFLICT (subject) DO UPDATE SET failures = 0, since = ?2, next_at = ?2, known_at = ?2",
    )
    .text(subjects.pair.clone())
    .at(now)
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
pub fn link_blocked(subject: &str) -> Sql {
    sql("SELECT next_at FROM throttle WHERE subject = ?1").text(subject)
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
