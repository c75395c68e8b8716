//! Prints the public leaderboard page of N rows (250 without an argument): the subject of the size test.

mod support;

use klisida_views::{
    board,
    document::{Site, document},
};

fn main() {
    let rows = std::env::args()
        .nth(1)
        .and_then(|it| it.parse().ok())
        .unwrap_or(250);
    let site = Site {
        origin: "https://klisida.example.go.id".to_owned(),
        css: "/assets/klisida.0123456789abcdef.css".to_owned(),
        pages_css: "/assets/pages.0123456789abcdef.css".to_owned(),
        print_css: "/assets/print.0123456789abcdef.css".to_owned(),
        version: "0.1.0".to_owned(),
    };
    print!("{}", document(&site, board::page(&support::board(rows))));
}
