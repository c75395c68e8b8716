//! What happens every night: the sweep, and the check of the stored data.

use klisida_domain::time::Instant;
use worker::{Date, Env, ScheduledEvent};

use crate::{
    db::{self, Db},
    failure::Failure,
    operation,
};

/// Runs the night's work; each line of the log is one outcome.
pub async fn run(_: &ScheduledEvent, env: &Env) {
    let now = Instant(i64::try_from(Date::now().as_millis()).unwrap_or_default());
    match night(env, now).await {
        Ok(broken) => {
            let outcome = if broken.is_empty() { "ok" } else { "broken" };
            let names = broken.join(" ");
            worker::console_log!(
                "{{\"at\":{},\"route\":\"cron\",\"outcome\":\"{outcome}\",\"cause\":\"{names}\"}}",
                now.0
            );
        }
        Err(_) => {
            worker::console_error!(
                "{{\"at\":{},\"route\":\"cron\",\"outcome\":\"broken\",\"cause\":\"database\"}}",
                now.0
            );
        }
    }
}

/// Sweeps, then names the invariants that do not hold.
async fn night(env: &Env, now: Instant) -> Result<Vec<String>, Failure> {
    let db = Db::new(env.d1("DB")?);
    db.batch(db::sweep::all(now)).await?;
    let checked = operation::checked(&db).await?;
    Ok(checked
        .into_iter()
        .filter(|it| it.violations > 0)
        .map(|it| it.name)
        .collect())
}
