//! The only way from a code or a number to words. `word!(group.key, name = value)` is checked against `locales/sv.json` when the app
//! is compiled: an unknown key, a missing place or one too many does not build.
//!
//! catalogue (the texts that are spoken) · codes (refusals, verdicts) · named and nouns (roles, states, reasons) · dates · numbers · fold (to
//! find and to sort by) · language
mod catalogue;
pub mod codes;
pub mod dates;
pub mod faults;
pub mod fold;
mod language;
pub mod named;
pub mod notices;
pub mod nouns;
pub mod numbers;

#[cfg(not(target_arch = "wasm32"))]
pub use catalogue::choose;
pub use catalogue::{LaterPlain, Plain, current, keys, speak, speak_later};
pub use language::Language;

/// A text of the catalogue in the language that is spoken.
#[macro_export]
macro_rules! word {
    (@key $group:ident . $key:ident) => { $crate::words::keys::$group::$key };
    ($group:ident . $key:ident) => { $crate::words::keys::$group::$key.say() };
    ($group:ident . $key:ident, $($name:ident = $value:expr),+ $(,)?) => {{
        const NAMES: &[&str] = &[$(stringify!($name)),+];
        const { $crate::words::keys::$group::$key.check(NAMES) };
        $crate::words::keys::$group::$key.fill(NAMES, &[$(&$value),+])
    }};
}
