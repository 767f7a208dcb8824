//! Finding words and tags in the whole project, and changing what was found.

use super::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{app::desk::room::Room, find::PatternOptions};

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

impl Desk {
    /// Lets a search in the background come to its end.
    pub(crate) fn searched(&mut self) {
        for _ in 0..500 {
            self.run();
            if !self.state().find.is_busy() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        panic!("the search never ends");
    }

    pub(crate) fn type_in(&mut self, field: &str, text: &str) {
        self.harness.get_by_label(field).focus();
        self.run();
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.searched();
    }

    /// The words of the rows.
    fn found(&self) -> Vec<String> {
        let state = self.state();
        let words = |row: &obelus::app::find::Row| {
            let record = state.desk.project().article(row.article).unwrap();
            let text = record.article.text.as_str();
            row.annotation.map_or_else(
                || row.range.of(text).unwrap().to_owned(),
                |id| record.annotations.get(&id).map_or_else(String::new, |found| found.fragments.words(text)),
            )
        };
        state.find.rows.iter().map(words).collect()
    }
}

#[test]
fn words_are_found_ticked_and_tagged_by_keys_alone_and_undo_takes_all_back() {
    let mut desk = Desk::sample();
    let before = desk.state().desk.project().num_annotations();
    desk.keys(CTRL_SHIFT, Key::F);
    assert_eq!(desk.state().desk.room, Room::Find);
    desk.type_in("Words to find", "market");
    let num_found = desk.state().find.rows.len();
    assert!(num_found > 1, "the market stands in several articles");
    assert!(desk.found().iter().all(|words| words.to_lowercase() == "market"));
    assert_eq!(desk.state().find.ticked.len(), num_found, "words that are found are meant");
    desk.key(Key::Enter);
    desk.key(Key::Space);
    assert_eq!(desk.state().find.ticked.len(), num_found - 1);
    desk.key(Key::Num1);
    assert_eq!(desk.state().desk.project().num_annotations(), before + num_found - 1);
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.state().desk.project().num_annotations(), before, "one undo for the whole");
}

#[test]
fn a_row_leads_to_its_place_and_back() {
    let mut desk = Desk::sample();
    let start = desk.state().desk.open.article;
    desk.keys(CTRL_SHIFT, Key::F);
    desk.type_in("Words to find", "the");
    desk.key(Key::Enter);
    for _ in 0..desk.state().find.rows.len() {
        desk.key(Key::ArrowDown);
    }
    let last = *desk.state().find.rows.last().unwrap();
    desk.key(Key::Enter);
    assert_eq!((desk.state().desk.room, desk.state().desk.open.article), (Room::Tag, Some(last.article)));
    assert_eq!(desk.state().desk.selection(), Some(last.range));
    desk.keys(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(desk.state().desk.open.article, start);
    desk.keys(CTRL_SHIFT, Key::F);
    desk.key(Key::Escape);
    assert_eq!(desk.state().desk.room, Room::Tag);
}

#[test]
fn the_selected_words_are_looked_for_at_once_and_only_in_the_article() {
    let mut desk = Desk::sample();
    desk.drag_over("Dravna");
    desk.keys(CTRL, Key::F);
    assert_eq!(desk.state().desk.room, Room::Tag, "first in the text");
    desk.keys(CTRL, Key::F);
    desk.searched();
    let state = desk.state();
    assert_eq!(state.find.words, "Dravna");
    assert!(!state.find.rows.is_empty() && state.find.rows.iter().all(|row| Some(row.article) == state.desk.open.article));
}

#[test]
fn options_change_what_is_found() {
    let mut desk = Desk::sample();
    desk.keys(CTRL_SHIFT, Key::F);
    desk.type_in("Words to find", "D[a-z]+na");
    assert_eq!(desk.found(), Vec::<String>::new());
    desk.click("Regular expression");
    desk.searched();
    assert!(desk.found().contains(&"Dravna".to_owned()));
    assert_eq!(desk.state().find.options, PatternOptions { is_regex: true, ..PatternOptions::default() });
    desk.type_in("Words to find", "(");
    assert!(desk.harness.query_by_label_contains("This is not a regular expression").is_some());
}

#[test]
fn tags_are_found_sorted_and_relabelled_together() {
    let mut desk = Desk::sample();
    desk.keys(CTRL_SHIFT, Key::T);
    desk.type_in("Query on tags", "label:claim by:ana");
    let claims = desk.state().find.rows.clone();
    assert!(claims.len() > 2);
    assert!(desk.state().find.ticked.is_empty(), "tags are looked at first");
    desk.click("Sort by words");
    desk.searched();
    let mut sorted = desk.found();
    sorted.sort_by_key(|words| words.to_lowercase());
    assert_eq!(desk.found(), sorted);
    desk.key(Key::Escape);
    desk.keys(CTRL_SHIFT, Key::T);
    desk.searched();
    desk.key(Key::Enter);
    desk.keys(CTRL, Key::A);
    desk.key(Key::Num2);
    desk.searched();
    assert!(desk.state().find.rows.is_empty(), "none is a claim any more: {:?}", desk.state().desk.status);
    let label_of = |desk: &Desk, row: &obelus::app::find::Row| {
        desk.state().desk.project().annotation(row.article, row.annotation.unwrap()).unwrap().label.clone()
    };
    assert!(claims.iter().all(|row| label_of(&desk, row).as_str() == "quote"));
    desk.keys(CTRL, Key::Z);
    assert!(claims.iter().all(|row| label_of(&desk, row).as_str() == "claim"));
}

#[test]
fn what_is_tagged_elsewhere_is_found_where_it_is_not() {
    let mut desk = Desk::sample();
    desk.keys(CTRL_SHIFT, Key::F);
    desk.click("Same words, not tagged");
    desk.searched();
    let state = desk.state();
    for row in &state.find.rows {
        let record = state.desk.project().article(row.article).unwrap();
        let covers = |label: &str| {
            let mut own = record.annotations.values().filter(|other| Some(&other.analyst) == state.desk.open.analyst.as_ref());
            own.any(|other| other.label.as_str() == label && other.fragments.overlaps(row.range))
        };
        assert!(!["claim", "quote", "casualty_figure", "disclaimer"].into_iter().all(covers));
    }
}

/// The words of the bar's hits, and at which one the reader is.
fn hits(desk: &Desk) -> (Vec<&str>, Option<usize>) {
    let state = desk.state();
    let text = state.desk.record().unwrap().article.text.as_str();
    (state.tag.bar.hits.iter().map(|hit| hit.of(text).unwrap()).collect(), state.tag.bar.current)
}

#[test]
fn hits_are_marked_in_the_text_counted_and_gone_through_by_keys() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::Home);
    desk.keys(CTRL, Key::F);
    for letter in ["d", "r", "a", "v"] {
        desk.harness.event(egui::Event::Text(letter.to_owned()));
        desk.run();
    }
    let (words, current) = hits(&desk);
    let count = words.len();
    assert!(count > 2 && words.iter().all(|words| words.to_lowercase() == "drav"), "{words:?}");
    assert_eq!(current, Some(0));
    assert!(desk.harness.query_by_label(&format!("1 of {count}")).is_some());
    desk.key(Key::Enter);
    desk.key(Key::Enter);
    assert_eq!(hits(&desk).1, Some(1), "the first press goes to the hit that is marked already");
    assert_eq!(desk.selection(), hits(&desk).0.get(1).copied());
    desk.keys(Modifiers::SHIFT, Key::Enter);
    desk.keys(Modifiers::SHIFT, Key::F3);
    assert_eq!(hits(&desk).1, Some(count - 1), "round the end");
    desk.key(Key::F3);
    assert_eq!(hits(&desk).1, Some(0));
    assert_eq!(desk.state().tag.bar.words, "drav", "the field had the keys all the time");
    desk.key(Key::Escape);
    assert!(!desk.state().tag.bar.is_open);
    desk.key(Key::Num1);
    assert_eq!(desk.selected(), Some(("claim", "Drav".to_owned())), "the hit is selected: a label's key tags it");
    desk.key(Key::F3);
    assert!(desk.state().tag.bar.is_open);
}

#[test]
fn the_bar_follows_the_article_and_says_what_is_no_expression() {
    let mut desk = Desk::sample();
    desk.keys(CTRL, Key::F);
    desk.harness.event(egui::Event::Text("Sel (".to_owned()));
    desk.run();
    assert_eq!(hits(&desk).0.len(), 0);
    desk.click("Regular expression");
    assert!(desk.harness.query_by_label("not valid").is_some());
    desk.click("Regular expression");
    desk.harness.get_by_label("Find in this article").focus();
    desk.run();
    desk.key(Key::Backspace);
    desk.key(Key::Backspace);
    let here = hits(&desk).0.len();
    desk.keys(Modifiers::ALT, Key::ArrowDown);
    assert_ne!(hits(&desk).0.len(), here);
    desk.click("Hits as a list, to be tagged together");
    desk.searched();
    assert_eq!((desk.state().desk.room, desk.state().find.words.as_str()), (Room::Find, "Sel"));
    assert_eq!(desk.state().find.only, desk.state().desk.open.article);
}
