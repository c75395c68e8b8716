//! Accounts: roles, user names, passwords, invitations, session limits.

use serde::{Deserialize, Serialize};

use crate::{
    agency::AgencyCode,
    closed_list::closed_list,
    ids::{EditionId, PersonId},
    problem::{Code, FieldFault},
    time::{DAY, HOUR, Instant, MINUTE},
};

closed_list! {
    /// What a person may be. A person can hold several roles.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Role {
        /// Accounts and roles.
        Administrator = "administrator", "Administrator";
        /// BAPPERIDA: programme and competition (Article 1(6), 17(2)).
        Coordinator = "coordinator", "Koordinator BAPPERIDA";
        /// Clinic team of the regency (Article 15(3)).
        Clinic = "clinic", "Tim Klinik";
        /// Head of an agency or regional company (Article 15(4)).
        AgencyHead = "agency_head", "Kepala instansi";
        /// Team of an agency or regional company (Article 15(2)b).
        AgencyCoordinator = "agency_coordinator", "Koordinator instansi";
        /// Initiator, member of a team (Article 1(12)).
        Innovator = "innovator", "Inovator";
        /// Judge of one edition (Article 5(2)a).
        Judge = "judge", "Juri";
        /// Regent, regional secretary: reads.
        Leadership = "leadership", "Pimpinan daerah";
    }
}

impl Role {
    /// Bound to an agency of the regency.
    pub const fn needs_agency(self) -> bool {
        matches!(
            self,
            Self::AgencyHead | Self::AgencyCoordinator | Self::Innovator
        )
    }

    /// Idle and absolute limits of a session, in milliseconds, without and with "remember this device".
    ///
    /// The strictest role of a person decides.
    pub const fn session_limits(self) -> SessionLimits {
        match self {
            Self::Administrator | Self::Coordinator => SessionLimits {
                idle: 60 * MINUTE,
                absolute: 12 * HOUR,
                remembered: 12 * HOUR,
                remembered_idle: 60 * MINUTE,
            },
            _ => SessionLimits {
                idle: 12 * HOUR,
                absolute: DAY,
                remembered: 30 * DAY,
                remembered_idle: 30 * DAY,
            },
        }
    }
}

/// How long a session lives, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a request.
    pub idle: i64,
    /// In all.
    pub absolute: i64,
    /// In all, on a remembered device.
    pub remembered: i64,
    /// Without a request, on a remembered device.
    pub remembered_idle: i64,
}

/// The limits of somebody with these roles: the strictest.
pub fn session_limits(roles: impl IntoIterator<Item = Role>) -> SessionLimits {
    roles
        .into_iter()
        .map(Role::session_limits)
        .min_by_key(|limits| limits.idle)
        .unwrap_or_else(|| Role::Innovator.session_limits())
}

/// Is a session still alive?
pub fn session_alive(
    limits: SessionLimits,
    remembered: bool,
    created: Instant,
    seen: Instant,
    now: Instant,
) -> bool {
    let (idle, absolute) = if remembered {
        (limits.remembered_idle, limits.remembered)
    } else {
        (limits.idle, limits.absolute)
    };
    now < seen.plus(idle) && now < created.plus(absolute)
}

/// The session's last-seen instant is written at most this often, in milliseconds.
pub const SEEN_EVERY: i64 = 5 * MINUTE;

/// A role with what it is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// What its holder may do.
    pub role: Role,
    /// The edition, for a judge.
    #[serde(default)]
    pub edition: Option<EditionId>,
    /// The agency that the role is held at (required for roles bound to one), or that its holder was invited
    /// from; none is outside the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyCode>,
}

impl Grant {
    /// The same role: of the same edition, and at the same agency where the role is bound to one. A judge
    /// has one seat in an edition, wherever the judge was invited from.
    pub fn is_same(&self, other: &Self) -> bool {
        self.role == other.role
            && self.edition == other.edition
            && (!self.role.needs_agency() || self.agency == other.agency)
    }

    /// Bound to an agency and held at this one.
    pub fn is_at(&self, agency: &AgencyCode) -> bool {
        self.role.needs_agency() && self.agency.as_ref() == Some(agency)
    }
}

/// Where a person comes from: needed to keep judges away from their own (Article 5(1)d).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "home", content = "agency")]
pub enum Home {
    /// An agency, unit or company of the regency.
    Agency(AgencyCode),
    /// Outside the region.
    Outside,
}

impl Home {
    /// The agency, when there is one.
    pub const fn agency(&self) -> Option<&AgencyCode> {
        match self {
            Self::Agency(code) => Some(code),
            Self::Outside => None,
        }
    }
}

/// Who acts, as the session says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Who is signed in.
    pub person: PersonId,
    /// Name as shown.
    pub name: String,
    /// User name.
    pub username: String,
    /// Where the person comes from.
    pub home: Home,
    /// What the person may be.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// Holds this role anywhere.
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Holds one of these roles.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.is(*role))
    }

    /// Sits on the panel of this edition.
    pub fn judges(&self, edition: EditionId) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.role == Role::Judge && grant.edition == Some(edition))
    }

    /// Holds this role at the agency or at the body above it: what is bound to an agency is decided by the
    /// agency of the role, not by where the person comes from.
    pub fn is_at(&self, role: Role, agency: &AgencyCode, parent: Option<&AgencyCode>) -> bool {
        self.grants.iter().any(|grant| {
            grant.role == role
                && (grant.is_at(agency) || parent.is_some_and(|parent| grant.is_at(parent)))
        })
    }

    /// The agencies at which one of these roles is held, in the order of the roles, without repeats.
    pub fn agencies_as(&self, roles: &[Role]) -> Vec<&AgencyCode> {
        let mut found = Vec::new();
        for grant in &self.grants {
            if let Some(agency) = &grant.agency
                && grant.role.needs_agency()
                && roles.contains(&grant.role)
                && !found.contains(&agency)
            {
                found.push(agency);
            }
        }
        found
    }

    /// Every agency that the person comes from, was invited from or holds a role at, home first: an interest
    /// in one of them is an interest (Article 5(1)d).
    pub fn agencies(&self) -> Vec<&AgencyCode> {
        origins(&self.home, &self.grants)
    }

    /// The roles, without repeats.
    pub fn roles(&self) -> Vec<Role> {
        Role::ALL
            .into_iter()
            .filter(|role| self.is(*role))
            .collect()
    }
}

/// Every agency that somebody of this home with these roles comes from, was invited from or holds a role at,
/// home first, without repeats.
pub fn origins<'a>(home: &'a Home, grants: &'a [Grant]) -> Vec<&'a AgencyCode> {
    let mut found: Vec<&AgencyCode> = home.agency().into_iter().collect();
    for agency in grants.iter().filter_map(|grant| grant.agency.as_ref()) {
        if !found.contains(&agency) {
            found.push(agency);
        }
    }
    found
}

/// An invitation lives 72 hours.
pub const INVITATION_LIFE: i64 = 72 * HOUR;
/// A recovery link lives 24 hours.
pub const RECOVERY_LIFE: i64 = 24 * HOUR;
/// A bootstrap link lives 24 hours.
pub const BOOTSTRAP_LIFE: i64 = 24 * HOUR;

closed_list! {
    /// What a link is for.
    pub enum LinkKind {
        /// The first administrator.
        Bootstrap = "bootstrap";
        /// A new account, or a further role for a person who has one.
        Invitation = "invitation";
        /// A new password.
        Recovery = "recovery";
    }
}

closed_list! {
    /// Where a link stands.
    pub enum LinkState {
        /// May be used.
        Waiting = "waiting", "Menunggu";
        /// Was used.
        Used = "used", "Dipakai";
        /// Its time is over.
        Expired = "expired", "Kedaluwarsa";
        /// Was taken back.
        Revoked = "revoked", "Dicabut";
    }
}

impl LinkState {
    /// Where a link stands at `now`.
    pub fn at(used: bool, revoked: bool, expires: Instant, now: Instant) -> Self {
        if used {
            Self::Used
        } else if revoked {
            Self::Revoked
        } else if now >= expires {
            Self::Expired
        } else {
            Self::Waiting
        }
    }
}

/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 8;
/// Longest password, in characters.
pub const PASSWORD_MAX: usize = 128;

/// Words that a password of this service must not contain (folded).
const CONTEXT_WORDS: [&str; 10] = [
    "klisida",
    "klinik",
    "inovasi",
    "bapperida",
    "bangkabarat",
    "bangka barat",
    "muntok123",
    "mentok123",
    "password",
    "katasandi",
];

/// Checks a user name: 3 to 60 characters, lower case letters, digits, `.`, `-`, `_`, `@`, beginning with a letter or digit.
pub fn check_username(username: &str) -> Result<(), Code> {
    let good = (3..=60).contains(&username.len())
        && username.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && username
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_@+".contains(c));
    if good {
        Ok(())
    } else {
        Err(Code::UsernameInvalid)
    }
}

/// Checks a new password, byte for byte as typed (spaces count, nothing is normalised).
///
/// `is_common` looks the lower-case password up in the list of common ones; the app, which does not
/// carry the list, passes a function that says no and lets the server decide.
pub fn check_password(
    password: &str,
    username: &str,
    is_common: impl Fn(&str) -> bool,
) -> Result<(), Code> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(Code::PasswordTooShort);
    }
    if length > PASSWORD_MAX {
        return Err(Code::PasswordTooLong);
    }
    let lower = password.to_lowercase();
    if is_common(&lower) {
        return Err(Code::PasswordCommon);
    }
    let name = username.split('@').next().unwrap_or(username);
    let repeated = lower
        .chars()
        .next()
        .is_some_and(|first| first != ' ' && lower.chars().all(|c| c == first));
    if repeated
        || (name.len() >= 3 && lower.contains(name))
        || CONTEXT_WORDS.iter().any(|word| lower.contains(word))
    {
        return Err(Code::PasswordGuessable);
    }
    Ok(())
}

/// Checks a person's name: 2 to 100 characters without control characters.
pub fn check_name(name: &str) -> Result<(), Code> {
    let length = name.trim().chars().count();
    match length {
        0 => Err(Code::TextMissing),
        1 => Err(Code::TextTooShort),
        2..=100 if !name.contains(['\n', '\t']) => Ok(()),
        _ => Err(Code::TextTooLong),
    }
}

/// Checks a reason: 5 to 500 characters.
pub fn check_reason(reason: &str) -> Result<(), Code> {
    let length = reason.trim().chars().count();
    if (5..=500).contains(&length) {
        Ok(())
    } else {
        Err(Code::ReasonNeeded)
    }
}

/// Checks who a person is, for the form and for the handler.
pub fn account_faults(
    name: &str,
    username: &str,
    password: &str,
    is_common: impl Fn(&str) -> bool,
) -> Vec<FieldFault> {
    [
        ("name", check_name(name)),
        ("username", check_username(username)),
        ("password", check_password(password, username, is_common)),
    ]
    .into_iter()
    .filter_map(|(field, result)| result.err().map(|code| FieldFault::new(field, code)))
    .collect()
}

/// Wrong passwords on one account or from one address before waiting begins.
pub const FREE_FAILURES: u32 = 5;

/// Seconds to wait after `failures` wrong passwords in the last hour: none for the first five, then
/// growing to 15 minutes, so that at most about 20 an hour are tried.
pub const fn throttle_delay(failures: u32) -> u32 {
    match failures {
        0..FREE_FAILURES => 0,
        5..8 => 30,
        8..11 => 120,
        11..15 => 300,
        _ => 900,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: fn(&str) -> bool = |_| false;

    #[test]
    fn seven_characters_are_refused_and_8_to_128_accepted_a01() {
        let check = |password: &str| check_password(password, "sari", NEVER);
        assert_eq!(check("ab cd e"), Err(Code::PasswordTooShort));
        assert_eq!(check("ab cd ef"), Ok(()));
        assert_eq!(check("        8"), Ok(()), "spaces count");
        assert_eq!(check(&"aé".repeat(64)), Ok(()));
        assert_eq!(check(&"aé".repeat(65)), Err(Code::PasswordTooLong));
    }

    #[test]
    fn common_own_and_context_words_are_refused_a02() {
        assert_eq!(
            check_password("Qwertyuiop", "sari", |it| it == "qwertyuiop"),
            Err(Code::PasswordCommon)
        );
        for bad in ["klisida2026", "Sari-ayu-99", "INOVASIku1", "aaaaaaaaaa"] {
            assert_eq!(
                check_password(bad, "sari", NEVER),
                Err(Code::PasswordGuessable),
                "{bad}"
            );
        }
    }

    #[test]
    fn user_names_are_plain() {
        for good in ["sari", "sari.dewi@bangkabaratkab.go.id", "juri-1", "abc"] {
            assert_eq!(check_username(good), Ok(()), "{good}");
        }
        for bad in ["ab", "Sari", "sari dewi", ".sari", "sari;--", ""] {
            assert_eq!(check_username(bad), Err(Code::UsernameInvalid), "{bad}");
        }
    }

    #[test]
    fn the_strictest_role_decides_a_session() {
        let limits = session_limits([Role::Judge, Role::Coordinator]);
        assert_eq!(limits.idle, 60 * MINUTE);
        let (start, remembered) = (Instant(0), true);
        assert!(session_alive(
            limits,
            false,
            start,
            start,
            Instant(60 * MINUTE - 1)
        ));
        assert!(!session_alive(
            limits,
            false,
            start,
            start,
            Instant(60 * MINUTE)
        ));
        assert!(!session_alive(
            limits,
            remembered,
            start,
            Instant(12 * HOUR - 1),
            Instant(12 * HOUR)
        ));
        let judge = session_limits([Role::Judge]);
        assert!(session_alive(judge, true, start, start, Instant(29 * DAY)));
        assert!(!session_alive(
            judge,
            true,
            start,
            Instant(30 * DAY - 1),
            Instant(30 * DAY)
        ));
    }

    #[test]
    fn a_link_is_used_once_and_dies_in_time() {
        assert_eq!(
            LinkState::at(false, false, Instant(10), Instant(9)),
            LinkState::Waiting
        );
        assert_eq!(
            LinkState::at(false, false, Instant(10), Instant(10)),
            LinkState::Expired
        );
        assert_eq!(
            LinkState::at(true, false, Instant(10), Instant(9)),
            LinkState::Used
        );
        assert_eq!(
            LinkState::at(false, true, Instant(10), Instant(9)),
            LinkState::Revoked
        );
    }

    #[test]
    fn waiting_grows_and_leaves_at_most_about_twenty_tries_an_hour_a07() {
        let mut elapsed = 0;
        let mut tries = 0;
        while elapsed < 3_600 {
            elapsed += throttle_delay(tries).max(1);
            tries += 1;
        }
        assert!((15..=22).contains(&tries), "{tries}");
    }
}
