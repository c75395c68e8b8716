//! What is still on this device: each file with its state, and what can be done when the server will not have it.

use klisida_domain::ids::EvidenceId;
use leptos::prelude::*;
use web_sys::Url;

use super::{Room, purpose_words};
use crate::{
    offline::files::PendingFile,
    store::{StoreFault, use_store},
    ui::{Check, Press, announce},
};

/// The queue of this innovation.
pub fn view(room: Room) -> AnyView {
    let upload = room.upload();
    let ids = Memo::new(move |_| {
        upload
            .waiting_for(room.id())
            .iter()
            .map(|it| it.id)
            .collect::<Vec<_>>()
    });
    let some = Memo::new(move |_| ids.with(|it| !it.is_empty()));
    let trouble = use_store().trouble();
    let full = move || {
        (trouble.get() == Some(StoreFault::Full)).then(|| {
            view! {
                <div class="notice warn" role="alert">
                    <p>{StoreFault::Full.words()}</p>
                </div>
            }
        })
    };
    let count = move || ids.with(|it| [&it.len().to_string(), " belum terkirim"].concat());
    let blocked = Signal::derive(move || upload.held().map(str::to_owned));
    let reason = move || {
        blocked
            .get()
            .map(|words| view! { <p class="soft small">{words}</p> })
    };
    let send = Callback::new(move |()| {
        announce("Mengirim…");
        upload.send_now();
    });
    let list = move || {
        some.get().then(|| {
            view! {
                <h2>{count}</h2>
                {reason}
                <ul class="rows">
                    <For each=move || ids.get() key=|id| *id children=move |id| row(room, id)/>
                </ul>
                <div class="actions">
                    <Press label="Kirim sekarang" class="btn plain" on=send/>
                </div>
            }
        })
    };
    view! {
        <section class="card stack" aria-label="Di perangkat ini">
            {full}
            {list}
            {wifi(room)}
        </section>
    }
    .into_any()
}

/// "Hanya kirim lewat Wi-Fi": only where the browser knows the difference, and it says so elsewhere.
fn wifi(room: Room) -> AnyView {
    let upload = room.upload();
    if !upload.knows_connection() {
        return view! {
            <p class="soft small">
                "Peramban ini tidak memberi tahu jenis sambungan, jadi berkas dikirim lewat sambungan apa pun."
            </p>
        }
        .into_any();
    }
    let on = RwSignal::new(upload.wifi_only.get_untracked());
    Effect::new(move |before: Option<bool>| {
        let now = on.get();
        if before.is_some_and(|before| before != now) {
            upload.set_wifi_only(now);
        }
        now
    });
    view! { <Check label="Hanya kirim lewat Wi-Fi" value=on/> }.into_any()
}

fn row(room: Room, id: EvidenceId) -> AnyView {
    let upload = room.upload();
    let file = Memo::new(move |_| {
        upload
            .pending
            .with(|list| list.iter().find(|it| it.id == id).cloned())
    });
    let percent = Memo::new(move |_| {
        let sending = upload.sending.get();
        sending.filter(|(at, _)| *at == id).map(|(_, n)| n)
    });
    let Some(first) = file.get_untracked() else {
        return ().into_any();
    };
    let state = move || {
        let class = match (percent.get(), file.get()) {
            (Some(_), _) => "state sending",
            (None, Some(it)) if it.refusal.is_some() => "state failed",
            _ => "state local",
        };
        let words = file.get().map(|it| upload.words(&it)).unwrap_or_default();
        view! { <span class=class>{words}</span> }
    };
    let bar = move || {
        percent.get().map(
            |n| view! { <progress max="100" value=n.to_string() aria-label="Terkirim"></progress> },
        )
    };
    let facts = [
        purpose_words(first.purpose).as_str(),
        " · ",
        &first.size_words(),
        if first.note.is_empty() { "" } else { " · " },
        &first.note,
    ]
    .concat();
    let name = first.name.clone();
    view! {
        <li class="progressrow">
            {thumb(room, &first)}
            <div>
                <b>{first.name.clone()}</b>
                <small>{facts}</small>
                {state}
                {bar}
                {move || deeds(room, file.get(), &name)}
            </div>
        </li>
    }
    .into_any()
}

/// Why it stays, and what to do about it.
fn deeds(room: Room, file: Option<PendingFile>, name: &str) -> Option<AnyView> {
    let upload = room.upload();
    let file = file?;
    let id = file.id;
    let throw = Callback::new(move |()| {
        upload.discard(id);
        announce("Berkas dihapus dari perangkat ini.");
    });
    let loose = (!file.kept).then(|| {
        view! {
            <small>"Belum tersimpan di perangkat. Biarkan halaman ini terbuka sampai terkirim."</small>
        }
    });
    let may_pass = file.may_pass();
    let refusal = file.refusal.map(|problem| {
        let again = may_pass.then(|| {
            let again = Callback::new(move |()| upload.again(id));
            view! { <Press label="Coba lagi" class="btn plain small" on=again/> }
        });
        view! {
            <p class="error">{problem.words()}</p>
            <div class="actions">
                {again}
                <Press label=["Buang ", name].concat() class="btn plain small" on=throw/>
            </div>
        }
    });
    Some(view! { {loose} {refusal} }.into_any())
}

/// The picture itself, small, from the device.
fn thumb(room: Room, file: &PendingFile) -> Option<AnyView> {
    if !file.kind.is_image() {
        return None;
    }
    let (id, upload) = (file.id, room.upload());
    let address = RwSignal::new(None::<String>);
    leptos::task::spawn_local(async move {
        if let Some(found) = upload.picture(id).await {
            // The row may be gone by now.
            if address.try_set(Some(found.clone())).is_some() {
                let _ = Url::revoke_object_url(&found);
            }
        }
    });
    on_cleanup(move || {
        if let Some(Some(found)) = address.try_get_untracked() {
            let _ = Url::revoke_object_url(&found);
        }
    });
    let name = file.name.clone();
    Some(
        view! { <img class="thumb" alt=["Foto ", &name].concat() src=move || address.get()/> }
            .into_any(),
    )
}
