//! JSON in ASCII only, for programs that guess encodings or break lines at characters other than a line feed.

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io::{Result, Write};

/// Writes `value` on one line, with every character beyond ASCII escaped.
pub fn to_string(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    // A vector accepts every write, and the maps written here have only strings as keys.
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Ascii)).expect("plain data");
    String::from_utf8(bytes).expect("it is ASCII")
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> Result<()> {
        let mut written = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| !c.is_ascii() || *c == '\u{7f}') {
            CompactFormatter.write_string_fragment(writer, &fragment[written..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        CompactFormatter.write_string_fragment(writer, &fragment[written..])
    }
}

#[cfg(test)]
mod tests {
    use super::to_string;

    #[test]
    fn everything_beyond_ascii_is_escaped() {
        assert_eq!(to_string(&"é💥\u{2028}\n\"x"), r#""\u00e9\ud83d\udca5\u2028\n\"x""#);
    }
}
