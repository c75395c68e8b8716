//! What all published versions of a board together tell about a single judge's figures (Article 5(1)d and h).
//!
//! A version says of an entry a mean over the sheets that counted. Two versions that differ by one sheet tell that
//! sheet: 4 × mean − 3 × mean. The rule: all versions together leave every single total and every mark an interval of
//! at least ten points; a correction that would leave less shows whole-point totals and no criteria. The public is
//! taken at its strongest: it knows which sheets stand behind each version, only not what is in them.
//!
//! Exact: a mean that was published as m means that the weighted sum lies between two whole numbers; the smallest and
//! the largest value that a single figure can have under all those bounds comes from Fourier–Motzkin elimination over
//! whole numbers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{law::CRITERIA, text};

/// How exactly a version shows its figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Two decimals, and the mean of each criterion.
    #[default]
    Hundredths,
    /// Whole points, no criteria.
    Points,
}

impl Precision {
    /// A score in hundredths with the digits that are shown: page, CSV and catalogue say the same.
    pub fn words(self, score: i64) -> String {
        match self {
            Self::Hundredths => text::hundredths(score),
            Self::Points => (score / 100).to_string(),
        }
    }

    /// Two decimals and criteria.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Hundredths)
    }
}

/// Least width of what remains possible, in hundredths of a point.
pub const LEAST_INTERVAL: i64 = 1_000;

/// Largest value of a total or a mark, in hundredths of a point.
const TOP: i128 = 10_000;

/// Bounds kept at most while working it out; more count as "too narrow", which errs on the silent side.
const MOST_BOUNDS: usize = 4_000;

/// A sheet as it counted once: another version of it holds other marks, so it is another sheet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetKey(
    /// Which assignment.
    pub String,
    /// Version of the sheet.
    pub u32,
    /// Its phase.
    pub u8,
);

/// What one version said of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// How exactly.
    pub precision: Precision,
    /// The score as published, in hundredths of a point.
    pub score: i64,
    /// The score to four decimals, in ten-thousandths of a point, where the board says it of a rank that they decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<i64>,
    /// The mean marks as published, in hundredths of a point.
    pub criteria: Option<[i64; CRITERIA]>,
    /// The sheets that counted.
    pub sheets: Vec<SheetKey>,
}

/// One published mean: Σ coefficient × figure lies between two whole numbers.
struct Bound {
    coefficients: BTreeMap<SheetKey, i128>,
    least: i128,
    most: i128,
}

const fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs()
}

impl Bound {
    /// From a mean `m` over `sheets`, in hundredths or, when it is `finer`, in ten-thousandths of a point; `steps` is 1 for
    /// figures that are whole hundredths (totals) and 100 for whole points (marks). None when nothing counted.
    fn of(said: &Said, phases: &[(u8, u8)], (m, finer): (i64, bool), steps: i128) -> Option<Self> {
        let count = |phase: u8| {
            let n = said.sheets.iter().filter(|sheet| sheet.2 == phase).count();
            i128::try_from(n).unwrap_or(1)
        };
        let mut common = 1;
        for (phase, _) in phases {
            let n = count(*phase);
            if n > 0 {
                common = common / gcd(common, n) * n;
            }
        }
        let mut coefficients = BTreeMap::new();
        for sheet in &said.sheets {
            let percent = phases
                .iter()
                .find(|(phase, _)| *phase == sheet.2)
                .map_or(0, |(_, percent)| i128::from(*percent));
            coefficients.insert(sheet.clone(), percent * (common / count(sheet.2)));
        }
        let unit = coefficients.values().fold(0, |a, b| gcd(a, *b)) * steps;
        if unit == 0 {
            return None;
        }
        // Twice the mean lies in [2m - width, 2m + width): half away from zero belongs to the next figure.
        let width = match said.precision {
            Precision::Hundredths => 1,
            Precision::Points => 100,
        };
        // The first whole number from there on.
        let at = |twice: i128| {
            let hundredfold = 100 * common * twice;
            let per = if finer { 200 } else { 2 };
            -(-hundredfold).div_euclid(per)
        };
        let least = at(2 * i128::from(m) - width);
        let most = at(2 * i128::from(m) + width) - 1;
        Some(Self {
            coefficients,
            least: -((-least).div_euclid(unit)) * unit,
            most: most.div_euclid(unit) * unit,
        })
    }
}

/// Σ coefficient × variable ≤ bound, by the coefficients.
type System = BTreeMap<Vec<i128>, i128>;

fn add(system: &mut System, mut coefficients: Vec<i128>, bound: i128) {
    let common = coefficients.iter().fold(bound.abs(), |a, b| gcd(a, *b));
    if coefficients.iter().all(|it| *it == 0) {
        return;
    }
    let common = common.max(1);
    for it in &mut coefficients {
        *it /= common;
    }
    let bound = bound / common;
    let kept = system.entry(coefficients).or_insert(bound);
    *kept = (*kept).min(bound);
}

/// The system without variable `n`; none when it grows too large.
fn without(system: &System, n: usize) -> Option<System> {
    let mut next = System::new();
    let (mut over, mut under) = (Vec::new(), Vec::new());
    for (row, bound) in system {
        match row[n] {
            0 => add(&mut next, row.clone(), *bound),
            it if it > 0 => over.push((row, *bound)),
            _ => under.push((row, *bound)),
        }
    }
    for (up, most) in &over {
        for (down, least) in &under {
            let (a, b) = (-down[n], up[n]);
            let row = up
                .iter()
                .zip(down.iter())
                .map(|(x, y)| x.checked_mul(a)?.checked_add(y.checked_mul(b)?))
                .collect::<Option<Vec<_>>>()?;
            let bound = most.checked_mul(a)?.checked_add(least.checked_mul(b)?)?;
            add(&mut next, row, bound);
        }
        if next.len() > MOST_BOUNDS {
            return None;
        }
    }
    Some(next)
}

/// The least and the largest value that each sheet's figure can have; none when it could not be worked out.
fn intervals(bounds: &[Bound]) -> Option<BTreeMap<SheetKey, (i64, i64)>> {
    // Sheets that count alike everywhere cannot be told apart: their sum is one variable.
    let mut groups: BTreeMap<Vec<i128>, Vec<&SheetKey>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for sheet in bounds.iter().flat_map(|bound| bound.coefficients.keys()) {
        if seen.insert(sheet) {
            let alike = bounds
                .iter()
                .map(|bound| bound.coefficients.get(sheet).copied().unwrap_or(0))
                .collect();
            groups.entry(alike).or_default().push(sheet);
        }
    }
    let groups: Vec<_> = groups.into_iter().collect();
    let mut system = System::new();
    for (n, (_, sheets)) in groups.iter().enumerate() {
        let one = |value: i128| {
            let mut row = vec![0; groups.len()];
            row[n] = value;
            row
        };
        let size = i128::try_from(sheets.len()).ok()?;
        add(&mut system, one(1), TOP * size);
        add(&mut system, one(-1), 0);
    }
    for (n, bound) in bounds.iter().enumerate() {
        let row: Vec<_> = groups.iter().map(|(alike, _)| alike[n]).collect();
        add(
            &mut system,
            row.iter().map(|it| -it).collect(),
            -bound.least,
        );
        add(&mut system, row, bound.most);
    }
    let mut out = BTreeMap::new();
    for (n, (_, sheets)) in groups.iter().enumerate() {
        let mut left = system.clone();
        for other in (0..groups.len()).filter(|other| *other != n) {
            left = without(&left, other)?;
        }
        let (mut least, mut most) = (0, TOP * i128::try_from(sheets.len()).ok()?);
        for (row, bound) in &left {
            match row[n] {
                0 => {}
                it if it > 0 => most = most.min(bound.div_euclid(it)),
                it => least = least.max(-(bound.div_euclid(-it))),
            }
        }
        let others = TOP * (i128::try_from(sheets.len()).ok()? - 1);
        let (low, high) = ((least - others).max(0), most.min(TOP));
        let interval = (i64::try_from(low).ok()?, i64::try_from(high).ok()?);
        for sheet in sheets {
            out.insert((*sheet).clone(), interval);
        }
    }
    Some(out)
}

/// The intervals of the totals (0) and of the marks of each criterion (1 to 5) under everything that was said of an entry.
fn figures(
    said: &[&Said],
    phases: &[(u8, u8)],
) -> [Option<BTreeMap<SheetKey, (i64, i64)>>; CRITERIA + 1] {
    core::array::from_fn(|n| {
        let bounds: Vec<_> = said
            .iter()
            .filter_map(|it| match n.checked_sub(1) {
                None => {
                    let figure = it.exact.map_or((it.score, false), |exact| (exact, true));
                    Bound::of(it, phases, figure, 1)
                }
                Some(c) => Bound::of(it, phases, (it.criteria?[c], false), 100),
            })
            .collect();
        intervals(&bounds)
    })
}

/// What stays possible for every single figure under everything said of an entry: the narrowest width of all, in
/// hundredths of a point.
pub fn narrowest(said: &[&Said], phases: &[(u8, u8)]) -> i64 {
    figures(said, phases)
        .iter()
        .map(|it| {
            it.as_ref().map_or(0, |it| {
                it.values()
                    .map(|(low, high)| high - low)
                    .min()
                    .unwrap_or(i64::MAX)
            })
        })
        .min()
        .unwrap_or(i64::MAX)
}

/// May the next version say this of an entry with two decimals and criteria, after what was said before?
///
/// It may when every single total and mark keeps an interval of at least ten points, or when the next version
/// narrows none: what an earlier version told already, a coarser one does not take back.
pub fn may_say(before: &[&Said], next: &Said, phases: &[(u8, u8)]) -> bool {
    if before.is_empty() {
        return true;
    }
    let all: Vec<_> = before.iter().copied().chain([next]).collect();
    let known = figures(before, phases);
    figures(&all, phases)
        .iter()
        .zip(&known)
        .all(|(now, known)| {
            let Some(now) = now else { return false };
            now.iter().all(|(sheet, (low, high))| {
                high - low >= LEAST_INTERVAL
                    || known
                        .as_ref()
                        .and_then(|known| known.get(sheet))
                        .is_some_and(|earlier| earlier == &(*low, *high))
            })
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ONE: &[(u8, u8)] = &[(1, 100)];

    fn key(n: usize) -> SheetKey {
        SheetKey(n.to_string(), 1, 1)
    }

    /// A version over these sheets, each with five equal marks, as it would be published.
    fn version(marks: &[u8], counted: &[usize], precision: Precision) -> Said {
        let sum: i64 = counted.iter().map(|n| i64::from(marks[*n])).sum();
        let n = i64::try_from(counted.len()).unwrap();
        let step = if precision.is_full() { 1 } else { 100 };
        let rounded = (2 * sum * 100 / step + n).div_euclid(2 * n) * step;
        Said {
            precision,
            score: rounded,
            exact: None,
            criteria: precision.is_full().then_some([rounded; CRITERIA]),
            sheets: counted.iter().map(|n| key(*n)).collect(),
        }
    }

    #[test]
    fn a_score_to_four_decimals_is_weighed_as_exactly_as_it_is_said() {
        let marks = [70, 80, 60, 91];
        let version = |exact: Option<i64>| Said {
            exact,
            ..version(&marks, &[0, 1, 2], Precision::Hundredths)
        };
        let of = |said: &Said| Bound::of(said, ONE, (said.score, false), 1).unwrap();
        let rough = of(&version(None));
        let fine = Bound::of(&version(Some(700_000)), ONE, (700_000, true), 1).unwrap();
        assert!(rough.least <= fine.least && fine.most <= rough.most);
        assert!(fine.most - fine.least < rough.most - rough.least);
        let sum = 100 * (7_000 + 8_000 + 6_000);
        assert!(
            (fine.least..=fine.most).contains(&sum),
            "the truth is in it"
        );
    }

    #[test]
    fn four_times_the_mean_less_three_times_the_mean_is_a_judges_sheet() {
        let marks = [70, 80, 60, 91];
        let first = version(&marks, &[0, 1, 2, 3], Precision::Hundredths);
        let second = version(&marks, &[0, 1, 2], Precision::Hundredths);
        let told = figures(&[&first, &second], ONE);
        let (low, high) = told[1].as_ref().unwrap()[&key(3)];
        assert_eq!((low, high), (9_100, 9_100), "the mark is known exactly");
        assert!(!may_say(&[&first], &second, ONE));
        let (low, high) = told[0].as_ref().unwrap()[&key(3)];
        assert!(low <= 9_100 && 9_100 <= high && high - low < 10);
    }

    #[test]
    fn a_correction_that_leaves_the_sheets_as_they_were_tells_nothing_new() {
        // Close to the top the first version alone leaves less than ten points.
        for marks in [[70, 80, 60], [100, 100, 99]] {
            let first = version(&marks, &[0, 1, 2], Precision::Hundredths);
            assert!(may_say(&[], &first, ONE));
            assert!(may_say(&[&first], &first.clone(), ONE));
        }
    }

    #[test]
    fn two_judges_who_leave_together_hide_each_other() {
        let marks = [70, 80, 60, 50, 60];
        let first = version(&marks, &[0, 1, 2, 3, 4], Precision::Hundredths);
        let second = version(&marks, &[0, 1, 2], Precision::Hundredths);
        assert!(may_say(&[&first], &second, ONE));
        let third = version(&marks, &[0, 1, 2, 3], Precision::Hundredths);
        assert!(
            !may_say(&[&first, &second], &third, ONE),
            "one comes back and is known"
        );
    }

    #[test]
    fn a_whole_point_version_leaves_as_much_as_its_rounding_does() {
        let marks = [70, 80, 60, 91];
        let first = version(&marks, &[0, 1, 2, 3], Precision::Hundredths);
        let second = version(&marks, &[0, 1, 2], Precision::Points);
        let told = figures(&[&first, &second], ONE);
        // Three means of half a point each way: about three points for the total, and nothing about a mark.
        let (low, high) = told[0].as_ref().unwrap()[&key(3)];
        assert!((290..=310).contains(&(high - low)), "{low} {high}");
        let (low, high) = told[1].as_ref().unwrap()[&key(3)];
        assert!(high - low >= LEAST_INTERVAL);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// Over any course of versions, each of another panel: the truth is always possible, and a version that
        /// shows two decimals leaves ten points or takes nothing away.
        #[test]
        fn every_course_of_versions_leaves_ten_points_or_says_less(
            marks in prop::collection::vec(0_u8..=100, 3..=7),
            panels in prop::collection::vec(prop::collection::vec(any::<bool>(), 7), 1..=4),
        ) {
            let mut said: Vec<Said> = Vec::new();
            for panel in panels {
                let counted: Vec<_> = (0..marks.len()).filter(|n| panel[*n]).collect();
                if counted.len() < 3 {
                    continue;
                }
                let full = version(&marks, &counted, Precision::Hundredths);
                let before: Vec<_> = said.iter().collect();
                let known = figures(&before, ONE);
                let next = if may_say(&before, &full, ONE) {
                    full
                } else {
                    version(&marks, &counted, Precision::Points)
                };
                said.push(next.clone());
                let all: Vec<_> = said.iter().collect();
                for (now, known) in figures(&all, ONE).iter().zip(&known) {
                    let now = now.as_ref().unwrap();
                    for (sheet, (low, high)) in now {
                        let n: usize = sheet.0.parse().unwrap();
                        let truth = i64::from(marks[n]) * 100;
                        prop_assert!(*low <= truth && truth <= *high, "{low} {truth} {high}");
                        if next.precision.is_full() && said.len() > 1 {
                            let same = known.as_ref().and_then(|it| it.get(sheet)) == Some(&(*low, *high));
                            prop_assert!(high - low >= LEAST_INTERVAL || same);
                        }
                    }
                }
            }
        }
    }
}
