//! Is there a connection? What the browser believes, corrected by what calls experience.

use std::cell::Cell;

use leptos::prelude::*;

use crate::browser;

thread_local! {
    static SIGNAL: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
}

/// Starts listening; the signal lives as long as the app.
pub fn provide() {
    let online = RwSignal::new(browser::navigator().on_line());
    SIGNAL.set(Some(online));
    browser::on("online", move || online.set(true));
    browser::on("offline", move || online.set(false));
}

/// True while there is a connection.
pub fn online() -> Signal<bool> {
    SIGNAL
        .get()
        .map_or_else(|| Signal::stored(true), Into::into)
}

/// A call got through, or did not.
pub fn heard(reached: bool) {
    if let Some(online) = SIGNAL.get()
        && online
            .try_get_untracked()
            .is_some_and(|before| before != reached)
    {
        online.set(reached);
    }
}
