//! The agency: presence at activities, settings.

pub mod check_in;
mod invite;
pub mod settings;
