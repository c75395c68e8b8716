//! The course of an edition, step by step: what is done, what is missing, whose turn it is.

use klisida_domain::{
    competition::Standing,
    matrix,
    problem::Code,
    wire::{self, Edition},
};

/// A step of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Name, dates, weights.
    Setup,
    /// Innovations and what judges read of them.
    Entries,
    /// The panel.
    Panel,
    /// Who judges what.
    Assign,
    /// Opening.
    Open,
    /// Judges score.
    Judge,
    /// Closing.
    Close,
    /// Publishing.
    Publish,
}

impl Step {
    /// In order.
    pub const ALL: [Self; 8] = [
        Self::Setup,
        Self::Entries,
        Self::Panel,
        Self::Assign,
        Self::Open,
        Self::Judge,
        Self::Close,
        Self::Publish,
    ];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Setup => "Siapkan aturan",
            Self::Entries => "Pilih entri dan lengkapi bahannya",
            Self::Panel => "Undang juri",
            Self::Assign => "Tugaskan juri",
            Self::Open => "Buka kompetisi",
            Self::Judge => "Juri menilai",
            Self::Close => "Tutup penilaian",
            Self::Publish => "Umumkan hasil",
        }
    }

    /// Its page; none when it happens on the overview.
    pub const fn part(self) -> &'static str {
        match self {
            Self::Setup => "pengaturan",
            Self::Entries => "entri",
            Self::Panel => "juri",
            Self::Assign => "penugasan",
            Self::Judge => "pantau",
            Self::Publish => "hasil",
            Self::Open | Self::Close => "",
        }
    }

    const fn gaps(self) -> &'static [Code] {
        match self {
            Self::Setup => &[Code::ClosingInPast],
            Self::Entries => &[
                Code::NoEntries,
                Code::DossierMissing,
                Code::EditionTooManyEntries,
            ],
            Self::Panel => &[Code::NotEnoughJudges],
            Self::Assign => &[Code::EntryUnderMinimum, Code::EntryTooManyJudges],
            _ => &[],
        }
    }
}

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The step.
    pub step: Step,
    /// It is done.
    pub done: bool,
    /// It is the one to do now.
    pub current: bool,
    /// One line on it.
    pub line: String,
    /// What is missing, in words.
    pub missing: Vec<String>,
}

/// Sheets of standing assignments: locked, begun, all.
pub fn sheets(edition: &Edition) -> (usize, usize, usize) {
    let wire::Totals {
        locked,
        begun,
        sheets,
        ..
    } = edition.totals;
    (locked as usize, begun as usize, sheets as usize)
}

/// Entries that lost judges and stand under the minimum, by label; of many the first and how many more.
pub fn under(edition: &Edition) -> Vec<String> {
    let mut names: Vec<_> = edition
        .under
        .iter()
        .map(|it| {
            format!(
                "E-{:02} {} ({} dari {})",
                it.number, it.name, it.judges, edition.setup.min_judges
            )
        })
        .collect();
    let more = (edition.totals.under as usize).saturating_sub(names.len());
    if more > 0 {
        names.push(format!("dan {more} lagi"));
    }
    names
}

/// The sentence of one gap, with its entries.
fn gap_words(edition: &Edition, code: Code) -> Option<String> {
    let gaps: Vec<_> = edition.gaps.iter().filter(|gap| gap.code == code).collect();
    let first = gaps.first()?;
    let words = match (code, gaps.len()) {
        (_, _) if first.entry.is_none() => code.words().to_owned(),
        (Code::DossierMissing, n) => format!("{n} entri masih kosong"),
        (_, n) => format!("{n} entri belum mencapai {} juri", edition.setup.min_judges),
    };
    let names: Vec<_> = gaps.iter().filter_map(|gap| gap.entry.as_deref()).collect();
    Some(match names.len() {
        0 => words,
        1..=3 => format!("{words}: {}.", names.join("; ")),
        more => format!(
            "{words}: {}; dan {} lagi.",
            names.iter().take(3).copied().collect::<Vec<_>>().join("; "),
            more - 3
        ),
    })
}

/// The whole course as it stands.
pub fn course(edition: &Edition) -> Vec<Place> {
    let standing = edition.standing;
    let draft = standing == Standing::Draft;
    let (locked, begun, all) = sheets(edition);
    let entries = edition.totals.standing;
    let judges = matrix::judges(edition).len();
    let mut places: Vec<Place> = Step::ALL
        .into_iter()
        .map(|step| {
            let mut missing: Vec<String> = if draft {
                step.gaps()
                    .iter()
                    .filter_map(|code| gap_words(edition, *code))
                    .collect()
            } else {
                Vec::new()
            };
            let (done, line) = match step {
                Step::Setup => (!draft || missing.is_empty(), {
                    let (from, to) = (edition.setup.opens_at.wib(), edition.setup.closes_at.wib());
                    format!(
                        "Penilaian {} pukul {} sampai {} pukul {} WIB",
                        from.date_short(),
                        from.clock(),
                        to.date_short(),
                        to.clock()
                    )
                }),
                Step::Entries => (!draft || missing.is_empty(), format!("{entries} entri")),
                Step::Panel => (
                    !draft || missing.is_empty(),
                    format!(
                        "{judges} juri, sedikitnya {} untuk setiap entri",
                        edition.setup.min_judges
                    ),
                ),
                Step::Assign => {
                    if !draft
                        && matches!(
                            standing,
                            Standing::Scheduled | Standing::Judging | Standing::TimeUp
                        )
                    {
                        missing.extend(under(edition));
                    }
                    let ready = if draft {
                        entries > 0 && missing.is_empty()
                    } else {
                        true
                    };
                    (ready, format!("{all} penugasan"))
                }
                Step::Open => (
                    !draft,
                    if draft {
                        "Aturan dan bahan terkunci saat dibuka".to_owned()
                    } else {
                        "Aturan dan bahan terkunci".to_owned()
                    },
                ),
                Step::Judge => (
                    matches!(
                        standing,
                        Standing::TimeUp | Standing::Closed | Standing::Published
                    ),
                    match standing {
                        Standing::Draft => "Juri menilai di ponsel, juga tanpa sinyal".to_owned(),
                        Standing::Scheduled => {
                            format!("Dimulai {}", edition.setup.opens_at.wib().full())
                        }
                        _ => format!("{locked} dari {all} lembar terkunci, {begun} sedang diisi"),
                    },
                ),
                Step::Close => (
                    matches!(standing, Standing::Closed | Standing::Published),
                    match standing {
                        Standing::Closed | Standing::Published => {
                            "Nilai dapat dibaca koordinator, dan pembacaannya tercatat".to_owned()
                        }
                        _ => "Nilai tertutup bagi semua orang sampai ditutup".to_owned(),
                    },
                ),
                Step::Publish => (
                    standing == Standing::Published,
                    if edition.published > 0 {
                        format!("Versi {} terbit", edition.published)
                    } else {
                        "Papan peringkat terbuka untuk umum".to_owned()
                    },
                ),
            };
            Place {
                step,
                done,
                current: false,
                line,
                missing,
            }
        })
        .collect();
    if standing != Standing::Cancelled
        && let Some(place) = places.iter_mut().find(|it| !it.done)
    {
        place.current = true;
    }
    places
}

#[cfg(test)]
mod tests {
    use klisida_domain::{
        competition::{Entrants, OpeningGap, Setup},
        defaults,
        ids::EditionId,
        time::Instant,
    };

    use super::*;

    fn edition(standing: Standing, gaps: Vec<OpeningGap>) -> Edition {
        Edition {
            id: EditionId(uuid::Uuid::from_u128(1)),
            slug: "k".to_owned(),
            setup: Setup {
                name: "Kompetisi".to_owned(),
                year: 2026,
                entrants: Entrants::Agencies,
                opens_at: Instant(0),
                closes_at: Instant(1),
                min_judges: 3,
                rubric: defaults::rubric(),
                tie_chain: vec![],
                sample: false,
            },
            phases: vec![],
            standing,
            version: 1,
            now: Instant(0),
            entries: vec![],
            panel: vec![],
            assignments: vec![],
            more: None,
            totals: wire::Totals {
                entries: 0,
                standing: 0,
                ready: 0,
                incomplete: 0,
                under: 0,
                short: 0,
                sheets: 0,
                locked: 0,
                begun: 0,
            },
            under: vec![],
            short: vec![],
            gaps,
            incomplete: vec![],
            published: 0,
            marks_read: false,
            ahead: false,
            extended_from: None,
            cancelled: None,
            archived: false,
        }
    }

    fn current(edition: &Edition) -> Option<Step> {
        course(edition)
            .into_iter()
            .find(|it| it.current)
            .map(|it| it.step)
    }

    #[test]
    fn exactly_one_step_is_the_next() {
        let gap = |code| OpeningGap { code, entry: None };
        assert_eq!(
            current(&edition(
                Standing::Draft,
                vec![gap(Code::NoEntries), gap(Code::NotEnoughJudges)]
            )),
            Some(Step::Entries)
        );
        assert_eq!(
            current(&edition(Standing::Judging, vec![])),
            Some(Step::Judge)
        );
        assert_eq!(
            current(&edition(Standing::TimeUp, vec![])),
            Some(Step::Close)
        );
        assert_eq!(
            current(&edition(Standing::Closed, vec![])),
            Some(Step::Publish)
        );
        assert_eq!(current(&edition(Standing::Published, vec![])), None);
        assert_eq!(current(&edition(Standing::Cancelled, vec![])), None);
    }

    #[test]
    fn gaps_of_many_entries_become_one_sentence() {
        let gaps = (1..=5)
            .map(|n| OpeningGap {
                code: Code::DossierMissing,
                entry: Some(format!("E-0{n}")),
            })
            .collect();
        let edition = edition(Standing::Draft, gaps);
        assert_eq!(
            gap_words(&edition, Code::DossierMissing).as_deref(),
            Some("5 entri masih kosong: E-01; E-02; E-03; dan 2 lagi.")
        );
    }
}
