//! What is answered when this instance is gone: after a panic nothing here can be called any more, so the words
//! are left with `worker/around.js` when the instance starts.

use klisida_domain::headers::SECURITY;
use klisida_domain::problem::Code;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::{
    http::{self, Answer},
    json, pages,
};

/// Stands where the request's own code will stand.
const PLACE: &str = "KL-000000";
/// Where `worker/around.js` looks.
const NAME: &str = "klisidaCrash";

#[derive(Serialize)]
struct Words {
    place: &'static str,
    headers: [(&'static str, &'static str); 7],
    page: Last,
    problem: Last,
}

/// An answer as JavaScript gives it.
#[derive(Serialize)]
struct Last {
    status: u16,
    kind: &'static str,
    keep: &'static str,
    body: String,
}

impl From<Answer> for Last {
    fn from(answer: Answer) -> Self {
        Self {
            status: answer.status,
            kind: answer.kind,
            keep: answer.keep.header(),
            body: answer.body,
        }
    }
}

/// Leaves headers, page and problem with the JavaScript around this instance.
pub fn leave_words() {
    let words = Words {
        place: PLACE,
        headers: SECURITY,
        page: pages::fault(Code::Internal, PLACE).into(),
        problem: http::internal(PLACE).into(),
    };
    // Without them the platform's own plain answer is given, and a test fails.
    let _ = js_sys::Reflect::set(
        &js_sys::global(),
        &JsValue::from_str(NAME),
        &JsValue::from_str(&json::write(&words).unwrap_or_default()),
    );
}
