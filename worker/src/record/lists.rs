//! The lists inside a record: their newest rows with the record, the others page by page; and what the agency has outside the
//! clinic.

use klisida_domain::{
    account::Role,
    api,
    ids::{InnovationId, PersonId},
    page::{Cursor, Inner, Page},
    wire,
};

use super::rows::{self, AttendedRow, LogRow, PlanRow, RemarkRow};

use crate::{
    clinic::Record,
    ctx::Ctx,
    db::{self, Rows, record::OutsideRow, review::ReviewRow, sql},
    failure::Failure,
};

/// Titles on a page of what stands outside the clinic.
const TITLES: usize = 50;

/// Rows on a page of a list.
const fn most(list: Inner) -> usize {
    match list {
        Inner::Log => 100,
        Inner::Remarks | Inner::Attended => 50,
        Inner::Reviews | Inner::Plans => 20,
    }
}

/// The statement for a page of a list.
pub fn statement(
    innovation: InnovationId,
    list: Inner,
    after: Option<&Cursor>,
) -> Result<db::Sql, Failure> {
    let text = match list {
        Inner::Remarks => rows::REMARKS,
        Inner::Log => rows::LOG,
        Inner::Reviews => db::review::OF_RECORD,
        Inner::Plans => rows::PLANS,
        Inner::Attended => db::record::ATTENDED,
    };
    let bound = sql(text).id(innovation);
    let bound = if list == Inner::Plans {
        bound.before_serial(after)?
    } else {
        bound.before_number(after)?
    };
    Ok(bound.size(most(list) + 1))
}

/// A page of a list from its rows, which are those of statement `n`. Reviews held back are the clinic's.
pub fn page(
    rows: &Rows,
    n: usize,
    list: Inner,
    (person, clinic): (PersonId, bool),
    into: &mut wire::RecordRows,
) -> Result<Option<Cursor>, Failure> {
    let most = most(list);
    Ok(match list {
        Inner::Remarks => {
            let page = Page::of(rows.all(n)?, most, RemarkRow::cursor, RemarkRow::remark);
            into.remarks = page.items;
            page.next
        }
        Inner::Log => {
            let page = Page::of(rows.all(n)?, most, LogRow::cursor, |row| row.view(person));
            into.log = page.items;
            page.next
        }
        Inner::Reviews => {
            let page = Page::of(rows.all(n)?, most, ReviewRow::cursor, ReviewRow::review);
            into.reviews = page.items;
            into.reviews
                .retain(|review| clinic || review.announced_at.is_some());
            page.next
        }
        Inner::Plans => {
            let page = Page::of(rows.all(n)?, most, PlanRow::cursor, PlanRow::version);
            into.plans = page.items;
            page.next
        }
        Inner::Attended => {
            let page = Page::of(
                rows.all(n)?,
                most,
                AttendedRow::cursor,
                AttendedRow::attended,
            );
            into.attended = page.items;
            page.next
        }
    })
}

/// The first page of every list, from the statements that begin at `from`, in the order of [`Inner::ALL`].
pub fn first_pages(
    rows: &Rows,
    from: usize,
    (person, clinic): (PersonId, bool),
) -> Result<(wire::RecordRows, wire::RecordEnds), Failure> {
    let mut shown = wire::RecordRows::default();
    let mut ends = wire::RecordEnds::default();
    for (n, list) in Inner::ALL.into_iter().enumerate() {
        let next = page(rows, from + n, list, (person, clinic), &mut shown)?;
        match list {
            Inner::Remarks => ends.remarks = next,
            Inner::Log => ends.log = next,
            Inner::Reviews => ends.reviews = next,
            Inner::Plans => ends.plans = next,
            Inner::Attended => ends.attended = next,
        }
    }
    Ok((shown, ends))
}

/// A later page of a list.
pub async fn more(
    ctx: &Ctx,
    it: api::RecordMore,
    _: wire::Empty,
) -> Result<wire::RecordPage, Failure> {
    let after = ctx.after()?;
    let rows = ctx
        .db
        .batch(vec![
            Record::statement(ctx, it.innovation)?,
            statement(it.innovation, it.list, after.as_ref())?,
        ])
        .await?;
    let record = Record::from_rows(ctx, &rows, 0)?;
    let reader = (ctx.person()?.person, record.relation.clinic);
    let mut shown = wire::RecordRows::default();
    let next = page(&rows, 1, it.list, reader, &mut shown)?;
    Ok(wire::RecordPage { rows: shown, next })
}

/// What the own agencies have outside the clinic, by name.
pub async fn outside(
    ctx: &Ctx,
    _: api::OutsideList,
    _: wire::Empty,
) -> Result<Page<wire::Title>, Failure> {
    let own =
        ctx.person()?
            .agencies_as(&[Role::Innovator, Role::AgencyCoordinator, Role::AgencyHead]);
    let rows: Vec<OutsideRow> = ctx
        .db
        .all(
            sql(db::record::OUTSIDE)
                .json(&own)?
                .after_text(ctx.after()?.as_ref())?
                .size(TITLES + 1),
        )
        .await?;
    Ok(Page::of(
        rows,
        TITLES,
        OutsideRow::cursor,
        OutsideRow::title,
    ))
}
