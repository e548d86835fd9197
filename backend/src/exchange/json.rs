//! JSON to a tree that keeps the text of numbers, bounded in depth, count and time.
//!
//! The surprising choice: serde_json checks the whole text once and then splits it level by level into raw parts. That reads
//! a byte once per level (at most `DEPTH_MAX` times, under the clock), and gives exact amounts, which its own value type loses.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::decode::is_allowed;
use super::error::{Fault, ImportErrorCode, Place};
use super::limit::{Budget, DEPTH_MAX};

/// A JSON value.
#[derive(Debug)]
pub(super) enum Json {
    Null,
    Bool(bool),
    /// The number as written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

const NOTHING: &Json = &Json::Null;

impl Json {
    /// The value of a key; null for what has no such key.
    pub fn get(&self, key: &str) -> &Self {
        match self {
            Self::Object(members) => members.get(key).unwrap_or(NOTHING),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => NOTHING,
        }
    }

    /// The values of a list; nothing for what is no list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Object(_) => &[],
        }
    }

    /// A text or number as text, without blanks at the ends, unless empty.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Number(text) => {
                Some(text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// Whether it is the word `true`.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

/// Reads a whole document.
pub(super) fn parse(text: &str, budget: &mut Budget) -> Result<Json, Fault> {
    check_depth(text, budget)?;
    let raw: &RawValue =
        serde_json::from_str(text).map_err(|error| malformed(text, text, &error))?;
    budget.look(|| Place::START)?;
    build(text, raw, budget)
}

fn check_depth(text: &str, budget: &mut Budget) -> Result<(), Fault> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (offset, byte) in text.bytes().enumerate() {
        if in_text {
            (in_text, escaped) = (byte != b'"' || escaped, byte == b'\\' && !escaped);
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => {
                depth += 1;
                budget.spend(|| Place::of(text, offset))?;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => budget.spend(|| Place::of(text, offset))?,
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(Fault::at(ImportErrorCode::TooDeep, Place::of(text, offset)));
        }
    }
    Ok(())
}

fn build(whole: &str, raw: &RawValue, budget: &mut Budget) -> Result<Json, Fault> {
    let part = raw.get();
    let fail = |error: serde_json::Error| malformed(whole, part, &error);
    match part.as_bytes().first() {
        Some(b'{') => {
            budget.look(|| place_of(whole, part))?;
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(part).map_err(fail)?;
            let built = members
                .into_iter()
                .map(|(key, value)| Ok((key, build(whole, value, budget)?)));
            Ok(Json::Object(built.collect::<Result<_, Fault>>()?))
        }
        Some(b'[') => {
            budget.look(|| place_of(whole, part))?;
            let items: Vec<&RawValue> = serde_json::from_str(part).map_err(fail)?;
            Ok(Json::List(
                items
                    .into_iter()
                    .map(|item| build(whole, item, budget))
                    .collect::<Result<_, Fault>>()?,
            ))
        }
        Some(b'"') => {
            // Escapes can smuggle in NUL and vertical tabs, which real notices have and databases refuse.
            let text: String = serde_json::from_str(part).map_err(fail)?;
            Ok(Json::Text(
                text.replace(|character| !is_allowed(character), " "),
            ))
        }
        Some(b't' | b'f') => Ok(Json::Bool(part == "true")),
        Some(b'n') | None => Ok(Json::Null),
        Some(_) => Ok(Json::Number(part.to_owned())),
    }
}

/// Where a part of the text begins: parts are slices of it.
fn place_of(whole: &str, part: &str) -> Place {
    Place::of(
        whole,
        (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize),
    )
}

fn malformed(whole: &str, part: &str, error: &serde_json::Error) -> Fault {
    let begin = place_of(whole, part);
    // serde_json counts columns in bytes; count them again in characters.
    let line = part
        .split('\n')
        .nth(error.line().saturating_sub(1))
        .unwrap_or("");
    let column = Place::of(line, error.column().saturating_sub(1)).column;
    let place = if error.line() <= 1 {
        Place {
            line: begin.line,
            column: begin.column + column - 1,
        }
    } else {
        Place {
            line: begin.line + u32::try_from(error.line() - 1).unwrap_or(u32::MAX - begin.line),
            column,
        }
    };
    Fault::at(ImportErrorCode::JsonMalformed, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Json, (ImportErrorCode, u32, u32)> {
        parse(text, &mut Budget::start())
            .map_err(|fault| (fault.code, fault.place.line, fault.place.column))
    }

    #[test]
    fn numbers_keep_their_text() {
        let json =
            read(r#"{"a": [200000.0, 7.922816251426434e+28, 9007199254740993.10]}"#).unwrap();
        let texts: Vec<_> = json
            .get("a")
            .items()
            .iter()
            .filter_map(Json::text)
            .collect();
        assert_eq!(
            texts,
            ["200000.0", "7.922816251426434e+28", "9007199254740993.10"]
        );
    }

    #[test]
    fn faults_have_the_place_in_the_whole_file() {
        assert_eq!(
            read("{\n  \"å\": ?}").unwrap_err(),
            (ImportErrorCode::JsonMalformed, 2, 8)
        );
        assert_eq!(
            read("{\"a\":\n\n [\"\\ud800\"]}").unwrap_err().0,
            ImportErrorCode::JsonMalformed
        );
        assert_eq!(read("{\"a\":\n\n [\"\\ud800\"]}").unwrap_err().1, 3);
        assert_eq!(read("[1, 2").unwrap_err().0, ImportErrorCode::JsonMalformed);
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(DEPTH_MAX)).is_ok());
        assert_eq!(
            read(&nested(DEPTH_MAX + 1)).unwrap_err(),
            (ImportErrorCode::TooDeep, 1, 65)
        );
        assert_eq!(
            read(&"[".repeat(5_000_000)).unwrap_err().0,
            ImportErrorCode::TooDeep
        );
        assert!(read(r#"{"a": "[[[[\"[[[["}"#).is_ok());
    }
}
