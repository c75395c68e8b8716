//! Demo accounts: each invited, each redeemed with its own link.

use klisida_domain::account::{Home, Role};
use klisida_domain::agency::AgencyCode;
use klisida_domain::api::{InvitationCreate, LinkRedeem};
use klisida_domain::ids::{EditionId, InvitationId, PersonId};
use klisida_domain::wire;
use klisida_domain::wire::{InvitationNew, Redeem};

use super::role_words;
use crate::http::Client;
use crate::step::{Doing, Failure, Outcome};
use crate::token;

/// The one password of all demo accounts; they exist in demo data only.
pub const PASSWORD: &str = "mercusuar-muntok-1862";

/// A person of the demo data, signed in.
pub struct Account {
    /// User name.
    pub username: String,
    /// Invented name.
    pub name: String,
    /// Role in words.
    pub role_words: String,
    /// The person's id.
    pub person: PersonId,
    /// The person's browser.
    pub client: Client,
}

/// Everybody but the judges.
pub struct Office {
    /// The first administrator's successor in the list.
    pub administrator: Account,
    /// Runs the competitions.
    pub coordinator: Account,
    others: Vec<Account>,
}

impl Office {
    /// The one with this user name.
    pub fn named(&self, username: &str) -> Outcome<&Account> {
        self.all()
            .into_iter()
            .find(|account| account.username == username)
            .ok_or_else(|| {
                Failure::new(
                    format!("there is no demo account {username}"),
                    "restore xtask/src/demo from the repository",
                )
            })
    }

    /// All of them, coordinator first.
    pub fn all(&self) -> Vec<&Account> {
        [&self.coordinator, &self.administrator]
            .into_iter()
            .chain(&self.others)
            .collect()
    }
}

/// A fresh identifier.
pub fn id<T: std::str::FromStr>() -> Outcome<T>
where
    T::Err: std::fmt::Display,
{
    token::uuid()?.parse().doing("make an identifier")
}

fn agency(code: &str) -> Home {
    Home::Agency(AgencyCode(code.to_owned()))
}

fn redeem(
    client: &Client,
    token: &str,
    username: &str,
    name: &str,
    role_words: String,
) -> Outcome<Account> {
    let client = client.fresh();
    let name = format!("{name} (contoh)");
    let body = Redeem {
        token: token.to_owned(),
        name: name.clone(),
        username: username.to_owned(),
        password: PASSWORD.into(),
    };
    let me = client.call(&LinkRedeem {}, &body)?;
    Ok(Account {
        username: username.to_owned(),
        name,
        role_words,
        person: me.actor.person,
        client,
    })
}

/// The first administrator, by the operator's link.
pub fn administrator(client: &Client, token: &str) -> Outcome<Account> {
    redeem(
        client,
        token,
        "admin",
        "Galih Wicaksana",
        role_words(Role::Administrator, ""),
    )
}

/// What an invitation offers.
pub struct Invite {
    /// The role.
    pub role: Role,
    /// Where the person comes from.
    pub home: Home,
    /// The edition, for a judge.
    pub edition: Option<EditionId>,
}

/// Invites and redeems; `who` is user name, name and what the role belongs to.
pub fn invited(
    client: &Client,
    by: &Account,
    invite: &Invite,
    who: (&str, &str, &str),
) -> Outcome<Account> {
    let (username, name, of) = who;
    let made: wire::LinkMade = by.client.call(
        &InvitationCreate {},
        &InvitationNew {
            id: InvitationId(id()?),
            role: invite.role,
            home: invite.home.clone(),
            edition: invite.edition,
            note: name.to_owned(),
        },
    )?;
    redeem(
        client,
        &made.token,
        username,
        name,
        role_words(invite.role, of),
    )
}

/// Everybody but the judges, invited by whoever may.
pub fn office(client: &Client, administrator: &Account) -> Outcome<Office> {
    let invite = |role, home| Invite {
        role,
        home,
        edition: None,
    };
    let coordinator = invited(
        client,
        administrator,
        &invite(Role::Coordinator, agency("BAPPERIDA")),
        ("koordinator", "Laras Pertiwi", ""),
    )?;
    let others = vec![
        invited(
            client,
            administrator,
            &invite(Role::Leadership, agency("SETDA")),
            ("pimpinan", "Bima Anggara", ""),
        )?,
        invited(
            client,
            &coordinator,
            &invite(Role::Clinic, agency("BAPPERIDA")),
            ("klinik", "Tirta Maheswari", ""),
        )?,
        invited(
            client,
            &coordinator,
            &invite(Role::AgencyCoordinator, agency("DINKES")),
            ("dinkes", "Wening Lestari", "Dinas Kesehatan"),
        )?,
        invited(
            client,
            &coordinator,
            &invite(Role::Innovator, agency("DINKES")),
            ("inovator", "Ratna Kusuma", "Dinas Kesehatan"),
        )?,
        invited(
            client,
            &coordinator,
            &invite(Role::AgencyCoordinator, agency("DISKOMINFO")),
            (
                "diskominfo",
                "Panji Nugraha",
                "Dinas Komunikasi dan Informatika",
            ),
        )?,
    ];
    let administrator = Account {
        username: administrator.username.clone(),
        name: administrator.name.clone(),
        role_words: administrator.role_words.clone(),
        person: administrator.person,
        client: administrator.client.clone(),
    };
    Ok(Office {
        administrator,
        coordinator,
        others,
    })
}

/// The panel: user name, name, home agency or none for outside the region.
pub const JUDGES: [(&str, &str, Option<&str>); 7] = [
    ("juri1", "Sekar Ayu Wulandari", None),
    ("juri2", "Raka Dharmawangsa", None),
    ("juri3", "Intan Kirana", Some("SETWAN")),
    ("juri4", "Bayu Segara", None),
    ("juri5", "Melati Puspita", None),
    ("juri6", "Arjuna Sasmita", None),
    ("juri7", "Dewi Candrakirana", Some("ITDA")),
];

/// Invites a judge to an edition.
pub fn judge(
    client: &Client,
    coordinator: &Account,
    edition: EditionId,
    who: (&str, &str, Option<&str>),
) -> Outcome<Account> {
    let (username, name, home) = who;
    let home = home.map_or(Home::Outside, agency);
    invited(
        client,
        coordinator,
        &Invite {
            role: Role::Judge,
            home,
            edition: Some(edition),
        },
        (username, name, ""),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use klisida_domain::account::{account_faults, check_username};

    use super::{JUDGES, PASSWORD};

    #[test]
    fn demo_accounts_pass_the_rules_that_people_must_pass() {
        for username in JUDGES.map(|judge| judge.0).into_iter().chain([
            "admin",
            "koordinator",
            "pimpinan",
            "klinik",
            "dinkes",
            "diskominfo",
            "inovator",
        ]) {
            assert!(check_username(username).is_ok(), "{username}");
            assert!(
                account_faults("Nama (contoh)", username, PASSWORD, |_| false).is_empty(),
                "{username}"
            );
        }
    }

    #[test]
    fn judges_have_names_of_their_own() {
        assert_eq!(
            JUDGES
                .map(|judge| judge.0)
                .into_iter()
                .collect::<BTreeSet<_>>()
                .len(),
            JUDGES.len()
        );
        assert_eq!(
            JUDGES
                .map(|judge| judge.1)
                .into_iter()
                .collect::<BTreeSet<_>>()
                .len(),
            JUDGES.len()
        );
    }
}
