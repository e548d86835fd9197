//! Clause kinds, one file each: what the buyer asks, what counts, how far it has come.
pub mod places_months;
