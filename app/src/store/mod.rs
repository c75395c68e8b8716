//! What is kept on this device: drafts, the last answers, who was signed in. Per person, because office PCs are shared.
//!
//! Values are JSON text, sealed ([`seal`]) wherever they outlive the tab. Behind it stands a [`Shelf`]: `IndexedDB`, or memory when the browser refuses to keep
//! anything (private windows); then the app says so, and goes on.

mod indexed;
mod memory;
mod seal;

use std::{future::Future, pin::Pin, rc::Rc};

use js_sys::ArrayBuffer;
use klisida_domain::{
    ids::{DeviceId, DeviceKeyId, PersonId, SessionId},
    json,
    time::Instant,
    wire::DeviceKeys,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use web_sys::CryptoKey;

use crate::{clock, ids};
use seal::{Seal, Vault};

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
    /// It lies there under a key that is not here.
    Locked,
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
            Self::Locked => {
                "Sebagian isian di perangkat ini terkunci dan tidak dapat dibuka. Isian itu tidak dihapus."
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
    /// What is put here outlives the tab.
    fn lasts(&self) -> bool;
    /// A key that the browser holds, in [`Room::Profile`].
    fn get_key<'a>(&'a self, key: &'a str) -> Later<'a, Option<CryptoKey>>;
    /// Keeps a key that the browser holds, in [`Room::Profile`].
    fn put_key<'a>(&'a self, key: &'a str, value: &'a CryptoKey) -> Later<'a, ()>;
    /// The text under a key; this one, from now on, when there is none.
    fn settle<'a>(&'a self, room: Room, key: &'a str, value: &'a str) -> Later<'a, String>;
    /// Keeps a text where still `seen` lies (nothing, when none), looked at and written in one transaction. False when
    /// something else lies there by now: then nothing is written.
    fn swap<'a>(
        &'a self,
        room: Room,
        key: &'a str,
        seen: Option<&'a str>,
        value: &'a str,
    ) -> Later<'a, bool>;
    /// Keeps bytes in [`Room::Files`] together with the text in [`Room::Drafts`] that says what they are: both or
    /// neither, under one key. What lies under `old` makes way in the same transaction.
    fn put_with_file<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
        bytes: &'a ArrayBuffer,
        old: Option<&'a str>,
    ) -> Later<'a, ()>;
    /// Forgets all keys that begin with `prefix`.
    fn clear<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, ()>;
    /// Forgets all keys that do not begin with `prefix`.
    fn clear_others<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, ()>;
}

/// The names of the keys that the browser holds for the session that lives here.
#[derive(Debug, Serialize, Deserialize)]
struct Ring {
    person: PersonId,
    session: SessionId,
    current: DeviceKeyId,
    earlier: Vec<DeviceKeyId>,
    idle: i64,
}

/// Where [`Ring`] lies.
const RING: &str = "ring";
/// Where its keys lie.
const KEYS: &str = "key/";
/// How often a change is tried when other tabs write the same text in between.
const MOST_TURNS: u32 = 20;
/// Where the device's name lies.
const DEVICE: &str = "device";

fn key_place(id: DeviceKeyId) -> String {
    [KEYS, &id.to_string()].concat()
}

/// What a sealed value is bound to.
fn bound(room: Room, key: &str) -> String {
    [room.name(), "/", key].concat()
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
    place: StoredValue<Place, LocalStorage>,
    person: RwSignal<Option<PersonId>>,
    trouble: RwSignal<Option<StoreFault>>,
}

/// Where things lie and how they open, behind one handle.
#[derive(Default)]
struct Place {
    shelf: Option<Rc<dyn Shelf>>,
    /// The keys of the person signed in.
    vault: Option<Rc<Vault>>,
}

/// Makes the store and provides it.
pub fn provide() -> Store {
    let store = Store {
        place: StoredValue::new_local(Place::default()),
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
        self.place.update_value(|it| it.shelf = Some(place));
    }

    /// Nothing outlives the tab: the browser refuses to keep, or cannot seal what it keeps.
    fn forgets(self) {
        self.trouble.set(Some(StoreFault::Refused));
        let memory: Rc<dyn Shelf> = Rc::new(memory::Memory::default());
        self.place.update_value(|it| it.shelf = Some(memory));
    }

    /// Whose things are meant from now on, and the keys to them.
    fn belongs_to(self, person: Option<PersonId>, vault: Option<Vault>) {
        self.place.update_value(|it| it.vault = vault.map(Rc::new));
        self.person.set(person);
    }

    /// What is put here outlives the tab, so it needs keys.
    pub fn lasts(self) -> bool {
        self.shelf().is_ok_and(|place| place.lasts())
    }

    /// Opens for a person without keys: nothing outlives the tab.
    pub fn open_without_keys(self, person: PersonId) {
        self.belongs_to(Some(person), None);
    }

    /// The device's name: random, made once, no secret.
    pub async fn device(self) -> DeviceId {
        let fresh = DeviceId(ids::new());
        let Ok(place) = self.shelf() else {
            return fresh;
        };
        let text = place
            .settle(Room::Profile, DEVICE, &fresh.to_string())
            .await;
        text.ok().and_then(|it| it.parse().ok()).unwrap_or(fresh)
    }

    async fn ring(self) -> Option<Ring> {
        json::read(&self.device_get(RING).await?).ok()
    }

    /// Opens for a person whose keys this browser holds since the session began; answers with the session's idle limit
    /// in milliseconds. None when it does not hold them.
    pub async fn open_with_held_keys(self, person: PersonId, session: SessionId) -> Option<i64> {
        let ring = self.ring().await?;
        if (ring.person, ring.session) != (person, session) {
            return None;
        }
        let place = self.shelf().ok()?;
        let mut seals = Vec::new();
        for id in core::iter::once(ring.current).chain(ring.earlier) {
            let key = place.get_key(&key_place(id)).await.ok()??;
            seals.push(Seal { id, key });
        }
        let current = seals.remove(0);
        let vault = Vault {
            current,
            earlier: seals,
        };
        self.belongs_to(Some(person), Some(vault));
        Some(ring.idle)
    }

    /// Opens for a person with the keys that the server gave. What lies here under an earlier key, or in clear since an
    /// earlier version of the app, is sealed anew; what cannot be opened is put aside, never thrown away. Answers with
    /// the earlier keys that nothing needs any more.
    pub async fn open_with_keys(
        self,
        person: PersonId,
        session: SessionId,
        keys: &DeviceKeys,
    ) -> Vec<DeviceKeyId> {
        let Some(vault) = imported(keys).await else {
            self.forgets();
            self.belongs_to(Some(person), None);
            return Vec::new();
        };
        let Ok(place) = self.shelf() else {
            return Vec::new();
        };
        let own = [&person.to_string(), "/"].concat();
        // Whoever was here before: their answers and their keys. Their unsent work stays as it is, sealed.
        let _ = place.clear_others(Room::Cache, &own).await;
        let _ = place.clear(Room::Profile, KEYS).await;
        let all = reseal(&*place, &vault, &own).await;
        let spare = if all {
            // The one before the current one stays: another tab may still write under it.
            keys.earlier.iter().skip(1).map(|it| it.id).collect()
        } else {
            Vec::new()
        };
        let mut held = true;
        for seal in core::iter::once(&vault.current).chain(&vault.earlier) {
            held &= place.put_key(&key_place(seal.id), &seal.key).await.is_ok();
        }
        let ring = Ring {
            person,
            session,
            current: vault.current.id,
            earlier: vault.earlier.iter().map(|it| it.id).collect(),
            idle: keys.idle,
        };
        let ring = json::write(&ring).ok().filter(|_| held);
        self.device_set(RING, ring.as_deref()).await;
        self.belongs_to(Some(person), Some(vault));
        spare
    }

    /// The browser lets the keys of a session go: what lies here stays closed until its person signs in again. An open
    /// tab of that person goes on with those it has.
    pub async fn drop_keys(self, session: SessionId) {
        let Some(ring) = self.ring().await else {
            return;
        };
        // Somebody may have signed in meanwhile, in another tab.
        if ring.session == session {
            self.drop_all_keys().await;
        }
    }

    async fn drop_all_keys(self) {
        let Ok(place) = self.shelf() else { return };
        let _ = place.clear(Room::Profile, KEYS).await;
        self.device_set(RING, None).await;
    }

    /// Nobody is signed in: no key and no answer of anybody stays. Unsent work stays, sealed.
    pub async fn nobody(self) {
        let Ok(place) = self.shelf() else { return };
        self.belongs_to(None, None);
        self.drop_all_keys().await;
        let _ = place.clear(Room::Cache, "").await;
    }

    /// Answers kept for the person signed in go: there is room again.
    pub async fn clear_cache(self) {
        if let (Ok(place), Ok(own)) = (self.shelf(), self.own("")) {
            let _ = place.clear(Room::Cache, &own).await;
        }
    }

    /// The person leaves this device: keys and answers go, and of the drafts all, or those under `settled`. Twice with a
    /// moment between, for what another tab was just writing.
    pub async fn leave(self, drafts: bool, settled: &[String]) {
        let (Ok(place), Ok(own)) = (self.shelf(), self.own("")) else {
            return self.nobody().await;
        };
        // From here on nothing more is written for this person in this tab.
        self.belongs_to(None, None);
        for turn in 0..2 {
            if turn > 0 {
                gloo_timers::future::TimeoutFuture::new(150).await;
            }
            let _ = place.clear(Room::Cache, "").await;
            if drafts {
                let _ = place.clear(Room::Drafts, &own).await;
                let _ = place.clear(Room::Files, &own).await;
            }
            for key in settled {
                let _ = place
                    .remove(Room::Drafts, &[&own, key.as_str()].concat())
                    .await;
            }
            self.drop_all_keys().await;
        }
    }

    /// What is wrong with the device's storage; nothing when it works.
    pub fn trouble(self) -> Signal<Option<StoreFault>> {
        self.trouble.into()
    }

    fn shelf(self) -> Result<Rc<dyn Shelf>, StoreFault> {
        self.place
            .try_with_value(|it| it.shelf.clone())
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

    /// The keys; none where nothing outlives the tab.
    fn keys(self, place: &dyn Shelf) -> Result<Option<Rc<Vault>>, StoreFault> {
        let vault = self.place.try_with_value(|it| it.vault.clone()).flatten();
        match (place.lasts(), vault) {
            (true, None) => Err(StoreFault::Refused),
            (_, vault) => Ok(vault),
        }
    }

    /// Still the person that a key was worked out for? Sealing takes a moment, and somebody may have left in it.
    fn is_still(self, own: &str) -> Result<(), StoreFault> {
        if self.own("").is_ok_and(|now| own.starts_with(&now)) {
            Ok(())
        } else {
            Err(StoreFault::Refused)
        }
    }

    /// Text of the signed-in person.
    pub async fn get(self, room: Room, key: &str) -> Result<Option<String>, StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        let vault = self.keys(&*place)?;
        let found = self.noted(place.get(room, &key).await)?;
        match (found, vault) {
            (Some(text), Some(vault)) => match vault.open(&bound(room, &key), text).await {
                Some(text) => Ok(Some(text)),
                None if room == Room::Cache => Ok(None),
                None => Err(StoreFault::Locked),
            },
            (found, _) => Ok(found),
        }
    }

    /// Keeps text for the signed-in person, sealed. When this returns Ok it survives the tab.
    pub async fn put(self, room: Room, key: &str, value: &str) -> Result<(), StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        let done = match self.keys(&*place)? {
            None => place.put(room, &key, value).await,
            Some(vault) => match vault.close(&bound(room, &key), value).await {
                None => Err(StoreFault::Refused),
                Some(sealed) => {
                    self.is_still(&key)?;
                    place.put(room, &key, &sealed).await
                }
            },
        };
        self.noted_kept(done)
    }

    /// Changes text of the signed-in person as one step: `change` makes the new text from what lies there (none to leave
    /// it), and is asked again when another tab has written in between. What does not open is put aside first. When this
    /// returns Ok it survives the tab.
    pub async fn update(
        self,
        room: Room,
        key: &str,
        mut change: impl FnMut(Option<&str>) -> Option<String>,
    ) -> Result<(), StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        let done = self.exchange(&*place, room, &key, &mut change).await;
        self.noted_kept(done)
    }

    async fn exchange(
        self,
        place: &dyn Shelf,
        room: Room,
        key: &str,
        change: &mut dyn FnMut(Option<&str>) -> Option<String>,
    ) -> Result<(), StoreFault> {
        for _ in 0..MOST_TURNS {
            let seen = place.get(room, key).await?;
            let vault = self.keys(place)?;
            let plain = match (&seen, &vault) {
                (Some(text), Some(vault)) => {
                    let opened = vault.open(&bound(room, key), text.clone()).await;
                    if opened.is_none() {
                        place.put(room, &aside(&self.own("")?, key), text).await?;
                    }
                    opened
                }
                _ => seen.clone(),
            };
            let Some(value) = change(plain.as_deref()) else {
                return Ok(());
            };
            let value = match &vault {
                None => value,
                Some(vault) => {
                    let sealed = vault.close(&bound(room, key), &value).await;
                    sealed.ok_or(StoreFault::Refused)?
                }
            };
            self.is_still(key)?;
            if place.swap(room, key, seen.as_deref(), &value).await? {
                return Ok(());
            }
        }
        Err(StoreFault::Refused)
    }

    /// Keeps bytes and the draft that says what they are, both sealed; both survive the tab or neither. Those under `old`
    /// make way in the same transaction: the device never holds one file under two names.
    pub async fn put_with_file<T: Serialize>(
        self,
        key: &str,
        draft: &T,
        bytes: &ArrayBuffer,
        old: Option<&str>,
    ) -> Result<(), StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        let old = old.map(|old| self.own(old)).transpose()?;
        let old = old.as_deref();
        let text = json::write(draft).map_err(|_| StoreFault::Refused)?;
        let done = match self.keys(&*place)? {
            None => place.put_with_file(&key, &text, bytes, old).await,
            Some(vault) => {
                let text = vault.close(&bound(Room::Drafts, &key), &text).await;
                let bytes = vault.close_bytes(&bound(Room::Files, &key), bytes).await;
                match (text, bytes) {
                    (Some(text), Some(bytes)) => {
                        self.is_still(&key)?;
                        place.put_with_file(&key, &text, &bytes, old).await
                    }
                    _ => Err(StoreFault::Refused),
                }
            }
        };
        self.noted_kept(done)
    }

    /// Something of the device changes hands between its tabs: true when `seen` still lay there.
    pub async fn device_swap(self, key: &str, seen: Option<&str>, value: &str) -> bool {
        match self.shelf() {
            Ok(place) => place.swap(Room::Profile, key, seen, value).await != Ok(false),
            Err(_) => true,
        }
    }

    /// Forgets text of the signed-in person.
    pub async fn remove(self, room: Room, key: &str) -> Result<(), StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        self.noted(place.remove(room, &key).await)
    }

    /// Everything of the signed-in person whose key begins with `prefix`; keys come without the person. What does not
    /// open is left out.
    pub async fn list(self, room: Room, prefix: &str) -> Result<Vec<(String, String)>, StoreFault> {
        let (place, own) = (self.shelf()?, self.own("")?);
        let vault = self.keys(&*place)?;
        let found = self.noted(place.list(room, &[&own, prefix].concat()).await)?;
        let mut texts = Vec::with_capacity(found.len());
        for (key, text) in found {
            let text = match &vault {
                Some(vault) => vault.open(&bound(room, &key), text).await,
                None => Some(text),
            };
            if let Some(text) = text {
                texts.push((key.get(own.len()..).unwrap_or_default().to_owned(), text));
            }
        }
        Ok(texts)
    }

    /// Bytes of a file of the signed-in person.
    pub async fn file(self, key: &str) -> Result<Option<ArrayBuffer>, StoreFault> {
        let (place, key) = (self.shelf()?, self.own(key)?);
        let vault = self.keys(&*place)?;
        let found = self.noted(place.get_file(&key).await)?;
        match (found, vault) {
            (Some(bytes), Some(vault)) => {
                let opened = vault.open_bytes(&bound(Room::Files, &key), bytes).await;
                opened.map(Some).ok_or(StoreFault::Locked)
            }
            (found, _) => Ok(found),
        }
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

async fn imported(keys: &DeviceKeys) -> Option<Vault> {
    let mut seals = Vec::new();
    for it in core::iter::once(&keys.current).chain(&keys.earlier) {
        let key = seal::import(&it.key).await?;
        seals.push(Seal { id: it.id, key });
    }
    let current = seals.remove(0);
    Some(Vault {
        current,
        earlier: seals,
    })
}

/// Where something is put aside that no key opens.
fn aside(own: &str, key: &str) -> String {
    [own, "unreadable-", key.get(own.len()..).unwrap_or_default()].concat()
}

/// Seals everything of a person under the current key. False when something could not be written: it stays as it was,
/// and so must its key.
async fn reseal(place: &dyn Shelf, vault: &Vault, own: &str) -> bool {
    let current = Some(vault.current.id);
    let (Ok(drafts), Ok(files)) = (place.list(Room::Drafts, own).await, place.files(own).await)
    else {
        return false;
    };
    let mut all = true;
    for (key, text) in drafts {
        if seal::key_of(&text) == current {
            continue;
        }
        all &= match vault.open(&bound(Room::Drafts, &key), text.clone()).await {
            Some(plain) => match vault.close(&bound(Room::Drafts, &key), &plain).await {
                Some(sealed) => place.put(Room::Drafts, &key, &sealed).await.is_ok(),
                None => false,
            },
            None if key.starts_with(&aside(own, own)) => true,
            None => {
                place
                    .put(Room::Drafts, &aside(own, &key), &text)
                    .await
                    .is_ok()
                    && place.remove(Room::Drafts, &key).await.is_ok()
            }
        };
    }
    for key in files {
        let Ok(Some(bytes)) = place.get_file(&key).await else {
            continue;
        };
        if seal::key_of_bytes(&bytes) == current {
            continue;
        }
        let at = bound(Room::Files, &key);
        all &= match vault.open_bytes(&at, bytes).await {
            Some(plain) => match vault.close_bytes(&at, &plain).await {
                Some(sealed) => place.put_file(&key, &sealed).await.is_ok(),
                None => false,
            },
            // Its bytes do not open; whoever picks the file again replaces them.
            None => true,
        };
    }
    // Answers are fetched anew.
    for (key, text) in place.list(Room::Cache, own).await.unwrap_or_default() {
        if seal::key_of(&text) != current {
            let _ = place.remove(Room::Cache, &key).await;
        }
    }
    all
}
