//! The entry behind a sheet: summary, a text per criterion, links. Beside the sheet, or on a page of its own.

use klisida_domain::{
    api::SheetShow, ids::AssignmentId, law::Criterion, problem::Code, wire::JudgeEntry,
};
use klisida_views::chip::kind_words;
use leptos::prelude::*;

use super::{
    pack, state,
    work::{Work, text_id},
};
use crate::{
    paths::{self as to, param},
    ui::{Page, load_kept, no_right},
};

/// The page.
pub fn page() -> AnyView {
    let Some(assignment) = param::<AssignmentId>("assignment") else {
        return view! { <Page title="Entri tidak ada">{no_right(Code::BadId.words())}</Page> }
            .into_any();
    };
    let loaded = load_kept(pack::entry_key(assignment), SheetShow { assignment });
    let title = Signal::derive(move || {
        loaded.with(|entry| {
            entry.map_or_else(|| "Baca entri".to_owned(), |entry| entry.item.name.clone())
        })
    });
    let eyebrow = Signal::derive(move || {
        loaded.with(|entry| {
            entry.map_or_else(String::new, |entry| {
                ["Entri ", &state::number(entry.item.number)].concat()
            })
        })
    });
    let lead = Signal::derive(move || {
        loaded.with(|entry| entry.map_or_else(String::new, |entry| entry.item.agency.clone()))
    });
    let body = loaded.view("entri", move |entry| {
        view! {
            <article class="dossier card">{content(&entry)}</article>
            <div class="actions">
                <a class="btn" href=to::sheet(assignment)>
                    "Isi lembar nilai"
                </a>
            </div>
        }
        .into_any()
    });
    view! {
        <Page
            title=title
            eyebrow=eyebrow
            lead=lead
            back=(to::sheet(assignment), "Lembar nilai".to_owned())
            width="narrow"
        >
            {body}
        </Page>
    }
    .into_any()
}

/// The entry beside the sheet; only where there is room for both.
pub fn aside(work: Work) -> AnyView {
    let entry = Memo::new(move |_| {
        work.entry.with(|entry| {
            // Marks and state change while the judge works; what is read does not.
            (
                entry.dossier.clone(),
                entry.region.clone(),
                entry.kind,
                entry.item.agency.clone(),
            )
        })
    });
    view! {
        <section class="dossier card aside" aria-label="Entri" tabindex="0">
            {move || {
                entry.with(|_| ());
                work.entry.with_untracked(content)
            }}
        </section>
    }
    .into_any()
}

fn content(entry: &JudgeEntry) -> AnyView {
    let dossier = &entry.dossier;
    let facts = [
        ("Instansi", entry.item.agency.clone()),
        ("Wilayah", entry.region.clone()),
        ("Jenis", kind_words(entry.kind)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.trim().is_empty())
    .map(|(term, value)| view! { <dt>{term}</dt><dd>{value}</dd> })
    .collect_view();
    let texts = Criterion::ALL
        .iter()
        .zip(&dossier.criteria)
        .map(|(criterion, text)| {
            let text = text.trim();
            let text = if text.is_empty() {
                view! { <p class="soft">"Tidak ada keterangan."</p> }.into_any()
            } else {
                view! { <p class="lines">{text.to_owned()}</p> }.into_any()
            };
            view! {
                <section class="stack" id=text_id(*criterion)>
                    <h3>{criterion.label()}</h3>
                    {text}
                </section>
            }
        })
        .collect_view();
    let links = (!dossier.links.is_empty()).then(|| {
        let links = dossier
            .links
            .iter()
            .map(|link| {
                view! {
                    <li>
                        <a href=link.url.clone() target="_blank" rel="external noopener noreferrer">
                            {link.label.clone()}
                            <span class="sr">" (tab baru)"</span>
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="stack">
                <h3>"Bahan pendukung"</h3>
                <ul class="rows">{links}</ul>
            </section>
        }
    });
    let summary = match dossier.summary.trim() {
        "" => view! { <p class="soft">"Tidak ada ringkasan."</p> }.into_any(),
        text => view! { <p class="lines">{text.to_owned()}</p> }.into_any(),
    };
    view! {
        <h2>"Isi entri"</h2>
        <dl class="facts">{facts}</dl>
        <section class="stack">
            <h3>"Ringkasan"</h3>
            {summary}
        </section>
        {texts}
        {links}
    }
    .into_any()
}
