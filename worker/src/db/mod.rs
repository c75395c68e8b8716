//! The only place that touches D1, and the SQL that several nouns need. SQL is constant text. What one noun alone needs stands
//! with that noun (`<noun>/rows.rs`).

use core::{
    pin::Pin,
    task::{Context, Poll},
};
use std::cell::Cell;

use js_sys::{Array, Function, JSON, Promise, Reflect};
use klisida_domain::{
    page::{Cursor, Key, NoCursor},
    time::Instant,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use worker::{D1Database, wasm_bindgen_futures::JsFuture};

use crate::{
    failure::Failure,
    json::{self as text, List},
};

/// The roles of the person `p` as a JSON list, in a column `grants`.
macro_rules! grants {
    () => {
        "(SELECT json_group_array(json_object('role', g.role, 'edition', g.edition_id, 'agency', g.agency_code)) FROM grant_ g \
WHERE g.person_id = p.id AND g.removed_at IS NULL) AS grants"
    };
}

/// Whether something that is never deleted names an assignment: a conflict, a decision about one, or a proposal.
macro_rules! on_record {
    ($id:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM conflict x WHERE x.assignment_id = ",
            $id,
            ") OR EXISTS (SELECT 1 FROM conflict_decision x WHERE x.assignment_id = ",
            $id,
            ") OR EXISTS (SELECT 1 FROM proposal x WHERE x.assignment_id = ",
            $id,
            "))"
        )
    };
}

/// Whether a person (`$who`) is on the team of the record `r` and still works for its agency, the body above that or a unit of it;
/// and whether on the team at all (`own`), which is enough to keep somebody from checking it.
macro_rules! on_team {
    ($who:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM record_member tm WHERE tm.innovation_id = r.innovation_id AND tm.person_id = ",
            $who,
            " AND tm.removed_at IS NULL) AND EXISTS (SELECT 1 FROM grant_ tg JOIN agency ta ON ta.code = tg.agency_code WHERE tg.person_id = ",
            $who,
            " AND tg.removed_at IS NULL AND tg.role IN ('innovator', 'agency_coordinator') AND (ta.code = r.agency_code \
OR ta.parent_code = r.agency_code OR ta.code = (SELECT tp.parent_code FROM agency tp WHERE tp.code = r.agency_code))) AS member, EXISTS (SELECT 1 FROM record_member tm WHERE tm.innovation_id = r.innovation_id \
AND tm.person_id = ",
            $who,
            " AND tm.removed_at IS NULL) AS own"
        )
    };
}

/// The entries of attendance lists that count for a record: for its agency or the body above it, with an account or written down by
/// the clinic, and those of its team. `$record` is the innovation.
macro_rules! attended {
    ($record:literal) => {
        concat!(
            "SELECT x.id FROM record r JOIN agency a ON a.code = r.agency_code JOIN attendance x ON x.agency_code IN (a.code, a.parent_code) \
WHERE r.innovation_id = ",
            $record,
            " UNION SELECT x.id FROM record_member m JOIN attendance x ON x.person_id = m.person_id WHERE m.innovation_id = ",
            $record,
            " AND m.removed_at IS NULL"
        )
    };
}

/// Whether somebody acts as head of the agency `a` or of the body above it: with a role that stands and an account that is on.
macro_rules! head_acts {
    () => {
        "EXISTS (SELECT 1 FROM grant_ hg JOIN person hp ON hp.id = hg.person_id AND hp.disabled = 0 \
WHERE hg.agency_code IN (a.code, a.parent_code) AND hg.role = 'agency_head' AND hg.removed_at IS NULL)"
    };
}

pub mod account;
pub mod catalogue;
pub mod conflict;
pub mod edition;
pub mod entry;
pub mod evidence;
pub mod grant;
pub mod invariant;
pub mod invitation;
pub mod judging;
pub mod note;
pub mod panel;
pub mod person;
pub mod proposal;
pub mod publication;
pub mod record;
pub mod remark;
pub mod review;
pub mod session;
pub mod showcase;
pub mod sweep;
pub mod throttle;
pub mod write;

/// The smallest and the largest number that a list can be ordered by: 2^53, as far as D1 counts exactly.
const LAST: i64 = 1 << 53;
const FIRST: i64 = -LAST;

/// A statement with its parameters, bound in order as `?1`, `?2` …
#[derive(Clone, Debug)]
pub struct Sql {
    text: &'static str,
    binds: Vec<Value>,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Null,
    Number(f64),
    Text(String),
}

/// Starts a statement. The text is constant: values are bound, lists travel as one JSON parameter
/// to `json_each`.
pub const fn sql(text: &'static str) -> Sql {
    Sql {
        text,
        binds: Vec::new(),
    }
}

impl Sql {
    fn bind(mut self, value: Value) -> Self {
        self.binds.push(value);
        self
    }

    fn bind_first(mut self, value: Value) -> Self {
        self.binds.insert(0, value);
        self
    }

    /// Binds text.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.bind(Value::Text(text.into()))
    }

    /// Binds text or NULL.
    pub fn text_or_null(self, text: Option<impl Into<String>>) -> Self {
        self.bind(text.map_or(Value::Null, |text| Value::Text(text.into())))
    }

    /// Binds an identifier, or whatever else prints itself.
    pub fn id(self, id: impl core::fmt::Display) -> Self {
        self.text(id.to_string())
    }

    /// Binds an instant or NULL.
    pub fn at_or_null(self, at: Option<Instant>) -> Self {
        match at {
            Some(at) => self.at(at),
            None => self.text_or_null(None::<String>),
        }
    }

    /// Binds an identifier or NULL.
    pub fn id_or_null(self, id: Option<impl core::fmt::Display>) -> Self {
        self.text_or_null(id.map(|id| id.to_string()))
    }

    /// Binds an integer up to 2^53: D1 knows only the numbers of JavaScript.
    #[expect(
        clippy::cast_precision_loss,
        reason = "instants, versions and counts stay far below 2^53"
    )]
    pub fn int(self, number: impl Into<i64>) -> Self {
        self.bind(Value::Number(number.into() as f64))
    }

    /// Binds an integer or NULL.
    pub fn int_or_null(self, number: Option<impl Into<i64>>) -> Self {
        match number {
            Some(number) => self.int(number),
            None => self.bind(Value::Null),
        }
    }

    /// Binds a length or count.
    pub fn size(self, size: usize) -> Self {
        self.int(i64::try_from(size).unwrap_or(i64::MAX))
    }

    /// Binds an instant.
    pub fn at(self, at: Instant) -> Self {
        self.int(at.0)
    }

    /// Binds where the page before ended, for a list that a text orders upwards: the text and the id.
    pub fn after_text(self, after: Option<&Cursor>) -> Result<Self, NoCursor> {
        match after {
            None => Ok(self.text("").text("")),
            Some(Cursor {
                key: Key::Text(key),
                id,
            }) => Ok(self.text(key.as_str()).text(id.as_str())),
            Some(_) => Err(NoCursor),
        }
    }

    /// Binds where the page before ended, for a list that a number orders upwards: the number and the id.
    pub fn after_number(self, after: Option<&Cursor>) -> Result<Self, NoCursor> {
        self.number_or(after, FIRST)
    }

    /// Binds where the page before ended, for a list that a number orders downwards: the number and the id.
    pub fn before_number(self, after: Option<&Cursor>) -> Result<Self, NoCursor> {
        self.number_or(after, LAST)
    }

    fn number_or(self, after: Option<&Cursor>, start: i64) -> Result<Self, NoCursor> {
        match after {
            None => Ok(self.int(start).text("")),
            Some(Cursor {
                key: Key::Number(key),
                id,
            }) if (FIRST..=LAST).contains(key) => Ok(self.int(*key).text(id.as_str())),
            Some(_) => Err(NoCursor),
        }
    }

    /// Binds where the page before ended, for a list in the order of a serial number, newest first: the number.
    pub fn before_serial(self, after: Option<&Cursor>) -> Result<Self, NoCursor> {
        match after {
            None => Ok(self.int(LAST)),
            Some(Cursor {
                key: Key::Number(key),
                ..
            }) if (FIRST..=LAST).contains(key) => Ok(self.int(*key)),
            Some(_) => Err(NoCursor),
        }
    }

    /// Binds 0 or 1.
    pub fn flag(self, flag: bool) -> Self {
        self.int(i64::from(flag))
    }

    /// Binds a value as JSON text.
    pub fn json(self, value: &impl serde::Serialize) -> Result<Self, Failure> {
        let text = text::write(value)?;
        Ok(self.text(text))
    }
}

/// The answers to several statements sent together: the rows of each as a JSON list.
pub struct Rows(Vec<String>);

impl Rows {
    fn list(&self, n: usize) -> Result<List<'_>, Failure> {
        let rows = self
            .0
            .get(n)
            .ok_or_else(|| Failure::broken("no such statement in the batch"))?;
        Ok(List::of(rows)?)
    }

    /// All rows of statement `n`, counted from 0.
    pub fn all<T: DeserializeOwned>(&self, n: usize) -> Result<Vec<T>, Failure> {
        let mut list = self.list(n)?;
        let mut rows = Vec::new();
        while list.more()? {
            rows.push(list.item()?);
        }
        Ok(rows)
    }

    /// The first row of statement `n`, when there is one.
    pub fn first<T: DeserializeOwned>(&self, n: usize) -> Result<Option<T>, Failure> {
        let mut list = self.list(n)?;
        Ok(if list.more()? {
            Some(list.item()?)
        } else {
            None
        })
    }
}

/// The database, counting what a request costs.
pub struct Db {
    d1: D1Database,
    trips: Cell<u32>,
    read: Cell<u64>,
    written: Cell<u64>,
}

/// What a request cost so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Round trips.
    pub trips: u32,
    /// Rows read, as D1 counts them.
    pub read: u64,
    /// Rows written, as D1 counts them.
    pub written: u64,
}

impl Db {
    /// The database of this request.
    pub const fn new(d1: D1Database) -> Self {
        Self {
            d1,
            trips: Cell::new(0),
            read: Cell::new(0),
            written: Cell::new(0),
        }
    }

    /// What this request cost so far.
    pub fn cost(&self) -> Cost {
        Cost {
            trips: self.trips.get(),
            read: self.read.get(),
            written: self.written.get(),
        }
    }

    /// All rows of one statement.
    pub fn all<T: DeserializeOwned>(&self, statement: Sql) -> Reading<'_, Vec<T>> {
        self.reading(statement, |rows| rows.all(0))
    }

    /// The first row of one statement.
    pub fn first<T: DeserializeOwned>(&self, statement: Sql) -> Reading<'_, Option<T>> {
        self.reading(statement, |rows| rows.first(0))
    }

    fn reading<T>(&self, statement: Sql, read: Read<T>) -> Reading<'_, T> {
        Reading {
            rows: self.boxed(vec![statement]),
            read,
        }
    }

    fn boxed(&self, statements: Vec<Sql>) -> Answers<'_> {
        Box::pin(self.batch(statements))
    }

    /// Several statements in one round trip and one transaction: all happen or none.
    pub async fn batch(&self, statements: Vec<Sql>) -> Result<Rows, Failure> {
        self.send(statements)
            .await
            .map_err(|fault| Failure::Broken(format!("D1: {}", fault.0)))
    }

    async fn send(&self, statements: Vec<Sql>) -> Result<Rows, Fault> {
        self.trips.set(self.trips.get() + 1);
        // Through the objects themselves: the rows come over as one text a statement, not value by value.
        let d1: &JsValue = self.d1.as_ref();
        let prepare = method(d1, "prepare")?;
        let prepared = Array::new();
        for statement in statements {
            let bare = prepare.call1(d1, &JsValue::from_str(statement.text))?;
            prepared.push(&if statement.binds.is_empty() {
                bare
            } else {
                let binds = Array::new();
                for value in statement.binds {
                    binds.push(&match value {
                        Value::Null => JsValue::NULL,
                        Value::Number(number) => JsValue::from_f64(number),
                        Value::Text(text) => JsValue::from_str(&text),
                    });
                }
                method(&bare, "bind")?.apply(&bare, &binds)?
            });
        }
        let promise = method(d1, "batch")?.call1(d1, &prepared)?;
        let results = JsFuture::from(Promise::from(promise)).await?;
        let mut rows = Vec::new();
        for result in Array::from(&results).iter() {
            let meta = Reflect::get(&result, &JsValue::from_str("meta"))?;
            for (cell, name) in [(&self.read, "rows_read"), (&self.written, "rows_written")] {
                let count = Reflect::get(&meta, &JsValue::from_str(name))?;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a count of rows"
                )]
                cell.set(cell.get() + count.as_f64().unwrap_or(0.0) as u64);
            }
            let list = Reflect::get(&result, &JsValue::from_str("results"))?;
            rows.push(if Array::is_array(&list) {
                String::from(JSON::stringify(&list)?)
            } else {
                "[]".to_owned()
            });
        }
        Ok(Rows(rows))
    }
}

type Answers<'a> = Pin<Box<dyn Future<Output = Result<Rows, Failure>> + 'a>>;
type Read<T> = fn(&Rows) -> Result<T, Failure>;

/// The rows of one statement, on their way. What waits is the same for every type of row.
pub struct Reading<'a, T> {
    rows: Answers<'a>,
    read: Read<T>,
}

impl<T> Future for Reading<'_, T> {
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.rows
            .as_mut()
            .poll(context)
            .map(|rows| rows.and_then(|rows| (self.read)(&rows)))
    }
}

/// A method of an object of D1's.
fn method(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &JsValue::from_str(name))?.dyn_into()
}

/// What D1 said when it refused. Constraint names, never values.
struct Fault(String);

impl From<JsValue> for Fault {
    fn from(error: JsValue) -> Self {
        Self(match error.dyn_ref::<js_sys::Error>() {
            Some(error) => String::from(error.message()),
            None => error.as_string().unwrap_or_default(),
        })
    }
}

/// Reads the database's 0 and 1 as a truth value: `#[serde(deserialize_with = "flag")]`.
pub fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(i64::deserialize(from)? != 0)
}

/// Reads a JSON column that may be empty: `#[serde(deserialize_with = "json_or_null")]`.
pub fn json_or_null<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| text::read(&text).map_err(serde::de::Error::custom))
        .transpose()
}

/// Reads a JSON column: `#[serde(deserialize_with = "json")]`.
pub fn json<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    text::read(&text).map_err(serde::de::Error::custom)
}
