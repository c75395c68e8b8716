//! Steps with a line each, their time, and failures that say how to mend them.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::{child, paths};

/// What went wrong and what a person can do about it.
#[derive(Debug)]
pub struct Failure {
    what: String,
    mend: String,
}

/// The result of a step.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// `what` completes the sentence "failed: …"; `mend` is an instruction.
    pub fn new(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            mend: mend.into(),
        }
    }

    /// Prints it and gives the exit code.
    pub fn report(&self) -> ExitCode {
        eprintln!("\nfailed: {}", self.what);
        if !self.mend.is_empty() {
            eprintln!("to mend: {}", self.mend);
        }
        ExitCode::FAILURE
    }
}

/// Adds what was being done to an error of the standard library.
pub trait Doing<T> {
    /// `action` is an infinitive: "read wrangler.toml".
    fn doing(self, action: impl Display) -> Outcome<T>;
}

impl<T, E: Display> Doing<T> for Result<T, E> {
    fn doing(self, action: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure::new(format!("could not {action}: {error}"), ""))
    }
}

/// "4 s", "2 min 05 s".
pub fn elapsed(since: Instant) -> String {
    let duration = since.elapsed();
    let seconds = duration.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", duration.as_secs_f32())
    }
}

/// Runs a piece of work between a line that announces it and a line with its time.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let start = Instant::now();
    println!("  ... {name}");
    let result = work();
    let mark = if result.is_ok() { "ok " } else { "NO " };
    println!("  {mark} {name} ({})", elapsed(start));
    result
}

/// One line for what was there already.
pub fn present(name: &str) {
    println!("  ok  {name}");
}

/// Runs a command as a step: its output goes to a file, the last lines are shown when it fails.
pub fn run(name: &str, command: &mut Command, mend: &str) -> Outcome {
    step(name, || quietly(name, command, mend).map(drop))
}

/// Like [`run`] without the two lines; answers what the command wrote to its standard output and error.
pub fn quietly(name: &str, command: &mut Command, mend: &str) -> Outcome<String> {
    let (text, success) = collect(name, command)?;
    if success {
        return Ok(text);
    }
    let lines: Vec<&str> = text.lines().collect();
    for line in lines.iter().skip(lines.len().saturating_sub(60)) {
        println!("      | {line}");
    }
    Err(Failure::new(name, mend))
}

/// Runs a command to its end; answers its output and whether it succeeded.
pub fn collect(name: &str, command: &mut Command) -> Outcome<(String, bool)> {
    fs::create_dir_all(paths::logs()).doing("make the folder for logs")?;
    let file_name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let path = paths::logs().join(format!("{file_name}-{}.log", std::process::id()));
    let log = File::create(&path).doing("write a log")?;
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null());
    command
        .stdout(log.try_clone().doing("write a log")?)
        .stderr(log);
    let mut running = child::spawn(command).map_err(|error| {
        Failure::new(
            format!("{name}: `{program}` does not start: {error}"),
            format!("check that `{program}` is installed"),
        )
    })?;
    let start = Instant::now();
    let mut said = Instant::now();
    let status = loop {
        if let Some(status) = running.try_wait().doing("wait for a command")? {
            break status;
        }
        // On a terminal every second, in a file rarely: enough to see that it is alive.
        let every = if io::stdout().is_terminal() { 1 } else { 30 };
        if said.elapsed() >= Duration::from_secs(every) {
            said = Instant::now();
            heartbeat(name, start, &path);
        }
        thread::sleep(Duration::from_millis(40));
    };
    if io::stdout().is_terminal() {
        print!("\r\x1b[2K");
        let _ = io::stdout().flush();
    }
    let bytes = fs::read(&path).doing("read a log")?;
    Ok((
        String::from_utf8_lossy(&bytes).into_owned(),
        status.success(),
    ))
}

fn heartbeat(name: &str, start: Instant, log: &std::path::Path) {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let last: String = text
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("")
        .trim()
        .chars()
        .take(60)
        .collect();
    if io::stdout().is_terminal() {
        print!("\r\x1b[2K      {name}: {} {last}", elapsed(start));
        let _ = io::stdout().flush();
    } else {
        println!("      {name}: {} {last}", elapsed(start));
    }
}
