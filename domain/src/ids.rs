//! Identifiers: `UUIDv7` newtypes, made by the client for whatever may be created offline.

use uuid::Uuid;

pub use crate::activity::{ActivityId, AttendanceId};

/// A fresh `UUIDv7` from its two ingredients; the edges bring clock and randomness.
///
/// `ms` is milliseconds since 1970 UTC; `random` fills the other 74 bits.
pub fn uuid_v7(ms: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
}

/// Declares identifiers; a noun may declare its own.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::ids::BadId;

            /// Accepts only the hyphenated lower-case form, so that one thing has one spelling.
            fn from_str(text: &str) -> Result<Self, $crate::ids::BadId> {
                let id = uuid::Uuid::try_parse(text).map_err(|_| $crate::ids::BadId)?;
                if id.hyphenated().to_string() == text { Ok(Self(id)) } else { Err($crate::ids::BadId) }
            }
        }
    )+};
}
pub(crate) use ids;

/// The text is not a hyphenated lower-case UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct BadId;

ids! {
    /// A person with an account.
    PersonId;
    /// A session on one device (not its secret).
    SessionId;
    /// An invitation or recovery link (not its secret).
    InvitationId;
    /// An innovation of the catalogue.
    InnovationId;
    /// A competition edition.
    EditionId;
    /// An innovation entered in an edition.
    EntryId;
    /// One judge for one entry in one phase; also names that judge's sheet.
    AssignmentId;
    /// One published version of a result.
    PublicationId;
    /// One import of a file.
    ImportId;
    /// A line of an action plan.
    PlanItemId;
    /// An entry in the log of an innovation.
    LogId;
    /// A comment or a request for changes on a record.
    RemarkId;
    /// A review of a record by the clinic.
    ReviewId;
    /// A file or link that proves something.
    EvidenceId;
    /// A step that a second person must approve.
    ProposalId;
    /// A browser on a device, as it named itself (no secret).
    DeviceId;
    /// A key under which somebody's unsent work lies on a device (not the key itself).
    DeviceKeyId;
    /// A key that makes a write happen once, however often it is sent.
    IdempotencyKey;
}
