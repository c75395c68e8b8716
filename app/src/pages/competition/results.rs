//! Marks and the board as it would be published. Sealed until closing; reading is recorded.

use klisida_domain::{
    api::{BoardShow, ProposalAdd, ResultRead, ResultSheets},
    competition::Act,
    ids::{AssignmentId, ProposalId},
    judging::{AssignmentState, SheetState},
    law::Criterion,
    paths::public,
    problem::Code,
    proposal::Subject,
    publication::{Change, Gap, PublicBoard, Version, changes, counts_changed},
    text::{grouped, hundredths},
    wire::{Empty, ProposalNew, ResultEntry, ResultSheet, Results, UnusualSheet, Verbatim},
};
use klisida_views::board;
use leptos::prelude::*;

use super::{
    closing,
    desk::{Desk, PROPOSED, password},
    frame, publish, steps,
};
use crate::{
    action::Action,
    paths as to,
    ui::{Ask, ErrorSummary, Press, load},
};

/// `/app/kompetisi/:edition/hasil`.
pub fn page() -> AnyView {
    frame::frame("Hasil", "wide", body)
}

fn body(desk: Desk) -> AnyView {
    if !desk.is_office() {
        return watched(desk);
    }
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

/// For whoever follows a competition: how far it is, and the result once it is public.
fn watched(desk: Desk) -> AnyView {
    let is_public = Memo::new(move |_| {
        desk.edition
            .with(|it| it.as_ref().is_some_and(|it| it.published > 0))
    });
    (move || {
        if is_public.get() {
            let board = desk.now().map(|it| {
                load(BoardShow {
                    slug: it.slug.clone(),
                })
            });
            let placed = board.map(|it| {
                it.view("hasil", |board| match board {
                    PublicBoard::Final { board, .. } => board::placed(&board).into_any(),
                    PublicBoard::Closed(_) => ().into_any(),
                })
            });
            view! {
                {published(desk)}
                <section class="stack" aria-label="Peringkat">
                    <h2>"Peringkat"</h2>
                    {placed}
                </section>
            }
            .into_any()
        } else {
            let numbers = move || {
                desk.edition.get().map(|edition| {
                    let (locked, _, all) = steps::sheets(&edition);
                    [&frame::of(locked, all), " lembar terkunci."].concat()
                })
            };
            view! {
                <div class="empty">
                    <h2>"Hasil belum diumumkan"</h2>
                    <p>"Peringkat tampil di sini begitu koordinator mengumumkannya. Nilai setiap juri tidak tampil kepada pemantau."</p>
                    <p>{numbers}</p>
                    <div class="actions">
                        <a class="btn plain" href=frame::address(desk.id, "pantau")>"Lihat kemajuan"</a>
                    </div>
                </div>
            }
            .into_any()
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
    let deed = desk.action();
    let read = move || {
        let endpoint = ResultRead { edition: desk.id };
        deed.run(endpoint, Empty {}, "", move |found| {
            // What was found to be the same is no longer ahead of the board.
            if found.same {
                desk.reload();
            }
            results.set(Some(found));
        });
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
                    {last(desk)}
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
        <ErrorSummary faults=deed.faults/>
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
            let versions = load(BoardShow { slug: slug.clone() });
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

/// Reading ends a way back: said before, and with where it leads.
fn last(desk: Desk) -> Option<AnyView> {
    closing::reopen_reason(desk).is_none().then(|| {
        view! {
            <p>
                "Setelah nilai dibaca, penilaian tidak dapat dibuka kembali. Bila masih ada lembar yang ditunggu, "
                <a href=frame::address(desk.id, "")>"buka kembali dari ikhtisar"</a> " dulu."
            </p>
        }
        .into_any()
    })
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
        <div class="stack" on:click=move |event| to_catalogue(&event, &slugs)>{board::placed(&results.board)}</div>
    };
    let published = desk.now().filter(|it| it.published > 0).map(|it| {
        load(BoardShow {
            slug: it.slug.clone(),
        })
    });
    let next = results.board.clone();
    // None while it is not known.
    let differences = Memo::new(move |_| match published?.get()? {
        PublicBoard::Final { board, .. } => {
            let rows = changes(&board, &next);
            let rows = rows.iter().map(Change::words);
            Some(
                rows.chain(counts_changed(&board, &next))
                    .collect::<Vec<_>>(),
            )
        }
        PublicBoard::Closed(_) => None,
    });
    let same = results.same;
    view! {
        {gaps(&results.gaps, results.more_gaps)}
        {unusual(&results)}
        {move || differences.get().map(|all| difference(same, &all))}
        <section class="stack" aria-label="Pratinjau papan">
            <h2>"Pratinjau papan"</h2>
            {preview}
        </section>
        {entries(desk, &results.entries)}
        {publish::section(desk, shown, &results)}
    }
    .into_any()
}

/// What a correction would change for the public.
fn difference(same: bool, all: &[String]) -> AnyView {
    if same {
        return view! { <p class="soft">{Code::BoardUnchanged.words()}</p> }.into_any();
    }
    if all.is_empty() {
        return view! { <p class="soft">"Peringkat, nilai dan jumlah di papan tetap sama; yang berubah lembar yang menjadi dasarnya."</p> }
            .into_any();
    }
    let items = all
        .iter()
        .map(|it| view! { <li>{it.clone()}</li> })
        .collect_view();
    view! {
        <div class="notice">
            <b>"Beda dengan papan yang sudah diumumkan"</b>
            <ul>{items}</ul>
        </div>
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
fn gaps(gaps: &[Gap], more: u32) -> AnyView {
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
    let part = |which: fn(&Gap) -> bool, class: &'static str, title: &'static str| {
        let found: Vec<_> = gaps.iter().filter(|it| which(it)).collect();
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
        {part(|it| it.blocks, "notice bad", "Menghalangi pengumuman")}
        {part(|it| !it.blocks && !it.is_proposal(), "notice warn", "Perlu Anda ketahui: lembar ini tidak dihitung")}
        {part(Gap::is_proposal, "notice warn", "Perlu Anda ketahui: langkah ini belum diputuskan")}
        {(more > 0).then(|| view! { <p class="soft">{["Dan ", &grouped(u64::from(more)), " lagi yang serupa."].concat()}</p> })}
    }
    .into_any()
}

/// What to look at before publishing; it counts like the rest.
fn unusual(results: &Results) -> Option<AnyView> {
    if results.unusual.is_empty() && results.flat.is_empty() {
        return None;
    }
    let sheets = results
        .unusual
        .iter()
        .map(|it| view! { <li>{far_words(it)}</li> });
    let flat = results.flat.iter().map(|judge| {
        view! { <li>{[judge, ": semua lembarnya bernilai sama."].concat()}</li> }
    });
    let all = sheets
        .map(IntoAny::into_any)
        .chain(flat.map(IntoAny::into_any));
    Some(
        view! {
            <div class="notice warn">
                <b>"Lembar yang tidak biasa: periksa sebelum mengumumkan"</b>
                <p>"Pola ialah nilai entri itu menurut semua jurinya, ditambah ketat atau murahnya juri itu di entri lain. Yang jauh dari pola, dan juri yang memberi semua entri nilai sama, disebut di sini; lembarnya tetap dihitung seperti yang lain."</p>
                <ul>{all.collect_view()}</ul>
            </div>
        }
        .into_any(),
    )
}

fn far_words(it: &UnusualSheet) -> String {
    let what = it.on.map_or("nilai total", Criterion::label);
    let side = if it.above {
        " jauh di atas pola ("
    } else {
        " jauh di bawah pola ("
    };
    [
        &format!("E-{:02} ", it.number),
        &it.name,
        ", ",
        &it.judge,
        ": ",
        what,
        side,
        &format!("{},{}", it.tenths / 10, it.tenths % 10),
        " simpangan baku)",
    ]
    .concat()
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
            (AssignmentState::Active, SheetState::Locked) => "tidak dihitung: entri dikeluarkan",
            (AssignmentState::Active, SheetState::Draft) => "tidak dihitung: belum dikunci",
            (AssignmentState::Active, SheetState::Empty) => "tidak diisi",
        }
    }
}

/// Every entry; its sheets are read when it is opened, and each reading is recorded.
fn entries(desk: Desk, entries: &[ResultEntry]) -> AnyView {
    let rows = entries.iter().map(|it| entry(desk, it)).collect_view();
    view! {
        <section class="stack" aria-label="Lembar nilai setiap entri">
            <h2>"Lembar nilai setiap entri"</h2>
            <p class="soft">"Nilai dan catatan juri terbuka entri demi entri. Setiap entri yang dibuka tercatat."</p>
            {rows}
        </section>
    }
    .into_any()
}

fn entry(desk: Desk, entry: &ResultEntry) -> AnyView {
    let id = entry.entry;
    let found = RwSignal::new(None::<Vec<ResultSheet>>);
    let deed = Action::new();
    let opened = move |event: leptos::ev::Event| {
        let open = event_target::<web_sys::Element>(&event).has_attribute("open");
        if open && found.with_untracked(Option::is_none) {
            let endpoint = ResultSheets {
                edition: desk.id,
                entry: id,
            };
            deed.run(endpoint, Empty {}, "", move |sheets| {
                found.try_set(Some(sheets));
            });
        }
    };
    let name = format!("E-{:02} {}", entry.number, entry.name);
    let count = [
        &frame::of(entry.counted as usize, entry.sheets as usize),
        " lembar dihitung",
    ]
    .concat();
    let label = ["Lembar nilai ", &name].concat();
    let out = Out {
        sheet: RwSignal::new(None),
        asked: RwSignal::new(false),
        possible: Memo::new(move |_| desk.may(Act::Exclude).is_ok()),
    };
    let shown = move || {
        found
            .get()
            .map(|sheets| frame::scroll(label.clone(), sheets_table(&sheets, out)))
    };
    let waiting = move || {
        deed.busy
            .get()
            .then(|| view! { <p class="soft" role="status">"Memuat lembar nilai…"</p> })
    };
    view! {
        <details class="fold" on:toggle=opened>
            <summary>
                <b>{name}</b>
                <span class="tag">{count}</span>
            </summary>
            <ErrorSummary faults=deed.faults/>
            {waiting}
            {shown}
            {dropping(desk, out)}
        </details>
    }
    .into_any()
}

/// A sheet that is to be left out.
#[derive(Clone, Copy)]
struct Out {
    /// Which, and whose.
    sheet: RwSignal<Option<(AssignmentId, String)>>,
    asked: RwSignal<bool>,
    possible: Memo<bool>,
}

/// Leaving one sheet out, with a reason: who opened it has read marks, so a second person decides.
fn dropping(desk: Desk, out: Out) -> AnyView {
    let deed = desk.action_in(out.asked);
    let again = password(desk);
    let run = move |reason: String| {
        let Some((assignment, _)) = out.sheet.get_untracked() else {
            return;
        };
        let body = ProposalNew {
            id: ProposalId(deed.id()),
            version: desk.version(),
            subject: Subject::DropSheet { assignment },
            reason,
            password: Some(again.0.get_untracked().into()).filter(|it: &Verbatim| !it.is_empty()),
        };
        desk.act(deed, ProposalAdd {}, body, PROPOSED, || {});
    };
    let title = Signal::derive(move || {
        let judge = out.sheet.get().map(|(_, judge)| judge).unwrap_or_default();
        ["Keluarkan lembar ", &judge, "?"].concat()
    });
    view! {
        <Ask
            open=out.asked
            title=title
            text="Lembar ini tidak dihitung lagi setelah orang kedua menyetujui; ia melihat dulu siapa naik atau turun peringkat. Lembarnya disimpan sebagai bukti, dan papan menyebut berapa lembar yang tidak dihitung."
            action="Ajukan"
            danger=true
            reason=true
            password=again
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}

fn sheets_table(sheets: &[ResultSheet], out: Out) -> AnyView {
    if sheets.is_empty() {
        return view! { <p class="soft">"Belum ada yang diisi."</p> }.into_any();
    }
    let mut heads = vec!["Juri", "Keterangan", "Total"];
    heads.extend(Criterion::ALL.iter().map(|it| it.label()));
    let heads = heads
        .into_iter()
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect_view();
    let rows = sheets.iter().map(|it| sheet_row(it, out)).collect_view();
    view! {
        <table class="table">
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn sheet_row(sheet: &ResultSheet, out: Out) -> AnyView {
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
    let drop = sheet.counted.then(|| {
        let (id, judge) = (sheet.id, sheet.judge.clone());
        let label = ["Keluarkan lembar ", &judge].concat();
        move || {
            let (judge, label) = (judge.clone(), label.clone());
            out.possible.get().then(|| {
                view! {
                    <button
                        type="button"
                        class="link"
                        aria-label=label
                        on:click=move |_| {
                            out.sheet.set(Some((id, judge.clone())));
                            out.asked.set(true);
                        }
                    >
                        "Keluarkan"
                    </button>
                }
            })
        }
    });
    let class = if sheet.counted {
        "tag done"
    } else {
        "tag warn"
    };
    view! {
        <tr>
            <th scope="row">{sheet.judge.clone()} {notes}</th>
            <td>
                <span class=class>{remark(sheet)}</span>
                {drop}
            </td>
            <td class="r num">
                <b>{total}</b>
            </td>
            {marks}
        </tr>
    }
    .into_any()
}
