//! Judging: the judge's list, the entry to read, and the score sheet.

pub mod desk;
pub mod dossier;
pub mod lock_all;
pub mod sheet;

mod clash;
mod correct;
mod criteria;
mod dock;
mod keys;
mod lock;
mod mirror;
mod notices;
mod pack;
mod relation;
mod state;
mod work;
