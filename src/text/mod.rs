//! Text and positions in it: offset types, the index that converts them, and the boundaries that Unicode defines.
//!
//! This room knows nothing about projects. Everything in it is a pure function of a text.

mod alike;
pub mod display;
mod examples;
mod index;
mod kinds;
mod offset;
pub mod segment;
pub mod similar;
pub mod spacy_strings;
mod word_count;
pub mod words;

pub use alike::look_of;
pub use examples::{Examples, NUM_EXAMPLES, examples, listed};
pub use index::{IndexedText, TextTooLong};
pub use kinds::{Message, one_line_a_kind};
pub use offset::{ByteOffset, ByteRange, CharOffset, MAX_TEXT_BYTES, Utf16Offset};
pub use word_count::WordCount;

/// Whether any part of `text` is written from right to left: in Hebrew, Arabic, Syriac, Thaana, N'Ko or a later script of
/// their blocks.
pub fn has_rtl(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}'))
}
