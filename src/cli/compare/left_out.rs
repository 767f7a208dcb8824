//! Counts what a comparison leaves out, by reason.

use crate::text::{examples, words::cut};

/// The number of characters of a title that are shown.
const MAX_TITLE: usize = 70;

/// An article that is left out for everybody or for some analysts.
pub(super) struct LeftOut {
    /// The reason, as in "never opened by Bo".
    pub(super) reason: String,
    /// The article's title.
    pub(super) title: String,
}

impl LeftOut {
    /// The reason and the title.
    pub(super) fn line(&self) -> String {
        format!("{}: “{}”", self.reason, cut(&self.title, MAX_TITLE))
    }
}

/// A line for each reason, with the first titles, in the order in which reasons first occur.
pub(super) fn lines(all: &[LeftOut]) -> Vec<String> {
    let mut reasons: Vec<&str> = Vec::new();
    for left_out in all {
        if !reasons.contains(&left_out.reason.as_str()) {
            reasons.push(&left_out.reason);
        }
    }
    reasons.into_iter().map(|reason| line(reason, all)).collect()
}

fn line(reason: &str, all: &[LeftOut]) -> String {
    let titles: Vec<&str> = all.iter().filter(|found| found.reason == reason).map(|found| found.title.as_str()).collect();
    let named = examples(titles.len(), titles.iter().map(|title| cut(title, MAX_TITLE)));
    if titles.len() == 1 { format!("{reason}: {named}") } else { format!("{reason}: {} articles, {named}", titles.len()) }
}

#[cfg(test)]
mod tests {
    use super::{LeftOut, lines};

    #[test]
    fn each_reason_is_said_once_with_three_examples() {
        let left_out = |reason: &str, title: &str| LeftOut { reason: reason.to_owned(), title: title.to_owned() };
        let mut all: Vec<LeftOut> = ["A", "B", "C", "D", "E"].map(|title| left_out("never opened by Bo", title)).into();
        all.insert(1, left_out("only in x.ron", &"long ".repeat(40)));
        let found = lines(&all);
        assert_eq!(found[0], "never opened by Bo: 5 articles, “A”, “B”, “C” and 2 more");
        assert!(found[1].starts_with("only in x.ron: “long long") && found[1].ends_with("…”"), "{}", found[1]);
        assert_eq!(found.len(), 2);
    }
}
