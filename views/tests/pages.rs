//! What the public may read, checked on the finished HTML.

use klisida_domain::{
    agency::{Agency, AgencyCode, Obligation},
    competition::{Method, Standing},
    defaults,
    disclosure::Precision,
    evidence::{DateFrom, FileKind},
    guide::Guide,
    ids::{self, EvidenceId, InnovationId},
    innovation::{Carrier, Innovation, Query, Years},
    law::{Criterion, Kind, Stage},
    page::Cursor,
    publication::{Board, BoardLink, ClosedBoard, PublicBoard, Row, Version},
    ranking::Tie,
    record::Indicator,
    showcase::{Milestone, Showcase},
    stage::Place,
    time::Instant,
};
use klisida_views::{
    accessibility, agency, board, catalogue,
    document::{Page, Site, document},
    fault, guide, help, home, innovation, privacy,
    showcase::{Proof, Shown},
};
use leptos::prelude::IntoView;

fn html<V: IntoView>(page: Page<V>) -> String {
    let site = Site {
        origin: "https://klisida.test".to_owned(),
        css: "/assets/klisida.css".to_owned(),
        pages_css: "/assets/pages.css".to_owned(),
        print_css: "/assets/print.css".to_owned(),
        version: "0".to_owned(),
    };
    document(&site, page)
}

fn at(field: &str) -> Instant {
    Instant::from_wib_field(field).unwrap()
}

fn row(rank: u32, name: &str, score: i64) -> Row {
    Row {
        rank,
        slug: "x".to_owned(),
        name: name.to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        region: "Kabupaten Bangka Barat".to_owned(),
        kind: Some(Kind::Method),
        score,
        criteria: Some([8_133, 9_000, 7_667, 8_800, 10_000]),
        judges: 3,
        tie: Tie::default(),
    }
}

fn published(rows: Vec<Row>) -> Board {
    Board {
        slug: "k-2026".to_owned(),
        edition: "Kompetisi Contoh 2026".to_owned(),
        year: 2026,
        version: 1,
        published_at: at("2026-10-12T10:00"),
        note: None,
        sample: false,
        weights: [20, 30, 20, 20, 10],
        method: Method::Mean,
        tie_chain: defaults::TIE_CHAIN.to_vec(),
        min_judges: 3,
        judges: 7,
        withdrawn: 0,
        excluded: 0,
        precision: Precision::Hundredths,
        rows,
        digest: "ab12".to_owned(),
    }
}

fn shown(board: Board) -> String {
    let versions = vec![Version {
        n: board.version,
        at: board.published_at,
        note: None,
    }];
    html(board::page(&PublicBoard::Final {
        board,
        versions,
        archived: false,
    }))
}

fn item(name: &str) -> Innovation {
    Innovation {
        id: InnovationId(ids::uuid_v7(0, [0; 10])),
        slug: "antar-obat".to_owned(),
        name: name.to_owned(),
        agency: name.to_owned(),
        agency_code: Some(AgencyCode("DINKES".to_owned())),
        region: name.to_owned(),
        province: name.to_owned(),
        years: Years::default(),
        kind: None,
        carrier: Carrier::Region,
        replicated_from: Some(name.to_owned()),
        replication: true,
        unverified: true,
        stage: None,
    }
}

fn link(name: &str, standing: Standing) -> BoardLink {
    BoardLink {
        slug: "k-2026".to_owned(),
        edition: name.to_owned(),
        year: 2026,
        standing,
        closes_at: at("2026-10-07T16:00"),
        published_at: None,
        sample: true,
        archived: false,
    }
}

fn closed(name: &str, standing: Standing) -> PublicBoard {
    PublicBoard::Closed(ClosedBoard {
        slug: "k-2026".to_owned(),
        edition: name.to_owned(),
        year: 2026,
        sample: true,
        standing,
        opens_at: at("2026-09-21T08:00"),
        closes_at: at("2026-10-07T16:00"),
        weights: [20, 30, 20, 20, 10],
        tie_chain: defaults::TIE_CHAIN.to_vec(),
        cancelled: None,
        archived: false,
    })
}

fn body(name: &str) -> Agency {
    Agency {
        code: AgencyCode("DINKES".to_owned()),
        name: name.to_owned(),
        sort: "dinas".to_owned(),
        parent: None,
        obligation: Obligation::Bound,
    }
}

fn search(q: &str, total: u32, items: Vec<Innovation>) -> catalogue::Catalogue {
    catalogue::Catalogue {
        meant: catalogue::Meant::default(),
        query: Query {
            q: q.to_owned(),
            after: Some(Cursor::text("a", "1")),
            ..Query::default()
        },
        total,
        more: false,
        items,
        next: Some(Cursor::text("b", "2")),
        regions: vec![q.to_owned()],
        agencies: vec![(AgencyCode("DINKES".to_owned()), q.to_owned())],
        years: vec![2026],
    }
}

/// What the clinic published, with `text` wherever a text of somebody else can stand.
fn shown_record(text: &str) -> Shown {
    let proof = |n: u8, file: Option<FileKind>| Proof {
        id: EvidenceId(ids::uuid_v7(0, [n; 10])),
        file: file.map(|kind| (text.to_owned(), kind)),
        url: file
            .is_none()
            .then(|| "https://contoh.example/video".to_owned()),
        note: text.to_owned(),
        captured_at: at("2026-08-01T09:00"),
        date_from: DateFrom::Typed,
        small: file.is_some_and(FileKind::is_image).then_some((400, 300)),
    };
    Shown {
        content: Showcase {
            affairs: text.to_owned(),
            programme: text.to_owned(),
            lessons: text.to_owned(),
            related: vec![],
            summary: text.to_owned(),
            problem: format!("{text}\n\nBaris kedua."),
            solution: text.to_owned(),
            benefit: text.to_owned(),
            indicators: vec![Indicator {
                name: text.to_owned(),
                unit: text.to_owned(),
                baseline: Some(4_500),
                target: Some(1_000),
                result: Some(950),
                less_is_better: true,
                no_result: String::new(),
            }],
            place: Place::In(Stage::Deliver),
            timeline: vec![Milestone {
                at: at("2026-07-01T09:00"),
                what: text.to_owned(),
            }],
        },
        at: at("2026-09-01T09:00"),
        regional: true,
        proofs: vec![
            proof(1, Some(FileKind::Jpeg)),
            proof(2, Some(FileKind::Pdf)),
            proof(3, None),
        ],
    }
}

/// A published innovation.
fn published_page(place: Place) -> innovation::InnovationPage {
    let mut innovation = item("Antar obat");
    innovation.stage = Some(place);
    innovation::InnovationPage {
        innovation,
        address: "https://klisida.example/inovasi/antar-obat".to_owned(),
        declared: false,
        contact: Some("Telepon kantor 0716-000000".to_owned()),
        related: vec![("lain".to_owned(), "Inovasi lain".to_owned())],
        shown: Some(shown_record("hari")),
        summary: "Ringkasan dari kompetisi".to_owned(),
        sample: false,
        results: vec![],
        similar: vec![],
    }
}

/// Every public page, with `text` wherever a text of somebody else can stand.
fn every_page(text: &str) -> Vec<(&'static str, String)> {
    let mut board = published(vec![row(1, text, 9_140), row(4, text, 8_000)]);
    text.clone_into(&mut board.rows[0].agency);
    text.clone_into(&mut board.rows[0].region);
    text.clone_into(&mut board.rows[1].agency);
    text.clone_into(&mut board.edition);
    board.note = Some(text.to_owned());
    text.clone_into(&mut board.digest);
    let paper = PublicBoard::Final {
        archived: false,
        versions: vec![Version {
            n: 3,
            at: board.published_at,
            note: None,
        }],
        board: board.clone(),
    };
    let home = |boards| home::Home {
        latest: None,
        year: 2026,
        innovations: 2,
        regions: 2,
        bound: 2,
        bound_with: 1,
        boards,
    };
    let innovation = innovation::InnovationPage {
        address: "https://klisida.example/inovasi/contoh".to_owned(),
        declared: false,
        contact: None,
        related: vec![],
        innovation: item(text),
        shown: Some(shown_record(text)),
        summary: text.to_owned(),
        sample: true,
        results: vec![innovation::Result {
            board: "k-2026".to_owned(),
            edition: text.to_owned(),
            rank: 1,
            score: "91,40".to_owned(),
            sample: true,
        }],
        similar: vec![item(text)],
    };
    let unit = agency::AgencyPage {
        agency: body(text),
        parent: Some(body(text)),
        units: vec![body(text)],
        count: 1,
        innovations: vec![item(text)],
        first: false,
        next: Some("/instansi/x?sesudah=00".to_owned()),
    };
    vec![
        (
            "home",
            html(home::page(&home(vec![link(text, Standing::Judging)]))),
        ),
        ("home, first year", html(home::page(&home(vec![])))),
        ("board", shown(board)),
        ("board, paper", html(board::paper(&paper))),
        ("board, empty", shown(published(vec![]))),
        (
            "board, closed",
            html(board::page(&closed(text, Standing::Judging))),
        ),
        (
            "boards",
            html(board::list_page(
                &[link(text, Standing::Published)],
                true,
                Some("/papan?sesudah=00".to_owned()),
            )),
        ),
        ("boards, none", html(board::list_page(&[], false, None))),
        (
            "catalogue",
            html(catalogue::page(&search(text, 49, vec![item(text)]))),
        ),
        (
            "catalogue, nothing",
            html(catalogue::page(&search(text, 0, vec![]))),
        ),
        ("innovation", html(innovation::page(&innovation))),
        ("agency", html(agency::page(&unit))),
        (
            "agency, empty",
            html(agency::page(&agency::AgencyPage {
                innovations: vec![],
                ..unit
            })),
        ),
        ("help", html(help::page())),
        ("guide", html(guide::page(Guide::Innovator))),
        ("privacy", html(privacy::page())),
        ("accessibility", html(accessibility::page())),
        ("not found", html(fault::not_found())),
        ("broken", html(fault::broken(text))),
    ]
}

#[test]
fn every_guide_is_there_whole_and_its_links_lead_somewhere() {
    assert_eq!(guide::TEXTS.len(), Guide::ALL.len());
    let page = |it: Guide| html(guide::page(it));
    for it in Guide::ALL {
        let html = page(it);
        let chapters = guide::headings(it);
        assert!(!chapters.is_empty(), "{}", it.code());
        for name in chapters {
            assert_eq!(count(&html, &format!(" id=\"{name}\"")), 1, "{name}");
        }
        for left_over in ["**", "](", "![", "&amp;#"] {
            assert!(!html.contains(left_over), "{}: {left_over}", it.code());
        }
        for to in values(&html, "href") {
            let (address, name) = to.split_once('#').unwrap_or((to, ""));
            let of = match address.strip_prefix("/bantuan/") {
                Some(slug) => Guide::from_code(slug).expect(to),
                None if address.is_empty() && name != "isi" => it,
                None => continue,
            };
            assert!(
                name.is_empty() || guide::headings(of).contains(&name),
                "{to}"
            );
        }
    }
    let stages = guide::headings(Guide::Innovator);
    for stage in Stage::ALL {
        let to = klisida_domain::guide::of_stage(*stage);
        let name = to.split_once('#').expect("a heading").1;
        assert!(stages.contains(&name), "{to}");
    }
}

fn count(html: &str, part: &str) -> usize {
    html.matches(part).count()
}

/// Values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn every_page_is_a_whole_document_with_one_h1_and_a_way_past_the_header() {
    for (name, html) in every_page("Antar obat") {
        assert!(
            html.starts_with("<!doctype html><html lang=\"id\">") && html.ends_with("</html>"),
            "{name}"
        );
        assert_eq!(count(&html, "<h1"), 1, "{name}");
        assert_eq!(count(&html, "<title>"), 1, "{name}");
        assert_eq!(count(&html, "property=\"og:"), 6, "{name}");
        assert!(
            html.contains("href=\"#isi\"") && html.contains("<main id=\"isi\""),
            "{name}"
        );
        assert!(
            html.contains("href=\"/bantuan\""),
            "{name}: help is always there"
        );
    }
}

#[test]
fn no_page_needs_a_script_or_breaks_the_content_security_policy() {
    for (name, html) in every_page("Antar obat") {
        for part in [
            "<script",
            " style=\"",
            "javascript:",
            "<style",
            " onclick",
            "<!>",
        ] {
            assert!(!html.contains(part), "{name}: {part}");
        }
    }
}

#[test]
fn what_people_wrote_is_never_markup_d04() {
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&</title>";
    for (name, html) in every_page(evil) {
        assert!(!html.contains("<script"), "{name}");
        assert!(!html.contains("<img src=x"), "{name}");
        assert_eq!(count(&html, "</title>"), 1, "{name}");
    }
}

#[test]
fn ids_are_unique_and_every_label_has_its_field() {
    for (name, html) in every_page("Antar obat") {
        let mut ids = values(&html, "id");
        for target in values(&html, "for") {
            assert!(ids.contains(&target), "{name}: label for {target}");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}");
    }
}

#[test]
fn a_board_that_is_not_published_has_no_rank_no_score_and_no_row() {
    for standing in Standing::ALL {
        let html = html(board::page(&closed("Kompetisi", standing)));
        for part in [
            "<table", "<ol", "podium", "<details", "Terbit", "csv", "sha",
        ] {
            assert!(!html.contains(part), "{standing:?}: {part}");
        }
        assert!(html.contains("masih tertutup"), "{standing:?}");
    }
    let judging = html(board::page(&closed("Kompetisi", Standing::Judging)));
    assert!(judging.contains("Rabu, 7 Oktober 2026 pukul 16.00 WIB"));
}

#[test]
fn a_published_board_shows_every_row_once_with_two_decimals_and_a_comma() {
    let rows = (1..=12)
        .map(|rank| {
            row(
                rank,
                &format!("Inovasi ke-{rank}."),
                9_140 - i64::from(rank),
            )
        })
        .collect();
    let html = shown(published(rows));
    for rank in 1..=12 {
        assert_eq!(count(&html, &format!("Inovasi ke-{rank}.</a>")), 1);
        assert_eq!(
            count(&html, &format!("/papan/k-2026/versi/1/entri/{rank}\"")),
            1
        );
    }
    assert!(html.contains("<strong>91,39</strong>") && html.contains("<td>91,28</td>"));
    assert_eq!(
        count(&html, "<details"),
        12,
        "every row opens to its numbers"
    );
    assert_eq!(
        count(&html, "<td>81,33</td>"),
        12,
        "mean mark of the first criterion"
    );
    assert_eq!(count(&html, "<td>100,00</td>"), 12);
    assert!(
        html.contains("Hasil akhir, versi 1")
            && html.contains("Senin, 12 Oktober 2026 pukul 10.00 WIB")
    );
    assert!(html.contains("Kemanfaatan 30 % (Pasal 8 huruf b)"));
    assert!(
        html.contains("/papan/k-2026/versi/1/csv") && html.contains("/papan/k-2026/versi/1/cetak")
    );
}

#[test]
fn the_board_on_paper_shows_the_five_means_of_every_row() {
    let rows = (1..=12)
        .map(|n| row(n, &format!("Inovasi ke-{n}"), 9_139))
        .collect();
    let html = html(board::paper(&PublicBoard::Final {
        board: published(rows),
        versions: vec![],
        archived: false,
    }));
    assert_eq!(count(&html, "<details"), 0, "nothing opens on paper");
    assert_eq!(count(&html, "<td>81,33</td>"), 12);
    assert_eq!(count(&html, "<td>100,00</td>"), 12);
    assert_eq!(count(&html, "<b>91,39</b>"), 12);
    assert_eq!(count(&html, "Inovasi ke-"), 12);
}

#[test]
fn equal_firsts_both_carry_the_lamp_and_the_tie_is_explained() {
    let mut rows = vec![
        row(1, "A", 9_000),
        row(1, "B", 9_000),
        row(3, "C", 8_000),
        row(4, "D", 8_000),
    ];
    rows[0].tie.shared = true;
    rows[1].tie.shared = true;
    rows[2].tie.higher = Some(Criterion::Benefit);
    rows[3].tie.lower = Some(Criterion::Benefit);
    let html = shown(published(rows));
    assert_eq!(count(&html, "card first"), 2);
    assert_eq!(count(&html, "Seri; peringkat bersama"), 2);
    assert_eq!(count(&html, "Seri; Kemanfaatan lebih tinggi"), 1);
    assert_eq!(count(&html, "Seri; Kemanfaatan lebih rendah"), 1);
}

#[test]
fn a_crowded_tie_stays_together_in_the_table() {
    let rows = (1..=9)
        .map(|n| row(1, &format!("Inovasi {n}"), 9_000))
        .collect();
    let html = shown(published(rows));
    assert_eq!(count(&html, "podium"), 0);
    assert_eq!(count(&html, "<td>1</td>"), 9);
}

#[test]
fn regions_are_named_only_when_they_differ() {
    let one = shown(published(vec![row(1, "A", 9_000), row(2, "B", 8_000)]));
    assert_eq!(count(&one, "Kabupaten Bangka Barat</small>"), 0);
    let mut rows = vec![row(1, "A", 9_000), row(2, "B", 8_000)];
    rows[1].region = "Kota Bogor".to_owned();
    let two = shown(published(rows));
    assert!(
        two.contains("Dinas Kesehatan, Kabupaten Bangka Barat")
            && two.contains("Dinas Kesehatan, Kota Bogor")
    );
}

#[test]
fn invented_results_say_so_and_real_ones_do_not() {
    let mut board = published(vec![row(1, "A", 9_000)]);
    assert!(!shown(board.clone()).contains("Nilai contoh"));
    board.sample = true;
    assert!(shown(board).contains("Nilai contoh"));
}

#[test]
fn an_old_version_stays_readable_says_that_it_is_old_and_is_not_indexed() {
    let board = published(vec![row(1, "A", 9_000)]);
    let versions = vec![
        Version {
            n: 2,
            at: at("2026-10-13T10:00"),
            note: Some("koreksi".to_owned()),
        },
        Version {
            n: 1,
            at: board.published_at,
            note: None,
        },
    ];
    let html = html(board::page(&PublicBoard::Final {
        board,
        versions,
        archived: false,
    }));
    assert!(html.contains("Anda membaca versi 1, bukan yang terbaru"));
    assert!(
        html.contains(
            "<link rel=\"canonical\" href=\"https://klisida.test/papan/k-2026/versi/1\">"
        )
    );
    assert!(html.contains("noindex"));
    assert_eq!(count(&html, "/papan/k-2026/versi/2\""), 1);
}

#[test]
fn only_a_published_board_does_without_the_second_style_sheet() {
    for (name, html) in every_page("A") {
        let lean = matches!(name, "board" | "board, paper" | "board, empty");
        assert_eq!(html.contains("pages.css"), !lean, "{name}");
    }
}

#[test]
fn a_search_is_kept_in_the_form_and_in_the_addresses_of_its_pages() {
    let html = html(catalogue::page(&search(
        "padi & sawah",
        49,
        vec![item("A")],
    )));
    assert!(html.contains("value=\"padi &amp; sawah\""));
    assert!(html.contains("49 inovasi") && html.contains("Halaman pertama"));
    assert!(html.contains("/katalog?q=padi%20%26%20sawah\""));
    assert!(html.contains("/katalog?q=padi%20%26%20sawah&amp;sesudah=74621f32\""));
}

#[test]
fn a_stage_is_chosen_kept_in_the_pages_and_shown_on_its_cards() {
    let mut shown = item("A");
    shown.stage = Some(Place::In(Stage::Design));
    let mut catalogue = search("", 49, vec![shown]);
    catalogue.query.stage = "design".to_owned();
    let html = html(catalogue::page(&catalogue));
    for value in [
        "drum_up",
        "diagnose",
        "design",
        "deliver",
        "display",
        "selesai",
        "berlanjut",
        "luar",
    ] {
        assert_eq!(
            count(&html, &format!("<option value=\"{value}\"")),
            1,
            "{value}"
        );
    }
    assert!(html.contains("<option value=\"design\" selected"));
    assert!(html.contains("/katalog?tahap=design&amp;sesudah=74621f32\""));
    assert!(html.contains("<span class=\"tag\">Rencana aksi</span>"));
}

#[test]
fn the_stage_bar_says_in_words_what_is_done_now_and_to_come() {
    let design = html(innovation::page(&published_page(Place::In(Stage::Design))));
    assert_eq!(count(&design, ", selesai</span>"), 2);
    assert_eq!(count(&design, ", sekarang</span>"), 1);
    assert_eq!(count(&design, ", belum</span>"), 2);
    assert_eq!(count(&design, "aria-current=\"step\""), 1);
    assert!(design.contains("Langkah 3 dari 5 · Rencana aksi"));
    let ended = html(innovation::page(&published_page(Place::Continued)));
    assert_eq!(count(&ended, ", selesai</span>"), 5);
    assert!(ended.contains("Langkah 5 dari 5 · Berlanjut"));
    let outside = html(innovation::page(&innovation::InnovationPage {
        innovation: item("A"),
        shown: None,
        ..published_page(Place::Outside)
    }));
    assert!(!outside.contains("class=\"steps\"") && !outside.contains("Inovasi daerah</span>"));
    assert!(outside.contains("Ringkasan dari kompetisi"));
}

#[test]
fn a_published_record_tells_problem_solution_benefit_figures_and_evidence() {
    let html = html(innovation::page(&published_page(Place::In(Stage::Deliver))));
    let order = [
        "aria-label=\"Foto\"",
        "Angka sebelum dan sesudah</h2>",
        "Ringkasan</h2>",
        "Masalah dan akar masalah</h2>",
        "Solusi dan cara kerja</h2>",
        "Manfaat</h2>",
        "Yang dipelajari</h2>",
        "Bukti</h2>",
        "Inovasi terkait</h2>",
        "Kontak dan bagikan</h2>",
        "Perjalanan</h2>",
    ];
    let places: Vec<_> = order.iter().map(|part| html.find(part)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}"
    );
    assert!(html.contains("<p>Baris kedua.</p>"), "paragraphs");
    assert!(html.contains("45 hari") && html.contains("9,5 hari") && html.contains("10 hari"));
    assert!(html.contains("Membaik") && html.contains("max=\"4500\" value=\"950\""));
    assert!(html.contains("1 Juli 2026") && html.contains("Keadaan per 1 September 2026."));
    assert!(html.contains("Inovasi daerah"));
    assert!(
        !html.contains("Ringkasan dari kompetisi"),
        "its own summary"
    );
    assert_eq!(count(&html, "<img"), 1);
    for part in [
        "loading=\"lazy\"",
        "/kecil\"",
        "width=\"400\"",
        "height=\"300\"",
        "alt=\"hari\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert_eq!(
        count(&html, "\"/bukti/"),
        3,
        "a small picture that leads to the large one, and a file"
    );
    assert!(html.contains("Program RKPD") && html.contains("Urusan"));
    assert!(html.contains("Telepon kantor 0716-000000"));
    assert!(html.contains(
        "https://wa.me/?text=Antar%20obat%3A%20https%3A%2F%2Fklisida.example%2Finovasi%2Fantar-obat"
    ));
    assert_eq!(count(&html, "href=\"https://contoh.example/video\""), 1);
}

#[test]
fn a_kind_that_nobody_decided_is_said() {
    let html = html(catalogue::page(&search("", 1, vec![item("A")])));
    assert!(html.contains("Jenis belum ditentukan"));
}

#[test]
fn a_fault_names_a_code_and_nothing_else() {
    let html = html(fault::broken("KL-7F3"));
    assert!(html.contains("KL-7F3") && html.contains("noindex"));
}

#[test]
fn a_date_that_a_person_typed_is_marked_as_such() {
    let page = html(innovation::page(&published_page(Place::In(Stage::Display))));
    assert!(page.contains("1 Agustus 2026 (tanggal diisi sendiri)"));
}
