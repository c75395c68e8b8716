//! Public files that are no pages: a board as CSV, the sitemap, robots.txt.

use klisida_domain::{
    law::{Criterion, KIND_UNDECIDED, Kind},
    paths::public,
    publication::Board,
    text::{csv, hundredths},
};

/// A board for a spreadsheet: UTF-8 with BOM, `;`, decimal comma, no cell that runs as a formula (D05).
pub fn board_csv(board: &Board, newest: u32) -> String {
    let replaced = (newest > board.version).then(|| format!("digantikan versi {newest}"));
    let mut lines = vec![header()];
    for row in &board.rows {
        let kind = row.kind.map_or(KIND_UNDECIDED, Kind::short);
        let mut cells = vec![
            row.rank.to_string(),
            row.name.clone(),
            row.agency.clone(),
            row.region.clone(),
            kind.to_owned(),
            board.score_words(row),
        ];
        cells.extend(match row.criteria {
            Some(means) => means.map(hundredths),
            None => Default::default(),
        });
        cells.push(row.judges.to_string());
        cells.push(row.tie.words().unwrap_or_default());
        cells.push(board.version.to_string());
        let remarks = [
            board.sample.then_some("contoh"),
            (!board.precision.is_full()).then_some("nilai bulat"),
            replaced.as_deref(),
        ];
        cells.push(remarks.into_iter().flatten().collect::<Vec<_>>().join(", "));
        lines.push(cells);
    }
    format!("\u{feff}{}", csv(lines))
}

fn header() -> Vec<String> {
    let mut cells: Vec<String> = [
        "Peringkat",
        "Inovasi",
        "Instansi",
        "Wilayah",
        "Jenis",
        "Nilai",
    ]
    .map(str::to_owned)
    .to_vec();
    cells.extend(Criterion::ALL.iter().map(|it| it.label().to_owned()));
    cells.extend(["Jumlah juri", "Seri", "Versi", "Keterangan"].map(str::to_owned));
    cells
}

/// The sitemap of these paths.
pub fn sitemap(origin: &str, paths: impl Iterator<Item = String>) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    for path in paths {
        // Paths are made of slugs and codes: nothing in them needs escaping.
        for part in ["<url><loc>", origin, &path, "</loc></url>\n"] {
            out.push_str(part);
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// The index of the parts of the sitemap.
pub fn sitemap_index(origin: &str, paths: impl Iterator<Item = String>) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    for path in paths {
        for part in ["<sitemap><loc>", origin, &path, "</loc></sitemap>\n"] {
            out.push_str(part);
        }
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// What search engines may read: everything public.
pub fn robots(origin: &str) -> String {
    format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /app\nDisallow: {}\nDisallow: /undangan\n\nSitemap: {origin}/sitemap.xml\n",
        public::SIGN_IN
    )
}

#[cfg(test)]
mod tests {
    use klisida_domain::{
        competition::Method, disclosure::Precision, publication::Row, ranking::Tie, time::Instant,
    };

    use super::*;

    fn board(name: &str) -> Board {
        Board {
            slug: "k".to_owned(),
            edition: "K".to_owned(),
            year: 2026,
            version: 2,
            published_at: Instant(0),
            note: None,
            sample: true,
            weights: [20, 30, 20, 20, 10],
            method: Method::Mean,
            tie_chain: vec![],
            min_judges: 3,
            judges: 3,
            withdrawn: 0,
            excluded: 0,
            precision: Precision::Hundredths,
            rows: vec![Row {
                rank: 1,
                slug: "a".to_owned(),
                name: name.to_owned(),
                agency: "Dinas; Satu".to_owned(),
                region: String::new(),
                kind: None,
                score: 7_950,
                criteria: Some([8_000, 7_900, 8_000, 8_000, 7_833]),
                judges: 3,
                tie: Tie::default(),
            }],
            digest: String::new(),
        }
    }

    #[test]
    fn a_board_as_csv_has_a_bom_semicolons_and_no_formula_d05() {
        let csv = board_csv(&board("=HYPERLINK(1)"), 1);
        let mut lines = csv.split("\r\n");
        assert_eq!(
            lines.next(),
            Some(
                "\u{feff}Peringkat;Inovasi;Instansi;Wilayah;Jenis;Nilai;Kebaruan;Kemanfaatan;Memberi solusi;Dapat direplikasikan;Kompatibilitas;Jumlah juri;Seri;Versi;Keterangan"
            )
        );
        assert_eq!(
            lines.next(),
            Some(
                "1;'=HYPERLINK(1);\"Dinas; Satu\";;belum ditentukan;79,50;80,00;79,00;80,00;80,00;78,33;3;;2;contoh"
            )
        );
    }

    #[test]
    fn a_version_of_whole_points_shows_the_same_digits_in_the_csv_as_on_the_page() {
        let mut board = board("A");
        board.precision = Precision::Points;
        board.rows[0].score = 8_000;
        board.rows[0].criteria = None;
        assert_eq!(board.score_words(&board.rows[0]), "80");
        let csv = board_csv(&board, board.version);
        assert_eq!(
            csv.split("\r\n").nth(1),
            Some("1;A;\"Dinas; Satu\";;belum ditentukan;80;;;;;;3;;2;contoh, nilai bulat")
        );
    }

    #[test]
    fn a_version_that_was_replaced_says_so_in_every_row() {
        let csv = board_csv(&board("A"), 3);
        let row = csv.lines().nth(1).unwrap_or_default();
        assert!(row.ends_with(";2;contoh, digantikan versi 3"), "{row}");
    }

    #[test]
    fn a_sitemap_lists_whole_addresses() {
        let xml = sitemap(
            "https://k.example",
            ["/".to_owned(), "/papan".to_owned()].into_iter(),
        );
        assert!(xml.contains("<loc>https://k.example/papan</loc>"));
    }
}
