//! What the public reads of a record: asked for by the agency, published by the clinic.

use klisida_domain::{
    account::check_reason,
    api,
    clinic::Act,
    event,
    law::Stage,
    log::Note,
    part::Parts,
    problem::{Code, Problem},
    showcase::{Dates, Showcase, opened_by},
    stage::Place,
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self, Rows,
        note::RecordSeen,
        showcase::{EnteredRow, HeldRow, PartRow, RevisionRow},
        sql,
        write::{Event, Write},
    },
    failure::Failure,
    note::{check, event_of, seen, stale},
};

fn same_version(record: &RecordSeen, seen: u32) -> Result<(), Failure> {
    if record.version == seen {
        Ok(())
    } else {
        Err(Problem::stale(record.version).into())
    }
}

const fn moved(ctx: &Ctx, record: &RecordSeen) -> wire::Saved {
    wire::Saved {
        version: record.version + 1,
        at: ctx.now,
    }
}

/// Ask for publication, or for a newer state of what is published.
pub async fn ask(
    ctx: &Ctx,
    it: api::PublicationAsk,
    body: wire::RecordStep,
) -> Result<wire::Saved, Failure> {
    let record: Option<RecordSeen> = ctx.db.first(seen(ctx, it.innovation)?).await?;
    let record = record.ok_or(Code::NotFound)?;
    check(ctx, &record, Act::Ask)?;
    same_version(&record, body.version)?;
    if record.asked_at.is_some() {
        return Err(Code::PublicationUnchanged.into());
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::showcase::ASK)
            .id(it.innovation)
            .int(body.version)
            .at(ctx.now),
        stale(it.innovation),
    );
    write.event(event_of(&record, event::PUBLICATION_ASKED, &record.name));
    write.commit(moved(ctx, &record)).await
}

/// The dates that the timeline is told from.
fn dates(record: &RecordSeen, entered: Vec<EnteredRow>, held: Vec<HeldRow>) -> Dates {
    let mut dates = Dates {
        entered: vec![(Place::In(Stage::DrumUp), record.created_at)],
        ..Dates::default()
    };
    for row in entered {
        let place = match row.what.as_str() {
            event::RECORD_FINISHED => Some(Place::Finished),
            event::RECORD_CONTINUED => Some(Place::Continued),
            stage => Stage::from_code(stage).and_then(opened_by),
        };
        dates.entered.extend(place.map(|place| (place, row.at)));
    }
    for row in held {
        match row.note {
            Note::Launch { .. } if dates.launch.is_none() => dates.launch = Some(row.at),
            Note::Display { ways, .. } => dates.displays.push((row.at, ways)),
            _ => {}
        }
    }
    dates
}

/// What was handed in last; while nothing was, the parts as the agency wrote them and asked to show them.
fn parts(rows: &Rows) -> Result<Parts, Failure> {
    if let Some(revision) = rows.first::<RevisionRow>(0)? {
        return Ok(revision.parts);
    }
    let parts: Vec<PartRow> = rows.all(1)?;
    Ok(parts.into_iter().map(|it| (it.part, it.content)).collect())
}

/// Publish, publish anew, or take back.
pub async fn put(
    ctx: &Ctx,
    it: api::PublicationPut,
    body: wire::PublicationSet,
) -> Result<wire::Saved, Failure> {
    let known: Option<RecordSeen> = ctx.db.first(seen(ctx, it.innovation)?).await?;
    let record = known.ok_or(Code::NotFound)?;
    let (_, course) = check(ctx, &record, Act::Publish)?;
    same_version(&record, body.version)?;
    let mut write = Write::new(ctx);
    if body.public {
        let rows = ctx
            .db
            .batch(vec![
                sql(db::showcase::REVISION)
                    .id(it.innovation)
                    .int(record.revision),
                sql(db::showcase::PARTS).id(it.innovation),
                sql(db::showcase::ENTERED).id(it.innovation),
                sql(db::showcase::HELD).id(it.innovation),
            ])
            .await?;
        let dates = dates(&record, rows.all(2)?, rows.all(3)?);
        let showcase =
            Showcase::new(&parts(&rows)?, course.place, dates).map_err(|faults| Problem {
                faults,
                ..Problem::new(Code::SummaryNeeded)
            })?;
        write.must(
            sql(db::showcase::PUBLISH)
                .id(it.innovation)
                .int(body.version)
                .at(ctx.now),
            stale(it.innovation),
        );
        write.run(
            sql(db::showcase::LIST)
                .id(it.innovation)
                .text(course.place.code()),
        );
        write.run(
            sql(db::showcase::KEEP)
                .id(it.innovation)
                .json(&showcase)?
                .at(ctx.now)
                .id(ctx.person()?.person),
        );
        write.event(event_of(&record, event::RECORD_PUBLISHED, &record.name));
    } else {
        let reason = body.reason.as_deref().unwrap_or_default().trim().to_owned();
        check_reason(&reason).map_err(|code| Problem::field(code, "reason"))?;
        if !record.listed {
            return Err(Code::PublicationUnchanged.into());
        }
        write.must(
            sql(db::showcase::TAKE_BACK)
                .id(it.innovation)
                .int(body.version),
            stale(it.innovation),
        );
        write.run(sql(db::showcase::UNLIST).id(it.innovation));
        write.run(sql(db::showcase::DROP).id(it.innovation));
        write.event(Event {
            reason: Some(reason),
            ..event_of(&record, event::RECORD_UNPUBLISHED, &record.name)
        });
    }
    write.run(sql(db::catalogue::FRESHEN));
    write.commit(moved(ctx, &record)).await
}
