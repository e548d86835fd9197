//! What a procurement notice says, whatever its format.
//!
//! `backend::exchange` fills these from eForms, TED R2.0.9 and OCDS; a tender is registered from them. Every field is what
//! the notice *states*: nothing is summed, guessed or filled from another field without a [`Warning`] that says so.
//!
//! document (the notice) · lot · party · amount (exact decimal text) · duration · nature · warning

mod amount;
mod document;
mod duration;
mod lot;
mod nature;
mod party;
mod tender;
mod warning;

pub use amount::{Amount, AmountRefusal};
pub use document::{Format, Notice};
pub use duration::{Duration, DurationUnit, Exactness};
pub use lot::{Lot, Reservation};
pub use nature::Nature;
pub use party::Party;
pub use tender::{Lacking, tender_id, to_tender};
pub use warning::Warning;
