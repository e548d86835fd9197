//! One folder a screen: `model.rs` says what is shown (pure, tested natively), `mod.rs` draws it.
//!
//! frame (menu, banners) · search · home · sign_in · start · site · month · week · muster · cases · placements · placement · note · tenders · tender · contracts · contract ·
//! parts (which module a screen lies in), owed (texts that come later than their language), more and office (the modules after the first) · matching · candidates · timeline · told (what a command said beside what stands) · inbox ·
//! lock, privacy, pair, choose_pin (the shared tablet) · tablets (its administration) · import · people · figures · audit · sync · demo (by role) · account · export (what is asked before a file of persons) · entry and sudo (showing who one is, at the door and once more) · watch (a session's end) · accessibility · feedback · received (what people said) · mark (of a row in a list) · names, reader, sample (shared by the models)
pub mod accessibility;
pub mod account;
pub mod audit;
pub mod candidates;
pub mod cases;
pub mod choose_pin;
pub mod contract;
pub mod contracts;
pub mod demo;
pub mod entry;
pub mod export;
pub mod feedback;
pub mod figures;
pub mod frame;
pub mod home;
pub mod import;
pub mod inbox;
pub mod lock;
pub mod mark;
pub mod matching;
pub mod month;
pub mod more;
pub mod muster;
pub mod names;
pub mod note;
pub mod office;
mod owed;
pub mod pair;
pub mod parts;
pub mod people;
pub mod placement;
pub mod placements;
pub mod privacy;
pub mod reader;
pub mod received;
#[cfg(test)]
pub mod sample;
pub mod search;
pub mod sign_in;
pub mod site;
pub mod start;
#[cfg(debug_assertions)]
pub mod styleguide;
pub mod sudo;
pub mod sync;
pub mod tablets;
pub mod tender;
pub mod tenders;
pub mod timeline;
pub mod told;
pub mod trainee;
pub mod watch;
pub mod week;
