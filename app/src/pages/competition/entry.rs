//! An entry with what judges read: a form while the edition is a draft, to read afterwards.

use klisida_domain::{
    api::EntryShow,
    competition::{Act, Dossier},
    ids::EntryId,
    law::Criterion,
    problem::Code,
    wire::{Edition, EntryDetail, EntryLine},
};
use klisida_views::{chip::kind_words, kit};
use leptos::prelude::*;

use super::{desk::Desk, entries::catalogue_link, entry_form, frame};
use crate::{
    paths::{self as to, param},
    ui::load_kept,
};

/// `/app/kompetisi/:edition/entri/:entry`.
pub fn page() -> AnyView {
    let title = RwSignal::new("Entri".to_owned());
    let Some(id) = param::<EntryId>("entry") else {
        return frame::frame("Entri", "narrow", |_| {
            kit::empty("Entri tidak ditemukan", Code::BadId.words(), ()).into_any()
        });
    };
    frame::frame_titled(title, "narrow", move |desk| body(desk, id, title))
}

fn body(desk: Desk, id: EntryId, title: RwSignal<String>) -> AnyView {
    // The entries before and after this one.
    desk.everything();
    let key = ["entry/", &id.to_string()].concat();
    let detail = load_kept(key, EntryShow { entry: id });
    Effect::new(move || {
        detail.with(|it| {
            if let Some(it) = it {
                title.set(frame::label(&it.entry));
            }
        });
    });
    // A page of one entry stands as long as it is that entry: new answers fill the form, they do not replace it.
    let there = Memo::new(move |_| detail.with(|it| it.is_some()));
    let editable = Memo::new(move |_| desk.may(Act::Entries).is_ok());
    let content = move || {
        if !there.get() {
            return ().into_any();
        }
        if editable.get() {
            entry_form::form(desk, detail)
        } else {
            (move || detail.get().map(|it| frozen(desk, &it))).into_any()
        }
    };
    let head = move || detail.get().map(|it| facts(&it.entry));
    view! {
        {head}
        {detail.view("entri", |_| ().into_any())}
        {content}
        {frame::follow(desk, move |edition| neighbours(&edition, id))}
    }
    .into_any()
}

fn facts(entry: &EntryLine) -> AnyView {
    let place = if entry.region.is_empty() {
        entry.agency.clone()
    } else {
        [&entry.agency, ", ", &entry.region].concat()
    };
    let withdrawn = entry.withdrawn.as_ref().map(|reason| {
        view! {
            <div class="notice warn">
                <b>"Entri ini dikeluarkan dari lomba."</b>
                <p>{["Alasan: ", reason].concat()}</p>
            </div>
        }
    });
    view! {
        <p class="cluster">
            <span>{place}</span>
            <span class="tag">{kind_words(entry.kind)}</span>
            {catalogue_link(entry)}
        </p>
        {withdrawn}
    }
    .into_any()
}

/// What judges read, as they read it.
fn frozen(desk: Desk, detail: &EntryDetail) -> AnyView {
    let why = frame::reason(desk, Act::Entries).unwrap_or_default();
    view! {
        <div class="notice">
            <b>"Hanya untuk dibaca."</b>
            <p>{why}</p>
        </div>
        {reading(&detail.dossier)}
    }
    .into_any()
}

fn reading(dossier: &Dossier) -> AnyView {
    let text = |title: &'static str, text: &str| {
        let body = if text.trim().is_empty() {
            "Belum diisi.".to_owned()
        } else {
            text.to_owned()
        };
        let class = if text.trim().is_empty() { "soft" } else { "" };
        view! {
            <h3>{title}</h3>
            <p class=class>{body}</p>
        }
    };
    let criteria = Criterion::ALL
        .iter()
        .zip(&dossier.criteria)
        .map(|(criterion, words)| text(criterion.label(), words))
        .collect_view();
    let links = dossier
        .links
        .iter()
        .map(|link| {
            view! {
                <li>
                    <a href=link.url.clone() target="_blank" rel="noopener noreferrer">{link.label.clone()}</a>
                </li>
            }
        })
        .collect_view();
    let links = (!dossier.links.is_empty())
        .then(|| view! { <h3>"Tautan"</h3><ul class="rows">{links}</ul> });
    view! {
        <section class="card dossier" aria-label="Bahan penilaian">
            <h2>"Yang dibaca juri"</h2>
            {text("Ringkasan", &dossier.summary)}
            {criteria}
            {links}
        </section>
    }
    .into_any()
}

/// The entries before and after, to walk through all of them.
fn neighbours(edition: &Edition, id: EntryId) -> AnyView {
    let Some(place) = edition.entries.iter().position(|it| it.id == id) else {
        return ().into_any();
    };
    let link = |entry: Option<&EntryLine>, before: bool| {
        entry.map(|entry| {
            let words = if before { ["‹ ", &frame::number(entry)].concat() } else { [&frame::number(entry), " ›"].concat() };
            let name = [if before { "Sebelumnya: " } else { "Berikutnya: " }, &frame::label(entry)].concat();
            view! { <a class="btn plain" href=to::entry(edition.id, entry.id) aria-label=name>{words}</a> }
        })
    };
    let before = place.checked_sub(1).and_then(|it| edition.entries.get(it));
    view! {
        <nav class="pager" aria-label="Entri lain">
            {link(before, true)}
            <span class="soft">{frame::of(place + 1, edition.entries.len())}</span>
            {link(edition.entries.get(place + 1), false)}
        </nav>
    }
    .into_any()
}
