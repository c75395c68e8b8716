//! The menu in the header, and signing out: never with unsent work thrown away unasked.

use gloo_timers::future::TimeoutFuture;
use klisida_views::icon::{Icon, Shape};
use leptos::{html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use super::{
    guide,
    nav::{link, ways},
};
use crate::{
    action::Action,
    api::Fault,
    offline::outbox::use_outbox,
    paths as to,
    session::{Rest, use_session},
    store::{Room, use_store},
    ui::{Dialog, ErrorSummary, Press},
};

/// The menu.
pub fn menu() -> AnyView {
    let (session, store, unsent) = (use_session(), use_store(), use_outbox());
    let path = use_location().pathname;
    let help = guide::address();
    let node = NodeRef::<html::Details>::new();
    let shut = move || {
        if let Some(menu) = node.get_untracked() {
            menu.set_open(false);
        }
    };
    Effect::new(move || {
        path.with(|_| ());
        shut();
    });

    let asking = RwSignal::new(false);
    let action = Action::new();
    let navigate = use_navigate();
    let go = Callback::new(move |rest: Rest| {
        let navigate = navigate.clone();
        action.job(async move {
            // Only what is still on its way is worth its room.
            store.clear_cache().await;
            if rest == Rest::Stays && !unsent.keep_all().await {
                asking.set(true);
                return Err(Fault::NotKept(
                    "Penyimpanan di perangkat ini penuh, jadi sebagian isian tidak dapat disimpan. Kirim dulu selagi ada sinyal, kosongkan ruang, atau keluar dan hapus isian.",
                ));
            }
            asking.set(false);
            if !session.leave(rest, &unsent.settled()).await {
                navigate(to::SIGN_IN, NavigateOptions::default());
            }
            Ok(String::new())
        });
    });
    let ask = move |_| {
        shut();
        leptos::task::spawn_local(async move {
            let drafts = store.list(Room::Drafts, "").await.unwrap_or_default();
            let unsettled = |synced: bool| {
                let settled = unsent.settled();
                drafts.iter().any(|(key, _)| {
                    let sent_by_itself = key.starts_with("sheet/") || key.starts_with("part/");
                    !settled.contains(key) && (sent_by_itself || !synced)
                })
            };
            // Those who know what was sent may only just be coming in.
            for _ in 0..40 {
                if !unsettled(true) || !unsent.list.with_untracked(Vec::is_empty) {
                    break;
                }
                TimeoutFuture::new(50).await;
            }
            if !unsettled(false) && unsent.list.with_untracked(Vec::is_empty) {
                go.run(Rest::Goes);
            } else {
                action.faults.clear();
                asking.set(true);
            }
        });
    };
    let waiting = move || unsent.count();
    let title = Signal::derive(move || match waiting() {
        0 => "Keluar dari perangkat ini?".to_owned(),
        count => [&count.to_string(), " kiriman belum terkirim"].concat(),
    });

    let links = move || {
        session.person().map(|actor| {
            let more = ways(&actor).into_iter().skip(4).map(link).collect_view();
            view! {
                <p class="who">
                    <b>{actor.name.clone()}</b>
                    <small>{actor.roles().into_iter().map(klisida_domain::account::Role::label).collect::<Vec<_>>().join(", ")}</small>
                </p>
                {more}
                {link((to::OUTBOX, "Kiriman", Shape::Outbox))}
                {link((to::SETTINGS, "Setelan", Shape::Settings))}
                <button type="button" on:click=ask>
                    <Icon shape=Shape::Leave/>
                    "Keluar"
                </button>
            }
        })
    };
    view! {
        <details
            class="menu"
            node_ref=node
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    shut();
                }
            }
        >
            <summary>"Menu"</summary>
            <div>
                {links}
                <a href=help rel="external">
                    <Icon shape=Shape::Help/>
                    "Bantuan"
                </a>
            </div>
        </details>
        <Dialog open=asking title=title>
            <ErrorSummary faults=action.faults/>
            <p>
                "Ada isian di perangkat ini yang belum terkirim. Bila disimpan, isian dikunci: tidak dapat dibaca siapa pun di perangkat ini sampai Anda sendiri masuk lagi di sini, lalu terkirim. Bila dihapus, isian itu hilang."
            </p>
            <div class="actions">
                <Press label="Keluar, simpan isian di perangkat ini" busy=action.busy on=Callback::new(move |()| go.run(Rest::Stays))/>
                <Press label="Keluar dan hapus isian" class="btn danger" busy=action.busy on=Callback::new(move |()| go.run(Rest::Goes))/>
                <Press label="Batal" class="btn plain" on=Callback::new(move |()| asking.set(false))/>
            </div>
        </Dialog>
    }
    .into_any()
}
