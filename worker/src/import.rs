//! Import of agencies and innovations: read, preview, and only then write, all rows in one batch.

use klisida_domain::{
    api, event,
    import::Source,
    page::Page,
    problem::{Code, Problem},
    wire,
};

use crate::{
    conflict::look_again,
    ctx::Ctx,
    db::{
        self, sql,
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
};

mod line;
mod plan;
mod rows;

use plan::{plan, size};
use rows::ImportRow;

answers! {
    ImportCheck: check;
    ImportRun: run;
    ImportList: list;
}

/// Imports on a page of their list.
const LINES: usize = 50;

/// Read a file and say what an import would do.
pub async fn check(
    ctx: &Ctx,
    _: api::ImportCheck,
    body: wire::ImportCheck,
) -> Result<wire::ImportPreview, Failure> {
    file_name(&body.file_name)?;
    let plan = plan(ctx, body.source, &body.content).await?;
    Ok(wire::ImportPreview {
        new: size(plan.added()),
        same: plan.same,
        rows: plan.lines(),
        refused: plan.refused(),
        header_row: plan.header.row,
        titled: plan.header.titled,
        digest: plan.digest,
        bad: plan.bad,
    })
}

fn file_name(name: &str) -> Result<(), Failure> {
    if name.chars().count() > 200 {
        Err(Problem::field(Code::TextTooLong, "file_name").into())
    } else {
        Ok(())
    }
}

/// Import exactly what was previewed.
pub async fn run(
    ctx: &Ctx,
    _: api::ImportRun,
    body: wire::ImportConfirm,
) -> Result<wire::ImportDone, Failure> {
    file_name(&body.file_name)?;
    let plan = plan(ctx, body.source, &body.content).await?;
    if plan.digest != body.digest {
        return Err(Code::ImportChanged.into());
    }
    if !plan.header.confirmed(body.header_row) {
        return Err(Problem::field(Code::ImportHeaderRow, "header_row").into());
    }
    let added = size(plan.added());
    let source = match body.source {
        Source::Agencies => "agencies",
        Source::Innovations => "innovations",
    };
    let mut write = Write::new(ctx);
    write.run(
        sql(rows::INSERT)
            .id(body.id)
            .at(ctx.now)
            .id(ctx.person()?.person)
            .text(source)
            .text(body.file_name.as_str())
            .text(plan.digest.as_str())
            .int(added)
            .int(plan.same)
            .int(plan.refused()),
    );
    for statement in plan.statements(ctx, &body)? {
        write.run(statement);
    }
    write.run(sql(db::catalogue::FRESHEN));
    // Somebody imported the same rows meanwhile: nothing of this import is written.
    for column in ["innovation.import_key", "innovation.slug", "agency.code"] {
        write.unique(column, Code::ImportChanged);
    }
    write.event(Event {
        action: event::IMPORT_RUN,
        edition: None,
        subject_id: body.id.to_string(),
        subject: body.file_name.clone(),
        reason: None,
        ..Event::default()
    });
    let done = write
        .commit(wire::ImportDone {
            added,
            same: plan.same,
            refused: plan.refused(),
            at: ctx.now,
        })
        .await?;
    // An innovation that found its agency may have been given to a judge who comes from there.
    look_again(ctx, sql(db::conflict::RUNNING)).await?;
    Ok(done)
}

/// Imports, newest first.
pub async fn list(
    ctx: &Ctx,
    _: api::ImportList,
    _: wire::Empty,
) -> Result<Page<wire::ImportRecord>, Failure> {
    let rows: Vec<ImportRow> = ctx
        .db
        .all(
            sql(rows::LIST)
                .before_number(ctx.after()?.as_ref())?
                .size(LINES + 1),
        )
        .await?;
    Ok(Page::of(rows, LINES, ImportRow::cursor, ImportRow::record))
}
