//! Those who send what a team and the clinic write. They start together: the order of what waits is known only when all of
//! it is.

use super::{
    files::{self, Upload},
    forms, outbox,
    parts::{self, PartSender},
    requests::{self, Requests},
};

/// The senders of a team. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Senders {
    /// Writes that wait for a connection.
    requests: Requests,
    /// Parts of records: kept at once, sent after a pause.
    parts: PartSender,
    /// Photos and files that wait for a connection.
    files: Upload,
}

/// Starts them, once.
pub fn start() {
    senders();
}

fn senders() -> Senders {
    outbox::started(|| {
        forms::use_forms();
        Senders {
            requests: requests::start(),
            parts: parts::start(),
            files: files::start(),
        }
    })
}

/// Writes that wait for a connection.
pub fn use_requests() -> Requests {
    senders().requests
}

/// Parts of records on this device.
pub fn use_part_sender() -> PartSender {
    senders().parts
}

/// Photos and files that wait for a connection.
pub fn use_upload() -> Upload {
    senders().files
}
