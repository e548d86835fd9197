//! Harness.

pub mod world;
pub mod postgres;
