//! Fotfäste's domain: what exists, what may be asked, who may ask it, how a clause is counted, who sees what, and how
//! devices and server stay in step. No IO, no clock, no randomness; the same code runs on the server and in the browser.
#![warn(missing_docs)]

pub mod api;
pub mod clause;
pub mod command;
pub mod follow_up;
pub mod id;
pub mod model;
pub mod notice;
pub mod permission;
pub mod quantity;
pub mod refusal;
pub mod scope;
pub mod state;
pub mod sync;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod time;
pub mod verdict;
pub mod wire;
