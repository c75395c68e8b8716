//! The one match: every endpoint of the contract has its handler here, or this file does not compile.
//!
//! A handler is `async fn(ctx: &Ctx, endpoint: E, body: E::Body) -> Result<E::Reply, Failure>`; access by
//! role was checked before, relation and state are the handler's to check with `klisida_domain::access::may`.

use core::{
    future::{Future, ready},
    pin::Pin,
};

use klisida_domain::{
    api::{Endpoint, Route},
    problem::Code,
};

use crate::{
    account, activity, catalogue, ctx::Ctx, edition, entry, evidence, failure::Failure, gate, home,
    import, invitation, json, judging, link, note, operation, panel, part, person, publication,
    queue, record, remark, review, setting, sheet, showcase, step, timetable,
};

/// A handler at work. Each is a box of its own: one state machine of them all would be as large as all of them.
type Work<'a> = Pin<Box<dyn Future<Output = Result<String, Failure>> + 'a>>;

/// Reads the body, lets the handler work, spells the reply.
fn call<'a, E: Endpoint, F: Future<Output = Result<E::Reply, Failure>> + 'a>(
    ctx: &'a Ctx,
    endpoint: E,
    body: &str,
    handler: impl FnOnce(&'a Ctx, E, E::Body) -> F,
) -> Work<'a> {
    match gate::parse::<E::Body>(body) {
        Ok(body) => {
            let work = handler(ctx, endpoint, body);
            Box::pin(async move { Ok(json::write(&work.await?)?) })
        }
        Err(failure) => refused(failure),
    }
}

fn refused<'a>(failure: Failure) -> Work<'a> {
    Box::pin(ready(Err(failure)))
}

/// The handler of a route.
pub fn run<'a>(ctx: &'a Ctx, route: Route, body: &str) -> Work<'a> {
    match route {
        Route::HealthShow(it) => call(ctx, it, body, operation::health),
        Route::SessionOpen(it) => call(ctx, it, body, account::sign_in),
        Route::SessionShow(it) => call(ctx, it, body, account::show),
        Route::SessionEnd(it) => call(ctx, it, body, account::sign_out),
        Route::DeviceList(it) => call(ctx, it, body, account::devices),
        Route::DeviceEnd(it) => call(ctx, it, body, account::device_end),
        Route::PasswordSet(it) => call(ctx, it, body, account::password_set),
        Route::HomeShow(it) => call(ctx, it, body, home::show),
        Route::LinkLook(it) => call(ctx, it, body, link::look),
        Route::LinkRedeem(it) => call(ctx, it, body, link::redeem),
        Route::LinkAccept(it) => call(ctx, it, body, link::accept),
        Route::LinkRecover(it) => call(ctx, it, body, link::recover),
        Route::InvitationList(it) => call(ctx, it, body, invitation::list),
        Route::InvitationCreate(it) => call(ctx, it, body, invitation::create),
        Route::InvitationRevoke(it) => call(ctx, it, body, invitation::revoke),
        Route::PersonList(it) => call(ctx, it, body, person::list),
        Route::PersonGrants(it) => call(ctx, it, body, person::set_grants),
        Route::PersonDisabled(it) => call(ctx, it, body, person::set_disabled),
        Route::RecoveryCreate(it) => call(ctx, it, body, invitation::recovery),
        Route::AgencyList(it) => call(ctx, it, body, catalogue::agencies),
        Route::InnovationList(it) => call(ctx, it, body, catalogue::innovations),
        Route::ImportCheck(it) => call(ctx, it, body, import::check),
        Route::ImportRun(it) => call(ctx, it, body, import::run),
        Route::ImportList(it) => call(ctx, it, body, import::list),
        Route::EditionList(it) => call(ctx, it, body, edition::list),
        Route::EditionCreate(it) => call(ctx, it, body, edition::create),
        Route::EditionShow(it) => call(ctx, it, body, edition::show),
        Route::EditionSetup(it) => call(ctx, it, body, edition::setup),
        Route::EntryAdd(it) => call(ctx, it, body, entry::add),
        Route::EntryRemove(it) => call(ctx, it, body, entry::remove),
        Route::EntryWithdraw(it) => call(ctx, it, body, entry::withdraw),
        Route::EntryShow(it) => call(ctx, it, body, entry::show),
        Route::DossierSet(it) => call(ctx, it, body, entry::set_dossier),
        Route::SeatCreate(it) => call(ctx, it, body, panel::seat),
        Route::SeatRemove(it) => call(ctx, it, body, panel::unseat),
        Route::AssignmentSet(it) => call(ctx, it, body, panel::assign),
        Route::EditionOpen(it) => call(ctx, it, body, timetable::open),
        Route::EditionExtend(it) => call(ctx, it, body, timetable::extend),
        Route::EditionClose(it) => call(ctx, it, body, timetable::close),
        Route::EditionEvents(it) => call(ctx, it, body, edition::events),
        Route::ResultRead(it) => call(ctx, it, body, publication::results),
        Route::EditionPublish(it) => call(ctx, it, body, publication::publish),
        Route::JudgeDeskShow(it) => call(ctx, it, body, judging::desk),
        Route::JudgePackShow(it) => call(ctx, it, body, judging::pack),
        Route::SheetShow(it) => call(ctx, it, body, judging::show),
        Route::SheetPut(it) => call(ctx, it, body, sheet::save),
        Route::SheetLockSet(it) => call(ctx, it, body, sheet::lock),
        Route::SheetReopenSet(it) => call(ctx, it, body, sheet::reopen),
        Route::ConflictSet(it) => call(ctx, it, body, sheet::declare),
        Route::BoardList(it) => call(ctx, it, body, publication::list),
        Route::BoardShow(it) => call(ctx, it, body, publication::show),
        Route::BoardVersionShow(it) => call(ctx, it, body, publication::show_version),
        Route::RecordList(it) => call(ctx, it, body, record::list),
        Route::RecordCreate(it) => call(ctx, it, body, record::create),
        Route::RecordStart(it) => call(ctx, it, body, record::start),
        Route::RecordShow(it) => call(ctx, it, body, record::show),
        Route::RecordDelete(it) => call(ctx, it, body, record::delete),
        Route::TitleList(it) => call(ctx, it, body, record::titles),
        Route::TeamSet(it) => call(ctx, it, body, record::set_team),
        Route::RevisionShow(it) => call(ctx, it, body, record::revision),
        Route::HistoryList(it) => call(ctx, it, body, record::history),
        Route::PartPut(it) => call(ctx, it, body, part::save),
        Route::PlanSet(it) => call(ctx, it, body, part::set_plan),
        Route::StepSet(it) => call(ctx, it, body, step::take),
        Route::ReviewAdd(it) => call(ctx, it, body, review::add),
        Route::ReviewAnnounce(it) => call(ctx, it, body, review::announce),
        Route::CriteriaSet(it) => call(ctx, it, body, review::judge),
        Route::LogAdd(it) => call(ctx, it, body, note::add),
        Route::LogFollow(it) => call(ctx, it, body, note::follow),
        Route::RemarkAdd(it) => call(ctx, it, body, remark::add),
        Route::RemarkDone(it) => call(ctx, it, body, remark::done),
        Route::PublicationAsk(it) => call(ctx, it, body, showcase::ask),
        Route::PublicationPut(it) => call(ctx, it, body, showcase::put),
        Route::EvidenceAdd(it) => call(ctx, it, body, evidence::add),
        Route::EvidenceSet(it) => call(ctx, it, body, evidence::expose),
        Route::EvidenceRemove(it) => call(ctx, it, body, evidence::remove),
        Route::QueueShow(it) => call(ctx, it, body, queue::show),
        Route::DeskSet(it) => call(ctx, it, body, queue::assign),
        Route::ClinicSettingShow(it) => call(ctx, it, body, setting::clinic),
        Route::ClinicSettingSet(it) => call(ctx, it, body, setting::set_clinic),
        Route::AgencySettingShow(it) => call(ctx, it, body, setting::agency),
        Route::AgencySettingSet(it) => call(ctx, it, body, setting::set_agency),
        Route::AgencyPersonList(it) => call(ctx, it, body, setting::people),
        Route::ActivityList(it) => call(ctx, it, body, activity::list),
        Route::ActivityCreate(it) => call(ctx, it, body, activity::create),
        Route::ActivityShow(it) => call(ctx, it, body, activity::show),
        Route::ActivitySet(it) => call(ctx, it, body, activity::set),
        Route::AttendanceAdd(it) => call(ctx, it, body, activity::attend),
        Route::CheckInAdd(it) => call(ctx, it, body, activity::check_in),
        // Bytes, not JSON: `serve.rs` lets `evidence.rs` answer them.
        Route::EvidencePut(_) | Route::EvidenceFile(_) => refused(Code::NotFound.into()),
        Route::InvariantList(it) => call(ctx, it, body, operation::invariants),
    }
}

/// The reply to a write that happened before, as it was stored; a link gets its secret back, and results are
/// too large to keep: they are read again.
pub async fn again(ctx: &Ctx, route: Route, body: &str, kept: String) -> Result<String, Failure> {
    match route {
        Route::InvitationCreate(_) | Route::RecoveryCreate(_) => {
            Ok(json::write(&invitation::again(ctx, &kept)?)?)
        }
        Route::ResultRead(_) => run(ctx, route, body).await,
        _ => Ok(kept),
    }
}
