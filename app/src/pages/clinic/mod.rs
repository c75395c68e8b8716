//! The clinic's desk.

pub mod activities;
pub mod activity;
pub mod activity_form;
pub mod consult;
pub mod interests;
pub mod projector;
pub mod queue;
pub mod settings;
