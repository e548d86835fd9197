//! How far a contract has come: promised, offered, started, served, remaining, forecast, with the events behind each figure.
mod attendance;
mod fulfilment;
mod rhythm;

pub use attendance::{Absence, AttendanceSum};
pub use fulfilment::{Event, FirstStart, Fulfilment, SlotFulfilment, fulfilment};
pub use rhythm::{NextMeeting, Rhythm, USUAL, next_meeting};
#[cfg(test)]
mod tests;
