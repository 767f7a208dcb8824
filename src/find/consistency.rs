//! Finds words that are tagged differently in different places, or tagged in one place and not in another.

use super::near::Near;
use crate::{
    project::{AnalystId, AnnotationId, ArticleId, ArticleRecord, LabelId},
    text::{ByteOffset, ByteRange, segment},
};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The most words of a passage that is compared. A longer passage is not a term, and its repeats are repeats of the
/// sentence.
pub const MAX_WORDS: usize = 8;

/// The largest number of passages that are searched for. If a project has more, the most frequent ones are searched for.
const MAX_PASSAGES: usize = 50_000;

/// The labels that one analyst gave to the same passage, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The passage in lower case, with single spaces.
    pub words: String,
    /// The annotations of each label, in the order of the articles and of the text.
    pub uses: BTreeMap<LabelId, Vec<(ArticleId, AnnotationId)>>,
}

/// Finds passages that one analyst tagged with more than one label, the most frequent first. An annotation of several
/// fragments does not count, because its words are not adjacent.
pub fn tagged_otherwise(articles: &[Arc<ArticleRecord>], analyst: &AnalystId) -> Vec<Disagreement> {
    let mut passages: BTreeMap<String, BTreeMap<LabelId, Vec<(ArticleId, AnnotationId)>>> = BTreeMap::new();
    for record in articles {
        for annotation in record.layer(analyst) {
            if let Some(words) = passage(record, annotation) {
                let uses = passages.entry(words).or_default().entry(annotation.label.clone()).or_default();
                uses.push((record.article.id, annotation.id));
            }
        }
    }
    let several = passages.into_iter().filter(|(_, uses)| uses.len() > 1);
    let mut found: Vec<_> = several.map(|(words, uses)| Disagreement { words, uses }).collect();
    found.sort_by_key(|found| std::cmp::Reverse(found.uses.values().map(Vec::len).sum::<usize>()));
    found
}

/// The passages that one analyst tagged, ready to be found where they are not tagged.
#[derive(Debug)]
pub struct Tagged {
    analyst: AnalystId,
    passages: Vec<(String, BTreeSet<LabelId>)>,
    automaton: Option<AhoCorasick>,
}

/// A place with untagged words that are tagged elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untagged {
    /// The article.
    pub article: ArticleId,
    /// The words.
    pub range: ByteRange,
    /// The labels that the same words have elsewhere.
    pub labels: BTreeSet<LabelId>,
}

impl Tagged {
    /// Collects the passages that `analyst` tagged with one of `labels` (an empty set means any).
    pub fn new(articles: &[Arc<ArticleRecord>], analyst: &AnalystId, labels: &BTreeSet<LabelId>) -> Self {
        let mut found: BTreeMap<String, (usize, BTreeSet<LabelId>)> = BTreeMap::new();
        for record in articles {
            for annotation in record.annotations.values().filter(|annotation| annotation.analyst == *analyst) {
                if !labels.is_empty() && !labels.contains(&annotation.label) {
                    continue;
                }
                if let Some(words) = passage(record, annotation) {
                    let (count, labels) = found.entry(words).or_default();
                    *count += 1;
                    labels.insert(annotation.label.clone());
                }
            }
        }
        let mut passages: Vec<_> = found.into_iter().collect();
        if passages.len() > MAX_PASSAGES {
            passages.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
            passages.truncate(MAX_PASSAGES);
        }
        let passages: Vec<_> = passages.into_iter().map(|(words, (_, labels))| (words, labels)).collect();
        // The number and length of passages are limited, so they stay far below what the automaton can hold.
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(passages.iter().map(|(words, _)| words))
            .ok();
        Self { analyst: analyst.clone(), passages, automaton }
    }

    /// Finds the passages in `record`, as whole words, where the analyst has no annotation with one of their labels. In the
    /// order of the text.
    pub fn untagged_in(&self, record: &ArticleRecord) -> Vec<Untagged> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let text = record.article.text.as_str();
        let (folded, places) = fold(text);
        let near = Near::new(record.annotations.values().filter(|annotation| annotation.analyst == self.analyst).collect());
        let mut untagged = Vec::new();
        for found in automaton.find_iter(&folded) {
            let (words, labels) = &self.passages[found.pattern().as_usize()];
            let range = ByteRange::from_usize(places.of(found.start())..places.of_end(found.end(), text));
            if !is_whole(text, range) || words.is_empty() {
                continue;
            }
            let is_tagged = near.beside(range).any(|other| labels.contains(&other.label) && other.fragments.overlaps(range));
            if !is_tagged {
                untagged.push(Untagged { article: record.article.id, range, labels: labels.clone() });
            }
        }
        untagged
    }
}

/// The words of an annotation in the form that is compared; `None` if it has several fragments or is too long.
fn passage(record: &ArticleRecord, annotation: &crate::project::Annotation) -> Option<String> {
    if annotation.fragments.count() != 1 {
        return None;
    }
    let words = annotation.fragments.first().of(record.article.text.as_str())?;
    if words.split_whitespace().count() > MAX_WORDS {
        return None;
    }
    let folded = fold(words).0;
    (!folded.is_empty()).then_some(folded)
}

/// Whether `range` begins and ends at word boundaries.
fn is_whole(text: &str, range: ByteRange) -> bool {
    let cuts = |at: ByteOffset| segment::word_at(text, at).is_some_and(|word| word.start() < at && at < word.end());
    !cuts(range.start()) && !cuts(range.end())
}

/// Maps the bytes of a folded text to the text that it was made from.
struct Places(Vec<(usize, usize)>);

impl Places {
    fn entry(&self, folded: usize) -> (usize, usize) {
        let next = self.0.partition_point(|(at, _)| *at <= folded);
        self.0[next.saturating_sub(1)]
    }

    /// The byte of the text from which byte number `folded` was made.
    fn of(&self, folded: usize) -> usize {
        let (at, from) = self.entry(folded);
        from + (folded - at)
    }

    /// The end of the character of the text from which the byte before `folded` was made.
    fn of_end(&self, folded: usize, text: &str) -> usize {
        let last = self.of(folded.saturating_sub(1)).min(text.len().saturating_sub(1));
        text.ceil_char_boundary(last + 1)
    }
}

/// Folds `text` to lower case with single spaces, and records where its bytes come from, as stretches in which both advance
/// equally.
fn fold(text: &str) -> (String, Places) {
    let mut folded = String::with_capacity(text.len());
    let mut places = vec![(0, 0)];
    let mut is_space = false;
    for (from, c) in text.char_indices() {
        let at = folded.len();
        if c.is_whitespace() {
            if !is_space {
                folded.push(' ');
            }
        } else {
            folded.extend(c.to_lowercase());
        }
        is_space = c.is_whitespace();
        // From the next character on, the distance between the two is another one.
        let (base, origin) = places[places.len() - 1];
        if origin + (at - base) != from && folded.len() > at {
            places.push((at, from));
        }
    }
    (folded, Places(places))
}
