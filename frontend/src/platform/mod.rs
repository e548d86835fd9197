//! The browser: with `replica/` the only place that speaks to it.
//!
//! address · catalogue (texts) · clock · crypto · dom (elements) · fetch · files · frozen (pages that are left) · http · idle · ids · install · intl (days, numbers, plurals) · keep · letters · locks · modal (dialogs, shortcuts) · page (title, language, focus, live region) · paint (the next frame) · passkey · presence · random · seen
//! (what of a long page is on the screen) · tabs · theme · wake
pub mod address;
pub mod catalogue;
pub mod clock;
pub mod crypto;
pub mod dom;
pub mod fetch;
pub mod files;
pub mod frozen;
pub mod http;
pub mod idle;
pub mod ids;
pub mod install;
pub mod intl;
pub mod keep;
pub mod letters;
pub mod locks;
pub mod modal;
pub mod page;
pub mod paint;
pub mod passkey;
pub mod presence;
pub mod random;
pub mod seen;
pub mod tabs;
pub mod theme;
pub mod wake;
