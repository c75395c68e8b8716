//! Search in the catalogue and add many at once.

use std::sync::Arc;

use klisida_domain::{
    api::{EntryAdd, InnovationList},
    competition::Entrants,
    ids::{EntryId, InnovationId},
    innovation::Innovation,
    law::Kind,
    paths::encode,
    problem::Code,
    text::grouped,
    wire::{Edition, EntriesAdd, EntryNew, InnovationPage},
};
use klisida_views::{chip::kind_words, kit};
use leptos::prelude::*;

use super::{desk::Desk, entry_agency, frame};
use crate::{
    api::call_query,
    ids,
    ui::{ErrorSummary, Faults, Field, Loaded, Press, Select, Source, load},
};

/// Most entries added at once.
const MOST: usize = 200;

/// An innovation that was ticked, with the id its entry will have: the same at every try.
#[derive(Clone, PartialEq, Eq)]
struct Picked {
    innovation: InnovationId,
    entry: EntryId,
    name: String,
}

#[derive(Clone, Copy)]
struct Search {
    q: RwSignal<String>,
    kind: RwSignal<String>,
    region: RwSignal<String>,
    after: RwSignal<String>,
    picked: RwSignal<Vec<Picked>>,
}

impl Search {
    fn query(self) -> String {
        // The words of the region are searched like the others: `bangka barat` finds the regency of that name.
        let words = [&self.q.get_untracked(), " ", &self.region.get_untracked()].concat();
        [
            "q=",
            &encode(words.trim()),
            "&jenis=",
            &encode(&self.kind.get_untracked()),
            "&sesudah=",
            &self.after.get_untracked(),
        ]
        .concat()
    }
}

/// The search, its results, and the button that adds what was ticked.
pub fn section(desk: Desk) -> AnyView {
    let Some(edition) = desk.now() else {
        return ().into_any();
    };
    // What is an entry already is not offered again: that is about all of them.
    desk.everything();
    let region = if edition.setup.entrants == Entrants::Agencies {
        klisida_domain::agency::HOME_REGION
    } else {
        ""
    };
    let search = Search {
        q: RwSignal::new(String::new()),
        kind: RwSignal::new(String::new()),
        region: RwSignal::new(region.to_owned()),
        after: RwSignal::new(String::new()),
        picked: RwSignal::new(Vec::new()),
    };
    let found = load(Source::by(move || async move {
        call_query(&InnovationList {}, &search.query()).await
    }));
    let faults = Faults::new();
    let mut kinds = vec![(String::new(), "Semua jenis".to_owned())];
    kinds.extend(
        Kind::ALL
            .iter()
            .map(|kind| (kind.code().to_owned(), kind.short().to_owned())),
    );
    kinds.push(("belum".to_owned(), "Belum ditentukan".to_owned()));
    let go = move || {
        search.after.set(String::new());
        found.reload();
    };
    view! {
        <section class="card stack" aria-label="Tambah entri dari katalog">
            <h2>"Tambah entri dari katalog"</h2>
            <form
                class="tools"
                role="search"
                on:submit=move |event| {
                    event.prevent_default();
                    go();
                }
            >
                <Field name="q" label="Nama atau instansi" value=search.q faults=faults/>
                <Field name="wilayah" label="Wilayah (kosong: semua)" value=search.region faults=faults/>
                <Select name="jenis" label="Jenis" value=search.kind faults=faults options=Signal::stored(kinds)/>
                <Press label="Cari" class="btn plain" busy=Signal::derive(move || found.busy())/>
            </form>
            {found.view("katalog", move |page| results(desk, search, found, &page))}
            {chosen(desk, search)}
        </section>
    }
    .into_any()
}

fn results(
    desk: Desk,
    search: Search,
    found: Loaded<InnovationPage>,
    page: &InnovationPage,
) -> AnyView {
    if page.items.is_empty() && page.next.is_none() && search.after.with_untracked(String::is_empty)
    {
        return kit::empty(
            "Tidak ada yang cocok",
            "Coba kata yang lebih pendek, atau kosongkan wilayah dan jenis.",
            (),
        )
        .into_any();
    }
    let items = page.items.clone();
    let turn = move |to: String| {
        search.after.set(to);
        found.reload();
    };
    let later = search.after.with_untracked(|it| !it.is_empty());
    let next = page.next.as_ref().map(ToString::to_string);
    let all = {
        let items = items.clone();
        move |()| {
            let Some(edition) = desk.now() else { return };
            for item in &items {
                if barred(&edition, item).is_none() {
                    tick(search, item, true);
                }
            }
        }
    };
    let given = Callback::new(move |()| {
        found.reload();
        // An entry tells its agency, too.
        desk.reload();
    });
    let rows = frame::follow(desk, move |edition: Arc<Edition>| {
        let rows = items
            .iter()
            .map(|item| result(search, &edition, item, given))
            .collect_view();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    });
    let turning = (later || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Halaman katalog">
                {later.then(|| view! { <Press label="« Halaman pertama" class="btn plain small" on=Callback::new(move |()| turn(String::new()))/> })}
                {next.map(|next| view! { <Press label="Berikutnya ›" class="btn plain small" on=Callback::new(move |()| turn(next.clone()))/> })}
            </nav>
        }
    });
    let count = match (page.total, page.more) {
        (0, true) => "Halaman berikutnya dari hasil pencarian".to_owned(),
        (n, true) => ["Sedikitnya ", &grouped(u64::from(n)), " inovasi cocok"].concat(),
        (n, false) => [&grouped(u64::from(n)), " inovasi cocok"].concat(),
    };
    view! {
        <div class="split">
            <p role="status">{count}</p>
            <Press label="Pilih semua di halaman ini" class="btn plain small" on=Callback::new(all)/>
        </div>
        {rows}
        {turning}
    }
    .into_any()
}

/// Why an innovation cannot be added.
fn barred(edition: &Edition, item: &Innovation) -> Option<Code> {
    if edition.entries.iter().any(|it| it.innovation == item.id) {
        Some(Code::EntryExists)
    } else {
        item.may_enter(edition.setup.entrants).err()
    }
}

fn tick(search: Search, item: &Innovation, on: bool) {
    search.picked.update(|picked| {
        if !on {
            picked.retain(|it| it.innovation != item.id);
        } else if picked.len() < MOST && !picked.iter().any(|it| it.innovation == item.id) {
            picked.push(Picked {
                innovation: item.id,
                entry: EntryId(ids::new()),
                name: item.name.clone(),
            });
        }
    });
}

fn result(search: Search, edition: &Edition, item: &Innovation, given: Callback<()>) -> AnyView {
    let about = [
        &item.agency,
        " · ",
        &item.region,
        " · ",
        &kind_words(item.kind),
        " · ",
        &item.years.words(),
    ]
    .concat();
    let give = entry_agency::button(item, given);
    if let Some(code) = barred(edition, item) {
        let why = if code == Code::EntryExists {
            "sudah menjadi entri"
        } else {
            "bukan perangkat daerah atau BUMD (Pasal 5 ayat (2) huruf a)"
        };
        return view! {
            <li>
                <div>
                    <span class="soft">{item.name.clone()}</span>
                    <small>{[why, " · ", &about].concat()}</small>
                </div>
                {give}
            </li>
        }
        .into_any();
    }
    let id = item.id;
    let on = move || {
        search
            .picked
            .with(|picked| picked.iter().any(|it| it.innovation == id))
    };
    let item = item.clone();
    let name = item.name.clone();
    let change = move |event| tick(search, &item, event_target_checked(&event));
    view! {
        <li>
            <label class="check">
                <input type="checkbox" prop:checked=on on:change=change/>
                <span>{name}</span>
                <small>{about}</small>
            </label>
            {give}
        </li>
    }
    .into_any()
}

fn chosen(desk: Desk, search: Search) -> AnyView {
    let deed = desk.action();
    let count = move || search.picked.with(Vec::len);
    let label = Signal::derive(move || match count() {
        0 => "Tambahkan".to_owned(),
        n => ["Tambahkan ", &n.to_string(), " entri"].concat(),
    });
    let blocked =
        Signal::derive(move || (count() == 0).then(|| "Centang dulu inovasinya.".to_owned()));
    let send = move |()| {
        let picked = search.picked.get_untracked();
        let entries = picked
            .iter()
            .map(|it| EntryNew {
                id: it.entry,
                innovation: it.innovation,
            })
            .collect();
        let said = [
            &picked.len().to_string(),
            " entri ditambahkan. Lengkapi ringkasannya, supaya juri dapat menilai.",
        ]
        .concat();
        desk.act(
            deed,
            EntryAdd { edition: desk.id },
            EntriesAdd {
                version: desk.version(),
                entries,
            },
            said,
            move || search.picked.set(Vec::new()),
        );
    };
    let names = move || {
        search
            .picked
            .get()
            .into_iter()
            .map(|it| {
                let id = it.innovation;
                view! {
                    <button
                        type="button"
                        class="chip"
                        aria-label=["Batalkan pilihan ", &it.name].concat()
                        on:click=move |_| search.picked.update(|picked| picked.retain(|it| it.innovation != id))
                    >
                        {it.name.clone()}
                        <span aria-hidden="true">"×"</span>
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div class="chips" role="group" aria-label="Yang dipilih">{names}</div>
        <ErrorSummary faults=deed.faults/>
        <div class="actions">
            <Press label=label busy=deed.busy blocked=blocked on=Callback::new(send)/>
        </div>
    }
    .into_any()
}
