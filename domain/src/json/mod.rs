//! JSON, read and written for serde by one small reader and one small writer (docs/decisions/0012-small-worker.md).
//!
//! Everything that does not depend on a type is compiled once, for all bodies, columns, answers and drafts. A struct is
//! read from an object only; its fields are found first and then read in the order of the type, which takes a type the
//! least code. That order is why `#[serde(alias)]` does not work here. Fractions are refused wherever they stand: nothing
//! in KLISIDA is one.

mod fault;
mod read;
mod scan;
mod texts;
mod write;

use serde::{Serialize, de::DeserializeOwned};

pub use fault::{Fault, Kind, Unwritable};

/// Reads a whole text that KLISIDA wrote itself; keys that the type does not know are read over.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    of(scan::Reader::new(text, false))
}

/// The type whose texts are read letter for letter, by its name for serde: [`crate::wire::Verbatim`].
const VERBATIM: &str = "Verbatim";

/// Reads a whole text that somebody sent: no key may stand in it that the types do not know, and its texts are cleaned
/// ([`crate::text::clean`]), except in [`crate::wire::Verbatim`]. The fault knows where it happened.
pub fn read_strict<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    of(scan::Reader::new(text, true))
}

fn of<T: DeserializeOwned>(mut reader: scan::Reader<'_>) -> Result<T, Fault> {
    reader.whole()?;
    T::deserialize(&mut reader).map_err(|fault| reader.place(fault))
}

/// A list that KLISIDA or its database wrote, read one by one: what the caller's loop does not do is compiled once.
pub struct List<'de> {
    reader: scan::Reader<'de>,
    first: bool,
}

impl<'de> List<'de> {
    /// Begins before the first.
    pub fn of(text: &'de str) -> Result<Self, Fault> {
        let mut reader = scan::Reader::new(text, false);
        reader.open(b'[')?;
        Ok(Self {
            reader,
            first: true,
        })
    }

    /// Whether another one follows.
    pub fn more(&mut self) -> Result<bool, Fault> {
        self.reader.more(&mut self.first, b']')
    }

    /// Reads it.
    pub fn item<T: DeserializeOwned>(&mut self) -> Result<T, Fault> {
        T::deserialize(&mut self.reader).map_err(|fault| self.reader.place(fault))
    }

    /// Reads over it.
    pub fn pass(&mut self) -> Result<(), Fault> {
        self.reader.skip()
    }
}

/// An object without one of its keys, the others in order of their names: for digests.
pub fn without(text: &str, key: &str) -> Result<String, Fault> {
    scan::Reader::new(text, true).without(key)
}

/// The texts that stand in a JSON value, in order, ids and names of choices left out: what a person typed.
pub fn texts(text: &str) -> Vec<String> {
    read::<texts::Texts>(text)
        .map(|it| it.0)
        .unwrap_or_default()
}

/// A value as the server reads it when it is sent: texts cleaned. The value itself when it cannot be written and read.
pub fn cleaned<T: Serialize + DeserializeOwned>(value: T) -> T {
    write(&value)
        .ok()
        .and_then(|text| read_strict(&text).ok())
        .unwrap_or(value)
}

/// Writes a value, without spaces.
pub fn write<T: Serialize + ?Sized>(value: &T) -> Result<String, Unwritable> {
    let mut writer = write::Writer::new();
    value.serialize(&mut writer)?;
    Ok(writer.text())
}

#[cfg(test)]
mod tests;
