//! The panel of an edition: who sits on it, and who judges what.

use serde::Serialize;

use klisida_domain::{
    access::{Action, may},
    account::{Grant, Role, check_reason},
    agency::Agency,
    api,
    competition::{Act, Recorded, judges_fit},
    event,
    grant::{Door, Giver, Holder, may_hold},
    ids::{AssignmentId, EntryId, PersonId},
    judging::AssignmentState,
    problem::{Code, Problem},
    wire,
};

use crate::{
    conflict::exclude_alone,
    ctx::Ctx,
    db::{
        self,
        catalogue::AgencyRow,
        conflict::{EntryFacts, JudgeFacts},
        edition::EditionRow,
        entry::EntryRow,
        panel::{AssignmentRow, CandidateRow, SeatRow},
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    edition::step::{check, reason, saved, stale},
    failure::Failure,
    grant::{Lost, given, lost},
};

answers! {
    SeatCreate: seat;
    SeatRemove: unseat;
    AssignmentSet: assign;
}

/// Most cells changed at once.
const MAX_CHANGES: usize = 500;

/// Put an existing person on the panel.
pub async fn seat(
    ctx: &Ctx,
    it: api::SeatCreate,
    body: wire::SeatAdd,
) -> Result<wire::Saved, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::edition::ONE).id(it.edition),
            sql(db::panel::CANDIDATE).id(body.person),
            sql(db::panel::SEATS).id(it.edition),
        ])
        .await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &edition, Act::Panel, body.version)?;
    let candidate: CandidateRow = rows
        .first(1)?
        .ok_or_else(|| Problem::field(Code::NotFound, "person"))?;
    let by = ctx.person()?;
    let seats: Vec<SeatRow> = rows.all(2)?;
    if seats
        .iter()
        .any(|seat| seat.person_id == body.person && seat.removed_reason.is_none())
    {
        return Err(Code::RoleExists.into());
    }
    let seat = Grant {
        role: Role::Judge,
        edition: Some(edition.id),
        agency: candidate.home_code,
    };
    let holder = Holder {
        person: Some(body.person),
        held: &candidate.grants,
        finished: &[],
    };
    may_hold(Door::Seat, Giver::Person(by), holder, &seat)?;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::STEP_PANEL)
            .id(edition.id)
            .int(body.version),
        stale(edition.id),
    );
    write.must(
        db::grant::give(body.person, &seat, Some(by.person), ctx.now),
        Code::RoleExists,
    );
    // Whoever sets the roles of this person from an older view is refused, or would take this seat away unseen.
    write.run(db::person::moved(body.person));
    given(&mut write, body.person, core::slice::from_ref(&seat));
    write.event(Event {
        action: event::SEAT_ADDED,
        edition: Some(edition.id),
        subject_id: body.person.to_string(),
        subject: candidate.name,
        reason: None,
        ..Event::default()
    });
    write.commit(saved(ctx, &edition)).await
}

/// Take a judge off the panel. Takes effect on the judge's next request; what was finished stays as evidence.
pub async fn unseat(
    ctx: &Ctx,
    it: api::SeatRemove,
    body: wire::ReasonedStep,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let rows = ctx
        .db
        .batch(vec![
            sql(db::edition::ONE).id(it.edition),
            sql(db::panel::SEATS).id(it.edition),
        ])
        .await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &edition, Act::Exclude, body.version)?;
    let seats: Vec<SeatRow> = rows.all(1)?;
    let seat = seats
        .iter()
        .find(|seat| seat.person_id == it.person && seat.removed_reason.is_none())
        .ok_or(Code::NotAJudge)?;
    let mut write = exclude_alone(ctx, &edition)?;
    write.must(
        sql(db::panel::SEAT_LEAVE)
            .id(edition.id)
            .id(it.person)
            .at(ctx.now)
            .text(reason.as_str()),
        Code::NotAJudge,
    );
    write.run(db::person::moved(it.person));
    write.run(
        sql(db::panel::END_ALL)
            .id(edition.id)
            .id(it.person)
            .at(ctx.now)
            .text(reason.as_str()),
    );
    let seat_taken = Grant {
        role: Role::Judge,
        edition: Some(edition.id),
        agency: None,
    };
    let what = Lost {
        taken: &[seat_taken],
        links: 0,
    };
    lost(ctx, &mut write, it.person, &seat.name, &what);
    write.event(Event {
        action: event::SEAT_REMOVED,
        edition: Some(edition.id),
        subject_id: it.person.to_string(),
        subject: seat.name.clone(),
        reason: Some(reason),
        ..Event::default()
    });
    write.commit(saved(ctx, &edition)).await
}

/// A new pair as the database reads it.
#[derive(Serialize)]
struct Pair {
    id: AssignmentId,
    entry: EntryId,
    judge: PersonId,
}

/// What a set of changes does to the stored pairs.
#[derive(Default)]
struct Plan {
    new: Vec<Pair>,
    again: Vec<AssignmentId>,
    end: Vec<AssignmentId>,
}

/// Everything that decides whether a pair may be.
struct Board<'a> {
    ctx: &'a Ctx,
    entries: Vec<EntryRow>,
    assignments: Vec<AssignmentRow>,
    agencies: Vec<Agency>,
    facts: Vec<EntryFacts>,
    judges: Vec<JudgeFacts>,
}

impl Board<'_> {
    fn plan(&self, changes: &[wire::AssignChange]) -> Result<Plan, Failure> {
        let mut plan = Plan::default();
        let mut seen = Vec::with_capacity(changes.len());
        for (n, change) in changes.iter().enumerate() {
            let refuse = |code| Failure::from(Problem::field(code, format!("changes.{n}")));
            let pair = (change.entry, change.judge);
            if seen.contains(&pair) {
                return Err(refuse(Code::AlreadyAssigned));
            }
            seen.push(pair);
            let stored = self
                .assignments
                .iter()
                .find(|it| it.entry_id == change.entry && it.judge_id == change.judge);
            if change.on {
                match self.assign(change, stored).map_err(refuse)? {
                    Some(again) => plan.again.push(again),
                    None => plan.new.push(Pair {
                        id: change.id,
                        entry: change.entry,
                        judge: change.judge,
                    }),
                }
            } else {
                let active = stored.filter(|it| it.state == AssignmentState::Active);
                plan.end
                    .push(active.ok_or_else(|| refuse(Code::NotAssigned))?.id);
            }
        }
        for (n, change) in changes.iter().enumerate().filter(|(_, it)| it.on) {
            let standing = self
                .assignments
                .iter()
                .filter(|it| {
                    it.entry_id == change.entry
                        && it.state == AssignmentState::Active
                        && !plan.end.contains(&it.id)
                })
                .count();
            let more = changes
                .iter()
                .filter(|it| it.entry == change.entry && it.on)
                .count();
            judges_fit(standing + more)
                .map_err(|code| Problem::field(code, format!("changes.{n}")))?;
        }
        Ok(plan)
    }

    /// May this pair be? Gives the stored pair that comes back to life, or none for a new one.
    fn assign(
        &self,
        change: &wire::AssignChange,
        stored: Option<&AssignmentRow>,
    ) -> Result<Option<AssignmentId>, Code> {
        let entry = self
            .entries
            .iter()
            .find(|entry| entry.id == change.entry)
            .ok_or(Code::NotFound)?;
        if entry.withdrawn_at.is_some() {
            return Err(Code::EntryWithdrawn);
        }
        let judge = self
            .judges
            .iter()
            .find(|judge| judge.id == change.judge)
            .ok_or(Code::NotAJudge)?;
        let facts = self
            .facts
            .iter()
            .find(|facts| facts.id == change.entry)
            .ok_or(Code::NotFound)?;
        may(
            self.ctx.actor().ok_or(Code::SignInNeeded)?,
            Action::Assign {
                judge: judge.judge(),
                entry: facts.entry(),
                agencies: &self.agencies,
                declared: stored.is_some_and(|it| it.state == AssignmentState::Conflict),
            },
        )?;
        match stored {
            None => Ok(None),
            Some(it) if it.state == AssignmentState::Removed => Ok(Some(it.id)),
            Some(_) => Err(Code::AlreadyAssigned),
        }
    }
}

/// Change who judges what, as one unit: one impossible pair and nothing changes.
pub async fn assign(
    ctx: &Ctx,
    it: api::AssignmentSet,
    body: wire::Assign,
) -> Result<wire::Saved, Failure> {
    match body.changes.len() {
        0 => return Err(Problem::field(Code::FieldMissing, "changes").into()),
        1..=MAX_CHANGES => {}
        _ => return Err(Problem::field(Code::TooMany, "changes").into()),
    }
    let rows = ctx
        .db
        .batch(vec![
            sql(db::edition::ONE).id(it.edition),
            sql(db::entry::OF_EDITION).id(it.edition),
            sql(db::conflict::JUDGES).id(it.edition),
            sql(db::panel::ASSIGNMENTS).id(it.edition),
            sql(db::catalogue::AGENCIES),
            sql(db::conflict::ENTRIES).id(it.edition),
        ])
        .await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &edition, Act::Panel, body.version)?;
    let draft = edition.recorded == Recorded::Draft;
    let given = body.reason.as_deref().unwrap_or_default().trim();
    if !draft || !given.is_empty() {
        check_reason(given).map_err(|code| Problem::field(code, "reason"))?;
    }
    let board = Board {
        ctx,
        entries: rows.all(1)?,
        judges: rows.all(2)?,
        facts: rows.all(5)?,
        assignments: rows.all(3)?,
        agencies: rows
            .all::<AgencyRow>(4)?
            .into_iter()
            .map(AgencyRow::agency)
            .collect(),
    };
    let plan = board.plan(&body.changes)?;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::STEP_PANEL)
            .id(edition.id)
            .int(body.version),
        stale(edition.id),
    );
    if !plan.end.is_empty() {
        write.must_change(
            sql(db::panel::UNASSIGN)
                .id(edition.id)
                .json(&plan.end)?
                .at(ctx.now)
                .text_or_null((!given.is_empty()).then_some(given)),
            plan.end.len(),
            Code::NotAssigned,
        );
        if draft {
            // No judge has seen it: nothing to keep as evidence, unless something on record names it.
            write.run(sql(db::panel::FORGET).id(edition.id).json(&plan.end)?);
        }
    }
    if !plan.again.is_empty() {
        write.must_change(
            sql(db::panel::REASSIGN).id(edition.id).json(&plan.again)?,
            plan.again.len(),
            Code::AlreadyAssigned,
        );
    }
    if !plan.new.is_empty() {
        write.run(
            sql(db::panel::ASSIGN)
                .id(edition.id)
                .at(ctx.now)
                .json(&plan.new)?,
        );
        write.unique(
            "assignment.entry_id, assignment.judge_id",
            Code::AlreadyAssigned,
        );
    }
    let on: Vec<AssignmentId> = plan
        .again
        .iter()
        .copied()
        .chain(plan.new.iter().map(|pair| pair.id))
        .collect();
    if !on.is_empty() {
        // An agency may have come to a judge in the meantime.
        write.holds(
            sql(db::grant::NONE_OWN).json(&on)?,
            Code::ConflictOfInterest,
        );
    }
    write.event(Event {
        action: event::ASSIGNMENT_CHANGED,
        edition: Some(edition.id),
        subject_id: edition.id.to_string(),
        subject: format!(
            "{} ditugaskan, {} dilepas",
            plan.new.len() + plan.again.len(),
            plan.end.len()
        ),
        reason: (!given.is_empty()).then(|| given.to_owned()),
        ..Event::default()
    });
    write.commit(saved(ctx, &edition)).await
}
