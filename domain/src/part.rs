//! The parts of a record: what is written, saved and reopened as one piece, each with its own version.
//!
//! Two people can write two parts at once; two texts of the same part are put side by side. A draft may
//! be incomplete and too long; [`submission_faults`] says what keeps it from being handed in.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{
    closed_list::closed_list,
    ids::InnovationId,
    law::{Article, Kind, Principle, Stage},
    problem::{Code, FieldFault},
    record::{self, Filling, Indicator, Message, PlanItem, Section, Stakeholder},
    time::Instant,
};

/// A part of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub enum Part {
    /// Name, idea in a sentence, kind, digital, form, urusan.
    Identity,
    /// Who thought of it (Article 1(12)).
    Initiators,
    /// One of the eleven texts of the form.
    Text(Section),
    /// Figures before, aimed at, and after (Article 2(3)d).
    Indicators,
    /// The eight principles, answered (Article 5(1)).
    Principles,
    /// The action plan (Article 12(1)).
    Plan,
    /// The stakeholder map (Article 12(1)).
    Stakeholders,
    /// The communication strategy (Article 12(1)).
    Communication,
    /// Rights and national submissions (Article 1(15), 1(22)).
    Registration,
}

impl Part {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 19] = [
        Self::Identity,
        Self::Initiators,
        Self::Text(Section::Summary),
        Self::Text(Section::Problem),
        Self::Text(Section::Novelty),
        Self::Text(Section::Solution),
        Self::Text(Section::Benefit),
        Self::Indicators,
        Self::Text(Section::Replicability),
        Self::Text(Section::Prerequisites),
        Self::Text(Section::Compatibility),
        Self::Principles,
        Self::Plan,
        Self::Stakeholders,
        Self::Communication,
        Self::Text(Section::Stakeholders),
        Self::Text(Section::Resources),
        Self::Text(Section::Lessons),
        Self::Registration,
    ];

    /// Name on the wire, in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identity => "identitas",
            Self::Initiators => "inisiator",
            Self::Text(section) => section.code(),
            Self::Indicators => "indikator",
            Self::Principles => "prinsip",
            Self::Plan => "rencana",
            Self::Stakeholders => "peta",
            Self::Communication => "komunikasi",
            Self::Registration => "pendaftaran",
        }
    }

    /// The one with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Identity => "Nama dan jenis",
            Self::Initiators => "Inisiator",
            Self::Text(section) => section.label(),
            Self::Indicators => "Angka sebelum dan sesudah",
            Self::Principles => "Delapan prinsip",
            Self::Plan => "Rencana aksi",
            Self::Stakeholders => "Peta pemangku kepentingan",
            Self::Communication => "Strategi komunikasi",
            Self::Registration => "Hak cipta dan pengajuan nasional",
        }
    }

    /// What to write, in one sentence.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Identity => "Nama, gagasan dalam satu kalimat, dan jenisnya.",
            Self::Initiators => "Siapa yang menggagas, dan siapa ketuanya.",
            Self::Text(section) => section.hint(),
            Self::Indicators => "Ukuran, satuan, angka awal, sasaran, dan hasil.",
            Self::Principles => "Jawab ya, belum, atau tidak, dengan satu kalimat bukti.",
            Self::Plan => {
                "Kegiatan, keluaran, penanggung jawab, waktu, sumber daya, dan indikator."
            }
            Self::Stakeholders => "Siapa berpengaruh, siapa berkepentingan, dan cara mendekatinya.",
            Self::Communication => "Kepada siapa, pesan apa, lewat saluran apa, dan kapan.",
            Self::Registration => "Isi bila ada; boleh kosong.",
        }
    }

    /// About how many minutes it takes.
    pub const fn minutes(self) -> u8 {
        match self {
            Self::Initiators | Self::Registration => 2,
            Self::Identity => 3,
            Self::Text(section) => section.minutes(),
            Self::Stakeholders | Self::Communication => 6,
            Self::Indicators | Self::Principles => 5,
            Self::Plan => 10,
        }
    }

    /// The article it serves.
    pub const fn article(self) -> Option<Article> {
        match self {
            Self::Identity => Some(Article::pasal(7)),
            Self::Initiators => Some(Article::pasal(1)),
            Self::Text(section) => section.article(),
            Self::Indicators => Some(Article::huruf(8, 'b')),
            Self::Principles => Some(Article::ayat(5, 1)),
            Self::Plan | Self::Stakeholders | Self::Communication => Some(Article::ayat(12, 1)),
            Self::Registration => None,
        }
    }

    /// The stage whose task list shows it first.
    pub const fn stage(self) -> Stage {
        match self {
            Self::Identity | Self::Initiators => Stage::DrumUp,
            Self::Text(
                Section::Summary
                | Section::Problem
                | Section::Novelty
                | Section::Solution
                | Section::Benefit,
            )
            | Self::Principles => Stage::Diagnose,
            Self::Plan
            | Self::Stakeholders
            | Self::Communication
            | Self::Indicators
            | Self::Text(
                Section::Stakeholders
                | Section::Resources
                | Section::Compatibility
                | Section::Replicability
                | Section::Prerequisites,
            ) => Stage::Design,
            Self::Text(Section::Lessons) | Self::Registration => Stage::Display,
        }
    }

    /// What goes on as a routine service grows on: results, lessons, what it takes and how it spreads. What the clinic found
    /// valid (idea and plan) stays as it is; a plan has further versions.
    pub const fn grows(self) -> bool {
        matches!(
            self,
            Self::Indicators
                | Self::Registration
                | Self::Text(
                    Section::Benefit
                        | Section::Replicability
                        | Section::Prerequisites
                        | Section::Compatibility
                        | Section::Stakeholders
                        | Section::Resources
                        | Section::Lessons
                )
        )
    }

    /// Must be complete when this stage or a later one is handed in.
    pub const fn is_required(self) -> bool {
        !matches!(
            self,
            Self::Registration | Self::Text(Section::Stakeholders | Section::Lessons)
        )
    }
}

impl core::fmt::Display for Part {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Part> for String {
    fn from(part: Part) -> Self {
        part.code().to_owned()
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Self::from_code(&code).ok_or_else(|| D::Error::unknown_variant(&code, &[]))
    }
}

impl core::str::FromStr for Part {
    type Err = crate::ids::BadId;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::from_code(code).ok_or(crate::ids::BadId)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Part {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Part".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A part of the record.",
            "type": "string",
            "enum": Self::ALL.map(Self::code),
        })
    }
}

closed_list! {
    /// The three forms of the national profile ("bentuk").
    pub enum Form {
        /// "Tata kelola pemerintahan daerah".
        Governance = "governance", "Tata kelola pemerintahan daerah";
        /// "Pelayanan publik".
        PublicService = "public_service", "Pelayanan publik";
        /// "Inovasi daerah lainnya sesuai urusan".
        Other = "other", "Inovasi daerah lainnya sesuai urusan";
    }
}

/// Name and kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Name, 3 to 200 characters.
    pub name: String,
    /// The idea in one sentence, up to 300 characters.
    pub idea: String,
    /// Primary kind (Article 7).
    pub kind: Option<Kind>,
    /// Up to two more.
    pub other_kinds: Vec<Kind>,
    /// Digital or not.
    pub digital: Option<bool>,
    /// Form of the national profile.
    pub form: Option<Form>,
    /// Matters of government concerned ("urusan"), up to 200 characters.
    pub affairs: String,
    /// First tried on, milliseconds UTC.
    pub trial_from: Option<Instant>,
    /// In use since, milliseconds UTC.
    pub used_from: Option<Instant>,
    /// The programme of the regional work plan (RKPD) that carries it, up to 200 characters (Article 2(3)b).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub programme: String,
    /// Innovations that it belongs together with, at most [`MAX_RELATED`]: those that the public knows are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<InnovationId>,
}

/// Most innovations that one names as related.
pub const MAX_RELATED: usize = 10;

/// Somebody who thought of it; not necessarily with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Initiator {
    /// Name, 2 to 100 characters.
    pub name: String,
    /// Office or role, up to 120 characters.
    pub position: String,
    /// Leads; exactly one does.
    pub lead: bool,
}

/// An answer to a principle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// "Ya".
    Yes,
    /// "Belum".
    NotYet,
    /// "Tidak".
    No,
}

/// A principle, checked by the writers themselves (Article 5(1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PrincipleCheck {
    /// Which.
    pub principle: Principle,
    /// None until it is given.
    pub answer: Option<Answer>,
    /// One sentence of proof, or the explanation of a "no"; up to 300 characters.
    pub proof: String,
}

/// A national submission or right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// Which system or right: `SINOVIK`, `IID`, `Hak cipta`, `Paten`, `Merek` …; up to 60 characters.
    pub what: String,
    /// Its number there, up to 60 characters.
    pub number: String,
    /// When, milliseconds UTC.
    pub at: Option<Instant>,
    /// Where it stands, up to 100 characters.
    pub state: String,
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "snake_case",
    tag = "type",
    content = "value",
    deny_unknown_fields
)]
pub enum Content {
    /// Of any section of [`Section`], as typed.
    Text(String),
    /// Name and kind.
    Identity(Identity),
    /// Initiators, 1 to 30.
    Initiators(Vec<Initiator>),
    /// Figures, up to 20.
    Indicators(Vec<Indicator>),
    /// Answers about the principles of Article 5(1).
    Principles(Vec<PrincipleCheck>),
    /// Lines of the plan, up to 50.
    Plan(Vec<PlanItem>),
    /// Stakeholders, up to 50.
    Stakeholders(Vec<Stakeholder>),
    /// Lines of the strategy, up to 50.
    Communication(Vec<Message>),
    /// Rights and submissions, up to 20.
    Registration(Vec<Registered>),
}

/// The largest part as JSON, in bytes.
pub const MAX_BYTES: usize = 60_000;

impl Content {
    /// Nothing yet.
    pub fn empty(part: Part) -> Self {
        match part {
            Part::Text(_) => Self::Text(String::new()),
            Part::Identity => Self::Identity(Identity::default()),
            Part::Initiators => Self::Initiators(Vec::new()),
            Part::Indicators => Self::Indicators(Vec::new()),
            Part::Principles => Self::Principles(
                Principle::ALL
                    .iter()
                    .map(|principle| PrincipleCheck {
                        principle: *principle,
                        answer: None,
                        proof: String::new(),
                    })
                    .collect(),
            ),
            Part::Plan => Self::Plan(Vec::new()),
            Part::Stakeholders => Self::Stakeholders(Vec::new()),
            Part::Communication => Self::Communication(Vec::new()),
            Part::Registration => Self::Registration(Vec::new()),
        }
    }

    /// It is what this part holds.
    pub const fn fits(&self, part: Part) -> bool {
        matches!(
            (self, part),
            (Self::Text(_), Part::Text(_))
                | (Self::Identity(_), Part::Identity)
                | (Self::Initiators(_), Part::Initiators)
                | (Self::Indicators(_), Part::Indicators)
                | (Self::Principles(_), Part::Principles)
                | (Self::Plan(_), Part::Plan)
                | (Self::Stakeholders(_), Part::Stakeholders)
                | (Self::Communication(_), Part::Communication)
                | (Self::Registration(_), Part::Registration)
        )
    }

    /// What keeps even a draft from being kept: sizes and signs, by field. `bytes` is the length of its JSON; whoever
    /// keeps it writes that anyway.
    pub fn draft_faults(&self, part: Part, bytes: usize) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        let mut list = |field: &str, length: usize, most: usize| {
            if length > most {
                faults.push(FieldFault::new(field, Code::TooMany));
            }
        };
        match self {
            Self::Initiators(all) => list("initiators", all.len(), 30),
            Self::Indicators(all) => list("indicators", all.len(), 20),
            Self::Principles(all) => list("principles", all.len(), 8),
            Self::Plan(all) => list("plan", all.len(), 50),
            Self::Stakeholders(all) => list("map", all.len(), 50),
            Self::Communication(all) => list("communication", all.len(), 50),
            Self::Registration(all) => list("registration", all.len(), 20),
            Self::Identity(it) => list("identity.related", it.related.len(), MAX_RELATED),
            Self::Text(_) => {}
        }
        if !self.fits(part) {
            faults.push(FieldFault::new("content", Code::WrongType));
        }
        if let (Self::Text(text), Part::Text(section)) = (self, part)
            && let Err(code) = section.check_draft(text)
        {
            faults.push(FieldFault::new(part.code(), code));
        }
        // The log refers to the items of a plan.
        if let Self::Plan(all) = self
            && let Some(n) = (0..all.len()).find(|n| all[..*n].iter().any(|it| it.id == all[*n].id))
        {
            faults.push(FieldFault::new(format!("plan.{n}.id"), Code::UnknownValue));
        }
        if let Self::Identity(it) = self {
            let length = it.name.trim().chars().count();
            if !(3..=200).contains(&length) {
                let code = if length < 3 {
                    Code::TextTooShort
                } else {
                    Code::TextTooLong
                };
                faults.push(FieldFault::new("identity.name", code));
            }
            for (field, value, most) in [
                ("identity.idea", &it.idea, 300),
                ("identity.affairs", &it.affairs, 200),
                ("identity.programme", &it.programme, 200),
            ] {
                if value.chars().count() > most {
                    faults.push(FieldFault::new(field, Code::TextTooLong));
                }
            }
            faults.extend(
                record::kinds_faults(it.kind, &it.other_kinds)
                    .into_iter()
                    .filter(|fault| fault.code != Code::FieldMissing),
            );
        }
        if bytes > MAX_BYTES && faults.is_empty() {
            faults.push(FieldFault::new(part.code(), Code::TextTooLong));
        }
        faults
    }

    /// What keeps it from being handed in, by field.
    pub fn faults(&self, part: Part) -> Vec<FieldFault> {
        // What is handed in was kept before, so its size is known to be right.
        let mut faults = self.draft_faults(part, 0);
        let missing = |faults: &mut Vec<FieldFault>, field: String| {
            faults.push(FieldFault::new(field, Code::FieldMissing));
        };
        match (self, part) {
            (Self::Text(text), Part::Text(section)) => {
                if let Err(code) = section.check(text)
                    && faults.is_empty()
                {
                    faults.push(FieldFault::new(part.code(), code));
                }
            }
            (Self::Identity(it), _) => {
                if it.idea.trim().is_empty() {
                    faults.push(FieldFault::new("identity.idea", Code::TextMissing));
                }
                faults.extend(
                    record::kinds_faults(it.kind, &it.other_kinds)
                        .into_iter()
                        .filter(|fault| fault.code == Code::FieldMissing),
                );
                if it.digital.is_none() {
                    missing(&mut faults, "identity.digital".to_owned());
                }
                if it.form.is_none() {
                    missing(&mut faults, "identity.form".to_owned());
                }
                if it.used_from < it.trial_from && it.used_from.is_some() {
                    faults.push(FieldFault::new("identity.used_from", Code::EndBeforeStart));
                }
            }
            (Self::Initiators(all), _) => {
                for (n, it) in all.iter().enumerate() {
                    record::short(&mut faults, format!("initiators.{n}.name"), &it.name, 100);
                    if it.position.chars().count() > 120 {
                        faults.push(FieldFault::new(
                            format!("initiators.{n}.position"),
                            Code::TextTooLong,
                        ));
                    }
                }
                if all.iter().filter(|it| it.lead).count() != 1 {
                    faults.push(FieldFault::new("initiators", Code::LeadNeeded));
                }
            }
            (Self::Indicators(all), _) => {
                if all.is_empty() {
                    faults.push(FieldFault::new("indicators", Code::TextMissing));
                }
                for (n, it) in all.iter().enumerate() {
                    record::short(&mut faults, format!("indicators.{n}.name"), &it.name, 120);
                    record::short(&mut faults, format!("indicators.{n}.unit"), &it.unit, 30);
                    for (name, figure) in [("baseline", it.baseline), ("target", it.target)] {
                        if figure.is_none() {
                            missing(&mut faults, format!("indicators.{n}.{name}"));
                        }
                    }
                    if it.no_result.chars().count() > 300 {
                        faults.push(FieldFault::new(
                            format!("indicators.{n}.no_result"),
                            Code::TextTooLong,
                        ));
                    }
                }
            }
            (Self::Principles(all), _) => {
                for principle in Principle::ALL {
                    let check = all.iter().find(|it| it.principle == *principle);
                    let field = format!("principles.{}", principle.code());
                    match check.and_then(|it| it.answer.map(|answer| (answer, it))) {
                        None => missing(&mut faults, field),
                        Some((Answer::NotYet, _)) => {}
                        Some((_, it)) => record::short(&mut faults, field, &it.proof, 300),
                    }
                }
            }
            (Self::Plan(all), _) => {
                if all.is_empty() {
                    faults.push(FieldFault::new("plan", Code::TextMissing));
                }
                faults.extend(record::plan_faults(all));
            }
            (Self::Stakeholders(all), _) => {
                if all.is_empty() {
                    faults.push(FieldFault::new("map", Code::TextMissing));
                }
                faults.extend(record::map_faults(all));
            }
            (Self::Communication(all), _) => {
                if all.is_empty() {
                    faults.push(FieldFault::new("communication", Code::TextMissing));
                }
                faults.extend(record::communication_faults(all));
            }
            (Self::Registration(all), _) => {
                for (n, it) in all.iter().enumerate() {
                    record::short(&mut faults, format!("registration.{n}.what"), &it.what, 60);
                    record::short(
                        &mut faults,
                        format!("registration.{n}.number"),
                        &it.number,
                        60,
                    );
                }
            }
            (Self::Text(_), _) => {}
        }
        faults
    }

    /// Nothing was written yet.
    pub fn is_empty(&self, part: Part) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            _ => *self == Self::empty(part),
        }
    }

    /// How far it is; `done` is the writer's own "sudah selesai".
    pub fn filling(&self, part: Part, done: bool) -> Filling {
        if let (Self::Text(text), Part::Text(section)) = (self, part) {
            return Filling::of(section, text, done);
        }
        if self.is_empty(part) {
            Filling::Empty
        } else if done && self.faults(part).is_empty() {
            Filling::Done
        } else {
            Filling::Begun
        }
    }

    /// The text, of a text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The parts of a record.
pub type Parts = BTreeMap<Part, Content>;

/// What keeps a stage from being handed in: the required parts of it and of all before, by field.
pub fn submission_faults(stage: Stage, parts: &Parts) -> Vec<FieldFault> {
    Part::ALL
        .into_iter()
        .filter(|part| part.stage() <= stage)
        .flat_map(|part| match parts.get(&part) {
            // The plan, the map and the strategy are asked for by the gate, with their article.
            None if part.is_required() && !is_gated(part) => {
                vec![FieldFault::new(part.code(), Code::TextMissing)]
            }
            None => Vec::new(),
            Some(content) if !part.is_required() && content.is_empty(part) => Vec::new(),
            Some(content) if is_gated(part) && content.is_empty(part) => Vec::new(),
            Some(content) => content.faults(part),
        })
        .collect()
}

/// Its absence is a gate's own refusal.
const fn is_gated(part: Part) -> bool {
    matches!(part, Part::Plan | Part::Stakeholders | Part::Communication)
}

/// The idea card of Article 11(1): problem, idea and novelty, solution, benefit, all fit to be handed in.
pub fn has_idea_card(parts: &Parts) -> bool {
    [
        Section::Problem,
        Section::Novelty,
        Section::Solution,
        Section::Benefit,
    ]
    .into_iter()
    .map(Part::Text)
    .all(|part| {
        parts
            .get(&part)
            .is_some_and(|content| content.faults(part).is_empty())
    })
}

/// How many figures have neither a result nor the reason why not; where there is no figure at all, that one is missing.
pub fn open_results(parts: &Parts) -> u32 {
    match parts.get(&Part::Indicators) {
        Some(Content::Indicators(all)) if !all.is_empty() => {
            let open = all.iter().filter(|it| it.is_open()).count();
            u32::try_from(open).unwrap_or(u32::MAX)
        }
        _ => 1,
    }
}

/// How many lines the plan, the map and the strategy have.
pub fn plan_counts(parts: &Parts) -> (u32, u32, u32) {
    let count = |part| match parts.get(&part) {
        Some(Content::Plan(all)) => all.len(),
        Some(Content::Stakeholders(all)) => all.len(),
        Some(Content::Communication(all)) => all.len(),
        _ => 0,
    };
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (
        small(count(Part::Plan)),
        small(count(Part::Stakeholders)),
        small(count(Part::Communication)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(section: Section, words: usize) -> (Part, Content) {
        (Part::Text(section), Content::Text("kata ".repeat(words)))
    }

    #[test]
    fn names_are_unique_and_find_their_way_back() {
        let mut seen = std::collections::BTreeSet::new();
        for part in Part::ALL {
            assert!(seen.insert(part.code()), "{part}");
            assert_eq!(part.code().parse(), Ok(part));
            assert!(Content::empty(part).fits(part));
            let json = serde_json::to_string(&Content::empty(part)).unwrap();
            let back: Content = serde_json::from_str(&json).unwrap();
            assert!(back.fits(part) && back.is_empty(part), "{json}");
        }
        for section in Section::ALL {
            assert!(Part::ALL.contains(&Part::Text(*section)), "{section:?}");
        }
    }

    #[test]
    fn an_empty_record_is_refused_by_part_and_a_draft_may_be_too_long() {
        let faults = submission_faults(Stage::Diagnose, &Parts::new());
        let fields: Vec<_> = faults.iter().map(|it| it.field.as_str()).collect();
        assert!(fields.contains(&"masalah") && fields.contains(&"prinsip"));
        assert!(!fields.contains(&"rencana"), "a later stage's part");
        let (part, content) = text(Section::Summary, 201);
        assert_eq!(content.draft_faults(part, MAX_BYTES), vec![]);
        assert_eq!(
            content.draft_faults(part, MAX_BYTES + 1)[0].code,
            Code::TextTooLong
        );
        assert_eq!(content.faults(part)[0].code, Code::TextTooLong);
    }

    #[test]
    fn the_idea_card_needs_problem_novelty_solution_and_benefit_p11_1() {
        let full: Parts = [
            text(Section::Problem, 20),
            text(Section::Novelty, 20),
            text(Section::Solution, 20),
            text(Section::Benefit, 20),
        ]
        .into();
        assert!(has_idea_card(&full));
        for part in full.keys() {
            let mut less = full.clone();
            less.remove(part);
            assert!(!has_idea_card(&less), "{part}");
        }
    }

    #[test]
    fn a_no_to_a_principle_is_explained_p5_1() {
        let mut checks = match Content::empty(Part::Principles) {
            Content::Principles(checks) => checks,
            _ => Vec::new(),
        };
        for check in &mut checks {
            check.answer = Some(Answer::NotYet);
        }
        assert_eq!(
            Content::Principles(checks.clone()).faults(Part::Principles),
            vec![]
        );
        checks[3].answer = Some(Answer::No);
        assert_eq!(
            Content::Principles(checks).faults(Part::Principles),
            vec![FieldFault::new(
                "principles.tanpa_konflik",
                Code::TextMissing
            )]
        );
    }

    #[test]
    fn initiators_have_exactly_one_lead_p1_12() {
        let person = |lead| Initiator {
            name: "Contoh".to_owned(),
            position: String::new(),
            lead,
        };
        let of = |all: Vec<Initiator>| Content::Initiators(all).faults(Part::Initiators);
        assert_eq!(of(vec![person(true), person(false)]), vec![]);
        for wrong in [
            vec![],
            vec![person(false)],
            vec![person(true), person(true)],
        ] {
            assert_eq!(of(wrong)[0].code, Code::LeadNeeded);
        }
    }

    #[test]
    fn content_of_another_part_is_refused() {
        assert_eq!(
            Content::Text(String::new()).draft_faults(Part::Plan, 0)[0].code,
            Code::WrongType
        );
    }
}
