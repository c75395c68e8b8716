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

/// Tells whether the file of a picture was cut off, from its bytes as they are read, piece by piece: browsers draw what there
/// is of a cut photo, and the rest would be gone unnoticed. Knows JPEG, PNG and WebP; any other file counts as whole.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    at: At,
    read: u64,
}

#[derive(Clone, Copy, Debug, Default)]
enum At {
    /// The first bytes, which say what it is.
    #[default]
    Start,
    /// As `Start`, in the first twelve bytes of a WebP.
    Head(u8, [u8; 12]),
    /// JPEG: a marker begins.
    Marker,
    /// JPEG: its code.
    Code,
    /// JPEG: the length of its segment, with the high byte once that was read; true when the coded picture follows.
    Length(Option<u8>, bool),
    /// JPEG: bytes of a segment that are left.
    Segment(u16, bool),
    /// JPEG: in the coded picture; true after `0xff`.
    Coded(bool),
    /// PNG: as many letters of the last chunk's name were just read.
    Chunks(u8),
    /// WebP: bytes that the file has by its own word.
    Sized(u64),
    /// Its end was read.
    Whole,
    /// Not one of these.
    Other,
}

/// The name of the last chunk of a PNG.
const LAST_CHUNK: &[u8; 4] = b"IEND";

impl Ending {
    /// Takes the next bytes.
    pub fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if matches!(self.at, At::Whole | At::Other) {
                return;
            }
            self.read += 1;
            self.at = next(self.at, *byte);
        }
    }

    /// Everything was read, and the end did not come.
    pub const fn is_cut(&self) -> bool {
        match self.at {
            At::Whole | At::Other => false,
            At::Sized(size) => self.read < size,
            _ => true,
        }
    }
}

fn next(at: At, byte: u8) -> At {
    match at {
        At::Start => match byte {
            0xff => At::Code,
            0x89 => At::Chunks(0),
            b'R' => At::Head(1, [b'R'; 12]),
            _ => At::Other,
        },
        At::Head(n, mut head) => {
            head[usize::from(n)] = byte;
            if usize::from(n) + 1 < head.len() {
                At::Head(n + 1, head)
            } else {
                sized(head)
            }
        }
        At::Marker if byte == 0xff => At::Code,
        At::Code => coded_after(byte),
        At::Length(None, coded) => At::Length(Some(byte), coded),
        At::Length(Some(high), coded) => match u16::from_be_bytes([high, byte]).saturating_sub(2) {
            0 => after_segment(coded),
            left => At::Segment(left, coded),
        },
        At::Segment(1, coded) => after_segment(coded),
        At::Segment(left, coded) => At::Segment(left - 1, coded),
        At::Coded(false) => At::Coded(byte == 0xff),
        At::Coded(true) => match byte {
            0xff => At::Coded(true),
            0x00 | 0xd0..=0xd7 => At::Coded(false),
            // Its end, or the tables and the next scan of a progressive photo.
            _ => coded_after(byte),
        },
        At::Chunks(n) if byte == LAST_CHUNK[usize::from(n)] => {
            if usize::from(n) + 1 == LAST_CHUNK.len() {
                At::Whole
            } else {
                At::Chunks(n + 1)
            }
        }
        At::Chunks(_) => At::Chunks(u8::from(byte == LAST_CHUNK[0])),
        At::Sized(size) => At::Sized(size),
        At::Whole => At::Whole,
        At::Marker | At::Other => At::Other,
    }
}

/// What follows the code of a JPEG's marker.
const fn coded_after(code: u8) -> At {
    match code {
        0xff => At::Code,
        0xd9 => At::Whole,
        0x01 | 0xd0..=0xd8 => At::Marker,
        0xda => At::Length(None, true),
        _ => At::Length(None, false),
    }
}

/// `RIFF`, the length of what follows, `WEBP`.
fn sized(head: [u8; 12]) -> At {
    let (riff, rest) = head.split_at(4);
    let (length, kind) = rest.split_at(4);
    match length.try_into() {
        Ok(length) if riff == b"RIFF" && kind == b"WEBP" => {
            At::Sized(u64::from(u32::from_le_bytes(length)) + 8)
        }
        _ => At::Other,
    }
}

const fn after_segment(coded: bool) -> At {
    if coded { At::Coded(false) } else { At::Marker }
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

    fn is_cut(bytes: &[u8]) -> bool {
        let mut ending = Ending::default();
        for piece in bytes.chunks(7) {
            ending.read(piece);
        }
        ending.is_cut()
    }

    #[test]
    fn a_picture_that_was_cut_off_is_told_from_a_whole_one() {
        // Two scans with a table between them, as in a progressive photo; a thumbnail with an end of its own in a segment.
        let jpeg = [
            b"\xff\xd8\xff\xe1\0\x06\xff\xd9ab".as_slice(),
            b"\xff\xc0\0\x04\x08\0",
            b"\xff\xda\0\x03\x01\x12\xff\0\x34\xff\xd0\x56",
            b"\xff\xc4\0\x04\xff\xd9",
            b"\xff\xda\0\x03\x01\x77\xff\xff\xd9",
        ]
        .concat();
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\0IDAT1234\0\0\0\0IEND\xae\x42\x60\x82".to_vec();
        let webp = b"RIFF\x08\0\0\0WEBPVP8 ".to_vec();
        for (whole, ends_before) in [(jpeg, 0), (png, 4), (webp, 0)] {
            assert!(!is_cut(&whole));
            assert!(!is_cut(&[&whole[..], b"a film behind it"].concat()));
            for length in 1..whole.len() - ends_before {
                assert!(is_cut(&whole[..length]), "{length} of {whole:?}");
            }
        }
        assert!(!is_cut(b"GIF89a") && !is_cut(b"RIFF\x08\0\0\0WAVEfmt ") && is_cut(b""));
        let case = &CASE[..CASE.len() - 100];
        assert!(!is_cut(CASE) && is_cut(case));
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
