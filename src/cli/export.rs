//! `obelus export`: writes a project as a dataset, and says what the files lack.

use super::{Answer, Failure, counted, say};
use crate::{
    export::{self, ExportFile, Format, Loss, Selection},
    project::{AnalystId, Project},
    store::{self, save, with_causes},
};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

/// Write a project as a dataset
///
/// What the files lack of the project is listed on standard error.
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

pub(super) fn run(args: &Args) -> Result<Answer, Failure> {
    let read = store::read(&args.project)?;
    let project = &read.project;
    for notice in &read.notices {
        say(&format!("warning: {}: {notice}", args.project.display()));
    }
    let selection = Selection { analysts: analysts(project, &args.analyst)?, articles: None };
    let (files, report) = export::export(project, args.to, &selection).map_err(|error| Failure::input(with_causes(&error)))?;
    let targets = targets(&args.out, files, &args.project)?;
    if !args.force
        && let Some((taken, _)) = targets.iter().find(|(path, _)| path.symlink_metadata().is_ok())
    {
        return Err(Failure::input(format!("{} exists already", taken.display()))
            .hint("“--force” overwrites it; or choose another name; nothing was written"));
    }
    for notice in &read.unreadable {
        say(&format!("lost: {notice}"));
    }
    for loss in &report.losses {
        say(&format!("lost: {}", describe(project, loss)));
    }
    let num_lost = read.unreadable.len() + report.losses.len();
    if args.strict && num_lost > 0 {
        return Err(Failure::input(format!("{} would be lost", counted(num_lost, "thing", "things")))
            .hint("“--to jsonl” loses nothing of a sound project; without “--strict” the files are written all the same"));
    }
    if let Some(loses) = args.to.loses() {
        say(&format!("note: {} never carries: {loses}", args.to.name()));
    }
    let mut results = write(&targets, args.force)?;
    let articles = counted(project.articles().len(), "article", "articles");
    let annotations = counted(report.written, "annotation", "annotations");
    // Writing to a string does not fail.
    let _infallible = writeln!(results, "{articles} and {annotations} exported; {num_lost} lost");
    Ok(Answer::done(results))
}

/// The ids of the analysts named; `None` for everybody.
fn analysts(project: &Project, names: &[String]) -> Result<Option<Vec<AnalystId>>, Failure> {
    let id_of = |name: &String| {
        let found = project.analysts().iter().find(|analyst| analyst.id.as_str() == name || analyst.name == *name);
        found.map(|analyst| analyst.id.clone()).ok_or_else(|| {
            let all: Vec<_> = project.analysts().iter().map(|analyst| analyst.name.as_str()).collect();
            Failure::input(format!("the project has no analyst “{name}”"))
                .hint(format!("its analysts are: {}", if all.is_empty() { "none yet".to_owned() } else { all.join(", ") }))
        })
    };
    if names.is_empty() { Ok(None) } else { names.iter().map(id_of).collect::<Result<_, _>>().map(Some) }
}

/// Where each file goes. A single one goes to `out` itself unless that is a folder.
fn targets(out: &Path, files: Vec<ExportFile>, project: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
    let is_folder = out.is_dir() || files.len() > 1;
    if is_folder && !out.is_dir() && out.symlink_metadata().is_ok() {
        return Err(Failure::input(format!("{} is a file, but this format has {} files", out.display(), files.len()))
            .hint("name a folder with --out; nothing was written"));
    }
    let place = |name: &str| if is_folder { out.join(name) } else { out.to_owned() };
    let targets: Vec<_> = files.into_iter().map(|file| (place(&file.name), file.bytes)).collect();
    if let Some((path, _)) = targets.iter().find(|(path, _)| is_same_file(path, project)) {
        return Err(Failure::usage(format!("{} is the project itself", path.display()))
            .hint("choose another name with --out; nothing was written"));
    }
    Ok(targets)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn write(targets: &[(PathBuf, Vec<u8>)], is_replacing: bool) -> Result<String, Failure> {
    let mut written = String::new();
    for (path, bytes) in targets {
        if let Some(folder) = path.parent().filter(|_| targets.len() > 1) {
            fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
        }
        let result = if is_replacing { save::replace(path, bytes) } else { save::create(path, bytes) };
        result.map_err(|error| cannot_write(path, &error))?;
        let _infallible = writeln!(written, "{}", path.display());
    }
    Ok(written)
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::input(format!("cannot write {}: {error}", path.display())).hint("check the folder and the disk, then try again")
}

fn describe(project: &Project, loss: &Loss) -> String {
    let title = project.article(loss.article).map_or("", |record| record.article.title());
    match loss.annotation {
        Some(annotation) => format!("“{title}” ({}), annotation {annotation}: {}", loss.article, loss.what),
        None => format!("“{title}” ({}): {}", loss.article, loss.what),
    }
}
