//! What the clinic's Worker answers: the request is passed on as it came, and the answer comes back as it is.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use worker::{Env, Request, Response, wasm_bindgen_futures::JsFuture, web_sys};

use crate::failure::Failure;

/// Name of the binding in wrangler.toml.
const BINDING: &str = "CLINIC";

/// Lets the clinic's Worker answer.
pub async fn ask(request: &Request, env: &Env) -> Result<Response, Failure> {
    fetch(request, env)
        .await
        .map(Response::from)
        .map_err(|_| Failure::broken("the clinic's Worker"))
}

async fn fetch(request: &Request, env: &Env) -> Result<web_sys::Response, JsValue> {
    let clinic = Reflect::get(env.as_ref(), &JsValue::from_str(BINDING))?;
    let fetch: Function = Reflect::get(&clinic, &JsValue::from_str("fetch"))?.dyn_into()?;
    let answer = JsFuture::from(Promise::from(fetch.call1(&clinic, request.inner())?)).await?;
    answer.dyn_into()
}
