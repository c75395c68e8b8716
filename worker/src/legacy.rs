//! Innovations from before the regulation: registered by one form, without gates (Article 17).

use klisida_domain::{
    access::STARTERS,
    agency::{HOME_PROVINCE, HOME_REGION},
    api,
    clinic::Act,
    event,
    ids::InnovationId,
    innovation::{Carrier, key, search_text},
    law::Kind,
    legacy,
    part::{Content, Identity, Initiator, Part},
    problem::{Code, Problem},
    record::{MAX_DRAFTS, Section},
    text, wire,
};

use crate::{
    clinic::Whole,
    conflict::look_again,
    ctx::Ctx,
    db::{
        self,
        catalogue::AgencyRow,
        record::StartRow,
        showcase::NameRow,
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
    part::name_taken,
    record::{beginning_for, is_of},
};

answers! {
    LegacyAdd: add;
    LegacyPut: put;
}

/// The parts that the form fills.
const PARTS: [Part; 3] = [
    Part::Identity,
    Part::Text(Section::Summary),
    Part::Text(Section::Benefit),
];

/// The form, tidied, when it is complete.
fn complete(body: wire::LegacySet) -> Result<wire::LegacySet, Failure> {
    let body = wire::LegacySet {
        name: body.name.trim().to_owned(),
        summary: body.summary.trim().to_owned(),
        benefit: body.benefit.trim().to_owned(),
        ..body
    };
    match legacy::faults(&body) {
        Some(problem) => Err(problem.into()),
        None => Ok(body),
    }
}

/// What the parts hold after it; the rest of the identity stays as it was.
fn contents(body: &wire::LegacySet, identity: Identity) -> [Content; 3] {
    let identity = Identity {
        name: body.name.clone(),
        kind: body.kind,
        other_kinds: identity
            .other_kinds
            .into_iter()
            .filter(|it| Some(*it) != body.kind)
            .collect(),
        ..identity
    };
    [
        Content::Identity(identity),
        Content::Text(body.summary.clone()),
        Content::Text(body.benefit.clone()),
    ]
}

fn keep(
    ctx: &Ctx,
    innovation: InnovationId,
    contents: [Content; 3],
    write: &mut Write<'_>,
) -> Result<(), Failure> {
    let person = ctx.person()?.person;
    for (part, content) in PARTS.into_iter().zip(contents) {
        write.run(
            sql(db::record::REGISTER_PART)
                .id(innovation)
                .id(part)
                .json(&content)?
                .at(ctx.now)
                .id(person),
        );
    }
    Ok(())
}

/// Register.
pub async fn add(
    ctx: &Ctx,
    _: api::LegacyAdd,
    body: wire::LegacyNew,
) -> Result<wire::Saved, Failure> {
    let (id, asked) = (body.id, body.agency.clone());
    let body = complete(legacy::of_new(body))?;
    let actor = ctx.person()?;
    let own = actor.agencies_as(STARTERS);
    let known: Option<StartRow> = ctx.db.first(sql(db::record::START).id(id)).await?;
    let mut write = Write::new(ctx);
    let (agency, name) = if let Some(row) = known {
        // Of the catalogue: its agency is known, and nobody else's is told.
        if !is_of(&own, &row.agency_code, row.parent_code.as_ref()) {
            return Err(Code::NotFound.into());
        }
        if row.taken {
            return Err(Code::AlreadyInClinic.into());
        }
        (row.agency_code, row.name)
    } else {
        let code = beginning_for(&own, asked.as_ref())
            .ok_or_else(|| Problem::field(Code::AgencyNeeded, "agency"))?;
        let agency: Option<AgencyRow> = ctx.db.first(sql(db::catalogue::AGENCY).id(code)).await?;
        let agency = agency.map(AgencyRow::agency);
        let agency = agency
            .filter(|it| is_of(&own, &it.code, it.parent.as_ref()))
            .ok_or_else(|| Problem::field(Code::NotOfAgency, "agency"))?;
        let carrier = if agency.sort == "bumd" {
            Carrier::Company
        } else {
            Carrier::Region
        };
        write.holds(
            sql(db::record::DRAFTS).id(actor.person).int(MAX_DRAFTS),
            Code::DraftsFull,
        );
        write.run(
            sql(db::record::INSERT_INNOVATION)
                .id(id)
                .text(text::own_slug(&body.name, &id.to_string()))
                .text(key(&body.name, &agency.name, HOME_REGION))
                .text(body.name.as_str())
                .text(agency.name.as_str())
                .id(&agency.code)
                .text(HOME_REGION)
                .text(HOME_PROVINCE)
                .int(body.first_used.year)
                .text_or_null(body.kind.map(Kind::code))
                .text(carrier.code())
                .text(crate::part::search_text(&body.name, &agency.name))
                .text(text::fold(&body.name))
                .at(ctx.now),
        );
        write.unique("innovation.import_key", Code::InnovationExists);
        write.unique("innovation.slug", Code::StaleVersion);
        (agency.code, body.name.clone())
    };
    let year = ctx.now.wib().year;
    write.run(sql(db::record::NEXT_NUMBER).int(year));
    write.must(
        sql(db::record::REGISTER)
            .id(id)
            .int(year)
            .id(&agency)
            .text(body.first_used.code())
            .at(ctx.now)
            .id(actor.person),
        Code::AlreadyInClinic,
    );
    write.unique("record.innovation_id", Code::AlreadyInClinic);
    // Name, agency, kind and year are public from here on (Article 17(1)).
    write.run(
        sql(db::record::COMPLETE)
            .id(id)
            .text_or_null(body.kind.map(Kind::code))
            .int(body.first_used.year),
    );
    write.run(
        sql(db::record::INSERT_LEAD)
            .id(id)
            .id(actor.person)
            .at(ctx.now),
    );
    keep(ctx, id, contents(&body, Identity::default()), &mut write)?;
    let initiators = Content::Initiators(vec![Initiator {
        name: actor.name.clone(),
        position: String::new(),
        lead: true,
    }]);
    write.run(
        sql(db::record::INSERT_PART)
            .id(id)
            .id(Part::Initiators)
            .json(&initiators)?
            .flag(false)
            .at(ctx.now)
            .id(actor.person),
    );
    write.run(sql(db::catalogue::FRESHEN));
    write.event(Event {
        action: event::RECORD_REGISTERED,
        innovation: Some(id),
        subject_id: id.to_string(),
        subject: name,
        after: Some(body.first_used.words()),
        ..Event::default()
    });
    let saved = wire::Saved {
        version: 1,
        at: ctx.now,
    };
    let saved = write
        .commit(saved)
        .await
        .map_err(|failure| name_taken(failure, "name"))?;
    look_again(ctx, sql(db::conflict::OF_INNOVATIONS).json(&[id])?).await?;
    Ok(saved)
}

/// Correct what was registered.
pub async fn put(
    ctx: &Ctx,
    it: api::LegacyPut,
    body: wire::LegacySet,
) -> Result<wire::Saved, Failure> {
    let id = it.innovation;
    let body = complete(body)?;
    let mut statements = Whole::statements(ctx, id)?;
    let names = statements.len();
    statements.push(sql(db::showcase::NAMES).id(id));
    let rows = ctx.db.batch(statements).await?;
    let before: Vec<NameRow> = rows.all(names)?;
    let Whole { record, parts, .. } = Whole::from_rows(ctx, &rows)?;
    record.check(Act::Register, body.version)?;
    let row = &record.row;
    if row.first_used.is_none() {
        return Err(Code::NotLegacy.into());
    }
    let mut identity = Identity::default();
    for part in parts {
        if let Content::Identity(it) = part.view().content {
            identity = it;
        }
    }
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::record::TEXTS_STAND).id(id).int(body.texts),
        record.stale(),
    );
    write.must(
        sql(db::record::CORRECT)
            .id(id)
            .int(body.version)
            .text(body.first_used.code()),
        record.stale(),
    );
    // What is published keeps its name until it is published again.
    if row.published_at.is_none() && !row.imported {
        let mut names: Vec<String> = before.into_iter().map(|it| it.name).collect();
        names.retain(|it| *it != body.name);
        write.run(sql(db::showcase::KEEP_NAME).id(id));
        write.run(
            sql(db::record::CORRECT_LISTED)
                .id(id)
                .text(key(&body.name, &row.agency_name, HOME_REGION))
                .text(body.name.as_str())
                .text(search_text(
                    &body.name,
                    &row.agency_name,
                    HOME_REGION,
                    HOME_PROVINCE,
                    &names,
                ))
                .text(text::fold(&body.name))
                .text_or_null(body.kind.map(Kind::code))
                .int(body.first_used.year),
        );
        write.unique("innovation.import_key", Code::InnovationExists);
        write.run(sql(db::catalogue::FRESHEN));
    }
    keep(ctx, id, contents(&body, identity), &mut write)?;
    let mut said = record.event(event::RECORD_CORRECTED, None);
    said.after = Some(body.first_used.words());
    write.event(said);
    write
        .commit(wire::Saved {
            version: row.version + 1,
            at: ctx.now,
        })
        .await
        .map_err(|failure| name_taken(failure, "name"))
}
