//! What the public reads of a record: its own words as they were handed in, its figures, and dated steps.
//! Kept as it was on the day of publication; later drafts change nothing of it. Who thought of it is not
//! part of it, nor is anything of the log but that something took place.

use serde::{Deserialize, Serialize};

use crate::{
    ids::InnovationId,
    law::{Article, Stage},
    log::DisplayWay,
    part::{Content, Identity, Part, Parts},
    problem::{Code, FieldFault, Problem},
    record::{Indicator, Section},
    stage::Place,
    time::Instant,
};

/// Publication of the record decides what of it is public, its files with it: being in the catalogue does not, which what
/// was imported always is. Published, and not deleted since.
pub const fn is_public(published_at: Option<Instant>, deleted_at: Option<Instant>) -> bool {
    published_at.is_some() && deleted_at.is_none()
}

/// What decides which revision of a record may be published.
#[derive(Clone, Debug, Default)]
pub struct Merit {
    /// It was imported, or is from before 2 August 2024: Article 17(1) asks for no validation.
    pub exempt: bool,
    /// The newest revision handed in; 0 for none.
    pub newest: u32,
    /// What the clinic found valid and announced: the stage and the revision judged.
    pub valid: Vec<(Stage, u32)>,
}

impl Merit {
    /// The clinic found this revision valid (Articles 11(3), 12(3), 13(3)), or it is newer than the valid end review: the
    /// last stage has no finding of its own.
    fn holds(&self, revision: u32) -> bool {
        let handed_in = (1..=self.newest).contains(&revision);
        let found = |(stage, n): &(Stage, u32)| {
            *stage != Stage::DrumUp && *n == revision || *stage == Stage::Deliver && *n < revision
        };
        handed_in && (self.exempt || self.valid.iter().any(found))
    }

    /// The newest revision that may be published, or why there is none (Article 11(3)).
    pub fn newest(&self) -> Result<u32, Box<Problem>> {
        (1..=self.newest)
            .rev()
            .find(|n| self.holds(*n))
            .ok_or_else(|| Box::new(not_validated()))
    }

    /// The clinic publishes the revision that it names, and nothing but what the agency asked for.
    pub fn publishes(&self, named: Option<u32>, asked: Option<u32>) -> Result<u32, Box<Problem>> {
        let asked = asked.ok_or_else(|| Box::new(Problem::new(Code::PublicationUnasked)))?;
        let named =
            named.ok_or_else(|| Box::new(Problem::field(Code::FieldMissing, "revision")))?;
        if named != asked {
            return Err(Box::new(Problem::field(
                Code::PublicationOutdated,
                "revision",
            )));
        }
        if self.holds(named) {
            Ok(named)
        } else {
            Err(Box::new(not_validated()))
        }
    }
}

fn not_validated() -> Problem {
    Problem {
        article: Some(Article::ayat(11, 3)),
        ..Problem::new(Code::PublicationNotValidated)
    }
}

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
    /// The summary of the record, as handed in.
    pub summary: String,
    /// The problem and its root.
    pub problem: String,
    /// The solution and how it works.
    pub solution: String,
    /// The benefit with its figures, as handed in.
    pub benefit: String,
    /// Figures before, aimed at and after.
    pub indicators: Vec<Indicator>,
    /// Where it stood when it was published.
    pub place: Place,
    /// Dated steps, oldest first.
    pub timeline: Vec<Milestone>,
    /// What did not work and what was changed for it, where it was recorded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lessons: String,
    /// Matters of government concerned ("urusan").
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub affairs: String,
    /// The programme of the regional work plan (RKPD).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub programme: String,
    /// Innovations that it belongs together with: those that the public knows are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<InnovationId>,
}

/// Sections that are shown beside those that are needed, where they were handed in.
pub const ALSO: [Section; 1] = [Section::Lessons];

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
                Place::In(stage) => format!("Masuk tahap {}", stage.label()),
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
    displays.sort_by_key(|(at, _)| core::cmp::Reverse(*at));
    displays.truncate(MOST_DISPLAYS);
    steps.extend(displays.into_iter().map(|(at, ways)| {
        let words: Vec<&str> = DisplayWay::ALL
            .into_iter()
            .filter(|way| ways.contains(way))
            .map(DisplayWay::label)
            .collect();
        Milestone {
            at,
            what: format!("Dipromosikan: {}", words.join(", ").to_lowercase()),
        }
    }));
    steps.sort_by_key(|step| step.at);
    steps
}

impl Showcase {
    /// From the parts of a record, or everything that is missing or too long, by section.
    /// `needed` are the sections without which nothing is shown: [`NEEDED`], or [`crate::legacy::NEEDED`].
    pub fn new(
        parts: &Parts,
        needed: &[Section],
        place: Place,
        dates: Dates,
    ) -> Result<Self, Vec<FieldFault>> {
        let text = |section: Section| match parts.get(&Part::Text(section)) {
            Some(Content::Text(text)) => text.trim(),
            _ => "",
        };
        let faults: Vec<FieldFault> = needed
            .iter()
            .filter_map(|section| {
                let code = section.check(text(*section)).err()?;
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
        let identity = match parts.get(&Part::Identity) {
            Some(Content::Identity(identity)) => identity.clone(),
            _ => Identity::default(),
        };
        Ok(Self {
            lessons: text(Section::Lessons).to_owned(),
            affairs: identity.affairs.trim().to_owned(),
            programme: identity.programme.trim().to_owned(),
            related: identity.related,
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

/// What a state of a record as it was handed in is called, `n` from 1: "ajuan ke-2"; of what was registered without stages
/// (Article 17) "data versi 2".
pub fn revision_words(n: u32, legacy: bool) -> String {
    let what = if legacy { "data versi " } else { "ajuan ke-" };
    [what, &n.to_string()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        NEEDED
            .into_iter()
            .map(|section| {
                let text = Content::Text(format!("Contoh {}", section.code()));
                (Part::Text(section), text)
            })
            .collect()
    }

    /// Every small history: the rule as one sentence, against the rule as written.
    #[test]
    fn only_a_valid_revision_that_was_asked_for_is_published_p11_3() {
        let stages = [
            Stage::DrumUp,
            Stage::Diagnose,
            Stage::Design,
            Stage::Deliver,
        ];
        for exempt in [false, true] {
            for newest in 0..4 {
                for stage in stages {
                    for judged in 0..4 {
                        let valid = if judged == 0 {
                            vec![]
                        } else {
                            vec![(stage, judged)]
                        };
                        let merit = Merit {
                            exempt,
                            newest,
                            valid,
                        };
                        for named in [None, Some(0), Some(1), Some(2), Some(3), Some(4)] {
                            for asked in [None, Some(0), Some(1), Some(2), Some(3), Some(4)] {
                                let n = named.unwrap_or(9);
                                let found = judged > 0
                                    && (stage == Stage::Deliver && n >= judged
                                        || [Stage::Diagnose, Stage::Design].contains(&stage)
                                            && n == judged);
                                let fine = asked.is_some()
                                    && named == asked
                                    && (1..=newest).contains(&n)
                                    && (exempt || found);
                                assert_eq!(merit.publishes(named, asked).is_ok(), fine);
                            }
                        }
                        let best = merit.newest();
                        assert_eq!(best.is_ok(), (1..=newest).any(|n| merit.holds(n)));
                        assert!(
                            best.is_err() || merit.publishes(best.clone().ok(), best.ok()).is_ok()
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn publication_is_refused_by_what_is_missing() {
        let merit = Merit {
            newest: 2,
            ..Merit::default()
        };
        let code = |named, asked| merit.publishes(named, asked).unwrap_err().code;
        assert_eq!(code(Some(2), None), Code::PublicationUnasked);
        assert_eq!(code(None, Some(2)), Code::FieldMissing);
        assert_eq!(code(Some(1), Some(2)), Code::PublicationOutdated);
        assert_eq!(code(Some(2), Some(2)), Code::PublicationNotValidated);
        let refused = merit.newest().unwrap_err();
        assert_eq!(refused.article, Some(Article::ayat(11, 3)));
    }

    #[test]
    fn publication_decides_what_is_public() {
        let at = Some(Instant(1));
        assert!(is_public(at, None));
        assert!(!is_public(None, None) && !is_public(at, at) && !is_public(None, at));
    }

    #[test]
    fn nothing_is_shown_before_summary_problem_solution_and_benefit_are_there() {
        for section in NEEDED {
            let mut less = parts();
            less.remove(&Part::Text(section));
            let faults =
                Showcase::new(&less, &NEEDED, Place::Outside, Dates::default()).unwrap_err();
            assert_eq!(
                faults,
                vec![FieldFault::new(section.code(), Code::TextMissing)]
            );
        }
    }

    #[test]
    fn what_was_registered_shows_summary_and_benefit_alone_p17() {
        let mut two = parts();
        two.retain(|part, _| {
            crate::legacy::NEEDED
                .iter()
                .any(|it| *part == Part::Text(*it))
        });
        let place = Place::Continued;
        let shown = Showcase::new(&two, &crate::legacy::NEEDED, place, Dates::default()).unwrap();
        assert_eq!((shown.problem.as_str(), shown.solution.as_str()), ("", ""));
        assert!(shown.timeline.is_empty());
        assert!(Showcase::new(&two, &NEEDED, place, Dates::default()).is_err());
    }

    #[test]
    fn only_what_is_meant_for_the_public_is_taken() {
        let mut all = parts();
        let secret = "kenari rahasia".to_owned();
        for part in [Section::Stakeholders, Section::Resources, Section::Novelty] {
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
        let shown = Showcase::new(&all, &NEEDED, Place::Outside, Dates::default()).unwrap();
        assert!(!serde_json::to_string(&shown).unwrap().contains("kenari"));
        assert_eq!(shown.problem, "Contoh masalah");
    }

    #[test]
    fn lessons_matters_and_programme_are_shown_where_they_were_handed_in() {
        let mut all = parts();
        let text = |it: &str| it.to_owned();
        all.insert(
            Part::Text(Section::Lessons),
            Content::Text(text(" Jadwal pagi tidak cocok. ")),
        );
        all.insert(
            Part::Identity,
            Content::Identity(Identity {
                affairs: text("Kesehatan"),
                programme: text("Pemenuhan upaya kesehatan"),
                ..Identity::default()
            }),
        );
        let shown = Showcase::new(&all, &NEEDED, Place::Outside, Dates::default()).unwrap();
        assert_eq!(shown.lessons, "Jadwal pagi tidak cocok.");
        assert_eq!(
            (shown.affairs.as_str(), shown.programme.as_str()),
            ("Kesehatan", "Pemenuhan upaya kesehatan")
        );
        let bare = Showcase::new(&parts(), &NEEDED, Place::Outside, Dates::default()).unwrap();
        assert_eq!(bare.lessons, "");
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
        let shown = Showcase::new(&parts(), &NEEDED, Place::In(Stage::Design), dates).unwrap();
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
