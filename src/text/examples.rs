//! Quotes the first names of a long list in a sentence, and counts the rest.

/// The number of names that are quoted.
const MAX_EXAMPLES: usize = 3;

/// Returns the first three of `names` in quotation marks and the number of others, as in “a”, “b”, “c” and 4 more.
///
/// `names` may end after the third; `count` is the total.
pub fn examples<'a>(count: usize, names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = names.into_iter().take(MAX_EXAMPLES).map(|name| format!("“{name}”")).collect();
    let rest = count.saturating_sub(quoted.len());
    let quoted = quoted.join(", ");
    if rest == 0 { quoted } else { format!("{quoted} and {rest} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_are_quoted_and_the_rest_is_counted() {
        assert_eq!(examples(1, ["a"]), "“a”");
        assert_eq!(examples(3, ["a", "b", "c"]), "“a”, “b”, “c”");
        assert_eq!(examples(7, ["a", "b", "c", "d"]), "“a”, “b”, “c” and 4 more");
    }
}
