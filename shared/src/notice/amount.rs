//! An amount of money exactly as a notice writes it.
//!
//! The surprising choice: the number stays decimal text. Notices carry 0 to 4 decimals and values past 2^53; a float would
//! change some of them and a minor-unit integer needs the currency's exponent, which many notices lack.

use serde::{Deserialize, Serialize};

/// An exact decimal number with the currency that the notice gives, if any.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Amount {
    number: Decimal,
    /// ISO 4217 code in upper case, as in the source; `None` when the notice gives none.
    pub currency: Option<String>,
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountRefusal {
    /// Not `[-]digits[.digits][e[+-]digits]`.
    NotANumber,
    /// More than [`Amount::DIGITS_MAX`] characters.
    TooLong,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Decimal(String);

impl TryFrom<String> for Decimal {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match json_number(&text) {
            Ok(number) if number == text => Ok(Self(text)),
            Ok(_) | Err(AmountRefusal::NotANumber | AmountRefusal::TooLong) => {
                Err("amount_not_a_number")
            }
        }
    }
}

impl From<Decimal> for String {
    fn from(decimal: Decimal) -> Self {
        decimal.0
    }
}

impl Amount {
    /// Longest number text that is read, in characters.
    pub const DIGITS_MAX: usize = 40;

    /// Reads a number; surrounding blanks, a leading `+` and needless leading zeros are dropped, nothing else changes.
    ///
    /// # Errors
    /// [`AmountRefusal`] when the text is no plain decimal number (`1 000,00` is none: it would have to be guessed at).
    pub fn parse(number: &str, currency: Option<&str>) -> Result<Self, AmountRefusal> {
        let currency = currency.map(str::trim).filter(|code| !code.is_empty());
        Ok(Self {
            number: Decimal(json_number(number)?),
            currency: currency.map(str::to_ascii_uppercase),
        })
    }

    /// The number as valid JSON number text, with the source's own digits: `9999999.99`, `200000.0`.
    #[must_use]
    pub fn as_text(&self) -> &str {
        &self.number.0
    }

    /// Hundredths (öre, cents), when the number has at most two decimals that are not zero and fits; no exponent form.
    #[must_use]
    pub fn hundredths(&self) -> Option<i64> {
        let text = self.as_text();
        let (sign, digits) = text
            .strip_prefix('-')
            .map_or((1_i64, text), |rest| (-1, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > 2
            || !whole
                .bytes()
                .chain(decimals.bytes())
                .all(|byte| byte.is_ascii_digit())
        {
            return None;
        }
        let cents: i64 = format!("{decimals:0<2}").parse().ok()?;
        whole
            .parse::<i64>()
            .ok()?
            .checked_mul(100)?
            .checked_add(cents)?
            .checked_mul(sign)
    }
}

fn json_number(text: &str) -> Result<String, AmountRefusal> {
    let text = text.trim();
    if text.len() > Amount::DIGITS_MAX {
        return Err(AmountRefusal::TooLong);
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && decimals.is_empty()) || !digits(whole) || !digits(decimals) {
        return Err(AmountRefusal::NotANumber);
    }
    let whole = whole.trim_start_matches('0');
    let mut number = format!("{sign}{}", if whole.is_empty() { "0" } else { whole });
    if !decimals.is_empty() {
        number.push('.');
        number.push_str(decimals);
    }
    if let Some(exponent) = exponent {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if unsigned.is_empty() || !digits(unsigned) {
            return Err(AmountRefusal::NotANumber);
        }
        number.push('e');
        number.push_str(exponent);
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: &str) -> Option<String> {
        Amount::parse(number, None)
            .ok()
            .map(|amount| amount.as_text().to_owned())
    }

    #[test]
    fn the_sources_own_digits_are_kept() {
        for same in [
            "0",
            "9999999.99",
            "200000.0",
            "123456789012345678901234.5",
            "-1.5",
            "2e7",
            "2e+7",
        ] {
            assert_eq!(text(same).as_deref(), Some(same));
        }
        assert_eq!(text(" +0012.50 ").as_deref(), Some("12.50"));
        assert_eq!(text(".5").as_deref(), Some("0.5"));
        assert_eq!(text("5.").as_deref(), Some("5"));
    }

    #[test]
    fn a_text_that_would_have_to_be_guessed_at_is_refused() {
        for bad in [
            "", ".", "-", "1 000", "1,5", "1.2.3", "NaN", "1e", "e5", "0x10", "１２",
        ] {
            assert_eq!(
                Amount::parse(bad, None),
                Err(AmountRefusal::NotANumber),
                "{bad}"
            );
        }
        assert_eq!(
            text(&"9".repeat(Amount::DIGITS_MAX)).map(|t| t.len()),
            Some(Amount::DIGITS_MAX)
        );
        assert_eq!(
            Amount::parse(&"9".repeat(Amount::DIGITS_MAX + 1), None),
            Err(AmountRefusal::TooLong)
        );
    }

    #[test]
    fn hundredths_are_exact_or_none() {
        let hundredths = |number| {
            Amount::parse(number, Some("sek"))
                .ok()
                .and_then(|amount| amount.hundredths())
        };
        assert_eq!(hundredths("9999999.99"), Some(999_999_999));
        assert_eq!(hundredths("-0.5"), Some(-50));
        assert_eq!(hundredths("12.500"), Some(1250));
        assert_eq!(hundredths("12.505"), None);
        assert_eq!(hundredths("1e3"), None);
        assert_eq!(hundredths("99999999999999999999"), None);
    }

    #[test]
    fn the_stored_form_cannot_smuggle_in_another_number() {
        assert!(serde_json::from_str::<Amount>(r#"{"number":"007","currency":null}"#).is_err());
        let amount = Amount::parse("7.10", Some("SEK")).unwrap();
        let json = serde_json::to_string(&amount).unwrap();
        assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
    }
}
