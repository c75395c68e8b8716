//! The course of an edition: opening, deadline, closing, reopening.

use klisida_domain::{
    api,
    competition::Act,
    event,
    problem::{Code, FieldFault, Problem},
    timetable::{may_close, may_move, may_open, may_reopen, runs_until},
    wire,
};

use crate::{
    conflict::{Look, ask_again},
    ctx::Ctx,
    db::{self, entry::EntryRow, publication::BoardRules, sql, write::Write},
    dispatch::answers,
    edition::step::{check, reason, saved, stale},
    edition::{Workspace, event_of, one},
    failure::Failure,
    proposal::end_corrections,
    throttle::confirm_password,
};

answers! {
    EditionOpen: open;
    EditionExtend: extend;
    EditionClose: close;
    EditionReopen: reopen;
    EditionDelete: delete;
    EditionCancel: cancel;
    EditionArchive: archive;
}

/// Open: settings and dossiers are frozen, the public learns the dates and the rules.
pub async fn open(
    ctx: &Ctx,
    it: api::EditionOpen,
    body: wire::Opening,
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
    let incomplete = count(workspace.incomplete());
    may_open(incomplete, body.incomplete)
        .map_err(|code| named(code, Code::DossiersIncomplete, workspace.incomplete()))?;
    let rules = BoardRules {
        weights: edition.rubric.weights(),
        tie_chain: edition.tie_chain.clone(),
    };
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::edition::AHEAD).id(edition.id).id(ctx.write_key()?),
        Code::ClosingInPast,
    );
    write.holds(
        sql(db::entry::DOSSIERS).id(edition.id).int(body.incomplete),
        Code::DossiersIncomplete,
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
        match incomplete {
            0 => edition.name.clone(),
            n => format!("{}, dengan {n} entri belum lengkap", edition.name),
        },
        None,
    ));
    write
        .commit_at(|at| wire::Saved {
            at,
            ..saved(ctx, edition)
        })
        .await
}

/// Move the deadline later, or take an extension back.
pub async fn extend(
    ctx: &Ctx,
    it: api::EditionExtend,
    body: wire::Extend,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let edition = one(ctx, it.edition).await?;
    check(ctx, &edition, Act::Extend, body.version)?;
    may_move(
        edition.closes_at,
        edition.extended_from,
        body.closes_at,
        ctx.now,
        body.far,
    )
    .map_err(|code| Problem::field(code, "closes_at"))?;
    let key = ctx.write_key()?;
    let back = edition
        .extended_from
        .filter(|_| body.closes_at < edition.closes_at);
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::edition::STILL_AHEAD)
            .at(back.unwrap_or(body.closes_at))
            .id(key),
        if back.is_some() {
            Code::ExtensionStands
        } else {
            Code::DeadlineNotLater
        },
    );
    let to = |text: &'static str| {
        sql(text)
            .id(edition.id)
            .int(body.version)
            .at(body.closes_at)
    };
    let action = if back.is_some() {
        write.holds(
            sql(db::edition::NONE_SINCE).id(edition.id),
            Code::SheetsSinceExtension,
        );
        write.must(to(db::edition::SHORTEN), stale(edition.id));
        event::EDITION_SHORTENED
    } else {
        write.must(to(db::edition::EXTEND).id(key), stale(edition.id));
        event::EDITION_EXTENDED
    };
    write.run(sql(db::publication::BOARD_FOLLOW).id(edition.id));
    write.event(event_of(
        &edition,
        action,
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
    body: wire::Closing,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let workspace = Workspace::read(ctx, it.edition).await?;
    let edition = &workspace.edition;
    check(ctx, edition, Act::Close, body.version)?;
    let short = count(workspace.short());
    may_close(short, body.short)
        .map_err(|code| named(code, Code::EntryUnderMinimum, workspace.short()))?;
    let pairs = Look::statements(sql(db::conflict::OF_EDITION).id(edition.id));
    let look = Look::from_rows(&ctx.db.batch(pairs.to_vec()).await?, 0)?;
    let mut write = Write::new(ctx);
    look.write_down(ctx, &mut write)?;
    write.holds(
        sql(db::edition::SHORT_KNOWN).id(edition.id).int(body.short),
        Code::EntriesShort,
    );
    write.must(
        sql(db::edition::CLOSE)
            .id(edition.id)
            .int(body.version)
            .id(ctx.write_key()?),
        stale(edition.id),
    );
    write.run(sql(db::publication::BOARD_FOLLOW).id(edition.id));
    write.event(event_of(
        edition,
        event::EDITION_CLOSED,
        match short {
            0 => edition.name.clone(),
            n => format!("{}, dengan {n} entri kurang lembar", edition.name),
        },
        Some(reason),
    ));
    write
        .commit_at(|at| wire::Saved {
            at,
            ..saved(ctx, edition)
        })
        .await
}

/// How many entries.
fn count<'a>(entries: impl Iterator<Item = &'a EntryRow>) -> u32 {
    u32::try_from(entries.count()).unwrap_or(u32::MAX)
}

/// A refusal that names the entries it is about.
fn named<'a>(refusal: Code, each: Code, entries: impl Iterator<Item = &'a EntryRow>) -> Problem {
    Problem {
        faults: entries
            .map(|entry| FieldFault::new(entry.label(), each))
            .collect(),
        ..Problem::new(refusal)
    }
}

/// Go on judging until a later deadline, while nobody has read a mark (docs/decisions/0039).
pub async fn reopen(
    ctx: &Ctx,
    it: api::EditionReopen,
    body: wire::Reopening,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let edition = one(ctx, it.edition).await?;
    check(ctx, &edition, Act::Reopen, body.version)?;
    may_reopen(edition.standing(ctx.now), edition.marks_read_at.is_some())?;
    runs_until(edition.opens_at, body.closes_at, ctx.now, body.far)
        .map_err(|code| Problem::field(code, "closes_at"))?;
    let key = ctx.write_key()?;
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::edition::STILL_AHEAD).at(body.closes_at).id(key),
        Code::ClosingInPast,
    );
    write.holds(sql(db::conflict::UNREAD).id(edition.id), Code::MarksRead);
    write.must(
        sql(db::edition::REOPEN)
            .id(edition.id)
            .int(body.version)
            .at(body.closes_at),
        stale(edition.id),
    );
    write.run(sql(db::publication::BOARD_FOLLOW).id(edition.id));
    write.run(
        sql(db::judging::TAKEN_UP_EVENT)
            .id(edition.id)
            .id(key)
            .at(ctx.now)
            .id(ctx.person()?.person)
            .text(event::SHEET_TAKEN_UP)
            .text(ctx.request_id.as_str()),
    );
    write.run(sql(db::judging::TAKE_UP_HISTORY).id(edition.id).id(key));
    write.run(sql(db::judging::TAKE_UP).id(edition.id).id(key));
    end_corrections(ctx, &mut write, edition.id, &reason)?;
    write.event(event_of(
        &edition,
        event::EDITION_REOPENED,
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

/// What the panel of a deleted draft reads.
const DELETED: &str = "Draf kompetisi dihapus.";

/// Delete a draft. Its row stays, hidden; its address is free for another.
pub async fn delete(
    ctx: &Ctx,
    it: api::EditionDelete,
    body: wire::Step,
) -> Result<wire::Saved, Failure> {
    let edition = one(ctx, it.edition).await?;
    check(ctx, &edition, Act::Delete, body.version)?;
    let mut write = Write::new(ctx);
    let those = |text: &'static str| sql(text).id(edition.id).at(ctx.now);
    write.run(those(db::edition::LEAVE_ALL).text(DELETED));
    write.run(those(db::edition::LEFT_ALL));
    write.run(those(db::edition::UNASSIGN_ALL).text(DELETED));
    write.run(those(db::edition::UNINVITE_ALL));
    write.must(
        sql(db::edition::DELETE)
            .id(edition.id)
            .int(body.version)
            .at(ctx.now),
        stale(edition.id),
    );
    write.event(event_of(
        &edition,
        event::EDITION_DELETED,
        edition.name.clone(),
        None,
    ));
    write.commit(saved(ctx, &edition)).await
}

/// End what was opened without a result: nothing is judged or published any more, and the public reads why.
pub async fn cancel(
    ctx: &Ctx,
    it: api::EditionCancel,
    body: wire::Cancelling,
) -> Result<wire::Saved, Failure> {
    confirm_password(ctx, &body.password)?;
    let reason = reason(&body.reason)?;
    let edition = one(ctx, it.edition).await?;
    check(ctx, &edition, Act::Cancel, body.version)?;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::CANCEL)
            .id(edition.id)
            .int(body.version)
            .id(ctx.write_key()?)
            .text(reason.as_str()),
        stale(edition.id),
    );
    write.run(sql(db::publication::BOARD_FOLLOW).id(edition.id));
    end_corrections(ctx, &mut write, edition.id, &reason)?;
    write.event(event_of(
        &edition,
        event::EDITION_CANCELLED,
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

/// Take what is over off the public home, or put it back. Its address stays either way.
pub async fn archive(
    ctx: &Ctx,
    it: api::EditionArchive,
    body: wire::Archiving,
) -> Result<wire::Saved, Failure> {
    let edition = one(ctx, it.edition).await?;
    check(ctx, &edition, Act::Archive, body.version)?;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::ARCHIVE)
            .id(edition.id)
            .int(body.version)
            .at_or_null(body.archived.then_some(ctx.now)),
        stale(edition.id),
    );
    write.run(sql(db::publication::BOARD_FOLLOW).id(edition.id));
    let action = if body.archived {
        event::EDITION_ARCHIVED
    } else {
        event::EDITION_UNARCHIVED
    };
    write.event(event_of(&edition, action, edition.name.clone(), None));
    write.commit(saved(ctx, &edition)).await
}
