//! Sentences that are the same everywhere.

use klisida_domain::time::{self, Instant};
use leptos::prelude::*;

use super::Press;
use crate::{api::Fault, browser};

/// "tutup 3 hari lagi · Rabu, 7 Oktober 2026 pukul 16.00 WIB".
pub fn deadline(now: Instant, closes: Instant) -> String {
    let word = if closes > now {
        "tutup "
    } else {
        "tutup sejak "
    };
    let distance = time::distance(now, closes);
    let distance = distance.trim_end_matches(" yang lalu");
    [word, distance, " · ", &closes.wib().full()].concat()
}

/// "Data dari 14.02", with the day when it was not today.
pub fn kept_line(at: Instant, now: Instant) -> AnyView {
    let (then, today) = (at.wib(), now.wib());
    let day = if then.date_long() == today.date_long() {
        String::new()
    } else {
        [&then.date_short(), " pukul "].concat()
    };
    let words = ["Data dari ", &day, &then.clock(), " WIB."].concat();
    view! { <p class="soft small">{words}</p> }.into_any()
}

/// What went wrong, inside the page, with a way on. `old` is the time of the data still shown.
pub fn faults_view(
    fault: &Fault,
    old: Option<Instant>,
    busy: Signal<bool>,
    again: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    let words = match old {
        Some(at) => [
            &fault.words(),
            " Data di bawah dari ",
            &at.wib().clock(),
            " WIB.",
        ]
        .concat(),
        None => fault.words(),
    };
    let class = if fault.is_passing() {
        "notice warn"
    } else {
        "notice bad"
    };
    view! {
        <div class=class role="alert">
            <p>{words}</p>
            <div class="actions">
                <Press label="Coba lagi" class="btn plain" busy=busy on=Callback::new(move |()| again())/>
            </div>
        </div>
    }
    .into_any()
}

/// A page that is somebody else's: says whose.
pub fn no_right(words: impl Into<String>) -> AnyView {
    let words = words.into();
    view! {
        <div class="empty">
            <h2>"Halaman ini bukan untuk peran Anda"</h2>
            <p class="soft">{words}</p>
            <a class="btn plain" href="/app">"Ke beranda"</a>
        </div>
    }
    .into_any()
}

/// Version shown in the footer.
pub fn build() -> String {
    browser::meta("klisida-build")
        .filter(|it| !it.starts_with('%'))
        .unwrap_or_else(|| "pengembangan".to_owned())
}
