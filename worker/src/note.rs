//! The log of an innovation (Articles 13, 14), and who may write to a record at all.

use klisida_domain::{
    api,
    clinic::{self, Act, Relation},
    event,
    gate::{self, Facts},
    ids::{InnovationId, PlanItemId},
    log::{ItemState, Note, check_follow_up},
    problem::{Code, Problem},
    stage::Course,
    time::Instant,
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self, Sql,
        note::{AtRow, EntryRow, PlanRow, RecordSeen, WaitsRow},
        sql,
        write::{Event, Lost, Write},
    },
    dispatch::answers,
    failure::Failure,
};

answers! {
    LogAdd: add;
    LogCorrect: correct;
    LogFollow: follow;
}

/// The statement that reads a record for the person who asks.
pub fn seen(ctx: &Ctx, innovation: InnovationId) -> Result<Sql, Failure> {
    Ok(sql(db::note::RECORD)
        .id(innovation)
        .id(ctx.person()?.person))
}

/// May the person do this with the record as it stands? A record that is not theirs to know is not found.
pub fn check(ctx: &Ctx, record: &RecordSeen, act: Act) -> Result<(Relation, Course), Failure> {
    let relation = record.relation(ctx.person()?);
    let course = record.course()?;
    clinic::may(relation, act, course, &record.open_parts)?;
    Ok((relation, course))
}

/// A line of the record's history.
pub fn event_of(record: &RecordSeen, action: &'static str, subject: &str) -> Event {
    Event {
        action,
        subject_id: record.innovation_id.to_string(),
        subject: subject.to_owned(),
        innovation: Some(record.innovation_id),
        ..Event::default()
    }
}

/// The answer to a write that leaves the record's version as it is: what is added beside it never makes
/// somebody's draft stale.
pub const fn beside(ctx: &Ctx, record: &RecordSeen) -> wire::Saved {
    wire::Saved {
        version: record.version,
        at: ctx.now,
    }
}

/// What a lost race on the record's version means.
pub fn stale(innovation: InnovationId) -> Lost {
    Lost::Stale(sql(db::note::VERSION).id(innovation))
}

/// The line of the plan that a note is about, with its state.
const fn item_of(note: &Note) -> Option<(PlanItemId, &'static str)> {
    match note {
        Note::Progress { item, state, .. } => {
            let state = match state {
                ItemState::Running => "running",
                ItemState::Done => "done",
                ItemState::Dropped => "dropped",
            };
            Some((*item, state))
        }
        _ => None,
    }
}

/// Progress may be entered only after the launch, for a line of the plan in force (Article 13(1), 13(2)). An entry from a
/// phone without signal arrives late: the day on which it happened counts.
fn progress(
    item: PlanItemId,
    at: Instant,
    plan: Option<PlanRow>,
    launch: Option<Instant>,
) -> Result<(), Failure> {
    launched(at, launch)?;
    let known = plan.is_some_and(|it| it.plan.iter().any(|line| line.id == item));
    if known {
        Ok(())
    } else {
        Err(Problem::field(Code::ItemUnknown, "item").into())
    }
}

/// It happened on the day of the launch or later.
fn launched(at: Instant, launch: Option<Instant>) -> Result<(), Failure> {
    let facts = Facts {
        launched: launch.is_some_and(|launch| day(launch) <= day(at)),
        ..Facts::default()
    };
    if let Err(missing) = gate::before_progress(&facts) {
        let closed = Problem::gate(vec![missing]);
        return Err(closed.unwrap_or(Problem::new(Code::GateClosed)).into());
    }
    Ok(())
}

fn day(at: Instant) -> (i32, u8, u8) {
    let day = at.wib();
    (day.year, day.month, day.day)
}

/// Add to the log.
pub async fn add(ctx: &Ctx, it: api::LogAdd, body: wire::LogNew) -> Result<wire::Saved, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            seen(ctx, it.innovation)?,
            sql(db::note::PLAN).id(it.innovation),
            sql(db::note::LAUNCH).id(it.innovation),
        ])
        .await?;
    let record: RecordSeen = rows.first(0)?.ok_or(Code::NotFound)?;
    let clinics = body.note.is_clinics();
    let (_, course) = check(ctx, &record, Act::Log { clinics })?;
    body.note.belongs_to(course.place)?;
    if let Some(problem) = Problem::faults(body.note.new_faults(body.at, ctx.now)) {
        return Err(problem.into());
    }
    let item = item_of(&body.note);
    if let Some((item, _)) = item {
        let launch: Option<AtRow> = rows.first(2)?;
        progress(item, body.at, rows.first(1)?, launch.and_then(|it| it.at))?;
    }
    let (item, state) = item.unzip();
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::note::STANDS)
            .id(it.innovation)
            .text(course.place.code())
            .text(course.hold.code())
            .int(record.plans),
        Code::StageWrong,
    );
    write.must(
        sql(db::note::INSERT)
            .id(body.id)
            .id(it.innovation)
            .text(body.note.code())
            .at(body.at)
            .at(ctx.now)
            .id(ctx.person()?.person)
            .json(&body.note)?
            .id_or_null(item)
            .text_or_null(state)
            .flag(body.note.waits()),
        Code::KeyReused,
    );
    write.event(event_of(&record, event::LOG_ADDED, body.note.label()));
    write.commit(beside(ctx, &record)).await
}

/// Correct an entry by another one of its kind. The first stays, and no gate counts it any more.
pub async fn correct(
    ctx: &Ctx,
    it: api::LogCorrect,
    body: wire::LogNew,
) -> Result<wire::Saved, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            seen(ctx, it.innovation)?,
            sql(db::note::WHOLE).id(it.entry).id(it.innovation),
            sql(db::note::PLAN).id(it.innovation),
            sql(db::note::LAUNCH).id(it.innovation),
        ])
        .await?;
    let record: RecordSeen = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &record, Act::Read)?;
    let entry: EntryRow = rows.first(1)?.ok_or(Code::NotFound)?;
    let person = ctx.person()?.person;
    let act = Act::Correct {
        own: entry.person_id == person,
        clinics: entry.note.is_clinics(),
    };
    let (_, course) = check(ctx, &record, act)?;
    if entry.replaced {
        return Err(Code::LogReplaced.into());
    }
    if entry.note.code() != body.note.code() {
        return Err(Problem::field(Code::UnknownValue, "note").into());
    }
    if let Some(problem) = Problem::faults(body.note.faults(body.at, ctx.now)) {
        return Err(problem.into());
    }
    let item = item_of(&body.note);
    if let Some((line, _)) = item {
        let launch: Option<AtRow> = rows.first(3)?;
        let launch = launch.and_then(|it| it.at);
        // A line of an earlier version of the plan may keep its entry.
        let same = item_of(&entry.note).is_some_and(|it| it.0 == line);
        let plan: Option<PlanRow> = if same { None } else { rows.first(2)? };
        if same {
            launched(body.at, launch)?;
        } else {
            progress(line, body.at, plan, launch)?;
        }
    }
    let (item, state) = item.unzip();
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::note::STANDS)
            .id(it.innovation)
            .text(course.place.code())
            .text(course.hold.code())
            .int(record.plans),
        Code::StageWrong,
    );
    write.must(
        sql(db::note::CORRECT)
            .id(body.id)
            .id(it.entry)
            .at(body.at)
            .at(ctx.now)
            .id(person)
            .json(&body.note)?
            .id_or_null(item)
            .text_or_null(state),
        Code::LogReplaced,
    );
    write.must(
        sql(db::note::REPLACE).id(it.entry).id(body.id),
        Code::LogReplaced,
    );
    write.event(event_of(&record, event::LOG_CORRECTED, body.note.label()));
    write.commit(beside(ctx, &record)).await
}

/// Say what was done about an obstacle or an input.
pub async fn follow(
    ctx: &Ctx,
    it: api::LogFollow,
    body: wire::FollowSet,
) -> Result<wire::Saved, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            seen(ctx, it.innovation)?,
            sql(db::note::ENTRY).id(it.entry).id(it.innovation),
        ])
        .await?;
    let record: RecordSeen = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &record, Act::Follow)?;
    let entry: WaitsRow = rows.first(1)?.ok_or(Code::NotFound)?;
    let text = body.text.trim();
    check_follow_up(text).map_err(|code| Problem::field(code, "text"))?;
    if !entry.waits {
        return Err(Code::NothingToFollow.into());
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::note::FOLLOW)
            .id(it.entry)
            .id(it.innovation)
            .text(text)
            .at(ctx.now)
            .id(ctx.person()?.person),
        Code::NothingToFollow,
    );
    write.event(event_of(&record, event::LOG_FOLLOWED, ""));
    write.commit(beside(ctx, &record)).await
}
