//! A judge's work: list, pack for work without signal, own sheets. Nobody else's sheet has an address here.

use klisida_domain::{
    access::{Action, may},
    account::check_reason,
    api,
    competition::{Act, Standing},
    event,
    ids::AssignmentId,
    judging::{AssignmentState, Sheet, SheetAct, SheetState, queue_rank, sheet_allows},
    problem::{Code, Problem},
    ranking::total,
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        entry::label,
        judging::{CourseRow, DeskEdition, DeskRow},
        sql,
        write::{Event, Lost, Write},
    },
    failure::Failure,
    secret,
};

fn item(row: &DeskRow) -> wire::JudgeItem {
    wire::JudgeItem {
        assignment: row.id,
        number: row.number,
        name: row.name.clone(),
        agency: row.agency_name.clone(),
        state: row.state,
        withdrawn: row.withdrawn,
        sheet: row.sheet_state,
        filled: row.filled(),
        version: row.sheet_version,
    }
}

fn receipt(row: &DeskRow) -> Option<wire::Receipt> {
    Some(wire::Receipt {
        code: row.receipt.clone()?,
        total: row.total?,
        version: row.sheet_version,
        at: row.saved_at?,
    })
}

fn entry(row: &DeskRow) -> Result<wire::JudgeEntry, Failure> {
    Ok(wire::JudgeEntry {
        item: item(row),
        edition: row.edition_id,
        region: row.region.clone(),
        kind: row.kind,
        dossier: row.dossier()?,
        sheet: row.sheet()?,
        receipt: receipt(row),
    })
}

/// The list of a judge: every edition with its entries in the judge's own order.
fn desk_of(ctx: &Ctx, editions: Vec<DeskEdition>, rows: &[DeskRow]) -> wire::JudgeDesk {
    let editions = editions
        .into_iter()
        .map(|edition| {
            let mut own: Vec<_> = rows
                .iter()
                .filter(|row| row.edition_id == edition.id)
                .collect();
            own.sort_by_key(|row| queue_rank(&row.judge_id.to_string(), &row.entry_id.to_string()));
            wire::JudgeEdition {
                id: edition.id,
                standing: Standing::at(
                    edition.recorded,
                    edition.opens_at,
                    edition.closes_at,
                    ctx.now,
                ),
                name: edition.name,
                opens_at: edition.opens_at,
                closes_at: edition.closes_at,
                rubric: edition.rubric,
                sample: edition.sample,
                items: own.into_iter().map(item).collect(),
            }
        })
        .collect();
    wire::JudgeDesk {
        now: ctx.now,
        editions,
    }
}

/// The judge's list.
pub async fn desk(
    ctx: &Ctx,
    _: api::JudgeDeskShow,
    _: wire::Empty,
) -> Result<wire::JudgeDesk, Failure> {
    let judge = ctx.person()?.person;
    let rows = ctx
        .db
        .batch(vec![
            sql(db::judging::EDITIONS).id(judge),
            sql(db::judging::DESK).id(judge),
        ])
        .await?;
    let sheets: Vec<DeskRow> = rows.all(1)?;
    Ok(desk_of(ctx, rows.all(0)?, &sheets))
}

/// The list with all dossiers and own sheets, for work without signal.
pub async fn pack(
    ctx: &Ctx,
    _: api::JudgePackShow,
    _: wire::Empty,
) -> Result<wire::JudgePack, Failure> {
    let actor = ctx.person()?;
    let rows = ctx
        .db
        .batch(vec![
            sql(db::judging::EDITIONS).id(actor.person),
            sql(db::judging::DESK).id(actor.person),
            sql(db::judging::PACK).id(actor.person),
        ])
        .await?;
    let sheets: Vec<DeskRow> = rows.all(1)?;
    let desk = desk_of(ctx, rows.all(0)?, &sheets);
    let mut packed: Vec<DeskRow> = rows.all(2)?;
    packed.retain(|row| actor.judges(row.edition_id));
    packed.sort_by_key(|row| queue_rank(&row.judge_id.to_string(), &row.entry_id.to_string()));
    let entries = packed.iter().map(entry).collect::<Result<_, _>>()?;
    Ok(wire::JudgePack { desk, entries })
}

/// An own assignment with the course of its edition.
struct Own {
    row: DeskRow,
    course: CourseRow,
    standing: Standing,
}

impl Own {
    /// Reads it in one round trip; another's, or none, is 404.
    async fn read(ctx: &Ctx, assignment: AssignmentId) -> Result<Self, Failure> {
        let rows = ctx
            .db
            .batch(vec![
                sql(db::judging::ONE).id(assignment),
                sql(db::judging::COURSE).id(assignment),
            ])
            .await?;
        let row: DeskRow = rows.first(0)?.ok_or(Code::NotFound)?;
        let course: CourseRow = rows.first(1)?.ok_or(Code::NotFound)?;
        may(
            ctx.person()?,
            Action::Sheet {
                judge: row.judge_id,
                edition: row.edition_id,
            },
        )?;
        let standing = course.standing(ctx.now);
        Ok(Self {
            row,
            course,
            standing,
        })
    }

    /// May the sheet be written at all now? Time first, then the assignment, then the entry.
    fn open(&self) -> Result<(), Code> {
        self.standing.allows(Act::Score)?;
        if self.row.state != AssignmentState::Active {
            Err(Code::AssignmentEnded)
        } else if self.row.withdrawn {
            Err(Code::EntryWithdrawn)
        } else {
            Ok(())
        }
    }

    /// May this be done to the sheet, by somebody who saw this version?
    fn allows(&self, seen: u32, full: bool, act: SheetAct) -> Result<SheetState, Failure> {
        if self.row.sheet_version != seen {
            return Err(Problem::stale(self.row.sheet_version).into());
        }
        Ok(sheet_allows(
            self.standing,
            self.row.state,
            self.row.sheet_state,
            full,
            act,
        )?)
    }

    /// A write whose guards ask again, inside the transaction, what [`Self::open`] asked before it.
    fn write<'a>(&self, ctx: &'a Ctx) -> Write<'a> {
        let mut write = Write::new(ctx);
        write.holds(
            sql(db::judging::IS_OPEN).id(self.row.id).at(ctx.now),
            Code::JudgingClosed,
        );
        write.holds(
            sql(db::judging::STANDS).id(self.row.id),
            Code::AssignmentEnded,
        );
        write
    }

    fn stale(&self) -> Lost {
        Lost::Stale(sql(db::judging::VERSION).id(self.row.id))
    }

    fn event(&self, action: &'static str, reason: Option<String>) -> Event {
        Event {
            action,
            edition: Some(self.row.edition_id),
            subject_id: self.row.id.to_string(),
            subject: label(self.row.number, &self.row.name),
            reason,
        }
    }
}

/// An entry with the own sheet.
pub async fn show(
    ctx: &Ctx,
    it: api::SheetShow,
    _: wire::Empty,
) -> Result<wire::JudgeEntry, Failure> {
    let own = Own::read(ctx, it.assignment).await?;
    if own.standing == Standing::Draft {
        // Until it opens an edition is the coordinator's alone.
        return Err(Code::NotFound.into());
    }
    if own.row.state != AssignmentState::Active {
        // Who stepped back or was taken off reads no more of the entry (Article 5(1)d).
        return Err(Code::AssignmentEnded.into());
    }
    entry(&own.row)
}

/// Save the own sheet.
pub async fn save(
    ctx: &Ctx,
    it: api::SheetPut,
    body: wire::SheetSave,
) -> Result<wire::SheetSaved, Failure> {
    if let Some(problem) = Problem::faults(body.sheet.faults()) {
        return Err(problem.into());
    }
    let own = Own::read(ctx, it.assignment).await?;
    if let Err(code) = own.open() {
        return refuse_late(ctx, &own, &body, code).await;
    }
    let state = own.allows(body.version, body.sheet.is_full(), SheetAct::Save)?;
    let judge = own.row.judge_id;
    let mark = |criterion| {
        body.sheet
            .marks
            .get(&criterion)
            .map(|mark| i64::from(mark.value()))
    };
    let mut statement = sql(db::judging::SAVE)
        .id(it.assignment)
        .int(body.version)
        .id(judge)
        .at(ctx.now);
    for criterion in klisida_domain::law::Criterion::ALL {
        statement = statement.int_or_null(mark(*criterion));
    }
    let version = body.version + 1;
    let mut write = own.write(ctx);
    write.must(statement.json(&body.sheet.notes)?, own.stale());
    write.run(
        sql(db::judging::HISTORY)
            .id(it.assignment)
            .int(version)
            .text("saved")
            .at(ctx.now)
            .id(judge)
            .json(&body.sheet)?
            .text_or_null(None::<String>),
    );
    let filled = body.sheet.marks.len();
    let done = write
        .commit(wire::SheetSaved {
            version,
            state,
            filled: u32::try_from(filled).unwrap_or_default(),
            at: ctx.now,
        })
        .await;
    match done {
        // The door closed between the look and the write.
        Err(Failure::Refused(problem))
            if matches!(problem.code, Code::JudgingClosed | Code::AssignmentEnded) =>
        {
            refuse_late(ctx, &own, &body, problem.code).await
        }
        done => done,
    }
}

/// Keeps a sheet that must not count as evidence, and says why it does not count.
async fn refuse_late(
    ctx: &Ctx,
    own: &Own,
    body: &wire::SheetSave,
    code: Code,
) -> Result<wire::SheetSaved, Failure> {
    let worth_keeping = matches!(
        code,
        Code::JudgingClosed | Code::AssignmentEnded | Code::EntryWithdrawn
    );
    if let (true, Some(key)) = (worth_keeping, &ctx.key) {
        let row = &own.row;
        ctx.db
            .batch(vec![
                sql(db::judging::KEEP_LATE)
                    .id(key.key)
                    .id(row.id)
                    .id(row.judge_id)
                    .at(ctx.now)
                    .int(body.version)
                    .text(code.code())
                    .json(&body.sheet)?,
                sql(db::judging::LATE_EVENT)
                    .at(ctx.now)
                    .id(row.judge_id)
                    .text(event::SHEET_LATE)
                    .id(row.edition_id)
                    .id(row.id)
                    .text(label(row.number, &row.name))
                    .text(ctx.request_id.as_str()),
            ])
            .await?;
        ctx.note.set("kept late");
    }
    Err(code.into())
}

/// The receipt's code: eight digits of the digest of sheet, judge and time.
fn receipt_code(own: &Own, sheet: &Sheet, ctx: &Ctx) -> Result<String, Failure> {
    let sheet = serde_json::to_string(sheet)?;
    let digest = secret::digest(&[
        b"receipt",
        own.row.id.to_string().as_bytes(),
        own.row.judge_id.to_string().as_bytes(),
        own.row.sheet_version.to_string().as_bytes(),
        sheet.as_bytes(),
        ctx.now.0.to_string().as_bytes(),
    ])
    .to_uppercase();
    let part = |range| digest.get(range).unwrap_or_default();
    Ok(format!("{}-{}", part(0..4), part(4..8)))
}

/// Lock the own sheet: it counts.
pub async fn lock(
    ctx: &Ctx,
    it: api::SheetLockSet,
    body: wire::SheetLock,
) -> Result<wire::Receipt, Failure> {
    let own = Own::read(ctx, it.assignment).await?;
    own.open()?;
    let sheet = own.row.sheet()?;
    own.allows(body.version, sheet.is_full(), SheetAct::Lock)?;
    let marks = sheet.full().ok_or(Code::SheetIncomplete)?;
    let receipt = wire::Receipt {
        code: receipt_code(&own, &sheet, ctx)?,
        total: total(&own.course.rubric.weights(), &marks),
        version: body.version + 1,
        at: ctx.now,
    };
    let judge = own.row.judge_id;
    let mut write = own.write(ctx);
    write.must(
        sql(db::judging::LOCK)
            .id(it.assignment)
            .int(body.version)
            .id(judge)
            .at(ctx.now)
            .text(receipt.code.as_str())
            .int(receipt.total),
        own.stale(),
    );
    write.run(
        sql(db::judging::HISTORY)
            .id(it.assignment)
            .int(receipt.version)
            .text("locked")
            .at(ctx.now)
            .id(judge)
            .json(&sheet)?
            .text_or_null(None::<String>),
    );
    write.event(own.event(event::SHEET_LOCKED, None));
    write.commit(receipt).await
}

/// Reopen the own sheet until closing.
pub async fn reopen(
    ctx: &Ctx,
    it: api::SheetReopenSet,
    body: wire::SheetReopen,
) -> Result<wire::SheetSaved, Failure> {
    check_reason(&body.reason).map_err(|code| Problem::field(code, "reason"))?;
    let reason = body.reason.trim().to_owned();
    let own = Own::read(ctx, it.assignment).await?;
    own.open()?;
    let sheet = own.row.sheet()?;
    let state = own.allows(body.version, sheet.is_full(), SheetAct::Reopen)?;
    let judge = own.row.judge_id;
    let version = body.version + 1;
    let mut write = own.write(ctx);
    write.must(
        sql(db::judging::REOPEN)
            .id(it.assignment)
            .int(body.version)
            .id(judge)
            .at(ctx.now),
        own.stale(),
    );
    write.run(
        sql(db::judging::HISTORY)
            .id(it.assignment)
            .int(version)
            .text("reopened")
            .at(ctx.now)
            .id(judge)
            .json(&sheet)?
            .text(reason.as_str()),
    );
    write.event(own.event(event::SHEET_REOPENED, Some(reason)));
    write
        .commit(wire::SheetSaved {
            version,
            state,
            filled: own.row.filled(),
            at: ctx.now,
        })
        .await
}

/// Declare a relation with the entry: it leaves the list, and the edition moves on so that the coordinator sees it.
pub async fn declare(
    ctx: &Ctx,
    it: api::ConflictSet,
    body: wire::ConflictDeclare,
) -> Result<wire::Empty, Failure> {
    check_reason(&body.reason).map_err(|code| Problem::field(code, "reason"))?;
    let reason = body.reason.trim().to_owned();
    let own = Own::read(ctx, it.assignment).await?;
    if own.standing == Standing::Draft {
        return Err(Code::JudgingNotOpen.into());
    }
    own.standing.allows(Act::Panel)?;
    if own.row.state != AssignmentState::Active {
        return Err(Code::AssignmentEnded.into());
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::judging::DECLARE)
            .id(it.assignment)
            .id(own.row.judge_id)
            .at(ctx.now)
            .text(reason.as_str()),
        Code::AssignmentEnded,
    );
    write.run(sql(db::edition::TOUCH).id(own.row.edition_id));
    write.event(own.event(event::CONFLICT_DECLARED, Some(reason)));
    write.commit(wire::Empty {}).await
}
