//! The app into dist/, the Worker into build/worker/; nothing when nothing changed.

use std::fs;
use std::path::PathBuf;
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
    /// Larger, and made sooner: for `cargo xtask start` where nothing was built yet.
    Local,
    /// Quick, for `cargo xtask dev`.
    Dev,
}

impl Profile {
    const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Local => "local",
            Self::Dev => "dev",
        }
    }
}

impl Profile {
    /// What differs from the release profile of Cargo.toml, which the tools know by its name only.
    fn set(self, command: &mut Command) {
        if self == Self::Local {
            command
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
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
const APP_BUILD: [&str; 8] = [
    "Trunk.toml",
    assets::SHRINK,
    "xtask/src/assets.rs",
    "xtask/src/build.rs",
    "xtask/src/headers.rs",
    "xtask/src/packs.rs",
    "xtask/src/split.rs",
    "xtask/src/wasm.rs",
];
const WORKER: [&str; 7] = [
    "worker/Cargo.toml",
    "worker/src",
    "dist/assets.json",
    assets::SHRINK,
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
    let tools = Tools::ensure_beside(|tools| compile_app(tools, profile))?;
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

/// Builds both with tools that are there. What was built for going up serves on this machine, too.
pub fn both(tools: &Tools, profile: Profile) -> Outcome {
    let profile = if profile == Profile::Local
        && app_print(tools, Profile::Release)?.is_current()
        && worker_print(tools, Profile::Release)?.is_current()
    {
        Profile::Release
    } else {
        profile
    };
    app(tools, profile)?;
    worker(tools, profile)
}

/// What an artefact was made of, and where that is noted.
struct Print {
    hex: String,
    stamp: PathBuf,
    artefact: PathBuf,
}

impl Print {
    fn is_current(&self) -> bool {
        fingerprint::matches(&self.stamp, &self.hex) && self.artefact.is_file()
    }
}

fn app_print(tools: &Tools, profile: Profile) -> Outcome<Print> {
    let hex = Fingerprint::new()
        .text("profile", profile.name())
        .text("compiler", &tools.wasm.identity())
        .files(&COMMON)?
        .files(&APP)?
        .files(&APP_BUILD)?
        .files(&DATA)?
        .hex();
    Ok(Print {
        hex,
        stamp: paths::root().join("build/app.fingerprint"),
        artefact: paths::dist().join("index.html"),
    })
}

fn fetch(tools: &Tools) -> Outcome {
    run(
        "app: fetch packages",
        tools
            .cargo()
            .args(["fetch", "--locked", "--target", TARGET]),
        "the crate registry must be reachable",
    )
}

/// Compiles the app as Trunk will ask for it, beside the tools that are compiled meanwhile.
fn compile_app(tools: &Tools, profile: Profile) -> Outcome {
    fetch(tools)?;
    let mut command = tools.cargo();
    Wasm::erase_view_types(&mut command);
    profile.set(&mut command);
    command.args(["build", "--offline", "--manifest-path", "app/Cargo.toml"]);
    command.args(["--target", TARGET]);
    if profile != Profile::Dev {
        command.arg("--release");
    }
    run(
        "app: compile",
        &mut command,
        "mend what the compiler says above; `cargo xtask build` tries again",
    )
}

fn app(tools: &Tools, profile: Profile) -> Outcome {
    let print = app_print(tools, profile)?;
    if print.is_current() {
        present("app: nothing changed");
        return Ok(());
    }
    // Trunk passes `--offline` on to cargo, so what Cargo.lock names must be on this machine first.
    fetch(tools)?;
    let mut command = tools.command("trunk");
    trunk_env(&mut command);
    Wasm::erase_view_types(&mut command);
    profile.set(&mut command);
    command.args(["--config", "Trunk.toml", "build"]);
    if profile != Profile::Dev {
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
    fingerprint::stamp(&print.stamp, &print.hex)
}

fn trunk_env(command: &mut Command) {
    command
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("NO_COLOR", "true")
        .env("RUST_BACKTRACE", "0")
        .env_remove("TRUNK_CONFIG");
}

fn worker_print(tools: &Tools, profile: Profile) -> Outcome<Print> {
    let hex = Fingerprint::new()
        .text("profile", profile.name())
        .text("compiler", &tools.wasm.identity())
        .files(&COMMON)?
        .files(&WORKER)?
        .files(&DATA)?
        .hex();
    let build = paths::root().join("build");
    Ok(Print {
        hex,
        stamp: build.join("worker.fingerprint"),
        artefact: build.join("worker/index_bg.wasm"),
    })
}

fn worker(tools: &Tools, profile: Profile) -> Outcome {
    let print = worker_print(tools, profile)?;
    if print.is_current() {
        present("Worker: nothing changed");
        return Ok(());
    }
    let target = paths::root().join("build/worker");
    let assets = Assets::read()?;
    fs::create_dir_all(&target).doing("make build/worker")?;
    let mut command = tools.command("worker-build");
    // With the app's flags, what both are made of is compiled once.
    Wasm::erase_view_types(&mut command);
    command
        .current_dir(paths::root().join("worker"))
        .env("RUST_BACKTRACE", "0")
        .env("KLISIDA_CSS", &assets.css)
        .env("KLISIDA_PAGES_CSS", &assets.pages_css)
        .env("KLISIDA_PRINT_CSS", &assets.print_css)
        .env("KLISIDA_THEME_JS", &assets.theme_js)
        .env("KLISIDA_BUILD", &assets.build)
        .arg(if profile == Profile::Dev {
            "--dev"
        } else {
            "--release"
        })
        // It would keep the names of functions, which make the Worker larger than the platform likes.
        .arg("--no-opt")
        .args(["--out-dir", "../build/worker"]);
    profile.set(&mut command);
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
            assets::shrink(tools, &[(file.clone(), small.clone())])?;
            fs::rename(&small, &file).doing("put the small Worker in place")
        })?;
    }
    fingerprint::stamp(&print.stamp, &print.hex)
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
