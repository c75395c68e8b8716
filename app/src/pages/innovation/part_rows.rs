//! Lists of a record as rows of texts: what a form shows, and back.

use klisida_domain::{
    ids::PlanItemId,
    part::{Content, Initiator, Part, Registered},
    record::{Degree, Indicator, Message, PlanItem, Stakeholder},
    text::{decimal, parse_hundredths},
    time::Instant,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most columns of a list.
pub const CELLS: usize = 7;

/// What a column takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A line of text.
    Line,
    /// A text of several lines.
    Area,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// A figure, as written here: `1.234,5`.
    Figure,
    /// Low or high.
    Degree,
    /// Yes (`1`) or no.
    Flag,
    /// Yes for exactly one row.
    Single,
}

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Last piece of the field's path.
    pub field: &'static str,
    /// Label.
    pub label: &'static str,
    /// One sentence under it; may be empty.
    pub hint: &'static str,
    /// What it takes.
    pub shape: Shape,
}

const fn column(
    field: &'static str,
    label: &'static str,
    hint: &'static str,
    shape: Shape,
) -> Column {
    Column {
        field,
        label,
        hint,
        shape,
    }
}

const INITIATORS: [Column; 3] = [
    column("name", "Nama", "", Shape::Line),
    column(
        "position",
        "Jabatan atau peran",
        "Boleh kosong.",
        Shape::Line,
    ),
    column("lead", "Ketua tim penggagas", "", Shape::Single),
];

const INDICATORS: [Column; 7] = [
    column(
        "name",
        "Yang diukur",
        "Misalnya: lama pengurusan.",
        Shape::Line,
    ),
    column(
        "unit",
        "Satuan",
        "Misalnya: hari, orang, persen.",
        Shape::Line,
    ),
    column(
        "baseline",
        "Sebelum",
        "Angka sebelum inovasi.",
        Shape::Figure,
    ),
    column("target", "Sasaran", "Angka yang dituju.", Shape::Figure),
    column("result", "Sesudah", "Boleh menyusul.", Shape::Figure),
    column("less_is_better", "Makin kecil makin baik", "", Shape::Flag),
    column(
        "no_result",
        "Alasan belum ada angka sesudah",
        "Isi hanya bila angka sesudah belum ada pada tahap Hasil dan bukti.",
        Shape::Area,
    ),
];

const PLAN: [Column; 7] = [
    column("activity", "Kegiatan", "Apa yang dikerjakan.", Shape::Area),
    column(
        "output",
        "Keluaran",
        "Apa yang jadi sesudahnya.",
        Shape::Area,
    ),
    column(
        "owner",
        "Penanggung jawab",
        "Nama atau jabatan.",
        Shape::Line,
    ),
    column("from", "Mulai", "", Shape::Day),
    column("to", "Sampai", "", Shape::Day),
    column(
        "resources",
        "Sumber daya",
        "Orang, alat, biaya; boleh kosong.",
        Shape::Area,
    ),
    column(
        "indicator",
        "Indikator",
        "Bagaimana keberhasilannya terlihat.",
        Shape::Line,
    ),
];

const MAP: [Column; 4] = [
    column(
        "name",
        "Siapa",
        "Orang, kelompok, atau lembaga.",
        Shape::Line,
    ),
    column("influence", "Pengaruh", "", Shape::Degree),
    column("interest", "Kepentingan", "", Shape::Degree),
    column(
        "approach",
        "Cara mendekati",
        "Bagaimana diajak atau dijaga.",
        Shape::Area,
    ),
];

const COMMUNICATION: [Column; 4] = [
    column("target", "Kepada siapa", "", Shape::Line),
    column(
        "message",
        "Pesan",
        "Satu kalimat yang diingat.",
        Shape::Area,
    ),
    column(
        "channel",
        "Saluran",
        "Misalnya: rapat, radio, WhatsApp.",
        Shape::Line,
    ),
    column("when", "Kapan", "Misalnya: setiap awal bulan.", Shape::Line),
];

const REGISTRATION: [Column; 4] = [
    column(
        "what",
        "Apa",
        "SINOVIK, IID, hak cipta, paten, merek, dan sejenisnya.",
        Shape::Line,
    ),
    column("number", "Nomor", "", Shape::Line),
    column("at", "Tanggal", "Boleh kosong.", Shape::Day),
    column(
        "state",
        "Status",
        "Misalnya: diajukan, terbit.",
        Shape::Line,
    ),
];

/// A list as the form shows it.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    /// First piece of the field's path.
    pub field: &'static str,
    /// What one row is.
    pub noun: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Most rows.
    pub most: usize,
}

const fn list(
    field: &'static str,
    noun: &'static str,
    columns: &'static [Column],
    most: usize,
) -> Sort {
    Sort {
        field,
        noun,
        columns,
        most,
    }
}

static LISTS: [(Part, Sort); 6] = [
    (
        Part::Initiators,
        list("initiators", "Inisiator", &INITIATORS, 30),
    ),
    (
        Part::Indicators,
        list("indicators", "Ukuran", &INDICATORS, 20),
    ),
    (Part::Plan, list("plan", "Kegiatan", &PLAN, 50)),
    (Part::Stakeholders, list("map", "Pemangku", &MAP, 50)),
    (
        Part::Communication,
        list("communication", "Pesan", &COMMUNICATION, 50),
    ),
    (
        Part::Registration,
        list("registration", "Pendaftaran", &REGISTRATION, 20),
    ),
];

/// The list behind a part; none for parts that are no lists.
pub fn sort(part: Part) -> Option<&'static Sort> {
    LISTS
        .iter()
        .find(|(of, _)| *of == part)
        .map(|(_, sort)| sort)
}

/// A row as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Of a line of the plan, its id; else only to tell rows apart.
    pub id: Uuid,
    /// The texts, one a column.
    pub text: [String; CELLS],
}

/// A day as a date field has it; empty for none.
pub fn day(at: Option<Instant>) -> String {
    at.map_or_else(String::new, |at| {
        at.wib().field().chars().take(10).collect()
    })
}

/// The day of a date field, 00.00 WIB.
pub fn of_day(text: &str) -> Option<Instant> {
    Instant::from_wib_field(&[text.trim(), "T00:00"].concat())
}

fn cells<const N: usize>(id: Uuid, given: [String; N]) -> Cells {
    let mut text: [String; CELLS] = Default::default();
    for (to, from) in text.iter_mut().zip(given) {
        *to = from;
    }
    Cells { id, text }
}

fn flag(on: bool) -> String {
    if on { "1" } else { "" }.to_owned()
}

fn degree(degree: Option<Degree>) -> String {
    match degree {
        None => "",
        Some(Degree::Low) => "low",
        Some(Degree::High) => "high",
    }
    .to_owned()
}

fn of_degree(text: &str) -> Option<Degree> {
    match text {
        "low" => Some(Degree::Low),
        "high" => Some(Degree::High),
        _ => None,
    }
}

fn figure(value: Option<i64>) -> String {
    value.map_or_else(String::new, decimal)
}

/// The rows of a list; `fresh` makes ids.
pub fn read(content: &Content, fresh: impl Fn() -> Uuid) -> Vec<Cells> {
    match content {
        Content::Initiators(all) => all
            .iter()
            .map(|it| {
                cells(
                    fresh(),
                    [it.name.clone(), it.position.clone(), flag(it.lead)],
                )
            })
            .collect(),
        Content::Indicators(all) => all
            .iter()
            .map(|it| {
                cells(
                    fresh(),
                    [
                        it.name.clone(),
                        it.unit.clone(),
                        figure(it.baseline),
                        figure(it.target),
                        figure(it.result),
                        flag(it.less_is_better),
                        it.no_result.clone(),
                    ],
                )
            })
            .collect(),
        Content::Plan(all) => all
            .iter()
            .map(|it| {
                cells(
                    it.id.0,
                    [
                        it.activity.clone(),
                        it.output.clone(),
                        it.owner.clone(),
                        day(it.from),
                        day(it.to),
                        it.resources.clone(),
                        it.indicator.clone(),
                    ],
                )
            })
            .collect(),
        Content::Stakeholders(all) => all
            .iter()
            .map(|it| {
                cells(
                    fresh(),
                    [
                        it.name.clone(),
                        degree(it.influence),
                        degree(it.interest),
                        it.approach.clone(),
                    ],
                )
            })
            .collect(),
        Content::Communication(all) => all
            .iter()
            .map(|it| {
                cells(
                    fresh(),
                    [
                        it.target.clone(),
                        it.message.clone(),
                        it.channel.clone(),
                        it.when.clone(),
                    ],
                )
            })
            .collect(),
        Content::Registration(all) => all
            .iter()
            .map(|it| {
                cells(
                    fresh(),
                    [
                        it.what.clone(),
                        it.number.clone(),
                        day(it.at),
                        it.state.clone(),
                    ],
                )
            })
            .collect(),
        Content::Text(_) | Content::Identity(_) | Content::Principles(_) => Vec::new(),
    }
}

/// What the rows say.
pub fn write(part: Part, rows: &[Cells]) -> Content {
    match part {
        Part::Initiators => Content::Initiators(
            rows.iter()
                .map(
                    |Cells {
                         text: [name, position, lead, ..],
                         ..
                     }| Initiator {
                        name: name.clone(),
                        position: position.clone(),
                        lead: !lead.is_empty(),
                    },
                )
                .collect(),
        ),
        Part::Indicators => Content::Indicators(
            rows.iter()
                .map(
                    |Cells {
                         text: [name, unit, baseline, target, result, less, no_result],
                         ..
                     }| Indicator {
                        name: name.clone(),
                        unit: unit.clone(),
                        baseline: parse_hundredths(baseline),
                        target: parse_hundredths(target),
                        result: parse_hundredths(result),
                        less_is_better: !less.is_empty(),
                        no_result: no_result.clone(),
                    },
                )
                .collect(),
        ),
        Part::Plan => Content::Plan(
            rows.iter()
                .map(
                    |Cells {
                         id,
                         text: [activity, output, owner, from, to, resources, indicator],
                     }| PlanItem {
                        id: PlanItemId(*id),
                        activity: activity.clone(),
                        output: output.clone(),
                        owner: owner.clone(),
                        from: of_day(from),
                        to: of_day(to),
                        resources: resources.clone(),
                        indicator: indicator.clone(),
                    },
                )
                .collect(),
        ),
        Part::Stakeholders => Content::Stakeholders(
            rows.iter()
                .map(
                    |Cells {
                         text: [name, influence, interest, approach, ..],
                         ..
                     }| Stakeholder {
                        name: name.clone(),
                        influence: of_degree(influence),
                        interest: of_degree(interest),
                        approach: approach.clone(),
                    },
                )
                .collect(),
        ),
        Part::Communication => Content::Communication(
            rows.iter()
                .map(
                    |Cells {
                         text: [target, message, channel, when, ..],
                         ..
                     }| Message {
                        target: target.clone(),
                        message: message.clone(),
                        channel: channel.clone(),
                        when: when.clone(),
                    },
                )
                .collect(),
        ),
        Part::Registration => Content::Registration(
            rows.iter()
                .map(
                    |Cells {
                         text: [what, number, at, state, ..],
                         ..
                     }| Registered {
                        what: what.clone(),
                        number: number.clone(),
                        at: of_day(at),
                        state: state.clone(),
                    },
                )
                .collect(),
        ),
        Part::Identity | Part::Text(_) | Part::Principles => Content::empty(part),
    }
}

/// A figure written as words: the row that it belongs to, its column, and the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// What the row is called, and which it is of those that are called so: rows have no id that outlives the page.
    row: (String, usize),
    at: usize,
    text: String,
}

/// What rows are called, each with which it is of those that are called so.
fn called(rows: &[Cells]) -> Vec<(String, usize)> {
    let mut out: Vec<(String, usize)> = Vec::new();
    for row in rows {
        let name = row.text[0].trim().to_owned();
        let nth = out.iter().filter(|(other, _)| *other == name).count();
        out.push((name, nth));
    }
    out
}

/// Figures that are written and are none: they are kept as they were typed until they are mended.
pub fn unread(part: Part, rows: &[Cells]) -> Vec<Unread> {
    let Some(sort) = sort(part) else {
        return Vec::new();
    };
    let figures = || {
        let columns = sort.columns.iter().enumerate();
        columns.filter(|(_, it)| it.shape == Shape::Figure)
    };
    rows.iter()
        .zip(called(rows))
        .flat_map(|(row, name)| figures().map(move |(at, _)| (name.clone(), at, &row.text[at])))
        .filter(|(.., text)| !text.trim().is_empty() && parse_hundredths(text).is_none())
        .map(|(row, at, text)| Unread {
            row,
            at,
            text: text.clone(),
        })
        .collect()
}

/// Where kept words belong among the rows as they are now: row, column and words. What belongs to a row that is gone belongs nowhere.
pub fn placed(kept: Vec<Unread>, rows: &[Cells]) -> Vec<(usize, usize, String)> {
    let names = called(rows);
    kept.into_iter()
        .filter_map(|it| {
            let n = names.iter().position(|name| *name == it.row)?;
            Some((n, it.at, it.text))
        })
        .collect()
}

/// A new row: the first of the initiators leads; everything else is chosen by whoever writes.
pub fn fresh(part: Part, id: Uuid, rows: usize) -> Cells {
    let none = String::new;
    match part {
        Part::Initiators => cells(id, [none(), none(), flag(rows == 0)]),
        _ => cells::<0>(id, []),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> Uuid {
        Uuid::from_u128(7)
    }

    #[test]
    fn what_is_read_into_rows_comes_back_the_same() {
        let at = of_day("2026-10-12");
        let all = [
            (
                Part::Initiators,
                Content::Initiators(vec![Initiator {
                    name: "Ani contoh".to_owned(),
                    position: "Bidan".to_owned(),
                    lead: true,
                }]),
            ),
            (
                Part::Indicators,
                Content::Indicators(vec![Indicator {
                    name: "Lama".to_owned(),
                    unit: "hari".to_owned(),
                    baseline: Some(123_450),
                    target: Some(-300),
                    result: None,
                    less_is_better: true,
                    no_result: "Musim panen baru selesai bulan depan.".to_owned(),
                }]),
            ),
            (
                Part::Plan,
                Content::Plan(vec![PlanItem {
                    id: PlanItemId(Uuid::from_u128(9)),
                    activity: "Pelatihan".to_owned(),
                    output: "30 kader".to_owned(),
                    owner: "Kepala puskesmas".to_owned(),
                    from: at,
                    to: at,
                    resources: String::new(),
                    indicator: "Hadir".to_owned(),
                }]),
            ),
            (
                Part::Stakeholders,
                Content::Stakeholders(vec![Stakeholder {
                    name: "Camat".to_owned(),
                    influence: Some(Degree::High),
                    interest: None,
                    approach: "Laporan".to_owned(),
                }]),
            ),
            (
                Part::Communication,
                Content::Communication(vec![Message {
                    target: "Warga".to_owned(),
                    message: "Obat sampai".to_owned(),
                    channel: "Radio".to_owned(),
                    when: "Senin".to_owned(),
                }]),
            ),
            (
                Part::Registration,
                Content::Registration(vec![Registered {
                    what: "Hak cipta".to_owned(),
                    number: "EC0".to_owned(),
                    at,
                    state: "terbit".to_owned(),
                }]),
            ),
        ];
        for (part, content) in all {
            let rows = read(&content, id);
            assert_eq!(write(part, &rows), content, "{part}");
            assert!(sort(part).is_some_and(|it| it.columns.len() <= CELLS));
            let first = fresh(part, id(), 0);
            assert!(write(part, &[first]).fits(part), "{part}");
        }
    }

    #[test]
    fn a_half_typed_figure_or_day_is_none_and_never_another_one() {
        let row = cells(id(), ["a".to_owned(), "b".to_owned(), "1,".to_owned()]);
        let Content::Indicators(all) = write(Part::Indicators, &[row]) else {
            panic!("a list of indicators");
        };
        assert_eq!(all[0].baseline, None);
        assert_eq!(of_day(""), None);
        assert_eq!(day(of_day("2026-02-28")), "2026-02-28");
    }

    #[test]
    fn nobody_is_put_on_the_map_before_it_is_chosen_where() {
        let rows = [fresh(Part::Stakeholders, id(), 0)];
        let content = write(Part::Stakeholders, &rows);
        let faults = content.faults(Part::Stakeholders);
        for field in ["map.0.influence", "map.0.interest"] {
            assert!(faults.iter().any(|it| it.field == field), "{field}");
        }
    }

    #[test]
    fn a_figure_written_as_words_is_known_to_be_unread() {
        let row = |text: &str| {
            let mut row = cells(id(), ["a".to_owned(), "b".to_owned()]);
            row.text[2] = text.to_owned();
            row
        };
        let all = [row("45"), row("sekitar 45"), row("")];
        let kept = unread(Part::Indicators, &all);
        assert_eq!(placed(kept, &all), [(1, 2, "sekitar 45".to_owned())]);
        assert_eq!(unread(Part::Plan, &[row("sekitar 45")]), []);
    }

    #[test]
    fn words_kept_for_a_row_never_move_to_another() {
        let row = |name: &str, text: &str| {
            let mut row = cells(id(), [name.to_owned(), "unit".to_owned()]);
            row.text[2] = text.to_owned();
            row
        };
        let (first, second) = (row("waktu tunggu", ""), row("peserta", "sekitar 45"));
        let kept = unread(Part::Indicators, &[first.clone(), second.clone()]);
        let bare = row("peserta", "");
        // The row before it was deleted meanwhile, or another came before it.
        let moved = placed(kept.clone(), &[bare.clone()]);
        assert_eq!(moved, [(0, 2, "sekitar 45".to_owned())]);
        let moved = placed(kept.clone(), &[row("biaya", ""), first.clone(), bare]);
        assert_eq!(moved, [(2, 2, "sekitar 45".to_owned())]);
        // Its own row was.
        assert_eq!(placed(kept, &[first]), []);
    }

    #[test]
    fn the_first_initiator_leads() {
        let Content::Initiators(all) = write(
            Part::Initiators,
            &[
                fresh(Part::Initiators, id(), 0),
                fresh(Part::Initiators, id(), 1),
            ],
        ) else {
            panic!("a list of initiators");
        };
        assert_eq!(
            all.iter().map(|it| it.lead).collect::<Vec<_>>(),
            [true, false]
        );
    }
}
