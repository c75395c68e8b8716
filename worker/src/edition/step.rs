//! What every step of an edition asks and answers.

use klisida_domain::{
    access::{Action, may},
    account::check_reason,
    competition::Act,
    ids::EditionId,
    problem::Problem,
    wire,
};

use crate::{
    ctx::Ctx,
    db::{self, edition::EditionRow, sql, write::Lost},
    failure::Failure,
};

/// What a lost race on the edition's version means.
pub fn stale(edition: EditionId) -> Lost {
    Lost::Stale(sql(db::edition::VERSION).id(edition))
}

/// May the person do this to the edition now, having seen this version?
pub fn check(ctx: &Ctx, edition: &EditionRow, act: Act, seen: u32) -> Result<(), Failure> {
    let standing = edition.standing(ctx.now);
    may(
        ctx.person()?,
        Action::Run {
            edition: edition.id,
            act,
            standing,
        },
    )?;
    if edition.version == seen {
        Ok(())
    } else {
        Err(Problem::stale(edition.version).into())
    }
}

/// A reason of 5 to 500 characters, trimmed.
pub fn reason(given: &str) -> Result<String, Failure> {
    check_reason(given).map_err(|code| Problem::field(code, "reason"))?;
    Ok(given.trim().to_owned())
}

/// The answer to a step that moved the edition on by one.
pub fn saved(ctx: &Ctx, edition: &EditionRow) -> wire::Saved {
    wire::Saved {
        version: edition.version + 1,
        at: ctx.now,
    }
}
