//! eForms: the UBL notices of the eForms regulation, every SDK version. Paths are the official XPaths.
//!
//! notice (the whole) · lot · organisation (who is who, in the extension) · result (who won) · language (which text)

mod language;
mod lot;
mod notice;
mod organisation;
mod result;

pub(super) use notice::read;
