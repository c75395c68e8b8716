//! Who may do what: one function for the button, the handler and the authorisation matrix.

use crate::{
    account::{Actor, Role},
    agency::{Agency, AgencyCode},
    competition::{Act, Standing},
    conflict,
    grant::{self, Door, Giver},
    ids::{EditionId, PersonId},
    problem::Code,
};

/// The first gate of an endpoint, written in the contract table. The second is [`may`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone, without an account.
    Public,
    /// Anyone signed in.
    SignedIn,
    /// Anyone signed in who holds one of these roles.
    Roles(&'static [Role]),
}

impl Access {
    /// Checks the gate: 401 for a guest where an account is needed, 403 for a wrong role.
    pub fn check(self, actor: Option<&Actor>) -> Result<(), Code> {
        match (self, actor) {
            (Self::Public, _) | (Self::SignedIn, Some(_)) => Ok(()),
            (Self::SignedIn | Self::Roles(_), None) => Err(Code::SignInNeeded),
            (Self::Roles(roles), Some(actor)) if actor.is_any(roles) => Ok(()),
            (Self::Roles(_), Some(_)) => Err(Code::Forbidden),
        }
    }
}

/// Accounts and roles.
pub const ADMIN: &[Role] = &[Role::Administrator];
/// The competition's secretary.
pub const OFFICE: &[Role] = &[Role::Coordinator];
/// Who may invite somebody at all: an agency's coordinator innovators alone ([`grant::may_give`]).
pub const HOSTS: &[Role] = &[
    Role::Administrator,
    Role::Coordinator,
    Role::AgencyCoordinator,
];
/// Who invites into every agency, and sees who was invited.
pub const INVITERS: &[Role] = &[Role::Administrator, Role::Coordinator];
/// Who may import: agencies must be there before a coordinator can belong to one.
pub const IMPORTERS: &[Role] = &[Role::Administrator, Role::Coordinator];
/// Judges.
pub const JUDGES: &[Role] = &[Role::Judge];
/// Who follows a competition without seeing marks.
pub const WATCHERS: &[Role] = &[
    Role::Coordinator,
    Role::Clinic,
    Role::Leadership,
    Role::Administrator,
];

/// Who works on innovations of an agency, or reads them: the record's own relation decides the rest
/// ([`crate::clinic::may`]).
pub const RECORDERS: &[Role] = &[
    Role::Innovator,
    Role::AgencyCoordinator,
    Role::AgencyHead,
    Role::Clinic,
    Role::Coordinator,
    Role::Leadership,
];
/// Who begins an innovation.
pub const STARTERS: &[Role] = &[Role::Innovator, Role::AgencyCoordinator];
/// The clinic's desk.
pub const CLINIC: &[Role] = &[Role::Clinic, Role::Coordinator];
/// The agency's own side.
pub const AGENCY: &[Role] = &[Role::AgencyCoordinator, Role::AgencyHead];
/// Who reads and sets what an agency sets for its records: its own side, and the clinic for all.
pub const GOVERNORS: &[Role] = &[
    Role::AgencyCoordinator,
    Role::AgencyHead,
    Role::Clinic,
    Role::Coordinator,
];
/// Who may look up the people of an agency, to make a team of them.
pub const TEAMMATES: &[Role] = &[
    Role::Innovator,
    Role::AgencyCoordinator,
    Role::AgencyHead,
    Role::Clinic,
    Role::Coordinator,
];

/// What somebody wants to do, with what it concerns.
#[derive(Clone, Copy, Debug)]
pub enum Action<'a> {
    /// Invite a person into a role.
    Invite {
        /// The role offered.
        role: Role,
        /// The agency that it is held at.
        agency: Option<&'a AgencyCode>,
        /// The body above that agency.
        parent: Option<&'a AgencyCode>,
    },
    /// See an invitation that waits, and take it back.
    Host {
        /// The role offered.
        role: Role,
        /// The agency that it is held at.
        agency: Option<&'a AgencyCode>,
        /// The body above that agency.
        parent: Option<&'a AgencyCode>,
        /// Who made it.
        by: Option<PersonId>,
    },
    /// Change roles of, disable, or start recovery for a person.
    Govern {
        /// The person concerned.
        person: PersonId,
        /// Active administrators left if that person stopped being one.
        administrators_left: u32,
        /// The change takes the administrator role away (disabling does too).
        removes_administrator: bool,
    },
    /// Run an edition (setup, entries, panel, closing, publishing).
    Run {
        /// Which one.
        edition: EditionId,
        /// What is done.
        act: Act,
        /// Where the edition stands.
        standing: Standing,
    },
    /// Read or write the sheet of an assignment.
    Sheet {
        /// Whose sheet it is.
        judge: PersonId,
        /// The edition it belongs to.
        edition: EditionId,
    },
    /// Put a judge on an entry.
    Assign {
        /// What is known of the judge.
        judge: conflict::Judge<'a>,
        /// What is known of the entry.
        entry: conflict::Entry<'a>,
        /// All agencies with their parents.
        agencies: &'a [Agency],
        /// The judge declared a relation with the entry before.
        declared: bool,
    },
}

/// May the actor do this? The refusal names why, for the disabled button and for the answer alike.
pub fn may(actor: &Actor, action: Action<'_>) -> Result<(), Code> {
    let holds = |roles: &[Role]| {
        if actor.is_any(roles) {
            Ok(())
        } else {
            Err(Code::Forbidden)
        }
    };
    match action {
        Action::Invite {
            role,
            agency,
            parent,
        } => grant::may_give(Door::Link, Giver::Near(actor, parent), role, agency),
        // Who invites into every agency answers for all links to roles that they may give; an agency's coordinator for the own ones,
        // as long as she could make them. Of others she learns nothing.
        Action::Host { role, .. } if actor.is_any(INVITERS) => {
            grant::may_give(Door::Link, Giver::Near(actor, None), role, None)
        }
        Action::Host {
            role,
            agency,
            parent,
            by,
        } => {
            let own = by == Some(actor.person);
            let may = grant::may_give(Door::Link, Giver::Near(actor, parent), role, agency);
            if own && may.is_ok() {
                Ok(())
            } else {
                holds(HOSTS).and(Err(Code::NotFound))
            }
        }
        Action::Govern {
            person,
            administrators_left,
            removes_administrator,
        } => {
            holds(ADMIN)?;
            if removes_administrator && administrators_left == 0 {
                return Err(Code::LastAdministrator);
            }
            if actor.person == person {
                Err(Code::NotYourself)
            } else {
                Ok(())
            }
        }
        Action::Run {
            edition,
            act,
            standing,
        } => {
            holds(OFFICE)?;
            // Also after a published edition, whose judges may have become coordinators since.
            if actor.judges(edition) {
                return Err(Code::JudgeExcludesOffice);
            }
            if act == Act::ReadMarks && actor.is(Role::Administrator) {
                return Err(Code::AdministratorReadsNoMarks);
            }
            standing.allows(act)
        }
        // Not 403: whether somebody else's sheet exists is nobody's business.
        Action::Sheet { judge, edition } => {
            if actor.person == judge && actor.judges(edition) {
                Ok(())
            } else {
                Err(Code::NotFound)
            }
        }
        Action::Assign {
            judge,
            entry,
            agencies,
            declared,
        } => {
            holds(OFFICE)?;
            let classes = conflict::between(&judge, &entry, agencies);
            match classes.first() {
                Some(conflict::Class::Agency) => Err(Code::ConflictOfInterest),
                Some(_) => Err(Code::ConflictOfWork),
                None if declared => Err(Code::ConflictDeclared),
                None => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        account::{Grant, Home},
        agency::Obligation,
    };

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn actor(role: Role) -> Actor {
        let edition = (role == Role::Judge).then(|| EditionId(Uuid::from_u128(9)));
        Actor {
            person: person(1),
            name: "Sari".to_owned(),
            username: "sari".to_owned(),
            home: Home::Outside,
            grants: vec![Grant {
                role,
                edition,
                agency: None,
            }],
        }
    }

    #[test]
    fn only_administrators_invite_administrators_and_coordinators() {
        for by in Role::ALL {
            for role in Role::ALL {
                let expected = match by {
                    Role::Administrator => true,
                    Role::Coordinator => !matches!(
                        role,
                        Role::Administrator | Role::Coordinator | Role::Leadership
                    ),
                    _ => false,
                };
                let invite = Action::Invite {
                    role,
                    agency: None,
                    parent: None,
                };
                assert_eq!(
                    may(&actor(by), invite).is_ok(),
                    expected,
                    "{by:?} invites {role:?}"
                );
            }
        }
    }

    #[test]
    fn a_coordinator_of_an_agency_takes_back_her_own_links_alone() {
        let code = |it: &str| AgencyCode(it.to_owned());
        let (dinkes, unit, dlh) = (code("DINKES"), code("PKM-JEBUS"), code("DLH"));
        let mut sari = actor(Role::AgencyCoordinator);
        sari.grants[0].agency = Some(dinkes.clone());
        let take = |actor: &Actor, role, agency, parent, by: u128| {
            let by = Some(person(by));
            may(
                actor,
                Action::Host {
                    role,
                    agency: Some(agency),
                    parent,
                    by,
                },
            )
        };
        assert_eq!(take(&sari, Role::Innovator, &dinkes, None, 1), Ok(()));
        assert_eq!(
            take(&sari, Role::Innovator, &unit, Some(&dinkes), 1),
            Ok(())
        );
        let unknown = Err(Code::NotFound);
        // Of another maker, another agency, another role.
        assert_eq!(take(&sari, Role::Innovator, &dinkes, None, 2), unknown);
        assert_eq!(take(&sari, Role::Innovator, &dlh, None, 1), unknown);
        assert_eq!(take(&sari, Role::AgencyHead, &dinkes, None, 1), unknown);
        let head = actor(Role::AgencyHead);
        assert_eq!(
            take(&head, Role::Innovator, &dinkes, None, 1),
            Err(Code::Forbidden)
        );
        let office = actor(Role::Coordinator);
        assert_eq!(take(&office, Role::Innovator, &dinkes, None, 2), Ok(()));
        assert!(take(&office, Role::Administrator, &dinkes, None, 2).is_err());
    }

    #[test]
    fn the_last_administrator_stays_and_nobody_governs_themselves_c12() {
        let admin = actor(Role::Administrator);
        let govern = |person, administrators_left, removes_administrator| {
            may(
                &admin,
                Action::Govern {
                    person,
                    administrators_left,
                    removes_administrator,
                },
            )
        };
        assert_eq!(govern(person(2), 0, true), Err(Code::LastAdministrator));
        assert_eq!(govern(person(1), 1, true), Err(Code::NotYourself));
        assert_eq!(govern(person(2), 1, true), Ok(()));
        assert_eq!(govern(person(2), 0, false), Ok(()));
    }

    #[test]
    fn a_sheet_is_its_judges_alone_administrators_included() {
        let edition = EditionId(Uuid::from_u128(9));
        for role in Role::ALL {
            let own = may(
                &actor(role),
                Action::Sheet {
                    judge: person(1),
                    edition,
                },
            );
            assert_eq!(own.is_ok(), role == Role::Judge, "{role:?}");
            let other = may(
                &actor(role),
                Action::Sheet {
                    judge: person(2),
                    edition,
                },
            );
            assert_eq!(other, Err(Code::NotFound), "{role:?}");
        }
        let elsewhere = EditionId(Uuid::from_u128(10));
        assert_eq!(
            may(
                &actor(Role::Judge),
                Action::Sheet {
                    judge: person(1),
                    edition: elsewhere
                }
            ),
            Err(Code::NotFound)
        );
    }

    #[test]
    fn running_a_competition_is_the_coordinators_in_every_standing() {
        for role in Role::ALL {
            for standing in Standing::ALL {
                for act in Act::ALL {
                    let edition = EditionId(Uuid::from_u128(10));
                    let run = Action::Run {
                        edition,
                        act,
                        standing,
                    };
                    let got = may(&actor(role), run);
                    let expected = if role == Role::Coordinator {
                        standing.allows(act)
                    } else {
                        Err(Code::Forbidden)
                    };
                    assert_eq!(got, expected, "{role:?} {standing:?} {act:?}");
                }
            }
        }
    }

    #[test]
    fn nobody_runs_an_edition_that_they_judge_and_an_administrator_reads_no_marks() {
        let own = EditionId(Uuid::from_u128(9));
        let with = |role: Role| Grant {
            role,
            edition: (role == Role::Judge).then_some(own),
            agency: None,
        };
        for standing in Standing::ALL {
            for act in Act::ALL {
                let run = |roles: &[Role], edition| {
                    let actor = Actor {
                        grants: roles.iter().map(|role| with(*role)).collect(),
                        ..actor(Role::Coordinator)
                    };
                    may(
                        &actor,
                        Action::Run {
                            edition,
                            act,
                            standing,
                        },
                    )
                };
                let both = [Role::Coordinator, Role::Judge];
                assert_eq!(run(&both, own), Err(Code::JudgeExcludesOffice), "{act:?}");
                let other = EditionId(Uuid::from_u128(10));
                assert_eq!(run(&both, other), standing.allows(act), "{act:?}");
                let expected = if act == Act::ReadMarks {
                    Err(Code::AdministratorReadsNoMarks)
                } else {
                    standing.allows(act)
                };
                assert_eq!(
                    run(&[Role::Coordinator, Role::Administrator], own),
                    expected,
                    "{act:?} {standing:?}"
                );
            }
        }
    }

    #[test]
    fn a_judge_never_judges_the_own_agency_its_parent_or_units_p5_1_d() {
        let code = |text: &str| AgencyCode(text.to_owned());
        let agency = |own: &str, parent: Option<&str>| Agency {
            code: code(own),
            name: own.to_owned(),
            sort: String::new(),
            parent: parent.map(code),
            obligation: Obligation::Bound,
        };
        let agencies = [
            agency("DINKES", None),
            agency("PKM", Some("DINKES")),
            agency("DLH", None),
        ];
        let office = actor(Role::Coordinator);
        let assign = |origins: &[&str], entry: Option<&str>, declared| {
            let origins: Vec<AgencyCode> = origins.iter().map(|it| code(it)).collect();
            let entry = entry.map(code);
            may(
                &office,
                Action::Assign {
                    judge: conflict::Judge {
                        person: person(3),
                        agencies: &origins,
                    },
                    entry: conflict::Entry {
                        agency: entry.as_ref(),
                        ..conflict::Entry::default()
                    },
                    agencies: &agencies,
                    declared,
                },
            )
        };
        for (home, entry) in [("DINKES", "DINKES"), ("PKM", "DINKES"), ("DINKES", "PKM")] {
            assert_eq!(
                assign(&[home], Some(entry), false),
                Err(Code::ConflictOfInterest),
                "{home} {entry}"
            );
            assert_eq!(
                assign(&["DLH", home], Some(entry), false),
                Err(Code::ConflictOfInterest),
                "one of several agencies: {home} {entry}"
            );
        }
        assert_eq!(assign(&["DLH"], Some("PKM"), false), Ok(()));
        assert_eq!(assign(&[], Some("PKM"), false), Ok(()));
        assert_eq!(assign(&["DINKES"], None, false), Ok(()));
        assert_eq!(assign(&[], Some("PKM"), true), Err(Code::ConflictDeclared));
    }

    #[test]
    fn the_first_gate_answers_401_before_403() {
        assert_eq!(Access::Roles(OFFICE).check(None), Err(Code::SignInNeeded));
        assert_eq!(
            Access::Roles(OFFICE).check(Some(&actor(Role::Judge))),
            Err(Code::Forbidden)
        );
        assert_eq!(
            Access::Roles(OFFICE).check(Some(&actor(Role::Coordinator))),
            Ok(())
        );
        assert_eq!(Access::Public.check(None), Ok(()));
        assert_eq!(Access::SignedIn.check(None), Err(Code::SignInNeeded));
    }
}
