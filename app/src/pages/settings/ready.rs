//! Which parts of the app work on this device without signal.

use leptos::prelude::*;

use crate::{browser, chunk::Chunk, net, shell::use_ready, ui::Press};

/// The card.
pub fn section() -> AnyView {
    let ready = use_ready();
    let parts = ready.parts;
    let content = move || {
        if !browser::keeps_apps() {
            return view! { <p>"Peramban ini tidak dapat menyimpan aplikasi. Tanpa sinyal, KLISIDA tidak terbuka di sini."</p> }
                .into_any();
        }
        let parts = parts.get();
        match ready.missing(&parts) {
            None => view! { <p>"Sedang diperiksa…"</p> }.into_any(),
            Some(missing) => state(parts.len(), &missing),
        }
    };
    view! {
        <section class="card stack" aria-labelledby="luring">
            <h2 id="luring">"Tanpa sinyal"</h2>
            {content}
        </section>
    }
    .into_any()
}

fn state(all: usize, missing: &[Chunk]) -> AnyView {
    let here = all - missing.len();
    let count = format!("Siap tanpa sinyal: {here} dari {all} bagian.");
    if missing.is_empty() {
        return view! { <p>{count}</p> }.into_any();
    }
    let (ready, online) = (use_ready(), net::online());
    let names: Vec<&str> = missing.iter().map(|it| it.label()).collect();
    let names = format!("Belum ada: {}.", names.join("; "));
    let why = move || {
        if !online.get() {
            "Sisanya diunduh saat ada sinyal."
        } else if ready.saving.get() {
            "Penghemat data menyala: sisanya diunduh saat dibuka, atau bila Anda memintanya."
        } else {
            "Sisanya diunduh sendiri, paling lambat saat aplikasi dibuka lagi."
        }
    };
    let blocked = Signal::derive(move || (!online.get()).then_some("Tidak ada sinyal."));
    let label = Signal::derive(move || {
        if ready.fetching.get() {
            "Mengunduh…"
        } else {
            "Unduh sekarang"
        }
    });
    view! {
        <p>{count}</p>
        <p>{names}</p>
        <p>{why}</p>
        <div class="actions">
            <Press label=label class="btn plain" busy=ready.fetching blocked=blocked on=Callback::new(move |()| ready.fetch())/>
        </div>
    }
    .into_any()
}
