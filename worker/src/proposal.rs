//! The second person: a step is proposed with exactly what it changes, another person approves or refuses it.

use klisida_domain::{
    access::{Action, may},
    account::{Grant, Role, check_reason},
    api,
    competition::Act,
    event,
    ids::{AssignmentId, EditionId, EntryId, PersonId, ProposalId},
    judging::{AssignmentState, Mark, Sheet, SheetState},
    law::{CRITERIA, Criterion},
    problem::{Code, Problem},
    proposal::{
        CORRECTION, Circumstances, Effect, Excluding, OFFICE_AGENCY, Outcome, SHOWN_DAYS, State,
        Subject, approving_roles, may_approve, may_exclude, may_refuse,
    },
    ranking::total,
    time::{DAY, Instant},
    wire,
};

use crate::{
    conflict::{edition_of, keep},
    ctx::Ctx,
    db::{
        self,
        account::Credentials,
        edition::EditionRow,
        panel::AssignmentRow,
        proposal::{Named, ProposalRow, Seen},
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    edition::one,
    edition::step::{check, reason},
    failure::Failure,
    grant::{Lost, lost},
    json,
    judging::Own,
    result::Evidence,
    secret,
    throttle::confirm_given,
};

answers! {
    ProposalList: list;
    ProposalAdd: add;
    ProposalDecide: decide;
    ProposalTakeBack: take_back;
    SheetCorrect: correct;
}

/// Changes of place that a proposal names one by one.
const MOVES: usize = 20;

/// Proposals that travel at once.
const MOST_SHOWN: usize = 100;

impl ProposalRow {
    /// What the rule of the second person looks at.
    pub const fn circumstances(&self) -> Circumstances {
        Circumstances {
            proposer: self.proposed_by,
            subject: self.effect.subject,
            edition: self.edition_id,
            other_coordinators: self.coordinators,
        }
    }

    /// Where it stands.
    pub fn state(&self, now: Instant) -> State {
        State::at(
            self.outcome,
            self.version_now != self.seen_version,
            self.expires_at,
            now,
        )
    }

    /// Whether there is nobody who could approve it.
    const fn nobody(&self) -> bool {
        match self.effect.subject {
            Subject::Recover { .. } => self.coordinators == 0 && self.administrators == 0,
            Subject::CorrectSheet { .. } => self.coordinators == 0,
            _ => self.coordinators == 0 && self.heads == 0,
        }
    }

    const fn asks_password(&self) -> bool {
        self.effect.subject.asks_password(self.published)
    }

    fn line(self, ctx: &Ctx) -> Result<Option<wire::Proposal>, Failure> {
        let actor = ctx.person()?;
        let it = self.circumstances();
        let state = self.state(ctx.now);
        let mine = actor.person == self.proposed_by;
        let (approves, refuses) = (
            may_approve(actor, &it).is_ok(),
            may_refuse(actor, &it).is_ok(),
        );
        if !mine && !approves && !refuses {
            return Ok(None);
        }
        Ok(Some(wire::Proposal {
            nobody: state.is_open() && self.nobody(),
            asks_password: self.asks_password(),
            id: self.id,
            effect: if approves || refuses {
                self.effect
            } else {
                self.effect.for_proposer()
            },
            digest: self.digest,
            edition: self.edition_id,
            reason: self.reason,
            by: self.by,
            at: self.at,
            expires_at: self.expires_at,
            state,
            ended_by: self.ended_by,
            ended_reason: self.ended_reason,
            mine,
            may_approve: approves && state == State::Waiting,
            may_refuse: refuses && state.is_open(),
        }))
    }
}

/// The own proposals and those that this person may decide.
pub async fn list(
    ctx: &Ctx,
    _: api::ProposalList,
    _: wire::Empty,
) -> Result<Vec<wire::Proposal>, Failure> {
    let rows: Vec<ProposalRow> = ctx
        .db
        .all(sql(db::proposal::LIST).at(ctx.now.plus(-SHOWN_DAYS * DAY)))
        .await?;
    let mut shown = Vec::new();
    for row in rows {
        shown.extend(row.line(ctx)?);
    }
    shown.sort_by_key(|it| (!it.state.is_open(), -it.at.0));
    shown.truncate(MOST_SHOWN);
    Ok(shown)
}

/// A proposal about to be written.
struct Making {
    id: ProposalId,
    edition: Option<EditionId>,
    entry: Option<EntryId>,
    assignment: Option<AssignmentId>,
    person: Option<PersonId>,
    seen: u32,
    effect: Effect,
    payload: Option<String>,
    reason: String,
}

async fn write_down(ctx: &Ctx, new: Making) -> Result<wire::Saved, Failure> {
    let subject = new.effect.subject;
    let effect = json::write(&new.effect)?;
    let digest = secret::digest(&[
        b"proposal",
        new.id.to_string().as_bytes(),
        new.seen.to_string().as_bytes(),
        effect.as_bytes(),
        new.payload.as_deref().unwrap_or_default().as_bytes(),
        new.reason.as_bytes(),
    ]);
    let mut write = Write::new(ctx);
    write.run(
        sql(db::proposal::INSERT)
            .id(new.id)
            .text(subject.code())
            .id_or_null(new.edition)
            .id_or_null(new.entry)
            .id_or_null(new.assignment)
            .id_or_null(new.person)
            .int(new.seen)
            .text(effect)
            .text_or_null(new.payload)
            .text(digest)
            .text(new.reason.as_str())
            .id(ctx.person()?.person)
            .id(ctx.write_key()?)
            .int(subject.life()),
    );
    write.event(Event {
        action: event::PROPOSAL_MADE,
        edition: new.edition,
        subject_id: new.id.to_string(),
        subject: words(&new.effect),
        reason: Some(new.reason),
        ..Event::default()
    });
    let version = new.seen;
    write.commit_at(|at| wire::Saved { version, at }).await
}

/// A proposal in the record: what and about whom.
fn words(effect: &Effect) -> String {
    format!("{}: {}", effect.subject.label(), effect.name)
}

/// An edition with all its pairs and all that its result is made of: what a proposal changes is counted over the whole of it.
struct Whole {
    evidence: Evidence,
    assignments: Vec<AssignmentRow>,
}

impl Whole {
    async fn read(ctx: &Ctx, edition: EditionId) -> Result<Self, Failure> {
        let mut statements = Evidence::statements(edition);
        let last = statements.len();
        statements.push(sql(db::panel::ASSIGNMENTS).id(edition));
        let rows = ctx.db.batch(statements).await?;
        Ok(Self {
            evidence: Evidence::from_rows(&rows)?,
            assignments: rows.all(last)?,
        })
    }
}

/// What leaving some sheets out changes: entries concerned, those under the minimum, sheets.
fn excluded(
    workspace: &Whole,
    subject: Subject,
    name: String,
    out: impl Fn(EntryId, PersonId, AssignmentId) -> bool,
) -> Effect {
    let mut effect = Effect {
        subject,
        name,
        edition: Some(workspace.evidence.edition.name.clone()),
        entries: Vec::new(),
        short: Vec::new(),
        sheets: 0,
        criteria: Vec::new(),
        classes: Vec::new(),
        moves: Vec::new(),
        more_moves: 0,
    };
    for entry in workspace
        .evidence
        .entries
        .iter()
        .filter(|it| it.withdrawn_at.is_none())
    {
        let locked: Vec<_> = workspace
            .assignments
            .iter()
            .filter(|it| {
                it.entry_id == entry.id
                    && it.state == AssignmentState::Active
                    && it.sheet == SheetState::Locked
            })
            .collect();
        let gone = locked
            .iter()
            .filter(|it| out(it.entry_id, it.judge_id, it.id))
            .count();
        if gone == 0 {
            continue;
        }
        effect.entries.push(entry.label());
        effect.sheets = effect
            .sheets
            .saturating_add(u32::try_from(gone).unwrap_or(u32::MAX));
        if locked.len() - gone < usize::from(workspace.evidence.edition.min_judges)
            && !matches!(subject, Subject::WithdrawEntry { .. })
        {
            effect.short.push(entry.label());
        }
    }
    effect
}

/// Propose a step that a second person must approve.
pub async fn add(
    ctx: &Ctx,
    _: api::ProposalAdd,
    body: wire::ProposalNew,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let (id, seen, subject) = (body.id, body.version, body.subject);
    let edition = match subject {
        Subject::Recover { person } => return recovery(ctx, &body, person, reason).await,
        // The judge's own, at an address of its own.
        Subject::CorrectSheet { .. } => {
            return Err(Problem::field(Code::UnknownValue, "subject").into());
        }
        Subject::RemoveJudge { edition, .. } => edition,
        Subject::WithdrawEntry { entry } => {
            let edition: Option<EditionRow> =
                ctx.db.first(sql(db::entry::EDITION_OF).id(entry)).await?;
            edition.ok_or(Code::NotFound)?.id
        }
        Subject::DropSheet { assignment } | Subject::KeepSheet { assignment } => {
            edition_of(ctx, assignment).await?
        }
    };
    let workspace = Whole::read(ctx, edition).await?;
    check(ctx, &workspace.evidence.edition, Act::Exclude, seen)?;
    if subject.asks_password(workspace.evidence.edition.published > 0) {
        confirm_given(ctx, body.password.as_deref())?;
    }
    // Marks that were read once stay read: nothing to ask again inside the batch.
    may_exclude(
        Excluding::Together,
        workspace.evidence.edition.marks_read_at.is_some(),
    )?;
    let mut new = Making {
        id,
        edition: Some(edition),
        entry: None,
        assignment: None,
        person: None,
        seen,
        effect: excluded(&workspace, subject, String::new(), |_, _, _| false),
        payload: None,
        reason,
    };
    match subject {
        Subject::RemoveJudge { person, .. } => {
            let seat = workspace
                .evidence
                .seats
                .iter()
                .find(|seat| seat.person_id == person && seat.removed_reason.is_none())
                .ok_or(Code::NotAJudge)?;
            new.person = Some(person);
            new.effect = excluded(&workspace, subject, seat.name.clone(), |_, judge, _| {
                judge == person
            });
        }
        Subject::WithdrawEntry { entry } => {
            let row = workspace
                .evidence
                .entries
                .iter()
                .find(|it| it.id == entry)
                .ok_or(Code::NotFound)?;
            if row.withdrawn_at.is_some() {
                return Err(Code::EntryWithdrawn.into());
            }
            new.entry = Some(entry);
            new.effect = excluded(&workspace, subject, row.label(), |it, _, _| it == entry);
        }
        Subject::DropSheet { assignment } | Subject::KeepSheet { assignment } => {
            let pair = workspace
                .evidence
                .look
                .pair(assignment)
                .ok_or(Code::AssignmentEnded)?;
            let name = format!("{}: {}", pair.label(), pair.judge);
            new.assignment = Some(assignment);
            new.effect = excluded(&workspace, subject, name, |_, _, it| it == assignment);
            if matches!(subject, Subject::KeepSheet { .. }) {
                new.effect.classes = workspace.evidence.look.open(assignment).to_vec();
                new.effect.short.clear();
                if new.effect.classes.is_empty() {
                    return Err(Code::NoConflict.into());
                }
            }
        }
        Subject::CorrectSheet { .. } | Subject::Recover { .. } => {}
    }
    preview(ctx, &mut new.effect, workspace.evidence, None)?;
    write_down(ctx, new).await
}

/// Who moves where, before anybody approves it. The marks were read by now.
fn preview(
    ctx: &Ctx,
    effect: &mut Effect,
    evidence: Evidence,
    marks: Option<[Mark; CRITERIA]>,
) -> Result<(), Failure> {
    let mut moves = evidence.moves(ctx.now, effect.subject, marks)?;
    let more = moves.len().saturating_sub(MOVES);
    moves.truncate(MOVES);
    effect.moves = moves;
    effect.more_moves = u32::try_from(more).unwrap_or(u32::MAX);
    Ok(())
}

/// Propose the recovery of an account.
async fn recovery(
    ctx: &Ctx,
    body: &wire::ProposalNew,
    person: PersonId,
    reason: String,
) -> Result<wire::Saved, Failure> {
    may(
        ctx.person()?,
        Action::Govern {
            person,
            administrators_left: 1,
            removes_administrator: false,
        },
    )?;
    let rows = ctx
        .db
        .batch(vec![
            db::account::by_id(person),
            sql(db::proposal::PERSON_VERSION).id(person),
            sql(db::proposal::JUDGES_IN).id(person),
        ])
        .await?;
    let (Some(known), Some(seen)) = (rows.first::<Credentials>(0)?, rows.first::<Seen>(1)?) else {
        return Err(Code::NotFound.into());
    };
    if seen.version != body.version {
        return Err(Problem::stale(seen.version).into());
    }
    let editions: Vec<Named> = rows.all(2)?;
    let names: Vec<_> = editions.into_iter().map(|it| it.name).collect();
    write_down(
        ctx,
        Making {
            id: body.id,
            edition: None,
            entry: None,
            assignment: None,
            person: Some(person),
            seen: seen.version,
            effect: Effect {
                subject: body.subject,
                name: known.name,
                edition: Some(names.join(", ")).filter(|it| !it.is_empty()),
                entries: Vec::new(),
                short: Vec::new(),
                sheets: 0,
                criteria: Vec::new(),
                classes: Vec::new(),
                moves: Vec::new(),
                more_moves: 0,
            },
            payload: None,
            reason,
        },
    )
    .await
}

/// A judge hands in a new sheet after closing; it counts when the coordinator approves it.
pub async fn correct(
    ctx: &Ctx,
    it: api::SheetCorrect,
    body: wire::Correction,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    if let Some(problem) = Problem::faults(body.sheet.faults()) {
        return Err(problem.into());
    }
    if !body.sheet.is_full() {
        return Err(Code::SheetIncomplete.into());
    }
    let own = Own::read(ctx, it.assignment).await?;
    // The same moments as reading the marks: closed, or published.
    own.standing
        .allows(Act::ReadMarks)
        .map_err(|_| Code::JudgingStillOpen)?;
    if own.row.state != AssignmentState::Active {
        return Err(Code::AssignmentEnded.into());
    }
    if own.row.withdrawn {
        return Err(Code::EntryWithdrawn.into());
    }
    if own.row.sheet_version != body.version {
        return Err(Problem::stale(own.row.sheet_version).into());
    }
    let before = own.row.sheet()?;
    let criteria: Vec<_> = Criterion::ALL
        .iter()
        .copied()
        .filter(|it| before.marks.get(it) != body.sheet.marks.get(it))
        .collect();
    if own.row.sheet_state != SheetState::Locked || criteria.is_empty() {
        return Err(Code::NothingToCorrect.into());
    }
    let edition = one(ctx, own.row.edition_id).await?;
    let label = db::entry::label(own.row.number, &own.row.name);
    let (read, marks) = (edition.marks_read_at.is_some(), body.sheet.full());
    let mut new = Making {
        id: body.id,
        edition: Some(own.row.edition_id),
        entry: None,
        assignment: Some(it.assignment),
        person: None,
        seen: body.version,
        effect: Effect {
            subject: Subject::CorrectSheet {
                assignment: it.assignment,
            },
            name: format!("{label}: {}", ctx.person()?.name),
            edition: Some(edition.name),
            entries: vec![label],
            short: Vec::new(),
            sheets: 1,
            criteria,
            classes: Vec::new(),
            moves: Vec::new(),
            more_moves: 0,
        },
        payload: Some(json::write(&Payload {
            weights: own.course.rubric.weights(),
            sheet: body.sheet,
            salt: secret::token()?,
        })?),
        reason,
    };
    // Before anybody read the marks nobody is told how the board stands.
    if read {
        let (evidence, _) = Evidence::read(ctx, own.row.edition_id).await?;
        preview(ctx, &mut new.effect, evidence, marks)?;
    }
    write_down(ctx, new).await
}

async fn read(ctx: &Ctx, proposal: ProposalId) -> Result<ProposalRow, Failure> {
    let row: Option<ProposalRow> = ctx.db.first(sql(db::proposal::ONE).id(proposal)).await?;
    row.ok_or_else(|| Code::NotFound.into())
}

/// Ends a proposal; what it means when somebody ended it first, or its time is over.
fn end(
    ctx: &Ctx,
    write: &mut Write<'_>,
    row: &ProposalRow,
    outcome: Outcome,
    reason: Option<&str>,
) -> Result<(), Failure> {
    write.must(
        sql(db::proposal::END)
            .id(row.id)
            .text(outcome.code())
            .id(ctx.person()?.person)
            .at(ctx.now)
            .text_or_null(reason)
            .text(row.digest.as_str())
            .id(ctx.write_key()?),
        Code::ProposalEnded,
    );
    write.event(Event {
        action: match outcome {
            Outcome::Approved => event::PROPOSAL_APPROVED,
            Outcome::Refused => event::PROPOSAL_REFUSED,
            Outcome::TakenBack => event::PROPOSAL_TAKEN_BACK,
        },
        edition: row.edition_id,
        subject_id: row.id.to_string(),
        subject: words(&row.effect),
        before: Some(row.by.clone()),
        reason: Some(reason.unwrap_or(&row.reason).to_owned()),
        ..Event::default()
    });
    Ok(())
}

/// Ends the corrections of an edition that wait: once it is judged again, their judges change the sheets themselves.
pub fn end_corrections(
    ctx: &Ctx,
    write: &mut Write<'_>,
    edition: EditionId,
    reason: &str,
) -> Result<(), Failure> {
    let those = |text: &'static str| -> Result<_, Failure> {
        Ok(sql(text)
            .id(edition)
            .id(ctx.write_key()?)
            .at(ctx.now)
            .id(ctx.person()?.person)
            .text(reason))
    };
    write.run(
        those(db::proposal::CORRECTIONS_EVENT)?
            .text(event::PROPOSAL_REFUSED)
            .text(CORRECTION)
            .text(ctx.request_id.as_str()),
    );
    write.run(those(db::proposal::CORRECTIONS_END)?);
    Ok(())
}

/// Take an own proposal back.
pub async fn take_back(
    ctx: &Ctx,
    it: api::ProposalTakeBack,
    _: wire::Empty,
) -> Result<wire::Saved, Failure> {
    let row = read(ctx, it.proposal).await?;
    if row.proposed_by != ctx.person()?.person {
        return Err(Code::NotFound.into());
    }
    if !row.state(ctx.now).is_open() {
        return Err(Code::ProposalEnded.into());
    }
    let mut write = Write::new(ctx);
    end(ctx, &mut write, &row, Outcome::TakenBack, None)?;
    write
        .commit(wire::Saved {
            version: row.seen_version,
            at: ctx.now,
        })
        .await
}

/// Approve or refuse as the second person.
pub async fn decide(
    ctx: &Ctx,
    it: api::ProposalDecide,
    body: wire::ProposalVerdict,
) -> Result<wire::Saved, Failure> {
    let row = read(ctx, it.proposal).await?;
    let actor = ctx.person()?;
    let circumstances = row.circumstances();
    let allowed = if body.approve {
        may_approve(actor, &circumstances)
    } else {
        may_refuse(actor, &circumstances)
    };
    if allowed == Err(Code::Forbidden) {
        // Whom it does not concern learns nothing of it.
        return Err(if may_refuse(actor, &circumstances).is_ok() {
            Code::Forbidden.into()
        } else {
            Code::NotFound.into()
        });
    }
    allowed?;
    if body.digest != row.digest {
        return Err(Code::ProposalChanged.into());
    }
    let state = row.state(ctx.now);
    if !state.is_open() {
        return Err(Code::ProposalEnded.into());
    }
    let given = body.reason.as_deref().unwrap_or_default().trim();
    let mut write = Write::new(ctx);
    let mut version = row.seen_version;
    if body.approve {
        if state == State::Outdated {
            return Err(Code::ProposalOutdated.into());
        }
        if row.asks_password() {
            confirm_given(ctx, body.password.as_deref())?;
        }
        end(ctx, &mut write, &row, Outcome::Approved, None)?;
        if !actor.is(Role::Coordinator) && !matches!(row.effect.subject, Subject::Recover { .. }) {
            write.holds(sql(db::proposal::NO_OTHER).id(row.id), Code::Forbidden);
        }
        let roles: Vec<_> = approving_roles(&circumstances)
            .iter()
            .map(|role| role.code())
            .collect();
        write.holds(
            sql(db::proposal::APPROVER)
                .id(actor.person)
                .json(&roles)?
                .text(OFFICE_AGENCY),
            Code::Forbidden,
        );
        if let Some(edition) = row.edition_id {
            write.holds(
                sql(db::proposal::NO_JUDGE).id(actor.person).id(edition),
                Code::Forbidden,
            );
        }
        carry_out(ctx, &mut write, &row)?;
        version += 1;
    } else {
        check_reason(given).map_err(|code| Problem::field(code, "reason"))?;
        end(ctx, &mut write, &row, Outcome::Refused, Some(given))?;
    }
    write
        .commit(wire::Saved {
            version,
            at: ctx.now,
        })
        .await
}

/// Does what was approved, exactly that, in the same transaction.
fn carry_out(ctx: &Ctx, write: &mut Write<'_>, row: &ProposalRow) -> Result<(), Failure> {
    let subject = row.effect.subject;
    let moves = |write: &mut Write<'_>| -> Result<EditionId, Failure> {
        let edition = row
            .edition_id
            .ok_or_else(|| Failure::broken("a proposal without its edition"))?;
        write.must(
            sql(db::edition::STEP_ANY).id(edition).int(row.seen_version),
            Code::ProposalOutdated,
        );
        Ok(edition)
    };
    let said = |write: &mut Write<'_>, action, subject_id: String| {
        write.event(Event {
            action,
            edition: row.edition_id,
            subject_id,
            subject: row.effect.name.clone(),
            reason: Some(row.reason.clone()),
            ..Event::default()
        });
    };
    match subject {
        Subject::RemoveJudge { person, .. } => {
            let edition = moves(write)?;
            write.must(
                sql(db::panel::SEAT_LEAVE)
                    .id(edition)
                    .id(person)
                    .at(ctx.now)
                    .text(row.reason.as_str()),
                Code::ProposalOutdated,
            );
            write.run(db::person::moved(person));
            write.run(
                sql(db::panel::END_ALL)
                    .id(edition)
                    .id(person)
                    .at(ctx.now)
                    .text(row.reason.as_str()),
            );
            let taken = Grant {
                role: Role::Judge,
                edition: Some(edition),
                agency: None,
            };
            let what = Lost {
                taken: &[taken],
                links: 0,
            };
            lost(ctx, write, person, &row.effect.name, &what);
            said(write, event::SEAT_REMOVED, person.to_string());
        }
        Subject::WithdrawEntry { entry } => {
            moves(write)?;
            write.must(
                sql(db::entry::WITHDRAW)
                    .id(entry)
                    .at(ctx.now)
                    .text(row.reason.as_str()),
                Code::ProposalOutdated,
            );
            said(write, event::ENTRY_WITHDRAWN, entry.to_string());
        }
        Subject::DropSheet { assignment } => {
            let edition = moves(write)?;
            write.must(
                sql(db::panel::UNASSIGN)
                    .id(edition)
                    .json(&[assignment])?
                    .at(ctx.now)
                    .text(row.reason.as_str()),
                Code::ProposalOutdated,
            );
            said(write, event::SHEET_EXCLUDED, assignment.to_string());
        }
        Subject::KeepSheet { assignment } => {
            moves(write)?;
            keep(ctx, write, assignment, &row.effect.classes, &row.reason)?;
            said(write, event::CONFLICT_DECIDED, assignment.to_string());
        }
        Subject::CorrectSheet { assignment } => {
            corrected(ctx, write, row, assignment)?;
            said(write, event::SHEET_CORRECTED, assignment.to_string());
        }
        Subject::Recover { person } => {
            write.holds(
                sql(db::proposal::PERSON_STANDS)
                    .id(person)
                    .int(row.seen_version),
                Code::ProposalOutdated,
            );
        }
    }
    Ok(())
}

/// The judge's new sheet takes the place of the old one; both stay in the history.
fn corrected(
    ctx: &Ctx,
    write: &mut Write<'_>,
    row: &ProposalRow,
    assignment: AssignmentId,
) -> Result<(), Failure> {
    let stored = row.payload.as_deref().unwrap_or_default();
    let payload: Payload = json::read(stored)?;
    let marks = payload.sheet.full().ok_or(Code::SheetIncomplete)?;
    let receipt = secret::digest(&[
        b"receipt",
        assignment.to_string().as_bytes(),
        stored.as_bytes(),
        ctx.now.0.to_string().as_bytes(),
    ])
    .to_ascii_uppercase();
    let part = |range| receipt.get(range).unwrap_or_default();
    let edition = row.edition_id.ok_or(Code::NotFound)?;
    let sheet = json::write(&payload.sheet)?;
    write.must(
        sql(db::proposal::CORRECT)
            .id(assignment)
            .int(row.seen_version)
            .id(ctx.write_key()?)
            .text(format!("{}-{}", part(0..4), part(4..8)))
            .int(total(&payload.weights, &marks))
            .text(sheet.as_str()),
        Code::ProposalOutdated,
    );
    write.run(
        sql(db::proposal::HISTORY)
            .id(assignment)
            .int(row.seen_version + 1)
            .id(ctx.write_key()?)
            .id(row.proposed_by)
            .text(sheet)
            .text(row.reason.as_str())
            .id(row.id),
    );
    write.run(sql(db::edition::TOUCH).id(edition));
    Ok(())
}

/// What a correction stores and nobody is shown: the sheet, and the weights that it is counted by.
#[derive(serde::Serialize, serde::Deserialize)]
struct Payload {
    weights: [u8; CRITERIA],
    sheet: Sheet,
    /// Random: whoever approves gets the digest of all this, and could try a hundred marks against it.
    salt: String,
}
