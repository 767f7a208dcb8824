//! Names the first few of a long list in a sentence, and counts the rest.

use super::words::counted;

/// The number of names that a sentence gives; the others are counted.
pub const NUM_EXAMPLES: usize = 3;

/// Returns the first three of `names` in quotation marks and the number of others, as in “a”, “b”, “c” and 4 more.
///
/// `names` may end after the third; `count` is the total.
pub fn examples<N: AsRef<str>>(count: usize, names: impl IntoIterator<Item = N>) -> String {
    listed(count, names.into_iter().map(|name| format!("“{}”", name.as_ref())))
}

/// Returns the first three of `phrases` as they are and the number of others, as in a.txt, b.txt, c.txt and 4 more.
pub fn listed(count: usize, phrases: impl IntoIterator<Item = String>) -> String {
    let first: Vec<_> = phrases.into_iter().take(NUM_EXAMPLES).collect();
    let rest = count.saturating_sub(first.len());
    let first = first.join(", ");
    if rest == 0 { first } else { format!("{first} and {rest} more") }
}

/// Counts things, and keeps the first three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// How many there are.
    pub count: usize,
    /// The words of the first three.
    pub first: Vec<String>,
}

impl Examples {
    /// Counts one more. Calls `example` for its name if it is one of the first three.
    pub fn add(&mut self, example: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < NUM_EXAMPLES {
            self.first.push(example());
        }
    }

    /// Returns the number with its noun, as in 3 annotations.
    pub fn counted(&self, one: &str, many: &str) -> String {
        counted(self.count, one, many)
    }

    /// Quotes the first three, as in “nine people”, “a market”, “two boys” and 4 more.
    pub fn shown(&self) -> String {
        examples(self.count, &self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_are_quoted_and_the_rest_is_counted() {
        assert_eq!(examples(1, ["a"]), "“a”");
        assert_eq!(examples(3, ["a", "b", "c"]), "“a”, “b”, “c”");
        assert_eq!(examples(7, ["a", "b", "c", "d"]), "“a”, “b”, “c” and 4 more");
        assert_eq!(listed(4, ["a (x)", "b", "c", "d"].map(str::to_owned)), "a (x), b, c and 1 more");
    }

    #[test]
    fn a_count_keeps_the_first_three() {
        let mut found = Examples::default();
        for name in ["a", "b", "c", "d"] {
            found.add(|| name.to_owned());
        }
        assert_eq!(format!("{} ({})", found.counted("name", "names"), found.shown()), "4 names (“a”, “b”, “c” and 1 more)");
    }
}
