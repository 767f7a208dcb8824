//! Our own exports that somebody edited, copied or renamed in, and that come back.

use super::{both, read, words, write};
use crate::program::Folder;
use obelus::{
    project::{Edit, Metadata, Project},
    store,
};
use std::fs;

impl Folder {
    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Replaces words in a file that has them.
    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{from:?} is not in {text}");
        self.put(name, &text.replacen(from, to, 1));
    }

    /// Runs a command that succeeds, and returns what it says on standard error.
    fn said(&self, line: &str) -> String {
        let (code, _, err) = self.output(line);
        assert_eq!(code, 0, "{line}: {err}");
        err
    }

    /// Writes `project` as `p.ron`, and its export in this format as the folder `out`.
    fn exported(project: &Project, format: &str) -> Self {
        let folder = Self::new();
        write(&folder, "p.ron", project);
        folder.said(&format!("export p.ron --to {format} --out out --bare"));
        folder
    }
}

#[test]
fn an_edited_csv_beside_its_tsv_is_told_and_an_unedited_one_is_not() {
    let folder = Folder::exported(&both(), "csv");
    assert_eq!(folder.said("import same.ron out"), "");
    folder.edit("out/annotations.csv", "\"claim\",\"Nine died\"", "\"quote\",\"Nine died\"");
    let said = folder.said("import new.ron out");
    assert_eq!(
        said,
        "warning: annotations.tsv: “annotations.csv” beside it was not read, because of two tables of one name the .tsv is read; \
         the two differ, only “annotations.csv” has 1 row (row 2) and only this one has 1 row (row 2): remove the one that is out \
         of date, and import again\n"
    );
    fs::remove_file(folder.path("out/annotations.tsv")).unwrap();
    folder.edit("out/articles.csv", "near Dravna", "near Sel");
    let said = folder.said("import again.ron out");
    assert!(said.starts_with("warning: articles.tsv: “articles.csv” beside it was not read"), "{said}");
    assert!(!said.contains("annotations.csv"), "the only table of a name is read: {said}");
}

#[test]
fn rows_of_a_second_table_with_the_same_ids_are_told_and_the_first_count() {
    let folder = Folder::exported(&both(), "csv");
    folder.put("out/older.tsv", &folder.text("out/annotations.tsv").replacen("\tclaim\t", "\tquote\t", 1));
    let said = folder.said("import new.ron out");
    assert!(said.contains("older.tsv: 3 rows are there already, with the same id (row 3, row 4, row 5); taken once"), "{said}");
    assert!(said.contains("older.tsv: 1 row has the id of an earlier row and says something else (row 2)"), "{said}");
    assert_eq!(words(&read(&folder, "new.ron"), "ana"), words(&both(), "ana"));
    assert_eq!(read(&folder, "new.ron").num_annotations(), 4);
}

/// The project, in which somebody has another name than the id says.
fn renamed(analyst: &str, name: &str) -> Project {
    let mut project = both();
    project.apply(Edit::RenameAnalyst { analyst: analyst.into(), name: name.to_owned() }).unwrap();
    project
}

fn names(folder: &Folder, project: &str) -> Vec<String> {
    read(folder, project).analysts().iter().map(|analyst| analyst.name.clone()).collect()
}

#[test]
fn names_that_stand_beside_ids_are_the_analysts_names() {
    for format in ["csv", "hf", "brat"] {
        let folder = Folder::exported(&renamed("ana", "Ana Lind"), format);
        assert_eq!(folder.said("import new.ron out --tagged done"), "", "{format}");
        assert_eq!(names(&folder, "new.ron"), ["Ana Lind", "BO"], "{format}");
        for old in ["Ana_Lind", "ana"] {
            assert_eq!(folder.said(&format!("import {old}.ron out --tagged done --analyst-map {old}=Eve")), "", "{format} {old}");
            assert_eq!(names(&folder, &format!("{}.ron", old.replace('_', " "))), ["Eve", "BO"], "{format} {old}");
        }
        // Somebody else has the id here.
        write(&folder, "other.ron", &renamed("ana", "Cy"));
        let said = folder.said("import other.ron out");
        let who = "“Ana Lind” has the id “ana” in the data, which is that of “Cy” here, and was taken for another person; \
                   “obelus import --analyst-map Ana Lind=Cy” takes them as one";
        assert!(said.contains(who), "{format}: {said}");
        assert_eq!(names(&folder, "other.ron"), ["Cy", "BO", "Ana Lind"], "{format}");
        // The name belongs to another id here.
        write(&folder, "third.ron", &renamed("bo", "Ana Lind"));
        let said = folder.said("import third.ron out");
        assert!(
            said.contains("“Ana Lind” has the id “ana” in the data and “bo” here, and was taken for the same person"),
            "{said}"
        );
    }
}

#[test]
fn two_names_of_one_id_and_one_name_of_two_ids_are_told() {
    let folder = Folder::exported(&both(), "csv");
    fs::remove_file(folder.path("out/annotations.csv")).unwrap();
    folder.put(
        "out/annotations.tsv",
        &folder.text("out/annotations.tsv").replacen("\tANA\t", "\tAnna\t", 1).replace("\tBO\t", "\tAnna\t"),
    );
    let said = folder.said("import new.ron out");
    assert!(said.contains("csv: analyst “ana” has several names: “Anna” was taken, not “ANA”"), "{said}");
    assert!(said.contains("“Anna” is the name of 2 analysts, who stay apart (“ana”, “bo”)"), "{said}");
    let said = folder.said("import one.ron out --analyst-map bo=Anna");
    assert_eq!(names(&folder, "one.ron"), ["Anna"], "{said}");
}

#[test]
fn a_tag_that_was_moved_in_an_export_is_not_added_beside_itself() {
    for format in ["csv", "doccano", "labelstudio", "jsonl"] {
        let folder = Folder::exported(&both(), format);
        let edits: &[(&str, &str, &str)] = match format {
            "csv" => &[
                ("annotations.csv", "\"0\",\"9\",\"claim\",\"Nine died\",\"0-9\"", "\"5\",\"9\",\"claim\",\"died\",\"5-9\""),
                ("annotations.tsv", "\t0\t9\tclaim\tNine died\t0-9\t", "\t5\t9\tclaim\tdied\t5-9\t"),
            ],
            "jsonl" => {
                &[("", "[{\"start\":0,\"end\":9}]", "[{\"start\":5,\"end\":9}]"), ("", "\"Nine died\",\"pre", "\"died\",\"pre")]
            }
            "doccano" => &[("ana.jsonl", "[0,9,\"claim\"]", "[5,9,\"claim\"]")],
            _ => &[("tasks.json", "\"end\":9", "\"end\":4"), ("tasks.json", "\"text\":\"Nine died\"", "\"text\":\"Nine\"")],
        };
        let path = |file: &str| if file.is_empty() { "out".to_owned() } else { format!("out/{file}") };
        edits.iter().for_each(|(file, from, to)| folder.edit(&path(file), from, to));
        let said = folder.said("import p.ron out");
        let left = "warning: the layer of ana was left as it is, because it differs from the copy’s (whose times do not say which is \
                    newer): annotations 1 different there (“Nine died”)";
        assert!(said.to_lowercase().contains(&left.to_lowercase()), "{format}: {said}");
        assert!(said.contains("takes from the copy what is only there and what differs\n"), "{format}: {said}");
        let now = read(&folder, "p.ron");
        assert_eq!((now.num_annotations(), words(&now, "ana")), (4, words(&both(), "ana")), "{format}");
        folder.said("import p.ron out --layers ana");
        let now = read(&folder, "p.ron");
        assert_eq!((now.num_annotations(), words(&now, "bo")), (4, words(&both(), "bo")), "{format}");
        assert!(["died", "Nine"].contains(&words(&now, "ana")[0].as_str()), "{format}");
    }
}

#[test]
fn a_tag_that_was_moved_where_files_have_no_ids_is_told() {
    let folder = Folder::exported(&both(), "brat");
    let ann = fs::read_dir(folder.path("out/ana")).unwrap().map(|entry| entry.unwrap().path()).find(|path| {
        path.extension().is_some_and(|ending| ending == "ann") && fs::read_to_string(path).unwrap().contains("Nine died")
    });
    let name = ann.unwrap().strip_prefix(folder.root()).unwrap().display().to_string();
    folder.edit(&name, "claim 0 9\tNine died", "claim 5 9\tdied");
    let said = folder.said("import p.ron out");
    assert!(
        said.contains(
            "layers: ANA: 1 annotation is added beside one with the same label that the data does not have and that shares words \
             with it (“died” beside “Nine died”); if the data is an edited export, remove one of the two"
        ),
        "{said}"
    );
    assert_eq!(folder.said("import p.ron out --tagged done"), "", "what is there is not told again");
}

#[test]
fn one_person_under_a_name_of_their_own_gets_tags_of_their_own_in_one_line() {
    let folder = Folder::new();
    write(&folder, "mine.ron", &both());
    write(&folder, "copy.ron", &renamed("ana", "Zoe"));
    let said = folder.said("import mine.ron copy.ron --analyst-map Zoe=Zoe");
    assert_eq!(
        said,
        "warning: Marked: Zoe: 2 annotations with the ids of annotations of ANA here (“Nine died”, “Ten fled”); both are kept, \
         under new ids\n"
    );
    assert_eq!(words(&read(&folder, "mine.ron"), "zoe"), words(&both(), "ana"));
}

#[test]
fn other_metadata_in_a_copy_is_told_once_and_that_of_the_project_stays() {
    let of = |outlet: &str| {
        let mut project = both();
        for record in project.articles().to_vec() {
            let metadata = Metadata { outlet: outlet.to_owned(), headline: "Nine".to_owned(), ..Metadata::default() };
            project.apply(Edit::SetMetadata { article: record.article.id, metadata: Box::new(metadata) }).unwrap();
        }
        project
    };
    for format in ["jsonl", "csv", "hf", "spacy", "labelstudio"] {
        let folder = Folder::exported(&of("Sel Post"), format);
        write(&folder, "here.ron", &of("Sel Wire"));
        let said = folder.said("import here.ron out");
        let told =
            "2 articles have other metadata there than here, which stays: “Nine” (outlet “Sel Wire” here, “Sel Post” there)";
        assert!(said.contains(told), "{format}: {said}");
        let outlets: Vec<_> =
            read(&folder, "here.ron").articles().iter().map(|record| record.article.metadata.outlet.clone()).collect();
        assert_eq!(outlets, ["Sel Wire"; 2], "{format}");
        assert!(!folder.said("import p.ron out").contains("metadata"), "{format}: the same metadata is not told");
    }
    let folder = Folder::new();
    store::create_project(&folder.path("a.ron"), &of("Sel Wire")).unwrap();
    store::create_project(&folder.path("b.ron"), &of("Sel Post")).unwrap();
    assert!(folder.said("import a.ron b.ron").contains("warning: Marked: 2 articles have other metadata there"));
}

#[test]
fn other_metadata_in_a_table_of_articles_is_told() {
    let folder = Folder::new();
    let table = |outlet: &str| format!("title,outlet,body\nNine died,{outlet},\"Nine people died in Dravna on Monday.\"\n");
    folder.put("one.csv", &table("Sel Wire"));
    folder.put("two.csv", &table("Sel Post"));
    folder.said("import p.ron one.csv");
    let said = folder.said("import p.ron two.csv");
    let told =
        "1 article has other metadata there than here, which stays: “Nine died” (outlet “Sel Wire” here, “Sel Post” there)";
    assert!(said.contains(told), "{said}");
    assert!(!folder.said("import p.ron one.csv").contains("metadata"));
}

#[test]
fn a_title_under_another_name_is_no_other_metadata() {
    let folder = Folder::exported(&both(), "cas");
    assert!(!folder.said("import p.ron out").contains("metadata"));
}
