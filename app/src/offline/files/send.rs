//! The bytes of one file to the Worker. `XMLHttpRequest`, because `fetch` tells nothing of how far an upload is.

use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Interval;
use js_sys::{ArrayBuffer, Promise, Reflect, Uint8Array};
use klisida_domain::{
    api::{APP_HEADER, CONTRACT_HEADER, CONTRACT_VERSION, Endpoint, EvidencePut, EvidenceSmallPut},
    ids::EvidenceId,
    wire::Saved,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, XmlHttpRequest};

use crate::{
    api::{self, Fault},
    browser,
};

/// An upload that has not moved for this long is given up, in milliseconds; it starts again later.
const STALL_MS: u32 = 60_000;

/// Sends the bytes; `moved` hears how many per cent are out.
pub async fn put(
    evidence: EvidenceId,
    bytes: &ArrayBuffer,
    moved: impl Fn(u8) + 'static,
) -> Result<Saved, Fault> {
    if !api::is_ours() {
        return Err(Fault::Unreadable(0));
    }
    let (status, text) = sent(&EvidencePut { evidence }.path(), bytes, Box::new(moved))
        .await
        .unwrap_or_default();
    api::came_back(status, text)
}

/// Sends the small picture of a photo.
pub async fn put_small(evidence: EvidenceId, bytes: &ArrayBuffer) -> Result<Saved, Fault> {
    let path = EvidenceSmallPut { evidence }.path();
    let (status, text) = sent(&path, bytes, Box::new(|_| ()))
        .await
        .unwrap_or_default();
    api::came_back(status, text)
}

/// Asks whether bytes that were sent earlier have arrived; `FileDigest` when they have not.
pub async fn ask(evidence: EvidenceId) -> Result<Saved, Fault> {
    put(evidence, &ArrayBuffer::new(0), |_| {}).await
}

async fn sent(
    path: &str,
    bytes: &ArrayBuffer,
    moved: Box<dyn Fn(u8)>,
) -> Result<(u16, String), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("PUT", path, true)?;
    request.set_request_header("accept", "application/json")?;
    request.set_request_header("content-type", "application/octet-stream")?;
    request.set_request_header(APP_HEADER, "1")?;
    request.set_request_header(CONTRACT_HEADER, &CONTRACT_VERSION.to_string())?;
    let alive = Rc::new(Cell::new(true));
    let progress = {
        let alive = Rc::clone(&alive);
        Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            alive.set(true);
            if event.length_computable() && event.total() > 0.0 {
                moved(percent(event.loaded(), event.total()));
            }
        })
    };
    request
        .upload()?
        .set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let watch = {
        let request = request.clone();
        Interval::new(STALL_MS, move || {
            if !alive.replace(false) {
                let _ = request.abort();
            }
        })
    };
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_js_u8_array(Some(&Uint8Array::new(bytes)))?;
    JsFuture::from(ended).await?;
    drop((watch, progress));
    let text = request.response_text()?.unwrap_or_default();
    Ok((request.status()?, text))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number from 0 to 100 by construction"
)]
fn percent(loaded: f64, total: f64) -> u8 {
    (loaded / total * 100.0).clamp(0.0, 100.0) as u8
}

/// A fact about the connection, where the browser tells (Chrome on Android does, Safari does not).
fn connection(name: &str) -> JsValue {
    Reflect::get(&browser::navigator(), &"connection".into())
        .and_then(|it| Reflect::get(&it, &name.into()))
        .unwrap_or(JsValue::UNDEFINED)
}

/// The browser says what kind of connection it has.
pub fn knows_kind() -> bool {
    connection("type").is_string()
}

/// By the telephone's data.
pub fn is_cellular() -> bool {
    connection("type").as_string().as_deref() == Some("cellular")
}

/// The person asked the browser to save data.
pub fn saves_data() -> bool {
    connection("saveData").is_truthy()
}
