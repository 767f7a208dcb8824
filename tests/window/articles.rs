//! The list of articles: what is shown, in which order, and what is next.

use super::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use obelus::{
    app::tag::articles::Only,
    project::{AnalystId, ArticleRecord, Project, Standing, Status},
    store,
};
use std::sync::Arc;

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

/// The sample with these statuses of Ana's, in the order of import; nothing is tagged in the third article.
fn desk(statuses: [Option<Status>; 5]) -> Desk {
    let sample = store::read(concat!(env!("CARGO_MANIFEST_DIR"), "/projects/dravna.ron").as_ref()).unwrap().project;
    let ana = AnalystId::from("ana");
    let mut project = Project::new(sample.id(), sample.title().to_owned(), sample.codebook().clone());
    for (at, analyst) in sample.analysts().iter().enumerate() {
        project.apply(obelus::project::Edit::AddAnalyst { at, analyst: analyst.clone() }).unwrap();
    }
    for (at, (record, status)) in sample.articles().iter().zip(statuses).enumerate() {
        let mut record: ArticleRecord = (**record).clone();
        record.status.remove(&ana);
        record.status.extend(status.map(|status| (ana.clone(), status)));
        if at == 2 {
            record.annotations =
                record.annotations.iter().map(|(id, a)| (*id, a.clone())).filter(|(_, a)| a.analyst != ana).collect();
        }
        project.apply(obelus::project::Edit::AddArticle { at, record: Arc::new(record) }).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ron");
    store::create_project(&path, &project).unwrap();
    Desk::open(folder, &path)
}

impl Desk {
    /// The first words of the titles in the list.
    fn listed(&self) -> Vec<&str> {
        let state = self.state();
        let title = |place: &usize| state.desk.project().articles()[*place].article.title().split(' ').next().unwrap();
        state.tag.articles.shown().iter().map(title).collect()
    }

    fn choose(&mut self, list: &str, choice: &str) {
        self.harness.get_by_label_contains(list).click();
        self.run();
        self.harness.query_all_by_label(choice).last().unwrap().click();
        self.run();
    }

    fn title(&self) -> &str {
        self.state().desk.record().unwrap().article.title().split(' ').next().unwrap()
    }
}

const DONE: Option<Status> = Some(Status::Done);
const BEGUN: Option<Status> = Some(Status::InProgress);

#[test]
fn missing_is_not_empty() {
    let told = |third: Option<Status>, said: &str| {
        let desk = desk([DONE, BEGUN, third, None, DONE]);
        let list = &desk.state().tag.articles;
        let standings: Vec<_> = (0..5).map(|place| list.standing(place)).collect();
        let others = [Standing::Done, Standing::InProgress, Standing::InProgress, Standing::Done];
        assert_eq!([&standings[..2], &standings[3..]].concat(), others, "tags without a status are work that was begun");
        assert!(desk.harness.query_by_label(&format!("A hospital counts what is left, {said}")).is_some());
        (standings[2], Only::ALL.map(|only| list.count(only)))
    };
    assert_eq!(told(None, "to do"), (Standing::NeverOpened, [5, 1, 2, 2, 0]));
    assert_eq!(told(BEGUN, "opened, no tags"), (Standing::Opened, [5, 0, 3, 2, 0]));
    assert_eq!(told(DONE, "done, no tags"), (Standing::DoneEmpty, [5, 0, 2, 3, 1]));
}

#[test]
fn the_list_is_filtered_by_status_and_words_and_sorted() {
    let mut desk = desk([DONE, BEGUN, DONE, None, DONE]);
    assert_eq!(desk.listed(), ["Shelling", "Ministry", "A", "مقتل", "What"]);
    desk.choose("Sort articles: ", "By headline");
    assert_eq!(desk.listed(), ["A", "Ministry", "Shelling", "What", "مقتل"]);
    desk.choose("Sort articles: ", "By date");
    assert_eq!(desk.listed(), ["What", "A", "مقتل", "Shelling", "Ministry"]);
    desk.choose("Show articles: ", "Done: 3");
    assert_eq!(desk.listed(), ["What", "A", "Shelling"]);
    assert!(desk.harness.query_by_label("3 shown · 3 of 5 done").is_some());
    desk.keys(CTRL, Key::L);
    desk.harness.event(egui::Event::Text("sel wire".to_owned()));
    desk.run();
    assert_eq!(desk.listed(), ["A", "Shelling"]);
}

#[test]
fn a_tag_changes_the_order_where_that_depends_on_it_and_undo_brings_it_back() {
    let mut desk = desk([None, None, None, None, None]);
    desk.choose("Sort articles: ", "By tags");
    let before: Vec<_> = desk.listed().into_iter().map(str::to_owned).collect();
    assert_eq!(before.last().unwrap(), "A");
    desk.choose("Show articles: ", "To do: 1");
    assert_eq!(desk.listed(), ["A"], "tags without a status are not to do");
    desk.open_article("A hospital");
    desk.keys(CTRL, Key::Home);
    assert_eq!(desk.listed(), Vec::<&str>::new(), "it was opened");
    desk.choose("Show articles: ", "In progress: 5");
    desk.keys(CTRL, Key::Home);
    desk.key(Key::W);
    desk.key(Key::Num1);
    assert_eq!(desk.listed(), before);
    desk.keys(CTRL, Key::Z);
    assert_eq!(desk.listed(), before, "undo takes the tag back; the article stays opened");
}

#[test]
fn the_next_article_to_do_is_found_round_the_end_and_past_the_filter() {
    let mut desk = desk([None, DONE, DONE, BEGUN, DONE]);
    desk.keys(CTRL_SHIFT, Key::D);
    assert_eq!(desk.title(), "مقتل");
    desk.keys(CTRL_SHIFT, Key::D);
    assert_eq!(desk.title(), "Shelling");
    for _ in 0..2 {
        desk.keys(CTRL, Key::D);
        desk.keys(CTRL_SHIFT, Key::D);
    }
    assert_eq!(desk.state().desk.status, "No other article is left to do");
}

#[test]
fn next_and_previous_follow_the_list_also_from_an_article_that_it_does_not_show() {
    let mut desk = desk([None, DONE, None, DONE, None]);
    desk.choose("Show articles: ", "Done: 2");
    assert_eq!(desk.title(), "Shelling");
    desk.keys(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(desk.title(), "Ministry");
    desk.keys(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(desk.title(), "مقتل");
    desk.keys(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(desk.state().desk.status, "This is the last article");
    desk.keys(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(desk.title(), "Ministry");
}
