//! Signing in and out, the own devices, the own password.

use klisida_domain::{
    account::{self, Actor},
    api, event,
    problem::{Code, Problem},
    time::Instant,
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        account::Credentials,
        throttle::{Blocked, Reserved, Subjects},
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
    http,
    password::{self, Verdict},
    secret,
    session::{Opening, home},
    throttle::{self, confirm_password, wait_until},
};

answers! {
    SessionOpen: sign_in;
    SessionShow: show;
    SessionEnd: sign_out;
    DeviceList: devices;
    DeviceEnd: device_end;
    PasswordSet: password_set;
}

impl Credentials {
    /// The person as the session will say it.
    pub fn actor(&self) -> Actor {
        Actor {
            person: self.id,
            name: self.name.clone(),
            username: self.username.clone(),
            home: home(self.home_code.clone()),
            grants: self.grants.clone(),
        }
    }
}

/// Signs in. Unknown name, wrong password and switched-off account get one answer, after the same work.
pub async fn sign_in(
    ctx: &Ctx,
    _: api::SessionOpen,
    body: wire::SignIn,
) -> Result<wire::Me, Failure> {
    enter(ctx, body, ctx.now).await
}

/// Signs in at an instant that may be later than the request's: what the request itself did before is over by then.
pub async fn enter(ctx: &Ctx, body: wire::SignIn, now: Instant) -> Result<wire::Me, Failure> {
    let username = body.username.trim().to_lowercase();
    let subjects = Subjects::of(ctx, &username);
    let rows = ctx
        .db
        .batch(vec![
            db::throttle::reserve(&subjects, now)?,
            db::throttle::blocked(&subjects, now),
            db::account::by_username(&username),
        ])
        .await?;
    let reserved: Vec<Reserved> = rows.all(0)?;
    if reserved.is_empty() {
        let blocked: Option<Blocked> = rows.first(1)?;
        let next_at = blocked.and_then(|it| it.next_at).unwrap_or(now.0);
        ctx.note.set("waiting");
        return Err(wait_until(next_at, now));
    }
    let person: Option<Credentials> = rows.first(2)?;
    let verdict = password::check(
        &body.password,
        person.as_ref().map(|it| it.verifier.as_str()),
    )?;
    let known = person.filter(|it| verdict != Verdict::Wrong && !it.disabled);
    let Some(person) = known else {
        ctx.note.set("checked");
        return Err(Code::BadCredentials.into());
    };
    let opening = Opening::new(ctx, person.actor(), body.remember, None)?;
    let mut write = Write::new(ctx);
    write.must(opening.statement.clone(), Code::BadCredentials);
    if let Some(old) = &ctx.cookie {
        write.run(db::session::end_by_secret(&secret::of_secret(old)));
    }
    if verdict == Verdict::RightButOld {
        let renewed = password::verifier(&body.password)?;
        write.run(db::account::renew(person.id, &person.verifier, &renewed));
    }
    write.run(db::throttle::succeeded(&reserved, now)?);
    throttle::known(ctx, &mut write, &username, person.id).await?;
    write.run(db::person::seen(person.id, ctx.now));
    write.commit(wire::Empty {}).await?;
    Ok(opening.hand_out(ctx))
}

/// Says who is signed in.
pub async fn show(ctx: &Ctx, _: api::SessionShow, _: wire::Empty) -> Result<wire::Me, Failure> {
    Ok(ctx.session()?.me(ctx.now))
}

/// Signs this device out: its secret is dead at once.
pub async fn sign_out(
    ctx: &Ctx,
    _: api::SessionEnd,
    _: wire::Empty,
) -> Result<wire::Empty, Failure> {
    let session = ctx.session()?;
    let mut write = Write::new(ctx);
    write.run(db::session::end(session.id, session.actor.person));
    write.commit(wire::Empty {}).await?;
    goodbye(ctx);
    Ok(wire::Empty {})
}

fn goodbye(ctx: &Ctx) {
    // That this browser is known stays: it opens nothing, and whoever signs in again here need not wait for others.
    for cookie in http::no_cookies() {
        ctx.hand_cookie(cookie);
    }
    ctx.clear_cache.set(true);
}

/// Lists the own devices.
pub async fn devices(
    ctx: &Ctx,
    _: api::DeviceList,
    _: wire::Empty,
) -> Result<Vec<wire::Device>, Failure> {
    let session = ctx.session()?;
    let found: Vec<db::session::Device> = ctx
        .db
        .all(db::session::devices(session.actor.person))
        .await?;
    Ok(found
        .into_iter()
        .map(|it| wire::Device {
            current: it.id == session.id,
            id: it.id,
            label: it.label,
            created_at: it.created_at,
            seen_at: it.seen_at,
            remembered: it.remembered,
        })
        .collect())
}

/// Signs one of the own devices out.
pub async fn device_end(
    ctx: &Ctx,
    it: api::DeviceEnd,
    _: wire::Empty,
) -> Result<wire::Empty, Failure> {
    let session = ctx.session()?;
    let mut write = Write::new(ctx);
    write.must(
        db::session::end(it.session, session.actor.person),
        Code::NotFound,
    );
    write.commit(wire::Empty {}).await?;
    if it.session == session.id {
        goodbye(ctx);
    }
    Ok(wire::Empty {})
}

/// Checks a new password as the form did, and with the list of common ones.
pub async fn check_new(
    ctx: &Ctx,
    field: &str,
    password: &str,
    username: &str,
) -> Result<(), Failure> {
    let common = is_common(ctx, password).await?;
    account::check_password(password, username, |_| common)
        .map_err(|code| Problem::field(code, field).into())
}

/// Is this password on the list of common ones?
pub async fn is_common(ctx: &Ctx, password: &str) -> Result<bool, Failure> {
    let found: Option<serde::de::IgnoredAny> = ctx.db.first(db::account::common(password)).await?;
    Ok(found.is_some())
}

/// Changes the own password: all devices are signed out, this one gets a new secret.
pub async fn password_set(
    ctx: &Ctx,
    _: api::PasswordSet,
    body: wire::PasswordChange,
) -> Result<wire::Me, Failure> {
    let session = ctx.session()?;
    let actor = &session.actor;
    confirm_password(ctx, &body.current).map_err(|failure| match failure {
        Failure::Refused(problem) if problem.code == Code::BadPassword => {
            Problem::field(Code::BadPassword, "current").into()
        }
        other => other,
    })?;
    check_new(ctx, "new", &body.new, &actor.username).await?;
    let verifier = password::verifier(&body.new)?;
    let opening = Opening::new(ctx, actor.clone(), session.remembered, None)?;
    let old = ctx
        .confirm
        .as_ref()
        .and_then(|it| it.own.as_ref())
        .map_or("", |own| own.verifier.as_str());
    let mut write = Write::new(ctx);
    write.must(
        db::account::renew(actor.person, old, &verifier),
        Code::BadPassword,
    );
    write.run(db::session::end_all(actor.person));
    write.run(db::invitation::revoke_recoveries(actor.person, ctx.now));
    write.run(db::throttle::forget_devices(actor.person));
    throttle::known(ctx, &mut write, &actor.username, actor.person).await?;
    write.must(opening.statement.clone(), Code::SignInNeeded);
    write.event(Event {
        action: event::PASSWORD_CHANGED,
        subject_id: actor.person.to_string(),
        subject: actor.name.clone(),
        ..Event::default()
    });
    write.commit(wire::Empty {}).await?;
    Ok(opening.hand_out(ctx))
}
