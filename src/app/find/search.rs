//! Searches in the background: rows come in batches, and the search can be stopped.

use super::{Column, Row};
use crate::app::running::{Came, Running, Teller};
use crate::{
    find::{Matcher, Pattern, Query, consistency},
    project::{AnalystId, Annotation, ArticleId, ArticleRecord, LabelId, Project},
    text::ByteRange,
};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

/// The most rows that one search finds. Nobody looks through more, and "e" is in every word.
pub const MAX_ROWS: usize = 500_000;
/// Rows are sent at least this often, so that the first are there at once.
const SEND_EVERY: Duration = Duration::from_millis(30);

/// The most rows that are taken in between two frames.
const ROWS_PER_FRAME: usize = 8_192;

/// A search that has been prepared.
pub enum Job {
    /// Words in the texts.
    Words(Pattern),
    /// Annotations in the layers of these analysts.
    Tags(Query, Vec<AnalystId>),
    /// Words that this analyst tagged with different labels.
    TaggedOtherwise(AnalystId),
    /// Words that this analyst tagged (with one of these labels, or any) elsewhere and not here.
    NotTagged(AnalystId, BTreeSet<LabelId>),
}

/// A search that is going on.
#[derive(Debug)]
pub struct Search {
    running: Running<Vec<Row>>,
    /// Rows that have come and were more than a frame has time for.
    waiting: VecDeque<Row>,
}

/// News from the search since the last poll.
pub enum News {
    /// These rows; more may come.
    Rows(Vec<Row>),
    /// The search is at its end.
    End,
}

impl Search {
    /// Starts looking in `project`, or in one article of it.
    pub fn start(
        project: Project,
        job: Job,
        only: Option<ArticleId>,
        column: Column,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let work = move |teller: &Teller<Vec<Row>>| {
            Worker { project: &project, teller, rows: Vec::new(), num_sent: 0 }.run(&job, only, column);
        };
        Self { running: Running::start("find", wake, work), waiting: VecDeque::new() }
    }

    /// Returns the news that has arrived, or a part of it, without waiting.
    pub fn poll(&mut self) -> Option<News> {
        let mut is_over = false;
        while self.waiting.len() < ROWS_PER_FRAME && !is_over {
            match self.running.poll() {
                Some(Came::News(more)) => self.waiting.extend(more),
                Some(Came::End) => is_over = true,
                None => break,
            }
        }
        if !self.waiting.is_empty() {
            let num_taken = self.waiting.len().min(ROWS_PER_FRAME);
            return Some(News::Rows(self.waiting.drain(..num_taken).collect()));
        }
        is_over.then_some(News::End)
    }

    /// How many of how many articles have been looked through.
    pub fn progress(&self) -> (usize, usize) {
        self.running.progress()
    }
}

struct Worker<'w> {
    project: &'w Project,
    teller: &'w Teller<Vec<Row>>,
    rows: Vec<Row>,
    num_sent: usize,
}

impl Worker<'_> {
    fn run(&mut self, job: &Job, only: Option<ArticleId>, column: Column) {
        let project = self.project;
        let articles: Vec<_> = match only {
            Some(only) => project.articles().iter().filter(|record| record.article.id == only).cloned().collect(),
            None => project.articles().to_vec(),
        };
        self.teller.progress().set_total(articles.len());
        match job {
            Job::Words(pattern) => self.each(&articles, column, |record| words(pattern, record)),
            Job::Tags(query, seen) => {
                let matcher = Matcher::new(query, project);
                self.each(&articles, column, |record| {
                    let found = matcher.of(record).into_iter().filter_map(|id| record.annotations.get(&id));
                    found.filter(|found| seen.contains(&found.analyst)).map(|found| row(record, found)).collect()
                });
            }
            Job::TaggedOtherwise(analyst) => {
                let found = consistency::tagged_otherwise(&articles, analyst);
                let uses = found.iter().flat_map(|found| found.uses.values().flatten());
                let rows = uses.filter_map(|(article, annotation)| {
                    let record = project.article(*article)?;
                    Some(row(record, record.annotations.get(annotation)?))
                });
                self.rows.extend(rows.take(MAX_ROWS));
                self.teller.progress().set_done(articles.len());
                if column != Column::Place {
                    sort(project, &mut self.rows, column);
                }
                self.flush();
            }
            Job::NotTagged(analyst, labels) => {
                // What is tagged anywhere in the project counts, even if only one article is looked through.
                let tagged = consistency::Tagged::new(project.articles(), analyst, labels);
                self.each(&articles, column, |record| {
                    let found = tagged.untagged_in(record).into_iter();
                    found.map(|found| Row { article: found.article, range: found.range, annotation: None }).collect()
                });
            }
        }
    }

    /// Looks through the articles; rows in another order than the articles' are sent when all are known.
    fn each(&mut self, articles: &[Arc<ArticleRecord>], column: Column, find: impl Fn(&ArticleRecord) -> Vec<Row>) {
        let mut sent_at = Instant::now();
        for (i, record) in articles.iter().enumerate() {
            if self.teller.progress().is_cancelled() || self.num_sent + self.rows.len() >= MAX_ROWS {
                break;
            }
            self.rows.extend(find(record));
            self.teller.progress().set_done(i + 1);
            if column == Column::Place && sent_at.elapsed() >= SEND_EVERY {
                self.flush();
                sent_at = Instant::now();
            }
        }
        if column != Column::Place {
            sort(self.project, &mut self.rows, column);
        }
        self.flush();
    }

    fn flush(&mut self) {
        self.rows.truncate(MAX_ROWS.saturating_sub(self.num_sent));
        self.num_sent += self.rows.len();
        self.teller.tell(std::mem::take(&mut self.rows));
    }
}

fn words(pattern: &Pattern, record: &ArticleRecord) -> Vec<Row> {
    let row = |range: ByteRange| Row { article: record.article.id, range, annotation: None };
    pattern.hits(record.article.text.as_str()).take(MAX_ROWS).map(row).collect()
}

fn row(record: &ArticleRecord, annotation: &Annotation) -> Row {
    Row { article: record.article.id, range: annotation.fragments.first(), annotation: Some(annotation.id) }
}

fn sort(project: &Project, rows: &mut [Row], column: Column) {
    let annotation = |row: &Row| project.annotation(row.article, row.annotation?);
    match column {
        Column::Place => {}
        Column::Words => rows.sort_by_cached_key(|row| {
            let record = project.article(row.article)?;
            let text = record.article.text.as_str();
            Some(annotation(row).map_or_else(
                || row.range.of(text).unwrap_or("").to_lowercase(),
                |annotation| annotation.fragments.words(text).to_lowercase(),
            ))
        }),
        Column::Label => rows.sort_by_cached_key(|row| {
            project.codebook().labels.iter().position(|label| Some(&label.id) == annotation(row).map(|found| &found.label))
        }),
        Column::Analyst => rows.sort_by_cached_key(|row| {
            project.analysts().iter().position(|analyst| Some(&analyst.id) == annotation(row).map(|found| &found.analyst))
        }),
        Column::Changed => rows.sort_by_cached_key(|row| std::cmp::Reverse(annotation(row).map(|found| found.modified))),
    }
}
