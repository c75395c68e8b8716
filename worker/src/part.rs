//! Parts of a record, and versions of a validated plan.

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Save a part.
pub async fn save(_: &Ctx, _: api::PartPut, _: wire::PartSave) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Change a validated plan; the versions before stay.
pub async fn set_plan(
    _: &Ctx,
    _: api::PlanSet,
    _: wire::PlanChange,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}
