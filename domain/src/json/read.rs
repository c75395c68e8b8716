//! serde's side of the reader: what is compiled anew for every type.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::{
    Fault, VERBATIM,
    scan::{Number, Read, Reader},
};
use crate::text;

/// The types of numbers, which are all read alike.
macro_rules! numbers {
    ($($name:ident)+) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            match self.number()? {
                Number::Natural(number) => visitor.visit_u64(number),
                Number::Negative(number) => visitor.visit_i64(number),
                Number::Other => visitor.visit_f64(f64::NAN),
            }
        }
    )+};
}

/// What this service has no use for.
macro_rules! never {
    ($($name:ident)+) => {$(
        fn $name<V: Visitor<'de>>(self, _: V) -> Read<V::Value> {
            Err(self.wrong())
        }
    )+};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.space() {
            0 if self.absent => visitor.visit_unit(),
            b'"' => self.deserialize_string(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            _ => self.deserialize_i64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_bool(self.truth()?)
    }

    numbers! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    }

    never! { deserialize_f32 deserialize_f64 deserialize_bytes deserialize_byte_buf }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_identifier(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_identifier(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let text = self.string()?;
        visitor.visit_string(if self.cleans() {
            text::clean(&text)
        } else {
            text.into_owned()
        })
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let text = self.string()?;
        visitor.visit_str(&text)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.null()? {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.null()? {
            visitor.visit_unit()
        } else {
            Err(self.wrong())
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        let outside = self.verbatim;
        self.verbatim |= name == VERBATIM;
        let value = visitor.visit_newtype_struct(&mut *self);
        self.verbatim = outside;
        value
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let depth = self.open(b'[')?;
        let value = visitor.visit_seq(Inside::of(self))?;
        self.close(depth, b']')?;
        Ok(value)
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
        let depth = self.open(b'{')?;
        let value = visitor.visit_map(Inside::of(self))?;
        self.close(depth, b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let found = self.find(fields)?;
        let end = self.at;
        let values = Fields {
            reader: &mut *self,
            names: fields.iter(),
            found: found.into_iter(),
        };
        match visitor.visit_seq(values) {
            Ok(value) => {
                self.leave(end);
                Ok(value)
            }
            Err(fault) => Err(self.lost(end, fault)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        if self.space() != b'{' {
            return visitor.visit_enum(Variant {
                reader: self,
                boxed: false,
            });
        }
        let depth = self.open(b'{')?;
        if !self.key(&mut true)? {
            return Err(self.syntax());
        }
        let value = visitor.visit_enum(Variant {
            reader: self,
            boxed: true,
        })?;
        self.close(depth, b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }
}

/// The inside of an object or a list.
struct Inside<'r, 'de> {
    reader: &'r mut Reader<'de>,
    first: bool,
}

impl<'r, 'de> Inside<'r, 'de> {
    const fn of(reader: &'r mut Reader<'de>) -> Self {
        Self {
            reader,
            first: true,
        }
    }
}

impl<'de> SeqAccess<'de> for Inside<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.reader.more(&mut self.first, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Inside<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.reader.key(&mut self.first)? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<T::Value> {
        self.reader.colon()?;
        seed.deserialize(&mut *self.reader)
    }
}

/// The fields of a struct in the order of its type, wherever they stand in the text: reading them one after the other
/// takes a type much less code than being told their names one by one.
struct Fields<'r, 'de> {
    reader: &'r mut Reader<'de>,
    names: core::slice::Iter<'static, &'static str>,
    found: std::vec::IntoIter<usize>,
}

impl Fields<'_, '_> {
    /// Goes to the next field.
    #[inline(never)]
    fn go(&mut self) {
        let start = self.found.next().unwrap_or(0);
        self.reader.missing = self.names.next().copied().filter(|_| start == 0);
        self.reader.absent = start == 0;
        self.reader.at = start;
    }

    /// What could not be read: a fault, unless it is absent. Then its type has a default, or refuses.
    #[cold]
    #[inline(never)]
    fn absent(&mut self, fault: Fault) -> Read<()> {
        if core::mem::take(&mut self.reader.absent) {
            Ok(())
        } else {
            Err(fault)
        }
    }
}

impl<'de> SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        self.go();
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => Ok(Some(value)),
            Err(fault) => self.absent(fault).map(|()| None),
        }
    }
}

/// A variant: its name alone, or `{"name": content}`.
struct Variant<'r, 'de> {
    reader: &'r mut Reader<'de>,
    boxed: bool,
}

impl Variant<'_, '_> {
    /// What follows must be the content.
    fn content(&mut self) -> Read<()> {
        if self.boxed {
            Ok(())
        } else {
            Err(Fault::data("invalid type"))
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<(T::Value, Self)> {
        let name = seed.deserialize(&mut *self.reader)?;
        if self.boxed {
            self.reader.colon()?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Read<()> {
        if self.boxed && !self.reader.null()? {
            return Err(self.reader.wrong());
        }
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(mut self, seed: T) -> Read<T::Value> {
        self.content()?;
        seed.deserialize(&mut *self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(mut self, _: usize, visitor: V) -> Read<V::Value> {
        self.content()?;
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        mut self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.content()?;
        self.reader.deserialize_struct("", fields, visitor)
    }
}
