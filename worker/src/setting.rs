//! Settings of the clinic and of agencies, and the people of an agency.

use klisida_domain::{
    access::{AGENCY, CLINIC},
    account::Role,
    agency::{AgencyCode, contact_fault, head_may_release},
    api, event,
    page::Page,
    problem::{Code, FieldFault, Problem},
    time::Instant,
    wire,
};

use crate::{
    clinic::{self, Record, durations},
    ctx::Ctx,
    db::{
        self,
        record::RecordRow,
        sql,
        write::{Event, Lost, Write},
    },
    dispatch::answers,
    failure::Failure,
};

mod rows;

use rows::{AgencyRow, PersonRow};

answers! {
    ClinicSettingShow: clinic;
    ClinicSettingSet: set_clinic;
    AgencySettingShow: agency;
    AgencySettingSet: set_agency;
    AgencyPersonList: people;
}

/// People of an agency on a page of their list.
const LINES: usize = 100;

/// Settings of the clinic.
pub async fn clinic(
    ctx: &Ctx,
    _: api::ClinicSettingShow,
    _: wire::Empty,
) -> Result<wire::ClinicSettings, Failure> {
    let rows = ctx.db.batch(vec![sql(db::record::DURATIONS)]).await?;
    let (durations, version) = durations(&rows, 0)?;
    Ok(wire::ClinicSettings { version, durations })
}

/// Change the settings of the clinic.
pub async fn set_clinic(
    ctx: &Ctx,
    _: api::ClinicSettingSet,
    body: wire::ClinicSettings,
) -> Result<wire::Saved, Failure> {
    if let Some(problem) = Problem::faults(body.durations.faults()) {
        return Err(problem.into());
    }
    let statement = if body.version == 0 {
        sql(rows::INSERT_CLINIC).json(&body.durations)?
    } else {
        sql(rows::UPDATE_CLINIC)
            .json(&body.durations)?
            .int(body.version)
    };
    let mut write = Write::new(ctx);
    write.must(statement, Lost::Stale(sql(rows::CLINIC_VERSION)));
    write.event(Event {
        action: event::CLINIC_SET,
        ..Event::default()
    });
    write
        .commit(wire::Saved {
            version: body.version + 1,
            at: ctx.now,
        })
        .await
}

/// An agency that the person speaks for: its own coordinator or head, or those of the body above; the clinic. 404 for all
/// others.
async fn theirs(ctx: &Ctx, code: &AgencyCode) -> Result<AgencyRow, Failure> {
    let row: Option<AgencyRow> = ctx.db.first(sql(rows::AGENCY).id(code)).await?;
    let row = row.ok_or(Code::NotFound)?;
    let actor = ctx.person()?;
    let own = |role: &Role| actor.is_at(*role, code, row.parent_code.as_ref());
    if actor.is_any(CLINIC) || AGENCY.iter().any(own) {
        Ok(row)
    } else {
        Err(Code::NotFound.into())
    }
}

/// Settings of an agency.
pub async fn agency(
    ctx: &Ctx,
    it: api::AgencySettingShow,
    _: wire::Empty,
) -> Result<wire::AgencySettings, Failure> {
    Ok(theirs(ctx, &it.agency).await?.settings())
}

/// Everything that is wrong with a decree, by field.
fn decree_faults(decree: &wire::Decree, now: Instant) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let length = decree.number.trim().chars().count();
    if length == 0 {
        faults.push(FieldFault::new("decree.number", Code::TextMissing));
    } else if length > 100 {
        faults.push(FieldFault::new("decree.number", Code::TextTooLong));
    }
    if decree.signed_on > now {
        faults.push(FieldFault::new("decree.signed_on", Code::DateInFuture));
    }
    if decree.until.is_some_and(|until| until < decree.signed_on) {
        faults.push(FieldFault::new("decree.until", Code::EndBeforeStart));
    }
    faults
}

/// Where the head releases no longer, what lies with the head lies with the coordinator from now on.
async fn free(ctx: &Ctx, agency: &AgencyCode, write: &mut Write<'_>) -> Result<(), Failure> {
    let lying: Vec<RecordRow> = ctx
        .db
        .all(
            sql(db::record::WITH_HEAD)
                .id(ctx.person()?.person)
                .id(agency),
        )
        .await?;
    let mut moves = Vec::with_capacity(lying.len());
    for row in lying {
        let record = Record::of(ctx, row)?;
        let next = record.course.with_head(false);
        moves.push(record.to(ctx, next));
        write.event(record.moved(event::RECORD_FREED, None, next));
    }
    if moves.is_empty() {
        return Ok(());
    }
    clinic::apply(write, &moves, Lost::Code(Code::StaleVersion))
}

/// Change the settings of an agency: its coordinator or head, and the clinic.
pub async fn set_agency(
    ctx: &Ctx,
    it: api::AgencySettingSet,
    body: wire::AgencySettings,
) -> Result<wire::Saved, Failure> {
    let row = theirs(ctx, &it.agency).await?;
    let decree = body.decree.as_ref();
    let mut faults = decree.map_or_else(Vec::new, |it| decree_faults(it, ctx.now));
    if let Err(code) = contact_fault(&body.contact) {
        faults.push(FieldFault::new("contact", code));
    }
    if let Some(problem) = Problem::faults(faults) {
        return Err(problem.into());
    }
    if body.head_releases && !row.head_releases {
        let heads: Option<db::person::Count> =
            ctx.db.first(sql(db::grant::HEADS).id(&it.agency)).await?;
        let heads = heads.map_or(0, |it| it.n);
        head_may_release(body.head_releases, row.head_releases, heads)
            .map_err(|code| Problem::field(code, "head_releases"))?;
    }
    let text = if body.version == 0 {
        rows::INSERT_AGENCY
    } else {
        rows::UPDATE_AGENCY
    };
    let decree = body.decree.as_ref();
    let mut statement = sql(text)
        .id(&it.agency)
        .flag(body.head_releases)
        .text_or_null(decree.map(|it| it.number.trim()))
        .int_or_null(decree.map(|it| it.signed_on.0))
        .int_or_null(decree.and_then(|it| it.until).map(|it| it.0))
        .text_or_null(Some(body.contact.trim()).filter(|it| !it.is_empty()));
    if body.version > 0 {
        statement = statement.int(body.version);
    }
    let mut write = Write::new(ctx);
    write.must(
        statement,
        Lost::Stale(sql(rows::AGENCY_VERSION).id(&it.agency)),
    );
    if !body.head_releases {
        free(ctx, &it.agency, &mut write).await?;
    }
    write.event(Event {
        action: event::AGENCY_SET,
        subject_id: it.agency.to_string(),
        subject: row.name,
        ..Event::default()
    });
    write
        .commit(wire::Saved {
            version: body.version + 1,
            at: ctx.now,
        })
        .await
}

/// People of an agency, for its own side and for the clinic.
pub async fn people(
    ctx: &Ctx,
    it: api::AgencyPersonList,
    _: wire::Empty,
) -> Result<Page<wire::AgencyPerson>, Failure> {
    let actor = ctx.person()?;
    let row: Option<AgencyRow> = ctx.db.first(sql(rows::AGENCY).id(&it.agency)).await?;
    let row = row.ok_or(Code::NotFound)?;
    let parent = row.parent_code.as_ref();
    let sides = [Role::Innovator, Role::AgencyCoordinator, Role::AgencyHead];
    let own = |role: &Role| actor.is_at(*role, &it.agency, parent);
    if !(actor.is_any(CLINIC) || sides.iter().any(own)) {
        return Err(Code::NotFound.into());
    }
    let people: Vec<PersonRow> = ctx
        .db
        .all(
            sql(rows::PEOPLE)
                .id(&it.agency)
                .text(parent.map_or("", |parent| parent.0.as_str()))
                .after_text(ctx.after()?.as_ref())?
                .size(LINES + 1),
        )
        .await?;
    Ok(Page::of(
        people,
        LINES,
        PersonRow::cursor,
        PersonRow::person,
    ))
}
