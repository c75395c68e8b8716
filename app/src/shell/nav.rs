//! At most four ways on, by role.

use klisida_domain::{
    access::{CLINIC, GOVERNORS, IMPORTERS, INVITERS, WATCHERS},
    account::{Actor, Role},
    paths::public,
};
use klisida_views::icon::{Icon, Shape};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{paths as to, session::use_session};

/// A way on: address, word, picture.
pub type Way = (&'static str, &'static str, Shape);

/// All ways of a person, the most needed first.
pub fn ways(actor: &Actor) -> Vec<Way> {
    let mut ways = vec![(to::HOME, "Beranda", Shape::Home)];
    if actor.is(Role::Judge) {
        ways.push((to::DESK, "Penilaian", Shape::Sheet));
    }
    if actor.is_any(CLINIC) {
        ways.push((to::CLINIC, "Klinik", Shape::Clinic));
    }
    let works = actor.is_any(&[Role::Innovator, Role::AgencyCoordinator, Role::AgencyHead]);
    if works || actor.is(Role::Leadership) {
        ways.push((to::INNOVATIONS, "Inovasi", Shape::Idea));
    }
    if works {
        ways.push((to::ACTIVITIES, "Kegiatan", Shape::Calendar));
    }
    if actor.is_any(GOVERNORS) {
        ways.push((to::AGENCY, "Instansi", Shape::Building));
    }
    if actor.is_any(WATCHERS) {
        ways.push((to::COMPETITIONS, "Kompetisi", Shape::Cup));
    }
    if actor.is_any(IMPORTERS) {
        ways.push((to::IMPORT, "Impor", Shape::Import));
    }
    if actor.is_any(INVITERS) {
        ways.push((to::PEOPLE, "Akun", Shape::People));
    }
    ways.push((to::BOARDS, "Papan", Shape::Podium));
    ways.push((public::CATALOGUE, "Katalog", Shape::Catalogue));
    ways
}

/// The address is a public page: the router stays out of it.
pub fn is_public(address: &str) -> bool {
    !address.starts_with(to::HOME)
}

fn is_here(path: &str, way: &str) -> bool {
    let path = path.trim_end_matches('/');
    path == way
        || (way != to::HOME
            && path
                .strip_prefix(way)
                .is_some_and(|rest| rest.starts_with('/')))
}

/// A link with its picture.
pub fn link((address, words, shape): Way) -> AnyView {
    let path = use_location().pathname;
    let here = move || path.with(|path| is_here(path, address)).then_some("page");
    view! {
        <a href=address rel=is_public(address).then_some("external") aria-current=here>
            <Icon shape=shape/>
            {words}
        </a>
    }
    .into_any()
}

/// The bar on phones, the list at the side from 64rem.
pub fn nav() -> AnyView {
    let session = use_session();
    let ways = Memo::new(move |_| session.person().map(|actor| ways(&actor)));
    (move || {
        // A phone shows the first four; the rest stands in the menu there (`.nav a:nth-child(n + 5)`).
        let links = ways.get()?.into_iter().map(link).collect_view();
        Some(view! { <nav class="nav" aria-label="Utama">{links}</nav> })
    })
    .into_any()
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
    fn no_two_ways_look_alike() {
        let ways = ways(&actor(&Role::ALL));
        for (n, way) in ways.iter().enumerate() {
            for other in ways.iter().skip(n + 1) {
                assert_ne!(way.1, other.1);
                assert_ne!(way.2, other.2, "{} and {}", way.1, other.1);
            }
        }
    }

    #[test]
    fn everybody_starts_at_home_and_a_judge_gets_to_judging_in_one_step() {
        for role in Role::ALL {
            let ways = ways(&actor(&[role]));
            assert_eq!(ways.first().map(|way| way.0), Some(to::HOME));
            assert_eq!(
                ways.iter().take(4).any(|way| way.0 == to::DESK),
                role == Role::Judge
            );
            assert!(ways.len() <= 8);
            assert_eq!(
                ways.iter().any(|way| way.0 == to::AGENCY),
                GOVERNORS.contains(&role)
            );
        }
    }

    #[test]
    fn the_page_below_marks_its_way_and_home_only_itself() {
        assert!(is_here("/app/juri/1", to::DESK));
        assert!(!is_here("/app/juri/1", to::HOME));
        assert!(is_here("/app/", to::HOME));
        assert!(!is_here("/app/jurist", to::DESK));
    }
}
