//! Results for the coordinator, publication, and what the public may read of a board.

use serde::Serialize;

use klisida_domain::{
    api,
    competition::Act,
    event,
    ids::EditionId,
    page::Page,
    problem::{Code, FieldFault, Problem},
    publication::{BoardLink, PublicBoard, Version},
    wire,
};

use crate::{
    conflict::{Look, ask_again},
    ctx::Ctx,
    db::{
        self, Rows, Sql,
        edition::EditionRow,
        entry::EntryRow,
        judging::DeskRow,
        panel::SeatRow,
        publication::{BoardRow, LinkRow, SnapshotRow, VersionRow},
        sql,
        write::Write,
    },
    dispatch::{afresh, answers},
    edition::event_of,
    edition::step::{check, stale},
    failure::Failure,
    result::{Evidence, Outcome, Sheets, sheets_of},
    secret,
    throttle::confirm_password,
};

answers! {
    ResultRead: results, again: afresh;
    ResultSheets: sheets, again: afresh;
    EditionPublish: publish;
    BoardList: list;
    BoardShow: show;
    BoardVersionShow: show_version;
}

/// Boards on a page of their list.
const BOARDS: usize = 50;

impl Evidence {
    /// Reads everything that a result is made of in one round trip, and the versions published so far.
    pub async fn read(ctx: &Ctx, edition: EditionId) -> Result<(Self, Vec<Version>), Failure> {
        let rows = ctx.db.batch(Self::statements(edition)).await?;
        let versions: Vec<VersionRow> = rows.all(6)?;
        Ok((
            Self::from_rows(&rows)?,
            versions.into_iter().map(VersionRow::version).collect(),
        ))
    }

    /// What it is read by. Others may follow in the same batch.
    pub fn statements(edition: EditionId) -> Vec<Sql> {
        let mut statements = vec![
            sql(db::edition::ONE).id(edition),
            sql(db::edition::PHASES).id(edition),
            sql(db::entry::OF_EDITION).id(edition),
            sql(db::panel::SEATS).id(edition),
            sql(db::publication::MARKS).id(edition),
            sql(db::publication::LATE_COUNTS).id(edition),
            sql(db::publication::VERSIONS).id(edition),
            sql(db::publication::SAID).id(edition),
            sql(db::publication::NEWEST).id(edition),
            sql(db::proposal::UNDECIDED).id(edition),
        ];
        statements.extend(Look::statements(sql(db::conflict::OF_EDITION).id(edition)));
        statements
    }

    /// From a batch that begins with [`Evidence::statements`].
    pub fn from_rows(rows: &Rows) -> Result<Self, Failure> {
        Ok(Self {
            edition: rows.first(0)?.ok_or(Code::NotFound)?,
            phases: rows.all(1)?,
            entries: rows.all(2)?,
            seats: rows.all(3)?,
            sheets: Sheets::new(rows.all(4)?),
            late: rows.all(5)?,
            said: rows.all(7)?,
            newest: rows.first(8)?,
            undecided: rows.all(9)?,
            look: Look::from_rows(rows, 10)?,
        })
    }
}

/// The board as it would be published now, all sheets, and what is missing. Reading it is recorded.
pub async fn results(
    ctx: &Ctx,
    it: api::ResultRead,
    _: wire::Empty,
) -> Result<wire::Results, Failure> {
    let (evidence, _) = Evidence::read(ctx, it.edition).await?;
    let edition = &evidence.edition;
    check(ctx, edition, Act::ReadMarks, edition.version)?;
    let results = evidence.results(ctx.now)?;
    let mut write = Write::new(ctx);
    evidence.look.write_down(ctx, &mut write)?;
    // Reopened meanwhile: then nobody reads them.
    write.holds(sql(db::edition::UNSEALED).id(edition.id), Code::MarksSealed);
    write.run(sql(db::conflict::READ).id(edition.id).id(ctx.write_key()?));
    if results.same && edition.is_ahead() {
        write.run(
            sql(db::edition::SAYS_THE_SAME)
                .id(edition.id)
                .int(edition.version),
        );
    }
    write.event(event_of(
        edition,
        event::RESULT_READ,
        edition.name.clone(),
        None,
    ));
    // The reply is not stored: it holds marks. A repetition reads what is true then and is recorded once.
    write.commit_keeping("{}".to_owned()).await?;
    Ok(results)
}

/// All sheets of one entry with their notes. Reading them is recorded, with the entry.
pub async fn sheets(
    ctx: &Ctx,
    it: api::ResultSheets,
    _: wire::Empty,
) -> Result<Vec<wire::ResultSheet>, Failure> {
    let mut statements = vec![
        sql(db::edition::ONE).id(it.edition),
        sql(db::entry::ONE).id(it.entry),
        sql(db::panel::SEATS).id(it.edition),
        sql(db::publication::SHEETS).id(it.edition).id(it.entry),
        sql(db::publication::LATE).id(it.edition).id(it.entry),
    ];
    statements.extend(Look::statements(sql(db::conflict::OF_ENTRY).id(it.entry)));
    let rows = ctx.db.batch(statements).await?;
    let edition: EditionRow = rows.first(0)?.ok_or(Code::NotFound)?;
    check(ctx, &edition, Act::ReadMarks, edition.version)?;
    let entry: Option<EntryRow> = rows.first(1)?;
    let entry = entry
        .filter(|entry| entry.edition_id == edition.id)
        .ok_or(Code::NotFound)?;
    let seats: Vec<SeatRow> = rows.all(2)?;
    let found: Vec<DeskRow> = rows.all(3)?;
    let look = Look::from_rows(&rows, 5)?;
    let sheets = sheets_of(&edition, &seats, &found, &look, rows.all(4)?)?;
    let mut write = Write::new(ctx);
    look.write_down(ctx, &mut write)?;
    write.holds(sql(db::edition::UNSEALED).id(edition.id), Code::MarksSealed);
    write.run(sql(db::conflict::READ).id(edition.id).id(ctx.write_key()?));
    write.event(event_of(&edition, event::RESULT_READ, entry.label(), None));
    write.commit_keeping("{}".to_owned()).await?;
    Ok(sheets)
}

/// The note of a correction, 10 to 500 characters; none for a first version.
fn note(version: u32, given: Option<&str>) -> Result<Option<String>, Failure> {
    if version == 1 {
        return Ok(None);
    }
    let note = given.unwrap_or_default().trim();
    if (10..=500).contains(&note.chars().count()) {
        Ok(Some(note.to_owned()))
    } else {
        Err(Problem::field(Code::NoteNeeded, "note").into())
    }
}

/// Publish, or publish a corrected version. What was published before stays as it is.
pub async fn publish(
    ctx: &Ctx,
    it: api::EditionPublish,
    body: wire::Publish,
) -> Result<wire::Published, Failure> {
    confirm_password(ctx, &body.password)?;
    let (evidence, mut versions) = Evidence::read(ctx, it.edition).await?;
    let edition = &evidence.edition;
    check(ctx, edition, Act::Publish, body.version)?;
    let version = edition.published + 1;
    let note = note(version, body.note.as_deref())?;
    let gaps = evidence.gaps(ctx.now);
    let refuse = |code, blocking| {
        let faults = gaps
            .iter()
            .filter(|gap| gap.blocks == blocking)
            .map(|gap| FieldFault::new(gap.entry.as_str(), gap.code))
            .collect();
        Failure::from(Problem {
            faults,
            ..Problem::new(code)
        })
    };
    if gaps.iter().any(|gap| gap.blocks) {
        return Err(refuse(Code::NotReady, true));
    }
    if !gaps.is_empty() && !body.acknowledged {
        return Err(refuse(Code::GapsNotAcknowledged, false));
    }
    let outcome = evidence.outcome(ctx.now, note.clone())?;
    if evidence.is_published(&outcome) {
        return Err(Code::BoardUnchanged.into());
    }
    let Outcome {
        board,
        inputs,
        said,
    } = outcome;
    versions.insert(
        0,
        Version {
            n: version,
            at: ctx.now,
            note: note.clone(),
        },
    );
    let mut write = Write::new(ctx);
    // Before the edition is published: afterwards the facts of now say nothing about it.
    ask_again(&mut write, edition.id);
    write.must(
        sql(db::edition::PUBLISHED)
            .id(edition.id)
            .int(body.version)
            .int(version),
        stale(edition.id),
    );
    write.run(
        sql(db::publication::INSERT)
            .text(edition.slug.as_str())
            .int(version)
            .id(body.id)
            .id(edition.id)
            .at(ctx.now)
            .id(ctx.person()?.person)
            .text_or_null(note.as_deref())
            .json(&stored_inputs(&inputs))?
            .json(&board)?
            .text(board.digest.as_str()),
    );
    for (n, part) in parts(&inputs).enumerate() {
        write.run(
            sql(db::publication::INSERT_INPUT)
                .id(body.id)
                .size(n + 1)
                .text(part),
        );
    }
    write.run(
        sql(db::publication::SAY)
            .id(edition.id)
            .int(version)
            .at(ctx.now)
            .json(&said)?,
    );
    write.run(sql(db::conflict::READ).id(edition.id).id(ctx.write_key()?));
    write.must(
        sql(db::publication::BOARD_PUBLISH)
            .id(edition.id)
            .at(ctx.now)
            .json(&board)?
            .json(&versions)?,
        Code::Internal,
    );
    write.event(event_of(
        edition,
        event::EDITION_PUBLISHED,
        format!("Versi {version}"),
        note,
    ));
    write
        .commit(wire::Published {
            slug: edition.slug.clone(),
            board_version: version,
            version: edition.version + 1,
            at: ctx.now,
        })
        .await
}

/// Bytes of one stored part of the inputs (the table's CHECK): far below what a row may hold.
const PART: usize = 65_536;

/// What stands in the publication's own row for the inputs.
#[derive(Serialize)]
struct StoredInputs {
    parts: usize,
    bytes: usize,
    sha256: String,
}

fn stored_inputs(inputs: &str) -> StoredInputs {
    StoredInputs {
        parts: parts(inputs).count(),
        bytes: inputs.len(),
        sha256: secret::of_secret(inputs),
    }
}

/// A text in pieces of at most [`PART`] bytes that end where a character ends.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let (part, after) = rest.split_at_checked(rest.floor_char_boundary(PART))?;
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// Boards that the public may know of, newest first.
pub async fn links(ctx: &Ctx) -> Result<Page<BoardLink>, Failure> {
    let rows: Vec<LinkRow> = ctx
        .db
        .all(
            sql(db::publication::LINKS)
                .before_number(ctx.after()?.as_ref())?
                .size(BOARDS + 1),
        )
        .await?;
    Ok(Page::of(rows, BOARDS, LinkRow::cursor, |row| {
        row.link(ctx.now)
    }))
}

/// A board as it is stored: one row.
pub async fn stored(ctx: &Ctx, slug: &str) -> Result<BoardRow, Failure> {
    let row: Option<BoardRow> = ctx.db.first(sql(db::publication::BOARD).text(slug)).await?;
    row.ok_or_else(|| Code::NotFound.into())
}

/// A board as the public sees it now.
pub async fn current(ctx: &Ctx, slug: &str) -> Result<PublicBoard, Failure> {
    Ok(stored(ctx, slug).await?.public(ctx.now)?)
}

/// One published version: two rows.
pub async fn version(ctx: &Ctx, slug: &str, version: u32) -> Result<PublicBoard, Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::publication::BOARD_HEAD).text(slug),
            sql(db::publication::SNAPSHOT).text(slug).int(version),
        ])
        .await?;
    let head: BoardRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let snapshot: SnapshotRow = rows.first(1)?.ok_or(Code::NotFound)?;
    Ok(PublicBoard::Final {
        board: snapshot.board,
        versions: head.versions()?,
        archived: head.archived,
    })
}

/// Boards that the public may know of.
pub async fn list(
    ctx: &Ctx,
    _: api::BoardList,
    _: wire::Empty,
) -> Result<Page<BoardLink>, Failure> {
    links(ctx).await
}

/// A board: its current version, or only that it is not published.
pub async fn show(ctx: &Ctx, it: api::BoardShow, _: wire::Empty) -> Result<PublicBoard, Failure> {
    current(ctx, &it.slug).await
}

/// An earlier version of a board.
pub async fn show_version(
    ctx: &Ctx,
    it: api::BoardVersionShow,
    _: wire::Empty,
) -> Result<PublicBoard, Failure> {
    version(ctx, &it.slug, it.version).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_join_to_the_text_and_none_is_longer_than_its_column() {
        for text in [
            "",
            "a",
            &"a".repeat(PART),
            &"é€😀a".repeat(40_000),
            &"x".repeat(3 * PART + 1),
        ] {
            let found: Vec<_> = parts(text).collect();
            assert_eq!(found.concat(), text);
            assert!(found.iter().all(|part| (1..=PART).contains(&part.len())));
            assert_eq!(stored_inputs(text).parts, found.len());
        }
    }

    #[test]
    fn a_correction_needs_a_note_and_a_first_version_has_none() {
        assert_eq!(note(1, Some("apa saja yang ditulis")).ok(), Some(None));
        assert!(note(2, None).is_err());
        assert!(note(2, Some("pendek   ")).is_err());
        assert_eq!(
            note(2, Some(" Nilai satu entri diperbaiki ")).ok(),
            Some(Some("Nilai satu entri diperbaiki".to_owned()))
        );
    }
}
