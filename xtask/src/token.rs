//! Secrets of one-time links, and identifiers.

use std::fs::File;
use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

use klisida_domain::ids;

use crate::fingerprint::sha256_hex;
use crate::step::{Doing, Outcome};

/// A secret that is shown once, and what is stored of it.
pub struct Token {
    /// 256 random bits as 43 characters of base64url: goes into the link.
    pub secret: String,
    /// SHA-256 of those characters, hexadecimal: goes into the database.
    pub digest: String,
}

impl Token {
    /// From the operating system's generator.
    pub fn new() -> Outcome<Self> {
        let secret = base64url(&random::<32>()?);
        let digest = sha256_hex(secret.as_bytes());
        Ok(Self { secret, digest })
    }
}

/// A fresh `UUIDv7`.
pub fn uuid() -> Outcome<String> {
    Ok(ids::uuid_v7(now_ms(), random()?).hyphenated().to_string())
}

/// Milliseconds since 1970 UTC.
pub fn now_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .doing("draw random bits")?;
    Ok(bytes)
}

fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().enumerate().fold(0_u32, |word, (n, byte)| {
            word | u32::from(*byte) << (16 - 8 * n)
        });
        for digit in 0..=chunk.len() {
            text.push(char::from(DIGITS[(word >> (18 - 6 * digit) & 63) as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Token, base64url, uuid};

    #[test]
    fn base64url_is_that_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn tokens_have_256_bits_and_differ() {
        let (one, other) = (Token::new().expect("random"), Token::new().expect("random"));
        assert_eq!((one.secret.len(), one.digest.len()), (43, 64));
        assert_ne!(one.secret, other.secret);
    }

    #[test]
    fn identifiers_are_of_version_7() {
        assert_eq!(uuid().expect("random").as_bytes()[14], b'7');
    }
}
