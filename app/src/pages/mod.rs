//! The pages, one folder a noun. Pages never import pages.

pub mod account;
pub mod agency;
pub mod board;
pub mod clinic;
pub mod competition;
pub mod fallback;
pub mod home;
pub mod import;
pub mod innovation;
pub mod judging;
pub mod outbox;
pub mod settings;
