//! Records of innovations in the clinic: begin, read, delete, team, history.

use klisida_domain::{
    access::STARTERS,
    account::Role,
    agency::{AgencyCode, HOME_PROVINCE, HOME_REGION},
    api,
    clinic::Act,
    event,
    ids::{InnovationId, PersonId},
    innovation::{Carrier, key},
    law::Kind,
    legacy::FirstUse,
    page::{Inner, Page},
    part::{Content, Identity, Initiator, Part},
    problem::{Code, FieldFault, Problem},
    record::MAX_DRAFTS,
    showcase::Merit,
    text, wire,
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue,
    clinic::{Record, Whole, durations},
    conflict::{Look, look_again},
    ctx::Ctx,
    db::{
        self,
        catalogue::AgencyRow,
        json,
        record::{HistoryRow, MemberRow, PartRow, RecordRow, StartRow, TitleRow},
        showcase::ValidRow,
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
    part::{name_taken, search_text},
};

mod lists;
mod rows;

pub use lists::{more, outside};
use rows::{EvidenceRow, LogRow, ProgressRow, RemarkRow};

answers! {
    RecordList: list;
    RecordCreate: create;
    RecordStart: start;
    RecordShow: show;
    RecordMore: more;
    OutsideList: outside;
    RecordDelete: delete;
    TitleList: titles;
    TeamSet: set_team;
    RevisionShow: revision;
    HistoryList: history;
}

/// Records on a page of their list.
const LINES: usize = 50;
/// Lines on a page of the history.
const EVENTS: usize = 100;

/// Most people on a team.
const MAX_TEAM: usize = 30;

/// The agencies whose records count as the own ones: those that the person coordinates or heads.
fn agencies_of(ctx: &Ctx) -> Result<Vec<&AgencyCode>, Failure> {
    Ok(ctx
        .person()?
        .agencies_as(&[Role::AgencyCoordinator, Role::AgencyHead]))
}

/// The statement for the records that somebody sees in a list: the own ones; all for who works or reads for the regency.
fn seen(ctx: &Ctx) -> Result<db::Sql, Failure> {
    let actor = ctx.person()?;
    Ok(
        if actor.is_any(&[Role::Leadership, Role::Clinic, Role::Coordinator]) {
            sql(db::record::ALL)
                .id(actor.person)
                .before_number(ctx.after()?.as_ref())?
                .size(LINES + 1)
        } else {
            sql(db::record::MINE)
                .id(actor.person)
                .json(&agencies_of(ctx)?)?
                .before_number(ctx.after()?.as_ref())?
                .size(LINES + 1)
        },
    )
}

/// The statement for the records that go on, of the person's own and of the agency for its coordinator and head, for the home
/// page: at most `count`.
pub fn own(ctx: &Ctx, count: usize) -> Result<db::Sql, Failure> {
    Ok(sql(db::record::MINE_LIVE)
        .id(ctx.person()?.person)
        .json(&agencies_of(ctx)?)?
        .before_number(None)?
        .size(count))
}

/// The own records, and those of the agency for its coordinator and head.
pub async fn list(
    ctx: &Ctx,
    _: api::RecordList,
    _: wire::Empty,
) -> Result<wire::RecordDesk, Failure> {
    let rows = ctx
        .db
        .batch(vec![seen(ctx)?, sql(db::record::DURATIONS)])
        .await?;
    let page = Page::of(rows.all(0)?, LINES, RecordRow::cursor, |row| row);
    let mut records = Vec::new();
    for row in page.items {
        let record = Record::of(ctx, row)?;
        if record.relation.reads() {
            records.push(record.line());
        }
    }
    Ok(wire::RecordDesk {
        now: ctx.now,
        durations: durations(&rows, 1)?.0,
        records,
        next: page.next,
    })
}

/// The agency that somebody begins for: the one asked for, else the only one where they may.
pub fn beginning_for<'a>(
    own: &[&'a AgencyCode],
    asked: Option<&'a AgencyCode>,
) -> Option<&'a AgencyCode> {
    match (asked, own) {
        (Some(asked), _) => Some(asked),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// It is one of these agencies, or a unit of one.
pub fn is_of(own: &[&AgencyCode], agency: &AgencyCode, parent: Option<&AgencyCode>) -> bool {
    own.contains(&agency) || parent.is_some_and(|parent| own.contains(&parent))
}

/// A record about to begin.
struct Beginning {
    id: InnovationId,
    name: String,
    idea: String,
    kind: Option<Kind>,
    agency: AgencyCode,
    legacy: bool,
    action: &'static str,
}

impl Beginning {
    /// Record, lead and the first two parts.
    fn write(self, ctx: &Ctx, write: &mut Write<'_>) -> Result<wire::Saved, Failure> {
        let actor = ctx.person()?;
        let year = ctx.now.wib().year;
        write.run(sql(db::record::NEXT_NUMBER).int(year));
        write.must(
            sql(db::record::INSERT)
                .id(self.id)
                .int(year)
                .id(&self.agency)
                .flag(self.legacy)
                .at(ctx.now)
                .id(actor.person),
            Code::AlreadyInClinic,
        );
        write.unique("record.innovation_id", Code::AlreadyInClinic);
        write.run(
            sql(db::record::INSERT_LEAD)
                .id(self.id)
                .id(actor.person)
                .at(ctx.now),
        );
        let identity = Content::Identity(Identity {
            name: self.name.clone(),
            idea: self.idea,
            kind: self.kind,
            ..Identity::default()
        });
        let initiators = Content::Initiators(vec![Initiator {
            name: actor.name.clone(),
            position: String::new(),
            lead: true,
        }]);
        for (part, content) in [(Part::Identity, identity), (Part::Initiators, initiators)] {
            write.run(
                sql(db::record::INSERT_PART)
                    .id(self.id)
                    .id(part)
                    .json(&content)?
                    .flag(false)
                    .at(ctx.now)
                    .id(actor.person),
            );
        }
        write.event(Event {
            action: self.action,
            innovation: Some(self.id),
            subject_id: self.id.to_string(),
            subject: self.name,
            ..Event::default()
        });
        Ok(wire::Saved {
            version: 1,
            at: ctx.now,
        })
    }
}

/// Begin a record.
pub async fn create(
    ctx: &Ctx,
    _: api::RecordCreate,
    body: wire::RecordNew,
) -> Result<wire::Saved, Failure> {
    let name = body.name.trim().to_owned();
    let identity = Content::Identity(Identity {
        name: name.clone(),
        idea: body.idea.clone(),
        kind: body.kind,
        ..Identity::default()
    });
    let faults = identity.draft_faults(Part::Identity, crate::json::write(&identity)?.len());
    if let Some(problem) = Problem::faults(faults.into_iter().map(own_field).collect()) {
        return Err(problem.into());
    }
    let own = ctx.person()?.agencies_as(STARTERS);
    let code = beginning_for(&own, body.agency.as_ref())
        .ok_or_else(|| Problem::field(Code::AgencyNeeded, "agency"))?;
    let agency: Option<AgencyRow> = ctx.db.first(sql(db::catalogue::AGENCY).id(code)).await?;
    let agency = agency.map(AgencyRow::agency);
    let agency = agency
        .filter(|it| is_of(&own, &it.code, it.parent.as_ref()))
        .ok_or_else(|| Problem::field(Code::NotOfAgency, "agency"))?;
    // A free address among all would tell which names others have, of records that nobody may know of.
    let slug = text::own_slug(&name, &body.id.to_string());
    let carrier = if agency.sort == "bumd" {
        Carrier::Company
    } else {
        Carrier::Region
    };
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::record::DRAFTS)
            .id(ctx.person()?.person)
            .int(MAX_DRAFTS),
        Code::DraftsFull,
    );
    write.run(
        sql(db::record::INSERT_INNOVATION)
            .id(body.id)
            .text(slug)
            .text(key(&name, &agency.name, HOME_REGION))
            .text(name.as_str())
            .text(agency.name.as_str())
            .id(&agency.code)
            .text(HOME_REGION)
            .text(HOME_PROVINCE)
            .int(ctx.now.wib().year)
            .text_or_null(body.kind.map(Kind::code))
            .text(carrier.code())
            .text(search_text(&name, &agency.name))
            .text(text::fold(&name))
            .at(ctx.now),
    );
    write.unique("innovation.import_key", Code::InnovationExists);
    write.unique("innovation.slug", Code::StaleVersion);
    let saved = Beginning {
        id: body.id,
        name,
        idea: body.idea,
        kind: body.kind,
        agency: agency.code,
        legacy: false,
        action: event::RECORD_CREATED,
    }
    .write(ctx, &mut write)?;
    write
        .commit(saved)
        .await
        .map_err(|failure| name_taken(failure, "name"))
}

/// `identity.name` is `name` in the body of this endpoint.
fn own_field(fault: FieldFault) -> FieldFault {
    let field = fault.field.replace("identity.", "");
    FieldFault { field, ..fault }
}

/// Take an innovation of the catalogue into the clinic.
pub async fn start(
    ctx: &Ctx,
    it: api::RecordStart,
    _: wire::Empty,
) -> Result<wire::Saved, Failure> {
    let own = ctx.person()?.agencies_as(STARTERS);
    let row: Option<StartRow> = ctx
        .db
        .first(sql(db::record::START).id(it.innovation))
        .await?;
    let row = row
        .filter(|row| is_of(&own, &row.agency_code, row.parent_code.as_ref()))
        .ok_or(Code::NotFound)?;
    if row.taken {
        return Err(Code::AlreadyInClinic.into());
    }
    let mut write = Write::new(ctx);
    let is_legacy = row.is_legacy();
    let saved = Beginning {
        id: it.innovation,
        name: row.name,
        idea: String::new(),
        kind: row.kind,
        agency: row.agency_code,
        legacy: is_legacy,
        action: event::RECORD_STARTED,
    }
    .write(ctx, &mut write)?;
    let saved = write.commit(saved).await?;
    look_again(
        ctx,
        sql(db::conflict::OF_INNOVATIONS).json(&[it.innovation])?,
    )
    .await?;
    Ok(saved)
}

/// A record with everything about it.
pub async fn show(
    ctx: &Ctx,
    it: api::RecordShow,
    _: wire::Empty,
) -> Result<wire::RecordView, Failure> {
    let mut statements = Whole::statements(ctx, it.innovation)?;
    for text in [
        db::record::MEMBERS,
        rows::EVIDENCE,
        rows::OPEN_REMARKS,
        rows::WAITING,
        rows::PROGRESS,
        db::showcase::VALID,
        db::record::RELATED,
    ] {
        statements.push(sql(text).id(it.innovation));
    }
    for list in Inner::ALL {
        statements.push(lists::statement(it.innovation, list, None)?);
    }
    let rows = ctx.db.batch(statements).await?;
    let Whole {
        record,
        parts,
        facts,
    } = Whole::from_rows(ctx, &rows)?;
    let person = ctx.person()?.person;
    let (shown, ends) = lists::first_pages(&rows, 11, (person, record.relation.clinic))?;
    let row = &record.row;
    Ok(wire::RecordView {
        now: ctx.now,
        durations: durations(&rows, 3)?.0,
        slug: row.slug.clone(),
        revision: row.revision,
        parts: parts.into_iter().map(PartRow::view).collect(),
        open: row.open_parts.clone(),
        members: members(rows.all(4)?),
        facts,
        evidence: rows
            .all::<EvidenceRow>(5)?
            .into_iter()
            .map(EvidenceRow::evidence)
            .collect(),
        open_remarks: rows
            .all::<RemarkRow>(6)?
            .into_iter()
            .map(RemarkRow::remark)
            .collect(),
        waiting: rows
            .all::<LogRow>(7)?
            .into_iter()
            .map(|row| row.view(person))
            .collect(),
        states: rows
            .all::<ProgressRow>(8)?
            .into_iter()
            .map(ProgressRow::progress)
            .collect(),
        askable: askable(row, rows.all(9)?),
        rows: shown,
        ends,
        criteria: row.criteria.clone(),
        regional: row.regional,
        legacy: row.legacy,
        first_used: row.first_used.as_deref().and_then(FirstUse::from_code),
        asked_at: row.asked_at,
        asked_by: row.asked_by.clone(),
        asked_revision: row.asked_revision,
        published_revision: row.published_revision,
        published_at: row.published_at,
        head_releases: row.head_releases,
        related: rows
            .all::<TitleRow>(10)?
            .into_iter()
            .map(TitleRow::title)
            .collect(),
        line: record.own_line(),
    })
}

/// The newest revision that may be asked for; what Article 17 exempts is kept as one when it is asked for.
fn askable(row: &RecordRow, valid: Vec<ValidRow>) -> Option<u32> {
    let merit = Merit {
        exempt: row.imported || row.legacy,
        newest: row.revision,
        valid: valid
            .into_iter()
            .map(|it| (it.stage, it.revision))
            .collect(),
    };
    merit.newest().ok()
}

fn members(rows: Vec<MemberRow>) -> Vec<wire::Member> {
    rows.into_iter()
        .map(|row| wire::Member {
            person: wire::PersonRef {
                id: row.id,
                name: row.name,
            },
            lead: row.lead,
        })
        .collect()
}

/// Delete a draft that was never handed in.
pub async fn delete(
    ctx: &Ctx,
    it: api::RecordDelete,
    body: wire::RecordStep,
) -> Result<wire::Saved, Failure> {
    let record = Record::read(ctx, it.innovation).await?;
    record.check(Act::Delete, body.version)?;
    let row = &record.row;
    // What came with an import is no draft: it stays in the catalogue.
    if row.revision > 0 || row.imported {
        return Err(Code::NotADraft.into());
    }
    let mut write = Write::new(ctx);
    write.holds(sql(db::record::NOT_LOGGED).id(row.id), Code::NotADraft);
    write.must(
        sql(db::record::DELETE)
            .id(row.id)
            .int(row.version)
            .at(ctx.now),
        record.stale(),
    );
    write.run(sql(db::record::FREE_NAME).id(row.id));
    write.run(sql(db::catalogue::FRESHEN));
    write.event(record.event(event::RECORD_DELETED, None));
    write
        .commit(wire::Saved {
            version: row.version + 1,
            at: ctx.now,
        })
        .await
}

/// Names of innovations, to find similar ones while typing; at most 5,000, newest first.
pub async fn titles(
    ctx: &Ctx,
    _: api::TitleList,
    _: wire::Empty,
) -> Result<Vec<wire::Title>, Failure> {
    let name: String = ctx
        .query_value("nama")
        .unwrap_or_default()
        .trim()
        .chars()
        .take(200)
        .collect();
    if text::fold(&name).chars().count() < 3 {
        return Ok(Vec::new());
    }
    let own: Vec<TitleRow> = ctx
        .db
        .all(
            sql(db::record::TITLES)
                .id(ctx.person()?.person)
                .json(&agencies_of(ctx)?)?,
        )
        .await?;
    let known = catalogue::alike(ctx, &name).await?;
    Ok(catalogue::nearest(
        &name,
        known
            .into_iter()
            .chain(own.into_iter().map(TitleRow::title)),
    ))
}

/// A place on the team, for the database.
#[derive(Serialize)]
struct Seat {
    person: PersonId,
    lead: u8,
}

/// Everything that is wrong with a team, but for who may be on it.
fn team_faults(members: &[wire::MemberSet]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if members.len() > MAX_TEAM {
        faults.push(FieldFault::new("members", Code::TooMany));
    }
    if members.iter().filter(|it| it.lead).count() != 1 {
        faults.push(FieldFault::new("members", Code::LeadNeeded));
    }
    for (n, it) in members.iter().enumerate() {
        if members
            .iter()
            .take(n)
            .any(|other| other.person == it.person)
        {
            let field = format!("members.{n}.person");
            faults.push(FieldFault::new(field, Code::TooMany));
        }
    }
    faults
}

/// Set the team: the lead does, or the agency's coordinator, also when somebody moves on.
pub async fn set_team(
    ctx: &Ctx,
    it: api::TeamSet,
    body: wire::MembersSet,
) -> Result<wire::Saved, Failure> {
    let record = Record::read(ctx, it.innovation).await?;
    record.check(Act::Team, body.version)?;
    let row = &record.row;
    if !record.relation.coordinator && !row.leads {
        return Err(Code::Forbidden.into());
    }
    if let Some(problem) = Problem::faults(team_faults(&body.members)) {
        return Err(problem.into());
    }
    let wanted: Vec<PersonId> = body.members.iter().map(|it| it.person).collect();
    let mut statements = vec![
        sql(db::record::MAY_JOIN)
            .json(&wanted)?
            .id(&row.agency_code)
            .text(row.parent_code.as_ref().map_or("", |it| it.0.as_str())),
        sql(db::record::MEMBERS).id(row.id),
    ];
    let of_this = sql(db::conflict::OF_INNOVATIONS).json(&[row.id])?;
    statements.extend(Look::statements(of_this));
    let rows = ctx.db.batch(statements).await?;
    let may: Vec<MemberRow> = rows.all(0)?;
    let before: Vec<MemberRow> = rows.all(1)?;
    let mut lead = None;
    let mut seats = Vec::with_capacity(wanted.len());
    for (n, seat) in body.members.iter().enumerate() {
        let person = may.iter().find(|it| it.id == seat.person).ok_or_else(|| {
            let field = format!("members.{n}.person");
            Problem::field(Code::NotOfAgency, field)
        })?;
        if seat.lead {
            lead = Some(person.name.clone());
        }
        seats.push(Seat {
            person: seat.person,
            lead: u8::from(seat.lead),
        });
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::record::STEP).id(row.id).int(row.version),
        record.stale(),
    );
    for text in [db::record::LEAVE, db::record::JOIN] {
        write.run(sql(text).id(row.id).json(&seats)?.at(ctx.now));
    }
    let mut said = record.event(event::TEAM_SET, None);
    said.before = before.into_iter().find(|it| it.lead).map(|it| it.name);
    said.after = lead;
    write.event(said);
    // A judge of this innovation may be on the new team.
    Look::from_rows(&rows, 2)?
        .with_team(&wanted)
        .write_down(ctx, &mut write)?;
    write
        .commit(wire::Saved {
            version: row.version + 1,
            at: ctx.now,
        })
        .await
}

/// A revision as stored.
#[derive(Deserialize)]
struct RevisionRow {
    n: u32,
    at: klisida_domain::time::Instant,
    by: String,
    #[serde(deserialize_with = "json")]
    parts: klisida_domain::part::Parts,
}

/// What was handed in as revision `n`.
pub async fn revision(
    ctx: &Ctx,
    it: api::RevisionShow,
    _: wire::Empty,
) -> Result<wire::RevisionView, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            Record::statement(ctx, it.innovation)?,
            sql(db::record::REVISION).id(it.innovation).int(it.n),
        ])
        .await?;
    Record::from_rows(ctx, &rows, 0)?;
    let row: RevisionRow = rows.first(1)?.ok_or(Code::NotFound)?;
    Ok(wire::RevisionView {
        n: row.n,
        at: row.at,
        by: row.by,
        parts: row.parts,
    })
}

/// The history of a record, newest first, page by page.
pub async fn history(
    ctx: &Ctx,
    it: api::HistoryList,
    _: wire::Empty,
) -> Result<Page<wire::HistoryLine>, Failure> {
    let clinic = ctx.person()?.is_any(&[Role::Clinic, Role::Coordinator]);
    let wanted = ctx.query_value("saring").unwrap_or_default();
    let text = if ["utama", "validasi"].contains(&wanted.as_str()) {
        db::record::HISTORY_MAIN
    } else {
        db::record::HISTORY
    };
    let rows = ctx
        .db
        .batch(vec![
            Record::statement(ctx, it.innovation)?,
            sql(text)
                .id(it.innovation)
                .flag(clinic)
                .before_serial(ctx.after()?.as_ref())?
                .size(EVENTS + 1),
        ])
        .await?;
    Record::from_rows(ctx, &rows, 0)?;
    let page = Page::of(rows.all(1)?, EVENTS, HistoryRow::cursor, |row| row);
    Ok(Page {
        items: page
            .items
            .into_iter()
            .filter(|row| wanted != "validasi" || event::is_validation(row.action()))
            .map(HistoryRow::line)
            .collect(),
        next: page.next,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_has_one_lead_and_nobody_twice() {
        let seat = |n, lead| wire::MemberSet {
            person: PersonId(uuid::Uuid::from_u128(n)),
            lead,
        };
        let code = |members: &[wire::MemberSet]| team_faults(members).first().map(|it| it.code);
        assert_eq!(code(&[seat(1, true), seat(2, false)]), None);
        assert_eq!(code(&[]), Some(Code::LeadNeeded));
        assert_eq!(
            code(&[seat(1, true), seat(2, true)]),
            Some(Code::LeadNeeded)
        );
        assert_eq!(code(&[seat(1, true), seat(1, false)]), Some(Code::TooMany));
        let many: Vec<_> = (0..31).map(|n| seat(n, n == 0)).collect();
        assert_eq!(code(&many), Some(Code::TooMany));
    }
}
