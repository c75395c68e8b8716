//! Changes of the assignment that are collected here and applied as one unit (product F1). Until then they are kept on this
//! device as every form is, counted and named.

use std::{collections::BTreeMap, sync::Arc};

use klisida_domain::{
    agency::Agency,
    ids::{AssignmentId, EntryId, PersonId},
    matrix::{self, Cell, Consequences},
    wire::{AssignChange, Edition, EntryLine, Seat},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::{
    ids,
    offline::forms::{FormName, keep},
    paths as to,
    ui::Loaded,
};

/// Most changes of one unit (the contract's limit).
pub const MOST: usize = 500;

/// What is planned for a pair: on or off, and the id that a new assignment will have at every try.
type Changes = BTreeMap<(EntryId, PersonId), (bool, AssignmentId)>;

/// A planned pair, as this device keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Planned {
    entry: EntryId,
    judge: PersonId,
    on: bool,
    id: AssignmentId,
}

/// The plan. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Plan {
    /// The edition.
    pub desk: Desk,
    /// Agencies, to know conflicts of interest.
    agencies: StoredValue<Loaded<Vec<Agency>>>,
    changes: RwSignal<Changes>,
    /// What the changes would do.
    pub after: Memo<Consequences>,
}

impl Plan {
    /// Nothing planned.
    pub fn new(desk: Desk, agencies: Loaded<Vec<Agency>>) -> Self {
        let changes = RwSignal::new(Changes::new());
        let after = Memo::new(move |_| {
            let list = changes.with(listed);
            desk.edition
                .get()
                .map(|edition| matrix::consequences(&edition, &list))
                .unwrap_or_default()
        });
        let plan = Self {
            desk,
            agencies: StoredValue::new(agencies),
            changes,
            after,
        };
        plan.keep();
        plan
    }

    /// Keeps what is planned, and lets go what the server holds by now or what cannot be any more.
    fn keep(self) {
        let (desk, changes) = (self.desk, self.changes);
        keep(
            ["assignment-plan/", &desk.id.to_string()].concat(),
            move || {
                let name = desk.now().map(|it| it.setup.name.clone());
                let page = to::edition_part(desk.id, "penugasan");
                FormName::new(
                    "Penugasan yang belum diterapkan",
                    &name.unwrap_or_default(),
                    page,
                )
            },
            move || changes.with(planned),
            move |kept| {
                changes.try_set(
                    kept.into_iter()
                        .map(|it| ((it.entry, it.judge), (it.on, it.id)))
                        .collect(),
                );
            },
            Vec::is_empty,
        );
        Effect::new(move || {
            let whole = desk
                .edition
                .with(|it| it.as_ref().is_some_and(|it| it.more.is_none()));
            if !whole {
                return;
            }
            let real: Vec<_> = self.after.with(|after| {
                let ended = after.ended.iter().map(|it| (it.0, it.1));
                after.added.iter().copied().chain(ended).collect()
            });
            let gone = changes.with(|all| all.keys().any(|pair| !real.contains(pair)));
            if gone {
                changes.update(|all| all.retain(|pair, _| real.contains(pair)));
            }
        });
    }

    fn homes(self) -> Vec<Agency> {
        self.agencies
            .get_value()
            .get_untracked()
            .unwrap_or_default()
    }

    /// Number of real changes; follows changes.
    pub fn size(self) -> usize {
        self.after
            .with(|after| after.added.len() + after.ended.len())
    }

    /// What a cell is on the server.
    pub fn cell(self, edition: &Edition, entry: &EntryLine, seat: &Seat) -> Cell {
        let agencies = self.homes();
        match self.desk.actor() {
            Some(actor) => matrix::cell(edition, &agencies, &actor, entry, seat),
            None => Cell::Free,
        }
    }

    /// Whether the pair is on once the plan is applied; follows changes.
    pub fn is_on(self, entry: EntryId, judge: PersonId, now: bool) -> bool {
        self.changes
            .with(|changes| changes.get(&(entry, judge)).map_or(now, |it| it.0))
    }

    /// Plans a pair.
    pub fn set(self, entry: EntryId, judge: PersonId, on: bool, now: bool) {
        self.changes.update(|changes| {
            if on == now {
                changes.remove(&(entry, judge));
            } else {
                changes.insert((entry, judge), (on, AssignmentId(ids::new())));
            }
        });
    }

    /// Forgets the plan.
    pub fn clear(self) {
        self.changes.set(Changes::new());
    }

    /// Adds a balanced proposal to the plan; returns how many pairs, and the entries that stay short.
    pub fn fill(self) -> (usize, Vec<EntryId>) {
        let (Some(edition), Some(actor)) = (self.desk.now(), self.desk.actor()) else {
            return (0, Vec::new());
        };
        let agencies = self.homes();
        let list = self.changes.with_untracked(listed);
        let (pairs, short) = matrix::propose(&edition, &agencies, &actor, &list);
        let room = MOST.saturating_sub(list.len());
        let pairs: Vec<_> = pairs.into_iter().take(room).collect();
        self.changes.update(|changes| {
            for (entry, judge) in &pairs {
                // A pair that was planned to end and is proposed again simply stays.
                if changes.remove(&(*entry, *judge)).is_none() {
                    changes.insert((*entry, *judge), (true, AssignmentId(ids::new())));
                }
            }
        });
        (pairs.len(), short)
    }

    /// The changes as they are sent: only those that change something on the server as it stands.
    pub fn body(self) -> Vec<AssignChange> {
        let after = self.after.get_untracked();
        let id = |pair: (EntryId, PersonId)| {
            self.changes.with_untracked(|changes| {
                changes
                    .get(&pair)
                    .map_or_else(|| AssignmentId(ids::new()), |it| it.1)
            })
        };
        let on = after.added.iter().map(|pair| AssignChange {
            id: id(*pair),
            entry: pair.0,
            judge: pair.1,
            on: true,
        });
        let off = after.ended.iter().map(|it| AssignChange {
            id: id((it.0, it.1)),
            entry: it.0,
            judge: it.1,
            on: false,
        });
        on.chain(off).collect()
    }
}

fn planned(changes: &Changes) -> Vec<Planned> {
    changes
        .iter()
        .map(|((entry, judge), (on, id))| Planned {
            entry: *entry,
            judge: *judge,
            on: *on,
            id: *id,
        })
        .collect()
}

fn listed(changes: &Changes) -> Vec<(EntryId, PersonId, bool)> {
    changes
        .iter()
        .map(|((entry, judge), (on, _))| (*entry, *judge, *on))
        .collect()
}

/// Name of an entry of an edition.
pub fn entry_name(edition: &Arc<Edition>, id: EntryId) -> String {
    edition
        .entries
        .iter()
        .find(|it| it.id == id)
        .map(super::frame::label)
        .unwrap_or_default()
}

/// Name of a judge of an edition.
pub fn judge_name(edition: &Arc<Edition>, id: PersonId) -> String {
    edition
        .panel
        .iter()
        .find(|it| it.person == id)
        .map(|it| it.name.clone())
        .unwrap_or_default()
}
