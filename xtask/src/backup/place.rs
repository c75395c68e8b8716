//! A database and a bucket through wrangler: on this disk, or at Cloudflare.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::database::wrangler;
use crate::paths;
use crate::step::{Doing, Failure, Outcome};
use crate::tools::Tools;

/// Where data are read from or written to.
pub struct Place {
    tools: Tools,
    state: PathBuf,
    remote: bool,
    bucket: String,
}

impl Place {
    /// The service at Cloudflare (`remote`), or the local server's folder `state`.
    pub fn new(tools: Tools, state: PathBuf, remote: bool) -> Outcome<Self> {
        let config =
            fs::read_to_string(paths::root().join(paths::CONFIG)).doing("read wrangler.toml")?;
        let bucket = config
            .lines()
            .find_map(|line| line.strip_prefix("bucket_name = \"")?.strip_suffix('"'))
            .ok_or_else(|| Failure::new("wrangler.toml names no bucket", ""))?
            .to_owned();
        Ok(Self {
            tools,
            state,
            remote,
            bucket,
        })
    }

    /// For a person.
    pub fn name(&self) -> String {
        if self.remote {
            "the service at Cloudflare".to_owned()
        } else {
            self.state.display().to_string()
        }
    }

    /// Files that may be under way at once, each with a wrangler of its own: on this disk they would lock each other out.
    pub const fn hands(&self) -> usize {
        if self.remote { 4 } else { 1 }
    }

    fn wrangler(&self, words: &[&str]) -> Command {
        let mut command = wrangler(&self.tools);
        command.args(words);
        if self.remote {
            command.arg("--remote");
        } else {
            command.arg("--local").arg("--persist-to").arg(&self.state);
        }
        command
    }

    /// The rows of each statement. What comes back holds personal data: it stays in memory.
    pub fn query(&self, statements: &[String]) -> Outcome<Vec<Vec<Value>>> {
        let text = statements.join(";\n");
        let output = answer(
            &mut self.wrangler(&["d1", "execute", "DB", "--json", "--yes", "--command", &text]),
            "wrangler d1 execute",
        )?;
        let results: Value =
            serde_json::from_str(output.get(output.find('[').unwrap_or(0)..).unwrap_or(""))
                .doing("read wrangler's answer")?;
        let results: Vec<Vec<Value>> = results
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| it["results"].as_array().cloned().unwrap_or_default())
            .collect();
        if results.len() == statements.len() {
            Ok(results)
        } else {
            Err(Failure::new(
                format!(
                    "wrangler answered {} of {} statements",
                    results.len(),
                    statements.len()
                ),
                "",
            ))
        }
    }

    /// Runs a file of SQL as one transaction: all of it happens or nothing.
    pub fn execute(&self, file: &Path) -> Outcome {
        let path = file.to_string_lossy();
        answer(
            &mut self.wrangler(&["d1", "execute", "DB", "--yes", "--file", &path]),
            "wrangler d1 execute --file",
        )
        .map(drop)
    }

    /// Fetches a file of the bucket.
    pub fn get(&self, key: &str, to: &Path) -> Outcome {
        let (object, path) = (format!("{}/{key}", self.bucket), to.to_string_lossy());
        answer(
            &mut self.wrangler(&["r2", "object", "get", &object, "--file", &path]),
            "wrangler r2 object get",
        )
        .map(drop)
    }

    /// Puts a file into the bucket.
    pub fn put(&self, key: &str, from: &Path) -> Outcome {
        let (object, path) = (format!("{}/{key}", self.bucket), from.to_string_lossy());
        answer(
            &mut self.wrangler(&["r2", "object", "put", &object, "--file", &path]),
            "wrangler r2 object put",
        )
        .map(drop)
    }
}

/// Runs to its end and answers what it wrote; nothing of it goes into a log file.
fn answer(command: &mut Command, name: &str) -> Outcome<String> {
    let output = command
        .env("WRANGLER_WRITE_LOGS", "false")
        .output()
        .doing(format!("start {name}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let said = format!("{text}{}", String::from_utf8_lossy(&output.stderr));
    for line in said.lines().filter(|line| !line.trim().is_empty()).take(20) {
        // A refused statement comes back whole: the first words say which.
        println!("      | {}", line.chars().take(300).collect::<String>());
    }
    Err(Failure::new(
        format!("{name} did not succeed"),
        "see the lines above",
    ))
}
