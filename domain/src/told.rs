//! What was said last when a record was given back, taken back, put aside, stopped or decided: who, when and why, and how long
//! it matters to whom.

use crate::{
    clinic::Relation,
    law::Stage,
    stage::{Course, Desk, Finding, Hold, Place, Step, next},
    time::Instant,
    wire::{RecordView, wire},
};

wire! {
    /// A step that was taken with a reason, or a finding that was announced.
    Told {
        /// Which step.
        step: Step,
        /// The stage in which the record stood.
        stage: Stage,
        /// For which side it was taken.
        side: Desk,
        /// Who took it.
        by: String,
        /// When.
        at: Instant,
        /// Why; shortened in lists.
        reason: String,
    }
}

/// How it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It says what is to be done, or why the record stands still.
    Now,
    /// The record was handed in again: whoever checks it looks whether it was mended.
    Answered,
}

/// Most characters of a reason in a list.
pub const SHORT: usize = 160;

/// The side that somebody takes a step for, from the record as it stood.
pub const fn side(step: Step, course: Course, relation: Relation) -> Desk {
    match step {
        Step::Return | Step::Release => course.desk,
        Step::Decide(_) | Step::GoBack(_) | Step::Finish | Step::Continue | Step::Reopen => {
            Desk::Clinic
        }
        Step::Start | Step::HandIn | Step::Withdraw if relation.member => Desk::Innovator,
        Step::Pause | Step::Resume | Step::Stop if relation.clinic => Desk::Clinic,
        _ => Desk::AgencyCoordinator,
    }
}

impl Told {
    /// It says why the record stands still. A record keeps the newest of these and the newest of the others: who resumes what
    /// was put aside finds what was asked before.
    pub const fn is_hold(&self) -> bool {
        matches!(self.step, Step::Pause | Step::Stop)
    }

    /// Something is to be mended.
    pub const fn asks(&self) -> bool {
        matches!(
            self.step,
            Step::Return
                | Step::GoBack(_)
                | Step::Decide(Finding::ValidWithFixes | Finding::NotYet)
        )
    }

    /// How it matters to somebody, with the record as it stands; none when it does not, or not any more. Whoever reads the
    /// record reads what is to be done; what was answered is for those who check.
    pub fn weighs(&self, course: Course, relation: Relation) -> Option<Weight> {
        if !relation.reads() {
            return None;
        }
        let checks = relation.coordinator || relation.head || relation.clinic;
        self.stands(course)
            .filter(|weight| *weight == Weight::Now || checks)
    }

    /// How it matters with the record as it stands, to those whom it concerns.
    pub fn stands(&self, course: Course) -> Option<Weight> {
        match (self.step, course.hold) {
            (Step::Stop, Hold::Stopped) | (Step::Pause, Hold::Paused) => return Some(Weight::Now),
            (Step::Stop | Step::Pause, _) | (_, Hold::Stopped | Hold::Paused) => return None,
            _ => {}
        }
        let Place::In(stage) = course.place else {
            return None;
        };
        // Nobody has to mend anything: whoever believed it closed reads why it is not.
        if self.step == Step::Reopen {
            let undecided = stage == Stage::Display && course.desk == Desk::Clinic;
            return undecided.then_some(Weight::Now);
        }
        let here = match self.step {
            Step::GoBack(to) => to == stage,
            Step::Decide(Finding::Valid) => next(self.stage) == Some(stage),
            Step::Return | Step::Withdraw | Step::Decide(_) => self.stage == stage,
            _ => false,
        };
        if !here {
            None
        } else if course.desk == Desk::Innovator {
            Some(Weight::Now)
        } else {
            self.asks().then_some(Weight::Answered)
        }
    }

    /// The team wrote, noted or proved something since.
    pub fn is_answered(&self, view: &RecordView) -> bool {
        let at = self.at;
        view.parts.iter().any(|it| it.at > at)
            || view.rows.plans.iter().any(|it| it.at > at)
            || view.evidence.iter().any(|it| it.stored_at > Some(at))
            || view
                .rows
                .log
                .iter()
                .chain(&view.waiting)
                .any(|it| it.stored_at > at || it.follow_up.as_ref().is_some_and(|it| it.at > at))
    }

    /// In a word: "Dikembalikan".
    pub const fn word(&self) -> &'static str {
        match self.step {
            Step::Withdraw => "Pengajuan ditarik",
            Step::Pause => "Ditunda",
            Step::Stop => "Dihentikan",
            Step::Reopen => "Penutupan ditarik kembali",
            Step::Decide(finding) => finding.label(),
            _ => "Dikembalikan",
        }
    }

    /// As a heading: "Dikembalikan untuk diperbaiki".
    pub fn title(&self) -> String {
        match self.step {
            Step::Return => "Dikembalikan untuk diperbaiki".to_owned(),
            Step::GoBack(to) => format!("Dikembalikan ke tahap {}", to.label()),
            Step::Decide(finding) => format!("Hasil validasi: {}", finding.label()),
            _ => self.word().to_owned(),
        }
    }

    /// As in a list: "Dikembalikan: angka manfaat belum bersumber"; once the record was handed in again "Sebelumnya
    /// dikembalikan: …".
    pub fn brief(&self, weight: Weight) -> String {
        let word = match weight {
            Weight::Now => self.word().to_owned(),
            Weight::Answered => format!("Sebelumnya {}", self.word().to_lowercase()),
        };
        format!("{word}: {}", shorten(&self.reason))
    }

    /// As it travels in a list.
    pub fn shortened(self) -> Self {
        let reason = shorten(&self.reason);
        Self { reason, ..self }
    }
}

/// In one line of at most [`SHORT`] characters, whole words.
fn shorten(reason: &str) -> String {
    let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHORT {
        return line;
    }
    let cut: String = line.chars().take(SHORT - 1).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |it| it.0);
    format!("{}…", whole.trim_end_matches([',', '.', ';', ':']))
}

/// What the clinic asked for and the team is mending: the newest review that the agency was told of, while its parts are open.
/// Whoever gives the record back or takes it back meanwhile takes nothing of it away.
pub fn asked(view: &RecordView) -> Option<Told> {
    let course = view.line.course;
    let stage = course.stage()?;
    if course.hold != Hold::Revising || course.desk != Desk::Innovator {
        return None;
    }
    view.rows
        .reviews
        .iter()
        .filter(|it| it.course.stage() == Some(stage))
        .filter_map(|it| {
            Some(Told {
                step: Step::Decide(it.finding),
                stage,
                side: Desk::Clinic,
                by: it.by.clone(),
                at: it.announced_at?,
                reason: it.reasons.clone(),
            })
        })
        .max_by_key(|it| it.at)
        .filter(Told::asks)
}

/// What matters to somebody of what a record keeps, newest first: what is to be done before what was answered.
pub fn newest(kept: &[Told], course: Course, relation: Relation) -> Option<&Told> {
    let with = |weight| {
        kept.iter()
            .find(|it| it.weighs(course, relation) == Some(weight))
    };
    with(Weight::Now).or_else(|| with(Weight::Answered))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        turn::{Durations, turn},
        wire::standing,
    };

    const MEMBER: Relation = Relation {
        member: true,
        own: true,
        coordinator: false,
        head: false,
        clinic: false,
        reader: false,
    };
    const COORDINATOR: Relation = Relation {
        member: false,
        own: false,
        coordinator: true,
        ..MEMBER
    };
    const CLINIC: Relation = Relation {
        coordinator: false,
        clinic: true,
        ..COORDINATOR
    };
    const NOBODY: Relation = Relation {
        coordinator: false,
        ..COORDINATOR
    };

    fn told(step: Step, stage: Stage) -> Told {
        Told {
            step,
            stage,
            side: Desk::Clinic,
            by: "Tari".to_owned(),
            at: Instant(5),
            reason: "Angka manfaat belum bersumber.".to_owned(),
        }
    }

    fn steps() -> Vec<Step> {
        let mut steps = vec![
            Step::Return,
            Step::Withdraw,
            Step::Pause,
            Step::Stop,
            Step::Decide(Finding::Valid),
            Step::Decide(Finding::ValidWithFixes),
            Step::Decide(Finding::NotYet),
        ];
        steps.extend(Stage::ALL.iter().copied().map(Step::GoBack));
        steps
    }

    /// Every step with a reason, from every course where it can be taken.
    fn taken() -> Vec<(Told, Course)> {
        let mut out = Vec::new();
        for course in Course::all() {
            for step in steps() {
                if let (Some(stage), Ok(after)) = (course.stage(), course.after(step, false)) {
                    out.push((told(step, stage), after));
                }
            }
        }
        assert!(out.len() > 200);
        out
    }

    #[test]
    fn right_after_the_step_everybody_who_reads_the_record_reads_why() {
        for (told, after) in taken() {
            let valid = told.step == Step::Decide(Finding::Valid);
            for relation in [MEMBER, COORDINATOR, CLINIC] {
                // The last stage has no next one: it ends by another step.
                let expected = (!valid || told.stage != Stage::Display).then_some(Weight::Now);
                assert_eq!(told.weighs(after, relation), expected, "{told:?} {after:?}");
            }
            assert_eq!(told.weighs(after, NOBODY), None);
        }
    }

    #[test]
    fn what_is_to_be_mended_is_called_so_whoever_gave_it_back() {
        for (told, after) in taken().into_iter().filter(|it| it.0.asks()) {
            let stands = standing(after, Some(&told));
            let turn = turn(stands, Instant(0), &Durations::default()).unwrap();
            assert_eq!(
                (stands.status(), turn.what),
                ("Perlu perbaikan", "memperbaiki yang diminta"),
                "{told:?} {after:?}"
            );
            // With somebody else it is called what it is.
            let elsewhere = after.after(Step::HandIn, false).unwrap();
            if elsewhere.desk != Desk::Innovator {
                let told = Some(&told);
                assert_eq!(standing(elsewhere, told).status(), "Diajukan");
            }
        }
        let withdrawn = told(Step::Withdraw, Stage::Design);
        let writing = Course::entering(Stage::Design);
        assert_eq!(standing(writing, Some(&withdrawn)), writing);
    }

    #[test]
    fn every_step_that_needs_a_reason_is_told() {
        for step in steps() {
            assert!(step.needs_reason() || matches!(step, Step::Decide(_)));
        }
    }

    #[test]
    fn handed_in_again_it_is_for_those_who_check() {
        for (told, after) in taken().into_iter().filter(|it| it.0.asks()) {
            let Ok(again) = after.after(Step::HandIn, false) else {
                continue;
            };
            assert_eq!(told.weighs(again, MEMBER), None, "{told:?} {again:?}");
            // Out of the first stage nobody checks.
            let expected = (again.stage() == after.stage()).then_some(Weight::Answered);
            for relation in [COORDINATOR, CLINIC] {
                assert_eq!(told.weighs(again, relation), expected, "{told:?} {again:?}");
            }
        }
    }

    #[test]
    fn in_the_next_stage_nothing_of_what_was_asked_is_left() {
        for (told, after) in taken() {
            let Some(stage) = after.stage() else { continue };
            for later in Stage::ALL.iter().filter(|it| **it > stage) {
                let course = Course::entering(*later);
                assert_eq!(told.weighs(course, MEMBER), None, "{told:?}");
            }
        }
    }

    #[test]
    fn a_reason_for_standing_still_ends_with_it_and_what_was_asked_before_is_there_again() {
        let returned = told(Step::Return, Stage::Design);
        let paused = told(Step::Pause, Stage::Design);
        assert!(paused.is_hold() && !returned.is_hold());
        let kept = [paused.clone(), returned.clone()];
        let writing = Course::entering(Stage::Design);
        let aside = writing.after(Step::Pause, false).unwrap();
        assert_eq!(newest(&kept, aside, MEMBER), Some(&paused));
        let resumed = aside.after(Step::Resume, false).unwrap();
        assert_eq!(newest(&kept, resumed, MEMBER), Some(&returned));
        let stopped = aside.after(Step::Stop, false).unwrap();
        assert_eq!(newest(&kept, stopped, MEMBER), None);
    }

    #[test]
    fn a_list_gets_one_line_of_whole_words() {
        let long = Told {
            reason: format!("Satu\ndua {}", "panjang ".repeat(60)),
            ..told(Step::Return, Stage::Design)
        };
        let brief = long.brief(Weight::Now);
        assert!(
            brief.starts_with("Dikembalikan: Satu dua panjang"),
            "{brief}"
        );
        assert!(brief.ends_with("panjang…") && brief.chars().count() < SHORT + 20);
        assert!(
            long.brief(Weight::Answered)
                .starts_with("Sebelumnya dikembalikan: Satu")
        );
        assert_eq!(long.shortened().brief(Weight::Now), brief);
        assert_eq!(
            told(Step::Decide(Finding::NotYet), Stage::Design).brief(Weight::Now),
            "Belum valid: Angka manfaat belum bersumber."
        );
    }
}
