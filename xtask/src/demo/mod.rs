//! Demo data, entered over the API as people would: every account redeems an invitation, every sheet is saved and locked by
//! its judge. Names, dossiers and marks are invented and labelled "contoh"; the innovations are the real catalogue.

mod clinic;
mod dossiers;
mod marks;
mod people;
mod stage;

use std::fs;
use std::path::Path;

use klisida_domain::account::Role;
use klisida_domain::api::{HealthShow, ImportCheck, ImportRun, InnovationList};
use klisida_domain::ids::ImportId;
use klisida_domain::import::Source;
use klisida_domain::innovation::Innovation;
use klisida_domain::page::AFTER;
use klisida_domain::wire::{self, Empty};

use crate::http::Client;
use crate::paths;
use crate::step::{Doing, Failure, Outcome, step};
use people::{Account, Office};

/// Loads everything; answers the list of accounts as JSON.
pub fn load(client: &Client, token: &str) -> Outcome<String> {
    let administrator = step("demo: administrator", || {
        people::administrator(client, token)
    })?;
    step("demo: agencies and innovations", || {
        import_all(&administrator.client)
    })?;
    let office = step("demo: accounts", || people::office(client, &administrator))?;
    let innovations = catalogue(&office.coordinator.client)?;
    let now = client.call(&HealthShow {}, &Empty {})?.now;
    let judges = step("demo: published edition", || {
        stage::published(client, &office.coordinator, &innovations, now)
    })?;
    step("demo: open edition", || {
        stage::open(&office.coordinator, &judges, &innovations, now)
    })?;
    step("demo: the clinic", || {
        clinic::load(
            &clinic::Team {
                innovator: office.named("inovator")?,
                agency: office.named("dinkes")?,
                clinic: office.named("klinik")?,
            },
            now,
        )
    })?;
    accounts_json(&office, &judges)
}

/// By the administrator: the first coordinator belongs to an agency, and so must find it there.
fn import_all(administrator: &Client) -> Outcome {
    for (source, file) in [
        (Source::Agencies, "agencies.csv"),
        (Source::Innovations, "innovations.csv"),
    ] {
        let content = fs::read_to_string(paths::root().join("data").join(file))
            .doing(format!("read data/{file}"))?;
        let check = wire::ImportCheck {
            source,
            file_name: file.to_owned(),
            content: content.clone().into(),
        };
        let preview = administrator.call(&ImportCheck {}, &check)?;
        if let Some(bad) = preview.bad.first() {
            return Err(Failure::new(
                format!("data/{file} has a bad row: {bad:?}"),
                "restore data/ from the repository",
            ));
        }
        let confirm = wire::ImportConfirm {
            id: ImportId(people::id()?),
            source,
            file_name: file.to_owned(),
            content: content.into(),
            digest: preview.digest,
            header_row: None,
        };
        administrator.call(&ImportRun {}, &confirm)?;
    }
    Ok(())
}

/// The whole catalogue, page by page.
fn catalogue(coordinator: &Client) -> Outcome<Vec<Innovation>> {
    let mut all = Vec::new();
    let mut query = String::new();
    loop {
        let found = coordinator.read(&InnovationList {}, &query)?;
        all.extend(found.items);
        match found.next {
            Some(next) => query = format!("{AFTER}={next}"),
            None => return Ok(all),
        }
    }
}

fn accounts_json(office: &Office, judges: &[Account]) -> Outcome<String> {
    let named = office
        .all()
        .into_iter()
        .chain(judges.iter().take(stage::NAMED_JUDGES));
    let list: Vec<serde_json::Value> = named
        .map(|account| {
            serde_json::json!({
                "label": account.role_words,
                "name": account.name,
                "username": account.username,
                "password": people::PASSWORD,
            })
        })
        .collect();
    serde_json::to_string_pretty(&list).doing("write the demo accounts")
}

/// Prints the accounts of the list.
pub fn print_accounts(file: &Path) -> Outcome {
    let text = fs::read_to_string(file).doing("read the demo accounts")?;
    let list: Vec<serde_json::Value> =
        serde_json::from_str(&text).doing("read the demo accounts")?;
    println!(
        "\nDemo accounts (all with the password {}):",
        people::PASSWORD
    );
    for account in list {
        let field = |name: &str| account[name].as_str().unwrap_or_default().to_owned();
        println!("  {:<14} {}", field("username"), field("label"));
    }
    Ok(())
}

/// Words for a role with where it belongs.
fn role_words(role: Role, of: &str) -> String {
    if of.is_empty() {
        role.label().to_owned()
    } else {
        format!("{}, {of}", role.label())
    }
}
