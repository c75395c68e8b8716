//! The rows of a lane: a table at a desk, cards on a phone, one markup.

use klisida_domain::{
    clinic::Lane,
    ids::InnovationId,
    law::Stage,
    time::Instant,
    turn::Durations,
    wire::{PersonRef, QueueItem, QueueView},
};
use klisida_views::kit;
use leptos::prelude::*;

use super::{Board, Filter};
use crate::{
    paths as to,
    work::{about_line, age},
};

/// The id of the link of a row.
pub fn row_id(id: InnovationId) -> String {
    ["antre-", &id.to_string()].concat()
}

/// All rows, or what to do when there are none.
pub fn table(board: Board, filter: Filter, view: &QueueView) -> AnyView {
    if view.items.is_empty() {
        return empty(filter);
    }
    let rows = view
        .items
        .iter()
        .map(|item| row(board, item, &view.durations, view.now))
        .collect_view();
    let all: Vec<_> = view.items.iter().map(|it| it.line.id).collect();
    let count = all.len();
    let full = move || board.picked.with(Vec::len) == count;
    let pick_all = move |_| {
        let all = if full() { Vec::new() } else { all.clone() };
        board.picked.set(all);
    };
    let age = if filter.lane == Lane::Done {
        "Sejak"
    } else {
        "Menunggu"
    };
    view! {
        <div class="scroll" role="region" aria-label="Antrean" tabindex="0">
            <table class="table queue">
                <thead>
                    <tr>
                        <td>
                            <label class="cell">
                                <input type="checkbox" aria-label="Pilih semua baris" prop:checked=full on:change=pick_all/>
                            </label>
                        </td>
                        <th scope="col">"Inovasi"</th>
                        <th scope="col">"Tahap"</th>
                        <th scope="col">{age}</th>
                        <th scope="col">"Pendamping"</th>
                        <th scope="col">"Penelaah"</th>
                        <th scope="col">"Tanda"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn empty(filter: Filter) -> AnyView {
    if filter.is_narrowed() {
        let all = Filter {
            stage: None,
            facilitator: None,
            ..filter
        };
        return kit::empty(
            "Tidak ada yang cocok",
            "Tidak ada inovasi dengan tahap dan pendamping ini di lajur ini.",
            view! { <a class="btn plain" href=all.address()>"Tampilkan semua"</a> },
        )
        .into_any();
    }
    match filter.lane {
        Lane::Ours => kit::empty(
            "Tidak ada antrean",
            "Semua ajuan sudah dijawab. Saat yang baik untuk mengundang instansi ke kegiatan berikutnya.",
            view! { <a class="btn plain" href=to::CLINIC_ACTIVITIES>"Buat kegiatan"</a> },
        )
        .into_any(),
        Lane::Theirs => kit::empty(
            "Tidak ada yang menunggu instansi",
            "Inovasi yang sedang diisi atau diperbaiki instansi tampil di sini.",
            view! { <a class="btn plain" href=to::CLINIC_ACTIVITIES>"Buat kegiatan"</a> },
        )
        .into_any(),
        Lane::Done => kit::empty(
            "Belum ada yang selesai",
            "Inovasi yang selesai, berlanjut, ditunda, atau dihentikan tampil di sini.",
            (),
        )
        .into_any(),
    }
}

fn person(label: &'static str, person: Option<&PersonRef>) -> AnyView {
    let name = person.map_or_else(
        || view! { <span class="soft">"belum ada"</span> }.into_any(),
        |it| it.name.clone().into_any(),
    );
    view! {
        <span class="on-phone soft">{label}": "</span>
        {name}
    }
    .into_any()
}

fn row(board: Board, item: &QueueItem, durations: &Durations, now: Instant) -> AnyView {
    let line = &item.line;
    let id = line.id;
    let age = age(line, durations, now);
    let stage = line
        .course
        .stage()
        .map_or(line.course.place.label(), Stage::label);
    let status = line.standing().status();
    let due = (!age.due.is_empty()).then(|| view! { " " <span class=age.class>{age.due}</span> });
    let mut tags = Vec::new();
    if item.held.is_some() || line.held {
        tags.push(view! { <span class="tag doing">"ditahan"</span> }.into_any());
    }
    if line.interest {
        tags.push(view! { <span class="tag bad">"konflik kepentingan"</span> }.into_any());
    }
    if line.asked {
        tags.push(view! { <span class="tag warn">"minta publikasi"</span> }.into_any());
    }
    if item.remarks > 0 {
        let words = [&item.remarks.to_string(), " komentar"].concat();
        tags.push(view! { <span class="tag warn">{words}</span> }.into_any());
    }
    let label = ["Pilih ", &line.name].concat();
    view! {
        <tr>
            <td>
                <label class="cell">
                    <input
                        type="checkbox"
                        aria-label=label
                        prop:checked=move || board.picked.with(|picked| picked.contains(&id))
                        on:change=move |_| board.toggle(id)
                    />
                </label>
            </td>
            <th scope="row">
                <a id=row_id(id) href=to::consult(id)>{line.name.clone()}</a>
                <small>{about_line(line)}</small>
            </th>
            <td>
                {stage}
                <small>{status}</small>
            </td>
            <td>
                <span class="on-phone soft">"menunggu "</span>
                {age.words}
                {due}
            </td>
            <td>{person("Pendamping", line.facilitator.as_ref())}</td>
            <td>{person("Penelaah", line.reviewer.as_ref())}</td>
            <td><div class="chips">{tags}</div></td>
        </tr>
    }
    .into_any()
}
