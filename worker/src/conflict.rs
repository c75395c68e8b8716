//! Conflicts of interest, looked at again whenever the facts may have changed: found, shown to the coordinator, decided.

use std::collections::BTreeMap;

use klisida_domain::{
    agency::Agency,
    api,
    competition::Act,
    conflict::Class,
    event,
    ids::{AssignmentId, EditionId, PersonId},
    problem::Code,
    proposal::{Excluding, may_exclude},
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self, Rows, Sql,
        catalogue::AgencyRow,
        conflict::{DecisionRow, OfEdition, PairRow, RecoveredRow},
        edition::EditionRow,
        sql,
        write::{Event, Write},
    },
    dispatch::answers,
    edition::step::{check, reason, saved, stale},
    failure::Failure,
};

answers! {
    EditionWatch: watch;
    ConflictDecide: decide;
}

/// Judges and entries that meet, and all agencies.
pub struct Look {
    pairs: Vec<PairRow>,
    agencies: Vec<Agency>,
    /// What nobody decided; no entry where there is nothing. Asked for every sheet of an edition.
    open: BTreeMap<AssignmentId, Vec<Class>>,
}

impl Look {
    /// The statements that it reads: these pairs, and all agencies.
    pub fn statements(pairs: Sql) -> [Sql; 2] {
        [pairs, sql(db::catalogue::AGENCIES)]
    }

    /// From statements `n` and `n + 1` of a batch.
    pub fn from_rows(rows: &Rows, n: usize) -> Result<Self, Failure> {
        let pairs: Vec<PairRow> = rows.all(n)?;
        let agencies: Vec<Agency> = rows
            .all::<AgencyRow>(n + 1)?
            .into_iter()
            .map(AgencyRow::agency)
            .collect();
        let open = pairs
            .iter()
            .map(|pair| (pair.id, pair.open(&agencies)))
            .filter(|(_, classes)| !classes.is_empty())
            .collect();
        Ok(Self {
            pairs,
            agencies,
            open,
        })
    }

    /// As it will be with this team.
    pub fn with_team(mut self, team: &[PersonId]) -> Self {
        for pair in &mut self.pairs {
            pair.team = team.to_vec();
        }
        self
    }

    /// What nobody decided about this pair; empty when it may count.
    pub fn open(&self, assignment: AssignmentId) -> &[Class] {
        self.open.get(&assignment).map_or(&[], Vec::as_slice)
    }

    /// A pair that stands.
    pub fn pair(&self, assignment: AssignmentId) -> Option<&PairRow> {
        self.pairs.iter().find(|pair| pair.id == assignment)
    }

    /// As it would be with the conflicts of a pair decided.
    pub fn decide(&mut self, assignment: AssignmentId) {
        self.open.remove(&assignment);
    }

    /// The pairs with something undecided.
    pub fn all_open(&self) -> Vec<&PairRow> {
        self.pairs
            .iter()
            .filter(|pair| self.open.contains_key(&pair.id))
            .collect()
    }

    /// Writes down what was found, with a line in the record; nothing when all is known.
    pub fn write_down(&self, ctx: &Ctx, write: &mut Write<'_>) -> Result<bool, Failure> {
        let mut found = Vec::new();
        for pair in &self.pairs {
            let fresh = pair.fresh(&self.agencies);
            if fresh.is_empty() {
                continue;
            }
            write.event(Event {
                action: event::CONFLICT_FOUND,
                edition: Some(pair.edition_id),
                subject_id: pair.id.to_string(),
                subject: format!("{}: {}", pair.label(), pair.judge),
                ..Event::default()
            });
            found.extend(fresh.into_iter().map(|class| (pair.id, class)));
        }
        if found.is_empty() {
            return Ok(false);
        }
        write.run(sql(db::conflict::FOUND).at(ctx.now).json(&found)?);
        Ok(true)
    }
}

/// Looks at these pairs again after something else was written. What is found here is found at every later look, too:
/// a crash in between hides nothing.
pub async fn look_again(ctx: &Ctx, pairs: Sql) -> Result<(), Failure> {
    let rows = ctx.db.batch(Look::statements(pairs).to_vec()).await?;
    let look = Look::from_rows(&rows, 0)?;
    let mut write = Write::new(ctx);
    if look.write_down(ctx, &mut write)? {
        write.commit_apart().await?;
    }
    Ok(())
}

/// Asks inside a write that makes an edition go on whether a conflict waits for a decision that was found, or whose facts came,
/// since it was looked for.
pub fn ask_again(write: &mut Write<'_>, edition: EditionId) {
    write.holds(
        sql(db::conflict::SETTLED).id(edition),
        Code::ConflictUndecided,
    );
}

/// Conflicts, sheets changed after a recovery, and whether the marks were read.
pub async fn watch(
    ctx: &Ctx,
    it: api::EditionWatch,
    _: wire::Empty,
) -> Result<wire::Watch, Failure> {
    let mut statements = vec![
        sql(db::edition::ONE).id(it.edition),
        sql(db::conflict::DECISIONS).id(it.edition),
        sql(db::conflict::RECOVERED).id(it.edition),
    ];
    statements.extend(Look::statements(
        sql(db::conflict::OF_EDITION).id(it.edition),
    ));
    let rows = ctx.db.batch(statements).await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let decisions: Vec<DecisionRow> = rows.all(1)?;
    let look = Look::from_rows(&rows, 3)?;
    let mut conflicts = Vec::new();
    for pair in &look.pairs {
        let undecided = look.open(pair.id);
        let open = !undecided.is_empty();
        let classes = if open {
            undecided.to_vec()
        } else {
            pair.decided.clone()
        };
        if classes.is_empty() {
            continue;
        }
        let decision = decisions.iter().rfind(|it| it.assignment_id == pair.id);
        conflicts.push(wire::Conflict {
            assignment: pair.id,
            entry: pair.entry_id,
            entry_name: pair.label(),
            judge: pair.judge_id,
            judge_name: pair.judge.clone(),
            classes,
            open,
            decided_by: decision.map(|it| it.by.clone()),
            reason: decision.map(|it| it.reason.clone()),
        });
    }
    conflicts.sort_by_key(|it| !it.open);
    Ok(wire::Watch {
        conflicts,
        recovered: rows
            .all::<RecoveredRow>(2)?
            .into_iter()
            .map(RecoveredRow::line)
            .collect(),
        marks_read: edition.marks_read_at.is_some(),
        version: edition.version,
    })
}

/// A write by which one person alone excludes: it moves the edition on, and nothing happens once somebody reads the marks.
pub fn exclude_alone<'a>(ctx: &'a Ctx, edition: &EditionRow) -> Result<Write<'a>, Failure> {
    may_exclude(Excluding::Alone, edition.marks_read_at.is_some())?;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::edition::STEP_ANY)
            .id(edition.id)
            .int(edition.version),
        stale(edition.id),
    );
    write.holds(
        sql(db::conflict::UNREAD).id(edition.id),
        Code::SecondPersonNeeded,
    );
    Ok(write)
}

/// The edition of a pair.
pub async fn edition_of(ctx: &Ctx, assignment: AssignmentId) -> Result<EditionId, Failure> {
    let known: Option<OfEdition> = ctx
        .db
        .first(sql(db::conflict::EDITION).id(assignment))
        .await?;
    Ok(known.ok_or(Code::NotFound)?.id)
}

/// Decide a conflict: take the pair away, or let it stand. After the marks were read that needs a second person.
pub async fn decide(
    ctx: &Ctx,
    it: api::ConflictDecide,
    body: wire::ConflictVerdict,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let mut statements = vec![sql(db::conflict::EDITION_OF).id(it.assignment)];
    statements.extend(Look::statements(sql(db::conflict::ONE).id(it.assignment)));
    let rows = ctx.db.batch(statements).await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &edition, Act::Exclude, body.version)?;
    let look = Look::from_rows(&rows, 1)?;
    let classes = look.open(it.assignment).to_vec();
    let Some(pair) = look.pairs.first().filter(|_| !classes.is_empty()) else {
        return Err(Code::NoConflict.into());
    };
    let mut write = exclude_alone(ctx, &edition)?;
    look.write_down(ctx, &mut write)?;
    if body.keep {
        keep(ctx, &mut write, it.assignment, &classes, &reason)?;
    } else {
        write.must(
            sql(db::panel::UNASSIGN)
                .id(edition.id)
                .json(&[it.assignment])?
                .at(ctx.now)
                .text(reason.as_str()),
            Code::NotAssigned,
        );
    }
    write.event(Event {
        action: event::CONFLICT_DECIDED,
        edition: Some(edition.id),
        subject_id: it.assignment.to_string(),
        subject: format!("{}: {}", pair.label(), pair.judge),
        after: Some(
            if body.keep {
                "tetap menilai"
            } else {
                "dilepas"
            }
            .to_owned(),
        ),
        reason: Some(reason),
        ..Event::default()
    });
    write.commit(saved(ctx, &edition)).await
}

/// The judge judges all the same, for these reasons of conflict.
pub fn keep(
    ctx: &Ctx,
    write: &mut Write<'_>,
    assignment: AssignmentId,
    classes: &[Class],
    reason: &str,
) -> Result<(), Failure> {
    let list: Vec<_> = classes.iter().map(|class| (assignment, *class)).collect();
    write.must_change(
        sql(db::conflict::DECIDE)
            .at(ctx.now)
            .id(ctx.person()?.person)
            .text(reason)
            .json(&list)?,
        list.len(),
        Code::NoConflict,
    );
    write.unique("conflict_decision", Code::NoConflict);
    Ok(())
}
