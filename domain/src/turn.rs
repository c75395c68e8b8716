//! "Bola di siapa": for every innovation one line that says whose turn it is, since when, and by when.

use crate::{
    law::Stage,
    stage::{Course, Desk, Hold, Place},
    time::{DAY, Instant},
};

/// How many days each desk may take in each stage; a setting, none set by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// `(stage, desk)` to days, 1 to 365.
    pub days: Vec<(Stage, Desk, u16)>,
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
    let due = durations
        .days
        .iter()
        .find(|(at, desk, _)| *at == stage && *desk == course.desk)
        .map(|(_, _, days)| since.plus(i64::from(*days) * DAY));
    Some(Turn {
        who,
        what,
        since,
        due,
    })
}

impl Turn {
    /// `Giliran: Tim Klinik memvalidasi rencana aksi · sejak 3 hari · paling lambat 30 April 2026`.
    pub fn words(&self, now: Instant) -> String {
        let days = now.0.saturating_sub(self.since.0).max(0) / DAY;
        let since = if days == 0 {
            "sejak hari ini".to_owned()
        } else {
            format!("sejak {days} hari")
        };
        let due = self.due.map_or_else(String::new, |due| {
            format!(" · paling lambat {}", due.wib().date_long())
        });
        format!("Giliran: {} {} · {since}{due}", self.who, self.what)
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
            days: vec![(Stage::Design, Desk::Clinic, 10)],
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
