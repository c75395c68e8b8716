//! The API as `start` uses it: the contract's typed endpoints over HTTP.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use klisida_domain::api::{
    APP_HEADER, CONTRACT_HEADER, CONTRACT_VERSION, Effect, Endpoint, HealthShow, KEY_HEADER, Method,
};
use klisida_domain::wire::Empty;

use crate::step::{Doing, Failure, Outcome};
use crate::token::uuid;

/// A browser of its own: it keeps the session cookie. Copies are the same browser.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    origin: String,
    cookie: Arc<Mutex<Option<String>>>,
}

impl Client {
    /// For the local server on this port.
    pub fn new(port: u16) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        Self {
            agent,
            origin: format!("http://localhost:{port}"),
            cookie: Arc::default(),
        }
    }

    /// A browser that nobody has signed in with, at the same server.
    pub fn fresh(&self) -> Self {
        Self {
            agent: self.agent.clone(),
            origin: self.origin.clone(),
            cookie: Arc::default(),
        }
    }

    /// Whether the server answers as ours does.
    pub fn healthy(&self) -> bool {
        self.call(&HealthShow {}, &Empty {}).is_ok()
    }

    /// Calls an endpoint of the contract.
    pub fn call<E: Endpoint>(&self, endpoint: &E, body: &E::Body) -> Outcome<E::Reply> {
        self.send::<E>(&endpoint.path(), body)
    }

    /// Reads an endpoint with a query string.
    pub fn read<E: Endpoint<Body = Empty>>(&self, endpoint: &E, query: &str) -> Outcome<E::Reply> {
        self.send::<E>(&format!("{}?{query}", endpoint.path()), &Empty {})
    }

    fn send<E: Endpoint>(&self, path: &str, body: &E::Body) -> Outcome<E::Reply> {
        let spec = E::SPEC;
        let mut request = ureq::http::Request::builder()
            .method(spec.method.name())
            .uri(format!("{}{path}", self.origin))
            .header("origin", &self.origin)
            .header("sec-fetch-site", "same-origin")
            .header(CONTRACT_HEADER, CONTRACT_VERSION.to_string());
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        if spec.effect == Effect::Keyed {
            request = request.header(KEY_HEADER, uuid()?);
        }
        let text = if spec.method == Method::Get {
            String::new()
        } else {
            request = request
                .header(APP_HEADER, "1")
                .header("content-type", "application/json");
            serde_json::to_string(body).doing("write a request")?
        };
        let request = request.body(text).doing("make a request")?;
        let name = spec.name;
        let mut reply = self.agent.run(request).doing(format!("call {name}"))?;
        if let Some(cookie) = reply
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .find(|value| value.starts_with("__Host-klisida="))
        {
            let pair = cookie.split(';').next().unwrap_or_default().to_owned();
            *self
                .cookie
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(pair);
        }
        let status = reply.status();
        let text = reply
            .body_mut()
            .read_to_string()
            .doing(format!("read the answer of {name}"))?;
        let short: String = text.chars().take(300).collect();
        if !status.is_success() {
            return Err(Failure::new(
                format!("{name} was refused with {status}: {short}"),
                "`cargo xtask reset` and try again",
            ));
        }
        serde_json::from_str(&text).doing(format!("understand the answer of {name}: {short}"))
    }

    fn cookie(&self) -> Option<String> {
        self.cookie
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }
}
