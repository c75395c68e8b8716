//! What is answered when this instance is gone: after a panic nothing here can be called any more, so the words
//! are left with `worker/entry.js` when the instance starts.

use klisida_domain::{headers::SECURITY, problem::Code};
use wasm_bindgen::JsValue;

use crate::{
    http::{self, Answer},
    pages,
};

/// Stands where the request's own code will stand.
const PLACE: &str = "KL-000000";
/// Where `worker/entry.js` looks.
const NAME: &str = "klisidaCrash";

/// Leaves headers, page and problem with the JavaScript around this instance.
pub fn leave_words() {
    let answer = |it: Answer| serde_json::json!({ "status": it.status, "kind": it.kind, "keep": it.keep.header(), "body": it.body });
    let words = serde_json::json!({
        "place": PLACE,
        "headers": SECURITY,
        "page": answer(pages::fault(Code::Internal, PLACE)),
        "problem": answer(http::internal(PLACE)),
    });
    // Without them the platform's own plain answer is given, and a test fails.
    let _ = js_sys::Reflect::set(
        &js_sys::global(),
        &JsValue::from_str(NAME),
        &JsValue::from_str(&words.to_string()),
    );
}
