//! What is typed in a form lies on this device at once, comes back with the page, and is counted as not sent until its person
//! has sent it. Nobody sends it by itself: the outbox names the form and leads to it.
//!
//! A form needs a type for what is typed and one call of [`keep`].

use std::rc::Rc;

use klisida_domain::{ids::PersonId, json, outbox::Waiting, time::Instant};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    outbox::{self, use_outbox},
    sender::{Halt, Item, ItemId, Later, Sender},
};
use crate::{
    clock,
    session::{Session, use_session},
    store::{Room, Store, use_store},
};

/// What lies among the drafts and is no form.
const OTHERS: [&str; 6] = [
    "sheet/",
    "part/",
    "letter/",
    "file/",
    "record-new/",
    "unreadable-",
];

/// A form, as people know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormName {
    /// Its name with what it is about: "Catatan: Kios Maritim".
    pub title: String,
    /// Its page.
    pub page: String,
}

impl FormName {
    /// "Catatan: Kios Maritim", and where it is filled in.
    pub fn new(what: &str, about: &str, page: String) -> Self {
        let title = if about.is_empty() {
            what.to_owned()
        } else {
            [what, ": ", about].concat()
        };
        Self { title, page }
    }
}

/// What is stored of a form. Earlier releases stored what was typed alone.
#[derive(Serialize, Deserialize)]
struct Record<T> {
    form: FormName,
    since: Instant,
    typed: T,
}

/// The same, without what was typed.
#[derive(Deserialize)]
struct Head {
    form: FormName,
    since: Instant,
}

/// A form with something typed in it.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    place: String,
    form: FormName,
    since: Instant,
    bytes: usize,
    kept: bool,
}

/// The forms of the person signed in. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Forms {
    list: RwSignal<Vec<Entry>>,
    store: Store,
    session: Session,
}

/// The forms of this device.
pub fn use_forms() -> Forms {
    outbox::started(start)
}

fn start() -> Forms {
    let forms = Forms {
        list: RwSignal::new(Vec::new()),
        store: use_store(),
        session: use_session(),
    };
    use_outbox().join(Rc::new(forms));
    forms
}

impl Sender for Forms {
    fn list(&self) -> Vec<Item> {
        self.list.with(|list| {
            list.iter()
                .map(|it| Item {
                    what: ItemId::Form(it.place.clone()),
                    title: it.form.title.clone(),
                    page: Some(it.form.page.clone()).filter(|page| !page.is_empty()),
                    since: it.since,
                    words: "Belum dikirim. Buka formulirnya, lalu kirim.".to_owned(),
                    refusal: None,
                    texts: Vec::new(),
                    bytes: it.bytes,
                    kept: it.kept,
                })
                .collect()
        })
    }

    fn waiting(&self, _asked: bool) -> Vec<Waiting> {
        Vec::new()
    }

    fn keeps(&self, item: &ItemId) -> bool {
        matches!(item, ItemId::Form(_))
    }

    fn send<'a>(&'a self, _item: &'a ItemId) -> Later<'a, Result<(), Halt>> {
        Box::pin(async { Ok(()) })
    }

    fn recall(&self) -> Later<'_, ()> {
        let forms = *self;
        Box::pin(async move { forms.look_at_store().await })
    }

    fn forget(&self) {
        self.list.set(Vec::new());
    }

    fn retry(&self, _item: &ItemId) {}

    fn discard(&self, item: &ItemId) {
        if let ItemId::Form(place) = item {
            self.clear(place);
        }
    }

    fn keep(&self) {}

    fn settled(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Forms {
    fn person(self) -> Option<PersonId> {
        self.session.person_untracked().map(|actor| actor.person)
    }

    async fn look_at_store(self) {
        let person = self.person();
        let Ok(found) = self.store.list(Room::Drafts, "").await else {
            return;
        };
        if self.person() != person {
            return;
        }
        let mut stored: Vec<Entry> = found
            .iter()
            .filter(|(place, _)| OTHERS.iter().all(|other| !place.starts_with(other)))
            .map(|(place, text)| {
                let head = json::read::<Head>(text).unwrap_or_else(|_| Head {
                    form: FormName {
                        title: "Isian formulir".to_owned(),
                        page: String::new(),
                    },
                    since: Instant::default(),
                });
                Entry {
                    place: place.clone(),
                    form: head.form,
                    since: head.since,
                    bytes: text.len(),
                    kept: true,
                }
            })
            .collect();
        self.list.update(|list| {
            // What the device did not take lives in this tab alone.
            stored.retain(|it| {
                list.iter()
                    .all(|known| known.kept || known.place != it.place)
            });
            stored.extend(list.iter().filter(|it| !it.kept).cloned());
            *list = stored;
        });
    }

    /// What was typed in a form, kept by this release or an earlier one.
    pub async fn read<T: DeserializeOwned>(self, place: &str) -> Option<T> {
        let text = self.store.get(Room::Drafts, place).await.ok()??;
        match json::read::<Record<T>>(&text) {
            Ok(record) => Some(record.typed),
            Err(_) => json::read(&text).ok(),
        }
    }

    /// Something was typed: kept at once. True when it survives the tab; when it does not, the store says so at the head of
    /// every page.
    pub async fn write<T: Serialize>(self, place: &str, form: FormName, typed: &T) -> bool {
        let since = clock::now();
        let record = Record {
            form: form.clone(),
            since,
            typed,
        };
        match json::write(&record) {
            Ok(text) => self.put(place, form, since, text).await,
            Err(_) => false,
        }
    }

    async fn put(self, place: &str, form: FormName, since: Instant, text: String) -> bool {
        let entry = Entry {
            place: place.to_owned(),
            form,
            since,
            bytes: text.len(),
            kept: false,
        };
        self.list.try_update(|list| {
            list.retain(|it| it.place != place);
            list.push(entry);
        });
        let kept = self.store.put(Room::Drafts, place, &text).await.is_ok();
        self.list.try_update(|list| {
            let mut list = list.iter_mut();
            if let Some(it) = list.find(|it| it.place == place) {
                it.kept = kept;
            }
        });
        kept
    }

    /// It was sent, or nothing is left to keep.
    pub fn clear(self, place: &str) {
        self.list
            .try_update(|list| list.retain(|it| it.place != place));
        let place = place.to_owned();
        spawn_local(async move {
            let _ = self.store.remove(Room::Drafts, &place).await;
        });
    }
}

/// Keeps what is typed in a form under a place that no other form has. What lies there is given to `fill`; from then on each
/// change of `now` is kept, or let go when it `is_idle`.
pub fn keep<T>(
    place: String,
    form: impl Fn() -> FormName + 'static,
    now: impl Fn() -> T + 'static,
    fill: impl Fn(T) + 'static,
    is_idle: impl Fn(&T) -> bool + 'static,
) where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let forms = use_forms();
    let ready = RwSignal::new(false);
    let there = place.clone();
    spawn_local(async move {
        if let Some(typed) = forms.read::<T>(&there).await {
            fill(typed);
        }
        ready.try_set(true);
    });
    Effect::new(move |before: Option<Option<T>>| {
        let now = ready.get().then(&now);
        if let (Some(Some(before)), Some(now)) = (&before, &now)
            && before != now
        {
            if is_idle(now) {
                forms.clear(&place);
            } else {
                let (place, form, now) = (place.clone(), untrack(&form), now.clone());
                spawn_local(async move {
                    forms.write(&place, form, &now).await;
                });
            }
        }
        now
    });
}
