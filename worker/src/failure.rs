//! What ends a request early: a refusal that travels, or a cause that is only logged.

use klisida_domain::{
    page::NoCursor,
    problem::{Code, Problem},
};

use crate::json::{Fault, Unwritable};

/// Why a handler gave up.
#[derive(Debug)]
pub enum Failure {
    /// The caller is told why.
    Refused(Box<Problem>),
    /// It happened before, under the same idempotency key: this was the answer, JSON.
    Kept(String),
    /// Our fault: the cause goes to the log, the caller gets `internal`.
    Broken(String),
    /// Our fault, and the caller is told what it means for them: the cause goes to the log all the same.
    Lost(Code, String),
}

impl Failure {
    /// A fault of ours, with its cause for the log (no values, no secrets).
    pub fn broken(cause: impl Into<String>) -> Self {
        Self::Broken(cause.into())
    }

    /// The answer of then, when it only happened before.
    pub fn kept(self) -> Result<String, Self> {
        match self {
            Self::Kept(reply) => Ok(reply),
            other => Err(other),
        }
    }

    /// The answer to the caller.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Refused(problem) => (**problem).clone(),
            Self::Lost(code, _) => Problem::new(*code),
            Self::Kept(_) | Self::Broken(_) => Problem::new(Code::Internal),
        }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Problem::new(code).into()
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<NoCursor> for Failure {
    fn from(fault: NoCursor) -> Self {
        Problem::from(fault).into()
    }
}

impl From<worker::Error> for Failure {
    fn from(error: worker::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Broken(format!("json: unreadable at {}", fault.place()))
    }
}

impl From<Unwritable> for Failure {
    fn from(_: Unwritable) -> Self {
        Self::broken("json: unwritable")
    }
}
