//! How somebody at a contractor is reached at work. Surprising choice: it hangs on the membership and is seen by exactly those
//! who see that, so a role that ends takes its telephone number along.
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::id::{OrganisationId, UserId};

/// A telephone number as people write it: 5–15 digits, with spaces, hyphens, brackets and a leading plus.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

/// An e-mail address: something, one @, something with a dot; at most 120 characters, none of them white space.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Email(String);

/// Why a text is no way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// Not a telephone number.
    #[error("not a telephone number")]
    Phone,
    /// Not an e-mail address.
    #[error("not an e-mail address")]
    Email,
}

impl Phone {
    /// Trims and checks.
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        let text = text.trim();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let rest = text.strip_prefix('+').unwrap_or(text);
        let is_plain = rest
            .bytes()
            .all(|sign| sign.is_ascii_digit() || b" -()".contains(&sign));
        if is_plain && (5..=15).contains(&digits) && text.len() <= 30 {
            Ok(Self(text.to_owned()))
        } else {
            Err(ContactError::Phone)
        }
    }
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// What is dialled: digits, and the plus before them.
    #[must_use]
    pub fn dialled(&self) -> String {
        let is_dialled = |sign: &char| sign.is_ascii_digit() || *sign == '+';
        self.0.chars().filter(is_dialled).collect()
    }
}

impl Email {
    /// Trims and checks.
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        let text = text.trim();
        let is_address = text.split_once('@').is_some_and(|(name, host)| {
            let ends = host.split_once('.');
            !name.is_empty()
                && !host.contains('@')
                && ends.is_some_and(|(first, last)| !first.is_empty() && !last.is_empty())
        });
        let is_plain = text
            .chars()
            .all(|sign| !sign.is_whitespace() && !sign.is_control() && !"<>\"?&#%".contains(sign));
        if is_address && is_plain && text.len() <= 120 {
            Ok(Self(text.to_owned()))
        } else {
            Err(ContactError::Email)
        }
    }
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! guarded {
    ($($name:ident),+) => {$(
        /// Never prints its content: it is somebody's.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )+};
}
guarded!(Phone, Email);

/// How a member of a contractor is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub user: UserId,
    /// Where they work.
    pub organisation: OrganisationId,
    /// Telephone at work.
    pub phone: Option<Phone>,
    /// E-mail at work.
    pub email: Option<Email>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_as_people_write_it_and_dialled_without_signs() {
        for good in ["070-174 06 05", "+46 (0)70 174 06 05", "12345"] {
            assert_eq!(Phone::parse(good).unwrap().as_str(), good);
        }
        assert_eq!(
            Phone::parse("+46 70-174 06 05").unwrap().dialled(),
            "+46701740605"
        );
        for bad in ["", "1234", "1234567890123456", "070 174 06 05 x", "07+0174"] {
            assert_eq!(Phone::parse(bad), Err(ContactError::Phone), "{bad}");
        }
    }

    #[test]
    fn an_address_has_one_at_and_a_dot_behind_it() {
        assert!(Email::parse(" maria@fjallbygg.example ").is_ok());
        for bad in [
            "maria",
            "@x.se",
            "a@b",
            "a@b@c.se",
            "a b@c.se",
            "a@b.se?subject=x",
            "a@.se",
        ] {
            assert_eq!(Email::parse(bad), Err(ContactError::Email), "{bad}");
        }
        let long = format!("{}@b.se", "a".repeat(115));
        assert_eq!(long.len(), 120);
        assert!(Email::parse(&long).is_ok());
        assert!(Email::parse(&format!("a{long}")).is_err());
    }
}
