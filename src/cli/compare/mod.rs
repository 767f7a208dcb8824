//! `obelus compare`: how much analysts agree, and where they differ: as tables for people, as JSON for programs, as a report
//! for readers.
//!
//! The JSON's names are part of the program's face: they are added to, never changed. A corpus that is spread over
//! machines is compared in parts (`--partial`), which are put together in any order (`--reduce`) with the same figures.

mod combine;
mod json;
mod tables;

use super::{Answer, Failure, say};
use crate::{
    compare::{
        agreement::gamma::NumSamples,
        align::differences::{Difference, differences},
        gold::feedback_csv,
        parallel,
        partial::Partial,
        report::{self, Report},
        statistics::Settings,
        units::is_present,
    },
    project::{AnalystId, ArticleRecord, LabelId, Project},
    store::{self, save, with_causes},
};
use combine::{Alone, combine};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Samples for γ of two analysts.
const NUM_SAMPLES: u64 = 300;
/// Relative precision of chance for γ of three analysts or more, whose alignment takes longer.
const PRECISION: f64 = 0.02;
/// The largest part that is read, in bytes.
const MAX_PARTIAL_BYTES: u64 = 1 << 32;

/// Compare analysts: where they differ, how much they agree
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Project file
    #[arg(required_unless_present = "reduce")]
    project: Option<PathBuf>,
    /// Another project file: articles with the same text are compared
    #[arg(conflicts_with = "feedback")]
    other: Option<PathBuf>,
    /// Analysts to compare, by name or id (default: all but gold)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    analysts: Vec<String>,
    /// Labels to compare, by name or id (default: all)
    #[arg(long, value_name = "LABEL", value_delimiter = ',')]
    label: Vec<String>,
    /// Compare with the gold layer, which adjudication writes
    #[arg(long)]
    gold: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
    /// Write a report to this file, which any browser shows
    #[arg(long, value_name = "FILE", conflicts_with = "reduce")]
    html: Option<PathBuf>,
    /// Write what each article adds to the figures, to be put together with --reduce
    #[arg(long, value_name = "FILE", conflicts_with = "reduce")]
    partial: Option<PathBuf>,
    /// Put together what --partial wrote, in any order
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["project", "analysts", "label", "gold", "samples", "seed"])]
    reduce: Vec<PathBuf>,
    /// Print as CSV what was decided against an analyst
    #[arg(long, value_name = "NAME", conflicts_with_all = ["json", "html", "partial", "reduce"])]
    feedback: Option<String>,
    /// Start of the random numbers for γ and the intervals
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Random samples of each article for γ [default: 300; for three analysts and more as many as 2 % need]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    samples: Option<u64>,
}

/// What is compared, and what came of it.
struct Comparison {
    figures: Partial,
    /// Where the figures are from; not after a reduction.
    source: Option<Source>,
}

/// The project, for what is not figures.
struct Source {
    project: Project,
    analysts: Vec<AnalystId>,
    labels: Vec<LabelId>,
    alone: Vec<Alone>,
    names: [String; 2],
}

pub(super) fn run(args: &Args) -> Result<Answer, Failure> {
    let num_threads = parallel::num_threads_computing();
    let Some(path) = &args.project else {
        let parts: Vec<Partial> = args.reduce.iter().map(|path| read_partial(path)).collect::<Result<_, _>>()?;
        let figures = Partial::reduce(parts).map_err(|error| Failure::input(error.to_string()))?;
        return Ok(Comparison { figures, source: None }.answer(args.json, num_threads));
    };
    let project = read(path)?;
    if let Some(name) = &args.feedback {
        let analyst = one_analyst(&project, name)?;
        return Ok(Answer::done(feedback_csv(&project, &analyst)));
    }
    let source = Source::of(args, project, path)?;
    let settings = settings(args, source.analysts.len());
    let figures = Partial::of(&source.project, &source.analysts, &source.labels, &settings, num_threads, |record, pair| {
        source.differences(record, pair)
    });
    let comparison = Comparison { figures, source: Some(source) };
    let mut written = String::new();
    if let Some(path) = &args.partial {
        written.push_str(&write(path, &comparison.figures.write())?);
    }
    if let (Some(path), Some(source)) = (&args.html, &comparison.source) {
        let report = Report {
            project: &source.project,
            analysts: &source.analysts,
            partial: &comparison.figures,
            left_out: comparison.left_out(),
            differences: &|record, pair| source.differences(record, pair),
            num_threads,
        };
        written.push_str(&write(path, &report::html(&report))?);
    }
    let is_written = !written.is_empty() && !args.json;
    Ok(if is_written { Answer::done(written) } else { comparison.answer(args.json, num_threads) })
}

fn settings(args: &Args, num_analysts: usize) -> Settings {
    let by_default = if num_analysts == 2 { NumSamples::Fixed(NUM_SAMPLES) } else { NumSamples::Precision(PRECISION) };
    Settings { num_samples: args.samples.map_or(by_default, NumSamples::Fixed), seed: args.seed, ..Settings::default() }
}

fn read(path: &Path) -> Result<Project, Failure> {
    let read = store::read(path)?;
    for notice in read.notices.iter().chain(&read.unreadable) {
        say(&format!("warning: {}: {notice}", path.display()));
    }
    Ok(read.project)
}

fn read_partial(path: &Path) -> Result<Partial, Failure> {
    let cannot = |error: &dyn std::fmt::Display| Failure::input(format!("cannot read {}: {error}", path.display()));
    let size = fs::metadata(path).map_err(|error| cannot(&error))?.len();
    if size > MAX_PARTIAL_BYTES {
        return Err(cannot(&"it is larger than any part of a comparison"));
    }
    let text = fs::read_to_string(path).map_err(|error| cannot(&error))?;
    Partial::read(&text).map_err(|error| cannot(&with_causes(&error)))
}

/// Writes a file in place of an older one, and says so.
fn write(path: &Path, text: &str) -> Result<String, Failure> {
    if store::read(path).is_ok() {
        return Err(Failure::usage(format!("{} is a project", path.display())).hint("choose another name; nothing was written"));
    }
    save::replace(path, text.as_bytes()).map_err(|error| {
        Failure::input(format!("cannot write {}: {error}", path.display())).hint("check the folder and the disk, then try again")
    })?;
    Ok(format!("{}\n", path.display()))
}

impl Source {
    fn of(args: &Args, first: Project, path: &Path) -> Result<Self, Failure> {
        let shown = |path: &Path| path.display().to_string();
        let (project, alone, names) = match &args.other {
            None => (first, Vec::new(), [shown(path), String::new()]),
            Some(other) => {
                let second = read(other)?;
                let suffix = other.file_stem().map_or_else(|| shown(other), |stem| stem.to_string_lossy().into_owned());
                let (project, alone) = combine(&first, &second, &suffix)?;
                if project.articles().is_empty() {
                    return Err(Failure::input("no article has the same text in both projects")
                        .hint("articles are matched by their whole text; import the same files into both"));
                }
                (project, alone, [shown(path), shown(other)])
            }
        };
        let analysts = analysts_of(&project, &args.analysts, args.gold)?;
        let labels = labels_of(&project, &args.label)?;
        Ok(Self { project, analysts, labels, alone, names })
    }

    fn differences(&self, record: &ArticleRecord, (a, b): (usize, usize)) -> Vec<Difference> {
        differences(record, &self.analysts[a], &self.analysts[b], &self.labels)
    }

    /// Articles in which an analyst is missing: they never opened it.
    fn excluded(&self) -> Vec<(&ArticleRecord, Vec<&AnalystId>)> {
        let records = self.project.articles().iter().map(AsRef::as_ref);
        let missing = |record| self.analysts.iter().filter(|analyst| !is_present(record, analyst)).collect::<Vec<_>>();
        records.map(|record| (record, missing(record))).filter(|(_, missing)| !missing.is_empty()).collect()
    }

    fn analyst_name(&self, id: &str) -> String {
        let analyst = self.project.analysts().iter().find(|analyst| analyst.id.as_str() == id);
        analyst.map_or_else(|| id.to_owned(), |analyst| analyst.name.clone())
    }
}

impl Comparison {
    fn answer(&self, is_json: bool, num_threads: usize) -> Answer {
        Answer::done(if is_json { self.as_json(num_threads) } else { self.as_tables(num_threads) })
    }

    /// What was left out, as sentences.
    fn left_out(&self) -> Vec<String> {
        let Some(source) = &self.source else { return Vec::new() };
        let missing = source.excluded().into_iter().map(|(record, missing)| {
            let missing: Vec<_> = missing.into_iter().map(|id| source.analyst_name(id.as_str())).collect();
            format!("never opened by {}: “{}”", missing.join(", "), record.article.title())
        });
        let alone = source.alone.iter().map(|alone| {
            let [first, second] = &source.names;
            format!("only in {}: “{}”", if alone.is_in_first { first } else { second }, alone.title)
        });
        missing.chain(alone).collect()
    }
}

fn all_analysts(project: &Project) -> String {
    project.analysts().iter().map(|analyst| analyst.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn one_analyst(project: &Project, name: &str) -> Result<AnalystId, Failure> {
    let found = project.analysts().iter().find(|analyst| analyst.name == name || analyst.id.as_str() == name);
    found.map(|analyst| analyst.id.clone()).ok_or_else(|| {
        Failure::input(format!("the project has no analyst “{name}”"))
            .hint(format!("its analysts are: {}", all_analysts(project)))
    })
}

fn analysts_of(project: &Project, names: &[String], with_gold: bool) -> Result<Vec<AnalystId>, Failure> {
    let mut found: Vec<AnalystId> = Vec::new();
    if with_gold {
        if project.analyst(&AnalystId::gold()).is_none() {
            return Err(Failure::input("the project has no gold layer").hint("settle differences on the Compare page first"));
        }
        found.push(AnalystId::gold());
    }
    for name in names {
        let analyst = one_analyst(project, name)?;
        if !found.contains(&analyst) {
            found.push(analyst);
        }
    }
    if names.is_empty() {
        let people = project.analysts().iter().filter(|analyst| !analyst.id.is_gold());
        found.extend(people.map(|analyst| analyst.id.clone()));
    }
    if found.len() < 2 {
        return Err(Failure::input("a comparison needs two analysts")
            .hint(format!("the project's analysts are: {}", all_analysts(project))));
    }
    Ok(found)
}

fn labels_of(project: &Project, names: &[String]) -> Result<Vec<LabelId>, Failure> {
    let labels = &project.codebook().labels;
    let find = |name: &String| {
        let label = labels.iter().find(|label| label.name == *name || label.id.as_str() == name);
        label.map(|label| label.id.clone()).ok_or_else(|| {
            let all: Vec<_> = labels.iter().map(|label| label.name.as_str()).collect();
            Failure::input(format!("the codebook has no label “{name}”")).hint(format!("its labels are: {}", all.join(", ")))
        })
    };
    names.iter().map(find).collect()
}
