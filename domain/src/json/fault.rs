//! What was wrong with a JSON text.

use core::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};
use serde_path_to_error::Path;

/// Why a text could not be read. Answers are made from [`Kind`] and the path alone, never from words.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(Box<(Kind, String)>);

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
    fn new(kind: Kind) -> Self {
        Self(Box::new((kind, String::new())))
    }

    /// The text is no JSON.
    pub fn syntax() -> Self {
        Self::new(Kind::Syntax)
    }

    /// The text is JSON, and not what was asked for.
    pub fn data() -> Self {
        Self::new(Kind::Value)
    }

    pub(super) fn at(mut self, path: &Path) -> Self {
        if path.iter().len() > 0 {
            self.0.1 = path.to_string();
        }
        self
    }

    /// What kind of fault it is.
    pub const fn kind(&self) -> &Kind {
        &self.0.0
    }

    /// The path of the value that was being read: `sheet.marks.solusi`, `entries[2].id`; empty for the whole.
    pub fn path(&self) -> &str {
        &self.0.1
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Syntax => f.write_str("no JSON"),
            Kind::UnknownField(name) => write!(f, "unknown field `{name}`"),
            Kind::MissingField(name) => write!(f, "missing field `{name}`"),
            Kind::DuplicateField(name) => write!(f, "duplicate field `{name}`"),
            Kind::UnknownValue => f.write_str("unknown value"),
            Kind::Value => f.write_str("invalid value"),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: Display>(_: T) -> Self {
        Self::data()
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::data()
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::data()
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::data()
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(Kind::UnknownValue)
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::new(Kind::UnknownField(field.to_owned()))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Kind::MissingField(field.to_owned()))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(Kind::DuplicateField(field.to_owned()))
    }
}
