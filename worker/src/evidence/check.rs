//! What a file is, by its content, and whether it may be taken in (assurance F02 to F04, D14).
//!
//! Two opinions must agree with what was announced: our own look at the structure, which also says what is wrong, and
//! the library's (docs/decisions/0020-sniffing.md). Nothing is unpacked but the few parts that are looked at, each with
//! a limit.

use klisida_domain::{evidence::FileKind, problem::Code};

mod image;
mod ooxml;
mod pdf;

/// May these bytes be taken in as what they are said to be?
pub fn check(bytes: &[u8], kind: FileKind) -> Result<(), Code> {
    match kind {
        FileKind::Pdf => pdf::check(bytes)?,
        FileKind::Jpeg => image::jpeg(bytes)?,
        FileKind::Png => image::png(bytes)?,
        FileKind::Webp => image::webp(bytes)?,
        FileKind::Docx | FileKind::Xlsx => ooxml::check(bytes, kind)?,
    }
    let second = match kind {
        FileKind::Pdf => infer::archive::is_pdf(bytes),
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
fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let found = bytes
        .get(from..)?
        .windows(needle.len())
        .position(|it| it == needle)?;
    Some(from + found)
}

/// Unpacks, up to `limit` bytes: more is a bomb, and a stream without its end is broken.
fn inflate(bytes: &[u8], zlib: bool, limit: usize) -> Result<Vec<u8>, Code> {
    use miniz_oxide::inflate::{
        TINFLStatus, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit,
    };
    let unpacked = if zlib {
        decompress_to_vec_zlib_with_limit(bytes, limit)
    } else {
        decompress_to_vec_with_limit(bytes, limit)
    };
    unpacked.map_err(|fault| {
        if fault.status == TINFLStatus::HasMoreOutput {
            Code::FileBomb
        } else {
            Code::FileBroken
        }
    })
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
        assert_eq!(inflate(&packed, false, 1_000), Err(Code::FileBomb));
        assert_eq!(
            inflate(&packed, false, 100_000).map(|it| it.len()),
            Ok(100_000)
        );
        let cut = packed.get(..packed.len() / 2).unwrap_or_default();
        assert_eq!(inflate(cut, false, 200_000), Err(Code::FileBroken));
    }
}
