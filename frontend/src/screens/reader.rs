//! Reads form fields into types that cannot be wrong, and collects what is wrong, field by field, before anything is sent.
use std::str::FromStr;

use shared::model::{CpvCode, Email, OrgNumber, OrgNumberError, Phone};
use shared::ordered::Set;
use shared::quantity::Ore;
use shared::text::{Text, TextError};
use shared::time::Day;
use shared::time_of_day::TimeOfDay;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was written.
    Empty,
    /// More than so many characters.
    TooLong(usize),
    /// Signs that no text may have.
    Control,
    /// Not a date.
    NotADay,
    /// Not a whole number within these limits.
    NotANumber(i64, i64),
    /// Not an amount of kronor.
    NotAnAmount,
    /// Not ten digits.
    NotAnOrgNumber,
    /// The last digit does not check.
    OrgNumberCheck,
    /// Not eight digits.
    NotACpv,
    /// Nothing was chosen.
    NotChosen,
    /// None of several was ticked.
    NoneTicked,
    /// Fewer than twelve characters.
    PasswordShort,
    /// Not a telephone number.
    NotAPhone,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a time of day.
    NotATime,
}

/// A field and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's id on the page.
    pub field: &'static str,
    /// What is wrong.
    pub fault: Fault,
}

/// Collects the problems of one form.
#[derive(Debug, Default)]
pub struct Reader {
    /// What was wrong so far.
    pub problems: Vec<Problem>,
}

impl Reader {
    /// A reader without problems.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn keep<T>(&mut self, field: &'static str, result: Result<T, Fault>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                self.problems.push(Problem { field, fault });
                None
            }
        }
    }

    /// A text that must be there.
    pub fn text<const MAX: usize>(
        &mut self,
        field: &'static str,
        value: &str,
    ) -> Option<Text<MAX>> {
        let result = Text::parse(value).map_err(|error| match error {
            TextError::Empty => Fault::Empty,
            TextError::TooLong(max) => Fault::TooLong(max),
            TextError::Control => Fault::Control,
        });
        self.keep(field, result)
    }

    /// A secret as it was typed; whether it is right is for the server to say.
    pub fn secret(&mut self, field: &'static str, value: &str) -> Option<String> {
        let found = Some(value.to_owned()).filter(|value| !value.is_empty());
        self.keep(field, found.ok_or(Fault::Empty))
    }

    /// A text that may be left out.
    pub fn text_or_none<const MAX: usize>(
        &mut self,
        field: &'static str,
        value: &str,
    ) -> Option<Text<MAX>> {
        if value.trim().is_empty() {
            None
        } else {
            self.text(field, value)
        }
    }

    /// A day.
    pub fn day(&mut self, field: &'static str, value: &str) -> Option<Day> {
        let fault = if value.trim().is_empty() {
            Fault::Empty
        } else {
            Fault::NotADay
        };
        self.keep(field, Day::parse(value.trim()).map_err(|_not_a_day| fault))
    }

    /// A day that may be left out.
    pub fn day_or_none(&mut self, field: &'static str, value: &str) -> Option<Day> {
        if value.trim().is_empty() {
            None
        } else {
            self.day(field, value)
        }
    }

    /// A time of day that may be left out.
    pub fn time_or_none(&mut self, field: &'static str, value: &str) -> Option<TimeOfDay> {
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        self.keep(
            field,
            TimeOfDay::parse(value).map_err(|_no_time| Fault::NotATime),
        )
    }

    /// A telephone number that may be left out.
    pub fn phone_or_none(&mut self, field: &'static str, value: &str) -> Option<Phone> {
        if value.trim().is_empty() {
            return None;
        }
        self.keep(
            field,
            Phone::parse(value).map_err(|_no_phone| Fault::NotAPhone),
        )
    }

    /// An e-mail address that may be left out.
    pub fn email_or_none(&mut self, field: &'static str, value: &str) -> Option<Email> {
        if value.trim().is_empty() {
            return None;
        }
        self.keep(
            field,
            Email::parse(value).map_err(|_no_address| Fault::NotAnEmail),
        )
    }

    /// A whole number within limits.
    pub fn number(&mut self, field: &'static str, value: &str, min: i64, max: i64) -> Option<i64> {
        let number = value
            .trim()
            .parse::<i64>()
            .ok()
            .filter(|number| (min..=max).contains(number));
        self.keep(field, number.ok_or(Fault::NotANumber(min, max)))
    }

    /// Kronor, with or without spaces and öre; may be left out.
    pub fn kronor_or_none(&mut self, field: &'static str, value: &str) -> Option<Ore> {
        let plain: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\u{a0}')
            .collect();
        if plain.is_empty() {
            return None;
        }
        self.keep(field, kronor(&plain).ok_or(Fault::NotAnAmount))
    }

    /// An organisation number.
    pub fn org_number(&mut self, field: &'static str, value: &str) -> Option<OrgNumber> {
        let result = OrgNumber::parse(value).map_err(|error| match error {
            OrgNumberError::Form => Fault::NotAnOrgNumber,
            OrgNumberError::CheckDigit => Fault::OrgNumberCheck,
        });
        self.keep(field, result)
    }

    /// A CPV code.
    pub fn cpv(&mut self, field: &'static str, value: &str) -> Option<CpvCode> {
        self.keep(
            field,
            CpvCode::parse(value).map_err(|_not_a_code| Fault::NotACpv),
        )
    }

    /// Something chosen from a list, by its id.
    pub fn chosen<I: FromStr>(&mut self, field: &'static str, value: &str) -> Option<I> {
        self.keep(field, value.parse().map_err(|_nothing| Fault::NotChosen))
    }

    /// Something chosen from a list of values.
    pub fn one_of<T>(&mut self, field: &'static str, value: Option<T>) -> Option<T> {
        self.keep(field, value.ok_or(Fault::NotChosen))
    }

    /// At least one ticked of several.
    pub fn ticked<T: Ord>(&mut self, field: &'static str, all: Set<T>) -> Option<Set<T>> {
        let result = if all.is_empty() {
            Err(Fault::NoneTicked)
        } else {
            Ok(all)
        };
        self.keep(field, result)
    }

    /// A password that is long enough to be sent.
    pub fn new_password(&mut self, field: &'static str, value: &str) -> Option<String> {
        let count = value.chars().count();
        let result = match count {
            0 => Err(Fault::Empty),
            1..12 => Err(Fault::PasswordShort),
            12..=128 => Ok(value.to_owned()),
            _ => Err(Fault::TooLong(128)),
        };
        self.keep(field, result)
    }

    /// The value, when all fields were right.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            Some(_) | None => Err(self.problems),
        }
    }
}

fn kronor(text: &str) -> Option<Ore> {
    let (whole, ore) = text.split_once([',', '.']).unwrap_or((text, ""));
    if ore.len() > 2
        || !whole
            .bytes()
            .chain(ore.bytes())
            .all(|digit| digit.is_ascii_digit())
    {
        return None;
    }
    let ore: u64 = format!("{ore:0<2}").parse().ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(ore)
        .map(Ore)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let mut read = Reader::new();
        let title = read.text::<200>("title", " ");
        let day = read.day("day", "2026-02-30");
        let places = read.number("places", "0", 1, 200);
        let all = title.zip(day).zip(places);
        let problems = read.finish(all).unwrap_err();
        assert_eq!(
            problems
                .iter()
                .map(|p| (p.field, p.fault))
                .collect::<Vec<_>>(),
            [
                ("title", Fault::Empty),
                ("day", Fault::NotADay),
                ("places", Fault::NotANumber(1, 200))
            ]
        );
    }

    #[test]
    fn kronor_are_read_as_people_write_them() {
        let read = |text| Reader::new().kronor_or_none("value", text);
        assert_eq!(read("1 234 567"), Some(Ore(123_456_700)));
        assert_eq!(read("99,5"), Some(Ore(9_950)));
        assert_eq!(read(""), None);
        let mut reader = Reader::new();
        assert_eq!(reader.kronor_or_none("value", "1.234,00"), None);
        assert_eq!(reader.problems[0].fault, Fault::NotAnAmount);
    }
}
