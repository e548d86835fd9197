//! The core against answers that are written out: one test a rule.
mod records;
mod rounds;
mod tablet;
