//! One line of JSON for every decision: who, what, outcome, cost. Never a password, secret, text or mark.

use serde::Serialize;

use crate::{db::Cost, json};

/// A line of the log.
#[derive(Debug, Default, Serialize)]
pub struct Line<'a> {
    /// Server time, milliseconds UTC.
    pub at: i64,
    /// The code that people can quote.
    pub request_id: &'a str,
    /// Name of the endpoint, or `page`.
    pub route: &'a str,
    /// Id of the person signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// HTTP status.
    pub status: u16,
    /// Code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// `ok`, `refused` or `broken`.
    pub outcome: &'a str,
    /// A word for what was decided.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub note: &'a str,
    /// Cause of a fault of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'a str>,
    /// Round trips to the database.
    pub trips: u32,
    /// Rows read.
    pub read: u64,
    /// Rows written.
    pub written: u64,
}

impl Line<'_> {
    /// The same with what it cost.
    #[must_use]
    pub const fn cost(mut self, cost: Cost) -> Self {
        self.trips = cost.trips;
        self.read = cost.read;
        self.written = cost.written;
        self
    }

    /// The line as text: JSON escapes control characters, so one decision is one line.
    pub fn text(&self) -> String {
        json::write(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_start_a_line_g04() {
        let line = Line {
            cause: Some("a\r\nb\u{1b}[31m"),
            outcome: "broken",
            ..Line::default()
        };
        let text = line.text();
        assert!(!text.chars().any(char::is_control), "{text}");
        assert!(text.contains("a\\r\\nb\\u001b"));
    }
}
