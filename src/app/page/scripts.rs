//! Finds the parts of a text that need a size or a typeface of their own: Arabic letters and emoji.

use crate::text::{ByteOffset, segment};
use std::ops::Range;

/// Runs of Arabic letters, with the spaces between them.
pub(super) fn arabic_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    if text.is_ascii() {
        return ranges;
    }
    for (start, c) in text.char_indices() {
        if !is_arabic(c) {
            continue;
        }
        let end = start + c.len_utf8();
        match ranges.last_mut() {
            Some(last) if text[last.end..start].chars().all(|c| c == ' ') => last.end = end,
            _ => ranges.push(start..end),
        }
    }
    ranges
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// The characters that readers expect in colour, each as a range of its whole grapheme cluster.
pub(super) fn emoji_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    if text.is_ascii() {
        return ranges;
    }
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let is_covered = ranges.last().is_some_and(|last| start < last.end);
        if !is_covered && (next == Some(AS_EMOJI) || is_emoji(c) && next != Some(AS_TEXT)) {
            ranges.push(start..segment::next_grapheme(text, ByteOffset::from_usize(start)).to_usize());
        }
    }
    ranges
}

/// The variation selectors that request a text or an emoji form of the character before them.
const AS_TEXT: char = '\u{fe0e}';
const AS_EMOJI: char = '\u{fe0f}';

/// Returns whether a character is shown as an emoji by default (Unicode's Emoji_Presentation, and the pictographs beside
/// it).
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f7e0}'..='\u{1f7eb}'
        | '\u{1f900}'..='\u{1f9ff}' | '\u{1fa70}'..='\u{1faff}'
        | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}' | '\u{25fd}' | '\u{25fe}' | '\u{2614}' | '\u{2615}'
        | '\u{2648}'..='\u{2653}' | '\u{267f}' | '\u{2693}' | '\u{26a1}' | '\u{26aa}' | '\u{26ab}' | '\u{26bd}' | '\u{26be}' | '\u{26c4}'
        | '\u{26c5}' | '\u{26ce}' | '\u{26d4}' | '\u{26ea}' | '\u{26f2}' | '\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}' | '\u{2705}'
        | '\u{270a}' | '\u{270b}' | '\u{2728}' | '\u{274c}' | '\u{274e}' | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}'
        | '\u{27b0}' | '\u{27bf}' | '\u{2b1b}' | '\u{2b1c}' | '\u{2b50}' | '\u{2b55}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, ranges: impl Fn(&str) -> Vec<Range<usize>>) -> Vec<&str> {
        ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn emoji_are_found_whole_and_signs_of_text_are_left_alone() {
        let family = "👩\u{200d}👩\u{200d}👧";
        let text = format!("{family}💥 🇺🇦 ❤\u{fe0f} © ✓ 文字 😀\u{fe0e} 17");
        assert_eq!(found(&text, emoji_ranges), [family, "💥", "🇺🇦", "❤\u{fe0f}"]);
    }

    #[test]
    fn arabic_words_are_one_range_with_the_spaces_between() {
        assert_eq!(found("a قصف على NATO سوق.", arabic_ranges), ["قصف على", "سوق"]);
    }
}
