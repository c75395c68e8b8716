//! A writer of JSON, byte for byte what `serde_json` writes.

use core::fmt::Write as _;

use serde::{
    Serialize, Serializer,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use super::Unwritable;

/// The text so far.
pub struct Writer(String);

type Written = Result<(), Unwritable>;

impl Writer {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(String::new())
    }

    pub fn text(self) -> String {
        self.0
    }

    /// The comma between two values: everywhere but after a bracket that was just opened.
    #[inline(never)]
    fn comma(&mut self) {
        if !self.0.ends_with(['{', '[']) {
            self.0.push(',');
        }
    }

    #[inline(never)]
    fn key(&mut self, key: &str) {
        self.comma();
        self.string(key);
        self.0.push(':');
    }

    #[inline(never)]
    fn natural(&mut self, number: u64) -> Written {
        write!(self.0, "{number}").map_err(|_| Unwritable)
    }

    #[inline(never)]
    fn whole(&mut self, number: i64) -> Written {
        write!(self.0, "{number}").map_err(|_| Unwritable)
    }

    #[inline(never)]
    fn string(&mut self, text: &str) {
        self.0.push('"');
        let mut rest = text;
        while let Some(n) = rest
            .bytes()
            .position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\')
        {
            let (plain, from) = rest.split_at(n);
            self.0.push_str(plain);
            let mut from = from.chars();
            match from.next().unwrap_or_default() {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\u{8}' => self.0.push_str("\\b"),
                '\t' => self.0.push_str("\\t"),
                '\n' => self.0.push_str("\\n"),
                '\u{c}' => self.0.push_str("\\f"),
                '\r' => self.0.push_str("\\r"),
                other => {
                    self.0.push_str(if u32::from(other) < 16 {
                        "\\u000"
                    } else {
                        "\\u001"
                    });
                    self.0.extend(char::from_digit(u32::from(other) % 16, 16));
                }
            }
            rest = from.as_str();
        }
        self.0.push_str(rest);
        self.0.push('"');
    }

    #[inline(never)]
    fn word(&mut self, word: &str) {
        self.0.push_str(word);
    }

    /// Begins `{"name":` and what comes inside.
    #[inline(never)]
    fn variant(&mut self, name: &str, open: &str) {
        self.0.push('{');
        self.key(name);
        self.0.push_str(open);
    }
}

macro_rules! numbers {
    ($($name:ident $type:ty, $as:ident;)+) => {$(
        fn $name(self, value: $type) -> Written {
            self.$as(value.into())
        }
    )+};
}

impl Serializer for &mut Writer {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    numbers! {
        serialize_u8 u8, natural;
        serialize_u16 u16, natural;
        serialize_u32 u32, natural;
        serialize_u64 u64, natural;
        serialize_i8 i8, whole;
        serialize_i16 i16, whole;
        serialize_i32 i32, whole;
        serialize_i64 i64, whole;
    }

    fn serialize_bool(self, value: bool) -> Written {
        self.word(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Written {
        Err(Unwritable)
    }

    fn serialize_f64(self, _: f64) -> Written {
        Err(Unwritable)
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(Unwritable)
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        self.string(value);
        Ok(())
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.word("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Written {
        self.variant(name, "");
        value.serialize(&mut *self)?;
        self.word("}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unwritable> {
        self.word("[");
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Unwritable> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Unwritable> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self, Unwritable> {
        self.variant(name, "[");
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Unwritable> {
        self.word("{");
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unwritable> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self, Unwritable> {
        self.variant(name, "{");
        Ok(self)
    }
}

/// Lists of all kinds, which differ in how they end.
macro_rules! lists {
    ($($trait:ident $method:ident $end:literal;)+) => {$(
        impl $trait for &mut Writer {
            type Ok = ();
            type Error = Unwritable;

            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
                self.comma();
                value.serialize(&mut **self)
            }

            fn end(self) -> Written {
                self.word($end);
                Ok(())
            }
        }
    )+};
}

lists! {
    SerializeSeq serialize_element "]";
    SerializeTuple serialize_element "]";
    SerializeTupleStruct serialize_field "]";
    SerializeTupleVariant serialize_field "]}";
}

macro_rules! objects {
    ($($trait:ident $end:literal;)+) => {$(
        impl $trait for &mut Writer {
            type Ok = ();
            type Error = Unwritable;

            fn serialize_field<T: ?Sized + Serialize>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Written {
                (**self).key(key);
                value.serialize(&mut **self)
            }

            fn end(self) -> Written {
                self.word($end);
                Ok(())
            }
        }
    )+};
}

objects! {
    SerializeStruct "}";
    SerializeStructVariant "}}";
}

impl SerializeMap for &mut Writer {
    type Ok = ();
    type Error = Unwritable;

    /// Keys are texts, or numbers in quotes.
    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Written {
        self.comma();
        let start = self.0.len();
        key.serialize(&mut **self)?;
        if self.0.as_bytes().get(start) != Some(&b'"') {
            self.0.insert(start, '"');
            self.0.push('"');
        }
        self.0.push(':');
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
        value.serialize(&mut **self)
    }

    fn end(self) -> Written {
        self.word("}");
        Ok(())
    }
}
