//! Fotfäste domain core.

pub mod notice;
