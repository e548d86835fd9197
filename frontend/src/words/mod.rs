//! The only way from a code or a number to words. `word!(group.key, name = value)` is checked against the catalogues in
//! `locales/` when the app is compiled: an unknown key, a missing value or a text that one language lacks does not build.
//!
//! codes (refusals, verdicts) · nouns (roles, states, reasons) · dates · numbers · fold (to find and to sort by) · language
pub mod codes;
pub mod dates;
pub mod faults;
pub mod fold;
mod language;
pub mod notices;
pub mod nouns;
pub mod numbers;

pub use language::{Language, choose, current};

#[allow(
    unused_qualifications,
    clippy::all,
    clippy::expect_used,
    reason = "generated code"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
}
pub use generated::i18n;

/// A text of the catalogue in the language that is chosen.
#[macro_export]
macro_rules! word {
    ($group:ident . $key:ident) => { leptos_i18n::td_string!($crate::words::current().locale(), $group.$key) };
    ($group:ident . $key:ident, $($name:ident = $value:expr),+ $(,)?) => {
        leptos_i18n::td_string!($crate::words::current().locale(), $group.$key, $($name = $value),+)
    };
}
