//! Appointments as calendar files (iCalendar, RFC 5545), for whatever calendar a person uses.

use crate::time::{HOUR, Instant};

/// What the calendar of a person is told of one meeting.
#[derive(Clone, Copy, Debug)]
pub struct Appointment<'a> {
    /// A name that no other appointment has.
    pub uid: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Where.
    pub place: &'a str,
    /// What for.
    pub text: &'a str,
    /// When; it takes an hour.
    pub at: Instant,
    /// When the file was made.
    pub made_at: Instant,
}

/// `20261012T030000Z`.
fn stamp(at: Instant) -> String {
    let utc = at.plus(-7 * HOUR).wib();
    format!(
        "{:04}{:02}{:02}T{:02}{:02}00Z",
        utc.year, utc.month, utc.day, utc.hour, utc.minute
    )
}

/// A text with what has a meaning in the format made harmless.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

/// A line, folded so that none is longer than 75 bytes.
fn line(out: &mut String, name: &str, value: &str) {
    let mut width = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if width + c.len_utf8() > 73 {
            out.push_str("\r\n ");
            width = 1;
        }
        width += c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

/// The calendar file of an appointment.
pub fn ics(it: &Appointment<'_>) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN", "VCALENDAR");
    line(&mut out, "VERSION", "2.0");
    line(&mut out, "PRODID", "-//KLISIDA//Klinik Inovasi//ID");
    line(&mut out, "BEGIN", "VEVENT");
    line(&mut out, "UID", &escaped(it.uid));
    line(&mut out, "DTSTAMP", &stamp(it.made_at));
    line(&mut out, "DTSTART", &stamp(it.at));
    line(&mut out, "DTEND", &stamp(it.at.plus(HOUR)));
    line(&mut out, "SUMMARY", &escaped(it.title));
    line(&mut out, "LOCATION", &escaped(it.place));
    line(&mut out, "DESCRIPTION", &escaped(it.text));
    line(&mut out, "END", "VEVENT");
    line(&mut out, "END", "VCALENDAR");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_appointment_is_told_in_utc_and_its_words_cannot_break_the_file() {
        let at = Instant::from_wib_field("2026-10-12T10:00").unwrap();
        let file = ics(&Appointment {
            uid: "1",
            title: "Konsultasi; Antar Obat, Pulau",
            place: "Ruang rapat",
            text: "Bahas rencana\nEND:VEVENT",
            at,
            made_at: at,
        });
        assert!(file.contains("DTSTART:20261012T030000Z\r\nDTEND:20261012T040000Z\r\n"));
        assert!(file.contains("SUMMARY:Konsultasi\\; Antar Obat\\, Pulau\r\n"));
        assert_eq!(file.matches("\r\nEND:VEVENT").count(), 1);
        let long = ics(&Appointment {
            uid: "1",
            title: "a",
            place: "b",
            text: &"é".repeat(300),
            at,
            made_at: at,
        });
        assert!(long.split("\r\n").all(|line| line.len() <= 75));
    }
}
