//! The keys under which unsent work lies on devices: made here, given to nobody but their person, signed in.

use klisida_domain::{
    account::session_limits,
    api,
    device::MOST_KEYS,
    ids::DeviceKeyId,
    problem::{Code, Problem},
    wire,
};

use crate::{ctx::Ctx, dispatch::answers, failure::Failure, json, secret};

mod rows;

use rows::{Kept, New};

answers! {
    DeviceKeyOpen: open;
}

/// Gives the keys of the person signed in on one device. A new session begins a new key, so that one that leaked
/// opens nothing written later; the earlier ones come along until the device says that nothing lies under them.
pub async fn open(
    ctx: &Ctx,
    _: api::DeviceKeyOpen,
    body: wire::DeviceKeyAsk,
) -> Result<wire::DeviceKeys, Failure> {
    if body.drop.len() > MOST_KEYS {
        return Err(Problem::field(Code::TooMany, "drop").into());
    }
    let session = ctx.session()?;
    let (person, device) = (session.actor.person, body.device);
    let token = secret::token()?;
    let rows = ctx
        .db
        .batch(vec![
            rows::forget(person, device, session.id, &json::write(&body.drop)?),
            rows::begin(&New {
                id: DeviceKeyId(secret::uuid(ctx.now)?),
                person,
                device,
                session: session.id,
                key: &token,
                now: ctx.now,
            }),
            rows::all(person, device, session.id),
        ])
        .await?;
    let mut keys: Vec<Kept> = rows.all(2)?;
    if keys.is_empty() {
        return Err(Problem::field(Code::TooMany, "device").into());
    }
    let at = keys.iter().position(|it| it.own).unwrap_or(0);
    let current = keys.remove(at);
    let limits = session_limits(session.actor.grants.iter().map(|grant| grant.role));
    let given = |it: Kept| wire::DeviceKey {
        id: it.id,
        key: it.key,
    };
    Ok(wire::DeviceKeys {
        current: given(current),
        earlier: keys.into_iter().map(given).collect(),
        idle: if session.remembered {
            limits.remembered_idle
        } else {
            limits.idle
        },
    })
}
