//! The designed pages for what cannot be shown: not there, and our own trouble.

use leptos::prelude::*;

use klisida_domain::paths::public;

use crate::{
    document::{Meta, Page},
    kit::scene,
};

/// 404: nothing at this address. The same for what exists but is not public.
pub fn not_found() -> Page<impl IntoView + use<>> {
    Page {
        meta: meta("Halaman tidak ditemukan"),
        body: view! {
            <div class="hero">
            <div class="head">
                <p class="eyebrow">"404"</p>
                <h1>"Halaman ini tidak ditemukan"</h1>
                <p class="lead">"Alamatnya mungkin salah ketik, atau halamannya belum terbit untuk umum."</p>
                <p class="cluster">
                    <a class="btn" href=public::CATALOGUE>"Cari di katalog"</a>
                    <a class="btn plain" href=public::HOME>"Ke beranda"</a>
                </p>
            </div>
            {scene()}
            </div>
        },
    }
}

/// 500: our trouble. `code` is what the visitor can quote to us.
pub fn broken(code: &str) -> Page<impl IntoView + use<>> {
    let code = code.to_owned();
    Page {
        meta: meta("Ada gangguan"),
        body: view! {
            <div class="hero">
            <div class="head">
                <p class="eyebrow">"Gangguan di server"</p>
                <h1>"Halaman ini sedang tidak bisa dibuka"</h1>
                <p class="lead">"Ini kesalahan kami, bukan Anda. Muat ulang halaman sebentar lagi."</p>
                <p>"Bila tetap begini, sebutkan kode ini kepada Klinik Inovasi: " <b class="code">{code}</b></p>
                <p class="cluster">
                    <a class="btn plain" href=public::HOME>"Ke beranda"</a>
                </p>
            </div>
            {scene()}
            </div>
        },
    }
}

fn meta(title: &str) -> Meta {
    Meta {
        title: title.to_owned(),
        description: title.to_owned(),
        path: public::HOME.to_owned(),
        ..Meta::default()
    }
}
