//! Why JSON does not read. Surprising choice: not `serde_json::Error`, whose words for numbers bring 20 kB of code for writing
//! fractions into the app's module; there are none on the wire.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is not on the wire needs no words of its own"
)]

use std::fmt;

use serde::de::{Expected, Unexpected};

/// Why JSON does not read: what was expected, and what was there instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(String);

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

impl From<serde_json::Error> for ReadError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

#[cold]
fn too_short(length: usize) -> ReadError {
    ReadError(format!("a list of {length} is too short"))
}

#[cold]
fn unknown(variant: &str) -> ReadError {
    ReadError(format!("unknown variant `{variant}`"))
}

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
