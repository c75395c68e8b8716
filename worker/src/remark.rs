//! Comments on a record.

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Comment.
pub async fn add(_: &Ctx, _: api::RemarkAdd, _: wire::RemarkNew) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Settle a comment.
pub async fn done(_: &Ctx, _: api::RemarkDone, _: wire::Empty) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}
