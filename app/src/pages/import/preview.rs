//! What an import would do: good rows, bad rows with row, column, reason and value.

use klisida_domain::{
    import::RowFault,
    law::{KIND_UNDECIDED, Kind},
    text::grouped,
    wire::{ImportLine, ImportPreview},
};
use leptos::prelude::*;

use crate::ui::Press;

/// The preview with its button.
pub fn section(preview: &ImportPreview, writing: Signal<bool>, write: Callback<()>) -> AnyView {
    let bad = preview.bad.len();
    let figures = [
        ("baris baru", grouped(preview.new.into())),
        ("baris sudah ada", grouped(preview.same.into())),
        (
            "baris ditolak",
            grouped(u64::try_from(bad).unwrap_or_default()),
        ),
    ]
    .into_iter()
    .map(|(what, count)| view! { <div><dt>{what}</dt><dd>{count}</dd></div> })
    .collect_view();
    let blocked = (preview.new == 0).then(|| "Tidak ada baris baru untuk ditambahkan.".to_owned());
    let label = ["Tambahkan ", &grouped(preview.new.into()), " baris"].concat();
    view! {
        <section class="card stack" aria-labelledby="pratinjau">
            <h2 id="pratinjau" tabindex="-1">"Pratinjau"</h2>
            <dl class="figures">{figures}</dl>
            <p class="soft">"Belum ada yang ditulis. Baris yang ditolak tidak menghalangi baris lain."</p>
            {refused(&preview.bad)}
            {added(preview)}
            <div class="actions">
                <Press label=label busy=writing blocked=Signal::stored(blocked) on=write/>
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

fn refused(bad: &[RowFault]) -> AnyView {
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
    view! {
        <h3>{["Ditolak: ", &bad.len().to_string(), " baris"].concat()}</h3>
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
