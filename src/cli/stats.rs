//! `obelus stats`: counts of a project, as tables for people or as JSON for programs.
//!
//! Other programs depend on the names in the JSON: names are added, never changed. They are those of
//! [`crate::project::stats`], whose documentation says what each counts.

use super::{Answer, Failure, on_one_line, say, table::table};
use crate::{
    project::{
        Project,
        stats::{AnnotationCounts, Stats, stats},
    },
    store,
    text::words::counted,
};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Count articles, annotations and progress
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Project file
    project: PathBuf,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<Answer, Failure> {
    let read = store::read(&args.project)?;
    for notice in read.notices.iter().chain(&read.unreadable) {
        say(&format!("warning: {}: {notice}", args.project.display()));
    }
    let stats = stats(&read.project);
    Ok(Answer::done(if args.json { as_json(&read.project, &stats) } else { as_tables(&read.project, &stats) }))
}

fn as_json(project: &Project, stats: &Stats) -> String {
    let labels = stats.labels.iter().map(|label| {
        let by_analyst = stats.analysts.iter().zip(&label.num_by_analyst);
        let by_analyst: Map<String, Value> =
            by_analyst.map(|(analyst, number)| (analyst.analyst.to_string(), json!(number))).collect();
        json!({
            "id": label.label.as_str(),
            "name": label.name,
            "num_annotations": label.num_annotations,
            "num_by_analyst": by_analyst,
        })
    });
    let analysts = stats.analysts.iter().map(|analyst| {
        let progress = analyst.progress;
        json!({
            "id": analyst.analyst.as_str(),
            "name": analyst.name,
            "annotations": counts(&analyst.counts),
            "articles": {
                "num_not_opened": progress.num_not_opened,
                "num_in_progress": progress.num_in_progress,
                "num_opened_empty": progress.num_opened_empty,
                "num_done": progress.num_done,
                "num_done_empty": progress.num_done_empty,
            },
        })
    });
    let all = json!({
        "format_version": 1,
        "project": { "id": project.id().to_string(), "title": project.title() },
        "num_articles": stats.num_articles,
        "num_words": stats.num_words,
        "num_code_points": stats.num_code_points,
        "annotations": counts(&stats.total),
        "labels": labels.collect::<Vec<_>>(),
        "analysts": analysts.collect::<Vec<_>>(),
    });
    // Values made by `json!` can always be printed.
    let mut text = format!("{all:#}");
    text.push('\n');
    text
}

fn counts(counts: &AnnotationCounts) -> Value {
    let AnnotationCounts {
        num_annotations,
        num_fragments,
        num_discontinuous,
        num_same_span_pairs,
        num_nested_pairs,
        num_crossing_pairs,
        num_unsure,
        num_with_note,
    } = counts;
    json!({
        "num_annotations": num_annotations,
        "num_fragments": num_fragments,
        "num_discontinuous": num_discontinuous,
        "num_same_span_pairs": num_same_span_pairs,
        "num_nested_pairs": num_nested_pairs,
        "num_crossing_pairs": num_crossing_pairs,
        "num_unsure": num_unsure,
        "num_with_note": num_with_note,
    })
}

fn as_tables(project: &Project, stats: &Stats) -> String {
    let mut out = format!(
        "“{}”: {}, {}, {}\n",
        on_one_line(project.title()),
        counted(stats.num_articles, "article", "articles"),
        counted(stats.num_words, "word", "words"),
        counted(stats.num_code_points, "code point", "code points"),
    );
    let head = |first: &str| -> Vec<String> {
        let names = stats.analysts.iter().map(|analyst| analyst.name.clone());
        [first.to_owned()].into_iter().chain(names).collect()
    };
    let with_all = |mut row: Vec<String>, all: String| {
        row.push(all);
        row
    };
    let mut labels = vec![with_all(head("annotations"), "all".to_owned())];
    for label in &stats.labels {
        let row = [label.name.clone()].into_iter().chain(label.num_by_analyst.iter().map(usize::to_string)).collect();
        labels.push(with_all(row, label.num_annotations.to_string()));
    }
    for (name, of) in ANNOTATION_ROWS {
        let row = [name.to_owned()].into_iter().chain(stats.analysts.iter().map(|a| of(&a.counts).to_string())).collect();
        labels.push(with_all(row, of(&stats.total).to_string()));
    }
    table(&mut out, &labels);
    if !stats.analysts.is_empty() {
        let row = |name: &str, of: fn(&crate::project::stats::Progress) -> usize| -> Vec<String> {
            [name.to_owned()].into_iter().chain(stats.analysts.iter().map(|a| of(&a.progress).to_string())).collect()
        };
        let rows = [
            head("articles"),
            row("never opened", |progress| progress.num_not_opened),
            row("in progress", |progress| progress.num_in_progress),
            row("… of these without tags", |progress| progress.num_opened_empty),
            row("done", |progress| progress.num_done),
            row("done, nothing to tag", |progress| progress.num_done_empty),
        ];
        table(&mut out, &rows);
    }
    out
}

/// A row of a table: its name, and its count.
type Row = (&'static str, fn(&AnnotationCounts) -> usize);

/// The rows below the labels. Pairs are of one analyst's annotations in one article.
const ANNOTATION_ROWS: [Row; 8] = [
    ("all labels", |counts| counts.num_annotations),
    ("fragments", |counts| counts.num_fragments),
    ("of several fragments", |counts| counts.num_discontinuous),
    ("pairs on the same text", |counts| counts.num_same_span_pairs),
    ("pairs nested", |counts| counts.num_nested_pairs),
    ("pairs crossing", |counts| counts.num_crossing_pairs),
    ("unsure", |counts| counts.num_unsure),
    ("with a note", |counts| counts.num_with_note),
];
