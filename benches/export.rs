//! How quick each export is: 10,000 articles (50 MB of text) with 200,000 annotations, and how much memory it takes.
//!
//! `cargo bench --bench export` prints a table. Each format runs in a process of its own, which opens the project first;
//! memory is what the export adds at its peak. `cargo bench --bench export -- --keep large.ron` leaves the project there
//! for `scripts/time_writers.py`, which times the writers of spaCy and `datasets` on the same data in the same run.

#![expect(clippy::print_stdout, reason = "the table is the result")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the benchmark")]
#![expect(clippy::disallowed_methods, reason = "the kernel's account of memory is reset by writing to it")]

#[path = "support/make.rs"]
mod make;

use jiff::Timestamp;
use obelus::{
    export::{
        Format,
        dataset::{LOSSES_NAME, LOSSES_START, Plan, Settings, Split},
    },
    project::{Analyst, Article, ArticleRecord, Edit, Metadata, Project, Source},
    store::{self, Ids, Maker, Staging, default_codebook},
    text::ByteRange,
};
use std::{fs, path::Path, sync::Arc, time::Instant};

const NUM_ARTICLES: usize = 10_000;
const ARTICLE_BYTES: usize = 5_000;
const ANNOTATIONS_PER_ARTICLE: usize = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| arguments.iter().position(|argument| argument == name).map(|at| arguments[at + 1].as_str());
    if let Some(format) = after("--format") {
        return export(Path::new(after("--project").unwrap()), Format::from_name(format).unwrap(), after("--split"));
    }
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("large.ron");
    let path = after("--keep").map_or(kept.as_path(), Path::new);
    store::create_project(path, &project(&mut Ids::from_seed(1))).unwrap();
    println!("{NUM_ARTICLES} articles, {} annotations\n", NUM_ARTICLES * ANNOTATIONS_PER_ARTICLE);
    println!("| format | seconds | peak memory added | size |\n|---|---:|---:|---:|");
    let runs = Format::ALL.into_iter().map(|format| (format, None)).chain([(Format::HuggingFace, Some("80/10/10"))]);
    for (format, split) in runs {
        let mut child = std::process::Command::new(&arguments[0]);
        child.args(["--format", format.name(), "--project"]).arg(path);
        child.args(split.iter().flat_map(|split| ["--split", split]));
        let said = String::from_utf8(child.output().unwrap().stdout).unwrap();
        let numbers: Vec<&str> = said.split_whitespace().collect();
        let [seconds, memory, size] = numbers[..] else { panic!("{} said: {said}", format.name()) };
        let name = format.name().to_owned() + &split.map(|split| format!(", split {split}")).unwrap_or_default();
        println!("| {name} | {seconds} | {memory} MB | {size} MB |");
    }
}

/// The child: prints seconds, megabytes of memory beyond the open project, and megabytes written.
fn export(path: &Path, format: Format, split: Option<&str>) {
    let project = store::read(path).unwrap().project;
    let split = split.map(|shares| Split::Shares { shares: shares.parse().unwrap(), seed: 1 });
    let settings = Settings { format, split, ..Settings::default() };
    let folder = tempfile::tempdir().unwrap();
    // What opening took at its peak is not the export's; where the kernel does not let go of it, too much is shown.
    let _reset = fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS:");
    let start = Instant::now();
    let mut staging = Staging::begin(&folder.path().join("set")).unwrap();
    let plan = Plan::new(&project, &settings).unwrap();
    let outcome = plan.write(Some(Timestamp::UNIX_EPOCH), &mut |_| true, &mut |name| staging.file(name)).unwrap();
    let maker = Maker { file: LOSSES_NAME, start: LOSSES_START };
    staging.into_folder(maker, &[], false).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let added = memory("VmHWM:").saturating_sub(before) / 1_000_000;
    let size: u64 = outcome.files.iter().map(|file| file.num_bytes).sum();
    println!("{seconds:.2} {added} {}", size / 1_000_000);
}

/// A line of the kernel's account of this process, in bytes; 0 where there is none.
fn memory(what: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap_or("0");
    line.split_whitespace().next().map_or(0, |number| number.parse::<u64>().unwrap_or(0) * 1024)
}

/// Articles of different words, each with 20 annotations that nest, overlap and repeat, of two analysts in turn.
fn project(ids: &mut Ids) -> Project {
    let mut project = Project::new(ids.project(), "A large project", default_codebook());
    for (at, name) in ["Ana", "Bo"].into_iter().enumerate() {
        let analyst = Analyst { id: name.to_lowercase().as_str().into(), name: name.to_owned() };
        project.apply(Edit::AddAnalyst { at, analyst }).unwrap();
    }
    let mut number = 1_u64;
    let mut next = move |below: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) as usize % below
    };
    for at in 0..NUM_ARTICLES {
        let mut text = format!("Article {at}\n");
        while text.len() < ARTICLE_BYTES {
            for _ in 0..=next(3) {
                text.push_str(["ka", "len", "dra", "vna", "sel", "mar", "en", "ti", "or", "rin", "os", "ke"][next(12)]);
            }
            text.push_str([" ", " ", " ", " ", " ", " ", ", ", ".\n"][next(8)]);
        }
        let article = Article {
            metadata: Metadata { headline: format!("Article {at}"), ..Metadata::default() },
            source: Source { file_name: format!("{at}.txt"), ..Source::default() },
            ..make::article(ids.article(), text)
        };
        let mut record = ArticleRecord::new(article);
        for number in 0..ANNOTATIONS_PER_ARTICLE {
            let start = next(ARTICLE_BYTES - 200);
            // The words are ASCII, so every byte is a boundary.
            let range = ByteRange::from_usize(start..start + 20 + next(150));
            let analyst = ["ana", "bo"][number % 2].into();
            let label = ["claim", "quote", "casualty_figure", "disclaimer"][number % 4].into();
            let annotation = make::annotation(ids.annotation(), analyst, label, range);
            record.annotations.insert(annotation.id, annotation);
        }
        project.apply(Edit::AddArticle { at, record: Arc::new(record) }).unwrap();
    }
    project
}
