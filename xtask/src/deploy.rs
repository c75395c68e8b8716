//! What goes up to Cloudflare; docs/deploy.md has the steps around it.

use std::fs;
use std::process::{Command, Stdio};

use crate::args::Args;
use crate::build::{self, Profile};
use crate::child;
use crate::database::wrangler;
use crate::paths;
use crate::step::{Doing, Failure, Outcome};

/// `deploy [--dry-run]`.
pub fn run(args: &Args) -> Outcome {
    let dry = args.has("--dry-run");
    if !dry {
        let name = paths::CONFIG;
        let config = fs::read_to_string(paths::root().join(name)).doing(format!("read {name}"))?;
        placeholders(name, &config)?;
    }
    let tools = build::everything(Profile::Release)?;
    // Demo accounts are written beside the app by `start`; they never leave this machine.
    let demo = paths::dist().join("assets/demo.json");
    if demo.exists() {
        fs::remove_file(&demo).doing("remove dist/assets/demo.json")?;
    }
    if !dry {
        let mut migrations = wrangler(&tools);
        migrations.args(["d1", "migrations", "apply", "DB", "--remote"]);
        shown(&mut migrations, "wrangler d1 migrations apply")?;
    }
    let mut command = wrangler(&tools);
    command.arg("deploy");
    if dry {
        command.args(["--dry-run", "--outdir", "build/dry-run"]);
    }
    shown(&mut command, "wrangler deploy")?;
    let mut sizes = tools.command("node");
    sizes.arg("tests/bench/sizes.bench.mjs");
    shown(&mut sizes, "sizes")
}

fn placeholders(name: &str, config: &str) -> Outcome {
    let left: Vec<&str> = [
        "00000000-0000-0000-0000-000000000000",
        "https://klisida.example",
    ]
    .into_iter()
    .filter(|text| config.contains(text))
    .collect();
    if left.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        format!("{name} still has the placeholder {}", left.join(" and ")),
        "docs/deploy.md says what belongs there; `cargo xtask deploy --dry-run` works without it",
    ))
}

fn shown(command: &mut Command, name: &str) -> Outcome {
    command.stdin(Stdio::null());
    let mut running = child::spawn(command).doing(format!("start {name}"))?;
    let status = loop {
        if let Some(status) = running.try_wait().doing(format!("wait for {name}"))? {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(
            format!("{name} did not succeed"),
            "see the lines above",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn nothing_goes_up_with_a_placeholder() {
        assert!(
            placeholders(
                "wrangler.toml",
                "database_id = \"00000000-0000-0000-0000-000000000000\""
            )
            .is_err()
        );
        assert!(
            placeholders(
                "wrangler.toml",
                "PUBLIC_ORIGIN = \"https://klisida.example\""
            )
            .is_err()
        );
        assert!(
            placeholders(
                "wrangler.toml",
                "PUBLIC_ORIGIN = \"https://klisida.bangkabaratkab.go.id\""
            )
            .is_ok()
        );
    }
}
