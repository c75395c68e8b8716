//! Innovations that one belongs together with: looked up by name among those that the public knows (Article 2(3)b).

use klisida_domain::{
    api::TitleList, ids::InnovationId, part::MAX_RELATED, paths::encode, wire::Title,
};
use leptos::{prelude::*, task::spawn_local};

use super::part_sheet::Sheet;
use crate::{
    api::call_query,
    ui::{Field, Press, announce},
    work,
};

/// What a search found.
#[derive(Clone, PartialEq)]
enum Found {
    Nothing,
    Searching,
    None,
    Unreached,
    Titles(Vec<Title>),
}

/// The chosen ones, and the search for another.
pub fn choose(sheet: Sheet, chosen: RwSignal<Vec<InnovationId>>) -> AnyView {
    let word = RwSignal::new(String::new());
    let found = RwSignal::new(Found::Nothing);
    // Names of those that were chosen here; of the others the record knows them.
    let named = RwSignal::new(Vec::<Title>::new());
    let record = work::record(sheet.id);
    let name_of = move |id: InnovationId| {
        let here = named.with(|all| all.iter().find(|it| it.id == id).cloned());
        here.or_else(|| {
            record
                .with(|view| view.and_then(|it| it.related.iter().find(|it| it.id == id).cloned()))
        })
    };
    let search = Callback::new(move |()| {
        let words = word.get_untracked().trim().to_owned();
        if words.chars().count() < 3 {
            sheet.faults.clear();
            sheet
                .faults
                .add("identity.related", "Ketik sedikitnya tiga huruf namanya.");
            return;
        }
        sheet.faults.forget("identity.related");
        found.set(Found::Searching);
        spawn_local(async move {
            let query = ["nama=", &encode(&words)].concat();
            let answer = call_query(&TitleList {}, &query).await;
            let now = match answer {
                Err(_) => Found::Unreached,
                Ok(all) => {
                    // Whoever reads the public page can follow only what is public.
                    let public = all
                        .into_iter()
                        .filter(|it| it.slug.is_some() && it.id != sheet.id);
                    let all: Vec<Title> = public.take(MAX_RELATED).collect();
                    if all.is_empty() {
                        Found::None
                    } else {
                        Found::Titles(all)
                    }
                }
            };
            found.try_set(now);
        });
    });
    let add = move |title: Title| {
        let id = title.id;
        named.update(|all| all.push(title));
        chosen.update(|all| {
            if !all.contains(&id) && all.len() < MAX_RELATED {
                all.push(id);
            }
        });
        announce("Ditambahkan sebagai inovasi terkait.");
    };
    let results = move || match found.get() {
        Found::Nothing => ().into_any(),
        Found::Searching => view! { <p class="soft">"Mencari…"</p> }.into_any(),
        Found::None => view! { <p class="soft">"Tidak ditemukan di katalog umum."</p> }.into_any(),
        Found::Unreached => {
            view! { <p class="soft">"Pencarian perlu sambungan. Coba lagi saat ada sinyal."</p> }
                .into_any()
        }
        Found::Titles(all) => {
            let rows = all
                .into_iter()
                .filter(|it| chosen.with(|chosen| !chosen.contains(&it.id)))
                .map(|it| {
                    let label = ["Tambahkan ", &it.name].concat();
                    let (name, agency) = (it.name.clone(), it.agency.clone());
                    view! {
                        <li>
                            <div>{name}<small>{agency}</small></div>
                            <button type="button" class="btn plain small" aria-label=label on:click=move |_| add(it.clone())>"Tambahkan"</button>
                        </li>
                    }
                })
                .collect_view();
            view! { <ul class="rows" aria-label="Hasil pencarian">{rows}</ul> }.into_any()
        }
    };
    let rows = move || {
        let all = chosen.get();
        (!all.is_empty()).then(|| {
            let rows = all
                .into_iter()
                .map(|id| {
                    let title = name_of(id);
                    let name = title
                        .as_ref()
                        .map_or_else(|| "Inovasi yang tidak lagi terbuka".to_owned(), |it| it.name.clone());
                    let label = ["Lepaskan ", &name].concat();
                    let agency = title.map(|it| it.agency);
                    let remove = move |_| {
                        chosen.update(|all| all.retain(|it| *it != id));
                        announce("Dilepaskan.");
                    };
                    view! {
                        <li>
                            <div>{name}<small>{agency}</small></div>
                            <button type="button" class="btn plain small" aria-label=label on:click=remove>"Lepaskan"</button>
                        </li>
                    }
                })
                .collect_view();
            view! { <ul class="rows" aria-label="Inovasi terkait yang dipilih">{rows}</ul> }
        })
    };
    let full = Signal::derive(move || {
        chosen
            .with(|all| all.len() >= MAX_RELATED)
            .then(|| "Paling banyak sepuluh.".to_owned())
    });
    view! {
        <div class="stack">
            {rows}
            <Field name="identity.related" label="Inovasi terkait" value=word faults=sheet.faults hint="Ketik namanya, lalu cari di katalog: yang digabung, dilanjutkan, atau saling melengkapi. Boleh kosong."/>
            <div class="actions"><Press label="Cari inovasi" class="btn plain small" blocked=full on=search/></div>
            <div role="status">{results}</div>
        </div>
    }
    .into_any()
}
