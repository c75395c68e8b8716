//! One sheet being worked on, as all parts of its page share it.

use klisida_domain::{
    competition::{BANDS, CriterionRule, Rubric},
    draft::SheetDraft,
    ids::AssignmentId,
    judging::{Mark, Sheet},
    law::{CRITERIA, Criterion},
    queue::{self, Progress},
    wire::{JudgeEdition, JudgeEntry},
};
use leptos::prelude::*;

use super::{
    pack,
    state::{self, Stop},
};
use crate::{
    clock,
    offline::sheets::{HeldSheet, SheetSender},
    store::{Store, use_store},
};

/// A sheet, its entry and its edition. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Work {
    /// Whose sheet for what.
    pub assignment: AssignmentId,
    /// What is written, sent, refused.
    pub draft: RwSignal<SheetDraft>,
    /// It is on its way now.
    pub sending: RwSignal<bool>,
    /// The entry as last known.
    pub entry: Signal<JudgeEntry>,
    set_entry: RwSignal<Option<JudgeEntry>>,
    /// The edition as last known.
    pub edition: Signal<JudgeEdition>,
    /// Why nothing can be written.
    pub stop: Memo<Option<Stop>>,
    /// The criterion that has the focus, or had it last.
    pub current: RwSignal<Option<Criterion>>,
    /// Which criteria stand open; a folded one says in a line how it is marked.
    pub open: RwSignal<[bool; CRITERIA]>,
    /// Why what stands in the field of a criterion is no mark.
    pub refused: [RwSignal<Option<String>>; CRITERIA],
    /// The list of keys is open.
    pub help: RwSignal<bool>,
    /// The judge is asked whether to lock it.
    pub asks_lock: RwSignal<bool>,
    /// Once it is locked the next one is opened.
    pub then_next: RwSignal<bool>,
    rubric: StoredValue<Rubric>,
    tools: StoredValue<(SheetSender, Store)>,
}

impl Work {
    /// The work on a sheet. Both signals hold something by now.
    pub fn new(
        held: HeldSheet,
        sender: SheetSender,
        entry: RwSignal<Option<JudgeEntry>>,
        edition: Memo<Option<JudgeEdition>>,
    ) -> Option<Self> {
        let first_entry = StoredValue::new(entry.get_untracked()?);
        let first_edition = StoredValue::new(edition.get_untracked()?);
        let set_entry = entry;
        let entry = Signal::derive(move || entry.get().unwrap_or_else(|| first_entry.get_value()));
        let edition =
            Signal::derive(move || edition.get().unwrap_or_else(|| first_edition.get_value()));
        let draft: RwSignal<SheetDraft> = held.draft.into();
        let ticking = clock::ticking();
        let stop = Memo::new(move |_| {
            let standing = edition.with(|edition| state::standing(edition, ticking.get()));
            entry.with(|entry| draft.with(|draft| state::stop(&entry.item, draft, standing)))
        });
        Some(Self {
            assignment: entry.with_untracked(|entry| entry.item.assignment),
            draft,
            sending: held.sending.into(),
            entry,
            set_entry,
            edition,
            stop,
            current: RwSignal::new(None),
            open: RwSignal::new(draft.with_untracked(|draft| {
                core::array::from_fn(|at| {
                    Criterion::ALL
                        .get(at)
                        .is_none_or(|it| !draft.text.marks.contains_key(it))
                })
            })),
            refused: core::array::from_fn(|_| RwSignal::new(None)),
            help: RwSignal::new(false),
            asks_lock: RwSignal::new(false),
            then_next: RwSignal::new(false),
            rubric: StoredValue::new(edition.with_untracked(|edition| edition.rubric.clone())),
            tools: StoredValue::new((sender, use_store())),
        })
    }

    /// Who keeps and sends it.
    pub fn sender(self) -> SheetSender {
        self.tools.with_value(|(sender, _)| *sender)
    }

    /// The rubric; frozen since the edition opened.
    pub fn rubric<R>(self, look: impl FnOnce(&Rubric) -> R) -> R {
        self.rubric.with_value(look)
    }

    /// The criteria as this edition judges them.
    pub fn rules(self) -> Vec<CriterionRule> {
        self.rubric(|rubric| rubric.criteria.clone())
    }

    /// The mark of a criterion; changes only when it does.
    pub fn mark(self, criterion: Criterion) -> Memo<Option<u8>> {
        Memo::new(move |_| {
            self.draft
                .with(|draft| draft.text.marks.get(&criterion).map(|mark| mark.value()))
        })
    }

    /// The note of a criterion; changes only when it does.
    pub fn note(self, criterion: Criterion) -> Memo<String> {
        Memo::new(move |_| {
            self.draft.with(|draft| {
                draft
                    .text
                    .notes
                    .get(&criterion)
                    .cloned()
                    .unwrap_or_default()
            })
        })
    }

    /// How many criteria have a mark.
    pub fn filled(self) -> Memo<usize> {
        Memo::new(move |_| self.draft.with(|draft| draft.text.marks.len()))
    }

    /// Nothing can be written; without following changes.
    pub fn is_stopped(self) -> bool {
        self.stop.try_get_untracked().flatten().is_some()
    }

    /// Why what stands in the field of a criterion is no mark.
    pub fn refused(self, criterion: Criterion) -> RwSignal<Option<String>> {
        let [first, ..] = self.refused;
        self.refused
            .get(criterion.index())
            .copied()
            .unwrap_or(first)
    }

    /// The first criterion whose field holds what is no mark, while it can be mended; without following changes.
    pub fn first_refused(self) -> Option<Criterion> {
        if self.is_stopped() {
            return None;
        }
        let refused = |it: &Criterion| {
            let why = self.refused(*it).try_with_untracked(Option::is_some);
            why == Some(true)
        };
        Criterion::ALL.iter().copied().find(refused)
    }

    /// Opens or folds a criterion.
    pub fn unfold(self, criterion: Criterion, open: bool) {
        let is_open = |all: &[bool; CRITERIA]| all.get(criterion.index()) == Some(&open);
        if self.open.try_with_untracked(is_open) == Some(false) {
            self.open.update(|all| {
                if let Some(slot) = all.get_mut(criterion.index()) {
                    *slot = open;
                }
            });
        }
    }

    fn edit(self, change: impl FnOnce(&mut Sheet)) {
        if !self.is_stopped() {
            self.sender().edit(self.assignment, change);
        }
    }

    /// Gives a mark.
    pub fn set_mark(self, criterion: Criterion, mark: Mark) {
        let same = self
            .draft
            .with_untracked(|draft| draft.text.marks.get(&criterion) == Some(&mark));
        if !same {
            self.edit(|sheet| {
                sheet.marks.insert(criterion, mark);
            });
        }
    }

    /// Takes a mark away: the criterion is as before it was marked.
    pub fn clear_mark(self, criterion: Criterion) {
        if self
            .draft
            .with_untracked(|draft| draft.text.marks.contains_key(&criterion))
        {
            self.edit(|sheet| {
                sheet.marks.remove(&criterion);
            });
        }
    }

    /// Chooses a band, 0 to 4: its middle, unless the mark lies in it already.
    pub fn set_band(self, criterion: Criterion, band: usize) {
        let inside = self.draft.with_untracked(|draft| {
            draft
                .text
                .marks
                .get(&criterion)
                .is_some_and(|mark| mark.band() == band)
        });
        if let Some(band) = BANDS.get(band)
            && !inside
        {
            self.set_mark(criterion, Mark::of_band(band));
        }
    }

    /// One up or down; nothing happens before a band was chosen.
    pub fn step(self, criterion: Criterion, by: i8) {
        let mark = self
            .draft
            .with_untracked(|draft| draft.text.marks.get(&criterion).copied());
        if let Some(mark) = mark {
            self.set_mark(criterion, mark.step(by));
        }
    }

    /// Writes a note; an empty one is none.
    pub fn set_note(self, criterion: Criterion, note: String) {
        self.edit(|sheet| {
            sheet.notes.insert(criterion, note);
        });
    }

    /// Something happened to the sheet on the server, or the judge chose between two texts.
    pub fn change(self, change: impl FnOnce(&mut SheetDraft)) {
        self.sender().change(self.assignment, change);
    }

    /// Sends what is written, without waiting for the pause.
    pub async fn deliver(self) -> Result<(), crate::offline::sender::Halt> {
        self.sender().deliver(self.assignment).await
    }

    /// The entry changed; kept for work without signal.
    pub fn update_entry(self, change: impl FnOnce(&mut JudgeEntry)) {
        self.set_entry.try_update(|entry| {
            if let Some(entry) = entry {
                change(entry);
            }
        });
        if let Some(entry) = self.set_entry.try_get_untracked().flatten() {
            let store = self.tools.with_value(|(_, store)| *store);
            leptos::task::spawn_local(async move {
                store
                    .keep(&pack::entry_key(entry.item.assignment), &entry)
                    .await;
            });
        }
    }

    /// The judge's list of this edition with how far each is; follows changes.
    pub fn queue(self) -> Vec<(AssignmentId, Progress)> {
        self.edition.with(|edition| {
            self.sender().look(|draft| {
                edition
                    .items
                    .iter()
                    .map(|item| {
                        (
                            item.assignment,
                            queue::progress(item, draft(item.assignment).as_ref()),
                        )
                    })
                    .collect()
            })
        })
    }

    /// Which sheet to lock next, or to fill; nothing when all others are locked.
    pub fn next_unlocked(self) -> Option<AssignmentId> {
        untrack(|| queue::next_unlocked(&self.queue(), self.assignment))
    }

    /// What comes after this one; nothing when all others are full.
    pub fn next(self) -> Option<AssignmentId> {
        untrack(|| queue::next_unscored(&self.queue(), self.assignment))
    }

    /// The marks of all own sheets of this edition: those of `others` unless this device knows better, and this one.
    pub fn mirror(self, others: &[(AssignmentId, Sheet)]) -> [u32; 5] {
        let sheets: Vec<Sheet> = self.sender().look(|draft| {
            others
                .iter()
                .filter(|(assignment, _)| *assignment != self.assignment)
                .map(|(assignment, sheet)| {
                    draft(*assignment).map_or_else(|| sheet.clone(), |draft| draft.text)
                })
                .collect()
        });
        self.draft
            .with(|draft| klisida_domain::judging::mirror(sheets.iter().chain([&draft.text])))
    }
}

/// The id of a criterion's frame in the sheet.
pub fn frame_id(criterion: Criterion) -> String {
    ["k-", criterion.code()].concat()
}

/// The id of a band's button.
pub fn band_id(criterion: Criterion, band: usize) -> String {
    [criterion.code(), "-", &band.to_string()].concat()
}

/// The id of the field of a criterion's mark.
pub fn field_id(criterion: Criterion) -> String {
    ["nilai-", criterion.code()].concat()
}

/// The id of what the entry says about a criterion.
pub fn text_id(criterion: Criterion) -> String {
    ["teks-", criterion.code()].concat()
}
