//! Every way to a role, and the one rule that all of them pass.
//!
//! A role is given by a link (redeemed for a new account or accepted by somebody signed in), by an
//! administrator who sets the roles of a person, or by a coordinator who seats a judge. Whichever door it is,
//! [`may_hold`] decides; the Worker repeats the exclusion inside its transaction, because two doors can be
//! passed at the same moment.

use crate::{
    account::{Actor, Grant, Role},
    agency::AgencyCode,
    closed_list::closed_list,
    ids::{EditionId, PersonId},
    problem::Code,
};

closed_list! {
    /// A way to a role.
    pub enum Door {
        /// A one-time link: the operator's for the first administrator, or an invitation.
        Link;
        /// An administrator sets the roles of a person.
        Grants;
        /// A coordinator puts somebody on the panel of an edition.
        Seat;
    }
}

/// Who gives a role.
#[derive(Clone, Copy, Debug)]
pub enum Giver<'a> {
    /// The operator's console: only the first administrator.
    Operator,
    /// Somebody with the roles that they hold at this moment.
    Person(&'a Actor),
    /// The same, where the body above the agency of the role is known: who gives at the own agency gives for its units too.
    Near(&'a Actor, Option<&'a AgencyCode>),
}

/// The role that gives at its own agency and for the units below it, and nowhere else.
pub const HOST: Role = Role::AgencyCoordinator;

/// The roles of the office: they make links and give roles, and no judge of an unfinished edition holds one.
pub const OFFICE_ROLES: [Role; 2] = [Role::Administrator, Role::Coordinator];

/// Does somebody with the role `by` give the role `role` through this door?
pub fn gives(door: Door, by: Role, role: Role) -> bool {
    match (door, by) {
        (Door::Link | Door::Grants, Role::Administrator) => true,
        (Door::Link, Role::Coordinator) => matches!(
            role,
            Role::Clinic
                | Role::AgencyHead
                | Role::AgencyCoordinator
                | Role::Innovator
                | Role::Judge
        ),
        // At the own agency and its units alone ([`may_give`]).
        (Door::Link, Role::AgencyCoordinator) => role == Role::Innovator,
        (Door::Seat, Role::Coordinator) => role == Role::Judge,
        _ => false,
    }
}

/// May this giver give this role, at this agency, through this door? `forbidden` otherwise.
pub fn may_give(
    door: Door,
    giver: Giver<'_>,
    role: Role,
    agency: Option<&AgencyCode>,
) -> Result<(), Code> {
    let (by, parent) = match giver {
        Giver::Operator if door == Door::Link && role == Role::Administrator => return Ok(()),
        Giver::Operator => return Err(Code::Forbidden),
        Giver::Person(by) => (by, None),
        Giver::Near(by, parent) => (by, parent),
    };
    let there = |held: &Grant| {
        held.role != HOST
            || agency.is_some_and(|it| held.is_at(it) || parent.is_some_and(|it| held.is_at(it)))
    };
    let mut held = by.grants.iter();
    let allowed = held.any(|held| gives(door, held.role, role) && there(held));
    if allowed {
        Ok(())
    } else {
        Err(Code::Forbidden)
    }
}

/// The one who would hold a role.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holder<'a> {
    /// The person; none for an account that is only now made, or for an invitation that nobody used yet.
    pub person: Option<PersonId>,
    /// The roles held, without the one in question.
    pub held: &'a [Grant],
    /// The editions, of those that the person judges, whose results were published: their marks are final.
    pub finished: &'a [EditionId],
}

/// What is wrong with a role as such: a judge names the edition and nobody else does; a role bound to an
/// agency names it.
pub fn check_shape(grant: &Grant) -> Result<(), Code> {
    match (grant.role, grant.edition) {
        (Role::Judge, None) => return Err(Code::EditionNeeded),
        (Role::Judge, Some(_)) | (_, None) => {}
        (_, Some(_)) => return Err(Code::UnknownValue),
    }
    match &grant.agency {
        None if grant.role.needs_agency() => Err(Code::AgencyNeeded),
        Some(agency) if !agency.is_valid() => Err(Code::UnknownValue),
        _ => Ok(()),
    }
}

/// Within one edition a judge is neither coordinator nor administrator, whichever came first. Coordinators
/// and administrators act on every edition, so every edition counts that is not finished; on a finished one
/// its judge may do nothing ([`crate::access::may`]).
pub fn excludes(one: &Grant, other: &Grant, finished: &[EditionId]) -> bool {
    let clash = |judge: &Grant, office: &Grant| {
        judge.role == Role::Judge
            && OFFICE_ROLES.contains(&office.role)
            && judge.edition.is_none_or(|it| !finished.contains(&it))
    };
    clash(one, other) || clash(other, one)
}

/// May this person come to hold this role, given by `giver` through `door`? Every path to a role asks this.
///
/// Refusals, in this order: the shape ([`check_shape`]); `forbidden` when it is not the giver's to give;
/// `not_yourself` (nobody raises the own role); `role_exists`; `judge_excludes_office`.
pub fn may_hold(
    door: Door,
    giver: Giver<'_>,
    holder: Holder<'_>,
    grant: &Grant,
) -> Result<(), Code> {
    check_shape(grant)?;
    may_give(door, giver, grant.role, grant.agency.as_ref())?;
    if let Giver::Person(by) | Giver::Near(by, _) = giver
        && holder.person == Some(by.person)
    {
        return Err(Code::NotYourself);
    }
    if holder.held.iter().any(|held| held.is_same(grant)) {
        return Err(Code::RoleExists);
    }
    if holder
        .held
        .iter()
        .any(|held| excludes(held, grant, holder.finished))
    {
        return Err(Code::JudgeExcludesOffice);
    }
    Ok(())
}

/// Does taking these roles away end the links that the person made, and put the roles that came by them up
/// for confirmation? It does when one of them gives roles.
pub fn gave(taken: &[Grant]) -> bool {
    let gives = |role: Role| role == HOST || OFFICE_ROLES.contains(&role);
    taken.iter().any(|grant| gives(grant.role))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{account::Home, agency::AgencyCode};

    const EDITION: EditionId = EditionId(Uuid::from_u128(9));

    fn grant(role: Role) -> Grant {
        Grant {
            role,
            edition: (role == Role::Judge).then_some(EDITION),
            agency: role.needs_agency().then(|| AgencyCode("DINKES".to_owned())),
        }
    }

    fn actor(n: u128, role: Role) -> Actor {
        Actor {
            person: PersonId(Uuid::from_u128(n)),
            name: "Sari".to_owned(),
            username: "sari".to_owned(),
            home: Home::Outside,
            grants: vec![grant(role)],
        }
    }

    /// Who may open which door for which role: written out, not computed as the rule does.
    fn opens(door: Door, by: Role, role: Role) -> bool {
        match (door, by) {
            (Door::Link | Door::Grants, Role::Administrator) => true,
            (Door::Link, Role::Coordinator) => !matches!(
                role,
                Role::Administrator | Role::Coordinator | Role::Leadership
            ),
            (Door::Link, Role::AgencyCoordinator) => role == Role::Innovator,
            (Door::Seat, Role::Coordinator) => role == Role::Judge,
            _ => false,
        }
    }

    #[test]
    fn an_agencys_coordinator_invites_innovators_of_the_own_agency_and_its_units_alone() {
        let by = actor(1, Role::AgencyCoordinator);
        let code = |it: &str| AgencyCode(it.to_owned());
        let (own, other) = (code("DINKES"), code("DISKOMINFO"));
        let offer = |role: Role, at: &str, parent: Option<&AgencyCode>| {
            let offered = Grant {
                agency: Some(code(at)),
                ..grant(role)
            };
            let giver = Giver::Near(&by, parent);
            may_hold(Door::Link, giver, Holder::default(), &offered)
        };
        assert_eq!(offer(Role::Innovator, "DINKES", None), Ok(()));
        assert_eq!(offer(Role::Innovator, "PKM-JEBUS", Some(&own)), Ok(()));
        for (at, parent) in [
            ("DISKOMINFO", None),
            ("UPT-LAIN", Some(&other)),
            ("PKM-JEBUS", None),
        ] {
            let refused = offer(Role::Innovator, at, parent);
            assert_eq!(refused, Err(Code::Forbidden), "{at}");
        }
        for role in Role::ALL.into_iter().filter(|it| *it != Role::Innovator) {
            let refused = offer(role, "DINKES", None);
            assert_eq!(refused, Err(Code::Forbidden), "{role:?}");
        }
    }

    #[test]
    fn every_door_by_every_giver_for_every_pair_of_roles() {
        let office = |role| matches!(role, Role::Administrator | Role::Coordinator);
        for door in Door::ALL {
            for by in Role::ALL {
                for held in Role::ALL {
                    for role in Role::ALL {
                        let giver = actor(1, by);
                        let holder = actor(2, held);
                        let got = may_hold(
                            door,
                            Giver::Person(&giver),
                            Holder {
                                person: Some(holder.person),
                                held: &holder.grants,
                                finished: &[],
                            },
                            &grant(role),
                        );
                        let clash = (held == Role::Judge && office(role))
                            || (role == Role::Judge && office(held));
                        let expected = if !opens(door, by, role) {
                            Err(Code::Forbidden)
                        } else if held == role {
                            Err(Code::RoleExists)
                        } else if clash {
                            Err(Code::JudgeExcludesOffice)
                        } else {
                            Ok(())
                        };
                        assert_eq!(got, expected, "{door:?}: {by:?} gives {held:?} {role:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_operator_makes_administrators_by_link_and_nothing_else() {
        for door in Door::ALL {
            for role in Role::ALL {
                let got = may_hold(door, Giver::Operator, Holder::default(), &grant(role));
                let expected = door == Door::Link && role == Role::Administrator;
                assert_eq!(got.is_ok(), expected, "{door:?} {role:?}");
            }
        }
    }

    #[test]
    fn nobody_gives_a_role_to_themselves_through_any_door_c12() {
        for door in Door::ALL {
            for by in Role::ALL {
                for role in Role::ALL.into_iter().filter(|role| opens(door, by, *role)) {
                    let giver = actor(1, by);
                    let own = Holder {
                        person: Some(giver.person),
                        ..Holder::default()
                    };
                    let got = may_hold(door, Giver::Person(&giver), own, &grant(role));
                    assert_eq!(got, Err(Code::NotYourself), "{door:?} {by:?} {role:?}");
                }
            }
        }
    }

    #[test]
    fn a_judge_of_a_finished_edition_may_join_the_office_and_of_another_not() {
        let (admin, judge) = (actor(1, Role::Administrator), actor(2, Role::Judge));
        let other = EditionId(Uuid::from_u128(10));
        for role in [Role::Coordinator, Role::Administrator] {
            let ask = |finished: &[EditionId]| {
                let holder = Holder {
                    person: Some(judge.person),
                    held: &judge.grants,
                    finished,
                };
                may_hold(Door::Grants, Giver::Person(&admin), holder, &grant(role))
            };
            assert_eq!(ask(&[EDITION]), Ok(()));
            assert_eq!(ask(&[other]), Err(Code::JudgeExcludesOffice));
        }
    }

    #[test]
    fn a_role_bound_to_an_agency_is_held_at_each_agency_for_itself() {
        let admin = actor(1, Role::Administrator);
        let at = |agency: &str| Grant {
            agency: Some(AgencyCode(agency.to_owned())),
            ..grant(Role::AgencyHead)
        };
        let held = [at("DINKES")];
        let ask = |grant: &Grant| {
            let holder = Holder {
                person: None,
                held: &held,
                finished: &[],
            };
            may_hold(Door::Link, Giver::Person(&admin), holder, grant)
        };
        assert_eq!(ask(&at("DINKES")), Err(Code::RoleExists));
        assert_eq!(ask(&at("RSUD-SS")), Ok(()));
    }

    #[test]
    fn a_judge_has_one_seat_in_an_edition_wherever_from() {
        let (office, judge) = (actor(1, Role::Coordinator), actor(2, Role::Judge));
        let again = Grant {
            agency: Some(AgencyCode("DLH".to_owned())),
            ..grant(Role::Judge)
        };
        let holder = Holder {
            person: Some(judge.person),
            held: &judge.grants,
            finished: &[],
        };
        let got = may_hold(Door::Seat, Giver::Person(&office), holder, &again);
        assert_eq!(got, Err(Code::RoleExists));
    }

    #[test]
    fn the_shape_comes_first() {
        let bare = |role, edition, agency: Option<&str>| Grant {
            role,
            edition,
            agency: agency.map(|it| AgencyCode(it.to_owned())),
        };
        let code = |grant: Grant| check_shape(&grant).err();
        assert_eq!(
            code(bare(Role::Judge, None, None)),
            Some(Code::EditionNeeded)
        );
        assert_eq!(
            code(bare(Role::Clinic, Some(EDITION), None)),
            Some(Code::UnknownValue)
        );
        for role in Role::ALL {
            let expected = role.needs_agency().then_some(Code::AgencyNeeded);
            let edition = grant(role).edition;
            assert_eq!(code(bare(role, edition, None)), expected, "{role:?}");
            assert_eq!(
                code(bare(role, edition, Some("x'; --"))),
                Some(Code::UnknownValue)
            );
            assert_eq!(code(bare(role, edition, Some("DINKES"))), None);
        }
    }

    #[test]
    fn only_roles_that_give_leave_something_to_confirm() {
        for role in Role::ALL {
            let expected = matches!(
                role,
                Role::Administrator | Role::Coordinator | Role::AgencyCoordinator
            );
            assert_eq!(gave(&[grant(Role::Innovator), grant(role)]), expected);
        }
    }
}
