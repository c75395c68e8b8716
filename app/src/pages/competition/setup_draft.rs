//! The settings form as typed: texts that may not be numbers or dates yet, and what they mean.

use klisida_domain::{
    competition::{BAND_COUNT, CriterionRule, Entrants, Rubric, Setup},
    defaults,
    law::{CRITERIA, Criterion},
    problem::{Code, FieldFault},
    time::{DAY, HOUR, Instant},
};
use serde::{Deserialize, Serialize};

/// One criterion as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraft {
    /// Percent.
    pub weight: String,
    /// What to look at.
    pub look_at: String,
    /// The five sentences, lowest first.
    pub bands: [String; BAND_COUNT],
}

/// The form as typed; kept on the device until it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupDraft {
    /// Name.
    pub name: String,
    /// Year.
    pub year: String,
    /// Who may enter.
    pub entrants: Entrants,
    /// Opening, as a date-time field writes it, WIB.
    pub opens: String,
    /// Closing, as a date-time field writes it, WIB.
    pub closes: String,
    /// Judges an entry needs at least.
    pub min_judges: String,
    /// The five criteria in the order of Article 8.
    pub rules: [RuleDraft; CRITERIA],
    /// Tie chain.
    pub tie_chain: Vec<Criterion>,
    /// Invented data.
    pub sample: bool,
}

impl SetupDraft {
    /// A new edition: defaults, opening tomorrow at 8, closing a week later at 16.
    pub fn fresh(now: Instant) -> Self {
        let today = now.0 - (now.0 + 7 * HOUR).rem_euclid(DAY);
        Self::of(&Setup {
            name: String::new(),
            year: u16::try_from(now.wib().year).unwrap_or(2026),
            entrants: Entrants::Agencies,
            opens_at: Instant(today + DAY + 8 * HOUR),
            closes_at: Instant(today + 8 * DAY + 16 * HOUR),
            min_judges: klisida_domain::competition::MIN_JUDGES,
            rubric: defaults::rubric(),
            tie_chain: defaults::TIE_CHAIN.to_vec(),
            sample: false,
        })
    }

    /// A new edition with the rules of an earlier one: who may enter, judges, weights, sentences and tie chain. Its dates are
    /// new, and so is the year in its name.
    pub fn copied(setup: &Setup, now: Instant) -> Self {
        let fresh = Self::fresh(now);
        Self {
            name: setup.name.replace(&setup.year.to_string(), &fresh.year),
            year: fresh.year,
            opens: fresh.opens,
            closes: fresh.closes,
            sample: false,
            ..Self::of(setup)
        }
    }

    /// Settings as a form shows them.
    pub fn of(setup: &Setup) -> Self {
        let mut rules: [RuleDraft; CRITERIA] = Default::default();
        for rule in &setup.rubric.criteria {
            let Some(draft) = rules.get_mut(rule.criterion.index()) else {
                continue;
            };
            draft.weight = rule.weight.to_string();
            draft.look_at.clone_from(&rule.look_at);
            for (to, from) in draft.bands.iter_mut().zip(&rule.bands) {
                to.clone_from(from);
            }
        }
        Self {
            name: setup.name.clone(),
            year: setup.year.to_string(),
            entrants: setup.entrants,
            opens: setup.opens_at.wib().field(),
            closes: setup.closes_at.wib().field(),
            min_judges: setup.min_judges.to_string(),
            rules,
            tie_chain: setup.tie_chain.clone(),
            sample: setup.sample,
        }
    }

    /// What was typed, read; with everything that is wrong with it, by field, as the server would say it.
    pub fn read(&self) -> Result<Setup, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let setup = self.lenient(&mut faults);
        // A field that could not be read is named once, not again by the rule that met its stand-in.
        for fault in setup.faults() {
            if !faults.iter().any(|it| it.field == fault.field) {
                faults.push(fault);
            }
        }
        if faults.is_empty() {
            Ok(setup)
        } else {
            Err(faults)
        }
    }

    fn lenient(&self, faults: &mut Vec<FieldFault>) -> Setup {
        let mut number = |text: &str, field: String| {
            let code = if text.trim().is_empty() {
                Code::TextMissing
            } else {
                Code::NumberNotWhole
            };
            text.trim().parse::<u16>().unwrap_or_else(|_| {
                faults.push(FieldFault::new(field, code));
                0
            })
        };
        let year = number(&self.year, "year".to_owned());
        let min_judges = number(&self.min_judges, "min_judges".to_owned());
        let weights: Vec<u16> = self
            .rules
            .iter()
            .zip(Criterion::ALL)
            .map(|(rule, criterion)| {
                number(
                    &rule.weight,
                    ["rubric.", criterion.code(), ".weight"].concat(),
                )
            })
            .collect();
        let mut instant = |text: &str, field: &str| {
            Instant::from_wib_field(text).unwrap_or_else(|| {
                faults.push(FieldFault::new(field, Code::TextMissing));
                Instant(0)
            })
        };
        let opens_at = instant(&self.opens, "opens_at");
        let closes_at = instant(&self.closes, "closes_at");
        let criteria = Criterion::ALL
            .iter()
            .zip(&self.rules)
            .zip(weights)
            .map(|((criterion, rule), weight)| CriterionRule {
                criterion: *criterion,
                weight: u8::try_from(weight).unwrap_or(u8::MAX),
                look_at: rule.look_at.trim().to_owned(),
                bands: rule.bands.iter().map(|it| it.trim().to_owned()).collect(),
            })
            .collect();
        Setup {
            name: self.name.trim().to_owned(),
            year,
            entrants: self.entrants,
            opens_at,
            closes_at,
            min_judges: u8::try_from(min_judges).unwrap_or(u8::MAX),
            rubric: Rubric { criteria },
            tie_chain: self.tie_chain.clone(),
            sample: self.sample,
        }
    }
}

/// "Jumlah 95 %, kurang 5 %".
pub fn sum_words(sum: u32) -> String {
    match sum {
        100 => "Jumlah 100 %, pas".to_owned(),
        sum if sum < 100 => format!("Jumlah {sum} %, kurang {} %", 100 - sum),
        sum => format!("Jumlah {sum} %, lebih {} %", sum - 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_rules_of_the_earlier_edition_and_days_of_its_own() {
        let now = Instant::from_wib_field("2027-03-01T10:00").unwrap();
        let mut earlier = SetupDraft::fresh(Instant::from_wib_field("2026-03-01T10:00").unwrap());
        earlier.name = "Lomba Inovasi Daerah 2026".to_owned();
        earlier.min_judges = "4".to_owned();
        earlier.rules[0].weight = "15".to_owned();
        earlier.rules[1].weight = "35".to_owned();
        earlier.tie_chain.reverse();
        earlier.sample = true;
        let copy = SetupDraft::copied(&earlier.read().unwrap(), now);
        let fresh = SetupDraft::fresh(now);
        assert_eq!(copy.name, "Lomba Inovasi Daerah 2027");
        assert_eq!(
            (&copy.min_judges, &copy.rules, &copy.tie_chain),
            (&earlier.min_judges, &earlier.rules, &earlier.tie_chain)
        );
        assert_eq!(
            (&copy.year, &copy.opens, &copy.closes, copy.sample),
            (&fresh.year, &fresh.opens, &fresh.closes, false)
        );
        assert!(copy.read().is_ok(), "it can be made at once");
    }

    fn now() -> Instant {
        Instant::from_wib_field("2026-09-01T15:20").unwrap()
    }

    #[test]
    fn a_fresh_form_needs_only_a_name() {
        let mut draft = SetupDraft::fresh(now());
        assert_eq!(draft.opens, "2026-09-02T08:00");
        assert_eq!(draft.closes, "2026-09-09T16:00");
        assert_eq!(
            draft.read().unwrap_err(),
            vec![FieldFault::new("name", Code::TextTooShort)]
        );
        draft.name = "Kompetisi 2026".to_owned();
        let setup = draft.read().unwrap();
        assert_eq!(SetupDraft::of(&setup), draft);
    }

    #[test]
    fn what_cannot_be_read_is_named_once() {
        let mut draft = SetupDraft::fresh(now());
        draft.name = "Kompetisi 2026".to_owned();
        draft.year = "dua".to_owned();
        draft.rules[0].weight = String::new();
        let fields: Vec<_> = draft
            .read()
            .unwrap_err()
            .into_iter()
            .map(|it| it.field)
            .collect();
        assert_eq!(
            fields,
            vec!["year", "rubric.kebaruan.weight", "rubric.weights"]
        );
    }

    #[test]
    fn the_sum_says_what_is_missing() {
        assert_eq!(sum_words(95), "Jumlah 95 %, kurang 5 %");
        assert_eq!(sum_words(104), "Jumlah 104 %, lebih 4 %");
    }
}
