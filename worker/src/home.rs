//! "Yang menunggu Anda": what waits for the person, and what waits for others.

use klisida_domain::{
    access::{IMPORTERS, WATCHERS},
    account::Role,
    api,
    competition::Standing,
    wire::{self, HomeItem, HomeKind, HomeView},
};

use crate::{
    ctx::Ctx,
    db::{
        self,
        home::{AgenciesRow, OwnRow, RunRow},
        sql,
    },
    failure::Failure,
};

/// What waits, most urgent first.
pub async fn show(ctx: &Ctx, _: api::HomeShow, _: wire::Empty) -> Result<HomeView, Failure> {
    let actor = ctx.person()?;
    let rows = ctx
        .db
        .batch(vec![
            sql(db::home::OWN).id(actor.person),
            sql(db::home::RUN),
            sql(db::home::AGENCIES),
        ])
        .await?;
    let agencies: Option<AgenciesRow> = rows.first(2)?;
    let mut view = HomeView {
        now: ctx.now,
        mine: Vec::new(),
        others: Vec::new(),
        import_first: agencies.is_some_and(|it| it.n == 0) && actor.is_any(IMPORTERS),
    };
    for row in rows.all::<OwnRow>(0)? {
        if actor.judges(row.id) {
            view.mine.extend(own_items(ctx, &row));
        }
    }
    if actor.is_any(WATCHERS) {
        for row in rows.all::<RunRow>(1)? {
            let standing = row.standing(ctx.now);
            let waiting = waiting(&row, standing);
            if actor.is(Role::Coordinator) {
                view.mine.extend(waiting);
            } else {
                view.others.extend(waiting);
            }
            if matches!(standing, Standing::Judging | Standing::TimeUp) {
                view.others.push(item(
                    &row,
                    HomeKind::JudgingRuns,
                    row.locked,
                    row.all_sheets,
                ));
            }
        }
    }
    // What has a deadline first, the nearest on top.
    for list in [&mut view.mine, &mut view.others] {
        list.sort_by_key(|item| item.due.map_or(i64::MAX, |due| due.0));
    }
    Ok(view)
}

fn own_items(ctx: &Ctx, row: &OwnRow) -> Vec<HomeItem> {
    let standing = Standing::at(row.recorded, row.opens_at, row.closes_at, ctx.now);
    if standing != Standing::Judging {
        return Vec::new();
    }
    let make = |kind, count| HomeItem {
        kind,
        edition: row.id,
        name: row.name.clone(),
        count,
        of: row.all_sheets,
        due: Some(row.closes_at),
    };
    let open = row
        .all_sheets
        .saturating_sub(row.locked)
        .saturating_sub(row.full);
    [
        (HomeKind::ScoreEntries, open),
        (HomeKind::LockSheets, row.full),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(kind, count)| make(kind, count))
    .collect()
}

fn item(row: &RunRow, kind: HomeKind, count: u32, of: u32) -> HomeItem {
    let due = match kind {
        HomeKind::OpenEdition => Some(row.opens_at),
        HomeKind::PublishEdition => None,
        _ => Some(row.closes_at),
    };
    HomeItem {
        kind,
        edition: row.id,
        name: row.name.clone(),
        count,
        of,
        due,
    }
}

/// What an edition asks of its coordinator.
fn waiting(row: &RunRow, standing: Standing) -> Vec<HomeItem> {
    let mut items = Vec::new();
    match standing {
        Standing::Draft => items.push(item(row, HomeKind::OpenEdition, row.entries, row.entries)),
        Standing::TimeUp => items.push(item(
            row,
            HomeKind::CloseEdition,
            row.locked,
            row.all_sheets,
        )),
        Standing::Closed => items.push(item(
            row,
            HomeKind::PublishEdition,
            row.locked,
            row.all_sheets,
        )),
        Standing::Scheduled | Standing::Judging | Standing::Published => {}
    }
    let open = matches!(
        standing,
        Standing::Scheduled | Standing::Judging | Standing::TimeUp
    );
    if open && row.short > 0 {
        items.push(item(row, HomeKind::FillPanel, row.short, row.entries));
    }
    items
}
