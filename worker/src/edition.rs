//! Editions: settings, workspace, opening, deadline, closing, record.

use klisida_domain::{
    access::{Action, may},
    account::check_reason,
    api,
    competition::{Act, EntryReadiness, OpeningGap, Setup, Standing, opening_gaps},
    defaults, event,
    ids::EditionId,
    judging::AssignmentState,
    problem::{Code, Problem},
    text,
    time::Instant,
    wire,
};

use crate::{
    conflict::Look,
    ctx::Ctx,
    db::{
        self,
        edition::{EditionRow, PhaseRow},
        entry::EntryRow,
        panel::{AssignmentRow, SeatRow},
        sql,
        write::{Event, Lost, Write},
    },
    failure::Failure,
};

/// What a lost race on the edition's version means.
pub fn stale(edition: EditionId) -> Lost {
    Lost::Stale(sql(db::edition::VERSION).id(edition))
}

/// May the person do this to the edition now, having seen this version?
pub fn check(ctx: &Ctx, edition: &EditionRow, act: Act, seen: u32) -> Result<(), Failure> {
    let standing = edition.standing(ctx.now);
    may(ctx.person()?, Action::Run { act, standing })?;
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

/// All editions, newest first.
pub async fn list(
    ctx: &Ctx,
    _: api::EditionList,
    _: wire::Empty,
) -> Result<Vec<wire::EditionLine>, Failure> {
    let rows: Vec<db::edition::EditionCounted> = ctx.db.all(sql(db::edition::LIST)).await?;
    Ok(rows.into_iter().map(|row| row.line(ctx.now)).collect())
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

/// Everything about an edition but its marks.
pub struct Workspace {
    /// The edition.
    pub edition: EditionRow,
    /// Its phases.
    pub phases: Vec<PhaseRow>,
    /// Its entries in order of number.
    pub entries: Vec<EntryRow>,
    /// Its panel.
    pub seats: Vec<SeatRow>,
    /// Who judges what.
    pub assignments: Vec<AssignmentRow>,
    /// Conflicts of interest between them.
    pub look: Look,
}

impl Workspace {
    /// Reads it in one round trip.
    pub async fn read(ctx: &Ctx, edition: EditionId) -> Result<Self, Failure> {
        let mut statements = vec![
            sql(db::edition::ONE).id(edition),
            sql(db::edition::PHASES).id(edition),
            sql(db::entry::OF_EDITION).id(edition),
            sql(db::panel::SEATS).id(edition),
            sql(db::panel::ASSIGNMENTS).id(edition),
        ];
        statements.extend(Look::statements(sql(db::conflict::OF_EDITION).id(edition)));
        let rows = ctx.db.batch(statements).await?;
        Ok(Self {
            edition: rows.first(0)?.ok_or(Code::NotFound)?,
            phases: rows.all(1)?,
            entries: rows.all(2)?,
            seats: rows.all(3)?,
            assignments: rows.all(4)?,
            look: Look::from_rows(&rows, 5)?,
        })
    }

    /// What stands between this draft and its opening.
    pub fn gaps(&self, now: Instant) -> Vec<OpeningGap> {
        let open = self.look.all_open();
        let readiness: Vec<_> = self
            .entries
            .iter()
            .filter(|entry| entry.withdrawn_at.is_none())
            .map(|entry| EntryReadiness {
                label: entry.label(),
                judges: self
                    .assignments
                    .iter()
                    .filter(|it| it.entry_id == entry.id && it.state == AssignmentState::Active)
                    .count(),
                ready: entry.ready,
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
        opening_gaps(&self.edition.setup(), &readiness, judges, now)
    }
}

/// The workspace of an edition. Progress is counts, never a mark.
pub async fn show(
    ctx: &Ctx,
    it: api::EditionShow,
    _: wire::Empty,
) -> Result<wire::Edition, Failure> {
    let workspace = Workspace::read(ctx, it.edition).await?;
    let standing = workspace.edition.standing(ctx.now);
    let gaps = if standing == Standing::Draft {
        workspace.gaps(ctx.now)
    } else {
        Vec::new()
    };
    let setup = workspace.edition.setup();
    Ok(wire::Edition {
        id: workspace.edition.id,
        slug: workspace.edition.slug,
        setup,
        phases: workspace.phases,
        standing,
        version: workspace.edition.version,
        now: ctx.now,
        entries: workspace.entries.into_iter().map(EntryRow::line).collect(),
        panel: workspace.seats.into_iter().map(SeatRow::seat).collect(),
        assignments: workspace
            .assignments
            .into_iter()
            .map(AssignmentRow::line)
            .collect(),
        gaps,
        published: workspace.edition.published,
    })
}

/// The record of an edition, newest first.
pub async fn events(
    ctx: &Ctx,
    it: api::EditionEvents,
    _: wire::Empty,
) -> Result<Vec<wire::EventLine>, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::edition::ONE).id(it.edition),
            sql(db::edition::EVENTS).id(it.edition),
        ])
        .await?;
    let known: Option<EditionRow> = rows.first(0)?;
    known.ok_or(Code::NotFound)?;
    let events: Vec<db::edition::EventRow> = rows.all(1)?;
    Ok(events
        .into_iter()
        .map(db::edition::EventRow::line)
        .collect())
}
