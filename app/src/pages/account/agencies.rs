//! Agencies as choices and as words.

use klisida_domain::{
    account::{Grant, Home},
    agency::{Agency, AgencyCode},
};
use leptos::prelude::*;

use crate::ui::Loaded;

/// Value of the choice "outside the region".
pub const OUTSIDE: &str = "-";

/// Choices for where a person comes from.
pub fn choices(agencies: Loaded<Vec<Agency>>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let mut choices = vec![
            (String::new(), "Pilih…".to_owned()),
            (OUTSIDE.to_owned(), "Luar daerah".to_owned()),
        ];
        agencies.with(|agencies| {
            choices.extend(
                agencies
                    .into_iter()
                    .flatten()
                    .map(|it| (it.code.0.clone(), it.name.clone())),
            );
        });
        choices
    })
}

/// The choice as a value; none when nothing was chosen.
pub fn home(choice: &str) -> Option<Home> {
    match choice {
        "" => None,
        OUTSIDE => Some(Home::Outside),
        code => Some(Home::Agency(AgencyCode(code.to_owned()))),
    }
}

/// A role with the agency that it is held at, in words.
pub fn role(grant: &Grant, agencies: Loaded<Vec<Agency>>) -> String {
    match &grant.agency {
        Some(code) if grant.role.needs_agency() => {
            let place = words(&Home::Agency(code.clone()), agencies);
            [grant.role.label(), ", ", &place].concat()
        }
        _ => grant.role.label().to_owned(),
    }
}

/// Where a person comes from, in words.
pub fn words(home: &Home, agencies: Loaded<Vec<Agency>>) -> String {
    match home.agency() {
        None => "Luar daerah".to_owned(),
        Some(code) => agencies
            .with(|agencies| {
                let found = agencies.into_iter().flatten().find(|it| it.code == *code);
                found.map(|it| it.name.clone())
            })
            .unwrap_or_else(|| code.0.clone()),
    }
}
