//! Who is asking: the cookie's secret, its SHA-256 in D1, limits by role, last-seen every five minutes.

use klisida_domain::{
    account::{self, Actor, Home, SEEN_EVERY, session_limits},
    agency::AgencyCode,
    ids::SessionId,
    time::Instant,
    wire,
};

use crate::{
    ctx::{Ctx, Session},
    db::{self, session::Found},
    failure::Failure,
    http, secret,
};

impl Session {
    /// The session that was found, if it is alive and its person is not switched off.
    pub fn alive(found: Found) -> Option<Self> {
        let now = found.now;
        let limits = session_limits(found.grants.iter().map(|grant| grant.role));
        let alive = account::session_alive(
            limits,
            found.remembered,
            found.created_at,
            found.seen_at,
            now,
        );
        if found.disabled || !alive {
            return None;
        }
        Some(Self {
            id: found.session,
            created_at: found.created_at,
            remembered: found.remembered,
            stale: now >= found.seen_at.plus(SEEN_EVERY),
            actor: Actor {
                person: found.person,
                name: found.name,
                username: found.username,
                home: home(found.home_code),
                grants: found.grants,
            },
        })
    }

    /// When it ends at the latest.
    pub fn expires_at(&self) -> Instant {
        expiry(&self.actor, self.created_at, self.remembered)
    }

    /// What the app is told.
    pub fn me(&self, now: Instant) -> wire::Me {
        wire::Me {
            actor: self.actor.clone(),
            session: self.id,
            expires_at: self.expires_at(),
            now,
        }
    }
}

/// The home behind a column: none is outside the region.
pub fn home(code: Option<String>) -> Home {
    code.map_or(Home::Outside, |code| Home::Agency(AgencyCode(code)))
}

fn expiry(actor: &Actor, created: Instant, remembered: bool) -> Instant {
    let limits = session_limits(actor.grants.iter().map(|grant| grant.role));
    created.plus(if remembered {
        limits.remembered
    } else {
        limits.absolute
    })
}

/// A session about to be opened: the statement to write, and what to say once it is written.
pub struct Opening {
    /// Opens it; must change one row.
    pub statement: db::Sql,
    /// What the app is told.
    pub me: wire::Me,
    cookies: Vec<String>,
}

impl Opening {
    /// A new session of `actor` with a fresh secret. `since` keeps the beginning of a rotated one.
    pub fn new(
        ctx: &Ctx,
        actor: Actor,
        remembered: bool,
        since: Option<Instant>,
    ) -> Result<Self, Failure> {
        let token = secret::token()?;
        let id = SessionId(secret::uuid(ctx.now)?);
        let created_at = since.unwrap_or(ctx.now);
        let expires_at = expiry(&actor, created_at, remembered);
        let statement = db::session::open(&db::session::New {
            id,
            secret_hash: secret::of_secret(&token),
            person: actor.person,
            label: &ctx.device,
            remembered,
            created_at,
            now: ctx.now,
        });
        let seconds = remembered.then(|| (expires_at.0 - ctx.now.0).max(0) / 1_000);
        Ok(Self {
            statement,
            cookies: http::cookies(&token, id, seconds),
            me: wire::Me {
                actor,
                session: id,
                expires_at,
                now: ctx.now,
            },
        })
    }

    /// Gives the browser its cookies, once the statement is written.
    pub fn hand_out(self, ctx: &Ctx) -> wire::Me {
        for cookie in self.cookies {
            ctx.hand_cookie(cookie);
        }
        *ctx.person_out.borrow_mut() = Some(self.me.actor.person.to_string());
        self.me
    }
}

/// Words for a device from its `User-Agent`: browser and system, nothing that identifies it further.
pub fn device_label(agent: &str) -> String {
    let pick = |list: &[(&str, &'static str)], otherwise: &'static str| {
        list.iter()
            .find(|(sign, _)| agent.contains(sign))
            .map_or(otherwise, |(_, name)| *name)
    };
    let browser = pick(
        &[
            ("Edg", "Edge"),
            ("OPR/", "Opera"),
            ("SamsungBrowser", "Samsung Internet"),
            ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"),
            ("CriOS", "Chrome"),
            ("Chrome", "Chrome"),
            ("Safari", "Safari"),
        ],
        "Peramban lain",
    );
    let system = pick(
        &[
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS X", "Mac"),
            ("CrOS", "ChromeOS"),
            ("Linux", "Linux"),
        ],
        "sistem lain",
    );
    format!("{browser} di {system}")
}

#[cfg(test)]
mod tests {
    use klisida_domain::{
        account::{Grant, Role},
        ids::PersonId,
        time::{HOUR, MINUTE},
    };
    use uuid::Uuid;

    use super::*;

    fn found(role: Role, disabled: bool, now: i64) -> Found {
        Found {
            now: Instant(now),
            session: SessionId(Uuid::from_u128(1)),
            created_at: Instant(0),
            seen_at: Instant(0),
            remembered: false,
            person: PersonId(Uuid::from_u128(2)),
            name: "Sari".to_owned(),
            username: "sari".to_owned(),
            home_code: None,
            disabled,
            grants: vec![Grant {
                role,
                edition: None,
                agency: None,
            }],
        }
    }

    #[test]
    fn a_session_ends_by_idleness_of_its_strictest_role_b04() {
        let alive = |role, now| Session::alive(found(role, false, now)).is_some();
        assert!(alive(Role::Coordinator, 59 * MINUTE));
        assert!(!alive(Role::Coordinator, 60 * MINUTE));
        assert!(alive(Role::Clinic, 11 * HOUR));
        assert!(!alive(Role::Clinic, 12 * HOUR));
    }

    #[test]
    fn somebody_switched_off_has_no_session_b06() {
        assert!(Session::alive(found(Role::Clinic, true, 1)).is_none());
    }

    #[test]
    fn last_seen_is_written_at_most_every_five_minutes() {
        let stale = |now| Session::alive(found(Role::Clinic, false, now)).map(|it| it.stale);
        assert_eq!(stale(5 * MINUTE - 1), Some(false));
        assert_eq!(stale(5 * MINUTE), Some(true));
    }

    #[test]
    fn a_device_is_named_by_browser_and_system() {
        let agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Mobile Safari/537.36";
        assert_eq!(device_label(agent), "Chrome di Android");
        assert_eq!(device_label(""), "Peramban lain di sistem lain");
    }
}
