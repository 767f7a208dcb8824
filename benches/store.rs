//! How quick the store is with a large project: 10,000 articles (50 MB of text) and 200,000 annotations.
//!
//! `cargo bench --bench store` prints a table for `docs/benchmarks.md`. As a yardstick, serde_json writes and reads the same data
//! in the same run, as plain structs and without any of the checks that opening a project makes.

#![expect(clippy::print_stdout, reason = "the table is the result")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the benchmark")]
#![expect(clippy::disallowed_methods, reason = "the yardstick writes a file of its own")]

#[path = "support/large.rs"]
mod large;

use jiff::Timestamp;
use obelus::{
    project::{Change, Edit, Project},
    store::{self, Author, Ids},
};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

const NUM_EDITS: usize = 1_000;

#[derive(Serialize, Deserialize)]
struct Plain {
    articles: Vec<PlainArticle>,
    annotations: Vec<PlainAnnotation>,
}

#[derive(Serialize, Deserialize)]
struct PlainArticle {
    id: String,
    headline: String,
    file: String,
    sha256: String,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct PlainAnnotation {
    id: String,
    article: String,
    by: String,
    label: String,
    at: Vec<(u32, u32, String)>,
    created: String,
    codebook: u32,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    // A process of its own has no memory but what opening takes.
    if let Some(at) = arguments.iter().position(|argument| argument == "--open") {
        return open(Path::new(&arguments[at + 1]));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.ron");
    let mut ids = Ids::from_seed(1);
    let project = large::project(&mut ids, large::NUM_ARTICLES);
    let text_bytes: usize = project.articles().iter().map(|record| record.article.text.as_str().len()).sum();
    println!(
        "{} articles, {} MB of text, {} annotations; {} cores\n",
        project.articles().len(),
        text_bytes / 1_000_000,
        project.num_annotations(),
        std::thread::available_parallelism().map_or(1, usize::from),
    );
    println!("| what | Obelus | serde_json |\n|---|---|---|");

    let plain = plain(&project);
    let json_path = folder.path().join("large.json");
    let (json_write, json) = timed(|| serde_json::to_vec(&plain).unwrap());
    fs::write(&json_path, &json).unwrap();
    drop(plain);
    let (write, written) = timed(|| store::file::write_project(&project, 0, 0));
    row("project to bytes", &seconds(write), &seconds(json_write));
    row("size", &megabytes(written.len()), &megabytes(json.len()));
    drop((written, json));
    let (create, ()) = timed(|| store::create_project(&path, &project).unwrap());
    row("write the file, synced", &seconds(create), "");
    drop(project);

    let said = std::process::Command::new(&arguments[0]).arg("--open").arg(&path).output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    let mut said = said.split_whitespace().map(|number| number.parse::<f64>().unwrap());
    let mut next = || said.next().unwrap();
    let json_read = fastest(|| drop(serde_json::from_slice::<Plain>(&fs::read(&json_path).unwrap()).unwrap()));
    row("open, with every check", &format!("{:.2} s", next()), &seconds(json_read));
    let share = |bytes: f64| format!("{} MB, {:.1} times the text", (bytes / 1e6).round(), bytes / text_bytes as f64);
    row("memory when open", &share(next()), "");
    row("peak memory while opening", &share(next()), "");

    edits(&path, &mut ids);
}

fn row(what: &str, ours: &str, json: &str) {
    println!("| {what} | {ours} | {json} |");
}

/// The child: opens the project and prints seconds, memory in use and peak memory in bytes.
fn open(path: &Path) {
    let (time, opened) = timed(|| store::open(path, "a benchmark", 1).unwrap());
    assert!(opened.notices.is_empty() && opened.session.read_only().is_none());
    println!("{} {} {}", time.as_secs_f64(), memory("VmRSS:"), memory("VmHWM:"));
}

/// A line of the kernel's account of this process, in bytes; 0 where there is none.
fn memory(what: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap_or("0");
    line.split_whitespace().next().map_or(0, |number| number.parse::<u64>().unwrap_or(0) * 1024)
}

fn edits(path: &Path, ids: &mut Ids) {
    let mut session = store::open(path, "a benchmark", 1).unwrap().session;
    let author = Author { analyst: Some("ana".into()), now: Timestamp::UNIX_EPOCH };
    let mut times: Vec<Duration> = (0..NUM_EDITS)
        .map(|i| {
            let record = Arc::clone(&session.project().articles()[i * 7 % large::NUM_ARTICLES]);
            let (article, annotation) = (record.article.id, *record.annotations.keys().next().unwrap());
            drop(record);
            let edit = match i % 2 {
                0 => {
                    let annotation = Box::new(large::annotation(ids, i));
                    Edit::AddAnnotation { article, annotation }
                }
                _ => Edit::ChangeAnnotation {
                    article,
                    annotation,
                    change: Change::Note(format!("note {i}")),
                    modified: Timestamp::UNIX_EPOCH,
                },
            };
            timed(|| session.apply(edit, &author).unwrap()).0
        })
        .collect();
    times.sort_unstable();
    let at = |share: f64| milliseconds(times[((times.len() - 1) as f64 * share) as usize]);
    row("an edit, synced to disk: half are faster than", &at(0.5), "");
    row("… 99 of 100 are faster than", &at(0.99), "");
    row("take a snapshot (holds up the window)", &milliseconds(fastest(|| drop(session.snapshot()))), "");
    let (save, ()) = timed(|| session.save().unwrap());
    row("save with a backup (in the background)", &seconds(save), "");
    drop(session);
    let (reopen, _) = timed(|| store::open(path, "a benchmark", 1).unwrap());
    row(&format!("open again, with {NUM_EDITS} steps to undo"), &seconds(reopen), "");
}

fn plain(project: &Project) -> Plain {
    let articles = project.articles().iter().map(|record| {
        let article = &record.article;
        PlainArticle {
            id: article.id.to_string(),
            headline: article.metadata.headline.clone(),
            file: article.source.file_name.clone(),
            sha256: article.text_sha256.to_string(),
            text: article.text.as_str().to_owned(),
        }
    });
    let annotations = project.articles().iter().flat_map(|record| {
        record.annotations.values().map(|annotation| PlainAnnotation {
            id: annotation.id.to_string(),
            article: record.article.id.to_string(),
            by: annotation.analyst.to_string(),
            label: annotation.label.to_string(),
            at: annotation
                .fragments
                .iter()
                .map(|range| (range.start().get(), range.end().get(), record.article.text.slice(range).unwrap().to_owned()))
                .collect(),
            created: annotation.created.to_string(),
            codebook: annotation.codebook_version,
        })
    });
    Plain { articles: articles.collect(), annotations: annotations.collect() }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

/// The fastest of three.
fn fastest(work: impl Fn()) -> Duration {
    (0..3).map(|_| timed(&work).0).min().unwrap_or_default()
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

fn megabytes(bytes: usize) -> String {
    format!("{} MB", bytes / 1_000_000)
}
