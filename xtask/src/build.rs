//! The app into dist/, the Worker into build/worker/; nothing when nothing changed.

use std::fs;
use std::process::Command;
use std::time::Instant;

use crate::assets::{self, Assets};
use crate::fingerprint::{self, Fingerprint};
use crate::paths;
use crate::step::{Doing, Outcome, elapsed, present, run, step};
use crate::tools::Tools;
use crate::wasm::{TARGET, Wasm};

/// How it is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Small; what goes up and what the tests run.
    Release,
    /// Quick, for `cargo xtask dev`.
    Dev,
}

impl Profile {
    const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }
}

/// Sources that both artefacts are made of.
const COMMON: [&str; 8] = [
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "package-lock.json",
    "domain/Cargo.toml",
    "domain/src",
    "views/Cargo.toml",
    "views/src",
];
const APP: [&str; 10] = [
    "app/Cargo.toml",
    "app/build.rs",
    "app/src",
    "app/index.html",
    "app/boot.js",
    "app/theme.js",
    "app/sw.js",
    "app/manifest.webmanifest",
    "app/icons",
    "style",
];
const APP_BUILD: [&str; 6] = [
    "Trunk.toml",
    "xtask/src/assets.rs",
    "xtask/src/build.rs",
    "xtask/src/headers.rs",
    "xtask/src/split.rs",
    "xtask/src/wasm.rs",
];
const WORKER: [&str; 6] = [
    "worker/Cargo.toml",
    "worker/src",
    "dist/assets.json",
    "xtask/src/assets.rs",
    "xtask/src/build.rs",
    "xtask/src/wasm.rs",
];
/// Read by `include_str!` and the like.
const DATA: [&str; 2] = ["data", "worker/migrations"];

/// Installs what is missing, then builds both.
pub fn everything(profile: Profile) -> Outcome<Tools> {
    let start = Instant::now();
    println!("tools");
    let tools = Tools::ensure()?;
    println!("build");
    both(&tools, profile)?;
    println!("built in {}", elapsed(start));
    Ok(tools)
}

/// The Worker alone, around the app that was built before.
pub fn worker_alone(profile: Profile) -> Outcome {
    println!("tools");
    let tools = Tools::ensure()?;
    println!("build");
    worker(&tools, profile)
}

/// Builds both with tools that are there.
pub fn both(tools: &Tools, profile: Profile) -> Outcome {
    app(tools, profile)?;
    worker(tools, profile)
}

fn app(tools: &Tools, profile: Profile) -> Outcome {
    let fingerprint = Fingerprint::new()
        .text("profile", profile.name())
        .text("compiler", &tools.wasm.identity())
        .files(&COMMON)?
        .files(&APP)?
        .files(&APP_BUILD)?
        .files(&DATA)?
        .hex();
    let stamp = paths::root().join("build/app.fingerprint");
    if fingerprint::matches(&stamp, &fingerprint) && paths::dist().join("index.html").is_file() {
        present("app: nothing changed");
        return Ok(());
    }
    // Trunk passes `--offline` on to cargo, so what Cargo.lock names must be on this machine first.
    run(
        "app: fetch packages",
        tools
            .cargo()
            .args(["fetch", "--locked", "--target", TARGET]),
        "the crate registry must be reachable",
    )?;
    let mut command = tools.command("trunk");
    trunk_env(&mut command);
    Wasm::erase_view_types(&mut command);
    command.args(["--config", "Trunk.toml", "build"]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    run(
        "app: trunk build",
        &mut command,
        "mend what the compiler says above; `cargo xtask build` tries again",
    )?;
    step(
        "app: cut into parts, optimise, bundle, name by content",
        || assets::finish(tools, profile, &paths::root().join("target/trunk")),
    )?;
    fingerprint::stamp(&stamp, &fingerprint)
}

fn trunk_env(command: &mut Command) {
    command
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("NO_COLOR", "true")
        .env("RUST_BACKTRACE", "0")
        .env_remove("TRUNK_CONFIG");
}

/// The platform counts the Worker after gzip (docs/decisions/0012-small-worker.md). A handler that is inlined into its only
/// caller shares less with its likes, and likes that lie side by side share more.
const UNDER_GZIP: [&str; 2] = [
    "--one-caller-inline-max-function-size=0",
    "--reorder-functions-by-name",
];

fn worker(tools: &Tools, profile: Profile) -> Outcome {
    let fingerprint = Fingerprint::new()
        .text("profile", profile.name())
        .text("compiler", &tools.wasm.identity())
        .files(&COMMON)?
        .files(&WORKER)?
        .files(&DATA)?
        .hex();
    let build = paths::root().join("build");
    let stamp = build.join("worker.fingerprint");
    let target = build.join("worker");
    if fingerprint::matches(&stamp, &fingerprint) && target.join("index_bg.wasm").is_file() {
        present("Worker: nothing changed");
        return Ok(());
    }
    let assets = Assets::read()?;
    fs::create_dir_all(&target).doing("make build/worker")?;
    let mut command = tools.command("worker-build");
    command
        .current_dir(paths::root().join("worker"))
        .env("RUST_BACKTRACE", "0")
        .env("KLISIDA_CSS", &assets.css)
        .env("KLISIDA_PAGES_CSS", &assets.pages_css)
        .env("KLISIDA_PRINT_CSS", &assets.print_css)
        .env("KLISIDA_THEME_JS", &assets.theme_js)
        .env("KLISIDA_BUILD", &assets.build)
        .arg(if profile == Profile::Release {
            "--release"
        } else {
            "--dev"
        })
        // It would keep the names of functions, which make the Worker larger than the platform likes.
        .arg("--no-opt")
        .args(["--out-dir", "../build/worker"]);
    // worker-build downloads what it is not told about.
    for (variable, program) in [
        ("WASM_BINDGEN_BIN", "wasm-bindgen"),
        ("WASM_OPT_BIN", "wasm-opt"),
        ("ESBUILD_BIN", "esbuild"),
    ] {
        if let Some(path) = tools
            .folders
            .iter()
            .map(|folder| folder.join(program))
            .find(|path| path.exists())
        {
            command.env(variable, path);
        }
    }
    run(
        "Worker: worker-build",
        &mut command,
        "mend what the compiler says above; `cargo xtask build` tries again",
    )?;
    if profile == Profile::Release {
        step("Worker: optimise", || {
            let (file, small) = (target.join("index_bg.wasm"), target.join("small.wasm"));
            assets::shrink(tools, &file, &small, &UNDER_GZIP)?;
            fs::rename(&small, &file).doing("put the small Worker in place")
        })?;
    }
    fingerprint::stamp(&stamp, &fingerprint)
}

/// Every source file that `cargo xtask dev` watches.
pub fn sources() -> Vec<&'static str> {
    COMMON
        .iter()
        .chain(&APP)
        .chain(&WORKER[..2])
        .chain(&DATA)
        .copied()
        .collect()
}
