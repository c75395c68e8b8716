//! What is typed in a form is on this device at once, and comes back with the page, until it was sent.

use leptos::{prelude::*, task::spawn_local};

use super::announce;
use crate::store::{Room, Store, use_store};

/// Where they are kept.
const PREFIX: &str = "form/";

/// The fields of a form that are kept. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Keep {
    inner: StoredValue<Inner>,
    /// What was typed earlier came back.
    back: RwSignal<bool>,
}

struct Inner {
    key: String,
    fields: Vec<RwSignal<String>>,
    /// What the form began with: nothing worth keeping.
    start: Vec<String>,
    store: Store,
}

/// Keeps these fields under a name that no other form has; what was kept earlier is put in.
pub fn keep(name: &str, fields: Vec<RwSignal<String>>) -> Keep {
    let values = {
        let fields = fields.clone();
        move || -> Vec<String> { fields.iter().map(RwSignal::get).collect() }
    };
    let keep = Keep {
        inner: StoredValue::new(Inner {
            key: [PREFIX, name].concat(),
            start: untrack(&values),
            fields,
            store: use_store(),
        }),
        back: RwSignal::new(false),
    };
    let ready = RwSignal::new(false);
    let (store, key) = keep.place();
    spawn_local(async move {
        if let Some(kept) = store.draft::<Vec<String>>(&key).await {
            keep.fill(&kept);
        }
        ready.try_set(true);
    });
    Effect::new(move |before: Option<Option<Vec<String>>>| {
        let now = ready.get().then(&values);
        if let (Some(Some(before)), Some(now)) = (&before, &now)
            && before != now
        {
            keep.write(now.clone());
        }
        now
    });
    keep
}

impl Keep {
    fn place(self) -> (Store, String) {
        self.inner.with_value(|it| (it.store, it.key.clone()))
    }

    fn fill(self, kept: &[String]) {
        let back = self.inner.try_with_value(|it| {
            let fits = kept.len() == it.fields.len() && kept != it.start;
            if fits {
                for (field, text) in it.fields.iter().zip(kept) {
                    field.try_set(text.clone());
                }
            }
            fits
        });
        if back == Some(true) {
            self.back.try_set(true);
        }
    }

    fn write(self, values: Vec<String>) {
        let (store, key) = self.place();
        let idle = self.inner.with_value(|it| it.start == values);
        spawn_local(async move {
            // When the device keeps nothing, the store says so at the head of every page.
            let _ = if idle {
                store.remove(Room::Drafts, &key).await
            } else {
                store.set_draft(&key, &values).await
            };
        });
    }

    /// It was sent: what stands in the fields now is nothing to keep.
    pub fn done(self) {
        self.inner.try_update_value(|it| {
            it.start = it.fields.iter().map(RwSignal::get_untracked).collect();
        });
        self.back.try_set(false);
        let (store, key) = self.place();
        spawn_local(async move {
            let _ = store.remove(Room::Drafts, &key).await;
        });
    }

    fn throw_away(self) {
        self.inner.with_value(|it| {
            for (field, text) in it.fields.iter().zip(&it.start) {
                field.set(text.clone());
            }
        });
        self.back.set(false);
        announce("Isian lama dibuang.");
    }

    /// Says that something came back.
    pub fn notice(self) -> AnyView {
        (move || {
            self.back.get().then(|| {
                view! {
                    <div class="notice" role="status">
                        <p>"Isian Anda yang belum dikirim dikembalikan dari perangkat ini."</p>
                        <button type="button" class="btn plain small" on:click=move |_| self.throw_away()>"Buang isian lama"</button>
                    </div>
                }
            })
        })
        .into_any()
    }
}
