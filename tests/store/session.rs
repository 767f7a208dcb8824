//! The project file, the log and the session, through their public face and on a real disk.
#![expect(clippy::disallowed_methods, reason = "these tests make bad files on purpose")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use crate::random;
use obelus::{
    project::{Edit, Project, Status},
    store::{self, Author, Ids, Opened, ReadArticleError, Session, StoreError, file},
};
use proptest::prelude::*;
use std::{fs, path::Path};

fn author() -> Author {
    Author { analyst: Some("ana".into()), now: random::time(60) }
}

fn open(path: &Path) -> Session {
    let Opened { session, notices } = store::open(path, "a test", 1).unwrap();
    assert_eq!(notices, []);
    assert_eq!(session.read_only(), None);
    session
}

fn new_project(folder: &Path) -> (std::path::PathBuf, Project) {
    let path = folder.join("dravna.ron");
    let project = random::project(&mut Ids::from_seed(3));
    store::create_project(&path, &project).unwrap();
    (path, project)
}

/// Makes the edits that `numbers` spell.
fn work(session: &mut Session, numbers: &[u32]) {
    let mut numbers = random::Numbers::new(numbers);
    for _ in 0..8 {
        let project = session.project().clone();
        if let Some(edit) = random::edit(&project, session.ids(), &mut numbers) {
            session.apply(edit, &author()).unwrap();
        }
    }
}

/// The project without what undo leaves: that articles were opened.
fn without_looks(project: &Project) -> Project {
    let mut project = project.clone();
    let opened = project.articles().iter().flat_map(|record| {
        let begun = record.status.iter().filter(|(_, status)| **status == Status::InProgress);
        begun.map(|(analyst, _)| (record.article.id, analyst.clone())).collect::<Vec<_>>()
    });
    for (article, analyst) in opened.collect::<Vec<_>>() {
        project.apply(Edit::SetStatus { article, analyst, status: None }).unwrap();
    }
    project
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_written_project_reads_back_the_same(numbers in prop::collection::vec(any::<u32>(), 0..200)) {
        let mut ids = Ids::from_seed(5);
        let mut project = random::project(&mut ids);
        let mut numbers = random::Numbers::new(&numbers);
        for _ in 0..12 {
            if let Some(edit) = random::edit(&project, &mut ids, &mut numbers) {
                project.apply(edit).unwrap();
            }
        }
        let written = file::write_project(&project, 12, 34);
        let loaded = file::read_project(written.as_bytes()).unwrap();
        prop_assert_eq!(&loaded.project, &project);
        prop_assert_eq!(loaded.notices, []);
        prop_assert_eq!(loaded.unreadable, []);
        prop_assert_eq!(file::write_project(&loaded.project, 12, 34), written);
    }

    #[test]
    fn what_was_done_survives_without_a_save(numbers in prop::collection::vec(any::<u32>(), 0..120), save_after in 0usize..3) {
        let folder = tempfile::tempdir().unwrap();
        let (path, original) = new_project(folder.path());
        let mut session = open(&path);
        work(&mut session, &numbers);
        if save_after == 1 {
            session.save().unwrap();
        }
        session.undo(&author()).unwrap();
        if save_after == 2 {
            session.save().unwrap();
        }
        let expected = session.project().clone();
        drop(session);

        let mut session = open(&path);
        prop_assert_eq!(session.project(), &expected);
        while session.undo(&author()).unwrap().is_some() {}
        let undone = without_looks(session.project());
        prop_assert_eq!(undone, without_looks(&original), "undo goes back to the start after a restart");
        while session.redo(&author()).unwrap().is_some() {}
        session.save().unwrap();
        let redone = session.project().clone();
        drop(session);
        prop_assert_eq!(store::read(&path).unwrap().project, redone);
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>()) {
        let _any_outcome = file::read_project(&bytes).is_ok();
        let mut written = file::write_project(&random::project(&mut Ids::from_seed(3)), 0, 0).into_bytes();
        let at = at.index(written.len());
        let end = (at + bytes.len() / 50).min(written.len());
        written.splice(at..end, bytes.iter().copied().take(6));
        let _any_outcome = file::read_project(&written).is_ok();
    }
}

#[test]
fn an_annotation_is_one_line_with_its_words() {
    let mut ids = Ids::from_seed(3);
    let mut project = random::project(&mut ids);
    let mut numbers = random::Numbers::new(&[1, 0, 11, 10, 21, 0, 1, 5, 0]);
    let edit = random::edit(&project, &mut ids, &mut numbers).unwrap();
    project.apply(edit).unwrap();
    let written = file::write_project(&project, 0, 0);
    let line = written.lines().find(|line| line.contains("label:") && line.contains("by:")).unwrap();
    assert!(
        written.chars().all(|c| c == '\n' || !(c.is_control() || matches!(c, '\u{202E}' | '\u{2028}'))),
        "no hidden characters"
    );
    assert!(line.contains(r#"at: [(10, 21, ": “نحو ١٢ ق")]"#), "{line}");
}

#[test]
fn a_file_cut_in_half_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = new_project(folder.path());
    let whole = fs::read(&path).unwrap();
    let half = &whole[..whole.len() / 2];
    fs::write(&path, half).unwrap();
    let error = store::open(&path, "a test", 1).unwrap_err();
    assert!(store::with_causes(&error).contains("the file is damaged at line"), "{}", store::with_causes(&error));
    assert!(error.hint().is_some());
    assert_eq!(fs::read(&path).unwrap(), half);
}

#[test]
fn a_file_of_a_newer_version_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.ron");
    let text = "(\n  obelus: (format: 9, app: \"4.2.0\", sky: \"blue\"),\n  of: [many, colours],\n)\n";
    fs::write(&path, text).unwrap();
    let error = store::open(&path, "a test", 1).unwrap_err();
    assert!(
        store::with_causes(&error).contains("the file has format 9, written by Obelus 4.2.0"),
        "{}",
        store::with_causes(&error)
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn what_is_not_a_project_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in
        [("article.txt", b"Shelling hits Dravna".as_slice()), ("picture.png", b"\x89PNG\r\n\x1a\n\xff\xfe"), ("empty.ron", b"")]
    {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let error = store::open(&path, "a test", 1).unwrap_err();
        assert!(store::with_causes(&error).contains("this is not an Obelus project"), "{}", store::with_causes(&error));
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn a_large_file_that_is_no_project_is_refused_by_its_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.ron");
    fs::write(&path, "Shelling hits Dravna").unwrap();
    // 200 MB that take no room on the disk.
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(200_000_000).unwrap();
    let error = store::open(&path, "a test", 1).unwrap_err();
    let expected = format!(
        "cannot open the project file {}: this is not an Obelus project: it has no line “obelus: (format: …”",
        path.display()
    );
    assert_eq!(store::with_causes(&error), expected);
}

#[test]
fn an_empty_file_is_named_as_such_with_where_to_look() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lost.ron");
    fs::write(&path, "").unwrap();
    for error in [store::open(&path, "a test", 1).unwrap_err(), store::read(&path).unwrap_err()] {
        assert!(store::with_causes(&error).ends_with("lost.ron: this is not an Obelus project: the file is empty"), "{error:?}");
        assert_eq!(error.hint(), Some("restore the file from a backup or from version control; nothing was changed"));
    }
    assert_eq!(fs::read(&path).unwrap(), b"", "and left alone");
}

#[test]
fn a_torn_line_of_the_log_is_kept_aside() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = new_project(folder.path());
    let mut session = open(&path);
    session.apply(Edit::SetTitle("one".to_owned()), &author()).unwrap();
    session.apply(Edit::SetTitle("two".to_owned()), &author()).unwrap();
    drop(session);
    let log = folder.path().join("dravna.ron.log");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, &whole[..whole.len() - 5]).unwrap();

    let Opened { mut session, notices } = store::open(&path, "a test", 1).unwrap();
    assert_eq!(session.project().title(), "one");
    assert!(notices[0].to_string().contains("it is unfinished; kept aside as"), "{notices:?}");
    session.apply(Edit::SetTitle("three".to_owned()), &author()).unwrap();
    drop(session);
    assert_eq!(open(&path).project().title(), "three");
}

#[test]
fn a_log_of_a_copy_that_went_another_way_is_not_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = new_project(folder.path());
    let copy = folder.path().join("copy.ron");
    fs::copy(&path, &copy).unwrap();
    for (path, title) in [(&path, "mine"), (&copy, "theirs")] {
        let mut session = open(path);
        session.apply(Edit::SetTitle(title.to_owned()), &author()).unwrap();
        session.save().unwrap();
    }
    fs::copy(&copy, &path).unwrap(); // a sync service brings the other's file
    let Opened { session, notices } = store::open(&path, "a test", 1).unwrap();
    assert_eq!(session.project().title(), "theirs");
    assert!(notices[0].to_string().contains("written by a copy that went another way"), "{notices:?}");
    assert!(folder.path().join("dravna.ron.log.unused-1").exists());
    // What it leads to is kept, too.
    let told = notices[1].to_string();
    let (_, kept) = told.rsplit_once(" is ").unwrap();
    assert_eq!(store::read(Path::new(kept)).unwrap().project.title(), "mine", "{told}");
}

#[test]
fn a_second_session_may_only_read_and_says_who_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = new_project(folder.path());
    let first = store::open(&path, "Ana’s window", 1).unwrap().session;
    let mut second = store::open(&path, "another", 2).unwrap().session;
    assert_eq!(second.read_only(), Some("it is open elsewhere (Ana’s window)"));
    assert!(matches!(second.apply(Edit::SetTitle("x".to_owned()), &author()), Err(StoreError::ReadOnly(_))));
    drop((first, second));
    assert_eq!(open(&path).read_only(), None, "the lock ends with its holder");
}

#[test]
fn edits_that_belong_together_are_undone_together() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = new_project(folder.path());
    let mut session = open(&path);
    session.apply(Edit::SetTitle("one".to_owned()), &author()).unwrap();
    session.apply_joined(Edit::SetTitle("two".to_owned()), &author()).unwrap();
    drop(session);
    let mut session = open(&path);
    assert_eq!(session.undo(&author()).unwrap().as_deref(), Some("Rename the project to “two”"));
    assert_eq!(session.project().title(), "Dravna");
}

#[test]
fn labels_and_analysts_that_a_file_forgot_are_added_not_dropped() {
    let mut ids = Ids::from_seed(3);
    let mut project = random::project(&mut ids);
    let mut numbers = random::Numbers::new(&[1, 0, 11, 10, 21, 0, 1, 5, 0]);
    let edit = random::edit(&project, &mut ids, &mut numbers).unwrap();
    project.apply(edit).unwrap();
    let written = file::write_project(&project, 0, 0)
        .replace("by: \"ana\"", "by: \"eve\"")
        .replace("label: \"quote\"", "label: \"rumour\"");
    let loaded = file::read_project(written.as_bytes()).unwrap();
    assert_eq!(loaded.project.num_annotations(), 1);
    assert!(loaded.project.analyst(&"eve".into()).is_some());
    assert!(loaded.project.codebook().label(&"rumour".into()).is_some());
    assert_eq!(loaded.notices.len(), 2);
}

#[test]
fn paths_mean_files_and_the_articles_of_folders_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for folder in ["in/more", "in/.old/older", "in/.git"] {
        fs::create_dir_all(path(folder)).unwrap();
    }
    let articles = ["in/b.txt", "in/a.txt", "in/more/c.txt", "named.pdf"];
    let others = ["in/map.png", "in/film.PNG", "in/.draft.txt", "in/.old/d.txt", "in/.old/older/e.txt", "in/.old/f.png"];
    let of_programs = ["in/.git/g.txt", "in/._a.txt", "in/.DS_Store"];
    for name in articles.iter().chain(&others).chain(&of_programs) {
        fs::write(path(name), "x").unwrap();
    }
    let is_text = |path: &Path| path.extension().is_some_and(|ending| ending == "txt");
    let walk = store::walk(&[path("named.pdf"), path("in"), path("missing.txt")], is_text);
    let found: Vec<_> = walk.files.iter().map(|file| file.strip_prefix(folder.path()).unwrap().display().to_string()).collect();
    assert_eq!(found, ["named.pdf", "in/a.txt", "in/b.txt", "in/more/c.txt", "missing.txt"]);
    assert_eq!(walk.left_out.len(), 1);
    let said = walk.left_out[0].to_string().replace(&path("in").display().to_string(), "in");
    let hidden = "3 hidden files in in left alone (.draft.txt, .old/d.txt, .old/older/e.txt)";
    assert_eq!(said, format!("2 files in in left alone (.png); {hidden}; name a file to have it tried"));
    assert!(walk.unlisted.is_empty());
}

#[test]
fn of_an_article_no_more_is_read_than_it_may_have() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "Dravna").unwrap();
    assert_eq!(store::read_article(&path, 6).unwrap(), b"Dravna");
    assert!(matches!(store::read_article(&path, 5), Err(ReadArticleError::TooLarge { bytes: 6, limit_bytes: 5, .. })));
    assert!(matches!(store::read_article(folder.path(), 6), Err(ReadArticleError::NotAFile { .. })));
    let error = store::read_article(&folder.path().join("b.txt"), 6).unwrap_err();
    assert!(store::with_causes(&error).contains("b.txt: "), "the path and then why: {error}");
}

/// A file as the first version of the format writes it, with every kind of edit made to it. It must open forever.
#[test]
fn a_file_of_format_1_opens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/projects/v1.ron");
    let loaded = file::read_project(&fs::read(path).unwrap()).unwrap();
    assert_eq!(loaded.notices, []);
    assert_eq!(loaded.unreadable, []);
    let project = loaded.project;
    assert_eq!((loaded.header.format, loaded.header.sequence, project.title()), (1, 7, "Everything format 1 can say"));
    assert_eq!((project.articles().len(), project.analysts().len()), (5, 2));
    let annotations: Vec<_> = project.articles().iter().flat_map(|record| record.annotations.values()).collect();
    let kinds: std::collections::BTreeSet<_> = annotations
        .iter()
        .flat_map(|annotation| annotation.attributes.values())
        .map(|value| format!("{value:?}").split(['(', ' ']).next().unwrap().to_owned())
        .collect();
    let all = ["Choice", "Choices", "Date", "Integer", "Links", "NotStated", "Number", "SubSpan", "Text", "Unclear", "YesNo"];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), all);
    assert!(annotations.iter().any(|annotation| annotation.fragments.iter().count() > 1));
    assert!(annotations.iter().any(|annotation| annotation.is_unsure && !annotation.note.is_empty()));
    assert!(annotations.iter().any(|annotation| !annotation.same_as.is_empty()));
    assert!(project.articles().iter().any(|record| !record.status.is_empty()));
}
