//! The differences of all compared articles, kept from edit to edit: only an article that changed is compared again.

use super::{CompareRoom, Filter, Scope, item::Item};
use crate::{
    app::{desk::Desk, page::outline::Outline},
    compare::{
        differences::{Difference, Kind, differences, partners_of},
        gold::{State, state_of},
        left_out::Reason,
    },
    project::{AnalystId, AnnotationId, ArticleId, ArticleRecord, Codebook, Fingerprint, Project},
    text::NUM_EXAMPLES,
};
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

/// The time in a frame for comparing articles; the rest waits for the next frame.
const FRAME_SHARE: Duration = Duration::from_millis(6);
/// Heights of a row in points: with its words on one line, and with each line more.
const ROW: f32 = 51.0;
const ROW_LINE: f32 = 19.0;
const ROW_DETAIL: f32 = 17.0;
/// Characters of words, and of the detail behind them, that fit on a line of the list.
const LINE_CHARS: usize = 30;
/// The same of Arabic and Hebrew, whose letters are narrower.
const RTL_LINE_CHARS: usize = 42;

/// The progress of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing was decided.
    Open,
    /// Decided, but an annotation has changed since.
    Reopened,
    /// Decided.
    Settled,
}

/// The differences of one article.
pub struct Entry {
    /// The record it is about. Weak, so that an edit of the article copies nothing.
    seen: Weak<ArticleRecord>,
    /// A digest of everything that both analysts have in the article.
    pub digest: u64,
    /// The reasons why it does not count for the first and for the second analyst.
    pub left_out: [Option<Reason>; 2],
    /// Every annotation of both, in reading order.
    pub differences: Vec<Difference>,
    /// What the list says about them.
    pub items: Vec<Item>,
    /// How far they are.
    pub progress: Vec<Progress>,
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// In which article.
    pub article: ArticleId,
    /// Which of its differences.
    pub place: usize,
    /// Where it begins in the list, in points.
    pub top: f32,
    /// Its height.
    pub height: f32,
}

/// How many differences of each sort there are, in the articles that are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not settled, by place in [`Kind::ALL`].
    pub open: [usize; Kind::ALL.len()],
    /// Settled, likewise.
    pub settled: [usize; Kind::ALL.len()],
    /// Which label met which; the last row and column are for *nothing*.
    pub cells: Vec<Vec<usize>>,
    /// Open differences of each label, and of each attribute that is answered differently, by places in the codebook.
    pub labels: BTreeMap<usize, usize>,
    /// See `labels`.
    pub attributes: BTreeMap<(usize, usize), usize>,
    /// Articles that both worked on.
    pub num_articles: usize,
    /// Articles left out for the first, for the second, by reason: how many, and the first three.
    pub left_out: [BTreeMap<Reason, (usize, Vec<ArticleId>)>; 2],
}

/// All of them.
#[derive(Default)]
pub struct List {
    pair: Option<[AnalystId; 2]>,
    names: [String; 2],
    codebook: Option<Arc<Codebook>>,
    revision: Option<u64>,
    shown: Option<(Scope, Filter)>,
    entries: BTreeMap<ArticleId, Entry>,
    /// What the filter lets through, in order.
    pub rows: Vec<Row>,
    /// Of the scope, whatever the filter.
    pub counts: Counts,
    /// A difference that was settled and is not any more, since the last change.
    pub opened: Option<(ArticleId, Difference)>,
    /// Articles that still have to be compared.
    pub num_waiting: usize,
}

/// The sources of the list.
pub struct Sources<'a> {
    /// The project.
    pub project: &'a Project,
    /// Grows with every change to it.
    pub revision: u64,
    /// The two analysts who are compared.
    pub pair: &'a [AnalystId; 2],
    /// Which articles.
    pub scope: Scope,
    /// Which differences.
    pub filter: Filter,
}

impl Counts {
    /// Differences, identical ones left out: settled and all.
    pub fn settled_of(&self) -> (usize, usize) {
        let settled: usize = self.settled.iter().skip(1).sum();
        (settled, settled + self.open.iter().skip(1).sum::<usize>())
    }

    /// Identical annotations: taken over and not.
    pub fn identical(&self) -> (usize, usize) {
        (self.settled[0], self.open[0])
    }
}

impl List {
    /// Brings the list up to date within a few milliseconds; returns whether something is left to do.
    pub fn refresh(&mut self, sources: &Sources<'_>) -> bool {
        let Sources { project, revision, pair, scope, filter } = *sources;
        let names = pair.each_ref().map(|id| name_of(project, id));
        let codebook = project.codebook_arc();
        let is_same_book = self.codebook.as_ref().is_some_and(|known| Arc::ptr_eq(known, &codebook));
        if self.pair.as_ref() != Some(pair) || self.names != names || !is_same_book {
            *self = Self { pair: Some(pair.clone()), names, codebook: Some(codebook), ..Self::default() };
        }
        if self.revision == Some(revision) && self.num_waiting == 0 && self.shown == Some((scope, filter)) {
            return false;
        }
        if self.revision != Some(revision) || self.num_waiting > 0 {
            self.revision = Some(revision);
            self.compare(project, pair, scope);
        }
        self.shown = Some((scope, filter));
        self.collect(project, scope, filter);
        self.num_waiting > 0
    }

    fn compare(&mut self, project: &Project, [a, b]: &[AnalystId; 2], scope: Scope) {
        let Some(codebook) = self.codebook.clone() else { return };
        self.opened = None;
        self.entries.retain(|article, _| project.article(*article).is_some());
        let begin = Instant::now();
        self.num_waiting = 0;
        // The article in front first.
        let (front, others): (Vec<_>, Vec<_>) =
            project.articles().iter().partition(|record| scope == Scope::Article(record.article.id));
        for record in front.into_iter().chain(others) {
            let known = self.entries.get(&record.article.id);
            if known.is_some_and(|entry| std::ptr::eq(entry.seen.as_ptr(), Arc::as_ptr(record))) {
                continue;
            }
            if begin.elapsed() > FRAME_SHARE {
                self.num_waiting += 1;
                continue;
            }
            let entry = match self.entries.remove(&record.article.id) {
                Some(mut entry) => {
                    let before = entry.progress.clone();
                    if !entry.follow(record, [a, b]) {
                        entry = Entry::new(record, [a, b], &codebook, &self.names);
                    } else if let Some(place) = entry.newly_open(&before) {
                        self.opened = self.opened.or(Some((record.article.id, entry.differences[place])));
                    }
                    entry
                }
                None => Entry::new(record, [a, b], &codebook, &self.names),
            };
            self.entries.insert(record.article.id, entry);
        }
    }

    fn collect(&mut self, project: &Project, scope: Scope, filter: Filter) {
        let size = project.codebook().labels.len() + 1;
        let mut counts = Counts { cells: vec![vec![0; size]; size], ..Counts::default() };
        self.rows.clear();
        let mut top = 0.0;
        for record in project.articles().iter().filter(|record| scope.holds(record.article.id)) {
            let Some(entry) = self.entries.get(&record.article.id) else { continue };
            for (counted, reason) in counts.left_out.iter_mut().zip(entry.left_out) {
                let Some(reason) = reason else { continue };
                let (count, first) = counted.entry(reason).or_default();
                *count += 1;
                first.extend((*count <= NUM_EXAMPLES).then_some(record.article.id));
            }
            counts.num_articles += usize::from(entry.is_compared());
            for (place, (difference, item)) in entry.differences.iter().zip(&entry.items).enumerate() {
                let progress = entry.progress[place];
                let kinds = if progress == Progress::Settled { &mut counts.settled } else { &mut counts.open };
                kinds[difference.kind as usize] += 1;
                counts.cells[item.cell.0][item.cell.1] += 1;
                if progress != Progress::Settled && difference.kind != Kind::Identical {
                    let second = Some(item.cell.1).filter(|label| *label != item.cell.0);
                    for label in [Some(item.cell.0), second].into_iter().flatten().filter(|label| label + 1 < size) {
                        *counts.labels.entry(label).or_default() += 1;
                    }
                    item.differing.iter().for_each(|place| *counts.attributes.entry(*place).or_default() += 1);
                }
                if filter.lets_through(difference, item, progress) {
                    let height = height_of(item);
                    self.rows.push(Row { article: record.article.id, place, top, height });
                    top += height;
                }
            }
        }
        self.counts = counts;
    }

    /// The differences of an article.
    pub fn entry(&self, article: ArticleId) -> Option<&Entry> {
        self.entries.get(&article)
    }

    /// What a row is about.
    pub fn row(&self, row: &Row) -> Option<(&Difference, &Item, Progress)> {
        let entry = self.entries.get(&row.article)?;
        Some((entry.differences.get(row.place)?, entry.items.get(row.place)?, *entry.progress.get(row.place)?))
    }

    /// The row of a difference.
    pub fn place_of(&self, article: ArticleId, difference: &Difference) -> Option<usize> {
        let place = self.entries.get(&article)?.differences.iter().position(|found| found == difference)?;
        self.rows.iter().position(|row| row.article == article && row.place == place)
    }

    /// The difference that an annotation belongs to.
    pub fn difference_with(&self, article: ArticleId, annotation: AnnotationId) -> Option<&Difference> {
        let has = |found: &&Difference| found.a == Some(annotation) || found.b == Some(annotation);
        self.entries.get(&article)?.differences.iter().find(has)
    }

    /// The rows' height, in points.
    pub fn height(&self) -> f32 {
        self.rows.last().map_or(0.0, |row| row.top + row.height)
    }
}

impl Entry {
    fn new(record: &Arc<ArticleRecord>, [a, b]: [&AnalystId; 2], codebook: &Codebook, names: &[String; 2]) -> Self {
        let differences = differences(record, a, b, &[]);
        let outline = Outline::new(&record.article);
        let partners = partners_of(&differences);
        let item = |difference: &Difference| {
            let start = difference.extent(record).map(crate::text::ByteRange::start).unwrap_or_default();
            Item::new(record, difference, codebook, names, &partners, outline.number_of(outline.piece_at(start)))
        };
        Self {
            seen: Arc::downgrade(record),
            digest: digest(record, [a, b]),
            left_out: left_out(record, [a, b]),
            items: differences.iter().map(item).collect(),
            progress: progress(record, &differences),
            differences,
        }
    }

    /// Whether both worked on it.
    pub fn is_compared(&self) -> bool {
        self.left_out == [None; 2]
    }

    /// Follows the record in its present state; `false` if the work of the two analysts in it has changed.
    fn follow(&mut self, record: &Arc<ArticleRecord>, analysts: [&AnalystId; 2]) -> bool {
        if digest(record, analysts) != self.digest {
            return false;
        }
        self.seen = Arc::downgrade(record);
        self.progress = progress(record, &self.differences);
        true
    }

    fn newly_open(&self, before: &[Progress]) -> Option<usize> {
        let is_opened = |place: &usize| {
            before.get(*place) == Some(&Progress::Settled)
                && self.progress[*place] != Progress::Settled
                && self.differences[*place].kind != Kind::Identical
        };
        (0..self.progress.len()).find(is_opened)
    }
}

fn progress(record: &ArticleRecord, differences: &[Difference]) -> Vec<Progress> {
    if record.decisions.is_empty() {
        return vec![Progress::Open; differences.len()];
    }
    let of = |difference: &Difference| match state_of(record, difference) {
        State::Open => Progress::Open,
        State::Reopened(_) => Progress::Reopened,
        State::Settled(_) => Progress::Settled,
    };
    differences.iter().map(of).collect()
}

fn left_out(record: &ArticleRecord, analysts: [&AnalystId; 2]) -> [Option<Reason>; 2] {
    analysts.map(|analyst| Reason::of(record.standing(analyst), false))
}

/// Of everything that the two analysts say in an article.
fn digest(record: &ArticleRecord, analysts: [&AnalystId; 2]) -> u64 {
    let mut hasher = DefaultHasher::new();
    left_out(record, analysts).hash(&mut hasher);
    for (id, annotation) in record.annotations.iter().filter(|(_, annotation)| analysts.contains(&&annotation.analyst)) {
        (id, Fingerprint::of(annotation)).hash(&mut hasher);
    }
    hasher.finish()
}

/// The name of an analyst.
pub fn name_of(project: &Project, id: &AnalystId) -> String {
    project.analyst(id).map_or_else(|| id.to_string(), |analyst| analyst.name.clone())
}

/// Estimates the lines that the words take, and whether the detail has a line of its own, so that no row is laid out before
/// it is seen.
pub fn lines_of(item: &Item) -> (usize, bool) {
    let (words, detail) = (item.words.chars().count(), item.detail.chars().count());
    let is_rtl = crate::text::has_rtl(&item.words);
    let room = if is_rtl { RTL_LINE_CHARS } else { LINE_CHARS };
    let lines = if words > room { 2 } else { 1 };
    // Behind words that run from the right there is no place for it.
    (lines, detail > 0 && (is_rtl || lines > 1 || words + detail > room))
}

fn height_of(item: &Item) -> f32 {
    let (lines, has_detail) = lines_of(item);
    ROW + (lines - 1) as f32 * ROW_LINE + if has_detail { ROW_DETAIL } else { 0.0 }
}

impl CompareRoom {
    /// Brings the list up to date; whether something is left to do.
    pub(super) fn refresh_list(&mut self, desk: &Desk) -> bool {
        let Some(pair) = self.pair.clone() else { return false };
        let (project, revision) = (desk.session.project(), desk.revision);
        self.list.refresh(&Sources { project, revision, pair: &pair, scope: self.scope, filter: self.filter })
    }
}
