//! Reads JSON values into types. Surprising choice: `serde_json` can do so too, but it lets every struct also be read from a list
//! and every text from a number, and each of those readers would lie in the app's module; here is only what the wire has.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the forms of JSON are six for ever"
)]

use std::cell::Cell;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_json::{Map, Value};

use super::ReadError as Error;

/// Reads JSON text.
///
/// # Errors
/// When it is no JSON, or not of this type.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Error> {
    read_value(&serde_json::from_slice::<Value>(json)?)
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

    fn list<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
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
    fn structure<V: Visitor<'a>>(
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

macro_rules! each {
    ($($method:ident => $with:ident),+ $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> { self.$with(visitor) }
    )+};
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    each! {
        deserialize_i8 => number, deserialize_i16 => number, deserialize_i32 => number, deserialize_i64 => number,
        deserialize_u8 => number, deserialize_u16 => number, deserialize_u32 => number, deserialize_u64 => number,
        deserialize_char => text, deserialize_str => text, deserialize_string => text, deserialize_identifier => text,
        deserialize_bytes => text, deserialize_byte_buf => text, deserialize_seq => list, deserialize_map => fields,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
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
        match self.0.as_f64() {
            Some(number) => visitor.visit_f64(number),
            None => Err(self.wrong(&visitor)),
        }
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
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
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

struct Items<'a>(std::slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0
            .next()
            .map(|item| seed.deserialize(Reader(item)))
            .transpose()
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of a struct, in its order.
struct Fields<'a, 'b> {
    map: &'a Map<String, Value>,
    names: std::slice::Iter<'static, &'static str>,
    /// The field that was asked for last, if it is not there.
    absent: &'b Cell<Option<&'static str>>,
}

impl<'de> SeqAccess<'de> for Fields<'de, '_> {
    type Error = Error;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let name = self.names.next().copied().unwrap_or_default();
        let found = self.map.get(name);
        self.absent.set(found.is_none().then_some(name));
        // What may be absent takes null, or has a default, which serde fills in for the end of the list.
        let read = seed.deserialize(Reader(found.unwrap_or(&Value::Null)));
        match found {
            Some(_) => read.map(Some),
            None => Ok(read.ok()),
        }
    }
}

/// The keys and values of a map.
struct Pairs<'a> {
    rest: serde_json::map::Iter<'a>,
    value: Option<&'a Value>,
}

impl<'de> MapAccess<'de> for Pairs<'de> {
    type Error = Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Name(key)).map(Some)
    }
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(Reader(value)),
            None => Err(Error::custom("a value without its name")),
        }
    }
}

/// The name of a field, or the key of a map: a text, also where the type wraps one, or a number as a text.
struct Name<'a>(&'a str);

impl<'a> Name<'a> {
    fn number<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Ok(number) = self.0.parse() {
            visitor.visit_u64(number)
        } else if let Ok(number) = self.0.parse() {
            visitor.visit_i64(number)
        } else {
            Err(Error::invalid_type(Unexpected::Str(self.0), &visitor))
        }
    }
}

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = Error;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(Variant {
            variant: self.0,
            content: None,
        })
    }
    each! {
        deserialize_i8 => number, deserialize_i16 => number, deserialize_i32 => number, deserialize_i64 => number,
        deserialize_u8 => number, deserialize_u16 => number, deserialize_u32 => number, deserialize_u64 => number,
    }
    serde::forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

/// A variant by its name, with what it holds.
pub(super) struct Variant<'a> {
    pub variant: &'a str,
    pub content: Option<&'a Value>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Self;
    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let name = seed.deserialize(BorrowedStrDeserializer::<Error>::new(self.variant))?;
        Ok((name, self))
    }
}

impl<'de> Variant<'de> {
    fn content(&self) -> Result<Reader<'de>, Error> {
        match self.content {
            Some(content) => Ok(Reader(content)),
            None => Err(Error::custom(format_args!(
                "{} needs its content",
                self.variant
            ))),
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Error;
    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.content()?)
    }
    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        self.content()?.list(visitor)
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.content()?.structure(fields, visitor)
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
