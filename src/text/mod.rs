//! Text and positions in it: offset types, the index that converts them, and the boundaries that Unicode defines.
//!
//! This room knows nothing of projects. Everything in it is a pure function of a text.

mod index;
mod offset;
pub mod segment;

pub use index::{IndexedText, TextTooLong};
pub use offset::{ByteOffset, ByteRange, CharOffset, MAX_TEXT_BYTES, Utf16Offset};
