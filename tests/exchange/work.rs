//! What counts as work: a layer without tags is told from an article never opened, in every format or in its loss report.

use super::{marked, random};
use marked::{codebook, marked as text};
use obelus::{
    export::{self, Format, LossReport, Selection},
    import::{
        Annotated, EmptyLayers, InputFile, TaggedLayers, Untagged, brat, exchange, join, jsonl, settle_tagged, settle_untagged,
    },
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
fn back(project: &Project, format: Format) -> (Project, LossReport, Vec<String>) {
    let (files, report) = export::export(project, format, &Selection::default()).unwrap();
    let inputs: Vec<_> = files.iter().map(|file| InputFile { path: &file.name, bytes: &file.bytes }).collect();
    let (back, warnings) = joined(project, sources(&inputs, format));
    (back, report, warnings.into_iter().filter(|warning| warning.contains("--empty")).collect())
}

fn sources(inputs: &[InputFile<'_>], format: Format) -> Vec<Annotated> {
    match format {
        Format::Jsonl => vec![jsonl::read("p.jsonl", inputs[0].bytes).unwrap()],
        Format::Brat => vec![brat::read(inputs, None, "nobody")],
        _ => exchange::read(inputs, None).0.into_iter().map(|(_, read)| read).collect(),
    }
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
        let (back, report, warnings) = back(&project, format);
        let mut expected = before.clone();
        if format.carries_empty() {
            assert_eq!((report.num_left_empty, report.losses.as_slice()), (0, [].as_slice()), "{format:?}");
            assert_eq!(warnings, Vec::<String>::new(), "{format:?}: its files say who worked on what");
        } else {
            assert_eq!(warnings.len(), 1, "{format:?}: {warnings:?}");
            assert!(warnings[0].contains("2 times an analyst has no tags on a text (“"), "{format:?}: {warnings:?}");
            let read = "counted as never opened; “--empty done” counts them as finished without tags";
            assert!(warnings[0].ends_with(read), "{format:?}: {warnings:?}");
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

#[test]
fn unfinished_work_is_unfinished_again_or_what_was_assumed_is_said() {
    let mut project =
        marked::project(codebook(&[("claim", Vec::new())]), &[text("[Nine]{claim} of [[ten]{claim} fled]{claim@bo}.")]);
    for (analyst, status) in [("ana", Status::InProgress), ("bo", Status::Done)] {
        let (article, status) = (ArticleId::from_random(1), Some(status));
        project.apply(Edit::SetStatus { article, analyst: analyst.into(), status }).unwrap();
    }
    let carriers = [Format::Jsonl, Format::HuggingFace, Format::Csv, Format::Doccano];
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Html) {
        let (files, _) = export::export(&project, format, &Selection::default()).unwrap();
        let inputs: Vec<_> = files.iter().map(|file| InputFile { path: &file.name, bytes: &file.bytes }).collect();
        for (meaning, words) in [(TaggedLayers::Done, "done"), (TaggedLayers::InProgress, "in progress")] {
            let mut sources = sources(&inputs, format);
            let said: Vec<String> = settle_tagged(&mut sources, meaning).iter().map(ToString::to_string).collect();
            let (back, _) = joined(&project, sources);
            let standing = |name: &str| {
                let found = back.analysts().iter().find(|analyst| analyst.name.to_lowercase() == name).unwrap();
                back.articles()[0].standing(&found.id)
            };
            if carriers.contains(&format) {
                assert_eq!(said, Vec::<String>::new(), "{format:?}");
                assert_eq!((standing("ana"), standing("bo")), (Standing::InProgress, Standing::Done), "{format:?}");
                continue;
            }
            assert_eq!(said.len(), 1, "{format:?}: {said:?}");
            assert!(said[0].contains("2 layers have tags (“"), "{format:?}: {said:?}");
            assert!(said[0].contains(&format!("counted as {words}; “--tagged ")), "{format:?}: {said:?}");
            let expected = if meaning == TaggedLayers::Done { Standing::Done } else { Standing::InProgress };
            assert_eq!((standing("ana"), standing("bo")), (expected, expected), "{format:?}");
        }
    }
}

#[test]
fn a_program_that_says_who_submitted_what_is_believed() {
    let task = r#"[{"data": {"text": "Nine fled."}, "annotations": [{"completed_by": {"email": "bo@x"}, "result": [
        {"id": "a", "type": "labels", "value": {"start": 0, "end": 4, "text": "Nine", "labels": ["claim"]}}]}]}]"#;
    let line = r#"{"text": "Nine fled.", "answer": "accept", "spans": [{"start": 0, "end": 4, "label": "claim"}]}"#;
    for (path, bytes) in [("tasks.json", task), ("bo.jsonl", line)] {
        let mut sources = sources(&[InputFile { path, bytes: bytes.as_bytes() }], Format::LabelStudio);
        assert_eq!(settle_tagged(&mut sources, TaggedLayers::Done), [], "{path}");
        assert_eq!(sources[0].articles[0].status.values().collect::<Vec<_>>(), [&Status::Done], "{path}");
    }
}

/// The files of an export without what says who finished what; `None` where the files of each analyst say it by being there,
/// and for pages that nothing reads.
fn without_progress(project: &Project, format: Format) -> Option<Vec<(String, Vec<u8>)>> {
    let cut = |text: String, start: &str, end: char| {
        let mut parts = text.split(start);
        let first = parts.next().unwrap_or_default().to_owned();
        first + &parts.map(|part| part.split_once(end).map_or("", |(_, rest)| rest)).collect::<String>()
    };
    let change: Box<dyn Fn(String) -> String> = match format {
        Format::Brat => Box::new(|text| cut(text, "# An empty .ann", '\n')),
        Format::Doccano => Box::new(|text| cut(text, "\"status\":\"", ',')),
        Format::LabelStudio => Box::new(|text| cut(text, "\"finished_without_tags\":[", ',')),
        Format::Csv => Box::new(|text| text.replace("status:", "note on ")),
        Format::W3c | Format::Conll | Format::Refi | Format::Tei => Box::new(|text| text),
        Format::Jsonl | Format::HuggingFace | Format::Spacy | Format::Cas | Format::WebannoTsv | Format::Html => return None,
    };
    let (files, _) = export::export(project, format, &Selection::default()).unwrap();
    let changed = |bytes: Vec<u8>| String::from_utf8(bytes).map_or_else(|error| error.into_bytes(), |text| change(text).into());
    Some(files.into_iter().map(|file| (file.name, changed(file.bytes))).collect())
}

#[test]
fn files_that_do_not_say_who_finished_what_are_asked_about_in_every_format() {
    let project = six_articles();
    for format in Format::ALL {
        let Some(files) = without_progress(&project, format) else { continue };
        let files: Vec<_> = files.iter().map(|(path, bytes)| InputFile { path, bytes }).collect();
        let state = |said: &[String], article: &str, analyst: &str| {
            let of = |line: &&String| line.starts_with(article) && line.to_lowercase().contains(&format!(" {analyst}: "));
            said.iter().find(of).map(|line| line.rsplit(' ').next().unwrap().to_owned())
        };
        let (said, warnings) = standings_of(&files, None);
        let told: Vec<_> = warnings.iter().filter(|warning| warning.contains("--empty")).collect();
        assert_eq!(told.len(), 1, "{format:?}: {warnings:?}");
        let guess = if matches!(format, Format::Brat | Format::Doccano) { "DoneEmpty" } else { "NeverOpened" };
        assert_eq!(state(&said, "Article 5", "bo").as_deref(), Some(guess), "{format:?}: {said:?} {told:?}");
        for (meaning, standing) in [(EmptyLayers::Done, "DoneEmpty"), (EmptyLayers::Missing, "NeverOpened")] {
            let (said, warnings) = standings_of(&files, Some(meaning));
            assert_eq!(state(&said, "Article 5", "bo").as_deref(), Some(standing), "{format:?}");
            assert_eq!(state(&said, "Article 5", "ana").as_deref(), Some("Done"), "{format:?}");
            assert!(!warnings.iter().any(|warning| warning.contains("--empty")), "{format:?}: {warnings:?}");
        }
    }
}

#[test]
fn files_that_are_read_one_by_one_know_the_analysts_of_each_other() {
    let tei = |text: &str, by: &str| {
        let annotation = match by {
            "" => String::new(),
            _ => format!(
                "<standOff><listAnnotation><annotation target=\"#string-range(t,0,1)\"><respStmt><resp>creator</resp>\
                 <name>{by}</name></respStmt></annotation></listAnnotation></standOff>"
            ),
        };
        format!(
            "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/>{annotation}<text><body><ab xml:id=\"t\">{text}</ab></body></text></TEI>"
        )
    };
    let files = [("a.xml", tei("Article A.", "bo")), ("b.xml", tei("Article B.", ""))];
    let read = |(name, text): &(&str, String)| {
        let found = exchange::read(&[InputFile { path: name, bytes: text.as_bytes() }], None).0;
        found.into_iter().next().unwrap().1
    };
    let mut sources: Vec<_> = files.iter().map(read).collect();
    let warnings = settle_untagged(&mut sources, Untagged::default());
    assert_eq!(
        warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["tei: 1 time an analyst has no tags on a text (“b.xml of bo”), and the files do not say whether it was opened: \
             counted as never opened; “--empty done” counts them as finished without tags"]
    );
}

#[test]
fn of_label_studio_a_model_that_found_nothing_and_a_short_row_without_regions_are_work() {
    let tasks = r#"[{"data": {"text": "A."}, "annotations": [{"completed_by": {"email": "ana"}, "result": []}],
        "predictions": [{"model_version": "m1", "result": []}]}]"#;
    assert_eq!(standings(&[("t.json", tasks)], None).0, ["A. ana: DoneEmpty", "A. m1: DoneEmpty"]);
    let rows = r#"[{"text": "A.", "annotator": "ana", "labels": [{"start": 0, "end": 1, "text": "A", "labels": ["X"]}]},
        {"text": "B.", "annotator": "ana"}]"#;
    assert_eq!(standings(&[("t.json", rows)], None).0, ["A. ana: Done", "B. ana: DoneEmpty"]);
}

/// How far each analyst is with each text that a file brings, and the warnings.
fn standings(files: &[(&str, &str)], meaning: Option<EmptyLayers>) -> (Vec<String>, Vec<String>) {
    let inputs: Vec<_> = files.iter().map(|(path, text)| InputFile { path, bytes: text.as_bytes() }).collect();
    standings_of(&inputs, meaning)
}

fn standings_of(inputs: &[InputFile<'_>], meaning: Option<EmptyLayers>) -> (Vec<String>, Vec<String>) {
    let is_brat = inputs.iter().any(|file| file.path.ends_with(".ann"));
    let mut sources: Vec<Annotated> = match is_brat {
        true => vec![brat::read(inputs, None, "somebody")],
        false => exchange::read(inputs, None).0.into_iter().map(|(_, read)| read).collect(),
    };
    if let Some(meaning) = meaning {
        drop(settle_untagged(&mut sources, Untagged::all(meaning)));
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
    assert!(warnings[0].contains("1 layer has no tags (“ana.jsonl of ana”)"), "{warnings:?}");
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
