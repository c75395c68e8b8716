//! The register of conflicts of interest that writers named (Article 5(1)d).

use klisida_domain::{api::InterestList, page::Page as Rows, wire::Interest};
use klisida_views::kit;
use leptos::prelude::*;

use crate::{
    paths as to,
    ui::{Loaded, Page, load, more},
};

/// `/app/klinik/kepentingan`.
pub fn page() -> AnyView {
    let list: Loaded<Rows<Interest>> = load(InterestList {});
    view! {
        <Page
            title="Konflik kepentingan"
            lead="Inovasi yang inovatornya menyatakan ada keuntungan pribadi (Pasal 5 ayat (1) huruf d)."
            back=(to::CLINIC.to_owned(), "Meja klinik".to_owned())
        >
            {list.view("daftar", |all| rows(&all.items))}
            {more(list)}
        </Page>
    }
    .into_any()
}

fn rows(all: &[Interest]) -> AnyView {
    if all.is_empty() {
        return kit::empty(
            "Belum ada konflik kepentingan yang dinyatakan",
            "Jawaban \u{201c}Tidak\u{201d} pada prinsip tanpa konflik kepentingan tercatat di sini.",
            (),
        )
        .into_any();
    }
    let rows = all.iter().map(row).collect_view();
    view! { <ul class="card rows">{rows}</ul> }.into_any()
}

fn row(it: &Interest) -> AnyView {
    let about = [
        &it.number,
        " · ",
        &it.agency_name,
        " · ",
        &it.by,
        ", ",
        &it.at.wib().date_long(),
    ]
    .concat();
    let mark = if it.stands {
        view! { <span class="tag bad">"masih dinyatakan"</span> }
    } else {
        view! { <span class="tag">"dijawab lain sesudahnya"</span> }
    };
    view! {
        <li class="tap">
            <div>
                <a class="hit" href=to::consult(it.innovation)>{it.name.clone()}</a>
                <p class="lines">{it.said.clone()}</p>
                <small>{about}</small>
            </div>
            {mark}
        </li>
    }
    .into_any()
}
