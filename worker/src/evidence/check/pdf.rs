//! PDF: its header where the document begins, its end at the end, no encryption, nothing that acts by itself.
//!
//! Every byte is visited a few times, never more: once for the names that decide, wherever they stand, and once by a
//! walk over the objects that finds the streams with packed objects. A packed stream that the walk did not meet, or
//! that is packed in another way than the one everybody uses, is refused: what cannot be read is not taken in.

use klisida_domain::problem::Code;

use super::{Meter, find, inflate};

mod lock;
mod token;

use token::{Token, Tokens, blank, spelled};

/// Objects can lie packed in streams; one of them unpacks to at most this, in bytes.
const ONE: usize = 4 * 1024 * 1024;
/// Most objects, and most streams of packed ones.
const OBJECTS: usize = 250_000;
const PACKED: usize = 10_000;
/// The end stands within this many bytes of the end of the document.
const TAIL: usize = 1_024;
/// The header stands within this many bytes of the beginning.
const HEAD: usize = 1_024;
/// The dictionary of packed objects has fewer tokens than this.
const MARKS: usize = 64;

/// A name that decides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Encrypted,
    Active,
    Packed,
}

/// The document itself: a byte order mark and blank bytes may stand before it, as mail programs and scanners leave
/// them, and nothing else.
pub fn document(bytes: &[u8]) -> &[u8] {
    let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = rest.get(..HEAD).unwrap_or(rest);
    let start = head.iter().position(|it| !blank(*it)).unwrap_or_default();
    rest.get(start..).unwrap_or_default()
}

/// Is it a PDF that only shows something?
pub fn check(bytes: &[u8], meter: &mut Meter) -> Result<(), Code> {
    let bytes = document(bytes);
    if !bytes.starts_with(b"%PDF-") {
        return Err(Code::FileMismatch);
    }
    ends(bytes, meter)?;
    let (mut packed, mut active, mut locked) = (0_usize, false, None);
    meter.visit(bytes.len().saturating_mul(2))?;
    for (at, name) in names(bytes) {
        match name {
            Name::Encrypted => locked = locked.or(Some(at)),
            Name::Active => active = true,
            Name::Packed => packed += 1,
        }
    }
    if let Some(at) = locked {
        return Err(if lock::opens(bytes, at, meter)? {
            Code::FileOwner
        } else {
            Code::FileEncrypted
        });
    }
    if active {
        return Err(Code::FileActive);
    }
    if walk(bytes, meter)? == packed {
        Ok(())
    } else {
        // One stands in a comment, a text or a stream, where another reader could begin to read.
        Err(Code::FileUnread)
    }
}

/// The end is there, and only blank bytes and comments follow it.
fn ends(bytes: &[u8], meter: &mut Meter) -> Result<(), Code> {
    let padding = bytes
        .iter()
        .rev()
        .take_while(|it| blank(**it) || **it == 0x1a);
    let padding = padding.count();
    meter.visit(padding)?;
    let bytes = bytes.get(..bytes.len() - padding).ok_or(Code::FileBroken)?;
    let tail = bytes
        .get(bytes.len().saturating_sub(TAIL)..)
        .unwrap_or_default();
    find(tail, b"startxref", 0, meter)?.ok_or(Code::FileBroken)?;
    let mut end = find(tail, b"%%EOF", 0, meter)?.ok_or(Code::FileBroken)? + 5;
    while let Some(next) = find(tail, b"%%EOF", end, meter)? {
        end = next + 5;
    }
    let mut lines = tail
        .get(end..)
        .unwrap_or_default()
        .split(|it| matches!(it, b'\r' | b'\n'));
    let harmless = lines.all(|line| {
        let mut shown = line.iter().skip_while(|it| blank(**it));
        shown.next().is_none_or(|it| *it == b'%')
    });
    if harmless {
        Ok(())
    } else {
        Err(Code::FileMismatch)
    }
}

/// What stands in a dictionary, as far as it matters to packed objects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Packed,
    First,
    Count,
    Filter,
    Flate,
    /// Another name of such a dictionary.
    Plain,
    /// Any other name.
    Other,
    Open,
    Close,
    ArrayOpen,
    ArrayClose,
    Word,
    /// A text or a comment: another reader could begin inside it.
    Text,
}

/// Walks over all objects and looks into the packed ones. How many streams name themselves packed.
fn walk(bytes: &[u8], meter: &mut Meter) -> Result<usize, Code> {
    let mut tokens = Tokens::new(bytes);
    let (mut depth, mut objects, mut streams, mut named) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut marks: Vec<Mark> = Vec::with_capacity(MARKS);
    let mut closed = false;
    loop {
        let from = tokens.at();
        let token = tokens.next().ok_or(Code::FileUnread)?;
        meter.visit(tokens.at() - from + 1)?;
        let just_closed = core::mem::take(&mut closed);
        let mark = match token {
            Token::End => break,
            Token::Open => {
                if depth == 0 {
                    marks.clear();
                }
                depth += 1;
                Mark::Open
            }
            Token::Close => {
                depth = depth.checked_sub(1).ok_or(Code::FileUnread)?;
                closed = depth == 0;
                Mark::Close
            }
            Token::ArrayOpen => Mark::ArrayOpen,
            Token::ArrayClose => Mark::ArrayClose,
            Token::Name(name) => mark(&name),
            Token::Text(_) | Token::Comment => Mark::Text,
            Token::Word(b"obj") => {
                objects += 1;
                if depth != 0 {
                    return Err(Code::FileUnread);
                }
                if objects > OBJECTS {
                    return Err(Code::FileBomb);
                }
                Mark::Word
            }
            Token::Word(b"stream") => {
                if !just_closed {
                    return Err(Code::FileUnread);
                }
                let start = tokens.after_line();
                let end = find(bytes, b"endstream", start, meter)?.ok_or(Code::FileBroken)?;
                let data = bytes.get(start..end).unwrap_or_default();
                if holds_objects(&marks) {
                    streams += 1;
                    if streams > PACKED {
                        return Err(Code::FileBomb);
                    }
                    named += marks.iter().filter(|it| **it == Mark::Packed).count();
                    look_into(&marks, data, meter)?;
                }
                tokens.go_to(end);
                Mark::Word
            }
            Token::Word(_) => Mark::Word,
        };
        if depth > 0 || closed {
            // One more than may be tells that there are too many.
            if marks.len() <= MARKS {
                marks.push(mark);
            }
        } else if just_closed && mark == Mark::Text {
            // A comment between a dictionary and its stream.
            closed = true;
            marks.push(mark);
        }
    }
    if depth == 0 {
        Ok(named)
    } else {
        Err(Code::FileBroken)
    }
}

fn mark(name: &[u8]) -> Mark {
    match name {
        b"ObjStm" => Mark::Packed,
        b"First" => Mark::First,
        b"N" => Mark::Count,
        b"Filter" => Mark::Filter,
        b"FlateDecode" => Mark::Flate,
        b"Type" | b"Length" | b"Extends" => Mark::Plain,
        _ => Mark::Other,
    }
}

/// Some readers ask for the type, others only for what they need.
fn holds_objects(marks: &[Mark]) -> bool {
    marks.contains(&Mark::Packed) || marks.contains(&Mark::First) && marks.contains(&Mark::Count)
}

/// Looks into packed objects, when their dictionary leaves no doubt how they are packed.
fn look_into(marks: &[Mark], data: &[u8], meter: &mut Meter) -> Result<(), Code> {
    let odd = marks.len() > MARKS
        || marks
            .iter()
            .any(|it| matches!(it, Mark::Other | Mark::Text))
        || marks.iter().filter(|it| **it == Mark::Open).count() != 1;
    let mut filters = marks.split(|it| *it == Mark::Filter).skip(1);
    let flate = match (filters.next(), filters.next()) {
        (None, _) => false,
        (Some([Mark::Flate, ..] | [Mark::ArrayOpen, Mark::Flate, Mark::ArrayClose, ..]), None) => {
            true
        }
        _ => return Err(Code::FileUnread),
    };
    let flates = marks.iter().filter(|it| **it == Mark::Flate).count();
    if odd || flates != usize::from(flate) {
        return Err(Code::FileUnread);
    }
    if !flate {
        // It was read with the rest.
        return Ok(());
    }
    let objects = inflate(data, true, ONE, meter).map_err(|code| match code {
        Code::FileBroken => Code::FileUnread,
        other => other,
    })?;
    meter.visit(objects.len().saturating_mul(2))?;
    if names(&objects).any(|(_, name)| name == Name::Active) {
        Err(Code::FileActive)
    } else {
        Ok(())
    }
}

/// The names that decide, with their places. Names can be spelled with `#` and hexadecimal digits.
fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, Name)> {
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'/')
        .filter_map(|(at, _)| {
            let rest = bytes.get(at + 1..)?;
            if !matches!(
                rest.first()?,
                b'E' | b'I' | b'J' | b'L' | b'O' | b'R' | b'S' | b'X' | b'#'
            ) {
                return None;
            }
            let name = match spelled(rest).0.as_slice() {
                b"Encrypt" => Name::Encrypted,
                b"JavaScript" | b"Launch" | b"EmbeddedFile" | b"EmbeddedFiles" | b"RichMedia"
                | b"Rendition" | b"XFA" | b"SubmitForm" | b"ImportData" => Name::Active,
                b"ObjStm" => Name::Packed,
                _ => return None,
            };
            Some((at, name))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8]) -> Result<(), Code> {
        super::check(bytes, &mut Meter::of(bytes))
    }

    fn pdf(inside: &[u8]) -> Vec<u8> {
        [
            b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n",
            inside,
            b"\ntrailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
        ]
        .concat()
    }

    #[test]
    fn a_plain_one_passes_and_a_cut_one_does_not() {
        let good =
            pdf(b"2 0 obj <</Type /Page /A <</S /URI /URI (https://contoh.example)>>>> endobj");
        assert_eq!(check(&good), Ok(()));
        assert_eq!(
            check(good.get(..good.len() - 30).unwrap_or_default()),
            Err(Code::FileBroken)
        );
    }

    #[test]
    fn what_acts_or_is_locked_is_refused_however_it_is_spelled() {
        for inside in [
            &b"<</S /JavaScript /JS (app.alert\\(1\\))>>"[..],
            b"<</S/J#61vaScript>>",
            b"<</S /Launch /F (cmd.exe)>>",
            b"<</Type/EmbeddedFile>>",
            b"<</S/#52endition>>",
        ] {
            assert_eq!(check(&pdf(inside)), Err(Code::FileActive));
        }
        assert_eq!(check(&pdf(b"<</Encrypt 5 0 R>>")), Err(Code::FileEncrypted));
        assert_eq!(check(&pdf(b"<</EncryptMetadata false>>")), Ok(()));
    }

    #[test]
    fn packed_objects_are_looked_into() {
        let with = |objects: &[u8]| {
            let packed = miniz_oxide::deflate::compress_to_vec_zlib(objects, 6);
            pdf(&[
                b"<</Type /ObjStm /Filter /FlateDecode>> stream\r\n",
                &packed[..],
                b"\nendstream",
            ]
            .concat())
        };
        assert_eq!(check(&with(b"1 0 <</Type /Page>>")), Ok(()));
        assert_eq!(
            check(&with(b"1 0 <</S /JavaScript>>")),
            Err(Code::FileActive)
        );
        assert_eq!(check(&with(&vec![b' '; ONE + 1])), Err(Code::FileBomb));
        let odd = pdf(b"<</Type /ObjStm /Filter /LZWDecode>> stream\n\x80\x0b\x60\nendstream");
        assert_eq!(check(&odd), Err(Code::FileUnread));
    }
}
