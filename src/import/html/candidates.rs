//! Chooses the main text of a page among the elements that may hold it.
//!
//! What is taken for the text is the candidate with the highest score: its worth as text, raised by what its names and place
//! say, and by how much it agrees with the text that the page repeats in its metadata.

use super::{
    afterwards,
    around::names,
    boilerplate,
    headline::plain,
    main_text,
    values::{Values, ends_sentence},
    walk::paragraphs_of,
};
use crate::import::draft::Paragraph;
use dom_query::{Document, NodeRef};
use std::collections::{HashMap, HashSet};

/// The number of elements that are compared.
const MAX_CANDIDATES: usize = 8;
/// The fewest characters of a paragraph of the lead, and the most paragraphs of it.
const MIN_LEAD_CHARS: usize = 60;
const MAX_LEAD: usize = 4;
/// The runner-up of a close choice is worth at least this much of what the chosen text is worth, in per cent.
const CLOSE_PER_CENT: i64 = 80;
/// A text with more of the chosen text's words than this, in per cent, is the same choice.
const SAME_PER_CENT: i64 = 65;
/// The fewest words of a text in the metadata that counts as evidence.
const MIN_WORDS_OF_EVIDENCE: usize = 60;

/// Weights of a candidate's score, in per cent: of the text found by the heuristic of Firefox's reading view, of an element
/// that the page marks as the text, of one whose name says so, of an article, of one whose name may say so, of the whole page.
const FOUND: i64 = 600;
const MARKED: i64 = 110;
const NAMED: i64 = 105;
const ARTICLE: i64 = 100;
const MAYBE: i64 = 95;
const PAGE: i64 = 85;

/// Parts of names of elements that hold the text, with hyphens between words.
const TEXT_NAMES: &[&str] = &[
    "article-body",
    "articlebody",
    "article-content",
    "articlecontent",
    "article-text",
    "articletext",
    "entry-content",
    "post-content",
    "postcontent",
    "post-body",
    "post-text",
    "post-entry",
    "story-body",
    "storybody",
    "story-content",
    "story-text",
    "content-body",
    "contentbody",
    "body-text",
    "text-content",
    "art-content",
    "field-body",
    "field-name-body",
    "news-text",
    "newstext",
    "news-content",
    "article-main",
    "detail-text",
    "single-content",
    "blog-content",
    "rich-text",
    "richtext",
    "fulltext",
    "art-postcontent",
    "article-detail",
    "page-content",
    "content-text",
    "wpb-text-column",
    "artikel-text",
    "artikeltext",
    "item-body",
    "mw-parser-output",
    "bodytext",
];
/// Whole names of elements that may hold it.
const MAYBE_NAMES: &[&str] = &[
    "article",
    "post",
    "story",
    "entry",
    "hentry",
    "content",
    "main",
    "text",
    "main-content",
    "content-main",
    "artikel",
    "single-post",
    "primary",
];

/// A text that may be the main one.
pub(super) struct Candidate {
    paragraphs: Vec<Paragraph>,
    /// Its worth, whatever its names and place say.
    plain_score: i64,
    score: i64,
}

/// The main text, and another that was nearly chosen.
pub(super) struct Choice {
    pub(super) main: Vec<Paragraph>,
    pub(super) runner_up: Option<Vec<Paragraph>>,
}

/// Chooses the main text below this headline. `evidence` is the text as the metadata gives it.
pub(super) fn choose(document: Document, headline: &str, evidence: Option<&str>, keeps_captions: bool) -> Option<Choice> {
    boilerplate::remove_overlays(&document);
    if !keeps_captions {
        boilerplate::remove_captions(&document);
    }
    // The heuristic judges by names, too, so it gets the rest of the page as it is.
    let found = main_text::of(document.clone());
    boilerplate::remove(&document);
    let body = document.body()?;
    let values = Values::of(&body);
    let evidence = evidence.map(words).filter(|words| words.values().sum::<usize>() >= MIN_WORDS_OF_EVIDENCE);
    let candidate = |plain_score: i64, weight: i64, paragraphs: Vec<Paragraph>| {
        let score = plain_score * weight / 100;
        let score = match &evidence {
            Some(evidence) => score * (30 + agreement(evidence, &words_of(&paragraphs))) / 100,
            None => score,
        };
        Candidate { paragraphs, plain_score, score }
    };
    let mut nodes: Vec<(i64, i64, NodeRef<'_>)> = Vec::new();
    for node in document.select("article, main, div, section, td, body").nodes() {
        if let Some(weight) = weight_of(node) {
            let score = values.get(node).score();
            if score > 0 {
                nodes.push((score, weight, *node));
            }
        }
    }
    nodes.sort_by_key(|(score, weight, _)| std::cmp::Reverse(score * weight));
    let first = nodes.iter().take(MAX_CANDIDATES);
    let mut candidates: Vec<Candidate> =
        first.map(|(score, weight, node)| candidate(*score, *weight, paragraphs_of(node))).collect();
    if let Some(found) = found {
        boilerplate::remove(&found);
        let root = found.root();
        candidates.push(candidate(Values::of(&root).get(&root).score(), FOUND, paragraphs_of(&root)));
    }
    let best = candidates.iter().enumerate().max_by_key(|(_, candidate)| candidate.score).map(|(at, _)| at)?;
    let mut best = candidates.swap_remove(best);
    let is_close = |candidate: &&Candidate| {
        candidate.plain_score * 100 >= best.plain_score * CLOSE_PER_CENT
            && share_of(&best.paragraphs, &candidate.paragraphs) < SAME_PER_CENT
    };
    let runner_up = candidates.iter().filter(is_close).max_by_key(|candidate| candidate.score);
    let runner_up = runner_up.map(|candidate| candidate.paragraphs.clone());
    let lead = lead(&paragraphs_of(&body), headline, &best.paragraphs);
    best.paragraphs.splice(0..0, lead);
    afterwards::cut(&mut best.paragraphs);
    Some(Choice { main: best.paragraphs, runner_up })
}

/// The sentences between the headline and the first paragraph of the main text, which many pages set outside the element with
/// the text.
fn lead(page: &[Paragraph], headline: &str, main: &[Paragraph]) -> Vec<Paragraph> {
    let known: HashSet<&str> = main.iter().map(|paragraph| paragraph.text.trim()).collect();
    let is_first = |paragraph: &Paragraph| paragraph.text.len() > MIN_LEAD_CHARS && known.contains(paragraph.text.trim());
    let Some(first) = page.iter().position(is_first) else { return Vec::new() };
    let headline = plain(headline);
    let Some(top) = page[..first].iter().rposition(|paragraph| plain(&paragraph.text) == headline) else { return Vec::new() };
    let is_lead = |paragraph: &&Paragraph| {
        let text = paragraph.text.trim();
        let is_linked = paragraph.links.iter().map(|(range, _)| range.len()).sum::<usize>() * 2 > text.len();
        text.chars().count() >= MIN_LEAD_CHARS
            && ends_sentence(text.chars().next_back())
            && !is_linked
            && !text.to_lowercase().contains("copyright")
            && !text.contains('©')
            && !known.contains(text)
    };
    page[top + 1..first].iter().filter(is_lead).take(MAX_LEAD).cloned().collect()
}

/// What the name and place of an element say, as a weight in per cent; `None` if they say nothing.
fn weight_of(node: &NodeRef<'_>) -> Option<i64> {
    if node.attr("itemprop").is_some_and(|name| name.split_whitespace().any(|name| name == "articleBody")) {
        return Some(MARKED);
    }
    let names = names(node);
    let names = names.replace(['_', ':'], "-").replace("--", "-");
    if TEXT_NAMES.iter().any(|name| names.contains(name)) {
        return Some(NAMED);
    }
    match node.node_name().as_deref() {
        Some("article") => return Some(ARTICLE),
        Some("main") => return Some(MAYBE),
        Some("body") => return Some(PAGE),
        _ => {}
    }
    let is_maybe = names.split_whitespace().any(|name| MAYBE_NAMES.contains(&name));
    is_maybe.then_some(MAYBE)
}

/// How often each word occurs.
type Words = HashMap<String, usize>;

fn words(text: &str) -> Words {
    let mut words = Words::new();
    count_words(text, &mut words);
    words
}

fn count_words(text: &str, words: &mut Words) {
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_lowercase()).or_default() += 1;
    }
}

fn words_of(paragraphs: &[Paragraph]) -> Words {
    let mut all = Words::new();
    for paragraph in paragraphs {
        count_words(&paragraph.text, &mut all);
    }
    all
}

/// The part of the words of `text` that another text has too, in per cent.
pub(super) fn share_of(text: &[Paragraph], other: &[Paragraph]) -> i64 {
    let (words, of_other) = (words_of(text), words_of(other));
    let both: usize = words.iter().map(|(word, number)| number.min(of_other.get(word).unwrap_or(&0))).sum();
    i64::try_from(100 * both / words.values().sum::<usize>().max(1)).unwrap_or(0)
}

/// F1 of the words of two texts, in per cent.
fn agreement(a: &Words, b: &Words) -> i64 {
    let both: usize = a.iter().map(|(word, number)| number.min(b.get(word).unwrap_or(&0))).sum();
    let all: usize = a.values().sum::<usize>() + b.values().sum::<usize>();
    i64::try_from(200 * both / all.max(1)).unwrap_or(0)
}
