//! Accounts: signing in, invitations, people.

pub mod confirm;
pub mod invitations;
pub mod invited;
pub mod people;
pub mod person;
pub mod sign_in;

mod agencies;
mod roles;
