//! Fotfäste's domain: what exists, what may be asked, who may ask it, how a clause is counted, who sees what, and how
//! devices and server stay in step. No IO, no clock, no randomness; the same code runs on the server and in the browser.
#![warn(missing_docs)]
#![deny(clippy::wildcard_enum_match_arm)]

pub mod api;
pub mod clause;
pub mod command;
pub mod follow_up;
pub mod id;
pub mod model;
pub mod notice;
pub mod ordered;
pub mod pairing;
pub mod permission;
pub mod quantity;
pub mod refusal;
pub mod scope;
pub mod state;
pub mod sync;
#[cfg(any(test, feature = "testing"))]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a generator looks for rows of one kind; a new kind is nothing to it"
)]
pub mod testing;
pub mod text;
pub mod time;
pub mod time_of_day;
pub mod told;
pub mod verdict;
pub mod wire;
