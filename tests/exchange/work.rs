//! What counts as work: a layer without tags is told from an article never opened, in every format or in its loss report.

use super::{marked, random};
use marked::{codebook, marked as text};
use obelus::{
    export::{self, Format, LossReport, Selection},
    import::{Annotated, EmptyLayers, InputFile, brat, exchange, join, jsonl},
    project::{AnalystId, ArticleId, Edit, Project, ProjectId, Standing, Status},
};
use std::collections::BTreeMap;

const ANALYSTS: [&str; 2] = ["ana", "bo"];

/// Four articles that both tagged; one that Ana tagged and Bo finished without a tag, and one that Ana never opened.
fn six_articles() -> Project {
    let mut texts: Vec<_> = (1..=4)
        .map(|number| text(&format!("Article {number}: [[nine]{{claim@bo}} people]{{claim}} died, [he said]{{quote}}.")))
        .collect();
    texts.push(text("Article 5: [the army]{claim} denied it."));
    texts.push(text("Article 6: قُتل [١٧]{claim@bo} شخصًا."));
    let mut project = marked::project(codebook(&[("claim", Vec::new()), ("quote", Vec::new())]), &texts);
    let all = (1..=6).flat_map(|article| ANALYSTS.map(|analyst| (article, analyst)));
    for (article, analyst) in all.filter(|pair| *pair != (6, "ana")) {
        let (article, status) = (ArticleId::from_random(article), Some(Status::Done));
        project.apply(Edit::SetStatus { article, analyst: analyst.into(), status }).unwrap();
    }
    project
}

/// For each text what each analyst has there, from which all figures are computed: nothing where that analyst is left out.
fn compared(project: &Project) -> BTreeMap<String, [Option<Vec<String>>; 2]> {
    let layer = |record: &obelus::project::ArticleRecord, analyst: &str| {
        let analyst = AnalystId::from(analyst);
        let text = record.article.text.as_str();
        let mut tags: Vec<_> =
            record.layer(&analyst).iter().map(|tag| format!("{} {}", tag.label, tag.fragments.words(text))).collect();
        tags.sort();
        record.standing(&analyst).is_work().then_some(tags)
    };
    let records = project.articles().iter();
    records.map(|record| (record.article.text.as_str().to_owned(), ANALYSTS.map(|analyst| layer(record, analyst)))).collect()
}

/// What the files of an export make of an empty project.
fn back(project: &Project, format: Format) -> (Project, LossReport, usize) {
    let (files, report) = export::export(project, format, &Selection::default()).unwrap();
    let inputs: Vec<_> = files.iter().map(|file| InputFile { path: &file.name, bytes: &file.bytes }).collect();
    let sources: Vec<Annotated> = match format {
        Format::Jsonl => vec![jsonl::read("p.jsonl", &files[0].bytes).unwrap()],
        Format::Brat => vec![brat::read(&inputs, None, "nobody")],
        _ => exchange::read(&inputs, None).0.into_iter().map(|(_, read)| read).collect(),
    };
    let num_open = sources.iter().map(Annotated::num_open_empty).sum();
    let (back, _) = joined(project, sources);
    (back, report, num_open)
}

fn joined(like: &Project, sources: Vec<Annotated>) -> (Project, Vec<String>) {
    let mut project = Project::new(ProjectId::from_random(2), "Back", like.codebook().clone());
    let mut bits = 1000;
    let joined = join(&project, sources, random::time(0), &mut || {
        bits += 1;
        bits
    });
    project.apply(Edit::Batch(joined.edits)).unwrap();
    (project, joined.warnings.iter().map(ToString::to_string).collect())
}

#[test]
fn every_format_brings_the_same_work_back_or_says_that_it_does_not() {
    let project = six_articles();
    let before = compared(&project);
    let empty = before.keys().find(|text| text.starts_with("Article 5")).unwrap().clone();
    assert_eq!(before[&empty][1], Some(Vec::new()));
    for format in Format::ALL {
        if format == Format::Html {
            let (_, report) = export::export(&project, format, &Selection::default()).unwrap();
            assert_eq!(report.num_left_empty, 1, "no program reads it back");
            continue;
        }
        let (back, report, num_open) = back(&project, format);
        assert_eq!(num_open, 0, "{format:?}: what Obelus wrote leaves nothing open");
        let mut expected = before.clone();
        if format.carries_empty() {
            assert_eq!((report.num_left_empty, report.losses.as_slice()), (0, [].as_slice()), "{format:?}");
        } else {
            expected.get_mut(&empty).unwrap()[1] = None;
            let losses: Vec<_> = report.losses.iter().map(|loss| (loss.article, loss.what.as_str())).collect();
            let lost = (ArticleId::from_random(5), "opened and left empty by bo: not carried");
            assert_eq!((report.num_left_empty, losses.as_slice()), (1, [lost].as_slice()), "{format:?}");
        }
        assert_eq!(compared(&back), expected, "{format:?}");
        for record in back.articles() {
            for analyst in back.analysts() {
                let standing = record.standing(&analyst.id);
                let is_tagged = !record.layer(&analyst.id).is_empty();
                assert!(!is_tagged || standing == Standing::Done, "{format:?}: tags that come in are work that is done");
            }
        }
    }
}

/// How far each analyst is with each text that a file brings, and the warnings.
fn standings(files: &[(&str, &str)], meaning: Option<EmptyLayers>) -> (Vec<String>, Vec<String>) {
    let inputs: Vec<_> = files.iter().map(|(path, text)| InputFile { path, bytes: text.as_bytes() }).collect();
    let is_brat = files.iter().any(|(path, _)| path.ends_with(".ann"));
    let mut sources: Vec<Annotated> = match is_brat {
        true => vec![brat::read(&inputs, None, "somebody")],
        false => exchange::read(&inputs, None).0.into_iter().map(|(_, read)| read).collect(),
    };
    if let Some(meaning) = meaning {
        sources.iter_mut().for_each(|source| source.settle_empty(meaning));
    }
    let like = marked::project(codebook(&[]), &[]);
    let (project, warnings) = joined(&like, sources);
    let mut said = Vec::new();
    for record in project.articles() {
        for analyst in project.analysts() {
            said.push(format!("{} {}: {:?}", record.article.text.as_str(), analyst.name, record.standing(&analyst.id)));
        }
    }
    said.sort();
    (said, warnings)
}

#[test]
fn of_label_studio_an_annotation_without_results_is_work_unless_it_was_cancelled() {
    let tasks = r#"[
        {"data": {"text": "A."}, "annotations": [
            {"completed_by": {"email": "ana"}, "result": [{"id": "r", "type": "labels", "value":
                {"start": 0, "end": 1, "text": "A", "labels": ["Claim"]}}]},
            {"completed_by": {"email": "bo"}, "result": []}]},
        {"data": {"text": "B."}, "annotations": [{"completed_by": {"email": "bo"}, "was_cancelled": true, "result": []}]}]"#;
    let (said, _) = standings(&[("tasks.json", tasks)], None);
    assert_eq!(said, ["A. ana: Done", "A. bo: DoneEmpty", "B. ana: NeverOpened", "B. bo: NeverOpened"]);
}

#[test]
fn of_prodigy_an_accepted_row_is_work_and_of_spacy_a_row_without_spans_is_asked_about() {
    let rows = "{\"text\": \"A.\", \"spans\": [{\"start\": 0, \"end\": 1, \"label\": \"X\"}], \"answer\": \"accept\", \"_annotator_id\": \"ana\"}\n\
                {\"text\": \"A.\", \"spans\": [], \"answer\": \"accept\", \"_annotator_id\": \"bo\"}\n\
                {\"text\": \"B.\", \"spans\": [], \"answer\": \"ignore\", \"_annotator_id\": \"bo\"}\n";
    let (said, warnings) = standings(&[("rows.jsonl", rows)], None);
    assert_eq!(said, ["A. ana: Done", "A. bo: DoneEmpty"]);
    assert!(!warnings.iter().any(|warning| warning.contains("--empty")), "{warnings:?}");
    let rows =
        "{\"text\": \"A.\", \"spans\": [{\"start\": 0, \"end\": 1, \"label\": \"X\"}]}\n{\"text\": \"B.\", \"spans\": []}\n";
    let (said, warnings) = standings(&[("cy.jsonl", rows)], None);
    assert_eq!(said, ["A. cy: Done", "B. cy: DoneEmpty"]);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let (said, _) = standings(&[("cy.jsonl", rows)], Some(EmptyLayers::Missing));
    assert_eq!(said, ["A. cy: Done", "B. cy: NeverOpened"]);
}

#[test]
fn of_doccano_a_confirmed_row_is_work_and_one_that_says_it_is_not_is_none() {
    let rows = "{\"text\": \"A.\", \"label\": [[0, 1, \"X\"]], \"is_confirmed\": true}\n\
                {\"text\": \"B.\", \"label\": [], \"is_confirmed\": true}\n\
                {\"text\": \"C.\", \"label\": [], \"is_confirmed\": false}\n\
                {\"text\": \"D.\", \"label\": []}\n";
    let (said, warnings) = standings(&[("ana.jsonl", rows)], None);
    assert_eq!(said, ["A. ana: Done", "B. ana: DoneEmpty", "C. ana: NeverOpened", "D. ana: DoneEmpty"]);
    assert!(warnings[0].contains("1 layer has no tags"), "{warnings:?}");
}

#[test]
fn an_empty_file_of_brat_counts_as_done_with_one_warning_or_as_never_opened() {
    let files = [
        ("ana/a.txt", "A."),
        ("ana/a.ann", "T1\tX 0 1\tA\n"),
        ("ana/b.txt", "B."),
        ("ana/b.ann", ""),
        ("bo/a.txt", "A."),
        ("bo/a.ann", "\n"),
        ("bo/b.txt", "B."),
    ];
    let (said, warnings) = standings(&files, None);
    assert_eq!(said, ["A. ana: Done", "A. bo: DoneEmpty", "B. ana: DoneEmpty", "B. bo: NeverOpened"]);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("2 layers have no tags (“a.txt of bo”, “b.txt of ana”)"), "{warnings:?}");
    let (said, warnings) = standings(&files, Some(EmptyLayers::Missing));
    assert_eq!(said, ["A. ana: Done", "A. bo: NeverOpened", "B. ana: NeverOpened", "B. bo: NeverOpened"]);
    assert_eq!(warnings, Vec::<String>::new());
}
