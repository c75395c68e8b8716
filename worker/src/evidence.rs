//! Evidence: files in R2 and links (assurance F).
//!
//! A file comes in two steps: announced (a row with name, kind, size and digest), then sent. The row becomes evidence
//! only when exactly the announced bytes lie in the store; whatever is cut in between can be sent again.

use klisida_domain::{
    api,
    clinic::{Act, Relation, may},
    event,
    evidence::{
        DateFrom, FileKind, MAX_ALL, MAX_COUNT, MAX_DAY, MAX_DAY_COUNT, Source, date_fault, faults,
        file_name, may_pass_later, note_fault, said,
    },
    ids::{EvidenceId, InnovationId},
    paths,
    problem::{Code, Problem},
    showcase,
    time::{DAY, HOUR, Instant},
    wire,
};
use worker::{Bucket, Date, Request, ResponseBody};

use crate::{
    ctx::Ctx,
    db::{
        self, Db,
        evidence::{EvidenceRow, KeyRow, Line, RecordRow},
        sql,
        write::{Lost, Write},
    },
    dispatch::{answers, bytes},
    edition::step::reason,
    failure::Failure,
    gate::Given,
    http::{Answer, Keep},
    secret,
};

mod check;
mod small;
mod store;

pub use small::{file as small_file, public_file as public_small, put as put_small};
use store::Announced;

answers! {
    EvidenceAdd: add;
    EvidenceSet: expose;
    EvidenceDate: set_date;
    EvidenceDescribe: describe;
    EvidenceRemove: remove;
}

bytes! {
    EvidencePut;
    EvidenceFile;
    EvidenceSmallPut;
    EvidenceSmall;
}

/// Bytes have no versions: they are announced, they arrive, they go. What is said of them has ([`describe`]).
const fn saved(at: Instant) -> wire::Saved {
    wire::Saved { version: 1, at }
}

fn relation(ctx: &Ctx, record: &RecordRow) -> Result<Relation, Failure> {
    Ok(Relation::of(
        ctx.person()?,
        &record.agency_code,
        record.parent_code.as_ref(),
        record.member,
        record.own,
    ))
}

fn allowed(ctx: &Ctx, record: &RecordRow, act: Act) -> Result<(), Failure> {
    Ok(may(relation(ctx, record)?, act, record.course(), &[])?)
}

/// A piece of evidence that is there, with its record, when the caller may do this with it.
async fn load(
    ctx: &Ctx,
    evidence: EvidenceId,
    act: Act,
) -> Result<(EvidenceRow, RecordRow), Failure> {
    let (row, record) = find(ctx, evidence, act).await?;
    if row.dropped_at.is_some() {
        return Err(Code::NotFound.into());
    }
    Ok((row, record))
}

/// As [`load`], also what was taken away, given up or refused.
async fn find(
    ctx: &Ctx,
    evidence: EvidenceId,
    act: Act,
) -> Result<(EvidenceRow, RecordRow), Failure> {
    let rows = ctx
        .db
        .batch(vec![
            sql(db::evidence::ONE).id(evidence),
            sql(db::evidence::RECORD_OF)
                .id(evidence)
                .id(ctx.person()?.person),
        ])
        .await?;
    let row: EvidenceRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let record: RecordRow = rows.first(1)?.ok_or(Code::NotFound)?;
    allowed(ctx, &record, act)?;
    Ok((row, record))
}

fn line<'a>(row: &EvidenceRow, innovation: InnovationId, action: &'static str) -> Line<'a> {
    Line {
        action,
        innovation,
        evidence: row.id,
        title: row.title(),
        before: None,
        after: None,
        reason: None,
    }
}

/// Announce a file, or add a link.
pub async fn add(
    ctx: &Ctx,
    it: api::EvidenceAdd,
    body: wire::EvidenceNew,
) -> Result<wire::Saved, Failure> {
    let person = ctx.person()?.person;
    let record: Option<RecordRow> = ctx
        .db
        .first(sql(db::evidence::RECORD).id(it.innovation).id(person))
        .await?;
    let record = record.ok_or(Code::NotFound)?;
    allowed(ctx, &record, Act::Evidence)?;
    let wrong = faults(
        &body.source,
        &body.note,
        (body.captured_at, body.date_from),
        ctx.now,
    );
    if let Some(problem) = Problem::faults(wrong) {
        return Err(problem.into());
    }
    let insert = sql(db::evidence::INSERT)
        .id(body.id)
        .id(it.innovation)
        .json(&body.purpose)?;
    let (insert, size, title, arrived) = match body.source {
        Source::File {
            name,
            kind,
            size,
            sha256,
        } => {
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            let name = file_name(&name);
            let insert = insert
                .text(name.as_str())
                .text(kind.code())
                .int(size)
                .text(sha256)
                // Random: nobody who knows one address can guess another (F05).
                .text(secret::token()?)
                .text_or_null(None::<String>);
            (insert, size, name, None)
        }
        Source::Link { url } => {
            let none = None::<String>;
            let insert = insert
                .text_or_null(none.clone())
                .text_or_null(none.clone())
                .text_or_null(none.clone())
                .text_or_null(none.clone())
                .text_or_null(none)
                .text(url.as_str());
            (insert, 0, url, Some(ctx.now.0))
        }
    };
    let insert = insert
        .text(body.note.trim())
        .at(body.captured_at)
        .text(body.date_from.code())
        .flag(body.on_site)
        .id(person)
        .at(ctx.now)
        .int_or_null(arrived);
    let mut write = Write::new(ctx);
    write.holds(
        sql(db::evidence::ROOM)
            .id(it.innovation)
            .int(size)
            .int(i64::try_from(MAX_ALL).unwrap_or(i64::MAX))
            .int(MAX_COUNT),
        Code::EvidenceFull,
    );
    write.holds(
        sql(db::evidence::PERSON_ROOM)
            .id(person)
            .int(size)
            .int(i64::try_from(MAX_DAY).unwrap_or(i64::MAX))
            .int(MAX_DAY_COUNT)
            .at(ctx.now.plus(-DAY)),
        Code::EvidenceDay,
    );
    write.must(insert, Code::NotFound);
    let line = Line {
        action: event::EVIDENCE_ADDED,
        innovation: it.innovation,
        evidence: body.id,
        title,
        before: None,
        after: None,
        reason: None,
    };
    write.run(db::evidence::line(ctx, person, line));
    write.commit(saved(ctx.now)).await
}

/// The bytes of an announced file. They are read only when they may come, never further than announced, and the same
/// bytes sent again get the same answer. No bytes at all ask whether those sent earlier have arrived.
pub async fn put(
    ctx: &Ctx,
    it: api::EvidencePut,
    mut request: Request,
    given: &Given,
) -> Result<String, Failure> {
    let (row, record) = find(ctx, it.evidence, Act::Evidence).await?;
    if row.dropped_at.is_some() {
        return Err(row.refused.unwrap_or(Code::NotFound).into());
    }
    let (Some(kind), Some(size), Some(sha256), Some(key)) =
        (row.kind, row.size, &row.sha256, &row.object_key)
    else {
        return Err(Code::NotFound.into());
    };
    let announced = Announced {
        size: usize::try_from(size).unwrap_or(usize::MAX),
        sha256,
    };
    let length = given.length.as_deref().map(|it| it.trim().parse::<usize>());
    let asks = length == Some(Ok(0));
    if !asks && length.is_some_and(|it| it != Ok(announced.size)) {
        return Err(changed(&row));
    }
    if let Some(at) = row.stored_at {
        if !asks {
            let same = store::is_same(&mut request, announced).await;
            same.map_err(stored_already)?;
        }
        return Ok(crate::json::write(&saved(at))?);
    }
    let files = ctx.files()?;
    if !asks {
        store::receive(files, key, &mut request, announced).await?;
    }
    if let Err(failure) = store::look(files, key, kind).await {
        // Taken away while the bytes came: nobody will ask for them again.
        let now: Option<EvidenceRow> = ctx.db.first(sql(db::evidence::ONE).id(row.id)).await?;
        if let Some(now) = now.filter(|it| it.dropped_at.is_some()) {
            discard(ctx, &now).await;
            return Err(now.refused.unwrap_or(Code::NotFound).into());
        }
        if let Failure::Refused(problem) = &failure
            && !may_pass_later(problem.code)
        {
            // What this could not write goes with the row, which is given up after a day.
            drop(refuse(ctx, &row, &record, problem.code).await);
        }
        return Err(failure);
    }
    let at = arrived(ctx, &row, &record).await?;
    Ok(crate::json::write(&saved(at))?)
}

/// Other bytes than the announced ones.
fn changed(row: &EvidenceRow) -> Failure {
    if row.stored_at.is_some() {
        Code::FileStored.into()
    } else {
        Code::FileDigest.into()
    }
}

fn stored_already(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(problem) if problem.code == Code::FileDigest => Code::FileStored.into(),
        other => other,
    }
}

/// Ends the announcement of a file whose contents may not be taken in: it is no evidence, and whoever asks again is told why.
async fn refuse(
    ctx: &Ctx,
    row: &EvidenceRow,
    record: &RecordRow,
    code: Code,
) -> Result<(), Failure> {
    let person = ctx.person()?.person;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::evidence::REFUSE)
            .id(row.id)
            .at(ctx.now)
            .text(code.code()),
        Code::NotFound,
    );
    let line = Line {
        after: Some(code.words()),
        ..line(row, record.innovation_id, event::EVIDENCE_REFUSED)
    };
    write.run(db::evidence::line(ctx, person, line));
    write.commit_apart().await
}

/// Writes that the bytes lie in the store. Of two at once one writes, and both get the same answer.
async fn arrived(ctx: &Ctx, row: &EvidenceRow, record: &RecordRow) -> Result<Instant, Failure> {
    let person = ctx.person()?.person;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::evidence::STORE).id(row.id).at(ctx.now),
        Code::FileStored,
    );
    let line = line(row, record.innovation_id, event::EVIDENCE_STORED);
    write.run(db::evidence::line(ctx, person, line));
    match write.commit(saved(ctx.now)).await {
        Ok(saved) => Ok(saved.at),
        Err(Failure::Refused(problem)) if problem.code == Code::FileStored => {
            let now: Option<EvidenceRow> = ctx.db.first(sql(db::evidence::ONE).id(row.id)).await?;
            let now = now.ok_or(Code::NotFound)?;
            if let Some(at) = now.stored_at.filter(|_| now.dropped_at.is_none()) {
                return Ok(at);
            }
            // Taken away while it came.
            discard(ctx, &now).await;
            Err(Code::NotFound.into())
        }
        Err(other) => Err(other),
    }
}

/// Who asks for the bytes of a file.
enum Reader {
    /// Somebody signed in, standing so to the record.
    Person(Relation),
    /// Anybody.
    Public,
}

/// The one rule about reading a file (F08).
fn readable(reader: Reader, row: &EvidenceRow, record: &RecordRow) -> Result<(), Code> {
    match reader {
        Reader::Person(relation) => {
            may(relation, Act::Read, record.course(), &[])?;
            if row.dropped_at.is_some() || row.kind.is_none() {
                Err(Code::NotFound)
            } else if row.stored_at.is_none() {
                Err(Code::FilePending)
            } else {
                Ok(())
            }
        }
        Reader::Public => {
            let shown = row.public
                && showcase::is_public(record.published_at, None)
                && row.kind.is_some()
                && row.stored_at.is_some()
                && row.dropped_at.is_none();
            if shown { Ok(()) } else { Err(Code::NotFound) }
        }
    }
}

/// A piece of evidence with its record, for anybody: nothing is decided yet.
async fn find_any(ctx: &Ctx, evidence: EvidenceId) -> Result<(EvidenceRow, RecordRow), Failure> {
    let person = ctx.actor().map(|actor| actor.person);
    let rows = ctx
        .db
        .batch(vec![
            sql(db::evidence::ONE).id(evidence),
            sql(db::evidence::RECORD_OF).id(evidence).id_or_null(person),
        ])
        .await?;
    let row: EvidenceRow = rows.first(0)?.ok_or(Code::NotFound)?;
    let record: RecordRow = rows.first(1)?.ok_or(Code::NotFound)?;
    Ok((row, record))
}

async fn fetch(ctx: &Ctx, evidence: EvidenceId, public: bool) -> Result<Answer, Failure> {
    let (row, record) = find_any(ctx, evidence).await?;
    let reader = if public {
        Reader::Public
    } else {
        Reader::Person(relation(ctx, &record)?)
    };
    readable(reader, &row, &record)?;
    let (Some(kind), Some(key)) = (row.kind, &row.object_key) else {
        return Err(Code::NotFound.into());
    };
    let object = ctx.files()?.get(key.as_str()).execute().await?;
    let object = object.ok_or_else(|| {
        // That the public should have seen it is nothing the public can mend.
        let code = if public {
            Code::NotFound
        } else {
            Code::FileLost
        };
        let id = evidence.to_string();
        Failure::Lost(
            code,
            ["R2: the object of evidence ", &id, " is missing"].concat(),
        )
    })?;
    let body = object
        .body()
        .ok_or_else(|| Failure::broken("R2: an object without a body"))?;
    let ResponseBody::Stream(stream) = body.response_body()? else {
        return Err(Failure::broken("R2: no stream"));
    };
    let name = if public {
        // The person's own name for the file may say more than the public should read.
        let id = evidence.to_string();
        format!("bukti-{id}.{}", kind.code())
    } else {
        row.name.unwrap_or_default()
    };
    // Kept nowhere, for the public neither: what is taken back is gone at once.
    Ok(Answer::file(kind.mime(), stream, Keep::Never)
        .with("content-disposition", disposition(kind, &name)))
}

/// The bytes of a file, for whoever reads the record.
pub async fn file(ctx: &Ctx, it: api::EvidenceFile) -> Result<Answer, Failure> {
    fetch(ctx, it.evidence, false).await
}

/// `/bukti/<id>`: what the agency shows to everybody, while the record is published.
pub async fn public_file(ctx: &Ctx, id: &str) -> Result<Answer, Failure> {
    let evidence = id.parse().map_err(|_| Code::NotFound)?;
    fetch(ctx, evidence, true).await
}

/// Pictures are shown, all else is only kept. The name as RFC 6266 wants it: plain for old readers, whole for the others.
fn disposition(kind: FileKind, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '/' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let how = if kind.is_image() {
        "inline"
    } else {
        "attachment"
    };
    let whole = paths::encode(name);
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

/// Show it to the public, or no more.
pub async fn expose(
    ctx: &Ctx,
    it: api::EvidenceSet,
    body: wire::EvidenceExpose,
) -> Result<wire::Saved, Failure> {
    let (row, record) = load(ctx, it.evidence, Act::Expose).await?;
    let person = ctx.person()?.person;
    let mut write = Write::new(ctx);
    if body.public {
        if !body.consent {
            return Err(Problem::field(Code::ConsentNeeded, "consent").into());
        }
        if row.stored_at.is_none() {
            return Err(Code::FilePending.into());
        }
        let expose = sql(db::evidence::EXPOSE).id(row.id).id(person).at(ctx.now);
        write.must(expose, Code::NotFound);
    } else {
        write.must(sql(db::evidence::HIDE).id(row.id), Code::NotFound);
    }
    let line = Line {
        after: Some(if body.public {
            "Ditampilkan kepada publik"
        } else {
            "Tidak ditampilkan"
        }),
        ..line(&row, record.innovation_id, event::EVIDENCE_EXPOSED)
    };
    write.run(db::evidence::line(ctx, person, line));
    write.commit(saved(ctx.now)).await
}

/// Mend its date, as a person says it.
pub async fn set_date(
    ctx: &Ctx,
    it: api::EvidenceDate,
    body: wire::EvidenceDated,
) -> Result<wire::Saved, Failure> {
    date_fault(body.captured_at, ctx.now).map_err(|code| Problem::field(code, "captured_at"))?;
    let (row, record) = load(ctx, it.evidence, Act::Evidence).await?;
    let person = ctx.person()?.person;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::evidence::DATE)
            .id(row.id)
            .at(body.captured_at)
            .text(DateFrom::Typed.code())
            .at(body.seen),
        Code::StaleVersion,
    );
    let line = Line {
        before: Some(&row.captured_at.wib().full()),
        after: Some(&body.captured_at.wib().full()),
        ..line(&row, record.innovation_id, event::EVIDENCE_DATED)
    };
    write.run(db::evidence::line(ctx, person, line));
    write.commit(saved(ctx.now)).await
}

/// Say anew what it shows, proves and belongs to.
pub async fn describe(
    ctx: &Ctx,
    it: api::EvidenceDescribe,
    body: wire::EvidenceDescribed,
) -> Result<wire::Saved, Failure> {
    note_fault(&body.note).map_err(|code| Problem::field(code, "note"))?;
    let (row, record) = load(ctx, it.evidence, Act::Evidence).await?;
    if row.version != body.version {
        return Err(Problem::stale(row.version).into());
    }
    if let Some(tie) = &body.tie {
        let (sort, which) = tie.named();
        let there = sql(db::evidence::TIED)
            .id(record.innovation_id)
            .text(sort)
            .text(which);
        let there: Option<db::evidence::TiedRow> = ctx.db.first(there).await?;
        if there.is_none_or(|it| !it.there) {
            return Err(Problem::field(Code::UnknownValue, "tie").into());
        }
    }
    let person = ctx.person()?.person;
    let note = body.note.trim();
    let mut write = Write::new(ctx);
    let tie = body.tie.as_ref().map(crate::json::write).transpose()?;
    write.must(
        sql(db::evidence::DESCRIBE)
            .id(row.id)
            .json(&body.purpose)?
            .text(note)
            .flag(body.on_site)
            .text_or_null(tie)
            .int(body.version),
        Lost::Stale(sql(db::evidence::VERSION).id(row.id)),
    );
    let line = Line {
        before: Some(&row.said()),
        after: Some(&said(body.purpose, note, body.on_site, body.tie.as_ref())),
        ..line(&row, record.innovation_id, event::EVIDENCE_DESCRIBED)
    };
    write.run(db::evidence::line(ctx, person, line));
    write
        .commit(wire::Saved {
            version: body.version + 1,
            at: ctx.now,
        })
        .await
}

/// Take it away. The row stays and says so; the bytes go at once, and the night sees to it.
pub async fn remove(
    ctx: &Ctx,
    it: api::EvidenceRemove,
    body: wire::EvidenceDrop,
) -> Result<wire::Saved, Failure> {
    let reason = reason(&body.reason)?;
    let (row, record) = load(ctx, it.evidence, Act::Evidence).await?;
    let person = ctx.person()?.person;
    let mut write = Write::new(ctx);
    write.must(
        sql(db::evidence::DROP).id(row.id).at(ctx.now),
        Code::NotFound,
    );
    let line = Line {
        reason: Some(reason),
        ..line(&row, record.innovation_id, event::EVIDENCE_DROPPED)
    };
    write.run(db::evidence::line(ctx, person, line));
    let saved = write.commit(saved(ctx.now)).await?;
    discard(ctx, &row).await;
    Ok(saved)
}

/// Deletes the bytes of what was taken away. What does not succeed here the night does again; so it does for what had not
/// arrived, whose bytes may still be coming.
async fn discard(ctx: &Ctx, row: &EvidenceRow) {
    let (Some(key), Ok(files)) = (&row.object_key, ctx.files()) else {
        return;
    };
    let both = vec![key.clone(), small::key_of(key)];
    if files.delete_multiple(both).await.is_ok()
        && row.stored_at.is_some()
        && let Ok(erased) = sql(db::evidence::ERASED).json(&[key])
    {
        drop(ctx.db.batch(vec![erased.at(ctx.now)]).await);
    }
}

/// The night's part: bytes of what was taken away or given up are deleted.
pub async fn erase(db: &Db, files: &Bucket) -> Result<(), Failure> {
    let now = Instant(i64::try_from(Date::now().as_millis()).unwrap_or_default());
    let still_coming = now.plus(-HOUR);
    let rows: Vec<KeyRow> = db.all(sql(db::evidence::TO_ERASE).at(still_coming)).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let keys: Vec<String> = rows.into_iter().map(|row| row.object_key).collect();
    let small: Vec<String> = keys.iter().map(|key| small::key_of(key)).collect();
    files.delete_multiple(keys.clone()).await?;
    files.delete_multiple(small).await?;
    db.batch(vec![sql(db::evidence::ERASED).json(&keys)?.at(now)])
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_breaks_out_of_no_header_f06() {
        assert_eq!(
            disposition(FileKind::Pdf, "Surat \"tim\"; é\r\n.pdf"),
            "attachment; filename=\"Surat _tim_; ___.pdf\"; filename*=UTF-8''Surat%20%22tim%22%3B%20%C3%A9%0D%0A.pdf"
        );
        assert!(disposition(FileKind::Jpeg, "a.jpg").starts_with("inline; "));
    }
}
