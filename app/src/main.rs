//! The browser's entry: nothing but the start.

/// Room for the build. It cuts the app into pieces and moves what each of them reads to a place of its own within the
/// program's data, with a gap before each; without room for the gaps all data would stay in the first load. Nothing
/// refers to it, so it is in no piece.
#[used]
static ROOM: [u8; 8_192] = [1; 8_192];

fn main() {
    klisida_app::start();
}
