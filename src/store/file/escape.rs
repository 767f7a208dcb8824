//! Writes a long text as a RON string, quickly. It writes the same characters as the RON crate, which looks up each
//! character in Unicode's tables.
//!
//! Whether a character must be escaped never changes, so it is looked up once for each block of 64 characters and
//! remembered. Stretches without anything to escape are copied as they are.
//! without anything to escape are copied as they are.

use ron::value::RawValue;
use serde::{Serialize as _, Serializer, ser::Error as _};
use std::sync::OnceLock;

/// The number of characters that share a word of bits.
const BLOCK: usize = 64;

/// For each block of characters, a bit for each that must be escaped; bit 0 is the first.
static ESCAPED: [OnceLock<u64>; (char::MAX as usize + 1) / BLOCK] = [const { OnceLock::new() }; (char::MAX as usize + 1) / BLOCK];

/// Writes `text` as a RON string, for `serialize_with`.
///
/// # Errors
/// Those of the serializer; what is written here is always valid RON.
pub(super) fn serialize_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_ron(&quoted(text)).map_err(S::Error::custom)?.serialize(serializer)
}

/// Puts `text` between quotation marks, escaped as in RON.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16 + 2);
    out.push('"');
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        if is_escaped(c) {
            out.push_str(&text[copied..at]);
            copied = at + c.len_utf8();
            // Beyond ASCII there is only one way to escape, which needs no table.
            if c.is_ascii() {
                out.extend(c.escape_debug());
            } else {
                out.extend(c.escape_unicode());
            }
        }
    }
    out.push_str(&text[copied..]);
    out.push('"');
    out
}

fn is_escaped(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() || matches!(c, '"' | '\'' | '\\');
    }
    let (block, bit) = (c as usize / BLOCK, c as usize % BLOCK);
    ESCAPED[block].get_or_init(|| escaped_of(block)) >> bit & 1 == 1
}

/// Finds the characters of a block that must be escaped.
fn escaped_of(block: usize) -> u64 {
    let of = |bit: usize| u32::try_from(block * BLOCK + bit).ok().and_then(char::from_u32);
    let is_escaped = |bit: &usize| of(*bit).is_some_and(|c| c.escape_debug().len() > 1);
    (0..BLOCK).filter(is_escaped).fold(0, |bits, bit| bits | 1 << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_written_as_the_crate_writes_it() {
        let all: Vec<char> = ('\0'..=char::MAX).collect();
        for some in all.chunks(4096) {
            let text: String = some.iter().collect();
            assert_eq!(quoted(&text), ron::to_string(&text).unwrap(), "from {:?}", some[0]);
        }
        assert_eq!(quoted(""), "\"\"");
    }
}
