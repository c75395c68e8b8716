//! The addresses that people see, in one place: public pages and the app's own.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    innovation::Query,
    page::{AFTER, Cursor},
};

/// The public pages that the Worker renders.
pub mod public {
    /// What the service is, and what goes on.
    pub const HOME: &str = "/";
    /// List of boards.
    pub const BOARDS: &str = "/papan";
    /// Innovations, searched and filtered.
    pub const CATALOGUE: &str = "/katalog";
    /// Questions and answers.
    pub const HELP: &str = "/bantuan";
    /// A guide for those who work with the system.
    pub fn guide(slug: &str) -> String {
        format!("/bantuan/{slug}")
    }

    /// What is kept of a person, and how long.
    pub const PRIVACY: &str = "/privasi";
    /// What was checked, and whom to tell of a fault.
    pub const ACCESSIBILITY: &str = "/aksesibilitas";
    /// Sign in (the app).
    pub const SIGN_IN: &str = "/masuk";

    /// A board: the current version.
    pub fn board(slug: &str) -> String {
        format!("/papan/{slug}")
    }

    /// An earlier or the current publication of a board, by its number from 1.
    pub fn board_version(slug: &str, version: u32) -> String {
        format!("/papan/{slug}/versi/{version}")
    }

    /// The current version for spreadsheets.
    pub fn board_csv(slug: &str) -> String {
        format!("/papan/{slug}/csv")
    }

    /// An earlier or the current version for spreadsheets.
    pub fn board_version_csv(slug: &str, version: u32) -> String {
        format!("/papan/{slug}/versi/{version}/csv")
    }

    /// One version of a board laid out for paper.
    pub fn board_print(slug: &str, version: u32) -> String {
        format!("/papan/{slug}/versi/{version}/cetak")
    }

    /// The short address of the `n`th row (from 1) of one version; it leads on to the innovation's page.
    ///
    /// Two hundred and fifty slugs would take a sixth of the page's budget.
    pub fn board_entry(slug: &str, version: u32, n: u32) -> String {
        format!("/papan/{slug}/versi/{version}/entri/{n}")
    }

    /// The page of an innovation.
    pub fn innovation(slug: &str) -> String {
        format!("/inovasi/{slug}")
    }

    /// A part of the sitemap, from 1; part 0 holds the pages that are no innovations.
    pub fn sitemap_part(n: u32) -> String {
        format!("/sitemap-{n}.xml")
    }

    /// The page of an agency; the code in lower case.
    pub fn agency(code: &str) -> String {
        format!("/instansi/{}", code.to_lowercase())
    }
}

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Percent-encodes a query value.
pub fn encode(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// An address whose list goes on after a cursor.
pub fn after(path: &str, cursor: &Cursor) -> String {
    format!("{path}?{AFTER}={cursor}")
}

/// The address of a catalogue search.
pub fn catalogue(query: &Query) -> String {
    let after = query
        .after
        .as_ref()
        .map_or_else(String::new, Cursor::to_string);
    let pairs = [
        ("q", &query.q),
        ("jenis", &query.kind),
        ("wilayah", &query.region),
        ("instansi", &query.agency),
        ("tahun", &query.year),
        ("tahap", &query.stage),
        (AFTER, &after),
    ];
    let parts: Vec<_> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if parts.is_empty() {
        public::CATALOGUE.to_owned()
    } else {
        format!("{}?{}", public::CATALOGUE, parts.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_in_its_address() {
        let query = Query {
            q: "padi & sawah".to_owned(),
            kind: "metode".to_owned(),
            stage: "design".to_owned(),
            after: Some(Cursor::number(1, "a")),
            ..Query::default()
        };
        assert_eq!(
            catalogue(&query),
            "/katalog?q=padi%20%26%20sawah&jenis=metode&tahap=design&sesudah=6e311f61"
        );
        assert_eq!(catalogue(&Query::default()), "/katalog");
    }
}
