//! What a casualty figure's words propose: words in, precision and numbers out.

use obelus::{
    suggest::{Amount, Precision, amount, figures_in},
    text::ByteRange,
};
use proptest::prelude::*;

/// As a table shows it: precision, then low, best and high; "–" for what stays empty.
fn shown(words: &str) -> String {
    let Some(Amount { precision, low, best, high }) = amount(words) else { return "nothing".to_owned() };
    let number = |number: Option<i64>| number.map_or("–".to_owned(), |number| number.to_string());
    let precision = precision.map_or("?", Precision::id);
    format!("{precision} {} {} {}", number(low), number(best), number(high))
}

fn check(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter(|(words, expected)| shown(words) != *expected)
        .map(|(words, expected)| format!("{words:?}: {} instead of {expected}", shown(words)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_text_gives_a_number() {
    check(&[
        ("31", "exact 31 – 31"),
        ("nine bodies", "exact 9 – 9"),
        ("four soldiers", "exact 4 – 4"),
        ("Two of them were children", "exact 2 – 2"),
        ("1,204 people were displaced", "exact 1204 – 1204"),
        ("1.204 people were displaced", "exact 1204 – 1204"),
        ("12 000 people", "exact 12000 – 12000"),
        ("12\u{a0}500 people", "exact 12500 – 12500"),
        ("1,20,000 people", "exact 120000 – 120000"),
        ("1.5 million people displaced", "exact 1500000 – 1500000"),
        ("3 thousand people", "exact 3000 – 3000"),
        ("forty-five men", "exact 45 – 45"),
        ("two hundred and ten civilians", "exact 210 – 210"),
        ("one thousand two hundred", "exact 1200 – 1200"),
        ("a hundred fighters", "exact 100 – 100"),
        ("a family of five", "exact 5 – 5"),
        ("both drivers", "exact 2 – 2"),
        ("a woman", "exact 1 – 1"),
        ("a 12-year-old boy", "exact 1 – 1"),
        ("another 12 people were wounded", "exact 12 – 12"),
        ("14 people, including 3 children", "exact 14 – 14"),
        ("17 people were killed in 2023", "exact 17 – 17"),
        ("six people died in two days", "exact 6 – 6"),
    ]);
}

#[test]
fn the_text_gives_a_bound() {
    check(&[
        ("At least 14 people were killed", "at_least 14 – –"),
        ("at least fourteen", "at_least 14 – –"),
        ("no fewer than 20 civilians", "at_least 20 – –"),
        ("14 people at least", "at_least 14 – –"),
        ("20 or more", "at_least 20 – –"),
        ("20+ people", "at_least 20 – –"),
        ("more than 40 people", "at_least 41 – –"),
        ("over 100 dead", "at_least 101 – –"),
        ("more than a hundred people", "at_least 101 – –"),
        ("at least another 12", "at_least 12 – –"),
        ("at least some 30 people", "at_least 30 – –"),
        ("up to 14 people", "at_most – – 14"),
        ("as many as 200 fighters", "at_most – – 200"),
        ("no more than ten", "at_most – – 10"),
        ("fewer than 10 people", "at_most – – 9"),
        ("at least 14 and as many as 20 people", "range 14 – 20"),
    ]);
}

#[test]
fn the_text_gives_a_range_or_a_rounded_number() {
    check(&[
        ("between 40 and 60 fighters", "range 40 – 60"),
        ("from 40 to 60", "range 40 – 60"),
        ("40–60 people", "range 40 – 60"),
        ("40-60 people", "range 40 – 60"),
        ("40 to 60 people", "range 40 – 60"),
        ("two or three", "range 2 – 3"),
        ("two or three hundred people", "range 200 – 300"),
        ("about 40 to 60 people", "range 40 – 60"),
        ("some 30", "about – 30 –"),
        ("some 30 people", "about – 30 –"),
        ("about 40 people", "about – 40 –"),
        ("nearly a thousand people", "about – 1000 –"),
        ("an estimated 300 fighters", "about – 300 –"),
        ("thirty or so people", "about – 30 –"),
        ("forty-odd people", "about – 40 –"),
        ("a dozen people", "about – 12 –"),
        ("half a dozen", "about – 6 –"),
        ("two dozen wounded", "about – 24 –"),
    ]);
}

#[test]
fn a_vague_word_never_becomes_a_number() {
    check(&[
        ("dozens wounded", "vague_word – – –"),
        ("scores of people", "vague_word – – –"),
        ("hundreds", "vague_word – – –"),
        ("tens of thousands of people", "vague_word – – –"),
        ("several hundred people", "vague_word – – –"),
        ("a few dozen", "vague_word – – –"),
        ("a number of casualties", "vague_word – – –"),
        ("a couple of soldiers", "vague_word – – –"),
        ("many civilians", "vague_word – – –"),
        ("some people", "vague_word – – –"),
    ]);
}

#[test]
fn nobody_is_zero() {
    check(&[
        ("no one", "zero 0 – 0"),
        ("No one was hurt", "zero 0 – 0"),
        ("nobody was killed", "zero 0 – 0"),
        ("no casualties", "zero 0 – 0"),
        ("none of them", "zero 0 – 0"),
        ("0 casualties", "zero 0 – 0"),
        ("zero deaths", "zero 0 – 0"),
        ("not a single person", "zero 0 – 0"),
        ("without casualties", "zero 0 – 0"),
    ]);
}

#[test]
fn digits_of_every_script_are_read() {
    check(&[
        ("١٢", "exact 12 – 12"),
        ("۱۲", "exact 12 – 12"),
        ("१२", "exact 12 – 12"),
        ("１２", "exact 12 – 12"),
        ("١٬٢٠٠", "exact 1200 – 1200"),
        ("١٤ قتيلا", "? – 14 –"),
        ("۱۴ نفر کشته شدند", "? – 14 –"),
        ("१४ लोग मारे गए", "? – 14 –"),
        ("40–60", "range 40 – 60"),
        ("٤٠–٦٠ شخصا", "range 40 – 60"),
        ("au moins 14 personnes", "? – 14 –"),
    ]);
}

#[test]
fn what_is_not_one_amount_proposes_nothing() {
    check(&[
        ("", "nothing"),
        ("casualties were reported", "nothing"),
        ("three soldiers and two civilians", "nothing"),
        ("60 to 40 people", "nothing"),
        ("40 percent of the residents", "nothing"),
        ("many of the 12 wounded", "nothing"),
        ("no word on casualties", "nothing"),
        ("a T-72 tank", "nothing"),
        ("3.14", "nothing"),
        ("99999999999999999999 people", "nothing"),
    ]);
}

proptest! {
    #[test]
    fn no_words_make_it_panic_and_bounds_are_in_order(words in "\\PC{0,60}") {
        if let Some(amount) = amount(&words) {
            prop_assert!(amount.low.zip(amount.high).is_none_or(|(low, high)| low <= high));
            prop_assert!([amount.low, amount.best, amount.high].into_iter().flatten().all(|number| number >= 0));
        }
    }

    #[test]
    fn number_words_and_digits_make_it_neither(words in proptest::collection::vec(proptest::sample::select(&[
        "two", "hundred", "thousand", "million", "billion", "dozen", "and", "a", "half", "-", "forty", "1,000", "999999999999", "or", "no",
        "at least", "more than", "between", "٣", "1.5", "%", "+", "one",
    ][..]), 0..9)) {
        if let Some(amount) = amount(&words.join(" ")) {
            prop_assert!(amount.low.zip(amount.high).is_none_or(|(low, high)| low <= high));
        }
    }

    #[test]
    fn any_number_is_read_in_any_script(number in 0_i64..1_000_000_000, zero in proptest::sample::select(&['0', '٠', '۰', '०', '০', '０'][..])) {
        let written: String = number.to_string().chars().map(|c| char::from_u32(u32::from(zero) + c.to_digit(10).unwrap_or(0)).unwrap_or(c)).collect();
        let read = amount(&written);
        prop_assert_eq!(read.and_then(|read| read.low), Some(number));
    }
}

/// Every word that says how a number is meant, and what it makes of fourteen.
const QUALIFIERS: &[(&str, &[&str])] = &[
    ("at_least 14 – –", &["at least", "no fewer than", "no less than", "not fewer than", "not less than"]),
    ("at_least 14 – –", &["minimum of", "a minimum of", "the minimum of"]),
    ("at_most – – 14", &["at most", "up to", "as many as", "no more than", "not more than"]),
    ("at_most – – 14", &["maximum of", "a maximum of", "the maximum of"]),
    ("at_least 15 – –", &["more than", "upwards of", "in excess of", "greater than", "over", "above", "exceeding"]),
    ("at_most – – 13", &["fewer than", "less than", "under", "below"]),
    ("about – 14 –", &["about", "around", "some", "roughly", "approximately", "approx", "circa", "estimated", "an estimated"]),
    ("about – 14 –", &["nearly", "almost", "close to", "in the region of", "perhaps", "possibly"]),
    ("exact 14 – 14", &["another", "all"]),
];

#[test]
fn every_qualifier_is_read_and_is_part_of_the_figure() {
    for (expected, qualifiers) in QUALIFIERS {
        for qualifier in *qualifiers {
            let words = format!("{qualifier} 14 people");
            assert_eq!(shown(&words), *expected, "{words:?}");
            let text = format!("Velk said {words} were wounded.");
            let found = figures_in(&text, ByteRange::from_usize(0..text.len()));
            let found: Vec<&str> = found.iter().filter_map(|figure| figure.of(&text)).collect();
            assert_eq!(found, [words.as_str()], "in {text:?}");
        }
    }
}

#[test]
fn figures_are_found_with_what_says_how_they_are_meant_and_what_they_count() {
    for marked in [
        "[At least 14 people] were killed and [dozens wounded] when shells struck on Tuesday.",
        "“We pulled [nine bodies] from [one stall],” he said. “[Two] of them were children.”",
        "The ministry put the toll at [31], including [four soldiers].",
        "It raised the toll to [17] on 2 May 2024, five hours after 40 % of the town lost power.",
        "Sel Wire, September 21, 2017. It lost [2017 men], by its own count.",
        "Velk said that [between 20 and 25 people] were treated and [up to six] were missing.",
        "It lost [more than 40 soldiers]; [two hundred and ten civilians] fled.",
        "The strike injured [two cleaners]; [no one] was killed.",
        "قُتل [١٧ شخصًا] في السوق.",
        "[Nobody counts] the rain in Osk.",
    ] {
        let text = marked.replace(['[', ']'], "");
        let mut shown = text.clone();
        for figure in figures_in(&text, ByteRange::from_usize(0..text.len())).into_iter().rev() {
            shown.insert(figure.end().to_usize(), ']');
            shown.insert(figure.start().to_usize(), '[');
        }
        assert_eq!(shown, marked);
    }
}

proptest! {
    #[test]
    fn figures_lie_in_the_text_and_apart(text in "(at least |no one |dozens |between | and |[0-9]{1,3}|two |hundred |people |of |, |%|\\PC){0,20}") {
        let mut last = 0;
        for figure in figures_in(&text, ByteRange::from_usize(0..text.len())) {
            prop_assert!(figure.of(&text).is_some_and(|words| !words.is_empty()));
            prop_assert!(figure.start().to_usize() >= last);
            last = figure.end().to_usize();
        }
    }
}
