//! What the server has not confirmed: drafts and requests on this device, those who send them, and the outbox that lists them.

pub mod drafts;
pub mod files;
pub mod forms;
pub mod lock;
pub mod outbox;
pub mod parts;
pub mod requests;
pub mod scheduler;
pub mod sender;
pub mod senders;
mod shared;
pub mod sheets;
pub mod wake;
