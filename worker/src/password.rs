//! Passwords: Argon2id (19 MiB, two passes, one lane; RFC 9106 and OWASP's first choice for this memory),
//! kept as a PHC string that names its scheme, so that an older one is renewed at the next sign-in.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

use crate::{failure::Failure, secret};

/// Memory in KiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes: the Worker has one thread.
const LANES: u32 = 1;

/// What checking a password says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not the one.
    Wrong,
    /// It is.
    Right,
    /// It is, but its verifier has other parameters than today's: renew it.
    RightButOld,
}

fn scheme() -> Result<Argon2<'static>, Failure> {
    let params = Params::new(MEMORY, PASSES, LANES, None).map_err(|_| Failure::broken("argon2"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The verifier of a new password. Nothing is normalised: what is typed counts, byte for byte.
pub fn verifier(password: &str) -> Result<String, Failure> {
    let salt = secret::random::<16>()?;
    let hash: PasswordHash = scheme()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| Failure::broken("argon2"))?;
    Ok(hash.to_string())
}

/// Checks a password. Without a verifier (nobody has this user name) the same work is done for nothing,
/// so that time does not tell who has an account.
pub fn check(password: &str, verifier: Option<&str>) -> Result<Verdict, Failure> {
    let Some(kept) = verifier else {
        self::verifier(password)?;
        return Ok(Verdict::Wrong);
    };
    let kept = PasswordHash::new(kept).map_err(|_| Failure::broken("verifier"))?;
    let right = scheme()?
        .verify_password(password.as_bytes(), &kept)
        .is_ok();
    let today = kept.algorithm.as_str() == "argon2id"
        && Params::try_from(&kept)
            .is_ok_and(|it| it.m_cost() == MEMORY && it.t_cost() == PASSES && it.p_cost() == LANES);
    Ok(match (right, today) {
        (false, _) => Verdict::Wrong,
        (true, true) => Verdict::Right,
        (true, false) => Verdict::RightButOld,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_names_its_scheme_and_checks_byte_exact_a22_a03() {
        let kept = verifier("        8 spaces").unwrap_or_default();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        let verdict = |password| check(password, Some(&kept)).ok();
        assert_eq!(verdict("        8 spaces"), Some(Verdict::Right));
        assert_eq!(verdict("        8 spaces "), Some(Verdict::Wrong));
        assert_eq!(check("x", None).ok(), Some(Verdict::Wrong));
    }

    #[test]
    fn an_older_verifier_is_recognised_a22() {
        let params = Params::new(8 * 1024, 1, 1, None).unwrap_or_default();
        let old: Option<PasswordHash> = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_with_salt(b"rahasia lama", b"0123456789abcdef")
            .ok();
        let old = old.map(|it| it.to_string()).unwrap_or_default();
        assert_eq!(
            check("rahasia lama", Some(&old)).ok(),
            Some(Verdict::RightButOld)
        );
        assert_eq!(check("lain", Some(&old)).ok(), Some(Verdict::Wrong));
    }
}
