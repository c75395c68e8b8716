//! The log of an innovation: launch, progress, monitoring, obstacles, displays and the input received,
//! consultations and appointments. Written on a phone, often without signal; never rewritten, only followed up or corrected by
//! another entry.

use serde::{Deserialize, Serialize};

use crate::{
    closed_list::closed_list,
    ids::PlanItemId,
    law::{Article, Stage},
    problem::{Code, FieldFault},
    stage::Place,
    time::Instant,
};

/// How a launch was held (Article 13(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ceremony {
    /// With a ceremony ("formal").
    Formal,
    /// Without one ("informal").
    Informal,
}

closed_list! {
    /// How far a line of the plan is (Article 13(1)).
    pub enum ItemState {
        /// "Berjalan".
        Running = "running", "Berjalan";
        /// "Selesai".
        Done = "done", "Selesai";
        /// "Tidak dilaksanakan", explained.
        Dropped = "dropped", "Tidak dilaksanakan";
    }
}

impl ItemState {
    /// Counts as closed: finished, or explained.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

closed_list! {
    /// How something was monitored (Article 13(4)).
    pub enum MonitoringWay {
        /// Direct: observation.
        Observation = "observation", "Langsung: observasi";
        /// Direct: survey in the field.
        FieldSurvey = "field_survey", "Langsung: survei lapangan";
        /// Indirect: online.
        Online = "online", "Tidak langsung: daring";
    }
}

closed_list! {
    /// How an innovation is shown (Article 14(2)); two or more make a combination.
    pub enum DisplayWay {
        /// "Pameran".
        Exhibition = "exhibition", "Pameran";
        /// "Gelar wicara" (talkshow).
        Talkshow = "talkshow", "Gelar wicara (talkshow)";
        /// "Seminar".
        Seminar = "seminar", "Seminar";
    }
}

closed_list! {
    /// What the clinic gives (Article 1(16)).
    pub enum Service {
        /// "Pendampingan".
        Coaching = "coaching", "Pendampingan";
        /// "Asistensi".
        Assistance = "assistance", "Asistensi";
        /// "Fasilitasi".
        Facilitation = "facilitation", "Fasilitasi";
    }
}

/// An entry of the log. Texts are 3 to 1,000 characters, places up to 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "snake_case",
    tag = "type",
    content = "value",
    deny_unknown_fields
)]
pub enum Note {
    /// The launch (Article 13(2)).
    Launch {
        /// Where.
        place: String,
        /// Formal or informal.
        ceremony: Ceremony,
        /// What happened.
        text: String,
    },
    /// Progress of a line of the plan (Article 13(1)).
    Progress {
        /// The line of the plan in force.
        item: PlanItemId,
        /// How far.
        state: ItemState,
        /// What was done, or why it deviates.
        text: String,
    },
    /// Monitoring (Article 13(3), 13(4)).
    Monitoring {
        /// Observation, survey, or online.
        way: MonitoringWay,
        /// What was seen.
        text: String,
    },
    /// An obstacle; stays open until it is followed up (Article 13(3)).
    Obstacle {
        /// What hinders.
        text: String,
        /// Who removes it.
        owner: String,
        /// By when, milliseconds UTC.
        due: Instant,
    },
    /// A display (Article 14(2)).
    Display {
        /// Exhibition, talkshow, seminar; several make a combination.
        ways: Vec<DisplayWay>,
        /// Where.
        place: String,
        /// What happened.
        text: String,
    },
    /// Input received; stays open until it is followed up (Article 14(1)).
    Input {
        /// From whom.
        from: String,
        /// What was said.
        text: String,
    },
    /// It was asked for input and there was none (Article 14(1)).
    NoInput {
        /// Where it was asked.
        text: String,
    },
    /// A consultation of the clinic (Article 1(16)).
    Consultation {
        /// What kind.
        service: Service,
        /// What was talked about.
        text: String,
    },
    /// The next appointment.
    Appointment {
        /// Where, or the link.
        place: String,
        /// What for.
        text: String,
    },
}

impl Note {
    /// Name in the database.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Launch { .. } => "launch",
            Self::Progress { .. } => "progress",
            Self::Monitoring { .. } => "monitoring",
            Self::Obstacle { .. } => "obstacle",
            Self::Display { .. } => "display",
            Self::Input { .. } => "input",
            Self::NoInput { .. } => "no_input",
            Self::Consultation { .. } => "consultation",
            Self::Appointment { .. } => "appointment",
        }
    }

    /// Words on screen.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Launch { .. } => "Peluncuran",
            Self::Progress { .. } => "Kemajuan rencana",
            Self::Monitoring { .. } => "Pemantauan",
            Self::Obstacle { .. } => "Kendala",
            Self::Display { .. } => "Kegiatan promosi",
            Self::Input { .. } => "Masukan",
            Self::NoInput { .. } => "Tidak ada masukan",
            Self::Consultation { .. } => "Konsultasi klinik",
            Self::Appointment { .. } => "Janji temu",
        }
    }

    /// The article it serves.
    pub const fn article(&self) -> Article {
        match self {
            Self::Launch { .. } => Article::ayat(13, 2),
            Self::Progress { .. } => Article::ayat(13, 1),
            Self::Monitoring { .. } => Article::ayat(13, 4),
            Self::Obstacle { .. } => Article::ayat(13, 3),
            Self::Display { .. } => Article::ayat(14, 2),
            Self::Input { .. } | Self::NoInput { .. } => Article::ayat(14, 1),
            Self::Consultation { .. } | Self::Appointment { .. } => Article::pasal(1),
        }
    }

    /// Only the clinic writes it.
    pub const fn is_clinics(&self) -> bool {
        matches!(self, Self::Consultation { .. } | Self::Appointment { .. })
    }

    /// Waits for a follow-up.
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Obstacle { .. } | Self::Input { .. })
    }

    /// It may lie in the future.
    pub const fn may_be_ahead(&self) -> bool {
        matches!(self, Self::Appointment { .. })
    }

    /// The stage it belongs to; none when to any.
    pub const fn stage(&self) -> Option<Stage> {
        match self {
            Self::Launch { .. } | Self::Progress { .. } => Some(Stage::Deliver),
            Self::Display { .. } | Self::Input { .. } | Self::NoInput { .. } => {
                Some(Stage::Display)
            }
            Self::Monitoring { .. }
            | Self::Obstacle { .. }
            | Self::Consultation { .. }
            | Self::Appointment { .. } => None,
        }
    }

    /// Can be written while an innovation is in this stage. Monitoring and obstacles belong to delivery and
    /// to whatever comes after it.
    pub fn belongs_in(&self, stage: Stage) -> Result<(), Code> {
        let fits = match self {
            Self::Monitoring { .. } | Self::Obstacle { .. } => stage >= Stage::Deliver,
            _ => self.stage().is_none_or(|own| own == stage),
        };
        if fits { Ok(()) } else { Err(Code::StageWrong) }
    }

    /// Can be written where an innovation stands. What goes on as a routine service is carried out, monitored, shown and
    /// developed on; it was launched once.
    pub fn belongs_to(&self, place: Place) -> Result<(), Code> {
        match place {
            Place::In(stage) => self.belongs_in(stage),
            Place::Continued if !matches!(self, Self::Launch { .. }) => Ok(()),
            Place::Continued | Place::Finished | Place::Outside => Err(Code::StageWrong),
        }
    }

    /// The text that everybody reads.
    pub fn text(&self) -> &str {
        match self {
            Self::Launch { text, .. }
            | Self::Progress { text, .. }
            | Self::Monitoring { text, .. }
            | Self::Obstacle { text, .. }
            | Self::Display { text, .. }
            | Self::Input { text, .. }
            | Self::NoInput { text }
            | Self::Consultation { text, .. }
            | Self::Appointment { text, .. } => text,
        }
    }

    /// What is wrong with a new one: all [`Note::faults`], and an appointment of a day that is over. A later correction of its
    /// words leaves the day alone.
    pub fn new_faults(&self, at: Instant, now: Instant) -> Vec<FieldFault> {
        let mut faults = self.faults(at, now);
        if self.may_be_ahead() && at < now && at.wib().date_long() != now.wib().date_long() {
            faults.insert(0, FieldFault::new("at", Code::AppointmentPast));
        }
        faults
    }

    /// Everything that is wrong with it, by field; `at` is when it happened.
    pub fn faults(&self, at: Instant, now: Instant) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        if at > now && !self.may_be_ahead() {
            faults.push(FieldFault::new("at", Code::DateInFuture));
        }
        sized(&mut faults, "text", self.text(), 3, 1_000);
        match self {
            Self::Launch { place, .. } | Self::Appointment { place, .. } => {
                sized(&mut faults, "place", place, 2, 200);
            }
            Self::Display { place, ways, .. } => {
                sized(&mut faults, "place", place, 2, 200);
                if ways.is_empty() {
                    faults.push(FieldFault::new("ways", Code::FieldMissing));
                } else if ways.len() > DisplayWay::ALL.len() {
                    faults.push(FieldFault::new("ways", Code::TooMany));
                }
            }
            Self::Obstacle { owner, due, .. } => {
                sized(&mut faults, "owner", owner, 2, 120);
                if *due < at {
                    faults.push(FieldFault::new("due", Code::EndBeforeStart));
                }
            }
            Self::Input { from, .. } => sized(&mut faults, "from", from, 2, 120),
            Self::Progress { .. }
            | Self::Monitoring { .. }
            | Self::NoInput { .. }
            | Self::Consultation { .. } => {}
        }
        faults
    }
}

/// A text of `least` to `most` characters.
fn sized(faults: &mut Vec<FieldFault>, field: &str, value: &str, least: usize, most: usize) {
    let length = value.trim().chars().count();
    let code = if length == 0 {
        Code::TextMissing
    } else if length < least {
        Code::TextTooShort
    } else if length > most {
        Code::TextTooLong
    } else {
        return;
    };
    faults.push(FieldFault::new(field, code));
}

/// A follow-up of an obstacle or an input: 3 to 1,000 characters.
pub fn check_follow_up(value: &str) -> Result<(), Code> {
    let mut faults = Vec::new();
    sized(&mut faults, "text", value, 3, 1_000);
    faults.first().map_or(Ok(()), |fault| Err(fault.code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn obstacle(due: i64) -> Note {
        Note::Obstacle {
            text: "Sinyal lemah di dusun.".to_owned(),
            owner: "Dinas Kominfo".to_owned(),
            due: Instant(due),
        }
    }

    #[test]
    fn what_has_not_happened_is_not_recorded_but_an_appointment_may_be_ahead() {
        let seen = Note::Monitoring {
            way: MonitoringWay::Online,
            text: "Berjalan lancar.".to_owned(),
        };
        assert_eq!(
            seen.faults(Instant(2), Instant(1))[0].code,
            Code::DateInFuture
        );
        let meeting = Note::Appointment {
            place: "Ruang rapat".to_owned(),
            text: "Bahas rencana aksi.".to_owned(),
        };
        assert_eq!(meeting.new_faults(Instant(2), Instant(1)), vec![]);
        // Of the same day it may be: it may have waited for a signal.
        assert_eq!(meeting.new_faults(Instant(1), Instant(2)), vec![]);
        let later = Instant(1).plus(crate::time::DAY);
        assert_eq!(
            meeting.new_faults(Instant(1), later)[0].code,
            Code::AppointmentPast
        );
        assert_eq!(meeting.faults(Instant(1), later), vec![]);
    }

    #[test]
    fn an_obstacle_has_an_owner_and_a_day_p13_3() {
        assert_eq!(obstacle(5).faults(Instant(1), Instant(1)), vec![]);
        assert_eq!(obstacle(0).faults(Instant(1), Instant(1))[0].field, "due");
        assert!(obstacle(5).waits());
    }

    #[test]
    fn a_launch_is_of_delivery_and_a_display_of_the_last_stage_p13_p14() {
        let launch = Note::Launch {
            place: "Mentok".to_owned(),
            ceremony: Ceremony::Informal,
            text: "Diluncurkan di puskesmas.".to_owned(),
        };
        for stage in Stage::ALL {
            assert_eq!(launch.belongs_in(*stage).is_ok(), *stage == Stage::Deliver);
            assert_eq!(
                obstacle(1).belongs_in(*stage).is_ok(),
                *stage >= Stage::Deliver
            );
        }
        assert_eq!(launch.belongs_to(Place::Continued), Err(Code::StageWrong));
    }

    #[test]
    fn what_goes_on_is_shown_monitored_and_developed_on_p14_p16() {
        let input = Note::Input {
            from: "Warga".to_owned(),
            text: "Perlu jam malam.".to_owned(),
        };
        let progress = Note::Progress {
            item: PlanItemId(uuid::Uuid::nil()),
            state: ItemState::Running,
            text: "Tahun kedua.".to_owned(),
        };
        for note in [&input, &progress, &obstacle(1)] {
            assert_eq!(note.belongs_to(Place::Continued), Ok(()));
            for place in [Place::Finished, Place::Outside] {
                assert_eq!(note.belongs_to(place), Err(Code::StageWrong));
            }
        }
    }
}
