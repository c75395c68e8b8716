//! Publication: the immutable board that the public sees (Article 5(1)f and h).

use serde::{Deserialize, Serialize};

use crate::{
    competition::{Method, Standing},
    disclosure::Precision,
    law::{CRITERIA, Criterion, Kind},
    problem::Code,
    ranking::Tie,
    time::Instant,
};

/// One row of a published board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Competition ranking: 1, 2, 2, 4.
    pub rank: u32,
    /// Slug of the innovation's page.
    pub slug: String,
    /// Name of the innovation.
    pub name: String,
    /// Who carries it.
    pub agency: String,
    /// Its regency, city or province.
    pub region: String,
    /// Kind (Article 7), when decided.
    pub kind: Option<Kind>,
    /// Score in hundredths, 0 to 10,000, rounded half away from zero as exactly as the board's precision says.
    pub score: i64,
    /// Mean mark of each criterion in hundredths, in the order of Article 8; none in a version of whole points.
    pub criteria: Option<[i64; CRITERIA]>,
    /// Judges behind the score, at least three.
    pub judges: u32,
    /// How a tie was decided.
    #[serde(default)]
    pub tie: Tie,
}

/// One version in the list of versions of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// 1, 2, …
    pub n: u32,
    /// When it was published.
    pub at: Instant,
    /// Why it was corrected; none for the first.
    pub note: Option<String>,
}

/// A published board: everything the public page needs, in one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// Slug in `/papan/<slug>`.
    pub slug: String,
    /// Name of the edition.
    pub edition: String,
    /// Year of the edition.
    pub year: u16,
    /// Version, from 1.
    pub version: u32,
    /// When this version was published.
    pub published_at: Instant,
    /// Why it was corrected; none for version 1.
    pub note: Option<String>,
    /// Invented data: shown as "contoh".
    pub sample: bool,
    /// Weights in percent in the order of Article 8.
    pub weights: [u8; CRITERIA],
    /// Declared method.
    pub method: Method,
    /// Declared tie chain.
    pub tie_chain: Vec<Criterion>,
    /// Least judges an entry needed.
    pub min_judges: u8,
    /// Judges whose sheets count.
    pub judges: u32,
    /// Entries withdrawn after opening (a count, with reasons kept by the coordinator).
    pub withdrawn: u32,
    /// Sheets with marks that do not count, because their judge was removed or declared a relation.
    #[serde(default)]
    pub excluded: u32,
    /// How exactly the figures are shown.
    #[serde(default, skip_serializing_if = "Precision::is_full")]
    pub precision: Precision,
    /// Rows, best first.
    pub rows: Vec<Row>,
    /// SHA-256 of the inputs and the result, hexadecimal.
    pub digest: String,
}

/// Why a version shows whole points, in words.
pub const WHOLE_POINTS: &str = "Versi ini menampilkan nilai bulat tanpa rincian kriteria: dengan angka lengkap, nilai satu juri dapat dihitung dari selisihnya dengan versi sebelumnya. Peringkat tetap dihitung dari nilai lengkap.";

impl Board {
    /// A score as this board shows it: two decimals, or whole points. Page and CSV say the same digits.
    pub fn score_words(&self, row: &Row) -> String {
        self.precision.words(row.score)
    }
}

/// What a correction changes for an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name of the innovation.
    pub name: String,
    /// Judges behind its score before and afterwards, when it stays on the board.
    pub judges: Option<(u32, u32)>,
    /// Rank and score before; none when it was not on the board.
    pub before: Option<(u32, String)>,
    /// Rank and score afterwards; none when it is not on the board any more.
    pub after: Option<(u32, String)>,
}

impl Change {
    /// "Kelas Apung: peringkat 2 menjadi 1", "Kelas Apung keluar dari peringkat 1".
    pub fn words(&self) -> String {
        let name = &self.name;
        match (&self.before, &self.after) {
            (Some((before, _)), None) => format!("{name} keluar dari peringkat {before}"),
            (None, Some((after, score))) => {
                format!("{name} masuk di peringkat {after}, nilai {score}")
            }
            (Some((before, was)), Some((after, is))) => {
                let rank = if before == after {
                    format!("tetap peringkat {after}")
                } else {
                    format!("peringkat {before} menjadi {after}")
                };
                let score = if was == is {
                    String::new()
                } else {
                    format!(", nilai {was} menjadi {is}")
                };
                let judges = match self.judges {
                    Some((was, is)) if was != is => format!(", jumlah juri {was} menjadi {is}"),
                    _ => String::new(),
                };
                let rest = if before == after && score.is_empty() && judges.is_empty() {
                    ", rincian berubah"
                } else {
                    ""
                };
                format!("{name}: {rank}{score}{judges}{rest}")
            }
            (None, None) => name.clone(),
        }
    }
}

/// What changes from one board to another entry by entry, in the order of the first, then what is new. What is said of the whole
/// is in [`counts_changed`]; whether a correction says anything, in [`Board::says_as`].
pub fn changes(from: &Board, to: &Board) -> Vec<Change> {
    let place = |board: &Board, row: &Row| (row.rank, board.score_words(row));
    let find = |board: &Board, slug: &str| board.rows.iter().find(|it| it.slug == slug).cloned();
    let mut all: Vec<Change> = from
        .rows
        .iter()
        .filter_map(|before| {
            let after = find(to, &before.slug);
            if after.as_ref() == Some(before) && from.precision == to.precision {
                return None;
            }
            Some(Change {
                name: before.name.clone(),
                judges: after.as_ref().map(|it| (before.judges, it.judges)),
                before: Some(place(from, before)),
                after: after.map(|it| place(to, &it)),
            })
        })
        .collect();
    let new = to.rows.iter().filter(|row| find(from, &row.slug).is_none());
    all.extend(new.map(|row| Change {
        name: row.name.clone(),
        judges: None,
        before: None,
        after: Some(place(to, row)),
    }));
    all
}

/// Whose place on the board a step would change; never a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Name of the innovation.
    pub name: String,
    /// Rank now; none when it has none.
    pub before: Option<u32>,
    /// Rank afterwards; none when it leaves the board.
    pub after: Option<u32>,
}

impl Moved {
    /// "Kelas Apung: peringkat 2 menjadi 1".
    pub fn words(&self) -> String {
        let name = &self.name;
        match (self.before, self.after) {
            (Some(before), Some(after)) => format!("{name}: peringkat {before} menjadi {after}"),
            (Some(before), None) => format!("{name} keluar dari peringkat {before}"),
            (None, Some(after)) => format!("{name} masuk di peringkat {after}"),
            (None, None) => name.clone(),
        }
    }
}

/// Who moves where from one board to another, in the order of the first, then what is new.
pub fn moved(from: &Board, to: &Board) -> Vec<Moved> {
    let rank = |board: &Board, slug: &str| {
        let mut rows = board.rows.iter();
        rows.find(|it| it.slug == slug).map(|it| it.rank)
    };
    let new = to.rows.iter().filter(|it| rank(from, &it.slug).is_none());
    from.rows
        .iter()
        .chain(new)
        .map(|row| Moved {
            name: row.name.clone(),
            before: rank(from, &row.slug),
            after: rank(to, &row.slug),
        })
        .filter(|it| it.before != it.after)
        .collect()
}

/// What a board says of the whole and another says otherwise.
pub fn counts_changed(from: &Board, to: &Board) -> Vec<String> {
    let mut all: Vec<String> = [
        ("Juri yang lembarnya dihitung", from.judges, to.judges),
        ("Entri yang dikeluarkan", from.withdrawn, to.withdrawn),
        ("Lembar yang tidak dihitung", from.excluded, to.excluded),
    ]
    .into_iter()
    .filter(|(_, was, is)| was != is)
    .map(|(what, was, is)| format!("{what}: {was} menjadi {is}"))
    .collect();
    if from.precision != to.precision {
        all.push(
            if to.precision.is_full() {
                "Nilai tampil dengan dua desimal"
            } else {
                "Nilai tampil bulat, tanpa rincian kriteria"
            }
            .to_owned(),
        );
    }
    all
}

impl Board {
    /// Says all that another says; which version it is, when, why and the digest over these aside.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        let bare = |it: &Self| Self {
            version: 0,
            published_at: Instant(0),
            note: None,
            digest: String::new(),
            ..it.clone()
        };
        bare(self) == bare(other)
    }

    /// The board without an entry, as ranking the others anew gives it: whoever stood behind it moves up by one. What is said of ties
    /// is not worked out anew.
    pub fn without(&self, slug: &str) -> Self {
        let Some(gone) = self.rows.iter().find(|it| it.slug == slug) else {
            return self.clone();
        };
        let behind = gone.rank;
        let rows = self
            .rows
            .iter()
            .filter(|it| it.slug != slug)
            .map(|it| Row {
                rank: if it.rank > behind {
                    it.rank - 1
                } else {
                    it.rank
                },
                ..it.clone()
            })
            .collect();
        Self {
            rows,
            ..self.clone()
        }
    }
}

/// What the public may know of an edition before it is published: no rank, not even an empty field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClosedBoard {
    /// Slug in `/papan/<slug>`.
    pub slug: String,
    /// Name of the edition.
    pub edition: String,
    /// Year of the edition.
    pub year: u16,
    /// Invented data: shown as "contoh".
    pub sample: bool,
    /// Where it stands.
    pub standing: Standing,
    /// Judging opens.
    pub opens_at: Instant,
    /// Judging closes.
    pub closes_at: Instant,
    /// Weights in percent in the order of Article 8: open before the first mark.
    pub weights: [u8; CRITERIA],
    /// Declared tie chain.
    pub tie_chain: Vec<Criterion>,
    /// Why it was cancelled.
    #[serde(default)]
    pub cancelled: Option<String>,
    /// It left the public home.
    #[serde(default)]
    pub archived: bool,
}

/// The public face of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PublicBoard {
    /// Not published.
    Closed(ClosedBoard),
    /// Published: the requested version and the list of all.
    Final {
        /// What was published, never changed since.
        board: Board,
        /// All versions, newest first.
        versions: Vec<Version>,
        /// It left the public home; the result stands.
        #[serde(default)]
        archived: bool,
    },
}

/// A line in the list of boards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BoardLink {
    /// Slug in `/papan/<slug>`.
    pub slug: String,
    /// Name of the edition.
    pub edition: String,
    /// Year of the edition, 2024 to 2100.
    pub year: u16,
    /// Where it stands.
    pub standing: Standing,
    /// Judging ends at this instant, exclusive.
    pub closes_at: Instant,
    /// When the current version was published.
    pub published_at: Option<Instant>,
    /// Invented data.
    pub sample: bool,
    /// It left the public home.
    #[serde(default)]
    pub archived: bool,
}

/// The head of a published board: what the home page shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Podium {
    /// Name of the edition.
    pub edition: String,
    /// Slug in `/papan/<slug>`.
    pub slug: String,
    /// Invented data: shown as "contoh".
    pub sample: bool,
    /// When the current version was published.
    pub published_at: Instant,
    /// Its first places, at most three, best first.
    pub places: Vec<PodiumPlace>,
}

/// A place of a [`Podium`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodiumPlace {
    /// Competition ranking: 1, 2, 2, 4.
    pub rank: u32,
    /// Slug of the innovation's page.
    pub slug: String,
    /// Name of the innovation.
    pub name: String,
    /// Who carries it.
    pub agency: String,
    /// The score with the digits that the board shows.
    pub score: String,
}

/// What a publication must say or refuse, before anything is written (product F30).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What it is.
    pub code: Code,
    /// The entry it concerns, or the step that was proposed.
    pub entry: String,
    /// The judge it concerns, or whoever proposed the step.
    pub judge: Option<String>,
    /// True when publishing is impossible; false when it must be acknowledged.
    pub blocks: bool,
}

impl Gap {
    /// It is a step that somebody proposed and nobody decided.
    pub fn is_proposal(&self) -> bool {
        self.code == Code::ProposalWaiting
    }
}

/// An entry as the check before publishing sees it.
#[derive(Clone, Debug)]
pub struct EntryCheck {
    /// Name shown to the coordinator.
    pub label: String,
    /// Counted (locked, active) sheets.
    pub counted: u32,
    /// Judges whose full sheet is not locked.
    pub unlocked_full: Vec<String>,
    /// Judges whose sheet is started but not full, or empty.
    pub unfinished: Vec<String>,
    /// Judges with a conflict of interest that nobody decided.
    pub conflicts: Vec<String>,
}

/// A step that waits for a second person while the result is published.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// What, and about what.
    pub what: String,
    /// Who proposed it.
    pub by: String,
}

/// What is missing before publishing: entries under the minimum block; open sheets must be acknowledged, and steps that
/// wait for a second person and may change the result.
pub fn publication_gaps(min_judges: u8, entries: &[EntryCheck], proposed: &[Proposed]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if entries.is_empty() {
        gaps.push(Gap {
            code: Code::NoEntries,
            entry: String::new(),
            judge: None,
            blocks: true,
        });
    }
    for entry in entries {
        if entry.counted < u32::from(min_judges) {
            gaps.push(Gap {
                code: Code::EntryUnderMinimum,
                entry: entry.label.clone(),
                judge: None,
                blocks: true,
            });
        }
        for judge in &entry.conflicts {
            gaps.push(Gap {
                code: Code::ConflictUndecided,
                entry: entry.label.clone(),
                judge: Some(judge.clone()),
                blocks: true,
            });
        }
        let open = [
            (Code::SheetFullNotLocked, &entry.unlocked_full),
            (Code::SheetIncomplete, &entry.unfinished),
        ];
        for (code, judges) in open {
            for judge in judges {
                gaps.push(Gap {
                    code,
                    entry: entry.label.clone(),
                    judge: Some(judge.clone()),
                    blocks: false,
                });
            }
        }
    }
    gaps.extend(proposed.iter().map(|it| Gap {
        code: Code::ProposalWaiting,
        entry: it.what.clone(),
        judge: Some(it.by.clone()),
        blocks: false,
    }));
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_under_the_minimum_blocks_and_an_unlocked_sheet_only_warns() {
        let entries = [
            EntryCheck {
                label: "A".to_owned(),
                counted: 2,
                unlocked_full: vec!["Juri 3".to_owned()],
                unfinished: vec![],
                conflicts: vec![],
            },
            EntryCheck {
                label: "B".to_owned(),
                counted: 3,
                unlocked_full: vec![],
                unfinished: vec!["Juri 4".to_owned()],
                conflicts: vec!["Juri 5".to_owned()],
            },
        ];
        let gaps = publication_gaps(3, &entries, &[]);
        let short: Vec<_> = gaps
            .iter()
            .map(|gap| (gap.code, gap.entry.as_str(), gap.blocks))
            .collect();
        assert_eq!(
            short,
            vec![
                (Code::EntryUnderMinimum, "A", true),
                (Code::SheetFullNotLocked, "A", false),
                (Code::ConflictUndecided, "B", true),
                (Code::SheetIncomplete, "B", false),
            ]
        );
    }

    #[test]
    fn a_step_that_waits_for_a_second_person_must_be_acknowledged() {
        let entries = [EntryCheck {
            label: "A".to_owned(),
            counted: 3,
            unlocked_full: vec![],
            unfinished: vec![],
            conflicts: vec![],
        }];
        let waiting = Proposed {
            what: "Lembar dikeluarkan: A".to_owned(),
            by: "Rina".to_owned(),
        };
        let gaps = publication_gaps(3, &entries, &[waiting]);
        assert_eq!(gaps.len(), 1);
        assert!(gaps[0].is_proposal() && !gaps[0].blocks);
    }

    /// Scores of boards with ties, as the ranking orders them.
    fn board(scores: &[u8]) -> Board {
        use crate::{
            judging::Mark,
            ranking::{Candidate, CountedSheet, Rules, rank},
        };
        let rules = Rules {
            weights: [20, 30, 20, 20, 10],
            phases: vec![(1, 100)],
            tie_chain: vec![],
        };
        let candidates: Vec<_> = scores
            .iter()
            .enumerate()
            .filter(|(_, score)| **score > 0)
            .map(|(n, score)| Candidate {
                key: n,
                sheets: vec![
                    CountedSheet {
                        phase: 1,
                        marks: [Mark::new(*score).unwrap(); CRITERIA],
                    };
                    3
                ],
            })
            .collect();
        let rows = rank(&rules, &candidates)
            .placed
            .into_iter()
            .map(|it| Row {
                rank: it.rank,
                slug: format!("e-{}", it.key),
                name: format!("Entri {}", it.key),
                agency: String::new(),
                region: String::new(),
                kind: None,
                score: it.score.rounded(),
                criteria: None,
                judges: it.judges,
                tie: Tie::default(),
            })
            .collect();
        Board {
            slug: "k".to_owned(),
            edition: "K".to_owned(),
            year: 2026,
            version: 1,
            published_at: Instant(0),
            note: None,
            sample: false,
            weights: rules.weights,
            method: Method::Mean,
            tie_chain: vec![],
            min_judges: 3,
            judges: 3,
            withdrawn: 0,
            excluded: 0,
            precision: Precision::Hundredths,
            rows,
            digest: String::new(),
        }
    }

    #[test]
    fn without_an_entry_the_others_stand_as_the_ranking_places_them() {
        for scores in [
            &[90_u8, 80, 80, 70][..],
            &[80, 80, 80],
            &[50],
            &[10, 20, 30, 30, 20, 10, 5],
        ] {
            for gone in 0..scores.len() {
                let mut left = scores.to_vec();
                left[gone] = 0;
                let slug = format!("e-{gone}");
                let places = |board: Board| -> Vec<_> {
                    let mut all: Vec<_> = board
                        .rows
                        .into_iter()
                        .map(|it| (it.rank, it.slug))
                        .collect();
                    all.sort();
                    all
                };
                assert_eq!(
                    places(board(scores).without(&slug)),
                    places(board(&left)),
                    "{scores:?} without {gone}"
                );
            }
        }
    }

    #[test]
    fn the_differences_of_two_boards_are_said_entry_by_entry() {
        let before = board(&[90, 80, 70]);
        assert_eq!(changes(&before, &before), vec![]);
        let words =
            |to: &Board| -> Vec<_> { changes(&before, to).iter().map(Change::words).collect() };
        assert_eq!(
            words(&before.without("e-0")),
            vec![
                "Entri 0 keluar dari peringkat 1",
                "Entri 1: peringkat 2 menjadi 1",
                "Entri 2: peringkat 3 menjadi 2",
            ]
        );
        assert_eq!(
            words(&board(&[90, 80, 75, 60])),
            vec![
                "Entri 2: tetap peringkat 3, nilai 70,00 menjadi 75,00",
                "Entri 3 masuk di peringkat 4, nilai 60,00",
            ]
        );
    }

    #[test]
    fn a_preview_says_who_moves_and_no_score() {
        let before = board(&[90, 80, 70]);
        assert_eq!(moved(&before, &before), vec![]);
        assert_eq!(
            moved(&before, &board(&[90, 80, 75])),
            vec![],
            "the same places"
        );
        let words: Vec<_> = moved(&before, &before.without("e-0"))
            .iter()
            .map(Moved::words)
            .collect();
        assert_eq!(
            words,
            vec![
                "Entri 0 keluar dari peringkat 1",
                "Entri 1: peringkat 2 menjadi 1",
                "Entri 2: peringkat 3 menjadi 2",
            ]
        );
    }

    #[test]
    fn what_differs_beside_rank_and_score_is_said_too() {
        let before = board(&[90, 80]);
        let mut after = before.clone();
        after.rows[0].judges = 4;
        after.rows[1].agency = "Dinas Lain".to_owned();
        let words: Vec<_> = changes(&before, &after).iter().map(Change::words).collect();
        assert_eq!(
            words,
            vec![
                "Entri 0: tetap peringkat 1, jumlah juri 3 menjadi 4",
                "Entri 1: tetap peringkat 2, rincian berubah",
            ]
        );
        assert!(counts_changed(&before, &after).is_empty());
        after = Board {
            judges: 4,
            withdrawn: 1,
            excluded: 2,
            precision: Precision::Points,
            ..before.clone()
        };
        assert_eq!(counts_changed(&before, &after).len(), 4);
    }

    #[test]
    fn a_board_says_the_same_until_anything_of_what_it_says_differs() {
        let first = board(&[90, 80]);
        let again = Board {
            version: 2,
            published_at: Instant(7),
            note: Some("Catatan ralat.".to_owned()),
            digest: "x".to_owned(),
            ..first.clone()
        };
        assert!(first.says_as(&again));
        let others: [fn(&mut Board); 6] = [
            |it| it.judges += 1,
            |it| it.withdrawn += 1,
            |it| it.excluded += 1,
            |it| it.precision = Precision::Points,
            |it| it.rows[0].judges += 1,
            |it| it.rows[1].kind = Some(Kind::Method),
        ];
        for other in others {
            let mut it = again.clone();
            other(&mut it);
            assert!(!first.says_as(&it), "{it:?}");
        }
    }

    #[test]
    fn an_unpublished_board_has_no_field_for_a_rank_or_a_score() {
        let board = PublicBoard::Closed(ClosedBoard {
            slug: "k".to_owned(),
            edition: "K".to_owned(),
            year: 2026,
            sample: false,
            standing: Standing::Judging,
            opens_at: Instant(0),
            closes_at: Instant(1),
            weights: [20, 30, 20, 20, 10],
            tie_chain: vec![],
            cancelled: None,
            archived: false,
        });
        let json = serde_json::to_string(&board).unwrap();
        for word in ["rank", "score", "rows", "judges"] {
            assert!(!json.contains(word), "{json}");
        }
    }
}
