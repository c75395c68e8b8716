//! Waiting after wrong passwords (A07): counted per account and address before the password is looked at,
//! taken back when it was right. An account is bound to the addresses and to the browsers that it signed in
//! from: there only its own failures count, so that neither somebody who guesses from elsewhere nor a colleague
//! behind the same address makes its owner wait, wherever the owner is (A08).

use klisida_domain::{
    ids::PersonId,
    problem::{Code, Problem},
    time::{Instant, SECOND},
};

use crate::{
    ctx::{Confirm, Ctx},
    db::{
        throttle::{self, Own, Reserved, Subjects},
        write::Write,
    },
    failure::Failure,
    http,
    password::{self, Verdict},
    secret,
};

impl Subjects {
    /// The counters of an account name from the caller's address and browser. Digests: the table names nobody.
    pub fn of(ctx: &Ctx, username: &str) -> Self {
        let name = username.as_bytes();
        let address = ctx.address.as_deref().map(str::as_bytes);
        let device = ctx.device_secret.as_deref().map(secret::of_secret);
        Self {
            username: username.to_owned(),
            pair: address.map(|address| secret::digest(&[b"pair", name, address])),
            account: secret::digest(&[b"account", name]),
            address: address.map(|address| secret::digest(&[b"sign-in", address])),
            device: device.map(|hash| (secret::digest(&[b"browser", name, hash.as_bytes()]), hash)),
        }
    }
}

/// The account signed in from here: its address and its browser are known from now on. A browser keeps the
/// secret that it has, so that several people of one browser are known there.
pub async fn known(
    ctx: &Ctx,
    write: &mut Write<'_>,
    username: &str,
    person: PersonId,
) -> Result<(), Failure> {
    if let Some(pair) = Subjects::of(ctx, username).pair {
        write.run(throttle::known(&pair, ctx.now));
    }
    let secret = match ctx.device_secret.clone() {
        Some(secret) if made_here(ctx, &secret).await? => secret,
        _ => secret::token()?,
    };
    for statement in throttle::known_device(&secret::of_secret(&secret), person, ctx.now) {
        write.run(statement);
    }
    ctx.hand_cookie(http::device_cookie(&secret));
    Ok(())
}

/// Nobody plants a secret of their own in another's browser.
async fn made_here(ctx: &Ctx, secret: &str) -> Result<bool, Failure> {
    let hash = secret::of_secret(secret);
    let row: Option<serde::de::IgnoredAny> = ctx.db.first(throttle::device(&hash)).await?;
    Ok(row.is_some())
}

/// The counter of wrong links from the caller's address. Without addresses there is none: one counter for all
/// would let anybody close the door for everybody, and a secret of 256 bits is not guessed.
pub fn link_subject(ctx: &Ctx) -> Option<String> {
    let address = ctx.address.as_deref()?;
    Some(secret::digest(&[b"link", address.as_bytes()]))
}

/// The counter of wrong check-in codes of the person signed in: a room full of people shares an address.
pub fn check_in_subject(person: PersonId) -> String {
    secret::digest(&[b"check-in", person.0.as_bytes()])
}

/// The refusal that says how long to wait.
pub fn wait_until(next_at: i64, now: Instant) -> Failure {
    let seconds = ((next_at - now.0).max(0) + SECOND - 1) / SECOND;
    Problem {
        retry_after: Some(u32::try_from(seconds.max(1)).unwrap_or(u32::MAX)),
        ..Problem::new(Code::TooManyRequests)
    }
    .into()
}

impl Confirm {
    /// From what came with the session.
    pub fn new(reserved: Option<Reserved>, own: Option<Own>) -> Self {
        Self {
            reserved: reserved.map(|it| it.subject),
            own,
        }
    }
}

/// Checks the password of the person signed in, typed again: 403 when wrong, 429 when tried too often.
/// Costs no round trip; only endpoints of the rate class `Password` can ask it.
pub fn confirm_password(ctx: &Ctx, typed: &str) -> Result<(), Failure> {
    let confirm = ctx.confirm.as_ref();
    let own = confirm
        .and_then(|it| it.own.as_ref())
        .ok_or_else(|| Failure::broken("no verifier was read"))?;
    if confirm.is_none_or(|it| it.reserved.is_none()) {
        return Err(wait_until(own.next_at.unwrap_or(ctx.now.0), ctx.now));
    }
    if password::check(typed, Some(&own.verifier))? == Verdict::Wrong {
        ctx.wrong.set(true);
        return Err(Problem::field(Code::BadPassword, "password").into());
    }
    Ok(())
}

/// As [`confirm_password`], where it is asked for in some cases only.
pub fn confirm_given(ctx: &Ctx, typed: Option<&str>) -> Result<(), Failure> {
    match typed.filter(|it| !it.is_empty()) {
        Some(typed) => confirm_password(ctx, typed),
        None => Err(Problem::field(Code::PasswordNeeded, "password").into()),
    }
}

/// Takes the attempt back when it was not a wrong password, after the answer.
pub fn settle(ctx: &Ctx) -> Option<crate::db::Sql> {
    throttle::refund(ctx.attempt()?, ctx.now).ok()
}
