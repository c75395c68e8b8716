//! What the public reads of a record: its own words as they were handed in, its figures, and dated steps.
//! Kept as it was on the day of publication; later drafts change nothing of it. Who thought of it is not
//! part of it, nor is anything of the log but that something took place.

use serde::{Deserialize, Serialize};

use crate::{
    law::Stage,
    log::DisplayWay,
    order,
    part::{Content, Part, Parts},
    problem::FieldFault,
    record::{Indicator, Section},
    stage::Place,
    text,
    time::Instant,
};

/// The sections that must be there before anything is published.
pub const NEEDED: [Section; 4] = [
    Section::Summary,
    Section::Problem,
    Section::Solution,
    Section::Benefit,
];

/// Most displays that the timeline names, the newest.
const MOST_DISPLAYS: usize = 12;

/// A dated step that the public may know of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// When.
    pub at: Instant,
    /// What, in words of this service, never in somebody's own.
    pub what: String,
}

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Showcase {
    /// Summary.
    pub summary: String,
    /// The problem and its root.
    pub problem: String,
    /// The solution and how it works.
    pub solution: String,
    /// The benefit.
    pub benefit: String,
    /// Figures before, aimed at and after.
    pub indicators: Vec<Indicator>,
    /// Where it stood when it was published.
    pub place: Place,
    /// Dated steps, oldest first.
    pub timeline: Vec<Milestone>,
}

/// The instants from which the timeline is told.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// Stages with the instant at which each was entered, in any order.
    pub entered: Vec<(Place, Instant)>,
    /// The first launch (Article 13(2)).
    pub launch: Option<Instant>,
    /// Displays with their ways (Article 14(2)).
    pub displays: Vec<(Instant, Vec<DisplayWay>)>,
}

/// The dated steps up to `place`, oldest first: a stage that was left again backwards is not told.
fn timeline(place: Place, dates: Dates) -> Vec<Milestone> {
    let reached = |other: Place| match other {
        Place::In(stage) => place == other || stage.index() < place.passed(),
        _ => place == other,
    };
    let mut steps: Vec<Milestone> = dates
        .entered
        .into_iter()
        .filter(|(other, _)| reached(*other))
        .map(|(other, at)| Milestone {
            at,
            what: match other {
                Place::In(stage) => ["Masuk tahap ", stage.label()].concat(),
                Place::Continued => "Berlanjut sebagai layanan".to_owned(),
                Place::Outside | Place::Finished => other.label().to_owned(),
            },
        })
        .collect();
    steps.extend(dates.launch.map(|at| Milestone {
        at,
        what: "Diluncurkan".to_owned(),
    }));
    let mut displays = dates.displays;
    order::sort_by_key(&mut displays, |(at, _)| core::cmp::Reverse(*at));
    displays.truncate(MOST_DISPLAYS);
    steps.extend(displays.into_iter().map(|(at, ways)| {
        let words: Vec<&str> = DisplayWay::ALL
            .into_iter()
            .filter(|way| ways.contains(way))
            .map(DisplayWay::label)
            .collect();
        Milestone {
            at,
            what: ["Dipromosikan: ", &text::lower(&words.join(", "))].concat(),
        }
    }));
    order::sort_by_key(&mut steps, |step| step.at);
    steps
}

impl Showcase {
    /// From the parts of a record, or everything that is missing or too long, by section.
    pub fn new(parts: &Parts, place: Place, dates: Dates) -> Result<Self, Vec<FieldFault>> {
        let text = |section: Section| match parts.get(&Part::Text(section)) {
            Some(Content::Text(text)) => text.trim(),
            _ => "",
        };
        let faults: Vec<FieldFault> = NEEDED
            .into_iter()
            .filter_map(|section| {
                let code = section.check(text(section)).err()?;
                Some(FieldFault::new(section.code(), code))
            })
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let indicators = match parts.get(&Part::Indicators) {
            Some(Content::Indicators(all)) => all.clone(),
            _ => Vec::new(),
        };
        Ok(Self {
            summary: text(Section::Summary).to_owned(),
            problem: text(Section::Problem).to_owned(),
            solution: text(Section::Solution).to_owned(),
            benefit: text(Section::Benefit).to_owned(),
            indicators,
            place,
            timeline: timeline(place, dates),
        })
    }
}

/// The stage that opens when a review of `stage` finds it valid.
pub const fn opened_by(stage: Stage) -> Option<Place> {
    match crate::stage::next(stage) {
        Some(next) => Some(Place::In(next)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    fn parts() -> Parts {
        NEEDED
            .into_iter()
            .map(|section| {
                let text = Content::Text(["Contoh ", section.code()].concat());
                (Part::Text(section), text)
            })
            .collect()
    }

    #[test]
    fn nothing_is_shown_before_summary_problem_solution_and_benefit_are_there() {
        for section in NEEDED {
            let mut less = parts();
            less.remove(&Part::Text(section));
            let faults = Showcase::new(&less, Place::Outside, Dates::default()).unwrap_err();
            assert_eq!(
                faults,
                vec![FieldFault::new(section.code(), Code::TextMissing)]
            );
        }
    }

    #[test]
    fn only_what_is_meant_for_the_public_is_taken() {
        let mut all = parts();
        let secret = "kenari rahasia".to_owned();
        for part in [Section::Lessons, Section::Resources, Section::Novelty] {
            all.insert(Part::Text(part), Content::Text(secret.clone()));
        }
        all.insert(
            Part::Initiators,
            Content::Initiators(vec![crate::part::Initiator {
                name: secret.clone(),
                position: secret.clone(),
                lead: true,
            }]),
        );
        let shown = Showcase::new(&all, Place::Outside, Dates::default()).unwrap();
        assert!(!serde_json::to_string(&shown).unwrap().contains("kenari"));
        assert_eq!(shown.problem, "Contoh masalah");
    }

    #[test]
    fn the_timeline_is_in_order_and_tells_no_stage_that_was_left_backwards() {
        let dates = Dates {
            entered: vec![
                (Place::In(Stage::Deliver), Instant(9)),
                (Place::In(Stage::Design), Instant(5)),
                (Place::In(Stage::DrumUp), Instant(1)),
                (Place::Continued, Instant(30)),
            ],
            launch: Some(Instant(6)),
            displays: vec![(
                Instant(7),
                vec![DisplayWay::Seminar, DisplayWay::Exhibition],
            )],
        };
        let shown = Showcase::new(&parts(), Place::In(Stage::Design), dates).unwrap();
        let words: Vec<_> = shown.timeline.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(
            words,
            [
                "Masuk tahap Kemampuan berinovasi",
                "Masuk tahap Rencana aksi",
                "Diluncurkan",
                "Dipromosikan: pameran, seminar",
            ]
        );
    }
}
