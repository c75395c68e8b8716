//! Every check, layer by layer; independent layers go on when one fails.

use std::env;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Instant;

use crate::args::Args;
use crate::build::{self, Profile};
use crate::paths;
use crate::step::{Doing, Failure, Outcome, collect, elapsed};
use crate::tools::{self, Tools};
use crate::wasm::TARGET;

/// What a layer found.
#[derive(Clone, Copy, Default)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    const PASS: Self = Self {
        passed: 1,
        failed: 0,
    };
    const FAIL: Self = Self {
        passed: 0,
        failed: 1,
    };
}

/// The layers so far.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    total: Count,
}

impl Report {
    fn layer(&mut self, name: &str, work: impl FnOnce() -> Outcome<Count>) -> Count {
        let start = Instant::now();
        println!("... {name}");
        let count = work().unwrap_or_else(|failure| {
            failure.report();
            Count::FAIL
        });
        self.total.passed += count.passed;
        self.total.failed += count.failed;
        let verdict = if count.failed == 0 { "ok" } else { "FAILED" };
        let line = format!(
            "{name:<28} {verdict:<7} {:>5} passed, {} failed ({})",
            count.passed,
            count.failed,
            elapsed(start)
        );
        println!("{line}");
        self.lines.push(line);
        count
    }
}

/// `test`.
pub fn run(args: &Args) -> Outcome {
    let begun = Instant::now();
    let program = kept_program()?;
    println!("tools");
    let tools = Tools::ensure()?;
    let browser = if args.has("--quick") {
        None
    } else {
        Some(tools::chromium()?)
    };
    let mut report = Report::default();

    report.layer("format", || {
        check("cargo fmt", host_cargo().args(["fmt", "--all", "--check"]))
    });
    report.layer("clippy on the host", || {
        check(
            "clippy host",
            host_cargo().args([
                "clippy",
                "-p",
                "klisida-domain",
                "-p",
                "xtask",
                "--features",
                "klisida-domain/schema",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]),
        )
    });
    // One package an invocation: features of two would be joined, and leptos forbids `csr` and `ssr` together.
    for (name, package, features) in [
        ("views csr", "klisida-views", Some("csr")),
        ("views ssr", "klisida-views", Some("ssr")),
        ("app", "klisida-app", None),
        ("worker", "klisida-worker", None),
    ] {
        report.layer(&format!("clippy on wasm, {name}"), || {
            let mut cargo = tools.cargo();
            cargo.args(["clippy", "-p", package, "--target", TARGET]);
            if let Some(features) = features {
                cargo.args(["--features", features]);
            }
            check(
                &format!("clippy wasm {name}"),
                cargo
                    .env("CARGO_PROFILE_DEV_DEBUG", "0")
                    .args(["--", "-D", "warnings"]),
            )
        });
    }
    report.layer("domain", || {
        rust_tests("klisida-domain", &["--features", "schema"])
    });
    report.layer("views", || {
        rust_tests("klisida-views", &["--features", "ssr"])
    });
    report.layer("app rules", || rust_tests("klisida-app", &["--lib"]));
    report.layer("Worker rules", || rust_tests("klisida-worker", &["--lib"]));
    report.layer("dependency law, tool chain", || rust_tests("xtask", &[]));
    report.layer("schema lint", || {
        node_tests(&tools, &program, "schema", "tests/schema/*.test.mjs")
    });
    report.layer("style", || {
        node_tests(&tools, &program, "style", "tests/style/*.test.mjs")
    });
    // One artefact for every layer from here on.
    let built = report.layer("build", || {
        build::both(&tools, Profile::Release).map(|()| Count::PASS)
    });
    if built.failed == 0 {
        report.layer("sizes", || {
            node_tests(&tools, &program, "sizes", "tests/bench/*.test.mjs")
        });
        report.layer("API in workerd", || {
            node_tests(&tools, &program, "api", "tests/api/**/*.test.mjs")
        });
        if let Some(browser) = browser {
            report.layer("browser journeys", || journeys(&tools, browser));
        }
    } else {
        for name in ["sizes", "API in workerd", "browser journeys"] {
            report.layer(name, || {
                Err(Failure::new("not run, because the build failed", ""))
            });
        }
    }

    println!("\n{}\n", report.lines.join("\n"));
    println!("in {}", elapsed(begun));
    println!(
        "{} passed, {} failed",
        report.total.passed, report.total.failed
    );
    if report.total.failed == 0 {
        Ok(())
    } else {
        Err(Failure::new(
            "not every check passed",
            "the output of the layers is above, and whole in target/xtask/",
        ))
    }
}

/// A copy of this program: testing `xtask` builds it anew, and then its own file is gone.
fn kept_program() -> Outcome<PathBuf> {
    let running = env::current_exe().doing("find this program's file")?;
    let kept = paths::logs().join("program");
    std::fs::create_dir_all(paths::logs()).doing("make the folder of logs")?;
    let _ = std::fs::remove_file(&kept);
    std::fs::copy(&running, &kept).doing("copy this program")?;
    Ok(kept)
}

/// The cargo that runs this program.
fn host_cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(paths::root())
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TERM_COLOR", "never");
    command
}

fn output(name: &str, command: &mut Command) -> Outcome<(String, bool)> {
    let (text, success) = collect(&format!("test {name}"), command)?;
    if !success {
        for line in telling(&text) {
            println!("    | {line}");
        }
    }
    Ok((text, success))
}

/// What a person needs of a failed run: of TAP each failed test with the lines after it, of anything else the end.
fn telling(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let failed = |line: &&str| line.trim_start().starts_with("not ok") && !line.contains("# TODO");
    if !lines.iter().any(failed) {
        return lines[lines.len().saturating_sub(120)..].to_vec();
    }
    let mut told = Vec::new();
    let mut more = 0;
    for line in lines {
        if failed(&line) {
            more = 25;
        }
        if more > 0 {
            told.push(line);
            more -= 1;
        }
    }
    told
}

/// A check that passes or does not.
fn check(name: &str, command: &mut Command) -> Outcome<Count> {
    Ok(if output(name, command)?.1 {
        Count::PASS
    } else {
        Count::FAIL
    })
}

/// Tests of a package on the host; what does not compile counts as one failure.
fn rust_tests(package: &str, more: &[&str]) -> Outcome<Count> {
    let mut command = host_cargo();
    command
        .args(["test", "--no-fail-fast", "-p", package])
        .args(more);
    let (text, success) = output(package, &mut command)?;
    Ok(settle(count_rust(&text), success))
}

fn count_rust(text: &str) -> Count {
    let mut count = Count::default();
    for line in text
        .lines()
        .filter(|line| line.starts_with("test result: "))
    {
        let number = |word: &str| {
            let before = line.split(word).next().unwrap_or_default();
            before
                .trim()
                .rsplit(|c: char| !c.is_ascii_digit())
                .next()
                .and_then(|digits| digits.parse::<u64>().ok())
                .unwrap_or(0)
        };
        count.passed += number(" passed");
        count.failed += number(" failed");
    }
    count
}

/// A run that failed without a failing test (it did not compile, it crashed) is a failure all the same.
fn settle(count: Count, success: bool) -> Count {
    if !success && count.failed == 0 {
        Count { failed: 1, ..count }
    } else {
        count
    }
}

/// Tests for node's own runner; a layer in which none is found has failed.
fn node_tests(tools: &Tools, program: &Path, name: &str, pattern: &str) -> Outcome<Count> {
    let mut command = tools.command("node");
    // By itself node leaves a processor to others, and a file of tests waits most of the time for its own server.
    let files = thread::available_parallelism().map_or(1, NonZero::get);
    command
        .args(["--test", "--test-reporter=tap"])
        .arg(format!("--test-concurrency={files}"))
        .arg(pattern);
    // The restore drill runs `backup` and `restore` of this very program.
    command.env("KLISIDA_XTASK", program);
    let (text, success) = output(name, &mut command)?;
    let count = count_tap(&text);
    if count.passed + count.failed == 0 {
        return Err(Failure::new(
            format!("{pattern} names no test"),
            "a layer without tests is not green",
        ));
    }
    // Known and unfinished is neither passed nor failed, but never silent.
    for line in text
        .lines()
        .filter(|line| line.starts_with("not ok") && line.contains("# TODO"))
    {
        println!("    not yet: {line}");
    }
    Ok(settle(count, success))
}

fn count_tap(text: &str) -> Count {
    let number = |label: &str| {
        text.lines()
            .rev()
            .find_map(|line| line.strip_prefix(label)?.trim().parse::<u64>().ok())
            .unwrap_or(0)
    };
    Count {
        passed: number("# pass "),
        failed: number("# fail ") + number("# cancelled "),
    }
}

fn journeys(tools: &Tools, browser: PathBuf) -> Outcome<Count> {
    let report = paths::logs().join("journeys.json");
    let _ = std::fs::remove_file(&report);
    let mut command = tools.command("playwright");
    command
        .args([
            "test",
            "--config",
            "tests/journeys/playwright.config.mjs",
            "--reporter=list,json",
        ])
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .env(
            "KLISIDA_PICTURES",
            env::var_os("KLISIDA_PICTURES").unwrap_or_else(|| "0".into()),
        )
        .env("KLISIDA_CHROMIUM", browser);
    let (_, success) = output("journeys", &mut command)?;
    let text = std::fs::read_to_string(&report).doing("read the journeys' report")?;
    let value: serde_json::Value =
        serde_json::from_str(&text).doing("read the journeys' report")?;
    let number = |name: &str| value["stats"][name].as_u64().unwrap_or(0);
    // A journey that passes only when repeated has found something, and a station that was not reached has not passed.
    let count = Count {
        passed: number("expected"),
        failed: number("unexpected") + number("flaky") + number("skipped"),
    };
    if count.passed + count.failed == 0 {
        return Err(Failure::new(
            "no journey was run",
            "a layer without tests is not green",
        ));
    }
    Ok(settle(count, success))
}

#[cfg(test)]
mod tests {
    use super::{Count, count_rust, count_tap, settle, telling};

    #[test]
    fn results_of_all_test_binaries_are_summed() {
        let text = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        let count = count_rust(text);
        assert_eq!((count.passed, count.failed), (15, 2));
    }

    #[test]
    fn the_last_tap_summary_counts() {
        let count = count_tap(
            "# pass 1\n1..2\n# tests 9\n# suites 2\n# pass 7\n# fail 1\n# cancelled 1\n# skipped 0\n",
        );
        assert_eq!((count.passed, count.failed), (7, 2));
    }

    #[test]
    fn failed_tests_are_told_and_open_ones_are_not() {
        let tap = "ok 1 - a\nnot ok 2 - b\n  error: x\nnot ok 3 - c # TODO later\n";
        assert_eq!(telling(tap)[..2], ["not ok 2 - b", "  error: x"]);
        assert_eq!(telling("compiled\nerror: y\n"), ["compiled", "error: y"]);
    }

    #[test]
    fn a_run_that_failed_is_never_green() {
        assert_eq!(settle(Count::default(), false).failed, 1);
        assert_eq!(
            settle(
                Count {
                    passed: 4,
                    failed: 0
                },
                false
            )
            .failed,
            1
        );
        assert_eq!(
            settle(
                Count {
                    passed: 4,
                    failed: 2
                },
                false
            )
            .failed,
            2
        );
        assert_eq!(
            settle(
                Count {
                    passed: 4,
                    failed: 0
                },
                true
            )
            .failed,
            0
        );
    }
}
