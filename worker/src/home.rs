//! "Yang menunggu Anda": what waits for the person, and what waits for others.

use klisida_domain::{
    access::{CLINIC, IMPORTERS, INVITERS, WATCHERS},
    account::{Actor, Role},
    api,
    clinic::Relation,
    competition::Standing,
    log::Note,
    news::{AHEAD_DAYS, MOST, NEWS_DAYS},
    proposal::{SHOWN_DAYS, Subject, heads_the_office, may_approve},
    stage::{Desk, Hold},
    time::{DAY, HOUR, Instant},
    told::Told,
    turn::Durations,
    wire::{self, HomeAppointment, HomeItem, HomeKind, HomeNews, HomeView},
};

use crate::{
    clinic::{Record, durations},
    ctx::Ctx,
    db::{
        self, Rows, Sql,
        conflict::WaitingRow,
        grant::ClashRow,
        person::Count,
        proposal::{ProposalRow, When},
        record::RecordRow,
        sql,
    },
    dispatch::answers,
    failure::Failure,
    record,
};

mod rows;

use rows::{AnyRow, AppointmentRow, DeskRow, IdleRow, NewsRow, OwnRow, RunRow, Whose};

answers! {
    HomeShow: show;
}

/// Most innovations named one by one.
const MAX_NAMED: usize = 50;

/// What waits, most urgent first.
pub async fn show(ctx: &Ctx, _: api::HomeShow, _: wire::Empty) -> Result<HomeView, Failure> {
    let actor = ctx.person()?;
    let clinic = actor.is_any(CLINIC);
    let rows = ctx
        .db
        .batch(vec![
            sql(rows::OWN).id(actor.person),
            // Everybody asks only for what concerns them.
            sql(if actor.is_any(WATCHERS) {
                rows::RUN
            } else {
                rows::NOTHING
            }),
            record::own(ctx, MAX_NAMED)?,
            sql(db::record::DURATIONS),
            sql(if clinic { rows::DESK } else { rows::NOTHING }),
            if actor.is(Role::AgencyCoordinator) {
                sql(rows::IDLE)
                    .json(&actor.agencies_as(&[Role::AgencyCoordinator]))?
                    .at(year_begins(ctx.now))
            } else {
                sql(rows::NOTHING)
            },
            sql(rows::AGENCIES),
            sql(db::grant::CLASHES_OF_OTHERS).id(actor.person),
            sql(db::grant::UNSURE_COUNT).id(actor.person),
            if decides(actor) {
                sql(db::proposal::OPEN).at(ctx.now)
            } else {
                sql(db::proposal::OPEN_ABOUT).at(ctx.now).id(actor.person)
            },
            sql(if actor.is(Role::Coordinator) {
                db::conflict::WAITING
            } else {
                rows::NOTHING
            }),
            sql(db::proposal::OWN_RECOVERY)
                .id(actor.person)
                .at(ctx.now.plus(-7 * DAY)),
            sql(if actor.is_any(WATCHERS) {
                rows::AHEAD
            } else {
                rows::NOTHING
            }),
            if clinic {
                sql(db::record::MINE_OURS).id(actor.person).size(MOST)
            } else {
                sql(rows::NOTHING)
            },
            near(ctx, rows::NEWS)?
                .at(ctx.now.plus(-NEWS_DAYS * DAY))
                .size(MOST),
            near(ctx, rows::APPOINTMENTS)?
                // One that just began is still to be found.
                .at(ctx.now.plus(-HOUR))
                .at(ctx.now.plus(AHEAD_DAYS * DAY))
                .size(MOST),
            sql(rows::PROPOSED)
                .id(actor.person)
                .at(ctx.now.plus(-SHOWN_DAYS * DAY)),
        ])
        .await?;
    let agencies: Option<AnyRow> = rows.first(6)?;
    let proposed: Option<AnyRow> = rows.first(16)?;
    let mut view = HomeView {
        now: ctx.now,
        mine: Vec::new(),
        others: Vec::new(),
        news: told(ctx, &rows)?,
        appointments: appointments(ctx, &rows)?,
        proposed: proposed.is_some_and(|it| it.n == 1),
        import_first: agencies.is_some_and(|it| it.n == 0) && actor.is_any(IMPORTERS),
    };
    for row in rows.all::<OwnRow>(0)? {
        if actor.judges(row.id) {
            view.mine.extend(own_items(ctx, &row));
        }
    }
    if actor.is_any(WATCHERS) {
        let editions = rows.all::<RunRow>(1)?;
        for row in editions.into_iter().chain(rows.all(12)?) {
            let standing = row.standing(ctx.now);
            let waiting = waiting(&row, standing);
            let runs = actor.is(Role::Coordinator);
            if runs {
                view.mine.extend(waiting);
            } else {
                view.others.extend(waiting);
            }
            // Whoever is told to close it waits for nobody.
            if standing == Standing::Judging && !(runs && row.is_locked())
                || standing == Standing::TimeUp && !runs
            {
                view.others.push(item(
                    &row,
                    HomeKind::JudgingRuns,
                    row.locked,
                    row.all_sheets,
                ));
            }
        }
    }
    second_person(ctx, &rows, &mut view)?;
    innovations(ctx, &rows, &mut view)?;
    roles(actor, &rows, &mut view)?;
    // What has a deadline first, the nearest on top.
    for list in [&mut view.mine, &mut view.others] {
        list.sort_by_key(|item| item.due.map_or(i64::MAX, |due| due.0));
    }
    Ok(view)
}

/// Who may be the second person of some step.
fn decides(actor: &Actor) -> bool {
    actor.is_any(INVITERS) || heads_the_office(actor)
}

/// Steps that wait for this person as the second one, conflicts to decide, recoveries of the own account.
fn second_person(ctx: &Ctx, rows: &Rows, view: &mut HomeView) -> Result<(), Failure> {
    let actor = ctx.person()?;
    for row in rows.all::<ProposalRow>(9)? {
        let concerned =
            matches!(row.effect.subject, Subject::Recover { person } if person == actor.person);
        let kind = if concerned {
            HomeKind::OwnRecovery
        } else if row.state(ctx.now) == klisida_domain::proposal::State::Waiting
            && may_approve(actor, &row.circumstances()).is_ok()
        {
            HomeKind::DecideProposal
        } else {
            continue;
        };
        let name = format!("{}: {}", row.effect.subject.label(), row.effect.name);
        view.mine.push(HomeItem {
            edition: row.edition_id,
            due: Some(row.expires_at),
            ..plain(kind, name, 1)
        });
    }
    if actor.is(Role::Coordinator) {
        for row in rows.all::<WaitingRow>(10)? {
            view.mine.push(HomeItem {
                edition: Some(row.id),
                ..plain(HomeKind::DecideConflicts, row.name, row.n)
            });
        }
    }
    let recovered: Option<When> = rows.first(11)?;
    if let Some(at) = recovered.and_then(|it| it.at) {
        view.mine
            .push(plain(HomeKind::AccountRecovered, at.wib().full(), 1));
    }
    Ok(())
}

/// A statement about the innovations that the person works on.
fn near(ctx: &Ctx, statement: &'static str) -> Result<Sql, Failure> {
    let actor = ctx.person()?;
    let agencies = actor.agencies_as(&[Role::AgencyCoordinator, Role::AgencyHead]);
    Ok(sql(statement)
        .id(actor.person)
        .json(&agencies)?
        .id_or_null(actor.is_any(CLINIC).then_some(actor.person)))
}

fn reads(ctx: &Ctx, whose: &Whose) -> Result<bool, Failure> {
    let relation = Relation::of(
        ctx.person()?,
        &whose.agency_code,
        whose.parent_code.as_ref(),
        whose.member,
        whose.own,
    );
    Ok(relation.reads())
}

fn told(ctx: &Ctx, rows: &Rows) -> Result<Vec<HomeNews>, Failure> {
    let mut news = Vec::new();
    for row in rows.all::<NewsRow>(14)? {
        if reads(ctx, &row.whose)? {
            news.push(HomeNews {
                news: row.action,
                at: row.at,
                by: row.by.unwrap_or_default(),
                subject: row.subject,
                reason: row.reason,
                innovation: row.whose.innovation_id,
                name: row.whose.name,
            });
        }
    }
    Ok(news)
}

fn appointments(ctx: &Ctx, rows: &Rows) -> Result<Vec<HomeAppointment>, Failure> {
    let mut all = Vec::new();
    for row in rows.all::<AppointmentRow>(15)? {
        if let Note::Appointment { place, text } = row.note
            && reads(ctx, &row.whose)?
        {
            all.push(HomeAppointment {
                at: row.at,
                place,
                text,
                innovation: row.whose.innovation_id,
                name: row.whose.name,
            });
        }
    }
    Ok(all)
}

/// The first instant of the year, in WIB.
fn year_begins(now: Instant) -> Instant {
    let first = format!("{}-01-01T00:00", now.wib().year);
    Instant::from_wib_field(&first).unwrap_or(now)
}

/// Innovations that wait for the person or lie with others, and what waits at the clinic's desk.
fn innovations(ctx: &Ctx, rows: &Rows, view: &mut HomeView) -> Result<(), Failure> {
    let actor = ctx.person()?;
    let (durations, _) = durations(rows, 3)?;
    for row in rows.all::<RecordRow>(2)? {
        let record = Record::of(ctx, row)?;
        if !record.relation.is_agency() {
            continue;
        }
        let (list, kind) = match waits(&record) {
            Some(kind) => (&mut view.mine, kind),
            None => (&mut view.others, HomeKind::InnovationElsewhere),
        };
        list.push(of_record(&record, kind, &durations));
    }
    for row in rows.all::<RecordRow>(13)? {
        let record = Record::of(ctx, row)?;
        view.mine
            .push(of_record(&record, HomeKind::ReviewInnovation, &durations));
    }
    if actor.is_any(CLINIC)
        && let Some(desk) = rows.first::<DeskRow>(4)?
    {
        for (kind, count, since) in [
            (HomeKind::ValidateQueue, desk.ours, desk.oldest),
            (HomeKind::AnnounceReviews, desk.held, None),
            (HomeKind::DecidePublication, desk.asked, None),
        ] {
            if count > 0 {
                view.mine.push(HomeItem {
                    since,
                    ..plain(kind, String::new(), count)
                });
            }
        }
    }
    for idle in rows.all::<IdleRow>(5)? {
        view.mine
            .push(plain(HomeKind::StartInnovation, idle.name, 1));
    }
    Ok(())
}

/// Roles that exclude each other, for those who can end one of the two, and roles in doubt, for administrators.
fn roles(actor: &Actor, rows: &Rows, view: &mut HomeView) -> Result<(), Failure> {
    if actor.is_any(INVITERS) {
        for row in rows.all::<ClashRow>(7)? {
            let name = format!("{} · {}", row.name, row.edition_name);
            view.mine.push(HomeItem {
                edition: Some(row.edition),
                ..plain(HomeKind::SplitRoles, name, 1)
            });
        }
    }
    let unsure = rows.first::<Count>(8)?.map_or(0, |it| it.n);
    if actor.is(Role::Administrator) && unsure > 0 {
        view.mine
            .push(plain(HomeKind::ConfirmRoles, String::new(), unsure));
    }
    Ok(())
}

/// What a record asks of the person, when it is this person's turn.
fn waits(record: &Record) -> Option<HomeKind> {
    let relation = record.relation;
    let course = wire::standing(record.course, record.told().as_ref());
    if !course.is_live() {
        return None;
    }
    match (course.desk, course.hold) {
        (Desk::Innovator, Hold::Revising) if relation.member => Some(HomeKind::MendInnovation),
        (Desk::Innovator, _) if relation.member => Some(HomeKind::ContinueInnovation),
        (Desk::AgencyCoordinator, _) if relation.coordinator => Some(HomeKind::CheckSubmission),
        (Desk::AgencyHead, _) if relation.head => Some(HomeKind::ReleaseSubmission),
        _ => None,
    }
}

fn of_record(record: &Record, kind: HomeKind, durations: &Durations) -> HomeItem {
    let row = &record.row;
    HomeItem {
        innovation: Some(row.id),
        due: durations
            .due(record.course, row.since)
            .filter(|_| record.course.is_live()),
        turn: Some(wire::HomeTurn {
            course: record.course,
            since: row.since,
            told: record.told().map(Told::shortened),
        }),
        ..plain(kind, row.name.clone(), 1)
    }
}

const fn plain(kind: HomeKind, name: String, count: u32) -> HomeItem {
    HomeItem {
        kind,
        edition: None,
        innovation: None,
        name,
        count,
        of: count,
        due: None,
        since: None,
        turn: None,
    }
}

fn own_items(ctx: &Ctx, row: &OwnRow) -> Vec<HomeItem> {
    let standing = Standing::at(row.recorded, row.opens_at, row.closes_at, ctx.now);
    if standing != Standing::Judging {
        return Vec::new();
    }
    let make = |kind, count| HomeItem {
        kind,
        edition: Some(row.id),
        innovation: None,
        name: row.name.clone(),
        count,
        of: row.all_sheets,
        due: Some(row.closes_at),
        since: None,
        turn: None,
    };
    let open = row
        .all_sheets
        .saturating_sub(row.locked)
        .saturating_sub(row.full);
    [
        (HomeKind::ScoreEntries, open),
        (HomeKind::LockSheets, row.full),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(kind, count)| make(kind, count))
    .collect()
}

fn item(row: &RunRow, kind: HomeKind, count: u32, of: u32) -> HomeItem {
    let due = match kind {
        HomeKind::OpenEdition => Some(row.opens_at),
        HomeKind::PublishEdition | HomeKind::CorrectBoard => None,
        _ => Some(row.closes_at),
    };
    HomeItem {
        kind,
        edition: Some(row.id),
        innovation: None,
        name: row.name.clone(),
        count,
        of,
        due,
        since: None,
        turn: None,
    }
}

/// What an edition asks of its coordinator.
fn waiting(row: &RunRow, standing: Standing) -> Vec<HomeItem> {
    let mut items = Vec::new();
    match standing {
        Standing::Draft => items.push(item(row, HomeKind::OpenEdition, row.entries, row.entries)),
        Standing::Judging if !row.is_locked() => {}
        Standing::Judging | Standing::TimeUp => items.push(item(
            row,
            HomeKind::CloseEdition,
            row.locked,
            row.all_sheets,
        )),
        Standing::Closed => items.push(item(
            row,
            HomeKind::PublishEdition,
            row.locked,
            row.all_sheets,
        )),
        Standing::Published => items.push(item(row, HomeKind::CorrectBoard, 1, 1)),
        Standing::Scheduled | Standing::Cancelled => {}
    }
    let open = matches!(
        standing,
        Standing::Scheduled | Standing::Judging | Standing::TimeUp
    );
    if open && row.short > 0 {
        items.push(item(row, HomeKind::FillPanel, row.short, row.entries));
    }
    items
}
