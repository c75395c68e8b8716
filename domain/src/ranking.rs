//! From marks to ranks: exact arithmetic, declared tie chain, an explanation for every tie.
//!
//! A sheet's total is Σ weight × mark, a whole number of hundredths from 0 to 10,000. Scores are
//! fractions and are compared as fractions; rounding happens once, for display.

use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::{
    judging::Mark,
    law::{CRITERIA, Criterion},
    text,
};

/// An exact non-negative fraction.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    num: u128,
    den: u128,
}

impl Ratio {
    /// `num / den`; a zero `den` counts as one (no caller has one).
    pub const fn new(num: u128, den: u128) -> Self {
        Self {
            num,
            den: if den == 0 { 1 } else { den },
        }
    }

    fn plus(self, other: Self) -> Self {
        Self::new(
            self.num * other.den + other.num * self.den,
            self.den * other.den,
        )
        .reduced()
    }

    fn reduced(self) -> Self {
        let (mut a, mut b) = (self.num, self.den);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Self {
            num: self.num / a.max(1),
            den: self.den / a.max(1),
        }
    }

    /// Rounded to a multiple of one hundred, half away from zero: whole points of a figure in hundredths.
    pub fn in_points(self) -> i64 {
        Self::new(self.num, self.den * 100)
            .rounded()
            .saturating_mul(100)
    }

    /// In hundredths of its unit, rounded half away from zero.
    pub fn in_hundredths(self) -> i64 {
        Self::new(self.num * 100, self.den).rounded()
    }

    /// Rounded to a whole number, half away from zero.
    pub fn rounded(self) -> i64 {
        i64::try_from((2 * self.num + self.den) / (2 * self.den)).unwrap_or(i64::MAX)
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.num * other.den).cmp(&(other.num * self.den))
    }
}

/// A locked sheet that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountedSheet {
    /// Phase, 1..
    pub phase: u8,
    /// The five marks in the order of Article 8.
    pub marks: [Mark; CRITERIA],
}

/// An entry as the ranking sees it: an opaque key and its counted sheets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate<K> {
    /// Whatever the caller tells entries apart by.
    pub key: K,
    /// The sheets that count; abstentions, conflicts, removals and drafts are simply not here.
    pub sheets: Vec<CountedSheet>,
}

/// The declared rules of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rules {
    /// Weights in percent in the order of Article 8, sum 100.
    pub weights: [u8; CRITERIA],
    /// `(phase, percent)`, percents sum to 100.
    pub phases: Vec<(u8, u8)>,
    /// Criteria compared in order when scores are equal.
    pub tie_chain: Vec<Criterion>,
}

/// Why a place is what it is, when the score alone does not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// Shares its rank with another entry: equal in the whole chain.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shared: bool,
    /// Equal score, but ahead of the next one by this criterion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub higher: Option<Criterion>,
    /// Equal score, but behind the one before by this criterion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<Criterion>,
    /// The same score as the next one when rounded, ahead of it before rounding.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ahead: bool,
    /// The same score as the one before when rounded, behind it before rounding.
    #[serde(default, skip_serializing_if = "is_false")]
    pub behind: bool,
    /// The score to four decimals, in ten-thousandths of a point, where these show who is ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<i64>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
fn is_false(value: &bool) -> bool {
    !*value
}

impl Tie {
    /// What a board of whole points says of it: a shared rank. Which criterion decided says that two exact scores are equal,
    /// and who is ahead before rounding says that they are not.
    #[must_use]
    pub fn in_points(self) -> Self {
        Self {
            shared: self.shared,
            ..Self::default()
        }
    }

    /// True when another entry has the same score.
    pub const fn is_tie(self) -> bool {
        self.shared || self.higher.is_some() || self.lower.is_some()
    }

    /// The words behind the score, none when there was no tie.
    pub fn words(self) -> Option<String> {
        let unrounded = match (self.ahead, self.behind) {
            (false, false) => None,
            _ if let Some(exact) = self.exact => {
                Some(["Beda sebelum pembulatan: ", &text::ten_thousandths(exact)].concat())
            }
            (true, false) => Some("Lebih tinggi sebelum dibulatkan".to_owned()),
            (false, true) => Some("Lebih rendah sebelum dibulatkan".to_owned()),
            (true, true) => Some("Di antara dua nilai yang sama setelah dibulatkan".to_owned()),
        };
        match (self.shared, self.higher, self.lower) {
            (false, None, None) => unrounded,
            (true, _, _) => Some("Seri; peringkat bersama".to_owned()),
            (false, Some(criterion), _) => {
                Some(format!("Seri; {} lebih tinggi", criterion.label()))
            }
            (false, None, Some(criterion)) => {
                Some(format!("Seri; {} lebih rendah", criterion.label()))
            }
        }
    }
}

/// One placed entry.
#[derive(Clone, Debug)]
pub struct Placed<K> {
    /// The caller's key.
    pub key: K,
    /// Competition ranking: 1, 2, 2, 4.
    pub rank: u32,
    /// Exact score in hundredths.
    pub score: Ratio,
    /// Exact mean mark of each criterion in hundredths, in the order of Article 8.
    pub criteria: [Ratio; CRITERIA],
    /// Sheets behind it (the smallest number over the phases).
    pub judges: u32,
    /// How a tie was decided.
    pub tie: Tie,
}

/// A ranking: placed entries best first, and those that cannot be placed.
#[derive(Clone, Debug)]
pub struct Ranking<K> {
    /// Best first; input order inside a shared rank.
    pub placed: Vec<Placed<K>>,
    /// Entries without a counted sheet in some phase.
    pub unplaced: Vec<K>,
}

/// Total of one sheet: Σ weight × mark, 0 to 10,000 hundredths.
pub fn total(weights: &[u8; CRITERIA], marks: &[Mark; CRITERIA]) -> u32 {
    weights
        .iter()
        .zip(marks)
        .map(|(weight, mark)| u32::from(*weight) * u32::from(mark.value()))
        .sum()
}

/// Ranks entries by the declared rules (method `mean`).
pub fn rank<K: Clone>(rules: &Rules, candidates: &[Candidate<K>]) -> Ranking<K> {
    let mut placed = Vec::new();
    let mut unplaced = Vec::new();
    for candidate in candidates {
        match place(rules, candidate) {
            Some(it) => placed.push(it),
            None => unplaced.push(candidate.key.clone()),
        }
    }
    // Stable: input order inside a shared rank.
    placed.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| chain(rules, b, a).0));
    for i in 0..placed.len() {
        let (same_score, order, by) = if i == 0 {
            (false, Ordering::Less, None)
        } else {
            let (order, by) = chain(rules, &placed[i - 1], &placed[i]);
            (placed[i - 1].score == placed[i].score, order, by)
        };
        if same_score && order == Ordering::Equal {
            placed[i].rank = placed[i - 1].rank;
            placed[i].tie.shared = true;
            placed[i - 1].tie.shared = true;
        } else {
            placed[i].rank = u32::try_from(i + 1).unwrap_or(u32::MAX);
            if i > 0 && !same_score && placed[i - 1].score.rounded() == placed[i].score.rounded() {
                placed[i - 1].tie.ahead = true;
                placed[i].tie.behind = true;
                let [above, below] = [i - 1, i].map(|at| placed[at].score.in_hundredths());
                if above != below {
                    placed[i - 1].tie.exact = Some(above);
                    placed[i].tie.exact = Some(below);
                }
            }
            if same_score {
                placed[i - 1].tie.higher = by;
                placed[i].tie.lower = by;
            }
        }
    }
    Ranking { placed, unplaced }
}

fn place<K: Clone>(rules: &Rules, candidate: &Candidate<K>) -> Option<Placed<K>> {
    let zero = Ratio::new(0, 1);
    let mut score = zero;
    let mut criteria = [zero; CRITERIA];
    let mut judges = u32::MAX;
    for (phase, percent) in &rules.phases {
        let sheets: Vec<_> = candidate
            .sheets
            .iter()
            .filter(|sheet| sheet.phase == *phase)
            .collect();
        let n = u128::try_from(sheets.len()).ok().filter(|n| *n > 0)?;
        judges = judges.min(u32::try_from(n).unwrap_or(u32::MAX));
        let share = u128::from(*percent);
        let sum: u128 = sheets
            .iter()
            .map(|sheet| u128::from(total(&rules.weights, &sheet.marks)))
            .sum();
        score = score.plus(Ratio::new(share * sum, 100 * n));
        for (index, mean) in criteria.iter_mut().enumerate() {
            let sum: u128 = sheets
                .iter()
                .map(|sheet| u128::from(sheet.marks[index].value()))
                .sum();
            *mean = mean.plus(Ratio::new(share * sum * 100, 100 * n));
        }
    }
    (judges != u32::MAX).then(|| Placed {
        key: candidate.key.clone(),
        rank: 0,
        score,
        criteria,
        judges,
        tie: Tie::default(),
    })
}

/// Compares two entries by the tie chain: the order and the criterion that decided it.
fn chain<K>(rules: &Rules, a: &Placed<K>, b: &Placed<K>) -> (Ordering, Option<Criterion>) {
    for criterion in &rules.tie_chain {
        let order = a.criteria[criterion.index()].cmp(&b.criteria[criterion.index()]);
        if order != Ordering::Equal {
            return (order, Some(*criterion));
        }
    }
    (Ordering::Equal, None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::defaults;

    fn rules() -> Rules {
        Rules {
            weights: defaults::rubric().weights(),
            phases: vec![(1, 100)],
            tie_chain: defaults::TIE_CHAIN.to_vec(),
        }
    }

    fn marks(values: [u8; 5]) -> [Mark; 5] {
        values.map(|value| Mark::new(value).unwrap())
    }

    fn candidate(key: &str, sheets: &[[u8; 5]]) -> Candidate<String> {
        Candidate {
            key: key.to_owned(),
            sheets: sheets
                .iter()
                .map(|values| CountedSheet {
                    phase: 1,
                    marks: marks(*values),
                })
                .collect(),
        }
    }

    #[test]
    fn total_is_the_weighted_sum_in_hundredths() {
        assert_eq!(
            total(&rules().weights, &marks([80, 90, 70, 60, 50])),
            20 * 80 + 30 * 90 + 20 * 70 + 20 * 60 + 500
        );
        assert_eq!(total(&rules().weights, &marks([100; 5])), 10_000);
    }

    #[test]
    fn score_is_the_mean_of_locked_sheets_and_a_missing_one_is_not_zero() {
        let ranking = rank(
            &rules(),
            &[
                candidate("a", &[[80; 5], [90; 5]]),
                candidate("b", &[[86; 5]]),
            ],
        );
        assert_eq!(ranking.placed[0].key, "b");
        assert_eq!(ranking.placed[0].score.rounded(), 8_600);
        assert_eq!(ranking.placed[1].score.rounded(), 8_500);
        assert_eq!(ranking.placed[1].judges, 2);
    }

    #[test]
    fn scores_that_only_look_equal_say_what_decided() {
        let rules = Rules {
            weights: [21, 29, 20, 20, 10],
            ..rules()
        };
        // 83,0033… above 83,0000: both show 83,00.
        let ranking = rank(
            &rules,
            &[
                candidate("b", &[[83; 5], [83; 5], [83; 5]]),
                candidate("a", &[[84, 83, 82, 83, 83], [83; 5], [83; 5]]),
            ],
        );
        let [a, b] = &ranking.placed[..] else {
            panic!("two");
        };
        assert_eq!((a.key.as_str(), a.rank, b.rank), ("a", 1, 2));
        assert_eq!((a.score.rounded(), b.score.rounded()), (8_300, 8_300));
        assert_eq!(
            a.tie.words().as_deref(),
            Some("Beda sebelum pembulatan: 83,0033")
        );
        assert_eq!(
            b.tie.words().as_deref(),
            Some("Beda sebelum pembulatan: 83,0000")
        );
    }

    #[test]
    fn four_decimals_are_said_only_where_they_decide() {
        let plain = rank(
            &rules(),
            &[candidate("a", &[[84; 5]]), candidate("b", &[[83; 5]])],
        );
        assert!(plain.placed.iter().all(|it| it.tie == Tie::default()));
        let equal = rank(
            &rules(),
            &[candidate("a", &[[84; 5]]), candidate("b", &[[84; 5]])],
        );
        assert!(equal.placed.iter().all(|it| it.tie.exact.is_none()));
        // Where even four decimals look the same, the words say who is ahead.
        let near = Tie {
            ahead: true,
            ..Tie::default()
        };
        assert_eq!(
            near.words().as_deref(),
            Some("Lebih tinggi sebelum dibulatkan")
        );
    }

    proptest! {
        #[test]
        fn two_ranks_with_one_shown_score_always_say_why(sheets in prop::collection::vec(prop::collection::vec([82_u8..85, 82..85, 82..85, 82..85, 82..85], 1..4), 2..6)) {
            let candidates: Vec<_> = sheets.iter().enumerate().map(|(n, it)| candidate(&n.to_string(), it)).collect();
            let rules = Rules { weights: [21, 29, 20, 20, 10], ..rules() };
            for pair in rank(&rules, &candidates).placed.windows(2) {
                if pair[0].score.rounded() == pair[1].score.rounded() {
                    prop_assert!(pair.iter().all(|it| it.tie.words().is_some()), "{:?}", pair);
                }
            }
        }
    }

    #[test]
    fn thirds_are_compared_exactly_and_rounded_half_away_for_display() {
        // 200/3 = 66,666… shows 66,67; 66,67 exactly is more.
        let ranking = rank(
            &rules(),
            &[
                candidate("a", &[[100; 5], [100; 5], [0; 5]]),
                candidate("b", &[[66; 5], [66; 5], [68; 5]]),
            ],
        );
        assert_eq!(ranking.placed[0].score.rounded(), 6_667);
        assert_eq!(Ratio::new(1, 2).rounded(), 1, "half away from zero");
        assert_eq!(ranking.placed[0].rank, 1);
        assert_eq!(
            ranking.placed[1].rank, 1,
            "both are 200/3 in score and in every criterion"
        );
    }

    #[test]
    fn a_tie_is_one_whichever_way_it_ended_and_says_only_what_is() {
        let by = Some(Criterion::Novelty);
        let plain = Tie::default();
        let (shared, higher, lower) = (
            Tie {
                shared: true,
                ..plain
            },
            Tie {
                higher: by,
                ..plain
            },
            Tie { lower: by, ..plain },
        );
        assert!(!plain.is_tie());
        for tie in [shared, higher, lower] {
            assert!(tie.is_tie(), "{tie:?}");
        }
        let text = |tie: Tie| serde_json::to_value(tie).unwrap();
        assert_eq!(text(shared)["shared"], true);
        assert!(text(plain).get("shared").is_none());
    }

    #[test]
    fn fractions_are_added_exactly() {
        let sum = |left: (u128, u128), right: (u128, u128)| {
            Ratio::new(left.0, left.1).plus(Ratio::new(right.0, right.1))
        };
        assert_eq!(sum((1, 2), (1, 3)), Ratio::new(5, 6));
        assert_eq!(sum((3, 4), (5, 6)), Ratio::new(19, 12));
        assert_eq!(sum((1, 6), (1, 3)), Ratio::new(1, 2));
        assert_ne!(sum((1, 2), (1, 3)), Ratio::new(4, 6));
        let reduced = sum((1, 6), (1, 3));
        assert_eq!((reduced.num, reduced.den), (1, 2), "in lowest terms");
    }

    #[test]
    fn a_tie_is_broken_by_the_chain_and_says_so() {
        // Same total: benefit (30) +10 against novelty (20) +15.
        let ranking = rank(
            &rules(),
            &[
                candidate("novelty", &[[85, 70, 70, 70, 70]]),
                candidate("benefit", &[[70, 80, 70, 70, 70]]),
            ],
        );
        assert_eq!(ranking.placed[0].score, ranking.placed[1].score);
        assert_eq!(ranking.placed[0].key, "benefit");
        assert_eq!(
            ranking.placed[0].tie.words().as_deref(),
            Some("Seri; Kemanfaatan lebih tinggi")
        );
        assert_eq!(
            ranking.placed[1].tie.words().as_deref(),
            Some("Seri; Kemanfaatan lebih rendah")
        );
        assert_eq!((ranking.placed[0].rank, ranking.placed[1].rank), (1, 2));
    }

    #[test]
    fn what_stays_equal_shares_the_rank_1_2_2_4() {
        let ranking = rank(
            &rules(),
            &[
                candidate("d", &[[10; 5]]),
                candidate("b", &[[50; 5]]),
                candidate("a", &[[90; 5]]),
                candidate("c", &[[50; 5]]),
            ],
        );
        let ranks: Vec<_> = ranking
            .placed
            .iter()
            .map(|it| (it.key.as_str(), it.rank))
            .collect();
        assert_eq!(ranks, vec![("a", 1), ("b", 2), ("c", 2), ("d", 4)]);
        assert!(ranking.placed[1].tie.shared && ranking.placed[2].tie.shared);
        assert!(!ranking.placed[0].tie.is_tie());
    }

    #[test]
    fn an_empty_tie_chain_shares_ranks() {
        let rules = Rules {
            tie_chain: vec![],
            ..rules()
        };
        let ranking = rank(
            &rules,
            &[
                candidate("a", &[[85, 70, 70, 70, 70]]),
                candidate("b", &[[70, 80, 70, 70, 70]]),
            ],
        );
        assert!(
            ranking
                .placed
                .iter()
                .all(|it| it.rank == 1 && it.tie.shared)
        );
    }

    #[test]
    fn an_entry_without_a_sheet_is_not_placed() {
        let ranking = rank(&rules(), &[candidate("a", &[]), candidate("b", &[[1; 5]])]);
        assert_eq!(ranking.unplaced, vec!["a".to_owned()]);
        assert_eq!(ranking.placed.len(), 1);
    }

    #[test]
    fn phases_are_weighted() {
        let rules = Rules {
            phases: vec![(1, 70), (2, 30)],
            ..rules()
        };
        let entry = Candidate {
            key: (),
            sheets: vec![
                CountedSheet {
                    phase: 1,
                    marks: marks([80; 5]),
                },
                CountedSheet {
                    phase: 2,
                    marks: marks([90; 5]),
                },
                CountedSheet {
                    phase: 2,
                    marks: marks([100; 5]),
                },
            ],
        };
        let ranking = rank(&rules, &[entry]);
        assert_eq!(ranking.placed[0].score.rounded(), 70 * 80 + 30 * 95);
        assert_eq!(ranking.placed[0].judges, 1);
    }

    fn entries() -> impl Strategy<Value = Vec<Candidate<usize>>> {
        let sheet = prop::array::uniform5(0_u8..=100);
        prop::collection::vec(prop::collection::vec(sheet, 1..6), 1..12).prop_map(|all| {
            all.into_iter()
                .enumerate()
                .map(|(key, sheets)| Candidate {
                    key,
                    sheets: sheets
                        .into_iter()
                        .map(|it| CountedSheet {
                            phase: 1,
                            marks: marks(it),
                        })
                        .collect(),
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn order_of_input_does_not_matter(all in entries(), seed in any::<u64>()) {
            let before = rank(&rules(), &all);
            let mut shuffled = all.clone();
            shuffled.sort_by_key(|it| crate::judging::queue_rank(&seed.to_string(), &it.key.to_string()));
            let after = rank(&rules(), &shuffled);
            let places = |ranking: &Ranking<usize>| {
                let mut out: Vec<_> = ranking.placed.iter().map(|it| (it.key, it.rank, it.score.rounded(), it.tie)).collect();
                out.sort_by_key(|it| it.0);
                out.into_iter().map(|it| (it.0, it.1, it.2)).collect::<Vec<_>>()
            };
            prop_assert_eq!(places(&before), places(&after));
        }

        #[test]
        fn ranks_fall_with_scores_and_count_those_ahead(all in entries()) {
            let ranking = rank(&rules(), &all);
            for pair in ranking.placed.windows(2) {
                prop_assert!(pair[0].score >= pair[1].score);
                prop_assert!(pair[0].rank <= pair[1].rank);
            }
            for it in &ranking.placed {
                let ahead = ranking.placed.iter().filter(|other| other.rank < it.rank).count();
                prop_assert_eq!(usize::try_from(it.rank).unwrap(), ahead + 1);
            }
        }

        #[test]
        fn raising_one_mark_never_lowers_the_place(all in entries(), index in 0_usize..5) {
            let before = rank(&rules(), &all);
            let mut raised = all.clone();
            let marks = &mut raised[0].sheets[0].marks;
            marks[index] = marks[index].step(1);
            let after = rank(&rules(), &raised);
            let of = |ranking: &Ranking<usize>| ranking.placed.iter().find(|it| it.key == 0).map(|it| it.rank);
            prop_assert!(of(&after) <= of(&before));
        }

        #[test]
        fn every_total_is_between_the_extremes(values in prop::array::uniform5(0_u8..=100)) {
            let sum = total(&rules().weights, &marks(values));
            let (low, high) = (u32::from(*values.iter().min().unwrap()), u32::from(*values.iter().max().unwrap()));
            prop_assert!((low * 100..=high * 100).contains(&sum));
        }
    }

    #[test]
    fn a_board_of_whole_points_says_of_a_tie_only_that_the_rank_is_shared() {
        let all = Tie {
            shared: true,
            higher: Some(Criterion::Novelty),
            lower: Some(Criterion::Benefit),
            ahead: true,
            behind: true,
            exact: Some(713_250),
        };
        let shared = Tie {
            shared: true,
            ..Tie::default()
        };
        assert_eq!(all.in_points(), shared);
        let alone = Tie {
            shared: false,
            ..all
        };
        assert_eq!(alone.in_points(), Tie::default());
        assert_eq!(alone.in_points().words(), None);
    }
}
