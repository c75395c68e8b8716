//! The database through wrangler: migrations, and the one row that lets the first administrator in.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::fingerprint::{self, Fingerprint};
use crate::step::{Doing, Failure, Outcome, present, quietly, step};
use crate::token::{Token, now_ms, uuid};
use crate::tools::Tools;

/// wrangler, asking nothing and reporting to nobody.
pub fn wrangler(tools: &Tools) -> Command {
    let mut command = tools.command("wrangler");
    command
        .env("WRANGLER_SEND_METRICS", "false")
        .env("WRANGLER_SEND_ERROR_REPORTS", "false")
        .env("WRANGLER_HIDE_BANNER", "true")
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
        .env("NO_COLOR", "1")
        .env("CI", "1")
        .stdin(Stdio::null());
    command
}

/// Applies what is new in worker/migrations to the database in `state`.
pub fn migrate(tools: &Tools, state: &Path) -> Outcome {
    fs::create_dir_all(state).doing(format!("make {}", state.display()))?;
    let fingerprint = Fingerprint::new().files(&["worker/migrations"])?.hex();
    let stamp = state.join("migrations.fingerprint");
    if fingerprint::matches(&stamp, &fingerprint) {
        present("migrations: nothing new");
        return Ok(());
    }
    step("migrations", || {
        let mut command = wrangler(tools);
        command
            .args(["d1", "migrations", "apply", "DB", "--local", "--persist-to"])
            .arg(state);
        quietly(
            "wrangler d1 migrations apply",
            &mut command,
            "see the lines above; `cargo xtask reset` starts from an empty database",
        )
    })?;
    fingerprint::stamp(&stamp, &fingerprint)
}

/// Runs SQL with wrangler and answers the rows as wrangler prints them.
fn sql(tools: &Tools, state: &Path, remote: bool, statement: &str) -> Outcome<serde_json::Value> {
    let mut command = wrangler(tools);
    command.args([
        "d1",
        "execute",
        "DB",
        "--json",
        "--yes",
        "--command",
        statement,
    ]);
    if remote {
        command.arg("--remote");
    } else {
        command.arg("--local").arg("--persist-to").arg(state);
    }
    let text = quietly("wrangler d1 execute", &mut command, "see the lines above")?;
    let json = text.find('[').map_or("", |start| &text[start..]);
    serde_json::Deserializer::from_str(json)
        .into_iter()
        .next()
        .unwrap_or(Ok(serde_json::Value::Null))
        .doing(format!("read wrangler's answer: {text}"))
}

/// How many accounts there are.
pub fn people(tools: &Tools, state: &Path) -> Outcome<u64> {
    let rows = sql(tools, state, false, "SELECT count(*) AS n FROM person")?;
    Ok(rows[0]["results"][0]["n"].as_u64().unwrap_or(0))
}

/// A one-time link's secret for the first administrator; refused when there is an account.
pub fn make_token(tools: &Tools, state: &Path, remote: bool) -> Outcome<String> {
    let token = Token::new()?;
    let now = now_ms();
    let life = u64::try_from(klisida_domain::account::BOOTSTRAP_LIFE).unwrap_or_default();
    // Nobody is there yet, or nothing is written: a bootstrap link for a running service would be a back door.
    let statement = format!(
        "INSERT INTO invitation (id, kind, token_hash, created_at, expires_at) \
         SELECT '{}', 'bootstrap', '{}', {now}, {} WHERE NOT EXISTS (SELECT 1 FROM person) RETURNING id",
        uuid()?,
        token.digest,
        now + life,
    );
    let rows = step("the first administrator's link", || {
        sql(tools, state, remote, &statement)
    })?;
    if rows[0]["results"].as_array().is_none_or(Vec::is_empty) {
        return Err(Failure::new(
            "there is an account already, so no first administrator is needed",
            "an administrator invites others inside the app; locally `cargo xtask reset` starts afresh",
        ));
    }
    Ok(token.secret)
}
