//! The core against answers that are written out: one test a rule.
mod branches;
mod records;
mod rounds;
mod tablet;
