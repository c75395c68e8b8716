//! The database through wrangler: migrations, and the one row that lets the first administrator in.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use klisida_domain::account::{RECOVERY_LIFE, check_username};

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

/// User names of the administrators who are not switched off.
pub fn administrators(tools: &Tools, state: &Path, remote: bool) -> Outcome<Vec<String>> {
    let rows = sql(
        tools,
        state,
        remote,
        "SELECT p.username FROM person p WHERE p.disabled = 0 AND EXISTS (SELECT 1 FROM grant_ g \
         WHERE g.person_id = p.id AND g.role = 'administrator' AND g.removed_at IS NULL) ORDER BY p.username",
    )?;
    let found = rows[0]["results"].as_array().into_iter().flatten();
    Ok(found
        .filter_map(|row| row["username"].as_str().map(str::to_owned))
        .collect())
}

/// What a recovery link for an administrator writes: its line in the record, and the link that depends on it.
const RECOVERY: &str = include_str!("../sql/recovery.sql");

/// The statements of [`RECOVERY`] with their values. A user name holds no quote ([`check_username`]).
fn recovery(username: &str, id: &str, digest: &str, now: u64) -> String {
    let life = u64::try_from(RECOVERY_LIFE).unwrap_or_default();
    RECOVERY
        .lines()
        .filter(|line| !line.starts_with("--"))
        .collect::<Vec<_>>()
        .join("\n")
        .replace(":token_hash", &format!("'{digest}'"))
        .replace(":username", &format!("'{username}'"))
        .replace(":request_id", &format!("'konsol-{id}'"))
        .replace(":expires_at", &(now + life).to_string())
        .replace(":now", &now.to_string())
        .replace(":id", &format!("'{id}'"))
}

/// A one-time recovery link's secret for an administrator who lost the password. Whoever holds the operator's
/// console holds the database; the record says that it was used.
pub fn recover(tools: &Tools, state: &Path, remote: bool, username: &str) -> Outcome<String> {
    check_username(username)
        .map_err(|_| Failure::new("that is no user name", "see `--for` in `cargo xtask help`"))?;
    let (token, id) = (Token::new()?, uuid()?);
    let mut text = recovery(username, &id, &token.digest, now_ms());
    text.push_str("\nSELECT id FROM invitation WHERE id = '");
    text.push_str(&id);
    text.push_str("';");
    let rows = step("a recovery link", || sql(tools, state, remote, &text))?;
    let made = rows.as_array().is_some_and(|all| {
        all.iter().any(|one| {
            one["results"]
                .as_array()
                .is_some_and(|rows| rows.iter().any(|row| row["id"] == id))
        })
    });
    if made {
        Ok(token.secret)
    } else {
        Err(Failure::new(
            format!("no link was made for `{username}`"),
            "it must be the user name of an administrator who is not switched off",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::recovery;

    #[test]
    fn every_value_of_the_recovery_is_filled_in() {
        let text = recovery("ayu.admin", "0190", "d1ge57", 1_000);
        assert!(!text.contains(':') && !text.contains("--"), "{text}");
        for value in [
            "'ayu.admin'",
            "'0190'",
            "'d1ge57'",
            "'konsol-0190'",
            "86401000",
        ] {
            assert!(text.contains(value), "{value}");
        }
        // The line of the record comes first: no link without it.
        let (event, link) = (
            text.find("INSERT INTO event"),
            text.find("INSERT INTO invitation"),
        );
        assert!(event.is_some() && event < link);
    }
}
