//! The one match: every endpoint of the contract has its handler here, or this file does not compile.
//!
//! A handler is `async fn(ctx: &Ctx, endpoint: E, body: E::Body) -> Result<E::Reply, Failure>`; access by
//! role was checked before, relation and state are the handler's to check with `klisida_domain::access::may`.

use klisida_domain::{
    api::{Endpoint, Route},
    problem::Code,
};

use crate::{
    account, activity, catalogue, ctx::Ctx, edition, entry, evidence, failure::Failure, gate, home,
    import, invitation, judging, link, note, operation, panel, part, person, publication, queue,
    record, remark, review, setting, sheet, showcase, step, timetable,
};

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

/// The handler of a route.
pub async fn run(ctx: &Ctx, route: Route, body: &str) -> Result<String, Failure> {
    match route {
        Route::HealthShow(it) => call(ctx, it, body, operation::health).await,
        Route::SessionOpen(it) => call(ctx, it, body, account::sign_in).await,
        Route::SessionShow(it) => call(ctx, it, body, account::show).await,
        Route::SessionEnd(it) => call(ctx, it, body, account::sign_out).await,
        Route::DeviceList(it) => call(ctx, it, body, account::devices).await,
        Route::DeviceEnd(it) => call(ctx, it, body, account::device_end).await,
        Route::PasswordSet(it) => call(ctx, it, body, account::password_set).await,
        Route::HomeShow(it) => call(ctx, it, body, home::show).await,
        Route::LinkLook(it) => call(ctx, it, body, link::look).await,
        Route::LinkRedeem(it) => call(ctx, it, body, link::redeem).await,
        Route::LinkAccept(it) => call(ctx, it, body, link::accept).await,
        Route::LinkRecover(it) => call(ctx, it, body, link::recover).await,
        Route::InvitationList(it) => call(ctx, it, body, invitation::list).await,
        Route::InvitationCreate(it) => call(ctx, it, body, invitation::create).await,
        Route::InvitationRevoke(it) => call(ctx, it, body, invitation::revoke).await,
        Route::PersonList(it) => call(ctx, it, body, person::list).await,
        Route::PersonGrants(it) => call(ctx, it, body, person::set_grants).await,
        Route::PersonDisabled(it) => call(ctx, it, body, person::set_disabled).await,
        Route::RecoveryCreate(it) => call(ctx, it, body, invitation::recovery).await,
        Route::AgencyList(it) => call(ctx, it, body, catalogue::agencies).await,
        Route::InnovationList(it) => call(ctx, it, body, catalogue::innovations).await,
        Route::ImportCheck(it) => call(ctx, it, body, import::check).await,
        Route::ImportRun(it) => call(ctx, it, body, import::run).await,
        Route::ImportList(it) => call(ctx, it, body, import::list).await,
        Route::EditionList(it) => call(ctx, it, body, edition::list).await,
        Route::EditionCreate(it) => call(ctx, it, body, edition::create).await,
        Route::EditionShow(it) => call(ctx, it, body, edition::show).await,
        Route::EditionSetup(it) => call(ctx, it, body, edition::setup).await,
        Route::EntryAdd(it) => call(ctx, it, body, entry::add).await,
        Route::EntryRemove(it) => call(ctx, it, body, entry::remove).await,
        Route::EntryWithdraw(it) => call(ctx, it, body, entry::withdraw).await,
        Route::EntryShow(it) => call(ctx, it, body, entry::show).await,
        Route::DossierSet(it) => call(ctx, it, body, entry::set_dossier).await,
        Route::SeatCreate(it) => call(ctx, it, body, panel::seat).await,
        Route::SeatRemove(it) => call(ctx, it, body, panel::unseat).await,
        Route::AssignmentSet(it) => call(ctx, it, body, panel::assign).await,
        Route::EditionOpen(it) => call(ctx, it, body, timetable::open).await,
        Route::EditionExtend(it) => call(ctx, it, body, timetable::extend).await,
        Route::EditionClose(it) => call(ctx, it, body, timetable::close).await,
        Route::EditionEvents(it) => call(ctx, it, body, edition::events).await,
        Route::ResultRead(it) => call(ctx, it, body, publication::results).await,
        Route::EditionPublish(it) => call(ctx, it, body, publication::publish).await,
        Route::JudgeDeskShow(it) => call(ctx, it, body, judging::desk).await,
        Route::JudgePackShow(it) => call(ctx, it, body, judging::pack).await,
        Route::SheetShow(it) => call(ctx, it, body, judging::show).await,
        Route::SheetPut(it) => call(ctx, it, body, sheet::save).await,
        Route::SheetLockSet(it) => call(ctx, it, body, sheet::lock).await,
        Route::SheetReopenSet(it) => call(ctx, it, body, sheet::reopen).await,
        Route::ConflictSet(it) => call(ctx, it, body, sheet::declare).await,
        Route::BoardList(it) => call(ctx, it, body, publication::list).await,
        Route::BoardShow(it) => call(ctx, it, body, publication::show).await,
        Route::BoardVersionShow(it) => call(ctx, it, body, publication::show_version).await,
        Route::RecordList(it) => call(ctx, it, body, record::list).await,
        Route::RecordCreate(it) => call(ctx, it, body, record::create).await,
        Route::RecordStart(it) => call(ctx, it, body, record::start).await,
        Route::RecordShow(it) => call(ctx, it, body, record::show).await,
        Route::RecordDelete(it) => call(ctx, it, body, record::delete).await,
        Route::TitleList(it) => call(ctx, it, body, record::titles).await,
        Route::TeamSet(it) => call(ctx, it, body, record::set_team).await,
        Route::RevisionShow(it) => call(ctx, it, body, record::revision).await,
        Route::HistoryList(it) => call(ctx, it, body, record::history).await,
        Route::PartPut(it) => call(ctx, it, body, part::save).await,
        Route::PlanSet(it) => call(ctx, it, body, part::set_plan).await,
        Route::StepSet(it) => call(ctx, it, body, step::take).await,
        Route::ReviewAdd(it) => call(ctx, it, body, review::add).await,
        Route::ReviewAnnounce(it) => call(ctx, it, body, review::announce).await,
        Route::CriteriaSet(it) => call(ctx, it, body, review::judge).await,
        Route::LogAdd(it) => call(ctx, it, body, note::add).await,
        Route::LogFollow(it) => call(ctx, it, body, note::follow).await,
        Route::RemarkAdd(it) => call(ctx, it, body, remark::add).await,
        Route::RemarkDone(it) => call(ctx, it, body, remark::done).await,
        Route::PublicationAsk(it) => call(ctx, it, body, showcase::ask).await,
        Route::PublicationPut(it) => call(ctx, it, body, showcase::put).await,
        Route::EvidenceAdd(it) => call(ctx, it, body, evidence::add).await,
        Route::EvidenceSet(it) => call(ctx, it, body, evidence::expose).await,
        Route::EvidenceRemove(it) => call(ctx, it, body, evidence::remove).await,
        Route::QueueShow(it) => call(ctx, it, body, queue::show).await,
        Route::DeskSet(it) => call(ctx, it, body, queue::assign).await,
        Route::ClinicSettingShow(it) => call(ctx, it, body, setting::clinic).await,
        Route::ClinicSettingSet(it) => call(ctx, it, body, setting::set_clinic).await,
        Route::AgencySettingShow(it) => call(ctx, it, body, setting::agency).await,
        Route::AgencySettingSet(it) => call(ctx, it, body, setting::set_agency).await,
        Route::AgencyPersonList(it) => call(ctx, it, body, setting::people).await,
        Route::ActivityList(it) => call(ctx, it, body, activity::list).await,
        Route::ActivityCreate(it) => call(ctx, it, body, activity::create).await,
        Route::ActivityShow(it) => call(ctx, it, body, activity::show).await,
        Route::ActivitySet(it) => call(ctx, it, body, activity::set).await,
        Route::AttendanceAdd(it) => call(ctx, it, body, activity::attend).await,
        Route::CheckInAdd(it) => call(ctx, it, body, activity::check_in).await,
        // Bytes, not JSON: `serve.rs` hands them to `evidence.rs`.
        Route::EvidencePut(_) | Route::EvidenceFile(_) => Err(Code::NotFound.into()),
        Route::InvariantList(it) => call(ctx, it, body, operation::invariants).await,
    }
}

/// The reply to a write that happened before, as it was stored; a link gets its secret back, and results are
/// too large to keep: they are read again.
pub async fn again(ctx: &Ctx, route: Route, body: &str, kept: String) -> Result<String, Failure> {
    match route {
        Route::InvitationCreate(_) | Route::RecoveryCreate(_) => {
            Ok(serde_json::to_string(&invitation::again(ctx, &kept)?)?)
        }
        Route::ResultRead(_) => run(ctx, route, body).await,
        _ => Ok(kept),
    }
}
