//! The log of an innovation (Articles 13, 14).

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Add to the log.
pub async fn add(_: &Ctx, _: api::LogAdd, _: wire::LogNew) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Say what was done about an obstacle or an input.
pub async fn follow(
    _: &Ctx,
    _: api::LogFollow,
    _: wire::FollowSet,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}
