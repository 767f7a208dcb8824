//! Escapes characters for XML, and tells which ones XML 1.0 can contain at all.

use std::fmt::Write as _;

/// Whether XML 1.0 can contain this character, even as a reference.
pub const fn is_possible(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Whether XML 1.0 can contain all of these characters.
pub fn is_possible_text(text: &str) -> bool {
    text.chars().all(is_possible)
}

/// Escapes the value of an attribute, without quotation marks. White space that a reader would change becomes references,
/// and what XML lacks becomes U+FFFD.
pub fn attribute(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Writing to a string cannot fail.
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' => drop(write!(out, "&#{};", u32::from(c))),
            c if is_possible(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
    out
}

/// Escapes text between tags. Carriage returns become references, and what XML lacks becomes U+FFFD.
pub fn text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            c if is_possible(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
    out
}
