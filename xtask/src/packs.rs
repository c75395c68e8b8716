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
const JUDGE_ROOM: usize = 1_140_000;
/// How many times more a byte counts that a part has no room for.
const OVER_COUNTS: usize = 40;

/// A file: which pieces, who needs any of them, bytes.
#[derive(Clone, Default)]
struct Pack {
    pieces: Vec<usize>,
    users: u32,
    size: usize,
}

/// All pieces by the parts that need them, a bit for each part.
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
    let with_sets = |users: u32| {
        if users & judges == 0 {
            users
        } else {
            users | 1 << parts.len()
        }
    };
    let search = Search {
        users: pieces
            .iter()
            .map(|(_, users, _)| with_sets(users.iter().map(bit).sum()))
            .collect(),
        sizes: pieces.iter().map(|(_, _, size)| *size).collect(),
        counts: parts.iter().map(counts).chain([1]).collect(),
        room: parts
            .iter()
            .map(room)
            .chain([JUDGE_ROOM.saturating_sub(own_of_judge)])
            .collect(),
        parts: parts.len(),
    };
    let mut packs = search.few();
    while search.settle(&mut packs) {}
    packs
        .into_iter()
        .map(|pack| {
            let mut pieces_in = pack.pieces;
            pieces_in.sort_unstable();
            pieces_in
                .into_iter()
                .map(|at| pieces[at].0.clone())
                .collect()
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

    fn add(&self, pack: &mut Pack, piece: usize) {
        pack.pieces.push(piece);
        pack.users |= self.users[piece];
        pack.size += self.sizes[piece];
    }

    /// The files with how many each part fetches, and what all that costs; none when a part fetches too many.
    fn cost<'a>(&self, packs: impl Iterator<Item = &'a Pack>) -> Option<usize> {
        let mut fetched = vec![(0, 0); self.counts.len()];
        for pack in packs {
            for at in self.parts(pack.users) {
                fetched[at].0 += 1;
                fetched[at].1 += pack.size;
            }
        }
        let one = |(at, (files, size)): (usize, &(usize, usize))| {
            let over = size.saturating_sub(self.room[at]);
            (at >= self.parts || *files <= MOST_SHARED)
                .then(|| size * self.counts[at] + over * OVER_COUNTS)
        };
        fetched.iter().enumerate().map(one).sum()
    }

    /// Those that the same parts need, then what costs least, until no part needs too many.
    fn few(&self) -> Vec<Pack> {
        let mut same: BTreeMap<u32, Pack> = BTreeMap::new();
        for (piece, users) in self.users.iter().enumerate() {
            self.add(same.entry(*users).or_default(), piece);
        }
        let mut packs: Vec<Pack> = same.into_values().collect();
        loop {
            let needs = |at: &usize| {
                packs
                    .iter()
                    .filter(|pack| pack.users >> at & 1 == 1)
                    .count()
            };
            let over: u32 = (0..self.parts)
                .filter(|at| needs(at) > MOST_SHARED)
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
            for piece in packs.remove(beside).pieces {
                self.add(&mut packs[at], piece);
            }
        }
    }

    /// Moves each piece to the file, or to one of its own, where all cost least. Says whether any was moved: every move makes the
    /// sum smaller, so it ends.
    fn settle(&self, packs: &mut Vec<Pack>) -> bool {
        let mut any = false;
        for piece in 0..self.users.len() {
            let Some(from) = packs.iter().position(|pack| pack.pieces.contains(&piece)) else {
                continue;
            };
            let mut without = Pack::default();
            for other in packs[from].pieces.iter().filter(|it| **it != piece) {
                self.add(&mut without, *other);
            }
            let now = self.cost(packs.iter());
            let held = core::mem::replace(&mut packs[from], without);
            packs.push(Pack::default());
            let mut best = (now, None);
            for to in (0..packs.len()).filter(|to| *to != from) {
                let kept = packs[to].clone();
                self.add(&mut packs[to], piece);
                let cost = self.cost(packs.iter());
                packs[to] = kept;
                if cost.is_some() && best.0.is_none_or(|least| cost < Some(least)) {
                    best = (cost, Some(to));
                }
            }
            if let Some(to) = best.1 {
                self.add(&mut packs[to], piece);
                any = true;
            } else {
                packs[from] = held;
            }
            packs.retain(|pack| !pack.pieces.is_empty());
        }
        any
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
