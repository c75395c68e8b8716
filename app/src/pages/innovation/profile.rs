//! The national profile of an innovation, to print and to copy.

use klisida_domain::{
    profile::{self, Profile, Source},
    record::DESIGN_TEXT_WORDS,
    wire::RecordView,
};
use leptos::prelude::*;

use super::{
    record::{self, Record},
    tasks,
};
use crate::{
    browser, paths as to,
    ui::{Press, announce},
};

/// `/app/inovasi/:innovation/profil`.
pub fn page() -> AnyView {
    record::page("Profil inovasi", "", body)
}

fn composed(record: Record, view: &RecordView) -> Profile {
    let parts = record.parts(view);
    let evidence: Vec<_> = view
        .evidence
        .iter()
        .filter(|it| it.stored_at.is_some())
        .map(|it| it.purpose)
        .collect();
    profile::compose(Source {
        name: &view.line.name,
        agency: &view.line.agency_name,
        course: view.line.course,
        parts: &parts,
        evidence: &evidence,
    })
}

fn body(record: Record) -> AnyView {
    record.recall();
    record.follow(move |view| {
        let view = view.clone();
        (move || {
            record.track();
            sheet(record, &view, &composed(record, &view))
        })
        .into_any()
    })
}

fn sheet(record: Record, view: &RecordView, profile: &Profile) -> AnyView {
    let id = record.id;
    let short = match profile.short_of() {
        0 => view! {
            <div class="notice done onscreen">
                <b>{["Rancang bangun: ", &profile.design_words.to_string(), " kata, sudah cukup."].concat()}</b>
            </div>
        }
        .into_any(),
        n => {
            let head = [
                "Rancang bangun baru ",
                &profile.design_words.to_string(),
                " kata; masih kurang ",
                &n.to_string(),
                ".",
            ]
            .concat();
            let text = [
                "Profil nasional meminta paling sedikit ",
                &DESIGN_TEXT_WORDS.to_string(),
                " kata. Teksnya disusun dari masalah, kebaruan, solusi, keberlanjutan, kesesuaian, dan sumber daya.",
            ]
            .concat();
            view! {
                <div class="notice warn onscreen">
                    <b>{head}</b>
                    <p>{text}</p>
                </div>
            }
            .into_any()
        }
    };
    let rows = profile
        .lines
        .iter()
        .map(|line| {
            let empty = line.text.trim().is_empty();
            let fill = line
                .part
                .filter(|part| empty && tasks::may_write(view, *part).is_ok())
                .map(|part| {
                    view! { <a class="onscreen" href=to::fill(id, part)>"Isi"</a> }
                });
            let text = if empty {
                view! { <span class="soft">"– "</span> }.into_any()
            } else {
                view! { <p class="lines">{line.text.clone()}</p> }.into_any()
            };
            view! {
                <tr>
                    <td class="num">{line.number}</td>
                    <th scope="row">{line.label}</th>
                    <td>{text} {fill}</td>
                </tr>
            }
        })
        .collect_view();
    let csv = profile.csv_head() + &profile.csv();
    let row = profile.csv().trim_end().to_owned();
    let copy = move |()| {
        let row = row.clone();
        leptos::task::spawn_local(async move {
            announce(if browser::copy(&row).await {
                "Baris CSV tersalin."
            } else {
                "Belum tersalin. Unduh berkasnya."
            });
        });
    };
    let save = move |()| {
        // The mark at the beginning tells spreadsheets that this is UTF-8.
        let _ = browser::download(
            "profil-inovasi.csv",
            "text/csv;charset=utf-8",
            &["\u{feff}", &csv].concat(),
        );
    };
    let print = move |()| {
        let _ = window().print();
    };
    view! {
        {short}
        <section class="card" aria-label="Profil nasional">
            <table class="profile">
                <caption class="sr">"Profil inovasi, butir 1.1 sampai 1.16"</caption>
                <thead class="sr"><tr><th scope="col">"Butir"</th><th scope="col">"Nama"</th><th scope="col">"Isi"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        <div class="actions onscreen">
            <Press label="Cetak" on=Callback::new(print)/>
            <Press label="Salin baris CSV" class="btn plain" on=Callback::new(copy)/>
            <Press label="Unduh CSV" class="btn plain" on=Callback::new(save)/>
        </div>
    }
    .into_any()
}
