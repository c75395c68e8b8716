//! The one match: every endpoint of the contract has its handler here, or this file does not compile.
//!
//! A handler is `async fn(ctx: &Ctx, endpoint: E, body: E::Body) -> Result<E::Reply, Failure>`; access by
//! role was checked before, relation and state are the handler's to check with `klisida_domain::access::may`.

use klisida_domain::{
    api::{Endpoint, Route},
    problem::Code,
};

use crate::{ctx::Ctx, failure::Failure, gate, operation};

/// Reads the body, lets the handler work, spells the reply.
async fn call<E: Endpoint>(
    ctx: &Ctx,
    endpoint: E,
    body: &str,
    handler: impl AsyncFnOnce(&Ctx, E, E::Body) -> Result<E::Reply, Failure>,
) -> Result<String, Failure> {
    let body = gate::parse::<E::Body>(body)?;
    let reply = handler(ctx, endpoint, body).await?;
    Ok(serde_json::to_string(&reply)?)
}

fn none<E: Endpoint>(_: E) -> Result<String, Failure> {
    Err(Code::NotFound.into())
}

/// The handler of a route.
pub async fn run(ctx: &Ctx, route: Route, body: &str) -> Result<String, Failure> {
    match route {
        Route::HealthShow(it) => call(ctx, it, body, operation::health).await,
        Route::SessionOpen(it) => none(it),
        Route::SessionShow(it) => none(it),
        Route::SessionEnd(it) => none(it),
        Route::DeviceList(it) => none(it),
        Route::DeviceEnd(it) => none(it),
        Route::PasswordSet(it) => none(it),
        Route::HomeShow(it) => none(it),
        Route::LinkLook(it) => none(it),
        Route::LinkRedeem(it) => none(it),
        Route::LinkAccept(it) => none(it),
        Route::LinkRecover(it) => none(it),
        Route::InvitationList(it) => none(it),
        Route::InvitationCreate(it) => none(it),
        Route::InvitationRevoke(it) => none(it),
        Route::PersonList(it) => none(it),
        Route::PersonGrants(it) => none(it),
        Route::PersonDisabled(it) => none(it),
        Route::RecoveryCreate(it) => none(it),
        Route::AgencyList(it) => none(it),
        Route::InnovationList(it) => none(it),
        Route::ImportCheck(it) => none(it),
        Route::ImportRun(it) => none(it),
        Route::ImportList(it) => none(it),
        Route::EditionList(it) => none(it),
        Route::EditionCreate(it) => none(it),
        Route::EditionShow(it) => none(it),
        Route::EditionSetup(it) => none(it),
        Route::EntryAdd(it) => none(it),
        Route::EntryRemove(it) => none(it),
        Route::EntryWithdraw(it) => none(it),
        Route::EntryShow(it) => none(it),
        Route::DossierSet(it) => none(it),
        Route::SeatCreate(it) => none(it),
        Route::SeatRemove(it) => none(it),
        Route::AssignmentSet(it) => none(it),
        Route::EditionOpen(it) => none(it),
        Route::EditionExtend(it) => none(it),
        Route::EditionClose(it) => none(it),
        Route::EditionEvents(it) => none(it),
        Route::ResultRead(it) => none(it),
        Route::EditionPublish(it) => none(it),
        Route::JudgeDeskShow(it) => none(it),
        Route::JudgePackShow(it) => none(it),
        Route::SheetShow(it) => none(it),
        Route::SheetPut(it) => none(it),
        Route::SheetLockSet(it) => none(it),
        Route::SheetReopenSet(it) => none(it),
        Route::ConflictSet(it) => none(it),
        Route::BoardList(it) => none(it),
        Route::BoardShow(it) => none(it),
        Route::BoardVersionShow(it) => none(it),
        Route::InvariantList(it) => none(it),
    }
}

/// The reply to a write that happened before, as it was stored.
#[expect(
    clippy::unnecessary_wraps,
    reason = "links refuse here when their secret is gone"
)]
pub fn again(_ctx: &Ctx, _route: &Route, reply: String) -> Result<String, Failure> {
    Ok(reply)
}
