//! The browser's entry: nothing but the start.

fn main() {
    klisida_app::start();
}
