//! Invented data for the tests of this crate.
