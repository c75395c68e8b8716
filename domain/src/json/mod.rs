//! JSON of bodies, columns, answers and drafts: `serde_json` reads and writes the text, and [`Value`] is what KLISIDA asks
//! beyond that (docs/decisions/0036-kept-libraries.md).

mod fault;
mod value;

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use serde_path_to_error::{Deserializer, Track};

pub use fault::{Fault, Kind};
pub use serde_json::Error as Unwritable;
pub use value::Value;

/// Reads a whole text that KLISIDA wrote itself; keys that the type does not know are read over.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    parse(text)?.read()
}

/// Reads a whole text that somebody sent: no key may stand in it that the types do not know, and its texts are cleaned
/// ([`crate::text::clean`]), except in [`crate::wire::Verbatim`]. The fault knows where it happened.
pub fn read_strict<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    let sent = parse(text)?.sent();
    let mut track = Track::new();
    T::deserialize(Deserializer::new(sent, &mut track)).map_err(|fault| fault.at(&track.path()))
}

/// Reads a whole text, whatever it says.
fn parse(text: &str) -> Result<Value<'_>, Fault> {
    serde_json::from_str(text).map_err(|_| Fault::syntax())
}

/// The values of a list that KLISIDA or its database wrote.
pub fn list(text: &str) -> Result<Vec<Value<'_>>, Fault> {
    match parse(text)? {
        Value::List(list) => Ok(list),
        _ => Err(Fault::data()),
    }
}

/// An object without one of its keys, the others in order of their names: for digests.
pub fn without(text: &str, key: &str) -> Result<String, Fault> {
    let fields: Result<BTreeMap<String, &RawValue>, _> = serde_json::from_str(text);
    let mut fields = fields.map_err(|_| Fault::syntax())?;
    fields.remove(key);
    write(&fields).map_err(|_| Fault::data())
}

/// The texts that stand in a JSON value, in order, ids and names of choices left out: what a person typed.
pub fn texts(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    if let Ok(value) = parse(text) {
        value.texts(&mut all);
    }
    all
}

/// A value as the server reads it when it is sent: texts cleaned. The value itself when it cannot be written and read.
pub fn cleaned<T: Serialize + DeserializeOwned>(value: T) -> T {
    write(&value)
        .ok()
        .and_then(|text| T::deserialize(parse(&text).ok()?.sent()).ok())
        .unwrap_or(value)
}

/// Writes a value, without spaces.
pub fn write<T: Serialize + ?Sized>(value: &T) -> Result<String, Unwritable> {
    serde_json::to_string(value)
}

#[cfg(test)]
mod tests;
