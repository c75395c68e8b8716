//! Who judges what: a balanced proposal that only fills gaps (product F2, F3, F5).
//!
//! Entries and judges are numbered from 0 by the caller. Nothing that stands is ever taken away.

use std::collections::VecDeque;

/// Why a cell cannot be used is the caller's business; here it is barred or free.
#[derive(Clone, Debug)]
pub struct Panel {
    /// For every entry, which judges may judge it: `eligible[entry][judge]`.
    pub eligible: Vec<Vec<bool>>,
    /// For every entry, which judges do so already: `standing[entry][judge]`.
    pub standing: Vec<Vec<bool>>,
}

/// What to add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filling {
    /// New pairs `(entry, judge)`, by entry and judge.
    pub pairs: Vec<(usize, usize)>,
    /// Entries that stay under the wanted number, because not enough judges may judge them.
    pub short: Vec<usize>,
}

/// Fills every entry up to `wanted` judges, with loads as even as the barred cells allow: there is
/// no way to move new pairs so that the loads differ less (no cost-reducing path is left, Harvey,
/// Ladner, Lovász and Tamir 2006). Ties go to the judge who met the entry's other judges least,
/// then to the first. The same input gives the same answer.
pub fn fill(panel: &Panel, wanted: usize) -> Filling {
    let entries = panel.eligible.len();
    let judges = panel.eligible.iter().map(Vec::len).max().unwrap_or(0);
    let at = |cells: &[Vec<bool>], entry: usize, judge: usize| {
        cells
            .get(entry)
            .and_then(|row| row.get(judge))
            .copied()
            .unwrap_or(false)
    };
    let mut on: Vec<Vec<bool>> = (0..entries)
        .map(|entry| {
            (0..judges)
                .map(|judge| at(&panel.standing, entry, judge))
                .collect()
        })
        .collect();
    let mut load: Vec<usize> = (0..judges)
        .map(|judge| on.iter().filter(|row| row[judge]).count())
        .collect();
    let mut met = vec![vec![0_usize; judges]; judges];
    for row in &on {
        for a in (0..judges).filter(|a| row[*a]) {
            for b in (0..judges).filter(|b| row[*b]) {
                met[a][b] += 1;
            }
        }
    }

    // Those with the fewest possible judges first.
    let mut order: Vec<usize> = (0..entries).collect();
    order.sort_by_key(|entry| {
        (0..judges)
            .filter(|judge| at(&panel.eligible, *entry, *judge))
            .count()
    });
    let mut short = Vec::new();
    for entry in order {
        while on[entry].iter().filter(|it| **it).count() < wanted {
            let free = (0..judges)
                .filter(|judge| at(&panel.eligible, entry, *judge) && !on[entry][*judge]);
            let met_here = |judge: usize| -> usize {
                (0..judges)
                    .filter(|other| on[entry][*other])
                    .map(|other| met[judge][other])
                    .sum()
            };
            let Some(judge) = free.min_by_key(|judge| (load[*judge], met_here(*judge), *judge))
            else {
                short.push(entry);
                break;
            };
            for other in 0..judges {
                if on[entry][other] {
                    met[judge][other] += 1;
                    met[other][judge] += 1;
                }
            }
            on[entry][judge] = true;
            load[judge] += 1;
        }
    }
    let new = |on: &[Vec<bool>], entry: usize, judge: usize| {
        on[entry][judge] && !at(&panel.standing, entry, judge)
    };
    while let Some(path) = relief(&load, |from, to| {
        (0..entries).find(|entry| {
            new(&on, *entry, from) && !on[*entry][to] && at(&panel.eligible, *entry, to)
        })
    }) {
        for (from, to, entry) in path {
            on[entry][from] = false;
            on[entry][to] = true;
            load[from] -= 1;
            load[to] += 1;
        }
    }
    short.sort_unstable();
    let pairs = (0..entries)
        .flat_map(|entry| (0..judges).map(move |judge| (entry, judge)))
        .filter(|(entry, judge)| new(&on, *entry, *judge))
        .collect();
    Filling { pairs, short }
}

/// A chain of moves that takes one entry from a judge and gives one to a judge with at least two
/// fewer; none when the loads cannot be more even. `movable(a, b)` names an entry that may go from a to b.
fn relief(
    load: &[usize],
    movable: impl Fn(usize, usize) -> Option<usize>,
) -> Option<Vec<(usize, usize, usize)>> {
    let judges = load.len();
    let mut starts: Vec<usize> = (0..judges).collect();
    starts.sort_by_key(|judge| core::cmp::Reverse(load[*judge]));
    for start in starts {
        let mut came: Vec<Option<(usize, usize)>> = vec![None; judges];
        let mut queue = VecDeque::from([start]);
        while let Some(from) = queue.pop_front() {
            for to in 0..judges {
                if to == start || came[to].is_some() {
                    continue;
                }
                let Some(entry) = movable(from, to) else {
                    continue;
                };
                came[to] = Some((from, entry));
                if load[to] + 2 <= load[start] {
                    let mut path = Vec::new();
                    let mut step = to;
                    while let Some((before, entry)) = came[step] {
                        path.push((before, step, entry));
                        step = before;
                    }
                    return Some(path);
                }
                queue.push_back(to);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn loads(panel: &Panel, filling: &Filling, judges: usize) -> Vec<usize> {
        (0..judges)
            .map(|judge| {
                let old = panel.standing.iter().filter(|row| row[judge]).count();
                old + filling.pairs.iter().filter(|(_, it)| *it == judge).count()
            })
            .collect()
    }

    fn open(entries: usize, judges: usize) -> Panel {
        Panel {
            eligible: vec![vec![true; judges]; entries],
            standing: vec![vec![false; judges]; entries],
        }
    }

    #[test]
    fn every_entry_gets_exactly_what_is_wanted_and_loads_differ_by_at_most_one_f2() {
        for (entries, judges) in [(12, 4), (38, 7), (10, 7), (5, 3)] {
            let panel = open(entries, judges);
            let filling = fill(&panel, 3);
            assert_eq!(filling.pairs.len(), entries * 3);
            assert!(filling.short.is_empty());
            let loads = loads(&panel, &filling, judges);
            let (least, most) = (loads.iter().min().unwrap(), loads.iter().max().unwrap());
            assert!(most - least <= 1, "{loads:?}");
        }
    }

    #[test]
    fn what_stands_is_kept_and_only_gaps_are_filled_f3() {
        let mut panel = open(4, 5);
        panel.standing[0] = vec![true, true, true, false, false];
        panel.standing[1][0] = true;
        let filling = fill(&panel, 3);
        assert!(
            filling
                .pairs
                .iter()
                .all(|(entry, judge)| !panel.standing[*entry][*judge])
        );
        assert!(filling.pairs.iter().all(|(entry, _)| *entry != 0));
        assert_eq!(filling.pairs.len(), 2 + 3 + 3);
    }

    #[test]
    fn an_entry_that_cannot_be_filled_is_named() {
        let mut panel = open(2, 3);
        panel.eligible[1][0] = false;
        let filling = fill(&panel, 3);
        assert_eq!(filling.short, vec![1]);
        assert_eq!(filling.pairs.len(), 5);
    }

    #[test]
    fn a_chain_of_moves_evens_the_loads() {
        // Judge 0 may take everything, judge 1 only entry 0, judge 2 only entry 1.
        let panel = Panel {
            eligible: vec![
                vec![true, true, false],
                vec![true, false, true],
                vec![true, false, false],
            ],
            standing: vec![vec![false; 3]; 3],
        };
        let filling = fill(&panel, 1);
        assert_eq!(loads(&panel, &filling, 3), vec![1, 1, 1]);
    }

    #[test]
    fn nobody_and_nothing_is_no_error() {
        assert_eq!(fill(&open(0, 0), 3), Filling::default());
        assert_eq!(fill(&open(2, 0), 3).short, vec![0, 1]);
    }

    prop_compose! {
        fn panels()(entries in 1_usize..9, judges in 1_usize..7)(
            eligible in prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.8), judges), entries),
            standing in prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.2), judges), entries),
        ) -> Panel {
            Panel { eligible, standing }
        }
    }

    proptest! {
        #[test]
        fn fillings_respect_bars_and_numbers_and_leave_no_better_single_move(
            panel in panels(), wanted in 0_usize..5,
        ) {
            let judges = panel.eligible[0].len();
            let filling = fill(&panel, wanted);
            for (entry, judge) in &filling.pairs {
                prop_assert!(panel.eligible[*entry][*judge]);
                prop_assert!(!panel.standing[*entry][*judge]);
            }
            for entry in 0..panel.eligible.len() {
                let old = panel.standing[entry].iter().filter(|it| **it).count();
                let new = filling.pairs.iter().filter(|(it, _)| *it == entry).count();
                let free = (0..judges)
                    .filter(|judge| panel.eligible[entry][*judge] && !panel.standing[entry][*judge])
                    .count();
                prop_assert_eq!(new, wanted.saturating_sub(old).min(free));
                prop_assert_eq!(filling.short.contains(&entry), old + new < wanted);
            }
            let loads = loads(&panel, &filling, judges);
            for (entry, from) in &filling.pairs {
                for to in 0..judges {
                    let may = panel.eligible[*entry][to]
                        && !panel.standing[*entry][to]
                        && !filling.pairs.contains(&(*entry, to));
                    prop_assert!(!may || loads[to] + 2 > loads[*from]);
                }
            }
            prop_assert_eq!(fill(&panel, wanted), filling);
        }
    }
}
