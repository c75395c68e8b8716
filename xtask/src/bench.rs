//! Figures that are printed for reading; those that must not move are tests (tests/bench/*.test.mjs).

use std::process::Stdio;

use crate::build::{self, Profile};
use crate::child;
use crate::fingerprint::files_under;
use crate::paths;
use crate::step::{Doing, Failure, Outcome};
use crate::tools;

/// `bench`: every tests/bench/*.bench.mjs, one after the other.
pub fn run() -> Outcome {
    let tools = build::everything(Profile::Release)?;
    let browser = tools::chromium()?;
    let mut failed = Vec::new();
    for file in files_under(&paths::root().join("tests/bench"))? {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !name.ends_with(".bench.mjs") {
            continue;
        }
        println!("\n{}", name.trim_end_matches(".bench.mjs"));
        let mut command = tools.command("node");
        command
            .arg(&file)
            .env("KLISIDA_CHROMIUM", &browser)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .stdin(Stdio::null());
        let mut running = child::spawn(&mut command).doing("start node")?;
        let status = loop {
            if let Some(status) = running.try_wait().doing("wait for a bench")? {
                break status;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        };
        if !status.success() {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(
            format!("these did not end well: {}", failed.join(", ")),
            "their output is above",
        ))
    }
}
