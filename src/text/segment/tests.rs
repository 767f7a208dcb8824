//! Tests of boundaries on hard text: emoji, combining marks, scripts without spaces, quotation marks of several languages.

use super::*;
use proptest::prelude::*;

fn at(text: &str, words: &str) -> ByteOffset {
    ByteOffset::from_usize(text.find(words).expect("the words stand in the text"))
}

fn shown<'a>(text: &'a str, ranges: &[ByteRange]) -> Vec<&'a str> {
    ranges.iter().map(|range| range.of(text).expect("on boundaries")).collect()
}

#[test]
fn a_family_emoji_is_one_step() {
    let text = "a👨‍👩‍👧e\u{301}";
    let after_a = next_grapheme(text, ByteOffset::ZERO);
    let after_family = next_grapheme(text, after_a);
    assert_eq!(&text[after_family.to_usize()..], "e\u{301}");
    assert_eq!(previous_grapheme(text, after_family), after_a);
    assert_eq!(next_grapheme(text, after_family).to_usize(), text.len());
}

#[test]
fn a_cut_through_a_cluster_is_widened() {
    let text = "caffe\u{301} noir";
    let cut = ByteRange::from_usize(4..5); // e without its accent
    assert_eq!(widen_to_graphemes(text, cut).of(text), Some("e\u{301}"));
    assert_eq!(widen_to_graphemes(text, ByteRange::from_usize(5..8)).of(text), Some("e\u{301} "));
}

#[test]
fn words_are_found_in_any_script() {
    let text = "قُتل ١٧ شخصًا\nat least 1,204 dead";
    assert_eq!(word_at(text, at(text, "١٧")).unwrap().of(text), Some("١٧"));
    assert_eq!(word_at(text, at(text, "204")).unwrap().of(text), Some("1,204"));
    assert_eq!(next_word_end(text, at(text, "شخصًا").plus("شخصًا".len())), at(text, " least"));
    assert_eq!(previous_word_start(text, at(text, "at least")), at(text, "شخصًا"));
}

#[test]
fn sentences_leave_the_space_between_them() {
    let text = "It fell.  Two died. ";
    assert_eq!(sentence_at(text, at(text, "fell")).unwrap().of(text), Some("It fell."));
    assert_eq!(sentence_at(text, at(text, "Two")).unwrap().of(text), Some("Two died."));
    assert_eq!(sentence_at("", ByteOffset::ZERO), None);
    let text = "It fell.\n\n";
    assert_eq!(sentence_at(text, ByteOffset::from_usize(text.len())).unwrap().of(text), Some("It fell."), "from a blank end");
}

#[test]
fn clauses_are_what_punctuation_and_joining_words_leave() {
    for (text, expected) in [
        (
            "At least 14 people were killed and dozens wounded when shells struck the market, rescue workers said.",
            vec!["At least 14 people were killed", "dozens wounded", "shells struck the market", "rescue workers said"],
        ),
        ("“We counted 1,204 dead,” he said; it was 5 a.m.", vec!["We counted 1,204 dead", "he said", "it was 5 a.m."]),
        ("It fell – nobody knew (they said) why – at 12:30.", vec!["It fell", "nobody knew", "they said", "why", "at 12:30"]),
        ("the ministry’s well-known ‘truce’", vec!["the ministry’s well-known", "truce"]),
        ("قال الوزير، أمس: قُتل ١٧ شخصًا.", vec!["قال الوزير", "أمس", "قُتل ١٧ شخصًا"]),
        ("他说，死者有17人。", vec!["他说", "死者有17人"]),
        ("… — !", vec![]),
    ] {
        assert_eq!(shown(text, &clauses_in(text, paragraph_at(text, ByteOffset::ZERO))), expected, "{text}");
    }
}

#[test]
fn the_first_that_fits_is_looked_for_in_the_paragraphs_that_follow() {
    let text = "No mark here.\n\n“One,” and “two”.";
    let from = |offset: ByteOffset| first_from(text, offset, quotations_in, |found| found.start() >= offset);
    assert_eq!(from(ByteOffset::ZERO).unwrap().of(text), Some("“One,”"));
    assert_eq!(from(at(text, " and")).unwrap().of(text), Some("“two”"));
    assert_eq!(from(at(text, "wo”")), None);
}

#[test]
fn quotations_nest_and_differ_by_language() {
    for (text, expected) in [
        ("“He said ‘no’ twice,” she said.", vec!["“He said ‘no’ twice,”", "‘no’"]),
        ("„Nein“, sagte er.", vec!["„Nein“"]),
        ("« Non », a-t-il dit.", vec!["« Non »"]),
        ("«Non», a-t-il dit.", vec!["«Non»"]),
        ("»Nej«, sagde han.", vec!["»Nej«"]),
        ("the ministry’s “truce” and the Front’s", vec!["“truce”"]),
        ("\"We saw it,\" he said. \"Twice.\"", vec!["\"We saw it,\"", "\"Twice.\""]),
        ("“It goes on in the next paragraph.", vec!["“It goes on in the next paragraph."]),
        ("قال: «لا نعرف العدد».", vec!["«لا نعرف العدد»"]),
    ] {
        let whole = paragraph_at(text, ByteOffset::ZERO);
        assert_eq!(shown(text, &quotations_in(text, whole)), expected, "{text}");
    }
}

#[test]
fn marks_that_close_nothing_are_passed_over() {
    let text = format!("{}{}”", "„a ".repeat(100_000), "’ ".repeat(100_000));
    let whole = ByteRange::between(ByteOffset::from_usize(0), ByteOffset::from_usize(text.len()));
    let found = quotations_in(&text, whole);
    assert_eq!((found.len(), found[99_999].of(&text).map(str::len)), (100_000, Some(5 + 400_000 + 3)));
}

#[test]
fn the_innermost_quotation_comes_first() {
    let text = "“He said ‘no’ twice.”";
    assert_eq!(shown(text, &quotations_at(text, at(text, "no"))), ["‘no’", "“He said ‘no’ twice.”"]);
}

#[test]
fn a_megabyte_without_a_line_feed_is_looked_at_in_part() {
    let text = "word ".repeat(200_000);
    let middle = ByteOffset::from_usize(500_001);
    assert!(window(&text, middle).len() <= 2 * WINDOW_BYTES);
    assert_eq!(word_at(&text, middle).unwrap().of(&text), Some("word"));
}

proptest! {
    #[test]
    fn steps_forward_and_back_meet(text in "(\\PC|👩🏽‍🌾|e\u{301}|א|\n| ){0,80}") {
        let mut at = ByteOffset::ZERO;
        while at.to_usize() < text.len() {
            let next = next_grapheme(&text, at);
            prop_assert!(next > at);
            prop_assert!(is_grapheme_boundary(&text, next));
            prop_assert_eq!(previous_grapheme(&text, next), at);
            prop_assert!(next_word_end(&text, at) > at);
            at = next;
        }
    }

    #[test]
    fn every_boundary_lies_in_the_text(text in "(\\PC|[“”‘’«»\"]|\n| ){0,60}", offset in 0u32..300) {
        let offset = ByteOffset::new(offset);
        for range in [Some(paragraph_at(&text, offset)), word_at(&text, offset), sentence_at(&text, offset)].into_iter().flatten().chain(quotations_at(&text, offset)).chain(clauses_in(&text, paragraph_at(&text, offset))) {
            prop_assert!(range.of(&text).is_some());
        }
        let widened = widen_to_graphemes(&text, ByteRange::between(offset, offset.plus(2)));
        prop_assert!(offset.to_usize() > text.len() || widened.start() <= offset);
    }
}
