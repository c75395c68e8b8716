//! Packages of Debian and programs of the cargo registry.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::paths;
use crate::step::{Doing, Failure, Outcome, collect, present, run, step};

/// The first program of this name on the path.
pub fn which(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// What a short command prints, when it succeeds.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn apt_has(package: &str) -> bool {
    answer(Command::new("dpkg-query").args(["-W", "-f=${Status}", package]))
        .is_some_and(|status| status == "install ok installed")
}

/// Installs the Debian packages that are missing: as root, else through a sudo that asks nothing.
pub fn apt(packages: &[&str], what_for: &str) -> Outcome {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !apt_has(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let mend = format!(
        "install it by hand, then run the command again: sudo apt-get install --no-install-recommends {list}"
    );
    if which("apt-get").is_none() {
        return Err(Failure::new(
            format!("{what_for} needs Debian's packages {list}, and there is no apt-get here"),
            "install what corresponds to them on this system",
        ));
    }
    let root = answer(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let sudo = !root && answer(Command::new("sudo").args(["-n", "true"])).is_some();
    if !root && !sudo {
        return Err(Failure::new(
            format!(
                "{what_for} needs Debian's packages {list}, and this account may not install them"
            ),
            mend,
        ));
    }
    let apt_get = |words: &[&str]| {
        let mut command = if sudo {
            Command::new("sudo")
        } else {
            Command::new("apt-get")
        };
        if sudo {
            command.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        }
        // Another apt (unattended upgrades, a second clone) may hold the lock: wait for it.
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["-o", "DPkg::Lock::Timeout=300", "-q"])
            .args(words);
        command
    };
    // A stale list is tried as it is when the update fails: the packages may be in a local mirror.
    step("apt-get update", || {
        let (_, fresh) = collect("apt-get update", &mut apt_get(&["update"]))?;
        if !fresh {
            println!("      apt-get update failed; the lists on this machine are used");
        }
        Ok(())
    })?;
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(&missing);
    run(
        &format!("apt-get install {list}"),
        &mut apt_get(&words),
        &mend,
    )
}

/// Compiling the tools is most of the first start on a bare machine, and a tool that only starts other programs is as quick
/// without optimising. These packages of theirs work through the whole app.
const OPTIMISED: [&str; 9] = [
    "gimli",
    "hashbrown",
    "id-arena",
    "leb128",
    "walrus",
    "wasm-bindgen-cli-support",
    "wasm-encoder",
    "wasm_split_cli_support",
    "wasmparser",
];

/// A folder in which the tools are compiled, so that each package is compiled once for all of them; gone with this value.
pub struct Workshop(PathBuf);

impl Workshop {
    /// Where nothing is yet.
    pub fn new() -> Self {
        Self(paths::cache().join(format!("tools.{}", std::process::id())))
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A program of the cargo registry.
pub struct CargoTool {
    /// Its package.
    pub name: &'static str,
    /// The program of it that is used.
    pub binary: &'static str,
    /// Exactly.
    pub version: String,
    /// With the lock file that it comes with.
    pub locked: bool,
    /// Beside its usual ones.
    pub features: &'static [&'static str],
}

impl CargoTool {
    fn home(&self) -> PathBuf {
        paths::cache().join(format!("{}-{}", self.name, self.version))
    }

    /// The folder with its programs.
    pub fn bin(&self) -> PathBuf {
        self.home().join("bin")
    }

    /// It is in the shared cache.
    pub fn is_present(&self) -> bool {
        self.bin().join(self.binary).is_file()
    }

    /// Installs it into the shared cache.
    pub fn install(&self, workshop: &Workshop) -> Outcome {
        let Self {
            name,
            binary,
            version,
            locked,
            features,
        } = self;
        let (home, bin) = (self.home(), self.bin());
        if self.is_present() {
            present(&format!("{name} {version}"));
            return Ok(());
        }
        fs::create_dir_all(&home).doing(format!("make {}", home.display()))?;
        // What is fetched ready-made was built without further features.
        if features.is_empty()
            && which("cargo-binstall").is_some()
            && binstall(name, version, &home, &bin.join(binary))?
        {
            return Ok(());
        }
        if cfg!(target_os = "linux") && which("apt-get").is_some() {
            apt(
                &["gcc", "libc6-dev", "pkg-config", "libssl-dev"],
                &format!("compiling {name}"),
            )?;
        }
        let mut command = Command::new("cargo");
        without_cargo_env(&mut command);
        command
            .env("CARGO_TARGET_DIR", &workshop.0)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .args(["install", "--bin", *binary, "--root"])
            .arg(&home)
            .arg(format!("{name}@{version}"));
        for package in OPTIMISED {
            command
                .arg("--config")
                .arg(format!("profile.release.package.{package}.opt-level=1"));
        }
        if *locked {
            command.arg("--locked");
        }
        if !features.is_empty() {
            command.args(["--features", &features.join(",")]);
        }
        // cargo locks the folder: a second clone that wants the same tool waits and finds it.
        run(
            &format!("cargo install {name} {version}"),
            &mut command,
            &format!(
                "see the lines above; the same by hand: cargo install {}--root {} {name}@{version}",
                if *locked { "--locked " } else { "" },
                home.display()
            ),
        )
    }
}

fn binstall(name: &str, version: &str, home: &Path, binary: &Path) -> Outcome<bool> {
    let title = format!("cargo binstall {name} {version}");
    let mut command = Command::new("cargo");
    without_cargo_env(&mut command);
    command
        .args([
            "binstall",
            "--no-confirm",
            "--disable-strategies",
            "compile",
            "--root",
        ])
        .arg(home)
        .arg(format!("{name}@{version}"));
    step(&title, || {
        let (_, success) = collect(&title, &mut command)?;
        if !success {
            println!("      no ready binary: it is compiled instead");
        }
        Ok(success && binary.is_file())
    })
}

/// Forgets what the cargo that runs us has set: the command chooses its own toolchain, flags and folders.
pub fn without_cargo_env(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let foreign = name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || name.starts_with("CARGO_PROFILE_")
            || matches!(
                &*name,
                "CARGO"
                    | "CARGO_TARGET_DIR"
                    | "CARGO_BUILD_TARGET"
                    | "CARGO_BUILD_RUSTFLAGS"
                    | "CARGO_ENCODED_RUSTFLAGS"
                    | "RUSTC"
                    | "RUSTC_WRAPPER"
                    | "RUSTC_WORKSPACE_WRAPPER"
                    | "RUSTFLAGS"
                    | "RUSTUP_TOOLCHAIN"
                    | "LD_LIBRARY_PATH"
                    | "SYSROOT"
            );
        if foreign {
            command.env_remove(&*name);
        }
    }
}
