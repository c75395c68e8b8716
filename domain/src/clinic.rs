//! Who stands how to a record, and what each may do with it; reviews, criteria, and the desk's lanes.

use core::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::{
    account::{Actor, Role},
    agency::AgencyCode,
    closed_list::closed_list,
    ids::PersonId,
    law::{CRITERIA, Criterion, Stage},
    log::check_follow_up,
    part::Part,
    problem::{Code, FieldFault},
    stage::{Course, Desk, Finding, Hold, Place, Side, Step},
    wire::ReviewRemark,
};

/// How somebody stands to a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a person can stand to a record in several ways at once"
)]
pub struct Relation {
    /// Is on its team.
    pub member: bool,
    /// Is on its team, whatever the role: nobody checks the own work (Article 5(1)d).
    #[serde(default)]
    pub own: bool,
    /// Coordinates its agency or the body above it.
    pub coordinator: bool,
    /// Heads its agency or the body above it.
    pub head: bool,
    /// Is of the clinic (the coordinator of BAPPERIDA works there too).
    pub clinic: bool,
    /// Reads (leadership).
    pub reader: bool,
}

impl Relation {
    /// How `actor` stands to a record of `agency`, below `parent`: `member` is on its team and works for that agency, `own` is
    /// on its team at all.
    pub fn of(
        actor: &Actor,
        agency: &AgencyCode,
        parent: Option<&AgencyCode>,
        member: bool,
        own: bool,
    ) -> Self {
        Self {
            own,
            member: member && actor.is_any(&[Role::Innovator, Role::AgencyCoordinator]),
            coordinator: actor.is_at(Role::AgencyCoordinator, agency, parent),
            head: actor.is_at(Role::AgencyHead, agency, parent),
            clinic: actor.is_any(&[Role::Clinic, Role::Coordinator]),
            reader: actor.is(Role::Leadership),
        }
    }

    /// May know that the record exists.
    pub const fn reads(self) -> bool {
        self.member || self.coordinator || self.head || self.clinic || self.reader
    }

    /// Is of the agency's side.
    pub const fn is_agency(self) -> bool {
        self.member || self.coordinator || self.head
    }

    /// Acts for a side.
    pub const fn is(self, side: Side) -> bool {
        match side {
            Side::Innovator => self.member,
            Side::AgencyCoordinator => self.coordinator,
            Side::AgencyHead => self.head,
            Side::Clinic => self.clinic,
        }
    }

    /// It is this person's turn.
    pub const fn holds(self, desk: Desk) -> bool {
        match desk {
            Desk::Innovator => self.member,
            Desk::AgencyCoordinator => self.coordinator,
            Desk::AgencyHead => self.head,
            Desk::Clinic => self.clinic,
        }
    }
}

/// What somebody wants to do with a record.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Everything that the side of the asking person sees.
    Read,
    /// Its text or list, from now on.
    Write(Part),
    /// Add to the log, as the agency or as the clinic.
    Log {
        /// The entry is the clinic's own (consultation, appointment).
        clinics: bool,
    },
    /// Correct an entry of the log.
    Correct {
        /// The asking person wrote it.
        own: bool,
        /// The entry is the clinic's own (consultation, appointment).
        clinics: bool,
    },
    /// Follow up an obstacle or an input.
    Follow,
    /// Take a step.
    Step(Step),
    /// Judge what was handed in.
    Review,
    /// Judge the criteria of Article 8.
    Judge,
    /// Comment.
    Remark,
    /// Add or take away evidence.
    Evidence,
    /// Say that evidence may be shown to the public.
    Expose,
    /// Correct what was registered of an innovation from before the regulation (Article 17).
    Register,
    /// Change the team.
    Team,
    /// Delete a draft.
    Delete,
    /// Change a validated plan.
    Replan,
    /// Ask for publication.
    Ask,
    /// Publish, or take back.
    Publish,
    /// Set facilitator and reviewer.
    Assign,
}

/// May somebody in this relation do it, with the record as it stands? Nobody learns of a record that is not
/// theirs to know: that is `not_found`.
pub fn may(relation: Relation, act: Act, course: Course, open: &[Part]) -> Result<(), Code> {
    if !relation.reads() {
        return Err(Code::NotFound);
    }
    let writer = relation.member || relation.coordinator;
    let allowed = match act {
        Act::Read => true,
        Act::Write(_) | Act::Evidence | Act::Replan | Act::Register | Act::Team | Act::Delete => {
            writer
        }
        Act::Log { clinics } => {
            if clinics {
                relation.clinic
            } else {
                writer || relation.clinic
            }
        }
        // The agency answers for its entries, the clinic for its own; whoever wrote one may always mend it.
        Act::Correct { own, clinics } => own || if clinics { relation.clinic } else { writer },
        Act::Follow | Act::Remark => writer || relation.head || relation.clinic,
        Act::Step(step) => Course::sides(step).iter().any(|side| relation.is(*side)),
        Act::Review | Act::Judge | Act::Publish | Act::Assign => relation.clinic,
        Act::Expose | Act::Ask => relation.coordinator,
    };
    if !allowed {
        return Err(Code::Forbidden);
    }
    if relation.own && matches!(act, Act::Review | Act::Judge | Act::Publish) {
        return Err(Code::OwnWork);
    }
    stands(relation, act, course, open)
}

/// Does the record, as it stands, allow it?
fn stands(relation: Relation, act: Act, course: Course, open: &[Part]) -> Result<(), Code> {
    match act {
        Act::Write(part) => {
            live(course)?;
            // What goes on as a routine service grows on, whoever wrote it last.
            if course.place == Place::Continued {
                return if part.grows() {
                    Ok(())
                } else if part == Part::Plan {
                    Err(Code::PlanFrozen)
                } else {
                    Err(Code::StagesEnded)
                };
            }
            let stage = course.stage().ok_or(Code::StagesEnded)?;
            if part == Part::Plan && stage > Stage::Design {
                return Err(Code::PlanFrozen);
            }
            match course.desk {
                Desk::Innovator => {}
                // The agency's coordinator may mend what lies on the own desk.
                Desk::AgencyCoordinator if relation.coordinator => {}
                _ => return Err(Code::NotYourTurn),
            }
            if course.hold == Hold::Revising && !open.is_empty() && !open.contains(&part) {
                return Err(Code::PartClosed);
            }
            Ok(())
        }
        Act::Log { .. } | Act::Correct { .. } => live(course),
        Act::Register => {
            live(course)?;
            match course.place {
                Place::Continued => Ok(()),
                _ => Err(Code::NotLegacy),
            }
        }
        Act::Replan => {
            live(course)?;
            match course.stage() {
                Some(stage) if stage > Stage::Design => Ok(()),
                None if course.place == Place::Continued => Ok(()),
                _ => Err(Code::PlanNotValidated),
            }
        }
        Act::Review => {
            live(course)?;
            if course.desk == Desk::Clinic {
                Ok(())
            } else {
                Err(Code::NotYourTurn)
            }
        }
        Act::Step(step) => {
            // Whoever leads it back, puts it aside or takes it up again need not hold it; the others must.
            let anytime = matches!(
                step,
                Step::GoBack(_) | Step::Pause | Step::Resume | Step::Stop | Step::Withdraw
            );
            if anytime || step == Step::Start || relation.holds(course.desk) {
                Ok(())
            } else if course.desk == Desk::Innovator && relation.coordinator && step == Step::HandIn
            {
                // The coordinator may hand in for a team.
                Ok(())
            } else {
                Err(Code::NotYourTurn)
            }
        }
        _ => Ok(()),
    }
}

fn live(course: Course) -> Result<(), Code> {
    match (course.place, course.hold) {
        (Place::Outside, _) => Err(Code::NotInClinic),
        (Place::Finished, _) => Err(Code::StagesEnded),
        (_, Hold::Stopped) => Err(Code::InnovationStopped),
        (_, Hold::Paused) => Err(Code::InnovationPaused),
        _ => Ok(()),
    }
}

/// Why somebody who judges says why it is them (Article 5(1)d).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// They accompany the innovation that they judge.
    Coach,
    /// Somebody else is assigned.
    Other,
}

impl Aside {
    /// Of the person who judges, with those who are assigned; none when nothing has to be said.
    pub fn of(
        who: PersonId,
        facilitator: Option<PersonId>,
        reviewer: Option<PersonId>,
    ) -> Option<Self> {
        if facilitator == Some(who) {
            Some(Self::Coach)
        } else if reviewer.is_some_and(|it| it != who) {
            Some(Self::Other)
        } else {
            None
        }
    }

    /// What the form says.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Coach => "Anda mendampingi inovasi ini. Alasannya dibaca instansi.",
            Self::Other => "Penelaah yang ditetapkan orang lain. Alasannya dibaca instansi.",
        }
    }
}

/// The reason as it is kept, 5 to 500 characters where one is needed; nothing is kept where none is.
pub fn aside_said(aside: Option<Aside>, said: Option<&str>) -> Result<Option<String>, Code> {
    if aside.is_none() {
        return Ok(None);
    }
    let said = said.unwrap_or_default().trim();
    if (5..=500).contains(&said.chars().count()) {
        Ok(Some(said.to_owned()))
    } else {
        Err(Code::ReviewAside)
    }
}

/// The clinic's judgement of one criterion of Article 8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// Which.
    pub criterion: Criterion,
    /// The clinic finds the criterion fulfilled.
    pub met: bool,
    /// Why, 5 to 500 characters.
    pub reason: String,
}

/// Everything that is wrong with the judgements: all five, each once, each with a reason (Article 8).
pub fn judgement_faults(judgements: &[Judgement]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let complete = judgements.len() == CRITERIA
        && Criterion::ALL
            .iter()
            .all(|criterion| judgements.iter().any(|it| it.criterion == *criterion));
    if !complete {
        faults.push(FieldFault::new("criteria", Code::CriteriaIncomplete));
    }
    for it in judgements {
        let length = it.reason.trim().chars().count();
        if !(5..=500).contains(&length) {
            faults.push(FieldFault::new(
                format!("criteria.{}", it.criterion.code()),
                Code::CriterionReason,
            ));
        }
    }
    faults
}

/// Which criteria are met, in the order of the law.
pub fn met(judgements: &[Judgement]) -> [bool; CRITERIA] {
    core::array::from_fn(|n| {
        judgements
            .iter()
            .any(|it| it.criterion.index() == n && it.met)
    })
}

/// Most characters of a remark on a part.
pub const MOST_REMARK: usize = 1_000;

/// What stands between the reasons of a review that is held back and its remarks.
const PER_PART: &str = "\n\nPer bagian:";

/// The reasons of a review as they are stored. Remarks are read as soon as they are written: those of a review that is
/// held back stand inside its reasons until it is announced.
pub fn review_reasons(reasons: &str, remarks: &[ReviewRemark], announce: bool) -> String {
    let mut text = reasons.trim().to_owned();
    if !announce && !remarks.is_empty() {
        text.push_str(PER_PART);
        for it in remarks {
            let _ = write!(text, "\n{}: {}", it.part.label(), it.text.trim());
        }
    }
    text
}

/// The reasons of a review that was held back, without what they say part by part.
pub fn reasons_alone(reasons: &str) -> &str {
    reasons
        .split_once(PER_PART)
        .map_or(reasons, |(alone, _)| alone)
}

/// What the reasons of a review that was held back say of one part; the inverse of [`review_reasons`].
pub fn remark_in(reasons: &str, part: Part) -> Option<String> {
    let (_, listed) = reasons.split_once(PER_PART)?;
    let begins = |line: &str, part: Part| {
        let rest = line.strip_prefix(part.label())?;
        rest.strip_prefix(": ").map(str::to_owned)
    };
    let mut found: Option<String> = None;
    for line in listed.lines() {
        if let Some(text) = begins(line, part) {
            found = Some(text);
        } else if Part::ALL.iter().any(|other| begins(line, *other).is_some()) {
            if found.is_some() {
                break;
            }
        } else if let Some(text) = &mut found {
            text.push('\n');
            text.push_str(line);
        }
    }
    found.map(|text| text.trim().to_owned())
}

/// Everything that is wrong with a review: reasons, the parts that it opens, and a remark on one of them.
pub fn review_faults(
    finding: Finding,
    reasons: &str,
    parts: &[Part],
    remarks: &[ReviewRemark],
    announce: bool,
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if reasons.trim().chars().count() < 5 {
        faults.push(FieldFault::new("reasons", Code::ReasonNeeded));
    } else if review_reasons(reasons, remarks, announce).chars().count() > 4_000 {
        faults.push(FieldFault::new("reasons", Code::TextTooLong));
    }
    match (finding, parts.is_empty()) {
        (Finding::Valid, false) => {
            faults.push(FieldFault::new("parts", Code::PartsNotWanted));
        }
        (Finding::ValidWithFixes, true) => {
            faults.push(FieldFault::new("parts", Code::PartsNeeded));
        }
        _ => {}
    }
    for (n, it) in remarks.iter().enumerate() {
        let twice = remarks.iter().take(n).any(|other| other.part == it.part);
        let found = if twice || !parts.contains(&it.part) {
            Err(Code::UnknownValue)
        } else {
            check_follow_up(&it.text)
        };
        if let Err(code) = found {
            faults.push(FieldFault::new(remark_field(it.part), code));
        }
    }
    faults
}

/// The name of the field for the remark on a part.
pub fn remark_field(part: Part) -> String {
    format!("remarks.{}", part.code())
}

closed_list! {
    /// Where an innovation lies on the clinic's desk.
    pub enum Lane {
        /// "Menunggu kami".
        Ours = "menunggu-kami", "Menunggu kami";
        /// "Menunggu PD".
        Theirs = "menunggu-pd", "Menunggu instansi";
        /// "Selesai".
        Done = "selesai", "Selesai";
    }
}

impl Lane {
    /// The lane of a course.
    pub const fn of(course: Course) -> Self {
        if !course.is_live() {
            Self::Done
        } else if matches!(course.desk, Desk::Clinic) {
            Self::Ours
        } else {
            Self::Theirs
        }
    }
}

/// Rows of a lane that travel at once.
pub const QUEUE_SIZE: u32 = 500;

/// The number that people quote: `INV-2026-0042`.
pub fn number(year: i32, n: u32) -> String {
    format!("INV-{year}-{n:04}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::RemarkId, record::Section};

    const MEMBER: Relation = Relation {
        member: true,
        own: false,
        coordinator: false,
        head: false,
        clinic: false,
        reader: false,
    };
    const COORDINATOR: Relation = Relation {
        member: false,
        coordinator: true,
        ..MEMBER
    };
    const CLINIC: Relation = Relation {
        member: false,
        clinic: true,
        ..MEMBER
    };
    const READER: Relation = Relation {
        member: false,
        reader: true,
        ..MEMBER
    };
    const NOBODY: Relation = Relation {
        member: false,
        ..MEMBER
    };

    fn code(relation: Relation, act: Act, course: Course) -> Option<Code> {
        may(relation, act, course, &[]).err()
    }

    fn all_acts() -> Vec<Act> {
        vec![
            Act::Read,
            Act::Write(Part::Plan),
            Act::Log { clinics: false },
            Act::Log { clinics: true },
            Act::Follow,
            Act::Step(Step::HandIn),
            Act::Review,
            Act::Judge,
            Act::Remark,
            Act::Evidence,
            Act::Expose,
            Act::Team,
            Act::Register,
            Act::Delete,
            Act::Replan,
            Act::Ask,
            Act::Publish,
            Act::Assign,
        ]
    }

    #[test]
    fn who_is_not_concerned_learns_nothing_c03() {
        for course in Course::all() {
            for act in all_acts() {
                assert_eq!(code(NOBODY, act, course), Some(Code::NotFound), "{act:?}");
            }
        }
    }

    #[test]
    fn nobody_reviews_judges_or_publishes_the_own_work_p5_1_d() {
        let own = Relation {
            own: true,
            ..CLINIC
        };
        for course in Course::all() {
            for act in [Act::Review, Act::Judge, Act::Publish] {
                assert_eq!(code(own, act, course), Some(Code::OwnWork), "{act:?}");
            }
            assert_eq!(code(own, Act::Assign, course), None);
        }
    }

    #[test]
    fn an_entry_is_corrected_by_its_writer_or_by_its_side() {
        let course = Course::entering(Stage::Deliver);
        let of = |relation, own, clinics| code(relation, Act::Correct { own, clinics }, course);
        for relation in [MEMBER, COORDINATOR] {
            assert_eq!(of(relation, false, false), None);
            assert_eq!(of(relation, false, true), Some(Code::Forbidden));
        }
        assert_eq!(of(CLINIC, false, false), Some(Code::Forbidden));
        assert_eq!(of(CLINIC, true, false), None);
        assert_eq!(of(CLINIC, false, true), None);
    }

    #[test]
    fn leadership_reads_and_does_nothing_else() {
        for course in Course::all() {
            for act in all_acts() {
                let expected = (!matches!(act, Act::Read)).then_some(Code::Forbidden);
                assert_eq!(code(READER, act, course), expected, "{act:?}");
            }
        }
    }

    #[test]
    fn only_the_clinic_judges_and_only_on_its_own_desk() {
        for course in Course::all() {
            for relation in [MEMBER, COORDINATOR] {
                assert_eq!(code(relation, Act::Review, course), Some(Code::Forbidden));
            }
            let open = course.is_live() && course.desk == Desk::Clinic
                || course.place == Place::Continued
                    && course.desk == Desk::Clinic
                    && matches!(course.hold, Hold::None | Hold::Revising);
            assert_eq!(
                code(CLINIC, Act::Review, course).is_none(),
                open,
                "{course:?}"
            );
        }
    }

    #[test]
    fn a_revision_reopens_only_the_named_parts_f43() {
        let course = Course {
            hold: Hold::Revising,
            ..Course::entering(Stage::Diagnose)
        };
        let named = Part::Identity;
        for part in Part::ALL {
            let got = may(MEMBER, Act::Write(part), course, &[named]);
            assert_eq!(got.is_ok(), part == named, "{part}");
        }
    }

    #[test]
    fn a_validated_plan_is_frozen_p13_1() {
        for stage in Stage::ALL {
            let course = Course::entering(*stage);
            let got = code(MEMBER, Act::Write(Part::Plan), course);
            assert_eq!(got, (*stage > Stage::Design).then_some(Code::PlanFrozen));
            let again = code(MEMBER, Act::Replan, course);
            assert_eq!(again.is_none(), *stage > Stage::Design);
        }
    }

    #[test]
    fn what_goes_on_is_written_and_planned_on_but_not_the_idea_p1_17_p14() {
        let ended = |place| Course {
            place,
            desk: Desk::Clinic,
            hold: Hold::None,
        };
        for relation in [MEMBER, COORDINATOR] {
            let of = |act, place| code(relation, act, ended(place));
            for part in [Part::Indicators, Part::Text(Section::Lessons)] {
                assert_eq!(of(Act::Write(part), Place::Continued), None);
                assert_eq!(
                    of(Act::Write(part), Place::Finished),
                    Some(Code::StagesEnded)
                );
            }
            for part in [Part::Identity, Part::Text(Section::Problem)] {
                assert_eq!(
                    of(Act::Write(part), Place::Continued),
                    Some(Code::StagesEnded)
                );
            }
            assert_eq!(of(Act::Replan, Place::Continued), None);
            assert_eq!(of(Act::Register, Place::Continued), None);
            assert_eq!(
                of(Act::Register, Place::In(Stage::Design)),
                Some(Code::NotLegacy)
            );
            assert!(of(Act::Replan, Place::Finished).is_some());
            assert_eq!(of(Act::Log { clinics: false }, Place::Continued), None);
            assert_eq!(
                of(Act::Step(Step::Reopen), Place::Continued),
                Some(Code::Forbidden)
            );
        }
        for place in [Place::Finished, Place::Continued] {
            assert_eq!(code(CLINIC, Act::Step(Step::Reopen), ended(place)), None);
        }
    }

    #[test]
    fn nobody_writes_what_lies_on_another_desk() {
        for stage in [Stage::Diagnose, Stage::Design] {
            let course = Course {
                desk: Desk::Clinic,
                ..Course::entering(stage)
            };
            for relation in [MEMBER, COORDINATOR] {
                let got = code(relation, Act::Write(Part::Identity), course);
                assert_eq!(got, Some(Code::NotYourTurn));
            }
        }
    }

    #[test]
    fn who_coaches_or_is_not_assigned_judges_only_with_a_reason_p5_1_d() {
        let [me, other] = [1, 2].map(|n| PersonId(uuid::Uuid::from_u128(n)));
        for (facilitator, reviewer, expected) in [
            (None, None, None),
            (Some(other), None, None),
            (None, Some(me), None),
            (Some(me), None, Some(Aside::Coach)),
            (Some(me), Some(me), Some(Aside::Coach)),
            (None, Some(other), Some(Aside::Other)),
        ] {
            let aside = Aside::of(me, facilitator, reviewer);
            assert_eq!(aside, expected);
            let silent = aside_said(aside, None);
            assert_eq!(silent.is_err(), expected.is_some());
            let said = aside_said(aside, Some(" Penelaah cuti. ")).unwrap();
            assert_eq!(said.is_some(), expected.is_some());
        }
        let long = "x".repeat(501);
        for bad in ["", "ya", long.as_str()] {
            assert_eq!(
                aside_said(Some(Aside::Coach), Some(bad)),
                Err(Code::ReviewAside)
            );
        }
    }

    #[test]
    fn a_review_needs_reasons_and_fixes_name_their_parts_p11_3() {
        let of = |finding, parts: &[Part]| {
            review_faults(finding, "Alasan yang cukup.", parts, &[], true)
                .first()
                .map(|it| it.code)
        };
        assert_eq!(of(Finding::Valid, &[]), None);
        assert_eq!(
            of(Finding::Valid, &[Part::Plan]),
            Some(Code::PartsNotWanted)
        );
        assert_eq!(of(Finding::ValidWithFixes, &[]), Some(Code::PartsNeeded));
        assert_eq!(of(Finding::NotYet, &[]), None);
        assert_eq!(
            review_faults(Finding::Valid, " ", &[], &[], true)[0].code,
            Code::ReasonNeeded
        );
    }

    #[test]
    fn a_remark_of_any_length_is_taken_or_named_p11_3() {
        let of = |text: &str, part, announce| {
            let remarks = [ReviewRemark {
                id: RemarkId(uuid::Uuid::nil()),
                part,
                text: text.to_owned(),
            }];
            let parts = [Part::Plan];
            review_faults(Finding::NotYet, "Alasan.", &parts, &remarks, announce)
                .into_iter()
                .map(|it| (it.field, it.code))
                .next()
        };
        let named = |code| Some((remark_field(Part::Plan), code));
        assert_eq!(of(&"x".repeat(MOST_REMARK), Part::Plan, true), None);
        let long = "x".repeat(MOST_REMARK + 1);
        assert_eq!(of(&long, Part::Plan, true), named(Code::TextTooLong));
        assert_eq!(of("xy", Part::Plan, false), named(Code::TextTooShort));
        assert_eq!(of(" ", Part::Plan, true), named(Code::TextMissing));
        assert_eq!(
            of("Jelaskan.", Part::Identity, true),
            Some((remark_field(Part::Identity), Code::UnknownValue))
        );
    }

    #[test]
    fn remarks_of_a_review_that_is_held_back_stand_in_its_reasons() {
        let remarks = [ReviewRemark {
            id: RemarkId(uuid::Uuid::nil()),
            part: Part::Plan,
            text: "Sebut sumber dananya. ".to_owned(),
        }];
        assert_eq!(review_reasons(" Alasan. ", &remarks, true), "Alasan.");
        let held = review_reasons("Alasan.", &remarks, false);
        assert!(held.starts_with("Alasan.\n\nPer bagian:\n"), "{held}");
        assert!(held.ends_with("Sebut sumber dananya."), "{held}");
        assert_eq!(
            remark_in(&held, Part::Plan).as_deref(),
            Some("Sebut sumber dananya.")
        );
        assert_eq!(remark_in(&held, Part::Identity), None);
        assert_eq!(reasons_alone(&held), "Alasan.");
        assert_eq!(remark_in("Rencana aksi: tanpa daftar", Part::Plan), None);
        let full = "x".repeat(3_990);
        let faults = review_faults(Finding::NotYet, &full, &[Part::Plan], &remarks, false);
        assert_eq!(faults[0], FieldFault::new("reasons", Code::TextTooLong));
    }

    /// Everybody's steps on the way, with the finding that opens the gate.
    const WAY: [Step; 10] = [
        Step::Start,
        Step::HandIn,
        Step::Release,
        Step::Return,
        Step::Withdraw,
        Step::Decide(Finding::Valid),
        Step::Decide(Finding::NotYet),
        Step::Resume,
        Step::Finish,
        Step::Continue,
    ];

    /// Where these people can lead a record: every course from this one.
    fn led(people: &[Relation], from: Course, head: bool) -> Vec<Course> {
        let mut seen = vec![from.with_head(head)];
        let mut n = 0;
        while let Some(course) = seen.get(n).copied() {
            n += 1;
            for step in WAY {
                let act = if matches!(step, Step::Decide(_)) {
                    Act::Review
                } else {
                    Act::Step(step)
                };
                let taken = people.iter().any(|it| may(*it, act, course, &[]).is_ok());
                if let (true, Ok(next)) = (taken, course.after(step, head)) {
                    let next = next.with_head(head);
                    if !seen.contains(&next) {
                        seen.push(next);
                    }
                }
            }
        }
        seen
    }

    #[test]
    fn nothing_lies_where_nobody_leads_it_on() {
        const HEAD: Relation = Relation {
            head: true,
            ..NOBODY
        };
        // A stage forward needs somebody who writes, a coordinator (who may write, too) and the clinic; a head only where one
        // releases. Whatever was set before, and whoever held a role when it came there.
        for (people, head) in [
            (vec![COORDINATOR, CLINIC], false),
            (vec![MEMBER, COORDINATOR, CLINIC], false),
            (vec![MEMBER, COORDINATOR, HEAD, CLINIC], true),
            (vec![MEMBER, COORDINATOR, HEAD, CLINIC], false),
        ] {
            for course in Course::all() {
                let ends = led(&people, course, head)
                    .iter()
                    .any(|it| matches!(it.place, Place::Finished | Place::Continued));
                let stopped = matches!(course.place, Place::In(_)) && course.hold == Hold::Stopped;
                assert_eq!(ends, !stopped, "{course:?} {head}");
            }
        }
        // Whoever writes gets back what lies with a side where nobody is left.
        for course in Course::all().into_iter().filter(|it| it.is_live()) {
            for head in [false, true] {
                let back = led(&[MEMBER], course, head)
                    .iter()
                    .any(|it| it.desk == Desk::Innovator);
                assert!(back, "{course:?}");
            }
        }
    }

    #[test]
    fn all_five_criteria_are_judged_with_a_reason_p8() {
        let all: Vec<_> = Criterion::ALL
            .iter()
            .map(|criterion| Judgement {
                criterion: *criterion,
                met: true,
                reason: "Terlihat pada angka.".to_owned(),
            })
            .collect();
        assert_eq!(judgement_faults(&all), vec![]);
        assert_eq!(met(&all), [true; CRITERIA]);
        assert_eq!(
            judgement_faults(&all[1..])[0].code,
            Code::CriteriaIncomplete
        );
        let mut without = all;
        without[2].reason = String::new();
        assert_eq!(judgement_faults(&without)[0].code, Code::CriterionReason);
    }
}
