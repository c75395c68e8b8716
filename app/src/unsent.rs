//! Everything on this device that the server has not confirmed, whoever keeps it: one list for the header, the home
//! page, the outbox and for signing out.

use klisida_domain::{
    ids::{AssignmentId, EvidenceId, IdempotencyKey, InnovationId},
    part::Part,
    time::Instant,
};
use leptos::prelude::*;

use crate::{
    courier::{Courier, use_courier},
    pen::{Pen, use_pen},
    post::{Post, use_post},
    routes::to,
    upload::{Upload, use_upload},
};

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A judge's sheet.
    Sheet(AssignmentId),
    /// A part of a record.
    Part(InnovationId, Part),
    /// A write handed to the post.
    Letter(IdempotencyKey),
    /// A photo or file.
    File(EvidenceId),
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub what: What,
    /// Its name: "Lembar nilai: Kios Maritim".
    pub title: String,
    /// Its page, when it has one.
    pub page: Option<String>,
    /// Changed or handed over.
    pub since: Instant,
    /// Where it stands: "Di perangkat ini", "Mengirim" …
    pub words: String,
    /// Why the server will not have it, and what to do.
    pub refusal: Option<String>,
    /// Its size.
    pub bytes: usize,
}

/// Everything that waits. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Unsent {
    /// The list, oldest first.
    pub list: Signal<Vec<Waiting>>,
    courier: Courier,
    pen: Pen,
    post: Post,
    upload: Upload,
}

/// Provides the list; after everything that keeps something.
pub fn provide() {
    let (courier, pen, post, upload) = (use_courier(), use_pen(), use_post(), use_upload());
    let list = Memo::new(move |_| {
        let mut found = sheets(&courier);
        found.extend(parts(&pen));
        found.extend(letters(&post));
        found.extend(files(&upload));
        found.sort_by_key(|it| it.since);
        found
    });
    provide_context(Unsent {
        list: list.into(),
        courier,
        pen,
        post,
        upload,
    });
}

/// What waits on this device.
pub fn use_unsent() -> Unsent {
    expect_context()
}

fn sheets(courier: &Courier) -> Vec<Waiting> {
    courier.pending.with(|pending| {
        pending
            .iter()
            .map(|it| Waiting {
                what: What::Sheet(it.assignment),
                title: ["Lembar nilai: ", &it.title].concat(),
                page: Some(to::sheet(it.assignment)),
                since: it.since,
                words: it.words.clone(),
                refusal: None,
                bytes: it.bytes,
            })
            .collect()
    })
}

fn parts(pen: &Pen) -> Vec<Waiting> {
    pen.pending.with(|pending| {
        pending
            .iter()
            .map(|it| Waiting {
                what: What::Part(it.innovation, it.part),
                title: [it.part.label(), ": ", &it.title].concat(),
                page: Some(to::fill(it.innovation, it.part)),
                since: it.since,
                words: it.words.clone(),
                refusal: it.refusal.map(str::to_owned),
                bytes: it.bytes,
            })
            .collect()
    })
}

fn letters(post: &Post) -> Vec<Waiting> {
    let sending = post.sending.get();
    post.letters.with(|letters| {
        letters
            .iter()
            .map(|it| Waiting {
                what: What::Letter(it.key),
                title: [&it.about.what, ": ", &it.about.title].concat(),
                page: it.about.innovation.map(to::innovation),
                since: it.since,
                words: match (&it.refusal, sending == Some(it.key)) {
                    (Some(_), _) => "Belum diterima",
                    (None, true) => "Mengirim",
                    (None, false) => "Di perangkat ini",
                }
                .to_owned(),
                refusal: it
                    .refusal
                    .as_ref()
                    .map(klisida_domain::problem::Problem::words),
                bytes: it.body.len(),
            })
            .collect()
    })
}

fn files(upload: &Upload) -> Vec<Waiting> {
    upload.pending.with(|pending| {
        pending
            .iter()
            .map(|it| Waiting {
                what: What::File(it.id),
                title: [&it.name, ": ", &it.title].concat(),
                page: Some(to::innovation_part(it.innovation, "bukti")),
                since: it.since,
                words: upload.words(it),
                refusal: it
                    .refusal
                    .as_ref()
                    .map(klisida_domain::problem::Problem::words),
                bytes: usize::try_from(it.size).unwrap_or(usize::MAX),
            })
            .collect()
    })
}

impl Unsent {
    /// How many wait; follows changes.
    pub fn count(self) -> usize {
        self.list.with(Vec::len)
    }

    /// Tries now what waits.
    pub fn send_now(self) {
        self.courier.send_now();
        self.pen.send_now();
        self.post.send_now();
        self.upload.send_now();
    }

    /// Tries again what was refused.
    pub fn retry(self, what: &What) {
        match what {
            What::Letter(key) => self.post.retry(*key),
            What::File(id) => self.upload.again(*id),
            What::Sheet(_) | What::Part(..) => self.send_now(),
        }
    }

    /// Throws something away: it will not be sent.
    pub fn discard(self, what: &What) {
        match what {
            What::Sheet(assignment) => self.courier.discard(*assignment),
            What::Part(innovation, part) => self.pen.discard(*innovation, *part),
            What::Letter(key) => self.post.discard(*key),
            What::File(id) => self.upload.discard(*id),
        }
    }
}
