//! Entries of an edition and what judges read of them.

use serde::Serialize;

use klisida_domain::{
    access::OFFICE,
    api,
    carried::filled,
    competition::{Act, Dossier, MAX_ENTRIES, Recorded},
    event,
    ids::{EntryId, InnovationId},
    innovation::Innovation,
    problem::{Code, Problem},
    wire,
};

use crate::{
    conflict::exclude_alone,
    ctx::Ctx,
    db::{
        self,
        catalogue::InnovationRow,
        edition::EditionRow,
        entry::{DossierRow, EntryRow, HandedInRow},
        sql,
        write::{Event, Lost, Write},
    },
    dispatch::answers,
    edition::step::{check, reason, saved, stale},
    failure::Failure,
    json,
};

answers! {
    EntryAdd: add;
    EntryRemove: remove;
    EntryWithdraw: withdraw;
    EntryShow: show;
    DossierSet: set_dossier;
    DossiersFill: fill;
}

/// Most entries added at once.
const MAX_ADDED: usize = 200;

/// A new entry as the database reads it.
#[derive(Serialize)]
struct NewEntry {
    id: EntryId,
    innovation: InnovationId,
    number: u32,
    dossier: String,
}

/// Add innovations as entries, all of them or none.
pub async fn add(
    ctx: &Ctx,
    it: api::EntryAdd,
    body: wire::EntriesAdd,
) -> Result<wire::Saved, Failure> {
    match body.entries.len() {
        0 => return Err(Problem::field(Code::FieldMissing, "entries").into()),
        1..=MAX_ADDED => {}
        _ => return Err(Problem::field(Code::TooMany, "entries").into()),
    }
    let wanted: Vec<_> = body.entries.iter().map(|entry| entry.innovation).collect();
    let rows = ctx
        .db
        .batch(vec![
            sql(db::edition::ONE).id(it.edition),
            sql(db::entry::OF_EDITION).id(it.edition),
            sql(db::catalogue::BY_IDS).json(&wanted)?,
        ])
        .await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &edition, Act::Entries, body.version)?;
    let present: Vec<EntryRow> = rows.all(1)?;
    let innovations: Vec<Innovation> = rows
        .all::<InnovationRow>(2)?
        .into_iter()
        .map(InnovationRow::innovation)
        .collect();
    let mut taken: Vec<_> = present.iter().map(|entry| entry.innovation_id).collect();
    let mut added = Vec::with_capacity(wanted.len());
    for ((n, new), number) in body.entries.iter().enumerate().zip(edition.next_number..) {
        let refuse = |code| Failure::from(Problem::field(code, format!("entries.{n}.innovation")));
        let innovation = innovations
            .iter()
            .find(|innovation| innovation.id == new.innovation)
            .ok_or_else(|| refuse(Code::NotFound))?;
        if taken.contains(&new.innovation) {
            return Err(refuse(Code::EntryExists));
        }
        taken.push(new.innovation);
        innovation.may_enter(edition.entrants).map_err(refuse)?;
        added.push(NewEntry {
            id: new.id,
            innovation: new.innovation,
            number,
            dossier: json::write(&Dossier::default())?,
        });
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::STEP_DRAFT)
            .id(edition.id)
            .int(body.version)
            .size(added.len()),
        stale(edition.id),
    );
    write.run(sql(db::entry::INSERT).id(edition.id).json(&added)?);
    write.unique("entry.edition_id, entry.innovation_id", Code::EntryExists);
    write.event(Event {
        action: event::ENTRY_ADDED,
        edition: Some(edition.id),
        subject_id: edition.id.to_string(),
        subject: format!("{} entri", added.len()),
        reason: None,
        ..Event::default()
    });
    write.commit(saved(ctx, &edition)).await
}

/// An entry and its edition.
async fn load(ctx: &Ctx, entry: EntryId) -> Result<(EntryRow, EditionRow), Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::entry::ONE).id(entry),
            sql(db::entry::EDITION_OF).id(entry),
        ])
        .await?;
    match (rows.first(0)?, rows.first(1)?) {
        (Some(entry), Some(edition)) => Ok((entry, edition)),
        _ => Err(Code::NotFound.into()),
    }
}

fn event_of(entry: &EntryRow, action: &'static str, reason: Option<String>) -> Event {
    Event {
        action,
        edition: Some(entry.edition_id),
        subject_id: entry.id.to_string(),
        subject: entry.label(),
        reason,
        ..Event::default()
    }
}

/// Take an entry out of a draft.
pub async fn remove(
    ctx: &Ctx,
    it: api::EntryRemove,
    body: wire::Step,
) -> Result<wire::Saved, Failure> {
    let (entry, edition) = load(ctx, it.entry).await?;
    check(ctx, &edition, Act::Entries, body.version)?;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::STEP_DRAFT)
            .id(edition.id)
            .int(body.version)
            .int(0),
        stale(edition.id),
    );
    // Its record would be torn: what was found or proposed about an entry names it for good.
    write.holds(
        sql(db::entry::NOT_ON_RECORD).id(entry.id),
        Code::EntryOnRecord,
    );
    write.run(sql(db::entry::DELETE_ASSIGNMENTS).id(entry.id));
    write.must(sql(db::entry::DELETE).id(entry.id), Code::NotFound);
    write.event(event_of(&entry, event::ENTRY_REMOVED, None));
    write.commit(saved(ctx, &edition)).await
}

/// Withdraw an entry; its sheets stay as evidence and it is not ranked.
pub async fn withdraw(
    ctx: &Ctx,
    it: api::EntryWithdraw,
    body: wire::ReasonedStep,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let (entry, edition) = load(ctx, it.entry).await?;
    check(ctx, &edition, Act::Exclude, body.version)?;
    if entry.withdrawn_at.is_some() {
        return Err(Code::EntryWithdrawn.into());
    }
    let mut write = exclude_alone(ctx, &edition)?;
    write.must(
        sql(db::entry::WITHDRAW)
            .id(entry.id)
            .at(ctx.now)
            .text(reason.as_str()),
        Code::EntryWithdrawn,
    );
    write.event(event_of(&entry, event::ENTRY_WITHDRAWN, Some(reason)));
    write.commit(saved(ctx, &edition)).await
}

/// An entry with its dossier.
pub async fn show(
    ctx: &Ctx,
    it: api::EntryShow,
    _: wire::Empty,
) -> Result<wire::EntryDetail, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::entry::ONE).id(it.entry),
            sql(db::entry::EDITION_OF).id(it.entry),
            sql(db::entry::DOSSIER).id(it.entry),
            sql(db::entry::HANDED_IN).id(it.entry),
        ])
        .await?;
    let entry: EntryRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let edition: EditionRow = rows.first(1)?.ok_or(Code::NotFound)?;
    let dossier: DossierRow = rows.first(2)?.ok_or(Code::NotFound)?;
    let record = match rows.first::<HandedInRow>(3)? {
        // What is not published is the office's alone.
        Some(row) if edition.recorded == Recorded::Draft && ctx.person()?.is_any(OFFICE) => {
            row.carried()?
        }
        _ => None,
    };
    Ok(wire::EntryDetail {
        record,
        edition: edition.id,
        standing: edition.standing(ctx.now),
        dossier: dossier.dossier,
        entry: entry.line(),
    })
}

/// Save the dossier of an entry. It moves the entry's own version, so that two people can fill two dossiers.
pub async fn set_dossier(
    ctx: &Ctx,
    it: api::DossierSet,
    body: wire::DossierSave,
) -> Result<wire::Saved, Failure> {
    if let Some(problem) = Problem::faults(body.dossier.faults()) {
        return Err(problem.into());
    }
    let content = body.dossier.content();
    let (entry, edition) = load(ctx, it.entry).await?;
    check(ctx, &edition, Act::Entries, edition.version)?;
    if entry.withdrawn_at.is_some() {
        return Err(Code::EntryWithdrawn.into());
    }
    if entry.version != body.version {
        return Err(Problem::stale(entry.version).into());
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::entry::UPDATE_DOSSIER)
            .id(entry.id)
            .int(body.version)
            .json(&body.dossier)?
            .flag(content.summary)
            .int(content.criteria),
        Lost::Stale(sql(db::entry::VERSION).id(entry.id)),
    );
    write.event(event_of(&entry, event::DOSSIER_SAVED, None));
    write
        .commit(wire::Saved {
            version: entry.version + 1,
            at: ctx.now,
        })
        .await
}

/// Most dossiers filled at once: with all their texts one statement stays far below what the database takes.
const MAX_FILLED: usize = 20;

/// A dossier that is filled, as the database reads it.
#[derive(Serialize)]
struct Filled {
    id: EntryId,
    version: u32,
    dossier: String,
    ready: u8,
    criteria: u8,
}

/// Fill the empty dossiers of a draft from the records of their innovations, the first ones when there are many.
pub async fn fill(
    ctx: &Ctx,
    it: api::DossiersFill,
    body: wire::Step,
) -> Result<wire::DossiersFilled, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::edition::ONE).id(it.edition),
            sql(db::entry::HANDED_IN_EMPTY)
                .id(it.edition)
                .size(MAX_ENTRIES),
        ])
        .await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &edition, Act::Entries, body.version)?;
    let (mut all, mut without) = (Vec::new(), 0_u32);
    for row in rows.all::<HandedInRow>(1)? {
        let dossier = row.carried()?.map(|it| filled(&row.dossier, &it.dossier));
        let Some(dossier) = dossier.filter(|it| !it.content().is_empty()) else {
            without += 1;
            continue;
        };
        if all.len() < MAX_FILLED {
            let content = dossier.content();
            all.push(Filled {
                id: row.id,
                version: row.version,
                ready: u8::from(content.summary),
                criteria: content.criteria,
                dossier: json::write(&dossier)?,
            });
        }
    }
    if all.is_empty() {
        return Err(Code::NothingToCarry.into());
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::STEP_DRAFT)
            .id(edition.id)
            .int(body.version)
            .int(0),
        stale(edition.id),
    );
    // A dossier that somebody wrote meanwhile is not empty any more.
    write.must_change(
        sql(db::entry::FILL).id(edition.id).json(&all)?,
        all.len(),
        stale(edition.id),
    );
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    write.event(Event {
        action: event::DOSSIERS_FILLED,
        edition: Some(edition.id),
        subject_id: edition.id.to_string(),
        subject: format!("{count} entri"),
        ..Event::default()
    });
    let version = edition.version + 1;
    write
        .commit_at(|at| wire::DossiersFilled {
            filled: count,
            without,
            version,
            at,
        })
        .await
}
