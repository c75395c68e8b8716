//! The judge's list: what waits, what is begun, what is done, and what comes next.

use crate::{
    closed_list::closed_list,
    draft::SheetDraft,
    ids::AssignmentId,
    judging::{AssignmentState, SheetState},
    law::CRITERIA,
    wire::JudgeItem,
};

closed_list! {
    /// Where an entry lies in a judge's list.
    #[derive(PartialOrd, Ord)]
    pub enum Pile {
        /// Begun, or full and not locked: it goes on first.
        Begun: "Sedang dinilai";
        /// No mark yet.
        Waiting: "Belum dinilai";
        /// Locked: it counts.
        Done: "Selesai";
        /// Not to be judged: a relation declared, taken away, or withdrawn.
        Apart: "Tidak dinilai";
    }
}

/// An item as it stands, this device's unsent writing included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Marks given, 0 to 5.
    pub filled: u32,
    /// Empty, draft or locked.
    pub state: SheetState,
    /// Where it lies in the list.
    pub pile: Pile,
}

impl Progress {
    /// All five marks are there.
    pub const fn is_full(self) -> bool {
        self.filled as usize >= CRITERIA
    }
}

/// How far an item is: as the server listed it, or as this device knows better.
pub fn progress(item: &JudgeItem, draft: Option<&SheetDraft>) -> Progress {
    let newer = draft.filter(|draft| draft.counts_over(item.version));
    let (filled, state) = match newer {
        Some(draft) => {
            let filled = u32::try_from(draft.text.marks.len()).unwrap_or(u32::MAX);
            let state = match draft.state {
                SheetState::Empty if draft.is_unsent() => SheetState::Draft,
                other => other,
            };
            (filled, state)
        }
        None => (item.filled, item.sheet),
    };
    let pile = if item.withdrawn || item.state != AssignmentState::Active {
        Pile::Apart
    } else if state == SheetState::Locked {
        Pile::Done
    } else if filled > 0 {
        Pile::Begun
    } else {
        Pile::Waiting
    };
    Progress {
        filled,
        state,
        pile,
    }
}

/// How many are locked, out of how many that are to be judged: `(7, 12)` reads "7 dari 12".
pub fn done(items: impl IntoIterator<Item = Progress>) -> (u32, u32) {
    items
        .into_iter()
        .fold((0, 0), |(done, all), item| match item.pile {
            Pile::Done => (done + 1, all + 1),
            Pile::Begun | Pile::Waiting => (done, all + 1),
            Pile::Apart => (done, all),
        })
}

/// The next entry without all its marks, in the judge's own order: after `current`, then from the top.
pub fn next_unscored(
    items: &[(AssignmentId, Progress)],
    current: AssignmentId,
) -> Option<AssignmentId> {
    next(items, current, |item| !item.is_full())
}

/// The next sheet that is not locked, full or not: after `current`, then from the top.
pub fn next_unlocked(
    items: &[(AssignmentId, Progress)],
    current: AssignmentId,
) -> Option<AssignmentId> {
    next(items, current, |_| true)
}

fn next(
    items: &[(AssignmentId, Progress)],
    current: AssignmentId,
    wanted: impl Fn(Progress) -> bool,
) -> Option<AssignmentId> {
    let at = items
        .iter()
        .position(|(id, _)| *id == current)
        .map_or(0, |at| at + 1);
    let (before, after) = items.split_at_checked(at)?;
    after
        .iter()
        .chain(before)
        .find(|(id, item)| {
            *id != current && matches!(item.pile, Pile::Begun | Pile::Waiting) && wanted(*item)
        })
        .map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        judging::{Mark, Sheet},
        law::Criterion,
        time::Instant,
    };

    fn item(n: u128) -> JudgeItem {
        JudgeItem {
            assignment: AssignmentId(Uuid::from_u128(n)),
            number: 1,
            name: "Kios Maritim".to_owned(),
            agency: "Dinas Perikanan".to_owned(),
            state: AssignmentState::Active,
            withdrawn: false,
            sheet: SheetState::Empty,
            filled: 0,
            version: 0,
        }
    }

    fn written_here() -> SheetDraft {
        let mut draft = SheetDraft::new(Sheet::default(), 0, SheetState::Empty);
        draft.edit(Instant(1), |sheet| {
            sheet
                .marks
                .insert(Criterion::Benefit, Mark::new(70).unwrap());
        });
        draft
    }

    #[test]
    fn what_this_device_wrote_counts_before_the_server_has_it() {
        let progress = progress(&item(1), Some(&written_here()));
        assert_eq!((progress.filled, progress.pile), (1, Pile::Begun));
    }

    #[test]
    fn an_old_draft_without_changes_gives_way_to_the_server() {
        let listed = JudgeItem {
            sheet: SheetState::Draft,
            filled: 3,
            version: 4,
            ..item(1)
        };
        let old = SheetDraft::new(Sheet::default(), 2, SheetState::Draft);
        assert_eq!(progress(&listed, Some(&old)).filled, 3);
    }

    #[test]
    fn withdrawn_removed_and_related_entries_lie_apart_and_do_not_count() {
        let withdrawn = JudgeItem {
            withdrawn: true,
            ..item(1)
        };
        let related = JudgeItem {
            state: AssignmentState::Conflict,
            ..item(2)
        };
        let locked = JudgeItem {
            sheet: SheetState::Locked,
            filled: 5,
            version: 6,
            ..item(3)
        };
        let all = [withdrawn, related, locked, item(4)].map(|item| progress(&item, None));
        assert_eq!(
            all.map(|it| it.pile),
            [Pile::Apart, Pile::Apart, Pile::Done, Pile::Waiting]
        );
        assert_eq!(done(all), (1, 2));
    }

    #[test]
    fn the_next_one_goes_round_and_skips_the_full_and_the_locked() {
        let full = JudgeItem {
            sheet: SheetState::Draft,
            filled: 5,
            version: 5,
            ..item(3)
        };
        let items = [item(1), item(2), full].map(|item| (item.assignment, progress(&item, None)));
        let id = |n: u128| AssignmentId(Uuid::from_u128(n));
        assert_eq!(next_unscored(&items, id(1)), Some(id(2)));
        assert_eq!(
            next_unscored(&items, id(2)),
            Some(id(1)),
            "from the top again"
        );
        assert_eq!(
            next_unscored(&items[1..], id(2)),
            None,
            "nothing left but itself"
        );
        assert_eq!(next_unscored(&items, id(9)), Some(id(1)));
        assert_eq!(
            next_unlocked(&items, id(2)),
            Some(id(3)),
            "full, and still to be locked"
        );
        assert_eq!(next_unlocked(&items[2..], id(3)), None);
    }
}
