//! The clinic's desk: lanes, facilitators, reviewers.

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// A lane of the desk: parameters `lajur`, `tahap`, `pendamping`.
pub async fn show(_: &Ctx, _: api::QueueShow, _: wire::Empty) -> Result<wire::QueueView, Failure> {
    Err(Code::NotFound.into())
}

/// Set facilitator or reviewer of several records at once.
pub async fn assign(_: &Ctx, _: api::DeskSet, _: wire::DeskAssign) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}
