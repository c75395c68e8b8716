//! Power cuts: the Worker's process is killed while judges save, 200 times over 10,000 acknowledged saves (tests/soak).

use std::process::Stdio;

use crate::build::{self, Profile};
use crate::child;
use crate::step::{Doing, Failure, Outcome};

/// `soak`: the long form; the short one is a test of the API.
pub fn run() -> Outcome {
    let tools = build::everything(Profile::Release)?;
    node(
        &tools,
        &["tests/soak/soak.mjs", "--kills", "200", "--acks", "10000"],
    )
}

/// Runs a program of tests/ to its end; its output is the command's.
pub fn node(tools: &crate::tools::Tools, words: &[&str]) -> Outcome {
    let mut command = tools.command("node");
    command.args(words).stdin(Stdio::null());
    let mut running = child::spawn(&mut command).doing("start node")?;
    let status = loop {
        if let Some(status) = running.try_wait().doing("wait for node")? {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(
            format!("`{}` did not end well", words.join(" ")),
            "its output is above",
        ))
    }
}
