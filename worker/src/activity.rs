//! Activities of the clinic and who was there (Articles 10(2), 11(2), 12(2)).

use serde::Serialize;

use klisida_domain::{
    activity::{self, Activity, ActivityId, ActivityKind, AttendanceId, CODE_LENGTH},
    agency::AgencyCode,
    api,
    page::Page,
    problem::{Code, Problem},
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self, Sql, sql,
        throttle::Blocked,
        write::{Event, Lost, Write},
    },
    dispatch::answers,
    edition::step::reason,
    failure::Failure,
    secret,
    throttle::{check_in_subject, wait_until},
};

mod rows;

use rows::{ActivityRow, AttendanceRow, EntryRow, HostRow, KnownRow, NamedRow, RemovedRow};

answers! {
    ActivityList: list;
    ActivityCreate: create;
    ActivityShow: show;
    HostList: hosts;
    ActivitySet: set;
    AttendanceAdd: attend;
    AttendanceSet: link;
    AttendanceRemove: unlist;
    CheckInAdd: check_in;
}

/// Activities on a page of their list.
const LINES: usize = 50;
/// People on a page of who was there.
const PRESENT: usize = 100;

/// Codes that a new activity may choose from: one in a hundred million is taken.
const CODES: usize = 4;

/// Activities, newest first, at most 200.
pub async fn list(
    ctx: &Ctx,
    _: api::ActivityList,
    _: wire::Empty,
) -> Result<Page<activity::ActivityLine>, Failure> {
    let rows: Vec<ActivityRow> = ctx
        .db
        .all(
            sql(rows::LIST)
                .id(ctx.person()?.person)
                .before_number(ctx.after()?.as_ref())?
                .size(LINES + 1),
        )
        .await?;
    Ok(Page::of(
        rows,
        LINES,
        ActivityRow::cursor,
        ActivityRow::line,
    ))
}

/// Bodies that may be visited.
pub async fn hosts(
    ctx: &Ctx,
    _: api::HostList,
    _: wire::Empty,
) -> Result<Vec<activity::Host>, Failure> {
    let rows: Vec<HostRow> = ctx.db.all(sql(rows::HOSTS).text("")).await?;
    Ok(rows.into_iter().map(HostRow::host).collect())
}

/// The statement that finds the body to be visited, when it may be.
fn visited(it: &Activity) -> Sql {
    let code = it.host.as_ref().map_or("-", |host| host.0.as_str());
    sql(rows::HOSTS).text(code)
}

/// A visit goes to a body with a proven innovation (Article 10(2)c).
fn proven(it: &Activity, found: Option<&HostRow>) -> Result<(), Failure> {
    if it.kind == ActivityKind::Visit && found.is_none() {
        return Err(Problem::field(Code::HostNotProven, "activity.host").into());
    }
    Ok(())
}

fn one(ctx: &Ctx, id: ActivityId) -> Result<Sql, Failure> {
    Ok(sql(rows::ONE).id(ctx.person()?.person).id(id))
}

/// An activity with who was there, and its code.
pub async fn show(
    ctx: &Ctx,
    it: api::ActivityShow,
    _: wire::Empty,
) -> Result<activity::ActivityView, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            one(ctx, it.activity)?,
            sql(rows::PRESENT)
                .id(it.activity)
                .after_text(ctx.after()?.as_ref())?
                .size(PRESENT + 1),
            sql(rows::REMOVED).id(it.activity),
        ])
        .await?;
    let row: ActivityRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let present = Page::of(
        rows.all(1)?,
        PRESENT,
        AttendanceRow::cursor,
        AttendanceRow::attendance,
    );
    Ok(activity::ActivityView {
        code: row.code.clone(),
        line: row.line(),
        attendance: present.items,
        removed: rows.all(2)?.into_iter().map(RemovedRow::removed).collect(),
        next: present.next,
    })
}

/// Binds what an activity is, in the order of the statements.
fn bound(statement: Sql, id: ActivityId, it: &Activity) -> Sql {
    statement
        .id(id)
        .text(it.kind.code())
        .text(it.title.trim())
        .at(it.starts_at)
        .at(it.ends_at)
        .text(it.place.trim())
        .text_or_null(it.host.as_ref().map(|code| code.0.as_str()))
        .text(it.text.trim())
}

/// Refuses an activity that cannot be held, and a host that nobody knows.
fn sound(it: &Activity, known: &[KnownRow]) -> Result<(), Failure> {
    if let Some(problem) = Problem::faults(it.faults()) {
        return Err(problem.into());
    }
    match &it.host {
        Some(host) if !known.iter().any(|row| row.code == *host) => {
            Err(Problem::field(Code::UnknownValue, "activity.host").into())
        }
        _ => Ok(()),
    }
}

fn event_of(id: ActivityId, action: &'static str, subject: &str) -> Event {
    Event {
        action,
        subject_id: id.to_string(),
        subject: subject.to_owned(),
        ..Event::default()
    }
}

/// Plan an activity; its code is made here.
pub async fn create(
    ctx: &Ctx,
    _: api::ActivityCreate,
    body: activity::ActivityNew,
) -> Result<wire::Saved, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(rows::KNOWN).json(&[&body.activity.host])?,
            visited(&body.activity),
        ])
        .await?;
    let known: Vec<KnownRow> = rows.all(0)?;
    sound(&body.activity, &known)?;
    proven(&body.activity, rows.first(1)?.as_ref())?;
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        codes.push(activity::code(secret::random::<CODE_LENGTH>()?));
    }
    let mut write = Write::new(ctx);
    write.must(
        bound(sql(rows::INSERT), body.id, &body.activity)
            .at(ctx.now)
            .id(ctx.person()?.person)
            .json(&codes)?,
        Code::Internal,
    );
    let title = body.activity.title.trim();
    write.event(event_of(body.id, activity::CREATED, title));
    write
        .commit(wire::Saved {
            version: 1,
            at: ctx.now,
        })
        .await
}

/// Change an activity.
pub async fn set(
    ctx: &Ctx,
    it: api::ActivitySet,
    body: activity::ActivityUpdate,
) -> Result<wire::Saved, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            one(ctx, it.activity)?,
            sql(rows::KNOWN).json(&[&body.activity.host])?,
            visited(&body.activity),
        ])
        .await?;
    let row: ActivityRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let known: Vec<KnownRow> = rows.all(1)?;
    sound(&body.activity, &known)?;
    // What was planned once stays as it was.
    if row.host() != body.activity.host.as_ref() {
        proven(&body.activity, rows.first(2)?.as_ref())?;
    }
    if row.version != body.version {
        return Err(Problem::stale(row.version).into());
    }
    let mut write = Write::new(ctx);
    write.must(
        bound(sql(rows::UPDATE), it.activity, &body.activity).int(body.version),
        Lost::Stale(sql(rows::VERSION).id(it.activity)),
    );
    let title = body.activity.title.trim();
    write.event(event_of(it.activity, activity::CHANGED, title));
    write
        .commit(wire::Saved {
            version: body.version + 1,
            at: ctx.now,
        })
        .await
}

/// A guest as the database reads one.
#[derive(Serialize)]
struct NewGuest<'a> {
    id: AttendanceId,
    name: &'a str,
    key: String,
    agency: Option<&'a AgencyCode>,
    partner: Option<&'static str>,
    partner_name: Option<&'a str>,
}

/// Write down who was there. Who is there already is passed over; when nobody is new, that is said.
pub async fn attend(
    ctx: &Ctx,
    it: api::AttendanceAdd,
    body: activity::AttendanceNew,
) -> Result<wire::Saved, Failure> {
    let codes: Vec<&AgencyCode> = body
        .guests
        .iter()
        .filter_map(|guest| guest.agency.as_ref())
        .collect();
    let rows = ctx
        .db
        .batch(vec![one(ctx, it.activity)?, sql(rows::KNOWN).json(&codes)?])
        .await?;
    let row: ActivityRow = rows.first(0)?.ok_or(Code::NotFound)?;
    if let Some(problem) = Problem::faults(activity::guests_faults(&body.guests)) {
        return Err(problem.into());
    }
    let known: Vec<KnownRow> = rows.all(1)?;
    let mut guests = Vec::with_capacity(body.guests.len());
    for (n, guest) in body.guests.iter().enumerate() {
        let of = guest.agency.as_ref();
        if of.is_some_and(|code| !known.iter().any(|row| row.code == *code)) {
            let field = format!("guests.{n}.agency");
            return Err(Problem::field(Code::UnknownValue, field).into());
        }
        guests.push(NewGuest {
            id: AttendanceId(secret::uuid(ctx.now)?),
            name: guest.name.trim(),
            key: activity::name_key(&guest.name),
            agency: of,
            partner: guest.partner.as_ref().map(|it| it.kind.code()),
            partner_name: guest.partner.as_ref().map(|it| it.name.trim()),
        });
    }
    let version = row.version;
    let mut write = Write::new(ctx);
    write.run(
        sql(rows::ATTEND)
            .id(it.activity)
            .json(&guests)?
            .at(ctx.now)
            .id(ctx.person()?.person),
    );
    write.holds(sql(rows::SOMEBODY), Code::AlreadyPresent);
    let title = row.line().about.title;
    write.event(event_of(it.activity, activity::ATTENDANCE_ADDED, &title));
    write
        .commit(wire::Saved {
            version,
            at: ctx.now,
        })
        .await
}

/// Tie a name that the clinic wrote down to an account: whoever has it was there.
pub async fn link(
    ctx: &Ctx,
    it: api::AttendanceSet,
    body: activity::AttendanceLink,
) -> Result<wire::Saved, Failure> {
    let row = entry(ctx, it.activity, it.attendance, body.person.to_string()).await?;
    if row.person_id.is_some() {
        return Err(Code::AlreadyPresent.into());
    }
    let fits = row
        .fits
        .ok_or_else(|| Problem::field(Code::NotOfAttendance, "person"))?;
    let mut write = Write::new(ctx);
    write.must(
        sql(rows::LINK)
            .id(it.activity)
            .id(it.attendance)
            .id(body.person),
        Code::AlreadyPresent,
    );
    write.unique(
        "attendance.activity_id, attendance.person_id",
        Code::AlreadyPresent,
    );
    write.event(Event {
        before: Some(row.name),
        after: Some(fits),
        ..event_of(it.activity, activity::ATTENDANCE_LINKED, &row.title)
    });
    write
        .commit(wire::Saved {
            version: row.version,
            at: ctx.now,
        })
        .await
}

/// Take an entry from the list. The history of the activity keeps it with the reason, and so does that of each innovation that the
/// person works on.
pub async fn unlist(
    ctx: &Ctx,
    it: api::AttendanceRemove,
    body: activity::AttendanceDrop,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let row = entry(ctx, it.activity, it.attendance, String::new()).await?;
    let mut write = Write::new(ctx);
    write.must(
        sql(rows::REMOVE).id(it.activity).id(it.attendance),
        Code::NotFound,
    );
    if let Some(person) = row.person_id {
        write.run(
            sql(rows::REMOVED_LINES)
                .at(ctx.now)
                .id(ctx.person()?.person)
                .text(activity::ATTENDANCE_REMOVED)
                .id(it.activity)
                .text(row.title.as_str())
                .text(row.name.as_str())
                .text(reason.as_str())
                .text(ctx.request_id.clone())
                .id(person),
        );
    }
    write.event(Event {
        before: Some(row.name),
        reason: Some(reason),
        ..event_of(it.activity, activity::ATTENDANCE_REMOVED, &row.title)
    });
    write
        .commit(wire::Saved {
            version: row.version,
            at: ctx.now,
        })
        .await
}

async fn entry(
    ctx: &Ctx,
    activity: ActivityId,
    attendance: AttendanceId,
    account: String,
) -> Result<EntryRow, Failure> {
    let row: Option<EntryRow> = ctx
        .db
        .first(sql(rows::ENTRY).id(activity).id(attendance).text(account))
        .await?;
    Ok(row.ok_or(Code::NotFound)?)
}

/// Check in with the code of an activity. A code that nobody made counts against the person, with the growing
/// waits of wrong links.
pub async fn check_in(
    ctx: &Ctx,
    _: api::CheckInAdd,
    body: activity::CheckIn,
) -> Result<activity::CheckedIn, Failure> {
    let actor = ctx.person()?;
    // Home first; whoever comes from outside is there for the agency of a role.
    let home = *actor.agencies().first().ok_or(Code::NotOfAgency)?;
    let subject = check_in_subject(actor.person);
    let code = activity::typed(&body.code);
    let mut key = activity::name_key(&actor.name);
    let rows = ctx
        .db
        .batch(vec![
            db::throttle::link_blocked(Some(&subject)),
            sql(rows::BY_CODE).id(actor.person).text(code.as_str()),
            sql(rows::NAMED)
                .text(code.as_str())
                .text(home.0.as_str())
                .text(key.as_str()),
        ])
        .await?;
    let blocked: Option<Blocked> = rows.first(0)?;
    if let Some(next_at) = blocked
        .and_then(|it| it.next_at)
        .filter(|at| *at > ctx.now.0)
    {
        ctx.note.set("waiting");
        return Err(wait_until(next_at, ctx.now));
    }
    let Some(row) = rows.first::<ActivityRow>(1)? else {
        ctx.note.set("unknown code");
        ctx.db
            .batch(vec![db::throttle::link_failed(&subject, ctx.now)?])
            .await?;
        return Err(Problem::field(Code::CheckInUnknown, "code").into());
    };
    let line = row.line();
    let written = line.about.check_in(ctx.now, body.written_at)?;
    if line.attended {
        return Err(Code::AlreadyPresent.into());
    }
    // A namesake of the same agency was here before.
    let named: Option<NamedRow> = rows.first(2)?;
    if named.is_some_and(|it| it.person_id.is_some()) {
        key = format!("{key} {}", actor.username);
    }
    let mut write = Write::new(ctx);
    let open = match written {
        None => sql(rows::IS_OPEN).id(line.id).id(ctx.write_key()?),
        Some(at) => sql(rows::WAS_OPEN).id(line.id).at(at),
    };
    write.holds(open.int(activity::CHECK_IN_AROUND), Code::CheckInClosed);
    write.must(
        sql(rows::CHECK_IN)
            .id(AttendanceId(secret::uuid(ctx.now)?))
            .id(line.id)
            .id(actor.person)
            .text(actor.name.as_str())
            .text(key)
            .text(home.0.as_str())
            .id(ctx.write_key()?)
            .int_or_null(written.map(|at| at.0)),
        Code::AlreadyPresent,
    );
    write.unique(
        "attendance.activity_id, attendance.person_id",
        Code::AlreadyPresent,
    );
    write.event(event_of(line.id, activity::CHECKED_IN, &line.about.title));
    write
        .commit_at(|at| activity::CheckedIn {
            activity: line.id,
            title: line.about.title.clone(),
            at,
        })
        .await
}
