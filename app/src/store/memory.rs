//! The store that forgets when the tab closes: for private windows, and for tests.

use std::{cell::RefCell, collections::BTreeMap, future};

use js_sys::ArrayBuffer;
use web_sys::CryptoKey;

use super::{Later, Room, Shelf};

/// Text and bytes in memory.
#[derive(Debug, Default)]
pub struct Memory(
    RefCell<BTreeMap<(Room, String), String>>,
    RefCell<BTreeMap<String, ArrayBuffer>>,
);

impl Shelf for Memory {
    fn get<'a>(&'a self, room: Room, key: &'a str) -> Later<'a, Option<String>> {
        let found = self.0.borrow().get(&(room, key.to_owned())).cloned();
        Box::pin(future::ready(Ok(found)))
    }

    fn put<'a>(&'a self, room: Room, key: &'a str, value: &'a str) -> Later<'a, ()> {
        self.0
            .borrow_mut()
            .insert((room, key.to_owned()), value.to_owned());
        Box::pin(future::ready(Ok(())))
    }

    fn remove<'a>(&'a self, room: Room, key: &'a str) -> Later<'a, ()> {
        self.0.borrow_mut().remove(&(room, key.to_owned()));
        if room == Room::Files {
            self.1.borrow_mut().remove(key);
        }
        Box::pin(future::ready(Ok(())))
    }

    fn list<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, Vec<(String, String)>> {
        let found = self
            .0
            .borrow()
            .range((room, prefix.to_owned())..)
            .take_while(|((at, key), _)| *at == room && key.starts_with(prefix))
            .map(|((_, key), value)| (key.clone(), value.clone()))
            .collect();
        Box::pin(future::ready(Ok(found)))
    }

    fn get_file<'a>(&'a self, key: &'a str) -> Later<'a, Option<ArrayBuffer>> {
        let found = self.1.borrow().get(key).cloned();
        Box::pin(future::ready(Ok(found)))
    }

    fn put_file<'a>(&'a self, key: &'a str, bytes: &'a ArrayBuffer) -> Later<'a, ()> {
        self.1.borrow_mut().insert(key.to_owned(), bytes.clone());
        Box::pin(future::ready(Ok(())))
    }

    fn files<'a>(&'a self, prefix: &'a str) -> Later<'a, Vec<String>> {
        let all = self.1.borrow();
        let keys = all.keys().filter(|key| key.starts_with(prefix));
        Box::pin(future::ready(Ok(keys.cloned().collect())))
    }

    fn lasts(&self) -> bool {
        false
    }

    fn get_key<'a>(&'a self, _: &'a str) -> Later<'a, Option<CryptoKey>> {
        Box::pin(future::ready(Ok(None)))
    }

    fn put_key<'a>(&'a self, _: &'a str, _: &'a CryptoKey) -> Later<'a, ()> {
        Box::pin(future::ready(Ok(())))
    }

    fn settle<'a>(&'a self, room: Room, key: &'a str, value: &'a str) -> Later<'a, String> {
        let text = self
            .0
            .borrow_mut()
            .entry((room, key.to_owned()))
            .or_insert_with(|| value.to_owned())
            .clone();
        Box::pin(future::ready(Ok(text)))
    }

    fn swap<'a>(
        &'a self,
        room: Room,
        key: &'a str,
        seen: Option<&'a str>,
        value: &'a str,
    ) -> Later<'a, bool> {
        let place = (room, key.to_owned());
        let mut all = self.0.borrow_mut();
        let same = all.get(&place).map(String::as_str) == seen;
        if same {
            all.insert(place, value.to_owned());
        }
        Box::pin(future::ready(Ok(same)))
    }

    fn put_with_file<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
        bytes: &'a ArrayBuffer,
        old: Option<&'a str>,
    ) -> Later<'a, ()> {
        if let Some(old) = old {
            let old_place = (Room::Drafts, old.to_owned());
            self.0.borrow_mut().remove(&old_place);
            self.1.borrow_mut().remove(old);
        }
        let place = (Room::Drafts, key.to_owned());
        self.0.borrow_mut().insert(place, value.to_owned());
        self.1.borrow_mut().insert(key.to_owned(), bytes.clone());
        Box::pin(future::ready(Ok(())))
    }

    fn clear<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, ()> {
        self.keep(room, |key| !key.starts_with(prefix));
        Box::pin(future::ready(Ok(())))
    }

    fn clear_others<'a>(&'a self, room: Room, prefix: &'a str) -> Later<'a, ()> {
        self.keep(room, |key| key.starts_with(prefix));
        Box::pin(future::ready(Ok(())))
    }
}

impl Memory {
    fn keep(&self, room: Room, keep: impl Fn(&str) -> bool) {
        self.0
            .borrow_mut()
            .retain(|(at, key), _| *at != room || keep(key));
        if room == Room::Files {
            self.1.borrow_mut().retain(|key, _| keep(key));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        task::{Context, Poll, Waker},
    };

    use super::*;

    fn done<T>(mut later: Later<'_, T>) -> T {
        match Future::poll(later.as_mut(), &mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(value)) => value,
            _ => panic!("memory is always ready"),
        }
    }

    #[test]
    fn lists_only_its_room_and_prefix_in_order() {
        let shelf = Memory::default();
        for (room, key) in [
            (Room::Drafts, "b/2"),
            (Room::Drafts, "a/2"),
            (Room::Drafts, "a/1"),
            (Room::Cache, "a/3"),
        ] {
            done(shelf.put(room, key, key));
        }
        let keys: Vec<_> = done(shelf.list(Room::Drafts, "a/"))
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        assert_eq!(keys, ["a/1", "a/2"]);
    }

    #[test]
    fn what_was_put_is_there_until_it_is_removed() {
        let shelf = Memory::default();
        done(shelf.put(Room::Drafts, "a", "1"));
        done(shelf.put(Room::Drafts, "a", "2"));
        assert_eq!(done(shelf.get(Room::Drafts, "a")).as_deref(), Some("2"));
        done(shelf.remove(Room::Drafts, "a"));
        done(shelf.remove(Room::Drafts, "a"));
        assert_eq!(done(shelf.get(Room::Drafts, "a")), None);
    }

    #[test]
    fn one_persons_things_go_without_anothers() {
        let shelf = Memory::default();
        for key in ["a/1", "a/2", "b/1"] {
            done(shelf.put(Room::Cache, key, key));
        }
        done(shelf.clear(Room::Cache, "a/"));
        assert_eq!(done(shelf.list(Room::Cache, "")).len(), 1);
        done(shelf.clear_others(Room::Cache, "a/"));
        assert_eq!(done(shelf.list(Room::Cache, "")), []);
    }

    #[test]
    fn a_text_is_replaced_only_where_the_one_that_was_seen_still_lies() {
        let shelf = Memory::default();
        assert!(done(shelf.swap(Room::Drafts, "a", None, "1")));
        assert!(!done(shelf.swap(Room::Drafts, "a", None, "2")));
        assert!(!done(shelf.swap(Room::Drafts, "a", Some("2"), "3")));
        assert_eq!(done(shelf.get(Room::Drafts, "a")).as_deref(), Some("1"));
        assert!(done(shelf.swap(Room::Drafts, "a", Some("1"), "4")));
        assert_eq!(done(shelf.get(Room::Drafts, "a")).as_deref(), Some("4"));
    }

    #[test]
    fn what_is_settled_first_stays() {
        let shelf = Memory::default();
        assert_eq!(done(shelf.settle(Room::Profile, "device", "1")), "1");
        assert_eq!(done(shelf.settle(Room::Profile, "device", "2")), "1");
    }
}
