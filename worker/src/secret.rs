//! Randomness, digests and the spelling of secrets.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use klisida_domain::{ids::uuid_v7, time::Instant};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::failure::Failure;

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Random bytes of the platform's generator.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Failure::broken("random"))?;
    Ok(bytes)
}

/// A secret of 256 bits: 43 characters of base64url.
pub fn token() -> Result<String, Failure> {
    Ok(BASE64URL_NOPAD.encode(&random::<32>()?))
}

/// A fresh `UUIDv7`.
pub fn uuid(now: Instant) -> Result<Uuid, Failure> {
    Ok(uuid_v7(u64::try_from(now.0).unwrap_or(0), random::<10>()?))
}

/// The short code of a request that people can read out: `KL-` and six of Crockford's digits.
pub fn request_id() -> String {
    let bytes = random::<6>().unwrap_or_default();
    let digits = bytes
        .iter()
        .filter_map(|byte| CROCKFORD.get(usize::from(byte & 31)));
    let mut id = "KL-".to_owned();
    id.extend(digits.map(|digit| char::from(*digit)));
    id
}

/// SHA-256 in hexadecimal of the parts, each framed by its length so that no two lists collide.
pub fn digest(parts: &[&[u8]]) -> String {
    hex(&hashed(parts))
}

/// A secret worked out of others: the same parts give the same 43 characters, and nothing else does.
pub fn derived(parts: &[&[u8]]) -> String {
    BASE64URL_NOPAD.encode(&hashed(parts))
}

/// What is stored of a secret: SHA-256 of its characters, as the operator's console computes it too.
pub fn of_secret(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// True for 43 characters of base64url.
pub fn is_token(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() == 43 && text.bytes().all(letter)
}

fn hashed(parts: &[&[u8]]) -> Vec<u8> {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    sha.finalize().to_vec()
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn framed_parts_do_not_collide() {
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
        assert_eq!(digest(&[b"a"]).len(), 64);
    }

    #[test]
    fn a_token_is_43_characters_of_its_alphabet() {
        assert!(is_token(&BASE64URL_NOPAD.encode(&[7; 32])));
        assert!(!is_token("short"));
        assert!(!is_token(&"=".repeat(43)));
    }

    #[test]
    fn secrets_do_not_repeat_b01() {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..10_000 {
            assert!(seen.insert(token().unwrap_or_default()));
        }
    }

    #[test]
    fn a_request_id_is_short_and_readable() {
        let id = request_id();
        assert_eq!(id.len(), 9);
        assert!(id.starts_with("KL-"));
    }
}
