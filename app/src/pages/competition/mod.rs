//! The competition, as the coordinator runs it and others watch it.
//!
//! `desk` holds one edition for all its pages; `frame` is what they have in common.

mod assignment_words;
pub mod assignments;
mod conflicts;
pub mod create;
pub mod entries;
pub mod entry;
mod entry_agency;
pub mod list;
pub mod overview;
pub mod panel;
pub mod record;
pub mod results;
pub mod setup;
pub mod watch;

mod assignments_phone;
mod closing;
mod desk;
mod ending;
mod entries_add;
mod entry_form;
mod frame;
mod invite;
mod known;
mod opening;
mod plan;
mod publish;
mod setup_draft;
mod setup_form;
mod setup_rubric;
mod setup_state;
mod steps;
