//! What happens every night: the sweep, and the check of the stored data.

use klisida_domain::time::Instant;
use serde::Serialize;
use worker::{Date, Env, ScheduledEvent};

use crate::{
    db::{self, Db},
    evidence,
    failure::Failure,
    json, operation,
};

/// A line of the night's log.
#[derive(Serialize)]
struct Night<'a> {
    at: i64,
    route: &'static str,
    outcome: &'static str,
    /// How many of the rules over the stored data do not hold, and which.
    violations: usize,
    invariants: &'a [String],
}

/// Runs the night's work and writes one line about it.
pub async fn run(_: &ScheduledEvent, env: &Env) {
    let now = Instant(i64::try_from(Date::now().as_millis()).unwrap_or_default());
    let (outcome, broken) = match night(env, now).await {
        Ok(broken) if broken.is_empty() => ("ok", broken),
        Ok(broken) => ("broken", broken),
        Err(_) => ("failed", Vec::new()),
    };
    let line = Night {
        at: now.0,
        route: "cron",
        outcome,
        violations: broken.len(),
        invariants: &broken,
    };
    worker::console_log!("{}", json::write(&line).unwrap_or_default());
}

/// Sweeps, then names the invariants that do not hold.
async fn night(env: &Env, now: Instant) -> Result<Vec<String>, Failure> {
    let db = Db::new(env.d1("DB")?);
    db.batch(db::sweep::all(now)).await?;
    evidence::erase(&db, &env.bucket("FILES")?).await?;
    let checked = operation::checked(&db).await?;
    Ok(checked
        .into_iter()
        .filter(|it| it.violations > 0)
        .map(|it| it.name)
        .collect())
}
