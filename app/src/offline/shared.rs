//! A draft and its stored record, which all tabs of this device share.

use klisida_domain::{
    draft::{Draft, Text},
    json,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::store::{Room, Store};

/// What is stored of a draft.
#[derive(Serialize, Deserialize)]
pub struct Record<D> {
    /// Name of what it is about.
    pub title: String,
    /// The draft.
    pub draft: D,
}

/// The stored record; one that cannot be read (another version of the app wrote it) is put aside, not thrown away.
pub async fn stored<T: Text>(store: Store, place: &str) -> Option<Record<Draft<T>>> {
    let text = store.get(Room::Drafts, place).await.ok()??;
    let record = json::read(&text).ok();
    if record.is_none() {
        put_aside(store, place, &text).await;
    }
    record
}

async fn put_aside(store: Store, place: &str, text: &str) -> bool {
    let aside = ["unreadable-", place].concat();
    store.put(Room::Drafts, &aside, text).await.is_ok()
}

/// What became of a draft that was to be stored.
#[derive(Clone, Copy)]
pub struct Kept {
    /// All of it is on the device.
    pub all: bool,
    /// The record there says something new.
    pub written: bool,
}

/// One change from what was read to what was written.
struct Step<T: Text> {
    before: Draft<T>,
    stored: Option<Draft<T>>,
    joined: Draft<T>,
}

/// Stores a draft, joined with what another tab stored meanwhile, as one step. `last` is what this tab stored or read
/// last.
pub async fn keep<T>(
    store: Store,
    place: &str,
    title: &str,
    tab: u32,
    draft: &ArcRwSignal<Draft<T>>,
    last: &ArcStoredValue<Option<Draft<T>>>,
) -> Kept
where
    T: Text<State: Send + Sync> + Send + Sync + 'static,
{
    let nothing = Kept {
        all: false,
        written: false,
    };
    let seen = last.get_value();
    let mut aside = None;
    // An unreadable record is put aside before anything is written over it.
    for _ in 0..2 {
        let mut unreadable = None;
        let mut step = None;
        let mut written = false;
        let done = store
            .update(Room::Drafts, place, |text| {
                let read = text.map(json::read::<Record<Draft<T>>>);
                if let (Some(Err(_)), Some(text)) = (&read, text)
                    && aside.as_deref() != Some(text)
                {
                    unreadable = Some(text.to_owned());
                    return None;
                }
                let stored = read.and_then(Result::ok).map(|it| it.draft);
                let before = draft.get_untracked();
                let mut joined = before.clone();
                joined.join(stored.as_ref(), seen.as_ref(), tab);
                if let Some(found) = stored.as_ref().filter(|it| joined.says(it)) {
                    // All of it lies there already.
                    joined = found.clone();
                    step = Some(Step {
                        before,
                        stored,
                        joined,
                    });
                    return None;
                }
                let text = json::write(&Record {
                    title: title.to_owned(),
                    draft: &joined,
                });
                written = text.is_ok();
                step = Some(Step {
                    before,
                    stored,
                    joined,
                });
                text.ok()
            })
            .await;
        if let Some(text) = unreadable {
            if !put_aside(store, place, &text).await {
                return nothing;
            }
            aside = Some(text);
            continue;
        }
        let (Ok(()), Some(step)) = (done, step) else {
            return nothing;
        };
        return Kept {
            all: take_over(draft, last, step, seen.as_ref()),
            written,
        };
    }
    nothing
}

/// The draft goes on from what is stored now; pages hear of it when another tab changed something.
fn take_over<T: Text<State: Send + Sync> + Send + Sync + 'static>(
    draft: &ArcRwSignal<Draft<T>>,
    last: &ArcStoredValue<Option<Draft<T>>>,
    step: Step<T>,
    seen: Option<&Draft<T>>,
) -> bool {
    let mut now = draft.get_untracked();
    now.was_stored(&step.before, &step.joined, step.stored.as_ref(), seen);
    let same = draft.with_untracked(|it| it.says(&now));
    let all = now == step.joined;
    if same {
        draft.update_untracked(|it| *it = now);
    } else {
        draft.set(now);
    }
    last.set_value(Some(step.joined));
    all
}
