//! An organisation: the authority that asks, the contractor that promises, the subcontractor that hosts.
use serde::{Deserialize, Deserializer, Serialize};

use crate::text::ShortText;

/// What an organisation is to the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// The contracting authority.
    Authority,
    /// A supplier with a contract of its own.
    Contractor,
    /// A supplier under a contractor.
    Subcontractor,
}

/// One organisation of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Registered name.
    pub name: ShortText,
    /// Swedish organisation number.
    pub number: OrgNumber,
    /// Its part.
    pub kind: OrganisationKind,
}

/// A Swedish organisation number, ten digits, checked by the Luhn digit (SFS 1974:174). Wire form `NNNNNN-NNNN`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct OrgNumber(String);

/// Why a text is not an organisation number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrgNumberError {
    /// Not ten digits.
    #[error("not ten digits")]
    Form,
    /// The last digit does not check.
    #[error("the check digit is wrong")]
    CheckDigit,
}

impl OrgNumber {
    /// Reads `NNNNNN-NNNN`, `NNNNNNNNNN` or with a leading `16`.
    pub fn parse(text: &str) -> Result<Self, OrgNumberError> {
        let digits: Vec<u32> = text
            .trim()
            .chars()
            .filter(|c| *c != '-' && *c != ' ')
            .map(|c| c.to_digit(10))
            .collect::<Option<_>>()
            .ok_or(OrgNumberError::Form)?;
        let digits = match digits.len() {
            10 => &digits[..],
            12 if digits[..2] == [1, 6] => &digits[2..],
            _ => return Err(OrgNumberError::Form),
        };
        let sum: u32 = digits
            .iter()
            .enumerate()
            .map(|(place, digit)| {
                if place % 2 == 0 {
                    digit * 2 / 10 + digit * 2 % 10
                } else {
                    *digit
                }
            })
            .sum();
        if !sum.is_multiple_of(10) {
            return Err(OrgNumberError::CheckDigit);
        }
        let text: String = digits
            .iter()
            .filter_map(|d| char::from_digit(*d, 10))
            .collect();
        Ok(Self(format!("{}-{}", &text[..6], &text[6..])))
    }

    /// The written form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for OrgNumber {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_number_is_checked_by_its_last_digit() {
        assert_eq!(
            OrgNumber::parse("2120002528").unwrap().as_str(),
            "212000-2528"
        );
        assert_eq!(
            OrgNumber::parse("16212000-2528").unwrap().as_str(),
            "212000-2528"
        );
        assert_eq!(
            OrgNumber::parse("212000-2529"),
            Err(OrgNumberError::CheckDigit)
        );
        assert_eq!(OrgNumber::parse("21200-2528"), Err(OrgNumberError::Form));
    }
}
