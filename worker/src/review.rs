//! The clinic's findings (Articles 11(3), 12(3), 13(3)) and its judgement of the criteria (Article 8).

use klisida_domain::{
    api,
    clinic::{Act, Aside, aside_said, judgement_faults, met, review_faults, review_reasons},
    event,
    gate::{self, Facts, Missing},
    ids::{InnovationId, PersonId},
    law::Stage,
    part::Part,
    problem::{Code, FieldFault, Problem},
    stage::{Course, Finding, Refusal, Step},
    time::DAY,
    wire,
};

use crate::{
    clinic::{self, Record, Whole},
    conflict::look_again,
    ctx::Ctx,
    db::{
        self,
        record::{Move, RecordRow},
        review::ReviewRow,
        sql,
        write::{Lost, Write},
    },
    dispatch::answers,
    failure::Failure,
};

answers! {
    ReviewAdd: add;
    ReviewDrop: drop_held;
    ReviewAnnounce: announce;
    CriteriaSet: judge;
}

/// Why a plan has a further version when it is validated once more.
const VALIDATED_AGAIN: &str = "Dinyatakan valid kembali oleh Tim Klinik.";

/// Most reviews announced at once.
const MAX_ANNOUNCED: usize = 100;

/// What a review decides.
struct Decision<'a> {
    finding: Finding,
    parts: &'a [Part],
    by: PersonId,
    reasons: &'a str,
}

/// The move that a finding makes.
fn decided(ctx: &Ctx, record: &Record, decision: &Decision<'_>) -> Result<(Course, Move), Failure> {
    let step = Step::Decide(decision.finding);
    let next = record
        .course
        .after(step, record.row.head_releases)
        .map_err(Refusal::problem)?;
    let mut to = record.to(ctx, next);
    record.tell(ctx, &mut to, step, decision.by, decision.reasons);
    if next.place == record.course.place {
        to.open = decision.parts.to_vec();
    } else if record.course.stage() == Some(Stage::Design) {
        to.plans += 1;
    }
    Ok((next, to))
}

/// A valid design freezes its plan.
fn freeze_plans(ctx: &Ctx, write: &mut Write<'_>, moves: &[Move]) -> Result<(), Failure> {
    if !moves.is_empty() {
        write.must_change(
            sql(db::review::FREEZE_PLANS)
                .json(&moves)?
                .at(ctx.now)
                .id(ctx.person()?.person)
                .text(VALIDATED_AGAIN),
            moves.len(),
            Code::StaleVersion,
        );
    }
    Ok(())
}

/// What the gates look at, with the finding as if it were announced.
fn with_finding(facts: &Facts, stage: Stage, finding: Finding) -> Facts {
    let mut facts = facts.clone();
    match stage {
        Stage::Diagnose => facts.idea = Some(finding),
        Stage::Design => facts.plan = Some(finding),
        Stage::Deliver => facts.end_review = finding == Finding::Valid,
        Stage::DrumUp | Stage::Display => {}
    }
    facts
}

/// Judge what was handed in (Articles 11(3), 12(3)).
pub async fn add(
    ctx: &Ctx,
    it: api::ReviewAdd,
    body: wire::ReviewNew,
) -> Result<wire::StepTaken, Failure> {
    let (whole, durations) = Whole::read(ctx, it.innovation).await?;
    let record = &whole.record;
    record.check(Act::Review, body.version)?;
    let mut faults = review_faults(
        body.finding,
        &body.reasons,
        &body.parts,
        &body.remarks,
        body.announce,
    );
    // Clocks of phones run ahead; a day is no lie.
    if body.held_on > ctx.now.plus(DAY) {
        faults.push(FieldFault::new("held_on", Code::DateInFuture));
    }
    let row = &record.row;
    let person = ctx.person()?.person;
    let aside = Aside::of(person, row.facilitator_id, row.reviewer_id);
    let aside = aside_said(aside, body.aside.as_deref()).unwrap_or_else(|code| {
        faults.push(FieldFault::new("aside", code));
        None
    });
    if let Some(problem) = Problem::faults(faults) {
        return Err(problem.into());
    }
    let stage = record.course.stage().ok_or(Code::StagesEnded)?;
    if body.revision != record.row.revision {
        return Err(Code::ReviewOutdated.into());
    }
    match (record.row.held, body.replaces) {
        (held, Some(replaced)) if held != Some(replaced) => {
            return Err(Code::ReviewNotHeld.into());
        }
        (Some(_), None) => return Err(Code::ReviewHeld.into()),
        _ => {}
    }
    if body.finding == Finding::Valid {
        // The last stage has no next one: it ends by finishing or going on.
        if stage == Stage::Display {
            return Err(Problem::field(Code::StageWrong, "finding").into());
        }
        let facts = with_finding(&whole.facts, stage, body.finding);
        clinic::open(gate::before_leaving(stage, &facts))?;
    }
    let reasons = review_reasons(&body.reasons, &body.remarks, body.announce);
    let decision = Decision {
        finding: body.finding,
        parts: &body.parts,
        by: person,
        reasons: &reasons,
    };
    let (next, to) = decided(ctx, record, &decision)?;
    let mut write = Write::new(ctx);
    if let Some(replaced) = body.replaces {
        write.must(
            sql(db::review::DROP).id(replaced).id(row.id).at(ctx.now),
            Code::ReviewNotHeld,
        );
        write.event(record.event(event::REVIEW_DROPPED, None));
    }
    write.holds(sql(db::record::NOT_HELD).id(row.id), Code::ReviewHeld);
    let taken = if body.announce {
        clinic::apply(&mut write, std::slice::from_ref(&to), record.stale())?;
        if to.plans != row.plans {
            freeze_plans(ctx, &mut write, std::slice::from_ref(&to))?;
        }
        record.taken(ctx, &durations, next, &to)
    } else {
        write.holds(
            sql(db::review::VERSION_STANDS).id(row.id).int(row.version),
            record.stale(),
        );
        // Nothing moves and nobody is told.
        wire::StepTaken {
            version: row.version,
            ..record.taken(
                ctx,
                &durations,
                record.course,
                &record.to(ctx, record.course),
            )
        }
    };
    write.run(
        sql(db::review::INSERT)
            .id(body.id)
            .id(row.id)
            .text(stage.code())
            .int(row.revision)
            .text(body.hearing.code())
            .at(body.held_on)
            .text(body.finding.code())
            .text(reasons.as_str())
            .json(&body.parts)?
            .id(ctx.person()?.person)
            .at(ctx.now)
            .int_or_null(body.announce.then_some(ctx.now.0))
            .text_or_null(aside),
    );
    write.unique("review.innovation_id", Code::ReviewHeld);
    write.event(if body.announce {
        record.moved(event::REVIEW_ANNOUNCED, Some(reasons), next)
    } else {
        record.event(event::REVIEW_WRITTEN, Some(reasons))
    });
    if body.announce {
        for remark in &body.remarks {
            write.run(
                sql(db::remark::INSERT)
                    .id(remark.id)
                    .id(row.id)
                    .text_or_null(Some(remark.part.code()))
                    .text(remark.text.trim())
                    .id(ctx.person()?.person)
                    .flag(true)
                    .at(ctx.now),
            );
            let mut said = record.event(event::REMARK_ADDED, None);
            remark.part.label().clone_into(&mut said.subject);
            write.event(said);
        }
    }
    let taken = write.commit(taken).await?;
    let of_this = sql(db::conflict::OF_INNOVATIONS).json(&[row.id])?;
    look_again(ctx, of_this).await?;
    Ok(taken)
}

/// Take a review back that is held: the record stays where it is, and nobody is told.
pub async fn drop_held(
    ctx: &Ctx,
    it: api::ReviewDrop,
    body: wire::RecordStep,
) -> Result<wire::Saved, Failure> {
    let record = Record::read(ctx, it.innovation).await?;
    record.check(Act::Review, body.version)?;
    let row = &record.row;
    if row.held != Some(it.review) {
        return Err(Code::ReviewNotHeld.into());
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::review::DROP).id(it.review).id(row.id).at(ctx.now),
        Code::ReviewNotHeld,
    );
    write.event(record.event(event::REVIEW_DROPPED, None));
    write
        .commit(wire::Saved {
            version: row.version,
            at: ctx.now,
        })
        .await
}

/// Announce reviews held back, all at once or none.
pub async fn announce(
    ctx: &Ctx,
    _: api::ReviewAnnounce,
    body: wire::Announce,
) -> Result<wire::Saved, Failure> {
    match body.reviews.len() {
        0 => return Err(Problem::field(Code::FieldMissing, "reviews").into()),
        1..=MAX_ANNOUNCED => {}
        _ => return Err(Problem::field(Code::TooMany, "reviews").into()),
    }
    let reviews: Vec<ReviewRow> = ctx
        .db
        .all(sql(db::review::SOME).json(&body.reviews)?)
        .await?;
    if reviews.len() != body.reviews.len() {
        return Err(Code::NotFound.into());
    }
    if reviews.iter().any(|review| review.announced_at.is_some()) {
        return Err(Code::ReviewNotHeld.into());
    }
    let wanted: Vec<InnovationId> = reviews.iter().map(|it| it.innovation_id).collect();
    let rows: Vec<RecordRow> = ctx
        .db
        .all(
            sql(db::record::SOME)
                .id(ctx.person()?.person)
                .json(&wanted)?,
        )
        .await?;
    let mut moves = Vec::with_capacity(reviews.len());
    let mut frozen = Vec::new();
    let mut events = Vec::with_capacity(reviews.len());
    for row in rows {
        let record = Record::of(ctx, row)?;
        record.check(Act::Review, record.row.version)?;
        let review = reviews
            .iter()
            .find(|it| it.innovation_id == record.row.id)
            .ok_or(Code::NotFound)?;
        let decision = Decision {
            finding: review.finding,
            parts: &review.parts,
            by: review.person_id,
            reasons: &review.reasons,
        };
        let (next, to) = decided(ctx, &record, &decision)?;
        if to.plans != record.row.plans {
            frozen.push(to.clone());
        }
        moves.push(to);
        events.push(record.moved(event::REVIEW_ANNOUNCED, Some(review.reasons.clone()), next));
    }
    if moves.len() != reviews.len() {
        return Err(Code::NotFound.into());
    }
    let mut write = Write::new(ctx);
    write.must_change(
        sql(db::review::ANNOUNCE).json(&body.reviews)?.at(ctx.now),
        reviews.len(),
        Code::ReviewNotHeld,
    );
    clinic::apply(&mut write, &moves, Lost::Code(Code::StaleVersion))?;
    freeze_plans(ctx, &mut write, &frozen)?;
    for event in events {
        write.event(event);
    }
    write
        .commit(wire::Saved {
            version: u32::try_from(moves.len()).unwrap_or_default(),
            at: ctx.now,
        })
        .await
}

/// How many criteria are met, in words.
fn met_words(met: &[bool]) -> String {
    let count = met.iter().filter(|it| **it).count();
    format!("{count} dari 5 terpenuhi")
}

/// Judge the criteria of Article 8.
pub async fn judge(
    ctx: &Ctx,
    it: api::CriteriaSet,
    body: wire::CriteriaJudge,
) -> Result<wire::Saved, Failure> {
    let (whole, _) = Whole::read(ctx, it.innovation).await?;
    let record = &whole.record;
    record.check(Act::Judge, body.version)?;
    if let Some(problem) = Problem::faults(judgement_faults(&body.criteria)) {
        return Err(problem.into());
    }
    let row = &record.row;
    let facts = Facts {
        criteria_met: met(&body.criteria),
        ..whole.facts.clone()
    };
    let regional = match gate::regional_innovation(&facts, row.legacy) {
        Ok(()) => true,
        Err(Missing::Criteria) => false,
        // All five met, and a figure without its result: what is typed is not to be judged a second time for that.
        Err(missing) => {
            clinic::open(vec![missing])?;
            false
        }
    };
    let mut write = Write::new(ctx);
    write.must(
        sql(db::record::JUDGE)
            .id(row.id)
            .int(row.version)
            .json(&body.criteria)?
            .flag(regional),
        record.stale(),
    );
    let mut said = record.event(event::CRITERIA_JUDGED, None);
    said.before = Some(met_words(&met(&row.criteria)));
    said.after = Some(met_words(&facts.criteria_met));
    write.event(said);
    write
        .commit(wire::Saved {
            version: row.version + 1,
            at: ctx.now,
        })
        .await
}
