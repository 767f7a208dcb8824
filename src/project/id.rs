//! Ids of the things in a project, each kind as a type of its own.
//!
//! Articles and annotations have random ids, so that two analysts who work on copies of one project never give the same id
//! to different things. Labels, attributes and analysts have keys, which people can read in the file.

use crate::text::words::cut;
use std::{collections::HashMap, fmt, str::FromStr, sync::Arc};

/// The digits of a written id, without i, l, o and u, which are easily misread.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// The value of each ASCII character as a digit; 255 for a character that is none.
const VALUES: [u8; 128] = {
    let mut values = [u8::MAX; 128];
    let mut value = 0;
    while value < DIGITS.len() {
        values[DIGITS[value] as usize] = value as u8;
        value += 1;
    }
    values
};
/// The number of characters of a written id, with 5 bits each.
const WRITTEN_CHARS: usize = 10;
const BITS: u32 = 5 * WRITTEN_CHARS as u32;

/// The error for a text that is not a written id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an id: expected {WRITTEN_CHARS} of the digits 0-9 and letters a-z without i, l, o, u")]
pub struct ParseIdError(String);

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// Makes an id from the lowest 50 of these random bits.
            pub const fn from_random(bits: u64) -> Self {
                Self(bits & ((1 << BITS) - 1))
            }

            /// The 50 bits, from which the app derives hashes.
            pub const fn bits(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let digit = |i: usize| char::from(DIGITS[(self.0 >> (BITS as usize - 5 * (i + 1)) & 31) as usize]);
                (0..WRITTEN_CHARS).try_for_each(|i| fmt::Write::write_char(f, digit(i)))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(written: &str) -> Result<Self, ParseIdError> {
                let bad = || ParseIdError(cut(written, 40));
                if written.len() != WRITTEN_CHARS {
                    return Err(bad());
                }
                written
                    .bytes()
                    .try_fold(0, |bits, byte| match VALUES.get(usize::from(byte)) {
                        None | Some(&u8::MAX) => None,
                        Some(value) => Some(bits << 5 | u64::from(*value)),
                    })
                    .map(Self)
                    .ok_or_else(bad)
            }
        }
    };
}

random_id!(
    /// Which article.
    ArticleId
);
random_id!(
    /// Which annotation; links between annotations name it.
    AnnotationId
);
random_id!(
    /// Which project: copies share it, and a log belongs to one.
    ProjectId
);

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The key as written.
            pub fn new(key: impl Into<Arc<str>>) -> Self {
                Self(key.into())
            }

            /// The key as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Makes a key from the name of a person or a label: lower case, with runs of other characters as one
            /// underscore. `taken` says which keys exist; a number is added until the key is new.
            pub fn from_name(name: &str, taken: impl Fn(&Self) -> bool) -> Self {
                let stem = slug(name);
                let mut key = Self::new(stem.as_str());
                let mut number = 2;
                while taken(&key) {
                    key = Self::new(format!("{stem}_{number}"));
                    number += 1;
                }
                key
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(key: &str) -> Self {
                Self::new(key)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

key!(
    /// Which analyst.
    AnalystId
);
key!(
    /// Which label of the codebook.
    LabelId
);
key!(
    /// Which attribute of a label.
    AttributeId
);

/// Makes new keys quickly, even many from one name, because it remembers the last number it used for each.
#[derive(Clone, Debug, Default)]
pub struct FreshKeys(HashMap<String, usize>);

impl FreshKeys {
    /// Makes a key from a name, as `from_name` of the key types does.
    pub fn key(&mut self, name: &str, taken: impl Fn(&str) -> bool) -> String {
        let stem = slug(name);
        let mut number = self.0.get(&stem).copied().unwrap_or(1);
        let mut key = if number == 1 { stem.clone() } else { format!("{stem}_{number}") };
        while taken(&key) {
            number += 1;
            key = format!("{stem}_{number}");
        }
        self.0.insert(stem, number);
        key
    }
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    let slug = slug.trim_end_matches('_');
    if slug.is_empty() { "unnamed".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_made_from_names_in_any_script() {
        let key = |name: &str| AnalystId::from_name(name, |key| key.as_str() == "ana").to_string();
        assert_eq!(key("Ilse Maren-Roth"), "ilse_maren_roth");
        assert_eq!(key("Ana"), "ana_2");
        assert_eq!(key("ليلى"), "ليلى");
        assert_eq!(key("  "), "unnamed");
    }

    proptest! {
        #[test]
        fn an_id_reads_back_as_written(bits: u64) {
            let id = AnnotationId::from_random(bits);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn no_text_makes_parsing_panic(text in "\\PC{0,12}") {
            if let Ok(id) = text.parse::<ArticleId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
