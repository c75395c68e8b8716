//! A compiler for wasm32-unknown-unknown: rustup's where its server can be reached, else Debian's.
//!
//! Debian 12 packages a recent compiler (`rustc-web`) without a wasm standard library, but with its source. The library is
//! built once and put beside links to Debian's own in a folder of the shared cache; no installed toolchain is changed.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::Profile;
use crate::install::{answer, apt, which, without_cargo_env};
use crate::paths;
use crate::step::{Doing, Failure, Outcome, collect, present, run, step};

/// The target of the app and of the Worker.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The oldest minor version of Rust 1 that compiles the workspace (`rust-version` in Cargo.toml).
const OLDEST_MINOR: u32 = 91;

const DEBIAN_PACKAGES: [&str; 6] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "rust-web-clippy",
    "lld-22",
];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// Which compiler builds wasm here.
pub enum Wasm {
    /// The one on the path, which has the target.
    Path,
    /// Debian's, with a standard library in this folder.
    Debian(PathBuf),
}

/// Where cargo reads flags for the wasm target; it joins them with those of `.cargo/config.toml`.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// What is built names no folder of the machine that builds it: the places of panics are told from the package on. A path with
/// a space cannot be told to cargo in this way and stays.
fn remapped() -> Vec<String> {
    let home = env::var_os("HOME").map(PathBuf::from);
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| home.as_ref().map(|home| home.join(".cargo")));
    [
        (home, "home"),
        (cargo, "cargo"),
        (Some(paths::root()), "klisida"),
    ]
    .into_iter()
    .filter_map(|(path, name)| Some((path?.into_os_string().into_string().ok()?, name)))
    .filter(|(path, _)| !path.contains(char::is_whitespace) && path.len() > 1)
    .map(|(path, name)| format!("--remap-path-prefix={path}={name}"))
    .collect()
}

impl Wasm {
    /// Finds a compiler, or installs one.
    pub fn ensure() -> Outcome<Self> {
        if path_has_target() {
            present(&format!("{TARGET}: the compiler on the path has it"));
            return Ok(Self::Path);
        }
        if let Some(sysroot) = debian_sysroot().filter(|sysroot| sysroot.is_dir()) {
            present(&format!(
                "{TARGET}: Debian's compiler with a library in the cache"
            ));
            return Ok(Self::Debian(sysroot));
        }
        if which("rustup").is_some() {
            let name = format!("rustup target add {TARGET}");
            let added = step(&name, || {
                let mut command = Command::new("timeout");
                command
                    .args(["120", "rustup", "target", "add", TARGET])
                    .current_dir(paths::root());
                let (_, success) = collect(&name, &mut command)?;
                if !success {
                    println!(
                        "      rustup cannot reach its server: Debian's compiler is used instead"
                    );
                }
                Ok(success)
            })?;
            if added && path_has_target() {
                return Ok(Self::Path);
            }
        }
        debian().map(Self::Debian)
    }

    /// Makes a command see this compiler and the tools in `folders`.
    pub fn prepare(&self, command: &mut Command, folders: &[PathBuf]) {
        without_cargo_env(command);
        let mut path: Vec<PathBuf> = Vec::new();
        if let Self::Debian(sysroot) = self {
            path.push(sysroot.join("bin"));
            command
                .env("RUSTC", sysroot.join("bin/rustc"))
                .env("SYSROOT", sysroot);
        }
        path.extend_from_slice(folders);
        if matches!(self, Self::Debian(_)) {
            path.push(PathBuf::from("/usr/bin"));
        }
        path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        // cargo looks for subcommands in its home first, unless that folder is on the path already.
        if let Some(home) = env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")))
        {
            path.push(home.join("bin"));
        }
        command.env(
            "PATH",
            env::join_paths(path).unwrap_or_else(|_| OsString::from("/usr/bin:/bin")),
        );
        // Two compilers never share a folder: each would throw away what the other made.
        command.env("CARGO_TARGET_DIR", self.target_dir());
        command.env(FLAGS, remapped().join(" "));
    }

    /// Makes a release build erase the types of views: without it every closure in the markup is compiled for the type of
    /// everything around it, and the app is a sixth larger. cargo joins this with what `.cargo/config.toml` says.
    pub fn erase_view_types(command: &mut Command) {
        let mut flags = remapped();
        flags.push("--cfg erase_components".to_owned());
        command.env(FLAGS, flags.join(" "));
    }

    /// `cargo` of this compiler.
    pub fn cargo(&self, folders: &[PathBuf]) -> Command {
        let mut command = Command::new(match self {
            Self::Path => PathBuf::from("cargo"),
            Self::Debian(_) => PathBuf::from(DEBIAN_CARGO),
        });
        self.prepare(&mut command, folders);
        command.current_dir(paths::root());
        command
    }

    fn target_dir(&self) -> PathBuf {
        paths::root().join(match self {
            Self::Path => "target/wasm",
            Self::Debian(_) => "target/wasm-debian",
        })
    }

    /// Where the compiler leaves a program.
    pub fn artefact(&self, profile: Profile, name: &str) -> PathBuf {
        let folder = match profile {
            Profile::Release | Profile::Local => "release",
            Profile::Dev => "debug",
        };
        self.target_dir().join(TARGET).join(folder).join(name)
    }

    /// Name and version, for fingerprints: another compiler makes another artefact.
    pub fn identity(&self) -> String {
        match self {
            Self::Path => answer(Command::new("rustc").arg("-V").current_dir(paths::root()))
                .unwrap_or_default(),
            Self::Debian(sysroot) => sysroot
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        }
    }
}

fn path_has_target() -> bool {
    let mut command = Command::new("rustc");
    command
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(paths::root());
    let Some(folder) = answer(&mut command) else {
        return false;
    };
    fs::read_dir(folder).is_ok_and(|files| {
        files
            .flatten()
            .any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
    })
}

/// `1.96.0`, when Debian's compiler is installed.
fn debian_version() -> Option<String> {
    let words = answer(Command::new(DEBIAN_RUSTC).arg("-V"))?;
    words.split_whitespace().nth(1).map(str::to_owned)
}

fn recent(version: &str) -> bool {
    let mut parts = version
        .split('.')
        .map_while(|part| part.parse::<u32>().ok());
    matches!((parts.next(), parts.next()), (Some(1), Some(minor)) if minor >= OLDEST_MINOR)
}

fn debian_sysroot() -> Option<PathBuf> {
    let version = debian_version().filter(|version| recent(version))?;
    Some(paths::cache().join(format!("wasm-sysroot-{version}")))
}

fn debian() -> Outcome<PathBuf> {
    apt(
        &DEBIAN_PACKAGES,
        "compiling for wasm without rustup's server",
    )?;
    let version = debian_version().unwrap_or_default();
    if !recent(&version) {
        return Err(Failure::new(
            format!(
                "Debian's compiler is `{version}`, and 1.{OLDEST_MINOR} is the oldest that compiles this"
            ),
            format!(
                "let this machine reach static.rust-lang.org and run: rustup target add {TARGET}"
            ),
        ));
    }
    let sysroot = paths::cache().join(format!("wasm-sysroot-{version}"));
    if sysroot.is_dir() {
        return Ok(sysroot);
    }
    let work = paths::cache().join(format!("wasm-sysroot-{version}.{}", std::process::id()));
    let built = build_library(&work);
    let placed = built.and_then(|library| place_library(&library, &work.join("sysroot"), &sysroot));
    // Whoever comes second finds the folder there and throws its own away.
    if placed.is_ok() && !sysroot.is_dir() {
        fs::rename(work.join("sysroot"), &sysroot).doing("put the wasm library into the cache")?;
    }
    let _ = fs::remove_dir_all(&work);
    placed.map(|()| sysroot)
}

fn build_library(work: &Path) -> Outcome<PathBuf> {
    fs::create_dir_all(work.join("src")).doing("make a folder in the cache")?;
    fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"stdbuild\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n",
    )
    .and_then(|()| fs::write(work.join("src/lib.rs"), ""))
    .doing("write an empty crate")?;
    let mut command = Command::new(DEBIAN_CARGO);
    without_cargo_env(&mut command);
    command
        .current_dir(work)
        .env("RUSTC", DEBIAN_RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode the release profile's `lto` cannot use the library.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", work.join("target"))
        .args([
            "build",
            "--release",
            "--target",
            TARGET,
            "-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test",
        ]);
    run(
        "building the wasm standard library from Debian's source",
        &mut command,
        "see the lines above; the crate registry must be reachable",
    )?;
    Ok(work.join("target").join(TARGET).join("release/deps"))
}

fn place_library(library: &Path, staging: &Path, sysroot: &Path) -> Outcome {
    let host_sysroot =
        answer(Command::new(DEBIAN_RUSTC).args(["--print", "sysroot"])).unwrap_or_default();
    let host = answer(Command::new(DEBIAN_RUSTC).arg("-vV"))
        .and_then(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        })
        .unwrap_or_default();
    let libraries = staging.join("lib/rustlib");
    let ours = libraries.join(TARGET).join("lib");
    let bin = staging.join("bin");
    let place = || -> std::io::Result<()> {
        fs::create_dir_all(&ours)?;
        fs::create_dir_all(&bin)?;
        for file in fs::read_dir(library)?.flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if file
                .path()
                .extension()
                .is_some_and(|ending| ending == "rlib")
                && !name.starts_with("libstdbuild-")
            {
                fs::copy(file.path(), ours.join(name))?;
            }
        }
        symlink(
            Path::new(&host_sysroot).join("lib/rustlib").join(&host),
            libraries.join(&host),
        )?;
        script(
            &bin.join("rustc"),
            &format!(
                "exec {DEBIAN_RUSTC} --sysroot '{}' \"$@\"",
                sysroot.display()
            ),
        )
    };
    place().doing("put the wasm library together")
}

fn script(path: &Path, line: &str) -> std::io::Result<()> {
    fs::write(
        path,
        format!(
            "#!/bin/sh\n# Debian's toolchain with a standard library for {TARGET} (made by `cargo xtask tools`).\n{line}\n"
        ),
    )?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(test)]
mod tests {
    use super::recent;

    #[test]
    fn compilers_older_than_the_workspace_are_refused() {
        assert!(recent("1.91.0") && recent("1.96.0") && recent("1.100.1"));
        assert!(!recent("1.90.0") && !recent("1.63.0") && !recent("") && !recent("0.96.0"));
    }
}
