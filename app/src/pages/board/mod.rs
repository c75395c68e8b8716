//! Boards inside the app.

pub mod list;
pub mod show;
