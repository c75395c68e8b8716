//! The server's time, as far as this device can tell: deadlines are the server's, a phone's clock may be wrong.

use std::cell::Cell;

use klisida_domain::time::{Instant, SECOND};
use leptos::prelude::*;

thread_local! {
    static OFFSET: Cell<i64> = const { Cell::new(0) };
    static TICK: Cell<Option<RwSignal<Instant>>> = const { Cell::new(None) };
}

/// The device's own clock.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970, a whole number"
)]
fn device() -> i64 {
    js_sys::Date::now() as i64
}

/// The device's own time, whatever the server's is: the only one there is without signal.
pub fn of_device() -> Instant {
    Instant(device())
}

/// The server's time now.
pub fn now() -> Instant {
    Instant(device().saturating_add(OFFSET.get()))
}

/// Learns from a server time that came with an answer just now.
pub fn learn(server: Instant) {
    let offset = server.0.saturating_sub(device());
    // A second or two is the way of the answer, not the clock.
    if offset.saturating_sub(OFFSET.get()).saturating_abs() > 2 * SECOND {
        OFFSET.set(offset);
        if let Some(tick) = TICK.get() {
            tick.set(now());
        }
    }
}

/// Starts the slow tick behind [`ticking`].
pub fn provide() {
    let tick = RwSignal::new(now());
    TICK.set(Some(tick));
    gloo_timers::callback::Interval::new(30_000, move || tick.set(now())).forget();
}

/// The server's time as a signal that moves every half minute: for "tutup 3 jam lagi".
pub fn ticking() -> Signal<Instant> {
    TICK.get().map_or_else(|| Signal::stored(now()), Into::into)
}
