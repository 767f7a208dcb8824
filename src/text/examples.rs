//! A few names for many: what a sentence quotes of a long list.

/// Names that are quoted; the others are counted.
const MAX_EXAMPLES: usize = 3;

/// The first three of `names` in quotation marks, and how many more there are, as in “a”, “b”, “c” and 4 more.
///
/// `names` may stop after the third; `count` is how many there are.
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
