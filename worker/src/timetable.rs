//! The course of an edition: opening, deadline, closing.

use klisida_domain::{
    api,
    competition::Act,
    event,
    problem::{Code, FieldFault, Problem},
    wire,
};

use crate::{
    conflict::{Look, ask_again},
    ctx::Ctx,
    db::{self, publication::BoardRules, sql, write::Write},
    dispatch::answers,
    edition::step::{check, reason, saved, stale},
    edition::{Workspace, event_of, one},
    failure::Failure,
};

answers! {
    EditionOpen: open;
    EditionExtend: extend;
    EditionClose: close;
}

/// Open: settings and dossiers are frozen, the public learns the dates and the rules.
pub async fn open(
    ctx: &Ctx,
    it: api::EditionOpen,
    body: wire::Step,
) -> Result<wire::Saved, Failure> {
    let workspace = Workspace::read(ctx, it.edition).await?;
    let edition = &workspace.edition;
    check(ctx, edition, Act::Open, body.version)?;
    let gaps = workspace.gaps(ctx).await?;
    if !gaps.is_empty() {
        return Err(Problem {
            faults: gaps
                .into_iter()
                .map(|gap| FieldFault::new(gap.entry.unwrap_or_default(), gap.code))
                .collect(),
            ..Problem::new(Code::NotReady)
        }
        .into());
    }
    let rules = BoardRules {
        weights: edition.rubric.weights(),
        tie_chain: edition.tie_chain.clone(),
    };
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::edition::AHEAD).id(edition.id).id(ctx.write_key()?),
        Code::ClosingInPast,
    );
    ask_again(&mut write, edition.id);
    write.must(
        sql(db::edition::OPEN)
            .id(edition.id)
            .int(body.version)
            .id(ctx.write_key()?),
        stale(edition.id),
    );
    write.run(sql(db::entry::FREEZE).id(edition.id));
    write.must(
        sql(db::publication::BOARD_OPEN)
            .text(edition.slug.as_str())
            .id(edition.id)
            .json(&rules)?,
        Code::Internal,
    );
    write.event(event_of(
        edition,
        event::EDITION_OPENED,
        edition.name.clone(),
        None,
    ));
    write
        .commit_at(|at| wire::Saved {
            at,
            ..saved(ctx, edition)
        })
        .await
}

/// Move the deadline later.
pub async fn extend(
    ctx: &Ctx,
    it: api::EditionExtend,
    body: wire::Extend,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let edition = one(ctx, it.edition).await?;
    check(ctx, &edition, Act::Extend, body.version)?;
    if body.closes_at <= edition.closes_at || body.closes_at <= ctx.now {
        return Err(Problem::field(Code::DeadlineNotLater, "closes_at").into());
    }
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::edition::STILL_AHEAD)
            .at(body.closes_at)
            .id(ctx.write_key()?),
        Code::DeadlineNotLater,
    );
    write.must(
        sql(db::edition::EXTEND)
            .id(edition.id)
            .int(body.version)
            .at(body.closes_at),
        stale(edition.id),
    );
    write.run(sql(db::publication::BOARD_FOLLOW).id(edition.id));
    write.event(event_of(
        &edition,
        event::EDITION_EXTENDED,
        body.closes_at.wib().full(),
        Some(reason),
    ));
    write
        .commit_at(|at| wire::Saved {
            at,
            ..saved(ctx, &edition)
        })
        .await
}

/// Close the judging, at the latest now.
pub async fn close(
    ctx: &Ctx,
    it: api::EditionClose,
    body: wire::ReasonedStep,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let edition = one(ctx, it.edition).await?;
    check(ctx, &edition, Act::Close, body.version)?;
    let pairs = Look::statements(sql(db::conflict::OF_EDITION).id(edition.id));
    let look = Look::from_rows(&ctx.db.batch(pairs.to_vec()).await?, 0)?;
    let mut write = Write::new(ctx);
    look.write_down(ctx, &mut write)?;
    write.must(
        sql(db::edition::CLOSE)
            .id(edition.id)
            .int(body.version)
            .id(ctx.write_key()?),
        stale(edition.id),
    );
    write.run(sql(db::publication::BOARD_FOLLOW).id(edition.id));
    write.event(event_of(
        &edition,
        event::EDITION_CLOSED,
        edition.name.clone(),
        Some(reason),
    ));
    write
        .commit_at(|at| wire::Saved {
            at,
            ..saved(ctx, &edition)
        })
        .await
}
