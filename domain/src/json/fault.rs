//! What was wrong with a JSON text.

use core::fmt;

use serde::de::{Expected, Unexpected};

/// Why a text could not be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(Box<Told>);

#[derive(Debug, PartialEq, Eq)]
struct Told {
    kind: Kind,
    /// What the type that was read says of it; none when the text is no JSON.
    message: Option<String>,
    at: usize,
}

/// What kind of fault it is. Names in it are as they stand in the text or the type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The text is no JSON.
    Syntax,
    /// A key that the type does not know.
    UnknownField(String),
    /// A key that is not there.
    MissingField(String),
    /// A key that is there twice.
    DuplicateField(String),
    /// A value outside a closed list.
    UnknownValue,
    /// A value of another type or form than was asked for.
    Value,
}

impl Fault {
    /// The text is no JSON.
    pub fn syntax() -> Self {
        Self::new(Kind::Syntax, None)
    }

    /// The text is JSON, and not what was asked for.
    pub fn data(message: &str) -> Self {
        Self::new(Kind::Value, Some(message.to_owned()))
    }

    fn new(kind: Kind, message: Option<String>) -> Self {
        Self(Box::new(Told {
            kind,
            message,
            at: 0,
        }))
    }

    fn quoting(kind: Kind, what: &str, name: &str) -> Self {
        let mut message = String::with_capacity(what.len() + name.len() + 3);
        for part in [what, " `", name, "`"] {
            message.push_str(part);
        }
        Self::new(kind, Some(message))
    }

    pub(super) fn unknown(name: &str) -> Self {
        Self::quoting(Kind::UnknownField(name.to_owned()), "unknown field", name)
    }

    pub(super) fn missing(name: &str) -> Self {
        Self::quoting(Kind::MissingField(name.to_owned()), "missing field", name)
    }

    pub(super) fn duplicate(name: &str) -> Self {
        Self::quoting(
            Kind::DuplicateField(name.to_owned()),
            "duplicate field",
            name,
        )
    }

    /// What kind of fault it is.
    pub const fn kind(&self) -> &Kind {
        &self.0.kind
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

/// The words are for logs and tests; answers are made from [`Kind`] alone.
impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Kind::Value, Some(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::data(&format!("invalid type, expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::data(&format!("invalid value, expected {expected}"))
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::data("invalid length")
    }

    fn unknown_variant(variant: &str, _: &'static [&'static str]) -> Self {
        Self::quoting(Kind::UnknownValue, "unknown variant", variant)
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::unknown(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::missing(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::duplicate(field)
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
