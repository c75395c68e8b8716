//! Pictures: measured by their headers, walked to their ends. What follows the end is no picture and is refused: such
//! a file has two faces, and the app never makes one because it encodes photos anew.

use klisida_domain::{evidence::MAX_PIXELS, problem::Code};

use super::{Meter, find, take, u16_le, u32_le};

const BROKEN: Code = Code::FileBroken;

fn measured(width: usize, height: usize) -> Result<(), Code> {
    let pixels = (width as u64).saturating_mul(height as u64);
    if pixels == 0 {
        Err(BROKEN)
    } else if pixels > MAX_PIXELS {
        Err(Code::FileBomb)
    } else {
        Ok(())
    }
}

/// Only padding may follow.
fn nothing_after(bytes: &[u8], end: usize, meter: &mut Meter) -> Result<(), Code> {
    let rest = bytes.get(end..).ok_or(BROKEN)?;
    meter.visit(rest.len())?;
    if rest.iter().all(|it| matches!(it, 0 | b'\r' | b'\n')) {
        Ok(())
    } else {
        Err(Code::FileMismatch)
    }
}

fn u16_be(bytes: &[u8], at: usize) -> Option<usize> {
    take(bytes, at).map(|it| usize::from(u16::from_be_bytes(it)))
}

fn u32_be(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(take(bytes, at)?)).ok()
}

/// A picture must not say where it was taken (F04): the app draws photos anew, and what was sent around it is refused.
/// `block` is EXIF or XMP.
fn unlocated(block: &[u8], meter: &mut Meter) -> Result<(), Code> {
    meter.visit(block.len())?;
    let exif = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    if names_place(exif) == Some(true) || find(block, b"GPSLatitude", 0, meter)?.is_some() {
        Err(Code::FilePlace)
    } else {
        Ok(())
    }
}

/// Whether the first directory of an EXIF block leads to one about the place.
fn names_place(exif: &[u8]) -> Option<bool> {
    const PLACE: usize = 0x8825;
    type Read = fn(&[u8], usize) -> Option<usize>;
    let (short, long): (Read, Read) = match exif.get(..4)? {
        b"II*\0" => (u16_le, u32_le),
        b"MM\0*" => (u16_be, u32_be),
        _ => return None,
    };
    let start = long(exif, 4)?;
    let count = short(exif, start)?;
    let mut tags = (0..count).map_while(|n| short(exif, start + 2 + n * 12));
    Some(tags.any(|tag| tag == PLACE))
}

/// Measures of a JPEG that was looked at before: of each picture in it the largest.
pub fn measures(bytes: &[u8]) -> Option<(usize, usize)> {
    let (mut at, mut found) = (2, None);
    while bytes.get(at) == Some(&0xff) {
        let marker = *bytes.get(at + 1)?;
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xd9 {
            break;
        }
        at += 2;
        if matches!(marker, 0x01 | 0xd0..=0xd7) {
            continue;
        }
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let (height, width) = (u16_be(bytes, at + 3)?, u16_be(bytes, at + 5)?);
            let (across, down) = found.unwrap_or_default();
            found = Some((width.max(across), height.max(down)));
        }
        at += u16_be(bytes, at)?;
        if marker == 0xda {
            at = end_of_scan(bytes, at)?;
        }
    }
    found
}

/// JPEG: segment by segment to the end of the picture.
pub fn jpeg(bytes: &[u8], meter: &mut Meter) -> Result<(), Code> {
    if !bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Err(Code::FileMismatch);
    }
    let mut at = 2;
    let (mut seen, mut scanned) = (false, false);
    loop {
        if bytes.get(at) != Some(&0xff) {
            return Err(BROKEN);
        }
        while bytes.get(at) == Some(&0xff) {
            meter.visit(1)?;
            at += 1;
        }
        let marker = *bytes.get(at).ok_or(BROKEN)?;
        at += 1;
        match marker {
            0xd9 => break,
            0x01 | 0xd0..=0xd7 => continue,
            0x00 => return Err(BROKEN),
            _ => {}
        }
        let length = u16_be(bytes, at).filter(|it| *it >= 2).ok_or(BROKEN)?;
        let body = bytes.get(at..at + length).ok_or(BROKEN)?;
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let height = u16_be(body, 3).ok_or(BROKEN)?;
            let width = u16_be(body, 5).ok_or(BROKEN)?;
            measured(width, height)?;
            seen = true;
        }
        if marker == 0xe1 {
            unlocated(body.get(2..).unwrap_or_default(), meter)?;
        }
        at += length;
        if marker == 0xda {
            scanned = true;
            let start = at;
            at = end_of_scan(bytes, at).ok_or(BROKEN)?;
            meter.visit(at - start)?;
        }
    }
    if seen && scanned {
        nothing_after(bytes, at, meter)
    } else {
        Err(BROKEN)
    }
}

/// Where the marker after the coded picture begins.
fn end_of_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let pairs = bytes.get(from..)?.windows(2);
    let found = pairs.into_iter().position(|pair| match pair {
        [0xff, next] => !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff),
        _ => false,
    })?;
    Some(from + found)
}

/// PNG: chunk by chunk to `IEND`.
pub fn png(bytes: &[u8], meter: &mut Meter) -> Result<(), Code> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(Code::FileMismatch);
    }
    let mut at = 8;
    let (mut first, mut drawn) = (true, false);
    loop {
        meter.visit(12)?;
        let length = u32_be(bytes, at).ok_or(BROKEN)?;
        let name = take::<4>(bytes, at + 4).ok_or(BROKEN)?;
        let end = at
            .checked_add(12)
            .and_then(|it| it.checked_add(length))
            .filter(|it| *it <= bytes.len())
            .ok_or(BROKEN)?;
        if first {
            if &name != b"IHDR" || length != 13 {
                return Err(BROKEN);
            }
            let width = u32_be(bytes, at + 8).ok_or(BROKEN)?;
            let height = u32_be(bytes, at + 12).ok_or(BROKEN)?;
            measured(width, height)?;
            first = false;
        }
        drawn |= &name == b"IDAT";
        if matches!(&name, b"eXIf" | b"iTXt" | b"tEXt") {
            unlocated(
                bytes.get(at + 8..at + 8 + length).unwrap_or_default(),
                meter,
            )?;
        }
        at = end;
        if &name == b"IEND" {
            break;
        }
    }
    if drawn {
        nothing_after(bytes, at, meter)
    } else {
        Err(BROKEN)
    }
}

/// WebP: the length that the file states, and the measures of every frame header.
pub fn webp(bytes: &[u8], meter: &mut Meter) -> Result<(), Code> {
    if !bytes.starts_with(b"RIFF") || bytes.get(8..12) != Some(&b"WEBP"[..]) {
        return Err(Code::FileMismatch);
    }
    let end = u32_le(bytes, 4)
        .and_then(|it| it.checked_add(8))
        .filter(|it| *it <= bytes.len())
        .ok_or(BROKEN)?;
    nothing_after(bytes, end, meter)?;
    let mut at = 12;
    let mut drawn = false;
    while at < end {
        meter.visit(8)?;
        let name = take::<4>(bytes, at).ok_or(BROKEN)?;
        let length = u32_le(bytes, at + 4).ok_or(BROKEN)?;
        let stop = (at + 8).checked_add(length).filter(|it| *it <= end);
        let body = bytes.get(at + 8..stop.ok_or(BROKEN)?).ok_or(BROKEN)?;
        match &name {
            b"VP8 " => {
                if body.get(3..6) != Some(&[0x9d, 0x01, 0x2a][..]) {
                    return Err(BROKEN);
                }
                let width = u16_le(body, 6).ok_or(BROKEN)? & 0x3fff;
                let height = u16_le(body, 8).ok_or(BROKEN)? & 0x3fff;
                measured(width, height)?;
                drawn = true;
            }
            b"VP8L" => {
                if body.first() != Some(&0x2f) {
                    return Err(BROKEN);
                }
                let bits = u32_le(body, 1).ok_or(BROKEN)?;
                measured((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)?;
                drawn = true;
            }
            b"VP8X" => {
                let width = u32_le(body, 4).ok_or(BROKEN)? & 0x00ff_ffff;
                let height = u32_le(body, 6).ok_or(BROKEN)? >> 8;
                measured(width + 1, height + 1)?;
            }
            b"EXIF" | b"XMP " => unlocated(body, meter)?,
            b"ANMF" => drawn = true,
            _ => {}
        }
        at = at + 8 + length + (length & 1);
    }
    if drawn { Ok(()) } else { Err(BROKEN) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg(bytes: &[u8]) -> Result<(), Code> {
        super::jpeg(bytes, &mut Meter::of(bytes))
    }

    fn small_jpeg(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xc0, 0, 11, 8];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend([1, 1, 0x11, 0]);
        bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
        bytes.extend([0x12, 0xff, 0x00, 0x34, 0xff, 0xd9]);
        bytes
    }

    #[test]
    fn a_small_picture_is_a_jpeg_of_at_most_400_pixels_a_side() {
        assert_eq!(measures(&small_jpeg(400, 300)), Some((400, 300)));
        assert_eq!(super::super::small(&small_jpeg(400, 300)), Ok((400, 300)));
        for (width, height) in [(401, 300), (300, 401)] {
            let large = super::super::small(&small_jpeg(width, height));
            assert_eq!(large, Err(Code::FileTooLarge));
        }
        assert_eq!(super::super::small(b"<svg/>"), Err(Code::FileMismatch));
    }

    #[test]
    fn a_photo_is_measured_walked_and_ends_with_its_end_f04() {
        let good = small_jpeg(1_600, 1_200);
        assert_eq!(jpeg(&good), Ok(()));
        for cut in 3..good.len() {
            assert_eq!(
                jpeg(good.get(..cut).unwrap_or_default()),
                Err(BROKEN),
                "{cut}"
            );
        }
        assert_eq!(jpeg(&small_jpeg(60_000, 60_000)), Err(Code::FileBomb));
        let two_faces = [&good[..], b"<html onload=alert(1)>"].concat();
        assert_eq!(jpeg(&two_faces), Err(Code::FileMismatch));
        assert_eq!(jpeg(&[&good[..], &[0, 0]].concat()), Ok(()));
    }

    #[test]
    fn a_photo_that_says_where_it_was_taken_is_refused_f04() {
        // One entry in the first directory: the place, or the orientation.
        let exif = |tag: u16| {
            let mut block = b"Exif\0\0MM\0*\0\0\0\x08\0\x01".to_vec();
            block.extend(tag.to_be_bytes());
            block.extend([0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
            block
        };
        let with = |block: &[u8]| {
            let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
            bytes.extend(
                u16::try_from(block.len() + 2)
                    .unwrap_or_default()
                    .to_be_bytes(),
            );
            bytes.extend(block);
            bytes.extend(small_jpeg(16, 16).get(2..).unwrap_or_default());
            bytes
        };
        assert_eq!(jpeg(&with(&exif(0x0112))), Ok(()));
        assert_eq!(jpeg(&with(&exif(0x8825))), Err(Code::FilePlace));
        let xmp = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='2,3S'/>";
        assert_eq!(jpeg(&with(xmp)), Err(Code::FilePlace));
    }

    #[test]
    fn a_pixel_flood_is_refused_by_its_header_f04() {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(50_000_u32.to_be_bytes());
        bytes.extend(50_000_u32.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(png(&bytes, &mut Meter::of(&bytes)), Err(Code::FileBomb));
    }
}
