//! What the senders of unsent work have in common: storing a draft together with other tabs, and taking turns to send.

pub mod lock;
mod shared;

pub use shared::{Record, keep, stored};
