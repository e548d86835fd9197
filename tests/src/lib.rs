//! Harness.

pub mod world;
