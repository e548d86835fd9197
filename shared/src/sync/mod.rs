//! How devices and server stay in step. Map: `protocol` is what travels, `envelope` how a command is sealed into its chain, `branch` how a chain
//! that cannot go on is left,
//! `digest` how two copies of a scope are compared; the device's side as a state machine without IO is `core` (what is kept and
//! shown), `round` and `pull` (the talk with the server), over `event` (what goes in and out), `outbox`, `base`, `stage`
//! (pages on their way in), `overlay` (pending commands over the base) and `retry`; `kept` is
//! what stays of rows that left, `health` is what a device says of itself; `parallel` is
//! whether others changed a row meanwhile; `fault` is for the simulation.
pub mod base;
pub mod branch;
pub mod core;
pub mod digest;
pub mod envelope;
pub mod event;
pub mod fault;
pub mod health;
mod kept;
pub mod outbox;
pub mod overlay;
pub mod parallel;
pub mod protocol;
mod pull;
pub mod retry;
mod round;
mod stage;
#[cfg(test)]
mod tests;

pub use core::{Status, SyncCore};
