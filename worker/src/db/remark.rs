//! SQL of comments.

use serde::Deserialize;

use klisida_domain::time::Instant;

/// A comment.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct DoneRow {
    /// Settled since.
    pub done_at: Option<Instant>,
}

/// Comment: `?1` id, `?2` innovation, `?3` part, `?4` text, `?5` person, `?6` from the clinic, `?7` now.
pub const INSERT: &str = "INSERT INTO remark (id, innovation_id, part, text, person_id, clinic, at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// One comment: `?1` comment, `?2` innovation.
pub const ONE: &str = "SELECT done_at FROM remark WHERE id = ?1 AND innovation_id = ?2";

/// Settle: `?1` comment, `?2` innovation, `?3` now, `?4` person.
pub const DONE: &str = "UPDATE remark SET done_at = ?3, done_by = ?4
  WHERE id = ?1 AND innovation_id = ?2 AND done_at IS NULL";
