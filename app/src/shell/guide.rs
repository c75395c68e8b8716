//! Which guide belongs to the page that somebody looks at.

use klisida_domain::{
    account::{Actor, Role},
    guide::Guide,
    paths::public,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{paths as to, session::use_session};

/// Pages that one guide tells of, whoever reads it.
const PLACES: [(&str, Guide); 3] = [
    (to::DESK, Guide::Judge),
    (to::CLINIC, Guide::Clinic),
    (to::AGENCY, Guide::Agency),
];
/// Whose guide comes first where pages are of several roles.
const AT_INNOVATIONS: [Role; 4] = [
    Role::Innovator,
    Role::AgencyCoordinator,
    Role::AgencyHead,
    Role::Clinic,
];
const ELSEWHERE: [Role; 3] = [Role::Coordinator, Role::Administrator, Role::Leadership];

/// The guide for somebody at this page; none where it cannot be told.
fn here(path: &str, actor: &Actor) -> Option<Guide> {
    let at = |place: &str| {
        let rest = path.strip_prefix(place);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if let Some((_, guide)) = PLACES.iter().find(|(place, _)| at(place)) {
        return Some(*guide);
    }
    let first = |roles: &[Role]| roles.iter().copied().find(|role| actor.is(*role));
    let role = if [to::INNOVATIONS, to::ACTIVITIES, to::CHECK_IN]
        .into_iter()
        .any(at)
    {
        first(&AT_INNOVATIONS)
    } else if [to::COMPETITIONS, to::IMPORT, to::PEOPLE]
        .into_iter()
        .any(at)
    {
        first(&ELSEWHERE)
    } else {
        match actor.roles().as_slice() {
            [role] => Some(*role),
            _ => None,
        }
    };
    role.map(Guide::of)
}

/// The address of the help for the page shown.
pub fn address() -> Signal<String> {
    let session = use_session();
    let path = use_location().pathname;
    Signal::derive(move || {
        let guide = session
            .person()
            .and_then(|actor| path.with(|path| here(path, &actor)));
        guide.map_or_else(|| public::HELP.to_owned(), Guide::address)
    })
}

/// The addresses of the guides that somebody works by: they are kept for the time without signal.
pub fn kept(actor: &Actor) -> Vec<String> {
    let own = actor.roles().into_iter().map(Guide::of);
    let mut kept: Vec<String> = own.chain([Guide::Account]).map(Guide::address).collect();
    kept.dedup();
    kept.push(public::HELP.to_owned());
    kept
}

#[cfg(test)]
mod tests {
    use klisida_domain::{
        account::{Grant, Home},
        ids::PersonId,
    };
    use uuid::Uuid;

    use super::*;

    fn actor(roles: &[Role]) -> Actor {
        Actor {
            person: PersonId(Uuid::from_u128(1)),
            name: String::new(),
            username: String::new(),
            home: Home::Outside,
            grants: roles
                .iter()
                .map(|&role| Grant {
                    role,
                    edition: None,
                    agency: None,
                })
                .collect(),
        }
    }

    #[test]
    fn help_is_the_guide_of_the_page_and_of_who_reads_it() {
        let both = actor(&[Role::Judge, Role::Innovator]);
        assert_eq!(here("/app/juri/1", &both), Some(Guide::Judge));
        assert_eq!(
            here("/app/inovasi/1/isi/masalah", &both),
            Some(Guide::Innovator)
        );
        assert_eq!(
            here("/app/kegiatan", &actor(&[Role::AgencyHead])),
            Some(Guide::Agency)
        );
        assert_eq!(
            here("/app/kompetisi/1/hasil", &actor(&[Role::Leadership])),
            Some(Guide::Leadership)
        );
        assert_eq!(here("/app", &both), None);
        for role in Role::ALL {
            assert_eq!(here("/app", &actor(&[role])), Some(Guide::of(role)));
        }
    }

    #[test]
    fn the_guides_of_all_own_roles_are_kept() {
        let kept = kept(&actor(&[
            Role::AgencyHead,
            Role::AgencyCoordinator,
            Role::Judge,
        ]));
        assert_eq!(
            kept,
            [
                "/bantuan/koordinator-instansi",
                "/bantuan/juri",
                "/bantuan/akun",
                "/bantuan"
            ]
        );
    }
}
