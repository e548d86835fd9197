//! Why JSON does not read. Surprising choices: not `serde_json::Error`, whose words for numbers bring 20 kB of code for writing
//! fractions into the app's module; there are none on the wire. And in the browser no words at all but the name of a field that is
//! missing: nobody reads them there, and each value that is half read would carry the code that throws them away.

use std::fmt;

use serde::de::{Expected, Unexpected};

/// Why JSON does not read: what was expected, and what was there instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(Told);

#[cfg(not(target_arch = "wasm32"))]
type Told = String;
#[cfg(target_arch = "wasm32")]
type Told = &'static str;

#[cfg(target_arch = "wasm32")]
impl serde::de::Error for ReadError {
    fn custom<T: fmt::Display>(_told: T) -> Self {
        Self("a value")
    }
    fn invalid_type(_seen: Unexpected<'_>, _expected: &dyn Expected) -> Self {
        Self("a type")
    }
    fn invalid_length(_length: usize, _expected: &dyn Expected) -> Self {
        Self("a list")
    }
    fn unknown_variant(_variant: &str, _known: &'static [&'static str]) -> Self {
        Self("a variant")
    }
    fn invalid_value(_seen: Unexpected<'_>, _expected: &dyn Expected) -> Self {
        Self("a value")
    }
    fn missing_field(field: &'static str) -> Self {
        Self(field)
    }
}

#[cfg(target_arch = "wasm32")]
impl From<serde_json::Error> for ReadError {
    fn from(_error: serde_json::Error) -> Self {
        Self("no JSON")
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl serde::de::Error for ReadError {
    fn custom<T: fmt::Display>(told: T) -> Self {
        Self(told.to_string())
    }
    fn invalid_type(seen: Unexpected<'_>, expected: &dyn Expected) -> Self {
        unlike(&seen, expected)
    }
    /// Only a list can be too short: of a struct's fields the one that is missing is told.
    fn invalid_length(length: usize, _expected: &dyn Expected) -> Self {
        too_short(length)
    }
    /// Without the variants that there are: the lists of their names would lie in the app's module for this alone.
    fn unknown_variant(variant: &str, _known: &'static [&'static str]) -> Self {
        unknown(variant)
    }
    fn invalid_value(seen: Unexpected<'_>, expected: &dyn Expected) -> Self {
        unlike(&seen, expected)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl From<serde_json::Error> for ReadError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[cold]
fn too_short(length: usize) -> ReadError {
    ReadError(format!("a list of {length} is too short"))
}

#[cfg(not(target_arch = "wasm32"))]
#[cold]
fn unknown(variant: &str) -> ReadError {
    ReadError(format!("unknown variant `{variant}`"))
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is not on the wire needs no words of its own"
)]
fn unlike(seen: &Unexpected<'_>, expected: &dyn Expected) -> ReadError {
    let seen = match seen {
        Unexpected::Str(text) => format!("the text {text:?}"),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Bool(is) => is.to_string(),
        Unexpected::Unit => "null".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "an object".to_owned(),
        Unexpected::Float(_) => "a fraction".to_owned(),
        _ => "something else".to_owned(),
    };
    ReadError(format!("{seen} instead of {expected}"))
}
