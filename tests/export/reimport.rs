//! What is exported comes back through the importers: JSON lines as the same project, brat as the same annotations.

use super::{answer, any_project, change, dravna, known_article};
use obelus::{
    export::{Format, LossReport, Selection, export},
    import::{Annotated, InputFile, brat, join, jsonl},
    project::{AnnotationId, ArticleRecord, AttributeValue, Change, Codebook, Edit, Project, ProjectId, Status},
    text::ByteRange,
};
use proptest::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

fn joined(mut project: Project, source: Annotated) -> Project {
    assert_eq!((source.failed.as_slice(), source.warnings.as_slice()), ([].as_slice(), [].as_slice()));
    let mut bits = 1000;
    let mut random_bits = || {
        bits += 1;
        bits
    };
    let joined = join(&project, vec![source], "2026-02-01T00:00:00Z".parse().unwrap(), &mut random_bits);
    project.apply(Edit::Batch(joined.edits)).unwrap();
    project
}

/// The project that the JSON lines of `project` make where there was none.
fn from_json_lines(project: &Project) -> Project {
    let (files, _) = export(project, Format::Jsonl, &Selection::default()).unwrap();
    assert!(jsonl::is_ours(&files[0].bytes));
    let source = jsonl::read("project.jsonl", &files[0].bytes).unwrap();
    let origin = source.origin.clone().unwrap();
    joined(Project::new(origin.id, origin.title, origin.codebook), source)
}

/// The project that the brat folder of `project` makes in an empty one with the same codebook.
fn from_brat(project: &Project) -> (Project, LossReport) {
    let (files, report) = export(project, Format::Brat, &Selection::default()).unwrap();
    let files: Vec<_> = files.iter().map(|file| InputFile { path: &file.name, bytes: &file.bytes }).collect();
    let empty = Project::new(ProjectId::from_random(2), "Back", project.codebook().clone());
    (joined(empty, brat::read(&files, None, "nobody")), report)
}

/// What brat carries: words, analyst, label, places, answers; links as places of their ends.
fn said(project: &Project) -> Vec<String> {
    let mut said = Vec::new();
    for record in project.articles() {
        let place = |id: &AnnotationId| format!("{:?}", record.annotations[id].fragments);
        for annotation in record.annotations.values() {
            let answers = annotation.attributes.iter().map(|(id, value)| match value {
                AttributeValue::Links(links) => format!("{id}: {:?}", links.iter().map(place).collect::<Vec<_>>()),
                value => format!("{id}: {value:?}"),
            });
            said.push(format!(
                "{} {} {:?} {:?} {:?} {:?} {}",
                annotation.analyst,
                annotation.label,
                annotation.fragments,
                answers.collect::<Vec<_>>(),
                annotation.same_as.iter().map(place).collect::<Vec<_>>(),
                annotation.note,
                annotation.is_unsure,
            ));
        }
    }
    said.sort();
    said
}

fn full() -> Project {
    let mut project = dravna();
    let first = AnnotationId::from_random(1);
    for (annotation, attribute, value) in [
        (1, "source", AttributeValue::Links(vec![AnnotationId::from_random(3)])),
        (1, "cue", AttributeValue::SubSpan(ByteRange::from_usize(5..7))),
        (2, "low", AttributeValue::Integer(-14)),
        (2, "precision", AttributeValue::Choice("at_least".to_owned())),
        (2, "means", AttributeValue::Choices(vec!["exact".to_owned()])),
        (2, "share", AttributeValue::Number(0.5)),
        (2, "official", AttributeValue::YesNo(false)),
        (2, "day", AttributeValue::Date("2017-09-21".parse().unwrap())),
        (3, "speaker", AttributeValue::NotStated),
    ] {
        answer(&mut project, annotation, attribute, value);
    }
    change(&mut project, 3, Change::SameAs(vec![first]));
    change(&mut project, 3, Change::Unsure(true));
    change(&mut project, 3, Change::Note("per\u{2028}hospital\n“é” 💥".to_owned()));
    project
}

#[test]
fn json_lines_make_the_same_project_again() {
    let mut project = full();
    for edit in [
        Edit::AddArticle { at: 0, record: Arc::new(ArticleRecord::new(known_article())) },
        Edit::SetStatus { article: known_article().id, analyst: "bo".into(), status: Some(Status::Done) },
    ] {
        project.apply(edit).unwrap();
    }
    assert_eq!(from_json_lines(&project), project);
}

#[test]
fn what_is_there_already_is_not_added_again() {
    let project = full();
    let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
    let source = jsonl::read("project.jsonl", &files[0].bytes).unwrap();
    let joined = join(&project, vec![source], "2026-02-01T00:00:00Z".parse().unwrap(), &mut || 7);
    assert_eq!((joined.edits.as_slice(), joined.num_present), ([].as_slice(), 4));
}

#[test]
fn another_analysts_work_on_the_same_text_becomes_a_layer() {
    let project = dravna();
    let only = |analyst: &str| Selection { analysts: Some(vec![analyst.into()]), articles: None };
    let bytes = |analyst| export(&project, Format::Jsonl, &only(analyst)).unwrap().0.remove(0).bytes;
    let ana = jsonl::read("ana.jsonl", &bytes("ana")).unwrap();
    let bo = jsonl::read("bo.jsonl", &bytes("bo")).unwrap();
    let start = Project::new(project.id(), project.title(), project.codebook().clone());
    assert_eq!(joined(joined(start, ana), bo), project);
}

#[test]
fn labels_and_attributes_that_the_codebook_lacks_are_added() {
    let project = full();
    let mut codebook = Codebook { labels: project.codebook().labels[..2].to_vec(), ..project.codebook().clone() };
    codebook.labels[0].attributes.truncate(1);
    let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
    let source = jsonl::read("project.jsonl", &files[0].bytes).unwrap();
    let with = joined(Project::new(ProjectId::from_random(9), "Other", codebook), source);
    assert_eq!(with.codebook().version, project.codebook().version + 1);
    assert_eq!(with.codebook().labels[0].attributes, project.codebook().labels[0].attributes);
    assert_eq!(with.codebook().labels[2].attributes, project.codebook().labels[2].attributes);
    assert_eq!(said(&with), said(&project));
}

#[test]
fn bad_rows_are_left_out_with_their_line_and_the_rest_is_taken() {
    let (files, _) = export(&dravna(), Format::Jsonl, &Selection::default()).unwrap();
    let lines = String::from_utf8(files[0].bytes.clone()).unwrap();
    let lines = lines.replacen(r#""fragments":[{"start":11,"end":13}]"#, r#""fragments":[{"start":11,"end":1300}]"#, 1);
    let lines = lines.replacen(r#""quote":"قال"#, r#""quote":"gone"#, 1) + "{\"obelus\":\"later\"}\nnot json\n";
    let source = jsonl::read("p.jsonl", lines.as_bytes()).unwrap();
    assert_eq!(source.articles[0].annotations.len(), 3);
    let warnings: Vec<_> = source.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 4, "{warnings:?}");
    assert!(warnings[0].starts_with("p.jsonl, line 4: this row was left out: 11–1300 is not a stretch of the article"));
    assert!(warnings[1].starts_with("p.jsonl, line 6: the offsets cover “قال إن"), "{warnings:?}");
    let later = "p.jsonl, line 7: 1 row was left out of the kind “later”, which this Obelus does not know";
    assert_eq!(warnings[2], later);
    assert!(warnings[3].starts_with("p.jsonl, line 8: this row was left out: it is not valid JSON: expected"), "{warnings:?}");
    for bad in ["", "x", "{}", "{\"obelus\":\"article\"}", "{\"obelus\":\"header\",\"format_version\":2}"] {
        assert!(jsonl::read("p.jsonl", bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn brat_brings_back_every_answer() {
    let project = full();
    let (back, report) = from_brat(&project);
    assert_eq!((report.written, report.losses.as_slice()), (4, [].as_slice()));
    assert_eq!(said(&back), said(&project));
}

proptest! {
    #[test]
    fn any_project_comes_back_from_json_lines(mut project in any_project(), note in "\\PC*|[\\x00-\\x1f\u{85}\u{2028}\"\\\\]*") {
        if project.num_annotations() > 0 {
            change(&mut project, 1, Change::Note(note));
        }
        prop_assert_eq!(from_json_lines(&project), project);
    }

    #[test]
    fn any_project_comes_back_from_brat_but_for_what_the_report_names(project in any_project()) {
        prop_assume!(!project.articles()[0].article.text.as_str().trim().is_empty());
        let (back, report) = from_brat(&project);
        let lost: Vec<_> = report.losses.iter().filter_map(|loss| loss.annotation).collect();
        let mut kept = project.clone();
        for record in project.articles() {
            for id in record.annotations.keys().filter(|id| lost.contains(id)) {
                kept.apply(Edit::RemoveAnnotation { article: record.article.id, annotation: *id }).unwrap();
            }
        }
        let back = said(&back);
        for line in said(&kept) {
            prop_assert!(back.contains(&line), "{} is not among {:?}", line, back);
        }
    }
}

#[test]
fn rows_that_are_there_twice_are_told_and_the_first_counts() {
    let mut project = dravna();
    let (article, analyst) = (project.articles()[0].article.id, project.analysts()[0].id.clone());
    project.apply(Edit::SetStatus { article, analyst, status: Some(Status::Done) }).unwrap();
    let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
    let (mut lines, mut seen) = (String::new(), BTreeSet::new());
    for line in std::str::from_utf8(&files[0].bytes).unwrap().lines() {
        lines.push_str(&format!("{line}\n"));
        let others = [("annotation", "\"unsure\":false", "\"unsure\":true"), ("status", "\"done\"", "\"in_progress\"")];
        for (kind, said, other) in others {
            let kind = format!("\"obelus\":\"{kind}\"");
            // After the first of the kind stands the same with something else.
            if line.contains(&kind) && line.contains(said) && seen.insert(kind) {
                lines.push_str(&format!("{}\n", line.replace(said, other)));
            }
        }
    }
    let mut source = jsonl::read("twice.jsonl", lines.as_bytes()).unwrap();
    let warnings: Vec<_> = std::mem::take(&mut source.warnings).iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning.contains("left out: the status of")), "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning.contains("left out: annotation") && warning.ends_with("is there twice")));
    let origin = source.origin.clone().unwrap();
    assert_eq!(joined(Project::new(origin.id, origin.title, origin.codebook), source), project);
}

#[test]
fn a_file_that_was_cut_off_at_a_line_says_what_is_missing() {
    let mut project = full();
    let (article, analyst) = (project.articles()[0].article.id, project.analysts()[0].id.clone());
    project.apply(Edit::SetStatus { article, analyst, status: Some(Status::Done) }).unwrap();
    let (files, _) = export(&project, Format::Jsonl, &Selection::default()).unwrap();
    let text = String::from_utf8(files[0].bytes.clone()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let told = |text: &str| {
        let read = jsonl::read("p.jsonl", text.as_bytes()).unwrap();
        read.warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let said = |what: &str| {
        format!(
            "p.jsonl: rows are missing: of what the header states, the file has {what}; if its end was cut off, take the whole file \
             and import it again"
        )
    };
    assert_eq!(told(&text), Vec::<String>::new());
    assert_eq!(told(&lines[..5].concat()), [said("2 of 4 annotations")]);
    assert_eq!(told(lines[0]), [said("0 of 1 articles, 0 of 1 statuses, 0 of 4 annotations")]);
    let in_a_line = told(&text[..text.len() - 9]);
    assert_eq!(in_a_line.len(), 1, "the row itself says it: {in_a_line:?}");
    let old = text.replacen(",\"counts\":{\"article\":1,\"status\":1,\"annotation\":4,\"decision\":0}", "", 1);
    assert_ne!(old, text);
    assert_eq!(told(&old.lines().take(4).map(|line| format!("{line}\n")).collect::<String>()), Vec::<String>::new());
}
