//! What a request must be before anybody looks at what it wants: from our own pages, of our contract,
//! small enough, readable.

use futures_util::StreamExt;
use klisida_domain::{
    api::{APP_HEADER, CONTRACT_HEADER, KEY_HEADER, Method, Rate, Spec},
    ids::IdempotencyKey,
    problem::{Code, Problem},
};
use serde::de::DeserializeOwned;
use worker::Request;

use crate::{
    ctx::Key,
    failure::Failure,
    json::{self, Fault},
    json_path, secret,
};

/// Oldest contract that this Worker still serves.
const OLDEST_CONTRACT: u32 = 1;

/// The headers that decide; read once.
#[derive(Debug, Default)]
pub struct Given {
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<String>,
    /// `Origin`.
    pub origin: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `x-klisida`.
    pub app: Option<String>,
    /// `x-klisida-contract`.
    pub contract: Option<String>,
    /// `idempotency-key`.
    pub key: Option<String>,
    /// `Content-Length`.
    pub length: Option<String>,
}

impl Given {
    /// Reads them.
    pub fn of(request: &Request) -> Self {
        let get = |name: &str| request.headers().get(name).ok().flatten();
        Self {
            fetch_site: get("sec-fetch-site"),
            origin: get("origin"),
            content_type: get("content-type"),
            app: get(APP_HEADER),
            contract: get(CONTRACT_HEADER),
            key: get(KEY_HEADER),
            length: get("content-length"),
        }
    }

    /// Refuses an app that is too old to be understood: its drafts stay with it.
    pub fn check_contract(&self) -> Result<(), Code> {
        let known = self.contract.as_deref().is_none_or(|text| {
            text.trim()
                .parse::<u32>()
                .is_ok_and(|it| it >= OLDEST_CONTRACT)
        });
        if known {
            Ok(())
        } else {
            Err(Code::UpdateNeeded)
        }
    }

    /// Refuses a write that did not come from the service's own pages (E05): fetch metadata where the
    /// browser sends them, else the origin; then the media type (`wanted`) and the app's header, which no form can
    /// send.
    pub fn check_write(&self, own_origin: &str, wanted: &str) -> Result<(), Code> {
        let own = match (self.fetch_site.as_deref(), self.origin.as_deref()) {
            (Some(site), _) => site == "same-origin",
            (None, Some(origin)) => origin == own_origin,
            (None, None) => false,
        };
        if !own {
            return Err(Code::CrossSite);
        }
        let kind = self.content_type.as_deref().unwrap_or_default();
        let mut kind = kind.split(';');
        let right = kind
            .next()
            .is_some_and(|it| it.trim().eq_ignore_ascii_case(wanted));
        let utf8 = kind.all(|it| it.trim().eq_ignore_ascii_case("charset=utf-8"));
        if !right || !utf8 {
            return Err(Code::WrongMediaType);
        }
        if self.app.as_deref() != Some("1") {
            return Err(Code::CrossSite);
        }
        Ok(())
    }

    /// Refuses a body by its announced size, before a byte of it is read.
    pub fn check_length(&self, limit: usize) -> Result<(), Code> {
        match self.length.as_deref() {
            None => Ok(()),
            Some(text) => match text.trim().parse::<u64>() {
                Ok(length) if length <= limit as u64 => Ok(()),
                Ok(_) => Err(Code::BodyTooLarge),
                Err(_) => Err(Code::Unreadable),
            },
        }
    }

    /// The idempotency key with the fingerprint of what it stands for.
    pub fn key(&self, method: Method, path: &str, spec: &Spec, body: &str) -> Result<Key, Failure> {
        let key: IdempotencyKey = self
            .key
            .as_deref()
            .and_then(|text| text.trim().parse().ok())
            .ok_or(Code::KeyMissing)?;
        Ok(Key {
            key,
            fingerprint: fingerprint(method, path, spec, body),
        })
    }
}

/// Digest of what is asked. A password in the body is left out: a plain digest of it, kept for a year,
/// could be guessed at leisure.
fn fingerprint(method: Method, path: &str, spec: &Spec, body: &str) -> String {
    let without = (spec.rate == Rate::Password)
        .then(|| json::without(body, "password").ok())
        .flatten();
    let body = without.as_deref().unwrap_or(body);
    secret::digest(&[method.name().as_bytes(), path.as_bytes(), body.as_bytes()])
}

/// Media type of almost every write.
pub const JSON: &str = "application/json";
/// Media type of the bytes of a file.
pub const BYTES: &str = "application/octet-stream";

/// Reads a text, giving up as soon as it grows over `limit` bytes.
pub async fn read_body(request: &mut Request, limit: usize) -> Result<String, Failure> {
    let bytes = read_bytes(request, limit).await?;
    String::from_utf8(bytes).map_err(|_| Code::Unreadable.into())
}

/// Reads the body, giving up as soon as it grows over `limit` bytes.
pub async fn read_bytes(request: &mut Request, limit: usize) -> Result<Vec<u8>, Failure> {
    if request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    let mut stream = request.stream()?;
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Code::Unreadable)?;
        if bytes.len() + chunk.len() > limit {
            return Err(Code::BodyTooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Reads a JSON body; the refusal names the field. An empty body stands for `{}`.
pub fn parse<T: DeserializeOwned>(body: &str) -> Result<T, Failure> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    json::read_strict(body).map_err(|fault| refusal(body, &fault))
}

fn refusal(body: &str, fault: &Fault) -> Failure {
    Problem::of_json(&json_path::at(body, fault.place()), fault).into()
}

#[cfg(test)]
mod tests {
    use klisida_domain::{
        api::{EditionPublish, Endpoint, SheetPut},
        wire,
    };

    use super::*;

    const OWN: &str = "https://klisida.example";

    fn good() -> Given {
        Given {
            fetch_site: Some("same-origin".to_owned()),
            content_type: Some("application/json".to_owned()),
            app: Some("1".to_owned()),
            ..Given::default()
        }
    }

    #[test]
    fn only_our_own_pages_may_write_e05() {
        assert_eq!(good().check_write(OWN, JSON), Ok(()));
        for site in ["cross-site", "same-site", "none", ""] {
            let given = Given {
                fetch_site: Some(site.to_owned()),
                origin: Some(OWN.to_owned()),
                ..good()
            };
            assert_eq!(given.check_write(OWN, JSON), Err(Code::CrossSite), "{site}");
        }
        for (origin, expected) in [
            (None, Err(Code::CrossSite)),
            (Some("https://evil.example"), Err(Code::CrossSite)),
            (Some("null"), Err(Code::CrossSite)),
            (Some(OWN), Ok(())),
        ] {
            let given = Given {
                fetch_site: None,
                origin: origin.map(str::to_owned),
                ..good()
            };
            assert_eq!(given.check_write(OWN, JSON), expected, "{origin:?}");
        }
    }

    #[test]
    fn a_write_is_json_and_says_who_calls() {
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "",
            "application/json; charset=latin1",
        ] {
            let given = Given {
                content_type: Some(kind.to_owned()),
                ..good()
            };
            assert_eq!(
                given.check_write(OWN, JSON),
                Err(Code::WrongMediaType),
                "{kind}"
            );
        }
        let given = Given {
            app: None,
            ..good()
        };
        assert_eq!(given.check_write(OWN, JSON), Err(Code::CrossSite));
        assert_eq!(good().check_write(OWN, BYTES), Err(Code::WrongMediaType));
    }

    #[test]
    fn an_older_app_is_told_to_update() {
        for (contract, expected) in [
            (None, Ok(())),
            (Some("1"), Ok(())),
            (Some("9"), Ok(())),
            (Some("0"), Err(Code::UpdateNeeded)),
            (Some("x"), Err(Code::UpdateNeeded)),
        ] {
            let given = Given {
                contract: contract.map(str::to_owned),
                ..Given::default()
            };
            assert_eq!(given.check_contract(), expected, "{contract:?}");
        }
    }

    #[test]
    fn a_large_body_is_refused_by_its_length() {
        let given = |length: &str| Given {
            length: Some(length.to_owned()),
            ..Given::default()
        };
        assert_eq!(given("16384").check_length(16 * 1024), Ok(()));
        assert_eq!(
            given("16385").check_length(16 * 1024),
            Err(Code::BodyTooLarge)
        );
        assert_eq!(given("-1").check_length(16 * 1024), Err(Code::Unreadable));
    }

    #[test]
    fn unknown_keys_and_trailing_text_are_refused_by_name() {
        let problem = |body: &str| match parse::<wire::SignIn>(body) {
            Err(failure) => failure.problem(),
            Ok(_) => Problem::new(Code::Internal),
        };
        assert_eq!(
            problem(r#"{"username":"a","password":"b","role":"x"}"#),
            Problem::field(Code::UnknownField, "role")
        );
        assert_eq!(
            problem(r#"{"username":1,"password":"b"}"#),
            Problem::field(Code::WrongType, "username")
        );
        assert_eq!(
            problem(r#"{"username":"a"}"#),
            Problem::field(Code::FieldMissing, "password")
        );
        assert_eq!(
            problem(r#"{"username":"a","password":"b"} x"#).code,
            Code::Unreadable
        );
        assert_eq!(problem("{").code, Code::Unreadable);
        assert!(parse::<wire::Empty>("").is_ok());
    }

    #[test]
    fn a_fingerprint_depends_on_the_body_but_not_on_a_password() {
        let of = |spec, body| fingerprint(Method::Post, "/x", spec, body);
        let publish = EditionPublish::SPEC;
        assert_eq!(
            of(publish, r#"{"version":1,"password":"a"}"#),
            of(publish, r#"{"version":1,"password":"b"}"#)
        );
        assert_ne!(
            of(publish, r#"{"version":1,"password":"a"}"#),
            of(publish, r#"{"version":2,"password":"a"}"#)
        );
        let put = SheetPut::SPEC;
        assert_ne!(of(put, r#"{"version":1}"#), of(put, r#"{"version":2}"#));
    }
}
