//! Bounded text. Surprising choice: control characters are refused, so that a log line or a CSV cell cannot be forged.
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// Text of 1 to `MAX` characters after trimming, no control characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// A name or a title: 1–200 characters.
pub type ShortText = Text<200>;
/// A note: 1–2000 characters.
pub type LongText = Text<2000>;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("empty")]
    Empty,
    /// More than this many characters.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// A control character.
    #[error("has a control character")]
    Control,
}

impl<const MAX: usize> Text<MAX> {
    /// Trims and checks.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().count() > MAX {
            return Err(TextError::TooLong(MAX));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(TextError::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The same text under a wider limit; a narrower one cuts it.
    #[must_use]
    pub fn widen<const OTHER: usize>(self) -> Text<OTHER> {
        if MAX <= OTHER {
            Text(self.0)
        } else {
            Text(self.0.chars().take(OTHER).collect())
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
/// Never prints its content: a text may hold a person's name.
impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} chars)", self.0.chars().count())
    }
}
impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_at_its_limit_and_refused_one_above() {
        assert!(ShortText::parse(&"å".repeat(200)).is_ok());
        assert_eq!(
            ShortText::parse(&"å".repeat(201)),
            Err(TextError::TooLong(200))
        );
        assert_eq!(ShortText::parse("  "), Err(TextError::Empty));
        assert_eq!(ShortText::parse("a\u{7}b"), Err(TextError::Control));
        assert_eq!(
            format!("{:?}", ShortText::parse("Amina").unwrap()),
            "Text(5 chars)"
        );
    }
}
