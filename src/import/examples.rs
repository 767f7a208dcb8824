//! Things that are counted, with the first few as examples: what a warning says of many like ones.

use crate::text::words::counted;

/// How many are shown.
const MAX_EXAMPLES: usize = 3;
/// How much of one is shown, in characters.
const MAX_CHARS: usize = 40;

/// How many there are, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// How many there are.
    pub count: usize,
    /// The words of the first three.
    pub first: Vec<String>,
}

impl Examples {
    /// Counts one more; `example` says which it is, if it is one of the first.
    pub(super) fn add(&mut self, example: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < MAX_EXAMPLES {
            self.first.push(example());
        }
    }

    /// As in `3 annotations`.
    pub(super) fn counted(&self, one: &str, many: &str) -> String {
        counted(self.count, one, many)
    }

    /// As in `“nine people”, “a market”, …`.
    pub(super) fn shown(&self) -> String {
        let mut shown: Vec<_> = self.first.iter().map(|example| format!("“{example}”")).collect();
        if self.count > shown.len() {
            shown.push("…".to_owned());
        }
        shown.join(", ")
    }
}

/// The beginning of words.
pub(super) fn short(words: &str) -> String {
    let mut short: String = words.chars().take(MAX_CHARS).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}
