//! Steps of the course: hand in, release, return, withdraw, lead back, pause, resume, stop, end.

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Take a step: hand in, release, return, withdraw, lead back, pause, resume, stop, finish, continue.
pub async fn take(_: &Ctx, _: api::StepSet, _: wire::StepTake) -> Result<wire::StepTaken, Failure> {
    Err(Code::NotFound.into())
}
