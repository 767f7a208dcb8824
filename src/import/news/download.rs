//! The contents of a download, and what is said about them.

use super::{
    article::{NewsArticle, key},
    count::Count,
    text_kind,
};
use crate::{
    import::{Read, error::Warnings},
    text::words::counted,
};
use std::collections::BTreeMap;

/// A text with less, or more, than these shares of the stated number of words, in percent, was cut or has another in it.
const LEAST_PERCENT: usize = 70;
const MOST_PERCENT: usize = 140;
/// Differences of up to so many words are not worth a warning.
const FREE_WORDS: usize = 20;

/// The documents of one file, as a reader finds them.
#[derive(Debug, Default)]
pub(super) struct Download {
    articles: Vec<NewsArticle>,
    left_out: Vec<LeftOut>,
    /// The count; readers whose file states none leave it.
    pub(super) count: Option<Count>,
    /// What the file says about all of its articles, by the names of [`key`].
    pub(super) about: BTreeMap<String, String>,
    /// What should be said about the file as a whole, each with the line that it is about.
    pub(super) notes: Vec<(Option<usize>, String)>,
}

/// A document without an article.
#[derive(Debug)]
struct LeftOut {
    line: Option<usize>,
    name: String,
    reason: String,
}

impl Download {
    /// Adds a document: an article if it has a body, else one that is left out, with the reason.
    pub(super) fn add(&mut self, article: NewsArticle) {
        if article.has_body() {
            self.articles.push(article);
        } else {
            let reason = if article.other.contains_key(key::GRAPHIC) { "it has a caption and no text" } else { "it has no text" };
            self.leave_out(&article, reason);
        }
    }

    /// Leaves a document out, for this reason.
    pub(super) fn leave_out(&mut self, article: &NewsArticle, reason: &str) {
        self.left_out.push(LeftOut { line: article.line, name: article.name(), reason: reason.to_owned() });
    }

    /// Keeps something that the file says about all of its articles.
    pub(super) fn keep(&mut self, key: &str, value: &str) {
        if !value.trim().is_empty() {
            self.about.insert(key.to_owned(), crate::text::words::one_line(value));
        }
    }

    /// The articles so far.
    pub(super) fn articles(&self) -> &[NewsArticle] {
        &self.articles
    }

    /// The number of documents so far.
    pub(super) fn num_documents(&self) -> usize {
        self.articles.len() + self.left_out.len()
    }

    /// Turns the articles into drafts, and says what should be known.
    pub(super) fn conclude(mut self, format: &'static str, database: &str, encoding: &str, warnings: &mut Warnings<'_>) -> Read {
        text_kind::tell(&mut self);
        let num_documents = self.num_documents();
        let count = self.count.take().unwrap_or_else(|| Count::of_number(None, num_documents));
        if let Some(complaint) = count.complaint() {
            warnings.add(None, format!("a download of {database}: {complaint}"));
        }
        for (line, note) in self.notes {
            warnings.add(line, note);
        }
        for LeftOut { line, name, reason } in &self.left_out {
            warnings.add(*line, format!("the document {name} was left out: {reason}"));
        }
        self.about.insert(key::DATABASE.to_owned(), database.to_owned());
        let mut read = Read { num_skipped: self.left_out.len(), count: Some(count), ..Read::default() };
        let num_articles = self.articles.len();
        for (at, mut article) in self.articles.into_iter().enumerate() {
            if article.position.is_empty() {
                article.position = format!("{} of {num_articles}", at + 1);
            }
            warn_of_length(&article, warnings);
            read.drafts.push(article.into_draft(format, encoding, &self.about));
        }
        read
    }
}

/// Warns if the body is much shorter or longer than stated.
fn warn_of_length(article: &NewsArticle, warnings: &mut Warnings<'_>) {
    let Some(stated) = article.num_words else { return };
    let found = article.num_words_found();
    if found.abs_diff(stated) <= FREE_WORDS {
        return;
    }
    let why = if found * 100 < stated * LEAST_PERCENT {
        "it may be cut off"
    } else if found * 100 > stated * MOST_PERCENT {
        "another article may be in it"
    } else {
        return;
    };
    let found = counted(found, "word was", "words were");
    warnings.add(article.line, format!("{} states {stated} words, and {found} found: {why}", article.name()));
}
