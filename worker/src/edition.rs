//! Editions: settings, workspace, opening, deadline, closing, record.

use std::collections::BTreeMap;

pub mod step;

use step::{check, saved, stale};

use klisida_domain::{
    access::OFFICE,
    api,
    competition::{Act, EntryReadiness, OpeningGap, Recorded, Setup, Standing, opening_gaps},
    defaults, event,
    ids::{EditionId, EntryId},
    page::Page,
    problem::{Code, Problem},
    text,
    timetable::is_short,
    wire,
};

use crate::{
    conflict::Look,
    ctx::Ctx,
    db::{
        self,
        edition::{EditionRow, PhaseRow},
        entry::EntryRow,
        panel::{AssignmentRow, JudgesRow, LoadRow, SeatRow},
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    failure::Failure,
};

answers! {
    EditionList: list;
    EditionCreate: create;
    EditionShow: show;
    EditionMore: part;
    EditionSetup: setup;
    EditionEvents: events;
}

/// Editions on a page of their list.
const LINES: usize = 50;
/// Lines on a page of the record.
const EVENTS: usize = 100;

/// All editions, newest first.
pub async fn list(
    ctx: &Ctx,
    _: api::EditionList,
    _: wire::Empty,
) -> Result<Page<wire::EditionLine>, Failure> {
    let rows: Vec<db::edition::EditionCounted> = ctx
        .db
        .all(
            sql(db::edition::LIST)
                .before_number(ctx.after()?.as_ref())?
                .size(LINES + 1),
        )
        .await?;
    Ok(Page::of(
        rows,
        LINES,
        db::edition::EditionCounted::cursor,
        |row| row.line(ctx.now),
    ))
}

fn checked(setup: &Setup) -> Result<(), Failure> {
    match Problem::faults(setup.faults()) {
        Some(problem) => Err(problem.into()),
        None => Ok(()),
    }
}

async fn free_slug(ctx: &Ctx, edition: EditionId, name: &str) -> Result<String, Failure> {
    let base = text::slug(name);
    let taken: Vec<db::edition::SlugRow> = ctx
        .db
        .all(sql(db::edition::SLUGS_LIKE).text(base.as_str()).id(edition))
        .await?;
    Ok(text::free_slug(&base, |slug| {
        taken.iter().any(|row| row.slug == slug)
    }))
}

/// Make an edition.
pub async fn create(
    ctx: &Ctx,
    _: api::EditionCreate,
    body: wire::EditionNew,
) -> Result<wire::Saved, Failure> {
    let wire::EditionNew { id, mut setup } = body;
    setup.name = setup.name.trim().to_owned();
    checked(&setup)?;
    let slug = free_slug(ctx, id, &setup.name).await?;
    let mut write = Write::new(ctx);
    write.run(
        sql(db::edition::INSERT)
            .id(id)
            .text(slug)
            .text(setup.name.as_str())
            .int(setup.year)
            .text(setup.entrants.code())
            .at(setup.opens_at)
            .at(setup.closes_at)
            .int(setup.min_judges)
            .json(&setup.rubric)?
            .json(&setup.tie_chain)?
            .flag(setup.sample)
            .at(ctx.now)
            .id(ctx.person()?.person),
    );
    write.run(
        sql(db::edition::INSERT_PHASES)
            .id(id)
            .json(&defaults::phases())?,
    );
    write.unique("edition.slug", Code::StaleVersion);
    write.event(Event {
        action: event::EDITION_CREATED,
        edition: Some(id),
        subject_id: id.to_string(),
        subject: setup.name,
        ..Event::default()
    });
    write
        .commit(wire::Saved {
            version: 1,
            at: ctx.now,
        })
        .await
}

/// Change the settings of a draft.
pub async fn setup(
    ctx: &Ctx,
    it: api::EditionSetup,
    body: wire::EditionUpdate,
) -> Result<wire::Saved, Failure> {
    let mut setup = body.setup;
    setup.name = setup.name.trim().to_owned();
    checked(&setup)?;
    let edition = one(ctx, it.edition).await?;
    check(ctx, &edition, Act::Setup, body.version)?;
    let slug = if setup.name == edition.name {
        edition.slug.clone()
    } else {
        free_slug(ctx, edition.id, &setup.name).await?
    };
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::UPDATE_SETUP)
            .id(edition.id)
            .int(body.version)
            .text(slug)
            .text(setup.name.as_str())
            .int(setup.year)
            .text(setup.entrants.code())
            .at(setup.opens_at)
            .at(setup.closes_at)
            .int(setup.min_judges)
            .json(&setup.rubric)?
            .json(&setup.tie_chain)?
            .flag(setup.sample),
        stale(edition.id),
    );
    write.unique("edition.slug", Code::StaleVersion);
    write.event(event_of(&edition, event::EDITION_CHANGED, setup.name, None));
    write.commit(saved(ctx, &edition)).await
}

/// An event that concerns the edition itself.
pub fn event_of(
    edition: &EditionRow,
    action: &'static str,
    subject: String,
    reason: Option<String>,
) -> Event {
    Event {
        action,
        edition: Some(edition.id),
        subject_id: edition.id.to_string(),
        subject,
        reason,
        ..Event::default()
    }
}

/// The edition, or 404.
pub async fn one(ctx: &Ctx, edition: EditionId) -> Result<EditionRow, Failure> {
    let row: Option<EditionRow> = ctx.db.first(sql(db::edition::ONE).id(edition)).await?;
    row.ok_or_else(|| Code::NotFound.into())
}

/// Entries in one answer. With 20 judges each, a thousand lines.
const PART: usize = 50;

/// Entries that are named in a list of what is missing; of more there is a count.
const NAMED: usize = 20;

/// Everything about an edition but its marks: sums, and who judges the first entries.
pub struct Workspace {
    /// The edition.
    pub edition: EditionRow,
    /// Its phases.
    pub phases: Vec<PhaseRow>,
    /// Its entries in order of number.
    pub entries: Vec<EntryRow>,
    /// Its panel.
    pub seats: Vec<SeatRow>,
    /// How many judges each entry has, and their locked sheets.
    pub judges: BTreeMap<EntryId, JudgesRow>,
    /// What each judge has to do.
    pub loads: Vec<LoadRow>,
    /// Who judges the first entries.
    pub assignments: Vec<AssignmentRow>,
}

impl Workspace {
    /// Reads it in one round trip.
    pub async fn read(ctx: &Ctx, edition: EditionId) -> Result<Self, Failure> {
        let rows = ctx
            .db
            .batch(vec![
                sql(db::edition::ONE).id(edition),
                sql(db::edition::PHASES).id(edition),
                sql(db::entry::OF_EDITION).id(edition),
                sql(db::panel::SEATS).id(edition),
                sql(db::panel::JUDGES).id(edition),
                sql(db::panel::LOADS).id(edition),
                sql(db::panel::ASSIGNMENTS_OF_PART)
                    .id(edition)
                    .int(0)
                    .size(PART),
            ])
            .await?;
        let judges: Vec<JudgesRow> = rows.all(4)?;
        Ok(Self {
            edition: rows.first(0)?.ok_or(Code::NotFound)?,
            phases: rows.all(1)?,
            entries: rows.all(2)?,
            seats: rows.all(3)?,
            judges: judges.into_iter().map(|it| (it.entry_id, it)).collect(),
            loads: rows.all(5)?,
            assignments: rows.all(6)?,
        })
    }

    fn judges_of(&self, entry: &EntryRow) -> u32 {
        self.judges.get(&entry.id).map_or(0, |it| it.judges)
    }

    fn locked_of(&self, entry: &EntryRow) -> u32 {
        self.judges.get(&entry.id).map_or(0, |it| it.locked)
    }

    fn standing(&self) -> impl Iterator<Item = &EntryRow> {
        self.entries
            .iter()
            .filter(|entry| entry.withdrawn_at.is_none())
    }

    /// What stands between this draft and its opening. Conflicts of interest are looked for only here: it takes every pair.
    pub async fn gaps(&self, ctx: &Ctx) -> Result<Vec<OpeningGap>, Failure> {
        let pairs = Look::statements(sql(db::conflict::OF_EDITION).id(self.edition.id));
        let look = Look::from_rows(&ctx.db.batch(pairs.to_vec()).await?, 0)?;
        let open = look.all_open();
        let readiness: Vec<_> = self
            .standing()
            .map(|entry| EntryReadiness {
                label: entry.label(),
                judges: self.judges_of(entry) as usize,
                content: entry.content(),
                conflicts: open
                    .iter()
                    .filter(|pair| pair.entry_id == entry.id)
                    .map(|pair| pair.judge.clone())
                    .collect(),
            })
            .collect();
        let judges = self
            .seats
            .iter()
            .filter(|seat| seat.removed_reason.is_none())
            .count();
        Ok(opening_gaps(
            &self.edition.setup(),
            &readiness,
            judges,
            ctx.now,
        ))
    }

    /// Entries under the minimum.
    fn under(&self) -> impl Iterator<Item = &EntryRow> {
        let least = u32::from(self.edition.min_judges);
        self.standing()
            .filter(move |entry| self.judges_of(entry) < least)
    }

    /// Entries with too few locked sheets, while judging can be closed.
    pub fn short(&self) -> impl Iterator<Item = &EntryRow> {
        let closes = self.edition.recorded == Recorded::Opened;
        self.standing()
            .filter(move |entry| closes && is_short(self.edition.min_judges, self.locked_of(entry)))
    }

    /// Entries of a draft that can be judged from and are not complete.
    pub fn incomplete(&self) -> impl Iterator<Item = &EntryRow> {
        let opens = self.edition.recorded == Recorded::Draft;
        self.standing().filter(move |entry| {
            let content = entry.content();
            opens && !content.is_empty() && !content.is_ready()
        })
    }

    fn totals(&self) -> wire::Totals {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let sum = |of: fn(&LoadRow) -> u32| self.loads.iter().map(of).sum();
        wire::Totals {
            entries: count(self.entries.len()),
            standing: count(self.standing().count()),
            ready: count(
                self.standing()
                    .filter(|entry| entry.content().is_ready())
                    .count(),
            ),
            incomplete: count(self.incomplete().count()),
            under: count(self.under().count()),
            short: count(self.short().count()),
            sheets: sum(|it| it.entries),
            locked: sum(|it| it.locked),
            begun: sum(|it| it.begun),
        }
    }
}

/// Number of the last entry of a part when more follow.
fn more(part: &[EntryRow], beyond: bool) -> Option<u32> {
    part.last().filter(|_| beyond).map(|entry| entry.number)
}

/// The workspace of an edition. Progress is counts, never a mark.
pub async fn show(
    ctx: &Ctx,
    it: api::EditionShow,
    _: wire::Empty,
) -> Result<wire::Edition, Failure> {
    let workspace = Workspace::read(ctx, it.edition).await?;
    // Why somebody cannot judge is often private: it is for those who act on it.
    let reasons = ctx.person()?.is_any(OFFICE);
    let standing = workspace.edition.standing(ctx.now);
    let gaps = if standing == Standing::Draft {
        workspace.gaps(ctx).await?
    } else {
        Vec::new()
    };
    let (setup, ahead) = (workspace.edition.setup(), workspace.edition.is_ahead());
    let totals = workspace.totals();
    let under = workspace
        .under()
        .take(NAMED)
        .map(|entry| wire::UnderMinimum {
            number: entry.number,
            name: entry.name.clone(),
            judges: workspace.judges_of(entry),
        })
        .collect();
    let short = workspace
        .short()
        .take(NAMED)
        .map(|entry| wire::ShortEntry {
            number: entry.number,
            name: entry.name.clone(),
            locked: workspace.locked_of(entry),
        })
        .collect();
    let incomplete = workspace
        .incomplete()
        .take(NAMED)
        .map(|entry| wire::Incomplete {
            number: entry.number,
            name: entry.name.clone(),
            content: entry.content(),
        })
        .collect();
    let beyond = workspace.entries.len() > PART;
    let mut entries = workspace.entries;
    entries.truncate(PART);
    let loads = workspace.loads;
    Ok(wire::Edition {
        id: workspace.edition.id,
        slug: workspace.edition.slug,
        setup,
        phases: workspace.phases,
        standing,
        version: workspace.edition.version,
        now: ctx.now,
        more: more(&entries, beyond),
        entries: entries.into_iter().map(EntryRow::line).collect(),
        panel: workspace
            .seats
            .into_iter()
            .map(|seat| {
                let load = loads.iter().find(|it| it.judge_id == seat.person_id);
                seat.seat(load)
            })
            .map(|seat| wire::Seat {
                removed: seat
                    .removed
                    .map(|why| if reasons { why } else { String::new() }),
                ..seat
            })
            .collect(),
        assignments: workspace
            .assignments
            .into_iter()
            .map(AssignmentRow::line)
            .map(|line| wire::AssignmentLine {
                reason: line.reason.filter(|_| reasons),
                ..line
            })
            .collect(),
        totals,
        under,
        short,
        gaps,
        incomplete,
        published: workspace.edition.published,
        marks_read: workspace.edition.marks_read_at.is_some(),
        ahead,
        archived: workspace.edition.archived,
        extended_from: workspace.edition.extended_from,
        cancelled: workspace.edition.cancelled_reason,
    })
}

/// The next entries with their judges.
pub async fn part(
    ctx: &Ctx,
    it: api::EditionMore,
    _: wire::Empty,
) -> Result<wire::EditionPart, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::edition::ONE).id(it.edition),
            sql(db::entry::PART)
                .id(it.edition)
                .int(it.after)
                .size(PART + 1),
            sql(db::panel::ASSIGNMENTS_OF_PART)
                .id(it.edition)
                .int(it.after)
                .size(PART),
        ])
        .await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let mut entries: Vec<EntryRow> = rows.all(1)?;
    let beyond = entries.len() > PART;
    entries.truncate(PART);
    let assignments: Vec<AssignmentRow> = rows.all(2)?;
    Ok(wire::EditionPart {
        version: edition.version,
        more: more(&entries, beyond),
        entries: entries.into_iter().map(EntryRow::line).collect(),
        assignments: assignments.into_iter().map(AssignmentRow::line).collect(),
    })
}

/// The record of an edition, newest first.
pub async fn events(
    ctx: &Ctx,
    it: api::EditionEvents,
    _: wire::Empty,
) -> Result<Page<wire::EventLine>, Failure> {
    let text = match ctx.query_value("saring").as_deref() {
        Some("utama") => db::edition::EVENTS_MAIN,
        _ => db::edition::EVENTS,
    };
    let rows = ctx
        .db
        .batch(vec![
            sql(db::edition::ONE).id(it.edition),
            sql(text)
                .id(it.edition)
                .before_serial(ctx.after()?.as_ref())?
                .size(EVENTS + 1),
        ])
        .await?;
    let known: Option<EditionRow> = rows.first(0)?;
    known.ok_or(Code::NotFound)?;
    let events: Vec<db::edition::EventRow> = rows.all(1)?;
    Ok(Page::of(
        events,
        EVENTS,
        db::edition::EventRow::cursor,
        db::edition::EventRow::line,
    ))
}
