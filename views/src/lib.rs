//! Leptos markup without state or I/O, for two renderers: the Worker's public HTML (feature `ssr`)
//! and the app (feature `csr`). Everything here is a function from plain data to markup; class names
//! are those of `style/` and `docs/design.md`.
//!
//! No `style` attribute, no script, no `inner_html`: the content security policy forbids the first
//! two and escaping is only sure without the third.

pub mod accessibility;
pub mod agency;
pub mod board;
pub mod catalogue;
pub mod chip;
pub mod criteria;
pub mod document;
pub mod fault;
pub mod guide;
pub mod help;
pub mod home;
pub mod icon;
pub mod innovation;
pub mod kit;
pub mod privacy;
pub mod rules;
pub mod showcase;
pub mod state;
pub mod steps;
