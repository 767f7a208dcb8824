//! What a project accepts can be read again: an edit that was made is in the file and in the log, both open, and the project
//! is the same. Edits are random and mean to do harm; articles and layers come from every importer.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::random::{self, Numbers};
use jiff::{Timestamp, civil::Date};
use obelus::{
    import::{self, Annotated, ImportOptions, InputFile, Joined, brat},
    project::{
        Analyst, Annotation, Annotations, Article, ArticleRecord, Attribute, AttributeKind, AttributeValue, Block, BlockKind,
        Change, Choice, Codebook, Edit, EditError, Fragments, Label, Link, Metadata, Project, Sha256, Status,
    },
    store::{self, Author, Ids, Opened, file},
    text::ByteRange,
};
use proptest::prelude::*;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Words that have broken files: of every kind of character that a format may mean something else by.
const WORDS: [&str; 12] = [
    "",
    " ",
    "claim",
    "Claim",
    "\n  articles: [\n",
    "]),\n  annotations: [\n",
    "\"quoted\" \\ and 'so'",
    "nul\u{0} bell\u{7} escape\u{1b}[31m delete\u{7f}",
    "next\u{85}line\u{2028}and\u{2029}paragraph\r\nor\r",
    "\u{FEFF}mark \u{202E}override",
    "👩🏽‍🌾 ليلى e\u{301}",
    "r#\"raw\"# /* no comment // at all",
];

fn words(numbers: &mut Numbers<'_>) -> String {
    WORDS[numbers.below(WORDS.len())].to_owned()
}

fn time(numbers: &mut Numbers<'_>) -> Timestamp {
    [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH, random::time(3)][numbers.below(4)]
}

fn number(numbers: &mut Numbers<'_>) -> f64 {
    let odd = [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE, -0.0, 0.1, 1e21, 5e-324];
    odd[numbers.below(odd.len())]
}

fn range(length: usize, numbers: &mut Numbers<'_>) -> ByteRange {
    let (a, b) = (numbers.below(length + 3), numbers.below(length + 3));
    ByteRange::from_usize(a.min(b)..a.max(b))
}

fn value(length: usize, ids: &mut Ids, numbers: &mut Numbers<'_>) -> AttributeValue {
    match numbers.below(11) {
        0 => AttributeValue::NotStated,
        1 => AttributeValue::Unclear,
        2 => AttributeValue::Text(words(numbers)),
        3 => AttributeValue::Integer([i64::MIN, i64::MAX, 0, -1][numbers.below(4)]),
        4 => AttributeValue::Number(number(numbers)),
        5 => AttributeValue::YesNo(numbers.below(2) == 0),
        6 => AttributeValue::Choice(words(numbers)),
        7 => AttributeValue::Choices((0..numbers.below(3)).map(|_| words(numbers)).collect()),
        8 => AttributeValue::Date([Date::MIN, Date::MAX, Date::ZERO][numbers.below(3)]),
        9 => AttributeValue::Links((0..numbers.below(3)).map(|_| ids.annotation()).collect()),
        _ => AttributeValue::SubSpan(range(length, numbers)),
    }
}

fn attribute(numbers: &mut Numbers<'_>) -> Attribute {
    let choices = |numbers: &mut Numbers<'_>| {
        (0..numbers.below(4)).map(|_| Choice { id: words(numbers), name: words(numbers) }).collect::<Vec<_>>()
    };
    let kind = match numbers.below(6) {
        0 => AttributeKind::OneOf(choices(numbers)),
        1 => AttributeKind::SeveralOf(choices(numbers)),
        2 => AttributeKind::Integer { min: Some(i64::MIN), max: Some(i64::MAX) },
        3 => AttributeKind::Links { labels: vec![words(numbers).as_str().into()], many: false },
        4 => AttributeKind::SubSpan,
        _ => AttributeKind::Number,
    };
    Attribute { id: words(numbers).as_str().into(), name: words(numbers), kind, is_required: true, help: words(numbers) }
}

/// The codebook of the project with labels that may be there twice, have one key, no name, or attributes twice.
fn codebook(project: &Project, numbers: &mut Numbers<'_>) -> Codebook {
    let mut codebook = project.codebook().clone();
    codebook.title = words(numbers);
    codebook.version = [0, 1, u32::MAX][numbers.below(3)];
    codebook.general_rules.push(words(numbers));
    for _ in 0..numbers.below(3) {
        let key = [None, Some('1'), Some('\0'), Some('ق')][numbers.below(4)];
        let attributes = (0..numbers.below(4)).map(|_| attribute(numbers)).collect();
        let id = words(numbers).as_str().into();
        let name = words(numbers);
        codebook.labels.push(Label { name, key, attributes, definition: words(numbers), ..Label::undefined(id) });
    }
    codebook
}

fn annotation(project: &Project, length: usize, ids: &mut Ids, numbers: &mut Numbers<'_>) -> Option<Annotation> {
    let known: Vec<_> = project.articles().iter().flat_map(|record| record.annotations.keys().copied()).collect();
    let labels = &project.codebook().labels;
    Some(Annotation {
        id: if numbers.below(4) == 0 { *known.get(numbers.below(known.len()))? } else { ids.annotation() },
        analyst: project.analysts().get(numbers.below(project.analysts().len() + 1))?.id.clone(),
        label: labels.get(numbers.below(labels.len()))?.id.clone(),
        fragments: Fragments::new([range(length, numbers)]).ok()?,
        attributes: BTreeMap::from([(words(numbers).as_str().into(), value(length, ids, numbers))]),
        same_as: vec![ids.annotation(); numbers.below(3)],
        note: words(numbers),
        is_unsure: numbers.below(2) == 0,
        created: time(numbers),
        modified: time(numbers),
        codebook_version: u32::MAX,
    })
}

fn record(project: &Project, ids: &mut Ids, numbers: &mut Numbers<'_>) -> Option<ArticleRecord> {
    let text = random::HARD_TEXTS[numbers.below(5)].repeat(numbers.below(2) + 1);
    let article = random::article(ids, &text);
    let length = text.len();
    let article = Article {
        metadata: Metadata {
            headline: words(numbers),
            published: Some(Date::MIN),
            themes: vec![words(numbers)],
            other: BTreeMap::from([(words(numbers), words(numbers))]),
            ..Metadata::default()
        },
        text_sha256: if numbers.below(4) == 0 { Sha256::of(b"another text") } else { article.text_sha256 },
        blocks: (0..numbers.below(3)).map(|_| Block { range: range(length, numbers), kind: BlockKind::Heading(255) }).collect(),
        links: (0..numbers.below(2)).map(|_| Link { range: range(length, numbers), target: words(numbers) }).collect(),
        imported: time(numbers),
        ..article
    };
    let mut record = ArticleRecord::new(article);
    let made: Vec<_> = (0..numbers.below(3)).filter_map(|_| annotation(project, length, ids, numbers)).collect();
    let filed = |annotation: Annotation| (if annotation.is_unsure { annotation.id } else { annotation.same_as[0] }, annotation);
    let is_filed_wrong = numbers.below(4) == 0;
    record.annotations = made
        .into_iter()
        .map(|annotation| match is_filed_wrong && !annotation.same_as.is_empty() {
            true => filed(annotation),
            false => (annotation.id, annotation),
        })
        .collect::<Annotations>();
    if let Some(analyst) = project.analysts().first() {
        record.status.insert(analyst.id.clone(), Status::Done);
    }
    Some(record)
}

/// An edit that may not fit.
fn edit(project: &Project, ids: &mut Ids, numbers: &mut Numbers<'_>) -> Option<Edit> {
    let at = numbers.below(3);
    let known = project.articles().get(numbers.below(project.articles().len()))?;
    let (article, length) = (known.article.id, known.article.text.as_str().len());
    Some(match numbers.below(11) {
        0 => Edit::SetTitle(words(numbers)),
        1 => Edit::SetCodebook(Arc::new(codebook(project, numbers))),
        2 => Edit::AddAnalyst { at, analyst: Analyst { id: words(numbers).as_str().into(), name: words(numbers) } },
        3 => Edit::RenameAnalyst { analyst: project.analysts()[0].id.clone(), name: words(numbers) },
        4 | 5 => Edit::AddArticle { at, record: Arc::new(record(project, ids, numbers)?) },
        6 => Edit::AddAnnotation { article, annotation: Box::new(annotation(project, length, ids, numbers)?) },
        7 => {
            let annotation = *known.annotations.keys().nth(numbers.below(2))?;
            let key = words(numbers).as_str().into();
            let change = Change::Attribute(key, Some(value(length, ids, numbers)));
            Edit::ChangeAnnotation { article, annotation, change, modified: time(numbers) }
        }
        8 => Edit::SetMetadata {
            article,
            metadata: Box::new(Metadata { url: words(numbers), series: vec![words(numbers)], ..Metadata::default() }),
        },
        9 => (0..numbers.below(7)).try_fold(edit(project, ids, numbers)?, |edit, _| Some(Edit::Batch(vec![edit])))?,
        _ => return random::edit(project, ids, numbers),
    })
}

fn same(one: &Project, other: &Project) -> Result<(), TestCaseError> {
    prop_assert_eq!(one, other);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_is_accepted_opens_again_and_is_the_same(numbers in prop::collection::vec(any::<u32>(), 0..400)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dravna.ron");
        let mut ids = Ids::from_seed(3);
        store::create_project(&path, &random::project(&mut ids)).unwrap();
        let author = Author { analyst: None, now: random::time(60) };
        let mut session = store::open(&path, "a test", 1).unwrap().session;
        let mut numbers = Numbers::new(&numbers);
        for _ in 0..10 {
            let before = session.project().clone();
            if let Some(edit) = edit(&before, &mut ids, &mut numbers)
                && session.apply(edit, &author).is_err()
            {
                same(session.project(), &before)?;
            }
        }
        let made = session.project().clone();
        drop(session);
        let Opened { mut session, notices } = store::open(&path, "a test", 2).unwrap();
        prop_assert_eq!(notices, []);
        same(session.project(), &made)?;
        session.save().unwrap();
        drop(session);
        let read = store::read(&path).unwrap();
        prop_assert_eq!((read.notices, read.unreadable), (vec![], vec![]));
        same(&read.project, &made)?;
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false => files.push((path.to_string_lossy().into_owned(), fs::read(&path).unwrap())),
        }
    }
    files
}

/// Joins sources to a new project, and reads what is written of it.
fn joined_and_read_again(name: &str, sources: Vec<Annotated>) -> usize {
    let mut ids = Ids::from_seed(5);
    let mut project = Project::new(ids.project(), name, store::default_codebook());
    let Joined { edits, new_articles, .. } = import::join(&project, sources, random::time(1), &mut || ids.article().bits());
    project.apply(Edit::Batch(edits)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let loaded = file::read_project(file::write_project(&project, 1, 2).as_bytes()).unwrap();
    assert_eq!((loaded.notices, loaded.unreadable), (vec![], vec![]), "{name}");
    assert!(loaded.project == project, "{name}");
    new_articles.len()
}

#[test]
fn what_every_importer_brings_opens_again() {
    let mut num_articles = 0;
    for group in ["articles", "exchange", "exchange-crlf", "exchange-controls", "formats"] {
        for entry in fs::read_dir(fixtures().join(group)).unwrap() {
            let path = entry.unwrap().path();
            let files =
                if path.is_dir() { files_below(&path) } else { vec![(path.display().to_string(), fs::read(&path).unwrap())] };
            let inputs: Vec<_> = files.iter().map(|(path, bytes)| InputFile { path, bytes }).collect();
            let sources = match path.ends_with("brat") {
                true => vec![brat::read(&inputs, None, "brat")],
                false => {
                    import::read_folder(&inputs, None, &ImportOptions::default()).sources.into_iter().map(|(_, s)| s).collect()
                }
            };
            num_articles += joined_and_read_again(&path.display().to_string(), sources);
        }
    }
    assert!(num_articles > 60, "{num_articles}");
}

/// A codebook in which everything that has an id is there twice.
fn doubled() -> Codebook {
    let mut codebook = store::default_codebook();
    codebook.labels.truncate(1);
    let label = &mut codebook.labels[0];
    label.attributes.truncate(1);
    label.attributes[0].kind = AttributeKind::OneOf(vec![
        Choice { id: "one".to_owned(), name: "One".to_owned() },
        Choice { id: "one".to_owned(), name: "Another".to_owned() },
    ]);
    let mut again = label.clone();
    again.definition = "Another rule.".to_owned();
    codebook.labels.push(again);
    codebook
}

#[test]
fn a_codebook_with_ids_twice_is_refused_as_an_edit_and_repaired_as_a_file() {
    let mut ids = Ids::from_seed(5);
    let mut project = Project::new(ids.project(), "p", store::default_codebook());
    let error = project.apply(Edit::SetCodebook(Arc::new(doubled()))).unwrap_err();
    assert!(matches!(error, EditError::Codebook(_)), "{error}");
    let mut codebook = doubled();
    let repairs = codebook.repair();
    let attribute = codebook.labels[0].attributes[0].id.clone();
    assert_eq!(
        repairs,
        [
            "label “claim” is in the codebook twice; the first is kept, with the attributes of both".to_owned(),
            format!("attribute “{attribute}” is in label “claim” twice; the first is kept"),
            format!("choice “one” is in “{attribute}” of label “claim” twice; the first is kept (“One”, not “Another”)"),
        ]
    );
    assert_eq!(codebook.repair(), Vec::<String>::new());
    project.apply(Edit::SetCodebook(Arc::new(codebook))).unwrap();
    // A file that has it, as an earlier version could write one.
    let written = file::write_project(&project, 0, 0);
    let label = written.split("    labels: [\n").nth(1).unwrap().split("\n    ],\n").next().unwrap().to_owned();
    let twice = written.replacen(&label, &format!("{label}\n{label}"), 1);
    let loaded = file::read_project(twice.as_bytes()).unwrap();
    assert!(loaded.project == project);
    assert_eq!(loaded.notices[0].to_string(), repairs[0]);
}

#[test]
fn an_id_of_an_annotation_is_one_in_the_whole_project() {
    let mut ids = Ids::from_seed(3);
    let mut project = random::project(&mut ids);
    let add = loop {
        if let Some(Edit::AddAnnotation { annotation, article }) =
            random::edit(&project, &mut ids, &mut Numbers::new(&[1, 0, 11, 0, 3]))
        {
            break Edit::AddAnnotation { annotation, article };
        }
    };
    let Edit::AddAnnotation { annotation, .. } = &add else { unreachable!() };
    let (id, label) = (annotation.id, annotation.label.clone());
    let again = Edit::AddAnnotation { article: project.articles()[0].article.id, annotation: annotation.clone() };
    let undo = project.apply(add).unwrap();
    assert_eq!(project.apply(again.clone()).unwrap_err(), EditError::Exists("annotation", id.to_string()));
    project.apply(undo).unwrap();
    project.apply(again).unwrap();
    assert!(project.label(&label).is_some());
}
