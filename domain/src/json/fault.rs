//! What was wrong with a JSON text.

use core::fmt;

use serde::de::{Expected, Unexpected};

/// Why a text could not be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(Box<Told>);

#[derive(Debug, PartialEq, Eq)]
struct Told {
    /// What the type that was read says of it; none when the text is no JSON.
    message: Option<String>,
    at: usize,
}

impl Fault {
    /// The text is no JSON.
    pub fn syntax() -> Self {
        Self::new(None)
    }

    /// The text is JSON, and not what was asked for.
    pub fn data(message: &str) -> Self {
        Self::new(Some(message.to_owned()))
    }

    fn new(message: Option<String>) -> Self {
        Self(Box::new(Told { message, at: 0 }))
    }

    pub(super) fn quoting(what: &str, name: &str) -> Self {
        let mut message = String::with_capacity(what.len() + name.len() + 3);
        for part in [what, " `", name, "`"] {
            message.push_str(part);
        }
        Self::new(Some(message))
    }

    /// The same at a byte of the text.
    pub fn at(mut self, at: usize) -> Self {
        self.0.at = at;
        self
    }

    /// How many bytes had been read.
    pub const fn place(&self) -> usize {
        self.0.at
    }

    /// What the type says of it; none when the text is no JSON.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().unwrap_or("no JSON"))
    }
}

impl std::error::Error for Fault {}

/// The words are those that [`crate::problem::Problem::of_json`] tells apart; a value is never among them, but
/// what was expected is: a type may name the code of its refusal there.
impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Some(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Some(format!("invalid type, expected {expected}")))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Some(format!("invalid value, expected {expected}")))
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::data("invalid length")
    }

    fn unknown_variant(variant: &str, _: &'static [&'static str]) -> Self {
        Self::quoting("unknown variant", variant)
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::quoting("unknown field", field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::quoting("missing field", field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::quoting("duplicate field", field)
    }
}

/// A value that JSON has no spelling for: a fraction, bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not to be written as JSON")
    }
}

impl std::error::Error for Unwritable {}

impl serde::ser::Error for Unwritable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
