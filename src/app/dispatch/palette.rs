//! The command palette: finds everything that has a name by some of its letters.

use crate::app::{
    desk::{
        bindings::Bindings,
        command::{COMMANDS, Command},
        needs::{SELECT_WORDS, read_only},
        palette::{Hit, Palette, Target, query_words, score},
    },
    rooms::State,
};

/// The number of hits that are shown; another letter narrows the search.
const MAX_HITS: usize = 60;

/// What `query` finds; an empty one finds everything but articles.
pub fn search(state: &State, query: &str) -> Palette {
    let query: Vec<String> = query_words(query);
    let mut found: Vec<(i32, Hit)> = Vec::new();
    let mut add = |name: &str, hit: &dyn Fn() -> Hit| {
        if let Some(score) = score(&query, name) {
            found.push((score, hit()));
        }
    };
    for label in &state.desk.project().codebook().labels {
        let name = format!("Tag as {}", label.name.to_lowercase());
        let possible = (state.desk.selection().is_none() && state.desk.annotation().is_none()).then_some(SELECT_WORDS);
        add(&name, &|| Hit {
            name: name.clone(),
            kind: "label",
            key: label.key.map_or_else(String::new, String::from),
            unavailable: possible.or_else(|| read_only(&state.desk)),
            target: Target::Label(label.id.clone()),
        });
    }
    let mut last = None;
    for info in COMMANDS.iter().filter(|info| !matches!(info.command, Command::Palette | Command::Escape)) {
        if last.replace(info.command) != Some(info.command) {
            add(info.label, &|| command_hit(state, &state.desk.keys, info.command));
        }
    }
    for analyst in state.desk.project().analysts() {
        let name = format!("Work as {}", analyst.name);
        add(&name, &|| hit(name.clone(), "analyst", Target::Analyst(analyst.id.clone())));
    }
    if !query.is_empty() {
        for record in state.desk.project().articles() {
            let title = record.article.title();
            add(title, &|| hit(title.to_owned(), "article", Target::Article(record.article.id)));
        }
    }
    // Stable: what scores the same stays in the order of the tables.
    found.sort_by_key(|(score, hit)| (std::cmp::Reverse(*score), hit.unavailable.is_some()));
    let hits = found.into_iter().map(|(_, hit)| hit).take(MAX_HITS).collect();
    Palette { query: String::new(), hits, chosen: 0 }
}

fn hit(name: String, kind: &'static str, target: Target) -> Hit {
    Hit { name, kind, key: String::new(), unavailable: None, target }
}

fn command_hit(state: &State, keys: &Bindings, command: Command) -> Hit {
    Hit {
        name: command.label().to_owned(),
        kind: "",
        key: keys.key_text(command),
        unavailable: command.unavailable(state),
        target: Target::Command(command),
    }
}
