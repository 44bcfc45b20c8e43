//! JSON values of vaults whose type nobody promises: a text, a number, a truth, or nothing.

use super::{limits, model::secret};
use secrecy::SecretString;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

/// Any scalar as secret text; lists, objects and null are none.
#[derive(Debug, Default)]
pub(super) struct Loose(pub Option<SecretString>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Loose, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Loose;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
                Ok(Loose(secret(text)))
            }

            fn visit_string<E>(self, text: String) -> Result<Loose, E> {
                Ok(Loose(secret(text)))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Loose, E> {
                Ok(Loose(secret(if truth { "yes" } else { "no" })))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
                Ok(Loose(secret(number.to_string())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
                Ok(Loose(secret(number.to_string())))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
                Ok(Loose(secret(number.to_string())))
            }

            fn visit_unit<E>(self) -> Result<Loose, E> {
                Ok(Loose(None))
            }

            fn visit_none<E>(self) -> Result<Loose, E> {
                Ok(Loose(None))
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Loose, D::Error> {
                Loose::deserialize(deserializer)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// A list that may be null or absent, of a number that is bounded while it is read.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct Many<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Many<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_unit<E>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_none<E>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
            deserializer.deserialize_seq(self)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut all = Vec::new();
            while let Some(one) = list.next_element()? {
                if all.len() >= limits::ENTRIES {
                    return Err(too_many());
                }
                all.push(one);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_option(Many(PhantomData))
}

/// [`list`] as a type.
#[derive(Debug, Default)]
pub(super) struct List<T>(pub Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<List<T>, D::Error> {
        list(deserializer).map(List)
    }
}

const TOO_MANY: &str = "more than Holdfast takes from one file";

pub(super) fn too_many<E: serde::de::Error>() -> E {
    E::custom(TOO_MANY)
}

/// Whether a file was given up because it holds too much, and not because it is damaged.
pub(super) fn is_too_many(error: &serde_json::Error) -> bool {
    error.is_data() && error.to_string().starts_with(TOO_MANY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_bounded_while_it_is_read() {
        let read = |text: &str| serde_json::from_str::<List<Loose>>(text).map(|list| list.0.len());
        assert_eq!((read("null").unwrap(), read("[1, \"a\", null]").unwrap()), (0, 3));
        let long = format!("[{}1", "1,".repeat(limits::ENTRIES));
        assert!(is_too_many(&read(&long).unwrap_err()), "before its end is missed");
        assert!(!is_too_many(&read("[1,").unwrap_err()));
    }
}
