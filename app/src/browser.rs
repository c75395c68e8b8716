//! The browser's own objects, in the few forms that the app needs.

use klisida_domain::{
    device::{LEFT, PRESENCE},
    ids::SessionId,
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, Document, HtmlElement, Navigator, Storage};

/// Where tabs hear of each other.
const CHANNEL: &str = "klisida";

/// The document.
pub fn document() -> Document {
    leptos::prelude::document()
}

/// The navigator.
pub fn navigator() -> Navigator {
    window().navigator()
}

/// Listens to an event of the window for as long as the app lives.
pub fn on(event: &str, listener: impl FnMut() + 'static) {
    let listener = Closure::<dyn FnMut()>::new(listener);
    let _ = window().add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}

/// Sends an event to the window.
pub fn emit(event: &str) {
    if let Ok(event) = web_sys::CustomEvent::new(event) {
        let _ = window().dispatch_event(&event);
    }
}

/// Sends an event to the window, with a text.
pub fn emit_with(event: &str, detail: &str) {
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&detail.into());
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(event, &init) {
        let _ = window().dispatch_event(&event);
    }
}

/// Whether this browser can keep the app for the time without signal.
pub fn keeps_apps() -> bool {
    js_sys::Reflect::has(&navigator(), &"serviceWorker".into()).unwrap_or(false)
}

/// An element by its id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}

/// What has the focus; none when it is nowhere in particular.
pub fn focused() -> Option<HtmlElement> {
    let element: HtmlElement = document().active_element()?.dyn_into().ok()?;
    (element.tag_name() != "BODY").then_some(element)
}

/// After the next paint-free moment: when the elements made just now are in the document.
pub fn soon(job: impl FnOnce() + 'static) {
    gloo_timers::callback::Timeout::new(0, job).forget();
}

/// The small settings of this device; none when the browser blocks them.
pub fn local_storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// A small setting of this device.
pub fn setting(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok().flatten()
}

/// Keeps or forgets a small setting of this device.
pub fn set_setting(key: &str, value: Option<&str>) {
    let Some(storage) = local_storage() else {
        return;
    };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// The session that this browser has a cookie of, as far as a script can see.
pub fn present() -> Option<SessionId> {
    session_cookie(PRESENCE)
}

/// Says that this browser has a session (one that began before there was this cookie), or has none any more.
pub fn set_present(session: Option<SessionId>) {
    set_session_cookie(PRESENCE, session, "");
}

/// The session that was left here without the server knowing yet.
pub fn left() -> Option<SessionId> {
    session_cookie(LEFT)
}

/// Says which session was left here; none once the server knows. It lasts as long as a browser keeps a cookie.
pub fn set_left(session: Option<SessionId>) {
    set_session_cookie(LEFT, session, "; Max-Age=34560000");
}

fn session_cookie(name: &str) -> Option<SessionId> {
    let cookies = js_sys::Reflect::get(&document(), &"cookie".into()).ok()?;
    let cookies = cookies.as_string()?;
    let (_, value) = cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)?;
    value.parse().ok()
}

fn set_session_cookie(name: &str, session: Option<SessionId>, age: &str) {
    let (value, age) = match session {
        Some(session) => (session.to_string(), age),
        None => (String::new(), "; Max-Age=0"),
    };
    let line = [name, "=", &value, "; Path=/; Secure; SameSite=Strict", age].concat();
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &line.as_str().into());
}

/// The small settings that go with the person: light or dark is the device's and stays.
pub fn forget_settings(stays: &str) {
    if let Some(storage) = local_storage() {
        let count = storage.length().unwrap_or(0);
        let names: Vec<String> = (0..count)
            .filter_map(|n| storage.key(n).ok().flatten())
            .filter(|name| name != stays)
            .collect();
        for name in names {
            let _ = storage.remove_item(&name);
        }
    }
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.clear();
    }
}

/// Leaves this page for another one of the service, and everything in memory with it; false when that page could not be
/// had now.
pub fn start_anew(path: &str) -> bool {
    let worker = js_sys::Reflect::get(&navigator(), &"serviceWorker".into())
        .and_then(|it| js_sys::Reflect::get(&it, &"controller".into()));
    let kept = worker.is_ok_and(|it| it.is_object());
    (kept || navigator().on_line()) && window().location().replace(path).is_ok()
}

/// Tells the other tabs of this browser that somebody came or left.
pub fn tell_tabs() {
    tell(CHANNEL, "session");
}

/// Hears of that from other tabs, for as long as the app lives.
pub fn hear_tabs(mut listener: impl FnMut() + 'static) {
    hear(CHANNEL, move |_| listener());
}

/// Tells all tabs of this browser something; whoever listens here hears it, too.
pub fn tell(channel: &str, word: &str) {
    if let Ok(channel) = BroadcastChannel::new(channel) {
        let _ = channel.post_message(&word.into());
        channel.close();
    }
}

/// Hears what tabs tell, for as long as the app lives.
pub fn hear(channel: &str, mut listener: impl FnMut(String) + 'static) {
    let Ok(channel) = BroadcastChannel::new(channel) else {
        return;
    };
    let listener = Closure::<dyn FnMut(_)>::new(move |event: wasm_bindgen::JsValue| {
        let data = js_sys::Reflect::get(&event, &"data".into());
        listener(data.ok().and_then(|it| it.as_string()).unwrap_or_default());
    });
    channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    // Let go, the channel would fall silent.
    core::mem::forget(channel);
}

/// Content of a `<meta>` of the page.
pub fn meta(name: &str) -> Option<String> {
    let selector = ["meta[name=\"", name, "\"]"].concat();
    document()
        .query_selector(&selector)
        .ok()
        .flatten()?
        .get_attribute("content")
}

/// The fragment of the address without its `#`; it leaves the address bar and the history at once.
pub fn take_fragment() -> String {
    let location = window().location();
    let fragment = location
        .hash()
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned();
    if !fragment.is_empty()
        && let (Ok(history), Ok(path)) = (window().history(), location.pathname())
    {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    }
    fragment
}

/// Running as an installed app.
pub fn is_installed() -> bool {
    let query = window()
        .match_media("(display-mode: standalone)")
        .ok()
        .flatten();
    query.is_some_and(|query| query.matches())
}

/// Asks the browser to keep this device's drafts even when room gets short; it may refuse in silence.
pub fn ask_to_keep() {
    if let Ok(promise) = navigator().storage().persist() {
        leptos::task::spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}

/// Copies a text; false when the browser has no clipboard here (no TLS) or refuses.
pub async fn copy(text: &str) -> bool {
    let navigator = navigator();
    if !js_sys::Reflect::has(&navigator, &"clipboard".into()).unwrap_or(false) {
        return false;
    }
    let promise = navigator.clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()
}

/// Hands a text over as a file.
pub fn download(name: &str, kind: &str, content: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&content.into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    let _ = web_sys::Url::revoke_object_url(&url);
    Some(())
}
