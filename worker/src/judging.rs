//! A judge's work: list, pack for work without signal, own sheets. Nobody else's sheet has an address here.

use klisida_domain::{
    access::{Action, may},
    api,
    competition::{Act, Standing},
    event,
    ids::AssignmentId,
    judging::{AssignmentState, SheetAct, SheetState, queue_rank, sheet_allows},
    problem::{Code, Problem},
    timetable::more_time,
    wire,
};

use crate::{
    conflict::Look,
    ctx::Ctx,
    db::{
        self,
        entry::label,
        judging::{CourseRow, DeskEdition, DeskRow},
        sql,
        write::{Event, Lost, Write},
    },
    dispatch::answers,
    failure::Failure,
};

answers! {
    JudgeDeskShow: desk;
    JudgePackShow: pack;
    SheetShow: show;
}

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

/// Puts entries into the judge's own fixed order (product F19).
fn in_own_order(rows: &mut Vec<&DeskRow>) {
    rows.sort_by_key(|row| queue_rank(&row.judge_id.to_string(), &row.entry_id.to_string()));
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
            in_own_order(&mut own);
            let standing = Standing::at(
                edition.recorded,
                edition.opens_at,
                edition.closes_at,
                ctx.now,
            );
            wire::JudgeEdition {
                id: edition.id,
                standing,
                more_time: more_time(standing, edition.marks_read),
                cancelled: edition.cancelled_reason,
                name: edition.name,
                board: (standing == Standing::Published).then_some(edition.slug),
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
    let rows: Vec<DeskRow> = rows.all(2)?;
    let mut packed: Vec<_> = rows
        .iter()
        .filter(|row| actor.judges(row.edition_id))
        .collect();
    in_own_order(&mut packed);
    let entries = packed.into_iter().map(entry).collect::<Result<_, _>>()?;
    Ok(wire::JudgePack { desk, entries })
}

/// An own assignment with the course of its edition.
pub struct Own {
    /// The assignment with its entry and sheet.
    pub row: DeskRow,
    /// The course of its edition.
    pub course: CourseRow,
    /// Where the edition stands.
    pub standing: Standing,
    look: Look,
}

impl Own {
    /// Reads it in one round trip; another's, or none, is 404.
    pub async fn read(ctx: &Ctx, assignment: AssignmentId) -> Result<Self, Failure> {
        let mut statements = vec![
            sql(db::judging::ONE).id(assignment),
            sql(db::judging::COURSE).id(assignment),
        ];
        statements.push(sql(db::conflict::ONE).id(assignment));
        statements.push(sql(db::conflict::AGENCIES_OF_ONE).id(assignment));
        let rows = ctx.db.batch(statements).await?;
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
            look: Look::from_rows(&rows, 2)?,
        })
    }

    /// May the sheet be written at all now? Time first, then the assignment, then the entry.
    pub fn open(&self) -> Result<(), Code> {
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
    pub fn allows(&self, seen: u32, full: bool, act: SheetAct) -> Result<SheetState, Failure> {
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
    ///
    /// A conflict of interest that is found here is written down with it, and so is a change after a recovery.
    pub fn write<'a>(&self, ctx: &'a Ctx) -> Result<Write<'a>, Failure> {
        let mut write = Write::new(ctx);
        write.holds(
            sql(db::judging::IS_OPEN)
                .id(self.row.id)
                .id(ctx.write_key()?),
            Code::JudgingClosed,
        );
        write.holds(
            sql(db::judging::STANDS).id(self.row.id),
            Code::AssignmentEnded,
        );
        self.look.write_down(ctx, &mut write)?;
        write.run(
            sql(db::proposal::CHANGED_AFTER)
                .at(ctx.now)
                .id(self.row.judge_id)
                .text(event::SHEET_AFTER_RECOVERY)
                .id(self.row.edition_id)
                .id(self.row.id)
                .text(label(self.row.number, &self.row.name))
                .text(ctx.request_id.as_str()),
        );
        Ok(write)
    }

    /// What a lost race on the sheet's version means.
    pub fn stale(&self) -> Lost {
        Lost::Stale(sql(db::judging::VERSION).id(self.row.id))
    }

    /// A line of the record about this assignment.
    pub fn event(&self, action: &'static str, reason: Option<String>) -> Event {
        Event {
            action,
            edition: Some(self.row.edition_id),
            subject_id: self.row.id.to_string(),
            subject: label(self.row.number, &self.row.name),
            reason,
            ..Event::default()
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
