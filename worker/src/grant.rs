//! What follows when somebody gives or loses a role: links end, roles that came by them are put up for
//! confirmation, and those in doubt are confirmed.

use klisida_domain::{
    account::{Grant, Role},
    api, event,
    grant::{Door, Giver, Holder, OFFICE_ROLES, gave, may_hold},
    ids::{EditionId, PersonId},
    problem::{Code, Problem},
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self, Rows,
        grant::{EditionRow, UnsureRow},
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
};

answers! {
    UnsureGrantList: unsure;
    GrantConfirm: confirm;
}

/// Most roles confirmed at once.
const MAX_CONFIRMED: usize = 100;

/// The finished editions among the rows of [`db::grant::finished`].
pub fn finished(rows: &Rows, at: usize) -> Result<Vec<EditionId>, Failure> {
    let rows: Vec<EditionRow> = rows.all(at)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A role offered by somebody, before anybody holds it; the refusal names the field of the form.
pub fn check_offer(giver: Giver<'_>, offered: &Grant) -> Result<(), Failure> {
    may_hold(Door::Link, giver, Holder::default(), offered).map_err(|code| match code {
        Code::EditionNeeded => Problem::field(code, "edition").into(),
        Code::UnknownValue if offered.edition.is_some() && offered.role != Role::Judge => {
            Problem::field(code, "edition").into()
        }
        Code::AgencyNeeded | Code::UnknownValue => Problem::field(code, "home").into(),
        other => other.into(),
    })
}

/// What must hold once a role was given, inside the same transaction: two doors can be passed at one moment.
pub fn given(write: &mut Write<'_>, person: PersonId, given: &[Grant]) {
    let excludes = |grant: &Grant| grant.role == Role::Judge || OFFICE_ROLES.contains(&grant.role);
    if given.iter().any(excludes) {
        write.holds(db::grant::no_clash(person), Code::JudgeExcludesOffice);
    }
    if given.iter().any(|grant| grant.agency.is_some()) {
        write.holds(db::grant::no_own_agency(person), Code::ConflictOfInterest);
    }
}

/// Somebody was switched off, or lost these roles: the links that they made and nobody used end with it, of
/// whatever kind; the roles that came by them stay, in doubt, when one of the lost roles gives roles.
pub fn lost(ctx: &Ctx, write: &mut Write<'_>, person: PersonId, name: &str, what: &Lost<'_>) {
    write.run(db::grant::end_links(person, ctx.now));
    if what.links > 0 {
        write.event(Event {
            action: event::LINKS_ENDED,
            subject_id: person.to_string(),
            subject: format!("{name}: {}", what.links),
            ..Event::default()
        });
    }
    if gave(what.taken) {
        write.run(db::grant::doubt(person, ctx.now));
    }
}

/// What somebody loses.
pub struct Lost<'a> {
    /// The roles; all of them for somebody who is switched off.
    pub taken: &'a [Grant],
    /// How many links of theirs wait, for the record.
    pub links: u32,
}

/// Roles in doubt that others hold, oldest first.
pub async fn unsure(
    ctx: &Ctx,
    _: api::UnsureGrantList,
    _: wire::Empty,
) -> Result<Vec<wire::UnsureGrant>, Failure> {
    let by = ctx.person()?.person;
    let rows: Vec<UnsureRow> = ctx.db.all(sql(db::grant::UNSURE).id(by)).await?;
    Ok(rows
        .into_iter()
        .map(|row| wire::UnsureGrant {
            id: row.id,
            person: row.person,
            name: row.name,
            grant: Grant {
                role: row.role,
                edition: row.edition_id,
                agency: row.agency_code,
            },
            edition: row.edition,
            by: row.by.unwrap_or_default(),
            granted_at: row.granted_at,
            since: row.unsure_since,
        })
        .collect())
}

/// Confirms roles in doubt, as one unit. Nobody confirms the own ones.
pub async fn confirm(
    ctx: &Ctx,
    _: api::GrantConfirm,
    body: wire::GrantsConfirm,
) -> Result<wire::Empty, Failure> {
    let mut wanted = body.grants;
    wanted.sort_unstable();
    wanted.dedup();
    match wanted.len() {
        0 => return Err(Problem::field(Code::FieldMissing, "grants").into()),
        1..=MAX_CONFIRMED => {}
        _ => return Err(Problem::field(Code::TooMany, "grants").into()),
    }
    let by = ctx.person()?.person;
    let rows: Vec<UnsureRow> = ctx.db.all(sql(db::grant::UNSURE).id(by)).await?;
    let mut write = Write::new(ctx);
    write.must_change(
        sql(db::grant::CONFIRM).id(by).json(&wanted)?,
        wanted.len(),
        Code::NotFound,
    );
    for row in rows.iter().filter(|row| wanted.contains(&row.id)) {
        write.event(Event {
            action: event::ROLE_CONFIRMED,
            edition: row.edition_id,
            subject_id: row.person.to_string(),
            subject: format!("{} ({})", row.name, row.role.label()),
            ..Event::default()
        });
    }
    write.commit(wire::Empty {}).await
}
