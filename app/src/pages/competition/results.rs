//! Marks and the board as it would be published. Sealed until closing; reading is recorded.

use klisida_domain::{
    api::{BoardShow, ResultRead},
    competition::Act,
    judging::{AssignmentState, SheetState},
    law::Criterion,
    paths::public,
    publication::{Gap, PublicBoard, Version},
    text::hundredths,
    wire::{Empty, ResultSheet, Results},
};
use klisida_views::board;
use leptos::prelude::*;

use super::{
    desk::{Deed, Desk},
    frame, publish, steps,
};
use crate::{
    api::call,
    routes::to,
    ui::{Press, load},
};

/// `/app/kompetisi/:edition/hasil`.
pub fn page() -> AnyView {
    frame::frame("Hasil", "wide", body)
}

fn body(desk: Desk) -> AnyView {
    let readable = Memo::new(move |_| desk.may(Act::ReadMarks).is_ok());
    (move || {
        if readable.get() {
            open(desk)
        } else {
            sealed(desk)
        }
    })
    .into_any()
}

/// Before closing: what is sealed, and why.
fn sealed(desk: Desk) -> AnyView {
    let why = move || frame::reason(desk, Act::ReadMarks);
    let numbers = move || {
        desk.edition.get().map(|edition| {
            let (locked, _, all) = steps::sheets(&edition);
            ["Sejauh ini ", &frame::of(locked, all), " lembar terkunci."].concat()
        })
    };
    view! {
        <div class="empty">
            <h2>"Nilai masih tertutup"</h2>
            <p>{why}</p>
            <p class="soft">
                "Tidak seorang pun, termasuk administrator, melihat nilai juri sebelum penilaian ditutup. Dengan begitu tidak ada yang terpengaruh. Setelah ditutup, koordinator membacanya di sini, dan pembacaan itu tercatat."
            </p>
            <p>{numbers}</p>
            <div class="actions">
                <a class="btn plain" href=frame::address(desk.id, "pantau")>"Pantau penilaian"</a>
                <a class="btn plain" href=frame::address(desk.id, "")>"Ke ikhtisar"</a>
            </div>
        </div>
    }
    .into_any()
}

fn open(desk: Desk) -> AnyView {
    let results = RwSignal::new(None::<Results>);
    let deed = Deed::new();
    let read = move || {
        deed.run(
            Some(desk),
            ResultRead { edition: desk.id },
            Empty {},
            move |found| {
                results.set(Some(found));
            },
        );
    };
    let start = move || {
        let published = desk
            .edition
            .with(|it| it.as_ref().is_some_and(|it| it.published > 0));
        let (title, class) = if published {
            ("Perlu ralat? Baca nilainya lagi", "btn plain")
        } else {
            ("Hasil siap dibaca", "btn")
        };
        results.with(Option::is_none).then(|| {
            view! {
                <div class="empty">
                    <h2>{title}</h2>
                    <p>"Anda akan melihat nilai setiap juri. Pembacaan ini tercatat dengan nama Anda dan waktunya."</p>
                    <div class="actions">
                        <Press label="Baca hasil" class=class busy=deed.busy on=Callback::new(move |()| read())/>
                    </div>
                </div>
            }
        })
    };
    let shown = move || results.get().map(|it| reading(desk, results, it));
    view! {
        {published(desk)}
        {frame::refused(deed)}
        {start}
        {shown}
    }
    .into_any()
}

/// The versions that the public can read.
fn published(desk: Desk) -> AnyView {
    let count = Memo::new(move |_| {
        desk.edition
            .with(|it| it.as_ref().map_or(0, |it| it.published))
    });
    (move || {
        let newest = count.get();
        let edition = desk.now()?;
        (newest > 0).then(|| {
            let slug = edition.slug.clone();
            let versions = {
                let slug = slug.clone();
                load(move || {
                    let slug = slug.clone();
                    async move { call(&BoardShow { slug }, &Empty {}).await }
                })
            };
            let list = {
                let slug = slug.clone();
                move |board: PublicBoard| match board {
                    PublicBoard::Closed(_) => ().into_any(),
                    PublicBoard::Final { versions, .. } => history(&slug, &versions),
                }
            };
            view! {
                <section class="card stack" aria-label="Sudah diumumkan">
                    <h2>{["Diumumkan: versi ", &newest.to_string()].concat()}</h2>
                    <div class="actions">
                        <a class="btn" href=to::board(&slug)>"Buka papan peringkat"</a>
                        <a class="btn plain" rel="external" href=public::board(&slug)>"Halaman untuk umum"</a>
                    </div>
                    {versions.view("versi papan", list)}
                </section>
            }
        })
    })
    .into_any()
}

fn history(slug: &str, versions: &[Version]) -> AnyView {
    let items = versions
        .iter()
        .map(|version| {
            view! {
                <li>
                    <div>
                        <a href=to::board_version(slug, version.n)>{["Versi ", &version.n.to_string()].concat()}</a>
                        <small>{version.at.wib().full()}</small>
                        {version.note.clone().map(|note| view! { <small>{["Ralat: ", &note].concat()}</small> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="rows">{items}</ol> }.into_any()
}

fn reading(desk: Desk, shown: RwSignal<Option<Results>>, results: Results) -> AnyView {
    let rows = results.board.rows.len();
    let slugs: Vec<_> = results
        .board
        .rows
        .iter()
        .map(|row| row.slug.clone())
        .collect();
    let preview = view! {
        <p class="soft">{[&rows.to_string(), " entri diberi peringkat. Beginilah papan tampil bagi umum setelah diumumkan."].concat()}</p>
        <div on:click=move |event| to_catalogue(&event, &slugs)>{board::placed(&results.board)}</div>
    };
    view! {
        {gaps(&results.gaps)}
        <section class="stack" aria-label="Pratinjau papan">
            <h2>"Pratinjau papan"</h2>
            {preview}
        </section>
        {sheets(&results.sheets)}
        {publish::section(desk, shown, &results)}
    }
    .into_any()
}

/// The rows of a board lead through its version, which does not exist yet: in the preview they lead to the catalogue.
fn to_catalogue(event: &web_sys::MouseEvent, slugs: &[String]) {
    let link = event_target::<web_sys::Element>(event)
        .closest("a")
        .ok()
        .flatten();
    let Some(address) = link.and_then(|link| link.get_attribute("href")) else {
        return;
    };
    let Some((_, place)) = address.rsplit_once("/entri/") else {
        return;
    };
    let slug = place
        .parse::<usize>()
        .ok()
        .and_then(|n| slugs.get(n.checked_sub(1)?));
    if let Some(slug) = slug {
        event.prevent_default();
        let _ = window().location().set_href(&public::innovation(slug));
    }
}

/// What blocks publishing, and what must be known.
fn gaps(gaps: &[Gap]) -> AnyView {
    if gaps.is_empty() {
        return view! {
            <div class="notice done">
                <b>"Lengkap."</b>
                <p>"Setiap entri punya cukup lembar yang terkunci."</p>
            </div>
        }
        .into_any();
    }
    let line = |gap: &Gap| {
        let who = gap
            .judge
            .as_ref()
            .map(|judge| [", ", judge].concat())
            .unwrap_or_default();
        let head = if gap.entry.is_empty() {
            String::new()
        } else {
            [&gap.entry, &who, ": "].concat()
        };
        view! { <li>{[&head, gap.code.words()].concat()}</li> }
    };
    let part = |blocks: bool, class: &'static str, title: &'static str| {
        let found: Vec<_> = gaps.iter().filter(|it| it.blocks == blocks).collect();
        (!found.is_empty()).then(|| {
            let items = found.into_iter().map(line).collect_view();
            view! {
                <div class=class>
                    <b>{title}</b>
                    <ul>{items}</ul>
                </div>
            }
        })
    };
    view! {
        {part(true, "notice bad", "Menghalangi pengumuman")}
        {part(false, "notice warn", "Perlu Anda ketahui: lembar ini tidak dihitung")}
    }
    .into_any()
}

/// Why a sheet does not count.
fn remark(sheet: &ResultSheet) -> &'static str {
    if sheet.counted {
        "dihitung"
    } else if sheet.late {
        "tidak dihitung: datang setelah ditutup"
    } else {
        match (sheet.assignment, sheet.state) {
            (AssignmentState::Conflict, _) => "tidak dihitung: ada hubungan",
            (AssignmentState::Removed, _) => "tidak dihitung: penugasan diakhiri",
            (AssignmentState::Active, SheetState::Locked) => "tidak dihitung: entri ditarik",
            (AssignmentState::Active, SheetState::Draft) => "tidak dihitung: belum dikunci",
            (AssignmentState::Active, SheetState::Empty) => "tidak diisi",
        }
    }
}

fn sheets(sheets: &[ResultSheet]) -> AnyView {
    let counted = sheets.iter().filter(|it| it.counted).count();
    let mut heads = vec!["Entri", "Juri", "Keterangan", "Total"];
    heads.extend(Criterion::ALL.iter().map(|it| it.label()));
    let heads = heads
        .into_iter()
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect_view();
    let rows = sheets.iter().map(sheet_row).collect_view();
    let table = view! {
        <table class="table">
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    let words = [&frame::of(counted, sheets.len()), " lembar dihitung"].concat();
    view! {
        <section class="stack" aria-label="Semua lembar nilai">
            <h2>"Semua lembar nilai"</h2>
            <details class="fold">
                <summary>{words}</summary>
                {frame::scroll("Semua lembar nilai", table.into_any())}
            </details>
        </section>
    }
    .into_any()
}

fn sheet_row(sheet: &ResultSheet) -> AnyView {
    let marks = Criterion::ALL
        .iter()
        .map(|criterion| {
            let mark = sheet
                .sheet
                .marks
                .get(criterion)
                .map_or_else(|| "—".to_owned(), |it| it.value().to_string());
            view! { <td class="r num">{mark}</td> }
        })
        .collect_view();
    let total = sheet
        .total
        .map_or_else(|| "—".to_owned(), |it| hundredths(i64::from(it)));
    let notes: Vec<_> = Criterion::ALL
        .iter()
        .filter_map(|criterion| {
            let note = sheet
                .sheet
                .notes
                .get(criterion)
                .filter(|it| !it.trim().is_empty())?;
            Some(view! { <p><b>{criterion.label()}</b>": " {note.clone()}</p> })
        })
        .collect();
    let notes = (!notes.is_empty()).then(|| {
        view! {
            <details>
                <summary>{[&notes.len().to_string(), " catatan juri"].concat()}</summary>
                {notes}
            </details>
        }
    });
    let class = if sheet.counted {
        "tag done"
    } else {
        "tag warn"
    };
    view! {
        <tr>
            <th scope="row">{sheet.entry_name.clone()}</th>
            <td>{sheet.judge.clone()} {notes}</td>
            <td>
                <span class=class>{remark(sheet)}</span>
            </td>
            <td class="r num">
                <b>{total}</b>
            </td>
            {marks}
        </tr>
    }
    .into_any()
}
