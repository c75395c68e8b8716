//! Roles that came by somebody who was switched off or lost a role: they stand until an administrator confirms
//! them or takes them away.

use klisida_domain::{
    agency::Agency,
    api::{GrantConfirm, UnsureGrantList},
    wire::{GrantsConfirm, UnsureGrant},
};
use leptos::prelude::*;

use super::{agencies, people};
use crate::{
    action::Action,
    paths as to,
    ui::{Busy, ErrorSummary, Loaded, Page, Press, load},
    work,
};

/// Most roles confirmed at once.
const MOST: usize = 100;

/// `/app/akun/konfirmasi`.
pub fn page() -> AnyView {
    let list = load(UnsureGrantList {});
    let all = work::agencies();
    view! {
        <Page
            title="Konfirmasi peran"
            lead="Peran ini diberikan oleh orang yang kemudian dinonaktifkan atau kehilangan perannya. Peran tetap berlaku sampai Anda mengonfirmasinya di sini, atau menghapusnya di halaman akun orang itu."
            back=(to::PEOPLE.to_owned(), "Akun".to_owned())
        >
            {people::parts()}
            {list.view("daftar peran", move |items| rows(items, list, all))}
        </Page>
    }
    .into_any()
}

fn rows(
    items: Vec<UnsureGrant>,
    list: Loaded<Vec<UnsureGrant>>,
    all: Loaded<Vec<Agency>>,
) -> AnyView {
    if items.is_empty() {
        return klisida_views::kit::empty(
            "Tidak ada peran yang perlu dikonfirmasi",
            "Bila seorang administrator atau koordinator dinonaktifkan, peran yang pernah diberikannya muncul di sini.",
            (),
        )
        .into_any();
    }
    let action = Action::new();
    let confirm = Callback::new(move |grants: Vec<u32>| {
        let body = GrantsConfirm { grants };
        action.run(GrantConfirm {}, body, "Peran dikonfirmasi.", move |_| {
            list.reload();
        });
    });
    let every: Vec<u32> = items.iter().map(|it| it.id).take(MOST).collect();
    let rows = items
        .into_iter()
        .map(|it| row(it, all, action.busy, confirm))
        .collect_view();
    view! {
        <ErrorSummary faults=action.faults/>
        <ul class="rows card">{rows}</ul>
        <div class="actions">
            <Press
                label="Konfirmasi semua"
                class="btn plain"
                busy=action.busy
                on=Callback::new(move |()| confirm.run(every.clone()))
            />
        </div>
    }
    .into_any()
}

fn row(
    it: UnsureGrant,
    all: Loaded<Vec<Agency>>,
    busy: Busy,
    confirm: Callback<Vec<u32>>,
) -> AnyView {
    let id = it.id;
    let label = ["Konfirmasi ", it.grant.role.label(), ", ", &it.name].concat();
    let account = ["Buka akun ", &it.name].concat();
    let grant = it.grant.clone();
    let edition = it.edition.map(|name| view! { <small>{name}</small> });
    view! {
        <li>
            <div>
                <b>{it.name} " · " {move || agencies::role(&grant, all)}</b>
                {edition}
                <small>"diberikan oleh " {it.by} ", " {it.granted_at.wib().date_long()}</small>
            </div>
            <span class="cluster">
                <button
                    type="button"
                    class="btn small"
                    aria-label=label
                    disabled=move || busy.get()
                    on:click=move |_| confirm.run(vec![id])
                >
                    "Konfirmasi"
                </button>
                <a class="btn plain small" aria-label=account href=to::person(it.person)>
                    "Buka akun"
                </a>
            </span>
        </li>
    }
    .into_any()
}
