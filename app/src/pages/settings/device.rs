//! The own devices that are signed in.

use klisida_domain::{
    api::{DeviceEnd, DeviceList},
    ids::SessionId,
    time::distance,
    wire::{Device, Empty},
};
use leptos::prelude::*;

use crate::{
    action::Action,
    clock,
    ui::{Ask, load},
};

/// The list.
pub fn section() -> AnyView {
    let devices = load(DeviceList {});
    let open = RwSignal::new(false);
    let action = Action::new().closes(open);
    let picked = RwSignal::new(None::<SessionId>);
    let end = Callback::new(move |_: String| {
        let Some(session) = picked.get_untracked() else {
            return;
        };
        let said = "Perangkat itu sudah keluar.";
        action.run(DeviceEnd { session }, Empty {}, said, move |_| {
            devices.reload();
        });
    });
    let ask = Callback::new(move |id: SessionId| {
        action.faults.clear();
        picked.set(Some(id));
        open.set(true);
    });
    view! {
        <section class="card stack" aria-labelledby="gawai">
            <h2 id="gawai">"Perangkat yang masuk"</h2>
            {devices.view("daftar perangkat", move |list| rows(list, ask))}
        </section>
        <Ask
            open=open
            title="Keluarkan perangkat ini?"
            text="Orang yang memakainya harus masuk lagi dengan kata sandi."
            action="Keluarkan"
            busy=action.busy
            faults=action.faults
            on=end
        />
    }
    .into_any()
}

fn rows(list: Vec<Device>, ask: Callback<SessionId>) -> AnyView {
    let rows = list.into_iter().map(|it| row(it, ask)).collect_view();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

fn row(it: Device, ask: Callback<SessionId>) -> AnyView {
    let seen = match distance(clock::now(), it.seen_at).as_str() {
        "sekarang" => "aktif sekarang".to_owned(),
        words => ["terakhir ", words].concat(),
    };
    let id = it.id;
    let way = if it.current {
        view! { <span class="tag done">"Perangkat ini"</span> }.into_any()
    } else {
        let label = ["Keluarkan ", &it.label].concat();
        view! {
            <button type="button" class="btn plain small" aria-label=label on:click=move |_| ask.run(id)>
                "Keluarkan"
            </button>
        }
        .into_any()
    };
    view! {
        <li>
            <div>
                <b>{it.label}</b>
                <small>
                    "masuk " {it.created_at.wib().date_long()} " · " {seen} {it.remembered.then_some(" · diingat")}
                </small>
            </div>
            {way}
        </li>
    }
    .into_any()
}
