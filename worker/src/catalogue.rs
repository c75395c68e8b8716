//! The catalogue for those signed in: agencies and the search of innovations.

use klisida_domain::{
    agency::Agency,
    api,
    innovation::{Innovation, Query},
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        catalogue::{AgencyRow, CountRow, InnovationRow},
        sql,
    },
    failure::Failure,
};

/// The search that stands in the address.
pub fn query(ctx: &Ctx) -> Query {
    let value = |name: &str| ctx.query_value(name).unwrap_or_default().trim().to_owned();
    Query {
        q: value("q"),
        kind: value("jenis"),
        region: value("wilayah"),
        agency: value("instansi"),
        year: value("tahun"),
        stage: value("tahap"),
        page: value("hal").parse::<u32>().unwrap_or(1).clamp(1, 10_000),
    }
}

/// A page of what a search finds, with the number of all.
pub async fn search(ctx: &Ctx, query: &Query) -> Result<(u32, Vec<Innovation>), Failure> {
    let rows = ctx
        .db
        .batch(vec![
            db::catalogue::counted(query),
            db::catalogue::found(query),
        ])
        .await?;
    let count: CountRow = rows
        .first(0)?
        .ok_or_else(|| Failure::broken("count without a row"))?;
    let found: Vec<InnovationRow> = rows.all(1)?;
    Ok((
        count.n,
        found.into_iter().map(InnovationRow::innovation).collect(),
    ))
}

/// All agencies of the regency, by name.
pub async fn agencies(
    ctx: &Ctx,
    _: api::AgencyList,
    _: wire::Empty,
) -> Result<Vec<Agency>, Failure> {
    let rows: Vec<AgencyRow> = ctx.db.all(sql(db::catalogue::AGENCIES)).await?;
    Ok(rows.into_iter().map(AgencyRow::agency).collect())
}

/// Search the catalogue.
pub async fn innovations(
    ctx: &Ctx,
    _: api::InnovationList,
    _: wire::Empty,
) -> Result<wire::InnovationPage, Failure> {
    let query = query(ctx);
    let (total, items) = search(ctx, &query).await?;
    Ok(wire::InnovationPage {
        total,
        page: query.page,
        items,
    })
}
