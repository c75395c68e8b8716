//! Records of innovations in the clinic: begin, read, delete, team, history.

use klisida_domain::{api, problem::Code, wire};

use crate::{ctx::Ctx, failure::Failure};

/// The own records, and those of the agency for its coordinator and head.
pub async fn list(
    _: &Ctx,
    _: api::RecordList,
    _: wire::Empty,
) -> Result<wire::RecordDesk, Failure> {
    Err(Code::NotFound.into())
}

/// Begin a record.
pub async fn create(
    _: &Ctx,
    _: api::RecordCreate,
    _: wire::RecordNew,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Take an innovation of the catalogue into the clinic.
pub async fn start(_: &Ctx, _: api::RecordStart, _: wire::Empty) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// A record with everything about it.
pub async fn show(
    _: &Ctx,
    _: api::RecordShow,
    _: wire::Empty,
) -> Result<wire::RecordView, Failure> {
    Err(Code::NotFound.into())
}

/// Delete a draft that was never handed in.
pub async fn delete(
    _: &Ctx,
    _: api::RecordDelete,
    _: wire::RecordStep,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// Names of innovations, to find similar ones while typing; at most 5,000, newest first.
pub async fn titles(
    _: &Ctx,
    _: api::TitleList,
    _: wire::Empty,
) -> Result<Vec<wire::Title>, Failure> {
    Err(Code::NotFound.into())
}

/// Set the team.
pub async fn set_team(
    _: &Ctx,
    _: api::TeamSet,
    _: wire::MembersSet,
) -> Result<wire::Saved, Failure> {
    Err(Code::NotFound.into())
}

/// What was handed in as revision `n`.
pub async fn revision(
    _: &Ctx,
    _: api::RevisionShow,
    _: wire::Empty,
) -> Result<wire::RevisionView, Failure> {
    Err(Code::NotFound.into())
}

/// The history of a record, newest first, at most 500.
pub async fn history(
    _: &Ctx,
    _: api::HistoryList,
    _: wire::Empty,
) -> Result<Vec<wire::HistoryLine>, Failure> {
    Err(Code::NotFound.into())
}
