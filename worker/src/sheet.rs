//! Writing the own sheet: save, lock, reopen, step back.

use klisida_domain::{
    account::check_reason,
    api,
    competition::{Act, Standing},
    event,
    judging::{AssignmentState, Sheet, SheetAct},
    law::Criterion,
    problem::{Code, Problem},
    ranking::total,
    wire,
};

use crate::{
    ctx::Ctx,
    db::{self, entry::label, sql, write::Write},
    dispatch::answers,
    failure::Failure,
    json,
    judging::Own,
    secret,
};

answers! {
    SheetPut: save;
    SheetLockSet: lock;
    SheetReopenSet: reopen;
    ConflictSet: declare;
}

/// Save the own sheet.
pub async fn save(
    ctx: &Ctx,
    it: api::SheetPut,
    body: wire::SheetSave,
) -> Result<wire::SheetSaved, Failure> {
    let version = body.version;
    let sheet = match body.sheet.validate() {
        Ok(sheet) => sheet,
        Err(problem) => return Err((*problem).into()),
    };
    let own = Own::read(ctx, it.assignment).await?;
    if let Err(code) = own.open() {
        return refuse_late(ctx, &own, version, &sheet, code).await;
    }
    let state = own.allows(version, sheet.is_full(), SheetAct::Save)?;
    let judge = own.row.judge_id;
    let mark = |criterion| {
        sheet
            .marks
            .get(&criterion)
            .map(|mark| i64::from(mark.value()))
    };
    let mut statement = sql(db::judging::SAVE)
        .id(it.assignment)
        .int(version)
        .id(judge)
        .id(ctx.write_key()?);
    for criterion in Criterion::ALL {
        statement = statement.int_or_null(mark(*criterion));
    }
    let next = version + 1;
    let mut write = own.write(ctx)?;
    write.must(statement.json(&sheet.notes)?, own.stale());
    write.run(
        sql(db::judging::HISTORY)
            .id(it.assignment)
            .int(next)
            .text("saved")
            .id(ctx.write_key()?)
            .id(judge)
            .json(&sheet)?
            .text_or_null(None::<String>),
    );
    let filled = u32::try_from(sheet.marks.len()).unwrap_or_default();
    let done = write
        .commit_at(|at| wire::SheetSaved {
            version: next,
            state,
            filled,
            at,
        })
        .await;
    match done {
        // The door closed between the look and the write.
        Err(Failure::Refused(problem))
            if matches!(problem.code, Code::JudgingClosed | Code::AssignmentEnded) =>
        {
            refuse_late(ctx, &own, version, &sheet, problem.code).await
        }
        done => done,
    }
}

/// Keeps a sheet that must not count as evidence, and says why it does not count.
async fn refuse_late(
    ctx: &Ctx,
    own: &Own,
    version: u32,
    sheet: &Sheet,
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
                    .int(version)
                    .text(code.code())
                    .json(sheet)?,
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
    let sheet = json::write(sheet)?;
    let digest = secret::digest(&[
        b"receipt",
        own.row.id.to_string().as_bytes(),
        own.row.judge_id.to_string().as_bytes(),
        own.row.sheet_version.to_string().as_bytes(),
        sheet.as_bytes(),
        ctx.now.0.to_string().as_bytes(),
    ])
    .to_ascii_uppercase();
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
    let code = receipt_code(&own, &sheet, ctx)?;
    let total = total(&own.course.rubric.weights(), &marks);
    let version = body.version + 1;
    let judge = own.row.judge_id;
    let mut write = own.write(ctx)?;
    write.must(
        sql(db::judging::LOCK)
            .id(it.assignment)
            .int(body.version)
            .id(judge)
            .id(ctx.write_key()?)
            .text(code.as_str())
            .int(total),
        own.stale(),
    );
    write.run(
        sql(db::judging::HISTORY)
            .id(it.assignment)
            .int(version)
            .text("locked")
            .id(ctx.write_key()?)
            .id(judge)
            .json(&sheet)?
            .text_or_null(None::<String>),
    );
    write.event(own.event(event::SHEET_LOCKED, None));
    write
        .commit_at(|at| wire::Receipt {
            code: code.clone(),
            total,
            version,
            at,
        })
        .await
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
    let mut write = own.write(ctx)?;
    write.must(
        sql(db::judging::REOPEN)
            .id(it.assignment)
            .int(body.version)
            .id(judge)
            .id(ctx.write_key()?),
        own.stale(),
    );
    write.run(
        sql(db::judging::HISTORY)
            .id(it.assignment)
            .int(version)
            .text("reopened")
            .id(ctx.write_key()?)
            .id(judge)
            .json(&sheet)?
            .text(reason.as_str()),
    );
    write.event(own.event(event::SHEET_REOPENED, Some(reason)));
    let filled = own.row.filled();
    write
        .commit_at(|at| wire::SheetSaved {
            version,
            state,
            filled,
            at,
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
            .id(ctx.write_key()?)
            .text(reason.as_str()),
        Code::AssignmentEnded,
    );
    write.run(sql(db::edition::TOUCH).id(own.row.edition_id));
    write.event(own.event(event::CONFLICT_DECLARED, Some(reason)));
    write.commit(wire::Empty {}).await
}
