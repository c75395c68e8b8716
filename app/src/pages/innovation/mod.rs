//! An innovation as its team works on it.

mod answers;
mod bits;
pub mod check;
mod check_receipt;
pub mod create;
mod create_similar;
mod deed;
pub mod evidence;
pub mod history;
pub mod list;
mod local;
pub mod notes;
pub mod part;
mod part_clash;
mod part_identity;
mod part_list;
mod part_principles;
mod part_rows;
mod part_text;
pub mod profile;
mod record;
mod remarks;
pub mod room;
mod room_public;
mod room_steps;
mod tasks;
pub mod team;
