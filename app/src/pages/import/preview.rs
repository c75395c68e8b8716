//! What an import would do: good rows, bad rows with row, column, reason and value.

use klisida_domain::{
    import::RowFault,
    law::{KIND_UNDECIDED, Kind},
    text::grouped,
    wire::{ImportLine, ImportPreview},
};
use leptos::prelude::*;

use crate::ui::{Check, Press};

/// The preview with its button.
pub fn section(
    preview: &ImportPreview,
    legacy: bool,
    confirmed: RwSignal<bool>,
    writing: Signal<bool>,
    write: Callback<()>,
) -> AnyView {
    let figures = [
        ("baris baru", grouped(preview.new.into())),
        ("baris sudah ada", grouped(preview.same.into())),
        ("baris ditolak", grouped(preview.refused.into())),
    ]
    .into_iter()
    .map(|(what, count)| view! { <div><dt>{what}</dt><dd>{count}</dd></div> })
    .collect_view();
    let (none, titled) = (preview.new == 0, preview.titled);
    let blocked = Signal::derive(move || {
        if none {
            Some("Tidak ada baris baru untuk ditambahkan.".to_owned())
        } else if titled && !confirmed.get() {
            Some("Benarkan dahulu di baris mana judul kolom.".to_owned())
        } else {
            None
        }
    });
    let row = preview.header_row.to_string();
    let asked = titled.then(|| {
        let question = ["Judul kolom di baris ", &row, "?"].concat();
        let label = ["Ya, judul kolom di baris ", &row].concat();
        view! {
            <div class="notice" role="status">
                <b>{question}</b>
                <p>"Tulisan di atasnya tidak ikut dibaca."</p>
                <Check label=label value=confirmed/>
            </div>
        }
    });
    let letters = legacy.then(|| {
        view! {
            <div class="notice" role="status">
                <b>"Huruf dibaca sebagai Windows-1252."</b>
                <p>"Berkas ini bukan UTF-8. Periksa nama yang memuat tanda kutip, garis, atau huruf beraksen."</p>
            </div>
        }
    });
    let label = ["Tambahkan ", &grouped(preview.new.into()), " baris"].concat();
    view! {
        <section class="card stack" aria-labelledby="pratinjau">
            <h2 id="pratinjau" tabindex="-1">"Pratinjau"</h2>
            <dl class="figures">{figures}</dl>
            <p class="soft">"Belum ada yang ditulis. Baris yang ditolak tidak menghalangi baris lain."</p>
            {letters}
            {asked}
            {refused(preview)}
            {added(preview)}
            <div class="actions">
                <Press label=label busy=writing blocked=blocked on=write/>
            </div>
        </section>
    }
    .into_any()
}

fn table(label: &'static str, heads: &[&'static str], rows: Vec<Vec<String>>) -> AnyView {
    let heads = heads
        .iter()
        .map(|head| view! { <th scope="col">{*head}</th> })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|cells| view! { <tr>{cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> })
        .collect_view();
    view! {
        <div class="scroll tall" role="region" aria-label=label tabindex="0">
            <table class="table">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn refused(preview: &ImportPreview) -> AnyView {
    let bad: &[RowFault] = &preview.bad;
    if bad.is_empty() {
        return view! { <p class="state sent">"Tidak ada baris yang ditolak."</p> }.into_any();
    }
    let rows = bad
        .iter()
        .map(|it| {
            let column = if it.column.is_empty() {
                "seluruh baris".to_owned()
            } else {
                it.column.clone()
            };
            let value = if it.value.is_empty() {
                "(kosong)".to_owned()
            } else {
                it.value.clone()
            };
            vec![
                it.row.to_string(),
                column,
                it.code.words().to_owned(),
                value,
            ]
        })
        .collect();
    let mut title = ["Ditolak: ", &grouped(preview.refused.into()), " baris"].concat();
    if u32::try_from(bad.len()).is_ok_and(|count| count != preview.refused) {
        title.push_str(&[", ", &bad.len().to_string(), " kesalahan"].concat());
    }
    view! {
        <h3>{title}</h3>
        {table("Baris yang ditolak", &["Baris", "Kolom", "Alasan", "Isi"], rows)}
    }
    .into_any()
}

fn added(preview: &ImportPreview) -> AnyView {
    if preview.rows.is_empty() {
        return ().into_any();
    }
    let rows = preview.rows.iter().map(line).collect();
    let shown = preview.rows.len();
    let words = if u32::try_from(shown).unwrap_or(u32::MAX) < preview.new {
        [
            &shown.to_string(),
            " pertama dari ",
            &grouped(preview.new.into()),
            " baris baru",
        ]
        .concat()
    } else {
        [&shown.to_string(), " baris baru"].concat()
    };
    view! {
        <h3>{words}</h3>
        {table("Baris baru", &["Baris", "Nama", "Instansi", "Dikenali sebagai", "Wilayah", "Jenis"], rows)}
    }
    .into_any()
}

fn line(it: &ImportLine) -> Vec<String> {
    let matched = it
        .matched
        .as_ref()
        .map_or_else(|| "—".to_owned(), |code| code.0.clone());
    let kind = it.kind.map_or(KIND_UNDECIDED, Kind::short).to_owned();
    let region = if it.region.is_empty() {
        "belum diketahui".to_owned()
    } else {
        it.region.clone()
    };
    vec![
        it.row.to_string(),
        it.name.clone(),
        it.agency.clone(),
        matched,
        region,
        kind,
    ]
}
