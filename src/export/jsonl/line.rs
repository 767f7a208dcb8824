//! Writes one row as one line, whatever other programs take for the end of a line.

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io::{Result, Write};

/// Appends `row` and a line feed.
pub fn push_line(bytes: &mut Vec<u8>, row: &impl Serialize) {
    let mut serializer = Serializer::with_formatter(&mut *bytes, OneLine);
    // A vector accepts every write, and the maps in the rows have only strings as keys.
    row.serialize(&mut serializer).expect("a row is plain data");
    bytes.push(b'\n');
}

/// Compact JSON that escapes every control character and line separator. Characters below U+0020 are always escaped.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> Result<()> {
        let mut written = 0;
        for (at, c) in fragment.char_indices() {
            if is_escaped(c) {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                write!(writer, "\\u{:04x}", u32::from(c))?; // all of them are below U+10000
                written = at + c.len_utf8();
            }
        }
        CompactFormatter.write_string_fragment(writer, &fragment[written..])
    }
}

fn is_escaped(c: char) -> bool {
    matches!(c, '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}')
}
