//! The clinic's desk: lanes, facilitators, reviewers.

use klisida_domain::{
    api,
    clinic::{Act, Lane},
    event,
    ids::{InnovationId, PersonId},
    page::Page,
    problem::{Code, Problem},
    stage::Place,
    wire,
};

use crate::{
    clinic::{Record, durations},
    conflict::look_again,
    ctx::Ctx,
    db::{
        self,
        catalogue::CountRow,
        record::{Narrowed, RecordRow},
        sql,
        write::Write,
    },
    dispatch::answers,
    failure::Failure,
};

mod rows;

use rows::{InterestRow, MemberRow, TeamRow};

answers! {
    QueueShow: show;
    DeskSet: assign;
    InterestList: interests;
}

/// Records on a page of a lane.
const LINES: usize = 50;
/// Most records assigned at once.
const MAX_ASSIGNED: usize = 100;

/// A lane of the desk: parameters `lajur`, `tahap`, `pendamping`.
pub async fn show(
    ctx: &Ctx,
    _: api::QueueShow,
    _: wire::Empty,
) -> Result<wire::QueueView, Failure> {
    let value = |name| ctx.query_value(name).unwrap_or_default();
    let lane = Lane::from_code(&value("lajur")).unwrap_or(Lane::Ours);
    let place = Place::from_code(&value("tahap")).map_or("", Place::code);
    let facilitator: Option<PersonId> = value("pendamping").parse().ok();
    let by = match (facilitator, place) {
        (Some(_), _) => Narrowed::Facilitator,
        (None, "") => Narrowed::No,
        (None, _) => Narrowed::Place,
    };
    let after = ctx.after()?;
    let page = sql(db::record::lane_of(lane, by))
        .id(ctx.person()?.person)
        .text(db::record::lane(lane))
        .text(place)
        .text(facilitator.map_or_else(String::new, |it| it.to_string()));
    let page = match lane {
        Lane::Done => page.before_number(after.as_ref())?,
        Lane::Ours | Lane::Theirs => page.after_number(after.as_ref())?,
    };
    let rows = ctx
        .db
        .batch(vec![
            page.size(LINES + 1),
            sql(rows::COUNTS),
            sql(rows::TEAM),
            sql(db::record::DURATIONS),
        ])
        .await?;
    let page = Page::of(rows.all(0)?, LINES, RecordRow::cursor, |row| row);
    let mut items = Vec::new();
    for row in page.items {
        let (held, remarks) = (row.held, row.remarks);
        items.push(wire::QueueItem {
            line: Record::of(ctx, row)?.line(),
            held,
            remarks,
        });
    }
    let team: Vec<TeamRow> = rows.all(2)?;
    Ok(wire::QueueView {
        now: ctx.now,
        durations: durations(&rows, 3)?.0,
        items,
        next: page.next,
        counts: rows.all::<CountRow>(1)?.iter().map(|row| row.n).collect(),
        team: team
            .into_iter()
            .map(|row| wire::PersonRef {
                id: row.id,
                name: row.name,
            })
            .collect(),
    })
}

/// The register of conflicts of interest that writers named (Article 5(1)d).
pub async fn interests(
    ctx: &Ctx,
    _: api::InterestList,
    _: wire::Empty,
) -> Result<Page<wire::Interest>, Failure> {
    let rows: Vec<InterestRow> = ctx
        .db
        .all(
            sql(rows::INTERESTS)
                .before_number(ctx.after()?.as_ref())?
                .size(LINES + 1),
        )
        .await?;
    Ok(Page::of(
        rows,
        LINES,
        InterestRow::cursor,
        InterestRow::interest,
    ))
}

/// Set facilitator or reviewer of several records at once.
pub async fn assign(
    ctx: &Ctx,
    _: api::DeskSet,
    body: wire::DeskAssign,
) -> Result<wire::Saved, Failure> {
    match body.records.len() {
        0 => return Err(Problem::field(Code::FieldMissing, "records").into()),
        1..=MAX_ASSIGNED => {}
        _ => return Err(Problem::field(Code::TooMany, "records").into()),
    }
    let named = [
        ("facilitator", body.facilitator),
        ("reviewer", body.reviewer),
    ];
    let cleared = [
        (
            body.no_facilitator && body.facilitator.is_none(),
            "tanpa pendamping",
        ),
        (
            body.no_reviewer && body.reviewer.is_none(),
            "tanpa penelaah",
        ),
    ];
    let clears = cleared.iter().any(|(on, _)| *on);
    if named.iter().all(|(_, person)| person.is_none()) && !clears {
        return Err(Problem::field(Code::FieldMissing, "facilitator").into());
    }
    let wanted: Vec<InnovationId> = body.records.iter().map(|it| it.innovation).collect();
    let rows = ctx
        .db
        .batch(vec![
            sql(db::record::SOME)
                .id(ctx.person()?.person)
                .json(&wanted)?,
            sql(rows::TEAM),
            sql(rows::MEMBERS).json(&wanted)?,
        ])
        .await?;
    let team: Vec<TeamRow> = rows.all(1)?;
    let members: Vec<MemberRow> = rows.all(2)?;
    let mut chosen = Vec::new();
    for (field, person) in named {
        let Some(person) = person else { continue };
        let known = team.iter().find(|it| it.id == person);
        let known = known.ok_or_else(|| Problem::field(Code::NotOfClinic, field))?;
        // Nobody accompanies or checks the own work (Article 5(1)d).
        if members.iter().any(|it| it.person_id == person) {
            return Err(Problem::field(Code::OwnWork, field).into());
        }
        chosen.push(known.name.as_str());
    }
    chosen.extend(cleared.iter().filter(|it| it.0).map(|it| it.1));
    let after = chosen.join(", ");
    let records: Vec<RecordRow> = rows.all(0)?;
    let mut events = Vec::with_capacity(wanted.len());
    let mut version = 0;
    for seen in &body.records {
        let row = records.iter().find(|row| row.id == seen.innovation);
        let record = Record::of(ctx, row.ok_or(Code::NotFound)?.clone())?;
        record.check(Act::Assign, seen.version)?;
        version = seen.version + 1;
        let mut said = record.event(event::DESK_ASSIGNED, None);
        said.after = Some(after.clone());
        events.push(said);
    }
    let mut write = Write::new(ctx);
    write.must_change(
        sql(rows::ASSIGN)
            .json(&body.records)?
            .id_or_null(body.facilitator)
            .id_or_null(body.reviewer)
            .flag(body.no_facilitator)
            .flag(body.no_reviewer),
        wanted.len(),
        Code::StaleVersion,
    );
    for said in events {
        write.event(said);
    }
    let saved = write
        .commit(wire::Saved {
            version,
            at: ctx.now,
        })
        .await?;
    look_again(ctx, sql(db::conflict::OF_INNOVATIONS).json(&wanted)?).await?;
    Ok(saved)
}
