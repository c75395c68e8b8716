//! When a photo was taken, as the camera wrote it into the file (EXIF 2.32, tags 0x9003, 0x9004, 0x9011).
//!
//! Read on the device before the photo is drawn anew, which drops it. Every step moves forward in the file or looks at one
//! directory of at most [`ENTRIES`] lines, so the work is bounded by the bytes given.

use crate::time::{HOUR, Instant, MINUTE};

/// As many bytes of a file as hold what the camera wrote: EXIF stands before the picture, in at most 64 kB a segment.
pub const HEAD: u32 = 256 * 1024;
/// Lines of a directory that are looked at; cameras write about 40.
const ENTRIES: usize = 512;

/// Pointer to the directory about the photo.
const PHOTO: usize = 0x8769;
/// When the picture was taken, when it was digitised; with their offsets from UTC.
const TAKEN: [(usize, usize); 2] = [(0x9003, 0x9011), (0x9004, 0x9012)];

/// When a JPEG was taken, by its first [`HEAD`] bytes. A camera that says no offset from UTC is taken to show WIB. None
/// when it says nothing, or no date (a camera whose clock was never set writes zeros or blanks).
pub fn taken_at(bytes: &[u8]) -> Option<Instant> {
    taken_in(exif(bytes)?)
}

/// The TIFF structure behind `Exif`, in the segments before the picture.
fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let marker = *rest.strip_prefix(&[0xff])?.first()?;
        if marker == 0xff {
            // Padding.
            rest = rest.get(1..)?;
            continue;
        }
        // The picture begins, or there was none.
        if matches!(marker, 0x00 | 0xd9 | 0xda) {
            return None;
        }
        let length = usize::from(u16::from_be_bytes(*rest.get(2..)?.first_chunk()?));
        let body = rest.get(4..length.checked_add(2)?)?;
        if marker == 0xe1
            && let Some(tiff) = body.strip_prefix(b"Exif\0\0")
        {
            return Some(tiff);
        }
        rest = rest.get(length + 2..)?;
    }
}

/// The bytes of one EXIF block, read in its own order.
#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

fn taken_in(bytes: &[u8]) -> Option<Instant> {
    let little = match bytes.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let tiff = Tiff { bytes, little };
    let photo = tiff.long(tiff.line(tiff.long(4)?, PHOTO)? + 8)?;
    TAKEN.iter().find_map(|(taken, offset)| {
        let local = wall_clock(tiff.text(photo, *taken)?)?;
        // Written as WIB; another offset moves it.
        let ahead = tiff.text(photo, *offset).and_then(ahead_of_utc);
        Some(local.plus(7 * HOUR - ahead.unwrap_or(7 * HOUR)))
    })
}

impl<'a> Tiff<'a> {
    fn short(self, at: usize) -> Option<usize> {
        let two = *self.bytes.get(at..)?.first_chunk()?;
        Some(usize::from(if self.little {
            u16::from_le_bytes(two)
        } else {
            u16::from_be_bytes(two)
        }))
    }

    fn long(self, at: usize) -> Option<usize> {
        let four = *self.bytes.get(at..)?.first_chunk()?;
        let number = if self.little {
            u32::from_le_bytes(four)
        } else {
            u32::from_be_bytes(four)
        };
        // An offset past the block is none: what is left adds up without overflow.
        usize::try_from(number)
            .ok()
            .filter(|it| *it < self.bytes.len())
    }

    /// Where the line of a tag begins in the directory at `start`.
    fn line(self, start: usize, tag: usize) -> Option<usize> {
        let count = self.short(start)?.min(ENTRIES);
        (0..count)
            .map(|n| start + 2 + n * 12)
            .find(|at| self.short(*at) == Some(tag))
    }

    /// The text of a tag, which is longer than the four bytes that a line holds itself.
    fn text(self, directory: usize, tag: usize) -> Option<&'a str> {
        let line = self.line(directory, tag)?;
        let (length, at) = (self.long(line + 4)?, self.long(line + 8)?);
        if self.short(line + 2) != Some(2) || !(5..=40).contains(&length) {
            return None;
        }
        let text = core::str::from_utf8(self.bytes.get(at..at + length)?).ok()?;
        Some(text.trim_end_matches(['\0', ' ']))
    }
}

/// `2024:05:01 09:30:00` as a WIB wall clock, to the minute.
fn wall_clock(text: &str) -> Option<Instant> {
    let (date, clock) = text.split_once(' ')?;
    let text = format!("{}T{clock}", date.replace(':', "-"));
    // Digital cameras with EXIF exist since 1995; an earlier year is a clock that was never set.
    Instant::from_wib_field(&text).filter(|it| it.wib().year >= 1995)
}

/// `+07:00` in milliseconds.
fn ahead_of_utc(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60)
        .then(|| sign * (i64::from(hours) * HOUR + i64::from(minutes) * MINUTE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASE: &[u8] = include_bytes!("../../tests/fixtures/cases/exif-date.jpg");

    /// A JPEG whose photo directory holds these texts.
    fn photo(little: bool, texts: &[(u16, &str)]) -> Vec<u8> {
        let short = |n: u16| {
            if little {
                n.to_le_bytes()
            } else {
                n.to_be_bytes()
            }
        };
        let long = |n: usize| {
            let n = u32::try_from(n).unwrap();
            if little {
                n.to_le_bytes()
            } else {
                n.to_be_bytes()
            }
        };
        let mut tiff = if little { b"II*\0" } else { b"MM\0*" }.to_vec();
        tiff.extend(long(8));
        tiff.extend(short(1));
        tiff.extend(short(0x8769));
        tiff.extend(short(4));
        tiff.extend(long(1));
        tiff.extend(long(26));
        tiff.extend(long(0));
        tiff.extend(short(u16::try_from(texts.len()).unwrap()));
        let mut after = 26 + 2 + texts.len() * 12 + 4;
        for (tag, text) in texts {
            tiff.extend(short(*tag));
            tiff.extend(short(2));
            tiff.extend(long(text.len() + 1));
            tiff.extend(long(after));
            after += text.len() + 1;
        }
        tiff.extend(long(0));
        for (_, text) in texts {
            tiff.extend(text.bytes());
            tiff.push(0);
        }
        let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
        [&[0xff, 0xd8, 0xff, 0xe1], &length[..], b"Exif\0\0", &tiff].concat()
    }

    fn field(bytes: &[u8]) -> Option<String> {
        taken_at(bytes).map(|it| it.wib().field())
    }

    #[test]
    fn a_photo_says_when_it_was_taken() {
        assert_eq!(field(CASE).as_deref(), Some("2024-05-01T09:30"));
        assert_eq!(taken_at(&CASE[..100]), None, "cut before its date");
        for little in [false, true] {
            let made = |texts: &[(u16, &str)]| field(&photo(little, texts));
            let taken = (0x9003, "2024:05:01 09:30:00");
            assert_eq!(made(&[taken]).as_deref(), Some("2024-05-01T09:30"));
            assert_eq!(
                made(&[taken, (0x9011, "+09:00")]).as_deref(),
                Some("2024-05-01T07:30"),
                "a phone on another clock"
            );
            assert_eq!(
                made(&[taken, (0x9011, "-03:30")]).as_deref(),
                Some("2024-05-01T20:00")
            );
            assert_eq!(
                made(&[
                    (0x9003, "0000:00:00 00:00:00"),
                    (0x9004, "2024:05:02 10:00:00")
                ])
                .as_deref(),
                Some("2024-05-02T10:00"),
                "a second opinion where the first is none"
            );
        }
    }

    #[test]
    fn a_clock_that_was_never_set_says_nothing() {
        for text in [
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "1970:01:01 00:00:00",
            "2024:02:30 10:00:00",
            "2024:05:01",
            "x",
        ] {
            assert_eq!(field(&photo(false, &[(0x9003, text)])), None, "{text}");
        }
        assert_eq!(taken_at(b"\x89PNG\r\n\x1a\n"), None);
        assert_eq!(taken_at(b""), None);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(at in 0..200_usize, changed in proptest::collection::vec(any::<u8>(), 0..40), cut in 0..400_usize) {
            let mut bytes = CASE.get(..400).unwrap().to_vec();
            for (place, byte) in bytes.iter_mut().skip(at).zip(changed) {
                *place = byte;
            }
            bytes.truncate(cut);
            let _ = taken_at(&bytes);
        }
    }
}
