//! Everything a judge needs without signal, kept on this device: the list, all entries, the own sheets.

use klisida_domain::{
    api::JudgePackShow,
    competition::Standing,
    ids::{AssignmentId, EditionId},
    json,
    judging::{AssignmentState, Sheet},
    time::HOUR,
    wire::{Empty, JudgeDesk, JudgeEntry},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{self, Fault},
    browser, clock,
    store::{Kept, Store},
};

/// Where the list is kept.
pub const DESK: &str = "judging-desk";
const PACK: &str = "judging-pack";

/// Where an entry is kept.
pub fn entry_key(assignment: AssignmentId) -> String {
    ["judging-entry/", &assignment.to_string()].concat()
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Its entries with the own sheets as they were.
    pub sheets: Vec<(AssignmentId, EditionId, Sheet)>,
    /// Size.
    pub bytes: usize,
}

/// The pack on this device.
pub async fn kept(store: Store) -> Option<Kept<Pack>> {
    store.kept(PACK).await
}

/// Is there something to judge that the device does not hold, or is what it holds old?
pub fn is_needed(desk: &JudgeDesk, kept: Option<&Kept<Pack>>) -> bool {
    let mut wanted = desk
        .editions
        .iter()
        .filter(|edition| matches!(edition.standing, Standing::Scheduled | Standing::Judging))
        .flat_map(|edition| &edition.items)
        .filter(|item| item.state == AssignmentState::Active)
        .peekable();
    match kept {
        None => wanted.peek().is_some(),
        Some(kept) => {
            let old = kept.at.plus(12 * HOUR) < desk.now;
            let missing = wanted.any(|item| {
                kept.data
                    .sheets
                    .iter()
                    .all(|(id, _, _)| *id != item.assignment)
            });
            missing || (old && !kept.data.sheets.is_empty())
        }
    }
}

/// Fetches everything and keeps it.
pub async fn fetch(store: Store) -> Result<Kept<Pack>, Fault> {
    let pack = api::call(&JudgePackShow {}, &Empty {}).await?;
    clock::learn(pack.desk.now);
    store.keep(DESK, &pack.desk).await;
    let mut bytes = 0;
    let mut sheets = Vec::with_capacity(pack.entries.len());
    for entry in &pack.entries {
        bytes += size(entry);
        store.keep(&entry_key(entry.item.assignment), entry).await;
        sheets.push((entry.item.assignment, entry.edition, entry.sheet.clone()));
    }
    let pack = Pack { sheets, bytes };
    store.keep(PACK, &pack).await;
    Ok(Kept {
        at: clock::now(),
        data: pack,
    })
}

/// Asks the browser not to throw away what is kept here. It may say no; then nothing is worse than before.
pub fn hold_on() {
    if let Ok(promise) = browser::navigator().storage().persist() {
        leptos::task::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}

fn size(entry: &JudgeEntry) -> usize {
    json::write(entry).map_or(0, |text| text.len())
}
