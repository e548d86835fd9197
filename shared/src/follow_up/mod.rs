//! How far a contract has come: promised, offered, started, served, remaining, forecast, with the events behind each figure.
mod attendance;
mod fulfilment;

pub use attendance::{Absence, AttendanceSum};
pub use fulfilment::{Event, FirstStart, Fulfilment, SlotFulfilment, fulfilment};
#[cfg(test)]
mod tests;
