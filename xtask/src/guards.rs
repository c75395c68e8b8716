//! Guards of writes: each is left out once, and the test that must notice it is run (tests/guards).

use crate::build::{self, Profile};
use crate::soak::node;
use crate::step::Outcome;

/// `guards`.
pub fn run() -> Outcome {
    let tools = build::everything(Profile::Release)?;
    node(&tools, &["tests/guards/guards.mjs"])
}
