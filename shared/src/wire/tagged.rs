//! Enums that say in a field which variant they are: `{"state": "started", "on": "2026-11-02"}`, or with a content field,
//! `{"code": "not_found", "args": {"kind": "site"}}`. Surprising choice: serde's own `tag` copies every value into a form of its
//! own to find the tag, with readers for that form that made up a tenth of the app's module; here the value is at hand already.
use serde::de::{Deserializer, Error as _, Visitor};
use serde::ser::{Impossible, Serialize, SerializeStructVariant, Serializer};
use serde_json::{Error, Map, Value};

use super::ReadError;
use super::parts::Variant;

/// Lets an enum that derives `Serialize` and `Deserialize` with `#[serde(remote = "Self")]` travel with its variant's name in
/// the field `$tag`, and what the variant holds beside it, or in the field `$content`.
macro_rules! tagged {
    ($type:ty, $tag:literal) => {
        $crate::wire::tagged!(@with $type, $tag, None);
    };
    ($type:ty, $tag:literal, $content:literal) => {
        $crate::wire::tagged!(@with $type, $tag, Some($content));
    };
    (@with $type:ty, $tag:literal, $content:expr) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                let tagged = Self::serialize(self, $crate::wire::TagWriter { tag: $tag, content: $content });
                let tagged = tagged.map_err(|_error| serde::ser::Error::custom("a variant that cannot be written"))?;
                serde::Serialize::serialize(&tagged, s)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(d)?;
                let reader = $crate::wire::TagReader { tag: $tag, content: $content, value: &value };
                Self::deserialize(reader).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use tagged;

/// Reads a tagged enum.
pub(crate) struct TagReader<'a> {
    pub tag: &'static str,
    pub content: Option<&'static str>,
    pub value: &'a Value,
}

impl<'de> Deserializer<'de> for TagReader<'de> {
    type Error = ReadError;
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let Some(Value::String(variant)) = self.value.get(self.tag) else {
            return Err(ReadError::custom(format_args!(
                "{name} without the field {}",
                self.tag
            )));
        };
        let content = match self.content {
            Some(field) => self.value.get(field),
            None => Some(self.value),
        };
        visitor.visit_enum(Variant { variant, content })
    }
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_enum("", &[], visitor)
    }
    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

/// Writes a tagged enum: a map with the tag.
#[derive(Clone, Copy)]
pub(crate) struct TagWriter {
    pub tag: &'static str,
    pub content: Option<&'static str>,
}

impl TagWriter {
    fn start(self, variant: &str) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert(self.tag.to_owned(), Value::String(variant.to_owned()));
        map
    }
}

/// The fields of a variant.
pub(crate) struct TagFields {
    map: Map<String, Value>,
    args: Option<(&'static str, Map<String, Value>)>,
}

impl SerializeStructVariant for TagFields {
    type Ok = Map<String, Value>;
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let into = self.args.as_mut().map_or(&mut self.map, |(_, args)| args);
        into.insert(key.to_owned(), serde_json::to_value(value)?);
        Ok(())
    }
    fn end(mut self) -> Result<Self::Ok, Error> {
        if let Some((field, args)) = self.args {
            self.map.insert(field.to_owned(), Value::Object(args));
        }
        Ok(self.map)
    }
}

type No = Impossible<Map<String, Value>, Error>;

fn not_a_variant<T>() -> Result<T, Error> {
    Err(Error::custom("only variants have a tag"))
}

macro_rules! no {
    ($($method:ident: $type:ty),+ $(,)?) => {$(
        fn $method(self, _value: $type) -> Result<Self::Ok, Error> { not_a_variant() }
    )+};
}

impl Serializer for TagWriter {
    type Ok = Map<String, Value>;
    type Error = Error;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = No;
    type SerializeStructVariant = TagFields;

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Self::Ok, Error> {
        Ok(self.start(variant))
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Self::Ok, Error> {
        let Some(field) = self.content else {
            return not_a_variant();
        };
        let mut map = self.start(variant);
        map.insert(field.to_owned(), serde_json::to_value(value)?);
        Ok(map)
    }
    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<TagFields, Error> {
        Ok(TagFields {
            map: self.start(variant),
            args: self.content.map(|field| (field, Map::new())),
        })
    }

    no! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64,
        serialize_char: char, serialize_str: &str, serialize_bytes: &[u8], serialize_unit_struct: &'static str,
    }
    fn serialize_none(self) -> Result<Self::Ok, Error> {
        not_a_variant()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, _value: &T) -> Result<Self::Ok, Error> {
        not_a_variant()
    }
    fn serialize_unit(self) -> Result<Self::Ok, Error> {
        not_a_variant()
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _value: &T,
    ) -> Result<Self::Ok, Error> {
        not_a_variant()
    }
    fn serialize_seq(self, _len: Option<usize>) -> Result<No, Error> {
        not_a_variant()
    }
    fn serialize_tuple(self, _len: usize) -> Result<No, Error> {
        not_a_variant()
    }
    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<No, Error> {
        not_a_variant()
    }
    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<No, Error> {
        not_a_variant()
    }
    fn serialize_map(self, _len: Option<usize>) -> Result<No, Error> {
        not_a_variant()
    }
    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<No, Error> {
        not_a_variant()
    }
}
