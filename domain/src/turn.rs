//! "Bola di siapa": for every innovation one line that says whose turn it is, since when, and by when.

use serde::{Deserialize, Serialize};

use crate::{
    law::Stage,
    problem::{Code, FieldFault},
    stage::{Course, Desk, Hold, Place},
    time::{DAY, Instant},
};

/// How many days each desk may take in each stage; a setting, none set by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Durations {
    /// Each set duration; what is not named has none.
    pub days: Vec<Duration>,
}

/// How many days a desk may take in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// In which stage.
    pub stage: Stage,
    /// Who acts.
    pub desk: Desk,
    /// Days, 1 to 365.
    pub days: u16,
}

impl Durations {
    /// Everything that is wrong with them, by field.
    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        for (n, it) in self.days.iter().enumerate() {
            let field = format!("durations.{}.{}", it.stage.code(), it.desk.code());
            if !(1..=365).contains(&it.days) {
                faults.push(FieldFault::new(field, Code::NumberOutOfRange));
            } else if self
                .days
                .iter()
                .take(n)
                .any(|other| (other.stage, other.desk) == (it.stage, it.desk))
            {
                faults.push(FieldFault::new(field, Code::TooMany));
            }
        }
        faults
    }

    /// When a turn that began at `since` is due.
    pub fn due(&self, course: Course, since: Instant) -> Option<Instant> {
        let stage = course.stage()?;
        self.days
            .iter()
            .find(|it| it.stage == stage && it.desk == course.desk)
            .map(|it| since.plus(i64::from(it.days) * DAY))
    }
}

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who, in words: `Tim Klinik`, `Anda` is up to the caller.
    pub who: &'static str,
    /// What they do.
    pub what: &'static str,
    /// Since when.
    pub since: Instant,
    /// By when; none where no duration is set.
    pub due: Option<Instant>,
}

/// Whose turn it is; none when nobody has to act.
pub fn turn(course: Course, since: Instant, durations: &Durations) -> Option<Turn> {
    let Place::In(stage) = course.place else {
        return None;
    };
    if matches!(course.hold, Hold::Paused | Hold::Stopped) {
        return None;
    }
    let (who, what) = match (course.desk, course.hold, stage) {
        (Desk::Innovator, Hold::Revising, _) => ("Inovator", "memperbaiki yang diminta"),
        (Desk::Innovator, _, Stage::DrumUp) => {
            ("Inovator", "mengikuti kegiatan pembangkit semangat")
        }
        (Desk::Innovator, _, Stage::Diagnose) => ("Inovator", "mengisi kartu ide"),
        (Desk::Innovator, _, Stage::Design) => ("Inovator", "menyusun rencana aksi"),
        (Desk::Innovator, _, Stage::Deliver) => {
            ("Inovator", "menjalankan rencana dan mencatat hasil")
        }
        (Desk::Innovator, _, Stage::Display) => {
            ("Inovator", "memperkenalkan inovasi dan mencatat masukan")
        }
        (Desk::AgencyCoordinator, _, _) => ("Koordinator instansi", "memeriksa dan meneruskan"),
        (Desk::AgencyHead, _, _) => ("Kepala instansi", "menyetujui pengajuan"),
        (Desk::Clinic, _, Stage::DrumUp) => ("Tim Klinik", "mencatat keikutsertaan"),
        (Desk::Clinic, _, Stage::Diagnose) => ("Tim Klinik", "memvalidasi ide"),
        (Desk::Clinic, _, Stage::Design) => ("Tim Klinik", "memvalidasi rencana aksi"),
        (Desk::Clinic, _, Stage::Deliver) => ("Tim Klinik", "meninjau hasil akhir"),
        (Desk::Clinic, _, Stage::Display) => ("Tim Klinik", "menutup tahap promosi"),
    };
    let due = durations.due(course, since);
    Some(Turn {
        who,
        what,
        since,
        due,
    })
}

impl Turn {
    /// `sejak 3 hari · paling lambat 30 April 2026`.
    pub fn when(&self, now: Instant) -> String {
        let days = now.0.saturating_sub(self.since.0).max(0) / DAY;
        let since = if days == 0 {
            "sejak hari ini".to_owned()
        } else {
            format!("sejak {days} hari")
        };
        let due = self.due.map_or_else(String::new, |due| {
            format!(" · paling lambat {}", due.wib().date_long())
        });
        format!("{since}{due}")
    }

    /// `Giliran: Tim Klinik memvalidasi rencana aksi · sejak 3 hari · paling lambat 30 April 2026`.
    pub fn words(&self, now: Instant) -> String {
        format!("Giliran: {} {} · {}", self.who, self.what, self.when(now))
    }

    /// Days over time; 0 when in time or without a due date.
    pub fn overdue_days(&self, now: Instant) -> i64 {
        self.due
            .map_or(0, |due| (now.0.saturating_sub(due.0)).max(0) / DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_who_what_since_and_by_when() {
        let course = Course {
            place: Place::In(Stage::Design),
            desk: Desk::Clinic,
            hold: Hold::None,
        };
        let since = Instant::from_wib_field("2026-04-20T08:00").unwrap();
        let durations = Durations {
            days: vec![Duration {
                stage: Stage::Design,
                desk: Desk::Clinic,
                days: 10,
            }],
        };
        let line = turn(course, since, &durations).unwrap();
        assert_eq!(
            line.words(since.plus(3 * DAY)),
            "Giliran: Tim Klinik memvalidasi rencana aksi · sejak 3 hari · paling lambat 30 April 2026"
        );
        assert_eq!(line.overdue_days(since.plus(12 * DAY)), 2);
    }

    #[test]
    fn without_a_duration_no_due_date_is_shown() {
        let line = turn(
            Course::entering(Stage::DrumUp),
            Instant(0),
            &Durations::default(),
        )
        .unwrap();
        assert!(line.due.is_none() && !line.words(Instant(0)).contains("paling lambat"));
    }

    #[test]
    fn exactly_the_live_courses_have_a_turn() {
        for course in Course::all() {
            assert_eq!(
                turn(course, Instant(0), &Durations::default()).is_some(),
                course.is_live(),
                "{course:?}"
            );
        }
    }
}
