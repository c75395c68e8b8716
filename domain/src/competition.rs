//! The competition (Article 5(2)a): edition, rubric, phases, entries, and the order of its steps.
//!
//! The regulation fixes the five criteria and nothing else; weights, panel size, tie rule and
//! timetable are settings of an edition, open to the public and locked when it opens.

use serde::{Deserialize, Serialize};

use crate::{
    closed_list::closed_list,
    law::{CRITERIA, Criterion, Kind},
    problem::{Code, FieldFault},
    text,
    time::Instant,
};

closed_list! {
    /// Who may enter.
    pub enum Entrants {
        /// Agencies and regional companies of the regency only (Article 5(2)a).
        Agencies = "pd_bumd", "Perangkat daerah dan BUMD";
        /// Anyone the coordinator enters, other regions included.
        Open = "terbuka", "Terbuka, termasuk daerah lain";
    }
}

/// One of the five described bands of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Lowest mark of the band.
    pub from: u8,
    /// Highest mark of the band.
    pub to: u8,
    /// The mark that choosing the band sets.
    pub midpoint: u8,
    /// Its name on screen.
    pub name: &'static str,
}

/// How many bands a criterion has.
pub const BAND_COUNT: usize = 5;

/// The bands, lowest first; together they cover 0 to 100 without gap or overlap.
pub const BANDS: [Band; BAND_COUNT] = [
    Band {
        from: 0,
        to: 20,
        midpoint: 10,
        name: "Sangat kurang",
    },
    Band {
        from: 21,
        to: 40,
        midpoint: 30,
        name: "Kurang",
    },
    Band {
        from: 41,
        to: 60,
        midpoint: 50,
        name: "Cukup",
    },
    Band {
        from: 61,
        to: 80,
        midpoint: 70,
        name: "Baik",
    },
    Band {
        from: 81,
        to: 100,
        midpoint: 90,
        name: "Sangat baik",
    },
];

/// One criterion as this edition judges it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CriterionRule {
    /// Which of the five (Article 8).
    pub criterion: Criterion,
    /// Weight in percent, 1 to 96; the five sum to 100.
    pub weight: u8,
    /// What to look at, at most 300 characters.
    pub look_at: String,
    /// The sentence of each band, lowest first, 1 to 300 characters each.
    pub bands: Vec<String>,
}

/// The five criteria with their weights and band texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// The five, in the order of Article 8.
    pub criteria: Vec<CriterionRule>,
}

impl Rubric {
    /// The weights in the order of Article 8; zero where the rubric lacks one.
    pub fn weights(&self) -> [u8; CRITERIA] {
        let mut weights = [0; CRITERIA];
        for rule in &self.criteria {
            weights[rule.criterion.index()] = rule.weight;
        }
        weights
    }

    /// Weight and bands of one criterion; none in a rubric that is not whole.
    pub fn rule(&self, criterion: Criterion) -> Option<&CriterionRule> {
        self.criteria
            .iter()
            .find(|rule| rule.criterion == criterion)
    }

    /// Everything that is wrong with it, by field; empty when it can be judged by.
    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        let order: Vec<_> = self.criteria.iter().map(|rule| rule.criterion).collect();
        if order != Criterion::ALL {
            faults.push(FieldFault::new("rubric.criteria", Code::CriteriaIncomplete));
            return faults;
        }
        let sum: u32 = self
            .criteria
            .iter()
            .map(|rule| u32::from(rule.weight))
            .sum();
        if sum != 100 {
            faults.push(FieldFault::new("rubric.weights", Code::WeightsNotHundred));
        }
        for rule in &self.criteria {
            let code = rule.criterion.code();
            if rule.weight == 0 {
                faults.push(FieldFault::new(
                    format!("rubric.{code}.weight"),
                    Code::WeightZero,
                ));
            }
            if rule.look_at.chars().count() > 300 {
                faults.push(FieldFault::new(
                    format!("rubric.{code}.look_at"),
                    Code::TextTooLong,
                ));
            }
            if rule.bands.len() != BAND_COUNT {
                faults.push(FieldFault::new(
                    format!("rubric.{code}.bands"),
                    Code::BandsIncomplete,
                ));
            }
            for (n, band) in rule.bands.iter().enumerate() {
                let field = format!("rubric.{code}.bands.{n}");
                if band.trim().is_empty() {
                    faults.push(FieldFault::new(field, Code::TextMissing));
                } else if band.chars().count() > 300 {
                    faults.push(FieldFault::new(field, Code::TextTooLong));
                }
            }
        }
        faults
    }
}

/// A judged phase; the percents of an edition's phases sum to 100. The screens know one for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// 1, 2, … in order.
    pub n: u8,
    /// Name on screen.
    pub name: String,
    /// Share of the entry's total, 1 to 100.
    pub percent: u8,
}

/// How judges' totals become an entry's score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Method {
    /// The mean of the totals of the locked sheets.
    #[default]
    #[serde(rename = "mean")]
    Mean,
}

/// What the coordinator sets; editable until the edition opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Name, 5 to 120 characters.
    pub name: String,
    /// Year, 2024 to 2100.
    pub year: u16,
    /// Who may enter.
    pub entrants: Entrants,
    /// Judging opens (server time).
    pub opens_at: Instant,
    /// Judging closes (server time, exclusive), at least one hour after opening.
    pub closes_at: Instant,
    /// Judges an entry needs at least, 3 to 15: with fewer, one judge could work out another's mark.
    pub min_judges: u8,
    /// Criteria, weights, bands.
    pub rubric: Rubric,
    /// Tie chain: criteria compared in this order when scores are equal; 0 to 5, no repeats.
    pub tie_chain: Vec<Criterion>,
    /// Results are invented and every screen says "contoh".
    pub sample: bool,
}

/// Judges an entry needs at least.
pub const MIN_JUDGES: u8 = 3;

impl Setup {
    /// Everything that is wrong with it, by field; empty when it may be saved.
    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = self.rubric.faults();
        let length = self.name.trim().chars().count();
        if length < 5 {
            faults.push(FieldFault::new("name", Code::TextTooShort));
        } else if length > 120 {
            faults.push(FieldFault::new("name", Code::TextTooLong));
        }
        if !(2024..=2100).contains(&self.year) {
            faults.push(FieldFault::new("year", Code::YearOutOfRange));
        }
        if self.closes_at.0 < self.opens_at.0.saturating_add(crate::time::HOUR) {
            faults.push(FieldFault::new("closes_at", Code::ClosingBeforeOpening));
        }
        if !(MIN_JUDGES..=15).contains(&self.min_judges) {
            faults.push(FieldFault::new("min_judges", Code::PanelTooSmall));
        }
        let mut seen = Vec::new();
        for criterion in &self.tie_chain {
            if seen.contains(criterion) {
                faults.push(FieldFault::new("tie_chain", Code::TieChainRepeats));
                break;
            }
            seen.push(*criterion);
        }
        faults
    }
}

closed_list! {
    /// What the database holds of an edition's course.
    pub enum Recorded {
        /// Being set up.
        Draft = "draft";
        /// Opened by the coordinator: setup and dossiers are frozen.
        Opened = "opened";
        /// Closed by the coordinator.
        Closed = "closed";
        /// At least one version is published.
        Published = "published";
        /// Ended without a result.
        Cancelled = "cancelled";
    }
}

closed_list! {
    /// Where an edition stands at an instant of server time.
    #[derive(Hash)]
    pub enum Standing {
        /// Being set up.
        Draft = "draft", "Disiapkan";
        /// Opened, but the opening instant has not come.
        Scheduled = "scheduled", "Dibuka, belum mulai";
        /// Judges score.
        Judging = "judging", "Penilaian berjalan";
        /// The closing instant has passed; the coordinator has not closed yet. Marks are still sealed.
        TimeUp = "time_up", "Waktu penilaian habis";
        /// Closed; the coordinator may see the marks.
        Closed = "closed", "Ditutup";
        /// Published.
        Published = "published", "Diumumkan";
        /// Ended without a result; nothing is judged or published any more.
        Cancelled = "cancelled", "Dibatalkan";
    }
}

impl Standing {
    /// Where an edition stands at `now`.
    pub fn at(recorded: Recorded, opens_at: Instant, closes_at: Instant, now: Instant) -> Self {
        match recorded {
            Recorded::Draft => Self::Draft,
            Recorded::Closed => Self::Closed,
            Recorded::Published => Self::Published,
            Recorded::Cancelled => Self::Cancelled,
            Recorded::Opened if now < opens_at => Self::Scheduled,
            Recorded::Opened if now < closes_at => Self::Judging,
            Recorded::Opened => Self::TimeUp,
        }
    }

    /// May this be done now? The refusal says what to do first.
    pub fn allows(self, act: Act) -> Result<(), Code> {
        use Standing as S;
        let (allowed, refusal): (&[S], Code) = match act {
            // What comes late is kept for the record, as after closing.
            _ if self == S::Cancelled && !matches!(act, Act::Archive | Act::Score) => {
                (&[], Code::EditionCancelled)
            }
            Act::Setup | Act::Entries | Act::Open | Act::Delete => {
                (&[S::Draft], Code::EditionAlreadyOpen)
            }
            Act::Cancel => match self {
                S::Draft => (&[], Code::DraftIsDeleted),
                _ => (
                    &[S::Scheduled, S::Judging, S::TimeUp, S::Closed],
                    Code::PublishedIsArchived,
                ),
            },
            Act::Archive => (&[S::Published, S::Cancelled], Code::NotOverYet),
            Act::Score => match self {
                S::Draft | S::Scheduled => (&[S::Judging], Code::JudgingNotOpen),
                _ => (&[S::Judging], Code::JudgingClosed),
            },
            Act::Panel => (
                &[S::Draft, S::Scheduled, S::Judging, S::TimeUp],
                Code::JudgingClosed,
            ),
            Act::Exclude => (
                &[
                    S::Draft,
                    S::Scheduled,
                    S::Judging,
                    S::TimeUp,
                    S::Closed,
                    S::Published,
                ],
                Code::JudgingClosed,
            ),
            Act::Extend | Act::Close => match self {
                S::Draft => (&[], Code::JudgingNotOpen),
                _ => (&[S::Scheduled, S::Judging, S::TimeUp], Code::JudgingClosed),
            },
            Act::Reopen => match self {
                S::Draft => (&[], Code::JudgingNotOpen),
                S::Published => (&[], Code::AlreadyPublished),
                _ => (&[S::Closed], Code::JudgingNotClosed),
            },
            Act::ReadMarks => (&[S::Closed, S::Published], Code::MarksSealed),
            Act::Publish => (&[S::Closed, S::Published], Code::JudgingStillOpen),
        };
        if allowed.contains(&self) {
            Ok(())
        } else {
            Err(refusal)
        }
    }
}

closed_list! {
    /// What can be done to an edition.
    #[derive(Hash)]
    pub enum Act {
        /// Change name, dates, rubric.
        Setup;
        /// Add or remove entries, edit dossiers.
        Entries;
        /// Open: freeze setup and dossiers.
        Open;
        /// A judge saves, locks or reopens the own sheet.
        Score;
        /// Add judges, assign and unassign.
        Panel;
        /// Move the deadline later.
        Extend;
        /// Withdraw an entry, remove a judge: with a reason, the evidence kept.
        Exclude;
        /// End the judging.
        Close;
        /// Go on judging after it was closed ([`crate::timetable::may_reopen`] asks more).
        Reopen;
        /// Read what judges gave.
        ReadMarks;
        /// Publish, or publish a corrected version.
        Publish;
        /// Delete a draft; its address becomes free.
        Delete;
        /// End what was opened without a result; its address stays and says so.
        Cancel;
        /// Take what is over off the public home, or put it back.
        Archive;
    }
}

/// What judges read about an entry. Texts may be empty while the edition is a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Summary, at most 200 words.
    pub summary: String,
    /// A text per criterion in the order of Article 8, at most 400 words each.
    pub criteria: [String; CRITERIA],
    /// Links to material, at most 5, `https://` only.
    pub links: Vec<Link>,
}

/// A link of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it leads to, 1 to 80 characters.
    pub label: String,
    /// `https://…`, at most 300 characters.
    pub url: String,
}

/// Most words of a summary.
pub const SUMMARY_WORDS: usize = 200;
/// Most words of a criterion text.
pub const CRITERION_WORDS: usize = 400;
/// Most links of a dossier.
pub const MAX_LINKS: usize = 5;

impl Dossier {
    /// Everything that is wrong with it, by field.
    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        let mut check = |field: String, value: &str, limit: usize| {
            if text::words(value) > limit || value.len() > limit * 20 {
                faults.push(FieldFault::new(field, Code::TextTooLong));
            }
        };
        check("dossier.summary".to_owned(), &self.summary, SUMMARY_WORDS);
        for (criterion, value) in Criterion::ALL.iter().zip(&self.criteria) {
            check(
                format!("dossier.{}", criterion.code()),
                value,
                CRITERION_WORDS,
            );
        }
        if self.links.len() > MAX_LINKS {
            faults.push(FieldFault::new("dossier.links", Code::TooMany));
        }
        for (n, link) in self.links.iter().enumerate() {
            let label = link.label.trim().chars().count();
            if !(1..=80).contains(&label) {
                faults.push(FieldFault::new(
                    format!("dossier.links.{n}.label"),
                    Code::TextMissing,
                ));
            }
            let plain = link.url.strip_prefix("https://").is_some_and(|rest| {
                !rest.is_empty()
                    && !rest.starts_with('/')
                    && !rest.contains(|c: char| {
                        c.is_whitespace() || c.is_control() || c == '"' || c == '<'
                    })
            });
            if !plain || link.url.len() > 300 {
                faults.push(FieldFault::new(
                    format!("dossier.links.{n}.url"),
                    Code::LinkNotHttps,
                ));
            }
        }
        faults
    }

    /// How much of it says something. The line that was made from the catalogue says nothing of its own.
    pub fn content(&self) -> Content {
        let says = |text: &str| text::words(text) >= SAYING;
        let criteria = self.criteria.iter().filter(|text| says(text)).count();
        Content {
            summary: says(&self.summary) && !is_generated(&self.summary),
            criteria: u8::try_from(criteria).unwrap_or_default(),
        }
    }
}

/// Words from which on a text says something.
const SAYING: usize = 3;

/// A summary that was put together from the catalogue, as entries once began with: "… dari Dinas …: inovasi metode, tahun 2022."
/// It never counts as written, and is never shown to the public.
pub fn is_generated(summary: &str) -> bool {
    let Some((head, tail)) = summary.trim().rsplit_once(", tahun ") else {
        return false;
    };
    let kinds = Kind::ALL.iter().map(|it| it.label().to_lowercase());
    let kind = kinds
        .chain(["jenis belum ditentukan".to_owned()])
        .any(|kind| head.ends_with(&[": ", &kind].concat()));
    let (years, origin) = tail.split_once('.').unwrap_or((tail, ""));
    let years = years == "belum diketahui"
        || (!years.is_empty()
            && years
                .chars()
                .all(|it| it.is_ascii_digit() || matches!(it, '–' | '-')));
    kind && years && (origin.is_empty() || is_origin(origin))
}

/// " Replikasi dari Kab. Jauh." and nothing after it: a further sentence is somebody's own.
fn is_origin(text: &str) -> bool {
    let name = text
        .strip_prefix(" Replikasi dari ")
        .and_then(|it| it.strip_suffix('.'));
    name.is_some_and(|it| {
        !it.contains('\n') && !it.replace("Kab. ", "").replace("Prov. ", "").contains(". ")
    })
}

/// How much judges can read of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The summary says something.
    pub summary: bool,
    /// Criteria with a text, 0 to 5.
    pub criteria: u8,
}

impl Content {
    /// Nothing to judge from: such an entry stands in the way of opening.
    pub const fn is_empty(self) -> bool {
        !self.summary && self.criteria == 0
    }

    /// Everything is there. What is neither this nor empty opens only when whoever opens says so.
    pub const fn is_ready(self) -> bool {
        self.summary && self.criteria as usize == CRITERIA
    }

    /// "kosong", "3 dari 5 kriteria", "5 dari 5 kriteria, tanpa ringkasan", "siap".
    pub fn words(self) -> String {
        if self.is_empty() {
            return "kosong".to_owned();
        }
        if self.is_ready() {
            return "siap".to_owned();
        }
        let missing = if self.summary {
            ""
        } else {
            ", tanpa ringkasan"
        };
        format!("{} dari {CRITERIA} kriteria{missing}", self.criteria)
    }
}

/// Most entries of one edition. With [`MAX_JUDGES`] the sizes that storage, results and publication are measured at.
pub const MAX_ENTRIES: usize = 500;

/// Most judges of one entry.
pub const MAX_JUDGES: usize = 20;

/// May an entry be judged by so many? Asked when judges are assigned and again at opening.
pub const fn judges_fit(judges: usize) -> Result<(), Code> {
    if judges > MAX_JUDGES {
        Err(Code::EntryTooManyJudges)
    } else {
        Ok(())
    }
}

/// What stands between a draft and its opening; empty means it may open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpeningGap {
    /// What is missing.
    pub code: Code,
    /// Which entry, by its label, when it concerns one.
    pub entry: Option<String>,
}

/// What an opening needs to know of an entry.
#[derive(Clone, Debug)]
pub struct EntryReadiness {
    /// Label shown to the coordinator.
    pub label: String,
    /// Judges assigned.
    pub judges: usize,
    /// What judges can read of it.
    pub content: Content,
    /// Judges with a conflict of interest that nobody decided.
    pub conflicts: Vec<String>,
}

/// Checks an opening (product F30): entries, judges, coverage, dossiers, closing in the future, and the size that an edition
/// may have.
pub fn opening_gaps(
    setup: &Setup,
    entries: &[EntryReadiness],
    judges: usize,
    now: Instant,
) -> Vec<OpeningGap> {
    let gap = |code| OpeningGap { code, entry: None };
    let mut gaps = Vec::new();
    if entries.is_empty() {
        gaps.push(gap(Code::NoEntries));
    }
    if entries.len() > MAX_ENTRIES {
        gaps.push(gap(Code::EditionTooManyEntries));
    }
    if judges < usize::from(setup.min_judges) {
        gaps.push(gap(Code::NotEnoughJudges));
    }
    if setup.closes_at <= now {
        gaps.push(gap(Code::ClosingInPast));
    }
    for entry in entries {
        if entry.judges < usize::from(setup.min_judges) {
            gaps.push(OpeningGap {
                code: Code::EntryUnderMinimum,
                entry: Some(entry.label.clone()),
            });
        }
        if let Err(code) = judges_fit(entry.judges) {
            gaps.push(OpeningGap {
                code,
                entry: Some(entry.label.clone()),
            });
        }
        for judge in &entry.conflicts {
            gaps.push(OpeningGap {
                code: Code::ConflictUndecided,
                entry: Some(format!("{}: {judge}", entry.label)),
            });
        }
        if entry.content.is_empty() {
            gaps.push(OpeningGap {
                code: Code::DossierMissing,
                entry: Some(entry.label.clone()),
            });
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{defaults, time::HOUR};

    fn setup() -> Setup {
        Setup {
            name: "Kompetisi Inovasi 2026".to_owned(),
            year: 2026,
            entrants: Entrants::Agencies,
            opens_at: Instant(0),
            closes_at: Instant(10 * HOUR),
            min_judges: 3,
            rubric: defaults::rubric(),
            tie_chain: defaults::TIE_CHAIN.to_vec(),
            sample: false,
        }
    }

    #[test]
    fn the_default_setup_may_be_saved() {
        assert_eq!(setup().faults(), vec![]);
    }

    #[test]
    fn bands_cover_0_to_100_and_hold_their_midpoint() {
        let mut next = 0;
        for band in BANDS {
            assert_eq!(band.from, next);
            assert!((band.from..=band.to).contains(&band.midpoint));
            next = band.to + 1;
        }
        assert_eq!(next, 101);
    }

    #[test]
    fn weights_that_do_not_sum_to_100_are_refused() {
        let mut bad = setup();
        bad.rubric.criteria[0].weight = 21;
        assert_eq!(
            bad.faults(),
            vec![FieldFault::new("rubric.weights", Code::WeightsNotHundred)]
        );
    }

    #[test]
    fn a_rubric_without_a_criterion_of_article_8_is_refused() {
        let mut bad = setup();
        bad.rubric.criteria.pop();
        assert_eq!(
            bad.faults(),
            vec![FieldFault::new("rubric.criteria", Code::CriteriaIncomplete)]
        );
    }

    #[test]
    fn fewer_than_three_judges_are_refused() {
        let mut bad = setup();
        bad.min_judges = 2;
        assert_eq!(
            bad.faults(),
            vec![FieldFault::new("min_judges", Code::PanelTooSmall)]
        );
    }

    #[test]
    fn every_act_in_every_standing() {
        use Act as A;
        use Standing as S;
        // The whole machine as a table: the acts each standing allows.
        let table: [(S, &[A]); 7] = [
            (
                S::Draft,
                &[
                    A::Setup,
                    A::Entries,
                    A::Open,
                    A::Panel,
                    A::Exclude,
                    A::Delete,
                ],
            ),
            (
                S::Scheduled,
                &[A::Panel, A::Extend, A::Exclude, A::Close, A::Cancel],
            ),
            (
                S::Judging,
                &[
                    A::Score,
                    A::Panel,
                    A::Extend,
                    A::Exclude,
                    A::Close,
                    A::Cancel,
                ],
            ),
            (
                S::TimeUp,
                &[A::Panel, A::Extend, A::Exclude, A::Close, A::Cancel],
            ),
            (
                S::Closed,
                &[A::Exclude, A::Reopen, A::ReadMarks, A::Publish, A::Cancel],
            ),
            (
                S::Published,
                &[A::Exclude, A::ReadMarks, A::Publish, A::Archive],
            ),
            (S::Cancelled, &[A::Archive]),
        ];
        for (standing, allowed) in table {
            for act in A::ALL {
                assert_eq!(
                    standing.allows(act).is_ok(),
                    allowed.contains(&act),
                    "{standing:?} {act:?}"
                );
            }
        }
    }

    #[test]
    fn closing_is_exclusive_and_by_the_instant_given() {
        let at = |now| Standing::at(Recorded::Opened, Instant(100), Instant(200), Instant(now));
        assert_eq!(at(99), Standing::Scheduled);
        assert_eq!(at(100), Standing::Judging);
        assert_eq!(at(199), Standing::Judging);
        assert_eq!(at(200), Standing::TimeUp);
    }

    #[test]
    fn marks_stay_sealed_until_the_coordinator_closes() {
        for standing in [
            Standing::Draft,
            Standing::Scheduled,
            Standing::Judging,
            Standing::TimeUp,
        ] {
            assert_eq!(standing.allows(Act::ReadMarks), Err(Code::MarksSealed));
        }
    }

    #[test]
    fn an_edition_without_entries_or_judges_cannot_open() {
        let codes: Vec<_> = opening_gaps(&setup(), &[], 0, Instant(0))
            .into_iter()
            .map(|gap| gap.code)
            .collect();
        assert_eq!(codes, vec![Code::NoEntries, Code::NotEnoughJudges]);
    }

    #[test]
    fn an_entry_with_two_judges_or_no_dossier_cannot_open() {
        let entries = [EntryReadiness {
            label: "A-01".to_owned(),
            judges: 2,
            content: Content::default(),
            conflicts: vec!["Juri 3".to_owned()],
        }];
        let codes: Vec<_> = opening_gaps(&setup(), &entries, 3, Instant(0))
            .into_iter()
            .map(|gap| gap.code)
            .collect();
        assert_eq!(
            codes,
            vec![
                Code::EntryUnderMinimum,
                Code::ConflictUndecided,
                Code::DossierMissing
            ]
        );
    }

    #[test]
    fn an_edition_of_500_entries_with_20_judges_opens_and_one_more_of_either_does_not() {
        let entries = |n: usize, judges| {
            let entry = EntryReadiness {
                label: "E-01".to_owned(),
                judges,
                content: Content {
                    summary: true,
                    criteria: 5,
                },
                conflicts: vec![],
            };
            vec![entry; n]
        };
        let codes = |entries: &[EntryReadiness]| -> Vec<_> {
            opening_gaps(&setup(), entries, 30, Instant(0))
                .into_iter()
                .map(|gap| gap.code)
                .collect()
        };
        assert_eq!(codes(&entries(MAX_ENTRIES, MAX_JUDGES)), vec![]);
        assert_eq!(
            codes(&entries(MAX_ENTRIES + 1, 3)),
            vec![Code::EditionTooManyEntries]
        );
        assert_eq!(
            codes(&entries(1, MAX_JUDGES + 1)),
            vec![Code::EntryTooManyJudges]
        );
        for (code, limit) in [
            (Code::EditionTooManyEntries, MAX_ENTRIES),
            (Code::EntryTooManyJudges, MAX_JUDGES),
        ] {
            assert!(
                code.words().contains(&format!(" {limit} ")),
                "{}",
                code.words()
            );
        }
    }

    #[test]
    fn a_dossier_is_empty_partly_written_or_ready_and_a_generated_line_is_nothing() {
        let written = |summary: &str, criteria: usize| {
            let mut dossier = Dossier {
                summary: summary.to_owned(),
                ..Dossier::default()
            };
            for text in dossier.criteria.iter_mut().take(criteria) {
                "Uraian yang cukup panjang.".clone_into(text);
            }
            dossier.content()
        };
        let generated =
            "Kelas Apung dari Dinas Pendidikan: jenis belum ditentukan, tahun 2021–2022.";
        let own = "Anak nelayan belajar di perahu.";
        for (summary, criteria, words) in [
            ("", 0, "kosong"),
            ("dua kata", 0, "kosong"),
            (generated, 0, "kosong"),
            (generated, 5, "5 dari 5 kriteria, tanpa ringkasan"),
            (own, 0, "0 dari 5 kriteria"),
            (own, 3, "3 dari 5 kriteria"),
            ("", 2, "2 dari 5 kriteria, tanpa ringkasan"),
            (own, 5, "siap"),
        ] {
            let content = written(summary, criteria);
            assert_eq!(content.words(), words, "{summary} {criteria}");
            assert_eq!(content.is_empty(), words == "kosong");
            assert_eq!(content.is_ready(), words == "siap");
        }
    }

    #[test]
    fn every_line_that_the_catalogue_made_is_known_and_no_other() {
        for kind in Kind::ALL
            .iter()
            .map(|it| it.label().to_lowercase())
            .chain(["jenis belum ditentukan".to_owned()])
        {
            for years in ["2022", "2021–2022", "belum diketahui"] {
                for origin in [
                    "",
                    " Replikasi dari Kota Lain.",
                    " Replikasi dari Kab. Jauh.",
                ] {
                    let line =
                        format!("e Lit Boo dari UPT, Kabupaten: {kind}, tahun {years}.{origin}");
                    assert!(is_generated(&line), "{line}");
                }
            }
        }
        for own in [
            "",
            "Anak nelayan belajar di perahu.",
            "Layanan ini: inovasi metode, tahun 2022. Warga datang sekali saja.",
            "Layanan ini: inovasi metode, tahun 2022. Replikasi dari Kota Lain. Warga datang sekali saja.",
            "Layanan ini: inovasi metode, tahun 2022. Replikasi dari Kota Lain.\nWarga datang sekali saja.",
            "Dimulai tahun 2022.",
            "Layanan, tahun 2022.",
        ] {
            assert!(!is_generated(own), "{own}");
        }
    }

    #[test]
    fn dossier_limits_and_links() {
        let mut dossier = Dossier {
            summary: "kata ".repeat(201),
            ..Dossier::default()
        };
        dossier.links.push(Link {
            label: "Video".to_owned(),
            url: "javascript:alert(1)".to_owned(),
        });
        let faults: Vec<_> = dossier
            .faults()
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(faults, vec!["dossier.summary", "dossier.links.0.url"]);
    }
}
