//! Innovations from before the regulation: declared regional innovations, and registered with nothing but complete data
//! (Article 17). One form, no gate.

use core::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::{
    innovation::Years,
    law::{Article, IN_FORCE_SINCE},
    problem::{Code, FieldFault, Problem},
    record::{Section, short},
    time::Instant,
    wire::{LegacyNew, LegacySet},
};

/// The article that declares them.
pub const ARTICLE: Article = Article::ayat(17, 1);

/// The first year that anything may bear.
const FIRST_YEAR: u16 = 1945;

/// When something was first in use, as far as somebody knows it: the year, its month, its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FirstUse {
    /// The year, 1945 to 2100.
    pub year: u16,
    /// 1 to 12; needed for the year in which the regulation came.
    #[serde(default)]
    pub month: Option<u8>,
    /// The day; needed for the month in which it came.
    #[serde(default)]
    pub day: Option<u8>,
}

impl FirstUse {
    /// It was in use before the regulation was promulgated (Article 17(1)); none as long as it says too little to tell.
    pub fn is_before_law(self) -> Option<bool> {
        let law = IN_FORCE_SINCE.wib();
        let (year, month) = (i32::from(self.year), law.month);
        if year != law.year {
            return Some(year < law.year);
        }
        match (self.month?, self.day) {
            (known, _) if known != month => Some(known < month),
            (_, day) => Some(day? < law.day),
        }
    }

    /// What was typed. The month decides in the year of the regulation, the day in its month: elsewhere neither is asked.
    /// What is no number is 0, which [`faults`] names; an empty day is none.
    pub fn typed(year: &str, month: &str, day: &str) -> Self {
        let year = Self {
            year: year.trim().parse().unwrap_or_default(),
            month: None,
            day: None,
        };
        if year.is_before_law().is_some() {
            return year;
        }
        let month = Self {
            month: month.trim().parse().ok(),
            ..year
        };
        if month.month.is_none() || month.is_before_law().is_some() {
            return month;
        }
        let day = day.trim();
        Self {
            day: (!day.is_empty()).then(|| day.parse().unwrap_or_default()),
            ..month
        }
    }

    /// `2019`, `2024-07` or `2024-08-01`, as it is stored.
    pub fn code(self) -> String {
        let mut code = format!("{:04}", self.year);
        for it in [self.month, self.day].into_iter().flatten() {
            let _ = write!(code, "-{it:02}");
        }
        code
    }

    /// What is stored as [`FirstUse::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        let mut parts = code.split('-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next().map(str::parse).transpose().ok()?;
        let day = parts.next().map(str::parse).transpose().ok()?;
        let it = Self { year, month, day };
        (parts.next().is_none() && it.is_date()).then_some(it)
    }

    /// `2019`, `Juli 2024` or `1 Agustus 2024`.
    pub fn words(self) -> String {
        let Some(month) = self.month else {
            return self.year.to_string();
        };
        let day = self.day.unwrap_or(1);
        let field = format!("{:04}-{month:02}-{day:02}T12:00", self.year);
        let Some(at) = Instant::from_wib_field(&field) else {
            return self.year.to_string();
        };
        let whole = at.wib().date_long();
        match (self.day, whole.split_once(' ')) {
            (None, Some((_, rest))) => rest.to_owned(),
            _ => whole,
        }
    }

    /// There is such a date.
    fn is_date(self) -> bool {
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        let field = format!("{:04}-{month:02}-{day:02}T12:00", self.year);
        (FIRST_YEAR..=2100).contains(&self.year)
            && (self.day.is_none() || self.month.is_some())
            && Instant::from_wib_field(&field).is_some()
    }

    fn fault(self) -> Option<FieldFault> {
        let year = Self {
            month: None,
            day: None,
            ..self
        };
        let (field, code) = match self.is_before_law() {
            _ if !year.is_date() => ("first_used.year", Code::LegacyYear),
            _ if !self.is_date() && self.day.is_some() => ("first_used.day", Code::LegacyDay),
            _ if !self.is_date() => ("first_used.month", Code::LegacyMonthNeeded),
            Some(true) => return None,
            Some(false) => ("first_used.year", Code::LegacyTooLate),
            None if self.month.is_none() => ("first_used.month", Code::LegacyMonthNeeded),
            None => ("first_used.day", Code::LegacyDayNeeded),
        };
        Some(FieldFault::new(field, code))
    }
}

/// As [`FirstUse::is_before_law`], of the years that the catalogue knows: the first one counts.
pub fn of_years(years: Years) -> Option<bool> {
    let year = years.from.or(years.to)?;
    let first = FirstUse {
        year,
        month: None,
        day: None,
    };
    first.is_before_law()
}

/// What a registered one needs before it is published: what its form asks for.
pub const NEEDED: [Section; 2] = [Section::Summary, Section::Benefit];

/// As the form sends it at first: the same fields.
pub fn of_new(it: LegacyNew) -> LegacySet {
    LegacySet {
        version: 0,
        texts: 0,
        name: it.name,
        kind: it.kind,
        first_used: it.first_used,
        summary: it.summary,
        benefit: it.benefit,
    }
}

/// What is not complete yet, by field: nothing else is asked (Article 17(1)).
pub fn faults(it: &LegacySet) -> Option<Problem> {
    let mut faults = Vec::new();
    match it.name.trim().chars().count() {
        0 => faults.push(FieldFault::new("name", Code::TextMissing)),
        1 | 2 => faults.push(FieldFault::new("name", Code::TextTooShort)),
        _ => short(&mut faults, "name".to_owned(), &it.name, 200),
    }
    if it.kind.is_none() {
        faults.push(FieldFault::new("kind", Code::ChoiceMissing));
    }
    faults.extend(it.first_used.fault());
    for (field, section, text) in [
        ("summary", Section::Summary, &it.summary),
        ("benefit", Section::Benefit, &it.benefit),
    ] {
        if let Err(code) = section.check(text) {
            faults.push(FieldFault::new(field, code));
        }
    }
    let problem = Problem::faults(faults)?;
    let dated = matches!(
        problem.code,
        Code::LegacyTooLate | Code::LegacyMonthNeeded | Code::LegacyDayNeeded
    );
    Some(Problem {
        article: dated.then_some(ARTICLE),
        ..problem
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Kind;

    fn used(code: &str) -> FirstUse {
        FirstUse::from_code(code).unwrap()
    }

    #[test]
    fn what_was_in_use_before_2_august_2024_is_a_regional_innovation_p17_1() {
        for (code, before) in [
            ("2023", Some(true)),
            ("2025", Some(false)),
            ("2024", None),
            ("2024-01", Some(true)),
            ("2024-07", Some(true)),
            ("2024-07-31", Some(true)),
            ("2024-08", None),
            ("2024-08-01", Some(true)),
            ("2024-08-02", Some(false)),
            ("2024-09", Some(false)),
            ("2024-12-31", Some(false)),
        ] {
            assert_eq!(used(code).is_before_law(), before, "{code}");
            assert_eq!(used(code).code(), code);
        }
    }

    /// Every day around the promulgation, against the instant from which the regulation is in force.
    #[test]
    fn the_day_decides_as_the_instant_of_the_law_does_p17_1() {
        for ms in -400..400 {
            let at = IN_FORCE_SINCE.plus(ms * crate::time::DAY);
            let it = used(&at.wib().field()[..10]);
            assert_eq!(it.is_before_law(), Some(at < IN_FORCE_SINCE), "{it:?}");
        }
    }

    #[test]
    fn no_date_that_is_none_is_read() {
        for code in [
            "",
            "x",
            "1944",
            "2024-13",
            "2024-00",
            "2023-02-29",
            "2024-02-30",
            "2024-1-1-1",
        ] {
            assert_eq!(FirstUse::from_code(code), None, "{code}");
        }
        assert_eq!(used("2019").words(), "2019");
        assert_eq!(used("2024-07").words(), "Juli 2024");
        assert_eq!(used("2024-08-01").words(), "1 Agustus 2024");
    }

    #[test]
    fn the_catalogue_counts_by_the_first_year() {
        let years = |from, to| Years { from, to };
        assert_eq!(of_years(years(Some(2021), Some(2024))), Some(true));
        assert_eq!(of_years(years(Some(2024), Some(2024))), None);
        assert_eq!(of_years(years(Some(2025), Some(2025))), Some(false));
        assert_eq!(of_years(Years::default()), None);
    }

    fn complete() -> LegacySet {
        LegacySet {
            version: 0,
            texts: 0,
            name: "Inovasi contoh".to_owned(),
            kind: Some(Kind::Method),
            first_used: used("2019"),
            summary: "Ringkasan.".to_owned(),
            benefit: "Yang berubah.".to_owned(),
        }
    }

    #[test]
    fn only_completeness_is_asked_p17() {
        assert_eq!(faults(&complete()), None);
        let wrong = |change: fn(&mut LegacySet)| {
            let mut it = complete();
            change(&mut it);
            let problem = faults(&it).unwrap();
            (problem.field.unwrap(), problem.code)
        };
        let field = |name: &str, code| (name.to_owned(), code);
        assert_eq!(
            wrong(|it| it.name.clear()),
            field("name", Code::TextMissing)
        );
        assert_eq!(
            wrong(|it| it.kind = None),
            field("kind", Code::ChoiceMissing)
        );
        assert_eq!(
            wrong(|it| it.summary.clear()),
            field("summary", Code::TextMissing)
        );
        assert_eq!(
            wrong(|it| it.benefit.clear()),
            field("benefit", Code::TextMissing)
        );
        let late = wrong(|it| it.first_used = used("2024-08-02"));
        assert_eq!(late, field("first_used.year", Code::LegacyTooLate));
        let month = wrong(|it| it.first_used = used("2024"));
        assert_eq!(month, field("first_used.month", Code::LegacyMonthNeeded));
        let day = wrong(|it| it.first_used = used("2024-08"));
        assert_eq!(day, field("first_used.day", Code::LegacyDayNeeded));
        for (typed, at, code) in [
            (("", "", ""), "year", Code::LegacyYear),
            (("24", "", ""), "year", Code::LegacyYear),
            (("1850", "", ""), "year", Code::LegacyYear),
            (("-2021", "", ""), "year", Code::LegacyYear),
            (("2024", "13", ""), "month", Code::LegacyMonthNeeded),
            (("2024", "8", ""), "day", Code::LegacyDayNeeded),
            (("2024", "8", "32"), "day", Code::LegacyDay),
            (("2024", "8", "1,5"), "day", Code::LegacyDay),
            (("2024", "8", "-1"), "day", Code::LegacyDay),
            (("2024", "8", "x"), "day", Code::LegacyDay),
            (("2025", "1", "1"), "year", Code::LegacyTooLate),
        ] {
            let fault = FirstUse::typed(typed.0, typed.1, typed.2).fault().unwrap();
            assert_eq!(
                (fault.field, fault.code),
                field(&format!("first_used.{at}"), code),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn month_and_day_are_kept_only_where_they_decide_p17_1() {
        for (year, month, day, code) in [
            (" 2021 ", "8", "1", "2021"),
            ("2024", "", "1", "2024"),
            ("2024", "7", "31", "2024-07"),
            ("2024", "8", "1", "2024-08-01"),
            ("2025", "8", "1", "2025"),
        ] {
            assert_eq!(FirstUse::typed(year, month, day).code(), code);
        }
    }
}
