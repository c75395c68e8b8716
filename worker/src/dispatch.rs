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
    account, activity, catalogue, conflict, ctx::Ctx, device, edition, entry, evidence,
    failure::Failure, gate, grant, home, import, invitation, json, judging, link, note, operation,
    panel, part, person, proposal, publication, queue, record, remark, review, setting, sheet,
    showcase, step, timetable,
};

/// A handler's future. Boxed, so that the dispatcher's state machine stays small.
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

/// The table: which handler answers an endpoint.
macro_rules! handlers {
    (
        json { $($route:ident: $handler:path,)+ }
        bytes { $($bytes:ident)+ }
    ) => {
        /// The handler of a route.
        pub fn run<'a>(ctx: &'a Ctx, route: Route, body: &str) -> Work<'a> {
            match route {
                $(Route::$route(it) => call(ctx, it, body, $handler),)+
                // Bytes, not JSON: `serve.rs` lets `evidence.rs` answer them.
                $(Route::$bytes(_) => refused(Code::NotFound.into()),)+
            }
        }
    };
}

handlers! {
    json {
        HealthShow: operation::health,
        SessionOpen: account::sign_in,
        SessionShow: account::show,
        SessionEnd: account::sign_out,
        DeviceList: account::devices,
        DeviceEnd: account::device_end,
        DeviceKeyOpen: device::open,
        PasswordSet: account::password_set,
        HomeShow: home::show,
        LinkLook: link::look,
        LinkRedeem: link::redeem,
        LinkAccept: link::accept,
        LinkRecover: link::recover,
        InvitationList: invitation::list,
        InvitationCreate: invitation::create,
        InvitationRevoke: invitation::revoke,
        PersonList: person::list,
        PersonGrants: person::set_grants,
        PersonDisabled: person::set_disabled,
        PersonHome: person::set_home,
        UnsureGrantList: grant::unsure,
        GrantConfirm: grant::confirm,
        RecoveryCreate: invitation::recovery,
        AgencyList: catalogue::agencies,
        InnovationList: catalogue::innovations,
        ImportCheck: import::check,
        ImportRun: import::run,
        ImportList: import::list,
        EditionList: edition::list,
        EditionCreate: edition::create,
        EditionShow: edition::show,
        EditionMore: edition::part,
        EditionSetup: edition::setup,
        EntryAdd: entry::add,
        EntryRemove: entry::remove,
        EntryWithdraw: entry::withdraw,
        EntryShow: entry::show,
        DossierSet: entry::set_dossier,
        SeatCreate: panel::seat,
        SeatRemove: panel::unseat,
        AssignmentSet: panel::assign,
        EditionOpen: timetable::open,
        EditionExtend: timetable::extend,
        EditionClose: timetable::close,
        EditionEvents: edition::events,
        ResultRead: publication::results,
        ResultSheets: publication::sheets,
        EditionPublish: publication::publish,
        EditionWatch: conflict::watch,
        ConflictDecide: conflict::decide,
        ProposalList: proposal::list,
        ProposalAdd: proposal::add,
        ProposalDecide: proposal::decide,
        ProposalTakeBack: proposal::take_back,
        SheetCorrect: proposal::correct,
        JudgeDeskShow: judging::desk,
        JudgePackShow: judging::pack,
        SheetShow: judging::show,
        SheetPut: sheet::save,
        SheetLockSet: sheet::lock,
        SheetReopenSet: sheet::reopen,
        ConflictSet: sheet::declare,
        BoardList: publication::list,
        BoardShow: publication::show,
        BoardVersionShow: publication::show_version,
        InvariantList: operation::invariants,
        RecordList: record::list,
        RecordCreate: record::create,
        RecordStart: record::start,
        RecordShow: record::show,
        RecordMore: record::more,
        OutsideList: record::outside,
        RecordDelete: record::delete,
        TitleList: record::titles,
        TeamSet: record::set_team,
        RevisionShow: record::revision,
        HistoryList: record::history,
        PartPut: part::save,
        PlanSet: part::set_plan,
        StepSet: step::take,
        ReviewAdd: review::add,
        ReviewAnnounce: review::announce,
        CriteriaSet: review::judge,
        LogAdd: note::add,
        LogFollow: note::follow,
        RemarkAdd: remark::add,
        RemarkDone: remark::done,
        PublicationAsk: showcase::ask,
        PublicationPut: showcase::put,
        EvidenceAdd: evidence::add,
        EvidenceSet: evidence::expose,
        EvidenceDate: evidence::set_date,
        EvidenceRemove: evidence::remove,
        QueueShow: queue::show,
        DeskSet: queue::assign,
        ClinicSettingShow: setting::clinic,
        ClinicSettingSet: setting::set_clinic,
        AgencySettingShow: setting::agency,
        AgencySettingSet: setting::set_agency,
        AgencyPersonList: setting::people,
        ActivityList: activity::list,
        ActivityCreate: activity::create,
        ActivityShow: activity::show,
        ActivitySet: activity::set,
        AttendanceAdd: activity::attend,
        CheckInAdd: activity::check_in,
    }
    bytes { EvidencePut EvidenceFile }
}

/// The reply to a write that happened before, as it was stored; a link gets its secret back, and results are
/// too large to keep: they are read again.
pub async fn again(ctx: &Ctx, route: Route, body: &str, kept: String) -> Result<String, Failure> {
    match route {
        Route::InvitationCreate(_) | Route::RecoveryCreate(_) => {
            Ok(json::write(&invitation::again(ctx, &kept)?)?)
        }
        Route::ResultRead(_) | Route::ResultSheets(_) => run(ctx, route, body).await,
        _ => Ok(kept),
    }
}
