//! Comments on a record.

use klisida_domain::{
    api,
    clinic::Act,
    event,
    log::check_follow_up,
    part::Part,
    problem::{Code, Problem},
    wire,
};

use crate::{
    ctx::Ctx,
    db::{self, note::RecordSeen, remark::DoneRow, sql, write::Write},
    dispatch::answers,
    failure::Failure,
    note::{beside, check, event_of, seen},
};

answers! {
    RemarkAdd: add;
    RemarkDone: done;
}

/// Comment.
pub async fn add(
    ctx: &Ctx,
    it: api::RemarkAdd,
    body: wire::RemarkNew,
) -> Result<wire::Saved, Failure> {
    let record: Option<RecordSeen> = ctx.db.first(seen(ctx, it.innovation)?).await?;
    let record = record.ok_or(Code::NotFound)?;
    let (relation, _) = check(ctx, &record, Act::Remark)?;
    let text = body.text.trim();
    check_follow_up(text).map_err(|code| Problem::field(code, "text"))?;
    let mut write = Write::new(ctx);
    write.run(
        sql(db::remark::INSERT)
            .id(body.id)
            .id(it.innovation)
            .text_or_null(body.part.map(Part::code))
            .text(text)
            .id(ctx.person()?.person)
            .flag(relation.clinic && !relation.is_agency())
            .at(ctx.now),
    );
    let about = body.part.map_or("", Part::label);
    write.event(event_of(&record, event::REMARK_ADDED, about));
    write.commit(beside(ctx, &record)).await
}

/// Settle a comment.
pub async fn done(ctx: &Ctx, it: api::RemarkDone, _: wire::Empty) -> Result<wire::Saved, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            seen(ctx, it.innovation)?,
            sql(db::remark::ONE).id(it.remark).id(it.innovation),
        ])
        .await?;
    let record: RecordSeen = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &record, Act::Remark)?;
    let remark: DoneRow = rows.first(1)?.ok_or(Code::NotFound)?;
    if remark.done_at.is_some() {
        return Err(Code::NothingToFollow.into());
    }
    let mut write = Write::new(ctx);
    write.must(
        sql(db::remark::DONE)
            .id(it.remark)
            .id(it.innovation)
            .at(ctx.now)
            .id(ctx.person()?.person),
        Code::NothingToFollow,
    );
    write.event(event_of(&record, event::REMARK_DONE, ""));
    write.commit(beside(ctx, &record)).await
}
