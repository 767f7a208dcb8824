//! The history panel: every edit of the log as a sentence, newest first. From an entry one can go to its place, or undo back
//! to before it.
//!
//! The list of matching entries is kept from frame to frame, and only new entries are examined, so a frame costs the same
//! with two edits as with 200,000. Edits of another analyst in a layer that is not shown appear without the words of the
//! text.

use super::TagRoom;
use crate::{
    app::{
        desk::{Desk, Focus, change, navigate, others, room::Room, undo},
        look::widgets::id,
    },
    project::{AnalystId, ArticleId, Entry, History, Kept, in_the_past},
    text::{ByteRange, words::plural},
};
use egui::{Context, Id};

/// The state of the panel.
#[derive(Debug, Default)]
pub struct HistoryState {
    /// Whether it is shown.
    pub is_open: bool,
    /// Show only edits by this analyst.
    pub analyst: Option<AnalystId>,
    /// Show only edits in the article on the page.
    pub is_only_here: bool,
    /// The current entry, as an index in the trail.
    pub at: Option<usize>,
    /// The matching entries, the oldest first.
    rows: Vec<usize>,
    /// The filter that `rows` match.
    fits: Option<(Option<AnalystId>, Option<ArticleId>)>,
    /// The number of entries of the trail that have been examined.
    num_seen: usize,
    /// Whether the list requests the focus.
    pub(crate) wants_keys: bool,
    /// Whether the list is to scroll to the current row.
    pub(crate) scrolls: bool,
}

/// A request of the panel.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Only this analyst's edits, or everybody's.
    Analyst(Option<AnalystId>),
    /// Only edits in the article on the page, or in all.
    OnlyHere(bool),
    /// Make this row the current one, counting from 0.
    At(usize),
    /// Move by this number of rows, down if it is positive.
    Step(isize),
    /// Show where the edit in this row was made.
    Go(usize),
    /// Show where the current edit was made.
    GoHere,
    /// The list has the focus now.
    HasKeys,
}

impl HistoryState {
    /// How many rows there are.
    pub fn num_rows(&self) -> usize {
        self.rows.len()
    }

    /// The index in the trail of the entry in a row. The newest entry is in row 0.
    pub fn entry_in(&self, row: usize) -> Option<usize> {
        self.rows.len().checked_sub(row + 1).and_then(|place| self.rows.get(place)).copied()
    }

    /// The current row.
    pub fn row(&self) -> Option<usize> {
        let place = self.rows.binary_search(&self.at?).ok()?;
        Some(self.rows.len() - 1 - place)
    }

    /// Takes in the entries that were added to the trail since the last time.
    fn refresh(&mut self, history: &History, article: Option<ArticleId>) {
        let fits = Some((self.analyst.clone(), article.filter(|_| self.is_only_here)));
        if self.fits != fits || self.num_seen > history.trail().len() {
            self.rows.clear();
            self.num_seen = 0;
        }
        let (analyst, article) = (self.analyst.as_ref(), article.filter(|_| self.is_only_here));
        let is_fit = |entry: &Entry| {
            analyst.is_none_or(|analyst| entry.analyst.as_ref() == Some(analyst))
                && article.is_none_or(|article| entry.site.is_some_and(|site| site.article == article))
        };
        let new = history.trail().iter().enumerate().skip(self.num_seen);
        self.rows.extend(new.filter(|(_, entry)| is_fit(entry)).map(|(place, _)| place));
        self.num_seen = history.trail().len();
        self.fits = fits;
    }
}

/// Updates the rows before a frame is drawn.
pub fn refresh(desk: &Desk, tag: &mut TagRoom) {
    if tag.history.is_open {
        tag.history.refresh(desk.session.history(), desk.open.article);
    }
}

/// The widget that has the focus while the list handles keys.
pub fn list_id() -> Id {
    id("history list")
}

/// Opens the panel and gives it the focus, or closes it if it has the focus.
pub fn toggle(desk: &mut Desk, tag: &mut TagRoom, context: &Context) {
    let has_keys = context.memory(|memory| memory.has_focus(list_id()));
    if tag.history.is_open && has_keys && desk.room == Room::Tag {
        close(desk, tag);
        return;
    }
    desk.room = Room::Tag;
    tag.history.is_open = true;
    tag.history.wants_keys = true;
    tag.history.scrolls = true;
    refresh(desk, tag);
    if tag.history.row().is_none() {
        tag.history.at = tag.history.entry_in(0);
    }
}

/// Closes the panel.
pub fn close(desk: &mut Desk, tag: &mut TagRoom) {
    tag.history.is_open = false;
    desk.focus = Some(Focus::Page);
}

/// Carries out a request of the panel.
pub fn act(desk: &mut Desk, tag: &mut TagRoom, ask: Ask) {
    match ask {
        Ask::Analyst(analyst) => tag.history.analyst = analyst,
        Ask::OnlyHere(is_only_here) => tag.history.is_only_here = is_only_here,
        Ask::HasKeys => {
            tag.history.wants_keys = false;
            tag.history.scrolls = false;
            return;
        }
        Ask::At(row) => {
            tag.history.at = tag.history.entry_in(row);
            return;
        }
        Ask::Step(by) => {
            let last = tag.history.num_rows().saturating_sub(1);
            let row = tag.history.row().map_or(0, |row| row.saturating_add_signed(by).min(last));
            tag.history.at = tag.history.entry_in(row);
            tag.history.scrolls = true;
            return;
        }
        Ask::Go(row) => {
            tag.history.at = tag.history.entry_in(row);
            return go(desk, tag);
        }
        Ask::GoHere => return go(desk, tag),
    }
    refresh(desk, tag);
    if tag.history.row().is_none() {
        tag.history.at = tag.history.entry_in(0);
    }
    tag.history.scrolls = true;
}

/// The current entry.
pub fn chosen<'d>(desk: &'d Desk, tag: &TagRoom) -> Option<&'d Entry> {
    desk.session.history().trail().get(tag.history.at?)
}

/// Shows the place of the chosen edit, and selects its annotation if that still exists.
fn go(desk: &mut Desk, tag: &mut TagRoom) {
    let Some(entry) = chosen(desk, tag) else { return };
    let (site, is_seen) = (entry.site, is_seen(desk, entry));
    let Some(site) = site else {
        desk.status = "This edit does not concern an article".to_owned();
        return;
    };
    let Some(record) = desk.project().article(site.article) else {
        desk.status = "The article of this edit is no longer in the project".to_owned();
        return;
    };
    let annotation = site.annotation.filter(|_| is_seen);
    let now = annotation.and_then(|id| record.annotations.get(&id)).map(|annotation| annotation.fragments.first());
    let known: Option<ByteRange> = now.or(site.range.filter(|_| is_seen));
    let is_gone = annotation.is_some() && now.is_none();
    match known.filter(|range| record.article.text.slice(*range).is_some()) {
        Some(range) => navigate::go_to(desk, site.article, range, annotation),
        None => {
            if desk.open.article != Some(site.article) {
                desk.leave_place();
                navigate::show_article(desk, site.article);
            }
            desk.focus = Some(Focus::Page);
        }
    }
    if is_gone {
        desk.status = "This annotation has since been deleted".to_owned();
    } else if !is_seen {
        desk.status = "Tags of this layer are not shown".to_owned();
    }
}

/// Returns whether the words of an entry may be shown, which they may not if its layer is not shown.
fn is_seen(desk: &Desk, entry: &Entry) -> bool {
    entry.site.is_none_or(|site| site.annotation.is_none()) || others::sees(desk, entry.analyst.as_ref())
}

/// An entry as a sentence: "Ana tagged “12 people” as casualty figure".
pub fn sentence(desk: &Desk, entry: &Entry) -> String {
    let who = match &entry.analyst {
        Some(id) => desk.project().analyst(id).map_or(id.as_str(), |analyst| &analyst.name),
        None => "Somebody",
    };
    if is_seen(desk, entry) { format!("{who} {}", in_the_past(&entry.sentence)) } else { format!("{who} worked on a tag") }
}

/// The number of steps that "undo back to here" takes back.
///
/// # Errors
/// Why it takes back none, for people.
pub fn steps_back(desk: &Desk, tag: &TagRoom) -> Result<usize, &'static str> {
    let entry = tag.history.at.ok_or("Choose an edit in the history first")?;
    let history = desk.session.history();
    let count = history.steps_back_to(entry).map_err(|kept| match kept {
        Kept::Undone => "This edit is undone already; redo brings it back",
        Kept::Look => "That somebody looked stays in the history",
        Kept::Forgotten => "This edit is too old to be taken back: its step is no longer known",
    })?;
    match history.steps().rev().take(count).any(|step| undo::is_of_another(desk, step)) {
        true if count == 1 => Err(undo::ANOTHERS),
        true => Err("This edit or a later one is another analyst’s; choose that analyst at the top to take it back"),
        false => Ok(count),
    }
}

/// Takes back the step of the edit that is chosen in the history, and every later one.
pub fn undo_back(desk: &mut Desk, tag: &mut TagRoom) {
    let Ok(count) = steps_back(desk, tag) else { return };
    let author = desk.author();
    let (mut edits, mut last) = (Vec::new(), None);
    let mut outcome = Ok(None);
    for _ in 0..count {
        let Some(step) = desk.session.history().next_undo() else { break };
        let (edit, inverse) = (step.edit(), step.inverse());
        match desk.session.undo(&author) {
            Ok(_) => {
                edits.push(edit);
                last = inverse.site();
            }
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
    }
    let num_undone = edits.len();
    // Steps that were undone before an error remain undone.
    change::follow(desk, &edits, Ok(None));
    let is_whole = outcome.is_ok();
    if !is_whole {
        change::follow(desk, &[], outcome);
    }
    if let Some(site) = last {
        undo::show(desk, site, None);
    }
    desk.status = format!("{} undone", plural(num_undone, "step"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Done, Edit};

    #[test]
    fn of_many_edits_only_the_new_ones_are_looked_at() {
        let edit = Edit::SetTitle("Dravna".to_owned());
        let done = |who: &str| Done {
            edit: edit.clone(),
            inverse: edit.clone(),
            sentence: "Rename the project to “Dravna”".to_owned(),
            analyst: Some(AnalystId::from(who)),
            time: jiff::Timestamp::UNIX_EPOCH,
        };
        let (mut history, mut panel) = (History::default(), HistoryState::default());
        for _ in 0..1_000 {
            history.remember(&done("ana"));
        }
        panel.refresh(&history, None);
        history.remember(&done("bo"));
        assert_eq!((panel.num_rows(), panel.num_seen), (1_000, 1_000));
        panel.refresh(&history, None);
        assert_eq!((panel.num_rows(), panel.entry_in(0)), (1_001, Some(1_000)));
        panel.analyst = Some(AnalystId::from("bo"));
        panel.refresh(&history, None);
        assert_eq!((panel.num_rows(), panel.entry_in(0), panel.entry_in(1)), (1, Some(1_000), None));
        panel.at = Some(1_000);
        assert_eq!(panel.row(), Some(0));
    }
}
