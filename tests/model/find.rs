//! Finding words, annotations and inconsistencies, on marked texts.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use crate::marked::{self, marked};
use obelus::{
    find::{Matcher, Pattern, PatternError, PatternOptions, Query, consistency, context},
    project::{AnnotationId, ArticleId, AttributeKind, AttributeValue, Change, Choice, Edit, Project},
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The text with its hits in brackets.
fn hits(words: &str, options: PatternOptions, text: &str) -> String {
    let pattern = Pattern::new(words, options).unwrap();
    let mut shown = text.to_owned();
    let found: Vec<_> = pattern.hits(text).collect();
    for range in found.into_iter().rev() {
        shown.insert(range.end().to_usize(), ']');
        shown.insert(range.start().to_usize(), '[');
    }
    shown
}

const PLAIN: PatternOptions = PatternOptions { is_regex: false, match_case: false, whole_words: false };
const REGEX: PatternOptions = PatternOptions { is_regex: true, ..PLAIN };
const WHOLE: PatternOptions = PatternOptions { whole_words: true, ..PLAIN };
const CASE: PatternOptions = PatternOptions { match_case: true, ..PLAIN };

#[test]
fn words_are_found_as_they_are_typed() {
    assert_eq!(hits("front", PLAIN, "The Front, in front of Dravna"), "The [Front], in [front] of Dravna");
    assert_eq!(hits("Front", CASE, "The Front, in front of Dravna"), "The [Front], in front of Dravna");
    assert_eq!(hits("art", WHOLE, "art, artillery, start"), "[art], artillery, start");
    assert_eq!(hits("$5", WHOLE, "It cost $5, not $50."), "It cost [$5], not $50.");
    assert_eq!(hits("a.b", PLAIN, "a.b axb"), "[a.b] axb");
    assert_eq!(hits(" Kaldor  Front ", PLAIN, "the Kaldor\nFront"), "the [Kaldor\nFront]");
    assert_eq!(hits("ΣΕΛ", PLAIN, "Ο Σελ"), "Ο [Σελ]");
    assert_eq!(hits("١٧", WHOLE, "قتل ١٧ شخصا و١٧٠"), "قتل [١٧] شخصا و١٧٠");
}

#[test]
fn an_expression_finds_what_it_describes() {
    assert_eq!(hits(r"\d+ (killed|wounded)", REGEX, "14 killed, 31 wounded"), "[14 killed], [31 wounded]");
    assert_eq!(hits("^Dravna", REGEX, "In Dravna.\nDravna fell."), "In Dravna.\n[Dravna] fell.");
    assert_eq!(hits("a|b", PatternOptions { whole_words: true, ..REGEX }, "a b ab"), "[a] [b] ab");
    assert_eq!(hits(r"\s+", REGEX, "a  b"), "a  b", "white space alone is no hit");
    assert_eq!(hits("x*", REGEX, "axxa"), "a[xx]a", "an empty hit is none");
}

#[test]
fn a_hit_never_cuts_what_a_reader_sees_as_one_character() {
    assert_eq!(hits("cafe", PLAIN, "cafe\u{301} cafe"), "cafe\u{301} [cafe]");
    assert_eq!(hits("👩", PLAIN, "👩\u{200d}🚒 👩"), "👩\u{200d}🚒 [👩]");
}

#[test]
fn what_cannot_be_searched_for_is_said() {
    assert_eq!(Pattern::new("  ", PLAIN).unwrap_err(), PatternError::Empty);
    assert_eq!(Pattern::new("(a", REGEX).unwrap_err().to_string(), "this is not a regular expression: unclosed group");
    assert_eq!(Pattern::new(r"((\w{1000}){1000}){1000}", REGEX).unwrap_err(), PatternError::TooLarge);
}

#[test]
fn a_hit_is_shown_with_the_words_around_it() {
    let text = "First.\nThe ministry said 31 people were killed in the market of Dravna.\nLast.";
    let at = text.find("31").unwrap();
    let range = obelus::text::ByteRange::from_usize(at..at + 2);
    let found = context(text, range, 15);
    assert_eq!((found.before.as_str(), found.words.as_str(), found.after.as_str()), ("… ministry said ", "31", " people were …"));
    let found = context(text, range, 500);
    assert_eq!(found.before, "The ministry said ");
    assert_eq!(found.after, " people were killed in the market of Dravna.");
}

fn labels() -> obelus::project::Codebook {
    let choices = ["exact", "at_least"].map(|id| Choice { id: id.to_owned(), name: id.replace('_', " ") });
    let figure =
        vec![("precision", AttributeKind::OneOf(choices.into())), ("low", AttributeKind::Integer { min: None, max: None })];
    let mut codebook = marked::codebook(&[("claim", vec![]), ("quote", vec![]), ("figure", figure)]);
    codebook.labels[2].name = "Casualty figure".to_owned();
    codebook.version = 3;
    codebook.labels[1].rule_version = 3;
    codebook
}

/// `[“[at least [14]{figure} died]{claim},” he said]{quote}. [Two]{figure}`: annotations 1 to 4; 5 is Bo's.
fn project() -> Project {
    let article = marked("[“[At least [14]{figure} died]{claim},”]{quote} he said. [Two]{figure} were children.")
        .and("“At least [14 died]{claim@bo},” he said. Two were children.");
    let mut project = marked::project(labels(), &[article]);
    let mut change = |annotation: u64, change: Change| {
        let (article, annotation) = (ArticleId::from_random(1), AnnotationId::from_random(annotation));
        let modified = "2026-01-06T10:00:00Z".parse().unwrap();
        project.apply(Edit::ChangeAnnotation { article, annotation, change, modified }).unwrap();
    };
    change(3, Change::Attribute("precision".into(), Some(AttributeValue::Choice("at_least".to_owned()))));
    change(3, Change::Attribute("low".into(), Some(AttributeValue::Integer(14))));
    change(4, Change::Attribute("low".into(), Some(AttributeValue::NotStated)));
    change(4, Change::Note("Whose children?".to_owned()));
    change(2, Change::Unsure(true));
    project
}

/// The words of the annotations that fit, in reading order.
fn fitting(query: &str) -> Vec<String> {
    let project = project();
    let query = Query::parse(query).unwrap();
    let matcher = Matcher::new(&query, &project);
    let record = &project.articles()[0];
    let words = |id: &AnnotationId| record.annotations[id].fragments.words(record.article.text.as_str());
    matcher.of(record).iter().map(words).collect()
}

#[test]
fn annotations_are_found_by_what_is_said_of_them() {
    let (quote, claim) = ("“At least 14 died,”", "At least 14 died");
    assert_eq!(fitting(""), [quote, claim, "14 died", "14", "Two"]);
    assert_eq!(fitting("label:claim"), [claim, "14 died"]);
    assert_eq!(fitting("label:\"casualty figure\""), ["14", "Two"]);
    assert_eq!(fitting("by:BO"), ["14 died"]);
    assert_eq!(fitting("-by:ana -label:quote"), ["14 died"]);
    assert_eq!(fitting("unsure"), [claim]);
    assert_eq!(fitting("note"), ["Two"]);
    assert_eq!(fitting("note:\"whose CHILD\""), ["Two"]);
    assert_eq!(fitting("old"), [quote], "made under version 1, and the rule for quotes is of version 3");
    assert_eq!(fitting("inside:quote"), [claim, "14"], "layers do not touch each other");
    assert_eq!(fitting("around:figure label:claim"), [claim]);
    assert_eq!(fitting("overlaps:claim"), [quote, "14"]);
    assert_eq!(fitting("least died"), [quote, claim]);
    assert_eq!(fitting("\"least died\""), Vec::<String>::new());
    assert_eq!(fitting("precision=at_least"), ["14"]);
    assert_eq!(fitting("precision=\"at least\""), ["14"]);
    assert_eq!(fitting("precision=?"), ["Two"]);
    assert_eq!(fitting("low=-"), ["Two"]);
    assert_eq!(fitting("low>13"), ["14"]);
    assert_eq!(fitting("low<14"), Vec::<String>::new());
    assert_eq!(fitting("low=14"), ["14"]);
    assert_eq!(fitting("label:rumour"), Vec::<String>::new());
}

#[test]
fn a_line_that_is_no_query_says_why() {
    let why = |line: &str| Query::parse(line).unwrap_err().to_string();
    assert_eq!(why("\"at least"), "a quotation mark is not closed: \"at least");
    assert_eq!(why("label:"), "“label:” needs a word after it");
    assert_eq!(why("low>many"), "“low>many” compares with something that is not a number");
    assert_eq!(Query::parse("12:30 https://selwire.example").unwrap().to_string(), "\"12:30\" \"https://selwire.example\"");
}

proptest! {
    #[test]
    fn a_query_prints_as_the_line_that_it_reads(line in r#"(-?(label:|by:|note:|inside:|low[=<>]|p=)?("[a-z :=-]{1,6}"|[a-z0-9]{1,4}|[?~-]) ?){0,5}"#) {
        if let Ok(query) = Query::parse(&line) {
            prop_assert_eq!(Query::parse(&query.to_string()).unwrap(), query);
        }
    }

    #[test]
    fn any_expression_is_searched_for_or_refused(words in ".{0,12}", text in ".{0,40}", is_regex: bool, whole_words: bool) {
        if let Ok(pattern) = Pattern::new(&words, PatternOptions { is_regex, whole_words, match_case: false }) {
            let mut last = 0;
            for range in pattern.hits(&text) {
                prop_assert!(last <= range.start().to_usize() && !range.is_empty() && range.of(&text).is_some());
                last = range.end().to_usize();
            }
        }
    }

    #[test]
    fn words_in_context_are_the_words_of_the_text(text in "[a-c \n😀é]{1,40}", start in 0usize..40, len in 1usize..10, around in 0usize..12) {
        let start = text.floor_char_boundary(start.min(text.len() - 1));
        let end = text.ceil_char_boundary((start + len).min(text.len()));
        let found = context(&text, obelus::text::ByteRange::from_usize(start..end), around);
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let whole = format!("{}{}{}", found.before.trim_start_matches("… "), found.words, found.after.trim_end_matches(" …"));
        prop_assert!(line(&text).contains(&line(&whole)), "{:?}", whole);
    }
}

#[test]
fn the_same_words_tagged_otherwise() {
    let project = marked::project(
        labels(),
        &[
            marked("The [Kaldor Front]{claim} left. The [kaldor\nfront]{quote} came. [Two]{figure}"),
            marked("[Kaldor Front]{claim}"),
        ],
    );
    let found = consistency::tagged_otherwise(project.articles(), &"ana".into());
    let shown: Vec<_> = found.iter().map(|found| (found.words.as_str(), found.uses.values().map(Vec::len).collect())).collect();
    assert_eq!(shown, [("kaldor front", vec![2, 1])]);
    assert!(consistency::tagged_otherwise(project.articles(), &"bo".into()).is_empty());
}

#[test]
fn the_same_words_not_tagged() {
    let texts = ["[Dozens]{figure} fled.", "Dozens, DOZENS; [dozens]{claim}, [some dozens]{figure}. Dozenses. İ  dozens"];
    let project = marked::project(labels(), &texts.map(marked));
    let tagged = consistency::Tagged::new(project.articles(), &"ana".into(), &BTreeSet::from(["figure".into()]));
    let record = &project.articles()[1];
    let text = record.article.text.as_str();
    let mut shown = text.to_owned();
    for found in tagged.untagged_in(record).into_iter().rev() {
        shown.insert(found.range.end().to_usize(), ']');
        shown.insert(found.range.start().to_usize(), '[');
    }
    assert_eq!(shown, "[Dozens], [DOZENS]; [dozens], some dozens. Dozenses. İ  [dozens]");
    assert!(tagged.untagged_in(&project.articles()[0]).is_empty());
}
