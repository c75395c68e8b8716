//! The clinic's findings (Articles 11(3), 12(3), 13(3)) and its judgement of the criteria (Article 8).

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Judge what was handed in (Articles 11(3), 12(3)).
pub async fn add(
    _: &Ctx,
    _: api::ReviewAdd,
    _: wire::ReviewNew,
) -> Result<wire::StepTaken, Failure> {
    Err(Code::NotFound.into())
}

/// Announce reviews held back, all at once or none.
pub async fn announce(
    _: &Ctx,
    _: api::ReviewAnnounce,
    _: wire::Announce,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Judge the criteria of Article 8.
pub async fn judge(
    _: &Ctx,
    _: api::CriteriaSet,
    _: wire::CriteriaJudge,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}
