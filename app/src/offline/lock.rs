//! One sender among the tabs of this browser: whoever sends holds a lock for one delivery and lets go, so that the tab
//! in front is never kept waiting longer than that by a hidden one.
//!
//! The lock is the browser's (Web Locks): it ends with its tab, whatever happens to that. Browsers without it use a lease
//! in the store, renewed while it is held, that runs out by itself.

use gloo_timers::{callback::Interval, future::TimeoutFuture};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::{browser, clock, ids, store::Store};

/// Drafts and writes.
pub const TEXTS: &str = "klisida-kirim";
/// Files: a long upload does not keep a text waiting.
pub const FILES: &str = "klisida-berkas";

/// How long a text waits for its turn, in milliseconds: longer than a request may take.
const PATIENCE: u32 = 30_000;
/// How long a file waits: another may be large.
const FILES_PATIENCE: u32 = 300_000;
/// What the waiting ends with then.
const LATE: &str = "late";

/// How long a lease lasts when its tab does not renew it, in milliseconds.
const LEASE: i64 = 15_000;
/// How often it is renewed, in milliseconds.
const RENEWAL: u32 = 5_000;
/// How often a lease that another tab holds is looked at, in milliseconds.
const LOOK: u32 = 250;

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`, which web-sys keeps among the unstable ones.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, work: &Function) -> Result<Promise, JsValue>;
}

/// The turn to send; ends when it is dropped.
pub struct Turn(Held);

enum Held {
    /// The browser's lock: it is let go when its promise is kept.
    Lock(Option<Function>),
    /// A lease in the store.
    Lease {
        store: Store,
        place: String,
        me: String,
        /// Goes on renewing it until it is dropped.
        renewal: Option<Interval>,
    },
}

/// Waits for the turn of this tab.
pub async fn turn(store: Store, name: &str) -> Turn {
    let held = match lock(name).await {
        Some(release) => Held::Lock(Some(release)),
        None => lease(store, name).await,
    };
    Turn(held)
}

fn manager() -> Option<LockManager> {
    let found = Reflect::get(&browser::navigator(), &"locks".into()).ok()?;
    found.is_object().then(|| found.unchecked_into())
}

/// The browser's lock; none where there is none, or where it is refused (a private window, say).
async fn lock(name: &str) -> Option<Function> {
    let (mut release, mut granted) = (None, None);
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let got = Promise::new(&mut |resolve, _| granted = Some(resolve));
    let granted = granted?;
    let work = Closure::once_into_js(move |_: JsValue| {
        let _ = granted.call0(&JsValue::NULL);
        held
    });
    let over = manager()?.request(name, work.unchecked_ref()).ok()?;
    let patience = if name == FILES {
        FILES_PATIENCE
    } else {
        PATIENCE
    };
    let late = future_to_promise(async move {
        TimeoutFuture::new(patience).await;
        Ok(LATE.into())
    });
    // A refusal ends the second, and only that.
    let first = Promise::race(&Array::of3(&got, &over, &late));
    let came = JsFuture::from(first).await.ok()?;
    // A tab that the phone has put to sleep keeps the lock and lets nobody on. Going on without it is safe: what is sent has its
    // key. The turn is given back as soon as it comes.
    if came.as_string().as_deref() == Some(LATE)
        && let Some(release) = &release
    {
        let _ = release.call0(&JsValue::NULL);
    }
    release
}

/// Is the lease free for `me`? Its text is the holder and when it runs out.
fn is_free(text: Option<&str>, me: &str, now: i64) -> bool {
    let Some((holder, until)) = text.and_then(|it| it.split_once(' ')) else {
        return true;
    };
    let until: i64 = until.parse().unwrap_or_default();
    // One that lies far ahead was written before the clock was put back.
    holder == me || until <= now || until > now.saturating_add(LEASE)
}

fn text(me: &str) -> String {
    let until = clock::of_device().0.saturating_add(LEASE);
    [me, " ", &until.to_string()].concat()
}

async fn lease(store: Store, name: &str) -> Held {
    let (place, me) = (["lease/", name].concat(), ids::new().to_string());
    loop {
        let seen = store.device_get(&place).await;
        let free = is_free(seen.as_deref(), &me, clock::of_device().0);
        if free && store.device_swap(&place, seen.as_deref(), &text(&me)).await {
            break;
        }
        TimeoutFuture::new(LOOK).await;
    }
    let renewal = {
        let (place, me) = (place.clone(), me.clone());
        Interval::new(RENEWAL, move || {
            let (place, me) = (place.clone(), me.clone());
            leptos::task::spawn_local(async move {
                let seen = store.device_get(&place).await;
                if seen.as_deref().is_some_and(|it| it.starts_with(&me)) {
                    store.device_swap(&place, seen.as_deref(), &text(&me)).await;
                }
            });
        })
    };
    Held::Lease {
        store,
        place,
        me,
        renewal: Some(renewal),
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        match &mut self.0 {
            Held::Lock(release) => {
                if let Some(release) = release.take() {
                    let _ = release.call0(&JsValue::NULL);
                }
            }
            Held::Lease {
                store,
                place,
                me,
                renewal,
            } => {
                drop(renewal.take());
                let (store, place, me) = (*store, place.clone(), me.clone());
                leptos::task::spawn_local(async move {
                    let seen = store.device_get(&place).await;
                    if seen.as_deref().is_some_and(|it| it.starts_with(&me)) {
                        store.device_swap(&place, seen.as_deref(), "").await;
                    }
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_free;

    #[test]
    fn a_lease_is_free_when_nobody_holds_it_or_it_ran_out() {
        assert!(is_free(None, "a", 100));
        assert!(is_free(Some(""), "a", 100));
        assert!(!is_free(Some("b 101"), "a", 100), "held by another tab");
        assert!(is_free(Some("b 100"), "a", 100), "run out");
        assert!(is_free(Some("a 101"), "a", 100), "held by this one");
        assert!(is_free(Some("b 99999999"), "a", 100), "from a wrong clock");
    }
}
