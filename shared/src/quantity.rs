//! Bounded numbers with their unit in the name.
use serde::{Deserialize, Serialize};

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $repr:ty, $min:literal ..= $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "i64", into = "i64")]
        pub struct $name($repr);

        impl $name {
            /// Smallest value.
            pub const MIN: $repr = $min;
            /// Largest value.
            pub const MAX: $repr = $max;
            /// Checks the range.
            pub fn parse(value: i64) -> Result<Self, OutOfRange> {
                if value < i64::from(Self::MIN) || value > i64::from(Self::MAX) {
                    return Err(OutOfRange { min: i64::from(Self::MIN), max: i64::from(Self::MAX) });
                }
                Ok(Self(value as $repr))
            }
            /// The number.
            #[must_use]
            pub const fn get(self) -> $repr { self.0 }
        }
        impl TryFrom<i64> for $name {
            type Error = OutOfRange;
            fn try_from(value: i64) -> Result<Self, Self::Error> { Self::parse(value) }
        }
        impl From<$name> for i64 { fn from(value: $name) -> i64 { i64::from(value.0) } }
    };
}

/// A number outside its range; both ends are allowed values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must lie between {min} and {max}")]
pub struct OutOfRange {
    /// Smallest allowed.
    pub min: i64,
    /// Largest allowed.
    pub max: i64,
}

bounded!(
    /// Minutes present in one day, 1–1440.
    Minutes, u16, 1..=1440
);
bounded!(
    /// Places that a requirement asks for, 1–200.
    Places, u16, 1..=200
);
bounded!(
    /// Whole calendar months that each place is to be served, 1–60.
    Months, u16, 1..=60
);

/// Swedish kronor in öre; may not be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ore(pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_at_both_ends() {
        assert!(Minutes::parse(1).is_ok() && Minutes::parse(1440).is_ok());
        assert!(Minutes::parse(0).is_err() && Minutes::parse(1441).is_err());
        assert!(Places::parse(201).is_err() && Months::parse(61).is_err());
        assert!(serde_json::from_str::<Minutes>("1441").is_err());
    }
}
