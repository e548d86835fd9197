//! How devices and server stay in step. Map: `protocol` is what travels, `envelope` how a command is sealed into its chain,
//! `digest` how two copies of a scope are compared, `core` the device's side as a state machine without IO.
pub mod digest;
pub mod envelope;
pub mod protocol;
