//! Those who send what a team and the clinic write. They know one another, so they start together: a submission takes the
//! parts along, and parts and photos wait for the letter that begins their record.

use crate::{
    pen::{self, Pen},
    post::{self, Post},
    unsent,
    upload::{self, Upload},
};

/// The post, the pen and the files. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Mail {
    /// Writes that wait for a connection.
    pub post: Post,
    /// Parts of records: kept at once, sent after a pause.
    pub pen: Pen,
    /// Photos and files that wait for a connection.
    pub upload: Upload,
}

fn start() -> Mail {
    let post = post::start();
    Mail {
        post,
        pen: pen::start(post),
        upload: upload::start(post),
    }
}

/// The mail of this app.
pub fn use_mail() -> Mail {
    unsent::started(start)
}
