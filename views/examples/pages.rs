//! Writes every public page into a folder (the first argument), beside a copy of the style sheets:
//! to look at them in a browser and to check them with axe.

mod support;

use std::{fs, path::Path};

use klisida_domain::{
    agency::{Agency, AgencyCode, Obligation},
    competition::Standing,
    defaults,
    innovation::{Innovation, PAGE_SIZE, Query},
    publication::{BoardLink, ClosedBoard, PublicBoard},
    time::Instant,
};
use klisida_views::{
    accessibility, agency, board, catalogue,
    document::{Page, Site, document},
    fault, help, home, innovation, privacy,
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
    bundle(&["workspace.css"], "workspace.css");
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
    };

    out.write(
        "beranda",
        home::page(&home_of(vec![
            link("Kompetisi Inovasi Bangka Barat 2026", Standing::Judging),
            link(
                "Kompetisi Inovasi Terbuka Antardaerah 2026",
                Standing::Published,
            ),
        ])),
    );
    out.write("beranda-kosong", home::page(&home_of(vec![])));
    out.write("papan", board::page(&support::board(38)));
    out.write("papan-250", board::page(&support::board(250)));
    out.write("papan-3", board::page(&support::board(3)));
    out.write("papan-kosong", board::page(&support::board(0)));
    out.write("papan-cetak", board::paper(&support::board(38)));
    if let PublicBoard::Final {
        mut board,
        versions,
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
            board::page(&PublicBoard::Final { board, versions }),
        );
    }
    out.write("papan-tertutup", board::page(&closed(Standing::Judging)));
    out.write("papan-disiapkan", board::page(&closed(Standing::Scheduled)));
    out.write(
        "daftar-papan",
        board::list_page(&[
            link("Kompetisi Inovasi Bangka Barat 2026", Standing::Judging),
            link(
                "Kompetisi Inovasi Terbuka Antardaerah 2026",
                Standing::Published,
            ),
        ]),
    );
    out.write("daftar-papan-kosong", board::list_page(&[]));

    let mut regions: Vec<String> = all
        .iter()
        .map(|it| it.region.clone())
        .filter(|it| !it.is_empty())
        .collect();
    regions.sort();
    regions.dedup();
    let listing = |query: Query, total: u32, items: Vec<Innovation>| catalogue::Catalogue {
        query,
        total,
        items,
        regions: regions.clone(),
        agencies: vec![(
            AgencyCode("DINKES".to_owned()),
            "Dinas Kesehatan".to_owned(),
        )],
        years: (2014..=2026).rev().collect(),
    };
    let size = usize::try_from(PAGE_SIZE).expect("small");
    out.write(
        "katalog",
        catalogue::page(&listing(
            Query::default(),
            293,
            all.iter().take(size).cloned().collect(),
        )),
    );
    let search = Query {
        q: "nelayan".to_owned(),
        kind: "metode".to_owned(),
        page: 2,
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
    out.write(
        "katalog-nihil",
        catalogue::page(&listing(search, 0, vec![])),
    );
    out.write(
        "katalog-kosong",
        catalogue::page(&listing(Query::default(), 0, vec![])),
    );

    let page = innovation::InnovationPage {
        innovation: all[0].clone(),
        summary: "Bidan puskesmas menyiarkan tanya jawab kesehatan ibu dan anak setiap pekan. Warga bertanya dari rumah, dan siaran dapat ditonton ulang.".to_owned(),
        sample: true,
        results: vec![innovation::Result {
            board: "inovasi-2026".to_owned(),
            edition: "Kompetisi Inovasi Terbuka Antardaerah 2026".to_owned(),
            rank: 2,
            score: 8_827,
            sample: true,
        }],
        similar: all[3..6].to_vec(),
    };
    out.write("inovasi", innovation::page(&page));
    out.write(
        "inovasi-sederhana",
        innovation::page(&innovation::InnovationPage {
            innovation: Innovation {
                kind: None,
                unverified: true,
                ..all[29].clone()
            },
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
            innovations: all[..4].to_vec(),
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
            innovations: vec![],
        }),
    );
    out.write("bantuan", help::page());
    out.write("privasi", privacy::page());
    out.write("aksesibilitas", accessibility::page());
    out.write("404", fault::not_found());
    out.write("500", fault::broken("KL-7F3A91"));
}
