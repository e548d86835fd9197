//! OCDS 1.1: a release package, a record package, a single release or record, or a list of releases.
//!
//! Read tolerantly: real publishers leave out required ids, write numbers as texts and have keys of their own.
//! package (which releases) · notice (one release) · lot · party · code (words of publishers to codes)

mod code;
mod lot;
mod notice;
mod package;
mod party;

pub(super) use package::read;
