//! What is running, and whether the stored data keep their rules.

use klisida_domain::{api, wire};

use crate::{
    ctx::Ctx,
    db::{Db, invariant, person::Count, sql},
    dispatch::answers,
    failure::Failure,
};

answers! {
    HealthShow: health;
    InvariantList: invariants;
}

/// Version, build, server time. Asks nobody.
pub async fn health(
    ctx: &Ctx,
    _: api::HealthShow,
    _: wire::Empty,
) -> Result<wire::Health, Failure> {
    Ok(wire::Health {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        build: option_env!("KLISIDA_BUILD").unwrap_or("dev").to_owned(),
        demo: ctx.demo,
        now: ctx.now,
    })
}

/// The rules over the stored data, each with its number of violations.
pub async fn invariants(
    ctx: &Ctx,
    _: api::InvariantList,
    _: wire::Empty,
) -> Result<Vec<wire::Invariant>, Failure> {
    checked(&ctx.db).await
}

/// Counts the violations of every rule, in one round trip.
pub async fn checked(db: &Db) -> Result<Vec<wire::Invariant>, Failure> {
    let statements = invariant::ALL.iter().map(|(_, text)| sql(text)).collect();
    let rows = db.batch(statements).await?;
    invariant::ALL
        .iter()
        .enumerate()
        .map(|(n, (name, _))| {
            let count: Option<Count> = rows.first(n)?;
            Ok(wire::Invariant {
                name: (*name).to_owned(),
                violations: count.map_or(0, |it| it.n),
            })
        })
        .collect()
}
