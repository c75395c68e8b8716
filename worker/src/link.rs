//! Using one-time links: looking, redeeming, accepting, recovering. The secret travels in a body; one answer
//! for unknown, used, expired and revoked.

use klisida_domain::{
    account::{self, Actor, Grant, Home, LinkKind, LinkState, Role},
    api, event,
    ids::PersonId,
    problem::{Code, Problem},
    time::Instant,
    wire,
};

use crate::{
    account::{check_new, is_common},
    ctx::Ctx,
    db::{
        self,
        account::Credentials,
        invitation::{Link, Recovering},
        proposal::Named,
        sql,
        throttle::{Blocked, Subjects},
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
    let common = is_common(ctx, &body.password).await?;
    let faults = account::account_faults(&body.name, &body.username, &body.password, |_| common);
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
    write.run(db::throttle::known(
        &Subjects::of(ctx, &body.username),
        ctx.now,
    ));
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
                ..Event::default()
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
    check_new(ctx, "password", &body.password, &person.username).await?;
    let verifier = password::verifier(&body.password)?;
    let rows = ctx
        .db
        .batch(vec![
            db::account::by_id(id),
            sql(db::proposal::JUDGES_IN).id(id),
        ])
        .await?;
    let known: Credentials = rows.first(0)?.ok_or(Code::InvitationInvalid)?;
    let editions: Vec<Named> = rows.all(1)?;
    let actor = known.actor();
    let opening = Opening::new(ctx, actor, false, None)?;
    let mut write = Write::new(ctx);
    // A link from before the person became a judge was approved by nobody.
    write.holds(
        sql(db::proposal::LINK_APPROVED).id(link.id),
        Code::InvitationInvalid,
    );
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
    write.run(db::throttle::known(
        &Subjects::of(ctx, &person.username),
        ctx.now,
    ));
    write.must(opening.statement.clone(), Code::InvitationInvalid);
    write.run(sql(db::proposal::RECOVERED).id(id).at(ctx.now));
    for edition in editions {
        write.event_by(
            Event {
                action: event::ACCOUNT_RECOVERED,
                edition: Some(edition.id),
                subject_id: id.to_string(),
                subject: person.name.clone(),
                ..Event::default()
            },
            Some(id.to_string()),
        );
    }
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
