//! Parts of a record, and versions of a validated plan.

use klisida_domain::{
    agency::{HOME_PROVINCE, HOME_REGION},
    api,
    clinic::Act,
    event,
    innovation::{self, key},
    law::Kind,
    part::{Content, Part},
    part_words,
    problem::{Code, Problem},
    text, wire,
};
use serde::Deserialize;

use crate::{
    clinic::Record,
    ctx::Ctx,
    db::{
        self, json_or_null, sql,
        write::{Lost, Write},
    },
    dispatch::answers,
    edition::step::reason,
    failure::Failure,
};

answers! {
    PartPut: save;
    PlanSet: set_plan;
}

/// The version of a part, 0 when nothing is stored, with what it holds.
#[derive(Deserialize)]
struct Stored {
    version: u32,
    #[serde(default, deserialize_with = "json_or_null")]
    content: Option<Content>,
}

/// What the catalogue searches in.
pub fn search_text(name: &str, agency: &str) -> String {
    innovation::search_text(name, agency, HOME_REGION, HOME_PROVINCE, &[])
}

/// The refusal of a name that exists says which field holds it.
pub fn name_taken(failure: Failure, field: &str) -> Failure {
    match failure {
        Failure::Refused(problem) if problem.code == Code::InnovationExists => {
            Problem::field(Code::InnovationExists, field).into()
        }
        other => other,
    }
}

/// Save a part. It moves the part's own version, so that two people can write two parts at once.
pub async fn save(
    ctx: &Ctx,
    it: api::PartPut,
    body: wire::PartSave,
) -> Result<wire::Saved, Failure> {
    let mut content = body.content;
    if let Content::Identity(identity) = &mut content {
        identity.name = identity.name.trim().to_owned();
    }
    let written = crate::json::write(&content)?;
    if let Some(problem) = Problem::faults(content.draft_faults(it.part, written.len())) {
        return Err(problem.into());
    }
    let rows = ctx
        .db
        .batch(vec![
            Record::statement(ctx, it.innovation)?,
            sql(db::record::PART_STORED).id(it.innovation).id(it.part),
        ])
        .await?;
    let record = Record::from_rows(ctx, &rows, 0)?;
    record.check(Act::Write(it.part), record.row.version)?;
    let found: Option<Stored> = rows.first(1)?;
    let (stored, before) = found.map_or((0, None), |row| (row.version, row.content));
    if stored != body.version {
        return Err(Problem::stale(stored).into());
    }
    let row = &record.row;
    let mut write = Write::new(ctx);
    // The part's version moves, the record's does not: it must still stand where writing is allowed.
    write.holds(
        sql(db::record::STANDS)
            .id(row.id)
            .text(row.place.code())
            .text(row.desk.code())
            .text(row.hold.code())
            .json(&row.open_parts)?,
        Code::NotYourTurn,
    );
    let text = if stored == 0 {
        db::record::INSERT_PART
    } else {
        db::record::UPDATE_PART
    };
    let mut statement = sql(text)
        .id(row.id)
        .id(it.part)
        .text(written)
        .flag(body.done)
        .at(ctx.now)
        .id(ctx.person()?.person);
    if stored > 0 {
        statement = statement.int(stored);
    }
    write.must(
        statement,
        Lost::Stale(sql(db::record::PART_VERSION).id(row.id).id(it.part)),
    );
    if let Content::Identity(identity) = &content {
        write.run(
            sql(db::record::RENAME)
                .id(row.id)
                .text(key(&identity.name, &row.agency_name, HOME_REGION))
                .text(identity.name.as_str())
                .text(search_text(&identity.name, &row.agency_name))
                .text(text::fold(&identity.name))
                .text_or_null(identity.kind.map(Kind::code)),
        );
        write.unique("innovation.import_key", Code::InnovationExists);
    }
    let mut said = record.event(event::PART_SAVED, None);
    // How much, never what: the history is read by more people, and longer, than a draft.
    it.part.label().clone_into(&mut said.subject);
    said.before = before.map(|before| part_words::amount(it.part, &before));
    said.after = Some(part_words::amount(it.part, &content));
    write.event(said);
    write
        .commit(wire::Saved {
            version: stored + 1,
            at: ctx.now,
        })
        .await
        .map_err(|failure| name_taken(failure, "identity.name"))
}

/// Change a validated plan; the versions before stay, and lines with progress keep their names.
pub async fn set_plan(
    ctx: &Ctx,
    it: api::PlanSet,
    body: wire::PlanChange,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let content = Content::Plan(body.plan.clone());
    if let Some(problem) = Problem::faults(content.faults(Part::Plan)) {
        return Err(problem.into());
    }
    for (n, item) in body.plan.iter().enumerate() {
        if body.plan.iter().take(n).any(|other| other.id == item.id) {
            let field = format!("plan.{n}.id");
            return Err(Problem::field(Code::ItemUnknown, field).into());
        }
    }
    let record = Record::read(ctx, it.innovation).await?;
    record.check(Act::Replan, body.version)?;
    let row = &record.row;
    if row.plans == 0 {
        return Err(Code::PlanNotValidated.into());
    }
    let person = ctx.person()?.person;
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::record::PROGRESS_KEPT).id(row.id).json(&body.plan)?,
        Code::ItemUnknown,
    );
    write.must(
        sql(db::record::STEP_PLAN).id(row.id).int(row.version),
        record.stale(),
    );
    write.run(
        sql(db::record::INSERT_PLAN)
            .id(row.id)
            .int(row.plans + 1)
            .at(ctx.now)
            .id(person)
            .json(&body.plan)?
            .text(reason.as_str()),
    );
    write.run(
        sql(db::record::FOLLOW_PLAN)
            .id(row.id)
            .json(&content)?
            .at(ctx.now)
            .id(person),
    );
    let mut said = record.event(event::PLAN_CHANGED, Some(reason));
    said.after = Some(format!("Versi {}", row.plans + 1));
    write.event(said);
    write
        .commit(wire::Saved {
            version: row.version + 1,
            at: ctx.now,
        })
        .await
}
