//! The texts of a value whose type is not known here.

use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Every text in a value.
pub(super) struct Texts(pub Vec<String>);

/// Written by a person: not an id, and not the name of a choice (`desk_consultation`).
fn is_typed(text: &str) -> bool {
    let name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    !text.trim().is_empty() && !text.chars().all(name)
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Texts;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
                let typed = is_typed(text).then(|| text.to_owned());
                Ok(Texts(typed.into_iter().collect()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Texts, E> {
                Ok(Texts(Vec::new()))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Texts, E> {
                Ok(Texts(Vec::new()))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Texts, E> {
                Ok(Texts(Vec::new()))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Texts, E> {
                Ok(Texts(Vec::new()))
            }

            fn visit_unit<E>(self) -> Result<Texts, E> {
                Ok(Texts(Vec::new()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
                let mut all = Vec::new();
                while let Some(Texts(found)) = list.next_element()? {
                    all.extend(found);
                }
                Ok(Texts(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
                let mut all = Vec::new();
                while let Some((_, Texts(found))) = map.next_entry::<String, Texts>()? {
                    all.extend(found);
                }
                Ok(Texts(all))
            }
        }

        deserializer.deserialize_any(Any)
    }
}
