//! What a file is, by its content, and whether it may be taken in (assurance F02 to F04, D14).
//!
//! Two opinions must agree with what was announced: our own look at the structure, which also says what is wrong, and
//! the library's (docs/decisions/0029-strict-look.md). Nothing is unpacked but the few parts that are looked at, each with
//! a limit, and every byte that is visited is counted.

use klisida_domain::{
    evidence::{FileKind, SMALL_SIDE},
    problem::Code,
};

mod image;
mod ooxml;
mod pdf;

/// May these bytes be taken in as what they are said to be?
pub fn check(bytes: &[u8], kind: FileKind) -> Result<(), Code> {
    look(bytes, kind, &mut Meter::of(bytes))?;
    let second = match kind {
        FileKind::Pdf => infer::archive::is_pdf(pdf::document(bytes)),
        FileKind::Jpeg => infer::image::is_jpeg(bytes),
        FileKind::Png => infer::image::is_png(bytes),
        FileKind::Webp => infer::image::is_webp(bytes),
        // What is in the archive is told by its list of content types, which was looked at above.
        FileKind::Docx | FileKind::Xlsx => infer::archive::is_zip(bytes),
    };
    if second {
        Ok(())
    } else {
        Err(Code::FileMismatch)
    }
}

/// The measures of a small picture, when these bytes may be taken in as one.
pub fn small(bytes: &[u8]) -> Result<(u32, u32), Code> {
    check(bytes, FileKind::Jpeg)?;
    let side = |it: usize| u32::try_from(it).ok().filter(|it| *it <= SMALL_SIDE);
    let (width, height) = image::measures(bytes).ok_or(Code::FileBroken)?;
    side(width).zip(side(height)).ok_or(Code::FileTooLarge)
}

/// Our own look.
fn look(bytes: &[u8], kind: FileKind, meter: &mut Meter) -> Result<(), Code> {
    match kind {
        FileKind::Pdf => pdf::check(bytes, meter),
        FileKind::Jpeg => image::jpeg(bytes, meter),
        FileKind::Png => image::png(bytes, meter),
        FileKind::Webp => image::webp(bytes, meter),
        FileKind::Docx | FileKind::Xlsx => ooxml::check(bytes, kind, meter),
    }
}

/// Counts the bytes that a look visits and unpacks. A file that makes it visit its bytes again and again is refused:
/// one Worker serves everybody, and a look that does not end makes them all wait.
struct Meter {
    visited: usize,
    most: usize,
    unpacked: usize,
}

impl Meter {
    /// Visits for each byte of the file, and of what was unpacked from it.
    const PASSES: usize = 16;
    /// For the smallest files.
    const FREE: usize = 64 * 1024;
    /// Most bytes that are unpacked for one file.
    const UNPACKED: usize = 24 * 1024 * 1024;

    fn of(bytes: &[u8]) -> Self {
        Self {
            visited: 0,
            most: Self::FREE + bytes.len().saturating_mul(Self::PASSES),
            unpacked: 0,
        }
    }

    /// So many bytes are visited.
    fn visit(&mut self, count: usize) -> Result<(), Code> {
        self.visited = self.visited.saturating_add(count);
        if self.visited > self.most {
            Err(Code::FileBomb)
        } else {
            Ok(())
        }
    }

    /// So many bytes may still be unpacked.
    const fn left(&self) -> usize {
        Self::UNPACKED - self.unpacked
    }

    /// So many bytes were; they may be visited, too.
    fn unpack(&mut self, count: usize) -> Result<(), Code> {
        self.unpacked = self.unpacked.saturating_add(count);
        self.most = self.most.saturating_add(count.saturating_mul(Self::PASSES));
        if self.unpacked > Self::UNPACKED {
            Err(Code::FileBomb)
        } else {
            Ok(())
        }
    }
}

/// `N` bytes from `at`.
fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Two bytes, the smaller first.
fn u16_le(bytes: &[u8], at: usize) -> Option<usize> {
    take(bytes, at).map(|it| usize::from(u16::from_le_bytes(it)))
}

/// Four bytes, the smaller first.
fn u32_le(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(take(bytes, at)?)).ok()
}

/// Where `needle` begins, at or after `from`.
fn find(
    bytes: &[u8],
    needle: &[u8],
    from: usize,
    meter: &mut Meter,
) -> Result<Option<usize>, Code> {
    let Some(rest) = bytes.get(from..) else {
        return Ok(None);
    };
    let found = rest.windows(needle.len()).position(|it| it == needle);
    meter.visit(found.unwrap_or(rest.len()))?;
    Ok(found.map(|it| from + it))
}

/// Unpacks, up to `limit` bytes: more is a bomb, and a stream without its end is broken.
fn inflate(bytes: &[u8], zlib: bool, limit: usize, meter: &mut Meter) -> Result<Vec<u8>, Code> {
    use miniz_oxide::inflate::{
        TINFLStatus, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit,
    };
    meter.visit(bytes.len())?;
    let limit = limit.min(meter.left());
    let unpacked = if zlib {
        decompress_to_vec_zlib_with_limit(bytes, limit)
    } else {
        decompress_to_vec_with_limit(bytes, limit)
    };
    match unpacked {
        Ok(unpacked) => {
            meter.unpack(unpacked.len())?;
            Ok(unpacked)
        }
        Err(fault) if fault.status == TINFLStatus::HasMoreOutput => Err(Code::FileBomb),
        Err(_) => Err(Code::FileBroken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_what_it_only_is_called_f02() {
        for kind in FileKind::ALL {
            for bytes in [
                &b""[..],
                b"<html onload=alert(1)>",
                b"MZ\x90\0\x03\0\0\0",
                b"GIF89a\x01\0\x01\0",
                b"<html>\n%PDF-1.4\n%%EOF",
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            ] {
                assert_eq!(check(bytes, *kind), Err(Code::FileMismatch), "{kind:?}");
            }
        }
    }

    #[test]
    fn a_limit_stops_a_bomb_before_it_unfolds() {
        let packed = miniz_oxide::deflate::compress_to_vec(&vec![0; 100_000], 9);
        let inflate =
            |bytes: &[u8], zlib, limit| super::inflate(bytes, zlib, limit, &mut Meter::of(bytes));
        assert_eq!(inflate(&packed, false, 1_000), Err(Code::FileBomb));
        assert_eq!(
            inflate(&packed, false, 100_000).map(|it| it.len()),
            Ok(100_000)
        );
        let cut = packed.get(..packed.len() / 2).unwrap_or_default();
        assert_eq!(inflate(cut, false, 200_000), Err(Code::FileBroken));
    }

    /// What the readers of files stumble over, and what fills the space between.
    const PIECES: &[&[u8]] = &[
        b"/ObjStm ",
        b"<</Type /ObjStm /Filter /FlateDecode>>\nstream\n",
        b"stream\n",
        b"endstream ",
        b"1 0 obj ",
        b"endobj ",
        b"<<",
        b">>",
        b"[",
        b"(",
        b")",
        b"\\",
        b"%",
        b"\n",
        b"/#4f#62jStm",
        b"/Encrypt 1 0 R ",
        b"/ID ",
        b"/ID[",
        b"startxref ",
        b"%%EOF\n",
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"PK\x05\x06",
        b"\xff\xd8\xff",
        b"\xff\xe1\x00\x08Exif\0\0",
        b"\xff\xda\x00\x02",
        b"\xff",
        b"\0\0\0\0tEXt\0\0\0\0",
        b"\0\0\0\0IDAT\0\0\0\0",
        b"EXIF\0\0\0\0",
        b"\0",
        b"\x78\x01",
    ];

    /// Steps of a look without a limit: what the code does, not what the limit lets it do.
    fn steps(bytes: &[u8], kind: FileKind) -> usize {
        let mut meter = Meter::of(bytes);
        meter.most = usize::MAX;
        let _ = look(bytes, kind, &mut meter);
        assert!(meter.unpacked <= Meter::UNPACKED);
        meter.visited.saturating_sub(meter.unpacked * 8)
    }

    /// Headers and ends that lead a look into what stands between.
    fn wrapped(kind: FileKind, middle: &[u8]) -> Vec<u8> {
        let (head, end): (&[u8], &[u8]) = match kind {
            FileKind::Pdf => (b"%PDF-1.7\n", b"\nstartxref\n0\n%%EOF\n"),
            FileKind::Jpeg => (b"\xff\xd8\xff\xd0", b"\xff\xd9"),
            FileKind::Png => (
                b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x02\x08\x02\0\0\0\0\0\0\0",
                b"\0\0\0\0IEND\0\0\0\0",
            ),
            FileKind::Webp => (b"RIFF\xff\xff\x00\x00WEBP", b""),
            FileKind::Docx | FileKind::Xlsx => (b"PK\x03\x04", b"PK\x05\x06"),
        };
        [head, middle, end].concat()
    }

    fn bounded(bytes: &[u8], kind: FileKind) {
        let most = 10 * bytes.len() + 64 * 1024;
        let steps = steps(bytes, kind);
        assert!(
            steps <= most,
            "{kind:?}: {steps} steps for {} bytes",
            bytes.len()
        );
    }

    #[test]
    fn one_sign_said_again_and_again_costs_no_more_than_its_bytes() {
        for kind in FileKind::ALL {
            for piece in PIECES {
                bounded(&wrapped(*kind, &piece.repeat(200_000 / piece.len())), *kind);
            }
        }
    }

    #[test]
    fn packed_objects_unfold_to_no_more_than_all_may() {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b' '; 4_000_000], 9);
        let one = [
            &b"1 0 obj <</Type /ObjStm /Filter /FlateDecode>>\nstream\n"[..],
            &packed,
            b"\nendstream endobj\n",
        ]
        .concat();
        let five = wrapped(FileKind::Pdf, &one.repeat(5));
        assert_eq!(check(&five, FileKind::Pdf), Ok(()));
        bounded(&five, FileKind::Pdf);
        let seven = wrapped(FileKind::Pdf, &one.repeat(7));
        assert_eq!(check(&seven, FileKind::Pdf), Err(Code::FileBomb));
    }

    #[test]
    fn a_document_has_no_more_objects_than_anybody_needs() {
        let many = wrapped(FileKind::Pdf, &b"1 0 obj endobj\n".repeat(250_001));
        assert_eq!(check(&many, FileKind::Pdf), Err(Code::FileBomb));
    }

    proptest::proptest! {
        #[test]
        fn the_steps_of_every_look_are_bounded_by_the_bytes(
            kind in 0..FileKind::ALL.len(),
            parts in proptest::collection::vec((0..PIECES.len(), 1..2_000_usize), 1..12),
            times in 1..6_usize,
        ) {
            let kind = FileKind::ALL[kind];
            let once: Vec<u8> = parts.iter().flat_map(|(n, many)| PIECES[*n].repeat(*many)).collect();
            bounded(&wrapped(kind, &once.repeat(times)), kind);
        }
    }
}
