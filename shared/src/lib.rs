//! Fotfäste domain core.
