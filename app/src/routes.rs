//! From an address to its page, past the gate of who may open it. The table of pages stands in `paths.rs`; only `app.rs` knows this.

use std::borrow::Cow;

use klisida_domain::access::{
    ADMIN, Access, CLINIC, GOVERNORS, IMPORTERS, INVITERS, JUDGES, OFFICE, RECORDERS, STARTERS,
    WATCHERS,
};
use leptos::{prelude::*, tachys::view::iterators::StaticVec};
use leptos_router::{
    ChooseView, MatchNestedRoutes, NavigateOptions, NestedRoute, PartialPathMatch, PathSegment,
    PossibleRouteMatch,
    hooks::{use_location, use_navigate, use_params_map},
};

use crate::{
    chunk::Chunk,
    pages::fallback,
    paths::{self as to, screens},
    session::{Visitor, use_session},
    shell::Shell,
    split::{self, Build},
};

/// A page: one line of the map.
#[derive(Debug)]
pub struct Screen {
    /// Address below its frame, `:name` for a parameter.
    pub path: &'static str,
    /// What it is called before it knows better.
    pub title: &'static str,
    /// Who may open it.
    pub gate: Access,
    /// What builds it.
    pub page: Page,
}

/// Where a page comes from.
#[derive(Clone, Copy, Debug)]
pub enum Page {
    /// It is in the first load.
    Here(Build),
    /// It comes with its part.
    In(Chunk),
}
use Page::{Here, In};

const fn screen(path: &'static str, title: &'static str, gate: Access, page: Page) -> Screen {
    Screen {
        path,
        title,
        gate,
        page,
    }
}

impl Screen {
    fn build(&self) -> AnyView {
        match self.page {
            Here(build) => build(),
            In(chunk) => split::build(chunk, self.path, self.title),
        }
    }
}

const OPEN: Access = Access::Public;
const ANYBODY: Access = Access::SignedIn;
const WATCH: Access = Access::Roles(WATCHERS);
const RUN: Access = Access::Roles(OFFICE);
const JUDGE: Access = Access::Roles(JUDGES);
const RECORD: Access = Access::Roles(RECORDERS);
const START: Access = Access::Roles(STARTERS);
const GOVERN: Access = Access::Roles(GOVERNORS);
const DESK: Access = Access::Roles(CLINIC);
const IMPORT: Access = Access::Roles(IMPORTERS);
const INVITE: Access = Access::Roles(INVITERS);
const ADMINISTER: Access = Access::Roles(ADMIN);

macro_rules! table {
    ($($group:ident $chunk:ident {
        $($path:literal, $title:literal, $gate:ident => $page:path;)+
    })+) => {
        static SCREENS: &[Screen] =
            &[$($(screen($path, $title, $gate, In(Chunk::$chunk))),+),+];
    };
}
screens!(table);

impl Screen {
    /// It stands outside the frame of the app.
    fn is_outside(&self) -> bool {
        matches!(self.page, In(Chunk::Door))
    }
}

/// The parts of the app with which this visitor works, each once; none while it is not known who it is.
pub fn parts(visitor: &Visitor) -> Vec<Chunk> {
    let inside = match visitor {
        Visitor::Unknown => return Vec::new(),
        Visitor::Guest => None,
        Visitor::Person(actor) => Some(actor),
    };
    let mut parts = Vec::new();
    for screen in SCREENS {
        if let In(chunk) = screen.page
            && screen.gate.check(inside).is_ok()
            && !parts.contains(&chunk)
        {
            parts.push(chunk);
        }
    }
    parts
}

/// Pages below `/app`.
fn inside() -> impl Iterator<Item = &'static Screen> {
    SCREENS.iter().filter(|it| !it.is_outside())
}

/// What stands below `/app` and is on no line.
static ELSEWHERE: Screen = screen("/*", "Halaman tidak ada", ANYBODY, Here(fallback::missing));

/// How an address is recognised: one type for all pages, so that the router is compiled once.
#[derive(Clone, Copy, Debug)]
struct Pattern(&'static str);

impl Pattern {
    fn parts(self) -> impl Iterator<Item = &'static str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }
}

impl PossibleRouteMatch for Pattern {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        let mut rest = path;
        let mut params: Vec<(Cow<'static, str>, String)> = Vec::new();
        for part in self.parts() {
            if part == "*" {
                rest = "";
                break;
            }
            let after = rest.strip_prefix('/')?;
            let given = after.split('/').next().filter(|given| !given.is_empty())?;
            match part.strip_prefix(':') {
                Some(name) => params.push((name.into(), given.to_owned())),
                None if part == given => {}
                None => return None,
            }
            rest = after.get(given.len()..)?;
        }
        let matched = path.get(..path.len() - rest.len())?;
        Some(PartialPathMatch::new(rest, params, matched))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        path.extend(self.parts().map(|part| PathSegment::Static(part.into())));
    }
}

fn leaf(screen: &'static Screen) -> NestedRoute<Pattern, (), (), impl ChooseView> {
    NestedRoute::new(Pattern(screen.path), move || guarded(screen))
}

/// The routes for the router.
pub fn definitions() -> impl MatchNestedRoutes + Clone + Send + 'static {
    let outside: Vec<_> = SCREENS
        .iter()
        .filter(|it| it.is_outside())
        .map(leaf)
        .collect();
    let inside: Vec<_> = inside().chain([&ELSEWHERE]).map(leaf).collect();
    let app = NestedRoute::new(Pattern("/app"), || view! { <Shell/> }.into_any())
        .child(StaticVec::from(inside));
    (StaticVec::from(outside), app)
}

/// What the gate says.
#[derive(Clone, Debug, PartialEq)]
enum Gate {
    /// Not known yet.
    Wait,
    /// Sign in first.
    Door,
    /// Somebody else's page: says why.
    Closed(&'static str),
    /// Come in. Another person gets another page.
    Open(Option<klisida_domain::ids::PersonId>),
}

/// A page behind its gate; built anew when a parameter of its address or the person changes.
fn guarded(screen: &'static Screen) -> AnyView {
    let session = use_session();
    let params = use_params_map();
    let location = use_location();
    let gate = Memo::new(move |_| match session.visitor() {
        Visitor::Unknown if screen.gate != Access::Public => Gate::Wait,
        visitor => match session.passes(screen.gate) {
            Ok(()) => Gate::Open(match visitor {
                Visitor::Person(actor) if screen.gate != Access::Public => Some(actor.person),
                _ => None,
            }),
            Err(klisida_domain::problem::Code::SignInNeeded) => Gate::Door,
            Err(code) => Gate::Closed(code.words()),
        },
    });
    let navigate = use_navigate();
    Effect::new(move || {
        if gate.get() == Gate::Door {
            let part = |mark: &str, text: String| match text.as_str() {
                "" => text,
                _ => [mark, text.trim_start_matches(mark)].concat(),
            };
            let here = [
                location.pathname.get_untracked(),
                part("?", location.search.get_untracked()),
                part("#", location.hash.get_untracked()),
            ]
            .concat();
            navigate(
                &to::sign_in(&here),
                NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                },
            );
        }
    });
    // Only the gate and the address build a page anew: what a page reads while it is built is its own affair, or
    // its form would be emptied under the person's hands.
    (move || {
        // Read, not only tracked: a memo that was never read counts as changed at the next look.
        params.with(|_| ());
        let gate = gate.get();
        untrack(|| match gate {
            Gate::Wait => fallback::waiting(screen.title),
            Gate::Door => ().into_any(),
            Gate::Closed(words) => fallback::not_yours(screen.title, words),
            Gate::Open(_) => screen.build(),
        })
    })
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &str) -> Option<&'static str> {
        inside()
            .find(|screen| {
                Pattern(screen.path)
                    .test(path)
                    .is_some_and(|found| found.is_complete())
            })
            .map(|screen| screen.path)
    }

    #[test]
    fn every_page_is_found_by_its_own_address() {
        for screen in inside() {
            assert_eq!(find(screen.path), Some(screen.path));
        }
        assert_eq!(find("/"), Some(""));
        assert_eq!(find("/kompetisi/baru"), Some("/kompetisi/baru"));
        assert_eq!(
            find("/kompetisi/17/entri/4"),
            Some("/kompetisi/:edition/entri/:entry")
        );
        assert_eq!(find("/kompetisi/17/nothing"), None);
        assert_eq!(find("/kompetisi//entri"), None);
    }

    #[test]
    fn results_open_for_whoever_follows_a_competition_and_its_record_for_its_coordinator() {
        let gate = |path: &str| {
            let mut all = inside();
            all.find(|it| it.path == path).map(|it| &it.gate)
        };
        assert_eq!(gate("/kompetisi/:edition/hasil"), Some(&WATCH));
        assert_eq!(gate("/kompetisi/:edition/catatan"), Some(&RUN));
    }

    #[test]
    fn every_page_of_a_part_is_known_to_it() {
        use core::{
            future::Future,
            pin::pin,
            task::{Context, Poll, Waker},
        };
        for screen in SCREENS {
            let In(chunk) = screen.page else { continue };
            let finding = pin!(split::page(chunk, screen.path));
            let Poll::Ready(Ok(build)) = finding.poll(&mut Context::from_waker(Waker::noop()))
            else {
                panic!("on the host every part is there");
            };
            assert!(
                !core::ptr::fn_addr_eq(build, fallback::missing as Build),
                "{}",
                screen.path
            );
        }
    }

    /// What the router makes of a query value: the browser decodes it, and then `ParamsMap` once more.
    fn decoded(value: &str) -> String {
        let text = percent_encoding::percent_decode_str(value).decode_utf8();
        text.expect("UTF-8").into_owned()
    }

    #[test]
    fn the_address_after_the_sign_in_is_the_one_before_it() {
        for address in [
            "/app/hadir?kode=ABC123",
            "/app/akun?nama=50%25%20lebih&peran=judge#hasil",
            "/app/inovasi?q=A%26B%3DC%2BD",
            "/app/inovasi?q=r%C3%A9",
        ] {
            let link = to::sign_in(address);
            let value = link.strip_prefix("/masuk?ke=").expect("the parameter");
            assert_eq!(decoded(&decoded(value)), address);
        }
    }

    #[test]
    fn parameters_are_read_from_the_address() {
        let found = Pattern("/papan/:slug/versi/:version")
            .test("/papan/lomba-2026/versi/2")
            .map(PartialPathMatch::params);
        assert_eq!(
            found,
            Some(vec![
                ("slug".into(), "lomba-2026".to_owned()),
                ("version".into(), "2".to_owned())
            ])
        );
    }
}
