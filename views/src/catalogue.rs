//! `/katalog`: search and list of innovations; a plain GET form, every state in the address.

use leptos::{either::Either, prelude::*};

use klisida_domain::{
    agency::AgencyCode,
    innovation::{Innovation, Query},
    law::{KIND_UNDECIDED, Kind, Stage},
    page::Cursor,
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

/// What a search may have meant besides its words as they stand.
#[derive(Clone, Debug, Default)]
pub struct Meant {
    /// The same with words read as a kind or a year.
    pub filters: Option<Query>,
    /// The words as they were typed, where that reading is what the page shows, because as they stood they found nothing.
    pub read_from: Option<String>,
    /// The words as the catalogue spells them, where they found nothing.
    pub words: Option<String>,
}

/// What the catalogue page shows.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The search.
    pub query: Query,
    /// What else it may mean.
    pub meant: Meant,
    /// How many innovations match, as far as they were counted; 0 where they were not.
    pub total: u32,
    /// There may be more than `total`.
    pub more: bool,
    /// Those of this page, at most [`klisida_domain::innovation::PAGE_SIZE`].
    pub items: Vec<Innovation>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// Choices: regions as stored, by name.
    pub regions: Vec<String>,
    /// Choices: agencies of the regency, by name.
    pub agencies: Vec<(AgencyCode, String)>,
    /// Choices: years, newest first.
    pub years: Vec<u16>,
}

/// Value of the kind field for innovations without a kind.
pub const NO_KIND: &str = "belum";

/// `/katalog`: search, filters, one page of results.
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
            index: !searching && query.after.is_none(),
            ..Meta::default()
        },
        body: view! {
            {head("Klinik Inovasi Daerah", "Katalog inovasi", "Inovasi dari Bangka Barat dan daerah lain, untuk dipelajari dan ditiru.")}
            {form(catalogue)}
            {meant(catalogue)}
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
    let chosen = [
        &query.kind,
        &query.region,
        &query.agency,
        &query.year,
        &query.stage,
    ]
    .into_iter()
    .filter(|value| !value.is_empty())
    .count();
    let heading = if chosen == 0 {
        "Saring".to_owned()
    } else {
        format!("Saring ({chosen})")
    };
    view! {
        <form class="card finder" role="search" method="get" action=public::CATALOGUE>
            <div class="field">
                <label for="q">"Kata kunci"</label>
                <input type="search" id="q" name="q" value=query.q.clone() autocomplete="off" />
            </div>
            <button class="btn">"Cari"</button>
            <details open=chosen != 0>
                <summary>{heading}</summary>
                <div>
                    {select("jenis", "Jenis", "Semua jenis", kinds, &query.kind)}
                    {select("wilayah", "Wilayah", "Semua wilayah", regions, &query.region)}
                    {select("instansi", "Instansi", "Semua instansi", agencies, &query.agency)}
                    {select("tahun", "Tahun", "Semua tahun", years, &query.year)}
                    {select("tahap", "Tahap", "Semua tahap", stages, &query.stage)}
                </div>
            </details>
        </form>
    }
}

/// The search in words: `“jebus”, jenis Metode, tahun 2022`.
fn in_words(query: &Query) -> String {
    let words = Some(&query.q)
        .filter(|q| !q.is_empty())
        .map(|q| format!("“{q}”"));
    let kind = Kind::from_code(&query.kind).map(|kind| format!("jenis {}", kind.short()));
    let year = Some(&query.year)
        .filter(|year| !year.is_empty())
        .map(|year| format!("tahun {year}"));
    [words, kind, year]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// What else the search may mean, as ways there.
fn meant(catalogue: &Catalogue) -> impl IntoView + use<> {
    let spelled = catalogue.meant.words.as_ref().map(|words| Query {
        q: words.clone(),
        ..Query::default()
    });
    let ways = catalogue
        .meant
        .filters
        .iter()
        .chain(&spelled)
        .map(|query| view! { <a href=paths::catalogue(query)>{in_words(query)}</a> })
        .collect_view();
    let read = catalogue.meant.read_from.as_ref().map(|typed| {
        let now = in_words(&catalogue.query);
        view! { <p class="soft">{format!("Tidak ada yang memuat “{typed}”. Ini hasil untuk {now}.")}</p> }
    });
    view! {
        {read}
        {(!ways.is_empty()).then(|| view! { <p class="meant">"Maksud Anda: " {ways}"?"</p> })}
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
    let later = query.after.is_some();
    let count = counted(catalogue.total, catalogue.more);
    let at = |after: Option<Cursor>| {
        paths::catalogue(&Query {
            after,
            ..query.clone()
        })
    };
    let ways = pager(
        later.then(|| at(None)),
        catalogue.next.clone().map(|next| at(Some(next))),
    );
    if catalogue.items.is_empty() {
        let (title, words) = if catalogue.next.is_some() {
            (
                "Belum ada yang cocok di bagian ini",
                "Katalog dicari bagian demi bagian. Lanjutkan, atau pakai kata yang lebih khusus.",
            )
        } else if later {
            (
                "Tidak ada lagi yang cocok",
                "Bagian akhir katalog sudah dicari.",
            )
        } else if query.is_unreadable() {
            (
                "Tidak ada yang cocok",
                "Kata kunci tidak memuat huruf atau angka. Tulis sebagian nama, instansi, atau tahunnya.",
            )
        } else if searching {
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
        return Either::Left(view! {
            {empty(title, words, way)}
            {ways}
        });
    }
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
            {ways}
        </section>
    })
}

/// How many were found: `293 inovasi`, `Lebih dari 100 inovasi`; nothing where they were not counted.
fn counted(total: u32, more: bool) -> String {
    match (total, more) {
        (0, true) => "Halaman berikutnya dari hasil pencarian".to_owned(),
        (101.., true) => "Lebih dari 100 inovasi".to_owned(),
        (_, true) => format!("Sedikitnya {} inovasi", text::grouped(u64::from(total))),
        (_, false) => format!("{} inovasi", text::grouped(u64::from(total))),
    }
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
