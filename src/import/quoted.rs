//! Limits how much of a file a message quotes.

use crate::text::words::cut;

/// The number of characters that are quoted.
const MAX_CHARS: usize = 40;

/// Returns the beginning of words of a file, for a message.
pub(super) fn short(words: &str) -> String {
    cut(words, MAX_CHARS)
}
