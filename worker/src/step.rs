//! Steps of the course: hand in, release, return, withdraw, lead back, pause, resume, stop, end.

use klisida_domain::{
    api,
    clinic::Act,
    event, gate,
    law::Stage,
    problem::{Code, Problem},
    stage::{Refusal, Step},
    wire,
};

use crate::{
    clinic::{self, Whole},
    ctx::Ctx,
    db::{self, sql, write::Write},
    dispatch::answers,
    edition::step::reason,
    failure::Failure,
};

answers! {
    StepSet: take;
}

/// How a step is written down; none for those that are no steps of this endpoint.
const fn action(step: Step) -> Option<&'static str> {
    Some(match step {
        Step::Start | Step::Decide(_) => return None,
        Step::HandIn => event::RECORD_HANDED_IN,
        Step::Release => event::RECORD_RELEASED,
        Step::Return => event::RECORD_RETURNED,
        Step::Withdraw => event::RECORD_WITHDRAWN,
        Step::GoBack(_) => event::RECORD_LED_BACK,
        Step::Pause => event::RECORD_PAUSED,
        Step::Resume => event::RECORD_RESUMED,
        Step::Stop => event::RECORD_STOPPED,
        Step::Finish => event::RECORD_FINISHED,
        Step::Continue => event::RECORD_CONTINUED,
        Step::Reopen => event::RECORD_REOPENED,
    })
}

/// Take a step: hand in, release, return, withdraw, lead back, pause, resume, stop, finish, continue.
pub async fn take(
    ctx: &Ctx,
    it: api::StepSet,
    body: wire::StepTake,
) -> Result<wire::StepTaken, Failure> {
    let step = body.step;
    // A decision is a review, and a start has an address of its own.
    let action = action(step).ok_or_else(|| Problem::field(Code::UnknownValue, "step"))?;
    let given = body.reason.filter(|text| !text.trim().is_empty());
    let reason = match given {
        Some(text) => Some(reason(&text)?),
        None if step.needs_reason() => {
            return Err(Problem::field(Code::ReasonNeeded, "reason").into());
        }
        None => None,
    };
    let (whole, durations) = Whole::read(ctx, it.innovation).await?;
    let record = &whole.record;
    record.check(Act::Step(step), body.version)?;
    let next = record
        .course
        .after(step, record.row.head_releases)
        .map_err(Refusal::problem)?;
    // What a reviewer found and did not tell yet would be lost with the submission.
    let keeps_review = matches!(step, Step::Pause | Step::Resume | Step::Stop);
    // The agency takes back what is its own, and learns of no review by trying: what was held back falls away.
    let voids_review = step == Step::Withdraw;
    let keeps_review = keeps_review || voids_review;
    if record.row.held.is_some() && !keeps_review {
        return Err(Code::ReviewHeld.into());
    }
    match step {
        Step::HandIn | Step::Release => whole.submission()?,
        Step::Finish | Step::Continue => {
            clinic::open(gate::before_leaving(Stage::Display, &whole.facts))?;
        }
        _ => {}
    }
    // The coordinator may have mended what was handed in: the clinic judges what it gets.
    let revises = step == Step::HandIn || step == Step::Release && whole.newer_than_revision();
    let mut to = record.to(ctx, next);
    let mut write = Write::new(ctx);
    if !keeps_review {
        write.holds(
            sql(db::record::NOT_HELD).id(record.row.id),
            Code::ReviewHeld,
        );
    }
    if voids_review {
        write.run(sql(db::record::VOID_HELD).id(record.row.id).at(ctx.now));
    }
    if matches!(step, Step::HandIn | Step::Release) {
        whole.parts_stand(&mut write);
    }
    if revises {
        to.revision += 1;
    }
    if let Some(reason) = reason.as_deref().filter(|_| step.needs_reason()) {
        record.tell(ctx, &mut to, step, ctx.person()?.person, reason);
    }
    let taken = record.taken(ctx, &durations, next, &to);
    clinic::apply(&mut write, std::slice::from_ref(&to), record.stale())?;
    if revises {
        write.run(
            sql(db::record::KEEP_REVISION)
                .id(record.row.id)
                .int(to.revision)
                .at(ctx.now)
                .id(ctx.person()?.person),
        );
    }
    write.event(record.moved(action, reason, next));
    write.commit(taken).await
}
