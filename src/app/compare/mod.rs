//! The Compare room: shows where two analysts differ and how much they agree, and settles differences in the gold layer.
//!
//! [`CompareRoom`] is the state of the room. `list` keeps the differences and `work` the figures, which a thread computes.
//! `act` carries out the requests of keys and views, and `views` draws. Differences are found in the time of a frame, a few
//! articles in each, so the list appears at once. γ and the intervals take longer and appear when they are ready.

mod act;
pub mod answers;
mod editing;
mod exhibit;
mod feedback;
mod filter;
mod item;
mod keys;
mod list;
mod matrix;
mod settle;
mod summary;
mod take;
pub mod views;
mod work;

pub use crate::app::desk::command::CompareKey as Key;
pub use act::{Ask, act, enter, escape, step_article};
pub use exhibit::{Exhibit, Form};
pub use feedback::{FeedbackFormat, show as show_feedback};
pub use filter::{Behind, Filter};
pub use keys::{ask_of, key};
pub use list::{Counts, Progress, name_of};
pub use settle::settled;
pub use views::{report_dialog, take_dialog};

use crate::{
    app::{
        desk::{Desk, cx},
        page::{Join, Mark, Reader, Side},
    },
    compare::differences::Difference,
    project::{AnalystId, AnnotationId, ArticleId, AttributeId, AttributeValue, LabelId, Project},
    store::file::CommentDraft,
};
use editing::Editing;
use item::Item;
use list::List;
use matrix::Matrix;
use std::collections::BTreeMap;
use take::Taking;
use work::Work;

/// Which articles are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All that both worked on.
    #[default]
    All,
    /// One.
    Article(ArticleId),
}

impl Scope {
    /// Whether an article belongs to it.
    pub fn holds(self, article: ArticleId) -> bool {
        self == Self::All || self == Self::Article(article)
    }
}

/// Answers chosen for gold; `None` leaves one empty.
pub type Picks = BTreeMap<AttributeId, Option<AttributeValue>>;

/// What the Compare room knows.
#[derive(Default)]
pub struct CompareRoom {
    /// The two analysts who are compared.
    pub pair: Option<[AnalystId; 2]>,
    /// Which articles.
    pub scope: Scope,
    /// Which differences.
    pub filter: Filter,
    /// The current difference, and its article.
    pub chosen: Option<(ArticleId, Difference)>,
    /// The article that is shown; the chosen difference's, if there is one.
    pub article: Option<ArticleId>,
    /// Where the reader is in it.
    pub page: Reader,
    /// Whether the further figures are shown.
    pub shows_more: bool,
    /// Whether agreement on attributes is shown.
    pub shows_attributes: bool,
    /// The comment for the next decision; empty for none.
    pub comment: String,
    /// Whether the field for it is shown.
    pub is_commenting: bool,
    /// Answers that go along with the next decision.
    pub answers: Picks,
    /// Comments that were typed for other differences, by the annotations that differ.
    comments: BTreeMap<(ArticleId, Vec<AnnotationId>), String>,
    editing: Option<Editing>,
    list: List,
    work: Work,
    matrix: Matrix,
    taking: Taking,
    /// Wakes the window.
    waker: Option<egui::Context>,
    marks: Marks,
    /// Where in the list the chosen difference stood, for when it is gone.
    place: usize,
}

/// The annotations on the page.
#[derive(Default)]
struct Marks {
    key: Option<MarksKey>,
    revision: u64,
    items: Vec<Mark>,
    joins: Vec<Join>,
}

type MarksKey = (u64, ArticleId, [AnalystId; 2], Option<Editing>, Option<Difference>);

/// Why there is nothing to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// There are no articles.
    NoArticles,
    /// There is nobody to compare with.
    OneAnalyst,
    /// No article was opened by both.
    NoCommonArticle,
}

impl CompareRoom {
    /// Names of the two who are compared.
    pub fn names(&self, project: &Project) -> [String; 2] {
        self.pair.as_ref().map_or_else(Default::default, |pair| pair.each_ref().map(|id| list::name_of(project, id)))
    }

    /// The row of the chosen difference.
    pub fn chosen_row(&self) -> Option<usize> {
        let (article, difference) = self.chosen.as_ref()?;
        self.list.place_of(*article, difference)
    }

    /// What the list says about the chosen difference, and how far it is.
    pub fn chosen_item(&self) -> Option<(&Item, Progress)> {
        let (article, difference) = self.chosen.as_ref()?;
        let entry = self.list.entry(*article)?;
        let place = entry.differences.iter().position(|found| found == difference)?;
        Some((entry.items.get(place)?, *entry.progress.get(place)?))
    }

    /// How many differences of each sort there are.
    pub fn counts(&self) -> &Counts {
        &self.list.counts
    }

    /// Number of rows in the list.
    pub fn num_rows(&self) -> usize {
        self.list.rows.len()
    }

    /// The reason why there is nothing to compare, if there is nothing.
    pub fn nothing(&self, project: &Project) -> Option<Nothing> {
        if project.articles().is_empty() {
            Some(Nothing::NoArticles)
        } else if self.pair.is_none() {
            Some(Nothing::OneAnalyst)
        } else {
            (self.list.counts.num_articles == 0 && self.list.num_waiting == 0).then_some(Nothing::NoCommonArticle)
        }
    }

    /// Whether figures are being computed.
    pub fn is_busy(&self) -> bool {
        self.list.num_waiting > 0
            || self.work.progress().is_some()
            || self.matrix.progress().is_some()
            || self.taking.progress().is_some()
    }

    /// Whether a range is being made by hand.
    pub fn is_editing(&self) -> bool {
        self.editing.is_some()
    }

    fn choose(&mut self, article: ArticleId, difference: Difference) {
        self.leave_chosen();
        self.chosen = Some((article, difference));
        self.comment = self.comments.remove(&(article, difference.key())).unwrap_or_default();
        self.show(article);
        if let Some((item, _)) = self.chosen_item() {
            let extent = item.extent;
            self.page.scroll_to(extent);
        }
        self.place = self.chosen_row().unwrap_or(self.place);
    }

    /// Leaves the current difference without choosing another. A comment that was typed for it is kept until it is current
    /// again.
    fn leave_chosen(&mut self) {
        let comment = std::mem::take(&mut self.comment);
        if let Some((article, difference)) = self.chosen.take()
            && !comment.trim().is_empty()
        {
            self.comments.insert((article, difference.key()), comment);
        }
        self.editing = None;
        self.is_commenting = false;
        self.answers.clear();
    }

    /// Shows another article.
    fn show(&mut self, article: ArticleId) {
        if self.article != Some(article) {
            self.article = Some(article);
            self.page = Reader::new();
            self.page.request_focus();
        }
    }
}

/// Brings the room up to date with the project, before a frame is drawn.
pub fn refresh(desk: &mut Desk, room: &mut CompareRoom, context: &egui::Context) {
    take::refresh(desk, room, context);
    let project = desk.session.project();
    let is_known = |id: &AnalystId| project.analyst(id).is_some();
    if !room.pair.as_ref().is_some_and(|pair| pair.iter().all(is_known)) {
        room.pair = default_pair(project);
    }
    if let Scope::Article(only) = room.scope
        && project.article(only).is_none()
    {
        room.scope = Scope::All;
    }
    if room.refresh_list(desk) {
        context.request_repaint();
    }
    let (project, revision) = (desk.session.project(), desk.revision);
    let Some(pair) = room.pair.clone() else { return };
    if let Some((article, difference)) = room.list.opened.take() {
        room.choose(article, difference);
    }
    keep_chosen(room, desk.open.article);
    if room.article.is_none_or(|shown| project.article(shown).is_none()) {
        let common =
            project.articles().iter().find(|record| room.list.entry(record.article.id).is_some_and(list::Entry::is_compared));
        room.article = common.map(|record| record.article.id);
        room.page = Reader::new();
    }
    room.work.refresh(project, &pair, room.scope, revision, &room.list, context);
    if room.list.num_waiting == 0 {
        room.matrix.refresh(project, revision, context);
    }
    refresh_marks(project, room, revision, &pair);
}

/// The two who have tagged most articles together would be best; the first two who are not gold are what people expect.
fn default_pair(project: &Project) -> Option<[AnalystId; 2]> {
    let people = project.analysts().iter().filter(|analyst| !analyst.id.is_gold());
    let mut all =
        people.chain(project.analysts().iter().filter(|analyst| analyst.id.is_gold())).map(|analyst| analyst.id.clone());
    Some([all.next()?, all.next()?])
}

/// Keeps the chosen difference if it still exists; otherwise chooses the one in its place.
fn keep_chosen(room: &mut CompareRoom, article: Option<ArticleId>) {
    let exists = room.chosen.as_ref().is_some_and(|(article, difference)| {
        room.list.entry(*article).is_some_and(|entry| entry.differences.contains(difference)) && room.scope.holds(*article)
    });
    if exists {
        room.place = room.chosen_row().unwrap_or(room.place);
        return;
    }
    let here = room.list.rows.iter().find(|row| Some(row.article) == article && room.chosen.is_none());
    let at_place = || room.list.rows.get(room.place.min(room.list.rows.len().saturating_sub(1)));
    let next = here.or_else(at_place).and_then(|row| Some((row.article, *room.list.row(row)?.0)));
    room.leave_chosen();
    if let Some((article, difference)) = next {
        room.choose(article, difference);
    }
}

fn refresh_marks(project: &Project, room: &mut CompareRoom, revision: u64, pair: &[AnalystId; 2]) {
    let Some(record) = room.article.and_then(|article| project.article(article)) else { return };
    let chosen = room.chosen.filter(|(article, _)| *article == record.article.id).map(|(_, difference)| difference);
    let key = (revision, record.article.id, pair.clone(), room.editing.clone(), chosen);
    if room.marks.key.as_ref() == Some(&key) {
        return;
    }
    room.marks.key = Some(key);
    room.marks.revision += 1;
    let labels = &project.codebook().labels;
    let place = |id: &LabelId| labels.iter().position(|label| label.id == *id);
    // What was decided about the difference in front stands below both, unless gold itself is compared.
    let decided = chosen.and_then(|difference| settled(record, &difference)).filter(|_| !pair.iter().any(AnalystId::is_gold));
    let gold = decided.map_or(&[][..], |decision| &decision.gold);
    let items = &mut room.marks.items;
    items.clear();
    for annotation in record.annotations.values() {
        let side = match pair.iter().position(|id| *id == annotation.analyst) {
            Some(0) => Side::Above,
            Some(_) => Side::Below,
            None if gold.contains(&annotation.id) => Side::Gold,
            None => continue,
        };
        let Some(label_index) = place(&annotation.label) else { continue };
        items.push(Mark { id: annotation.id, fragments: annotation.fragments.clone(), label_index, side });
    }
    if let Some(editing) = &room.editing {
        let label_index = place(&editing.draft.label).unwrap_or(0);
        items.push(Mark { id: DRAFT, fragments: editing.draft.fragments.clone(), label_index, side: Side::Nowhere });
    }
    items.sort_unstable_by_key(|item| (item.fragments.reading_order(), item.id));
    let places: BTreeMap<AnnotationId, usize> = items.iter().enumerate().map(|(place, item)| (item.id, place)).collect();
    let differences = room.list.entry(record.article.id).map_or(&[][..], |entry| &entry.differences);
    let join = |difference: &Difference| {
        let marks = [*places.get(&difference.a?)?, *places.get(&difference.b?)?];
        let [a, b] = marks.map(|place| &items[place].fragments);
        let shared = a.iter().flat_map(|x| b.iter().filter_map(move |y| x.intersection(y))).min_by_key(|range| range.start())?;
        Some(Join { shared, marks })
    };
    room.marks.joins = differences.iter().filter_map(join).collect();
}

/// The comments that were typed for decisions not made yet.
pub fn comments(room: &CompareRoom) -> Vec<CommentDraft> {
    let in_front = room.chosen.as_ref().filter(|_| !room.comment.trim().is_empty());
    let in_front = in_front.map(|(article, difference)| (*article, difference.key(), room.comment.clone()));
    let waiting = room.comments.iter().map(|((article, key), text)| (*article, key.clone(), text.clone()));
    let all = in_front.into_iter().chain(waiting);
    all.map(|(article, annotations, text)| CommentDraft { article, annotations, text }).collect()
}

/// Restores the comments that were kept; each is shown with its difference.
pub fn restore_comments(room: &mut CompareRoom, kept: &[CommentDraft]) {
    let comments = kept.iter().cloned();
    room.comments = comments.map(|kept| ((kept.article, kept.annotations), kept.text)).collect();
}

/// The id of the annotation that is being made by hand. No other annotation has it, because ids are random.
const DRAFT: AnnotationId = AnnotationId::from_random(0);

/// What the room's views are given.
type Cx<'a> = cx::Cx<'a, CompareRoom, Ask>;
