//! Whether a locked PDF opens without a password: then only its owner's password locks it, and whoever reads it can
//! print it anew (ISO 32000-1, 7.6.3, algorithms 2, 4 and 5).

use klisida_domain::problem::Code;
use md5::{Digest, Md5};
use sha2::Sha256;

use super::{
    super::{Meter, find},
    token::{Token, Tokens},
};

/// The bytes that fill a password up to 32.
const PAD: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];
/// A dictionary about the lock has fewer tokens.
const TOKENS: usize = 200;

/// What the dictionary says.
#[derive(Default)]
struct Lock {
    revision: Option<i64>,
    version: Option<i64>,
    length: Option<i64>,
    rights: Option<i64>,
    owner: Vec<u8>,
    user: Vec<u8>,
    bare_metadata: bool,
}

/// Opens without a password, as far as can be told: locks of revision 6 are not tried. `at` is where the trailer names
/// the lock.
pub fn opens(bytes: &[u8], at: usize, meter: &mut Meter) -> Result<bool, Code> {
    let mut tokens = Tokens::new(bytes);
    tokens.go_to(at);
    tokens.next();
    let mut word = || match tokens.next() {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    };
    let place = match (word(), word()) {
        (Some(number), Some(generation)) => {
            let head = [b"\n", number, b" ", generation, b" obj"].concat();
            if head.len() > 32 {
                return Ok(false);
            }
            match find(bytes, &head, 0, meter)? {
                Some(place) => place + head.len(),
                None => return Ok(false),
            }
        }
        _ => at + "/Encrypt".len(),
    };
    let id = first_id(bytes, meter)?;
    Ok(read(bytes, place).is_some_and(|lock| empty_is_right(&lock, &id)))
}

fn read(bytes: &[u8], place: usize) -> Option<Lock> {
    let mut tokens = Tokens::new(bytes);
    tokens.go_to(place);
    let mut lock = Lock::default();
    let (mut depth, mut key) = (0_usize, Vec::new());
    for _ in 0..TOKENS {
        match tokens.next()? {
            Token::Open => depth += 1,
            Token::Close if depth <= 1 => return Some(lock),
            Token::Close => depth -= 1,
            Token::Name(name) => key = name,
            Token::Word(word) if depth == 1 => {
                let number = core::str::from_utf8(word).ok()?.parse::<i64>().ok();
                match key.as_slice() {
                    b"R" => lock.revision = number,
                    b"V" => lock.version = number,
                    b"Length" => lock.length = number,
                    b"P" => lock.rights = number,
                    b"EncryptMetadata" => lock.bare_metadata = word == b"false",
                    _ => {}
                }
            }
            Token::Text(text) if depth == 1 && text.len() < 1_024 => match key.as_slice() {
                b"O" => lock.owner = value(text),
                b"U" => lock.user = value(text),
                _ => {}
            },
            Token::End => return None,
            _ => {}
        }
    }
    None
}

/// The first half of the document's id; empty when it has none.
fn first_id(bytes: &[u8], meter: &mut Meter) -> Result<Vec<u8>, Code> {
    let mut from = 0;
    while let Some(at) = find(bytes, b"/ID", from, meter)? {
        let mut tokens = Tokens::new(bytes);
        tokens.go_to(at);
        let name = tokens.next();
        if name == Some(Token::Name(b"ID".to_vec()))
            && tokens.next() == Some(Token::ArrayOpen)
            && let Some(Token::Text(text)) = tokens.next()
        {
            return Ok(value(text));
        }
        from = at + 3;
    }
    Ok(Vec::new())
}

/// The bytes that a text stands for.
fn value(text: &[u8]) -> Vec<u8> {
    let inner = text
        .get(1..text.len().saturating_sub(1))
        .unwrap_or_default();
    let mut value = Vec::with_capacity(inner.len());
    let mut rest = inner.iter().copied().peekable();
    if text.first() == Some(&b'<') {
        let mut digits = rest.filter_map(|it| char::from(it).to_digit(16));
        while let Some(high) = digits.next() {
            let low = digits.next().unwrap_or_default();
            value.push(u8::try_from(high * 16 + low).unwrap_or_default());
        }
        return value;
    }
    while let Some(byte) = rest.next() {
        if byte == b'\r' {
            rest.next_if_eq(&b'\n');
            value.push(b'\n');
            continue;
        }
        if byte != b'\\' {
            value.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => value.push(b'\n'),
            Some(b'r') => value.push(b'\r'),
            Some(b't') => value.push(b'\t'),
            Some(b'b') => value.push(8),
            Some(b'f') => value.push(0x0c),
            Some(b'\n') | None => {}
            Some(b'\r') => drop(rest.next_if_eq(&b'\n')),
            Some(first @ b'0'..=b'7') => {
                let mut number = u32::from(first - b'0');
                for _ in 0..2 {
                    if let Some(next) = rest.next_if(|it| matches!(it, b'0'..=b'7')) {
                        number = number * 8 + u32::from(next - b'0');
                    }
                }
                value.push(u8::try_from(number & 0xff).unwrap_or_default());
            }
            Some(other) => value.push(other),
        }
    }
    value
}

/// The empty password is the user's.
fn empty_is_right(lock: &Lock, id: &[u8]) -> bool {
    let (Some(revision), Some(owner), Some(user)) =
        (lock.revision, lock.owner.get(..32), lock.user.get(..32))
    else {
        return false;
    };
    if revision == 5 {
        let salt = lock.user.get(32..40);
        return salt.is_some_and(|salt| Sha256::digest(salt).as_slice() == user);
    }
    let Some(rights) = lock.rights.filter(|_| (2..=4).contains(&revision)) else {
        return false;
    };
    let usual = if lock.version == Some(4) { 128 } else { 40 };
    let length = match revision {
        2 => 5,
        _ => usize::try_from(lock.length.unwrap_or(usual) / 8).unwrap_or_default(),
    };
    if !(5..=16).contains(&length) {
        return false;
    }
    let [r0, r1, r2, r3, ..] = rights.to_le_bytes();
    let mut key = Md5::new()
        .chain_update(PAD)
        .chain_update(owner)
        .chain_update([r0, r1, r2, r3])
        .chain_update(id);
    if revision == 4 && lock.bare_metadata {
        key.update([0xff; 4]);
    }
    let mut key = key.finalize();
    if revision == 2 {
        let key = key.get(..length).unwrap_or_default();
        return scrambled(key, &PAD) == user;
    }
    for _ in 0..50 {
        key = Md5::digest(key.get(..length).unwrap_or_default());
    }
    let key = key.get(..length).unwrap_or_default();
    let mut told = Md5::new()
        .chain_update(PAD)
        .chain_update(id)
        .finalize()
        .to_vec();
    for round in 0..20_u8 {
        let turned: Vec<u8> = key.iter().map(|it| it ^ round).collect();
        told = scrambled(&turned, &told);
    }
    // The rest of it is filled at will.
    user.starts_with(&told)
}

/// RC4, which old locks are made of.
fn scrambled(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut box_: [u8; 256] = core::array::from_fn(|n| u8::try_from(n).unwrap_or_default());
    let read = |all: &[u8; 256], at: u8| all.get(usize::from(at)).copied().unwrap_or_default();
    let mut j = 0_u8;
    for (i, part) in (0..=255_u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(read(&box_, i)).wrapping_add(*part);
        box_.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    text.iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(read(&box_, i));
            box_.swap(usize::from(i), usize::from(j));
            byte ^ read(&box_, read(&box_, i).wrapping_add(read(&box_, j)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reads_as_it_is_meant() {
        assert_eq!(value(b"<4 1 4>"), b"A@");
        assert_eq!(value(b"(a\\)\\101\\n\\\r\nb)"), b"a)A\nb");
    }

    #[test]
    fn rc4_is_rc4() {
        // RFC 6229 has longer ones; this one is from everybody's textbook.
        assert_eq!(
            scrambled(b"Key", b"Plaintext"),
            [0xbb, 0xf3, 0x16, 0xe8, 0xd9, 0x40, 0xaf, 0x0a, 0xd3]
        );
    }
}
