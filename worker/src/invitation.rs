//! Making one-time links: invitations and recovery. The secret is shown once, and only its digest is stored.

use klisida_domain::{
    access::{Action, INVITERS, may},
    account::{self, Actor, Grant, INVITATION_LIFE, LinkKind, LinkState, RECOVERY_LIFE, Role},
    agency::AgencyCode,
    api, event,
    grant::Giver,
    ids::{EditionId, InvitationId, PersonId, ProposalId},
    page::Page,
    problem::{Code, Problem},
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        account::Credentials,
        invitation::{Line, New, Offer, Panel, Place},
        proposal::{Named, Only},
        sql,
        write::{Event, Write},
    },
    dispatch::{self, Work, answers},
    failure::Failure,
    grant::check_offer,
    json, secret,
    session::home,
};

answers! {
    InvitationList: list;
    InvitationCreate: create, again: again;
    InvitationRevoke: revoke;
    RecoveryCreate: recovery, again: again;
}

/// Invitations on a page of their list.
const LINES: usize = 50;

/// Lists the newest invitations; to an agency's coordinator the own links that wait.
pub async fn list(
    ctx: &Ctx,
    _: api::InvitationList,
    _: wire::Empty,
) -> Result<Page<wire::Invitation>, Failure> {
    let (actor, after) = (ctx.person()?, ctx.after()?);
    let statement = if actor.is_any(INVITERS) {
        db::invitation::list(after.as_ref(), LINES + 1)?
    } else {
        let agencies = actor.agencies_as(&[Role::AgencyCoordinator]);
        let (person, count) = (actor.person, LINES + 1);
        db::invitation::own_open(person, &agencies, ctx.now, after.as_ref(), count)?
    };
    let lines: Vec<Line> = ctx.db.all(statement).await?;
    Ok(Page::of(lines, LINES, Line::cursor, |it| {
        wire::Invitation {
            id: it.id,
            role: it.role,
            home: home(it.home_code),
            edition: it.edition_id,
            note: it.note,
            by: it.by.unwrap_or_default(),
            created_at: it.created_at,
            expires_at: it.expires_at,
            state: LinkState::at(
                it.used_at.is_some(),
                it.revoked_at.is_some(),
                it.expires_at,
                ctx.now,
            ),
        }
    }))
}

/// What is wrong with an invitation, who makes it first.
fn faults(
    actor: &Actor,
    body: &wire::InvitationNew,
    parent: Option<&AgencyCode>,
) -> Result<(), Failure> {
    may(
        actor,
        Action::Invite {
            role: body.role,
            agency: body.home.agency(),
            parent,
        },
    )?;
    let offered = Grant {
        role: body.role,
        edition: body.edition,
        agency: body.home.agency().cloned(),
    };
    check_offer(Giver::Near(actor, parent), &offered)?;
    if body.note.chars().count() > 100 {
        return Err(Problem::field(Code::TextTooLong, "note").into());
    }
    Ok(())
}

/// Invites somebody.
pub async fn create(
    ctx: &Ctx,
    _: api::InvitationCreate,
    body: wire::InvitationNew,
) -> Result<wire::LinkMade, Failure> {
    let actor = ctx.person()?;
    let code = body.home.agency().map(|code| code.0.as_str());
    let mut loads = Vec::new();
    if let Some(code) = code {
        loads.push(db::invitation::agency(code));
    }
    if let Some(edition) = body.edition {
        loads.push(db::invitation::edition(edition));
    }
    if loads.is_empty() {
        faults(actor, &body, None)?;
    } else {
        let count = loads.len();
        let rows = ctx.db.batch(loads).await?;
        let agency: Option<Place> = if code.is_some() { rows.first(0)? } else { None };
        let parent = agency.as_ref().and_then(|it| it.parent_code.as_ref());
        faults(actor, &body, parent)?;
        if code.is_some() && agency.is_none() {
            return Err(Problem::field(Code::UnknownValue, "home").into());
        }
        if body.edition.is_some() {
            match rows.first::<Panel>(count - 1)? {
                None => return Err(Problem::field(Code::UnknownValue, "edition").into()),
                Some(Panel { open: false }) => {
                    return Err(Problem::field(Code::JudgingClosed, "edition").into());
                }
                Some(Panel { open: true }) => {}
            }
        }
    }
    let new = Making {
        id: body.id,
        kind: LinkKind::Invitation,
        role: Some(body.role),
        home_code: code,
        edition: body.edition,
        person: None,
        note: body.note.trim(),
        life: INVITATION_LIFE,
        proposal: None,
    };
    let event = Event {
        action: event::INVITATION_CREATED,
        edition: body.edition,
        subject_id: body.id.to_string(),
        subject: format!("{}: {}", body.role.label(), body.note.trim()),
        reason: None,
        ..Event::default()
    };
    make(ctx, Write::new(ctx), new, event).await
}

/// A link about to be made.
struct Making<'a> {
    id: InvitationId,
    kind: LinkKind,
    role: Option<Role>,
    home_code: Option<&'a str>,
    edition: Option<EditionId>,
    person: Option<PersonId>,
    note: &'a str,
    life: i64,
    proposal: Option<ProposalId>,
}

/// Makes a link. Its secret is worked out of the session's own secret and the idempotency key, so that
/// sending the request again shows the same link although only digests are stored.
async fn make(
    ctx: &Ctx,
    mut write: Write<'_>,
    new: Making<'_>,
    event: Event,
) -> Result<wire::LinkMade, Failure> {
    let token = link_token(ctx)?;
    let expires_at = ctx.now.plus(new.life);
    let by = ctx.person()?.person;
    write.holds(
        db::grant::may_make(by, new.role, new.home_code)?,
        Code::Forbidden,
    );
    write.run(db::invitation::add(&New {
        id: new.id,
        kind: new.kind,
        token_hash: secret::of_secret(&token),
        role: new.role,
        home_code: new.home_code,
        edition: new.edition,
        person: new.person,
        note: new.note,
        proposal: new.proposal,
        by,
        now: ctx.now,
        expires_at,
    }));
    write.event(event);
    let kept = wire::LinkMade {
        id: new.id,
        token: secret::of_secret(&token),
        expires_at,
    };
    match write.commit_keeping(json::write(&kept)?).await? {
        None => Ok(wire::LinkMade { token, ..kept }),
        Some(earlier) => with_secret(ctx, &earlier),
    }
}

fn link_token(ctx: &Ctx) -> Result<String, Failure> {
    let cookie = ctx.cookie.as_deref().ok_or(Code::SignInNeeded)?;
    let key = ctx.key.as_ref().ok_or(Code::KeyMissing)?;
    Ok(secret::derived(&[
        b"one-time link",
        cookie.as_bytes(),
        key.key.to_string().as_bytes(),
    ]))
}

/// The reply to a link made before under the same key. From another session its secret is not known any
/// more: the answer is that the link is gone, and the inviter makes another.
fn again<'a, E>(ctx: &'a Ctx, _: E, _: &str, kept: String) -> Work<'a> {
    dispatch::done(with_secret(ctx, &kept).and_then(|made| Ok(json::write(&made)?)))
}

fn with_secret(ctx: &Ctx, kept: &str) -> Result<wire::LinkMade, Failure> {
    let kept: wire::LinkMade = json::read(kept)?;
    let token = link_token(ctx)?;
    if secret::of_secret(&token) == kept.token {
        Ok(wire::LinkMade { token, ..kept })
    } else {
        Err(Code::InvitationInvalid.into())
    }
}

/// Takes an invitation back.
pub async fn revoke(
    ctx: &Ctx,
    it: api::InvitationRevoke,
    _: wire::Empty,
) -> Result<wire::Empty, Failure> {
    let offer: Offer = ctx
        .db
        .first(db::invitation::offer(it.invitation))
        .await?
        .ok_or(Code::NotFound)?;
    may(
        ctx.person()?,
        Action::Host {
            role: offer.role,
            agency: offer.home_code.as_ref(),
            parent: offer.parent_code.as_ref(),
            by: offer.created_by,
        },
    )?;
    let mut write = Write::new(ctx);
    write.must(
        db::invitation::revoke(it.invitation, ctx.now),
        Code::InvitationInvalid,
    );
    write.event(Event {
        action: event::INVITATION_REVOKED,
        edition: offer.edition_id,
        subject_id: it.invitation.to_string(),
        subject: format!("{}: {}", offer.role.label(), offer.note),
        reason: None,
        ..Event::default()
    });
    write.commit(wire::Empty {}).await
}

/// Makes a recovery link for a person; an earlier one that nobody used dies.
pub async fn recovery(
    ctx: &Ctx,
    it: api::RecoveryCreate,
    body: wire::RecoveryNew,
) -> Result<wire::LinkMade, Failure> {
    may(
        ctx.person()?,
        Action::Govern {
            person: it.person,
            administrators_left: 1,
            removes_administrator: false,
        },
    )?;
    account::check_reason(&body.reason).map_err(|code| Problem::field(code, "reason"))?;
    let rows = ctx
        .db
        .batch(vec![
            db::account::by_id(it.person),
            sql(db::proposal::JUDGES_IN).id(it.person),
            sql(db::proposal::RECOVERY)
                .id(it.person)
                .id(ctx.person()?.person)
                .at(ctx.now),
        ])
        .await?;
    let person: Credentials = rows
        .first(0)?
        .filter(|it: &Credentials| !it.disabled)
        .ok_or(Code::NotFound)?;
    let editions: Vec<Named> = rows.all(1)?;
    let approved: Option<Only> = rows.first(2)?;
    let mut write = Write::new(ctx);
    let proposal = if editions.is_empty() {
        write.holds(
            sql(db::proposal::JUDGES_NOWHERE).id(it.person),
            Code::SecondPersonNeeded,
        );
        None
    } else {
        // Whoever holds a judge's account reads and writes sealed marks: never one person alone.
        Some(approved.ok_or(Code::SecondPersonNeeded)?.id)
    };
    write.unique("invitation.proposal_id", Code::SecondPersonNeeded);
    for edition in editions {
        write.event(Event {
            action: event::RECOVERY_STARTED,
            edition: Some(edition.id),
            subject_id: it.person.to_string(),
            subject: person.name.clone(),
            reason: Some(body.reason.trim().to_owned()),
            ..Event::default()
        });
    }
    write.run(db::invitation::revoke_recoveries(it.person, ctx.now));
    let new = Making {
        id: body.id,
        kind: LinkKind::Recovery,
        role: None,
        home_code: None,
        edition: None,
        person: Some(it.person),
        note: body.reason.trim(),
        life: RECOVERY_LIFE,
        proposal,
    };
    let event = Event {
        action: event::RECOVERY_STARTED,
        edition: None,
        subject_id: it.person.to_string(),
        subject: person.name,
        reason: Some(body.reason.trim().to_owned()),
        ..Event::default()
    };
    make(ctx, write, new, event).await
}

#[cfg(test)]
mod tests {
    use klisida_domain::{account::Home, agency::AgencyCode};
    use uuid::Uuid;

    use super::*;

    fn invitation(role: Role, home: Home, edition: bool) -> wire::InvitationNew {
        wire::InvitationNew {
            id: InvitationId(Uuid::from_u128(1)),
            role,
            home,
            edition: edition.then(|| EditionId(Uuid::from_u128(2))),
            note: String::new(),
        }
    }

    fn administrator() -> Actor {
        Actor {
            person: PersonId(Uuid::from_u128(3)),
            name: "Ayu".to_owned(),
            username: "ayu".to_owned(),
            home: Home::Outside,
            grants: vec![Grant {
                role: Role::Administrator,
                edition: None,
                agency: None,
            }],
        }
    }

    #[test]
    fn a_judge_needs_an_edition_and_nobody_else_has_one() {
        let named = |role, home, edition| {
            let problem = faults(&administrator(), &invitation(role, home, edition), None)
                .err()?
                .problem();
            Some((problem.code, problem.field.unwrap_or_default()))
        };
        let some = |code, field: &str| Some((code, field.to_owned()));
        let agency = || Home::Agency(AgencyCode("DINKES".to_owned()));
        assert_eq!(
            named(Role::Judge, Home::Outside, false),
            some(Code::EditionNeeded, "edition")
        );
        assert_eq!(named(Role::Judge, Home::Outside, true), None);
        assert_eq!(
            named(Role::Clinic, agency(), true),
            some(Code::UnknownValue, "edition")
        );
        assert_eq!(
            named(Role::Innovator, Home::Outside, false),
            some(Code::AgencyNeeded, "home")
        );
        assert_eq!(named(Role::Innovator, agency(), false), None);
        let wrong = Home::Agency(AgencyCode("x'; --".to_owned()));
        assert_eq!(
            named(Role::Clinic, wrong, false),
            some(Code::UnknownValue, "home")
        );
    }
}
