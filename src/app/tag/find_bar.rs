//! Finds words in the article on the page: hits are marked in the text, and keys go from one to the next.

use super::TagRoom;
use crate::{
    app::{
        desk::{Desk, Focus, room::Room},
        look::widgets::id,
    },
    find::{Pattern, PatternOptions},
    project::ArticleId,
    text::{ByteOffset, ByteRange, words::one_line},
};
use egui::{Context, Id};

/// The search in the article.
#[derive(Debug, Default)]
pub struct FindBar {
    /// Whether the bar is shown and hits are marked.
    pub is_open: bool,
    /// The words that are typed.
    pub words: String,
    /// How the words are interpreted.
    pub options: PatternOptions,
    /// The places where they occur, in reading order.
    pub hits: Vec<ByteRange>,
    /// The hit that the reader is at.
    pub current: Option<usize>,
    /// The reason why the search cannot run.
    pub problem: Option<String>,
    /// Whether the field requests the focus.
    pub(crate) wants_field: bool,
    /// The article, words and options to which the hits belong.
    of: Option<(ArticleId, String, PatternOptions)>,
}

/// A request of the bar.
#[derive(Clone, Debug, PartialEq)]
pub enum BarAsk {
    /// Find these words.
    Words(String),
    /// Interpret the words in this way.
    Options(PatternOptions),
    /// The field has the focus now.
    HasField,
    /// Show the hits as a list.
    List,
    /// Close the bar.
    Close,
}

/// The field of the bar.
pub fn bar_field() -> Id {
    id("find bar field")
}

/// Returns whether the bar is open and has the focus.
pub fn has_keys(desk: &Desk, tag: &TagRoom, context: &Context) -> bool {
    tag.bar.is_open && desk.room == Room::Tag && context.memory(|memory| memory.has_focus(bar_field()))
}

/// Opens the bar with the selected words, and gives it the focus.
pub fn open_bar(desk: &mut Desk, tag: &mut TagRoom) {
    desk.room = Room::Tag;
    let selected = desk.selection().and_then(|range| range.of(desk.record()?.article.text.as_str()));
    if let Some(words) = selected.map(one_line) {
        tag.bar.words = words;
    }
    tag.bar.is_open = true;
    tag.bar.wants_field = true;
    refresh_bar(desk, tag);
}

/// Closes the bar.
fn close_bar(desk: &mut Desk, tag: &mut TagRoom) {
    tag.bar.is_open = false;
    desk.focus = Some(Focus::Page);
}

/// Carries out a request of the bar.
pub fn act(desk: &mut Desk, tag: &mut TagRoom, ask: BarAsk) {
    match ask {
        BarAsk::Words(words) => tag.bar.words = words,
        BarAsk::Options(options) => tag.bar.options = options,
        BarAsk::HasField => {
            tag.bar.wants_field = false;
            return;
        }
        // Another room shows it.
        BarAsk::List => return,
        BarAsk::Close => return close_bar(desk, tag),
    }
    refresh_bar(desk, tag);
    // The typed words are searched from the reader's place on.
    if let Some(range) = tag.bar.current.and_then(|at| tag.bar.hits.get(at).copied()) {
        desk.open.page.scroll_to(range);
    }
}

/// Goes to the next or the previous hit, and from the last to the first. It selects the hit, so that a label's key tags it.
pub fn step_hit(desk: &mut Desk, tag: &mut TagRoom, step: isize) {
    if !tag.bar.is_open {
        tag.bar.is_open = true;
        refresh_bar(desk, tag);
    }
    let count = tag.bar.hits.len();
    if count == 0 {
        let words = tag.bar.words.trim();
        desk.status =
            if words.is_empty() { "Nothing is looked for".to_owned() } else { format!("“{words}” is not in this article") };
        return;
    }
    let selection = desk.selection();
    let at = match tag.bar.current {
        // The first press goes to the hit that is already current.
        Some(at) if selection != tag.bar.hits.get(at).copied() && step > 0 => at,
        Some(at) => (at as isize + step).rem_euclid(count as isize) as usize,
        None => 0,
    };
    tag.bar.current = Some(at);
    if let Some(range) = tag.bar.hits.get(at).copied() {
        desk.open.selected = None;
        desk.open.looked_at = None;
        desk.open.page.set_selection(range);
        desk.open.page.scroll_to(range);
    }
}

/// Updates the hits for the article on the page, before a frame is drawn.
pub fn refresh_bar(desk: &Desk, tag: &mut TagRoom) {
    if !tag.bar.is_open || desk.room != Room::Tag {
        return;
    }
    let Some(record) = desk.record() else {
        (tag.bar.hits, tag.bar.current, tag.bar.of) = (Vec::new(), None, None);
        return;
    };
    let wanted = (record.article.id, tag.bar.words.clone(), tag.bar.options);
    if tag.bar.of.as_ref() == Some(&wanted) {
        return;
    }
    let found = match Pattern::new(&wanted.1, wanted.2) {
        Ok(pattern) => Ok(pattern.hits(record.article.text.as_str()).collect::<Vec<_>>()),
        Err(_) if wanted.1.trim().is_empty() => Ok(Vec::new()),
        Err(error) => Err(error.to_string()),
    };
    let from = selection_start(desk);
    let bar = &mut tag.bar;
    (bar.hits, bar.problem) = match found {
        Ok(hits) => (hits, None),
        Err(problem) => (Vec::new(), Some(problem)),
    };
    let next = bar.hits.partition_point(|hit| hit.start() < from);
    bar.current = if bar.hits.is_empty() { None } else { Some(next % bar.hits.len()) };
    bar.of = Some(wanted);
}

fn selection_start(desk: &Desk) -> ByteOffset {
    desk.selection().map_or_else(|| desk.open.page.caret(), ByteRange::start)
}

/// Handles Escape: closes the bar if it is open, and returns whether it was.
pub fn escape_bar(desk: &mut Desk, tag: &mut TagRoom) -> bool {
    let was_open = tag.bar.is_open && desk.room == Room::Tag;
    if was_open {
        close_bar(desk, tag);
    }
    was_open
}
