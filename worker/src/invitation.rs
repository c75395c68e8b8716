//! One-time links: the first administrator's, invitations, recovery. The secret travels in a body, is shown
//! once, and only its digest is stored.

use klisida_domain::{
    access::{Action, may},
    account::{
        self, Actor, Grant, Home, INVITATION_LIFE, LinkKind, LinkState, RECOVERY_LIFE, Role,
    },
    api, event,
    ids::{EditionId, InvitationId, PersonId},
    problem::{Code, Problem},
    text,
    time::Instant,
    wire,
};

use crate::{
    account::check_new,
    ctx::Ctx,
    db::{
        self,
        account::Credentials,
        invitation::{Line, Link, New, Offer, Recovering},
        throttle::Blocked,
        write::{Event, Write},
    },
    failure::Failure,
    password, secret,
    session::{Opening, home},
    throttle::{link_subject, wait_until},
};

/// The link behind a secret, if it may be used now: one answer for unknown, used, expired and taken back.
/// A secret that nobody made counts against the caller's address.
async fn usable(ctx: &Ctx, token: &str) -> Result<(Link, Option<Recovering>), Failure> {
    let subject = link_subject(ctx);
    let hash = secret::of_secret(token);
    let rows = ctx
        .db
        .batch(vec![
            db::throttle::link_blocked(&subject),
            db::invitation::by_token(&hash),
            db::invitation::recovering(&hash),
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
    let Some(link) = rows.first::<Link>(1)? else {
        ctx.note.set("unknown link");
        ctx.db
            .batch(vec![db::throttle::link_failed(&subject, ctx.now)?])
            .await?;
        return Err(Code::InvitationInvalid.into());
    };
    let state = LinkState::at(
        link.used_at.is_some(),
        link.revoked_at.is_some(),
        link.expires_at,
        ctx.now,
    );
    let person: Option<Recovering> = rows.first(2)?;
    let switched_off = person.as_ref().is_some_and(|it| it.disabled != 0);
    let panel_closed = link.panel_open == Some(0);
    if state != LinkState::Waiting || switched_off || panel_closed {
        ctx.note.set("dead link");
        return Err(Code::InvitationInvalid.into());
    }
    Ok((link, person))
}

/// Says what a link offers.
pub async fn look(
    ctx: &Ctx,
    _: api::LinkLook,
    body: wire::Token,
) -> Result<wire::LinkInfo, Failure> {
    let (link, person) = usable(ctx, &body.token).await?;
    let (person, username) = person.map(|it| (it.name, it.username)).unzip();
    Ok(wire::LinkInfo {
        kind: link.kind,
        role: offered(&link),
        edition: link.edition,
        agency: link.agency,
        person,
        username,
        expires_at: link.expires_at,
    })
}

/// The role a link offers: the first link of all makes an administrator.
fn offered(link: &Link) -> Option<Role> {
    match link.kind {
        LinkKind::Bootstrap => Some(Role::Administrator),
        LinkKind::Invitation => link.role,
        LinkKind::Recovery => None,
    }
}

/// Uses an invitation: makes the account, gives its role, signs in.
pub async fn redeem(
    ctx: &Ctx,
    _: api::LinkRedeem,
    body: wire::Redeem,
) -> Result<wire::Me, Failure> {
    let (link, _) = usable(ctx, &body.token).await?;
    let role = offered(&link).ok_or(Code::InvitationInvalid)?;
    let faults = account::account_faults(
        &body.name,
        &body.username,
        &body.password,
        password::is_common,
    );
    if let Some(problem) = Problem::faults(faults) {
        return Err(problem.into());
    }
    let name = body.name.trim();
    let verifier = password::verifier(&body.password)?;
    let actor = Actor {
        person: PersonId(secret::uuid(ctx.now)?),
        name: name.to_owned(),
        username: body.username.clone(),
        home: home(link.home_code.clone()),
        grants: vec![Grant {
            role,
            edition: link.edition_id,
        }],
    };
    let opening = Opening::new(ctx, actor.clone(), false, None)?;
    let by = Some(actor.person.to_string());
    let mut write = Write::new(ctx);
    write.holds(
        db::invitation::waiting(link.id, ctx.now),
        Code::InvitationInvalid,
    );
    if link.kind == LinkKind::Bootstrap {
        write.holds(db::account::no_administrator(), Code::InvitationInvalid);
    }
    write.unique("person.username", Code::UsernameTaken);
    write.run(db::account::add(&db::account::New {
        id: actor.person,
        name,
        username: &body.username,
        verifier: &verifier,
        home_code: link.home_code.as_deref(),
        now: ctx.now,
    }));
    write.must(
        db::invitation::take(link.id, actor.person, ctx.now),
        Code::InvitationInvalid,
    );
    write.event_by(
        Event {
            action: event::ACCOUNT_CREATED,
            subject_id: actor.person.to_string(),
            subject: format!("{name} ({})", role.label()),
            ..Event::default()
        },
        by.clone(),
    );
    give(&mut write, &actor, &link, role, ctx.now, by);
    write.must(opening.statement.clone(), Code::InvitationInvalid);
    if let Some(old) = &ctx.cookie {
        write.run(db::session::end_by_secret(&secret::of_secret(old)));
    }
    write.commit(wire::Empty {}).await?;
    Ok(opening.hand_out(ctx))
}

/// Gives the role of a link; a judge comes on the panel of the edition.
fn give(
    write: &mut Write<'_>,
    actor: &Actor,
    link: &Link,
    role: Role,
    now: Instant,
    by: Option<String>,
) {
    write.must(
        db::account::grant(actor.person, role, link.edition_id, link.created_by, now),
        Code::RoleExists,
    );
    if let Some(edition) = link.edition_id {
        write.must(
            db::invitation::panel_grows(edition),
            Code::InvitationInvalid,
        );
        write.event_by(
            Event {
                action: event::SEAT_ADDED,
                edition: Some(edition),
                subject_id: actor.person.to_string(),
                subject: actor.name.clone(),
                reason: None,
            },
            by,
        );
    }
}

/// Uses an invitation as the person signed in: adds the role. The session gets a new secret.
pub async fn accept(ctx: &Ctx, _: api::LinkAccept, body: wire::Token) -> Result<wire::Me, Failure> {
    let (link, _) = usable(ctx, &body.token).await?;
    let session = ctx.session()?;
    let role = match link.kind {
        LinkKind::Invitation => link.role.ok_or(Code::InvitationInvalid)?,
        _ => return Err(Code::InvitationInvalid.into()),
    };
    let mut actor = session.actor.clone();
    // Nobody raises the own role (C12).
    if link.created_by == Some(actor.person) {
        return Err(Code::NotYourself.into());
    }
    if role.needs_agency() && actor.home == Home::Outside {
        return Err(Code::AgencyNeeded.into());
    }
    let grant = Grant {
        role,
        edition: link.edition_id,
    };
    if actor.grants.contains(&grant) {
        return Err(Code::RoleExists.into());
    }
    actor.grants.push(grant);
    let opening = Opening::new(
        ctx,
        actor.clone(),
        session.remembered,
        Some(session.created_at),
    )?;
    let mut write = Write::new(ctx);
    write.holds(
        db::invitation::waiting(link.id, ctx.now),
        Code::InvitationInvalid,
    );
    write.must(
        db::invitation::take(link.id, actor.person, ctx.now),
        Code::InvitationInvalid,
    );
    write.event(Event {
        action: event::ROLE_ACCEPTED,
        subject_id: actor.person.to_string(),
        subject: format!("{} ({})", actor.name, role.label()),
        ..Event::default()
    });
    let by = Some(actor.person.to_string());
    give(&mut write, &actor, &link, role, ctx.now, by);
    write.run(db::person::moved(actor.person));
    write.run(db::session::end(session.id, actor.person));
    write.must(opening.statement.clone(), Code::SignInNeeded);
    write.commit(wire::Empty {}).await?;
    Ok(opening.hand_out(ctx))
}

/// Uses a recovery link: new password, every session ends, signs in.
pub async fn recover(
    ctx: &Ctx,
    _: api::LinkRecover,
    body: wire::Recover,
) -> Result<wire::Me, Failure> {
    let (link, person) = usable(ctx, &body.token).await?;
    let (Some(id), Some(person)) = (link.person_id, person) else {
        return Err(Code::InvitationInvalid.into());
    };
    check_new("password", &body.password, &person.username)?;
    let verifier = password::verifier(&body.password)?;
    let known: Credentials = ctx
        .db
        .first(db::account::by_id(id))
        .await?
        .ok_or(Code::InvitationInvalid)?;
    let actor = known.actor();
    let opening = Opening::new(ctx, actor, false, None)?;
    let mut write = Write::new(ctx);
    write.must(
        db::invitation::take(link.id, id, ctx.now),
        Code::InvitationInvalid,
    );
    write.must(
        db::account::set_verifier(id, &verifier),
        Code::InvitationInvalid,
    );
    write.run(db::session::end_all(id));
    write.run(db::invitation::revoke_recoveries(id, ctx.now));
    write.run(db::throttle::forget(&format!("own:{id}")));
    write.must(opening.statement.clone(), Code::InvitationInvalid);
    write.event_by(
        Event {
            action: event::ACCOUNT_RECOVERED,
            subject_id: id.to_string(),
            subject: person.name,
            ..Event::default()
        },
        Some(id.to_string()),
    );
    write.commit(wire::Empty {}).await?;
    Ok(opening.hand_out(ctx))
}

/// Lists the newest invitations.
pub async fn list(
    ctx: &Ctx,
    _: api::InvitationList,
    _: wire::Empty,
) -> Result<Vec<wire::Invitation>, Failure> {
    let lines: Vec<Line> = ctx.db.all(db::invitation::list()).await?;
    Ok(lines
        .into_iter()
        .map(|it| wire::Invitation {
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
        })
        .collect())
}

/// What is wrong with an invitation before the database is asked.
fn faults(body: &wire::InvitationNew) -> Result<(), Problem> {
    let fault = |code, field: &str| Err(Problem::field(code, field));
    match (body.role, body.edition) {
        (Role::Judge, None) => return fault(Code::EditionNeeded, "edition"),
        (Role::Judge, Some(_)) | (_, None) => {}
        (_, Some(_)) => return fault(Code::UnknownValue, "edition"),
    }
    if body.role.needs_agency() && body.home == Home::Outside {
        return fault(Code::AgencyNeeded, "home");
    }
    if body.home.agency().is_some_and(|code| !code.is_valid()) {
        return fault(Code::UnknownValue, "home");
    }
    if body.note.chars().count() > 100 || text::has_control(&body.note) {
        return fault(Code::TextTooLong, "note");
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
    may(actor, Action::Invite { role: body.role })?;
    faults(&body)?;
    let code = body.home.agency().map(|code| code.0.as_str());
    let mut loads = Vec::new();
    if let Some(code) = code {
        loads.push(db::invitation::agency(code));
    }
    if let Some(edition) = body.edition {
        loads.push(db::invitation::edition(edition));
    }
    if !loads.is_empty() {
        let count = loads.len();
        let rows = ctx.db.batch(loads).await?;
        if code.is_some() && rows.count(0)? == 0 {
            return Err(Problem::field(Code::UnknownValue, "home").into());
        }
        if body.edition.is_some() && rows.count(count - 1)? == 0 {
            return Err(Problem::field(Code::JudgingClosed, "edition").into());
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
    };
    let event = Event {
        action: event::INVITATION_CREATED,
        edition: body.edition,
        subject_id: body.id.to_string(),
        subject: format!("{}: {}", body.role.label(), body.note.trim()),
        reason: None,
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
    write.run(db::invitation::add(&New {
        id: new.id,
        kind: new.kind,
        token_hash: secret::of_secret(&token),
        role: new.role,
        home_code: new.home_code,
        edition: new.edition,
        person: new.person,
        note: new.note,
        by: ctx.person()?.person,
        now: ctx.now,
        expires_at,
    }));
    write.event(event);
    let kept = wire::LinkMade {
        id: new.id,
        token: secret::of_secret(&token),
        expires_at,
    };
    match write.commit_keeping(serde_json::to_string(&kept)?).await? {
        None => Ok(wire::LinkMade { token, ..kept }),
        Some(earlier) => again(ctx, &earlier),
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
pub fn again(ctx: &Ctx, kept: &str) -> Result<wire::LinkMade, Failure> {
    let kept: wire::LinkMade = serde_json::from_str(kept)?;
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
    may(ctx.person()?, Action::Invite { role: offer.role })?;
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
    let person: Credentials = ctx
        .db
        .first(db::account::by_id(it.person))
        .await?
        .filter(|it: &Credentials| !it.disabled)
        .ok_or(Code::NotFound)?;
    let mut write = Write::new(ctx);
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
    };
    let event = Event {
        action: event::RECOVERY_STARTED,
        edition: None,
        subject_id: it.person.to_string(),
        subject: person.name,
        reason: Some(body.reason.trim().to_owned()),
    };
    make(ctx, write, new, event).await
}

#[cfg(test)]
mod tests {
    use klisida_domain::agency::AgencyCode;
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

    #[test]
    fn a_judge_needs_an_edition_and_nobody_else_has_one() {
        let code = |role, home, edition| {
            faults(&invitation(role, home, edition))
                .err()
                .map(|it| it.code)
        };
        let agency = || Home::Agency(AgencyCode("DINKES".to_owned()));
        assert_eq!(
            code(Role::Judge, Home::Outside, false),
            Some(Code::EditionNeeded)
        );
        assert_eq!(code(Role::Judge, Home::Outside, true), None);
        assert_eq!(code(Role::Clinic, agency(), true), Some(Code::UnknownValue));
        assert_eq!(
            code(Role::Innovator, Home::Outside, false),
            Some(Code::AgencyNeeded)
        );
        assert_eq!(code(Role::Innovator, agency(), false), None);
        let wrong = Home::Agency(AgencyCode("x'; --".to_owned()));
        assert_eq!(code(Role::Clinic, wrong, false), Some(Code::UnknownValue));
    }
}
