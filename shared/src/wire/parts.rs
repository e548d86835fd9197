//! What a JSON value is made of, handed to a type's reader piece by piece: items of a list, fields of a struct, pairs of a map, names,
//! variants.
use std::cell::Cell;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde_json::{Map, Value};

use super::ReadError as Error;
use super::read::Reader;

/// Methods that all do the same.
macro_rules! each {
    ($($method:ident => $with:ident),+ $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> { self.$with(visitor) }
    )+};
}
/// Whole numbers of every width are read as one; a type that wraps another is read as that.
macro_rules! plain {
    () => {
        fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Error> {
            visitor.visit_newtype_struct(self)
        }
        $crate::wire::parts::each! {
            deserialize_i8 => number, deserialize_i16 => number, deserialize_i32 => number, deserialize_i64 => number,
            deserialize_u8 => number, deserialize_u16 => number, deserialize_u32 => number, deserialize_u64 => number,
        }
    };
}
pub(super) use {each, plain};

/// The items of a list.
pub(super) struct Items<'a>(pub std::slice::Iter<'a, Value>);

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
pub(super) struct Fields<'a, 'b> {
    pub map: &'a Map<String, Value>,
    pub names: std::slice::Iter<'static, &'static str>,
    /// The field that was asked for last, if it is not there.
    pub absent: &'b Cell<Option<&'static str>>,
}

impl<'de> Fields<'de, '_> {
    /// The next field's value; compiled once for all types.
    #[inline(never)]
    fn find(&mut self) -> Option<&'de Value> {
        let name = self.names.next().copied().unwrap_or_default();
        let found = self.map.get(name);
        self.absent.set(found.is_none().then_some(name));
        found
    }
}

impl<'de> SeqAccess<'de> for Fields<'de, '_> {
    type Error = Error;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let found = self.find();
        // What may be absent takes null, or has a default, which serde fills in for the end of the list.
        let read = seed.deserialize(Reader(found.unwrap_or(&Value::Null)));
        match found {
            Some(_) => read.map(Some),
            None => Ok(read.ok()),
        }
    }
}

/// The keys and values of a map.
pub(super) struct Pairs<'a> {
    pub rest: serde_json::map::Iter<'a>,
    pub value: Option<&'a Value>,
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
    plain!();
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
