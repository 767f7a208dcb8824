//! A whole article of the sample project, tagged by keys alone, and how many presses that takes.

use super::Desk;
use obelus::project::{Analyst, AnalystId, Edit};

/// What is pressed for each annotation of the article, getting there included, as `Desk::press` reads it; digits tag.
const PRESSES: [&str; 16] = [
    "W W W W 1",             // Shelling hits Dravna market
    "F C 3",                 // At least 14 people were killed
    "C 3",                   // dozens wounded
    "^Up F C C C 1",         // At least 14 people were killed … on Tuesday
    "F 3",                   // nine bodies
    "⇧F ⇧F C 3",             // Two of them were children
    "^Up Q 2 ⇧Q +",          // “We pulled nine bodies from one stall,” … “Two of them were children.”
    "^Down C 1 ⇧[ ⇧[ ⇧[ ⇧[", // firing on the town
    "C 1 ⇧[",                // Marentian artillery was responsible
    "F 3",                   // 31
    "F 3",                   // four soldiers
    "C 1",                   // blamed the Front
    "⇧Q W W W 1",            // Dravna is ours
    "Q 2",                   // “Dravna is ours 💥”
    "C 4",                   // Sel Wire could not independently verify …
    "C 4",                   // the road to Dravna has been closed …
];

/// Label and words of everything that the analyst at work has tagged in the article, by where it stands.
fn tagged(desk: &Desk) -> Vec<(String, String)> {
    let text = desk.state().desk.record().unwrap().article.text.as_str();
    let of = |annotation: &&obelus::project::Annotation| (annotation.label.as_str().to_owned(), annotation.fragments.words(text));
    desk.state().desk.layer().iter().map(of).collect()
}

#[test]
fn a_whole_article_takes_at_most_four_presses_for_an_annotation_in_the_median() {
    let mut desk = Desk::sample();
    let wanted = tagged(&desk);
    // Somebody who has tagged nothing yet does it again.
    let state = &mut desk.harness.state_mut().as_mut().unwrap().state;
    let analyst: AnalystId = "cai".into();
    let (at, author) = (state.desk.project().analysts().len(), state.desk.author());
    let edit = Edit::AddAnalyst { at, analyst: Analyst { id: analyst.clone(), name: "Cai".to_owned() } };
    state.desk.session.apply(edit, &author).unwrap();
    state.desk.open.analyst = Some(analyst);
    state.desk.revision += 1;
    desk.run();
    assert_eq!(tagged(&desk), []);

    desk.press("^Home");
    let mut counts = Vec::new();
    for presses in PRESSES {
        desk.press(presses);
        assert!(desk.selected().is_some(), "{presses}: {}", desk.state().desk.status);
        counts.push(presses.split(' ').count());
    }
    let (mut made, mut expected) = (tagged(&desk), wanted);
    made.sort();
    expected.sort();
    assert_eq!(made, expected);
    counts.sort_unstable();
    assert!(counts[counts.len() / 2] <= 4, "{counts:?}");
}
