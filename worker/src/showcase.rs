//! What the public reads of a record: asked for by the agency, published by the clinic.

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Ask for publication.
pub async fn ask(
    _: &Ctx,
    _: api::PublicationAsk,
    _: wire::RecordStep,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Publish, or take back.
pub async fn put(
    _: &Ctx,
    _: api::PublicationPut,
    _: wire::PublicationSet,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}
