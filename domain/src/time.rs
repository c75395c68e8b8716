//! Instants and Indonesian dates.
//!
//! Everything is stored and compared as milliseconds UTC; WIB (UTC+7, no daylight saving) exists
//! only at the edges, here.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Instant(pub i64);

/// One second in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

const WIB_OFFSET: i64 = 7 * HOUR;
const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const WEEKDAYS: [&str; 7] = [
    "Kamis", "Jumat", "Sabtu", "Minggu", "Senin", "Selasa", "Rabu",
];

/// A wall-clock reading in WIB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wib {
    /// Year, e.g. 2026.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    weekday: u8,
}

impl Instant {
    /// The instant `ms` milliseconds later (earlier when negative); saturates.
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The wall clock in WIB.
    pub fn wib(self) -> Wib {
        let local = self.0.saturating_add(WIB_OFFSET);
        let days = local.div_euclid(DAY);
        let within = local.rem_euclid(DAY);
        let (year, month, day) = civil(days);
        Wib {
            year,
            month,
            day,
            hour: u8::try_from(within / HOUR).unwrap_or(0),
            minute: u8::try_from(within % HOUR / MINUTE).unwrap_or(0),
            weekday: u8::try_from(days.rem_euclid(7)).unwrap_or(0),
        }
    }

    /// The instant of a WIB wall clock written `YYYY-MM-DDTHH:MM`, the value of a date-time field.
    pub fn from_wib_field(text: &str) -> Option<Self> {
        let (date, clock) = text.split_once('T')?;
        let mut date = date.split('-');
        let (year, month, day) = (date.next()?, date.next()?, date.next()?);
        let mut clock = clock.split(':');
        let (hour, minute) = (clock.next()?, clock.next()?);
        if date.next().is_some() || year.len() != 4 {
            return None;
        }
        let (year, month, day): (i32, u8, u8) =
            (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
        if !(1..=12).contains(&month) || hour > 23 || minute > 59 {
            return None;
        }
        let days = days_from_civil(year, month, day);
        if civil(days) != (year, month, day) {
            return None;
        }
        Some(Self(
            days * DAY + i64::from(hour) * HOUR + i64::from(minute) * MINUTE - WIB_OFFSET,
        ))
    }
}

impl Wib {
    /// `2 Agustus 2024`.
    pub fn date_long(self) -> String {
        format!(
            "{} {} {}",
            self.day,
            MONTHS[usize::from(self.month - 1)],
            self.year
        )
    }

    /// `2 Agu 2024`.
    pub fn date_short(self) -> String {
        format!(
            "{} {} {}",
            self.day,
            &MONTHS[usize::from(self.month - 1)][..3],
            self.year
        )
    }

    /// `14.30`.
    pub fn clock(self) -> String {
        format!("{:02}.{:02}", self.hour, self.minute)
    }

    /// `Senin, 12 Oktober 2026 pukul 10.00 WIB`.
    pub fn full(self) -> String {
        format!(
            "{}, {} pukul {} WIB",
            WEEKDAYS[usize::from(self.weekday)],
            self.date_long(),
            self.clock()
        )
    }

    /// `YYYY-MM-DDTHH:MM`, the value of a date-time field.
    pub fn field(self) -> String {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}",
            self.year, self.month, self.day, self.hour, self.minute
        )
    }
}

/// How far `then` lies from `now`, in words: `dalam 3 hari`, `2 jam lagi` never mixes two units.
///
/// Past instants read `3 hari yang lalu`; under a minute reads `sekarang`.
pub fn distance(now: Instant, then: Instant) -> String {
    let delta = then.0.saturating_sub(now.0);
    let size = delta.saturating_abs();
    let words = if size < MINUTE {
        return "sekarang".to_owned();
    } else if size < HOUR {
        format!("{} menit", size / MINUTE)
    } else if size < 2 * DAY {
        format!("{} jam", size / HOUR)
    } else {
        format!("{} hari", size / DAY)
    };
    if delta > 0 {
        format!("{words} lagi")
    } else {
        format!("{words} yang lalu")
    }
}

/// Year, month, day of a day number since 1970-01-01 (proleptic Gregorian; after H. Hinnant's
/// public-domain `chrono` algorithms, <https://howardhinnant.github.io/date_algorithms.html>).
fn civil(days: i64) -> (i32, u8, u8) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (
        i32::try_from(year).unwrap_or(i32::MAX),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

fn days_from_civil(year: i32, month: u8, day: u8) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let yoe = year.rem_euclid(400);
    let month = i64::from(month);
    let mp = if month > 2 { month - 3 } else { month + 9 };
    let doy = (153 * mp + 2) / 5 + i64::from(day) - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wib_is_seven_hours_ahead_and_reads_indonesian() {
        let at = Instant::from_wib_field("2026-10-12T10:00").unwrap();
        assert_eq!(at.wib().full(), "Senin, 12 Oktober 2026 pukul 10.00 WIB");
        assert_eq!(at.0 % DAY, 3 * HOUR, "10.00 WIB is 03:00 UTC");
        assert_eq!(at.wib().date_short(), "12 Okt 2026");
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "2026-02-29T10:00",
            "2026-13-01T10:00",
            "2026-01-01T24:00",
            "2026-01-01",
            "x",
            "26-01-01T10:00",
        ] {
            assert_eq!(Instant::from_wib_field(text), None, "{text}");
        }
        assert!(Instant::from_wib_field("2028-02-29T00:00").is_some());
    }

    #[test]
    fn distances_use_one_unit() {
        let now = Instant(0);
        assert_eq!(distance(now, Instant(3 * DAY + HOUR)), "3 hari lagi");
        assert_eq!(distance(now, Instant(5 * HOUR)), "5 jam lagi");
        assert_eq!(distance(now, Instant(-2 * MINUTE)), "2 menit yang lalu");
        assert_eq!(distance(now, now), "sekarang");
    }

    proptest! {
        #[test]
        fn field_round_trips(minutes in -30_000_000_i64..80_000_000) {
            let at = Instant(minutes * MINUTE);
            prop_assert_eq!(Instant::from_wib_field(&at.wib().field()), Some(at));
        }
    }
}
