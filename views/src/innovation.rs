//! `/inovasi/<slug>`: what is known of one innovation, and where it was judged.

use leptos::{either::Either, prelude::*};

use klisida_domain::{
    innovation::{Innovation, Query},
    law::Kind,
    paths::{self, public},
};

use crate::{
    catalogue::{card, carrier},
    chip::KindChip,
    document::{Meta, Page},
    kit::{Tone, notice},
    showcase::{self, Shown},
    steps,
};

/// A published result of the innovation.
#[derive(Clone, Debug)]
pub struct Result {
    /// Slug of the board.
    pub board: String,
    /// Name of the edition.
    pub edition: String,
    /// Rank in the current version.
    pub rank: u32,
    /// Score with the digits that the board shows.
    pub score: String,
    /// Invented data.
    pub sample: bool,
}

/// What the page of an innovation shows.
#[derive(Clone, Debug)]
pub struct InnovationPage {
    /// Whose page it is.
    pub innovation: Innovation,
    /// Its whole address, to be shared.
    pub address: String,
    /// From before 2 August 2024, and registered: it has the status by that (Article 17(1)).
    pub declared: bool,
    /// How the agency is reached, as it says itself.
    pub contact: Option<String>,
    /// What it belongs together with: slug and name of each.
    pub related: Vec<(String, String)>,
    /// Summary from a published dossier, empty when none.
    pub summary: String,
    /// What the clinic published of its record.
    pub shown: Option<Shown>,
    /// The summary is invented.
    pub sample: bool,
    /// Published results, newest first.
    pub results: Vec<Result>,
    /// Others worth a look, at most three.
    pub similar: Vec<Innovation>,
}

/// `/inovasi/<slug>`: facts, and what was published of its record.
pub fn page(it: &InnovationPage) -> Page<impl IntoView + use<>> {
    let item = &it.innovation;
    let description = format!(
        "{}: inovasi {}. {}, {}.",
        item.name,
        carrier(item),
        item.kind_words(),
        item.years.words()
    );
    let mut description: String = description.chars().take(160).collect();
    if description.chars().count() == 160 {
        description.push('…');
    }
    let shown = it.shown.as_ref();
    let told = shown.map(showcase::told);
    let beside = shown.map(showcase::beside);
    let course = shown.map(showcase::course);
    let regional = it.declared || shown.is_some_and(|shown| shown.regional);
    let why = if it.declared { " (Pasal 17)" } else { "" };
    // What was declared walked no stages.
    let walked = item.stage.filter(|_| !it.declared);
    let bar = walked.and_then(steps::course).map(|bar| {
        view! {
            <section class="stack" aria-label="Tahap inovasi">
                {bar}
            </section>
        }
    });
    // A record published by the clinic has its own summary.
    let summary = (!it.summary.is_empty() && told.is_none()).then(|| {
        view! {
            <section class="prose">
                <h2>"Ringkasan"</h2>
                <p>{it.summary.clone()}</p>
                {it.sample.then(|| view! { <p><span class="chip sample">"Teks contoh"</span></p> })}
            </section>
        }
    });
    let texts = told.is_some();
    let unverified = item.unverified.then(|| {
        notice(
            Tone::Info,
            "Sebagian data belum dapat diperiksa.",
            "Sumber terbuka untuk inovasi ini belum lengkap.",
        )
    });
    let similar = (!it.similar.is_empty()).then(|| {
        let cards = it
            .similar
            .iter()
            .map(|other| view! { <li>{card(other)}</li> })
            .collect_view();
        view! {
            <section class="stack">
                <h2>"Yang serupa"</h2>
                <ul class="grid">{cards}</ul>
            </section>
        }
    });
    Page {
        meta: Meta {
            title: item.name.clone(),
            description,
            path: public::innovation(&item.slug),
            index: true,
            ..Meta::default()
        },
        body: view! {
            <div class="head">
                <p class="eyebrow">
                    <a href=public::CATALOGUE>"Katalog inovasi"</a>
                </p>
                <h1>{item.name.clone()}</h1>
                <p class="cluster">
                    <KindChip kind=item.kind />
                    {item.replication.then(|| view! { <span class="tag">"Replikasi"</span> })}
                    {regional
                        .then(|| {
                            view! {
                                <span class="chip final">
                                    <span aria-hidden="true">"✓ "</span>
                                    "Inovasi daerah" {why}
                                </span>
                            }
                        })}
                </p>
            </div>
            {bar}
            {unverified}
            {summary}
            <div class=if texts { "sides" } else { "stack" }>
                {beside.flatten().map(|beside| view! { <div class="seen">{beside}</div> })}
                {told.map(|told| view! { <div>{told}</div> })}
                <div>
                    <section class="card stack">
                        <h2>"Keterangan"</h2>
                        {facts(item, shown)}
                    </section>
                    {related(&it.related)}
                    {reach(it)}
                    {results(&it.results)}
                    {course}
                </div>
            </div>
            {similar}
        },
    }
}

/// What it belongs together with.
fn related(all: &[(String, String)]) -> Option<impl IntoView + use<>> {
    (!all.is_empty()).then(|| {
        let rows = all
            .iter()
            .map(|(slug, name)| {
                view! {
                    <li>
                        <a href=public::innovation(slug)>{name.clone()}</a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="card stack">
                <h2>"Inovasi terkait"</h2>
                <ul class="rows">{rows}</ul>
            </section>
        }
    })
}

/// How its agency is reached, and the page handed on. Works without script.
fn reach(it: &InnovationPage) -> impl IntoView + use<> {
    let item = &it.innovation;
    let agency = item.agency_code.as_ref().map(|code| {
        view! {
            <p>
                <a href=public::agency(&code.0)>{item.agency.clone()}</a>
            </p>
        }
    });
    let contact = match &it.contact {
        Some(words) => view! { <p class="lines">{words.clone()}</p> }.into_any(),
        None => view! {
            <p class="soft small">"Instansi ini belum mencantumkan kontak untuk umum."</p>
        }
        .into_any(),
    };
    let own = it.contact.is_some() || item.agency_code.is_some();
    let text = format!("{}: {}", item.name, it.address);
    let whatsapp = format!("https://wa.me/?text={}", paths::encode(&text));
    view! {
        <section class="card stack">
            <h2>"Kontak dan bagikan"</h2>
            {own.then(|| view! { {agency} {contact} })}
            <p>
                <a href=whatsapp rel="nofollow noopener">"Bagikan lewat WhatsApp"</a>
            </p>
            <p class="soft small">"Alamat halaman ini: " <code class="wrap">{it.address.clone()}</code></p>
        </section>
    }
}

fn facts(item: &Innovation, shown: Option<&Shown>) -> impl IntoView + use<> {
    let recorded = |label: &'static str, words: &str| {
        (!words.is_empty()).then(|| {
            view! {
                <dt>{label}</dt>
                <dd>{words.to_owned()}</dd>
            }
        })
    };
    let affairs = shown.and_then(|it| recorded("Urusan", &it.content.affairs));
    let programme = shown.and_then(|it| recorded("Program RKPD", &it.content.programme));
    let agency = if let Some(code) = &item.agency_code {
        Either::Left(view! { <a href=public::agency(&code.0)>{item.agency.clone()}</a> })
    } else {
        Either::Right(item.agency.clone())
    };
    let region = (!item.region.is_empty()).then(|| {
        let to = paths::catalogue(&Query {
            region: item.region.clone(),
            ..Query::default()
        });
        let province = if item.province.is_empty() || item.province == item.region {
            String::new()
        } else {
            format!(", {}", item.province)
        };
        view! {
            <dt>"Wilayah"</dt>
            <dd><a href=to>{item.region.clone()}</a>{province}</dd>
        }
    });
    let origin = item.replication.then(|| {
        let from = item
            .replicated_from
            .clone()
            .unwrap_or_else(|| "asal belum tercatat".to_owned());
        view! {
            <dt>"Direplikasi dari"</dt>
            <dd>{from}</dd>
        }
    });
    view! {
        <dl class="facts">
            <dt>"Instansi"</dt>
            <dd>{agency}</dd>
            {region}
            <dt>"Tahun"</dt>
            <dd>{item.years.words()}</dd>
            <dt>"Jenis"</dt>
            <dd>{kind(item.kind)}</dd>
            <dt>"Pengusung"</dt>
            <dd>{item.carrier.label()}</dd>
            {affairs}
            {programme}
            {origin}
        </dl>
    }
}

fn kind(kind: Option<Kind>) -> impl IntoView {
    match kind {
        Some(kind) => {
            let meaning = format!(" {}. ", kind.meaning());
            Either::Left(view! {
                {kind.label()}
                <span class="soft">":" {meaning} {kind.article().to_string()}</span>
            })
        }
        None => Either::Right("Belum ditentukan"),
    }
}

fn results(results: &[Result]) -> impl IntoView + use<> {
    (!results.is_empty()).then(|| {
        let rows = results
            .iter()
            .map(|result| {
                let words = format!("Peringkat {} · nilai {}", result.rank, result.score);
                view! {
                    <li>
                        <div>
                            <a href=public::board(&result.board)>{result.edition.clone()}</a>
                            <small class="num">{words}</small>
                        </div>
                        {result.sample.then(|| view! { <span class="chip sample">"Nilai contoh"</span> })}
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="card stack">
                <h2>"Hasil kompetisi"</h2>
                <ul class="rows">{rows}</ul>
            </section>
        }
    })
}
