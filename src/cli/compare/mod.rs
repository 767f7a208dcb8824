//! `obelus compare`: how much analysts agree and where they differ, as tables for people, as JSON for programs, and as a
//! report for readers.
//!
//! Other programs depend on the names in the JSON: names are added, never changed. A corpus that is spread over several
//! machines is compared in parts (`--partial`), which `--reduce` combines in any order to the same figures.

mod combine;
mod counted_once;
mod gold;
mod json;
mod tables;
mod told;

use super::{Answer, Failure, names, now, on_one_line, say};
use crate::{
    agreement::{gamma::NumSamples, statistics::Settings},
    compare::{
        differences::{Difference, differences},
        gold::{Measured, against_gold, feedback_csv},
        left_out::{self, LeftOut, Named, finished},
        partial::{NamesOf, Partial},
        report::{self, Report},
        results::{Citation, Options, Results, SEED},
    },
    parallel,
    project::{AnalystId, ArticleRecord, LabelId, Project, Sha256},
    store::{self, PlaceError, with_causes},
};
use combine::{Alone, Combined, InBoth, combine, compare_once, other_gold};
use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

/// The relative precision of chance for γ of three or more analysts, whose alignment takes longer.
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
    /// Measure each analyst by the gold layer, which settling differences produces: F1, and which label met which
    #[arg(long, conflicts_with_all = ["html", "partial", "feedback", "csv", "latex"])]
    gold: bool,
    /// Compare finished work only: leave each analyst out of articles that this analyst has not marked as done
    #[arg(long)]
    done: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
    /// Write every figure as a row of CSV: value, interval, what it was computed on, why there is none
    #[arg(long, conflicts_with_all = ["json", "latex"])]
    csv: bool,
    /// Write the tables for LaTeX (booktabs)
    #[arg(long, conflicts_with = "json")]
    latex: bool,
    /// Write a report to this file, which any browser shows
    #[arg(long, value_name = "FILE", conflicts_with = "reduce")]
    html: Option<PathBuf>,
    /// Write what each article adds to the figures, to be put together with --reduce
    #[arg(long, value_name = "FILE", conflicts_with = "reduce")]
    partial: Option<PathBuf>,
    /// Overwrite files that exist, but never a project
    #[arg(long)]
    force: bool,
    /// Put together what --partial wrote, in any order
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["project", "analysts", "label", "gold", "done", "samples", "seed"])]
    reduce: Vec<PathBuf>,
    /// Print as CSV what was decided against an analyst
    #[arg(long, value_name = "NAME", conflicts_with_all = ["json", "csv", "latex", "html", "partial", "reduce", "done"])]
    feedback: Option<String>,
    /// Seed of the random numbers for γ and the intervals
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Random samples of each article for γ [default: as many as a precision of 1 % needs, 300 at most;
    /// for three analysts and more as many as 2 % need]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    samples: Option<u64>,
}

/// A comparison with its results.
struct Comparison {
    figures: Partial,
    /// The projects that the figures come from; `None` after `--reduce`.
    source: Option<Source>,
    /// The results that people read.
    results: Results,
    citation: Citation,
}

/// The project, for everything except figures.
struct Source {
    project: Project,
    analysts: Vec<AnalystId>,
    labels: Vec<LabelId>,
    alone: Vec<Alone>,
    in_both: Vec<InBoth>,
    names: [String; 2],
    /// Each analyst measured against gold, if that was requested.
    gold: Option<Measured>,
    left_out: Vec<LeftOut>,
}

pub(super) fn run(args: &Args) -> Result<Answer, Failure> {
    let num_threads = parallel::num_threads_computing();
    let Some(path) = &args.project else {
        let parts: Vec<Partial> = args.reduce.iter().map(|path| read_partial(path)).collect::<Result<_, _>>()?;
        let (figures, told) = Partial::reduce(parts).map_err(|error| Failure::input(error.to_string()))?;
        told.iter().for_each(|told| say(&format!("warning: {told}")));
        return Ok(Comparison::new(figures, None, &args.reduce, num_threads)?.answer(args, num_threads));
    };
    let project = read(path)?;
    if let Some(name) = &args.feedback {
        let analyst = names::analyst(&project, name)?;
        return Ok(Answer::done(feedback_csv(&project, &analyst)));
    }
    let source = Source::of(args, project, path)?;
    if let (Some(measured), [_]) = (&source.gold, &source.analysts[..]) {
        return Ok(Answer::done(gold::alone(&source, measured, args.json)));
    }
    let settings = settings(args, source.analysts.len());
    let mut figures = Partial::of(&source.project, &source.analysts, &source.labels, &settings, num_threads, |record, pair| {
        source.differences(record, pair)
    });
    figures.only_done = args.done;
    figures.names = NamesOf::of(&source.project);
    figures.left_out = source.left_out();
    figures.counted_once = source.counted_once();
    let files: Vec<PathBuf> = args.project.iter().chain(&args.other).cloned().collect();
    let comparison = Comparison::new(figures, Some(source), &files, num_threads)?;
    let mut written = String::new();
    if let Some(path) = &args.partial {
        written.push_str(&write(path, &comparison.figures.write(), args)?);
    }
    if let (Some(path), Some(source)) = (&args.html, &comparison.source) {
        let report = Report {
            project: &source.project,
            analysts: &source.analysts,
            partial: &comparison.figures,
            results: &comparison.results,
            citation: &comparison.citation,
            left_out: figures_left_out(&comparison.figures),
            differences: &|record, pair| source.differences(record, pair),
        };
        written.push_str(&write(path, &report::html(&report), args)?);
    }
    let is_written = !written.is_empty() && !args.json && !args.csv && !args.latex;
    Ok(if is_written { Answer::done(written) } else { comparison.answer(args, num_threads) })
}

fn settings(args: &Args, num_analysts: usize) -> Settings {
    let by_default = Settings { seed: args.seed, ..Settings::default() };
    let of_several = (num_analysts > 2).then_some(NumSamples::Precision(PRECISION));
    match args.samples.map(NumSamples::Fixed).or(of_several) {
        Some(num_samples) => Settings { num_samples, ..by_default },
        None => by_default,
    }
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
    let file = store::open_file(path).map_err(|error| cannot(&error))?;
    if file.metadata().map_err(|error| cannot(&error))?.len() > MAX_PARTIAL_BYTES {
        return Err(cannot(&"it is larger than any part of a comparison"));
    }
    let mut text = String::new();
    file.take(MAX_PARTIAL_BYTES).read_to_string(&mut text).map_err(|error| cannot(&error))?;
    Partial::read(&text).map_err(|error| cannot(&with_causes(&error)))
}

/// Writes a file, over an existing one if that was requested, and returns a sentence about it.
fn write(path: &Path, text: &str, args: &Args) -> Result<String, Failure> {
    let projects: Vec<&Path> = args.project.iter().chain(&args.other).map(PathBuf::as_path).collect();
    store::write_named(path, text.as_bytes(), &projects, args.force).map_err(|error| match error {
        PlaceError::Exists(_) => {
            Failure::input(error.to_string()).hint("“--force” overwrites it; or choose another name; nothing was written")
        }
        PlaceError::Io(error) => Failure::cannot_write(path, &error),
        other => Failure::usage(other.to_string()).hint("choose another name; nothing was written"),
    })?;
    Ok(format!("{}\n", on_one_line(&path.display().to_string())))
}

/// The names and digests of the files that the figures come from.
fn cited(paths: &[PathBuf]) -> Result<Vec<(String, Sha256)>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let found = store::cited(path)
            .map_err(|error| Failure::input(format!("cannot read {} for its digest: {error}", path.display())))?;
        files.extend(found.into_iter().map(|file| (file.name, file.sha256)));
    }
    Ok(files)
}

impl Source {
    fn of(args: &Args, first: Project, path: &Path) -> Result<Self, Failure> {
        let shown = |path: &Path| path.display().to_string();
        let (combined, names) = match &args.other {
            None => (
                Combined { project: first, alone: Vec::new(), in_both: Vec::new(), notes: Vec::new() },
                [shown(path), String::new()],
            ),
            Some(other) => {
                let second = read(other)?;
                if let Some(told) = other_gold(&first, &second) {
                    say(&format!("warning: {told}"));
                }
                let suffix = other.file_stem().map_or_else(|| shown(other), |stem| stem.to_string_lossy().into_owned());
                let combined = combine(&first, &second, &suffix)?;
                told::of_second(&shown(other), &combined.alone, &combined.notes);
                if combined.project.articles().is_empty() {
                    return Err(Failure::input("no article has the same text in both projects")
                        .hint("articles are matched by their whole text; import the same files into both"));
                }
                (combined, [shown(path), shown(other)])
            }
        };
        let Combined { mut project, alone, mut in_both, .. } = combined;
        let mut analysts = analysts_of(&project, &args.analysts, args.gold).map_err(|failure| match in_both.first() {
            Some(InBoth { analyst, second: None, .. }) => {
                failure.hint(format!("{} says the same in both files, and is compared once", analyst.name))
            }
            _ => failure,
        })?;
        if args.analysts.is_empty() {
            compare_once(&mut in_both, &mut analysts);
        }
        let labels = labels_of(&project, &args.label)?;
        let left_out = left_out::left_out(&project, &analysts, args.done);
        if args.done {
            // Analysts are measured only by gold that is finished too.
            let all: Vec<AnalystId> = analysts.iter().cloned().chain(args.gold.then(AnalystId::gold)).collect();
            let unfit = |error| Failure::internal(format!("unfinished work cannot be left out: {error}"));
            project = finished(&project, &all).map_err(unfit)?;
        }
        let gold = args.gold.then(|| against_gold(&project, &analysts, &labels));
        let source = Self { project, analysts, labels, alone, in_both, names, gold, left_out };
        told::of_variants(&source);
        Ok(source)
    }

    fn differences(&self, record: &ArticleRecord, (a, b): (usize, usize)) -> Vec<Difference> {
        differences(record, &self.analysts[a], &self.analysts[b], &self.labels)
    }

    /// Lists what was left out, article by article.
    fn left_out(&self) -> Vec<Named> {
        let missing = left_out::named(&self.left_out, |analyst| self.analyst_name(analyst.as_str()));
        let alone = self.alone.iter().map(|alone| {
            let [first, second] = &self.names;
            let with_other_text = if alone.difference.is_some() { "; the other has it with another text" } else { "" };
            let why = format!("only in {}{with_other_text}", if alone.is_in_first { first } else { second });
            Named { why, title: alone.title.clone() }
        });
        missing.into_iter().chain(alone).collect()
    }

    fn label_name(&self, id: &str) -> String {
        let label = self.project.codebook().labels.iter().find(|label| label.id.as_str() == id);
        label.map_or_else(|| id.to_owned(), |label| label.name.clone())
    }

    fn analyst_name(&self, id: &str) -> String {
        let analyst = self.project.analysts().iter().find(|analyst| analyst.id.as_str() == id);
        analyst.map_or_else(|| id.to_owned(), |analyst| analyst.name.clone())
    }
}

impl Comparison {
    /// Computes the results for people from the figures; `files` are where the figures come from.
    fn new(figures: Partial, source: Option<Source>, files: &[PathBuf], num_threads: usize) -> Result<Self, Failure> {
        let name = |id: &String| figures.names.analyst(id).to_owned();
        let label = |id: &String| figures.names.label(id).to_owned();
        let seed = figures.settings.seed;
        let results = Results::of(
            figures.analysts.iter().map(name).collect(),
            figures.labels.iter().map(label).collect(),
            &figures.statistics(),
            Options::new(seed, num_threads),
        );
        let citation = Citation {
            project: source.as_ref().map(|source| source.project.title().to_owned()),
            date: now().to_zoned(jiff::tz::TimeZone::UTC).date(),
            seed,
            files: cited(files)?,
        };
        Ok(Self { figures, source, results, citation })
    }

    fn answer(&self, args: &Args, num_threads: usize) -> Answer {
        Answer::done(if args.json {
            self.as_json(num_threads)
        } else if args.csv {
            self.as_csv()
        } else if args.latex {
            self.as_latex()
        } else {
            let mut tables = self.as_tables();
            if let Some((source, measured)) = self.source.as_ref().and_then(|source| Some((source, source.gold.as_ref()?))) {
                gold::tables(&mut tables, source, measured);
            }
            tables
        })
    }
}

fn figures_left_out(figures: &Partial) -> Vec<String> {
    figures.left_out.iter().map(Named::line).chain(figures.counted_once.iter().cloned()).collect()
}

fn all_analysts(project: &Project) -> String {
    project.analysts().iter().map(|analyst| analyst.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn analysts_of(project: &Project, named: &[String], with_gold: bool) -> Result<Vec<AnalystId>, Failure> {
    let mut found: Vec<AnalystId> = Vec::new();
    if with_gold && project.analyst(&AnalystId::gold()).is_none() {
        return Err(Failure::input("the project has no gold layer").hint("settle differences on the Compare page first"));
    }
    for name in named {
        let analyst = names::analyst(project, name)?;
        if analyst.is_gold() && !with_gold {
            return Err(Failure::input("gold is not a rater: no figure of agreement counts it")
                .hint("“--gold” measures each analyst by gold"));
        }
        if !found.contains(&analyst) && !analyst.is_gold() {
            found.push(analyst);
        }
    }
    if named.is_empty() {
        let people = project.analysts().iter().filter(|analyst| !analyst.id.is_gold());
        found.extend(people.map(|analyst| analyst.id.clone()));
    }
    if found.len() < 2 && !(with_gold && found.len() == 1) {
        return Err(Failure::input("a comparison needs two analysts")
            .hint(format!("the project's analysts are: {}", all_analysts(project))));
    }
    Ok(found)
}

fn labels_of(project: &Project, named: &[String]) -> Result<Vec<LabelId>, Failure> {
    named.iter().map(|name| names::label(project, name)).collect()
}
