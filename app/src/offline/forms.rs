//! What is typed in a form lies on this device at once, comes back with the page, and is counted as not sent until its person
//! has sent it. Nobody sends it by itself: the outbox names the form and leads to it.
//!
//! A form needs a type for what is typed and one call of [`keep`].

use std::{collections::HashMap, rc::Rc};

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

/// Where the heads of forms lie. What is typed lies under the form's own place, as in earlier releases; what those left without
/// a head is not counted before it is changed.
const HEADS: &str = "form-name/";

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

/// What is stored beside what was typed: which form it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    form: FormName,
    since: Instant,
}

/// Where the head of a form lies.
fn head_of(place: &str) -> String {
    [HEADS, place].concat()
}

/// A form with something typed in it.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    place: String,
    form: FormName,
    since: Instant,
    bytes: usize,
    /// What the device did not take yet.
    loose: Option<String>,
}

/// The forms of the person signed in. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Forms {
    list: RwSignal<Vec<Entry>>,
    /// How often each place was written or let go, and whether it was let go last.
    changes: StoredValue<HashMap<String, (u32, bool)>>,
    /// Places of forms that were opened, and by whom: a number outlives their pages.
    places: StoredValue<Vec<(Option<PersonId>, String)>>,
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
        changes: StoredValue::new(HashMap::new()),
        places: StoredValue::new(Vec::new()),
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
                    may_pass: true,
                    texts: Vec::new(),
                    bytes: it.bytes,
                    kept: it.loose.is_none(),
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

    fn keep(&self) {
        let loose: Vec<_> = self.list.with_untracked(|list| {
            let loose = list.iter().filter_map(|it| {
                let text = it.loose.clone()?;
                Some((it.place.clone(), it.form.clone(), it.since, text))
            });
            loose.collect()
        });
        for (place, form, since, text) in loose {
            let forms = *self;
            spawn_local(async move {
                forms.put(&place, form, since, text).await;
            });
        }
    }

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
        let before = self.changes.get_value();
        let heads = self.store.list(Room::Drafts, HEADS).await;
        let (Ok(heads), true) = (heads, self.person() == person) else {
            return;
        };
        let mut stored: Vec<Entry> = Vec::new();
        for (key, text) in heads {
            let place = key.strip_prefix(HEADS).unwrap_or_default().to_owned();
            let head = json::read::<Head>(&text);
            let typed = self.store.get(Room::Drafts, &place).await;
            if let (Ok(head), Ok(Some(typed))) = (head, typed) {
                stored.push(Entry {
                    place,
                    form: head.form,
                    since: head.since,
                    bytes: typed.len(),
                    loose: None,
                });
            }
        }
        if self.person() != person {
            return;
        }
        // What was written or let go while the store was read is known better here, as is what the device did not take.
        let changed = |place: &str| {
            self.changes
                .with_value(|now| now.get(place).copied() != before.get(place).copied())
        };
        self.list.update(|list| {
            let own = |it: &Entry| it.loose.is_some() || changed(&it.place);
            stored.retain(|it| {
                !changed(&it.place)
                    && !list
                        .iter()
                        .any(|known| own(known) && known.place == it.place)
            });
            stored.extend(list.iter().filter(|it| own(it)).cloned());
            *list = stored;
        });
    }

    /// What was typed in a form, kept by this release or an earlier one.
    pub async fn read<T: DeserializeOwned>(self, place: &str) -> Option<T> {
        self.store.draft(place).await
    }

    /// Something was typed: kept at once. True when it survives the tab; when it does not, the store says so at the head of
    /// every page.
    pub async fn write<T: Serialize>(self, place: &str, form: FormName, typed: &T) -> bool {
        match json::write(typed) {
            Ok(text) => self.put(place, form, clock::now(), text).await,
            Err(_) => false,
        }
    }

    /// The place changes; answers how often it has by now.
    fn changes(self, place: &str, gone: bool) -> u32 {
        let count = self.changes.try_update_value(|changes| {
            let it = changes.entry(place.to_owned()).or_default();
            *it = (it.0.wrapping_add(1), gone);
            it.0
        });
        count.unwrap_or_default()
    }

    async fn put(self, place: &str, form: FormName, since: Instant, text: String) -> bool {
        let count = self.changes(place, false);
        let head = Head {
            form: form.clone(),
            since,
        };
        let entry = Entry {
            place: place.to_owned(),
            form,
            since,
            bytes: text.len(),
            loose: Some(text.clone()),
        };
        self.list.try_update(|list| {
            list.retain(|it| it.place != place);
            list.push(entry);
        });
        let kept = self.store.put(Room::Drafts, place, &text).await.is_ok()
            && self.store.set_draft(&head_of(place), &head).await.is_ok();
        let now = self.changes.try_with_value(|it| it.get(place).copied());
        match now.flatten() {
            // Let go while it was being sealed.
            Some((_, true)) => self.remove(place).await,
            Some((now, false)) if now == count && kept => {
                self.list.try_update(|list| {
                    let mut list = list.iter_mut();
                    if let Some(it) = list.find(|it| it.place == place) {
                        it.loose = None;
                    }
                });
            }
            _ => {}
        }
        kept
    }

    async fn remove(self, place: &str) {
        let _ = self.store.remove(Room::Drafts, place).await;
        let _ = self.store.remove(Room::Drafts, &head_of(place)).await;
    }

    /// A number for a place.
    pub fn know(self, place: &str) -> usize {
        let person = self.person();
        let number = self.places.try_update_value(|places| {
            let known = places.iter().position(|it| it.0 == person && it.1 == place);
            known.unwrap_or_else(|| {
                places.push((person, place.to_owned()));
                places.len() - 1
            })
        });
        number.unwrap_or(usize::MAX)
    }

    /// As [`Forms::clear`], for a place that was given a number. An answer may come when somebody else is signed in by now:
    /// what they typed stays.
    pub fn clear_known(self, place: usize) {
        let known = self.places.try_with_value(|it| it.get(place).cloned());
        if let Some((person, place)) = known.flatten()
            && person == self.person()
        {
            self.clear(&place);
        }
    }

    /// It was sent, or nothing is left to keep.
    pub fn clear(self, place: &str) {
        self.list
            .try_update(|list| list.retain(|it| it.place != place));
        self.changes(place, true);
        let place = place.to_owned();
        spawn_local(async move { self.remove(&place).await });
    }
}

/// Keeps what is typed in a form under a place that no other form has. What lies there is given to `fill`; from then on each
/// change of `now` is kept, or let go when it `is_idle`.
pub fn keep<T>(
    place: String,
    form: impl Fn() -> FormName + 'static,
    now: impl Fn() -> T + 'static,
    fill: impl Fn(T) + 'static,
    is_idle: impl Fn(&T) -> bool + Clone + 'static,
) where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let forms = use_forms();
    let now = Rc::new(now);
    let ready = RwSignal::new(false);
    let (start, there) = (untrack(|| now()), place.clone());
    {
        let (now, is_idle) = (Rc::clone(&now), is_idle.clone());
        spawn_local(async move {
            let typed = forms.read::<T>(&there).await;
            // The page was left meanwhile.
            if ready.try_get_untracked().is_none() {
                return;
            }
            // Typed in this moment counts more than typed earlier; what a form set by itself is not typed.
            let untouched = || {
                let now = now();
                now == start || is_idle(&now)
            };
            if let Some(typed) = typed
                && untrack(untouched)
            {
                fill(typed);
                if untrack(|| is_idle(&now())) {
                    forms.clear(&there);
                }
            }
            ready.try_set(true);
        });
    }
    let now = StoredValue::new_local(now);
    Effect::new(move |before: Option<Option<T>>| {
        let now = ready.get().then(|| now.with_value(|now| now()));
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
