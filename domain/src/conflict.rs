//! Conflicts of interest between a judge and an entry (Article 5(1)d): one function, asked at every moment
//! at which the facts may have changed.

use crate::{
    agency::{self, Agency, AgencyCode},
    closed_list::closed_list,
    ids::PersonId,
};

/// What is known of a judge.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    /// Who is on the panel.
    pub person: PersonId,
    /// Every agency the person comes from or holds a role at; empty when from outside.
    pub agencies: &'a [AgencyCode],
}

/// What is known of an entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'a> {
    /// Its agency; none when it is not one of the regency, or not matched yet.
    pub agency: Option<&'a AgencyCode>,
    /// Everybody who is or was on its team.
    pub team: &'a [PersonId],
    /// Its facilitator at the clinic.
    pub facilitator: Option<PersonId>,
    /// Its reviewer at the clinic and everybody who wrote a finding about it.
    pub reviewers: &'a [PersonId],
}

closed_list! {
    /// Why a judge must not judge an entry.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Class {
        /// Comes from the entry's agency, from the body above it, or from a unit of it.
        Agency = "agency", "instansi yang sama, induknya, atau unitnya";
        /// Is or was on the team.
        Team = "team", "anggota tim inovasi";
        /// Accompanies it at the clinic.
        Facilitator = "facilitator", "pendamping inovasi di klinik";
        /// Reviewed it.
        Reviewer = "reviewer", "penelaah inovasi di klinik";
    }
}

/// Every conflict between a judge and an entry, in the order of [`Class::ALL`]; empty when there is none.
pub fn between(judge: &Judge<'_>, entry: &Entry<'_>, agencies: &[Agency]) -> Vec<Class> {
    let holds = |class: &Class| match class {
        Class::Agency => entry.agency.is_some_and(|entry| {
            judge
                .agencies
                .iter()
                .any(|home| agency::related(agencies, home, entry))
        }),
        Class::Team => entry.team.contains(&judge.person),
        Class::Facilitator => entry.facilitator == Some(judge.person),
        Class::Reviewer => entry.reviewers.contains(&judge.person),
    };
    Class::ALL.into_iter().filter(holds).collect()
}

/// What is known of the conflicts of one pair.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Those that the facts of now make.
    pub now: &'a [Class],
    /// Those that were found and written down.
    pub found: &'a [Class],
    /// Those that somebody decided.
    pub decided: &'a [Class],
    /// The edition is published: how its judges stand to its entries later says nothing about how they judged.
    pub published: bool,
}

impl Known<'_> {
    /// Whether what the facts of now make counts.
    fn is_now(&self, class: Class) -> bool {
        !self.published && self.now.contains(&class)
    }

    /// The conflicts that nobody decided: those of now and those found before, without those decided.
    ///
    /// One found before stays although the facts changed again, so that nobody makes it vanish by moving an
    /// agency or leaving a team.
    pub fn undecided(&self) -> Vec<Class> {
        let open = |class: &Class| {
            (self.is_now(*class) || self.found.contains(class)) && !self.decided.contains(class)
        };
        Class::ALL.into_iter().filter(open).collect()
    }

    /// The conflicts that are to be written down.
    pub fn fresh(&self) -> Vec<Class> {
        let fresh = |class: &Class| self.is_now(*class) && !self.found.contains(class);
        Class::ALL.into_iter().filter(fresh).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::agency::Obligation;

    fn known<'a>(
        now: &'a [Class],
        found: &'a [Class],
        decided: &'a [Class],
        published: bool,
    ) -> Known<'a> {
        Known {
            now,
            found,
            decided,
            published,
        }
    }

    fn code(text: &str) -> AgencyCode {
        AgencyCode(text.to_owned())
    }

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn agencies() -> Vec<Agency> {
        let agency = |own: &str, parent: Option<&str>| Agency {
            code: code(own),
            name: own.to_owned(),
            sort: String::new(),
            parent: parent.map(code),
            obligation: Obligation::Bound,
        };
        vec![
            agency("DINKES", None),
            agency("PKM", Some("DINKES")),
            agency("DLH", None),
        ]
    }

    #[test]
    fn own_agency_parent_and_units_in_any_of_several_agencies_p5_1_d() {
        let all = agencies();
        let of = |homes: &[&str], entry: Option<&str>| {
            let homes: Vec<_> = homes.iter().map(|it| code(it)).collect();
            let entry = entry.map(code);
            between(
                &Judge {
                    person: person(1),
                    agencies: &homes,
                },
                &Entry {
                    agency: entry.as_ref(),
                    ..Entry::default()
                },
                &all,
            )
        };
        for (homes, entry) in [
            (&["DINKES"][..], "DINKES"),
            (&["PKM"], "DINKES"),
            (&["DINKES"], "PKM"),
            (&["DLH", "PKM"], "DINKES"),
        ] {
            assert_eq!(
                of(homes, Some(entry)),
                vec![Class::Agency],
                "{homes:?} {entry}"
            );
        }
        assert_eq!(of(&["DLH"], Some("PKM")), vec![]);
        assert_eq!(of(&[], Some("PKM")), vec![]);
        assert_eq!(of(&["DINKES"], None), vec![]);
    }

    #[test]
    fn team_facilitator_and_reviewers_never_judge_what_they_worked_on() {
        let me = Judge {
            person: person(1),
            agencies: &[],
        };
        let (own, other) = ([person(2), person(1)], [person(2)]);
        let entry = Entry {
            agency: None,
            team: &own,
            facilitator: Some(person(1)),
            reviewers: &own,
        };
        assert_eq!(
            between(&me, &entry, &[]),
            vec![Class::Team, Class::Facilitator, Class::Reviewer]
        );
        let entry = Entry {
            agency: None,
            team: &other,
            facilitator: Some(person(2)),
            reviewers: &other,
        };
        assert_eq!(between(&me, &entry, &[]), vec![]);
    }

    #[test]
    fn a_conflict_found_once_stays_until_somebody_decides_it() {
        use Class::{Agency, Team};
        let open = |now, found, decided| known(now, found, decided, false).undecided();
        assert_eq!(open(&[], &[Agency], &[]), vec![Agency]);
        assert_eq!(open(&[Team], &[Agency], &[Agency]), vec![Team]);
        assert_eq!(open(&[Agency], &[Agency], &[Agency]), vec![]);
        let fresh = |now, found| known(now, found, &[], false).fresh();
        assert_eq!(fresh(&[Agency, Team], &[Agency]), vec![Team]);
        assert_eq!(fresh(&[], &[Agency]), vec![]);
    }

    #[test]
    fn facts_after_the_publication_make_no_conflict_in_it() {
        use Class::{Agency, Team};
        let later = known(&[Team], &[], &[], true);
        assert_eq!((later.undecided(), later.fresh()), (vec![], vec![]));
        // What was found before stays.
        assert_eq!(
            known(&[Team], &[Agency], &[], true).undecided(),
            vec![Agency]
        );
    }
}
