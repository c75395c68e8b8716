//! Which pieces of the app go into one file. A part fetches whole files, so what a file holds for others it fetches in vain; and a phone
//! waits longer for many requests than for their content.

use std::collections::{BTreeMap, BTreeSet};

/// A piece: its number, the parts that need it, its size.
pub type Piece = (String, BTreeSet<String>, usize);

/// A part is at most its own file and so many files that it shares with other parts.
pub const MOST_SHARED: usize = 9;
/// Parts that a person may meet first: what they fetch counts so many times.
const FIRST: [&str; 3] = ["door", "home", "desk"];
const FIRST_COUNTS: usize = 5;
/// What parts may fetch besides what every page needs, in bytes before compression: about what the limits of first visits
/// (`tests/bench/sizes.mjs`) leave; small files compress to 0.40 of that, large ones to 0.36.
const ROOM: [(&str, usize); 10] = [
    ("door", 185_000),
    ("home", 185_000),
    ("desk", 176_000),
    ("record", 1_026_000),
    ("course", 943_000),
    ("fill", 943_000),
    ("field", 943_000),
    ("activity", 943_000),
    ("clinic", 943_000),
    ("consult", 943_000),
];
/// The parts that a judge's device keeps for the time without signal, and what all of them may fetch together, as above
/// (`tests/journeys/visit.journey.mjs`).
const JUDGE: [&str; 6] = ["door", "home", "desk", "sheet", "own", "courier"];
const JUDGE_ROOM: usize = 1_150_000;
/// How many times more a byte counts that a part has no room for.
const OVER_COUNTS: usize = 100;

/// A file: which units, who needs any of them, bytes.
#[derive(Clone, Default)]
struct Pack {
    units: Vec<usize>,
    users: u32,
    size: usize,
}

/// All units, the pieces that the same parts need, by those parts, a bit for each.
struct Search {
    users: Vec<u32>,
    sizes: Vec<usize>,
    /// How much a byte counts, by part.
    counts: Vec<usize>,
    /// What a part may fetch of shared files.
    room: Vec<usize>,
    /// How many parts there are; behind them stand sets of parts, of which nobody fetches too many files.
    parts: usize,
}

/// How many files and bytes each part fetches.
type Fetched = Vec<(usize, usize)>;

/// The numbers of the pieces of each file: first so that no part needs too many files, then each where it costs least. `own` is the
/// size of each part's own file.
pub fn packs(pieces: &[Piece], own: &BTreeMap<String, usize>) -> Vec<Vec<String>> {
    let parts: BTreeSet<&String> = pieces.iter().flat_map(|(_, users, _)| users).collect();
    let parts: Vec<&String> = parts.into_iter().collect();
    let bit = |part: &String| parts.binary_search(&part).map_or(0, |at| 1 << at);
    let counts = |part: &&String| {
        if FIRST.contains(&part.as_str()) {
            FIRST_COUNTS
        } else {
            1
        }
    };
    let room = |part: &&String| {
        let all = ROOM.iter().find(|(name, _)| name == *part);
        all.map_or(usize::MAX, |(_, all)| {
            all.saturating_sub(own.get(*part).copied().unwrap_or(0))
        })
    };
    let judge = |part: &&String| JUDGE.contains(&part.as_str());
    let judges: u32 = parts.iter().copied().filter(judge).map(bit).sum();
    let own_of_judge: usize = own
        .iter()
        .filter(|(part, _)| judge(part))
        .map(|(_, size)| *size)
        .sum();
    let mut units: BTreeMap<u32, (Vec<&str>, usize)> = BTreeMap::new();
    for (number, users, size) in pieces {
        let users: u32 = users.iter().map(bit).sum();
        let set = u32::from(users & judges != 0) << parts.len();
        let unit = units.entry(users | set).or_default();
        unit.0.push(number);
        unit.1 += size;
    }
    let search = Search {
        users: units.keys().copied().collect(),
        sizes: units.values().map(|it| it.1).collect(),
        counts: parts.iter().map(counts).chain([0]).collect(),
        room: parts
            .iter()
            .map(room)
            .chain([JUDGE_ROOM.saturating_sub(own_of_judge)])
            .collect(),
        parts: parts.len(),
    };
    let mut packs = search.few();
    search.settle(&mut packs);
    while search.dissolve(&mut packs) {}
    let units: Vec<_> = units.into_values().map(|it| it.0).collect();
    packs
        .into_iter()
        .map(|pack| {
            let mut held = pack.units;
            held.sort_unstable();
            let numbers = held.into_iter().flat_map(|at| &units[at]);
            numbers.map(|it| (*it).to_owned()).collect()
        })
        .collect()
}

impl Search {
    fn parts(&self, users: u32) -> impl Iterator<Item = usize> {
        (0..self.counts.len()).filter(move |at| users >> at & 1 == 1)
    }

    fn weight(&self, users: u32) -> usize {
        self.parts(users).map(|at| self.counts[at]).sum()
    }

    fn add(&self, pack: &mut Pack, unit: usize) {
        pack.units.push(unit);
        pack.users |= self.users[unit];
        pack.size += self.sizes[unit];
    }

    fn fetched(&self, packs: &[Pack]) -> Fetched {
        let mut fetched = vec![(0, 0); self.counts.len()];
        for pack in packs {
            self.fetch(&mut fetched, pack.users, pack.size);
        }
        fetched
    }

    /// One more file.
    fn fetch(&self, fetched: &mut Fetched, users: u32, size: usize) {
        for at in self.parts(users) {
            fetched[at].0 += 1;
            fetched[at].1 += size;
        }
    }

    /// One file less.
    fn leave(&self, fetched: &mut Fetched, users: u32, size: usize) {
        for at in self.parts(users) {
            fetched[at].0 -= 1;
            fetched[at].1 -= size;
        }
    }

    /// What all that costs; none when a part fetches too many files.
    fn cost(&self, fetched: &Fetched) -> Option<usize> {
        let one = |(at, (files, size)): (usize, &(usize, usize))| {
            let over = size.saturating_sub(self.room[at]);
            (at >= self.parts || *files <= MOST_SHARED)
                .then(|| size * self.counts[at] + over * OVER_COUNTS)
        };
        fetched.iter().enumerate().map(one).sum()
    }

    /// Those that the same parts need, then what costs least, until no part needs too many.
    fn few(&self) -> Vec<Pack> {
        let mut packs: Vec<Pack> = Vec::new();
        for unit in 0..self.users.len() {
            let mut pack = Pack::default();
            self.add(&mut pack, unit);
            packs.push(pack);
        }
        loop {
            let fetched = self.fetched(&packs);
            let over: u32 = (0..self.parts)
                .filter(|at| fetched[*at].0 > MOST_SHARED)
                .map(|at| 1 << at)
                .sum();
            let mut best: Option<(usize, usize, usize)> = None;
            for (at, one) in packs.iter().enumerate() {
                for (beside, other) in packs.iter().enumerate().skip(at + 1) {
                    let relief = (one.users & other.users & over).count_ones() as usize;
                    if relief == 0 {
                        continue;
                    }
                    let waste = self.weight(other.users & !one.users) * one.size
                        + self.weight(one.users & !other.users) * other.size;
                    let cost = waste / relief;
                    if best.is_none_or(|(least, ..)| cost < least) {
                        best = Some((cost, at, beside));
                    }
                }
            }
            let Some((_, at, beside)) = best else {
                return packs;
            };
            for unit in packs.remove(beside).units {
                self.add(&mut packs[at], unit);
            }
        }
    }

    /// Puts a unit into the file where all costs least, or into one of its own. `fetched` is without the unit.
    fn place(&self, packs: &mut Vec<Pack>, fetched: &mut Fetched, unit: usize) {
        let (users, size) = (self.users[unit], self.sizes[unit]);
        packs.push(Pack::default());
        let mut best: Option<(usize, usize)> = None;
        for (to, pack) in packs.iter().enumerate() {
            if !pack.units.is_empty() {
                self.leave(fetched, pack.users, pack.size);
            }
            self.fetch(fetched, pack.users | users, pack.size + size);
            // Too many files cost more than anything, and less where there are fewer of them.
            let cost = self.cost(fetched).unwrap_or_else(|| {
                let files: usize = fetched
                    .iter()
                    .map(|it| it.0.saturating_sub(MOST_SHARED))
                    .sum();
                usize::MAX / 1_000 * files
            });
            self.leave(fetched, pack.users | users, pack.size + size);
            if !pack.units.is_empty() {
                self.fetch(fetched, pack.users, pack.size);
            }
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, to));
            }
        }
        let to = best.map_or(0, |it| it.1);
        if !packs[to].units.is_empty() {
            self.leave(fetched, packs[to].users, packs[to].size);
        }
        self.add(&mut packs[to], unit);
        self.fetch(fetched, packs[to].users, packs[to].size);
        packs.retain(|pack| !pack.units.is_empty());
    }

    /// Moves each unit to where all cost least until none moves: every round makes the sum smaller, so it ends.
    fn settle(&self, packs: &mut Vec<Pack>) {
        let mut fetched = self.fetched(packs);
        loop {
            let before = self.cost(&fetched);
            for unit in 0..self.users.len() {
                let Some(from) = packs.iter().position(|pack| pack.units.contains(&unit)) else {
                    continue;
                };
                let pack = &packs[from];
                self.leave(&mut fetched, pack.users, pack.size);
                let mut without = Pack::default();
                for other in pack.units.iter().filter(|it| **it != unit) {
                    self.add(&mut without, *other);
                }
                if without.units.is_empty() {
                    packs.remove(from);
                } else {
                    self.fetch(&mut fetched, without.users, without.size);
                    packs[from] = without;
                }
                self.place(packs, &mut fetched, unit);
            }
            let after = self.cost(&fetched);
            if after.is_none() || before.is_some_and(|it| after >= Some(it)) {
                return;
            }
        }
    }

    /// Takes files apart, one or two at a time, and keeps the first outcome that costs less; says whether there was one.
    fn dissolve(&self, packs: &mut Vec<Pack>) -> bool {
        let now = self.cost(&self.fetched(packs));
        for one in 0..packs.len() {
            for two in one..packs.len() {
                let mut other = packs.clone();
                let mut loose = other.remove(two).units;
                if one != two {
                    loose.extend(other.remove(one).units);
                }
                loose.sort_by_key(|it| core::cmp::Reverse(self.sizes[*it]));
                let mut fetched = self.fetched(&other);
                for unit in loose {
                    self.place(&mut other, &mut fetched, unit);
                }
                self.settle(&mut other);
                let cost = self.cost(&self.fetched(&other));
                if cost.is_some() && (now.is_none() || cost < now) {
                    *packs = other;
                    return true;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_needs_many_files_and_first_visits_fetch_least_in_vain() {
        let pieces: Vec<Piece> = (0..20)
            .map(|at| {
                // Every piece is needed by another set of parts, all of them by the office.
                let mut users = BTreeSet::from(["office".to_owned(), format!("part {at}")]);
                users.extend((at == 7).then(|| "door".to_owned()));
                (at.to_string(), users, 100 + at)
            })
            .collect();
        let packs = packs(&pieces, &BTreeMap::new());
        assert_eq!(packs.len(), MOST_SHARED);
        assert!(packs.contains(&vec!["7".to_owned()]));
    }

    #[test]
    fn a_part_keeps_its_room_before_others_fetch_less() {
        // The desk is full with its own file; what it shares with a small part may not bring what others need beside.
        let own = BTreeMap::from([("desk".to_owned(), 192_000)]);
        let users = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
        let mut pieces: Vec<Piece> = (0..MOST_SHARED + 3)
            .map(|at| {
                (
                    at.to_string(),
                    users(&["sheet", &format!("part {at}")]),
                    2_000,
                )
            })
            .collect();
        pieces.push(("desk".to_owned(), users(&["desk", "sheet"]), 900));
        let packs = packs(&pieces, &own);
        assert!(packs.contains(&vec!["desk".to_owned()]));
    }

    #[test]
    fn what_a_judge_keeps_brings_little_of_others_where_all_of_it_has_little_room() {
        // The judge's own files leave no room: what one of the parts shares may not bring what others need beside.
        let own = BTreeMap::from([("sheet".to_owned(), JUDGE_ROOM)]);
        let users = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
        let mut pieces: Vec<Piece> = (0..MOST_SHARED + 3)
            .map(|at| {
                (
                    at.to_string(),
                    users(&["office", &format!("part {at}")]),
                    900,
                )
            })
            .collect();
        pieces.push(("own".to_owned(), users(&["own", "office"]), 900));
        let packs = packs(&pieces, &own);
        assert!(packs.contains(&vec!["own".to_owned()]));
    }

    #[test]
    fn every_piece_lies_in_one_file_that_all_who_need_it_fetch() {
        let pieces: Vec<Piece> = (0..60_usize)
            .map(|at| {
                let needs = |part: &usize| (at * 7 + part * 5) % (part + 2) < 2;
                let users = (0..9).filter(needs).map(|part| part.to_string()).collect();
                (at.to_string(), users, 10 + at % 13)
            })
            .collect();
        let packs = packs(&pieces, &BTreeMap::new());
        let mut all: Vec<&String> = packs.iter().flatten().collect();
        assert_eq!(all.len(), pieces.len());
        all.sort();
        all.dedup();
        assert_eq!(all.len(), pieces.len());
        for part in 0..9 {
            let name = part.to_string();
            let needs = |pack: &&Vec<String>| {
                pieces
                    .iter()
                    .any(|(number, users, _)| pack.contains(number) && users.contains(&name))
            };
            assert!(packs.iter().filter(needs).count() <= MOST_SHARED);
        }
    }
}
