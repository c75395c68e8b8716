//! Those who send what a team and the clinic write. They know one another, so they start together: handing in takes the
//! parts along, and parts and photos wait for the request that begins their record.

use super::{
    files::{self, Upload},
    outbox,
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
        let requests = requests::start();
        Senders {
            requests,
            parts: parts::start(requests),
            files: files::start(requests),
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
