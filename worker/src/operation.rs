//! What is running, and whether the stored data keep their rules.

use klisida_domain::{api, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Version, build, server time. Asks nobody.
#[expect(clippy::unused_async, reason = "every handler has the same shape")]
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
