//! Reads JSON values into types. Surprising choice: `serde_json` can do so too, but it lets every struct also be read from a list
//! and every text from a number, and each of those readers would lie in the app's module; here is only what the wire has.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the forms of JSON are six for ever"
)]

use std::cell::Cell;

use serde::de::{DeserializeOwned, Deserializer, Error as _, Unexpected, Visitor};
use serde_json::Value;

use super::ReadError as Error;
use super::parts::{Fields, Items, Pairs, Variant, each, plain};

/// Reads JSON text.
///
/// # Errors
/// When it is no JSON, or not of this type.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Error> {
    read_value(&value(json)?)
}

#[cfg(not(target_arch = "wasm32"))]
fn value(json: &[u8]) -> Result<Value, Error> {
    Ok(serde_json::from_slice(json)?)
}

#[cfg(target_arch = "wasm32")]
fn value(json: &[u8]) -> Result<Value, Error> {
    super::parse::parse(json).ok_or_else(|| Error::custom("no JSON"))
}

/// Reads a JSON value.
///
/// # Errors
/// When it is not of this type.
pub fn read_value<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    T::deserialize(Reader(value))
}

/// A value that is read.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub &'a Value);

impl<'a> Reader<'a> {
    fn wrong(self, visitor: &dyn serde::de::Expected) -> Error {
        let seen = match self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(is) => Unexpected::Bool(*is),
            Value::Number(_) => Unexpected::Float(0.0),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Error::invalid_type(seen, visitor)
    }

    fn number<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        let number = self.0.as_number();
        if let Some(number) = number.and_then(serde_json::Number::as_u64) {
            visitor.visit_u64(number)
        } else if let Some(number) = number.and_then(serde_json::Number::as_i64) {
            visitor.visit_i64(number)
        } else {
            Err(self.wrong(&visitor))
        }
    }

    fn text<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_borrowed_str(text),
            _ => Err(self.wrong(&visitor)),
        }
    }

    pub(super) fn list<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            _ => Err(self.wrong(&visitor)),
        }
    }

    fn fields<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(map) => visitor.visit_map(Pairs {
                rest: map.iter(),
                value: None,
            }),
            _ => Err(self.wrong(&visitor)),
        }
    }

    /// A struct is read field by field in its own order: a list of values is less code than a map of them.
    pub(super) fn structure<V: Visitor<'a>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::Object(map) = self.0 else {
            return Err(self.wrong(&visitor));
        };
        let absent = Cell::new(None);
        let fields = Fields {
            map,
            names: names.iter(),
            absent: &absent,
        };
        visitor
            .visit_seq(fields)
            .map_err(|error| match absent.get() {
                Some(name) => Error::missing_field(name),
                None => error,
            })
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    plain!();
    each! {
        deserialize_char => text, deserialize_str => text, deserialize_string => text, deserialize_identifier => text,
        deserialize_bytes => text, deserialize_byte_buf => text, deserialize_seq => list, deserialize_map => fields,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            #[cfg(not(target_arch = "wasm32"))]
            Value::Number(number) if number.is_f64() => self.deserialize_f64(visitor),
            Value::Number(_) => self.number(visitor),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(_) => self.list(visitor),
            Value::Object(_) => self.fields(visitor),
        }
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Bool(is) => visitor.visit_bool(*is),
            _ => Err(self.wrong(&visitor)),
        }
    }
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // In the browser a fraction is read as a text.
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(number) = self.0.as_f64() {
            return visitor.visit_f64(number);
        }
        Err(self.wrong(&visitor))
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            _ => Err(self.wrong(&visitor)),
        }
    }
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }
    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.list(visitor)
    }
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.list(visitor)
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.structure(fields, visitor)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(variant) => visitor.visit_enum(Variant {
                variant,
                content: None,
            }),
            Value::Object(map) if map.len() == 1 => match map.iter().next() {
                Some((variant, content)) => visitor.visit_enum(Variant {
                    variant,
                    content: Some(content),
                }),
                None => Err(self.wrong(&visitor)),
            },
            _ => Err(self.wrong(&visitor)),
        }
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        no: u8,
        name: Option<String>,
        #[serde(default)]
        flags: Vec<Flag>,
        by_day: BTreeMap<u8, i64>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Flag {
        Late,
        Moved { to: u32 },
    }

    #[test]
    fn fields_come_in_any_order_and_what_may_be_absent_is() {
        let full = json!({"name": "å", "by_day": {"3": -4}, "other": [1.5], "no": 7, "flags": ["late", {"moved": {"to": 2}}]});
        let row = Row {
            no: 7,
            name: Some("å".to_owned()),
            flags: vec![Flag::Late, Flag::Moved { to: 2 }],
            by_day: [(3, -4)].into(),
        };
        assert_eq!(read_value::<Row>(&full).unwrap(), row);
        assert_eq!(Row::deserialize(&full).unwrap(), row);
        let least = json!({"no": 0, "by_day": {}});
        let row: Row = read_value(&least).unwrap();
        assert_eq!((row.name, row.flags), (None, vec![]));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (value, told) in [
            (json!({"by_day": {}}), "missing field `no`"),
            (json!({"no": 1, "flags": []}), "missing field `by_day`"),
            (json!({"no": 256, "by_day": {}}), "256"),
            (json!({"no": -1, "by_day": {}}), "-1"),
            (json!({"no": 1.5, "by_day": {}}), "a fraction instead of u8"),
            (json!({"no": 1, "by_day": {"x": 1}}), "x"),
            (json!({"no": 1, "by_day": {}, "flags": null}), "sequence"),
            (json!({"no": 1, "by_day": {}, "flags": ["gone"]}), "gone"),
            (json!({"no": 1, "by_day": {}, "flags": ["moved"]}), "moved"),
            (json!([1, null, [], {}]), "Row"),
            (json!("text"), "Row"),
        ] {
            let error = read_value::<Row>(&value).unwrap_err().to_string();
            assert!(error.contains(told), "{value}: {error}");
        }
        assert!(read::<Row>(b"{").is_err());
    }
}
