//! Carries out the requests of the room, and takes in the results of the search.

use super::{
    Ask, Bulk, FindState, Key, What, bulk,
    search::{Job, MAX_ROWS, News, Search},
};
use crate::{
    app::desk::{Desk, change, navigate, others, room::Room},
    find::{Pattern, Query},
    project::Edit,
    text::words::{one_line, plural},
};
use egui::Context;

/// Goes to the room to look for `what`, in one article or in all; the words selected on the page are looked for at once.
pub fn open(desk: &mut Desk, find: &mut FindState, what: What, only_here: bool, context: &Context) {
    if desk.room == Room::Tag
        && what == What::Words
        && let (Some(record), Some(range)) = (desk.record(), desk.selection())
        && let Some(words) = range.of(record.article.text.as_str())
    {
        find.words = one_line(words);
    }
    open_for(desk, find, what, only_here, context);
}

/// Goes to the room to look for `what` with what is typed there already.
pub fn open_for(desk: &mut Desk, find: &mut FindState, what: What, only_here: bool, context: &Context) {
    find.only = desk.open.article.filter(|_| only_here);
    find.what = what;
    find.wants_field = true;
    desk.room = Room::Find;
    search(desk, find, true, context);
}

/// Carries out a request of the room.
pub fn act(desk: &mut Desk, find: &mut FindState, ask: Ask, context: &Context) {
    match ask {
        Ask::What(what) => {
            find.what = what;
            find.column = super::Column::Place;
            find.wants_field = true;
        }
        Ask::Words(words) => find.words = words,
        Ask::Options(options) => find.options = options,
        Ask::Query(query) => find.query = query,
        Ask::Only(only) => find.only = only,
        Ask::Label(label) => find.label = label,
        Ask::Sort(column) => {
            find.column = column;
            return search(desk, find, false, context);
        }
        Ask::At(at) => return find.go(at),
        Ask::Tick(at) => return find.tick(at),
        Ask::TickAll(all) => {
            find.ticked = if all { find.rows.iter().copied().collect() } else { Default::default() };
            return;
        }
        Ask::Go(at) => return go(desk, find, at),
        Ask::HasField => {
            find.wants_field = false;
            return;
        }
        Ask::Answer(answer) => {
            find.answer = answer;
            return;
        }
        Ask::Do(bulk) => return apply(desk, find, &bulk, context),
        Ask::DoLabel(label) => {
            let bulk = if find.what.is_of_tags() { Bulk::Relabel(label) } else { Bulk::Tag(label) };
            return apply(desk, find, &bulk, context);
        }
        Ask::Stop => {
            find.search = None;
            find.left_out = Some("stopped".to_owned());
            return;
        }
    }
    search(desk, find, true, context);
}

/// Runs a key of the room.
pub fn key(desk: &mut Desk, find: &mut FindState, key: Key) {
    match key {
        Key::Next => find.go(find.at + 1),
        Key::Previous => find.go(find.at.saturating_sub(1)),
        Key::Tick => {
            find.tick(find.at);
            find.go(find.at + 1);
        }
        Key::TickAll => {
            let all = find.rows.iter().all(|row| find.ticked.contains(row));
            find.ticked = if all { Default::default() } else { find.rows.iter().copied().collect() };
        }
        Key::Go => go(desk, find, find.at),
    }
}

impl FindState {
    fn go(&mut self, at: usize) {
        self.at = at.min(self.rows.len().saturating_sub(1));
        self.scroll_to = Some(self.at);
    }

    fn tick(&mut self, at: usize) {
        if let Some(row) = self.rows.get(at).copied() {
            self.at = at;
            if !self.ticked.remove(&row) {
                self.ticked.insert(row);
            }
        }
    }
}

/// Starts the search anew and stops the former one. Ticks are forgotten when something else is searched for.
fn search(desk: &mut Desk, find: &mut FindState, is_other: bool, context: &Context) {
    let (analyst, seen) = (desk.open.analyst.clone(), others::seen(desk));
    let num_hidden = desk.project().analysts().len() - seen.len();
    find.search = None;
    find.rows.clear();
    find.at = 0;
    find.scroll_to = Some(0);
    find.problem = None;
    let hidden = || format!("tags of {} are not shown", plural(num_hidden, "other analyst"));
    find.left_out = (find.what == What::Tags && num_hidden > 0).then(hidden);
    if is_other {
        find.ticked.clear();
        find.ticked_before.clear();
    }
    // Words are usually found to be tagged; tags are usually found to be looked at.
    find.ticks_new = is_other && !find.what.is_of_tags();
    find.revision = desk.revision;
    let job = match (find.what, analyst) {
        (What::Words, _) if find.words.trim().is_empty() => return,
        (What::Words, _) => Pattern::new(&find.words, find.options).map(Job::Words).map_err(|error| error.to_string()),
        (What::Tags, _) => Query::parse(&find.query).map(|query| Job::Tags(query, seen)).map_err(|error| error.to_string()),
        (_, None) => Err("nobody is at work yet: choose an analyst at the top".to_owned()),
        (What::TaggedOtherwise, Some(analyst)) => Ok(Job::TaggedOtherwise(analyst)),
        (What::NotTagged, Some(analyst)) => Ok(Job::NotTagged(analyst, find.label.iter().cloned().collect())),
    };
    let job = match job {
        Ok(job) => job,
        Err(problem) => {
            find.problem = Some(problem);
            return;
        }
    };
    // Rows that were ticked and are found again stay ticked.
    find.ticked_before.append(&mut find.ticked);
    let (only, column) = (find.only, find.column);
    let context = context.clone();
    let wake = move || context.request_repaint();
    find.search = Some(Search::start(desk.session.project().clone(), job, only, column, wake));
}

/// Takes in what was found since the last frame, as much as a frame has time for. After a change to the project,
/// annotations are looked for anew.
pub fn poll(desk: &mut Desk, find: &mut FindState, context: &Context) {
    match find.search.as_mut().and_then(Search::poll) {
        Some(News::Rows(rows)) => {
            let (before, ticks_new) = (&mut find.ticked_before, find.ticks_new);
            find.ticked.extend(rows.iter().copied().filter(|row| ticks_new || before.remove(row)));
            find.rows.extend(rows);
            context.request_repaint();
        }
        Some(News::End) => {
            find.search = None;
            find.ticked_before.clear();
            if find.rows.len() >= MAX_ROWS {
                find.left_out = Some(format!("stopped at {MAX_ROWS}: look for something rarer"));
            }
        }
        None => {}
    }
    let is_stale = find.revision != desk.revision && !find.is_busy();
    if desk.room == Room::Find && is_stale && find.what != What::Words {
        let at = find.at;
        search(desk, find, false, context);
        find.at = at;
        find.scroll_to = None;
    }
}

fn go(desk: &mut Desk, find: &mut FindState, at: usize) {
    if let Some(row) = find.rows.get(at).copied() {
        find.at = at;
        navigate::go_to(desk, row.article, row.range, row.annotation);
    }
}

fn apply(desk: &mut Desk, find: &mut FindState, bulk: &Bulk, context: &Context) {
    let rows: Vec<_> = find.chosen().collect();
    if rows.is_empty() {
        desk.status = "Tick some rows first: Space, or Ctrl+A for all".to_owned();
        return;
    }
    if matches!(bulk, Bulk::Tag(_)) && desk.open.analyst.is_none() {
        desk.dialog = Some(crate::app::desk::Dialog::Analyst(String::new()));
        return;
    }
    let mut ids = desk.session.ids().clone();
    let outcome = bulk::plan(desk, &rows, bulk, &mut || ids.annotation());
    *desk.session.ids() = ids;
    let same = if outcome.num_same == 0 { String::new() } else { format!("; {} stay as they are", outcome.num_same) };
    if outcome.edits.is_empty() {
        desk.status = format!("Nothing changes{same}");
        return;
    }
    let num_changed = outcome.num_changed;
    if change::apply(desk, Edit::all(outcome.edits)) {
        desk.status = format!("{}{same}", sentence(desk, bulk, num_changed));
        find.ticked.clear();
        find.ticks_new = false;
        // Rows of words show what they are tagged with; they need not be found again.
        context.request_repaint();
    }
}

fn sentence(desk: &Desk, bulk: &Bulk, count: usize) -> String {
    let name = |id| desk.project().codebook().label(id).map_or_else(String::new, |label| label.name.to_lowercase());
    let tags = plural(count, "tag");
    match bulk {
        Bulk::Tag(label) => format!("{} tagged as {}", plural(count, "passage"), name(label)),
        Bulk::Relabel(label) => format!("{tags} relabelled as {}", name(label)),
        Bulk::Answer(_, None) => format!("Answer of {tags} emptied"),
        Bulk::Answer(..) => format!("Answer of {tags} set"),
        Bulk::Unsure(true) => format!("{tags} marked as unsure"),
        Bulk::Unsure(false) => format!("{tags} marked as sure"),
        Bulk::Delete => format!("{tags} deleted"),
    }
}
