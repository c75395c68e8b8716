//! The five stages as a machine (Articles 9 to 14): where an innovation stands, who holds it, what
//! may be done, and what each gate asks for.
//!
//! The machine is small on purpose: a [`Course`] is a place, a desk and a hold. [`Course::after`] is
//! total over every (course, step) pair, and every refusal names the article and what is missing.

use serde::{Deserialize, Serialize};

use crate::{
    closed_list::closed_list,
    law::{Article, Stage},
    problem::{Code, Problem},
};

/// How far an innovation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "at", content = "stage")]
pub enum Place {
    /// Known, but nobody has taken it into the clinic ("di luar klinik").
    Outside,
    /// In one of the five stages.
    In(Stage),
    /// All five walked, and finished.
    Finished,
    /// All five walked, and it goes on as a routine service ("berlanjut").
    Continued,
}

impl Place {
    /// Name in the database: the stage's, `luar`, `selesai` or `berlanjut`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Outside => "luar",
            Self::In(stage) => stage.code(),
            Self::Finished => "selesai",
            Self::Continued => "berlanjut",
        }
    }

    /// The one with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "luar" => Some(Self::Outside),
            "selesai" => Some(Self::Finished),
            "berlanjut" => Some(Self::Continued),
            other => Stage::from_code(other).map(Self::In),
        }
    }

    /// Words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Outside => "Di luar klinik",
            Self::In(stage) => stage.label(),
            Self::Finished => "Selesai",
            Self::Continued => "Berlanjut",
        }
    }

    /// Stages that lie behind it, 0 to 5.
    pub fn passed(self) -> usize {
        match self {
            Self::Outside => 0,
            Self::In(stage) => stage.index(),
            Self::Finished | Self::Continued => Stage::ALL.len(),
        }
    }
}

closed_list! {
    /// Who has to act ("bola di siapa").
    #[derive(Hash)]
    pub enum Desk {
        /// The initiators write.
        Innovator = "innovator", "Inovator";
        /// The coordinator of the agency checks and releases.
        AgencyCoordinator = "agency_coordinator", "Koordinator instansi";
        /// The head of the agency releases (a setting of the agency, off by default).
        AgencyHead = "agency_head", "Kepala instansi";
        /// The clinic validates.
        Clinic = "clinic", "Tim Klinik";
    }
}

closed_list! {
    /// What keeps an innovation from going on.
    #[derive(Hash)]
    pub enum Hold {
        /// Nothing.
        None = "none";
        /// The clinic asked for changes of named fields ("perlu perbaikan").
        Revising = "revising";
        /// Put aside for a while, with a reason ("ditunda").
        Paused = "paused";
        /// Stopped, with a reason ("dihentikan"); its lessons stay.
        Stopped = "stopped";
    }
}

/// Where an innovation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// How far.
    pub place: Place,
    /// Who acts.
    pub desk: Desk,
    /// What keeps it from going on; [`Hold::None`] when nothing does.
    pub hold: Hold,
}

closed_list! {
    /// The reviewer's finding on an idea or a plan (Articles 11(3), 12(3)) or on an end review.
    #[derive(Hash)]
    pub enum Finding {
        /// "Valid": the gate opens.
        Valid = "valid", "Valid";
        /// "Valid dengan perbaikan": the named fields are to be mended and shown once more.
        ValidWithFixes = "valid_with_fixes", "Valid dengan perbaikan";
        /// "Belum valid": back to the initiators with reasons.
        NotYet = "not_yet", "Belum valid";
    }
}

closed_list! {
    /// How a validation was held (Articles 11(3), 12(3)).
    #[derive(Hash)]
    pub enum Hearing {
        /// Presentation and review.
        Presentation = "presentation", "Presentasi dan telaah";
        /// Desk consultation.
        DeskConsultation = "desk_consultation", "Konsultasi meja";
    }
}

/// What somebody does to the course of an innovation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "step", content = "with")]
pub enum Step {
    /// Take it into the clinic.
    Start,
    /// Initiators hand in for checking.
    HandIn,
    /// The agency's coordinator or head lets it go on.
    Release,
    /// The agency's coordinator or head gives it back to the initiators.
    Return,
    /// The agency takes a submission back before it was decided, wherever it lies.
    Withdraw,
    /// The clinic decides.
    Decide(Finding),
    /// The clinic leads it back to an earlier stage, with a reason.
    GoBack(Stage),
    /// Put aside.
    Pause,
    /// Take up again what was put aside.
    Resume,
    /// Stop for good.
    Stop,
    /// End the display: finished.
    Finish,
    /// End the display: goes on as a routine.
    Continue,
    /// Take a closing back, with a reason: the display lies with the clinic again.
    Reopen,
}

impl Step {
    /// It is taken with a reason, 5 to 500 characters: the one who gets the record back, or sees it stand still, reads it.
    pub const fn needs_reason(self) -> bool {
        matches!(
            self,
            Self::Return
                | Self::Withdraw
                | Self::GoBack(_)
                | Self::Pause
                | Self::Stop
                | Self::Reopen
        )
    }
}

/// The side that a step belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Initiators.
    Innovator,
    /// Coordinator of the agency.
    AgencyCoordinator,
    /// Head of the agency.
    AgencyHead,
    /// Clinic team.
    Clinic,
}

/// Why a step is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Already in the clinic.
    AlreadyInClinic,
    /// Not in the clinic.
    NotInClinic,
    /// Walked to its end.
    Ended,
    /// Stopped, with a reason; its lessons stay.
    Stopped,
    /// Put aside: take it up first.
    Paused,
    /// Not put aside.
    NotPaused,
    /// It is somebody else's turn.
    NotYourTurn,
    /// That stage is not an earlier one.
    NotEarlier,
    /// Only from the last stage (Article 9: no skipping).
    NotAtDisplay,
    /// Its stages did not end.
    NotEnded,
    /// Nothing to take back.
    NotWithClinic,
}

impl Refusal {
    /// The article behind it, where there is one.
    pub const fn article(self) -> Option<Article> {
        match self {
            Self::NotAtDisplay | Self::NotEarlier => Some(Article::ayat(9, 2)),
            Self::NotYourTurn => Some(Article::ayat(9, 1)),
            _ => None,
        }
    }

    /// The code of the answer; it has the words.
    pub const fn code(self) -> Code {
        match self {
            Self::AlreadyInClinic => Code::AlreadyInClinic,
            Self::NotInClinic => Code::NotInClinic,
            Self::Ended => Code::StagesEnded,
            Self::Stopped => Code::InnovationStopped,
            Self::Paused => Code::InnovationPaused,
            Self::NotPaused => Code::NotPaused,
            Self::NotYourTurn => Code::NotYourTurn,
            Self::NotEarlier => Code::NotEarlier,
            Self::NotAtDisplay => Code::NotAtDisplay,
            Self::NotEnded => Code::NotEnded,
            Self::NotWithClinic => Code::NotWithClinic,
        }
    }

    /// What to say (Indonesian).
    pub const fn words(self) -> &'static str {
        self.code().words()
    }

    /// The answer to a step that is not possible.
    pub fn problem(self) -> Problem {
        Problem {
            article: self.article(),
            ..Problem::new(self.code())
        }
    }
}

/// The stage after this one.
pub const fn next(stage: Stage) -> Option<Stage> {
    match stage {
        Stage::DrumUp => Some(Stage::Diagnose),
        Stage::Diagnose => Some(Stage::Design),
        Stage::Design => Some(Stage::Deliver),
        Stage::Deliver => Some(Stage::Display),
        Stage::Display => None,
    }
}

impl Course {
    /// Outside the clinic, as every imported innovation begins.
    pub const OUTSIDE: Self = Self {
        place: Place::Outside,
        desk: Desk::Innovator,
        hold: Hold::None,
    };

    /// At the beginning of a stage.
    pub const fn entering(stage: Stage) -> Self {
        Self {
            place: Place::In(stage),
            desk: Desk::Innovator,
            hold: Hold::None,
        }
    }

    /// Every course there is, for exhaustive tests.
    pub fn all() -> Vec<Self> {
        let places = [Place::Outside, Place::Finished, Place::Continued];
        let places = places
            .into_iter()
            .chain(Stage::ALL.iter().copied().map(Place::In));
        let desks = [
            Desk::Innovator,
            Desk::AgencyCoordinator,
            Desk::AgencyHead,
            Desk::Clinic,
        ];
        let holds = [Hold::None, Hold::Revising, Hold::Paused, Hold::Stopped];
        places
            .flat_map(|place| desks.into_iter().map(move |desk| (place, desk)))
            .flat_map(|(place, desk)| {
                holds
                    .into_iter()
                    .map(move |hold| Self { place, desk, hold })
            })
            .collect()
    }

    /// Where it stands after a step, or why the step is not possible.
    ///
    /// `head_releases`: the agency has its head release after the coordinator, and there is a head. The gates
    /// ([`crate::gate`]) are asked beside this, for the facts.
    pub fn after(self, step: Step, head_releases: bool) -> Result<Self, Refusal> {
        let stage = match (self.place, step) {
            (Place::Outside, Step::Start) => return Ok(Self::entering(Stage::DrumUp)),
            (Place::Outside, _) => return Err(Refusal::NotInClinic),
            (_, Step::Start) => return Err(Refusal::AlreadyInClinic),
            (Place::Finished | Place::Continued, Step::Reopen) => {
                return Ok(Self {
                    desk: Desk::Clinic,
                    ..Self::entering(Stage::Display)
                });
            }
            (Place::Finished | Place::Continued, _) => return Err(Refusal::Ended),
            (Place::In(stage), _) => stage,
        };
        match (self.hold, step) {
            (Hold::Stopped, _) => return Err(Refusal::Stopped),
            (Hold::Paused, Step::Resume) => {
                return Ok(Self {
                    hold: Hold::None,
                    ..self
                });
            }
            (Hold::Paused, Step::Stop) => {
                return Ok(Self {
                    hold: Hold::Stopped,
                    ..self
                });
            }
            (Hold::Paused, _) => return Err(Refusal::Paused),
            (_, Step::Resume) => return Err(Refusal::NotPaused),
            _ => {}
        }
        match (step, self.desk) {
            // Article 10 asks for an activity and for nobody's judgement: the first stage ends by itself.
            (Step::HandIn, Desk::Innovator) if stage == Stage::DrumUp => {
                Ok(Self::entering(Stage::Diagnose))
            }
            (Step::HandIn, Desk::Innovator) => Ok(Self {
                desk: Desk::AgencyCoordinator,
                ..self
            }),
            (Step::Release, Desk::AgencyCoordinator) if head_releases => Ok(Self {
                desk: Desk::AgencyHead,
                ..self
            }),
            (Step::Release, Desk::AgencyCoordinator | Desk::AgencyHead) => Ok(Self {
                desk: Desk::Clinic,
                ..self
            }),
            (Step::Return, Desk::AgencyCoordinator | Desk::AgencyHead)
            | (Step::Withdraw, Desk::AgencyCoordinator | Desk::AgencyHead | Desk::Clinic) => {
                Ok(Self {
                    desk: Desk::Innovator,
                    ..self
                })
            }
            (Step::Withdraw, _) => Err(Refusal::NotWithClinic),
            (Step::Decide(finding), Desk::Clinic) => Ok(match (finding, next(stage)) {
                (Finding::Valid, Some(next)) => Self::entering(next),
                // Display has no next stage: it ends by Finish or Continue.
                (Finding::Valid, None) => Self {
                    hold: Hold::None,
                    ..self
                },
                (Finding::ValidWithFixes | Finding::NotYet, _) => Self {
                    desk: Desk::Innovator,
                    hold: Hold::Revising,
                    ..self
                },
            }),
            (Step::GoBack(to), _) if to < stage => Ok(Self::entering(to)),
            (Step::GoBack(_), _) => Err(Refusal::NotEarlier),
            (Step::Pause, _) => Ok(Self {
                hold: Hold::Paused,
                ..self
            }),
            (Step::Stop, _) => Ok(Self {
                hold: Hold::Stopped,
                ..self
            }),
            (Step::Reopen, _) => Err(Refusal::NotEnded),
            (Step::Finish | Step::Continue, _) if stage != Stage::Display => {
                Err(Refusal::NotAtDisplay)
            }
            (Step::Finish, Desk::Clinic) => Ok(Self {
                place: Place::Finished,
                desk: Desk::Clinic,
                hold: Hold::None,
            }),
            (Step::Continue, Desk::Clinic) => Ok(Self {
                place: Place::Continued,
                desk: Desk::Clinic,
                hold: Hold::None,
            }),
            _ => Err(Refusal::NotYourTurn),
        }
    }

    /// The sides that may take a step, whoever's turn it is.
    pub const fn sides(step: Step) -> &'static [Side] {
        match step {
            Step::Release | Step::Return => &[Side::AgencyCoordinator, Side::AgencyHead],
            Step::Start | Step::HandIn | Step::Withdraw => {
                &[Side::Innovator, Side::AgencyCoordinator]
            }
            Step::Decide(_) | Step::GoBack(_) | Step::Finish | Step::Continue | Step::Reopen => {
                &[Side::Clinic]
            }
            Step::Pause | Step::Resume | Step::Stop => &[Side::AgencyCoordinator, Side::Clinic],
        }
    }

    /// The sides that may take a step, in words.
    pub const fn sides_words(step: Step) -> &'static str {
        match step {
            Step::Release | Step::Return => "koordinator atau kepala instansi",
            Step::Start | Step::HandIn | Step::Withdraw => "inovator atau koordinator instansi",
            Step::Decide(_) | Step::GoBack(_) | Step::Finish | Step::Continue | Step::Reopen => {
                "Tim Klinik"
            }
            Step::Pause | Step::Resume | Step::Stop => "koordinator instansi atau Tim Klinik",
        }
    }

    /// The status word on screen.
    pub const fn status(self) -> &'static str {
        match (self.place, self.hold, self.desk) {
            (_, Hold::Stopped, _) => "Dihentikan",
            (_, Hold::Paused, _) => "Ditunda",
            (Place::Outside, _, _) => "Di luar klinik",
            (Place::Finished, _, _) => "Selesai",
            (Place::Continued, _, _) => "Berlanjut",
            (_, Hold::Revising, Desk::Innovator) => "Perlu perbaikan",
            (Place::In(Stage::DrumUp), _, Desk::Innovator) => "Draf",
            (_, _, Desk::Innovator) => "Berjalan",
            (_, _, Desk::AgencyCoordinator | Desk::AgencyHead) => "Diajukan",
            (_, _, Desk::Clinic) => "Dalam verifikasi",
        }
    }

    /// What lies with a head where no head releases (any more: the setting was switched off, or nobody is left who holds the
    /// role) lies with the coordinator. `head_releases` as in [`Course::after`].
    pub fn with_head(self, head_releases: bool) -> Self {
        if self.desk == Desk::AgencyHead && !head_releases {
            return Self {
                desk: Desk::AgencyCoordinator,
                ..self
            };
        }
        self
    }

    /// None outside the clinic and after the fifth.
    pub const fn stage(self) -> Option<Stage> {
        match self.place {
            Place::In(stage) => Some(stage),
            _ => None,
        }
    }

    /// Counts as under way: somebody has to act.
    pub const fn is_live(self) -> bool {
        matches!(self.place, Place::In(_)) && matches!(self.hold, Hold::None | Hold::Revising)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> Vec<Step> {
        let mut steps = vec![
            Step::Start,
            Step::HandIn,
            Step::Release,
            Step::Return,
            Step::Withdraw,
            Step::Decide(Finding::Valid),
            Step::Decide(Finding::ValidWithFixes),
            Step::Decide(Finding::NotYet),
            Step::Pause,
            Step::Resume,
            Step::Stop,
            Step::Finish,
            Step::Continue,
            Step::Reopen,
        ];
        steps.extend(Stage::ALL.iter().copied().map(Step::GoBack));
        steps
    }

    /// The drawn arrows, written a second time and by hand: (place, hold) x step -> allowed at which desk.
    fn drawn(course: Course, step: Step) -> bool {
        let Place::In(stage) = course.place else {
            return if course.place == Place::Outside {
                step == Step::Start
            } else {
                step == Step::Reopen
            };
        };
        match course.hold {
            Hold::Stopped => false,
            Hold::Paused => matches!(step, Step::Resume | Step::Stop),
            Hold::None | Hold::Revising => match step {
                Step::Start | Step::Resume | Step::Reopen => false,
                Step::HandIn => course.desk == Desk::Innovator,
                Step::Release | Step::Return => {
                    matches!(course.desk, Desk::AgencyCoordinator | Desk::AgencyHead)
                }
                Step::Withdraw => course.desk != Desk::Innovator,
                Step::Decide(_) => course.desk == Desk::Clinic,
                Step::GoBack(to) => to < stage,
                Step::Pause | Step::Stop => true,
                Step::Finish | Step::Continue => {
                    stage == Stage::Display && course.desk == Desk::Clinic
                }
            },
        }
    }

    #[test]
    fn only_the_drawn_arrows_succeed_over_every_pair_d07() {
        let mut pairs = 0;
        for course in Course::all() {
            for step in steps() {
                for head in [false, true] {
                    assert_eq!(
                        course.after(step, head).is_ok(),
                        drawn(course, step),
                        "{course:?} {step:?}"
                    );
                    pairs += 1;
                }
            }
        }
        assert_eq!(pairs, 8 * 4 * 4 * 19 * 2);
    }

    #[test]
    fn no_step_ever_skips_a_stage_p9_2() {
        for course in Course::all() {
            for step in steps() {
                let Ok(after) = course.after(step, false) else {
                    continue;
                };
                let depth = |course: Course| match course.place {
                    Place::Outside => 0,
                    Place::In(stage) => stage.index() + 1,
                    Place::Finished | Place::Continued => 6,
                };
                assert!(
                    depth(after) <= depth(course) + 1,
                    "{course:?} {step:?} {after:?}"
                );
            }
        }
    }

    #[test]
    fn the_whole_way_with_a_head_who_releases() {
        let mut course = Course::OUTSIDE.after(Step::Start, true).unwrap();
        for stage in Stage::ALL {
            assert_eq!(course, Course::entering(*stage));
            course = course.after(Step::HandIn, true).unwrap();
            if *stage == Stage::DrumUp {
                // Article 10 asks for an activity, not for a judgement.
                continue;
            }
            for step in [Step::Release, Step::Release] {
                course = course.after(step, true).unwrap();
            }
            assert_eq!(course.desk, Desk::Clinic);
            if *stage != Stage::Display {
                course = course.after(Step::Decide(Finding::Valid), true).unwrap();
            }
        }
        assert_eq!(
            course.after(Step::Continue, true).unwrap().place,
            Place::Continued
        );
    }

    #[test]
    fn asking_for_changes_gives_the_ball_back_and_keeps_the_stage() {
        let course = Course {
            place: Place::In(Stage::Design),
            desk: Desk::Clinic,
            hold: Hold::None,
        };
        for finding in [Finding::ValidWithFixes, Finding::NotYet] {
            let after = course.after(Step::Decide(finding), false).unwrap();
            assert_eq!(
                (after.place, after.desk, after.hold),
                (Place::In(Stage::Design), Desk::Innovator, Hold::Revising)
            );
        }
    }

    #[test]
    fn only_what_was_never_handed_in_is_called_a_draft() {
        for course in Course::all() {
            let draft = course.status() == "Draf";
            assert!(
                !draft || course.place == Place::In(Stage::DrumUp),
                "{course:?}"
            );
        }
        assert_eq!(Course::entering(Stage::Deliver).status(), "Berjalan");
    }

    #[test]
    fn where_no_head_releases_nothing_lies_with_the_head() {
        for course in Course::all() {
            assert_eq!(course.with_head(true), course);
            let without = course.with_head(false);
            assert_ne!(without.desk, Desk::AgencyHead);
            assert_eq!((without.place, without.hold), (course.place, course.hold));
        }
    }

    #[test]
    fn a_mistaken_closing_is_taken_back_and_the_clinic_decides_again_p14() {
        for place in [Place::Finished, Place::Continued] {
            let closed = Course {
                place,
                desk: Desk::Clinic,
                hold: Hold::None,
            };
            let open = closed.after(Step::Reopen, false).unwrap();
            assert_eq!(open.place, Place::In(Stage::Display));
            assert_eq!(open.desk, Desk::Clinic);
            assert_eq!(
                open.after(Step::Continue, false).unwrap().place,
                Place::Continued
            );
        }
        assert!(Step::Reopen.needs_reason());
        assert_eq!(Course::sides(Step::Reopen), &[Side::Clinic]);
    }

    #[test]
    fn what_was_stopped_stays_stopped() {
        for course in Course::all()
            .into_iter()
            .filter(|it| it.hold == Hold::Stopped && matches!(it.place, Place::In(_)))
        {
            for step in steps().into_iter().filter(|step| *step != Step::Start) {
                assert_eq!(course.after(step, false), Err(Refusal::Stopped));
            }
        }
    }
}
