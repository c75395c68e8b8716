//! Evidence: files in R2 and links (assurance F).

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Announce a file, or add a link.
pub async fn add(
    _: &Ctx,
    _: api::EvidenceAdd,
    _: wire::EvidenceNew,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Show it to the public, or no more.
pub async fn expose(
    _: &Ctx,
    _: api::EvidenceSet,
    _: wire::EvidenceExpose,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Take it away.
pub async fn remove(
    _: &Ctx,
    _: api::EvidenceRemove,
    _: wire::EvidenceDrop,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}
