//! The record of an innovation: its sections with their limits, its people, figures, plan, map and
//! strategy. Drafts may be longer than a limit; what is handed in may not.

use serde::{Deserialize, Serialize};

use crate::{
    closed_list::closed_list,
    ids::PlanItemId,
    law::{Article, Criterion, Kind},
    problem::{Code, FieldFault},
    text,
    time::Instant,
};

macro_rules! sections {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $label:literal, $words:literal, $minutes:literal, $article:expr, $hint:literal;)+) => {
        /// A text of the record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Section { $($(#[$meta])* #[serde(rename = $code)] $variant,)+ }

        impl Section {
            /// All of them, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stable name on the wire, in the database and in addresses.
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code,)+ } }

            /// Words on screen.
            pub const fn label(self) -> &'static str { match self { $(Self::$variant => $label,)+ } }

            /// Most words of what is handed in.
            pub const fn limit(self) -> usize { match self { $(Self::$variant => $words,)+ } }

            /// About how many minutes it takes.
            pub const fn minutes(self) -> u8 { match self { $(Self::$variant => $minutes,)+ } }

            /// The article it serves.
            pub const fn article(self) -> Option<Article> { match self { $(Self::$variant => $article,)+ } }

            /// What to write.
            pub const fn hint(self) -> &'static str { match self { $(Self::$variant => $hint,)+ } }

            /// The one with this name.
            pub fn from_code(code: &str) -> Option<Self> { Self::ALL.iter().copied().find(|it| it.code() == code) }
        }
    };
}

sections! {
    /// Summary.
    Summary = "ringkasan", "Ringkasan", 200, 3, None, "Apa inovasinya, untuk siapa, dan apa yang berubah.";
    /// Problem and its root.
    Problem = "masalah", "Masalah dan akar masalah", 300, 6, Some(Article::ayat(11, 1)), "Siapa mengalami apa, seberapa sering, dan apa penyebabnya.";
    /// Idea and novelty.
    Novelty = "kebaruan", "Ide dan kebaruan", 400, 8, Some(Article::huruf(8, 'a')), "Apa bedanya dengan cara lama, dan pernah ada di mana.";
    /// Solution and how it works.
    Solution = "solusi", "Solusi dan cara kerja", 400, 8, Some(Article::huruf(8, 'c')), "Bagaimana solusi menjawab akar masalah, langkah demi langkah.";
    /// Benefit with figures.
    Benefit = "manfaat", "Manfaat dengan angka", 400, 8, Some(Article::huruf(8, 'b')), "Siapa dan berapa yang terbantu; angka sebelum dan sesudah.";
    /// Continuity and replication.
    Replicability = "keberlanjutan", "Keberlanjutan dan replikasi", 400, 6, Some(Article::huruf(8, 'd')), "Aturan, anggaran, dan orang yang membuatnya berlanjut; siapa yang dapat meniru.";
    /// Prerequisites for replication.
    Prerequisites = "prasyarat", "Prasyarat replikasi", 150, 3, Some(Article::huruf(8, 'd')), "Apa yang harus tersedia di tempat lain agar berhasil.";
    /// Compatibility with policy.
    Compatibility = "kesesuaian", "Kesesuaian kebijakan", 200, 3, Some(Article::huruf(8, 'e')), "Kebijakan, RKPD, dan aturan yang selaras.";
    /// Stakeholders.
    Stakeholders = "pemangku", "Pemangku kepentingan", 200, 4, Some(Article::ayat(12, 1)), "Siapa yang terlibat dan apa perannya.";
    /// Resources and budget.
    Resources = "sumber-daya", "Sumber daya dan anggaran", 200, 3, Some(Article::ayat(12, 1)), "Orang, alat, dan anggaran yang tersedia dan yang masih dicari.";
    /// Lessons and failures.
    Lessons = "pembelajaran", "Pembelajaran dan kegagalan", 200, 4, None, "Apa yang tidak berhasil, dan apa yang diubah karenanya. Dibaca umum bila inovasi ini terbit.";
}

/// Fewest words of the design text of the national profile (rancang bangun).
pub const DESIGN_TEXT_WORDS: usize = 300;

impl Section {
    /// The criterion that the section gives evidence for.
    pub const fn criterion(self) -> Option<Criterion> {
        match self {
            Self::Novelty => Some(Criterion::Novelty),
            Self::Benefit => Some(Criterion::Benefit),
            Self::Solution => Some(Criterion::Solution),
            Self::Replicability | Self::Prerequisites => Some(Criterion::Replicability),
            Self::Compatibility => Some(Criterion::Compatibility),
            Self::Summary
            | Self::Problem
            | Self::Stakeholders
            | Self::Resources
            | Self::Lessons => None,
        }
    }

    /// Checks a draft: anything up to twenty times the limit in bytes, without control characters.
    pub fn check_draft(self, value: &str) -> Result<(), Code> {
        if value.len() > self.limit() * 40 {
            Err(Code::TextTooLong)
        } else {
            Ok(())
        }
    }

    /// Checks what is handed in.
    pub fn check(self, value: &str) -> Result<(), Code> {
        self.check_draft(value)?;
        match text::words(value) {
            0 => Err(Code::TextMissing),
            words if words > self.limit() => Err(Code::TextTooLong),
            _ => Ok(()),
        }
    }
}

closed_list! {
    /// How far a section is, as the task list says it.
    pub enum Filling {
        /// "Belum diisi".
        Empty: "Belum diisi";
        /// "Sedang diisi".
        Begun: "Sedang diisi";
        /// "Selesai".
        Done: "Selesai";
        /// "Terlalu panjang": must be shortened before it is handed in.
        TooLong: "Terlalu panjang";
    }
}

impl Filling {
    /// Of a text; `finished` is the writer's own "sudah selesai".
    pub fn of(section: Section, value: &str, finished: bool) -> Self {
        match text::words(value) {
            0 => Self::Empty,
            words if words > section.limit() => Self::TooLong,
            _ if finished => Self::Done,
            _ => Self::Begun,
        }
    }
}

/// A measured change: unit, before, target, after. Figures are hundredths of the unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// What is measured, 3 to 120 characters.
    pub name: String,
    /// Unit, 1 to 30 characters.
    pub unit: String,
    /// Before.
    pub baseline: Option<i64>,
    /// Aim.
    pub target: Option<i64>,
    /// After.
    pub result: Option<i64>,
    /// Less is better (days of waiting).
    pub less_is_better: bool,
    /// Why there is no result yet, up to 300 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub no_result: String,
}

impl Indicator {
    /// It has neither a result nor the reason why not.
    pub fn is_open(&self) -> bool {
        self.result.is_none() && self.no_result.trim().is_empty()
    }

    /// Whether it got better; none without both figures.
    pub fn improved(&self) -> Option<bool> {
        let (before, after) = (self.baseline?, self.result?);
        Some(if self.less_is_better {
            after < before
        } else {
            after > before
        })
    }
}

/// A line of the action plan (Article 12(1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanItem {
    /// Made by the client; progress is recorded under it.
    pub id: PlanItemId,
    /// What is done.
    pub activity: String,
    /// What comes out of it.
    pub output: String,
    /// Who answers for it.
    pub owner: String,
    /// First day, milliseconds UTC; needed when handed in.
    pub from: Option<Instant>,
    /// Last day, milliseconds UTC; needed when handed in.
    pub to: Option<Instant>,
    /// What it needs.
    pub resources: String,
    /// How success is seen.
    pub indicator: String,
}

/// Influence or interest of a stakeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Degree {
    /// "Rendah".
    Low,
    /// "Tinggi".
    High,
}

/// A stakeholder on the map: influence x interest (Article 12(1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stakeholder {
    /// Who.
    pub name: String,
    /// Influence on the innovation.
    pub influence: Option<Degree>,
    /// How much it concerns them; both are chosen before it is handed in.
    pub interest: Option<Degree>,
    /// How they are won or kept.
    pub approach: String,
}

impl Stakeholder {
    /// What the quadrant asks for; nothing until both are chosen.
    pub const fn quadrant(&self) -> &'static str {
        match (self.influence, self.interest) {
            (Some(Degree::High), Some(Degree::High)) => "Libatkan penuh",
            (Some(Degree::High), Some(Degree::Low)) => "Jaga kepuasan",
            (Some(Degree::Low), Some(Degree::High)) => "Beri kabar",
            (Some(Degree::Low), Some(Degree::Low)) => "Pantau",
            _ => "belum dipetakan",
        }
    }
}

/// A line of the communication strategy (Article 12(1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// To whom.
    pub target: String,
    /// What.
    pub message: String,
    /// Through which channel.
    pub channel: String,
    /// Date or rhythm, in words.
    pub when: String,
}

/// Most innovations that one person has begun and never handed in.
pub const MAX_DRAFTS: u32 = 200;

/// A short text that must be there: 1 to `limit` characters.
pub(crate) fn short(faults: &mut Vec<FieldFault>, field: String, value: &str, limit: usize) {
    if value.trim().is_empty() {
        faults.push(FieldFault::new(field, Code::TextMissing));
    } else if value.chars().count() > limit {
        faults.push(FieldFault::new(field, Code::TextTooLong));
    }
}

/// Everything that is wrong with a plan, by field.
pub fn plan_faults(plan: &[PlanItem]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for (n, item) in plan.iter().enumerate() {
        for (name, value) in [
            ("activity", &item.activity),
            ("output", &item.output),
            ("owner", &item.owner),
            ("indicator", &item.indicator),
        ] {
            short(&mut faults, format!("plan.{n}.{name}"), value, 300);
        }
        if item.resources.chars().count() > 300 {
            faults.push(FieldFault::new(
                format!("plan.{n}.resources"),
                Code::TextTooLong,
            ));
        }
        for (name, day) in [("from", item.from), ("to", item.to)] {
            if day.is_none() {
                faults.push(FieldFault::new(
                    format!("plan.{n}.{name}"),
                    Code::FieldMissing,
                ));
            }
        }
        if item.to < item.from && item.to.is_some() {
            faults.push(FieldFault::new(
                format!("plan.{n}.to"),
                Code::EndBeforeStart,
            ));
        }
    }
    faults
}

/// Everything that is wrong with a stakeholder map, by field.
pub fn map_faults(map: &[Stakeholder]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for (n, it) in map.iter().enumerate() {
        short(&mut faults, format!("map.{n}.name"), &it.name, 200);
        for (name, degree) in [("influence", it.influence), ("interest", it.interest)] {
            if degree.is_none() {
                faults.push(FieldFault::new(
                    format!("map.{n}.{name}"),
                    Code::FieldMissing,
                ));
            }
        }
        short(&mut faults, format!("map.{n}.approach"), &it.approach, 300);
    }
    faults
}

/// Everything that is wrong with a communication strategy, by field.
pub fn communication_faults(messages: &[Message]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for (n, it) in messages.iter().enumerate() {
        for (name, value) in [
            ("target", &it.target),
            ("message", &it.message),
            ("channel", &it.channel),
            ("when", &it.when),
        ] {
            short(&mut faults, format!("communication.{n}.{name}"), value, 300);
        }
    }
    faults
}

/// One primary kind and up to two more, all different (Article 7).
pub fn kinds_faults(primary: Option<Kind>, others: &[Kind]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if primary.is_none() {
        faults.push(FieldFault::new("kind", Code::FieldMissing));
    }
    let repeated = others
        .iter()
        .enumerate()
        .any(|(n, kind)| Some(*kind) == primary || others[..n].contains(kind));
    if others.len() > 2 {
        faults.push(FieldFault::new("other_kinds", Code::TooMany));
    } else if repeated {
        faults.push(FieldFault::new("other_kinds", Code::UnknownValue));
    }
    faults
}

/// How alike two titles are, 0 to 100: shared trigrams (Dice) of the folded texts, or of their letters alone, whichever is
/// more: `elapor` is as good as `e-Lapor`.
pub fn likeness(a: &str, b: &str) -> u8 {
    let folded = shared(&text::fold(a), &text::fold(b));
    folded.max(shared(&text::squeeze(a), &text::squeeze(b)))
}

fn shared(a: &str, b: &str) -> u8 {
    let grams = |value: &str| {
        let folded: Vec<char> = format!("  {value} ").chars().collect();
        let mut grams: Vec<[char; 3]> = folded.windows(3).map(|it| [it[0], it[1], it[2]]).collect();
        grams.sort_unstable();
        grams.dedup();
        grams
    };
    let (a, b) = (grams(a), grams(b));
    let shared = a
        .iter()
        .filter(|gram| b.binary_search(gram).is_ok())
        .count();
    let of = a.len() + b.len();
    (200 * shared)
        .checked_div(of)
        .map_or(0, |it| u8::try_from(it).unwrap_or(100))
}

/// From this likeness on a title is shown as "mirip".
pub const ALIKE: u8 = 45;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_draft_may_exceed_the_limit_and_a_submission_may_not() {
        let long = "kata ".repeat(201);
        assert_eq!(Section::Summary.check_draft(&long), Ok(()));
        assert_eq!(Section::Summary.check(&long), Err(Code::TextTooLong));
        assert_eq!(Section::Summary.check(&"kata ".repeat(200)), Ok(()));
        assert_eq!(Section::Summary.check(" — "), Err(Code::TextMissing));
        assert_eq!(Filling::of(Section::Summary, &long, true), Filling::TooLong);
    }

    #[test]
    fn every_criterion_of_article_8_has_its_section() {
        for criterion in Criterion::ALL {
            let section = Section::ALL
                .iter()
                .find(|it| it.criterion() == Some(*criterion))
                .unwrap();
            assert_eq!(section.article(), Some(criterion.article()));
        }
    }

    #[test]
    fn the_sections_suffice_for_the_national_design_text() {
        let words: usize = [Section::Problem, Section::Novelty, Section::Solution]
            .iter()
            .map(|it| it.limit())
            .sum();
        assert!(words >= DESIGN_TEXT_WORDS);
    }

    #[test]
    fn one_primary_kind_and_up_to_two_more_p7() {
        use Kind::{Method, Process, Product, Technology};
        assert_eq!(kinds_faults(Some(Process), &[Method, Product]), vec![]);
        assert_eq!(
            kinds_faults(Some(Process), &[Process])[0].code,
            Code::UnknownValue
        );
        assert_eq!(
            kinds_faults(Some(Process), &[Method, Product, Technology])[0].code,
            Code::TooMany
        );
        assert_eq!(kinds_faults(None, &[])[0].field, "kind");
    }

    #[test]
    fn figures_say_whether_it_got_better() {
        let days = Indicator {
            name: "Lama pengurusan".to_owned(),
            unit: "hari".to_owned(),
            baseline: Some(1_400),
            target: Some(300),
            result: Some(300),
            less_is_better: true,
            no_result: String::new(),
        };
        assert_eq!(days.improved(), Some(true));
        assert_eq!(
            Indicator {
                result: None,
                ..days
            }
            .improved(),
            None
        );
    }

    #[test]
    fn similar_titles_are_found_and_different_ones_not() {
        assert!(likeness("Antar Obat ke Pulau", "Antar obat pulau") >= ALIKE);
        assert!(likeness("Antar Obat ke Pulau", "Kios Maritim") < ALIKE);
        assert_eq!(likeness("e-Lapor", "elapor"), 100);
        assert_eq!(likeness("Si Pandu", "SIPANDU"), 100);
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_full_for_the_same(a in "[a-z ]{1,40}", b in "[a-z ]{1,40}") {
            prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
            prop_assert_eq!(likeness(&a, &a), 100);
        }
    }
}
