//! The leaderboard: the same markup for the public page, the coordinator's preview and the app.
//!
//! Two hundred and fifty rows and the style sheet must stay under 20 kB compressed, so a row carries
//! no class, no attribute and no word that it could do without (`tests/style/board.test.mjs`).

use leptos::{either::Either, prelude::*};

use klisida_domain::{
    competition::Standing,
    law::Criterion,
    paths::public,
    publication::{
        Board, BoardLink, ClosedBoard, PodiumPlace, PublicBoard, Row, Version, WHOLE_POINTS,
    },
    text,
    time::Instant,
};

use crate::{
    chip::{SampleChip, StandingChip},
    criteria,
    document::{Meta, Page},
    kit::{Tone, empty, head, notice, pager},
    rules::rules,
};

/// Inside the app a link to a public page leaves the router.
const REL: Option<&str> = if cfg!(feature = "csr") {
    Some("external")
} else {
    None
};

/// The public face of an edition: not yet published, or a published version.
#[component]
pub fn BoardView(
    /// What may be shown.
    board: PublicBoard,
) -> impl IntoView {
    match board {
        PublicBoard::Closed(closed) => Either::Left(closed_board(&closed)),
        PublicBoard::Final {
            board,
            versions,
            archived,
        } => {
            let rows = placed(&board);
            Either::Right(final_board(&board, &versions, archived, rows))
        }
    }
}

/// `/papan/<slug>`: title and body of the public page.
pub fn page(board: &PublicBoard) -> Page<impl IntoView + use<>> {
    let meta = match board {
        PublicBoard::Closed(closed) => Meta {
            title: format!("Papan peringkat {}", closed.edition),
            description: format!("{}. {}", closed.edition, announcement(closed)),
            path: public::board(&closed.slug),
            index: true,
            ..Meta::default()
        },
        PublicBoard::Final {
            board, versions, ..
        } => {
            let current = is_current(board, versions);
            Meta {
                title: format!("Papan peringkat {}", board.edition),
                description: format!(
                    "Hasil akhir {}: {} inovasi dinilai {} juri dengan lima kriteria Pasal 8.",
                    board.edition,
                    board.rows.len(),
                    board.judges
                ),
                path: if current {
                    public::board(&board.slug)
                } else {
                    public::board_version(&board.slug, board.version)
                },
                index: current,
                board: true,
                paper: false,
            }
        }
    };
    Page {
        meta,
        body: BoardView(BoardViewProps {
            board: board.clone(),
        }),
    }
}

/// `/papan/<slug>/versi/<n>/cetak`: the same page laid out for paper, with places to sign.
pub fn paper(board: &PublicBoard) -> Page<impl IntoView + use<>> {
    let mut meta = page(board).meta;
    let body = match board {
        PublicBoard::Closed(closed) => Either::Left(closed_board(closed)),
        PublicBoard::Final {
            board,
            versions,
            archived,
        } => {
            let rows = table_on_paper(board);
            Either::Right(final_board(board, versions, *archived, rows))
        }
    };
    meta.paper = true;
    meta.index = false;
    let sign =
        |role: &'static str| view! { <p><span>{role}</span><span>"(………………………………)"</span></p> };
    Page {
        meta,
        body: view! {
            <p class="soft onscreen">"Pakai menu Cetak di peramban, atau tekan Ctrl dan P."</p>
            {body}
            <section class="signs" aria-label="Tanda tangan">
                {sign("Koordinator kompetisi")}
                {sign("Ketua panel juri")}
            </section>
        },
    }
}

fn is_current(board: &Board, versions: &[Version]) -> bool {
    versions.iter().all(|it| it.n <= board.version)
}

/// One sentence on when the result can be expected; holds no number of any entry.
fn announcement(closed: &ClosedBoard) -> String {
    match closed.standing {
        Standing::Draft => "Kompetisi ini sedang disiapkan.".to_owned(),
        Standing::Scheduled => format!("Penilaian dimulai {}.", closed.opens_at.wib().full()),
        Standing::Judging => format!(
            "Penilaian berlangsung sampai {}.",
            closed.closes_at.wib().full()
        ),
        Standing::Cancelled => "Kompetisi ini dibatalkan.".to_owned(),
        Standing::TimeUp | Standing::Closed | Standing::Published => {
            format!(
                "Penilaian berakhir {}. Hasil sedang diperiksa.",
                closed.closes_at.wib().full()
            )
        }
    }
}

fn closed_board(closed: &ClosedBoard) -> impl IntoView + use<> {
    view! {
        <div class="head">
            <p class="eyebrow">"Papan peringkat"</p>
            <h1 tabindex="-1">{closed.edition.clone()}</h1>
            <div class="chips">
                <StandingChip standing=closed.standing />
                {closed.sample.then(|| view! { <span class="chip sample">"Contoh"</span> })}
            </div>
        </div>
        {match &closed.cancelled {
            Some(reason) => notice(Tone::Warn, "Kompetisi ini dibatalkan.", format!("Tidak ada hasil yang diumumkan. Alasan: {reason}")),
            None => notice(
                Tone::Info,
                "Papan ini masih tertutup.",
                format!("{} Peringkat dan nilai tampil di sini setelah hasil diumumkan.", announcement(closed)),
            ),
        }}
        {rules(closed.weights, &closed.tie_chain, None)}
    }
}

fn when(at: Instant) -> impl IntoView {
    view! { <time datetime=iso(at)>{at.wib().full()}</time> }
}

fn iso(at: Instant) -> String {
    format!("{}+07:00", at.wib().field())
}

fn final_board<Rows: IntoView>(
    board: &Board,
    versions: &[Version],
    archived: bool,
    rows: Rows,
) -> impl IntoView + use<Rows> {
    let newest = versions
        .iter()
        .map(|it| it.n)
        .max()
        .filter(|n| *n > board.version);
    let old = newest.map(|n| {
        let to = public::board(&board.slug);
        notice(
            Tone::Warn,
            format!("Anda membaca versi {}, bukan yang terbaru.", board.version),
            view! { <a href=to>{format!("Buka versi {n}")}</a> },
        )
    });
    let archived = archived.then(|| {
        notice(
            Tone::Info,
            "Arsip.",
            "Kompetisi ini sudah diarsipkan. Hasilnya tetap berlaku.",
        )
    });
    let correction = board.note.clone().map(|note| {
        notice(
            Tone::Info,
            format!("Versi {} memuat koreksi.", board.version),
            note,
        )
    });
    let whole =
        (!board.precision.is_full()).then(|| notice(Tone::Info, "Nilai bulat.", WHOLE_POINTS));
    let version = board.version;
    let chip = match newest {
        Some(n) => Either::Left(
            view! { <span class="chip">{format!("Versi {version}, digantikan versi {n}")}</span> },
        ),
        None => Either::Right(view! {
            <span class="chip final"><span aria-hidden="true">"✓"</span>{format!("Hasil akhir, versi {version}")}</span>
        }),
    };
    view! {
        <div class="head">
            <p class="eyebrow">"Papan peringkat"</p>
            <h1 tabindex="-1">{board.edition.clone()}</h1>
            <div class="chips">
                {chip}
                {board.sample.then(SampleChip)}
            </div>
            <p class="soft small">"Terbit " {when(board.published_at)}</p>
        </div>
        {archived}
        {old}
        {correction}
        {whole}
        {rows}
        <nav class="chips" aria-label="Salinan papan">
            <a class="chip" rel=REL href=public::board_version_csv(&board.slug, board.version) download>"Unduh CSV"</a>
            <a class="chip" rel=REL href=public::board_print(&board.slug, board.version)>"Cetak"</a>
        </nav>
        {rules(board.weights, &board.tie_chain, Some(board))}
        {history(board, versions)}
    }
}

/// The podium for ranks one to three, then one table for all that follow.
pub fn placed(board: &Board) -> impl IntoView + use<> {
    let rows = &board.rows;
    let Some(winner) = rows.first() else {
        return Either::Left(empty(
            "Belum ada entri",
            "Tidak ada entri yang dapat diberi peringkat pada versi ini.",
            (),
        ));
    };
    let regions = rows.iter().any(|row| row.region != winner.region);
    // A tie that would crowd the podium stays in the table, all its members together.
    let first = Some(rows.iter().take_while(|row| row.rank <= 3).count())
        .filter(|first| *first <= 6)
        .unwrap_or(0);
    let mut lines = (1_u32..)
        .zip(rows)
        .map(|(n, row)| (row, public::board_entry(&board.slug, board.version, n)));
    let podium = lines
        .by_ref()
        .take(first)
        .map(|(row, to)| step(board, row, to, regions))
        .collect_view();
    let lines = lines
        .map(|(row, to)| line(board, row, to, regions))
        .collect_view();
    let table = (first < rows.len()).then(|| {
        view! {
            <div class="card board">
                <table>
                    <caption>{if first == 0 { "Semua entri" } else { "Peringkat selanjutnya" }}</caption>
                    <thead>
                        <tr><th>"Peringkat"</th><th>"Inovasi"</th><th>"Instansi"</th><th>"Lima kriteria"</th><th>"Nilai"</th></tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        }
    });
    Either::Right(view! {
        {(first > 0).then(|| view! { <ol class="podium">{podium}</ol> })}
        {table}
    })
}

/// One table for all rows with the five means as figures: on paper nothing opens.
fn table_on_paper(board: &Board) -> impl IntoView + use<> {
    let Some(winner) = board.rows.first() else {
        return Either::Left(placed(board));
    };
    let regions = board.rows.iter().any(|row| row.region != winner.region);
    // A version of whole points has no means.
    let criteria: &[Criterion] = if board.precision.is_full() {
        Criterion::ALL
    } else {
        &[]
    };
    let heads = criteria
        .iter()
        .map(|criterion| view! { <th scope="col">{criterion.label()}</th> })
        .collect_view();
    let rows = board
        .rows
        .iter()
        .map(|row| {
            let means = row
                .criteria
                .into_iter()
                .flatten()
                .map(|mean| view! { <td>{text::hundredths(mean)}</td> })
                .collect_view();
            view! {
                <tr>
                    <td>{row.rank}</td>
                    <th scope="row">{row.name.clone()}<small>{carrier(row, regions)}</small>{tie(row)}</th>
                    {means}
                    <td>{row.judges}</td>
                    <td><b>{board.score_words(row)}</b></td>
                </tr>
            }
        })
        .collect_view();
    Either::Right(view! {
        <table class="sheet-of-paper">
            <caption>"Semua entri"</caption>
            <thead>
                <tr>
                    <th scope="col">"No."</th>
                    <th scope="col">"Inovasi"</th>
                    {heads}
                    <th scope="col">"Juri"</th>
                    <th scope="col">"Nilai"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    })
}

fn carrier(row: &Row, regions: bool) -> String {
    if regions && !row.agency.contains(&row.region) {
        format!("{}, {}", row.agency, row.region)
    } else {
        row.agency.clone()
    }
}

fn tie(row: &Row) -> Option<impl IntoView + use<>> {
    row.tie
        .words()
        .map(|words| view! { <small>{words}</small> })
}

/// A board of so many rows tells what each criterion comes to; a longer one leaves that to the weights below it, so that a phone gets
/// it in 20 kB.
const PARTS_UP_TO: usize = 100;

fn breakdown(board: &Board, row: &Row) -> impl IntoView + use<> {
    let Some(means) = row.criteria else {
        return Either::Left(view! { <small>{format!("{} juri", row.judges)}</small> });
    };
    let weights = (board.rows.len() <= PARTS_UP_TO).then_some(board.weights);
    Either::Right(view! {
        <details class="why">
            <summary>{criteria::bars(means)}"Rincian"</summary>
            {criteria::numbers(means, weights, row.judges)}
        </details>
    })
}

/// The class of a step of the podium.
pub const fn place(rank: u32) -> &'static str {
    match rank {
        1 => "card first",
        2 => "card second",
        _ => "card",
    }
}

/// A place of the podium without its details, leading to the innovation.
pub fn place_card(it: &PodiumPlace) -> impl IntoView + use<> {
    view! {
        <b class="num">{it.rank}</b>
        <div>
            <a href=public::innovation(&it.slug)>{it.name.clone()}</a>
            <small>{it.agency.clone()}</small>
        </div>
        <strong>{it.score.clone()}</strong>
    }
}

fn step(board: &Board, row: &Row, to: String, regions: bool) -> impl IntoView + use<> {
    view! {
        <li class=place(row.rank)>
            <b class="num">{row.rank}</b>
            <div>
                <a rel=REL href=to>{row.name.clone()}</a>
                <small>{carrier(row, regions)}</small>
                {tie(row)}
            </div>
            <strong>{board.score_words(row)}</strong>
            {breakdown(board, row)}
        </li>
    }
}

fn line(board: &Board, row: &Row, to: String, regions: bool) -> impl IntoView + use<> {
    view! {
        <tr>
            <td>{row.rank}</td>
            <td><a rel=REL href=to>{row.name.clone()}</a>{tie(row)}</td>
            <td>{carrier(row, regions)}</td>
            <td>{breakdown(board, row)}</td>
            <td>{board.score_words(row)}</td>
        </tr>
    }
}

fn history(board: &Board, versions: &[Version]) -> impl IntoView + use<> {
    let links = versions
        .iter()
        .map(|version| {
            let title = format!("Versi {} · {}", version.n, version.at.wib().date_long());
            let here = (version.n == board.version).then_some("true");
            view! { <a class="chip" rel=REL href=public::board_version(&board.slug, version.n) aria-current=here>{title}</a> }
        })
        .collect_view();
    view! {
        <section class="stack">
            <h2>"Versi yang pernah terbit"</h2>
            <nav class="chips" aria-label="Versi">{links}</nav>
        </section>
    }
}

/// `/papan`: a page of the boards, newest first; `later` when it is not the first page, `next` leads on.
pub fn list_page(
    boards: &[BoardLink],
    later: bool,
    next: Option<String>,
) -> Page<impl IntoView + use<>> {
    let body = if boards.is_empty() {
        Either::Left(empty(
            "Belum ada kompetisi",
            "Papan tampil di sini setelah koordinator menyiapkan kompetisi yang pertama.",
            view! { <a class="btn plain" href=public::CATALOGUE>"Lihat katalog inovasi"</a> },
        ))
    } else {
        let cards = boards
            .iter()
            .map(|board| view! { <li>{board_card(board)}</li> })
            .collect_view();
        Either::Right(view! { <ul class="grid">{cards}</ul> })
    };
    Page {
        meta: Meta {
            title: "Papan peringkat".to_owned(),
            description: "Papan peringkat kompetisi inovasi daerah Kabupaten Bangka Barat, dengan nilai, bobot, dan aturan seri yang terbuka.".to_owned(),
            path: public::BOARDS.to_owned(),
            index: true,
            ..Meta::default()
        },
        body: view! {
            {head("Kompetisi inovasi daerah", "Papan peringkat", "Setiap hasil terbit sebagai versi yang tidak berubah. Koreksi menjadi versi baru, dan versi lama tetap dapat dibaca.")}
            {body}
            {pager(later.then(|| public::BOARDS.to_owned()), next)}
        },
    }
}

/// One board as a card: name, standing, the date that matters.
pub fn board_card(board: &BoardLink) -> impl IntoView + use<> {
    let date = board.published_at.map_or_else(
        || format!("Penilaian ditutup {}", board.closes_at.wib().full()),
        |at| format!("Terbit {}", at.wib().full()),
    );
    view! {
        <a class="card" rel=REL href=public::board(&board.slug)>
            <b>{board.edition.clone()}</b>
            <span class="soft small">{date}</span>
            <span class="chips">
                <StandingChip standing=board.standing />
                {board.sample.then(|| view! { <span class="chip sample">"Contoh"</span> })}
            </span>
        </a>
    }
}
