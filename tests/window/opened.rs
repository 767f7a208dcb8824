//! That an article was opened is kept in the log, and undo knows nothing of it.

use super::{Desk, holder, marked};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{
    app::tag::history,
    project::{AnalystId, Project, Standing},
    store,
};

const CTRL: Modifiers = Modifiers::COMMAND;

/// Three articles; Ana has tagged the first, nobody has opened the others.
fn project() -> Project {
    let texts = ["[Nine died]{claim} in Sel.", "The army denied it.", "قُتل ١٧ شخصًا."];
    marked::project(store::default_codebook(), &texts.map(marked::marked))
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("three.ron");
    store::create_project(&path, &project()).unwrap();
    Desk::open(folder, &path)
}

impl Desk {
    /// How far an analyst is with each article.
    fn standings(&self, analyst: &str) -> Vec<Standing> {
        let analyst = AnalystId::from(analyst);
        self.state().desk.project().articles().iter().map(|record| record.standing(&analyst)).collect()
    }

    /// What was done, as sentences.
    fn trail(&self) -> Vec<String> {
        let state = self.state();
        state.desk.session.history().trail().iter().map(|entry| history::sentence(&state.desk, entry)).collect()
    }

    fn next(&mut self) {
        self.keys(Modifiers::ALT, Key::ArrowDown);
    }
}

#[test]
fn an_opened_article_is_told_from_one_never_opened_also_after_a_restart() {
    let mut desk = desk();
    assert_eq!(desk.standings("ana"), [Standing::InProgress, Standing::NeverOpened, Standing::NeverOpened]);
    assert_eq!(desk.trail(), Vec::<String>::new(), "nobody has asked for anything yet");
    desk.next();
    let mut desk = desk.reopened();
    assert_eq!(desk.standings("ana"), [Standing::InProgress, Standing::Opened, Standing::NeverOpened]);
    assert_eq!(desk.trail(), ["ANA opened “Nine died in Sel.”", "ANA opened “The army denied it.”"]);
    assert!(desk.harness.query_by_label("The army denied it., opened, no tags").is_some());
    desk.next();
    desk.keys(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(desk.trail().len(), 2, "once for each article");
}

#[test]
fn undo_passes_over_it_and_redo_is_not_forgotten() {
    let mut desk = desk();
    desk.press("^Home W 1");
    assert_eq!(desk.state().desk.project().num_annotations(), 2);
    desk.next();
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.state().desk.project().num_annotations(), 1, "{}", desk.state().desk.status);
    assert_eq!(desk.standings("ana")[1], Standing::Opened);
    desk.next();
    desk.next();
    assert_eq!(desk.standings("ana")[2], Standing::Opened);
    desk.keys(Modifiers { shift: true, ..CTRL }, Key::Z);
    assert_eq!(desk.state().desk.project().num_annotations(), 2, "{}", desk.state().desk.status);
    desk.keys(CTRL, Key::Z);
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.state().desk.status, "Nothing to undo");
    assert_eq!(desk.standings("ana"), [Standing::InProgress, Standing::Opened, Standing::Opened]);
}

#[test]
fn the_first_tag_and_the_mark_are_steps_that_leave_it_opened() {
    let mut desk = desk();
    desk.next();
    desk.press("^Home W 1");
    assert_eq!(desk.standings("ana")[1], Standing::InProgress);
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.standings("ana")[1], Standing::Opened);
    desk.keys(CTRL, Key::D);
    assert_eq!(desk.standings("ana")[1], Standing::DoneEmpty);
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.standings("ana")[1], Standing::Opened);
}

#[test]
fn an_analyst_who_only_looked_can_still_be_undone() {
    let mut desk = desk();
    desk.harness.get_by_label_contains("Analyst ").click();
    desk.run();
    desk.click("Add an analyst…");
    desk.harness.event(egui::Event::Text("Cy".to_owned()));
    desk.run();
    desk.key(Key::Enter);
    desk.next();
    assert_eq!(desk.standings("cy"), [Standing::Opened, Standing::Opened, Standing::NeverOpened]);
    desk.keys(CTRL, Key::Z);
    assert!(desk.state().desk.project().analyst(&"cy".into()).is_none(), "{}", desk.state().desk.status);
    desk.keys(Modifiers { shift: true, ..CTRL }, Key::Z);
    assert!(desk.state().desk.project().analyst(&"cy".into()).is_some(), "{}", desk.state().desk.status);
}

#[test]
fn a_project_that_can_only_be_read_and_gold_keep_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("three.ron");
    let mut with_gold = project();
    let gold = obelus::project::Analyst { id: AnalystId::gold(), name: "Gold".to_owned() };
    with_gold.apply(obelus::project::Edit::AddAnalyst { at: 1, analyst: gold }).unwrap();
    store::create_project(&path, &with_gold).unwrap();
    let held = holder::start("faults::child_holds_a_project", &path);
    let mut desk = Desk::open(folder, &path);
    desk.next();
    assert_eq!(desk.standings("ana")[1], Standing::NeverOpened);
    assert_eq!(desk.state().desk.messages.len(), 1, "only that it can only be read: {:?}", desk.state().desk.messages);
    held.kill();
    let mut desk = desk.reopened();
    desk.choose_analyst("Gold");
    desk.next();
    assert_eq!(desk.standings(AnalystId::GOLD), [Standing::NeverOpened; 3]);
}
