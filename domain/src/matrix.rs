//! The matrix of an edition: what each cell is, and what a set of changes would do (product F1).

use std::collections::BTreeMap;

use crate::{
    access::{self, Action},
    account::Actor,
    agency::Agency,
    assignment::{Filling, Panel, fill},
    conflict,
    ids::{EntryId, PersonId},
    judging::{AssignmentState, SheetState},
    problem::Code,
    wire::{AssignmentLine, Edition, EntryLine, Seat},
};

/// One cell: an entry and a judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nobody assigned this pair; it may be.
    Free,
    /// The judge judges the entry; so far the sheet holds that many marks.
    On(SheetState, u32),
    /// The pair cannot be: own agency ([`Code::ConflictOfInterest`]), declared relation
    /// ([`Code::ConflictDeclared`]), or no right to assign.
    Barred(Code),
}

impl Cell {
    /// The judge judges the entry.
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On(..))
    }
}

/// The newest line of a pair, if there ever was one.
pub fn line(edition: &Edition, entry: EntryId, judge: PersonId) -> Option<&AssignmentLine> {
    let of_pair = |it: &&AssignmentLine| it.entry == entry && it.judge == judge;
    let lines = || edition.assignments.iter().filter(of_pair);
    lines()
        .find(|it| it.state == AssignmentState::Active)
        .or_else(|| lines().find(|it| it.state == AssignmentState::Conflict))
        .or_else(|| lines().next())
}

/// [`line`] of every pair: looked up once where all cells are asked for.
type Lines<'a> = BTreeMap<(EntryId, PersonId), &'a AssignmentLine>;

fn lines(edition: &Edition) -> Lines<'_> {
    let rank = |it: &AssignmentLine| match it.state {
        AssignmentState::Active => 0,
        AssignmentState::Conflict => 1,
        AssignmentState::Removed => 2,
    };
    let mut lines = Lines::new();
    for it in &edition.assignments {
        let known = lines.entry((it.entry, it.judge)).or_insert(it);
        if rank(it) < rank(known) {
            *known = it;
        }
    }
    lines
}

/// What a cell is now.
pub fn cell(
    edition: &Edition,
    agencies: &[Agency],
    actor: &Actor,
    entry: &EntryLine,
    seat: &Seat,
) -> Cell {
    cell_of(
        line(edition, entry.id, seat.person),
        agencies,
        actor,
        entry,
        seat,
    )
}

fn cell_of(
    line: Option<&AssignmentLine>,
    agencies: &[Agency],
    actor: &Actor,
    entry: &EntryLine,
    seat: &Seat,
) -> Cell {
    if let Some(line) = line.filter(|it| it.state == AssignmentState::Active) {
        return Cell::On(line.sheet, line.filled);
    }
    // Teams, facilitators and reviewers are the server's to know: it looks again.
    let action = Action::Assign {
        judge: conflict::Judge {
            person: seat.person,
            agencies: &seat.agencies,
        },
        entry: conflict::Entry {
            agency: entry.agency_code.as_ref(),
            ..conflict::Entry::default()
        },
        agencies,
        declared: line.is_some_and(|it| it.state == AssignmentState::Conflict),
    };
    match access::may(actor, action) {
        Ok(()) => Cell::Free,
        Err(code) => Cell::Barred(code),
    }
}

/// Entries that are judged: those not withdrawn.
pub fn entries(edition: &Edition) -> Vec<&EntryLine> {
    edition
        .entries
        .iter()
        .filter(|it| it.withdrawn.is_none())
        .collect()
}

/// Judges on the panel: those not removed.
pub fn judges(edition: &Edition) -> Vec<&Seat> {
    edition
        .panel
        .iter()
        .filter(|it| it.removed.is_none())
        .collect()
}

/// Which judge judges which entry, `true` where so, once `changes` (entry, judge, on) are applied.
fn grid(
    edition: &Edition,
    lines: &Lines<'_>,
    changes: &[(EntryId, PersonId, bool)],
) -> Vec<Vec<bool>> {
    let judges = judges(edition);
    let changes: BTreeMap<_, _> = changes.iter().map(|it| ((it.0, it.1), it.2)).collect();
    entries(edition)
        .iter()
        .map(|entry| {
            judges
                .iter()
                .map(|seat| {
                    let pair = (entry.id, seat.person);
                    changes.get(&pair).copied().unwrap_or_else(|| {
                        lines
                            .get(&pair)
                            .is_some_and(|it| it.state == AssignmentState::Active)
                    })
                })
                .collect()
        })
        .collect()
}

/// A proposal that fills every entry up to the edition's minimum, on top of `changes`: new pairs, and
/// the entries that cannot be filled.
pub fn propose(
    edition: &Edition,
    agencies: &[Agency],
    actor: &Actor,
    changes: &[(EntryId, PersonId, bool)],
) -> (Vec<(EntryId, PersonId)>, Vec<EntryId>) {
    let (entries, judges) = (entries(edition), judges(edition));
    let lines = lines(edition);
    let eligible = entries
        .iter()
        .map(|entry| {
            judges
                .iter()
                .map(|seat| {
                    let line = lines.get(&(entry.id, seat.person)).copied();
                    !matches!(cell_of(line, agencies, actor, entry, seat), Cell::Barred(_))
                })
                .collect()
        })
        .collect();
    let panel = Panel {
        eligible,
        standing: grid(edition, &lines, changes),
    };
    let Filling { pairs, short } = fill(&panel, usize::from(edition.setup.min_judges));
    (
        pairs
            .into_iter()
            .map(|(entry, judge)| (entries[entry].id, judges[judge].person))
            .collect(),
        short.into_iter().map(|entry| entries[entry].id).collect(),
    )
}

/// What a set of changes would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Pairs that are new.
    pub added: Vec<(EntryId, PersonId)>,
    /// Pairs that end, with the state of their sheet and its number of marks.
    pub ended: Vec<(EntryId, PersonId, SheetState, u32)>,
    /// Entries under the minimum afterwards, with their number of judges.
    pub under: Vec<(EntryId, usize)>,
    /// Judges of each entry afterwards, in the order of [`entries`].
    pub counts: Vec<(EntryId, usize)>,
    /// Entries of each judge afterwards, in the order of [`judges`].
    pub loads: Vec<(PersonId, usize)>,
}

/// Works out what `changes` (entry, judge, on) would do; changes that change nothing are left out.
pub fn consequences(edition: &Edition, changes: &[(EntryId, PersonId, bool)]) -> Consequences {
    let mut out = Consequences::default();
    let lines = lines(edition);
    let after = grid(edition, &lines, changes);
    let (entries, judges) = (entries(edition), judges(edition));
    for (entry, row) in entries.iter().zip(&after) {
        for (seat, on) in judges.iter().zip(row) {
            let line = lines
                .get(&(entry.id, seat.person))
                .filter(|it| it.state == AssignmentState::Active);
            match (line, on) {
                (None, true) => out.added.push((entry.id, seat.person)),
                (Some(line), false) => {
                    out.ended
                        .push((entry.id, seat.person, line.sheet, line.filled));
                }
                _ => {}
            }
        }
        let count = row.iter().filter(|on| **on).count();
        out.counts.push((entry.id, count));
        if count < usize::from(edition.setup.min_judges) {
            out.under.push((entry.id, count));
        }
    }
    for (n, seat) in judges.iter().enumerate() {
        let load = after.iter().filter(|row| row[n]).count();
        out.loads.push((seat.person, load));
    }
    out
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        account::{Grant, Home, Role},
        agency::{AgencyCode, Obligation},
        competition::{Content, Entrants, Setup, Standing},
        defaults,
        ids::{AssignmentId, EditionId, InnovationId},
        time::Instant,
        wire::{Load, Totals},
    };

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn code(text: &str) -> AgencyCode {
        AgencyCode(text.to_owned())
    }

    fn entry(n: u32, agency: &str) -> EntryLine {
        EntryLine {
            id: EntryId(id(u128::from(n))),
            number: n,
            innovation: InnovationId(id(100 + u128::from(n))),
            slug: format!("e-{n}"),
            name: format!("Entri {n}"),
            agency: agency.to_owned(),
            agency_code: Some(code(agency)),
            region: String::new(),
            kind: None,
            content: Content {
                summary: true,
                criteria: 5,
            },
            withdrawn: None,
            version: 1,
        }
    }

    fn seat(n: u128, home: Option<&str>) -> Seat {
        Seat {
            person: PersonId(id(n)),
            name: format!("Juri {n}"),
            home: home.map_or(Home::Outside, |it| Home::Agency(code(it))),
            agencies: home.into_iter().map(code).collect(),
            removed: None,
            load: Load {
                entries: 0,
                locked: 0,
                begun: 0,
                conflicts: 0,
            },
        }
    }

    fn given(entry: u128, judge: u128, state: AssignmentState, filled: u32) -> AssignmentLine {
        AssignmentLine {
            id: AssignmentId(id(1_000 * entry + judge)),
            entry: EntryId(id(entry)),
            judge: PersonId(id(judge)),
            state,
            reason: None,
            sheet: if filled > 0 {
                SheetState::Draft
            } else {
                SheetState::Empty
            },
            filled,
        }
    }

    fn edition() -> Edition {
        Edition {
            id: EditionId(id(9)),
            slug: "k".to_owned(),
            setup: Setup {
                name: "Kompetisi".to_owned(),
                year: 2026,
                entrants: Entrants::Agencies,
                opens_at: Instant(0),
                closes_at: Instant(1),
                min_judges: 3,
                rubric: defaults::rubric(),
                tie_chain: vec![],
                sample: false,
            },
            phases: vec![],
            standing: Standing::Judging,
            version: 1,
            now: Instant(0),
            entries: vec![entry(1, "DINKES"), entry(2, "DLH"), entry(3, "DLH")],
            panel: vec![
                seat(11, None),
                seat(12, None),
                seat(13, None),
                seat(14, Some("DINKES")),
            ],
            assignments: vec![
                given(1, 11, AssignmentState::Active, 2),
                given(2, 12, AssignmentState::Conflict, 0),
            ],
            more: None,
            totals: Totals {
                entries: 3,
                standing: 3,
                ready: 3,
                incomplete: 0,
                under: 3,
                short: 0,
                sheets: 1,
                locked: 0,
                begun: 1,
            },
            under: vec![],
            short: vec![],
            gaps: vec![],
            incomplete: vec![],
            published: 0,
            marks_read: false,
            ahead: false,
            extended_from: None,
            cancelled: None,
            archived: false,
        }
    }

    fn agencies() -> Vec<Agency> {
        vec![Agency {
            code: code("DINKES"),
            name: "Dinas Kesehatan".to_owned(),
            sort: "dinas".to_owned(),
            parent: None,
            obligation: Obligation::Bound,
        }]
    }

    fn office() -> Actor {
        Actor {
            person: PersonId(id(1)),
            name: "Sari".to_owned(),
            username: "sari".to_owned(),
            home: Home::Outside,
            grants: vec![Grant {
                role: Role::Coordinator,
                edition: None,
                agency: None,
            }],
        }
    }

    #[test]
    fn own_agency_and_declared_relations_bar_a_cell_p5_1_d() {
        let edition = edition();
        let cell = |entry: usize, judge: usize| {
            cell(
                &edition,
                &agencies(),
                &office(),
                &edition.entries[entry],
                &edition.panel[judge],
            )
        };
        assert_eq!(cell(0, 0), Cell::On(SheetState::Draft, 2));
        assert_eq!(cell(0, 3), Cell::Barred(Code::ConflictOfInterest));
        assert_eq!(cell(1, 1), Cell::Barred(Code::ConflictDeclared));
        assert_eq!(cell(1, 0), Cell::Free);
    }

    #[test]
    fn a_proposal_fills_to_the_minimum_around_the_barred_cells() {
        let edition = edition();
        let (pairs, short) = propose(&edition, &agencies(), &office(), &[]);
        assert!(short.is_empty());
        let changes: Vec<_> = pairs.iter().map(|(e, j)| (*e, *j, true)).collect();
        let after = consequences(&edition, &changes);
        assert!(after.under.is_empty() && after.ended.is_empty());
        assert_eq!(after.added.len(), 8);
        assert!(!pairs.contains(&(EntryId(id(1)), PersonId(id(14)))));
        assert!(!pairs.contains(&(EntryId(id(2)), PersonId(id(12)))));
    }

    #[test]
    fn an_edition_that_a_device_kept_from_an_older_release_is_read() {
        let mut kept = serde_json::to_value(edition()).unwrap();
        for field in ["short", "incomplete", "marks_read", "ahead"] {
            assert!(kept.as_object_mut().unwrap().remove(field).is_some());
        }
        for field in ["short", "incomplete"] {
            let totals = kept["totals"].as_object_mut().unwrap();
            assert!(totals.remove(field).is_some());
        }
        for entry in kept["entries"].as_array_mut().unwrap() {
            let entry = entry.as_object_mut().unwrap();
            entry.remove("content");
            entry.insert("ready".to_owned(), true.into());
        }
        let read: Edition = crate::json::read(&kept.to_string()).unwrap();
        assert_eq!(read.entries.len(), edition().entries.len());
    }

    #[test]
    fn consequences_name_what_ends_and_who_is_short_f1() {
        let edition = edition();
        let changes = [
            (EntryId(id(1)), PersonId(id(11)), false),
            (EntryId(id(2)), PersonId(id(11)), true),
            (EntryId(id(3)), PersonId(id(13)), false),
        ];
        let after = consequences(&edition, &changes);
        assert_eq!(after.added, vec![(EntryId(id(2)), PersonId(id(11)))]);
        assert_eq!(
            after.ended,
            vec![(EntryId(id(1)), PersonId(id(11)), SheetState::Draft, 2)]
        );
        assert_eq!(after.under.len(), 3);
        assert_eq!(after.loads[0], (PersonId(id(11)), 1));
    }

    #[test]
    fn withdrawn_entries_and_removed_judges_are_out_of_the_matrix() {
        let mut edition = edition();
        edition.entries[0].withdrawn = Some("ganda".to_owned());
        edition.panel[0].removed = Some("sakit".to_owned());
        assert_eq!(entries(&edition).len(), 2);
        assert_eq!(judges(&edition).len(), 3);
        assert!(consequences(&edition, &[]).ended.is_empty());
    }
}
