//! Bytes on their way into the store and back for the look: never several files whole in memory, and never kept in the
//! store unless they are the announced ones (docs/decisions/0033-streamed-uploads.md).

use std::cell::Cell;

use futures_util::{
    StreamExt,
    future::{Either, select},
    pin_mut,
};
use js_sys::Uint8Array;
use klisida_domain::{
    evidence::FileKind,
    problem::{Code, Problem},
};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{TransformStream, WritableStreamDefaultWriter};
use worker::{Bucket, Date, Request, worker_sys::FixedLengthStream};

use super::check;
use crate::{failure::Failure, secret};

/// What was announced of a file.
#[derive(Clone, Copy)]
pub struct Announced<'a> {
    /// Its bytes.
    pub size: usize,
    /// SHA-256, as lower-case hex.
    pub sha256: &'a str,
}

/// Counts and digests bytes as they come.
struct Tally<'a> {
    announced: Announced<'a>,
    count: usize,
    digest: Sha256,
}

impl<'a> Tally<'a> {
    fn of(announced: Announced<'a>) -> Self {
        Self {
            announced,
            count: 0,
            digest: Sha256::new(),
        }
    }

    /// Takes a piece; an error once there are more bytes than announced.
    fn take(&mut self, piece: &[u8]) -> Result<(), Code> {
        self.count = self.count.saturating_add(piece.len());
        if self.count > self.announced.size {
            return Err(Code::FileDigest);
        }
        self.digest.update(piece);
        Ok(())
    }

    /// Whether they were the announced ones.
    fn end(self) -> Result<(), Code> {
        if self.count == self.announced.size
            && secret::hex(&self.digest.finalize()) == self.announced.sha256
        {
            Ok(())
        } else {
            Err(Code::FileDigest)
        }
    }
}

/// Reads a body to see whether it is what was announced, and keeps nothing of it.
pub async fn is_same(request: &mut Request, announced: Announced<'_>) -> Result<(), Failure> {
    let mut tally = Tally::of(announced);
    if request.inner().body().is_some() {
        let mut stream = request.stream()?;
        while let Some(piece) = stream.next().await {
            tally.take(&piece.map_err(|_| Code::Unreadable)?)?;
        }
    }
    Ok(tally.end()?)
}

/// Streams a body into the store. Nothing lies there afterwards unless it was what was announced: the last piece is let
/// through only once all have been counted and digested.
pub async fn receive(
    files: &Bucket,
    key: &str,
    request: &mut Request,
    announced: Announced<'_>,
) -> Result<(), Failure> {
    let length = u32::try_from(announced.size).map_err(|_| Code::FileTooLarge)?;
    let pipe: TransformStream = FixedLengthStream::new(length)
        .map_err(|_| Failure::broken("no stream of fixed length"))?
        .unchecked_into();
    let writer = pipe
        .writable()
        .get_writer()
        .map_err(|_| Failure::broken("no writer of a stream"))?;
    let put = files.put(key, pipe.readable()).execute();
    let pump = pump(request, &writer, announced);
    pin_mut!(put, pump);
    let stored = match select(pump, put).await {
        Either::Left((pumped, put)) => {
            if let Err(failure) = pumped {
                give_up(&writer).await;
                drop(put.await);
                return Err(failure);
            }
            put.await
        }
        Either::Right((Ok(stored), pump)) => {
            pump.await?;
            Ok(stored)
        }
        Either::Right((Err(fault), _)) => {
            give_up(&writer).await;
            Err(fault)
        }
    };
    stored?;
    Ok(())
}

async fn give_up(writer: &WritableStreamDefaultWriter) {
    drop(JsFuture::from(writer.abort()).await);
}

async fn pump(
    request: &mut Request,
    writer: &WritableStreamDefaultWriter,
    announced: Announced<'_>,
) -> Result<(), Failure> {
    let mut tally = Tally::of(announced);
    let mut held = Vec::new();
    if request.inner().body().is_some() {
        let mut stream = request.stream()?;
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|_| Code::Unreadable)?;
            tally.take(&piece)?;
            write(writer, &core::mem::replace(&mut held, piece)).await?;
        }
    }
    tally.end()?;
    write(writer, &held).await?;
    JsFuture::from(writer.close())
        .await
        .map_err(|_| Failure::broken("R2: a stream did not close"))?;
    Ok(())
}

async fn write(writer: &WritableStreamDefaultWriter, piece: &[u8]) -> Result<(), Failure> {
    if piece.is_empty() {
        return Ok(());
    }
    let piece: JsValue = Uint8Array::from(piece).into();
    JsFuture::from(writer.write_with_chunk(&piece))
        .await
        .map_err(|_| Failure::broken("R2: a stream took no more"))?;
    Ok(())
}

thread_local! {
    /// When the look that is under way began, in milliseconds; 0 when there is none.
    static LOOKING: Cell<u64> = const { Cell::new(0) };
}

/// The right to hold a whole file in memory, taken at an instant: one at a time an instance of the Worker.
struct Turn(u64);

impl Turn {
    /// A look whose request was broken off never ends: after this time its turn is over, in milliseconds.
    const LONGEST: u64 = 10_000;
    /// When to try again, in seconds.
    const WAIT: u32 = 2;

    fn take() -> Result<Self, Problem> {
        let now = Date::now().as_millis();
        LOOKING.with(|since| {
            if now.saturating_sub(since.get()) < Self::LONGEST {
                return Err(Problem {
                    retry_after: Some(Self::WAIT),
                    ..Problem::new(Code::FileWaits)
                });
            }
            since.set(now);
            Ok(Self(now))
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // One that ran over its time has no turn to give back: it is another's by now.
        LOOKING.with(|since| {
            if since.get() == self.0 {
                since.set(0);
            }
        });
    }
}

/// Looks at what lies in the store: whether it may be taken in as what it is said to be. What may not is deleted.
pub async fn look(files: &Bucket, key: &str, kind: FileKind) -> Result<(), Failure> {
    let turn = Turn::take()?;
    let object = files.get(key).execute().await?.ok_or(Code::FileDigest)?;
    let body = object
        .body()
        .ok_or_else(|| Failure::broken("R2: an object without a body"))?;
    let bytes = body.bytes().await?;
    let seen = check::check(&bytes, kind);
    drop(bytes);
    drop(turn);
    if let Err(code) = seen {
        // What stays here by an accident goes with the row, which is given up after a day.
        drop(files.delete(key).await);
        return Err(code.into());
    }
    Ok(())
}
