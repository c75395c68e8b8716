//! The pages, one folder a noun. Pages never import pages.

pub mod account;
pub mod board;
pub mod competition;
pub mod fallback;
pub mod home;
pub mod import;
pub mod judging;
pub mod outbox;
pub mod settings;
