//! The store in `IndexedDB`.

use idb::{Database, DatabaseEvent, Factory, KeyRange, ObjectStoreParams, TransactionMode};
use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, DomException};

use super::{Later, Room, Shelf, StoreFault};

/// Name of the database.
const NAME: &str = "klisida";
/// Version of its schema. Each step below makes what is new since the version before; none is ever changed.
const VERSION: u32 = 2;

/// `IndexedDB`.
pub struct Indexed(Database);

fn fault(error: idb::Error) -> StoreFault {
    let name = match &error {
        idb::Error::DomException(exception) => exception.name(),
        idb::Error::UpdateFailed(value) | idb::Error::AddFailed(value) => value
            .dyn_ref::<DomException>()
            .map(DomException::name)
            .unwrap_or_default(),
        _ => String::new(),
    };
    if name == "QuotaExceededError" {
        StoreFault::Full
    } else {
        StoreFault::Refused
    }
}

/// Brings a database of any older version up to [`VERSION`].
fn migrate(database: &Database, from: u32) -> Result<(), idb::Error> {
    if from < 1 {
        for room in [Room::Drafts, Room::Cache, Room::Profile] {
            database.create_object_store(room.name(), ObjectStoreParams::new())?;
        }
    }
    if from < 2 {
        database.create_object_store(Room::Files.name(), ObjectStoreParams::new())?;
    }
    Ok(())
}

impl Indexed {
    /// Opens the database, making or migrating it when needed.
    pub async fn open() -> Result<Self, StoreFault> {
        let mut request = Factory::new()
            .and_then(|factory| factory.open(NAME, Some(VERSION)))
            .map_err(fault)?;
        request.on_upgrade_needed(|event| {
            if let (Ok(database), Ok(from)) = (event.database(), event.old_version())
                && let Err(error) = migrate(&database, from)
            {
                leptos::logging::error!("IndexedDB: {error}");
            }
        });
        request.await.map(Self).map_err(fault)
    }

    async fn read(&self, room: Room, key: &str) -> Result<Option<JsValue>, idb::Error> {
        let transaction = self
            .0
            .transaction(&[room.name()], TransactionMode::ReadOnly)?;
        transaction
            .object_store(room.name())?
            .get(JsValue::from_str(key))?
            .await
    }

    async fn keys(&self, prefix: &str) -> Result<Vec<String>, idb::Error> {
        let transaction = self
            .0
            .transaction(&[Room::Files.name()], TransactionMode::ReadOnly)?;
        let end = [prefix, "\u{ffff}"].concat();
        let range = KeyRange::bound(&prefix.into(), &end.as_str().into(), None, None)?;
        let keys = transaction
            .object_store(Room::Files.name())?
            .get_all_keys(Some(range.into()), None)?
            .await?;
        Ok(keys.into_iter().filter_map(|key| key.as_string()).collect())
    }

    async fn write(
        &self,
        room: Room,
        key: &str,
        value: Option<&JsValue>,
    ) -> Result<(), idb::Error> {
        let transaction = self
            .0
            .transaction(&[room.name()], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(room.name())?;
        let key = JsValue::from_str(key);
        match value {
            Some(value) => {
                store.put(value, Some(&key))?.await?;
            }
            None => store.delete(key)?.await?,
        }
        // Only the end of the transaction means that it is on the disk.
        transaction.commit()?.await?;
        Ok(())
    }

    /// Forgets a range of keys.
    async fn forget(&self, room: Room, ranges: &[KeyRange]) -> Result<(), idb::Error> {
        let transaction = self
            .0
            .transaction(&[room.name()], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(room.name())?;
        for range in ranges {
            store.delete(range.clone())?.await?;
        }
        transaction.commit()?.await?;
        Ok(())
    }

    /// The text under a key, or this one from now on: one transaction, so that two tabs agree.
    async fn settle(&self, room: Room, key: &str, value: &str) -> Result<String, idb::Error> {
        let transaction = self
            .0
            .transaction(&[room.name()], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(room.name())?;
        let key = JsValue::from_str(key);
        let known = store.get(key.clone())?.await?;
        let text = if let Some(text) = known.and_then(|it| it.as_string()) {
            text
        } else {
            store.put(&JsValue::from_str(value), Some(&key))?.await?;
            value.to_owned()
        };
        transaction.commit()?.await?;
        Ok(text)
    }

    /// Writes where still `seen` lies: one transaction, so that of two tabs only one does.
    async fn swap(
        &self,
        room: Room,
        key: &str,
        seen: Option<&str>,
        value: &str,
    ) -> Result<bool, idb::Error> {
        let transaction = self
            .0
            .transaction(&[room.name()], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(room.name())?;
        let key = JsValue::from_str(key);
        let now = store.get(key.clone())?.await?;
        let same = now.and_then(|it| it.as_string()).as_deref() == seen;
        if same {
            store.put(&JsValue::from_str(value), Some(&key))?.await?;
        }
        transaction.commit()?.await?;
        Ok(same)
    }

    /// Writes a draft and the bytes that it describes in one transaction.
    async fn write_with_file(
        &self,
        key: &str,
        value: &str,
        bytes: &ArrayBuffer,
        old: Option<&str>,
    ) -> Result<(), idb::Error> {
        let rooms = [Room::Drafts.name(), Room::Files.name()];
        let transaction = self.0.transaction(&rooms, TransactionMode::ReadWrite)?;
        let (drafts, files) = (
            transaction.object_store(Room::Drafts.name())?,
            transaction.object_store(Room::Files.name())?,
        );
        if let Some(old) = old.map(JsValue::from_str) {
            for store in [&drafts, &files] {
                store.delete(idb::Query::Key(old.clone()))?.await?;
            }
        }
        let key = JsValue::from_str(key);
        let draft = drafts.put(&JsValue::from_str(value), Some(&key))?;
        let file = files.put(bytes.as_ref(), Some(&key))?;
        draft.await?;
        file.await?;
        transaction.commit()?.await?;
        Ok(())
    }

    async fn range(&self, room: Room, prefix: &str) -> Result<Vec<(String, String)>, idb::Error> {
        let transaction = self
            .0
            .transaction(&[room.name()], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(room.name())?;
        let end = [prefix, "\u{ffff}"].concat();
        let range = KeyRange::bound(&prefix.into(), &end.as_str().into(), None, None)?;
        let keys = store.get_all_keys(Some(range.clone().into()), None)?;
        let values = store.get_all(Some(range.into()), None)?;
        let (keys, values) = (keys.await?, values.await?);
        Ok(keys
            .into_iter()
            .zip(values)
            .filter_map(|(key, value)| Some((key.as_string()?, value.as_string()?)))
            .collect())
    }
}

impl Shelf for Indexed {
    fn get<'a>(&'a self, room: Room, key: &'a str) -> Later<'a, Option<String>> {
        Box::pin(async move {
            let found = self.read(room, key).await.map_err(fault)?;
            Ok(found.and_then(|value| value.as_string()))
        })
    }

    fn put<'a>(&'a self, room: Room, key: &'a str, value: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            let value = JsValue::from_str(value);
            self.write(room, key, Some(&value)).await.map_err(fault)
        })
    }

    fn remove<'a>(&'a self, room: Room, key: &'a str) -> Later<'a, ()> {
        Box::pin(async move { self.write(room, key, None).await.map_err(fault) })
    }

    fn list<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, Vec<(String, String)>> {
        Box::pin(async move { self.range(room, prefix).await.map_err(fault) })
    }

    fn get_file<'a>(&'a self, key: &'a str) -> Later<'a, Option<ArrayBuffer>> {
        Box::pin(async move {
            let found = self.read(Room::Files, key).await.map_err(fault)?;
            Ok(found.and_then(|value| value.dyn_into().ok()))
        })
    }

    fn put_file<'a>(&'a self, key: &'a str, bytes: &'a ArrayBuffer) -> Later<'a, ()> {
        Box::pin(async move {
            let done = self.write(Room::Files, key, Some(bytes.as_ref())).await;
            done.map_err(fault)
        })
    }

    fn files<'a>(&'a self, prefix: &'a str) -> Later<'a, Vec<String>> {
        Box::pin(async move { self.keys(prefix).await.map_err(fault) })
    }

    fn lasts(&self) -> bool {
        true
    }

    fn get_key<'a>(&'a self, key: &'a str) -> Later<'a, Option<CryptoKey>> {
        Box::pin(async move {
            let found = self.read(Room::Profile, key).await.map_err(fault)?;
            Ok(found.and_then(|value| value.dyn_into().ok()))
        })
    }

    fn put_key<'a>(&'a self, key: &'a str, value: &'a CryptoKey) -> Later<'a, ()> {
        Box::pin(async move {
            let done = self.write(Room::Profile, key, Some(value.as_ref())).await;
            done.map_err(fault)
        })
    }

    fn settle<'a>(&'a self, room: Room, key: &'a str, value: &'a str) -> Later<'a, String> {
        Box::pin(async move { Self::settle(self, room, key, value).await.map_err(fault) })
    }

    fn swap<'a>(
        &'a self,
        room: Room,
        key: &'a str,
        seen: Option<&'a str>,
        value: &'a str,
    ) -> Later<'a, bool> {
        Box::pin(async move {
            let done = Self::swap(self, room, key, seen, value).await;
            done.map_err(fault)
        })
    }

    fn put_with_file<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
        bytes: &'a ArrayBuffer,
        old: Option<&'a str>,
    ) -> Later<'a, ()> {
        Box::pin(async move {
            let done = self.write_with_file(key, value, bytes, old).await;
            done.map_err(fault)
        })
    }

    fn clear<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            let end = [prefix, "\u{ffff}"].concat();
            let range = KeyRange::bound(&prefix.into(), &end.as_str().into(), None, None);
            let range = range.map_err(fault)?;
            self.forget(room, &[range]).await.map_err(fault)
        })
    }

    fn clear_others<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            let end = [prefix, "\u{ffff}"].concat();
            let below = KeyRange::upper_bound(&prefix.into(), Some(true)).map_err(fault)?;
            let above = KeyRange::lower_bound(&end.as_str().into(), Some(true)).map_err(fault)?;
            self.forget(room, &[below, above]).await.map_err(fault)
        })
    }
}
