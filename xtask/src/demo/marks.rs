//! Invented marks: the same in every load, spread as marks of people are, with ties in three places.

use std::collections::BTreeMap;

use klisida_domain::judging::{Mark, Sheet};
use klisida_domain::law::Criterion;

/// A small generator with a seed, so that every load gives the same board.
fn draw(seed: u64) -> u64 {
    // SplitMix64.
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// From `low` to `high`, both included.
fn between(seed: u64, low: u64, high: u64) -> u64 {
    low + draw(seed) % (high - low + 1)
}

/// Entries that end level with the one before, judged by the same people: alike in every mark, so that the two share a rank,
/// or alike in the total only, so that the tie chain tells them apart.
const SHARED: u64 = 11;
const PARTED: [u64; 2] = [6, 21];

/// The entry whose panel an entry has: its own, or that of the one before where the two are to end level.
pub fn panel_of(entry: u64) -> u64 {
    if entry == SHARED || PARTED.contains(&entry) {
        entry - 1
    } else {
        entry
    }
}

/// The mark of one judge for one criterion of an entry; entries and judges count from 0.
pub fn mark(entry: u64, judge: u64, criterion: u64) -> u8 {
    if entry == SHARED {
        return mark(entry - 1, judge, criterion);
    }
    if PARTED.contains(&entry) {
        // Novelty and solution weigh the same: what one gains the other loses.
        let like = mark(entry - 1, judge, criterion);
        return match criterion {
            0 => like - 4,
            2 => like + 4,
            _ => like,
        };
    }
    let quality = between(entry * 7 + 1, 46, 86);
    let strength = between(entry * 31 + criterion + 1_000, 0, 14);
    let taste = between(entry * 101 + judge * 11 + criterion + 5_000, 0, 10);
    let severity = between(judge + 9_000, 0, 6);
    u8::try_from((quality + strength + taste - 12 - severity + 3).clamp(8, 96)).unwrap_or(50)
}

const NOTES: [&str; 6] = [
    "Contoh catatan: perubahan cara kerjanya jelas dan mudah diikuti.",
    "Contoh catatan: angka sesudah ada, angka sebelum belum lengkap.",
    "Contoh catatan: akar masalah dijelaskan dengan baik.",
    "Contoh catatan: panduan untuk daerah lain perlu dilengkapi.",
    "Contoh catatan: sudah terhubung dengan layanan yang ada.",
    "Contoh catatan: perlu rencana anggaran untuk tahun berikutnya.",
];

/// A sheet with the first `filled` criteria marked.
pub fn sheet(entry: u64, judge: u64, filled: usize) -> Sheet {
    let mut marks = BTreeMap::new();
    let mut notes = BTreeMap::new();
    for (n, criterion) in Criterion::ALL.iter().enumerate().take(filled) {
        let number = n as u64;
        if let Some(mark) = Mark::new(mark(entry, judge, number)) {
            marks.insert(*criterion, mark);
        }
        let seed = entry * 59 + judge * 13 + number + 20_000;
        if between(seed, 0, 3) == 0 {
            let note = NOTES[usize::try_from(between(seed + 1, 0, 5)).unwrap_or(0)];
            notes.insert(*criterion, note.to_owned());
        }
    }
    Sheet { marks, notes }
}

#[cfg(test)]
mod tests {
    use super::{PARTED, SHARED, mark, panel_of, sheet};

    fn total(entry: u64, judge: u64) -> u64 {
        [20, 30, 20, 20, 10]
            .into_iter()
            .zip(0..)
            .map(|(weight, criterion)| weight * u64::from(mark(entry, judge, criterion)))
            .sum()
    }

    #[test]
    fn marks_are_marks_and_the_same_every_time() {
        for entry in 0..60 {
            for judge in 0..10 {
                for criterion in 0..5 {
                    let given = mark(entry, judge, criterion);
                    assert!(given <= 100);
                    assert_eq!(given, mark(entry, judge, criterion));
                }
            }
        }
        assert!(sheet(0, 0, 5).is_full() && !sheet(0, 0, 3).is_full());
    }

    #[test]
    fn there_are_ties_of_both_sorts() {
        for judge in 0..7 {
            assert_eq!(total(SHARED, judge), total(SHARED - 1, judge));
            for entry in PARTED {
                assert_eq!(panel_of(entry), panel_of(entry - 1));
                assert_eq!(total(entry, judge), total(entry - 1, judge));
                assert_ne!(mark(entry, judge, 0), mark(entry - 1, judge, 0));
            }
        }
    }

    #[test]
    fn entries_are_spread() {
        let totals: Vec<u64> = (0..38).map(|entry| total(entry, 0)).collect();
        let (least, most) = (
            totals.iter().min().expect("some"),
            totals.iter().max().expect("some"),
        );
        assert!(most - least > 2_500, "{least} to {most}");
    }
}
