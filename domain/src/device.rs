//! What a device may remember of whoever signed in on it, and until when (assurance B11, G08).
//!
//! Without signal nobody can ask the server whether a session still lives. The device then answers from its own memory,
//! and that memory ends when the session would have ended, or when the browser has lost the session's cookie. A script
//! cannot see that cookie; it sees a second one of the same life that holds the session's id, which is no secret.

use serde::{Deserialize, Serialize};

use crate::{
    account::Actor,
    ids::SessionId,
    time::{Instant, MINUTE},
};

/// Name of the cookie that scripts may read: it says which session this browser has, and has the session cookie's life.
pub const PRESENCE: &str = "__Host-klisida-present";

/// How far the device's clock may stand before the last contact until somebody must have turned it back, in milliseconds.
const JITTER: i64 = 5 * MINUTE;

/// How many keys the server keeps for one person on one device: a new sign-in beyond goes on with the newest.
pub const MOST_KEYS: usize = 16;
/// How many devices one session may name; a browser that loses its storage names itself anew.
pub const MOST_DEVICES: usize = 4;

/// Who was signed in here. All instants are by the device's own clock: it is the only one there is without signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The person, as the server said last.
    pub actor: Actor,
    /// Their session.
    pub session: SessionId,
    /// The server answered last.
    pub heard_at: Instant,
    /// The session ends at the latest.
    pub ends_at: Instant,
    /// The session ends this long after the last answer, in milliseconds.
    pub idle: i64,
}

impl Remembered {
    /// From the server's words about a session: it ends at `expires_at` by the server's clock, which shows `server`
    /// while the device's shows `device`; `idle` is in milliseconds.
    pub fn new(
        actor: Actor,
        session: SessionId,
        expires_at: Instant,
        idle: i64,
        server: Instant,
        device: Instant,
    ) -> Self {
        Self {
            actor,
            session,
            heard_at: device,
            ends_at: device.plus(expires_at.0.saturating_sub(server.0)),
            idle,
        }
    }

    /// The session is over by the device's clock, or that clock was turned back.
    pub fn is_over(&self, device: Instant) -> bool {
        let until = self.ends_at.min(self.heard_at.plus(self.idle));
        device >= until || device < self.heard_at.plus(-JITTER)
    }

    /// May the app open for this person without asking the server? `present` is the session that this browser has a
    /// cookie of.
    pub fn opens(&self, present: Option<SessionId>, device: Instant) -> bool {
        present == Some(self.session) && !self.is_over(device)
    }
}

/// The address inside the app that somebody wanted before signing in, whole: path, query and fragment. None for
/// anything else, above all for what a browser would take for another site.
pub fn wanted(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next()?;
    let inside = path == "/app" || path.starts_with("/app/");
    let plain = address.len() <= 2_000
        && !address.contains('\\')
        && !address.chars().any(char::is_control)
        && !path.split('/').any(|part| part == ".." || part == ".");
    (inside && plain).then_some(address)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        account::{Grant, Home, Role},
        ids::PersonId,
        time::{DAY, HOUR},
    };

    const SESSION: SessionId = SessionId(Uuid::from_u128(7));

    fn remembered(role: Role, kept: bool) -> Remembered {
        let limits = role.session_limits();
        let (idle, whole) = if kept {
            (limits.remembered_idle, limits.remembered)
        } else {
            (limits.idle, limits.absolute)
        };
        let actor = Actor {
            person: PersonId(Uuid::from_u128(1)),
            name: "Sari".to_owned(),
            username: "sari".to_owned(),
            home: Home::Outside,
            grants: vec![Grant {
                role,
                edition: None,
                agency: None,
            }],
        };
        let server = Instant(50 * DAY);
        // The device's clock is two hours slow.
        let device = Instant(50 * DAY - 2 * HOUR);
        Remembered::new(actor, SESSION, server.plus(whole), idle, server, device)
    }

    #[test]
    fn memory_ends_when_the_session_would_by_role_b04() {
        for (role, kept, last) in [
            (Role::Coordinator, false, HOUR),
            (Role::Coordinator, true, HOUR),
            (Role::Judge, false, 12 * HOUR),
            (Role::Judge, true, 30 * DAY),
        ] {
            let it = remembered(role, kept);
            let at = |after| it.opens(Some(SESSION), it.heard_at.plus(after));
            assert!(at(0) && at(last - 1), "{role:?}");
            assert!(!at(last), "{role:?}");
        }
    }

    #[test]
    fn an_answer_prolongs_the_idle_limit_and_never_the_other() {
        let mut it = remembered(Role::Judge, false);
        let start = it.heard_at;
        it.heard_at = start.plus(20 * HOUR);
        assert!(it.opens(Some(SESSION), start.plus(24 * HOUR - 1)));
        assert!(!it.opens(Some(SESSION), start.plus(24 * HOUR)));
    }

    #[test]
    fn without_the_cookie_or_with_another_sessions_nobody_is_remembered() {
        let it = remembered(Role::Judge, true);
        assert!(!it.opens(None, it.heard_at));
        assert!(!it.opens(Some(SessionId(Uuid::from_u128(8))), it.heard_at));
    }

    #[test]
    fn a_clock_turned_back_prolongs_nothing() {
        let it = remembered(Role::Judge, true);
        assert!(it.opens(Some(SESSION), it.heard_at.plus(-MINUTE)));
        assert!(!it.opens(Some(SESSION), it.heard_at.plus(-DAY)));
    }

    #[test]
    fn the_whole_address_survives_signing_in() {
        for good in [
            "/app",
            "/app/hadir?kode=AB12CD",
            "/app?x=1#y",
            "/app/inovasi/1#bukti",
            "/app/papan/2026?ke=https://lain.example/../x",
        ] {
            assert_eq!(wanted(good), Some(good));
        }
    }

    #[test]
    fn an_address_off_the_site_or_outside_the_app_is_refused() {
        for bad in [
            "",
            "app",
            "/",
            "/application",
            "//lain.example/app/",
            "https://lain.example/app/x",
            "/\\lain.example",
            "/app\\..\\..",
            "/app/../../lain",
            "/app/./x",
            "/app/..",
            "javascript:alert(1)",
            " /app/x",
            "\t//lain.example",
            "/app/x\n//lain.example",
            "/masuk",
            "/undangan#token",
        ] {
            assert_eq!(wanted(bad), None, "{bad:?}");
        }
        assert_eq!(wanted(&format!("/app/{}", "x".repeat(2_000))), None);
    }

    proptest! {
        #[test]
        fn whatever_is_let_through_stays_in_the_app(address in r"[/\\.a-z?#:\t]{0,24}") {
            if let Some(it) = wanted(&address) {
                prop_assert!(it.starts_with("/app"));
                prop_assert!(!it.starts_with("//") && !it.contains('\\'));
            }
        }
    }
}
