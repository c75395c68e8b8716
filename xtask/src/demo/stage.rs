//! The two editions: one judged, closed and published, one in the middle of its judging.

use std::collections::BTreeMap;

use klisida_domain::api::{
    AssignmentSet, DossierSet, EditionClose, EditionCreate, EditionOpen, EditionPublish,
    EditionShow, EntryAdd, JudgeDeskShow, ResultRead, SeatCreate, SheetLockSet, SheetPut,
};
use klisida_domain::competition::{Entrants, Setup};
use klisida_domain::defaults;
use klisida_domain::ids::{AssignmentId, EditionId, EntryId, PublicationId};
use klisida_domain::innovation::Innovation;
use klisida_domain::time::{DAY, HOUR, Instant};
use klisida_domain::wire::{
    self, Assign, AssignChange, Closing, Empty, Opening, Publish, SheetLock, SheetSave,
};

use super::people::{self, Account, JUDGES, PASSWORD};
use super::{dossiers, marks};
use crate::http::Client;
use crate::step::{Failure, Outcome};

/// Judges whose accounts are printed; they also judge the open edition.
pub const NAMED_JUDGES: usize = 3;
const FIRST_ENTRIES: usize = 38;
const HOME_REGION: &str = "Kabupaten Bangka Barat";
/// At most so many entries of one region, so that the first edition shows many.
const PER_REGION: usize = 6;

fn setup(
    name: &str,
    year: u16,
    entrants: Entrants,
    opens_at: Instant,
    closes_at: Instant,
) -> Setup {
    Setup {
        name: name.to_owned(),
        year,
        entrants,
        opens_at,
        closes_at,
        min_judges: 3,
        rubric: defaults::rubric(),
        tie_chain: defaults::TIE_CHAIN.to_vec(),
        sample: true,
    }
}

/// An edition while it is being prepared.
struct Stage<'a> {
    coordinator: &'a Account,
    edition: EditionId,
}

impl<'a> Stage<'a> {
    fn create(coordinator: &'a Account, setup: Setup) -> Outcome<Self> {
        let edition = EditionId(people::id()?);
        coordinator
            .client
            .call(&EditionCreate {}, &wire::EditionNew { id: edition, setup })?;
        Ok(Self {
            coordinator,
            edition,
        })
    }

    fn show(&self) -> Outcome<wire::Edition> {
        self.coordinator.client.call(
            &EditionShow {
                edition: self.edition,
            },
            &Empty {},
        )
    }

    fn enter(&self, innovations: &[&Innovation]) -> Outcome {
        let mut entries = Vec::new();
        for innovation in innovations {
            entries.push(wire::EntryNew {
                id: EntryId(people::id()?),
                innovation: innovation.id,
            });
        }
        let version = self.show()?.version;
        self.coordinator.client.call(
            &EntryAdd {
                edition: self.edition,
            },
            &wire::EntriesAdd { version, entries },
        )?;
        for (n, entry) in self.show()?.entries.iter().enumerate() {
            let innovation = innovations
                .iter()
                .find(|innovation| innovation.id == entry.innovation);
            let Some(innovation) = innovation else {
                continue;
            };
            let save = wire::DossierSave {
                version: entry.version,
                dossier: dossiers::dossier(innovation, n),
            };
            self.coordinator
                .client
                .call(&DossierSet { entry: entry.id }, &save)?;
        }
        Ok(())
    }

    /// Gives every entry `of(entry number from 0)` judges, in turn round the panel.
    fn assign(&self, panel: &[&Account], of: impl Fn(usize) -> usize) -> Outcome {
        let edition = self.show()?;
        let mut changes = Vec::new();
        for (n, entry) in edition.entries.iter().enumerate() {
            let start = usize::try_from(marks::panel_of(n as u64)).unwrap_or(n);
            for k in 0..of(n) {
                let judge = panel[(start + k) % panel.len()].person;
                changes.push(AssignChange {
                    id: AssignmentId(people::id()?),
                    entry: entry.id,
                    judge,
                    on: true,
                });
            }
        }
        self.coordinator
            .client
            .call(
                &AssignmentSet {
                    edition: self.edition,
                },
                &Assign {
                    version: edition.version,
                    changes,
                    reason: None,
                },
            )
            .map(drop)
    }

    fn begin(&self) -> Outcome {
        let version = self.show()?.version;
        self.coordinator
            .client
            .call(
                &EditionOpen {
                    edition: self.edition,
                },
                &Opening {
                    version,
                    incomplete: 0,
                },
            )
            .map(drop)
    }

    /// Number of each entry in the edition, from 0.
    fn numbers(&self) -> Outcome<BTreeMap<AssignmentId, u64>> {
        let edition = self.show()?;
        let numbers: BTreeMap<EntryId, u64> = edition
            .entries
            .iter()
            .map(|entry| (entry.id, u64::from(entry.number) - 1))
            .collect();
        Ok(edition
            .assignments
            .iter()
            .filter_map(|line| Some((line.id, *numbers.get(&line.entry)?)))
            .collect())
    }

    /// Scores as one judge: for each item in turn `how_far` says how many criteria, and whether the sheet is locked.
    fn score(
        &self,
        judge: &Account,
        number: u64,
        numbers: &BTreeMap<AssignmentId, u64>,
        how_far: impl Fn(usize) -> (usize, bool),
    ) -> Outcome {
        let desk = judge.client.call(&JudgeDeskShow {}, &Empty {})?;
        let mine = desk
            .editions
            .iter()
            .find(|edition| edition.id == self.edition);
        let items = mine
            .map(|edition| edition.items.as_slice())
            .unwrap_or_default();
        if items.is_empty() {
            return Err(Failure::new(
                format!("{} has nothing to judge", judge.username),
                "`cargo xtask reset` and try again",
            ));
        }
        for (n, item) in items.iter().enumerate() {
            let (filled, lock) = how_far(n);
            if filled == 0 {
                continue;
            }
            let entry = numbers.get(&item.assignment).copied().unwrap_or_default();
            let save = SheetSave {
                version: item.version,
                sheet: marks::sheet(entry, number, filled).into(),
            };
            let saved = judge.client.call(
                &SheetPut {
                    assignment: item.assignment,
                },
                &save,
            )?;
            if lock {
                judge.client.call(
                    &SheetLockSet {
                        assignment: item.assignment,
                    },
                    &SheetLock {
                        version: saved.version,
                    },
                )?;
            }
        }
        Ok(())
    }
}

/// Entries of the first edition: from many regions, none from home, spread over the alphabet.
fn first_entries(innovations: &[Innovation]) -> Vec<&Innovation> {
    let mut from: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known: Vec<&Innovation> = innovations
        .iter()
        .filter(|it| !it.region.is_empty() && it.region != HOME_REGION)
        .filter(|it| it.kind.is_some() && !it.agency.is_empty() && !it.agency.starts_with('('))
        .collect();
    known.sort_by(|a, b| a.slug.cmp(&b.slug));
    known.retain(|it| {
        let count = from.entry(it.region.as_str()).or_default();
        *count += 1;
        *count <= PER_REGION
    });
    let all = known.len();
    (0..FIRST_ENTRIES.min(all))
        .map(|n| known[n * all / FIRST_ENTRIES.min(all)])
        .collect()
}

/// The edition that is published; answers all judges.
pub fn published(
    client: &Client,
    coordinator: &Account,
    innovations: &[Innovation],
    now: Instant,
) -> Outcome<Vec<Account>> {
    let chosen = first_entries(innovations);
    if chosen.len() < FIRST_ENTRIES {
        return Err(Failure::new(
            format!(
                "the catalogue has only {} innovations for the demo",
                chosen.len()
            ),
            "restore data/ from the repository",
        ));
    }
    let stage = Stage::create(
        coordinator,
        setup(
            "Kompetisi Inovasi 2025 (contoh)",
            2025,
            Entrants::Open,
            now.plus(-20 * DAY),
            now.plus(2 * HOUR),
        ),
    )?;
    stage.enter(&chosen)?;
    let mut judges = Vec::new();
    for who in JUDGES {
        judges.push(people::judge(client, coordinator, stage.edition, who)?);
    }
    // Every fifth entry has a fourth judge: rows differ in how many stand behind them.
    stage.assign(&judges.iter().collect::<Vec<_>>(), |n| {
        if n % 5 == 4 { 4 } else { 3 }
    })?;
    stage.begin()?;
    let numbers = stage.numbers()?;
    for (number, judge) in judges.iter().enumerate() {
        stage.score(judge, number as u64, &numbers, |_| (5, true))?;
    }
    let reason = "Semua lembar nilai contoh sudah dikunci".to_owned();
    coordinator.client.call(
        &EditionClose {
            edition: stage.edition,
        },
        &Closing {
            version: stage.show()?.version,
            reason,
            short: 0,
        },
    )?;
    let results = coordinator.client.call(
        &ResultRead {
            edition: stage.edition,
        },
        &Empty {},
    )?;
    let publish = Publish {
        version: results.version,
        id: PublicationId(people::id()?),
        password: PASSWORD.into(),
        acknowledged: false,
        note: None,
    };
    coordinator.client.call(
        &EditionPublish {
            edition: stage.edition,
        },
        &publish,
    )?;
    Ok(judges)
}

/// The edition in the middle of its judging, with the innovations of the regency.
pub fn open(
    coordinator: &Account,
    judges: &[Account],
    innovations: &[Innovation],
    now: Instant,
) -> Outcome {
    let home: Vec<&Innovation> = innovations
        .iter()
        .filter(|it| it.region == HOME_REGION)
        .collect();
    let stage = Stage::create(
        coordinator,
        setup(
            "Kompetisi Inovasi Bangka Barat 2026 (contoh)",
            2026,
            Entrants::Agencies,
            now.plus(-2 * DAY),
            now.plus(12 * DAY),
        ),
    )?;
    stage.enter(&home)?;
    let panel: Vec<&Account> = judges.iter().take(NAMED_JUDGES + 1).collect();
    for judge in &panel {
        let version = stage.show()?.version;
        coordinator.client.call(
            &SeatCreate {
                edition: stage.edition,
            },
            &wire::SeatAdd {
                version,
                person: judge.person,
            },
        )?;
    }
    stage.assign(&panel, |_| 3)?;
    stage.begin()?;
    let numbers = stage.numbers()?;
    // The first is well on the way, the second has begun, the third has everything before them.
    stage.score(panel[0], 0, &numbers, |n| match n {
        0..=2 => (5, true),
        3 | 4 => (5, false),
        5 => (3, false),
        _ => (0, false),
    })?;
    stage.score(panel[1], 1, &numbers, |n| match n {
        0 => (5, true),
        1 => (2, false),
        _ => (0, false),
    })
}
