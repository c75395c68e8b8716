//! All accounts.

use klisida_domain::{
    account::{Grant, Role},
    agency::Agency,
    api::PersonList,
    text,
    time::{Instant, distance},
    wire::Person,
};
use leptos::prelude::*;

use super::agencies;
use crate::{
    clock, paths as to,
    session::use_session,
    ui::{Busy, Faults, Field, Loaded, Page, SubNav, bring, load, more},
    work,
};

/// The lists about accounts.
pub fn parts() -> AnyView {
    let mut items = vec![
        (to::PEOPLE.to_owned(), "Orang"),
        (to::INVITATIONS.to_owned(), "Undangan"),
    ];
    if use_session().is_any(&[Role::Administrator]) {
        items.push((to::CONFIRM.to_owned(), "Konfirmasi peran"));
    }
    view! {
        <SubNav
            label="Bagian akun"
            items=items
        />
    }
    .into_any()
}

/// `/app/akun`.
pub fn page() -> AnyView {
    let people = load(PersonList {});
    let agencies = work::agencies();
    let wanted = RwSignal::new(String::new());
    let faults = Faults::new();
    let governs = use_session()
        .person_untracked()
        .is_some_and(|actor| actor.is(Role::Administrator));
    // A name is looked for among all: the pages that are not here yet come one after the other.
    let busy = Busy::new();
    Effect::new(move || {
        let looking = !wanted.with(|it| it.trim().is_empty());
        if looking && people.with(|it| it.is_some_and(|it| it.next.is_some())) {
            busy.run(async move { while let Ok(1..) = bring(people).await {} });
        }
    });
    let count = move || {
        people.with(|people| {
            let people = people?;
            let shown = people
                .items
                .iter()
                .filter(|it| matches(it, &wanted.get()))
                .count();
            let among = if people.next.is_some() {
                " akun yang sudah dimuat"
            } else {
                " akun"
            };
            Some(
                [
                    &shown.to_string(),
                    " dari ",
                    &people.items.len().to_string(),
                    among,
                ]
                .concat(),
            )
        })
    };
    view! {
        <Page title="Akun" lead="Setiap orang punya akun sendiri dan boleh memegang beberapa peran." width="wide">
            {parts()}
            <form class="tools" role="search" on:submit=|event| event.prevent_default()>
                <Field name="q" label="Cari nama" value=wanted faults=faults kind="search" class="wide"/>
            </form>
            <p class="soft" role="status">
                {count}
            </p>
            {people.view("daftar akun", move |people| list(people.items, wanted, agencies, governs))}
            {more(people)}
            <div class="actions">
                <a class="btn" href=to::INVITATIONS>"Undang orang"</a>
            </div>
        </Page>
    }
    .into_any()
}

fn matches(person: &Person, wanted: &str) -> bool {
    let username = wanted.trim().to_lowercase();
    text::finds(&[&person.name], wanted) || person.username.contains(&username)
}

fn list(
    people: Vec<Person>,
    wanted: RwSignal<String>,
    agencies: Loaded<Vec<Agency>>,
    governs: bool,
) -> AnyView {
    let rows = move || {
        let wanted = wanted.get();
        people
            .iter()
            .filter(|person| matches(person, &wanted))
            .map(|person| row(person, agencies, governs))
            .collect_view()
    };
    view! { <ul class="rows card">{rows}</ul> }.into_any()
}

/// "terakhir aktif 3 jam yang lalu".
pub fn last_seen(seen: Option<Instant>) -> String {
    match seen {
        None => "belum pernah masuk".to_owned(),
        Some(at) => match distance(clock::now(), at).as_str() {
            "sekarang" => "aktif sekarang".to_owned(),
            words => ["terakhir aktif ", words].concat(),
        },
    }
}

fn row(person: &Person, agencies: Loaded<Vec<Agency>>, governs: bool) -> AnyView {
    let name = if governs {
        view! { <a href=to::person(person.id)>{person.name.clone()}</a> }.into_any()
    } else {
        view! { <b>{person.name.clone()}</b> }.into_any()
    };
    let mut seen: Vec<Grant> = Vec::new();
    for grant in &person.grants {
        // A judge of several editions is a judge.
        let one = Grant {
            edition: None,
            ..grant.clone()
        };
        if !seen.iter().any(|other| other.is_same(&one)) {
            seen.push(one);
        }
    }
    seen.sort_by_key(|grant| grant.role);
    let tags = seen
        .into_iter()
        .map(|grant| view! { <span class="tag">{move || agencies::role(&grant, agencies)}</span> })
        .collect_view();
    let off = person
        .disabled
        .then(|| view! { <span class="tag bad">"Nonaktif"</span> });
    let (username, home) = (person.username.clone(), person.home.clone());
    let seen = last_seen(person.seen_at);
    view! {
        <li>
            <div>
                {name}
                <small>
                    {username} " · " {move || agencies::words(&home, agencies)} " · " {seen}
                </small>
            </div>
            <span class="cluster">{tags} {off}</span>
        </li>
    }
    .into_any()
}
