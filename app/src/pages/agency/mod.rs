//! The agency: presence at activities, settings.

pub mod check_in;
pub mod settings;
