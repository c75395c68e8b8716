//! A part of a record on the device: what was written, what the server confirmed, and what stands against it.

use serde::{Deserialize, Serialize};

use crate::{part::Content, problem::Code, time::Instant};

/// What the device holds of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDraft {
    /// What is on screen.
    pub content: Content,
    /// The writer said it is done.
    pub done: bool,
    /// What the server held last, as far as this device knows.
    pub base: Content,
    /// The server's version of `base`; 0 when it holds nothing.
    pub version: u32,
    /// The server's other text, until the writer has chosen.
    pub clash: Option<Content>,
    /// Why the server will not take it.
    pub refusal: Option<Code>,
    /// When it was last changed here.
    pub changed_at: Option<Instant>,
    /// When the server last confirmed something (server time).
    pub sent_at: Option<Instant>,
}

impl PartDraft {
    /// Something here is not on the server yet.
    pub fn is_unsent(&self) -> bool {
        self.changed_at > self.sent_at
    }
}
