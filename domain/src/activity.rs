//! Activities of the clinic: sessions that wake the spirit (Article 10(2)) and workshops (Articles 11(2), 12(2)),
//! with who was there.

use serde::{Deserialize, Serialize};

use crate::{
    agency::AgencyCode,
    closed_list::closed_list,
    event::actions,
    ids::{PersonId, ids},
    law::Article,
    page::Cursor,
    problem::{Code, FieldFault},
    stage::Place,
    text,
    time::{DAY, Instant},
    wire::wire,
};

ids! {
    /// An activity of the clinic: a session, a visit, a workshop.
    ActivityId;
    /// Somebody's presence at an activity.
    AttendanceId;
}

actions! {
    /// An activity was planned.
    CREATED = "activity.created", "Kegiatan dibuat";
    /// An activity changed.
    CHANGED = "activity.changed", "Kegiatan diubah";
    /// Presence was written down.
    ATTENDANCE_ADDED = "attendance.added", "Kehadiran dicatat";
    /// A name on the list was tied to an account.
    ATTENDANCE_LINKED = "attendance.linked", "Kehadiran dihubungkan dengan akun";
    /// An entry of the list was taken away.
    ATTENDANCE_REMOVED = "attendance.removed", "Kehadiran dihapus";
    /// Somebody checked in.
    CHECKED_IN = "attendance.checked_in", "Hadir dengan kode";
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $label:literal, $article:expr;)+) => {
        /// Sessions of the first stage and workshops, by the article that names them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum ActivityKind { $($(#[$meta])* #[serde(rename = $code)] $variant,)+ }

        impl ActivityKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Name on the wire and in the database.
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code,)+ } }

            /// Words on screen.
            pub const fn label(self) -> &'static str { match self { $(Self::$variant => $label,)+ } }

            /// The article it serves.
            pub const fn article(self) -> Article { match self { $(Self::$variant => $article,)+ } }

            /// The one with this name.
            pub fn from_code(code: &str) -> Option<Self> { Self::ALL.iter().copied().find(|it| it.code() == code) }
        }
    };
}

kinds! {
    /// Telling agencies of innovation.
    Socialisation = "sosialisasi", "Sosialisasi", Article::item(10, 2, 'a');
    /// Public lecture.
    Lecture = "kuliah_umum", "Kuliah umum", Article::item(10, 2, 'b');
    /// Visit to a body that succeeded.
    Visit = "kunjungan", "Kunjungan kerja", Article::item(10, 2, 'c');
    /// Another session ("antara lain").
    Other = "lainnya", "Kegiatan lain", Article::ayat(10, 2);
    /// Workshop of the second stage, where ideas are found.
    WorkshopDiagnose = "lokakarya_diagnosis", "Lokakarya diagnosis", Article::ayat(11, 2);
    /// Workshop of the third stage, where plans are made.
    WorkshopDesign = "lokakarya_rancangan", "Lokakarya rancangan", Article::ayat(12, 2);
}

impl ActivityKind {
    /// Counts for the first stage (Article 10(2)).
    pub const fn is_drum_up(self) -> bool {
        !matches!(self, Self::WorkshopDiagnose | Self::WorkshopDesign)
    }
}

/// An activity as it is planned and held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// What it is.
    pub kind: ActivityKind,
    /// Title, 5 to 150 characters.
    pub title: String,
    /// Begins, milliseconds UTC.
    pub starts_at: Instant,
    /// Ends, milliseconds UTC.
    pub ends_at: Instant,
    /// Where, 2 to 200 characters.
    pub place: String,
    /// For a visit: the body visited, which has a proven innovation (Article 10(2)c).
    pub host: Option<AgencyCode>,
    /// What it is about, up to 1,000 characters.
    pub text: String,
}

impl Activity {
    /// Everything that is wrong with it, by field.
    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        for (field, value, least, most) in [
            ("activity.title", &self.title, 5, 150),
            ("activity.place", &self.place, 2, 200),
            ("activity.text", &self.text, 0, 1_000),
        ] {
            let length = value.trim().chars().count();
            if length < least {
                let code = if length == 0 {
                    Code::TextMissing
                } else {
                    Code::TextTooShort
                };
                faults.push(FieldFault::new(field, code));
            } else if length > most {
                faults.push(FieldFault::new(field, Code::TextTooLong));
            }
        }
        if self.ends_at < self.starts_at {
            faults.push(FieldFault::new("activity.ends_at", Code::EndBeforeStart));
        }
        if self.kind == ActivityKind::Visit && self.host.is_none() {
            faults.push(FieldFault::new("activity.host", Code::HostNeeded));
        }
        faults
    }

    /// A person may check in from [`CHECK_IN_AROUND`] before to as long after (Articles 10(2), 11(2), 12(2)). What was
    /// `written` on a device in that time and only arrives later, for want of signal, counts by when it was written, for
    /// [`CHECK_IN_LATE`]: then that instant is answered, and the list marks it.
    pub fn check_in(
        &self,
        now: Instant,
        written: Option<Instant>,
    ) -> Result<Option<Instant>, Code> {
        let open = |at: Instant| {
            at >= self.starts_at.plus(-CHECK_IN_AROUND) && at <= self.ends_at.plus(CHECK_IN_AROUND)
        };
        if open(now) {
            return Ok(None);
        }
        written
            .filter(|at| *at <= now && *at >= now.plus(-CHECK_IN_LATE) && open(*at))
            .map(Some)
            .ok_or(Code::CheckInClosed)
    }
}

/// Places of a record behind which a service works (Article 14).
pub const PROVEN: [Place; 2] = [Place::Finished, Place::Continued];

/// A body has succeeded with an innovation (Article 10(2)c): it has the status "inovasi daerah" (Articles 8, 17(1)), or walked all
/// stages. A visit goes to such a body, the own innovation's or a unit's.
pub fn is_proven(place: Place, regional: bool) -> bool {
    regional || PROVEN.contains(&place)
}

/// How long what was written without signal may take to arrive, in milliseconds: two weeks.
pub const CHECK_IN_LATE: i64 = 14 * DAY;

/// How long before and after an activity its list is open, in milliseconds: a day.
pub const CHECK_IN_AROUND: i64 = DAY;

/// Letters and digits of a check-in code: none that look alike.
pub const CODE_ALPHABET: &[u8; 31] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
/// Length of a check-in code.
pub const CODE_LENGTH: usize = 6;

/// A check-in code from random bytes.
pub fn code(random: [u8; CODE_LENGTH]) -> String {
    random
        .into_iter()
        .map(|byte| {
            let n = usize::from(byte) % CODE_ALPHABET.len();
            char::from(CODE_ALPHABET.get(n).copied().unwrap_or(b'A'))
        })
        .collect()
}

/// A typed code as it is compared: capitals, without spaces and hyphens.
pub fn typed(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .take(12)
        .collect()
}

/// Somebody who was there and has no account, or did not check in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Guest {
    /// Name, 2 to 100 characters.
    pub name: String,
    /// Agency that he or she came for; none for a partner's.
    #[serde(default)]
    pub agency: Option<AgencyCode>,
    /// Partner that he or she came for; none for an agency's.
    #[serde(default)]
    pub partner: Option<Partner>,
}

impl Guest {
    /// Somebody of an agency.
    pub const fn of_agency(name: String, agency: AgencyCode) -> Self {
        Self {
            name,
            agency: Some(agency),
            partner: None,
        }
    }
}

/// A body that is no agency of the list: the public in the sense of Article 1 number 14, or another region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// What sort of body.
    pub kind: PartnerKind,
    /// Its name, 2 to 150 characters.
    pub name: String,
}

closed_list! {
    /// Who works with the agencies beside them (Article 1 number 14).
    pub enum PartnerKind {
        /// A village.
        Village = "desa", "Desa atau kelurahan";
        /// A university or school.
        Campus = "kampus", "Kampus atau sekolah";
        /// A company; a regional one that is no agency of the list, too.
        Company = "perusahaan", "Perusahaan atau BUMD";
        /// A community or organisation.
        Community = "komunitas", "Komunitas atau lembaga";
        /// Another region.
        Region = "daerah_lain", "Daerah lain";
    }
}

/// A name as it is compared: nobody is written down twice for the same agency.
pub fn name_key(name: &str) -> String {
    let folded = text::fold(name);
    if folded.is_empty() {
        name.trim().to_lowercase()
    } else {
        folded
    }
}

/// Everything that is wrong with a list of guests, 1 to 200, by field.
pub fn guests_faults(guests: &[Guest]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if guests.is_empty() {
        faults.push(FieldFault::new("guests", Code::TextMissing));
    }
    if guests.len() > 200 {
        faults.push(FieldFault::new("guests", Code::TooMany));
    }
    for (n, guest) in guests.iter().enumerate() {
        let field = format!("guests.{n}.name");
        if guest.name.trim().chars().count() == 1 {
            faults.push(FieldFault::new(field, Code::TextTooShort));
        } else {
            crate::record::short(&mut faults, field, &guest.name, 100);
        }
        match (&guest.agency, &guest.partner) {
            (Some(_), None) => {}
            (None, Some(partner)) => {
                let field = format!("guests.{n}.partner.name");
                if partner.name.trim().chars().count() == 1 {
                    faults.push(FieldFault::new(field, Code::TextTooShort));
                } else {
                    crate::record::short(&mut faults, field, &partner.name, 150);
                }
            }
            (None, None) => {
                let field = format!("guests.{n}.agency");
                faults.push(FieldFault::new(field, Code::AgencyNeeded));
            }
            (Some(_), Some(_)) => {
                let field = format!("guests.{n}.partner");
                faults.push(FieldFault::new(field, Code::UnknownValue));
            }
        }
    }
    faults
}

wire! {
    /// A body that may be visited (Article 10(2)c).
    Host {
        /// Which.
        code: AgencyCode,
        /// Its name.
        name: String,
        /// One of its innovations that succeeded, or of a unit's.
        innovation: String,
    }

    /// An activity in the list.
    ActivityLine {
        /// Its id.
        id: ActivityId,
        /// The activity.
        about: Activity,
        /// How many were there.
        present: u32,
        /// The asking person was there.
        attended: bool,
        /// Version.
        version: u32,
    }

    /// An activity with its list of those present.
    ActivityView {
        /// The line.
        line: ActivityLine,
        /// The check-in code (only for the clinic).
        code: String,
        /// Who was there, by name: a page of them.
        attendance: Vec<Attendance>,
        /// What was taken from the list, newest first, at most 50.
        removed: Vec<AttendanceRemoved>,
        /// Where the next page begins.
        next: Option<Cursor>,
    }

    /// Somebody who was there.
    Attendance {
        /// Its id.
        id: AttendanceId,
        /// Name.
        name: String,
        /// For which agency; none for a partner's.
        agency: Option<AgencyCode>,
        /// For which partner; none for an agency's.
        partner: Option<Partner>,
        /// It is tied to an account.
        account: bool,
        /// Checked in with the code (else written down by the clinic).
        by_code: bool,
        /// When it was recorded.
        at: Instant,
        /// Written then without signal, and counted by that instant; none for what arrived while the list was open.
        written_at: Option<Instant>,
    }

    /// An entry that was taken from the list.
    AttendanceRemoved {
        /// Whose it was.
        name: String,
        /// Why.
        reason: String,
        /// Who took it away.
        by: String,
        /// When.
        at: Instant,
    }

    /// Tie a name on the list to an account.
    AttendanceLink {
        /// Whose account: somebody of the entry's agency, of the body above it or of a unit of it.
        person: PersonId,
    }

    /// Take an entry from the list.
    AttendanceDrop {
        /// Why, 5 to 500 characters.
        reason: String,
    }

    /// Plan an activity.
    ActivityNew {
        /// Made by the client.
        id: ActivityId,
        /// What.
        activity: Activity,
    }

    /// Change an activity.
    ActivityUpdate {
        /// Version seen.
        version: u32,
        /// What.
        activity: Activity,
    }

    /// Write down who was there.
    AttendanceNew {
        /// Who, 1 to 200.
        guests: Vec<Guest>,
    }

    /// Check in with a code.
    CheckIn {
        /// As typed.
        code: String,
        /// When it was written on the device, by the server's time as far as the device knows it.
        #[serde(default)]
        written_at: Option<Instant>,
    }

    /// Checked in.
    CheckedIn {
        /// Which.
        activity: ActivityId,
        /// Its title.
        title: String,
        /// Server time.
        at: Instant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit() -> Activity {
        Activity {
            kind: ActivityKind::Visit,
            title: "Kunjungan ke dinas yang berhasil".to_owned(),
            starts_at: Instant(10 * DAY),
            ends_at: Instant(10 * DAY + 1),
            place: "Mentok".to_owned(),
            host: Some(AgencyCode("DINKES".to_owned())),
            text: String::new(),
        }
    }

    #[test]
    fn a_visit_goes_to_who_succeeded_p10_2_c() {
        use crate::law::Stage;
        for stage in Stage::ALL {
            assert!(!is_proven(Place::In(*stage), false));
            assert!(is_proven(Place::In(*stage), true));
        }
        assert!(is_proven(Place::Continued, false) && is_proven(Place::Finished, false));
        assert!(!is_proven(Place::Outside, false));
    }

    #[test]
    fn a_visit_goes_to_a_body_p10_2_c() {
        assert_eq!(visit().faults(), vec![]);
        let nowhere = Activity {
            host: None,
            ..visit()
        };
        assert_eq!(nowhere.faults()[0].code, Code::HostNeeded);
    }

    #[test]
    fn check_in_is_open_a_day_around() {
        for (now, open) in [
            (9 * DAY - 1, false),
            (9 * DAY, true),
            (11 * DAY, true),
            (11 * DAY + 2, false),
        ] {
            assert_eq!(visit().check_in(Instant(now), None).is_ok(), open, "{now}");
        }
    }

    #[test]
    fn a_check_in_written_without_signal_counts_by_when_it_was_written() {
        let written = Instant(10 * DAY);
        for (now, at, counts) in [
            (20 * DAY, written, Some(written)),
            // After two weeks, from the future, or written when the list was closed: no.
            (24 * DAY + 1, written, None),
            (20 * DAY, Instant(21 * DAY), None),
            (20 * DAY, Instant(8 * DAY), None),
            (20 * DAY, Instant(12 * DAY), None),
        ] {
            let answer = visit().check_in(Instant(now), Some(at));
            assert_eq!(
                answer,
                counts.map(Some).ok_or(Code::CheckInClosed),
                "{now} {at:?}"
            );
        }
        assert_eq!(
            visit().check_in(written, Some(Instant(0))),
            Ok(None),
            "open now"
        );
    }

    #[test]
    fn codes_are_read_however_they_are_typed() {
        let made = code([0, 1, 2, 30, 31, 255]);
        assert_eq!(made.len(), CODE_LENGTH);
        assert_eq!(
            typed(&format!(" {}-{} ", made[..3].to_lowercase(), &made[3..])),
            made
        );
    }

    #[test]
    fn a_guest_has_a_name_and_is_the_same_however_it_is_written() {
        let guest = |name: &str| Guest::of_agency(name.to_owned(), AgencyCode("DINKES".to_owned()));
        assert_eq!(guests_faults(&[guest("Tamu Contoh")]), vec![]);
        assert_eq!(guests_faults(&[])[0].field, "guests");
        for (name, code) in [(" ", Code::TextMissing), ("T", Code::TextTooShort)] {
            let faults = guests_faults(&[guest("Tamu"), guest(name)]);
            assert_eq!(faults, vec![FieldFault::new("guests.1.name", code)]);
        }
        assert_eq!(name_key(" Tamu  CONTOH "), name_key("tamu contoh"));
        assert_eq!(name_key("?!"), "?!");
    }

    #[test]
    fn a_guest_comes_for_an_agency_or_for_a_partner_k1_14() {
        let partner = |name: &str| Partner {
            kind: PartnerKind::Village,
            name: name.to_owned(),
        };
        let guest = |agency: Option<&str>, partner: Option<Partner>| {
            guests_faults(&[Guest {
                name: "Tamu Contoh".to_owned(),
                agency: agency.map(|it| AgencyCode(it.to_owned())),
                partner,
            }])
        };
        assert_eq!(guest(None, Some(partner("Desa Contoh"))), vec![]);
        for (faults, field, code) in [
            (guest(None, None), "guests.0.agency", Code::AgencyNeeded),
            (
                guest(Some("DINKES"), Some(partner("Desa Contoh"))),
                "guests.0.partner",
                Code::UnknownValue,
            ),
            (
                guest(None, Some(partner(" "))),
                "guests.0.partner.name",
                Code::TextMissing,
            ),
            (
                guest(None, Some(partner("D"))),
                "guests.0.partner.name",
                Code::TextTooShort,
            ),
        ] {
            assert_eq!(faults, vec![FieldFault::new(field, code)]);
        }
    }

    #[test]
    fn workshops_are_no_drum_up_p10_p11_p12() {
        let drum_up = ActivityKind::ALL
            .iter()
            .filter(|it| it.is_drum_up())
            .count();
        assert_eq!(drum_up, 4);
    }
}
