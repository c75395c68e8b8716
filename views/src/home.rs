//! `/`: what this is, three numbers, where the competition stands, and the ways in.

use leptos::{either::Either, prelude::*};

use klisida_domain::{
    competition::Standing,
    paths::public,
    publication::{BoardLink, Podium},
    text,
};

use crate::{
    board::{board_card, place, place_card},
    chip::SampleChip,
    document::{Meta, Page},
    kit::scene,
};

/// The numbers of the home page.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// The year that the duty is counted for.
    pub year: u16,
    /// Innovations in the catalogue.
    pub innovations: u32,
    /// Regencies, cities, provinces and bodies they come from.
    pub regions: u32,
    /// Agencies bound by Article 4(4).
    pub bound: u32,
    /// Those of them with at least one innovation in the catalogue.
    pub bound_with: u32,
    /// Editions that the public may know of, newest first; the page shows three.
    pub boards: Vec<BoardLink>,
    /// The first places of the result that was published last.
    pub latest: Option<Podium>,
}

const DESCRIPTION: &str = "Klinik Inovasi Daerah Kabupaten Bangka Barat: katalog inovasi, kompetisi yang dinilai terbuka, dan papan peringkat yang angkanya dapat ditelusuri.";

/// `/`.
pub fn page(home: &Home) -> Page<impl IntoView + use<>> {
    Page {
        meta: Meta {
            title: "Klinik Inovasi Daerah Bangka Barat".to_owned(),
            description: DESCRIPTION.to_owned(),
            path: public::HOME.to_owned(),
            index: true,
            ..Meta::default()
        },
        body: view! {
            <div class="hero">
            <div class="head">
                <p class="eyebrow">"Kabupaten Bangka Barat · Peraturan Bupati 54/2024"</p>
                <h1>"Dari ide sampai terbukti, terbuka di setiap langkah"</h1>
                <p class="lead">
                    "Klinik Inovasi Daerah membantu perangkat daerah membangun inovasi, lalu menilainya dalam kompetisi. Setiap angka di papan peringkat dapat ditelusuri asalnya."
                </p>
                <p class="cluster">
                    <a class="btn" href=public::BOARDS>"Lihat papan peringkat"</a>
                    <a class="btn plain" href=public::CATALOGUE>"Jelajahi katalog"</a>
                </p>
            </div>
            {scene()}
            </div>
            {figures(home)}
            {home.latest.as_ref().map(winners)}
            {competitions(home)}
            {criteria()}
        },
    }
}

fn figures(home: &Home) -> impl IntoView + use<> {
    let agencies = format!("{} dari {}", home.bound_with, home.bound);
    let others = home.regions.saturating_sub(1);
    view! {
        <dl class="figures">
            <div>
                <dt>"inovasi di katalog"</dt>
                <dd>{text::grouped(u64::from(home.innovations))}</dd>
            </div>
            <div>
                <dt>"instansi wajib sudah punya inovasi tercatat"</dt>
                <dd>{agencies}</dd>
            </div>
            <div>
                <dt>"daerah dan lembaga lain untuk ditiru"</dt>
                <dd>{text::grouped(u64::from(others))}</dd>
            </div>
        </dl>
    }
}

fn winners(podium: &Podium) -> impl IntoView + use<> {
    let to = public::board(&podium.slug);
    let steps = podium
        .places
        .iter()
        .map(|it| view! { <li class=place(it.rank)>{place_card(it)}</li> })
        .collect_view();
    view! {
        <section class="stack">
            <div class="split">
                <h2>{podium.edition.clone()}</h2>
                <a href=to>"Papan lengkap"</a>
            </div>
            <p class="chips">
                <span class="soft small">{format!("Hasil terbit {}", podium.published_at.wib().date_long())}</span>
                {podium.sample.then(SampleChip)}
            </p>
            <ol class="podium">{steps}</ol>
        </section>
    }
}

fn competitions(home: &Home) -> impl IntoView + use<> {
    let shown = home
        .boards
        .iter()
        .filter(|board| board.standing != Standing::Draft)
        .take(3);
    let cards = shown
        .map(|board| view! { <li>{board_card(board)}</li> })
        .collect_view();
    let body = if cards.is_empty() {
        Either::Left(view! {
            <p class="soft">
                "Belum ada kompetisi yang dibuka. Jadwal dan papan peringkat akan tampil di sini."
            </p>
        })
    } else {
        Either::Right(view! { <ul class="grid">{cards}</ul> })
    };
    view! {
        <section class="stack">
            <h2>"Kompetisi inovasi"</h2>
            {body}
        </section>
    }
}

fn criteria() -> impl IntoView {
    let steps = [
        ("Baca", "Juri membaca berkas setiap entri. Juri dari instansi sendiri tidak boleh menilai."),
        ("Nilai", "Lima kriteria Pasal 8, masing-masing dengan kalimat penjelas yang sama bagi semua juri."),
        ("Umumkan", "Hasil terbit sebagai versi yang tidak berubah, lengkap dengan bobot dan aturan seri."),
    ]
    .into_iter()
    .map(|(title, text)| {
        view! {
            <li>
                <b>{title}</b>
                <p class="soft">{text}</p>
            </li>
        }
    })
    .collect_view();
    view! {
        <section class="stack">
            <h2>"Bagaimana penilaian berjalan"</h2>
            <ol class="trio">{steps}</ol>
        </section>
    }
}
