//! Sheets that do not fit the rest: shown to the coordinator after closing, for a look. A sheet is never left out for it.
//!
//! Each figure (the weighted total and the five marks) is explained by the entry and by how strict its judge is:
//! figure = entry + judge + rest, by least squares. A rest of more than 2.5 of its own standard deviations is unusual: where few
//! judges mark an entry, each of them pulls its entry along, so the rest of a sheet is smaller than what is behind it. So is a judge
//! whose sheets all say the same.

use serde::{Deserialize, Serialize};

use crate::{
    judging::Mark,
    law::{CRITERIA, Criterion},
    ranking::total,
};

/// A rest is unusual beyond this many tenths of a standard deviation.
pub const LIMIT: u32 = 25;
/// With fewer degrees of freedom nothing can be unusual: no rest is more than their square root of its standard deviations.
const LEAST_FREEDOM: usize = 7;
/// From this many sheets on, a judge who gives all of them the same is remarked on.
const LEAST_SHEETS: usize = 5;
/// A figure that is taken up by its entry and judge so far says nothing.
const MOST_TAKEN: f64 = 0.95;
/// Rounds of fitting at most; designs of competitions settle in a few dozen.
const MOST_ROUNDS: usize = 500;

/// A sheet that counts. Entries and judges are numbered from 0.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// Which entry, in one phase.
    pub entry: usize,
    /// Which judge.
    pub judge: usize,
    /// The five marks.
    pub marks: [Mark; CRITERIA],
}

/// How a sheet does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Far {
    /// Which sheet, as given.
    pub sheet: usize,
    /// In which mark; none when in its total.
    pub on: Option<Criterion>,
    /// Above what entry and judge explain, or below.
    pub above: bool,
    /// How far, in tenths of a standard deviation.
    pub tenths: u32,
}

/// The sheets that do not fit, each by what stands out most, the farthest first.
pub fn far(weights: &[u8; CRITERIA], sheets: &[Judged]) -> Vec<Far> {
    let mut all: Vec<Far> = Vec::new();
    for on in core::iter::once(None).chain(Criterion::ALL.iter().copied().map(Some)) {
        let figures: Vec<_> = sheets
            .iter()
            .map(|sheet| match on {
                None => f64::from(total(weights, &sheet.marks)) / 100.0,
                Some(it) => f64::from(sheet.marks[it.index()].value()),
            })
            .collect();
        for (sheet, rest) in rests(sheets, &figures).into_iter().enumerate() {
            let tenths = (rest.abs() * 10.0).floor();
            if tenths > f64::from(LIMIT) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "at most ten times the square root of the number of sheets"
                )]
                let tenths = tenths as u32;
                let found = Far {
                    sheet,
                    on,
                    above: rest > 0.0,
                    tenths,
                };
                match all.iter_mut().find(|it| it.sheet == sheet) {
                    // A criterion says more than the total.
                    Some(known)
                        if known.tenths < tenths
                            || known.on.is_none() && known.tenths == tenths =>
                    {
                        *known = found;
                    }
                    Some(_) => {}
                    None => all.push(found),
                }
            }
        }
    }
    all.sort_by_key(|it| core::cmp::Reverse(it.tenths));
    all
}

/// Judges whose sheets all say the same.
pub fn flat(sheets: &[Judged]) -> Vec<usize> {
    let judges = sheets.iter().map(|it| it.judge + 1).max().unwrap_or(0);
    (0..judges)
        .filter(|judge| {
            let mut own = sheets.iter().filter(|it| it.judge == *judge);
            let first = own.next().map(|it| it.marks);
            let rest: Vec<_> = own.map(|it| Some(it.marks)).collect();
            rest.len() + 1 >= LEAST_SHEETS && rest.iter().all(|it| *it == first)
        })
        .collect()
}

/// What entry and judge do not explain, in standard deviations; all 0 where too little is known, or all fits.
fn rests(sheets: &[Judged], figures: &[f64]) -> Vec<f64> {
    let count = |of: &dyn Fn(&Judged) -> usize| sheets.iter().map(|it| of(it) + 1).max();
    let nothing = || vec![0.0; sheets.len()];
    let (Some(entries), Some(judges)) = (count(&|it| it.entry), count(&|it| it.judge)) else {
        return nothing();
    };
    let freedom = (sheets.len() + parts(sheets, entries, judges)).saturating_sub(entries + judges);
    if freedom < LEAST_FREEDOM {
        return nothing();
    }
    let (mut of_entry, mut of_judge) = (vec![0.0; entries], vec![0.0; judges]);
    for _ in 0..MOST_ROUNDS {
        mean(
            &mut of_entry,
            sheets,
            |it| it.entry,
            |n, it| figures[n] - of_judge[it.judge],
        );
        let moved = mean(
            &mut of_judge,
            sheets,
            |it| it.judge,
            |n, it| figures[n] - of_entry[it.entry],
        );
        if moved < 1e-9 {
            break;
        }
    }
    let rest = |(n, it): (usize, &Judged)| figures[n] - of_entry[it.entry] - of_judge[it.judge];
    let mut rests: Vec<f64> = sheets.iter().enumerate().map(rest).collect();
    let squares: f64 = rests.iter().map(|it| it * it).sum();
    let deviation = (squares / f64::from(u32::try_from(freedom).unwrap_or(u32::MAX))).sqrt();
    let all = f64::from(u32::try_from(sheets.len()).unwrap_or(u32::MAX));
    // Rounding is no rest.
    if deviation < 1e-6 {
        return nothing();
    }
    let (by_entry, by_judge) = (
        counts(sheets, entries, |it| it.entry),
        counts(sheets, judges, |it| it.judge),
    );
    for (it, sheet) in rests.iter_mut().zip(sheets) {
        // How much of a figure its own entry and judge take up: exact where each judge marks each entry, close elsewhere.
        let taken = 1.0 / by_entry[sheet.entry] + 1.0 / by_judge[sheet.judge] - 1.0 / all;
        *it = if taken < MOST_TAKEN {
            *it / (deviation * (1.0 - taken).sqrt())
        } else {
            0.0
        };
    }
    rests
}

/// How many sheets each entry, or each judge, has.
fn counts(sheets: &[Judged], places: usize, place: impl Fn(&Judged) -> usize) -> Vec<f64> {
    let mut counts = vec![0.0; places];
    for sheet in sheets {
        counts[place(sheet)] += 1.0;
    }
    counts
}

/// Puts the mean of what belongs to each into its place; the largest move of any.
fn mean(
    places: &mut [f64],
    sheets: &[Judged],
    place: impl Fn(&Judged) -> usize,
    figure: impl Fn(usize, &Judged) -> f64,
) -> f64 {
    let mut sums = vec![(0.0, 0_u32); places.len()];
    for (n, sheet) in sheets.iter().enumerate() {
        let (sum, count) = &mut sums[place(sheet)];
        *sum += figure(n, sheet);
        *count += 1;
    }
    let mut most = 0.0_f64;
    for (place, (sum, count)) in places.iter_mut().zip(sums) {
        let now = if count == 0 {
            0.0
        } else {
            sum / f64::from(count)
        };
        most = most.max((now - *place).abs());
        *place = now;
    }
    most
}

/// Into how many parts judges and entries fall that no sheet joins; numbers without a sheet are parts of their own.
fn parts(sheets: &[Judged], entries: usize, judges: usize) -> usize {
    let mut root: Vec<usize> = (0..entries + judges).collect();
    let find = |root: &mut Vec<usize>, mut at: usize| {
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    };
    for sheet in sheets {
        let (a, b) = (
            find(&mut root, sheet.entry),
            find(&mut root, entries + sheet.judge),
        );
        root[a] = b;
    }
    (0..root.len()).filter(|at| root[*at] == *at).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::defaults;

    fn marks(values: [u8; CRITERIA]) -> [Mark; CRITERIA] {
        values.map(|it| Mark::new(it).unwrap())
    }

    /// Thirteen entries, three judges each of four, who agree up to how strict they are.
    fn agreeing() -> Vec<Judged> {
        (0..13_usize)
            .flat_map(|entry| {
                (0..4_usize)
                    .filter(move |judge| *judge != entry % 4)
                    .map(move |judge| {
                        let base =
                            50 + u8::try_from(entry * 3 + judge * 2 + (entry * judge) % 2).unwrap();
                        Judged {
                            entry,
                            judge,
                            marks: marks([base; CRITERIA]),
                        }
                    })
            })
            .collect()
    }

    #[test]
    fn a_nought_beside_94_and_94_stands_out_and_whoever_is_only_strict_does_not() {
        let weights = defaults::rubric().weights();
        let mut sheets = agreeing();
        assert_eq!(far(&weights, &sheets), []);
        for sheet in sheets.iter_mut().filter(|it| it.judge == 2) {
            sheet.marks = sheet.marks.map(|it| Mark::new(it.value() - 30).unwrap());
        }
        assert_eq!(
            far(&weights, &sheets),
            [],
            "thirty points stricter throughout"
        );
        let at = sheets.iter().position(|it| it.entry == 5).unwrap();
        for sheet in sheets.iter_mut().filter(|it| it.entry == 5) {
            sheet.marks = marks([94; CRITERIA]);
        }
        sheets[at].marks = marks([100, 0, 100, 100, 100]);
        let found = far(&weights, &sheets);
        assert_eq!(
            (found[0].sheet, found[0].on, found[0].above),
            (at, Some(Criterion::Benefit), false)
        );
    }

    /// Three sheets an entry pull their mean along: the one that does not fit is found all the same.
    #[test]
    fn a_sheet_of_tens_beside_eighty_and_ninety_stands_out_among_six_entries_of_three_judges() {
        let weights = defaults::rubric().weights();
        let mut sheets: Vec<_> = (0..6_usize)
            .flat_map(|entry| {
                (0..3_usize).map(move |judge| {
                    let wobble = [0, 3, 1, 2, 4, 1][(entry + 2 * judge) % 6];
                    let base = u8::try_from(62 + entry * 4 + judge * 2 + wobble).unwrap();
                    Judged {
                        entry,
                        judge,
                        marks: marks([base; CRITERIA]),
                    }
                })
            })
            .collect();
        assert_eq!(far(&weights, &sheets), []);
        for (sheet, mark) in [(6, 80), (7, 90), (8, 10)] {
            sheets[sheet].marks = marks([mark; CRITERIA]);
        }
        let found: Vec<_> = far(&weights, &sheets)
            .iter()
            .map(|it| (it.sheet, it.above))
            .collect();
        assert_eq!(found, [(8, false)]);
    }

    #[test]
    fn too_few_sheets_say_nothing() {
        let weights = defaults::rubric().weights();
        let sheets: Vec<_> = (0..3)
            .map(|judge| Judged {
                entry: 0,
                judge,
                marks: marks([if judge == 0 { 0 } else { 100 }; CRITERIA]),
            })
            .collect();
        assert_eq!(far(&weights, &sheets), []);
        assert_eq!(far(&weights, &[]), []);
    }

    #[test]
    fn a_judge_who_gives_everybody_the_same_is_remarked_on_from_five_sheets_on() {
        let mut sheets = agreeing();
        assert_eq!(flat(&sheets), Vec::<usize>::new());
        for sheet in sheets.iter_mut().filter(|it| it.judge == 3) {
            sheet.marks = marks([70; CRITERIA]);
        }
        assert_eq!(flat(&sheets), [3]);
        sheets.retain(|it| it.judge != 3 || it.entry < 4);
        assert_eq!(flat(&sheets), Vec::<usize>::new());
    }
}
