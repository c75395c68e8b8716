//! A JSON value between its text and its type. What is asked here and of no library: a struct is read from an object only,
//! its unknown keys are refused or read over by who wrote the text, texts that were sent are cleaned, and a fault keeps its
//! kind, so that no word of a body is ever taken for one.

use core::fmt;
use std::borrow::Cow;

use serde::{
    de::{
        Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error,
        IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use super::Fault;
use crate::text;

/// The type whose texts are read letter for letter, by its name for serde: [`crate::wire::Verbatim`].
const VERBATIM: &str = "Verbatim";

/// A value as it stands in the text: keys in their order, and twice when they are there twice.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'de> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Truth(bool),
    /// A whole number from 0.
    Natural(u64),
    /// A whole number below 0.
    Negative(i64),
    /// A number with a fraction or an exponent, or too large to be whole: no type of KLISIDA takes one.
    Fraction(f64),
    /// A text, or a key.
    Text(Cow<'de, str>),
    /// A list.
    List(Vec<Self>),
    /// An object: its keys, which are texts, with their values.
    Object(Vec<(Self, Self)>),
}

impl<'de> Value<'de> {
    /// Reads a value that KLISIDA wrote itself; keys that the type does not know are read over.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Fault> {
        T::deserialize(Reader {
            value: self,
            strict: false,
            cleans: false,
        })
    }

    /// The value as somebody sent it, to be read strictly and cleaned.
    pub(super) const fn sent(self) -> Reader<'de> {
        Reader {
            value: self,
            strict: true,
            cleans: true,
        }
    }

    /// Adds what a person typed: not ids, and not names of choices (`desk_consultation`).
    pub(super) fn texts(self, all: &mut Vec<String>) {
        let name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        match self {
            Self::Text(text) if !text.trim().is_empty() && !text.chars().all(name) => {
                all.push(text.into_owned());
            }
            Self::List(list) => list.into_iter().for_each(|it| it.texts(all)),
            Self::Object(fields) => fields.into_iter().for_each(|(_, it)| it.texts(all)),
            _ => {}
        }
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Value<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Value<'de>, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
                Ok(Value::Truth(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value<'de>, E> {
                Ok(Value::Natural(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value<'de>, E> {
                Ok(u64::try_from(value).map_or(Value::Negative(value), Value::Natural))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value<'de>, E> {
                Ok(Value::Fraction(value))
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Value<'de>, E> {
                Ok(Value::Text(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Value<'de>, E> {
                Ok(Value::Text(Cow::Owned(value.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = list.next_element()? {
                    all.push(item);
                }
                Ok(Value::List(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
                let mut all = Vec::new();
                while let Some(field) = map.next_entry()? {
                    all.push(field);
                }
                Ok(Value::Object(all))
            }
        }

        from.deserialize_any(Any)
    }
}

/// Reads a type from a value.
pub struct Reader<'de> {
    value: Value<'de>,
    /// Keys that a type does not know are refused, not read over.
    strict: bool,
    /// Texts are cleaned.
    cleans: bool,
}

type Read<T> = Result<T, Fault>;

impl<'de> Reader<'de> {
    /// The same for a value inside this one.
    fn inside(&self) -> impl Fn(Value<'de>) -> Self + use<'de> {
        let (strict, cleans) = (self.strict, self.cleans);
        move |value| Self {
            value,
            strict,
            cleans,
        }
    }

    fn map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let inside = self.inside();
        let Value::Object(fields) = self.value else {
            return Err(Fault::data());
        };
        let fields = fields.into_iter();
        let fields = fields.map(|(key, value)| (inside(key), inside(value)));
        visitor.visit_map(MapDeserializer::new(fields))
    }

    /// The fields of a struct: those that it knows, or a refusal of the first that it does not.
    fn known(&mut self, names: &[&str]) -> Read<()> {
        let Value::Object(fields) = &mut self.value else {
            return Err(Fault::data());
        };
        let known = |(key, _): &(Value<'_>, Value<'_>)| matches!(key, Value::Text(key) if names.contains(&&**key));
        if !self.strict {
            fields.retain(known);
        } else if let Some((Value::Text(key), _)) = fields.iter().find(|it| !known(it)) {
            return Err(Fault::unknown_field(key, &[]));
        }
        Ok(())
    }
}

impl<'de> IntoDeserializer<'de, Fault> for Reader<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Truth(value) => visitor.visit_bool(value),
            Value::Natural(value) => visitor.visit_u64(value),
            Value::Negative(value) => visitor.visit_i64(value),
            Value::Fraction(value) => visitor.visit_f64(value),
            Value::Text(value) if self.cleans => visitor.visit_string(text::clean(&value)),
            Value::Text(value) => visitor.visit_string(value.into_owned()),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.map(visitor),
        }
    }

    /// Names are taken as they are.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.value {
            Value::Text(value) => visitor.visit_str(&value),
            _ => Err(Fault::data()),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_identifier(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        self.cleans &= name != VERBATIM;
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let inside = self.inside();
        let Value::List(list) = self.value else {
            return Err(Fault::data());
        };
        let mut list = SeqDeserializer::new(list.into_iter().map(inside));
        let value = visitor.visit_seq(&mut list)?;
        list.end().map(|()| value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.known(names)?;
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let inside = self.inside();
        let (name, content) = match self.value {
            name @ Value::Text(_) => (name, None),
            Value::Object(fields) => match <[_; 1]>::try_from(fields) {
                Ok([(name, content)]) => (name, Some(inside(content))),
                Err(_) => return Err(Fault::data()),
            },
            _ => return Err(Fault::data()),
        };
        visitor.visit_enum(Variant {
            name: inside(name),
            content,
        })
    }

    forward_to_deserialize_any! {
        bool u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 char string bytes byte_buf unit unit_struct ignored_any
    }
}

/// A variant: its name alone, or `{"name": content}`.
struct Variant<'de> {
    name: Reader<'de>,
    content: Option<Reader<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Fault;
    type Variant = Content<'de>;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<(T::Value, Content<'de>)> {
        Ok((seed.deserialize(self.name)?, Content(self.content)))
    }
}

/// What stands behind the name of a variant.
struct Content<'de>(Option<Reader<'de>>);

impl<'de> Content<'de> {
    fn there(self) -> Read<Reader<'de>> {
        self.0.ok_or_else(Fault::data)
    }
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Read<()> {
        self.0.map_or(Ok(()), <()>::deserialize)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self.there()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.there()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.there()?.deserialize_struct("", names, visitor)
    }
}
