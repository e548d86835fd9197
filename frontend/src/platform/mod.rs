//! The browser: with `replica/` the only place that speaks to it.
//!
//! clock · ids · http · page (title, language, focus, live region, links)
pub mod clock;
pub mod http;
pub mod ids;
pub mod page;
