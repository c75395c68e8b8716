//! Judging: marks, sheets and their life.

use core::marker::PhantomData;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    closed_list::closed_list,
    competition::{Act, BANDS, Band, Rubric, Standing},
    law::{CRITERIA, Criterion},
    problem::{Code, FieldFault, Problem},
    text,
};

/// A criterion mark: a whole number from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Mark(#[cfg_attr(feature = "schema", schemars(range(max = 100)))] u8);

impl Mark {
    /// A mark of this value, if it is 0 to 100.
    pub const fn new(value: u8) -> Option<Self> {
        if value <= 100 {
            Some(Self(value))
        } else {
            None
        }
    }

    /// 0 to 100.
    pub const fn value(self) -> u8 {
        self.0
    }

    /// The band it lies in, 0 (lowest) to 4.
    pub fn band(self) -> usize {
        BANDS
            .iter()
            .position(|band| self.0 <= band.to)
            .unwrap_or(BANDS.len() - 1)
    }

    /// The mark that choosing a band sets.
    pub const fn of_band(band: &Band) -> Self {
        Self(band.midpoint)
    }

    /// One step up or down, staying inside 0 to 100.
    pub fn step(self, by: i8) -> Self {
        Self(self.0.saturating_add_signed(by).min(100))
    }
}

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Mark;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a whole number from 0 to 100")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Mark, E> {
                u8::try_from(value)
                    .ok()
                    .and_then(Mark::new)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(value), &self))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A mark as it is sent, not looked at yet: a whole number, or nothing of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure(Option<i64>);

impl From<Mark> for Figure {
    fn from(mark: Mark) -> Self {
        Self(Some(i64::from(mark.0)))
    }
}

impl TryFrom<Figure> for Mark {
    type Error = Code;

    fn try_from(figure: Figure) -> Result<Self, Code> {
        let value = figure.0.ok_or(Code::MarkNotWhole)?;
        let mark = u8::try_from(value).ok().and_then(Self::new);
        mark.ok_or(Code::MarkOutOfRange)
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Figure;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a mark")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Figure, E> {
                Ok(Figure(Some(i64::try_from(value).unwrap_or(i64::MAX))))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Figure, E> {
                Ok(Figure(Some(value)))
            }

            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Figure, E> {
                Ok(Figure(None))
            }

            fn visit_str<E: de::Error>(self, _: &str) -> Result<Figure, E> {
                Ok(Figure(None))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Figure {
    fn inline_schema() -> bool {
        Mark::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Mark::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        Mark::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Mark::json_schema(generator)
    }
}

/// A sheet as it is sent: [`SheetSent::validate`] makes a [`Sheet`] of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Sheet"))]
#[serde(deny_unknown_fields)]
pub struct SheetSent {
    /// Marks given so far.
    #[serde(default, deserialize_with = "by_criterion")]
    pub marks: BTreeMap<Criterion, Figure>,
    /// Notes, at most 1,000 characters each.
    #[serde(default, deserialize_with = "by_criterion")]
    pub notes: BTreeMap<Criterion, String>,
}

impl From<Sheet> for SheetSent {
    fn from(sheet: Sheet) -> Self {
        Self {
            marks: sheet
                .marks
                .into_iter()
                .map(|(criterion, mark)| (criterion, mark.into()))
                .collect(),
            notes: sheet.notes,
        }
    }
}

impl SheetSent {
    /// The sheet, or everything that is wrong with it.
    pub fn validate(self) -> Result<Sheet, Box<Problem>> {
        let mut faults = Vec::new();
        let mut sheet = Sheet {
            notes: self.notes,
            ..Sheet::default()
        };
        for (criterion, figure) in self.marks {
            match Mark::try_from(figure) {
                Ok(mark) => {
                    sheet.marks.insert(criterion, mark);
                }
                Err(code) => {
                    faults.push(FieldFault::new(
                        format!("sheet.marks.{}", criterion.code()),
                        code,
                    ));
                }
            }
        }
        faults.extend(sheet.faults());
        match Problem::faults(faults) {
            None => Ok(sheet),
            Some(problem) => Err(Box::new(problem)),
        }
    }
}

/// What a judge wrote for one entry: marks and notes by criterion, each optional while a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Marks given so far.
    #[serde(default, deserialize_with = "by_criterion")]
    pub marks: BTreeMap<Criterion, Mark>,
    /// Notes, at most 1,000 characters each.
    #[serde(default, deserialize_with = "by_criterion")]
    pub notes: BTreeMap<Criterion, String>,
}

/// Reads an object whose keys are criteria. Keys are read as text, so that whoever follows the path of an
/// error learns its criterion, and a key that stands there twice is refused instead of winning silently.
fn by_criterion<'de, D, V>(deserializer: D) -> Result<BTreeMap<Criterion, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct Visitor<V>(PhantomData<V>);
    impl<'de, V: Deserialize<'de>> de::Visitor<'de> for Visitor<V> {
        type Value = BTreeMap<Criterion, V>;

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("an object by criterion")
        }

        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut out = BTreeMap::new();
            while let Some(key) = map.next_key::<String>()? {
                let Some(criterion) = Criterion::from_code(&key) else {
                    return Err(de::Error::unknown_variant(
                        &key,
                        &["a criterion of Article 8"],
                    ));
                };
                if out.insert(criterion, map.next_value()?).is_some() {
                    return Err(de::Error::duplicate_field(criterion.code()));
                }
            }
            Ok(out)
        }
    }
    deserializer.deserialize_map(Visitor(PhantomData))
}

impl Sheet {
    /// All five marks are there.
    pub fn is_full(&self) -> bool {
        self.marks.len() == CRITERIA
    }

    /// The first criterion without a mark, in the order of Article 8.
    pub fn next_unscored(&self) -> Option<Criterion> {
        Criterion::ALL
            .iter()
            .copied()
            .find(|criterion| !self.marks.contains_key(criterion))
    }

    /// The five marks, when all are there.
    pub fn full(&self) -> Option<[Mark; CRITERIA]> {
        let mut out = [Mark(0); CRITERIA];
        for criterion in Criterion::ALL {
            out[criterion.index()] = *self.marks.get(criterion)?;
        }
        Some(out)
    }

    /// Weighted sum so far and the weight it comes from: `(5320, 70)` reads "53,20 dari 70".
    pub fn running(&self, rubric: &Rubric) -> (u32, u32) {
        let weights = rubric.weights();
        self.marks
            .iter()
            .fold((0, 0), |(sum, of), (criterion, mark)| {
                let weight = u32::from(weights[criterion.index()]);
                (sum + weight * u32::from(mark.value()), of + weight)
            })
    }

    /// Cleans the notes as the server does ([`crate::text::clean`]), and drops empty ones.
    pub fn tidy(&mut self) {
        for note in self.notes.values_mut() {
            *note = text::clean(note);
        }
        self.notes.retain(|_, note| !note.trim().is_empty());
    }

    /// What of it the server will take: a note with a fault is left as the server holds it in `stored`, so that it never
    /// keeps a mark from being stored.
    pub fn acceptable(&self, stored: &Self) -> Self {
        let mut out = self.clone();
        for (criterion, note) in &self.notes {
            if note_fault(note).is_some() {
                match stored.notes.get(criterion) {
                    Some(before) => out.notes.insert(*criterion, before.clone()),
                    None => out.notes.remove(criterion),
                };
            }
        }
        out
    }

    /// Everything that is wrong with it, by field.
    pub fn faults(&self) -> Vec<FieldFault> {
        self.notes
            .iter()
            .filter_map(|(criterion, note)| {
                let code = note_fault(note)?;
                Some(FieldFault::new(format!("notes.{}", criterion.code()), code))
            })
            .collect()
    }
}

/// Most characters of a note.
pub const NOTE_LIMIT: usize = 1_000;

fn note_fault(note: &str) -> Option<Code> {
    (note.chars().count() > NOTE_LIMIT).then_some(Code::TextTooLong)
}

closed_list! {
    /// A sheet's life: written, locked by the judge, reopened by the judge alone until closing.
    pub enum SheetState {
        /// Nothing stored yet.
        Empty = "empty";
        /// Stored, not yet locked: never part of any result.
        Draft = "draft";
        /// Locked by the judge: counts.
        Locked = "locked";
    }
}

/// What a judge does with the own sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetAct {
    /// Store marks and notes.
    Save,
    /// Lock: it counts from now on.
    Lock,
    /// Take a locked sheet back.
    Reopen,
}

closed_list! {
    /// Whether an assignment still stands.
    pub enum AssignmentState {
        /// The judge judges the entry.
        Active = "active";
        /// The judge declared a relation with the entry; nothing of it counts.
        Conflict = "conflict";
        /// Taken away by the coordinator; a finished sheet stays as evidence and does not count.
        Removed = "removed";
    }
}

/// May the judge do this with the own sheet now?
///
/// Closing is by server time; a locked sheet must be reopened before it is changed; only a full
/// sheet locks.
pub fn sheet_allows(
    standing: Standing,
    assignment: AssignmentState,
    state: SheetState,
    full: bool,
    act: SheetAct,
) -> Result<SheetState, Code> {
    standing.allows(Act::Score)?;
    if assignment != AssignmentState::Active {
        return Err(Code::AssignmentEnded);
    }
    match (act, state) {
        (SheetAct::Save, SheetState::Empty | SheetState::Draft)
        | (SheetAct::Reopen, SheetState::Locked) => Ok(SheetState::Draft),
        (SheetAct::Save | SheetAct::Lock, SheetState::Locked) => Err(Code::SheetLocked),
        (SheetAct::Lock, SheetState::Empty | SheetState::Draft) => {
            if full {
                Ok(SheetState::Locked)
            } else {
                Err(Code::SheetIncomplete)
            }
        }
        (SheetAct::Reopen, SheetState::Empty | SheetState::Draft) => Err(Code::SheetNotLocked),
    }
}

/// The judge's own distribution: how many marks fell into each band (never anyone else's).
pub fn mirror<'a>(sheets: impl IntoIterator<Item = &'a Sheet>) -> [u32; 5] {
    let mut counts = [0; 5];
    for mark in sheets.into_iter().flat_map(|sheet| sheet.marks.values()) {
        counts[mark.band()] += 1;
    }
    counts
}

/// The judge's own fixed order of entries (product F19): a pseudo-random shuffle seeded by judge and
/// edition, so that position effects spread and nobody has to remember a number.
pub fn queue_rank(judge: &str, entry: &str) -> u64 {
    // FNV-1a over both, finished with a splitmix step: stable across builds, no dependency.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in judge.bytes().chain([0]).chain(entry.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::defaults;

    #[test]
    fn marks_of_101_minus_1_and_80_5_are_refused_by_name() {
        let sent = |mark: &str| {
            let text = format!(r#"{{"marks":{{"solusi":{mark}}},"notes":{{"solusi":"x"}}}}"#);
            crate::json::read_strict::<SheetSent>(&text)
                .unwrap()
                .validate()
        };
        for (mark, code) in [
            ("101", Code::MarkOutOfRange),
            ("-1", Code::MarkOutOfRange),
            ("18446744073709551615", Code::MarkOutOfRange),
            ("80.5", Code::MarkNotWhole),
            ("\"80\"", Code::MarkNotWhole),
        ] {
            let problem = sent(mark).unwrap_err();
            assert_eq!(
                (problem.code, problem.field.as_deref()),
                (code, Some("sheet.marks.solusi")),
                "{mark}"
            );
        }
        let sheet = sent("100").unwrap();
        assert_eq!(
            sheet.marks[&Criterion::from_code("solusi").unwrap()].value(),
            100
        );
        assert_eq!(SheetSent::from(sheet.clone()).validate(), Ok(sheet));
        for mark in ["101", "-1", "80.5"] {
            assert!(serde_json::from_str::<Mark>(mark).is_err(), "{mark}");
        }
    }

    #[test]
    fn a_mark_for_a_criterion_that_is_not_there_is_refused() {
        let error = serde_json::from_str::<Sheet>(r#"{"marks":{"keindahan":80}}"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("unknown variant"), "{error}");
    }

    #[test]
    fn a_criterion_that_stands_there_twice_is_refused_d12() {
        let error = serde_json::from_str::<Sheet>(r#"{"marks":{"solusi":80,"solusi":90}}"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("duplicate field"), "{error}");
    }

    #[test]
    fn every_mark_lies_in_the_band_that_names_it() {
        for value in 0..=100 {
            let mark = Mark::new(value).unwrap();
            let band = BANDS[mark.band()];
            assert!((band.from..=band.to).contains(&value));
        }
        assert_eq!(Mark::new(101), None);
    }

    #[test]
    fn running_total_reads_as_on_the_sheet() {
        let mut sheet = Sheet::default();
        for (criterion, mark) in [
            (Criterion::Novelty, 76),
            (Criterion::Benefit, 80),
            (Criterion::Solution, 70),
        ] {
            sheet.marks.insert(criterion, Mark::new(mark).unwrap());
        }
        assert_eq!(
            sheet.running(&defaults::rubric()),
            (20 * 76 + 30 * 80 + 20 * 70, 70)
        );
        assert_eq!(sheet.next_unscored(), Some(Criterion::Replicability));
        assert!(!sheet.is_full());
    }

    #[test]
    fn every_sheet_act_in_every_state() {
        use AssignmentState as A;
        use SheetAct as Do;
        use SheetState as S;
        for standing in Standing::ALL {
            for assignment in [A::Active, A::Conflict, A::Removed] {
                for state in [S::Empty, S::Draft, S::Locked] {
                    for full in [false, true] {
                        for act in [Do::Save, Do::Lock, Do::Reopen] {
                            let got = sheet_allows(standing, assignment, state, full, act).is_ok();
                            let open = standing == Standing::Judging && assignment == A::Active;
                            let fits = match act {
                                Do::Save => state != S::Locked,
                                Do::Lock => state != S::Locked && full,
                                Do::Reopen => state == S::Locked,
                            };
                            assert_eq!(
                                got,
                                open && fits,
                                "{standing:?} {assignment:?} {state:?} {full} {act:?}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn two_judges_get_two_orders_and_one_judge_always_the_same() {
        let order = |judge: &str| {
            let mut entries: Vec<_> = (0..20).map(|n| n.to_string()).collect();
            entries.sort_by_key(|entry| queue_rank(judge, entry));
            entries
        };
        assert_eq!(order("a"), order("a"));
        assert_ne!(order("a"), order("b"));
    }
}
