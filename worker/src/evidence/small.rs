//! Small pictures of photos: made by a device that has the photo, once; as public as the photo and gone with it
//! (docs/decisions/0047).

use klisida_domain::{
    api,
    clinic::Act,
    evidence::{FileKind, SMALL_BYTES},
    ids::EvidenceId,
    problem::Code,
    wire,
};
use sha2::{Digest, Sha256};
use worker::{Request, ResponseBody};

use super::{Reader, allowed, check, find_any, readable, relation, saved};
use crate::{
    ctx::Ctx,
    db::{
        self,
        evidence::{EvidenceRow, RecordRow},
        sql,
        write::Write,
    },
    failure::Failure,
    gate,
    http::{Answer, Keep},
    secret,
};

/// Where the small picture of a file lies: beside it, under a key as random as the file's.
pub fn key_of(object_key: &str) -> String {
    [object_key, ".small"].concat()
}

/// Take a small picture in. What is there stays: nobody puts another picture in the place of one that was looked at.
pub async fn put(
    ctx: &Ctx,
    it: api::EvidenceSmallPut,
    mut request: Request,
) -> Result<wire::Saved, Failure> {
    let (row, record) = find_any(ctx, it.evidence).await?;
    // A device of the team makes it with the photo, the clinic's for an older one when it publishes.
    allowed(ctx, &record, Act::Evidence).or_else(|_| allowed(ctx, &record, Act::Assign))?;
    let (Some(key), true, None) = (
        &row.object_key,
        row.kind.is_some_and(FileKind::is_image),
        row.dropped_at,
    ) else {
        return Err(Code::NotFound.into());
    };
    if row.stored_at.is_none() {
        return Err(Code::FilePending.into());
    }
    let bytes = gate::read_bytes(&mut request, SMALL_BYTES).await?;
    let (width, height) = check::small(&bytes)?;
    let digest = secret::hex(&Sha256::digest(&bytes));
    let known = row.small_sha256.as_deref();
    if known.is_some_and(|known| known != digest) {
        return Ok(saved(ctx.now));
    }
    if known.is_none() {
        let mut write = Write::new(ctx);
        write.must(
            sql(db::evidence::KEEP_SMALL)
                .id(row.id)
                .text(digest)
                .int(width)
                .int(height),
            Code::FileStored,
        );
        match write.commit(saved(ctx.now)).await {
            Ok(_) => {}
            // Another device was faster, or the photo was taken away.
            Err(Failure::Refused(problem)) if problem.code == Code::FileStored => {
                let (now, _) = find_any(ctx, it.evidence).await?;
                return match now.small_sha256 {
                    Some(_) if now.dropped_at.is_none() => Ok(saved(ctx.now)),
                    _ => Err(Code::NotFound.into()),
                };
            }
            Err(other) => return Err(other),
        }
    }
    // Written after its row: what is in the store is always what the row says, and the same bytes sent again mend a failure here.
    ctx.files()?.put(key_of(key), bytes).execute().await?;
    Ok(saved(ctx.now))
}

async fn fetch(ctx: &Ctx, evidence: EvidenceId, public: bool) -> Result<Answer, Failure> {
    let (row, record): (EvidenceRow, RecordRow) = find_any(ctx, evidence).await?;
    let reader = if public {
        Reader::Public
    } else {
        Reader::Person(relation(ctx, &record)?)
    };
    readable(reader, &row, &record)?;
    let (Some(key), Some(digest)) = (&row.object_key, &row.small_sha256) else {
        return Err(Code::NotFound.into());
    };
    let keep = if public { Keep::Picture } else { Keep::Never };
    let tag = ["\"", digest.get(..20).unwrap_or_default(), "\""].concat();
    if public
        && ctx
            .if_none_match
            .as_deref()
            .is_some_and(|it| it.contains(&tag))
    {
        return Ok(Answer::known(keep, tag));
    }
    let object = ctx.files()?.get(key_of(key)).execute().await?;
    let body = object.as_ref().and_then(worker::Object::body);
    let body = body.ok_or(Code::NotFound)?;
    let ResponseBody::Stream(stream) = body.response_body()? else {
        return Err(Failure::broken("R2: no stream"));
    };
    let answer = Answer::file(FileKind::Jpeg.mime(), stream, keep)
        .with("content-disposition", "inline".to_owned());
    Ok(if public {
        answer.with("etag", tag)
    } else {
        answer
    })
}

/// The small picture, for whoever reads the record.
pub async fn file(ctx: &Ctx, it: api::EvidenceSmall) -> Result<Answer, Failure> {
    fetch(ctx, it.evidence, false).await
}

/// `/bukti/<id>/kecil`: while the photo is public.
pub async fn public_file(ctx: &Ctx, id: &str) -> Result<Answer, Failure> {
    fetch(ctx, id.parse().map_err(|_| Code::NotFound)?, true).await
}
