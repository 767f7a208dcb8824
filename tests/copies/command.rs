//! Copies of a project on the command line: several at once, older and newer ones, other codebooks, other texts, other
//! people under one id, and input that brings nothing.
#![expect(clippy::disallowed_methods, reason = "these tests make files")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod own;

use crate::{
    marked::{codebook, marked, project},
    program::Folder,
};
use obelus::{
    project::{AnalystId, AttributeKind, Change, Choice, Edit, Fragments, Project, Status},
    store,
    text::ByteRange,
};
use std::fs;

const TEXTS: [&str; 2] = ["[Nine died]{claim}, [he said]{quote@bo}, near Dravna.", "[Ten fled]{claim}; [we ran]{quote@bo}."];

fn both() -> Project {
    project(codebook(&[("claim", vec![]), ("quote", vec![])]), &TEXTS.map(marked))
}

fn write(folder: &Folder, name: &str, project: &Project) {
    store::create_project(&folder.path(name), project).unwrap();
}

fn read(folder: &Folder, name: &str) -> Project {
    store::read(&folder.path(name)).unwrap().project
}

/// Makes Ana's annotations in the project begin three bytes later, at this time.
fn changed(mut project: Project, time: &str) -> Project {
    let modified = time.parse().unwrap();
    let edits: Vec<Edit> = project
        .articles()
        .iter()
        .flat_map(|record| record.annotations.values().map(|annotation| (record.article.id, annotation)))
        .filter(|(_, annotation)| annotation.analyst.as_str() == "ana")
        .map(|(article, annotation)| {
            let range = annotation.fragments.first();
            let range = ByteRange::from_usize(range.start().get() as usize + 1..range.end().get() as usize);
            let change = Change::Fragments(Fragments::one(range).unwrap());
            Edit::ChangeAnnotation { article, annotation: annotation.id, change, modified }
        })
        .collect();
    project.apply(Edit::Batch(edits)).unwrap();
    project
}

fn words(project: &Project, analyst: &str) -> Vec<String> {
    let of_article = |record: &std::sync::Arc<obelus::project::ArticleRecord>| {
        let layer = record.layer(&analyst.into()).into_iter();
        layer.map(|annotation| annotation.fragments.words(record.article.text.as_str())).collect::<Vec<_>>()
    };
    project.articles().iter().flat_map(of_article).collect()
}

#[test]
fn several_copies_in_one_import_are_one_layer_each_under_their_codebook() {
    let folder = Folder::new();
    let shared = both();
    write(&folder, "a.ron", &shared);
    write(&folder, "b.ron", &shared);
    let (code, out, err) = folder.output("import all.ron a.ron b.ron");
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.ends_with("2 articles, 2 layers and 4 annotations of 2 files imported; 4 annotations there already\n"), "{out}");
    let all = read(&folder, "all.ron");
    assert_eq!((all.num_annotations(), all.id(), all.codebook()), (4, shared.id(), shared.codebook()));
}

#[test]
fn an_older_copy_of_a_layer_changes_nothing_and_the_other_layer_comes() {
    let folder = Folder::new();
    let mut mine = both();
    let bo = mine.articles().iter().flat_map(|record| {
        let bo = record.layer(&"bo".into()).into_iter().map(|annotation| annotation.id).collect::<Vec<_>>();
        bo.into_iter().map(|annotation| Edit::RemoveAnnotation { article: record.article.id, annotation })
    });
    let edits = bo.collect();
    mine.apply(Edit::Batch(edits)).unwrap();
    let mine = changed(mine, "2030-01-01T00:00:00Z");
    write(&folder, "mine.ron", &mine);
    write(&folder, "copy.ron", &both());
    let (code, out, err) = folder.output("import mine.ron copy.ron");
    assert_eq!(code, 0, "{err}");
    assert!(out.ends_with("1 layer and 2 annotations of 1 file imported; 1 layer left out\n"), "{out}");
    assert_eq!(
        err,
        "warning: the layer of ANA was left as it is, because it differs from the copy’s (the copy is older): annotations 2 \
         changed here after there (“ine died”, “en fled”)\n\
         hint: “--layers ANA” takes from the copy what is only there and what was changed there last\n"
    );
    let now = read(&folder, "mine.ron");
    assert_eq!((words(&now, "ana"), words(&now, "bo")), (words(&mine, "ana"), words(&both(), "bo")));
}

#[test]
fn a_newer_layer_takes_the_place_of_the_older_where_it_is_asked_for() {
    let folder = Folder::new();
    write(&folder, "mine.ron", &both());
    write(&folder, "week2.ron", &changed(both(), "2030-01-01T00:00:00Z"));
    let (code, _, err) = folder.output("import mine.ron week2.ron");
    assert_eq!(code, 0);
    assert!(err.contains("(the copy is newer): annotations 2 changed there after here (“Nine died”, “Ten fled”)"), "{err}");
    assert_eq!(read(&folder, "mine.ron"), both());
    let (code, out, err) = folder.output("import mine.ron week2.ron --layers ana");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("2 annotations replaced by a later state"), "{out}");
    let now = read(&folder, "mine.ron");
    assert_eq!((words(&now, "ana"), words(&now, "bo")), (vec!["ine died".into(), "en fled".into()], words(&both(), "bo")));
    let (code, _, err) = folder.output("import mine.ron week2.ron --layers eve");
    assert_eq!((code, err.lines().next()), (1, Some("error: the data has no layer of “eve”")));
}

/// The project with Bo's progress in its first article.
fn with_progress(status: Status) -> Project {
    let mut project = both();
    let article = project.articles()[0].article.id;
    project.apply(Edit::SetStatus { article, analyst: "bo".into(), status: Some(status) }).unwrap();
    project
}

#[test]
fn who_is_further_in_a_copy_is_named_and_taken_where_the_layer_is_asked_for() {
    let folder = Folder::new();
    write(&folder, "here.ron", &with_progress(Status::InProgress));
    write(&folder, "done.ron", &with_progress(Status::Done));
    let status = || read(&folder, "here.ron").articles()[0].status.get(&AnalystId::from("bo")).copied();
    let (_, _, said) = folder.output("import here.ron done.ron");
    let differs = "BO: 1 article (“Nine died, he said, near Dravna.”) done in the copy and not here; the progress here stays, and \
                   “--layers” with the name takes the copy’s\n";
    assert!(said.contains(differs), "{said}");
    assert_eq!(status(), Some(Status::InProgress));
    let (_, _, said) = folder.output("import here.ron done.ron --layers BO");
    assert!(said.contains("done in the copy and not here; the copy’s progress was taken\n"), "{said}");
    assert_eq!(status(), Some(Status::Done));
    let (_, _, said) = folder.output("import here.ron done.ron --layers BO");
    assert!(!said.contains("done in the copy"), "{said}");
}

#[test]
fn an_id_with_another_name_is_asked_about() {
    let folder = Folder::new();
    let mut copy = both();
    copy.apply(Edit::RenameAnalyst { analyst: "ana".into(), name: "Cy".to_owned() }).unwrap();
    write(&folder, "mine.ron", &both());
    write(&folder, "copy.ron", &copy);
    let (code, _, err) = folder.output("import mine.ron copy.ron");
    assert_eq!(
        (code, err.as_str()),
        (
            1,
            "error: “Cy” of the data has the id “ana”, which is that of “ANA” here\n\
             hint: say who it is: “--analyst-map Cy=ANA” if they are one person, “--analyst-map Cy=Cy” if not; nothing was imported\n"
        )
    );
    assert_eq!(read(&folder, "mine.ron"), both());
    let (code, out, err) = folder.output("import mine.ron copy.ron --analyst-map Cy=ANA");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("4 annotations there already"), "{out}");
    let (code, _, err) = folder.output("import mine.ron copy.ron --analyst-map Cy=Cy");
    assert_eq!(code, 0, "{err}");
    assert_eq!(words(&read(&folder, "mine.ron"), "cy"), words(&both(), "ana"));
    let (code, _, err) = folder.output("compare mine.ron copy.ron --analysts ana,Cy --json");
    assert_eq!(code, 0, "{err}");
}

#[test]
fn two_projects_that_are_compared_tell_of_other_codebooks_and_texts() {
    let folder = Folder::new();
    let choices = |names: [&str; 2]| {
        let choice = |(id, name): (&str, &str)| Choice { id: id.to_owned(), name: name.to_owned() };
        AttributeKind::OneOf(["yes", "no"].into_iter().zip(names).map(choice).collect())
    };
    let of = |names: [&str; 2], texts: &[&str]| {
        let texts: Vec<_> = texts.iter().map(|text| marked(text)).collect();
        project(codebook(&[("claim", vec![("denied", choices(names))]), ("quote", vec![])]), &texts)
    };
    let second = TEXTS.map(|text| text.replace("{claim}", "{claim@bo}"));
    write(&folder, "a.ron", &of(["denied", "asserted"], &TEXTS));
    let typo = second[1].replace("ran", "Ran") + "\n";
    write(&folder, "b.ron", &of(["asserted", "denied"], &[&second[0], &typo]));
    let (code, _, err) = folder.output("compare a.ron b.ron");
    assert_eq!(code, 0, "{err}");
    let choices = "label “claim” has other words here for 2 choices of “denied”, which stay";
    assert!(err.contains(choices) && err.starts_with("warning: b.ron: "), "{err}");
    let text = "“Ten fled; we Ran.” has another text than in the first project, from line 1, character 14 on (offset 13): “Ten fled; we \
                ran.” here, “Ten fled; we Ran.⏎” there; it is left out";
    assert!(err.contains(text), "{err}");
}

#[test]
fn one_article_with_two_texts_is_told_where_its_layers_are_compared_and_imported() {
    let folder = Folder::new();
    for (analyst, text) in [("ana", "Nine died near Dravna.\n"), ("bo", "Nine died near Dravna.")] {
        fs::create_dir_all(folder.path(&format!("brat/{analyst}"))).unwrap();
        fs::write(folder.path(&format!("brat/{analyst}/d.txt")), text).unwrap();
        fs::write(folder.path(&format!("brat/{analyst}/d.ann")), "T1\tclaim 0 9\tNine died\n").unwrap();
    }
    let (code, _, err) = folder.output("import p.ron brat --analyst-from folder");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("“Nine died near Dravna.” is “Nine died near Dravna.” with another text"), "{err}");
    assert!(err.contains("Dravna.⏎” here") && err.contains("Dravna.[end]” there"), "{err}");
    let (_, _, err) = folder.output("compare p.ron");
    assert!(err.contains("is there with two texts and so in no figure, once worked on by ana and once by bo"), "{err}");
}

#[test]
fn an_import_that_brings_nothing_makes_no_project_and_fails() {
    let folder = Folder::new();
    fs::create_dir(folder.path("empty")).unwrap();
    fs::write(folder.path("tasks.json"), "[{\"data\":{\"text\":\"\"},\"annotations\":[{\"result\":[]}]}]").unwrap();
    for input in ["empty", "tasks.json"] {
        let (code, out, err) = folder.output(&format!("import p.ron {input}"));
        assert_eq!(code, 1, "{input}: {out}{err}");
        assert!(err.contains("error: "), "{input}: {err}");
        assert!(!folder.path("p.ron").exists(), "{input}");
    }
}

#[test]
fn nothing_is_exported_of_a_project_without_articles() {
    let folder = Folder::new();
    assert_eq!(folder.output("new p.ron").0, 0);
    for format in ["hf", "brat", "conll", "cas", "tei"] {
        let (code, _, err) = folder.output(&format!("export p.ron --to {format} --out out"));
        assert_eq!(code, 1, "{format}");
        assert!(err.contains("no article is chosen, so there is nothing to write"), "{format}: {err}");
        assert!(!folder.path("out").exists(), "{format}");
    }
    let (code, _, err) = folder.output("export p.ron --to jsonl --out p.jsonl");
    assert_eq!(code, 0, "{err}");
    // Its codebook is something.
    assert_eq!(folder.output("import again.ron p.jsonl").0, 0);
    assert_eq!(read(&folder, "again.ron").codebook(), read(&folder, "p.ron").codebook());
}

/// Short articles, and each with other words, quotation marks or forms of letters.
const VARIANTS: [(&str, &str); 4] = [
    ("The ferry to Sel runs again from Monday, the harbour office said on Friday.", "harbour=harbor"),
    (
        "Nobody can cross the bridge at Dravna before spring, the engineers told the council.",
        "spring=spring. They asked for money",
    ),
    ("“We have no bread,” said Ilse Maren at the market of Sel.", "“=\""),
    ("Zoé Denn wrote from the café on the river.", "é=e\u{301}"),
];

#[test]
fn a_text_that_differs_by_little_is_told_however_short_with_the_place() {
    let folder = Folder::new();
    for (number, (text, change)) in VARIANTS.into_iter().enumerate() {
        let (old, new) = change.split_once('=').unwrap();
        fs::write(folder.path(&format!("a{number}.txt")), text).unwrap();
        fs::write(folder.path(&format!("b{number}.txt")), text.replace(old, new)).unwrap();
    }
    let (code, _, err) = folder.output("import a.ron a0.txt a1.txt a2.txt a3.txt");
    assert_eq!((code, err.as_str()), (0, ""), "four articles");
    let (code, out, err) = folder.output("import --verbose a.ron b0.txt b1.txt b2.txt b3.txt");
    assert_eq!(code, 0, "{err}");
    assert!(out.ends_with("4 of 4 imported; 4 near-duplicates\n"), "{out}");
    for place in [
        "b0.txt: 50 % of “The ferry",
        "from line 1, character 51 on (offset 50): “n from Monday, the harbour office said on Friday” here, “n from Monday, the \
         harbor office said on Friday.” there; both are kept",
        "b2.txt: 100 % of “",
        "(U+201C here, U+0022 there)",
        "(U+00E9 here, U+0065 there)",
    ] {
        assert!(err.contains(place), "{place}\n{err}");
    }
}

#[test]
fn projects_without_a_common_text_are_told_which_articles_differ_by_little() {
    let folder = Folder::new();
    let of = |text: &str| project(codebook(&[("claim", vec![])]), &[marked(text)]);
    write(&folder, "a.ron", &of("The [ferry]{claim} to Sel runs again from Monday, the harbour office said on Friday."));
    fs::write(folder.path("b.txt"), "The ferry to Sel runs again from Monday, the harbor office said on Friday.").unwrap();
    folder.output("import b.ron b.txt");
    let (code, _, err) = folder.output("compare a.ron b.ron");
    assert_eq!(code, 1);
    assert!(err.contains("has another text than in the first project, from line 1, character 51 on (offset 50): “"), "{err}");
    assert!(err.contains("error: no article has the same text in both projects"), "{err}");
}
