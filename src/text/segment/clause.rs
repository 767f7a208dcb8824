//! Finds clauses, as far as punctuation and a few English words show them.

use super::quotation::is_mark;
use crate::text::{ByteOffset, ByteRange};
use unicode_segmentation::UnicodeSegmentation as _;

/// English words that join a clause to the one before it; the clause begins after them. Words that occur as often inside a
/// clause ("as", "after", "since") are not in the list, because a clause that is cut too short takes one more key press.
const JOINTS: &[&str] =
    &["and", "but", "that", "whether", "because", "when", "while", "who", "whom", "which", "where", "although", "though"];

/// Finds the clauses of the paragraph `range` of `text`, in order, without white space, punctuation, quotation marks and
/// joining words at their ends. They do not overlap, and each contains a word.
///
/// A clause ends where a sentence ends (UAX #29), at a comma, semicolon or colon of any script that no letter or digit
/// follows, at a dash between words, at brackets and quotation marks, and, in English, before a joining word. These rules
/// are not a grammar: "burns and broken bones" is cut in two.
pub fn clauses_in(text: &str, range: ByteRange) -> Vec<ByteRange> {
    let Some(slice) = range.of(text) else { return Vec::new() };
    let mut found = Vec::new();
    for (sentence_start, sentence) in slice.split_sentence_bound_indices() {
        let mut start = 0;
        let mut previous = None;
        let mut words = sentence.split_word_bound_indices().peekable();
        while let Some((at, word)) = words.next() {
            let next = words.peek().and_then(|(_, next)| next.chars().next());
            let is_joint = JOINTS.iter().any(|joint| joint.eq_ignore_ascii_case(word));
            if is_joint || word.chars().next().is_some_and(|mark| parts(mark, previous, next)) {
                push(&mut found, range.start().plus(sentence_start), sentence, start, at);
                start = at + word.len();
            }
            previous = word.chars().next_back();
        }
        push(&mut found, range.start().plus(sentence_start), sentence, start, sentence.len());
    }
    found
}

/// Whether a mark separates two clauses when it is between these characters.
fn parts(mark: char, previous: Option<char>, next: Option<char>) -> bool {
    let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match mark {
        ',' | ';' | ':' | '،' | '؛' => !is_in_word(next),
        '—' => true,
        '-' | '–' => previous.is_none_or(char::is_whitespace) && next.is_none_or(char::is_whitespace),
        '’' | '\'' => !is_in_word(previous) || !is_in_word(next),
        '(' | ')' | '[' | ']' | '（' | '）' | '、' | '，' | '；' | '：' => true,
        _ => is_mark(mark),
    }
}

/// Adds the text between `start` and `end` of the sentence, if it contains a word.
fn push(found: &mut Vec<ByteRange>, origin: ByteOffset, sentence: &str, start: usize, end: usize) {
    let Some(slice) = sentence.get(start..end) else { return };
    let is_outside = |c: char| c.is_whitespace() || matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' | '۔');
    let front = slice.trim_start_matches(is_outside);
    // A full stop after a single letter belongs to it, as in "5 a.m."
    let back = front.trim_end();
    let is_short = back.strip_suffix('.').is_some_and(|head| {
        let mut last = head.chars().rev();
        last.next().is_some_and(char::is_alphabetic) && last.next() == Some('.')
    });
    let kept = if is_short { back } else { back.trim_end_matches(is_outside) };
    if kept.chars().any(char::is_alphanumeric) {
        found.push(ByteRange::at(origin.plus(start + slice.len() - front.len()), kept));
    }
}
