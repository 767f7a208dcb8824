//! Tests that updating a layer after an edit gives the same result as collecting everything anew.

use super::*;
use crate::{
    app::{
        desk::{Desk, change, files::Files, prefs::Prefs},
        tag::editing,
    },
    project::{
        Analyst, Annotation, Article, ArticleRecord, Change, Edit, Fragments, Metadata, Project, ProjectId, Sha256, Source,
        Status,
    },
    store,
    text::{ByteRange, IndexedText},
};
use jiff::Timestamp;
use proptest::prelude::*;
use std::sync::Arc;

/// A random event in a project with two articles and two analysts. Numbers are taken modulo the number of candidates.
#[derive(Clone, Debug)]
enum Event {
    Add {
        article: usize,
        analyst: usize,
        label: usize,
        range: (usize, usize),
    },
    Remove(usize),
    Move(usize, (usize, usize)),
    Split(usize, (usize, usize)),
    Relabel(usize, usize),
    Delete(usize),
    Done,
    Undo,
    Redo,
    OtherArticle,
    OtherAnalyst,
    /// A frame is drawn. Without one, several changes come together.
    Frame,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let range = (0_usize..60, 1_usize..20);
    let event = prop_oneof![
        4 => (0_usize..2, 0_usize..2, 0_usize..4, range.clone())
            .prop_map(|(article, analyst, label, range)| Event::Add { article, analyst, label, range }),
        1 => any::<usize>().prop_map(Event::Remove),
        2 => (any::<usize>(), range.clone()).prop_map(|(at, range)| Event::Move(at, range)),
        1 => (any::<usize>(), range).prop_map(|(at, range)| Event::Split(at, range)),
        2 => (any::<usize>(), 0_usize..4).prop_map(|(at, label)| Event::Relabel(at, label)),
        1 => any::<usize>().prop_map(Event::Delete),
        1 => Just(Event::Done),
        2 => Just(Event::Undo),
        1 => Just(Event::Redo),
        1 => Just(Event::OtherArticle),
        1 => Just(Event::OtherAnalyst),
        4 => Just(Event::Frame),
    ];
    proptest::collection::vec(event, 1..40)
}

fn article(id: u64) -> Article {
    let text = "The river Sel rose in Dravna, and nobody there was asked about it at all; 17 fled.";
    Article {
        id: ArticleId::from_random(id),
        text_sha256: Sha256::of(text.as_bytes()),
        text: IndexedText::new(text).unwrap(),
        metadata: Metadata::default(),
        source: Source::default(),
        blocks: Vec::new(),
        links: Vec::new(),
        imported: Timestamp::UNIX_EPOCH,
    }
}

/// A desk with a new project, and the folder that the project lies in.
fn desk() -> (Desk, tempfile::TempDir) {
    let mut project = Project::new(ProjectId::from_random(1), "Two", store::default_codebook());
    let analyst = |at, name: &str| Edit::AddAnalyst { at, analyst: Analyst { id: AnalystId::new(name), name: name.to_owned() } };
    let article = |at: usize| Edit::AddArticle { at, record: Arc::new(ArticleRecord::new(article(at as u64 + 1))) };
    project.apply(Edit::Batch(vec![analyst(0, "ana"), analyst(1, "bo"), article(0), article(1)])).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.ron");
    store::create_project(&path, &project).unwrap();
    let opened = store::open(&path, "a test", 1).unwrap();
    let mut desk = Desk::new(opened.session, Prefs::default(), Files::without_system(), || Timestamp::UNIX_EPOCH);
    desk.start();
    (desk, folder)
}

fn fragments((start, length): (usize, usize)) -> Fragments {
    Fragments::one(ByteRange::from_usize(start..start + length)).unwrap()
}

/// Any annotation of the project.
fn chosen(desk: &Desk, at: usize) -> Option<(ArticleId, Annotation)> {
    let all = desk.project().articles().iter();
    let all: Vec<_> =
        all.flat_map(|record| record.annotations.values().map(|annotation| (record.article.id, annotation.clone()))).collect();
    all.get(at % all.len().max(1)).cloned()
}

fn change(article: ArticleId, annotation: AnnotationId, change: Change) -> Edit {
    Edit::ChangeAnnotation { article, annotation, change, modified: Timestamp::UNIX_EPOCH }
}

fn happen(desk: &mut Desk, event: Event) {
    let label = |desk: &Desk, at: usize| desk.project().codebook().labels[at].id.clone();
    let edit = match event {
        Event::Add { article, analyst, label: at, range } => Some(Edit::AddAnnotation {
            article: desk.project().articles()[article].article.id,
            annotation: Box::new(Annotation {
                id: desk.session.ids().annotation(),
                analyst: desk.project().analysts()[analyst].id.clone(),
                label: label(desk, at),
                fragments: fragments(range),
                attributes: Default::default(),
                same_as: Vec::new(),
                note: String::new(),
                is_unsure: false,
                created: Timestamp::UNIX_EPOCH,
                modified: Timestamp::UNIX_EPOCH,
                codebook_version: 1,
            }),
        }),
        Event::Remove(at) => {
            chosen(desk, at).map(|(article, annotation)| Edit::RemoveAnnotation { article, annotation: annotation.id })
        }
        Event::Move(at, range) => {
            chosen(desk, at).map(|(article, one)| change(article, one.id, Change::Fragments(fragments(range))))
        }
        Event::Split(at, (start, length)) => chosen(desk, at).map(|(article, one)| {
            let more = one.fragments.with(ByteRange::from_usize(start..start + length));
            Edit::Batch(vec![
                change(article, one.id, Change::Fragments(more)),
                change(article, one.id, Change::Unsure(!one.is_unsure)),
            ])
        }),
        Event::Relabel(at, to) => chosen(desk, at).map(|(article, one)| change(article, one.id, Change::Label(label(desk, to)))),
        Event::Delete(at) => {
            desk.open.selected = chosen(desk, at).map(|(_, one)| one.id);
            editing::delete(desk)
        }
        Event::Done => editing::toggle_done(desk),
        Event::Undo => return crate::app::desk::undo::undo(desk),
        Event::Redo => return crate::app::desk::undo::redo(desk),
        Event::OtherArticle => {
            let other =
                desk.project().articles().iter().map(|record| record.article.id).find(|id| Some(*id) != desk.open.article);
            desk.open.article = other;
            None
        }
        Event::OtherAnalyst => {
            let other =
                desk.project().analysts().iter().map(|one| one.id.clone()).find(|id| Some(id) != desk.open.analyst.as_ref());
            desk.open.analyst = other;
            desk.revision += 1;
            None
        }
        Event::Frame => None,
    };
    change::apply_any(desk, edit);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_edits_change_is_what_collecting_anew_gives(events in events()) {
        let context = egui::Context::default();
        let (mut desk, _folder) = desk();
        let mut kept = Layer::default();
        for event in events {
            let is_frame = matches!(event, Event::Frame);
            happen(&mut desk, event);
            if !is_frame {
                continue;
            }
            kept.refresh(&desk, &context);
            let mut fresh = Layer::default();
            fresh.refresh(&desk, &context);
            prop_assert_eq!(&kept.items, &fresh.items);
            prop_assert_eq!(&kept.label_counts, &fresh.label_counts);
            prop_assert_eq!(kept.num_done, fresh.num_done);
            for record in desk.project().articles() {
                prop_assert_eq!(kept.counts_of(&desk, record), fresh.counts_of(&desk, record));
            }
        }
    }
}

#[test]
fn an_article_that_is_done_is_counted_whoever_undoes_it() {
    let context = egui::Context::default();
    let (mut desk, _folder) = desk();
    let mut layer = Layer::default();
    let done = editing::toggle_done(&desk);
    change::apply_any(&mut desk, done);
    layer.refresh(&desk, &context);
    assert_eq!((layer.num_done, desk.record().unwrap().status.values().next()), (1, Some(&Status::Done)));
    crate::app::desk::undo::undo(&mut desk);
    layer.refresh(&desk, &context);
    assert_eq!(layer.num_done, 0);
}
