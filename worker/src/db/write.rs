//! The one way to write: a batch of idempotency row, guarded statements and event row.

use klisida_domain::{
    ids::{EditionId, InnovationId},
    problem::{Code, Problem},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{Sql, Value, sql, throttle};
use crate::{
    ctx::{Ctx, Kept},
    failure::Failure,
    json,
};

/// What it means when a guard does not hold.
pub enum Lost {
    /// This refusal.
    Code(Code),
    /// Somebody wrote in between; the statement selects the version now stored as `version`.
    Stale(Sql),
}

impl From<Code> for Lost {
    fn from(code: Code) -> Self {
        Self::Code(code)
    }
}

/// A line of the record (`event`): what happened to what, and why. Never a mark, secret or password.
#[derive(Debug, Default)]
pub struct Event {
    /// Stable name, `noun.verb`.
    pub action: &'static str,
    /// The edition it belongs to.
    pub edition: Option<EditionId>,
    /// Id of what it concerned.
    pub subject_id: String,
    /// What it concerned, in words.
    pub subject: String,
    /// Why, where a reason is asked for.
    pub reason: Option<String>,
    /// The innovation whose history it belongs to.
    pub innovation: Option<InnovationId>,
    /// As it was, in words.
    pub before: Option<String>,
    /// As it became, in words.
    pub after: Option<String>,
}

/// A write being put together.
pub struct Write<'a> {
    ctx: &'a Ctx,
    statements: Vec<Sql>,
    guards: Vec<Lost>,
    unique: Vec<(&'static str, Code)>,
}

const GUARD_CHANGES: &str = "INSERT INTO guard (step, n, want) SELECT ?1, changes(), ?2";

const EVENT: &str = "INSERT INTO event (at, person_id, action, edition_id, subject_id, subject, reason, request_id, innovation_id, \
before_text, after_text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// The first statement of a keyed write takes its instant: the database's time. Every deadline and stamp that belongs to the
/// write reads it from here. `?5`: the reply says that instant as `at`.
const KEEP: &str = "INSERT INTO idempotency (key, person_id, fingerprint, reply, at)
  SELECT ?1, ?2, ?3, iif(?5, json_set(?4, '$.at', t.now), ?4), t.now
    FROM (SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now) t
  RETURNING at";

/// Looks a key up.
pub const RECALL: &str = "SELECT person_id, fingerprint, reply FROM idempotency WHERE key = ?1";

impl<'a> Write<'a> {
    /// A write of this request.
    pub const fn new(ctx: &'a Ctx) -> Self {
        Self {
            ctx,
            statements: Vec::new(),
            guards: Vec::new(),
            unique: Vec::new(),
        }
    }

    /// A statement that may change any number of rows.
    pub fn run(&mut self, statement: Sql) -> &mut Self {
        self.statements.push(statement);
        self
    }

    /// A statement that must change exactly one row, else nothing happens and the caller gets `lost`.
    pub fn must(&mut self, statement: Sql, lost: impl Into<Lost>) -> &mut Self {
        self.must_change(statement, 1, lost)
    }

    /// A statement that must change exactly `rows` rows. At most 12 guards a write.
    pub fn must_change(&mut self, statement: Sql, rows: usize, lost: impl Into<Lost>) -> &mut Self {
        self.statements.push(statement);
        self.guards.push(lost.into());
        let step = self.guards.len();
        self.statements
            .push(sql(GUARD_CHANGES).size(step).size(rows));
        self
    }

    /// A condition that must hold inside the transaction. The statement reads
    /// `INSERT INTO guard (step, n, want) SELECT ?1, …, …`; `?1` is bound here, the caller's parameters
    /// start at `?2`.
    pub fn holds(&mut self, condition: Sql, lost: impl Into<Lost>) -> &mut Self {
        self.guards.push(lost.into());
        #[expect(clippy::cast_precision_loss, reason = "at most twelve")]
        let step = Value::Number(self.guards.len() as f64);
        self.statements.push(condition.bind_first(step));
        self
    }

    /// What it means when this column (`table.column`) or index is not unique.
    pub fn unique(&mut self, name: &'static str, code: Code) -> &mut Self {
        self.unique.push((name, code));
        self
    }

    /// Adds a line to the record, written by the person signed in.
    pub fn event(&mut self, event: Event) -> &mut Self {
        let by = self.ctx.actor().map(|actor| actor.person.to_string());
        self.event_by(event, by)
    }

    /// Adds a line to the record, written by somebody who is only now signing in.
    pub fn event_by(&mut self, event: Event, person: Option<String>) -> &mut Self {
        let statement = sql(EVENT)
            .at(self.ctx.now)
            .text_or_null(person)
            .text(event.action)
            .id_or_null(event.edition)
            .text(event.subject_id)
            .text(event.subject)
            .text_or_null(event.reason)
            .text(self.ctx.request_id.clone())
            .id_or_null(event.innovation)
            .text_or_null(event.before)
            .text_or_null(event.after);
        self.run(statement)
    }

    /// Writes everything as one transaction and gives the reply: this one, or, when another request with
    /// the same key was quicker, the one it stored ([`Failure::Kept`]).
    pub async fn commit<R: Serialize>(self, reply: R) -> Result<R, Failure> {
        let kept = json::write(&reply)?;
        match self.commit_keeping(kept).await? {
            None => Ok(reply),
            Some(earlier) => Err(Failure::Kept(earlier)),
        }
    }

    /// Writes something that follows from an earlier write of this request: that one keeps the key.
    pub async fn commit_apart(self) -> Result<(), Failure> {
        self.ctx
            .db
            .batch(self.statements)
            .await
            .map(|_: super::Rows| ())
    }

    /// The same for a reply that says as `at` when it was written: `reply` makes it of that instant, which the database takes.
    pub async fn commit_at<R: Serialize>(self, reply: impl Fn(Instant) -> R) -> Result<R, Failure> {
        let kept = json::write(&reply(self.ctx.now))?;
        match self.send(kept, true).await? {
            Sent::Now(Some(at)) => Ok(reply(at)),
            Sent::Now(None) => Err(Failure::broken("a write without its instant")),
            Sent::Before(earlier) => Err(Failure::Kept(earlier)),
        }
    }

    /// The same as [`Self::commit`], storing another text than the reply (which holds a secret). Gives the stored text of an
    /// earlier request with the same key.
    pub async fn commit_keeping(self, kept: String) -> Result<Option<String>, Failure> {
        match self.send(kept, false).await? {
            Sent::Now(_) => Ok(None),
            Sent::Before(earlier) => Ok(Some(earlier)),
        }
    }

    async fn send(self, kept: String, stamped: bool) -> Result<Sent, Failure> {
        let Self {
            ctx,
            statements,
            guards,
            unique,
        } = self;
        let mut all = Vec::with_capacity(statements.len() + 1);
        if let Some(key) = &ctx.key {
            let person = ctx.person()?.person;
            // First, so that the second of two equal requests stops here and not at a guard.
            all.push(
                sql(KEEP)
                    .id(key.key)
                    .id(person)
                    .text(key.fingerprint.clone())
                    .text(kept)
                    .flag(stamped),
            );
        }
        all.extend(statements);
        // The attempt that was counted for a password is taken back with what it allowed.
        if let Some(subject) = ctx.attempt() {
            all.push(throttle::refund(subject, ctx.now)?);
        }
        let sent = ctx.db.send(all).await;
        if sent.is_ok() {
            ctx.refunded.set(true);
        }
        let fault = match sent {
            Ok(rows) if stamped => {
                let taken: Option<Taken> = rows.first(0)?;
                return Ok(Sent::Now(taken.map(|it| it.at)));
            }
            Ok(_) => return Ok(Sent::Now(None)),
            Err(fault) => fault,
        };
        match read_fault(&fault.0, &unique) {
            Broke::SameKey => {
                let key = ctx.key.as_ref().ok_or(Code::KeyMissing)?;
                let kept: Option<Kept> = ctx.db.first(sql(RECALL).id(key.key)).await?;
                kept.ok_or_else(|| Failure::broken("key taken and gone"))
                    .and_then(|kept| ctx.recall(&kept).map(Sent::Before))
            }
            Broke::Guard(step) => match guards.into_iter().nth(step.saturating_sub(1)) {
                Some(Lost::Code(code)) => Err(code.into()),
                Some(Lost::Stale(version)) => {
                    let current: Option<Version> = ctx.db.first(version).await?;
                    Err(current.map_or_else(
                        || Failure::from(Code::NotFound),
                        |it| Problem::stale(it.version).into(),
                    ))
                }
                None => Err(Failure::broken("unknown guard")),
            },
            Broke::Code(code) => Err(code.into()),
            Broke::Other => Err(Failure::Broken(format!("D1: {}", fault.0))),
        }
    }
}

/// How a batch went.
enum Sent {
    /// It was written, at this instant where one was asked for.
    Now(Option<Instant>),
    /// An earlier request with the same key wrote this reply.
    Before(String),
}

#[derive(Deserialize)]
struct Taken {
    at: Instant,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// What broke a batch.
#[derive(Debug, PartialEq, Eq)]
enum Broke {
    /// The idempotency key exists.
    SameKey,
    /// The guard of this step, from 1.
    Guard(usize),
    /// A refusal that the caller can understand.
    Code(Code),
    /// Something that must not happen.
    Other,
}

fn read_fault(message: &str, unique: &[(&'static str, Code)]) -> Broke {
    if let Some(rest) = message.split("CHECK constraint failed: guard_").nth(1) {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        return digits.parse().map_or(Broke::Other, Broke::Guard);
    }
    // A key of what only grows is refused by a trigger, before the index could.
    let grown = || {
        let rest = message.split("append_only: ").nth(1)?;
        rest.split(':').next()?.contains('.').then_some(rest)
    };
    if let Some(rest) = message
        .split("UNIQUE constraint failed: ")
        .nth(1)
        .or_else(grown)
    {
        if rest.starts_with("idempotency.key") {
            return Broke::SameKey;
        }
        let named = unique.iter().find(|(name, _)| rest.contains(name));
        // An id made by the client that exists already: the same number for another thing.
        return Broke::Code(named.map_or(Code::KeyReused, |(_, code)| *code));
    }
    if message.contains("FOREIGN KEY constraint failed") {
        return Broke::Code(Code::NotFound);
    }
    Broke::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_guard_its_key_or_its_column() {
        let of = |message| read_fault(message, &[("person.username", Code::UsernameTaken)]);
        assert_eq!(
            of("D1_ERROR: CHECK constraint failed: guard_2: SQLITE_CONSTRAINT"),
            Broke::Guard(2)
        );
        assert_eq!(
            of("D1_ERROR: UNIQUE constraint failed: idempotency.key: SQLITE_CONSTRAINT"),
            Broke::SameKey
        );
        assert_eq!(
            of("D1_ERROR: UNIQUE constraint failed: person.username: SQLITE_CONSTRAINT"),
            Broke::Code(Code::UsernameTaken)
        );
        assert_eq!(
            of("UNIQUE constraint failed: edition.id"),
            Broke::Code(Code::KeyReused)
        );
        assert_eq!(
            of("FOREIGN KEY constraint failed"),
            Broke::Code(Code::NotFound)
        );
        assert_eq!(
            of("D1_ERROR: append_only: review.id: SQLITE_CONSTRAINT"),
            Broke::Code(Code::KeyReused)
        );
        assert_eq!(
            of("D1_ERROR: append_only: person.username: SQLITE_CONSTRAINT"),
            Broke::Code(Code::UsernameTaken)
        );
        assert_eq!(
            of("D1_ERROR: append_only: review: SQLITE_CONSTRAINT"),
            Broke::Other
        );
        assert_eq!(of("CHECK constraint failed: weight"), Broke::Other);
    }
}
