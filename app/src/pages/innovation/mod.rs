//! An innovation as its team works on it.

pub mod check;
pub mod create;
pub mod evidence;
pub mod history;
pub mod list;
pub mod notes;
pub mod part;
pub mod profile;
pub mod room;
pub mod team;
