//! Evidence: files and links that prove what a record says, with who captured them and when (Articles 8, 13(2), 13(4)).

use serde::{Deserialize, Serialize};

use crate::{
    closed_list::closed_list,
    ids::{LogId, PlanItemId},
    law::{Criterion, Stage},
    problem::{Code, FieldFault},
    text::clean_line,
    time::{DAY, Instant},
};

/// Largest file, in bytes.
pub const MAX_FILE: u64 = 10 * 1024 * 1024;
/// Most characters of what is said of a piece.
pub const MAX_NOTE: usize = 300;
/// Most characters of a file's name ([`file_name`]).
pub const MAX_NAME: usize = 150;
/// What is longer behind the last point of a name, in characters, is no ending.
const LONGEST_ENDING: usize = 10;
/// Most bytes of all files of an innovation.
pub const MAX_ALL: u64 = 50 * 1024 * 1024;
/// Most files and links of an innovation.
pub const MAX_COUNT: u32 = 200;
/// Most bytes of all files that one person adds within a day.
pub const MAX_DAY: u64 = 300 * 1024 * 1024;
/// Most files and links that one person adds within a day.
pub const MAX_DAY_COUNT: u32 = 300;
/// Long side of a photo that the app sends, in pixels.
pub const LONG_SIDE: u32 = 1_600;
/// Most bytes of the small picture of a photo: what a page of twenty shows on a phone with patchy signal.
pub const SMALL_BYTES: usize = 16 * 1024;
/// Its long side at most, in pixels.
pub const SMALL_SIDE: u32 = 400;
/// Most pixels of an image that is taken in.
pub const MAX_PIXELS: u64 = 50_000_000;
/// What was announced and did not arrive is swept after this time, in milliseconds.
pub const PENDING_LIFE: i64 = DAY;

macro_rules! kinds {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $mime:literal, [$($ending:literal),+], $image:literal;)+) => {
        /// What a file is, by its content.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum FileKind { $($(#[$meta])* #[serde(rename = $code)] $variant,)+ }

        impl FileKind {
            /// All that are taken in.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Name on the wire and in the database.
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code,)+ } }

            /// Media type.
            pub const fn mime(self) -> &'static str { match self { $(Self::$variant => $mime,)+ } }

            /// Endings of names, lower case.
            pub const fn endings(self) -> &'static [&'static str] { match self { $(Self::$variant => &[$($ending),+],)+ } }

            /// A picture.
            pub const fn is_image(self) -> bool { match self { $(Self::$variant => $image,)+ } }

            /// The one with this name.
            pub fn from_code(code: &str) -> Option<Self> { Self::ALL.iter().copied().find(|it| it.code() == code) }

            /// The one that a name's ending promises.
            pub fn of_name(name: &str) -> Option<Self> {
                let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
                Self::ALL.iter().copied().find(|it| it.endings().contains(&ending.as_str()))
            }

            /// The one with this media type.
            pub fn of_mime(mime: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.mime() == mime)
            }
        }
    };
}

kinds! {
    /// PDF.
    Pdf = "pdf", "application/pdf", ["pdf"], false;
    /// JPEG.
    Jpeg = "jpg", "image/jpeg", ["jpg", "jpeg"], true;
    /// PNG.
    Png = "png", "image/png", ["png"], true;
    /// WebP.
    Webp = "webp", "image/webp", ["webp"], true;
    /// Word.
    Docx = "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"], false;
    /// Excel.
    Xlsx = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"], false;
}

/// The `accept` of a file input: all that are taken in.
pub const ACCEPT: &str = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx";

/// What a piece of evidence proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "for", content = "what")]
pub enum Purpose {
    /// That a stage was walked (Article 9(2)).
    Stage(Stage),
    /// A criterion of Article 8.
    Criterion(Criterion),
    /// The launch (Article 13(2)).
    Launch,
    /// Monitoring (Article 13(4)).
    Monitoring,
}

impl Purpose {
    /// Words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stage(stage) => stage.label(),
            Self::Criterion(criterion) => criterion.label(),
            Self::Launch => "Peluncuran",
            Self::Monitoring => "Pemantauan",
        }
    }
}

/// What of the record a piece of evidence belongs to, closer than its purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "to", content = "what")]
pub enum Tie {
    /// An entry of the log (Articles 13, 14).
    Note(LogId),
    /// A line of the plan (Article 13(1)).
    Item(PlanItemId),
    /// A figure, by its name (Article 2(3)d).
    Indicator(String),
}

impl Tie {
    /// Which sort, and which of it, as they are looked up.
    pub fn named(&self) -> (&'static str, String) {
        match self {
            Self::Note(id) => ("note", id.to_string()),
            Self::Item(id) => ("item", id.to_string()),
            Self::Indicator(name) => ("indicator", name.clone()),
        }
    }
}

/// What is wrong with what is said of a piece of evidence.
pub fn note_fault(note: &str) -> Result<(), Code> {
    if note.chars().count() > MAX_NOTE {
        Err(Code::TextTooLong)
    } else {
        Ok(())
    }
}

/// What is said of a piece of evidence, in words: before and after a change in the record's history (Article 13(2)).
pub fn said(purpose: Purpose, note: &str, on_site: bool, tie: Option<&Tie>) -> String {
    let mut words = match note {
        "" => purpose.label().to_owned(),
        note => format!("{}: {note}", purpose.label()),
    };
    if on_site {
        words.push_str(" · dilihat di lokasi");
    }
    match tie {
        None => {}
        Some(Tie::Note(_)) => words.push_str(" · bukti untuk catatan"),
        Some(Tie::Item(_)) => words.push_str(" · bukti untuk butir rencana"),
        Some(Tie::Indicator(name)) => {
            words.push_str(" · bukti untuk ukuran ");
            words.push_str(name);
        }
    }
    words
}

/// What was announced of a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "snake_case",
    tag = "type",
    content = "value",
    deny_unknown_fields
)]
pub enum Source {
    /// A file that follows.
    File {
        /// Name as the person calls it; kept as [`file_name`] makes it.
        name: String,
        /// What it is said to be.
        kind: FileKind,
        /// Bytes, 1 to [`MAX_FILE`].
        size: u64,
        /// SHA-256, 64 hexadecimal digits.
        sha256: String,
    },
    /// A link, for videos: https, up to 500 characters.
    Link {
        /// Where it leads.
        url: String,
    },
}

closed_list! {
    /// Where the date of a piece of evidence comes from.
    #[derive(Default)]
    pub enum DateFrom {
        /// The camera wrote it into the photo.
        Photo = "photo";
        /// It is the date of the file, which a copy or a message changes; for a link, when it was added.
        #[default]
        File = "file";
        /// A person typed it.
        Typed = "typed";
    }
}

impl DateFrom {
    /// Words on screen, after the date.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Photo => "tanggal dari foto",
            Self::File => "tanggal berkas",
            Self::Typed => "tanggal diisi sendiri",
        }
    }
}

/// The earliest date that evidence may bear: 1 January 1990, WIB.
pub const EARLIEST: Instant = Instant(631_126_800_000);

/// What is wrong with a date that a person typed; `now` as the server knows it.
pub fn date_fault(captured_at: Instant, now: Instant) -> Result<(), Code> {
    if captured_at < EARLIEST {
        Err(Code::DateTooEarly)
    } else if captured_at > now {
        Err(Code::DateInFuture)
    } else {
        Ok(())
    }
}

/// Everything that is wrong with an announcement, by field.
pub fn faults(
    source: &Source,
    note: &str,
    (captured_at, date_from): (Instant, DateFrom),
    now: Instant,
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    match source {
        Source::File {
            name,
            kind,
            size,
            sha256,
        } => {
            if name.trim().is_empty() {
                faults.push(FieldFault::new("name", Code::TextMissing));
            } else {
                match FileKind::of_name(name) {
                    None => faults.push(FieldFault::new("name", Code::FileKind)),
                    Some(promised) if promised != *kind => {
                        faults.push(FieldFault::new("name", Code::FileMismatch));
                    }
                    Some(_) => {}
                }
            }
            if *size == 0 {
                faults.push(FieldFault::new("size", Code::FileBroken));
            } else if *size > MAX_FILE {
                faults.push(FieldFault::new("size", Code::FileTooLarge));
            }
            let digest = sha256.len() == 64
                && sha256
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            if !digest {
                faults.push(FieldFault::new("sha256", Code::WrongType));
            }
        }
        Source::Link { url } => {
            let good = url.starts_with("https://")
                && url.len() <= 500
                && url.len() > 10
                && !url.contains(char::is_whitespace);
            if !good {
                faults.push(FieldFault::new("url", Code::LinkNotHttps));
            }
        }
    }
    if let Err(code) = note_fault(note) {
        faults.push(FieldFault::new("note", code));
    }
    let date = match date_from {
        DateFrom::Typed => date_fault(captured_at, now),
        // Clocks of phones run ahead; a day is no lie. One that began in 1970 again is no reason to lose a photo.
        DateFrom::Photo | DateFrom::File if captured_at > now.plus(DAY) => Err(Code::DateInFuture),
        DateFrom::Photo | DateFrom::File => Ok(()),
    };
    if let Err(code) = date {
        faults.push(FieldFault::new("captured_at", code));
    }
    faults
}

/// The name under which a file is kept: as the person calls it, without folders, signs that nobody sees (one could turn the
/// direction and pretend another ending) and double spaces, cut before its ending to at most [`MAX_NAME`] characters.
///
/// The ending stays as it is: it must agree with the kind ([`faults`]).
pub fn file_name(given: &str) -> String {
    let line = clean_line(given);
    let last = line.rsplit(['/', '\\']).next().unwrap_or_default();
    let words: Vec<&str> = last.split_whitespace().collect();
    let name = words.join(" ");
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= LONGEST_ENDING => (stem, Some(ending)),
        _ => (name.as_str(), None),
    };
    let room = MAX_NAME - ending.map_or(0, |it| it.chars().count() + 1);
    let short: String = stem.chars().take(room).collect();
    match ending {
        Some(ending) => format!("{}.{ending}", short.trim_end()),
        None => short.trim_end().to_owned(),
    }
}

/// Sending the same file once more may end otherwise than with this refusal. The look at the contents finds what it found.
pub const fn may_pass_later(refusal: Code) -> bool {
    !matches!(
        refusal,
        Code::FileTooLarge
            | Code::FileKind
            | Code::FileMismatch
            | Code::FileEncrypted
            | Code::FileOwner
            | Code::FileUnread
            | Code::FileBroken
            | Code::FileActive
            | Code::FilePlace
            | Code::FileBomb
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, kind: FileKind, size: u64) -> Vec<Code> {
        let source = Source::File {
            name: name.to_owned(),
            kind,
            size,
            sha256: "0".repeat(64),
        };
        faults(&source, "", (Instant(0), DateFrom::File), Instant(0))
            .into_iter()
            .map(|it| it.code)
            .collect()
    }

    #[test]
    fn name_and_kind_agree_and_sizes_are_bounded_f01_f02() {
        assert_eq!(file("foto.JPEG", FileKind::Jpeg, 1), vec![]);
        assert_eq!(
            file("foto.jpg.exe", FileKind::Jpeg, 1),
            vec![Code::FileKind]
        );
        assert_eq!(
            file("foto.pdf", FileKind::Jpeg, 1),
            vec![Code::FileMismatch]
        );
        assert_eq!(file("surat", FileKind::Pdf, 1), vec![Code::FileKind]);
        assert_eq!(file("surat.pdf", FileKind::Pdf, 0), vec![Code::FileBroken]);
        assert_eq!(file("surat.pdf", FileKind::Pdf, MAX_FILE), vec![]);
        assert_eq!(
            file("surat.pdf", FileKind::Pdf, MAX_FILE + 1),
            vec![Code::FileTooLarge]
        );
    }

    #[test]
    fn what_is_said_has_at_most_300_characters() {
        assert_eq!(note_fault(&"x".repeat(300)), Ok(()));
        assert_eq!(note_fault(&"x".repeat(301)), Err(Code::TextTooLong));
    }

    #[test]
    fn a_name_is_cleaned_and_shortened_before_its_ending() {
        assert_eq!(file_name("foto.JPEG"), "foto.JPEG");
        assert_eq!(
            file_name("surat\u{202e}fdp.exe.pdf"),
            "suratfdp.exe.pdf",
            "what is behind the last point is what is seen there"
        );
        assert_eq!(
            file_name("C:\\Users\\x/SK  Kepala\u{b}UPT .pdf"),
            "SK Kepala UPT.pdf"
        );
        let long = [
            "SK Kepala UPT Puskesmas ",
            &"tentang tim inovasi ".repeat(8),
            "(ttd).pdf",
        ]
        .concat();
        let short = file_name(&long);
        assert!(short.starts_with("SK Kepala UPT Puskesmas tentang"));
        assert_eq!(FileKind::of_name(&short), Some(FileKind::Pdf));
        assert!((140..=MAX_NAME).contains(&short.chars().count()), "{short}");
        assert_eq!(file_name(&"é".repeat(400)).chars().count(), MAX_NAME);
        assert_eq!(file_name("a/../.."), "..");
    }

    proptest::proptest! {
        #[test]
        fn a_cleaned_name_is_short_and_stays_as_it_is(name in proptest::prelude::any::<String>()) {
            let once = file_name(&name);
            proptest::prop_assert!(once.chars().count() <= MAX_NAME);
            let foreign = once.contains(['/', '\\', '\n', '\t', '\u{202e}']);
            proptest::prop_assert!(!foreign);
            proptest::prop_assert_eq!(file_name(&once), once.clone());
        }
    }

    #[test]
    fn a_video_comes_as_a_link() {
        let link = |url: &str| {
            faults(
                &Source::Link {
                    url: url.to_owned(),
                },
                "",
                (Instant(0), DateFrom::File),
                Instant(0),
            )
        };
        assert_eq!(link("https://video.example/x"), vec![]);
        for bad in [
            "http://video.example/x",
            "https://",
            "javascript:alert(1)",
            "https://a b.example",
        ] {
            assert_eq!(link(bad)[0].code, Code::LinkNotHttps, "{bad}");
        }
    }

    #[test]
    fn every_kind_is_found_by_name_and_media_type() {
        for kind in FileKind::ALL {
            assert_eq!(FileKind::of_mime(kind.mime()), Some(*kind));
            for ending in kind.endings() {
                assert_eq!(FileKind::of_name(&format!("a.b.{ending}")), Some(*kind));
                assert!(
                    ACCEPT
                        .split(',')
                        .any(|it| it.trim_start_matches('.') == *ending)
                );
            }
        }
    }
}
