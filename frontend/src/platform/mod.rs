//! The browser: with `replica/` the only place that speaks to it.
//!
//! address · clock · fetch · files · http · ids · letters · locks · page (title, language, focus, live region) · random · tabs · theme · wake
pub mod address;
pub mod clock;
pub mod fetch;
pub mod files;
pub mod http;
pub mod ids;
pub mod letters;
pub mod locks;
pub mod page;
pub mod random;
pub mod tabs;
pub mod theme;
pub mod wake;
