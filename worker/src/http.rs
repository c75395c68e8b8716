//! Answers: status, type, body, and the headers that every one of them carries.

use klisida_domain::{
    device::PRESENCE,
    headers::SECURITY,
    ids::SessionId,
    problem::{Code, Problem},
    time::SECOND,
};
use worker::{Headers, Response, ResponseBuilder, web_sys::ReadableStream};

use crate::{ctx::Ctx, db::throttle::KNOWN_FOR, json, secret};

/// Name of the session cookie. The prefix binds it to this host, TLS and the root path.
pub const COOKIE: &str = "__Host-klisida";

/// Name of the cookie of a browser that somebody signed in from. It opens nothing: whoever has it waits only
/// for the own wrong passwords (docs/decisions/0027-doors.md).
pub const DEVICE_COOKIE: &str = "__Host-klisida-peramban";

/// How an answer may be kept by browsers and caches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Not at all: everything of the API and everything for somebody signed in.
    Never,
    /// Public pages: fresh for 5 seconds, shown for a minute while a new one is fetched.
    Public,
    /// A small picture that is public now: 5 minutes.
    Picture,
    /// Public and unchanging: a day.
    Long,
}

impl Keep {
    /// The value of `Cache-Control`.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Never => "no-store",
            Self::Public => "public, max-age=5, stale-while-revalidate=60",
            Self::Picture => "public, max-age=300",
            Self::Long => "public, max-age=86400",
        }
    }
}

/// An answer before it gets its headers.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Content type, charset included.
    pub kind: &'static str,
    /// Whether it may be kept.
    pub keep: Keep,
    /// The body.
    pub body: String,
    /// A body that is passed on as it comes, instead of `body`.
    pub stream: Option<ReadableStream>,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// What the body is known by, when that was worked out already.
    pub tag: Option<String>,
}

impl Answer {
    fn new(status: u16, kind: &'static str, keep: Keep, body: String) -> Self {
        Self {
            status,
            kind,
            keep,
            body,
            stream: None,
            headers: Vec::new(),
            tag: None,
        }
    }

    /// JSON of the API.
    pub fn json(body: String) -> Self {
        Self::new(200, "application/json; charset=utf-8", Keep::Never, body)
    }

    /// A public HTML document.
    pub fn html(body: String) -> Self {
        Self::new(200, "text/html; charset=utf-8", Keep::Public, body)
    }

    /// Plain text (robots.txt).
    pub fn text(body: String) -> Self {
        Self::new(200, "text/plain; charset=utf-8", Keep::Long, body)
    }

    /// XML (sitemap).
    pub fn xml(body: String) -> Self {
        Self::new(200, "application/xml; charset=utf-8", Keep::Public, body)
    }

    /// A CSV file to keep, with a name of plain ASCII.
    pub fn csv(body: String, name: &str) -> Self {
        Self::new(200, "text/csv; charset=utf-8", Keep::Public, body).with(
            "content-disposition",
            format!("attachment; filename=\"{name}\""),
        )
    }

    /// A file from the store. Whatever it holds, a browser runs none of it (F06).
    pub fn file(kind: &'static str, stream: ReadableStream, keep: Keep) -> Self {
        Self {
            stream: Some(stream),
            ..Self::new(200, kind, keep, String::new())
        }
        .with("content-security-policy", "sandbox; default-src 'none'")
    }

    /// The visitor has it already, known by `tag`.
    pub fn known(keep: Keep, tag: String) -> Self {
        Self::new(304, "", keep, String::new()).with("etag", tag)
    }

    /// Another address of the service itself, for good.
    pub fn moved(path: &str) -> Self {
        Self::new(
            308,
            "text/plain; charset=utf-8",
            Keep::Public,
            String::new(),
        )
        .with("location", path)
    }

    /// A refusal of the API, with the code to quote.
    pub fn problem(mut problem: Problem, request_id: &str) -> Self {
        request_id.clone_into(&mut problem.request_id);
        let status = problem.code.status();
        let retry = problem.retry_after;
        let body = json::write(&problem).unwrap_or_else(|_| "{}".to_owned());
        let answer = Self::new(status, "application/json; charset=utf-8", Keep::Never, body);
        match retry {
            Some(seconds) => answer.with("retry-after", seconds.to_string()),
            None => answer,
        }
    }

    /// The same with another status.
    #[must_use]
    pub const fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same, kept otherwise.
    #[must_use]
    pub const fn keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// What type and body are known by: their digest.
    pub fn digest(&self) -> String {
        let digest = secret::digest(&[self.kind.as_bytes(), self.body.as_bytes()]);
        format!("\"{}\"", digest.get(..20).unwrap_or_default())
    }

    /// Turns a public answer into 304 when the visitor has it already, and marks it with its digest.
    #[must_use]
    pub fn revalidated(self, if_none_match: Option<&str>) -> Self {
        if self.keep == Keep::Never || self.status != 200 || self.stream.is_some() {
            return self;
        }
        let tag = self.tag.clone().unwrap_or_else(|| self.digest());
        let known = if_none_match.is_some_and(|list| {
            list.split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag)
        });
        let answer = if known {
            Self {
                status: 304,
                body: String::new(),
                ..self
            }
        } else {
            self
        };
        answer.with("etag", tag)
    }
}

/// The response with all its headers; `head` leaves the body away.
pub fn respond(
    answer: Answer,
    ctx: Option<&Ctx>,
    request_id: &str,
    head: bool,
) -> worker::Result<Response> {
    let headers = Headers::new();
    for (name, value) in SECURITY {
        headers.set(name, value)?;
    }
    headers.set("cache-control", answer.keep.header())?;
    headers.set("x-request-id", request_id)?;
    if answer.status != 304 {
        headers.set("content-type", answer.kind)?;
    }
    for (name, value) in &answer.headers {
        headers.set(name, value)?;
    }
    if let Some(ctx) = ctx {
        // A refusal hands nothing out.
        let cookies = ctx.cookies_out.borrow();
        for cookie in cookies.iter().filter(|_| answer.status == 200) {
            headers.append("set-cookie", cookie)?;
            headers.set("cache-control", Keep::Never.header())?;
        }
        if ctx.clear_cache.get() {
            // Not "storage": drafts that were never sent must survive (docs/decisions/0025-sealed-devices.md).
            headers.set("clear-site-data", "\"cache\"")?;
        }
    }
    let builder = ResponseBuilder::new()
        .with_status(answer.status)
        .with_headers(headers);
    if head || answer.status == 304 {
        Ok(builder.empty())
    } else if let Some(stream) = answer.stream {
        Ok(builder.stream(stream))
    } else {
        Ok(builder.fixed(answer.body.into_bytes()))
    }
}

/// The answer when nothing else can be said.
pub fn internal(request_id: &str) -> Answer {
    Answer::problem(Problem::new(Code::Internal), request_id)
}

/// The cookies of a session, kept for `seconds` or, when none, until the browser closes: the one that carries it, which
/// no script can read, and one of the same life by which scripts see that it is there.
pub fn cookies(secret: &str, session: SessionId, seconds: Option<i64>) -> Vec<String> {
    vec![
        cookie(COOKIE, secret, "; HttpOnly", seconds),
        cookie(PRESENCE, &session.to_string(), "", seconds),
    ]
}

/// The cookies that end a session.
pub fn no_cookies() -> Vec<String> {
    vec![
        cookie(COOKIE, "", "; HttpOnly", Some(0)),
        cookie(PRESENCE, "", "", Some(0)),
    ]
}

fn cookie(name: &str, value: &str, reach: &str, seconds: Option<i64>) -> String {
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    format!("{name}={value}; Path=/; Secure{reach}; SameSite=Strict{age}")
}

/// The cookie of a browser that somebody signed in from, for as long as the server remembers it.
pub fn device_cookie(secret: &str) -> String {
    let seconds = KNOWN_FOR / SECOND;
    format!(
        "{DEVICE_COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}"
    )
}

/// The secret in the cookie of this name in a `Cookie` header, when it has the right shape.
pub fn cookie_secret(header: &str, name: &str) -> Option<String> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(it, _)| *it == name)
        .map(|(_, value)| value.to_owned())
        .filter(|value| secret::is_token(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookies_have_all_their_attributes_and_one_life_b03() {
        let session = SessionId(uuid::Uuid::from_u128(1));
        assert_eq!(
            cookies("x", session, Some(60)),
            [
                "__Host-klisida=x; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60"
                    .to_owned(),
                format!(
                    "__Host-klisida-present={session}; Path=/; Secure; SameSite=Strict; Max-Age=60"
                ),
            ]
        );
        assert!(!cookies("x", session, None).concat().contains("Max-Age"));
    }

    #[test]
    fn only_a_well_formed_secret_is_read() {
        let secret = "A".repeat(43);
        assert_eq!(
            cookie_secret(&format!("a=b; __Host-klisida={secret}; c=d"), COOKIE),
            Some(secret)
        );
        assert_eq!(cookie_secret("__Host-klisida=x' OR 1=1", COOKIE), None);
        assert_eq!(cookie_secret("", COOKIE), None);
    }

    #[test]
    fn a_public_answer_is_revalidated_and_a_private_one_never() {
        let page = Answer::html("x".to_owned()).revalidated(None);
        let tag = page
            .headers
            .iter()
            .find(|(name, _)| *name == "etag")
            .map(|(_, tag)| tag.clone())
            .unwrap_or_default();
        assert_eq!(tag.len(), 22);
        let again = Answer::html("x".to_owned()).revalidated(Some(&tag));
        assert_eq!((again.status, again.body.as_str()), (304, ""));
        let json = Answer::json("{}".to_owned()).revalidated(Some(&tag));
        assert!(json.headers.is_empty());
    }

    #[test]
    fn a_wait_is_also_a_header() {
        let problem = Problem {
            retry_after: Some(30),
            ..Problem::new(Code::TooManyRequests)
        };
        let answer = Answer::problem(problem, "KL-AAAAAA");
        assert_eq!(answer.status, 429);
        assert_eq!(answer.headers, vec![("retry-after", "30".to_owned())]);
        assert!(answer.body.contains("KL-AAAAAA"));
    }
}
