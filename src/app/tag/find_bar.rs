//! Finding in the article on the page: its hits are marked in the text, and keys go from one to the next.

use crate::{
    app::{
        desk::{Focus, State, room::Room},
        look::widgets::id,
    },
    find::{Pattern, PatternOptions},
    project::ArticleId,
    text::{ByteOffset, ByteRange, words::one_line},
};
use egui::{Context, Id};

/// What is looked for in the article.
#[derive(Debug, Default)]
pub struct FindBar {
    /// Whether the bar is shown and hits are marked.
    pub is_open: bool,
    /// The words that are typed.
    pub words: String,
    /// How they are meant.
    pub options: PatternOptions,
    /// Where they are, in reading order.
    pub hits: Vec<ByteRange>,
    /// The hit that the reader is at.
    pub current: Option<usize>,
    /// Why nothing can be looked for.
    pub problem: Option<String>,
    /// The field is to have the keys.
    pub(crate) wants_field: bool,
    /// What the hits are of.
    of: Option<(ArticleId, String, PatternOptions)>,
}

/// What the bar asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum BarAsk {
    /// Look for these words.
    Words(String),
    /// Mean them so.
    Options(PatternOptions),
    /// The field has the keys now.
    HasField,
    /// Show the hits as a list.
    List,
    /// Put the bar away.
    Close,
}

/// The field of the bar.
pub fn bar_field() -> Id {
    id("find bar field")
}

/// Whether the bar is open and has the keys.
pub fn has_keys(state: &State, context: &Context) -> bool {
    state.bar.is_open && state.room == Room::Tag && context.memory(|memory| memory.has_focus(bar_field()))
}

/// Opens the bar for the words that are selected, and gives it the keys.
pub fn open_bar(state: &mut State) {
    state.room = Room::Tag;
    let selected = state.selection().and_then(|range| range.of(state.record()?.article.text.as_str()));
    if let Some(words) = selected.map(one_line) {
        state.bar.words = words;
    }
    state.bar.is_open = true;
    state.bar.wants_field = true;
    refresh_bar(state);
}

/// Puts the bar away.
pub fn close_bar(state: &mut State) {
    state.bar.is_open = false;
    state.focus = Some(Focus::Page);
}

/// Does what the bar asked for.
pub fn run_bar(state: &mut State, ask: BarAsk) {
    match ask {
        BarAsk::Words(words) => state.bar.words = words,
        BarAsk::Options(options) => state.bar.options = options,
        BarAsk::HasField => {
            state.bar.wants_field = false;
            return;
        }
        // Another room shows it.
        BarAsk::List => return,
        BarAsk::Close => return close_bar(state),
    }
    refresh_bar(state);
    // What is typed is looked for from the reader's place on.
    if let Some(range) = state.bar.current.and_then(|at| state.bar.hits.get(at).copied()) {
        state.page.scroll_to(range);
    }
}

/// Goes to the next or the previous hit, round the end; it is selected there, so that a label's key tags it.
pub fn step_hit(state: &mut State, step: isize) {
    if !state.bar.is_open {
        state.bar.is_open = true;
        refresh_bar(state);
    }
    let count = state.bar.hits.len();
    if count == 0 {
        let words = state.bar.words.trim();
        state.status =
            if words.is_empty() { "Nothing is looked for".to_owned() } else { format!("“{words}” is not in this article") };
        return;
    }
    let selection = state.selection();
    let at = match state.bar.current {
        // The first press goes to the hit that is marked already.
        Some(at) if selection != state.bar.hits.get(at).copied() && step > 0 => at,
        Some(at) => (at as isize + step).rem_euclid(count as isize) as usize,
        None => 0,
    };
    state.bar.current = Some(at);
    if let Some(range) = state.bar.hits.get(at).copied() {
        state.selected = None;
        state.looked_at = None;
        state.page.set_selection(range);
        state.page.scroll_to(range);
    }
}

/// Brings the hits up to date with the article on the page, before a frame is drawn.
pub fn refresh_bar(state: &mut State) {
    if !state.bar.is_open || state.room != Room::Tag {
        return;
    }
    let Some(record) = state.record() else {
        (state.bar.hits, state.bar.current, state.bar.of) = (Vec::new(), None, None);
        return;
    };
    let wanted = (record.article.id, state.bar.words.clone(), state.bar.options);
    if state.bar.of.as_ref() == Some(&wanted) {
        return;
    }
    let found = match Pattern::new(&wanted.1, wanted.2) {
        Ok(pattern) => Ok(pattern.hits(record.article.text.as_str()).collect::<Vec<_>>()),
        Err(_) if wanted.1.trim().is_empty() => Ok(Vec::new()),
        Err(error) => Err(error.to_string()),
    };
    let from = selection_start(state);
    let bar = &mut state.bar;
    (bar.hits, bar.problem) = match found {
        Ok(hits) => (hits, None),
        Err(problem) => (Vec::new(), Some(problem)),
    };
    let next = bar.hits.partition_point(|hit| hit.start() < from);
    bar.current = if bar.hits.is_empty() { None } else { Some(next % bar.hits.len()) };
    bar.of = Some(wanted);
}

fn selection_start(state: &State) -> ByteOffset {
    state.selection().map_or_else(|| state.page.caret(), ByteRange::start)
}

/// Escape: puts the bar away if it is there; answers whether it was.
pub fn escape_bar(state: &mut State) -> bool {
    let was_open = state.bar.is_open && state.room == Room::Tag;
    if was_open {
        close_bar(state);
    }
    was_open
}
