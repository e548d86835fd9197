//! The browser: with `replica/` the only place that speaks to it.
//!
//! clock · ids · http · page (title, language, focus, live region, links) · locks · tabs · wake · random
pub mod clock;
pub mod files;
pub mod http;
pub mod ids;
pub mod locks;
pub mod page;
pub mod random;
pub mod tabs;
pub mod wake;
