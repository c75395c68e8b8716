//! Everything that building and testing need, found or installed.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use crate::install::{CargoTool, Workshop, answer, apt, which};
use crate::paths;
use crate::step::{Doing, Failure, Outcome, present, run};
use crate::wasm::Wasm;

/// The oldest Node.js that wrangler runs on.
const OLDEST_NODE: (u32, u32) = (22, 12);

/// Trunk's version; wasm-bindgen's and worker-build's follow Cargo.lock.
const TRUNK: &str = "0.21.14";
/// The version of what cuts the app into parts.
const SPLIT: &str = "0.2.3";

/// The tools of a build.
pub struct Tools {
    /// The compiler.
    pub wasm: Wasm,
    /// Folders of the other tools, for the path.
    pub folders: Vec<PathBuf>,
}

impl Tools {
    /// What a build needs.
    pub fn ensure() -> Outcome<Self> {
        Self::ensure_beside(|_| Ok(()))
    }

    /// What a build needs. When tools must be compiled first, `work` is done beside that.
    pub fn ensure_beside(work: impl FnOnce(&Self) -> Outcome) -> Outcome<Self> {
        let wasm = Wasm::ensure()?;
        let tool = |name, binary, version, locked, features| CargoTool {
            name,
            binary,
            version,
            locked,
            features,
        };
        // As the projects themselves demand: the first does not compile with its lock file, the last not without.
        let compiled = [
            tool(
                "wasm-bindgen-cli",
                "wasm-bindgen",
                locked_version("wasm-bindgen")?,
                false,
                &[][..],
            ),
            tool(
                "worker-build",
                "worker-build",
                locked_version("worker")?,
                true,
                &[],
            ),
            tool("trunk", "trunk", TRUNK.to_owned(), true, &[]),
            tool(
                "wasm_split_cli_support",
                "wasm-split-cli",
                SPLIT.to_owned(),
                true,
                &["build-binary"],
            ),
        ];
        let mut folders = vec![node_tools()?];
        folders.extend(compiled.iter().map(CargoTool::bin));
        let tools = Self { wasm, folders };
        let install = || {
            let workshop = Workshop::new();
            compiled.iter().try_for_each(|it| it.install(&workshop))
        };
        if compiled.iter().all(CargoTool::is_present) {
            install()?;
        } else {
            thread::scope(|scope| {
                let installed = scope.spawn(install);
                let worked = work(&tools);
                installed.join().unwrap_or_else(|_| {
                    Err(Failure::new(
                        "installing the tools stopped",
                        "see the lines above",
                    ))
                })?;
                worked
            })?;
        }
        Ok(tools)
    }

    /// What a build and the browser journeys need.
    pub fn ensure_all() -> Outcome<Self> {
        let tools = Self::ensure()?;
        let browser = chromium()?;
        println!("browser: {}", browser.display());
        Ok(tools)
    }

    /// A command that sees the compiler and the tools.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        self.wasm.prepare(&mut command, &self.folders);
        command.current_dir(paths::root());
        // Found here and not by the child: a child's own path does not count when its program is looked up.
        if let Some(found) = self
            .folders
            .iter()
            .map(|folder| folder.join(program))
            .find(|path| path.is_file())
        {
            let mut exact = Command::new(found);
            exact.current_dir(paths::root());
            for (name, value) in command.get_envs() {
                match value {
                    Some(value) => exact.env(name, value),
                    None => exact.env_remove(name),
                };
            }
            return exact;
        }
        command
    }

    /// `cargo` for the wasm target.
    pub fn cargo(&self) -> Command {
        self.wasm.cargo(&self.folders)
    }
}

/// The version of a package in Cargo.lock: pins live in one place.
pub fn locked_version(package: &str) -> Outcome<String> {
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).doing("read Cargo.lock")?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines
        .by_ref()
        .find(|line| *line == name)
        .and_then(|_| lines.next())
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| {
            Failure::new(
                format!("Cargo.lock has no {package}"),
                "restore Cargo.lock from the repository",
            )
        })
}

fn recent_node(version: &str) -> bool {
    let mut parts = version
        .trim_start_matches('v')
        .split('.')
        .map_while(|part| part.parse::<u32>().ok());
    matches!((parts.next(), parts.next()), (Some(major), Some(minor)) if (major, minor) >= OLDEST_NODE)
}

/// The npm packages of package-lock.json, with a Node.js that is new enough.
fn node_tools() -> Outcome<PathBuf> {
    let root = paths::root();
    let lock = fs::read(root.join("package-lock.json")).doing("read package-lock.json")?;
    // npm's own copy of the lock file says what is installed; a copy of ours beside it says for which one.
    let stamp = root.join("node_modules/.klisida-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock)
        && paths::npm_bin().join("wrangler").exists()
    {
        present("npm packages");
    } else {
        if which("npm").is_none() {
            apt(&["nodejs", "npm"], "installing the npm packages")?;
        }
        let mut command = Command::new("npm");
        command
            .args([
                "ci",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--include=optional",
            ])
            .current_dir(&root);
        run(
            "npm ci",
            &mut command,
            "see the lines above; the npm registry must be reachable, and node 18 or newer installed",
        )?;
        fs::write(&stamp, &lock).doing("note which packages are installed")?;
    }
    let bin = paths::npm_bin();
    let node = if bin.join("node").exists() {
        bin.join("node")
    } else {
        PathBuf::from("node")
    };
    let version = answer(Command::new(&node).arg("--version")).unwrap_or_default();
    if !recent_node(&version) {
        return Err(Failure::new(
            format!(
                "Node.js is `{version}`, and wrangler needs {}.{} or newer",
                OLDEST_NODE.0, OLDEST_NODE.1
            ),
            "on Linux (x64, arm64) `npm ci` brings one: delete node_modules and try again; elsewhere install a newer Node.js",
        ));
    }
    Ok(bin)
}

/// The browser of the journeys: the system's, installed when it is missing.
pub fn chromium() -> Outcome<PathBuf> {
    let named = env::var_os("KLISIDA_CHROMIUM")
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    let found = || {
        [
            "chromium",
            "chromium-browser",
            "google-chrome-stable",
            "google-chrome",
        ]
        .iter()
        .find_map(|name| which(name))
    };
    if let Some(browser) = named.or_else(found) {
        return Ok(browser);
    }
    apt(&["chromium", "fonts-noto-core"], "the browser journeys")?;
    found().ok_or_else(|| {
        Failure::new(
            "no Chromium after installing it",
            "set KLISIDA_CHROMIUM to the path of a Chromium or Chrome",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{locked_version, recent_node};

    #[test]
    fn node_must_be_22_12_or_newer() {
        assert!(recent_node("v22.12.0") && recent_node("v24.1.0") && recent_node("v23.0.0"));
        assert!(!recent_node("v22.11.9") && !recent_node("v18.20.4") && !recent_node(""));
    }

    #[test]
    fn tool_versions_come_from_the_lock_file() {
        assert_eq!(
            locked_version("klisida-domain").expect("in the lock file"),
            env!("CARGO_PKG_VERSION")
        );
        assert!(locked_version("no-such-package").is_err());
    }
}
