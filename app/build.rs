//! Tells the linker to keep its notes on what refers to what: the build cuts the app into parts along them
//! (`src/chunk.rs`) and drops them.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
