//! `/katalog`: search and list of innovations; a plain GET form, every state in the address.

use leptos::{either::Either, prelude::*};

use klisida_domain::{
    agency::AgencyCode,
    innovation::{Innovation, PAGE_SIZE, Query},
    law::{KIND_UNDECIDED, Kind, Stage},
    paths::{self, public},
    stage::Place,
    text,
};

use crate::{
    chip::KindChip,
    document::{Meta, Page},
    kit::{empty, head, pager},
};

/// Inside the app a link to a public page leaves the router.
const REL: Option<&str> = if cfg!(feature = "csr") {
    Some("external")
} else {
    None
};

/// What the catalogue page shows.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The search.
    pub query: Query,
    /// How many innovations match.
    pub total: u32,
    /// Those of this page, at most [`PAGE_SIZE`].
    pub items: Vec<Innovation>,
    /// Choices: regions as stored, by name.
    pub regions: Vec<String>,
    /// Choices: agencies of the regency, by name.
    pub agencies: Vec<(AgencyCode, String)>,
    /// Choices: years, newest first.
    pub years: Vec<u16>,
}

/// Value of the kind field for innovations without a kind.
pub const NO_KIND: &str = "belum";

/// The page.
pub fn page(catalogue: &Catalogue) -> Page<impl IntoView + use<>> {
    let query = &catalogue.query;
    let searching = !query.is_empty();
    Page {
        meta: Meta {
            title: "Katalog inovasi".to_owned(),
            description:
                "Katalog inovasi daerah: cari menurut kata, jenis, wilayah, instansi, tahun, dan tahap."
                    .to_owned(),
            path: paths::catalogue(query),
            index: !searching,
            ..Meta::default()
        },
        body: view! {
            {head("Klinik Inovasi Daerah", "Katalog inovasi", "Inovasi nyata dari Bangka Barat dan daerah lain, untuk dipelajari dan ditiru.")}
            {form(catalogue)}
            {results(catalogue)}
        },
    }
}

fn form(catalogue: &Catalogue) -> impl IntoView + use<> {
    let query = &catalogue.query;
    let kinds = Kind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), kind.short().to_owned()))
        .chain([(NO_KIND.to_owned(), format!("Jenis {KIND_UNDECIDED}"))])
        .collect();
    let regions = catalogue
        .regions
        .iter()
        .map(|region| (region.clone(), region.clone()))
        .collect();
    let agencies = catalogue
        .agencies
        .iter()
        .map(|(code, name)| (code.0.clone(), name.clone()))
        .collect();
    let years = catalogue
        .years
        .iter()
        .map(|year| (year.to_string(), year.to_string()))
        .collect();
    let stages = Stage::ALL
        .iter()
        .map(|stage| Place::In(*stage))
        .chain([Place::Finished, Place::Continued, Place::Outside])
        .map(|place| (place.code().to_owned(), place.label().to_owned()))
        .collect();
    view! {
        <form class="card tools" role="search" method="get" action=public::CATALOGUE>
            <div class="field wide">
                <label for="q">"Kata kunci"</label>
                <input type="search" id="q" name="q" value=query.q.clone() autocomplete="off" />
            </div>
            {select("jenis", "Jenis", "Semua jenis", kinds, &query.kind)}
            {select("wilayah", "Wilayah", "Semua wilayah", regions, &query.region)}
            {select("instansi", "Instansi", "Semua instansi", agencies, &query.agency)}
            {select("tahun", "Tahun", "Semua tahun", years, &query.year)}
            {select("tahap", "Tahap", "Semua tahap", stages, &query.stage)}
            <button class="btn">"Cari"</button>
        </form>
    }
}

fn select(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    choices: Vec<(String, String)>,
    chosen: &str,
) -> impl IntoView + use<> {
    let options = choices
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                <option value="">{all}</option>
                {options}
            </select>
        </div>
    }
}

fn results(catalogue: &Catalogue) -> impl IntoView + use<> {
    let query = &catalogue.query;
    let searching = !query.is_empty();
    let clear = searching.then(|| view! { <a href=public::CATALOGUE>"Hapus saringan"</a> });
    let count = format!("{} inovasi", text::grouped(u64::from(catalogue.total)));
    if catalogue.total == 0 {
        let (title, words) = if searching {
            (
                "Tidak ada yang cocok",
                "Coba kata yang lebih pendek atau hapus sebagian saringan.",
            )
        } else {
            (
                "Katalog masih kosong",
                "Inovasi tampil di sini setelah koordinator memuat data yang pertama.",
            )
        };
        let way = searching.then(
            || view! { <a class="btn plain" href=public::CATALOGUE>"Tampilkan semua inovasi"</a> },
        );
        return Either::Left(empty(title, words, way));
    }
    let pages = catalogue.total.div_ceil(PAGE_SIZE);
    let page = query.page.clamp(1, pages);
    let at = |page: u32| {
        paths::catalogue(&Query {
            page,
            ..query.clone()
        })
    };
    let previous = (page > 1).then(|| at(page - 1));
    let next = (page < pages).then(|| at(page + 1));
    let cards = catalogue
        .items
        .iter()
        .map(|item| view! { <li>{card(item)}</li> })
        .collect_view();
    Either::Right(view! {
        <section class="stack" aria-label="Hasil">
            <p class="split" role="status">
                <b>{count}</b>
                {clear}
            </p>
            <ul class="grid">{cards}</ul>
            {pager(page, pages, previous, next)}
        </section>
    })
}

/// An innovation as a card: name, who and where, kind and year.
pub fn card(item: &Innovation) -> impl IntoView + use<> {
    view! {
        <a class="card" rel=REL href=public::innovation(&item.slug)>
            <b>{item.name.clone()}</b>
            <span class="soft small">{carrier(item)}</span>
            <span class="cluster">
                <KindChip kind=item.kind />
                <span class="tag">{item.years.words()}</span>
                {item.stage.map(|place| view! { <span class="tag">{place.label()}</span> })}
                {item.replication.then(|| view! { <span class="tag">"Replikasi"</span> })}
            </span>
        </a>
    }
}

/// Agency and region in one line, the region only where the agency does not name it.
pub fn carrier(item: &Innovation) -> String {
    if item.region.is_empty() || item.agency.contains(&item.region) {
        item.agency.clone()
    } else {
        format!("{}, {}", item.agency, item.region)
    }
}
