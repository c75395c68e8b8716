//! The list of accounts, roles, switching off.

use klisida_domain::{
    access::{Action, may},
    account::{self, Actor, Grant, Role},
    agency::AgencyCode,
    api, event,
    grant::{Door, Giver, Holder, may_hold},
    ids::{EditionId, PersonId},
    page::Page,
    problem::{Code, Problem},
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        person::{AgencyName, Count, Line},
        sql,
        write::{Event, Lost, Write},
    },
    dispatch::answers,
    failure::Failure,
    grant::{self, finished},
    session::home,
};

answers! {
    PersonList: list;
    PersonGrants: set_grants;
    PersonDisabled: set_disabled;
    PersonHome: set_home;
}

/// Why a role ended that an administrator took away: shown on the panel of an edition.
const BY_ADMINISTRATOR: &str = "Peran diubah oleh administrator";

/// Accounts on a page of their list.
const LINES: usize = 100;
/// "Outside the region", for the record.
const OUTSIDE: &str = "Luar daerah";

/// Lists accounts by name; parameters `orang` for one of them, `peran` for those with a role.
pub async fn list(
    ctx: &Ctx,
    _: api::PersonList,
    _: wire::Empty,
) -> Result<Page<wire::Person>, Failure> {
    let one: Option<PersonId> = ctx
        .query_value("orang")
        .map(|id| id.parse())
        .transpose()
        .map_err(|_| Problem::field(Code::UnknownValue, "orang"))?;
    let role = ctx
        .query_value("peran")
        .map(|role| Role::from_code(&role).ok_or(Problem::field(Code::UnknownValue, "peran")))
        .transpose()?;
    let statement = match (one, role) {
        (Some(person), _) => db::person::one(person),
        (None, Some(role)) => db::person::of_role(role.code(), LINES),
        (None, None) => db::person::list(ctx.after()?.as_ref(), LINES + 1)?,
    };
    let lines: Vec<Line> = ctx.db.all(statement).await?;
    Ok(Page::of(lines, LINES, Line::cursor, |it| wire::Person {
        id: it.id,
        name: it.name,
        username: it.username,
        home: home(it.home_code),
        grants: it.grants,
        disabled: it.disabled,
        created_at: it.created_at,
        seen_at: it.seen_at,
        version: it.version,
    }))
}

/// The roles as they are to be: one that is bound to no agency keeps the agency that was noted with it.
fn wanted(given: Vec<Grant>, held: &[Grant]) -> Vec<Grant> {
    let noted = |grant: &Grant| {
        let before = held.iter().find(|held| held.is_same(grant))?;
        before.agency.clone()
    };
    given
        .into_iter()
        .map(|grant| match &grant.agency {
            None if !grant.role.needs_agency() => Grant {
                agency: noted(&grant),
                ..grant
            },
            _ => grant,
        })
        .collect()
}

/// What is wrong with a set of roles, each beside those before it.
fn faults(
    by: &Actor,
    person: PersonId,
    grants: &[Grant],
    finished: &[EditionId],
) -> Result<(), Problem> {
    if grants.len() > 50 {
        return Err(Problem::field(Code::TooMany, "grants"));
    }
    for (n, grant) in grants.iter().enumerate() {
        let holder = Holder {
            person: Some(person),
            held: grants.get(..n).unwrap_or_default(),
            finished,
        };
        may_hold(Door::Grants, Giver::Person(by), holder, grant).map_err(|code| {
            let field = match code {
                Code::EditionNeeded => "edition",
                Code::UnknownValue if grant.edition.is_some() && grant.role != Role::Judge => {
                    "edition"
                }
                Code::AgencyNeeded | Code::UnknownValue => "agency",
                _ => "role",
            };
            Problem::field(code, format!("grants[{n}].{field}"))
        })?;
    }
    Ok(())
}

/// The roles in `left` that are not in `right`.
fn only_in(left: &[Grant], right: &[Grant]) -> Vec<Grant> {
    left.iter()
        .filter(|grant| !right.iter().any(|other| other.is_same(grant)))
        .cloned()
        .collect()
}

/// The editions that these seats belong to.
fn seats(grants: &[Grant]) -> Vec<EditionId> {
    grants.iter().filter_map(|grant| grant.edition).collect()
}

/// Sets the roles of a person. A judge's role is a seat on a panel, so it changes only while that panel may.
pub async fn set_grants(
    ctx: &Ctx,
    it: api::PersonGrants,
    body: wire::GrantsSet,
) -> Result<wire::Saved, Failure> {
    let (person, others, links) = load(ctx, it.person).await?;
    let administrates = |grants: &[Grant]| grants.iter().any(|it| it.role == Role::Administrator);
    may(
        ctx.person()?,
        Action::Govern {
            person: it.person,
            administrators_left: others,
            removes_administrator: administrates(&person.grants) && !administrates(&body.grants),
        },
    )?;
    let grants = wanted(body.grants, &person.grants);
    let (given, taken) = (
        only_in(&grants, &person.grants),
        only_in(&person.grants, &grants),
    );
    let codes: Vec<&AgencyCode> = grants.iter().filter_map(|it| it.agency.as_ref()).collect();
    let rows = ctx
        .db
        .batch(vec![
            db::grant::finished(it.person, &seats(&grants))?,
            sql(db::person::AGENCIES).json(&codes)?,
        ])
        .await?;
    faults(ctx.person()?, it.person, &grants, &finished(&rows, 0)?)?;
    let known: Vec<AgencyName> = rows.all(1)?;
    for (n, grant) in grants.iter().enumerate() {
        let unknown = |code: &AgencyCode| !known.iter().any(|it| it.code == *code);
        if grant.agency.as_ref().is_some_and(unknown) {
            let field = format!("grants[{n}].agency");
            return Err(Problem::field(Code::UnknownValue, field).into());
        }
    }
    let (came, went) = (seats(&given), seats(&taken));
    let touched: Vec<EditionId> = came.iter().chain(&went).copied().collect();

    let mut write = Write::new(ctx);
    write.must(
        db::person::next(it.person, body.version),
        Lost::Stale(db::person::version(it.person)),
    );
    if !touched.is_empty() {
        write.must_change(
            db::person::panels_move(&touched)?,
            touched.len(),
            Code::JudgingClosed,
        );
    }
    write.run(db::grant::take(
        it.person,
        &grants,
        BY_ADMINISTRATOR,
        ctx.now,
    )?);
    let by = Some(ctx.person()?.person);
    for grant in &given {
        write.run(db::grant::give(it.person, grant, by, ctx.now));
    }
    grant::given(&mut write, it.person, &given);
    if !taken.is_empty() {
        let what = grant::Lost {
            taken: &taken,
            links,
        };
        grant::lost(ctx, &mut write, it.person, &person.name, &what);
    }
    for edition in &went {
        write.run(
            sql(db::panel::END_ALL)
                .id(edition)
                .id(it.person)
                .at(ctx.now)
                .text(BY_ADMINISTRATOR),
        );
    }
    for (editions, action) in [(&came, event::SEAT_ADDED), (&went, event::SEAT_REMOVED)] {
        for edition in editions {
            write.event(Event {
                action,
                edition: Some(*edition),
                subject_id: it.person.to_string(),
                subject: person.name.clone(),
                reason: Some(BY_ADMINISTRATOR.to_owned()),
                ..Event::default()
            });
        }
    }
    write.holds(db::account::an_administrator(), Code::LastAdministrator);
    let roles: Vec<String> = grants.iter().map(words).collect();
    write.event(Event {
        action: event::ROLES_SET,
        subject_id: it.person.to_string(),
        subject: format!("{}: {}", person.name, roles.join(", ")),
        ..Event::default()
    });
    write
        .commit(wire::Saved {
            version: body.version + 1,
            at: ctx.now,
        })
        .await
}

/// A role with its agency, for the record.
fn words(grant: &Grant) -> String {
    match &grant.agency {
        Some(agency) if grant.role.needs_agency() => format!("{} {agency}", grant.role.label()),
        _ => grant.role.label().to_owned(),
    }
}

/// Corrects where a person comes from. Roles at agencies stay; what was noted of the wrong home with other
/// roles goes with it.
pub async fn set_home(
    ctx: &Ctx,
    it: api::PersonHome,
    body: wire::HomeSet,
) -> Result<wire::Saved, Failure> {
    let (person, others, _) = load(ctx, it.person).await?;
    may(
        ctx.person()?,
        Action::Govern {
            person: it.person,
            administrators_left: others,
            removes_administrator: false,
        },
    )?;
    account::check_reason(&body.reason).map_err(|code| Problem::field(code, "reason"))?;
    let right = body.home.agency();
    let codes: Vec<&str> = right
        .map(|it| it.0.as_str())
        .into_iter()
        .chain(person.home_code.as_deref())
        .collect();
    let known: Vec<AgencyName> = ctx.db.all(sql(db::person::AGENCIES).json(&codes)?).await?;
    let named = |code: Option<&str>| match code {
        None => Some(OUTSIDE.to_owned()),
        Some(code) => known
            .iter()
            .find(|it| it.code.0 == code)
            .map(|it| it.name.clone()),
    };
    let after = named(right.map(|it| it.0.as_str()))
        .ok_or_else(|| Problem::field(Code::UnknownValue, "home"))?;
    let mut write = Write::new(ctx);
    write.must(
        db::person::set_home(it.person, body.version, right.map(|it| it.0.as_str())),
        Lost::Stale(db::person::version(it.person)),
    );
    write.run(
        sql(db::person::MOVE_ORIGIN)
            .id(it.person)
            .text_or_null(person.home_code.as_deref())
            .id_or_null(right),
    );
    write.holds(
        db::grant::no_own_agency(it.person),
        Code::ConflictOfInterest,
    );
    write.event(Event {
        action: event::HOME_SET,
        subject_id: it.person.to_string(),
        before: named(person.home_code.as_deref()),
        after: Some(after),
        subject: person.name,
        reason: Some(body.reason.trim().to_owned()),
        ..Event::default()
    });
    write
        .commit(wire::Saved {
            version: body.version + 1,
            at: ctx.now,
        })
        .await
}

/// Switches a person off, which ends every session, or on again.
pub async fn set_disabled(
    ctx: &Ctx,
    it: api::PersonDisabled,
    body: wire::DisabledSet,
) -> Result<wire::Saved, Failure> {
    let (person, others, links) = load(ctx, it.person).await?;
    may(
        ctx.person()?,
        Action::Govern {
            person: it.person,
            administrators_left: others,
            removes_administrator: body.disabled
                && person
                    .grants
                    .iter()
                    .any(|it| it.role == Role::Administrator),
        },
    )?;
    account::check_reason(&body.reason).map_err(|code| Problem::field(code, "reason"))?;
    let mut write = Write::new(ctx);
    write.must(
        db::person::set_disabled(it.person, body.version, body.disabled),
        Lost::Stale(db::person::version(it.person)),
    );
    if body.disabled {
        write.run(db::session::end_all(it.person));
        write.run(db::invitation::revoke_recoveries(it.person, ctx.now));
        let what = grant::Lost {
            taken: &person.grants,
            links,
        };
        grant::lost(ctx, &mut write, it.person, &person.name, &what);
        write.holds(db::account::an_administrator(), Code::LastAdministrator);
    }
    write.event(Event {
        action: if body.disabled {
            event::ACCOUNT_DISABLED
        } else {
            event::ACCOUNT_ENABLED
        },
        subject_id: it.person.to_string(),
        subject: person.name,
        reason: Some(body.reason.trim().to_owned()),
        ..Event::default()
    });
    write
        .commit(wire::Saved {
            version: body.version + 1,
            at: ctx.now,
        })
        .await
}

/// The person, how many other administrators there are, and how many links of the person wait.
async fn load(ctx: &Ctx, person: PersonId) -> Result<(Line, u32, u32), Failure> {
    let rows = ctx
        .db
        .batch(vec![
            db::person::one(person),
            db::person::other_administrators(person),
            db::grant::waiting_links(person, ctx.now),
        ])
        .await?;
    let line: Line = rows.first(0)?.ok_or(Code::NotFound)?;
    let count = |row: Option<Count>| row.map_or(0, |it| it.n);
    Ok((line, count(rows.first(1)?), count(rows.first(2)?)))
}

#[cfg(test)]
mod tests {
    use klisida_domain::account::Home;
    use uuid::Uuid;

    use super::*;

    fn grant(role: Role, edition: Option<u128>, agency: Option<&str>) -> Grant {
        Grant {
            role,
            edition: edition.map(|n| EditionId(Uuid::from_u128(n))),
            agency: agency.map(|it| AgencyCode(it.to_owned())),
        }
    }

    fn administrator() -> Actor {
        Actor {
            person: PersonId(Uuid::from_u128(1)),
            name: "Ayu".to_owned(),
            username: "ayu".to_owned(),
            home: Home::Outside,
            grants: vec![grant(Role::Administrator, None, None)],
        }
    }

    #[test]
    fn roles_are_whole_fitting_and_named_once() {
        let person = PersonId(Uuid::from_u128(2));
        let fault = |grants: &[Grant]| {
            let problem = faults(&administrator(), person, grants, &[]).err()?;
            Some((problem.code, problem.field.unwrap_or_default()))
        };
        let some = |code, field: &str| Some((code, field.to_owned()));
        assert_eq!(
            fault(&[grant(Role::Judge, None, None)]),
            some(Code::EditionNeeded, "grants[0].edition")
        );
        assert_eq!(
            fault(&[grant(Role::Clinic, Some(1), None)]),
            some(Code::UnknownValue, "grants[0].edition")
        );
        assert_eq!(
            fault(&[grant(Role::Innovator, None, None)]),
            some(Code::AgencyNeeded, "grants[0].agency")
        );
        let seat = |n| grant(Role::Judge, Some(n), None);
        assert_eq!(
            fault(&[seat(1), seat(1)]),
            some(Code::RoleExists, "grants[1].role")
        );
        assert_eq!(
            fault(&[grant(Role::Coordinator, None, None), seat(1)]),
            some(Code::JudgeExcludesOffice, "grants[1].role")
        );
        let head = |agency| grant(Role::AgencyHead, None, Some(agency));
        assert_eq!(fault(&[head("DINKES"), head("DLH")]), None);
        assert_eq!(
            fault(&[head("DINKES"), head("DINKES")]),
            some(Code::RoleExists, "grants[1].role")
        );
        assert_eq!(fault(&[seat(1), seat(2)]), None);
        assert_eq!(fault(&[]), None);
    }

    #[test]
    fn only_changed_seats_touch_an_edition() {
        let before = [
            grant(Role::Judge, Some(1), Some("DLH")),
            grant(Role::Clinic, None, None),
        ];
        let after = [
            grant(Role::Judge, Some(2), None),
            grant(Role::Coordinator, None, None),
        ];
        let ids = |found: Vec<Grant>| -> Vec<u128> {
            seats(&found).into_iter().map(|it| it.0.as_u128()).collect()
        };
        assert_eq!(ids(only_in(&after, &before)), [2]);
        assert_eq!(ids(only_in(&before, &after)), [1]);
        let again = [grant(Role::Judge, Some(1), None)];
        assert!(only_in(&again, &before).is_empty());
        let kept = wanted(again.to_vec(), &before);
        assert_eq!(kept.first(), before.first(), "the noted agency stays");
    }

    #[test]
    fn a_role_at_another_agency_is_another_role() {
        let at = |agency| [grant(Role::AgencyHead, None, Some(agency))];
        assert_eq!(only_in(&at("DLH"), &at("DINKES")).len(), 1);
        assert!(only_in(&at("DLH"), &at("DLH")).is_empty());
    }
}
