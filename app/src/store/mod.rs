//! What is kept on this device: drafts, the last answers, who was signed in. Per person, because office PCs are shared.
//!
//! Values are JSON text. Behind it stands a [`Shelf`]: `IndexedDB`, or memory when the browser refuses to keep
//! anything (private windows); then the app says so, and goes on.

mod indexed;
mod memory;

use std::{future::Future, pin::Pin, rc::Rc};

use js_sys::ArrayBuffer;
use klisida_domain::{ids::PersonId, json, time::Instant};
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::clock;

/// A room of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// Work that the server has not confirmed. Never thrown away by the app itself.
    Drafts,
    /// Last answers, to show something without signal. May be thrown away.
    Cache,
    /// Who is signed in, to open the app without signal.
    Profile,
    /// Bytes of files that the server has not confirmed; what they are stands among the drafts.
    Files,
}

impl Room {
    /// Name of the object store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Cache => "cache",
            Self::Profile => "profile",
            Self::Files => "files",
        }
    }
}

/// The device did not keep or find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// No room left.
    Full,
    /// The browser refused.
    Refused,
}

impl StoreFault {
    /// What to say to a person.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Full => {
                "Penyimpanan di perangkat ini penuh. Kosongkan ruang, lalu lanjutkan; isian yang belum terkirim tetap terbuka di layar ini."
            }
            Self::Refused => {
                "Peramban ini tidak mengizinkan penyimpanan. Anda tetap bisa bekerja, tetapi jangan tutup halaman sebelum semua terkirim."
            }
        }
    }
}

/// A future of this one thread.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreFault>> + 'a>>;

/// Something that keeps text under keys.
pub trait Shelf {
    /// The text under a key.
    fn get<'a>(&'a self, room: Room, key: &'a str) -> Later<'a, Option<String>>;
    /// Keeps a text; it survives the tab when this returns.
    fn put<'a>(&'a self, room: Room, key: &'a str, value: &'a str) -> Later<'a, ()>;
    /// Forgets a key; it need not exist.
    fn remove<'a>(&'a self, room: Room, key: &'a str) -> Later<'a, ()>;
    /// All keys that begin with `prefix`, in order, with their texts.
    fn list<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, Vec<(String, String)>>;
    /// The bytes under a key of [`Room::Files`].
    fn get_file<'a>(&'a self, key: &'a str) -> Later<'a, Option<ArrayBuffer>>;
    /// Keeps bytes under a key of [`Room::Files`]; they survive the tab when this returns.
    fn put_file<'a>(&'a self, key: &'a str, bytes: &'a ArrayBuffer) -> Later<'a, ()>;
    /// Keys of [`Room::Files`] that begin with `prefix`.
    fn files<'a>(&'a self, prefix: &'a str) -> Later<'a, Vec<String>>;
}

/// A kept answer with the time it is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept<T> {
    /// When the server said it.
    pub at: Instant,
    /// What it said.
    pub data: T,
}

/// The store, for whoever is signed in. A handle: copy it into closures and futures.
#[derive(Clone, Copy)]
pub struct Store {
    shelf: StoredValue<Option<Rc<dyn Shelf>>, LocalStorage>,
    person: RwSignal<Option<PersonId>>,
    trouble: RwSignal<Option<StoreFault>>,
}

/// Makes the store and provides it.
pub fn provide() -> Store {
    let store = Store {
        shelf: StoredValue::new_local(None),
        person: RwSignal::new(None),
        trouble: RwSignal::new(None),
    };
    provide_context(store);
    store
}

/// The store of this app.
pub fn use_store() -> Store {
    expect_context()
}

impl Store {
    /// Opens the device's store; falls back to memory, and says so through [`Store::trouble`].
    pub async fn open(self) {
        let place: Rc<dyn Shelf> = match indexed::Indexed::open().await {
            Ok(place) => Rc::new(place),
            Err(fault) => {
                self.trouble.set(Some(fault));
                Rc::new(memory::Memory::default())
            }
        };
        self.shelf.set_value(Some(place));
    }

    /// Whose things are meant from now on.
    pub fn belongs_to(self, person: Option<PersonId>) {
        self.person.set(person);
    }

    /// What is wrong with the device's storage; nothing when it works.
    pub fn trouble(self) -> Signal<Option<StoreFault>> {
        self.trouble.into()
    }

    fn shelf(self) -> Result<Rc<dyn Shelf>, StoreFault> {
        self.shelf
            .try_get_value()
            .flatten()
            .ok_or(StoreFault::Refused)
    }

    fn own(self, key: &str) -> Result<String, StoreFault> {
        let person = self
            .person
            .try_get_untracked()
            .flatten()
            .ok_or(StoreFault::Refused)?;
        Ok([&person.to_string(), "/", key].concat())
    }

    fn noted<T>(self, result: Result<T, StoreFault>) -> Result<T, StoreFault> {
        if let Err(fault) = &result {
            self.trouble.try_set(Some(*fault));
        }
        result
    }

    /// The same for what was to be kept: when it was, there is room again.
    fn noted_kept<T>(self, result: Result<T, StoreFault>) -> Result<T, StoreFault> {
        if result.is_ok() && self.trouble.try_get_untracked() == Some(Some(StoreFault::Full)) {
            self.trouble.try_set(None);
        }
        self.noted(result)
    }

    /// Text of the signed-in person.
    pub async fn get(self, room: Room, key: &str) -> Result<Option<String>, StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        self.noted(place.get(room, &key).await)
    }

    /// Keeps text for the signed-in person. When this returns Ok it survives the tab.
    pub async fn put(self, room: Room, key: &str, value: &str) -> Result<(), StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        self.noted_kept(place.put(room, &key, value).await)
    }

    /// Forgets text of the signed-in person.
    pub async fn remove(self, room: Room, key: &str) -> Result<(), StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        self.noted(place.remove(room, &key).await)
    }

    /// Everything of the signed-in person whose key begins with `prefix`; keys come without the person.
    pub async fn list(self, room: Room, prefix: &str) -> Result<Vec<(String, String)>, StoreFault> {
        let (place, own) = (self.shelf()?, self.own("")?);
        let found = self.noted(place.list(room, &[&own, prefix].concat()).await)?;
        Ok(found
            .into_iter()
            .map(|(key, value)| (key.get(own.len()..).unwrap_or_default().to_owned(), value))
            .collect())
    }

    /// Bytes of a file of the signed-in person.
    pub async fn file(self, key: &str) -> Result<Option<ArrayBuffer>, StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        self.noted(place.get_file(&key).await)
    }

    /// Keeps bytes for the signed-in person. When this returns Ok they survive the tab.
    pub async fn put_file(self, key: &str, bytes: &ArrayBuffer) -> Result<(), StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        self.noted_kept(place.put_file(&key, bytes).await)
    }

    /// Keys of all files of the signed-in person.
    pub async fn files(self) -> Result<Vec<String>, StoreFault> {
        let (place, own) = (self.shelf()?, self.own("")?);
        let found = self.noted(place.files(&own).await)?;
        Ok(found
            .into_iter()
            .map(|key| key.get(own.len()..).unwrap_or_default().to_owned())
            .collect())
    }

    /// A draft as a value.
    pub async fn draft<T: DeserializeOwned>(self, key: &str) -> Option<T> {
        let text = self.get(Room::Drafts, key).await.ok()??;
        json::read(&text).ok()
    }

    /// Keeps a draft.
    pub async fn set_draft<T: Serialize>(self, key: &str, draft: &T) -> Result<(), StoreFault> {
        let text = json::write(draft).map_err(|_| StoreFault::Refused)?;
        self.put(Room::Drafts, key, &text).await
    }

    /// The last answer kept under `key`.
    pub async fn kept<T: DeserializeOwned>(self, key: &str) -> Option<Kept<T>> {
        let text = self.get(Room::Cache, key).await.ok()??;
        json::read(&text).ok()
    }

    /// Keeps an answer; failing to is no loss.
    pub async fn keep<T: Serialize>(self, key: &str, data: &T) {
        let kept = Kept {
            at: clock::now(),
            data,
        };
        if let Ok(text) = json::write(&kept) {
            let _ = self.put(Room::Cache, key, &text).await;
        }
    }

    /// Forgets everything of the signed-in person on this device, drafts included.
    pub async fn clear_person(self) {
        for room in [Room::Drafts, Room::Cache] {
            for (key, _) in self.list(room, "").await.unwrap_or_default() {
                let _ = self.remove(room, &key).await;
            }
        }
        for key in self.files().await.unwrap_or_default() {
            let _ = self.remove(Room::Files, &key).await;
        }
    }

    /// Text that belongs to the device, not to a person (the profile).
    pub async fn device_get(self, key: &str) -> Option<String> {
        self.shelf().ok()?.get(Room::Profile, key).await.ok()?
    }

    /// Keeps or forgets text of the device.
    pub async fn device_set(self, key: &str, value: Option<&str>) {
        let Ok(place) = self.shelf() else { return };
        let _ = match value {
            Some(value) => place.put(Room::Profile, key, value).await,
            None => place.remove(Room::Profile, key).await,
        };
    }
}
