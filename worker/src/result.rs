//! From stored sheets to a board: which sheets count, what is missing, and the canonical text that the digest is of.

use core::ops::Range;
use std::collections::BTreeMap;

use serde::Serialize;

use klisida_domain::{
    competition::{Method, Phase},
    disclosure::{Precision, Said, SheetKey, may_say},
    ids::{AssignmentId, EntryId, PersonId},
    judging::{AssignmentState, Mark, Sheet, SheetState},
    law::{CRITERIA, Criterion},
    proposal::{State, Subject},
    publication::{Board, EntryCheck, Gap, Moved, Proposed, Row, moved, publication_gaps},
    ranking::{self, Candidate, CountedSheet, Rules, rank},
    time::Instant,
    unusual::{self, Far, Judged},
    wire,
};

use crate::{
    conflict::Look,
    db::{
        edition::EditionRow,
        entry::EntryRow,
        judging::DeskRow,
        panel::SeatRow,
        proposal::ProposalRow,
        publication::{LateCount, LateRow, MarkRow, NewestRow, SaidRow},
    },
    failure::Failure,
    json, secret,
};

/// Everything that a result is made of.
pub struct Evidence {
    /// The edition.
    pub edition: EditionRow,
    /// Its phases.
    pub phases: Vec<Phase>,
    /// Its entries in order of number.
    pub entries: Vec<EntryRow>,
    /// Its panel, removed judges included.
    pub seats: Vec<SeatRow>,
    /// All sheets, in order of entry and id.
    pub sheets: Sheets,
    /// What arrived too late.
    pub late: Vec<LateCount>,
    /// Conflicts of interest.
    pub look: Look,
    /// What the versions published so far said of each entry, oldest first.
    pub said: Vec<SaidRow>,
    /// The newest published version.
    pub newest: Option<NewestRow>,
    /// Steps that somebody proposed and nobody ended.
    pub undecided: Vec<ProposalRow>,
}

/// The sheets of an edition, without notes: at the largest size an edition may have, ten thousand rows.
pub struct Sheets {
    rows: Vec<MarkRow>,
    /// Where those of an entry stand.
    places: BTreeMap<EntryId, Range<usize>>,
}

impl Sheets {
    /// `rows` in order of entry.
    pub fn new(rows: Vec<MarkRow>) -> Self {
        let mut places: BTreeMap<EntryId, Range<usize>> = BTreeMap::new();
        for (n, row) in rows.iter().enumerate() {
            places.entry(row.entry_id).or_insert(n..n).end = n + 1;
        }
        Self { rows, places }
    }

    fn row(&mut self, assignment: AssignmentId) -> impl Iterator<Item = &mut MarkRow> {
        self.rows.iter_mut().filter(move |it| it.id == assignment)
    }

    fn of(&self, entry: EntryId) -> &[MarkRow] {
        let place = self.places.get(&entry).cloned().unwrap_or_default();
        self.rows.get(place).unwrap_or_default()
    }
}

/// Gaps that are listed one by one; of more there is a count.
const LISTED: usize = 100;

/// A board with the inputs it follows from.
pub struct Outcome {
    /// The board, digest included.
    pub board: Board,
    /// Canonical JSON of rules, counted sheets and what was left out.
    pub inputs: String,
    /// What it says of each entry, and from which sheets.
    pub said: Vec<(EntryId, Said)>,
}

/// The inputs of a result: field order and list order are fixed, so that equal inputs are equal text.
#[derive(Serialize)]
struct Inputs<'a> {
    edition: &'a str,
    weights: [u8; CRITERIA],
    phases: Vec<(u8, u8)>,
    tie_chain: &'a [Criterion],
    method: Method,
    min_judges: u8,
    sheets: Vec<InputSheet<'a>>,
    excluded: Excluded,
}

/// A sheet that counts; the judge is not named.
#[derive(Serialize)]
struct InputSheet<'a> {
    entry: &'a str,
    sheet: AssignmentId,
    phase: u8,
    marks: [Mark; CRITERIA],
}

/// What was left out, as counts.
#[derive(Serialize)]
struct Excluded {
    withdrawn_entries: usize,
    ended_sheets: usize,
    open_sheets: usize,
    late_sheets: usize,
}

impl Evidence {
    /// A locked sheet of a standing assignment, by a judge who is on the panel and has no conflict of interest that waits for
    /// a decision. Only asked of standing entries.
    fn counts(&self, row: &MarkRow) -> bool {
        row.state == AssignmentState::Active
            && row.sheet_state == SheetState::Locked
            && self.seated(row.judge_id)
            && self.look.open(row.id).is_empty()
    }

    fn seated(&self, judge: PersonId) -> bool {
        self.seats
            .iter()
            .any(|seat| seat.person_id == judge && seat.removed_reason.is_none())
    }

    fn judge_name(&self, judge: PersonId) -> String {
        judge_name(&self.seats, judge)
    }

    fn standing_entries(&self) -> impl Iterator<Item = &EntryRow> {
        self.entries
            .iter()
            .filter(|entry| entry.withdrawn_at.is_none())
    }

    fn of_entry(&self, entry: EntryId) -> impl Iterator<Item = &MarkRow> {
        self.sheets.of(entry).iter()
    }

    /// What blocks a publication or must be acknowledged.
    pub fn gaps(&self, now: Instant) -> Vec<Gap> {
        let conflicts = self.look.all_open();
        let checks: Vec<_> = self
            .standing_entries()
            .map(|entry| {
                let open: Vec<_> = self
                    .of_entry(entry.id)
                    .filter(|row| {
                        row.state == AssignmentState::Active
                            && row.sheet_state != SheetState::Locked
                            && self.seated(row.judge_id)
                    })
                    .collect();
                let full = |row: &&&MarkRow| row.filled() == CRITERIA;
                EntryCheck {
                    label: entry.label(),
                    counted: u32::try_from(
                        self.of_entry(entry.id)
                            .filter(|row| self.counts(row))
                            .count(),
                    )
                    .unwrap_or(u32::MAX),
                    unlocked_full: open
                        .iter()
                        .filter(full)
                        .map(|row| self.judge_name(row.judge_id))
                        .collect(),
                    unfinished: open
                        .iter()
                        .filter(|row| !full(row))
                        .map(|row| self.judge_name(row.judge_id))
                        .collect(),
                    conflicts: conflicts
                        .iter()
                        .filter(|pair| pair.entry_id == entry.id)
                        .map(|pair| pair.judge.clone())
                        .collect(),
                }
            })
            .collect();
        let waiting: Vec<_> = self
            .undecided
            .iter()
            .filter(|it| it.state(now) == State::Waiting)
            .map(|it| Proposed {
                what: format!("{}: {}", it.effect.subject.label(), it.effect.name),
                by: it.by.clone(),
            })
            .collect();
        publication_gaps(self.edition.min_judges, &checks, &waiting)
    }

    /// Who would move where on the board if a step were taken, and `marks` took the place of a corrected sheet's.
    pub fn moves(
        mut self,
        now: Instant,
        subject: Subject,
        marks: Option<[Mark; CRITERIA]>,
    ) -> Result<Vec<Moved>, Failure> {
        let before = self.outcome(now, None)?.board;
        match subject {
            Subject::RemoveJudge { person, .. } => {
                for seat in self.seats.iter_mut().filter(|it| it.person_id == person) {
                    seat.removed_reason = Some(String::new());
                }
            }
            Subject::WithdrawEntry { entry } => {
                for row in self.entries.iter_mut().filter(|it| it.id == entry) {
                    row.withdrawn_at = Some(now);
                }
            }
            Subject::KeepSheet { assignment } => self.look.decide(assignment),
            Subject::DropSheet { assignment } => {
                for row in self.sheets.row(assignment) {
                    row.state = AssignmentState::Removed;
                }
            }
            Subject::CorrectSheet { assignment } => {
                for row in self.sheets.row(assignment) {
                    if let Some(marks) = marks {
                        row.replace(marks);
                    }
                }
            }
            Subject::Recover { .. } => {}
        }
        Ok(moved(&before, &self.outcome(now, None)?.board))
    }

    /// The board as it is at `now`, as the next version.
    pub fn outcome(&self, now: Instant, note: Option<String>) -> Result<Outcome, Failure> {
        let rules = Rules {
            weights: self.edition.rubric.weights(),
            phases: self
                .phases
                .iter()
                .map(|phase| (phase.n, phase.percent))
                .collect(),
            tie_chain: self.edition.tie_chain.clone(),
        };
        let mut inputs = Vec::new();
        let mut judges = Vec::new();
        let mut candidates = Vec::new();
        for entry in self.standing_entries() {
            let mut sheets = Vec::new();
            for row in self.of_entry(entry.id).filter(|row| self.counts(row)) {
                let Some(marks) = row.full() else {
                    continue;
                };
                if !judges.contains(&row.judge_id) {
                    judges.push(row.judge_id);
                }
                sheets.push(CountedSheet {
                    phase: row.phase,
                    marks,
                });
                inputs.push(InputSheet {
                    entry: &entry.slug,
                    sheet: row.id,
                    phase: row.phase,
                    marks,
                });
            }
            candidates.push(Candidate { key: entry, sheets });
        }
        let placed = rank(&rules, &candidates).placed;
        let mut said: Vec<_> = placed
            .iter()
            .map(|placed| {
                let said = Said {
                    precision: Precision::Hundredths,
                    score: placed.score.rounded(),
                    exact: placed.tie.exact,
                    criteria: Some(placed.criteria.map(ranking::Ratio::rounded)),
                    sheets: self
                        .of_entry(placed.key.id)
                        .filter(|row| self.counts(row))
                        .map(|row| SheetKey(row.id.to_string(), row.sheet_version, row.phase))
                        .collect(),
                };
                (placed.key.id, said)
            })
            .collect();
        let full = said.iter().all(|(entry, next)| {
            let before: Vec<_> = self
                .said
                .iter()
                .filter(|row| row.entry_id == *entry)
                .map(|row| &row.said)
                .collect();
            may_say(&before, next, &rules.phases)
        });
        let precision = if full {
            Precision::Hundredths
        } else {
            for ((_, next), placed) in said.iter_mut().zip(&placed) {
                next.precision = Precision::Points;
                next.score = placed.score.in_points();
                next.exact = None;
                next.criteria = None;
            }
            Precision::Points
        };
        let rows = placed
            .into_iter()
            .map(|placed| Row {
                rank: placed.rank,
                slug: placed.key.slug.clone(),
                name: placed.key.name.clone(),
                agency: placed.key.agency_name.clone(),
                region: placed.key.region.clone(),
                kind: placed.key.kind,
                score: if full {
                    placed.score.rounded()
                } else {
                    placed.score.in_points()
                },
                criteria: full.then(|| placed.criteria.map(ranking::Ratio::rounded)),
                judges: placed.judges,
                tie: if full {
                    placed.tie
                } else {
                    placed.tie.in_points()
                },
            })
            .collect();
        let withdrawn = self
            .entries
            .iter()
            .filter(|entry| {
                matches!((entry.withdrawn_at, self.edition.opened_at), (Some(at), Some(opened)) if at >= opened)
            })
            .count();
        let excluded = self.excluded(withdrawn);
        let ended = excluded.ended_sheets;
        let inputs = json::write(&Inputs {
            edition: &self.edition.slug,
            weights: rules.weights,
            phases: rules.phases,
            tie_chain: &self.edition.tie_chain,
            method: Method::Mean,
            min_judges: self.edition.min_judges,
            sheets: inputs,
            excluded,
        })?;
        let mut board = Board {
            slug: self.edition.slug.clone(),
            edition: self.edition.name.clone(),
            year: self.edition.year,
            version: self.edition.published + 1,
            published_at: now,
            note,
            sample: self.edition.sample,
            weights: self.edition.rubric.weights(),
            method: Method::Mean,
            tie_chain: self.edition.tie_chain.clone(),
            min_judges: self.edition.min_judges,
            judges: u32::try_from(judges.len()).unwrap_or(u32::MAX),
            withdrawn: u32::try_from(withdrawn).unwrap_or(u32::MAX),
            excluded: u32::try_from(ended).unwrap_or(u32::MAX),
            precision,
            rows,
            digest: String::new(),
        };
        board.digest = digest(&inputs, &board)?;
        Ok(Outcome {
            board,
            inputs,
            said,
        })
    }

    /// Publishing this would say nothing that the newest version does not say, from the same inputs.
    pub fn is_published(&self, outcome: &Outcome) -> bool {
        self.newest.as_ref().is_some_and(|newest| {
            newest.board.says_as(&outcome.board)
                && newest.inputs.as_deref() == Some(&secret::of_secret(&outcome.inputs))
        })
    }

    fn excluded(&self, withdrawn_entries: usize) -> Excluded {
        let ended = |row: &MarkRow| {
            row.filled() > 0
                && (row.state != AssignmentState::Active
                    || !self.seated(row.judge_id)
                    || !self.look.open(row.id).is_empty())
        };
        let open = |row: &MarkRow| {
            row.state == AssignmentState::Active && row.sheet_state != SheetState::Locked
        };
        Excluded {
            withdrawn_entries,
            ended_sheets: self
                .standing_entries()
                .flat_map(|entry| self.of_entry(entry.id))
                .filter(|row| ended(row))
                .count(),
            open_sheets: self.sheets.rows.iter().filter(|row| open(row)).count(),
            late_sheets: self.late.iter().map(|it| it.n).sum(),
        }
    }

    /// Sheets that do not fit the rest, and judges who gave everybody the same.
    fn unusual(&self) -> (Vec<wire::UnusualSheet>, Vec<String>) {
        let mut entries = Vec::new();
        let mut judges = Vec::new();
        let mut sheets = Vec::new();
        for entry in self.standing_entries() {
            for row in self.of_entry(entry.id).filter(|row| self.counts(row)) {
                if let Some(marks) = row.full() {
                    sheets.push(Judged {
                        entry: place(&mut entries, (entry.id, row.phase)),
                        judge: place(&mut judges, row.judge_id),
                        marks,
                    });
                }
            }
        }
        let name = |judge: usize| judges.get(judge).map(|it| self.judge_name(*it));
        let line = |far: &Far| {
            let sheet = sheets.get(far.sheet)?;
            let (id, _) = entries.get(sheet.entry)?;
            let entry = self.entries.iter().find(|it| it.id == *id)?;
            Some(wire::UnusualSheet {
                entry: entry.id,
                number: entry.number,
                name: entry.name.clone(),
                judge: name(sheet.judge)?,
                on: far.on,
                above: far.above,
                tenths: far.tenths,
            })
        };
        let far = unusual::far(&self.edition.rubric.weights(), &sheets);
        let lines = far.iter().filter_map(line).take(LISTED).collect();
        let flat = unusual::flat(&sheets).into_iter().filter_map(name);
        (lines, flat.collect())
    }

    /// What the coordinator reads after closing; the sheets are read entry by entry.
    pub fn results(&self, now: Instant) -> Result<wire::Results, Failure> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let entries = self
            .entries
            .iter()
            .map(|entry| {
                let stands = entry.withdrawn_at.is_none();
                let rows = self.sheets.of(entry.id);
                let late = self
                    .late
                    .iter()
                    .find(|it| it.entry_id == entry.id)
                    .map_or(0, |it| it.n);
                let begun = rows
                    .iter()
                    .filter(|row| row.sheet_state != SheetState::Empty);
                wire::ResultEntry {
                    entry: entry.id,
                    number: entry.number,
                    name: entry.name.clone(),
                    counted: count(rows.iter().filter(|row| stands && self.counts(row)).count()),
                    sheets: count(begun.count() + late),
                }
            })
            .collect();
        let mut gaps = self.gaps(now);
        // What blocks stands first, each in order of entry.
        gaps.sort_by_key(|gap| !gap.blocks);
        let more_gaps = count(gaps.len().saturating_sub(LISTED));
        gaps.truncate(LISTED);
        let outcome = self.outcome(now, None)?;
        let (unusual, flat) = self.unusual();
        Ok(wire::Results {
            same: self.is_published(&outcome),
            unusual,
            flat,
            board: outcome.board,
            gaps,
            more_gaps,
            entries,
            version: self.edition.version,
        })
    }
}

/// The number of something among those seen so far.
fn place<T: PartialEq>(known: &mut Vec<T>, it: T) -> usize {
    known
        .iter()
        .position(|other| *other == it)
        .unwrap_or_else(|| {
            known.push(it);
            known.len() - 1
        })
}

fn judge_name(seats: &[SeatRow], judge: PersonId) -> String {
    seats
        .iter()
        .find(|seat| seat.person_id == judge)
        .map_or_else(String::new, |seat| seat.name.clone())
}

/// All sheets of one entry with their notes, counted or not, and what came too late.
pub fn sheets_of(
    edition: &EditionRow,
    seats: &[SeatRow],
    rows: &[DeskRow],
    look: &Look,
    late: Vec<LateRow>,
) -> Result<Vec<wire::ResultSheet>, Failure> {
    let weights = edition.rubric.weights();
    let line = |row: &DeskRow, sheet: Sheet, state, counted, late| wire::ResultSheet {
        id: row.id,
        entry: row.entry_id,
        entry_name: row.name.clone(),
        judge: judge_name(seats, row.judge_id),
        assignment: row.state,
        state,
        counted,
        late,
        total: sheet.full().map(|marks| ranking::total(&weights, &marks)),
        sheet,
    };
    let counts = |row: &DeskRow| {
        row.state == AssignmentState::Active
            && !row.withdrawn
            && row.sheet_state == SheetState::Locked
            && seats
                .iter()
                .any(|seat| seat.person_id == row.judge_id && seat.removed_reason.is_none())
            && look.open(row.id).is_empty()
    };
    let mut sheets = Vec::new();
    for row in rows {
        if row.sheet_state != SheetState::Empty {
            sheets.push(line(row, row.sheet()?, row.sheet_state, counts(row), false));
        }
    }
    for late in late {
        if let Some(row) = rows.iter().find(|row| row.id == late.assignment_id) {
            sheets.push(line(row, late.sheet, SheetState::Draft, false, true));
        }
    }
    Ok(sheets)
}

/// SHA-256 of the inputs, a line feed, and the board with an empty digest, both as canonical JSON.
fn digest(inputs: &str, board: &Board) -> Result<String, Failure> {
    let bare = Board {
        digest: String::new(),
        ..board.clone()
    };
    Ok(secret::of_secret(&format!(
        "{inputs}\n{}",
        json::write(&bare)?
    )))
}
