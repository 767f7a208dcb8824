//! Finds phrases about an amount of people or things, which an analyst may want to tag as casualty figures.

use super::{amount::amount, qualifier};
use crate::text::{ByteRange, segment};

/// Words that never end a figure, because they do not name what is counted.
const NOT_COUNTED: &[&str] = &[
    "of", "and", "or", "in", "on", "at", "by", "to", "for", "from", "with", "as", "that", "who", "when", "while", "after",
    "before", "since", "the", "a", "an", "is", "was", "were", "are", "had", "has", "have", "been", "its", "their", "his", "her",
    "per", "than",
];

/// Finds the figures of the paragraph `range` of `text`, in order. A figure is a number in digits of any script or in
/// English words, or a word like "dozens", together with its qualifier ("at least") and the next word, which usually names
/// what is counted. Figures do not overlap. Dates, times, ages and percentages are left out, as by [`amount()`].
///
/// The result only proposes where to look: it includes "two reporters" and the number of a street.
pub fn figures_in(text: &str, range: ByteRange) -> Vec<ByteRange> {
    let words: Vec<ByteRange> = segment::words_in(text, range).collect();
    let mut found = Vec::new();
    // The first word that does not belong to a figure yet.
    let mut free = 0;
    let mut at = 0;
    while at < words.len() {
        if !is_number(text, &words, at) || is_in_qualifier(text, &words, at) {
            at += 1;
            continue;
        }
        let first = at - qualifier_before(text, &words[free..at]);
        let number_end = end_of_number(text, &words, at);
        let is_named = words.get(number_end).is_some_and(|next| names(text, words[number_end - 1], *next));
        let end = number_end + usize::from(is_named);
        let between = |from: usize, to: usize| words[from].hull(words[to - 1]);
        // One more word on either side, with the sign between, shows a date, a time or a percentage.
        let is_beside = |at: usize| at > free && at < words.len() && is_gap(text, words[at - 1], words[at], &[' ', '\u{a0}']);
        let around = between(first - usize::from(is_beside(first)), end + usize::from(is_beside(end)));
        let sign = text[around.end().to_usize()..].trim_start().chars().next().filter(|sign| matches!(sign, '%' | '٪'));
        let is_date = !is_named && is_year_after_comma(text, &words, at);
        if sign.is_none() && !is_date && around.of(text).and_then(amount).is_some() {
            found.push(between(first, end));
            free = end;
        }
        at = end;
    }
    found
}

/// Whether a word is the year of a date such as "September 21, 2017".
fn is_year_after_comma(text: &str, words: &[ByteRange], at: usize) -> bool {
    let year = words[at].of(text).and_then(|word| word.parse::<u32>().ok());
    let before = at.checked_sub(1).map(|before| ByteRange::between(words[before].end(), words[at].start()));
    year.is_some_and(|year| (1900..2100).contains(&year))
        && before.and_then(|gap| gap.of(text)).is_some_and(|gap| gap.trim() == ",")
}

/// Whether the word is a number by itself.
fn is_number(text: &str, words: &[ByteRange], at: usize) -> bool {
    words.get(at).and_then(|word| word.of(text)).and_then(amount).is_some()
}

/// Whether the word multiplies the number before it.
fn is_multiplier(text: &str, word: ByteRange) -> bool {
    let words = ["dozen", "hundred", "thousand", "million", "billion"];
    word.of(text).is_some_and(|word| words.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// The index of the word after the number that begins with word `first`: "two hundred and ten", "20 and 25".
fn end_of_number(text: &str, words: &[ByteRange], first: usize) -> usize {
    let is_joint = |at: usize| words[at].of(text).is_some_and(|word| matches!(word, "and" | "to" | "or"));
    let mut end = first + 1;
    loop {
        let is_close = |at: usize| at < words.len() && is_gap(text, words[at - 1], words[at], &[' ', '\u{a0}', '-', '–', '‑']);
        let goes_on = |at: usize| is_close(at) && (is_number(text, words, at) || is_multiplier(text, words[at]));
        if goes_on(end) {
            end += 1;
        } else if is_close(end) && is_joint(end) && goes_on(end + 1) {
            end += 2;
        } else {
            return end;
        }
    }
}

/// Whether two words are separated by at least one of these characters and by nothing else.
fn is_gap(text: &str, one: ByteRange, next: ByteRange, allowed: &[char]) -> bool {
    let gap = ByteRange::between(one.end(), next.start()).of(text).unwrap_or("");
    !gap.is_empty() && gap.chars().all(|c| allowed.contains(&c))
}

/// Whether `next` can name what is counted.
fn names(text: &str, number: ByteRange, next: ByteRange) -> bool {
    let word = next.of(text).unwrap_or("");
    is_gap(text, number, next, &[' ', '\u{a0}'])
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\u{64b}'..='\u{652}'))
        && !NOT_COUNTED.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// Whether the word, which can be an amount by itself, qualifies the number after it here: "many" in "as many as 14".
fn is_in_qualifier(text: &str, words: &[ByteRange], at: usize) -> bool {
    let holds = |end: usize| qualifier_before(text, &words[..end]) >= end - at && is_number(text, words, end);
    (at + 1..words.len().min(at + 3)).any(holds)
}

/// The number of words at the end of `before` that qualify the number after them.
fn qualifier_before(text: &str, before: &[ByteRange]) -> usize {
    let near = &before[before.len().saturating_sub(qualifier::MAX_WORDS)..];
    let words: Vec<&str> = near.iter().map(|word| word.of(text).unwrap_or("")).collect();
    qualifier::at_end(&words).map_or(0, |(num_words, _)| num_words)
}
