//! Writes every public page into a folder (the first argument), beside a copy of the style sheets:
//! to look at them in a browser and to check them with axe.

mod support;

use std::{fs, path::Path};

use klisida_domain::{
    agency::{Agency, AgencyCode, Obligation},
    competition::Standing,
    defaults,
    evidence::FileKind,
    guide::Guide,
    ids::{self, EvidenceId},
    innovation::{Innovation, PAGE_SIZE, Query},
    law::Stage,
    page::Cursor,
    publication::{BoardLink, ClosedBoard, Podium, PodiumPlace, PublicBoard},
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

fn at(field: &str) -> Instant {
    Instant::from_wib_field(field).expect("a date")
}

fn link(name: &str, standing: Standing) -> BoardLink {
    BoardLink {
        slug: "inovasi-2026".to_owned(),
        edition: name.to_owned(),
        year: 2026,
        standing,
        closes_at: at("2026-10-07T16:00"),
        published_at: (standing == Standing::Published).then(|| at("2026-10-12T10:00")),
        sample: true,
        archived: false,
    }
}

fn closed(standing: Standing) -> PublicBoard {
    PublicBoard::Closed(ClosedBoard {
        slug: "inovasi-2026".to_owned(),
        edition: "Kompetisi Inovasi Bangka Barat 2026".to_owned(),
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

fn body(code: &str, name: &str, sort: &str) -> Agency {
    Agency {
        code: AgencyCode(code.to_owned()),
        name: name.to_owned(),
        sort: sort.to_owned(),
        parent: None,
        obligation: Obligation::Bound,
    }
}

/// The same innovation as the clinic published it, with invented figures and evidence.
fn rich(plain: &innovation::InnovationPage) -> innovation::InnovationPage {
    let mut page = plain.clone();
    let indicator = |name: &str, unit: &str, figures: [i64; 3], less_is_better| Indicator {
        name: name.to_owned(),
        unit: unit.to_owned(),
        baseline: Some(figures[0]),
        target: Some(figures[1]),
        result: Some(figures[2]),
        less_is_better,
        no_result: String::new(),
    };
    let step = |field: &str, what: &str| Milestone {
        at: at(field),
        what: what.to_owned(),
    };
    let proof = |n: u8, file: Option<(&str, FileKind)>, note: &str| Proof {
        id: EvidenceId(ids::uuid_v7(1_790_000_000_000, [n; 10])),
        file: file.map(|(name, kind)| (name.to_owned(), kind)),
        url: file
            .is_none()
            .then(|| "https://contoh.example/video".to_owned()),
        note: note.to_owned(),
        captured_at: at("2026-08-12T09:00"),
        date_from: klisida_domain::evidence::DateFrom::Photo,
        small: None,
    };
    page.contact = Some("Contoh: telepon kantor (0716) 000000".to_owned());
    page.related = vec![(
        "contoh".to_owned(),
        "Contoh: inovasi yang dilanjutkan".to_owned(),
    )];
    page.innovation.stage = Some(Place::In(Stage::Display));
    page.shown = Some(Shown {
        content: Showcase {
            affairs: "Kesehatan".to_owned(),
            programme: "Contoh: Program Pemenuhan Upaya Kesehatan".to_owned(),
            lessons: "Contoh: siaran pagi sepi penonton, jadi dipindah ke sore hari.".to_owned(),
            related: vec![],
            summary: page.summary.clone(),
            problem: "Contoh: ibu hamil di dusun jauh datang ke puskesmas hanya bila sudah sakit.\n\nPenyebabnya jarak, ongkos, dan tidak tahu kapan harus datang.".to_owned(),
            solution: "Contoh: bidan menjawab pertanyaan lewat siaran langsung setiap pekan.\nYang perlu diperiksa dijemput kader.".to_owned(),
            benefit: "Contoh: warga tidak lagi menempuh dua jam untuk bertanya.".to_owned(),
            indicators: vec![
                indicator("Waktu tunggu jawaban", "jam", [4_800, 2_400, 350], true),
                indicator("Ibu hamil yang diperiksa empat kali", "orang", [11_200, 18_000, 17_450], false),
            ],
            place: Place::In(Stage::Display),
            timeline: vec![
                step("2026-01-12T09:00", "Masuk tahap Kemampuan berinovasi"),
                step("2026-02-03T09:00", "Masuk tahap Ide inovasi"),
                step("2026-03-17T09:00", "Masuk tahap Rencana aksi"),
                step("2026-05-04T09:00", "Masuk tahap Hasil dan bukti"),
                step("2026-05-20T09:00", "Diluncurkan"),
                step("2026-08-30T09:00", "Masuk tahap Promosi dan pemanfaatan"),
                step("2026-09-05T09:00", "Dipromosikan: pameran, seminar"),
            ],
        },
        at: at("2026-09-10T09:00"),
        regional: true,
        proofs: vec![
            proof(1, Some(("peluncuran.jpg", FileKind::Jpeg)), "Contoh: peluncuran di balai dusun"),
            proof(2, Some(("siaran.jpg", FileKind::Jpeg)), "Contoh: siaran pekan pertama"),
            proof(3, Some(("laporan.pdf", FileKind::Pdf)), "Contoh: laporan pemantauan triwulan kedua"),
            proof(4, None, "Contoh: rekaman siaran"),
        ],
    });
    page
}

struct Out<'a> {
    folder: &'a Path,
    site: Site,
}

impl Out<'_> {
    fn write<V: IntoView>(&self, name: &str, page: Page<V>) {
        fs::write(
            self.folder.join(format!("{name}.html")),
            document(&self.site, page),
        )
        .expect("a writable folder");
    }
}

fn main() {
    let folder = std::env::args().nth(1).expect("usage: pages <folder>");
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("a writable folder");
    let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    let bundle = |files: &[&str], to: &str| {
        let css: String = files
            .iter()
            .map(|file| fs::read_to_string(style.join(file)).expect("a style sheet"))
            .collect();
        fs::write(folder.join(to), css).expect("a writable folder");
    };
    bundle(&["tokens.css", "base.css", "board.css"], "klisida.css");
    bundle(&["components.css"], "pages.css");
    bundle(&["print.css"], "print.css");
    let out = Out {
        folder,
        site: Site {
            origin: "https://klisida.example.go.id".to_owned(),
            css: "klisida.css".to_owned(),
            pages_css: "pages.css".to_owned(),
            print_css: "print.css".to_owned(),
            version: "0.1.0".to_owned(),
        },
    };
    let all = support::innovations();
    let home_of = |boards| home::Home {
        year: 2026,
        innovations: 293,
        regions: 61,
        bound: 32,
        bound_with: 9,
        boards,
        latest: None,
    };

    let mut home = home_of(vec![
        link("Kompetisi Inovasi Bangka Barat 2026", Standing::Judging),
        link(
            "Kompetisi Inovasi Terbuka Antardaerah 2026",
            Standing::Published,
        ),
    ]);
    if let PublicBoard::Final { board, .. } = support::board(3) {
        home.latest = Some(Podium {
            edition: board.edition,
            slug: board.slug,
            sample: board.sample,
            published_at: board.published_at,
            places: board
                .rows
                .iter()
                .map(|row| PodiumPlace {
                    rank: row.rank,
                    slug: row.slug.clone(),
                    name: row.name.clone(),
                    agency: row.agency.clone(),
                    score: board.precision.words(row.score),
                })
                .collect(),
        });
    }
    out.write("beranda", home::page(&home));
    out.write("beranda-kosong", home::page(&home_of(vec![])));
    out.write("papan", board::page(&support::board(38)));
    out.write("papan-250", board::page(&support::board(250)));
    out.write("papan-3", board::page(&support::board(3)));
    if let PublicBoard::Final {
        mut board,
        versions,
        archived,
    } = support::board(12)
    {
        for row in &mut board.rows[2..4] {
            row.rank = 3;
            row.tie.shared = true;
        }
        out.write(
            "papan-bersama",
            board::page(&PublicBoard::Final {
                board,
                versions,
                archived,
            }),
        );
    }
    out.write("papan-kosong", board::page(&support::board(0)));
    out.write("papan-cetak", board::paper(&support::board(38)));
    if let PublicBoard::Final {
        mut board,
        versions,
        ..
    } = support::board(12)
    {
        board.version = 1;
        board.note = None;
        for row in &mut board.rows {
            row.rank = row.rank.min(9);
        }
        board.rows[0].rank = 1;
        board.rows[1].rank = 1;
        board.rows[1].tie.shared = true;
        board.rows[0].tie.shared = true;
        out.write(
            "papan-lama",
            board::page(&PublicBoard::Final {
                board,
                versions,
                archived: false,
            }),
        );
    }
    out.write("papan-tertutup", board::page(&closed(Standing::Judging)));
    out.write("papan-disiapkan", board::page(&closed(Standing::Scheduled)));
    out.write(
        "daftar-papan",
        board::list_page(
            &[
                link("Kompetisi Inovasi Bangka Barat 2026", Standing::Judging),
                link(
                    "Kompetisi Inovasi Terbuka Antardaerah 2026",
                    Standing::Published,
                ),
            ],
            false,
            None,
        ),
    );
    out.write("daftar-papan-kosong", board::list_page(&[], false, None));

    let mut regions: Vec<String> = all
        .iter()
        .map(|it| it.region.clone())
        .filter(|it| !it.is_empty())
        .collect();
    regions.sort();
    regions.dedup();
    let listing = |query: Query, total: u32, items: Vec<Innovation>| catalogue::Catalogue {
        query,
        meant: catalogue::Meant::default(),
        total,
        more: false,
        next: (items.len() == PAGE_SIZE).then(|| Cursor::text("a", "1")),
        items,
        regions: regions.clone(),
        agencies: vec![(
            AgencyCode("DINKES".to_owned()),
            "Dinas Kesehatan".to_owned(),
        )],
        years: (2014..=2026).rev().collect(),
    };
    out.write(
        "katalog",
        catalogue::page(&listing(
            Query::default(),
            293,
            all.iter().take(PAGE_SIZE).cloned().collect(),
        )),
    );
    let search = Query {
        q: "nelayan".to_owned(),
        kind: "metode".to_owned(),
        after: Some(Cursor::text("a", "1")),
        ..Query::default()
    };
    out.write(
        "katalog-cari",
        catalogue::page(&listing(
            search.clone(),
            31,
            all.iter().skip(24).take(7).cloned().collect(),
        )),
    );
    let mut none = listing(search, 0, vec![]);
    none.query.after = None;
    none.meant.words = Some("nelayan muntok".to_owned());
    out.write("katalog-nihil", catalogue::page(&none));
    out.write(
        "katalog-kosong",
        catalogue::page(&listing(Query::default(), 0, vec![])),
    );

    let page = innovation::InnovationPage {
        address: "https://klisida.example/inovasi/contoh".to_owned(),
        declared: false,
        contact: None,
        related: vec![],
        innovation: all[0].clone(),
        shown: None,
        summary: "Bidan puskesmas menyiarkan tanya jawab kesehatan ibu dan anak setiap pekan. Warga bertanya dari rumah, dan siaran dapat ditonton ulang.".to_owned(),
        sample: true,
        results: vec![innovation::Result {
            board: "inovasi-2026".to_owned(),
            edition: "Kompetisi Inovasi Terbuka Antardaerah 2026".to_owned(),
            rank: 2,
            score: "88,27".to_owned(),
            sample: true,
        }],
        similar: all[3..6].to_vec(),
    };
    out.write("inovasi", innovation::page(&page));
    out.write("inovasi-lengkap", innovation::page(&rich(&page)));
    out.write(
        "inovasi-sederhana",
        innovation::page(&innovation::InnovationPage {
            address: "https://klisida.example/inovasi/contoh".to_owned(),
            declared: false,
            contact: None,
            related: vec![],
            innovation: Innovation {
                kind: None,
                unverified: true,
                ..all[29].clone()
            },
            shown: None,
            summary: String::new(),
            sample: false,
            results: vec![],
            similar: vec![],
        }),
    );
    out.write(
        "instansi",
        agency::page(&agency::AgencyPage {
            agency: body("DINKES", "Dinas Kesehatan", "dinas"),
            parent: None,
            units: vec![
                body("PKM-JEBUS", "UPT Puskesmas Jebus", "puskesmas"),
                body("PKM-KUNDI", "UPT Puskesmas Kundi", "puskesmas"),
            ],
            count: 4,
            innovations: all[..4].to_vec(),
            first: true,
            next: None,
        }),
    );
    out.write(
        "instansi-kosong",
        agency::page(&agency::AgencyPage {
            agency: body(
                "DP2KBP3A",
                "Dinas Pemberdayaan Perempuan dan Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana",
                "dinas",
            ),
            parent: None,
            units: vec![],
            count: 0,
            innovations: vec![],
            first: true,
            next: None,
        }),
    );
    out.write("bantuan", help::page());
    for it in Guide::ALL {
        out.write(&format!("bantuan-{}", it.code()), guide::page(it));
    }
    out.write("privasi", privacy::page());
    out.write("aksesibilitas", accessibility::page());
    out.write("404", fault::not_found());
    out.write("500", fault::broken("KL-7F3A91"));
}
