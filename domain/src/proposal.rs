//! The second person: a step that one person proposes and another approves or refuses.

use serde::{Deserialize, Serialize};

use crate::{
    account::{Actor, Role},
    agency::AgencyCode,
    closed_list::closed_list,
    conflict::Class,
    ids::{AssignmentId, EditionId, EntryId, PersonId},
    law::Criterion,
    problem::Code,
    publication::Moved,
    time::{DAY, Instant},
};

/// The agency that runs the competition (Article 1(6)): its head stands in where there is one coordinator only.
pub const OFFICE_AGENCY: &str = "BAPPERIDA";

/// Days after its end in which a proposal is still shown.
pub const SHOWN_DAYS: i64 = 30;

/// What a judge's own new sheet is called.
pub const CORRECTION: &str = "Perbaikan lembar nilai oleh jurinya";

/// What is proposed, and about what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    /// Take a judge off the panel after the marks were read.
    RemoveJudge {
        /// Whose panel it is.
        edition: EditionId,
        /// The judge.
        person: PersonId,
    },
    /// Withdraw an entry after the marks were read.
    WithdrawEntry {
        /// Which is withdrawn.
        entry: EntryId,
    },
    /// Leave one sheet out after the marks were read.
    DropSheet {
        /// The judge and the entry.
        assignment: AssignmentId,
    },
    /// Let a sheet with a conflict count after the marks were read.
    KeepSheet {
        /// The judge and the entry.
        assignment: AssignmentId,
    },
    /// The judge's own new sheet after closing.
    CorrectSheet {
        /// The judge and the entry.
        assignment: AssignmentId,
    },
    /// A recovery link for somebody who judges in an edition that runs.
    Recover {
        /// Whose account is recovered.
        person: PersonId,
    },
}

impl Subject {
    /// Wire and database name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::RemoveJudge { .. } => "remove_judge",
            Self::WithdrawEntry { .. } => "withdraw_entry",
            Self::DropSheet { .. } => "drop_sheet",
            Self::KeepSheet { .. } => "keep_sheet",
            Self::CorrectSheet { .. } => "correct_sheet",
            Self::Recover { .. } => "recover",
        }
    }

    /// Words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::RemoveJudge { .. } => "Keluarkan juri dari panel",
            Self::WithdrawEntry { .. } => "Keluarkan entri dari lomba",
            Self::DropSheet { .. } => "Keluarkan satu lembar nilai",
            Self::KeepSheet { .. } => "Tetap hitung lembar yang berbenturan kepentingan",
            Self::CorrectSheet { .. } => CORRECTION,
            Self::Recover { .. } => "Pulihkan akun juri",
        }
    }

    /// Whoever excludes or approves types the own password again: the step changes what a board follows from that the
    /// public reads already.
    pub const fn asks_password(self, published: bool) -> bool {
        published && !matches!(self, Self::Recover { .. })
    }

    /// How long it waits, in milliseconds: a recovery one day, the others a week.
    pub const fn life(self) -> i64 {
        match self {
            Self::Recover { .. } => DAY,
            _ => 7 * DAY,
        }
    }
}

/// What exactly the step changes, frozen when it was proposed. Never a mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// What is proposed.
    pub subject: Subject,
    /// Whom or what it concerns, in words: a judge, an entry, both.
    pub name: String,
    /// Name of the edition, when it is about one.
    pub edition: Option<String>,
    /// Entries whose score is made of other sheets than before, by label.
    pub entries: Vec<String>,
    /// Entries that fall under the least number of judges, by label: they block the publication.
    pub short: Vec<String>,
    /// Sheets that stop counting, or count again.
    pub sheets: u32,
    /// Criteria whose mark changes; which, never to what.
    pub criteria: Vec<Criterion>,
    /// Conflicts of interest that are decided.
    pub classes: Vec<Class>,
    /// The first whose place on the board changes, as the marks stand that were read by now.
    #[serde(default)]
    pub moves: Vec<Moved>,
    /// How many more there are.
    #[serde(default)]
    pub more_moves: u32,
}

impl Effect {
    /// As its proposer reads it: a judge who corrects a sheet does not learn from it how the board stands.
    #[must_use]
    pub fn for_proposer(mut self) -> Self {
        if matches!(self.subject, Subject::CorrectSheet { .. }) {
            self.moves.clear();
            self.more_moves = 0;
        }
        self
    }
}

closed_list! {
    /// How a proposal ended.
    pub enum Outcome {
        /// By the second person; it happened.
        Approved = "approved";
        /// By the second person; nothing happened.
        Refused = "refused";
        /// By whoever proposed it.
        TakenBack = "taken_back";
    }
}

closed_list! {
    /// Where a proposal stands.
    pub enum State {
        /// Waits for the second person.
        Waiting = "waiting", "Menunggu orang kedua";
        /// Its subject moved since: it can be refused or taken back, no more be approved (F34).
        Outdated = "outdated", "Keadaannya sudah berubah";
        /// Its time is over.
        Expired = "expired", "Kedaluwarsa";
        /// It happened.
        Approved = "approved", "Disetujui";
        /// Nothing happened; a reason is kept.
        Refused = "refused", "Ditolak";
        /// By whoever proposed it; nothing happened.
        TakenBack = "taken_back", "Diambil kembali";
    }
}

impl State {
    /// Where it stands at `now`.
    pub fn at(outcome: Option<Outcome>, moved: bool, expires: Instant, now: Instant) -> Self {
        match outcome {
            Some(Outcome::Approved) => Self::Approved,
            Some(Outcome::Refused) => Self::Refused,
            Some(Outcome::TakenBack) => Self::TakenBack,
            None if now >= expires => Self::Expired,
            None if moved => Self::Outdated,
            None => Self::Waiting,
        }
    }

    /// Nobody ended it and its time is not over.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Outdated)
    }
}

/// How somebody excludes: removes a judge, withdraws an entry, leaves a sheet with a conflict out or lets it count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excluding {
    /// At once, in the own name.
    Alone,
    /// As a proposal that another person approves.
    Together,
}

/// May it be done so? Alone while nobody has read the marks, from then on only together.
pub const fn may_exclude(how: Excluding, marks_read: bool) -> Result<(), Code> {
    match (how, marks_read) {
        (Excluding::Alone, false) | (Excluding::Together, true) => Ok(()),
        (Excluding::Alone, true) => Err(Code::SecondPersonNeeded),
        (Excluding::Together, false) => Err(Code::SecondPersonNotNeeded),
    }
}

/// What the rule of the second person looks at.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Who proposed it.
    pub proposer: PersonId,
    /// What is proposed.
    pub subject: Subject,
    /// The edition it is about.
    pub edition: Option<EditionId>,
    /// Coordinators with a live account other than the proposer.
    pub other_coordinators: u32,
}

/// May the actor approve this proposal?
///
/// Excluding: another coordinator; where there is none, the head of BAPPERIDA. A judge's correction: a
/// coordinator. A recovery: another administrator or a coordinator. Never whoever proposed it (C11), never
/// whom it concerns, never a judge of that edition.
pub fn may_approve(actor: &Actor, it: &Circumstances) -> Result<(), Code> {
    if actor.person == it.proposer {
        return Err(Code::SecondPersonNeeded);
    }
    if it.edition.is_some_and(|edition| actor.judges(edition)) {
        return Err(Code::Forbidden);
    }
    let concerned = matches!(it.subject, Subject::Recover { person } if actor.person == person);
    let allowed = !concerned
        && approving_roles(it)
            .iter()
            .any(|role| holds_for_approval(actor, *role));
    if allowed {
        Ok(())
    } else {
        Err(Code::Forbidden)
    }
}

/// The roles that make somebody the second person; the head of an agency only at [`OFFICE_AGENCY`].
pub const fn approving_roles(it: &Circumstances) -> &'static [Role] {
    match it.subject {
        Subject::Recover { .. } => &[Role::Coordinator, Role::Administrator],
        Subject::CorrectSheet { .. } => &[Role::Coordinator],
        Subject::RemoveJudge { .. }
        | Subject::WithdrawEntry { .. }
        | Subject::DropSheet { .. }
        | Subject::KeepSheet { .. } => {
            if it.other_coordinators == 0 {
                &[Role::Coordinator, Role::AgencyHead]
            } else {
                &[Role::Coordinator]
            }
        }
    }
}

fn holds_for_approval(actor: &Actor, role: Role) -> bool {
    match role {
        Role::AgencyHead => heads_the_office(actor),
        _ => actor.is(role),
    }
}

/// May the actor refuse it? Whoever may approve, and the person whose account would be recovered.
pub fn may_refuse(actor: &Actor, it: &Circumstances) -> Result<(), Code> {
    match it.subject {
        Subject::Recover { person } if actor.person == person && actor.person != it.proposer => {
            Ok(())
        }
        _ => may_approve(actor, it),
    }
}

/// Heads BAPPERIDA.
pub fn heads_the_office(actor: &Actor) -> bool {
    actor.is_at(
        Role::AgencyHead,
        &AgencyCode(OFFICE_AGENCY.to_owned()),
        None,
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::account::{Grant, Home};

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn actor(n: u128, role: Role, home: Option<&str>) -> Actor {
        Actor {
            person: person(n),
            name: "Sari".to_owned(),
            username: "sari".to_owned(),
            home: home.map_or(Home::Outside, |it| Home::Agency(AgencyCode(it.to_owned()))),
            grants: vec![Grant {
                role,
                edition: (role == Role::Judge).then(|| EditionId(Uuid::from_u128(9))),
                agency: home.map(|it| AgencyCode(it.to_owned())),
            }],
        }
    }

    fn all() -> [Subject; 6] {
        let (edition, entry) = (EditionId(Uuid::from_u128(9)), EntryId(Uuid::from_u128(8)));
        let assignment = AssignmentId(Uuid::from_u128(7));
        [
            Subject::RemoveJudge {
                edition,
                person: person(5),
            },
            Subject::WithdrawEntry { entry },
            Subject::DropSheet { assignment },
            Subject::KeepSheet { assignment },
            Subject::CorrectSheet { assignment },
            Subject::Recover { person: person(5) },
        ]
    }

    fn it(subject: Subject, other_coordinators: u32) -> Circumstances {
        Circumstances {
            proposer: person(1),
            subject,
            edition: Some(EditionId(Uuid::from_u128(9))),
            other_coordinators,
        }
    }

    #[test]
    fn one_person_excludes_until_somebody_reads_the_marks_and_two_from_then_on() {
        use Excluding::{Alone, Together};
        assert_eq!(may_exclude(Alone, false), Ok(()));
        assert_eq!(may_exclude(Alone, true), Err(Code::SecondPersonNeeded));
        assert_eq!(may_exclude(Together, true), Ok(()));
        assert_eq!(
            may_exclude(Together, false),
            Err(Code::SecondPersonNotNeeded)
        );
    }

    #[test]
    fn nobody_is_both_people_whatever_the_role_c11() {
        for role in Role::ALL {
            for subject in all() {
                for others in [0, 1] {
                    let said =
                        may_approve(&actor(1, role, Some("BAPPERIDA")), &it(subject, others));
                    assert_eq!(said, Err(Code::SecondPersonNeeded), "{role:?} {subject:?}");
                }
            }
        }
    }

    #[test]
    fn who_may_be_the_second_person_as_a_table() {
        for role in Role::ALL {
            for subject in all() {
                for others in [0, 1] {
                    for home in [None, Some("DINKES"), Some("BAPPERIDA")] {
                        let recovers = matches!(subject, Subject::Recover { .. });
                        let corrects = matches!(subject, Subject::CorrectSheet { .. });
                        let expected = match role {
                            Role::Coordinator => true,
                            Role::Administrator => recovers,
                            Role::AgencyHead => {
                                !recovers && !corrects && others == 0 && home == Some("BAPPERIDA")
                            }
                            _ => false,
                        };
                        let said = may_approve(&actor(2, role, home), &it(subject, others));
                        assert_eq!(
                            said.is_ok(),
                            expected,
                            "{role:?} {subject:?} {others} {home:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn who_comes_from_the_office_and_heads_another_agency_is_not_its_head() {
        let mut other = actor(2, Role::AgencyHead, Some("BAPPERIDA"));
        assert!(heads_the_office(&other));
        for grant in &mut other.grants {
            grant.agency = Some(AgencyCode("DINKES".to_owned()));
        }
        assert!(!heads_the_office(&other));
    }

    #[test]
    fn a_judge_of_the_edition_and_whom_it_concerns_approve_nothing() {
        let mut both = actor(2, Role::Coordinator, None);
        both.grants.push(Grant {
            role: Role::Judge,
            edition: Some(EditionId(Uuid::from_u128(9))),
            agency: None,
        });
        for subject in all() {
            assert_eq!(may_approve(&both, &it(subject, 1)), Err(Code::Forbidden));
        }
        let concerned = actor(5, Role::Administrator, None);
        let recovery = it(Subject::Recover { person: person(5) }, 1);
        assert_eq!(may_approve(&concerned, &recovery), Err(Code::Forbidden));
        assert_eq!(may_refuse(&concerned, &recovery), Ok(()));
    }

    #[test]
    fn what_the_public_reads_already_is_changed_with_the_password_alone() {
        for subject in all() {
            assert!(!subject.asks_password(false), "{subject:?}");
            let recovers = matches!(subject, Subject::Recover { .. });
            assert_eq!(subject.asks_password(true), !recovers, "{subject:?}");
        }
    }

    #[test]
    fn every_state_has_a_way_out_or_is_an_end() {
        let at = |outcome, moved, now| State::at(outcome, moved, Instant(100), Instant(now));
        assert_eq!(at(None, false, 99), State::Waiting);
        assert_eq!(at(None, true, 99), State::Outdated);
        assert_eq!(at(None, false, 100), State::Expired);
        assert_eq!(at(Some(Outcome::Approved), true, 200), State::Approved);
        assert_eq!(at(Some(Outcome::Refused), true, 200), State::Refused);
        assert_eq!(at(Some(Outcome::TakenBack), false, 1), State::TakenBack);
        for subject in all() {
            assert!(subject.life() > 0);
        }
    }
}
