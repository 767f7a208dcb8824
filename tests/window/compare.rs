//! The Compare room: settling differences by keys, and what the list, the page and the figures say.

use crate::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use obelus::{
    agreement::statistics::Settings,
    app::{
        compare::{Behind, Exhibit, Filter},
        desk::room::Room,
    },
    compare::{
        differences::{Difference, Kind, differences},
        partial::Partial,
        results::{Options, Results, tables},
    },
    project::{
        Analyst, AnalystId, Annotation, AnnotationId, ArticleId, ArticleRecord, AttributeValue, Change, Edit, Fragments, Label,
        Project, Verdict,
    },
    store,
};
use std::{path::Path, sync::Arc};

fn in_compare() -> Desk {
    let mut desk = Desk::sample();
    desk.keys(Modifiers::COMMAND, Key::Num2);
    assert_eq!(desk.state().desk.room, Room::Compare);
    desk
}

/// The Compare room with the sample project as it is after these edits.
fn in_compare_after(edits: impl FnOnce(&Project) -> Vec<Edit>) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.ron");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/dravna.ron");
    let mut project = store::read(&sample).unwrap().project;
    let edits = edits(&project);
    project.apply(Edit::Batch(edits)).unwrap();
    store::create_project(&path, &project).unwrap();
    let mut desk = Desk::open(folder, &path);
    desk.keys(Modifiers::COMMAND, Key::Num2);
    desk
}

impl Desk {
    fn chosen(&self) -> (ArticleId, Difference) {
        self.state().compare.chosen.expect("a difference is chosen")
    }

    fn record_of(&self, article: ArticleId) -> &ArticleRecord {
        self.state().desk.project().article(article).unwrap()
    }

    /// Waits until every figure is there.
    fn measured(&mut self) {
        for _ in 0..3000 {
            if !self.state().compare.is_busy() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
            self.run();
        }
        self.run();
    }

    fn has(&self, name: &str) -> bool {
        self.harness.query_all_by_label_contains(name).next().is_some()
    }
}

/// What the two analysts have of a difference.
fn both<'p>(record: &'p ArticleRecord, difference: &Difference) -> (Option<&'p Annotation>, Option<&'p Annotation>) {
    (difference.annotation_a(record), difference.annotation_b(record))
}

/// Label and fragments, for comparing.
type Said = (ArticleId, String, Fragments);

fn gold(project: &Project) -> Vec<Said> {
    let gold = AnalystId::gold();
    let mut said: Vec<Said> = Vec::new();
    for record in project.articles() {
        said.extend(
            record.layer(&gold).into_iter().map(|found| (record.article.id, found.label.to_string(), found.fragments.clone())),
        );
    }
    said.sort_by_key(|(article, label, fragments)| (*article, fragments.reading_order(), label.clone()));
    said
}

/// The keys by turns, as far as they fit the difference.
fn key_for(number: usize, difference: &Difference) -> Key {
    // Both of two that differ in answers alone are one.
    if difference.kind == Kind::AttributesDiffer {
        return [Key::A, Key::B, Key::U, Key::I, Key::Num0][number % 5];
    }
    match (difference.a.is_some(), difference.b.is_some()) {
        (true, true) => [Key::A, Key::B, Key::U, Key::I, Key::Num2, Key::Num0][number % 6],
        (true, false) => [Key::A, Key::Num2, Key::Num0][number % 3],
        _ => [Key::B, Key::Num2, Key::Num0][number % 3],
    }
}

/// What gold should get for a key, found without the code under test.
fn expected(record: &ArticleRecord, difference: &Difference, key: Key) -> Vec<Said> {
    let (a, b) = both(record, difference);
    let said = |found: &Annotation| (record.article.id, found.label.to_string(), found.fragments.clone());
    let text = record.article.text.as_str();
    match key {
        Key::A => a.map(said).into_iter().collect(),
        Key::B => b.map(said).into_iter().collect(),
        Key::Num2 => a.into_iter().chain(b).map(said).collect(),
        Key::Num0 => Vec::new(),
        _ => {
            let (a, b) = (a.unwrap(), b.unwrap());
            // Byte by byte.
            let covers = |found: &Annotation, at: usize| found.fragments.contains(obelus::text::ByteOffset::from_usize(at));
            let is_union = key == Key::U;
            let wanted = |at: usize| if is_union { covers(a, at) || covers(b, at) } else { covers(a, at) && covers(b, at) };
            let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
            for at in (0..text.len()).filter(|at| wanted(*at)) {
                match ranges.last_mut() {
                    Some(last) if last.end == at => last.end = at + 1,
                    _ => ranges.push(at..at + 1),
                }
            }
            let trimmed = ranges.into_iter().map(|range| {
                let words = &text[range.clone()];
                let start = range.start + words.len() - words.trim_start().len();
                obelus::text::ByteRange::from_usize(start..start + words.trim().len())
            });
            vec![(record.article.id, a.label.to_string(), Fragments::new(trimmed).unwrap())]
        }
    }
}

#[test]
fn the_sample_is_settled_from_the_first_to_the_last_difference_by_keys_alone_and_undone() {
    let mut desk = in_compare();
    let before = desk.state().desk.project().clone();
    let (a, b): (AnalystId, AnalystId) = ("ana".into(), "bo".into());
    let mut wanted: Vec<Said> = Vec::new();
    let mut num_open = 0;
    for record in before.articles() {
        for difference in differences(record, &a, &b, &[]) {
            if difference.kind == Kind::Identical {
                wanted.extend(expected(record, &difference, Key::A));
            } else {
                num_open += 1;
            }
        }
    }
    assert!(num_open > 20, "the sample has differences of many kinds: {num_open}");
    assert_eq!(desk.state().compare.num_rows(), num_open);
    for number in 0..num_open {
        let (article, difference) = desk.chosen();
        let key = key_for(number, &difference);
        wanted.extend(expected(desk.record_of(article), &difference, key));
        // One frame is enough: a decision is there at once.
        desk.harness.key_press(key);
        desk.harness.step();
        assert_eq!(
            desk.state().compare.num_rows(),
            num_open - number - 1,
            "{key:?} settles {difference:?}: {}",
            desk.state().desk.status
        );
    }
    wanted.sort_by_key(|(article, label, fragments)| (*article, fragments.reading_order(), label.clone()));
    assert_eq!(gold(desk.state().desk.project()), wanted);
    desk.run();
    assert!(desk.has("Everything is settled."));
    assert_eq!(
        desk.state().desk.session.history().steps().len(),
        num_open + 1,
        "what is identical is one step, each decision another"
    );
    for _ in 0..=num_open {
        desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    }
    desk.run();
    assert_eq!(desk.state().desk.project(), &before);
    assert_eq!(desk.state().compare.num_rows(), num_open);
}

#[test]
fn space_goes_through_the_list_and_brings_the_words_into_view() {
    let mut desk = in_compare();
    let mut seen = vec![desk.chosen()];
    for _ in 0..8 {
        desk.key(Key::Space);
        let (article, difference) = desk.chosen();
        assert!(!seen.contains(&(article, difference)));
        let start = difference.extent(desk.record_of(article)).unwrap().start();
        assert_eq!(desk.state().compare.article, Some(article));
        assert!(desk.state().compare.page.rect_of(start).is_some(), "in view");
        seen.push((article, difference));
    }
    desk.keys(Modifiers::SHIFT, Key::Space);
    assert_eq!(desk.chosen(), seen[seen.len() - 2]);
    desk.key(Key::Home);
    assert_eq!(desk.chosen(), seen[0]);
    desk.key(Key::End);
    assert_eq!(desk.state().compare.chosen_row(), Some(desk.state().compare.num_rows() - 1));
}

#[test]
fn a_range_made_by_hand_becomes_gold() {
    let mut desk = in_compare();
    let (article, difference) = desk.chosen();
    desk.key(Key::E);
    assert!(desk.state().compare.is_editing());
    let from = difference.annotation_a(desk.record_of(article)).or(difference.annotation_b(desk.record_of(article))).unwrap();
    let (end, label) = (from.fragments.last().end(), from.label.clone());
    desk.key(Key::CloseBracket);
    desk.key(Key::Num4);
    desk.key(Key::Enter);
    assert!(!desk.state().compare.is_editing());
    let record = desk.record_of(article);
    let decision = record.decisions.get(&difference.key()).expect("settled");
    assert_eq!(decision.verdict, Verdict::Edited);
    let made = record.annotations.get(&decision.gold[0]).unwrap();
    assert_eq!(made.label.as_str(), "disclaimer");
    assert!(made.fragments.last().end() > end, "a word more than {label}");
    assert_ne!(desk.chosen(), (article, difference), "the next one is in front");
}

#[test]
fn escape_gives_up_what_is_being_made_and_a_decision_can_be_taken_back() {
    let mut desk = in_compare();
    let first = desk.chosen();
    desk.key(Key::E);
    desk.key(Key::Escape);
    assert!(!desk.state().compare.is_editing());
    assert_eq!(desk.chosen(), first);
    desk.key(Key::Num0);
    assert_ne!(desk.chosen(), first);
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.chosen(), first, "undo brings the difference back");
}

#[test]
fn keys_of_the_room_can_be_changed_and_belong_to_the_labels_while_gold_is_made() {
    let mut desk = in_compare();
    desk.harness.state_mut().as_mut().unwrap().state.desk.prefs.keys.insert("compare-neither".to_owned(), "X".to_owned());
    let state = &mut desk.harness.state_mut().as_mut().unwrap().state;
    state.desk.keys = obelus::app::desk::bindings::Bindings::new(&state.desk.prefs.keys);
    desk.run();
    assert!(desk.has("Take neither, key X"));
    let open = desk.state().compare.num_rows();
    desk.key(Key::Num0);
    assert_eq!(desk.state().compare.num_rows(), open, "the usual key is free");
    desk.key(Key::E);
    // The same key that takes both is a label's while gold is made by hand.
    desk.key(Key::Num2);
    assert!(desk.state().compare.is_editing() && desk.state().compare.num_rows() == open, "{}", desk.state().desk.status);
    desk.key(Key::X);
    assert!(desk.state().desk.status.starts_with("Keep or give up first"), "{}", desk.state().desk.status);
    desk.key(Key::E);
    desk.key(Key::X);
    assert_eq!(desk.state().compare.num_rows(), open - 1);
}

#[test]
fn figures_lead_to_what_they_rest_on_and_attributes_are_a_sort() {
    let mut desk = in_compare();
    desk.measured();
    let strict = desk.harness.get_by_label_contains("Strict F1 0.").accesskit_node().label().unwrap();
    desk.click(&strict);
    assert_eq!(desk.state().compare.filter, Filter::Behind(Behind::Strict));
    // 2 · 21 / (107 + 72) is the strict F1 of the sample.
    assert_eq!(desk.state().compare.num_rows(), 21);
    assert!(strict.contains("0.23"));
    desk.click(&strict);
    assert_eq!(desk.state().compare.filter, Filter::Open, "once more: all again");
    desk.click("107 by Ana");
    assert_eq!(desk.state().compare.num_rows(), 107);
    desk.click("Agreement on attributes");
    let modality = desk.harness.get_by_label_contains("Modality: same answer").accesskit_node().label().unwrap();
    assert!(modality.contains("pairs answered by both"), "{modality}");
    desk.harness.get_by_label(&modality).click_accesskit();
    desk.run();
    assert_eq!(desk.state().compare.num_rows(), 14);
    let (place, count) =
        desk.state().compare.counts().attributes.iter().next_back().map(|(place, count)| (*place, *count)).unwrap();
    desk.click("Filter by tag or attribute");
    let names = desk.state().compare.names(desk.state().desk.project());
    let name = Filter::Attribute(place.0, place.1).name(desk.state().desk.project().codebook(), &names);
    let name = name[..1].to_uppercase() + &name[1..];
    desk.harness.get_by_label_contains(&name).click_accesskit();
    desk.run();
    assert_eq!((desk.state().compare.filter, desk.state().compare.num_rows()), (Filter::Attribute(place.0, place.1), count));
}

#[test]
fn what_is_settled_shows_its_gold_and_its_reason_and_what_went_against_an_analyst_is_kept() {
    let mut desk = in_compare();
    let both = |desk: &Desk| desk.chosen().1.a.is_some() && desk.chosen().1.b.is_some();
    while !both(&desk) {
        desk.key(Key::Space);
    }
    let chosen = desk.chosen();
    desk.key(Key::B);
    desk.click("Show settled 1");
    desk.key(Key::Home);
    assert_eq!(desk.chosen(), chosen);
    assert!(desk.has("Settled: Bo’s was taken, by Ana on 4 May 2026"));
    assert!(desk.has(" by Gold, "), "the gold annotation is on the page");
    desk.click("Settle many at once");
    desk.click("Feedback for Ana…");
    assert!(desk.has("1 decision in which gold is not what Ana has.") && desk.has("The other was taken; settled by Ana"));
    desk.click("Save as Markdown");
    let files = std::fs::read_dir(desk.folder.path()).unwrap().map(|file| file.unwrap().path());
    let kept: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    assert!(std::fs::read_to_string(&kept[0]).unwrap().starts_with("# Feedback for Ana\n"));
    assert!(desk.has("The feedback is in "));
}

#[test]
fn gold_is_no_rater_in_the_figures_of_the_window() {
    let mut desk = in_compare();
    desk.key(Key::A);
    desk.measured();
    assert!(desk.has("γ") && desk.has("More figures"));
    desk.click("First analyst Ana");
    desk.harness.get_all_by_label("Gold").last().unwrap().click();
    desk.run();
    assert_eq!(desk.state().compare.pair, Some([AnalystId::gold(), "bo".into()]));
    desk.measured();
    assert!(desk.has("Strict F1") && desk.has("Type F1") && desk.has("not a rater"));
    assert!(!desk.has("γ-cat") && !desk.has("More figures"));
}

/// The Compare room with the first difference in answers alone in front.
fn at_answers() -> Desk {
    let mut desk = in_compare();
    while desk.chosen().1.kind != Kind::AttributesDiffer {
        desk.key(Key::Space);
    }
    desk
}

/// What gold answers in the first row of the difference, which is what both answer differently, and what the two say.
fn first_answers(desk: &Desk, (article, difference): (ArticleId, Difference)) -> [Option<AttributeValue>; 3] {
    let record = desk.record_of(article);
    let (a, b) = both(record, &difference);
    let (a, b) = (&a.unwrap().attributes, &b.unwrap().attributes);
    let label = desk.state().desk.project().codebook().label(&both(record, &difference).0.unwrap().label).unwrap();
    let row = label.attributes.iter().map(|attribute| &attribute.id).find(|id| a.get(*id) != b.get(*id)).unwrap();
    let gold = record.decisions.get(&difference.key()).map(|decision| &record.annotations[&decision.gold[0]]);
    [gold.and_then(|gold| gold.attributes.get(row)), a.get(row), b.get(row)].map(Option::<&AttributeValue>::cloned)
}

#[test]
fn answers_are_settled_row_by_row_with_the_keys() {
    let mut desk = at_answers();
    let front = desk.chosen();
    assert!(desk.has(": take Ana’s answer, ") && desk.has(": take Bo’s answer, ") && desk.has(": gold has not chosen"));
    assert!(desk.state().compare.is_same_place());
    desk.key(Key::Num2);
    assert!(desk.record_of(front.0).decisions.is_empty(), "both of them would be one tag twice");
    let rows = obelus::app::compare::answers::rows(desk.state().desk.project(), &desk.state().compare);
    let num_differing = rows.iter().filter(|row| row.differs).count();
    assert!(rows.iter().take(num_differing).all(|row| row.differs), "differing rows come first");
    let [_, ana, bo] = first_answers(&desk, front);
    // The first analyst's, then the other one's; the rest as the first has it.
    let digits = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
    for digit in &digits[..num_differing] {
        assert_eq!(desk.chosen(), front);
        desk.key(Key::Enter);
        assert!(desk.record_of(front.0).decisions.is_empty(), "an answer is not chosen yet");
        desk.keys(Modifiers::ALT, *digit);
    }
    let is_second = ana.is_some() && bo.is_some();
    if is_second {
        desk.keys(Modifiers::ALT, Key::Num1);
    }
    desk.key(Key::Enter);
    let [gold, ..] = first_answers(&desk, front);
    assert_eq!(gold, if is_second { bo.clone() } else { ana.clone().or(bo.clone()) });
    assert!(desk.state().compare.answers.is_empty() && desk.chosen() != front, "the next one is in front");
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert!(!desk.record_of(front.0).decisions.contains_key(&front.1.key()), "one step");
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    // Where it is settled, another answer is a step of its own.
    desk.click("Show settled 1");
    desk.key(Key::Home);
    assert_eq!(desk.chosen(), front);
    desk.keys(Modifiers::ALT, Key::Num1);
    let [now, ..] = first_answers(&desk, front);
    assert_ne!(now, gold);
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(first_answers(&desk, front)[0], gold);
}

#[test]
fn what_is_empty_is_filled_from_the_other_and_escape_gives_answers_up() {
    let mut desk = in_compare_after(|project| {
        let answered = |record: &Arc<ArticleRecord>| {
            let found = differences(record, &"ana".into(), &"bo".into(), &[]);
            let is_claim = |found: &Difference| both(record, found).0.is_some_and(|found| found.label == "claim".into());
            let found = found.into_iter().find(|found| found.kind == Kind::OtherBoundary && is_claim(found));
            found.map(|found| (record.article.id, found))
        };
        let (article, found) = project.articles().iter().find_map(answered).unwrap();
        // Only Bo names who claims it.
        let claimants = [(found.a, None), (found.b, Some(AttributeValue::Text("the army".to_owned())))];
        let modified = "2026-02-01T10:00:00Z".parse().unwrap();
        let edit = |(annotation, claimant): (Option<AnnotationId>, _)| {
            let change = Change::Attribute("claimant".into(), claimant);
            Edit::ChangeAnnotation { article, annotation: annotation.unwrap(), change, modified }
        };
        claimants.map(edit).to_vec()
    });
    let is_filled = |desk: &Desk| {
        let rows = obelus::app::compare::answers::rows(desk.state().desk.project(), &desk.state().compare);
        rows.iter().any(|row| row.values == [None, Some(AttributeValue::Text("the army".to_owned()))])
    };
    for _ in 0..desk.state().compare.num_rows() {
        if is_filled(&desk) {
            break;
        }
        desk.key(Key::Space);
    }
    assert!(is_filled(&desk), "{:?}", desk.chosen());
    let front = desk.chosen();
    desk.keys(Modifiers::ALT, Key::Num0);
    assert_eq!(desk.state().compare.answers["claimant"], Some(AttributeValue::Text("the army".to_owned())));
    desk.key(Key::Escape);
    assert!(desk.state().compare.answers.is_empty());
    desk.keys(Modifiers::ALT, Key::Num0);
    // Boundaries differ: whoever's words are taken, the answers go along.
    desk.key(Key::A);
    let record = desk.record_of(front.0);
    let gold = &record.annotations[&record.decisions[&front.1.key()].gold[0]];
    assert_eq!(gold.attributes["claimant"], AttributeValue::Text("the army".to_owned()));
    assert_eq!(gold.fragments, both(record, &front.1).0.unwrap().fragments);
}

/// The sample as it was before Bo worked on it, and a copy in which he did, with another name for a label.
fn two_copies() -> (tempfile::TempDir, std::path::PathBuf, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let sample = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron")).unwrap();
    let without = |by: &str| sample.lines().filter(|line| !line.contains(by)).flat_map(|line| [line, "\n"]).collect::<String>();
    let mine = without("by: \"bo\"").replace("\"bo\": Done", "").replace("\"bo\": InProgress", "");
    let theirs = without("nothing is left out")
        .replace("label: \"disclaimer\"", "label: \"hedge\"")
        .replace("id: \"disclaimer\"", "id: \"hedge\"")
        .replace("name: \"Disclaimer\"", "name: \"Hedge\"");
    let (one, other) = (folder.path().join("mine.ron"), folder.path().join("theirs.ron"));
    std::fs::write(&one, mine).unwrap();
    std::fs::write(&other, theirs).unwrap();
    (folder, one, other)
}

#[test]
fn layers_of_another_copy_are_added_as_one_step_after_a_preview() {
    let (folder, mine, theirs) = two_copies();
    let mut desk = Desk::open(folder, &mine);
    let before = desk.state().desk.project().clone();
    desk.harness.state_mut().as_mut().unwrap().state.desk.open.analyst = Some("ana".into());
    desk.keys(Modifiers::COMMAND, Key::Num2);
    desk.keys(Modifiers::COMMAND, Key::K);
    desk.harness.event(egui::Event::Text("Add layers".to_owned()));
    desk.run();
    desk.key(Key::Enter);
    desk.harness.event(egui::Event::Text(theirs.display().to_string()));
    desk.run();
    desk.key(Key::Enter);
    for _ in 0..200 {
        desk.harness.step();
        if desk.state().merge.merge.is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    desk.run();
    assert!(desk.has("Add layers from “Dravna shelling”") && desk.has("5 of 5 articles there have the same text as one here."));
    assert!(desk.has("Hedge: "), "a label that is not here is listed");
    assert!(desk.has("yours stays as it is unless you tick this"));
    let merge = desk.state().merge.merge.as_ref().unwrap();
    let place = merge.labels.iter().position(|(found, _)| found.name == "Hedge").unwrap();
    assert_eq!(merge.outcome.num_new, 72);
    desk.click("What becomes of Hedge");
    desk.click("map to Disclaimer");
    assert_eq!(desk.state().merge.merge.as_ref().unwrap().labels[place].1, Some("disclaimer".into()));
    for _ in 0..200 {
        if desk.state().merge.merge.as_ref().unwrap().is_ready() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        desk.harness.step();
    }
    desk.run();
    assert_eq!(desk.state().merge.merge.as_ref().unwrap().progress(), None);
    desk.click("Add layers");
    assert!(desk.has("72 annotations in 1 layer added"), "{:?}", desk.state().desk.messages);
    let project = desk.state().desk.project();
    assert_eq!(project.codebook().labels.len(), before.codebook().labels.len(), "Hedge is Disclaimer here");
    for (record, old) in project.articles().iter().zip(before.articles()) {
        assert_eq!(record.layer(&"ana".into()), old.layer(&"ana".into()), "one's own layer is untouched");
    }
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.state().desk.project().articles(), before.articles());
}

#[test]
fn three_analysts_are_compared_in_pairs_and_a_click_compares_one() {
    // Cy has what Bo has.
    let mut desk = in_compare_after(|project| {
        let cy = Analyst { id: "cy".into(), name: "Cy".to_owned() };
        let mut edits = vec![Edit::AddAnalyst { at: project.analysts().len(), analyst: cy }];
        for record in project.articles() {
            for annotation in record.layer(&"bo".into()) {
                let id = AnnotationId::from_random(edits.len() as u64);
                let annotation = Box::new(Annotation { id, analyst: "cy".into(), ..annotation.clone() });
                edits.push(Edit::AddAnnotation { article: record.article.id, annotation });
            }
        }
        edits
    });
    desk.measured();
    assert!(desk.has("Bo and Cy: Strict F1 1.00; 4 articles, 72 and 72 annotations"));
    assert!(desk.has("α of all 0.") && desk.has("u-α of all 0."), "the figures of all three stand first");
    assert!(desk.has("Strict F1 of pairs: mean ") && desk.has("3 of 3 pairs."), "mean and range");
    desk.harness.get_by_label("γ").click_accesskit();
    desk.run();
    desk.measured();
    assert!(desk.has("Bo and Cy: γ 1.00"));
    let told = desk.harness.get_by_label_contains("Bo and Cy: γ").accesskit_node().label().unwrap();
    desk.harness.get_by_label(&told).click_accesskit();
    desk.run();
    assert_eq!(desk.state().compare.pair, Some(["bo".into(), "cy".into()]));
}

#[test]
fn chips_and_cells_show_only_their_sort() {
    let mut desk = in_compare();
    let open = desk.state().compare.counts().open;
    let count = open[Kind::OtherBoundary as usize];
    desk.click(&format!("Show boundary {count}"));
    assert_eq!((desk.state().compare.filter, desk.state().compare.num_rows()), (Filter::Kind(Kind::OtherBoundary), count));
    desk.key(Key::Escape);
    assert_eq!(desk.state().compare.filter, Filter::Open);
    desk.measured();
    let cell = desk.state().compare.counts().cells[0][0];
    desk.click(&format!("Ana claim, Bo claim: {cell}"));
    assert_eq!((desk.state().compare.filter, desk.state().compare.num_rows()), (Filter::Cell(0, 0), cell));
}

/// All differences of one kind, in the order of the list.
fn of_kind(project: &Project, kind: Kind) -> Vec<(ArticleId, Difference)> {
    let of = |record: &Arc<ArticleRecord>| {
        let found = differences(record, &"ana".into(), &"bo".into(), &[]);
        found.into_iter().map(|found| (record.article.id, found)).collect::<Vec<_>>()
    };
    project.articles().iter().flat_map(of).filter(|(_, found)| found.kind == kind).collect()
}

#[test]
fn a_filter_that_hides_the_difference_in_front_goes_to_the_next_that_it_shows() {
    let mut desk = in_compare();
    let first = of_kind(desk.state().desk.project(), Kind::OtherBoundary);
    let count = first.len();
    // Behind the first of its sort, so that the next is another one.
    while desk.chosen() != first[0] {
        desk.key(Key::ArrowDown);
    }
    desk.key(Key::ArrowDown);
    while desk.chosen().1.kind == Kind::OtherBoundary {
        desk.key(Key::ArrowDown);
    }
    let before = desk.chosen();
    let place = |of: &(ArticleId, Difference)| {
        let project = desk.state().desk.project();
        let record = project.article(of.0).unwrap();
        let found = differences(record, &"ana".into(), &"bo".into(), &[]);
        (project.place_of(of.0), found.iter().position(|found| *found == of.1))
    };
    let next = *first.iter().find(|found| place(found) > place(&before)).unwrap_or(&first[count - 1]);
    desk.click(&format!("Show boundary {count}"));
    assert_eq!(desk.chosen(), next);
    assert!(desk.state().compare.chosen_row().is_some(), "the list shows it");
    // What the list shows stays in front.
    desk.key(Key::Escape);
    assert_eq!(desk.chosen(), next);
}

#[test]
fn labels_that_neither_used_take_no_place_in_plot_and_table() {
    let mut desk = in_compare_after(|project| {
        let mut codebook = project.codebook().clone();
        let rumour = Label { id: "rumour".into(), name: "Rumour".to_owned(), key: None, ..codebook.labels[0].clone() };
        codebook.labels.insert(1, rumour);
        vec![Edit::SetCodebook(codebook.into())]
    });
    desk.measured();
    assert!(desk.has("Claim: strict F1") && desk.has("Casualty figure: strict F1"));
    assert!(!desk.has("Rumour:"), "nobody used it");
    // The cells keep their places in the codebook, in which quotes come third now.
    let quotes = desk.state().compare.counts().cells[2][2];
    desk.click(&format!("Ana quote, Bo quote: {quotes}"));
    assert_eq!(desk.state().compare.filter, Filter::Cell(2, 2));
}

#[test]
fn figures_come_with_what_they_were_computed_on_and_undefined_is_no_number() {
    let mut desk = in_compare();
    desk.measured();
    assert!(desk.has("Strict F1"));
    let articles = desk.state().compare.counts().num_articles;
    assert!(desk.has(&format!("{articles} articles, ")));
    assert!(desk.has("never opened by Bo: “What Is Known"), "the sample has an article that one analyst never opened");
    // The same pair the other way round has the same F1.
    let told = |desk: &Desk| desk.harness.get_by_label_contains("Strict F1 0.").accesskit_node().label();
    let before = told(&desk);
    desk.click("First analyst Ana");
    desk.harness.get_all_by_label("Bo").last().unwrap().click();
    desk.run();
    desk.measured();
    assert_eq!(desk.state().compare.pair, Some(["bo".into(), "ana".into()]));
    assert_eq!(told(&desk), before);
}

#[test]
fn what_was_settled_is_open_again_when_an_annotation_changes() {
    let mut desk = in_compare();
    let (article, difference) = desk.chosen();
    let open = desk.state().compare.num_rows();
    desk.key(Key::Num0);
    assert_eq!(desk.state().compare.num_rows(), open - 1);
    desk.keys(Modifiers::COMMAND, Key::Num1);
    let state = &mut desk.harness.state_mut().as_mut().unwrap().state;
    let whose = difference.a.or(difference.b);
    state.desk.open.analyst = Some(if difference.a.is_some() { "ana".into() } else { "bo".into() });
    state.desk.open.article = Some(article);
    state.desk.open.selected = whose;
    desk.run();
    desk.key(Key::CloseBracket);
    desk.keys(Modifiers::COMMAND, Key::Num2);
    assert_eq!(desk.state().compare.num_rows(), open, "{}", desk.state().desk.status);
}

#[test]
fn one_analyst_alone_is_told_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.ron");
    let project = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron")).unwrap();
    let without = project.lines().filter(|line| !line.contains("by: \"bo\"") && !line.contains("(id: \"bo\", name"));
    let text: String = without.flat_map(|line| [line, "\n"]).collect();
    std::fs::write(&path, text.replace("\"bo\": Done", "").replace("\"bo\": InProgress", "")).unwrap();
    let mut desk = Desk::open(folder, &path);
    desk.keys(Modifiers::COMMAND, Key::Num2);
    assert!(desk.has("Nobody to compare with"));
    desk.click("Add an analyst…");
    assert!(desk.has("Who is tagging?"));
}

impl Desk {
    /// The files beside the project whose names end so.
    fn files(&self, ending: &str) -> Vec<std::path::PathBuf> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|found| found == ending)).collect()
    }
}

#[test]
fn every_figure_can_be_copied_and_saved_by_keys_and_menus() {
    let mut desk = in_compare();
    desk.measured();
    for exhibit in Exhibit::ALL {
        let tables = exhibit.tables(&desk.state().desk, &desk.state().compare);
        // Two analysts have no pairs and no overall figures beside their own.
        let is_of_more = matches!(exhibit, Exhibit::Overall | Exhibit::Pairs);
        assert_eq!(tables.is_empty(), is_of_more, "{exhibit:?}");
        assert_eq!(exhibit.drawing(&desk.state().desk, &desk.state().compare).is_none(), is_of_more, "{exhibit:?}");
    }
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    assert!(desk.has("Copy or save figures"));
    desk.click("By tag: Copy as CSV");
    assert_eq!(desk.state().desk.status, "By tag: copied");
    desk.click("Copy or save: Figures of the two");
    desk.click("Copy as LaTeX");
    assert_eq!(desk.state().desk.status, "Figures of the two: copied");
    for (menu, form, ending) in [("By tag", "Save as SVG", "svg"), ("Which tag met which", "Save as PNG", "png")] {
        desk.click(&format!("Copy or save: {menu}"));
        desk.click(form);
        desk.measured();
        assert_eq!(desk.files(ending).len(), 1, "{ending}: {:?}", desk.state().desk.messages);
        assert!(desk.has("The figure is in "));
    }
    assert!(std::fs::read_to_string(&desk.files("svg")[0]).unwrap().contains("Casualty figure"));
    assert!(std::fs::read(&desk.files("png")[0]).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn the_window_has_the_figures_of_the_command_line_to_the_last_digit() {
    let mut desk = in_compare();
    desk.measured();
    let project = desk.state().desk.project();
    let pair: [AnalystId; 2] = ["ana".into(), "bo".into()];
    let partial =
        Partial::of(project, &pair, &[], &Settings::default(), 2, |record, _| differences(record, &pair[0], &pair[1], &[]));
    let names = ["Ana", "Bo"].map(str::to_owned).to_vec();
    let results = Results::of(names, partial.labels.clone(), &partial.statistics(), Options::new(1, 2));
    assert_eq!(Exhibit::Figures.tables(&desk.state().desk, &desk.state().compare), [tables::overall(&results)]);
}

#[test]
fn a_report_is_written_beside_the_project() {
    let mut desk = in_compare();
    desk.measured();
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    desk.click("Write the report of Ana and Bo");
    desk.measured();
    let [report] = &desk.files("html")[..] else { panic!("one report: {:?}", desk.state().desk.messages) };
    let html = std::fs::read_to_string(report).unwrap();
    assert!(
        html.contains("<h1 dir=\"auto\">Agreement of Ana and Bo</h1>") && html.contains("SHA-256 <code>"),
        "{}",
        &html[..2000]
    );
    assert!(desk.has("The report is in "));
}
