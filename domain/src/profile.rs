//! The national profile of an innovation, composed from its record: points 1.1 to 1.16 in their order.
//!
//! The national form asks for a design text ("rancang bangun") of at least 300 words; it is put together from what the
//! team wrote, and the team is told when it falls short.

use crate::{
    evidence::Purpose,
    law::Stage,
    part::{Content, Identity, Part, Parts},
    part_words::pieces,
    record::{DESIGN_TEXT_WORDS, Filling, Section},
    stage::{Course, Place},
    text::{self, words},
};

/// What the profile is composed from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Name of the innovation.
    pub name: &'a str,
    /// Name of the agency.
    pub agency: &'a str,
    /// Where it stands.
    pub course: Course,
    /// What was written so far.
    pub parts: &'a Parts,
    /// What there is evidence for.
    pub evidence: &'a [Purpose],
}

/// A point of the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `1.1` to `1.16`.
    pub number: &'static str,
    /// What it is called nationally.
    pub label: &'static str,
    /// What stands there; empty when nothing is known yet.
    pub text: String,
    /// The part to fill, when it comes from one.
    pub part: Option<Part>,
}

/// A composed profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The points, in order.
    pub lines: Vec<Line>,
    /// Words of the design text.
    pub design_words: usize,
}

impl Profile {
    /// Words that the design text lacks; 0 when it has enough.
    pub const fn short_of(&self) -> usize {
        DESIGN_TEXT_WORDS.saturating_sub(self.design_words)
    }

    /// One row for a spreadsheet.
    pub fn csv(&self) -> String {
        text::csv([self.lines.iter().map(|line| &line.text)])
    }

    /// The heads of the columns of [`Profile::csv`].
    pub fn csv_head(&self) -> String {
        text::csv([self.lines.iter().map(|line| line.label)])
    }
}

/// The national stage ("tahapan") of a course: the five stages of Article 9 have no name of their own there.
pub const fn national_stage(course: Course, used: bool) -> &'static str {
    match course.place {
        Place::Outside | Place::In(Stage::DrumUp | Stage::Diagnose) => "Belum dilaporkan",
        Place::In(Stage::Design) => "Inisiatif",
        Place::In(Stage::Deliver) if !used => "Uji Coba",
        Place::In(Stage::Deliver | Stage::Display) | Place::Finished | Place::Continued => {
            "Penerapan"
        }
    }
}

fn text_of(parts: &Parts, section: Section) -> &str {
    parts
        .get(&Part::Text(section))
        .and_then(Content::text)
        .map_or("", str::trim)
}

fn list_of(parts: &Parts, part: Part) -> String {
    let lines: Vec<String> = parts
        .get(&part)
        .map(|content| pieces(part, content))
        .unwrap_or_default()
        .into_iter()
        .map(|(_, text)| text)
        .filter(|text| !text.is_empty())
        .collect();
    lines.join("\n")
}

/// What the design text is made of: national heading and the text that answers it.
const DESIGN: [(&str, Section); 6] = [
    ("Dasar hukum dan isu strategis", Section::Compatibility),
    ("Permasalahan", Section::Problem),
    ("Kebaruan dan keunggulan", Section::Novelty),
    ("Metode pembaruan dan cara kerja", Section::Solution),
    ("Keberlanjutan", Section::Replicability),
    ("Sumber daya", Section::Resources),
];

/// The design text ("rancang bangun").
pub fn design_text(parts: &Parts) -> String {
    let texts: Vec<String> = DESIGN
        .iter()
        .map(|(heading, section)| (heading, text_of(parts, *section)))
        .filter(|(_, text)| !text.is_empty())
        .map(|(heading, text)| format!("{heading}. {text}"))
        .collect();
    texts.join("\n\n")
}

/// Composes the profile.
pub fn compose(source: Source<'_>) -> Profile {
    let parts = source.parts;
    let empty = Identity::default();
    let identity = match parts.get(&Part::Identity) {
        Some(Content::Identity(it)) => it,
        _ => &empty,
    };
    let day =
        |at: Option<crate::time::Instant>| at.map_or_else(String::new, |at| at.wib().date_long());
    let digital = match identity.digital {
        Some(true) => "Digital",
        Some(false) => "Non Digital",
        None => "",
    };
    let kind = identity.kind.map_or("", crate::law::Kind::label);
    let design = design_text(parts);
    let (summary, benefit) = (
        text_of(parts, Section::Summary),
        text_of(parts, Section::Benefit),
    );
    let result = list_of(parts, Part::Indicators);
    let files = match source.evidence.len() {
        0 => String::new(),
        n => format!("{n} bukti tersimpan di KLISIDA"),
    };
    let text = |section| Some(Part::Text(section));
    let line = |number, label, text: String, part| Line {
        number,
        label,
        text,
        part,
    };
    let lines = vec![
        line(
            "1.1",
            "Nama inovasi",
            source.name.to_owned(),
            Some(Part::Identity),
        ),
        line("1.2", "Dibuat oleh", source.agency.to_owned(), None),
        line(
            "1.3",
            "Tahapan inovasi",
            national_stage(source.course, identity.used_from.is_some()).to_owned(),
            None,
        ),
        line(
            "1.4",
            "Inisiator",
            list_of(parts, Part::Initiators),
            Some(Part::Initiators),
        ),
        line(
            "1.5",
            "Jenis inovasi",
            [digital, kind]
                .into_iter()
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            Some(Part::Identity),
        ),
        line(
            "1.6",
            "Bentuk inovasi",
            identity
                .form
                .map_or("", crate::part::Form::label)
                .to_owned(),
            Some(Part::Identity),
        ),
        line(
            "1.7",
            "Urusan pemerintahan",
            identity.affairs.trim().to_owned(),
            Some(Part::Identity),
        ),
        line(
            "1.8",
            "Waktu uji coba",
            day(identity.trial_from),
            Some(Part::Identity),
        ),
        line(
            "1.9",
            "Waktu penerapan",
            day(identity.used_from),
            Some(Part::Identity),
        ),
        line(
            "1.10",
            "Rancang bangun",
            design.clone(),
            text(Section::Problem),
        ),
        line(
            "1.11",
            "Tujuan inovasi",
            summary.to_owned(),
            text(Section::Summary),
        ),
        line(
            "1.12",
            "Manfaat inovasi",
            benefit.to_owned(),
            text(Section::Benefit),
        ),
        line("1.13", "Hasil inovasi", result, Some(Part::Indicators)),
        line(
            "1.14",
            "Anggaran",
            text_of(parts, Section::Resources).to_owned(),
            text(Section::Resources),
        ),
        line(
            "1.15",
            "Hak cipta, penghargaan, dan pengajuan",
            list_of(parts, Part::Registration),
            Some(Part::Registration),
        ),
        line("1.16", "Bukti dukung", files, None),
    ];
    Profile {
        design_words: words(&design),
        lines,
    }
}

/// The parts that a judge of a competition reads.
const JUDGED: [Part; 8] = [
    Part::Text(Section::Summary),
    Part::Text(Section::Problem),
    Part::Text(Section::Novelty),
    Part::Text(Section::Benefit),
    Part::Indicators,
    Part::Text(Section::Solution),
    Part::Text(Section::Replicability),
    Part::Text(Section::Compatibility),
];

/// How much of what a judge will look at is there, 0 to 100: eight parts and evidence, begun ones half.
pub fn judged(filling: impl Fn(Part) -> Filling, evidence: bool) -> u8 {
    let points: usize = JUDGED
        .iter()
        .map(|part| match filling(*part) {
            Filling::Done => 2,
            Filling::Begun | Filling::TooLong => 1,
            Filling::Empty => 0,
        })
        .sum();
    let all = (JUDGED.len() + 1) * 2;
    let points = points + if evidence { 2 } else { 0 };
    u8::try_from(points * 100 / all).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(words_each: usize) -> Parts {
        [Section::Problem, Section::Novelty, Section::Solution]
            .into_iter()
            .map(|it| {
                (
                    Part::Text(it),
                    Content::Text("kata ".repeat(words_each).trim().to_owned()),
                )
            })
            .collect()
    }

    fn profile(parts: &Parts) -> Profile {
        compose(Source {
            name: "=Antar obat",
            agency: "Dinas contoh",
            course: Course::entering(Stage::Design),
            parts,
            evidence: &[],
        })
    }

    #[test]
    fn sixteen_points_in_the_national_order() {
        let profile = profile(&Parts::new());
        let numbers: Vec<_> = profile.lines.iter().map(|it| it.number).collect();
        let expected: Vec<_> = (1..=16).map(|n| format!("1.{n}")).collect();
        assert_eq!(numbers, expected);
        assert_eq!(
            profile.csv().split(';').count(),
            profile.csv_head().split(';').count()
        );
        assert!(
            profile.csv().starts_with("'=Antar obat;"),
            "no cell runs as a formula"
        );
    }

    #[test]
    fn the_design_text_is_composed_and_says_what_it_lacks() {
        let short = profile(&parts(50));
        assert_eq!(short.design_words + short.short_of(), DESIGN_TEXT_WORDS);
        assert_eq!(profile(&parts(120)).short_of(), 0);
        assert_eq!(profile(&Parts::new()).short_of(), DESIGN_TEXT_WORDS);
    }

    #[test]
    fn the_five_stages_map_onto_the_national_three() {
        let of = |stage, used| national_stage(Course::entering(stage), used);
        assert_eq!(of(Stage::Diagnose, false), "Belum dilaporkan");
        assert_eq!(of(Stage::Design, false), "Inisiatif");
        assert_eq!(of(Stage::Deliver, false), "Uji Coba");
        assert_eq!(of(Stage::Deliver, true), "Penerapan");
        assert_eq!(of(Stage::Display, false), "Penerapan");
    }

    #[test]
    fn what_a_judge_sees_is_none_half_or_all() {
        assert_eq!(judged(|_| Filling::Empty, false), 0);
        assert_eq!(judged(|_| Filling::Done, true), 100);
        assert_eq!(judged(|_| Filling::Begun, false), 44);
    }
}
