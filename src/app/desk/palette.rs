//! What the command palette has found, and how well a name fits what was typed.

use super::command::Command;
use crate::project::{AnalystId, ArticleId, LabelId};

/// The state of the palette.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// What was typed.
    pub query: String,
    /// What it finds, the best first.
    pub hits: Vec<Hit>,
    /// The one that Enter takes.
    pub chosen: usize,
}

/// An entry of the palette.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The name that people read.
    pub name: String,
    /// What kind of thing it is, where that is not a command.
    pub kind: &'static str,
    /// Its key; empty if it has none.
    pub key: String,
    /// Why it cannot be had now.
    pub unavailable: Option<&'static str>,
    /// What it is.
    pub target: Target,
}

/// The entries that can be found by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A command, to be run.
    Command(Command),
    /// A label, to tag with.
    Label(LabelId),
    /// An analyst, to work as.
    Analyst(AnalystId),
    /// An article, to be opened.
    Article(ArticleId),
}

/// The words of a query, in small letters.
pub fn query_words(query: &str) -> Vec<String> {
    query.split_whitespace().map(str::to_lowercase).collect()
}

/// How well `name` fits: every word of the query must be found in it, best at the start of a word, else inside one, else
/// as letters in this order of which the first begins a word.
pub fn score(query: &[String], name: &str) -> Option<i32> {
    if query.is_empty() {
        return Some(0);
    }
    let name = name.to_lowercase();
    query.iter().map(|word| score_word(word, &name)).sum()
}

fn score_word(word: &str, name: &str) -> Option<i32> {
    let begins_word = |at: usize| !name[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let mut best: Option<i32> = None;
    for (at, _) in name.match_indices(word) {
        let ends_word = !name[at + word.len()..].chars().next().is_some_and(char::is_alphanumeric);
        let place = i32::from(at == 0) * 20 - (at as i32).min(20) / 2;
        best = best.max(Some(if begins_word(at) { 100 + i32::from(ends_word) * 20 } else { 50 } + place));
    }
    best.or_else(|| {
        let first = word.chars().next()?;
        let starts = name.char_indices().filter(|(at, c)| *c == first && begins_word(*at));
        starts.filter_map(|(at, _)| scattered(word, &name[at..])).max()
    })
}

/// The letters of `word` in this order in `name`, the fewer gaps the better.
fn scattered(word: &str, name: &str) -> Option<i32> {
    let mut rest = name.chars();
    let mut gaps = 0;
    for wanted in word.chars() {
        let skipped = rest.position(|c| c == wanted)?;
        gaps += i32::from(skipped > 0);
    }
    Some(30 - gaps.min(20))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(query: &str, names: &[&'a str]) -> Vec<&'a str> {
        let query = query_words(query);
        let mut found: Vec<_> = names.iter().filter_map(|name| Some((score(&query, name)?, *name))).collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn what_begins_a_word_comes_before_what_stands_inside_one() {
        let names = ["Mark article as done", "Mark as unsure", "Undo", "Smaller text"];
        assert_eq!(best("un", &names), ["Undo", "Mark as unsure"]);
        assert_eq!(best("text", &names), ["Smaller text"]);
        assert_eq!(best("mark un", &names), ["Mark as unsure"]);
    }

    #[test]
    fn letters_in_order_are_enough() {
        assert_eq!(best("nxtart", &["Next article", "Previous article"]), ["Next article"]);
        assert_eq!(best("مستش", &["قصف على المستشفى"]), ["قصف على المستشفى"]);
        assert!(best("zzz", &["Next article"]).is_empty());
    }
}
