//! A trainee's card: six digits that the system chose, on paper, as digits and as a QR code. Rows hold its mark only. Surprising
//! choice: nobody chooses the digits, so that a tablet that is stolen gives away no PIN that its owner uses elsewhere; the mark
//! keeps honest people from each other's days, no more.
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::id::{PlacementId, derived};

/// Six digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CardCode(u32);

impl CardCode {
    /// How many there are.
    pub const COUNT: u32 = 1_000_000;

    /// The code for a number that was drawn; the same for numbers that differ by a multiple of `COUNT`.
    #[must_use]
    pub const fn drawn(number: u32) -> Self {
        Self(number % Self::COUNT)
    }

    /// Reads six digits; spaces between them do not count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let are_six = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse().ok().filter(|_| are_six).map(Self)
    }

    /// What a row holds of it.
    #[must_use]
    pub fn mark(self, placement: PlacementId) -> CardMark {
        let (placement, number) = (placement.uuid(), self.0.to_be_bytes());
        let mark = derived(&[b"card", placement.as_bytes(), &number]);
        CardMark(mark.simple().to_string())
    }
}

/// As it stands on the card.
impl fmt::Display for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}
/// Never printed by accident.
impl fmt::Debug for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardCode(…)")
    }
}

/// The mark of a card: 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CardMark(String);

impl<'de> Deserialize<'de> for CardMark {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let is_hex = |sign: u8| sign.is_ascii_digit() || (b'a'..=b'f').contains(&sign);
        if text.len() == 32 && text.bytes().all(is_hex) {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom("not the mark of a card"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::world::placement;

    #[test]
    fn a_code_is_six_digits_and_its_mark_is_of_one_placement() {
        let code = CardCode::parse("012 345").unwrap();
        assert_eq!(
            (code.to_string(), code),
            ("012345".to_owned(), CardCode::drawn(1_012_345))
        );
        for wrong in ["", "12345", "1234567", "12345a", "+12345", "１２３４５６"] {
            assert!(CardCode::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(code.mark(placement("Amina")), code.mark(placement("Amina")));
        assert_ne!(code.mark(placement("Amina")), code.mark(placement("Bilal")));
    }

    #[test]
    fn a_mark_reads_back_and_nothing_else_does() {
        let mark = CardCode::drawn(7).mark(placement("Amina"));
        let text = serde_json::to_string(&mark).unwrap();
        assert_eq!(serde_json::from_str::<CardMark>(&text).unwrap(), mark);
        assert!(serde_json::from_str::<CardMark>("\"123456\"").is_err());
    }
}
