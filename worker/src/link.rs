//! Using one-time links: looking, redeeming, accepting, recovering. The secret travels in a body; one answer
//! for unknown, used, expired and revoked.

use klisida_domain::{
    account::{self, Actor, Grant, LinkKind, LinkState, Role},
    agency::AgencyCode,
    api, event,
    grant::{Door, Giver, Holder, may_give, may_hold},
    ids::PersonId,
    problem::{Code, Problem},
    time::Instant,
    wire,
};

use crate::{
    account::{check_new, enter, is_common},
    ctx::{Ctx, clock},
    db::{
        self,
        account::Credentials,
        invitation::{Link, Recovering},
        proposal::Named,
        sql,
        throttle::Blocked,
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
    grant::{finished, given},
    password, secret,
    session::{Opening, home},
    throttle::{self, link_subject, wait_until},
};

answers! {
    LinkLook: look;
    LinkRedeem: redeem;
    LinkAccept: accept;
    LinkRecover: recover;
}

/// The link behind a secret, if it may be used now: one answer for unknown, used, expired and taken back.
async fn usable(ctx: &Ctx, token: &str) -> Result<Usable, Failure> {
    let usable = living(ctx, token).await?;
    if usable.link.used_at.is_some() {
        ctx.note.set("dead link");
        return Err(Code::InvitationInvalid.into());
    }
    Ok(usable)
}

/// The link behind a secret within its life, used or not: whoever used it may not have had the answer.
/// A secret that nobody made counts against the caller's address.
async fn living(ctx: &Ctx, token: &str) -> Result<Usable, Failure> {
    let subject = link_subject(ctx);
    let hash = secret::of_secret(token);
    let rows = ctx
        .db
        .batch(vec![
            db::throttle::link_blocked(subject.as_deref()),
            db::invitation::by_token(&hash),
            db::invitation::recovering(&hash),
            db::account::maker(&hash),
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
        if let Some(subject) = &subject {
            ctx.db
                .batch(vec![db::throttle::link_failed(subject, ctx.now)?])
                .await?;
        }
        return Err(Code::InvitationInvalid.into());
    };
    let state = LinkState::at(false, link.revoked_at.is_some(), link.expires_at, link.now);
    let person: Option<Recovering> = rows.first(2)?;
    let switched_off = person.as_ref().is_some_and(|it| it.disabled != 0);
    let panel_closed = link.panel_open == Some(0);
    let maker: Option<Credentials> = rows.first(3)?;
    let usable = Usable {
        link,
        person,
        maker: maker.filter(|it| !it.disabled).map(|it| it.actor()),
    };
    let unbacked = usable.backed().is_err();
    if state != LinkState::Waiting || switched_off || panel_closed || unbacked {
        ctx.note.set("dead link");
        return Err(Code::InvitationInvalid.into());
    }
    Ok(usable)
}

/// A link that may be used now.
struct Usable {
    link: Link,
    /// Whose password it renews.
    person: Option<Recovering>,
    /// Who made it, as that person is now; none for the operator, and for somebody switched off since.
    maker: Option<Actor>,
}

impl Usable {
    /// On whose word it stands: the operator's console, or somebody who is still there.
    fn giver(&self) -> Result<Giver<'_>, Code> {
        match (self.link.created_by, &self.maker) {
            (None, _) => Ok(Giver::Operator),
            (Some(_), Some(maker)) => Ok(Giver::Near(maker, self.link.parent_code.as_ref())),
            (Some(_), None) => Err(Code::InvitationInvalid),
        }
    }

    /// A link is as good as the right to make it, at the moment it is used.
    fn backed(&self) -> Result<(), Code> {
        let giver = self.giver()?;
        match offered(&self.link) {
            Some(role) => may_give(Door::Link, giver, role, self.grant(role).agency.as_ref()),
            // A recovery is an administrator's, or the operator's.
            None => may_give(Door::Link, giver, Role::Administrator, None),
        }
    }

    /// What it gives.
    fn grant(&self, role: Role) -> Grant {
        Grant {
            role,
            edition: self.link.edition_id,
            agency: self.link.home_code.clone().map(AgencyCode),
        }
    }
}

/// Says what a link offers.
pub async fn look(
    ctx: &Ctx,
    _: api::LinkLook,
    body: wire::Token,
) -> Result<wire::LinkInfo, Failure> {
    let Usable {
        link,
        person,
        maker,
    } = match usable(ctx, &body.token).await {
        Ok(found) => found,
        Err(failure) if failure.problem().code == Code::InvitationInvalid => {
            return used_by_self(ctx, &body.token).await?.ok_or(failure);
        }
        Err(failure) => return Err(failure),
    };
    let (person, username) = person.map(|it| (it.name, it.username)).unzip();
    Ok(wire::LinkInfo {
        by: maker.map(|it| it.name),
        kind: link.kind,
        role: offered(&link),
        edition: link.edition,
        agency: link.agency,
        person,
        username,
        expires_at: link.expires_at,
        accepted: false,
    })
}

/// The invitation that whoever is signed in accepted with this link: it says so instead of being dead.
async fn used_by_self(ctx: &Ctx, token: &str) -> Result<Option<wire::LinkInfo>, Failure> {
    // Nobody signs in to look at a link: the session is read only here.
    let Some(cookie) = ctx.cookie.as_deref() else {
        return Ok(None);
    };
    let rows = ctx
        .db
        .batch(vec![
            db::session::read(&secret::of_secret(cookie)),
            db::invitation::by_token(&secret::of_secret(token)),
        ])
        .await?;
    let session = rows
        .first::<db::session::Found>(0)?
        .and_then(crate::ctx::Session::alive);
    let (Some(session), Some(link)) = (session, rows.first::<Link>(1)?) else {
        return Ok(None);
    };
    let own = link.kind == LinkKind::Invitation && link.used_by == Some(session.actor.person);
    Ok(own.then_some(wire::LinkInfo {
        by: None,
        kind: link.kind,
        role: link.role,
        edition: link.edition,
        agency: link.agency,
        person: None,
        username: None,
        expires_at: link.expires_at,
        accepted: true,
    }))
}

/// The role a link offers: the first link of all makes an administrator.
fn offered(link: &Link) -> Option<Role> {
    match link.kind {
        LinkKind::Bootstrap => Some(Role::Administrator),
        LinkKind::Invitation => link.role,
        LinkKind::Recovery => None,
    }
}

/// The answer to the same request once more, because the first one was lost: whoever used the link up signs in with the
/// password chosen then, under the counters of any other sign-in. Everybody else hears what a used link says.
async fn again(
    ctx: &Ctx,
    link: &Link,
    password: &str,
    same: impl Fn(&Credentials) -> bool,
) -> Result<wire::Me, Failure> {
    let lost = || Failure::from(Code::InvitationInvalid);
    let by = link.used_by.ok_or_else(lost)?;
    let person: Option<Credentials> = ctx.db.first(db::account::by_id(by)).await?;
    let person = person.filter(same).ok_or_else(lost)?;
    let body = wire::SignIn {
        username: person.username,
        password: password.into(),
        remember: false,
    };
    let answer = enter(ctx, body, clock()).await;
    answer.map_err(|failure| match failure.problem().code {
        Code::BadCredentials => lost(),
        _ => failure,
    })
}

/// A write lost against another request with the same link: the same request, sent twice at once, or somebody else's.
async fn overtaken(
    ctx: &Ctx,
    token: &str,
    password: &str,
    failure: Failure,
    same: impl Fn(&Credentials) -> bool,
) -> Result<wire::Me, Failure> {
    match failure.problem().code {
        Code::InvitationInvalid | Code::UsernameTaken => {}
        _ => return Err(failure),
    }
    match living(ctx, token).await {
        Ok(usable) if usable.link.used_at.is_some() => {
            again(ctx, &usable.link, password, same).await
        }
        _ => Err(failure),
    }
}

/// Uses an invitation: makes the account, gives its role, signs in. Sent again by the same person: signs in.
pub async fn redeem(
    ctx: &Ctx,
    _: api::LinkRedeem,
    body: wire::Redeem,
) -> Result<wire::Me, Failure> {
    let usable = living(ctx, &body.token).await?;
    let link = &usable.link;
    let same = |it: &Credentials| it.username == body.username && it.name == body.name.trim();
    if link.used_at.is_some() {
        if link.kind == LinkKind::Recovery {
            return Err(Code::InvitationInvalid.into());
        }
        return again(ctx, link, &body.password, same).await;
    }
    let role = offered(link).ok_or(Code::InvitationInvalid)?;
    let grant = usable.grant(role);
    may_hold(Door::Link, usable.giver()?, Holder::default(), &grant)?;
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
        grants: vec![grant.clone()],
    };
    let opening = Opening::new(ctx, actor.clone(), false, None)?;
    let by = Some(actor.person.to_string());
    let mut write = Write::new(ctx);
    write.holds(db::invitation::waiting(link.id), Code::InvitationInvalid);
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
        db::invitation::take(link.id, actor.person),
        Code::InvitationInvalid,
    );
    write.event_by(
        Event {
            action: event::ACCOUNT_CREATED,
            subject_id: actor.person.to_string(),
            subject: words(name, link, role),
            ..Event::default()
        },
        by.clone(),
    );
    give(&mut write, &actor, link, &grant, ctx.now, by);
    write.must(opening.statement.clone(), Code::InvitationInvalid);
    throttle::known(ctx, &mut write, &body.username, actor.person).await?;
    if let Some(old) = &ctx.cookie {
        write.run(db::session::end_by_secret(&secret::of_secret(old)));
    }
    match write.commit(wire::Empty {}).await {
        Ok(_) => Ok(opening.hand_out(ctx)),
        Err(failure) => overtaken(ctx, &body.token, &body.password, failure, same).await,
    }
}

/// Gives the role of a link; a judge comes on the panel of the edition.
fn give(
    write: &mut Write<'_>,
    actor: &Actor,
    link: &Link,
    grant: &Grant,
    now: Instant,
    by: Option<String>,
) {
    write.must(
        db::grant::give(actor.person, grant, link.created_by, now),
        Code::RoleExists,
    );
    given(write, actor.person, core::slice::from_ref(grant));
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

/// Uses an invitation as the person signed in: adds the role, at the agency that the invitation names. The
/// session gets a new secret. Sent again by the same person, who has the role: says so.
pub async fn accept(ctx: &Ctx, _: api::LinkAccept, body: wire::Token) -> Result<wire::Me, Failure> {
    let usable = living(ctx, &body.token).await?;
    let link = &usable.link;
    let session = ctx.session()?;
    let role = match link.kind {
        LinkKind::Invitation => link.role.ok_or(Code::InvitationInvalid)?,
        _ => return Err(Code::InvitationInvalid.into()),
    };
    let mut actor = session.actor.clone();
    let grant = usable.grant(role);
    if link.used_at.is_some() {
        return if link.used_by == Some(actor.person) && actor.grants.contains(&grant) {
            Ok(session.me(ctx.now))
        } else {
            Err(Code::InvitationInvalid.into())
        };
    }
    let finished = finished(
        &ctx.db
            .batch(vec![db::grant::finished(actor.person, &[])?])
            .await?,
        0,
    )?;
    let holder = Holder {
        person: Some(actor.person),
        held: &actor.grants,
        finished: &finished,
    };
    may_hold(Door::Link, usable.giver()?, holder, &grant)?;
    actor.grants.push(grant.clone());
    let opening = Opening::new(
        ctx,
        actor.clone(),
        session.remembered,
        Some(session.created_at),
    )?;
    let mut write = Write::new(ctx);
    write.must(
        db::invitation::take(link.id, actor.person),
        Code::InvitationInvalid,
    );
    write.event(Event {
        action: event::ROLE_ACCEPTED,
        subject_id: actor.person.to_string(),
        subject: words(&actor.name, link, role),
        ..Event::default()
    });
    let by = Some(actor.person.to_string());
    give(&mut write, &actor, link, &grant, ctx.now, by);
    write.run(db::person::moved(actor.person));
    write.run(db::session::end(session.id, actor.person));
    write.must(opening.statement.clone(), Code::SignInNeeded);
    write.commit(wire::Empty {}).await?;
    Ok(opening.hand_out(ctx))
}

/// Who has which role where, for the record.
fn words(name: &str, link: &Link, role: Role) -> String {
    match &link.agency {
        Some(agency) => format!("{name} ({}, {agency})", role.label()),
        None => format!("{name} ({})", role.label()),
    }
}

/// Uses a recovery link: new password, every session ends, signs in. Sent again with that password: signs in.
pub async fn recover(
    ctx: &Ctx,
    _: api::LinkRecover,
    body: wire::Recover,
) -> Result<wire::Me, Failure> {
    let Usable { link, person, .. } = living(ctx, &body.token).await?;
    let (Some(id), Some(person)) = (link.person_id, person) else {
        return Err(Code::InvitationInvalid.into());
    };
    let same = |it: &Credentials| it.id == id;
    if link.used_at.is_some() {
        return again(ctx, &link, &body.password, same).await;
    }
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
    write.must(db::invitation::take(link.id, id), Code::InvitationInvalid);
    write.must(
        db::account::set_verifier(id, &verifier),
        Code::InvitationInvalid,
    );
    write.run(db::session::end_all(id));
    write.run(db::invitation::revoke_recoveries(id, ctx.now));
    write.run(db::throttle::forget(&format!("own:{id}")));
    // Whoever knew the old password may have signed in somewhere.
    write.run(db::throttle::forget_devices(id));
    throttle::known(ctx, &mut write, &person.username, id).await?;
    write.must(opening.statement.clone(), Code::InvitationInvalid);
    write.run(sql(db::proposal::RECOVERED).id(id).id(link.id));
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
    match write.commit(wire::Empty {}).await {
        Ok(_) => Ok(opening.hand_out(ctx)),
        Err(failure) => overtaken(ctx, &body.token, &body.password, failure, same).await,
    }
}
