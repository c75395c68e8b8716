//! Does a test notice when a rule is changed? cargo-mutants changes the rules that decide who may, who wins and what comes next,
//! one place at a time, and runs the tests of `domain`. It takes an hour or so: a command, no part of `test`.

use std::fs;

use crate::args::Args;
use crate::install::{CargoTool, Workshop};
use crate::paths;
use crate::step::{Doing, Failure, Outcome};
use crate::tools;

const VERSION: &str = "27.1.0";

/// What is changed: a name for the command line, and its file or files under domain/src.
const RULES: [(&str, &[&str]); 6] = [
    ("access", &["access.rs"]),
    // `may` of the clinic.
    ("clinic", &["clinic.rs"]),
    ("ranking", &["ranking.rs"]),
    ("stage", &["stage.rs"]),
    ("gate", &["gate.rs"]),
    ("draft", &["draft.rs", "draft/*.rs"]),
];

/// What changes nothing that could be seen, each with its reason.
const SAME: [&str; 1] = [
    // Words on screen and in logs are the journeys' to read.
    "fmt::Display",
];

/// `mutants [name]...`.
pub fn run(args: &Args) -> Outcome {
    for word in args.words() {
        if !RULES.iter().any(|(name, _)| name == word) {
            let names: Vec<&str> = RULES.iter().map(|(name, _)| *name).collect();
            return Err(Failure::new(
                format!("no rules are called `{word}`"),
                format!("there are {}", names.join(", ")),
            ));
        }
    }
    let tools = tools::Tools::ensure()?;
    let mutants = CargoTool {
        name: "cargo-mutants",
        binary: "cargo-mutants",
        version: VERSION.to_owned(),
        locked: true,
        features: &[],
    };
    mutants.install(&Workshop::new())?;
    let output = paths::root().join("target/xtask");
    fs::create_dir_all(&output).doing("make target/xtask")?;
    let mut command = tools.command("cargo");
    command
        .args(["mutants", "--package", "klisida-domain", "--no-shuffle"])
        .args(["--timeout", "600", "--colors", "never", "--output"])
        .arg(&output)
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    let mut path = vec![mutants.bin()];
    path.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    command.env(
        "PATH",
        std::env::join_paths(path).doing("put cargo-mutants on the path")?,
    );
    for (name, files) in RULES {
        if args.words().is_empty() || args.words().iter().any(|word| word == name) {
            for file in files {
                command.args(["--file", &format!("domain/src/{file}")]);
            }
        }
    }
    for same in SAME {
        command.args(["--exclude-re", same]);
    }
    command.args(["--", "--lib", "--tests"]);
    let status = command.status().doing("start cargo-mutants")?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(
            "a changed rule went unnoticed, or the run did not end well",
            "each is named above and in target/xtask/mutants.out/missed.txt: write the test that notices it",
        ))
    }
}
