//! From stored sheets to a board: which sheets count, what is missing, and the canonical text that the digest is of.

use serde::Serialize;

use klisida_domain::{
    competition::{Method, Phase},
    disclosure::{Precision, Said, SheetKey, may_say},
    ids::{AssignmentId, EntryId, PersonId},
    judging::{AssignmentState, Mark, Sheet, SheetState},
    law::{CRITERIA, Criterion},
    publication::{Board, EntryCheck, Gap, Row, publication_gaps},
    ranking::{self, Candidate, CountedSheet, Rules, Tie, rank},
    time::Instant,
    wire,
};

use crate::{
    conflict::Look,
    db::{
        edition::EditionRow,
        entry::EntryRow,
        judging::DeskRow,
        panel::SeatRow,
        publication::{LateRow, SaidRow},
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
    /// All assignments with their sheets, in order of entry and id.
    pub sheets: Vec<DeskRow>,
    /// What arrived too late.
    pub late: Vec<LateRow>,
    /// Conflicts of interest.
    pub look: Look,
    /// What the versions published so far said of each entry, oldest first.
    pub said: Vec<SaidRow>,
}

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
    /// A locked sheet of a standing assignment to a standing entry, by a judge who is on the panel and has no conflict
    /// of interest that waits for a decision.
    fn counts(&self, row: &DeskRow) -> bool {
        row.state == AssignmentState::Active
            && !row.withdrawn
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
        self.seats
            .iter()
            .find(|seat| seat.person_id == judge)
            .map_or_else(String::new, |seat| seat.name.clone())
    }

    fn standing_entries(&self) -> impl Iterator<Item = &EntryRow> {
        self.entries
            .iter()
            .filter(|entry| entry.withdrawn_at.is_none())
    }

    fn of_entry(&self, entry: EntryId) -> impl Iterator<Item = &DeskRow> {
        self.sheets.iter().filter(move |row| row.entry_id == entry)
    }

    /// What blocks a publication or must be acknowledged.
    pub fn gaps(&self) -> Vec<Gap> {
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
                let full = |row: &&&DeskRow| row.filled() as usize == CRITERIA;
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
        publication_gaps(self.edition.min_judges, &checks)
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
                let Some(marks) = row.sheet()?.full() else {
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
                // Which criterion decided says that two exact scores are equal.
                tie: if full {
                    placed.tie
                } else {
                    Tie {
                        shared: placed.tie.shared,
                        ..Tie::default()
                    }
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

    fn excluded(&self, withdrawn_entries: usize) -> Excluded {
        let count =
            |which: &dyn Fn(&DeskRow) -> bool| self.sheets.iter().filter(|row| which(row)).count();
        Excluded {
            withdrawn_entries,
            ended_sheets: count(&|row| {
                row.filled() > 0
                    && !row.withdrawn
                    && (row.state != AssignmentState::Active
                        || !self.seated(row.judge_id)
                        || !self.look.open(row.id).is_empty())
            }),
            open_sheets: count(&|row| {
                row.state == AssignmentState::Active && row.sheet_state != SheetState::Locked
            }),
            late_sheets: self.late.len(),
        }
    }

    /// What the coordinator reads after closing.
    pub fn results(&self, now: Instant) -> Result<wire::Results, Failure> {
        let weights = self.edition.rubric.weights();
        let total = |sheet: &Sheet| sheet.full().map(|marks| ranking::total(&weights, &marks));
        let mut sheets = Vec::new();
        for row in &self.sheets {
            if row.sheet_state == SheetState::Empty {
                continue;
            }
            let sheet = row.sheet()?;
            sheets.push(wire::ResultSheet {
                entry: row.entry_id,
                entry_name: row.name.clone(),
                judge: self.judge_name(row.judge_id),
                assignment: row.state,
                state: row.sheet_state,
                counted: self.counts(row),
                late: false,
                total: total(&sheet),
                sheet,
            });
        }
        for late in &self.late {
            let Some(row) = self.sheets.iter().find(|row| row.id == late.assignment_id) else {
                continue;
            };
            sheets.push(wire::ResultSheet {
                entry: row.entry_id,
                entry_name: row.name.clone(),
                judge: self.judge_name(row.judge_id),
                assignment: row.state,
                state: SheetState::Draft,
                counted: false,
                late: true,
                total: total(&late.sheet),
                sheet: late.sheet.clone(),
            });
        }
        Ok(wire::Results {
            board: self.outcome(now, None)?.board,
            gaps: self.gaps(),
            sheets,
            version: self.edition.version,
        })
    }
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
