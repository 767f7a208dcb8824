//! The command palette: everything that can be asked for by name, found by some of its letters.

use super::request::Request;
use crate::app::desk::{
    State,
    bindings::Bindings,
    command::{COMMANDS, Command},
    needs::{SELECT_WORDS, read_only},
};

/// The palette as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// What was typed.
    pub query: String,
    /// What it finds, the best first.
    pub hits: Vec<Hit>,
    /// The one that Enter takes.
    pub chosen: usize,
}

/// Something that can be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What people read.
    pub name: String,
    /// What kind of thing it is, where that is not a command.
    pub kind: &'static str,
    /// Its key; empty if it has none.
    pub key: String,
    /// Why it cannot be had now.
    pub unavailable: Option<&'static str>,
    /// What happens.
    pub request: Request,
}

/// More than these are not shown: whoever looks for more types another letter.
const MAX_HITS: usize = 60;

impl Palette {
    /// What `query` finds; an empty one finds everything but articles.
    pub fn search(state: &State, query: &str) -> Self {
        let query: Vec<String> = query_words(query);
        let mut found: Vec<(i32, Hit)> = Vec::new();
        let mut add = |name: &str, hit: &dyn Fn() -> Hit| {
            if let Some(score) = score(&query, name) {
                found.push((score, hit()));
            }
        };
        for label in &state.project().codebook().labels {
            let name = format!("Tag as {}", label.name.to_lowercase());
            let possible = (state.selection().is_none() && state.annotation().is_none()).then_some(SELECT_WORDS);
            add(&name, &|| Hit {
                name: name.clone(),
                kind: "label",
                key: label.key.map_or_else(String::new, String::from),
                unavailable: possible.or_else(|| read_only(state)),
                request: Request::Tag(label.id.clone()),
            });
        }
        let mut last = None;
        for info in COMMANDS.iter().filter(|info| !matches!(info.command, Command::Palette | Command::Escape)) {
            if last.replace(info.command) != Some(info.command) {
                add(info.label, &|| command_hit(state, &state.keys, info.command));
            }
        }
        for analyst in state.project().analysts() {
            let name = format!("Work as {}", analyst.name);
            add(&name, &|| hit(name.clone(), "analyst", Request::SetAnalyst(analyst.id.clone())));
        }
        if !query.is_empty() {
            for record in state.project().articles() {
                let title = record.article.title();
                add(title, &|| hit(title.to_owned(), "article", Request::OpenArticle(record.article.id)));
            }
        }
        // Stable: what scores the same stays in the order of the tables.
        found.sort_by_key(|(score, hit)| (std::cmp::Reverse(*score), hit.unavailable.is_some()));
        let hits = found.into_iter().map(|(_, hit)| hit).take(MAX_HITS).collect();
        Self { query: String::new(), hits, chosen: 0 }
    }
}

fn hit(name: String, kind: &'static str, request: Request) -> Hit {
    Hit { name, kind, key: String::new(), unavailable: None, request }
}

fn command_hit(state: &State, keys: &Bindings, command: Command) -> Hit {
    Hit {
        name: command.label().to_owned(),
        kind: "",
        key: keys.key_text(command),
        unavailable: command.unavailable(state),
        request: Request::Run(command),
    }
}

fn query_words(query: &str) -> Vec<String> {
    query.split_whitespace().map(str::to_lowercase).collect()
}

/// How well `name` fits: every word of the query must be found in it, best at the start of a word, else inside one, else
/// as letters in this order of which the first begins a word.
fn score(query: &[String], name: &str) -> Option<i32> {
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
    use crate::app::dispatch::palette::*;

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
