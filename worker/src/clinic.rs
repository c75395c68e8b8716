//! A record as every handler of the clinic reads it: where it stands, who asks, what the gates look at; and how it moves.

use klisida_domain::{
    clinic::{Act, Lane, Relation, may, met},
    gate::{self, Facts, Missing},
    ids::{InnovationId, PersonId},
    law::Stage,
    part::{Parts, has_idea_card, open_results, plan_counts, submission_faults},
    problem::{Code, Problem},
    stage::{Course, Desk, Hold, Place, Refusal, Step},
    told::{self, Told},
    turn::Durations,
    wire,
};

use crate::{
    ctx::Ctx,
    db::{
        self, Rows, Sql,
        record::{DurationsRow, FactsRow, Move, PartRow, RecordRow},
        sql,
        write::{Event, Lost, Write},
    },
    failure::Failure,
};

/// A record, seen by the person who asks.
pub struct Record {
    /// As stored.
    pub row: RecordRow,
    /// Where it stands.
    pub course: Course,
    /// How the person stands to it.
    pub relation: Relation,
}

/// The same with its parts and what the gates look at.
pub struct Whole {
    /// The record.
    pub record: Record,
    /// Its parts as stored.
    pub parts: Vec<PartRow>,
    /// What the gates look at.
    pub facts: Facts,
}

impl Record {
    /// The statement that reads it.
    pub fn statement(ctx: &Ctx, innovation: InnovationId) -> Result<Sql, Failure> {
        Ok(sql(db::record::ONE).id(ctx.person()?.person).id(innovation))
    }

    /// From its row.
    pub fn of(ctx: &Ctx, row: RecordRow) -> Result<Self, Failure> {
        let relation = Relation::of(
            ctx.person()?,
            &row.agency_code,
            row.parent_code.as_ref(),
            row.member,
            row.own,
        );
        Ok(Self {
            course: row.course(),
            relation,
            row,
        })
    }

    /// From statement `n` of a batch; 404 for whoever is not concerned.
    pub fn from_rows(ctx: &Ctx, rows: &Rows, n: usize) -> Result<Self, Failure> {
        let record = Self::of(ctx, rows.first(n)?.ok_or(Code::NotFound)?)?;
        if record.relation.reads() {
            Ok(record)
        } else {
            Err(Code::NotFound.into())
        }
    }

    /// Reads it; 404 for whoever is not concerned.
    pub async fn read(ctx: &Ctx, innovation: InnovationId) -> Result<Self, Failure> {
        let rows = ctx
            .db
            .batch(vec![Self::statement(ctx, innovation)?])
            .await?;
        Self::from_rows(ctx, &rows, 0)
    }

    /// May the person do this now, having seen this version? First who, then the version, then how it stands.
    pub fn check(&self, act: Act, seen: u32) -> Result<(), Failure> {
        let said = may(self.relation, act, self.course, &self.row.open_parts);
        if let Err(code @ (Code::NotFound | Code::Forbidden)) = said {
            return Err(code.into());
        }
        if self.row.version != seen {
            return Err(Problem::stale(self.row.version).into());
        }
        if let Act::Step(step) = act {
            self.course
                .after(step, self.row.head_releases)
                .map_err(Refusal::problem)?;
        }
        Ok(said?)
    }

    /// What a lost race on the record's version means.
    pub fn stale(&self) -> Lost {
        Lost::Stale(sql(db::record::VERSION).id(self.row.id))
    }

    /// `INV-2026-0042 Nama`.
    pub fn label(&self) -> String {
        format!("{} {}", self.row.number, self.row.name)
    }

    /// A line of its history.
    pub fn event(&self, action: &'static str, reason: Option<String>) -> Event {
        Event {
            action,
            innovation: Some(self.row.id),
            subject_id: self.row.id.to_string(),
            subject: self.label(),
            reason,
            ..Event::default()
        }
    }

    /// A line of its history about a move.
    pub fn moved(&self, action: &'static str, reason: Option<String>, next: Course) -> Event {
        Event {
            before: Some(words(self.course)),
            after: Some(words(next)),
            ..self.event(action, reason)
        }
    }

    /// The move to `next`.
    pub fn to(&self, ctx: &Ctx, next: Course) -> Move {
        let turned = next.place != self.course.place || next.desk != self.course.desk;
        let open = if next.place == self.course.place {
            self.row.open_parts.clone()
        } else {
            Vec::new()
        };
        Move {
            id: self.row.id,
            version: self.row.version,
            place: next.place.code(),
            desk: next.desk.code(),
            hold: next.hold.code(),
            lane: db::record::lane(Lane::of(next)),
            since: if turned { ctx.now } else { self.row.since },
            open,
            revision: self.row.revision,
            plans: self.row.plans,
            told_course: None,
            told_hold: None,
        }
    }

    /// With the move goes why, and who says so: the record keeps the newest of its sort.
    pub fn tell(&self, ctx: &Ctx, to: &mut Move, step: Step, by: PersonId, reason: &str) {
        // What is told of a closing belongs to the stage that was closed.
        let stage = self.course.stage().unwrap_or(Stage::Display);
        let told = Told {
            step,
            stage,
            side: told::side(step, self.course, self.relation),
            by: by.to_string(),
            at: ctx.now,
            reason: reason.to_owned(),
        };
        if told.is_hold() {
            to.told_hold = Some(told);
        } else {
            to.told_course = Some(told);
        }
    }

    /// What was said last and still matters to the person.
    pub fn told(&self) -> Option<Told> {
        told::newest(&self.row.told(), self.course, self.relation).cloned()
    }

    /// The answer to a step that leads to `next` as revision `revision`.
    pub fn taken(
        &self,
        ctx: &Ctx,
        durations: &Durations,
        next: Course,
        to: &Move,
    ) -> wire::StepTaken {
        wire::StepTaken {
            version: to.version + 1,
            course: next,
            receipt: format!("{}/{}", self.row.number, to.revision),
            due: durations.due(next, to.since),
            at: ctx.now,
        }
    }

    /// As it travels in a list.
    pub fn line(self) -> wire::RecordLine {
        let told = self.told().map(Told::shortened);
        self.whole_line(told)
    }

    /// As it travels alone, with all that was said.
    pub fn own_line(self) -> wire::RecordLine {
        let told = self.told();
        self.whole_line(told)
    }

    fn whole_line(self, told: Option<Told>) -> wire::RecordLine {
        let person = |id: Option<_>, name: Option<String>| {
            id.map(|id| wire::PersonRef {
                id,
                name: name.unwrap_or_default(),
            })
        };
        let row = self.row;
        wire::RecordLine {
            id: row.id,
            number: Some(row.number),
            name: row.name,
            agency: row.agency_code,
            agency_name: row.agency_name,
            course: self.course,
            since: row.since,
            facilitator: person(row.facilitator_id, row.facilitator),
            reviewer: person(row.reviewer_id, row.reviewer),
            held: self.relation.clinic && row.held.is_some(),
            asked: row.asked_at.is_some(),
            interest: self.relation.clinic && row.interest,
            relation: self.relation,
            told,
            version: row.version,
        }
    }
}

impl Whole {
    /// The statements that read it: the record, its parts, the counts of the gates, the durations.
    pub fn statements(ctx: &Ctx, innovation: InnovationId) -> Result<Vec<Sql>, Failure> {
        Ok(vec![
            Record::statement(ctx, innovation)?,
            sql(db::record::PARTS).id(innovation),
            sql(db::record::FACTS).id(innovation).at(ctx.now),
            sql(db::record::DURATIONS),
        ])
    }

    /// From the first three of these.
    pub fn from_rows(ctx: &Ctx, rows: &Rows) -> Result<Self, Failure> {
        let record = Record::from_rows(ctx, rows, 0)?;
        let parts: Vec<PartRow> = rows.all(1)?;
        let counts: FactsRow = rows.first(2)?.ok_or(Code::NotFound)?;
        let all = contents(&parts);
        let facts = counts.facts(
            has_idea_card(&all),
            plan_counts(&all),
            open_results(&all),
            met(&record.row.criteria),
        );
        Ok(Self {
            record,
            parts,
            facts,
        })
    }

    /// Reads it with the durations of the clinic.
    pub async fn read(ctx: &Ctx, innovation: InnovationId) -> Result<(Self, Durations), Failure> {
        let rows = ctx.db.batch(Self::statements(ctx, innovation)?).await?;
        Ok((Self::from_rows(ctx, &rows)?, durations(&rows, 3)?.0))
    }

    /// What keeps its stage from being handed in: what the gate asks for, and every part that is not fit.
    pub fn submission(&self) -> Result<(), Failure> {
        let Some(stage) = self.record.course.stage() else {
            return Err(Code::StagesEnded.into());
        };
        let faults = submission_faults(stage, &contents(&self.parts));
        if let Some(problem) = Problem::gate(gate::before_submission(stage, &self.facts)) {
            return Err(Problem { faults, ..problem }.into());
        }
        match Problem::faults(faults) {
            Some(problem) => Err(problem.into()),
            None => Ok(()),
        }
    }

    /// The parts that were read are those that are stored: nobody wrote in between.
    pub fn parts_stand(&self, write: &mut Write<'_>) {
        let versions: u32 = self.parts.iter().map(|part| part.version).sum();
        write.holds(
            sql(db::record::PARTS_STAND)
                .id(self.record.row.id)
                .int(versions),
            self.record.stale(),
        );
    }

    /// A part was written after the newest revision was handed in.
    pub fn newer_than_revision(&self) -> bool {
        let handed = self.record.row.handed_at;
        self.parts.iter().any(|part| Some(part.at) > handed)
    }
}

fn contents(parts: &[PartRow]) -> Parts {
    parts
        .iter()
        .map(|row| (row.part, row.content.clone()))
        .collect()
}

/// A closed gate is refused.
pub fn open(missing: Vec<Missing>) -> Result<(), Failure> {
    match Problem::gate(missing) {
        Some(problem) => Err(problem.into()),
        None => Ok(()),
    }
}

/// Durations of the clinic from statement `n` of a batch, with their version; 0 when never set.
pub fn durations(rows: &Rows, n: usize) -> Result<(Durations, u32), Failure> {
    let row: Option<DurationsRow> = rows.first(n)?;
    Ok(row.map_or_else(Default::default, |row| (row.durations, row.version)))
}

/// Where it stands, in words: `Rencana aksi · Tim Klinik`.
fn words(course: Course) -> String {
    let who = match (course.place, course.hold) {
        (Place::In(_), Hold::None) => course.desk.label(),
        (Place::In(_), Hold::Revising) if course.desk != Desk::Innovator => course.desk.label(),
        (Place::In(_), _) => course.status(),
        _ => return course.place.label().to_owned(),
    };
    format!("{} · {who}", course.place.label())
}

/// Records move, all or none, each from the version that was seen.
pub fn apply(write: &mut Write<'_>, moves: &[Move], lost: Lost) -> Result<(), Failure> {
    write.must_change(sql(db::record::MOVE).json(&moves)?, moves.len(), lost);
    write.run(sql(db::record::MOVE_STAGE).json(&moves)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use klisida_domain::law::Stage;

    use super::*;

    #[test]
    fn a_move_is_said_in_words() {
        let course = |desk, hold| Course {
            place: Place::In(Stage::Design),
            desk,
            hold,
        };
        assert_eq!(
            words(course(Desk::Clinic, Hold::None)),
            "Rencana aksi · Tim Klinik"
        );
        assert_eq!(
            words(course(Desk::Innovator, Hold::Revising)),
            "Rencana aksi · Perlu perbaikan"
        );
        assert_eq!(
            words(course(Desk::Clinic, Hold::Paused)),
            "Rencana aksi · Ditunda"
        );
        let ended = Course {
            place: Place::Finished,
            ..course(Desk::Clinic, Hold::None)
        };
        assert_eq!(words(ended), "Selesai");
    }
}
