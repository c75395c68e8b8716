//! Activities of the clinic and who was there (Articles 10(2), 11(2), 12(2)).

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// Activities, newest first, at most 200.
pub async fn list(
    _: &Ctx,
    _: api::ActivityList,
    _: wire::Empty,
) -> Result<Vec<wire::ActivityLine>, Failure> {
    Err(Code::NotFound.into())
}

/// Plan an activity.
pub async fn create(
    _: &Ctx,
    _: api::ActivityCreate,
    _: wire::ActivityNew,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// An activity with who was there, and its code.
pub async fn show(
    _: &Ctx,
    _: api::ActivityShow,
    _: wire::Empty,
) -> Result<wire::ActivityView, Failure> {
    Err(Code::NotFound.into())
}

/// Change an activity.
pub async fn set(
    _: &Ctx,
    _: api::ActivitySet,
    _: wire::ActivityUpdate,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Write down who was there.
pub async fn attend(
    _: &Ctx,
    _: api::AttendanceAdd,
    _: wire::AttendanceNew,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Check in with the code of an activity.
pub async fn check_in(
    _: &Ctx,
    _: api::CheckInAdd,
    _: wire::CheckIn,
) -> Result<wire::CheckedIn, Failure> {
    Err(Code::NotFound.into())
}
