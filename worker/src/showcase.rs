//! What the public reads of a record: asked for by the agency, published by the clinic.

use klisida_domain::{
    account::check_reason,
    api,
    clinic::Act,
    event,
    innovation::{key, search_text},
    law::{Kind, Stage},
    legacy,
    log::Note,
    part::{Content, Identity, Part, Parts},
    problem::{Code, Problem},
    record::Section,
    showcase::{Dates, Merit, NEEDED, Showcase, opened_by},
    stage::{Course, Place},
    text, wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        note::RecordSeen,
        showcase::{EnteredRow, HeldRow, NameRow, RevisionRow, ValidRow},
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
    note::{check, event_of, seen, stale},
};

answers! {
    PublicationAsk: ask;
    PublicationPut: put;
}

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

/// What decides which revision may be published.
fn merit(record: &RecordSeen, valid: Vec<ValidRow>) -> Merit {
    Merit {
        exempt: record.exempt,
        newest: record.revision,
        valid: valid
            .into_iter()
            .map(|row| (row.stage, row.revision))
            .collect(),
    }
}

/// Ask for publication, or for a newer state of what is published. The request names a revision: the newest that may be
/// published; where Article 17 asks for no validation, what is written now is kept as one.
pub async fn ask(
    ctx: &Ctx,
    it: api::PublicationAsk,
    body: wire::RecordStep,
) -> Result<wire::Saved, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            seen(ctx, it.innovation)?,
            sql(db::showcase::VALID).id(it.innovation),
        ])
        .await?;
    let record: RecordSeen = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &record, Act::Ask)?;
    same_version(&record, body.version)?;
    let keeps = record.exempt && record.newer;
    let revisions = record.revision + u32::from(keeps);
    let asked = if keeps {
        revisions
    } else {
        merit(&record, rows.all(1)?)
            .newest()
            .map_err(|problem| *problem)?
    };
    if record.asked_at.is_some() && record.asked_revision == Some(asked) {
        return Err(Code::PublicationUnchanged.into());
    }
    let person = ctx.person()?.person;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::showcase::ASK)
            .id(it.innovation)
            .int(body.version)
            .at(ctx.now)
            .id(person)
            .int(asked)
            .int(revisions),
        stale(it.innovation),
    );
    if keeps {
        write.run(
            sql(db::record::KEEP_REVISION)
                .id(it.innovation)
                .int(revisions)
                .at(ctx.now)
                .id(person),
        );
    }
    write.event(Event {
        after: Some(format!("Ajuan ke-{asked}")),
        ..event_of(&record, event::PUBLICATION_ASKED, &record.name)
    });
    write.commit(moved(ctx, &record)).await
}

/// The dates that the timeline is told from.
fn dates(record: &RecordSeen, entered: Vec<EnteredRow>, held: Vec<HeldRow>) -> Dates {
    let begun = (Place::In(Stage::DrumUp), record.created_at);
    let mut dates = Dates {
        // What was registered began no stage with that.
        entered: if record.registered {
            Vec::new()
        } else {
            vec![begun]
        },
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

/// The catalogue takes name and kind of what is published; the names before still find it.
fn list(
    record: &RecordSeen,
    course: Course,
    parts: &Parts,
    names: Vec<NameRow>,
    write: &mut Write<'_>,
) {
    let identity = match parts.get(&Part::Identity) {
        Some(Content::Identity(identity)) => identity.clone(),
        _ => Identity::default(),
    };
    let name = match identity.name.trim() {
        "" => record.name.clone(),
        name => name.to_owned(),
    };
    let before: Vec<String> = names.into_iter().map(|row| row.name).collect();
    let (agency, region) = (record.carrier_name.as_str(), record.region.as_str());
    // What the public knew it by, and what it knows it by now.
    write.run(sql(db::showcase::KEEP_NAME).id(record.innovation_id));
    write.run(
        sql(db::showcase::LIST)
            .id(record.innovation_id)
            .text(course.place.code())
            .text(name.as_str())
            .text(key(&name, agency, region))
            .text(search_text(
                &name,
                agency,
                region,
                &record.province,
                &before,
            ))
            .text(text::fold(&name))
            .text_or_null(identity.kind.map(Kind::code)),
    );
    write.unique("innovation.import_key", Code::InnovationExists);
    write.run(sql(db::showcase::KEEP_NAME).id(record.innovation_id));
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
                    .int(record.asked_revision.unwrap_or_default()),
                sql(db::showcase::VALID).id(it.innovation),
                sql(db::showcase::ENTERED).id(it.innovation),
                sql(db::showcase::HELD).id(it.innovation),
                sql(db::showcase::NAMES).id(it.innovation),
            ])
            .await?;
        let revision = merit(&record, rows.all(1)?)
            .publishes(body.revision, record.asked_revision)
            .map_err(|problem| *problem)?;
        let RevisionRow { parts } = rows.first(0)?.ok_or(Code::NotFound)?;
        let dates = dates(&record, rows.all(2)?, rows.all(3)?);
        let needed: &[Section] = if record.registered {
            &legacy::NEEDED
        } else {
            &NEEDED
        };
        let showcase =
            Showcase::new(&parts, needed, course.place, dates).map_err(|faults| Problem {
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
        list(&record, course, &parts, rows.all(4)?, &mut write);
        write.run(
            sql(db::showcase::KEEP)
                .id(it.innovation)
                .json(&showcase)?
                .at(ctx.now)
                .id(ctx.person()?.person)
                .int(revision),
        );
        write.event(Event {
            after: Some(format!("Ajuan ke-{revision}")),
            ..event_of(&record, event::RECORD_PUBLISHED, &record.name)
        });
    } else {
        let reason = body.reason.as_deref().unwrap_or_default().trim().to_owned();
        check_reason(&reason).map_err(|code| Problem::field(code, "reason"))?;
        if record.published_at.is_none() {
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
