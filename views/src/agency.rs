//! `/instansi/<kode>`: one agency of the regency and its innovations.

use leptos::{either::Either, prelude::*};

use klisida_domain::{
    agency::{Agency, Obligation},
    innovation::Innovation,
    law::Article,
    paths::public,
};

use crate::{
    catalogue::card,
    document::{Meta, Page},
    kit::{empty, pager},
};

/// The article of the yearly duty.
const DUTY: Article = Article::ayat(4, 4);

/// What the page of an agency shows.
#[derive(Clone, Debug)]
pub struct AgencyPage {
    /// Whose page it is.
    pub agency: Agency,
    /// The body it belongs to: code and name.
    pub parent: Option<Agency>,
    /// Its units, by name.
    pub units: Vec<Agency>,
    /// How many innovations it has, those of its units included.
    pub count: u32,
    /// A page of them, by name.
    pub innovations: Vec<Innovation>,
    /// This is the first page.
    pub first: bool,
    /// Address of the next page.
    pub next: Option<String>,
}

/// `/instansi/<code>`: what an agency is, and its innovations.
pub fn page(it: &AgencyPage) -> Page<impl IntoView + use<>> {
    let agency = &it.agency;
    let count = it.count;
    let back = (!it.first).then(|| public::agency(&agency.code.0));
    let parent = it.parent.as_ref().map(|parent| {
        view! {
            <dt>"Bagian dari"</dt>
            <dd><a href=public::agency(&parent.code.0)>{parent.name.clone()}</a></dd>
        }
    });
    let units = (!it.units.is_empty()).then(|| {
        let links = it
            .units
            .iter()
            .map(|unit| view! { <a class="chip" href=public::agency(&unit.code.0)>{unit.name.clone()}</a> })
            .collect_view();
        view! {
            <section class="stack">
                <h2>"Unit di bawahnya"</h2>
                <div class="chips">{links}</div>
            </section>
        }
    });
    let list = if it.innovations.is_empty() {
        Either::Left(empty(
            "Belum ada inovasi tercatat",
            "Inovasi instansi ini tampil di sini setelah masuk katalog.",
            view! { <a class="btn plain" href=public::CATALOGUE>"Lihat inovasi instansi lain"</a> },
        ))
    } else {
        let cards = it
            .innovations
            .iter()
            .map(|item| view! { <li>{card(item)}</li> })
            .collect_view();
        Either::Right(view! { <ul class="grid">{cards}</ul> })
    };
    Page {
        meta: Meta {
            title: agency.name.clone(),
            description: format!(
                "{} Kabupaten Bangka Barat: {count} inovasi di katalog.",
                agency.name
            ),
            path: public::agency(&agency.code.0),
            index: true,
            ..Meta::default()
        },
        body: view! {
            <div class="head">
                <p class="eyebrow">"Instansi · Kabupaten Bangka Barat"</p>
                <h1>{agency.name.clone()}</h1>
            </div>
            <section class="card">
                <dl class="facts">
                    {parent}
                    <dt>"Satu Instansi Satu Inovasi"</dt>
                    <dd>{duty(agency.obligation)} " " <span class="soft">{DUTY.to_string()}</span></dd>
                    <dt>"Inovasi di katalog"</dt>
                    <dd class="num">{count}</dd>
                </dl>
            </section>
            <section class="stack">
                <h2>"Inovasi"</h2>
                {list}
                {pager(back, it.next.clone())}
            </section>
            {units}
        },
    }
}

const fn duty(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::Bound => "Wajib punya inovasi setiap tahun.",
        Obligation::Free => "Dihitung bersama instansi induknya.",
        Obligation::Undecided => "Menunggu keputusan koordinator.",
    }
}
