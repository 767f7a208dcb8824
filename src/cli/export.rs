//! `obelus export`: writes a project as a dataset, and says what the files lack.

use super::{
    Answer, Failure, names, now, on_one_line,
    progress::{self, is_stopped, listen_for_stop},
    say,
};
use crate::{
    export::{
        Format, Loss, LossReport,
        dataset::{
            COMPANIONS, DatasetError, LOSSES_NAME, LOSSES_START, Layers, Layout, Names, Plan, Progress, Settings, Shares, Split,
            Tables,
        },
    },
    project::Project,
    store::{self, Maker, Moved, PlaceError, Placement, Staging, with_causes},
    text::{listed, words::counted},
};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::{
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
};

/// Write a project as a dataset
///
/// Beside the data it writes a card (README.md), a report of what the files lack (loss-report.json) and a list of
/// checksums. What is lost is also listed on standard error.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Project file
    project: PathBuf,
    /// Format to write; “obelus formats” says what each loses
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(format_of))]
    to: Format,
    /// File to write, or folder: an existing one, or one to make if the format has several files
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Whose work to export, by name or id; may be given more than once [default: everybody's]
    #[arg(long, value_name = "NAME", num_args = 1..)]
    analyst: Vec<String>,
    /// “each” layer separately, only the “gold” layer, or one layer of what all analysts “agreed” on
    #[arg(long, value_name = "WHICH", default_value = "each", value_parser = ["each", "gold", "agreed"])]
    layers: String,
    /// Articles to export, by id [default: all]
    #[arg(long, value_name = "ID", num_args = 1..)]
    article: Vec<String>,
    /// Finished work only: an analyst's work is left out of every article that this analyst has not marked as done, and
    /// articles in which nobody has are left out
    #[arg(long)]
    done: bool,
    /// Labels to export, by name or id [default: all]
    #[arg(long, value_name = "LABEL", num_args = 1..)]
    label: Vec<String>,
    /// Split the articles into train, validation and test, by percent, as in 80/10/10 or 80/20
    #[arg(long, value_name = "SHARES")]
    split: Option<Shares>,
    /// Choose one of the splits that are equally good
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "split")]
    seed: u64,
    /// Split the articles as this field of their metadata says (train, validation, test)
    #[arg(long, value_name = "FIELD", conflicts_with = "split")]
    split_field: Option<String>,
    /// Call analysts analyst_1, analyst_2 …
    #[arg(long)]
    pseudonyms: bool,
    /// Licence of the dataset, for its card, as in cc-by-4.0
    #[arg(long, value_name = "LICENCE", default_value = "")]
    licence: String,
    /// Names of the files of Parquet tables: folders “hive” (split=train/part-00000.parquet), or “flat” (train-00000.parquet)
    #[arg(long, value_name = "LAYOUT", default_value = "hive", value_parser = ["hive", "flat"])]
    layout: String,
    /// Mebibytes of rows in a Parquet file, before compression
    #[arg(long, value_name = "NUMBER", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=65536))]
    shard_mib: u32,
    /// Names of the tables of articles and annotations, for csv and hf, as in documents,tags
    #[arg(long, value_name = "NAMES", value_parser = tables_of)]
    tables: Option<Tables>,
    /// Write no card, loss report and checksums
    #[arg(long)]
    bare: bool,
    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
    /// Fail, and write nothing, if anything of this project would be lost beyond what the format never carries
    #[arg(long)]
    strict: bool,
}

fn format_of(name: String) -> Result<Format, String> {
    Format::from_name(&name).ok_or_else(|| format!("“{name}” is not a format that can be written"))
}

fn tables_of(words: &str) -> Result<Tables, String> {
    Tables::parse(words).ok_or_else(|| "write two different names of letters, digits, - and _, as in documents,tags".to_owned())
}

pub(super) fn run(args: &Args) -> Result<Answer, Failure> {
    let read = store::read(&args.project)?;
    let project = &read.project;
    for notice in &read.notices {
        say(&format!("warning: {}: {notice}", args.project.display()));
    }
    let settings = settings(args, project)?;
    let mut plan = Plan::new(project, &settings).map_err(|error| failed(&error))?;
    plan.require_something().map_err(|error| failed(&error).hint("choose other articles; nothing was written"))?;
    let is_folder = args.out.is_dir();
    if let Some(name) = args.out.file_name().filter(|_| !is_folder) {
        plan = plan.with_file_name(name.to_string_lossy());
    }
    let mut staging = Staging::begin(&args.out).map_err(|error| Failure::cannot_write(&args.out, &error))?;
    listen_for_stop();
    let meter = progress::Progress::new(0);
    let is_bare = args.bare;
    let outcome = plan.write(
        Some(now()),
        &mut |progress: Progress| {
            meter.done(progress.done, progress.total);
            !is_stopped()
        },
        &mut |name| {
            if is_bare && is_companion(name) { Ok(Box::new(io::sink())) } else { staging.file(name) }
        },
    );
    meter.clear();
    let outcome = outcome.map_err(|error| failed(&error))?;
    let report = &outcome.report;
    for notice in &read.unreadable {
        say(&format!("lost: {notice}"));
    }
    for loss in &report.losses {
        say(&format!("lost: {}", describe(project, loss)));
    }
    let num_lost = read.unreadable.len() + report.losses.len();
    if args.strict && num_lost > 0 {
        let other = match args.to {
            Format::Jsonl => "export everybody's layers, all labels and all articles to keep it",
            _ => "“--to jsonl” loses nothing of a sound project",
        };
        return Err(Failure::input(format!("{} would be lost", counted(num_lost, "thing", "things")))
            .hint(format!("{other}; without “--strict” the files are written all the same")));
    }
    let maker = Maker { file: LOSSES_NAME, start: LOSSES_START };
    let placement =
        Placement { target: &args.out, companions: &COMPANIONS, maker, project: &args.project, is_replacing: args.force };
    let moved = staging.place(placement).map_err(|error| not_placed(&args.out, error))?;
    say_what_was_there(&args.out, &moved);
    report.notes.iter().for_each(|note| say(&format!("note: {note}")));
    if report.num_left_empty > 0 {
        let articles = counted(report.num_left_empty, "article", "articles");
        say(&format!("note: {articles} opened and left empty: not carried"));
    }
    if let Some(loses) = args.to.loses() {
        say(&format!("note: {} never carries: {loses}", args.to.name()));
    }
    let mut results: String = moved.paths.iter().map(|path| format!("{}\n", on_one_line(&path.display().to_string()))).collect();
    let articles = counted(outcome.num_articles, "article", "articles");
    let annotations = counted(report.written, "annotation", "annotations");
    // Writing to a string cannot fail.
    let _infallible = writeln!(results, "{articles} and {annotations} exported; {}", lost(report, num_lost));
    Ok(Answer::done(results))
}

/// Says how much was lost, and that a loss is seldom an annotation: `13 losses, no annotation among them; 13 annotations are
/// several spans`.
fn lost(report: &LossReport, num_losses: usize) -> String {
    if num_losses == 0 {
        return "0 lost".to_owned();
    }
    let which = match report.num_dropped {
        0 => "no annotation among them".to_owned(),
        dropped => format!("{} among them", counted(dropped, "whole annotation", "whole annotations")),
    };
    let split = match report.num_split {
        0 => String::new(),
        split => format!("; {} several spans", counted(split, "annotation is", "annotations are")),
    };
    format!("{}, {which}{split}", counted(num_losses, "loss", "losses"))
}

/// Says which files of an earlier data set were removed, and which files in the folder belong to neither.
fn say_what_was_there(out: &Path, Moved { removed, others, .. }: &Moved) {
    if !removed.is_empty() {
        let files = counted(removed.len(), "file", "files");
        say(&format!("note: removed {files} of the earlier data set that the new one has not: {}", removed.join(", ")));
    }
    if !others.is_empty() {
        let files = counted(others.len(), "other file", "other files");
        let was = if others.len() == 1 { "is left as it was" } else { "are left as they were" };
        let names = listed(others.len(), others.iter().cloned());
        say(&format!("note: {files} in {} {was}, no part of this data set: {names}", out.display()));
    }
}

/// Reads the settings from the arguments.
fn settings(args: &Args, project: &Project) -> Result<Settings, Failure> {
    let analysts = analysts(project, &args.analyst)?;
    let given = |ids: &[String]| if ids.is_empty() { None } else { Some(ids.to_vec()) };
    Ok(Settings {
        format: args.to,
        layers: match args.layers.as_str() {
            "agreed" => Layers::Agreed(analysts),
            "gold" if analysts.is_empty() => Layers::Gold,
            "gold" => {
                return Err(Failure::usage("“--layers gold” is one layer; leave out “--analyst”"));
            }
            _ => Layers::Each(analysts),
        },
        articles: given(&args.article),
        only_done: args.done,
        labels: given(&labels(project, &args.label)?),
        split: match (&args.split_field, args.split) {
            (Some(field), _) => Some(Split::Field(field.clone())),
            (None, shares) => shares.map(|shares| Split::Shares { shares, seed: args.seed }),
        },
        names: if args.pseudonyms { Names::Pseudonyms } else { Names::Real },
        licence: args.licence.clone(),
        layout: if args.layout == "flat" { Layout::Flat } else { Layout::Hive },
        shard_mebibytes: args.shard_mib,
        tables: args.tables.clone(),
    })
}

/// The ids of the analysts with these names.
fn analysts(project: &Project, named: &[String]) -> Result<Vec<String>, Failure> {
    named.iter().map(|name| names::analyst(project, name).map(|id| id.to_string())).collect()
}

/// The ids of the labels with these names.
fn labels(project: &Project, named: &[String]) -> Result<Vec<String>, Failure> {
    named.iter().map(|name| names::label(project, name).map(|id| id.to_string())).collect()
}

fn is_companion(name: &str) -> bool {
    COMPANIONS.iter().any(|(companion, _)| *companion == name)
}

/// Explains why the files were not put in their place.
fn not_placed(out: &Path, error: PlaceError) -> Failure {
    match error {
        PlaceError::Own { .. } => Failure::usage(error.to_string()).hint("choose another name with --out; nothing was written"),
        PlaceError::IsFile { .. } => Failure::input(error.to_string()).hint("name a folder with --out; nothing was written"),
        PlaceError::NotAFile { .. } => {
            Failure::input(error.to_string()).hint("choose another place with --out; nothing was written")
        }
        PlaceError::Linked(_) => {
            Failure::input(error.to_string()).hint("remove it, or choose another place with --out; nothing was written")
        }
        PlaceError::Exists(_) => {
            Failure::input(error.to_string()).hint("“--force” overwrites it; or choose another name; nothing was written")
        }
        PlaceError::Io(error) => Failure::cannot_write(out, &error),
    }
}

fn failed(error: &DatasetError) -> Failure {
    if matches!(error, DatasetError::Cancelled) {
        return Failure::stopped(error.to_string());
    }
    Failure::input(with_causes(error))
}

fn describe(project: &Project, loss: &Loss) -> String {
    let title = project.article(loss.article).map_or("", |record| record.article.title());
    match loss.annotation {
        Some(annotation) => format!("“{title}” ({}), annotation {annotation}: {}", loss.article, loss.what),
        None => format!("“{title}” ({}): {}", loss.article, loss.what),
    }
}
