//! Which parts of the app are on this device for the time without signal. `boot.js` and the service worker keep them.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::{browser, chunk::Chunk, ui::announce};

/// How long the service worker may take over what is missing, in milliseconds.
const PATIENCE_MS: u32 = 180_000;

/// What is known of it.
#[derive(Clone, Copy)]
pub struct Ready {
    /// The parts of whoever is here.
    pub parts: Memo<Vec<Chunk>>,
    /// The groups of files that are here whole; none before the service worker has said so.
    kept: RwSignal<Option<Vec<String>>>,
    /// The person does not want to spend data: nothing is fetched ahead of its use.
    pub saving: RwSignal<bool>,
    /// The person asked for what is missing, and it is being fetched.
    pub fetching: RwSignal<bool>,
    /// Presses so far: each waits for itself.
    turn: StoredValue<u32>,
}

/// Has the parts of whoever is here kept, with the guides, and listens to what is kept.
pub fn provide(parts: Memo<Vec<Chunk>>, guides: Memo<Vec<String>>) {
    let ready = Ready {
        parts,
        kept: RwSignal::new(None),
        saving: RwSignal::new(false),
        fetching: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    provide_context(ready);
    ready.look();
    browser::on("klisida:kept", move || ready.look());
    let groups = groups_of(parts);
    Effect::new(move || {
        let mut names = groups.get();
        guides.with(|guides| {
            for guide in guides {
                names.push(' ');
                names.push_str(guide);
            }
        });
        if !names.is_empty() {
            browser::emit_with("klisida:parts", &names);
        }
    });
}

/// What is ready.
pub fn use_ready() -> Ready {
    expect_context()
}

fn groups_of(parts: Memo<Vec<Chunk>>) -> Memo<String> {
    Memo::new(move |_| {
        let mut groups: Vec<&str> = Vec::new();
        parts.with(|parts| groups.extend(parts.iter().flat_map(|it| it.groups())));
        groups.sort_unstable();
        groups.dedup();
        groups.join(" ")
    })
}

impl Ready {
    /// Those of them that are not here whole; none when the service worker has not said yet.
    pub fn missing(self, parts: &[Chunk]) -> Option<Vec<Chunk>> {
        self.kept.with(|kept| {
            let kept = kept.as_ref()?;
            let here = |chunk: Chunk| {
                let mut groups = chunk.groups().iter();
                groups.all(|group| kept.iter().any(|it| it == group))
            };
            Some(parts.iter().copied().filter(|it| !here(*it)).collect())
        })
    }

    /// Fetches what is missing now.
    pub fn fetch(self) {
        self.fetching.set(true);
        self.turn.update_value(|turn| *turn += 1);
        let turn = self.turn.get_value();
        browser::emit_with("klisida:parts-now", &groups_of(self.parts).get_untracked());
        // A service worker that was ended meanwhile never answers: the button must not stay busy for that.
        leptos::task::spawn_local(async move {
            TimeoutFuture::new(PATIENCE_MS).await;
            if self.fetching.try_get_untracked() == Some(true)
                && self.turn.try_get_value() == Some(turn)
            {
                self.fetching.try_set(false);
                announce("Belum ada kabar dari unduhan. Coba lagi.");
            }
        });
    }

    fn look(self) {
        let Some(root) = browser::document().document_element() else {
            return;
        };
        self.saving.set(root.has_attribute("data-saving"));
        let Some(kept) = root.get_attribute("data-kept") else {
            return;
        };
        self.kept
            .set(Some(kept.split(' ').map(str::to_owned).collect()));
        if self.fetching.get_untracked() {
            self.fetching.set(false);
            announce("Unduhan selesai diperiksa.");
        }
    }
}
