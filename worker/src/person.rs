//! The list of accounts, roles, switching off.

use klisida_domain::{
    access::{Action, may},
    account::{self, Grant, Home, Role},
    api, event,
    ids::{EditionId, PersonId},
    page::Page,
    problem::{Code, Problem},
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        person::{Count, Line},
        sql,
        write::{Event, Lost, Write},
    },
    failure::Failure,
    session::home,
};

/// Why a role ended that an administrator took away: shown on the panel of an edition.
const BY_ADMINISTRATOR: &str = "Peran diubah oleh administrator";

/// Accounts on a page of their list.
const LINES: usize = 100;

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

/// What is wrong with a set of roles for somebody of this home.
fn faults(grants: &[Grant], home: &Home) -> Result<(), Problem> {
    let fault =
        |code, n: usize, field: &str| Err(Problem::field(code, format!("grants[{n}].{field}")));
    if grants.len() > 50 {
        return Err(Problem::field(Code::TooMany, "grants"));
    }
    for (n, grant) in grants.iter().enumerate() {
        match (grant.role, grant.edition) {
            (Role::Judge, None) => return fault(Code::EditionNeeded, n, "edition"),
            (Role::Judge, Some(_)) | (_, None) => {}
            (_, Some(_)) => return fault(Code::UnknownValue, n, "edition"),
        }
        if grant.role.needs_agency() && *home == Home::Outside {
            return fault(Code::AgencyNeeded, n, "role");
        }
        if grants.iter().take(n).any(|earlier| earlier == grant) {
            return fault(Code::RoleExists, n, "role");
        }
    }
    Ok(())
}

/// The editions of the judge's roles that are in `left` and not in `right`.
fn seats_only_in(left: &[Grant], right: &[Grant]) -> Vec<EditionId> {
    left.iter()
        .filter(|grant| !right.contains(grant))
        .filter_map(|grant| grant.edition)
        .collect()
}

/// Sets the roles of a person. A judge's role is a seat on a panel, so it changes only while that panel may.
pub async fn set_grants(
    ctx: &Ctx,
    it: api::PersonGrants,
    body: wire::GrantsSet,
) -> Result<wire::Saved, Failure> {
    let (person, others) = load(ctx, it.person).await?;
    let administrates = |grants: &[Grant]| grants.iter().any(|it| it.role == Role::Administrator);
    may(
        ctx.person()?,
        Action::Govern {
            person: it.person,
            administrators_left: others,
            removes_administrator: administrates(&person.grants) && !administrates(&body.grants),
        },
    )?;
    faults(&body.grants, &home(person.home_code.clone()))?;
    let came = seats_only_in(&body.grants, &person.grants);
    let went = seats_only_in(&person.grants, &body.grants);
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
    write.run(db::person::ungrant(
        it.person,
        &body.grants,
        BY_ADMINISTRATOR,
        ctx.now,
    )?);
    let by = Some(ctx.person()?.person);
    for grant in &body.grants {
        write.run(db::account::grant(
            it.person,
            grant.role,
            grant.edition,
            by,
            ctx.now,
        ));
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
    let roles: Vec<&str> = body.grants.iter().map(|it| it.role.label()).collect();
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

/// Switches a person off, which ends every session, or on again.
pub async fn set_disabled(
    ctx: &Ctx,
    it: api::PersonDisabled,
    body: wire::DisabledSet,
) -> Result<wire::Saved, Failure> {
    let (person, others) = load(ctx, it.person).await?;
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

/// The person, and how many other administrators there are.
async fn load(ctx: &Ctx, person: PersonId) -> Result<(Line, u32), Failure> {
    let rows = ctx
        .db
        .batch(vec![
            db::person::one(person),
            db::person::other_administrators(person),
        ])
        .await?;
    let line: Line = rows.first(0)?.ok_or(Code::NotFound)?;
    let others: Option<Count> = rows.first(1)?;
    Ok((line, others.map_or(0, |it| it.n)))
}

#[cfg(test)]
mod tests {
    use klisida_domain::agency::AgencyCode;
    use uuid::Uuid;

    use super::*;

    fn grant(role: Role, edition: Option<u128>) -> Grant {
        Grant {
            role,
            edition: edition.map(|n| EditionId(Uuid::from_u128(n))),
        }
    }

    #[test]
    fn roles_are_whole_fitting_and_named_once() {
        let code = |grants: &[Grant], home: &Home| faults(grants, home).err().map(|it| it.code);
        let inside = Home::Agency(AgencyCode("DINKES".to_owned()));
        assert_eq!(
            code(&[grant(Role::Judge, None)], &inside),
            Some(Code::EditionNeeded)
        );
        assert_eq!(
            code(&[grant(Role::Clinic, Some(1))], &inside),
            Some(Code::UnknownValue)
        );
        assert_eq!(
            code(&[grant(Role::Innovator, None)], &Home::Outside),
            Some(Code::AgencyNeeded)
        );
        let twice = [grant(Role::Judge, Some(1)), grant(Role::Judge, Some(1))];
        assert_eq!(code(&twice, &inside), Some(Code::RoleExists));
        let two = [grant(Role::Judge, Some(1)), grant(Role::Judge, Some(2))];
        assert_eq!(code(&two, &Home::Outside), None);
        assert_eq!(code(&[], &Home::Outside), None);
    }

    #[test]
    fn only_changed_seats_touch_an_edition() {
        let before = [grant(Role::Judge, Some(1)), grant(Role::Clinic, None)];
        let after = [grant(Role::Judge, Some(2)), grant(Role::Coordinator, None)];
        let ids = |found: Vec<EditionId>| -> Vec<u128> {
            found.into_iter().map(|it| it.0.as_u128()).collect()
        };
        assert_eq!(ids(seats_only_in(&after, &before)), [2]);
        assert_eq!(ids(seats_only_in(&before, &after)), [1]);
        assert!(seats_only_in(&before, &before).is_empty());
    }
}
