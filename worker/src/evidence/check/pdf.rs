//! PDF: its header at the first byte, its end at the end, no encryption, nothing that acts by itself.

use klisida_domain::problem::Code;

use super::{find, inflate};

/// Objects can lie packed in streams; one of them unpacks to at most this, in bytes.
const ONE: usize = 4 * 1024 * 1024;
/// All of them together.
const ALL: usize = 24 * 1024 * 1024;
/// The end stands within this many bytes of the end of the file.
const TAIL: usize = 1_024;

/// A name that decides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Encrypted,
    Active,
    Packed,
}

/// Is it a PDF that only shows something?
pub fn check(bytes: &[u8]) -> Result<(), Code> {
    if !bytes.starts_with(b"%PDF-") {
        return Err(Code::FileMismatch);
    }
    let tail = bytes.len().saturating_sub(TAIL);
    if find(bytes, b"%%EOF", tail).is_none() || find(bytes, b"startxref", tail).is_none() {
        return Err(Code::FileBroken);
    }
    let mut packed = Vec::new();
    let mut active = false;
    for (at, name) in names(bytes) {
        match name {
            Name::Encrypted => return Err(Code::FileEncrypted),
            Name::Active => active = true,
            Name::Packed => packed.push(at),
        }
    }
    if active {
        return Err(Code::FileActive);
    }
    let mut left = ALL;
    for at in packed {
        let objects = unpack(bytes, at)?;
        left = left.checked_sub(objects.len()).ok_or(Code::FileBomb)?;
        if names(&objects).any(|(_, name)| name == Name::Active) {
            return Err(Code::FileActive);
        }
    }
    Ok(())
}

/// The objects of the stream whose dictionary holds the name at `at`.
fn unpack(bytes: &[u8], at: usize) -> Result<Vec<u8>, Code> {
    let mut start = find(bytes, b"stream", at).ok_or(Code::FileBroken)? + 6;
    if bytes.get(start) == Some(&b'\r') {
        start += 1;
    }
    if bytes.get(start) == Some(&b'\n') {
        start += 1;
    }
    let end = find(bytes, b"endstream", start).ok_or(Code::FileBroken)?;
    let data = bytes.get(start..end).unwrap_or_default();
    if data.first().is_some_and(u8::is_ascii_digit) {
        // Not packed at all: it was read with the rest.
        return Ok(Vec::new());
    }
    inflate(data, true, ONE).map_err(|code| match code {
        Code::FileBomb => code,
        // Packed in a way that nobody uses today: what cannot be looked at is not taken in.
        _ => Code::FileActive,
    })
}

/// The names that decide, with their places. Names can be spelled with `#` and hexadecimal digits.
fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, Name)> {
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'/')
        .filter_map(|(at, _)| {
            let rest = bytes.get(at + 1..)?;
            if !matches!(rest.first()?, b'E' | b'J' | b'L' | b'O' | b'R' | b'#') {
                return None;
            }
            let name = match spelled(rest).as_slice() {
                b"Encrypt" => Name::Encrypted,
                b"JavaScript" | b"Launch" | b"EmbeddedFile" | b"EmbeddedFiles" | b"RichMedia"
                | b"Rendition" => Name::Active,
                b"ObjStm" => Name::Packed,
                _ => return None,
            };
            Some((at, name))
        })
}

/// A name as it reads, up to 16 characters.
fn spelled(rest: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(16);
    let mut left = rest.iter().copied();
    while name.len() < 16 {
        let Some(byte) = left.next() else { break };
        let digit = |byte: Option<u8>| byte.and_then(|it| char::from(it).to_digit(16));
        match byte {
            b'#' => {
                let mut ahead = left.clone();
                if let (Some(high), Some(low)) = (digit(ahead.next()), digit(ahead.next())) {
                    name.push(u8::try_from(high * 16 + low).unwrap_or(b'#'));
                    left = ahead;
                } else {
                    name.push(byte);
                }
            }
            0..=b' ' | b'/' | b'<' | b'>' | b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'%' => break,
            _ => name.push(byte),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(check(&odd), Err(Code::FileActive));
    }
}
