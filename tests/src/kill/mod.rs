//! The real server, killed again and again under push load: what it acknowledged is kept and judged once, what it kept without being
//! able to say so is not applied twice when it comes again. After a kill the data are looked at as it left them. Map: `rounds` is
//! the run, `place` the two databases, `image` the data at one moment, `check` what must hold.

pub mod check;
pub mod image;
pub mod place;
pub mod rounds;

pub use place::Kind;
pub use rounds::{kills, run};
