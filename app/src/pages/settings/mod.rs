//! The choices of this device and of the own account.

mod device;
mod password;
mod ready;

use klisida_domain::{access::CLINIC, account::Role, json};
use leptos::prelude::*;

use crate::{
    browser,
    session::use_session,
    settings::{Theme, use_settings},
    shell::use_update,
    store::{Room, use_store},
    ui::{Check, Page, Press, announce},
};

/// `/app/setelan`.
pub fn page() -> AnyView {
    let actor = use_session().person_untracked();
    let is = |roles: &[Role]| actor.as_ref().is_some_and(|actor| actor.is_any(roles));
    let (judge, desk) = (is(&[Role::Judge]), is(CLINIC));
    view! {
        <Page title="Setelan" width="narrow">
            {appearance()}
            {(judge || desk).then(|| shortcuts(judge, desk))}
            {password::section()}
            {device::section()}
            {ready::section()}
            {install()}
            {own_data()}
        </Page>
    }
    .into_any()
}

fn appearance() -> AnyView {
    let theme = use_settings().theme;
    let choices = Theme::ALL
        .into_iter()
        .map(|it| {
            view! {
                <label>
                    <input type="radio" name="tampilan" prop:checked=move || theme.get() == it on:change=move |_| theme.set(it)/>
                    {it.label()}
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="card stack" aria-labelledby="tampilan">
            <h2 id="tampilan">"Tampilan"</h2>
            <fieldset class="segment">
                <legend class="sr">"Terang atau gelap"</legend>
                {choices}
            </fieldset>
        </section>
    }
    .into_any()
}

/// Keys without Ctrl or Alt: whoever has them can switch them off (WCAG 2.1.4).
fn shortcuts(judge: bool, desk: bool) -> AnyView {
    let label = match (judge, desk) {
        (true, true) => "Pakai tombol pintas di lembar nilai dan meja klinik",
        (true, false) => "Pakai tombol pintas di lembar nilai",
        _ => "Pakai tombol pintas di meja klinik",
    };
    let hint = if judge {
        "1 sampai 5 memilih rentang, + dan − mengubah nilai, n ke kriteria berikutnya. Tekan ? di lembar nilai untuk melihat semuanya."
    } else {
        "j dan k berpindah baris, x memilih, Enter membuka. Tekan ? di meja klinik untuk melihat semuanya."
    };
    view! {
        <section class="card stack" aria-labelledby="pintas">
            <h2 id="pintas">"Papan ketik"</h2>
            <Check
                label=label
                value=use_settings().shortcuts
                hint=hint
            />
        </section>
    }
    .into_any()
}

fn install() -> AnyView {
    let update = use_update();
    let content = move || {
        if browser::is_installed() {
            view! { <p>"KLISIDA sudah terpasang di perangkat ini."</p> }.into_any()
        } else if update.installable.get() {
            view! {
                <p>"Pasang di layar utama: terbuka lebih cepat, juga tanpa sinyal."</p>
                <div class="actions">
                    <Press label="Pasang aplikasi" class="btn plain" on=Callback::new(move |()| update.install())/>
                </div>
            }
            .into_any()
        } else {
            view! { <p>"Untuk memasang di layar utama, buka menu peramban, lalu pilih \u{201c}Tambahkan ke layar utama\u{201d}."</p> }
                .into_any()
        }
    };
    view! {
        <section class="card stack" aria-labelledby="pasang">
            <h2 id="pasang">"Pasang aplikasi"</h2>
            {content}
        </section>
    }
    .into_any()
}

/// What this device holds of the person, as a file. (What the server holds is in the privacy page.)
fn own_data() -> AnyView {
    let (store, session) = (use_store(), use_session());
    let save = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            let mut parts = Vec::new();
            if let Some(actor) = session.person_untracked()
                && let Ok(text) = json::write(&actor)
            {
                parts.push(["{\"akun\":", &text].concat());
            }
            let drafts: Vec<String> = store
                .list(Room::Drafts, "")
                .await
                .unwrap_or_default()
                .into_iter()
                .map(|(key, value)| [&quoted(&key), ":", &value].concat())
                .collect();
            parts.push(["\"isian\":{", &drafts.join(","), "}}"].concat());
            browser::download(
                "klisida-data-saya.json",
                "application/json",
                &parts.join(","),
            );
            announce("Berkas dibuat.");
        });
    });
    view! {
        <section class="card stack" aria-labelledby="data">
            <h2 id="data">"Data saya"</h2>
            <p>"Unduh akun Anda dan semua isian yang ada di perangkat ini sebagai berkas."</p>
            <div class="actions">
                <Press label="Unduh data saya" class="btn plain" on=save/>
            </div>
        </section>
    }
    .into_any()
}

fn quoted(text: &str) -> String {
    json::write(text).unwrap_or_default()
}
