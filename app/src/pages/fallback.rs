//! Pages that stand in for another: waiting, not yours, not there.

use leptos::prelude::*;

use crate::{
    session::use_session,
    ui::{Page, no_right},
};

/// The frame of a page while it is not known who is here.
pub fn waiting(title: &'static str) -> AnyView {
    let session = use_session();
    let content = move || match session.fault.get() {
        None => view! {
            <p class="sr" role="status">"Memuat…"</p>
            {klisida_views::kit::skeleton(5)}
        }
        .into_any(),
        Some(fault) => crate::ui::faults_view(&fault, None, Signal::stored(false), move || {
            leptos::task::spawn_local(session.ask());
        }),
    };
    view! { <Page title=title>{content}</Page> }.into_any()
}

/// A page whose part of the app did not come.
pub fn not_loaded(title: &'static str, again: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    view! {
        <Page title=title>
            <div class="empty" role="alert">
                <p class="soft">"Bagian ini belum sempat dimuat ke perangkat. Periksa sambungan, lalu coba lagi. Pekerjaan Anda tidak terpengaruh."</p>
                <button type="button" class="btn" on:click=move |_| again()>"Coba lagi"</button>
            </div>
        </Page>
    }
    .into_any()
}

/// A page of somebody else.
pub fn not_yours(title: &'static str, words: &'static str) -> AnyView {
    view! { <Page title=title>{no_right(words)}</Page> }.into_any()
}

/// No such page below `/app`.
pub fn missing() -> AnyView {
    view! {
        <Page title="Halaman ini tidak ada" width="narrow">
            <div class="empty">
                <p class="soft">"Alamatnya mungkin berubah atau salah ketik. Pekerjaan Anda tidak terpengaruh."</p>
                <a class="btn" href="/app">"Ke beranda"</a>
            </div>
        </Page>
    }
    .into_any()
}

/// No such page at all.
pub fn lost() -> AnyView {
    crate::shell::plain(missing())
}
