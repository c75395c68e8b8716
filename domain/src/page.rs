//! Pages of lists: where a page ends and the next one begins.
//!
//! A page is asked for by the place where the one before ended (its last row's sort key and id), never by a number of rows to
//! leave out: reading page 100 costs what page 1 costs, and what is added meanwhile moves nothing.

use core::{fmt, str::FromStr};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::problem::{Code, Problem};

/// The parameter of an address that carries a [`Cursor`].
pub const AFTER: &str = "sesudah";
/// The longest cursor that is looked at, in characters.
pub const MAX_CURSOR: usize = 1_600;

/// A list inside a record that grows with the years: the record carries its newest rows, the others come page by page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename_all = "snake_case")
)]
pub enum Inner {
    /// Settled comments.
    Remarks,
    /// Entries of the log.
    Log,
    /// Reviews.
    Reviews,
    /// Versions of the validated plan.
    Plans,
    /// Activities that the record's side attended.
    Attended,
}

impl Inner {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Remarks,
        Self::Log,
        Self::Reviews,
        Self::Plans,
        Self::Attended,
    ];

    /// Stable name in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Remarks => "remarks",
            Self::Log => "log",
            Self::Reviews => "reviews",
            Self::Plans => "plans",
            Self::Attended => "attended",
        }
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Inner {
    type Err = crate::ids::BadId;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|it| it.code() == code)
            .ok_or(crate::ids::BadId)
    }
}

/// What a list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A number: an instant in milliseconds, a serial number.
    Number(i64),
    /// A text, compared as the database compares it.
    Text(String),
}

/// Where a page of a list ended. Opaque to whoever carries it: it is made by the server and given back to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Sort key of the last row.
    pub key: Key,
    /// Id of the last row, for rows with the same key.
    pub id: String,
}

impl Cursor {
    /// After a row ordered by a number.
    pub fn number(key: i64, id: impl fmt::Display) -> Self {
        Self {
            key: Key::Number(key),
            id: id.to_string(),
        }
    }

    /// After a row ordered by a text.
    pub fn text(key: impl Into<String>, id: impl fmt::Display) -> Self {
        Self {
            key: Key::Text(key.into()),
            id: id.to_string(),
        }
    }
}

/// The text is not a cursor of this product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct NoCursor;

impl From<NoCursor> for Problem {
    /// A bad cursor is a fault of its parameter.
    fn from(_: NoCursor) -> Self {
        Self::field(Code::CursorInvalid, AFTER)
    }
}

/// Sign between the key and the id; it occurs in no id.
const BETWEEN: char = '\u{1f}';

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = match &self.key {
            Key::Number(key) => format!("n{key}{BETWEEN}{}", self.id),
            Key::Text(key) => format!("t{key}{BETWEEN}{}", self.id),
        };
        f.write_str(&HEXLOWER.encode(plain.as_bytes()))
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        if text.len() > MAX_CURSOR {
            return Err(NoCursor);
        }
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NoCursor)?;
        let plain = String::from_utf8(bytes).map_err(|_| NoCursor)?;
        let (key, id) = plain.rsplit_once(BETWEEN).ok_or(NoCursor)?;
        let plain_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if id.is_empty() || id.len() > 80 || !id.chars().all(plain_id) {
            return Err(NoCursor);
        }
        let key = if let Some(number) = key.strip_prefix('n') {
            Key::Number(number.parse().map_err(|_| NoCursor)?)
        } else if let Some(text) = key.strip_prefix('t') {
            if text.chars().any(char::is_control) {
                return Err(NoCursor);
            }
            Key::Text(text.to_owned())
        } else {
            return Err(NoCursor);
        };
        let cursor = Self {
            key,
            id: id.to_owned(),
        };
        // One place has one spelling.
        if cursor.to_string() == text {
            Ok(cursor)
        } else {
            Err(NoCursor)
        }
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Cursor {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cursor".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^([0-9a-f]{2})+$",
            "description": "Where a page ended; opaque, goes back as parameter `sesudah`.",
        })
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Page<T> {
    /// The rows of this page, in the order of the list.
    pub items: Vec<T>,
    /// Where the next page begins; none when this is the last one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// A page of at most `size` rows out of `rows`, of which one more than `size` was asked for: that one says that there is
    /// a next page and is not shown.
    pub fn of<R>(
        rows: Vec<R>,
        size: usize,
        cursor: impl Fn(&R) -> Cursor,
        item: impl FnMut(R) -> T,
    ) -> Self {
        let next = match (rows.len() > size, size.checked_sub(1)) {
            (true, Some(last)) => rows.get(last).map(cursor),
            _ => None,
        };
        Self {
            items: rows.into_iter().take(size).map(item).collect(),
            next,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bad_cursor_is_a_fault_of_its_parameter() {
        for text in [
            "",
            "x",
            "0",
            "zz",
            "AB",
            "ff",
            "6e311f",
            "6e311f2e",
            "6e2b311f61",
            "781f61",
            "7401 1f61",
            "74011f61",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(NoCursor), "{text}");
        }
        let problem = Problem::from(NoCursor);
        assert_eq!(problem.code, Code::CursorInvalid);
        assert_eq!(problem.field.as_deref(), Some(AFTER));
    }

    #[test]
    fn a_page_is_followed_when_there_is_one_row_more() {
        let page = |count: i64| Page::of((0..count).collect(), 2, |n| Cursor::number(*n, n), |n| n);
        assert_eq!((page(2).items, page(2).next), (vec![0, 1], None));
        assert_eq!(page(3).next, Some(Cursor::number(1, 1)));
        assert_eq!(page(0).next, None);
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_went(text in "[^\\p{Cc}]{0,200}", number: i64, id in "[a-z0-9-]{1,40}") {
            for cursor in [Cursor::text(text.as_str(), &id), Cursor::number(number, &id)] {
                let carried = cursor.to_string();
                prop_assert_eq!(carried.parse::<Cursor>(), Ok(cursor));
            }
        }

        #[test]
        fn no_text_breaks_it(text in ".{0,300}") {
            let _ = text.parse::<Cursor>();
        }
    }
}
