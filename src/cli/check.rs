//! `obelus check`: verifies a project file, its log, its offsets, and the codebook's rules.
//!
//! A *fault* is an error in the file: an offset does not fit its words, or a fragment cuts a character. Faults fail the
//! check. A *finding* is something an analyst should look at: a required attribute without an answer, a value that the
//! codebook does not allow, a link to a deleted annotation, white space at an edge. Findings are listed and counted, but the
//! file counts as sound, because unfinished work has them. A *draft* is text that was typed in the window and is not part of
//! the project yet.
//!
//! With `--repair`, the project is first opened for work, which replaces a damaged file by a backup and sets aside the
//! damaged part of the log, and then written.

use super::{Answer, Exit, Failure, holder, on_one_line, random_seed};
use crate::{
    project::{
        Project, alike,
        check::{Finding, Problem, check_project},
    },
    store::{self, LogLimit, LogSize, Notice, Opened, StoreError},
    text::words::counted,
};
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// Verify a project: file, log, offsets, codebook rules
///
/// Fails if the file is at fault. Annotations that break a rule of the codebook are listed, but do not fail the check.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Project file
    project: PathBuf,
    /// First repair what can be repaired: a damaged file is replaced by its newest backup and the log, a torn log by its
    /// sound lines; what was damaged is kept beside the project
    #[arg(long)]
    repair: bool,
}

pub(super) fn run(args: &Args) -> Result<Answer, Failure> {
    let found = if args.repair { repair(&args.project)? } else { Vec::new() };
    let read = store::read(&args.project)?;
    let project = &read.project;
    let mut results = String::new();
    for repaired in found.iter().filter(|notice| !read.notices.contains(notice)) {
        // Writing to a string cannot fail.
        let _infallible = writeln!(results, "repaired: {}", on_one_line(&repaired.to_string()));
    }
    let mut num_faults = 0;
    let faults = read.notices.iter().map(|notice| ("fault", notice));
    for (kind, notice) in faults.chain(read.unreadable.iter().map(|notice| ("fault, not readable", notice))) {
        num_faults += 1;
        // Writing to a string cannot fail.
        let _infallible = writeln!(results, "{kind}: {}", on_one_line(&notice.to_string()));
    }
    let mut num_findings = 0;
    for finding in check_project(project) {
        let kind = if is_fault(&finding.problem) { "fault" } else { "finding" };
        num_faults += usize::from(kind == "fault");
        num_findings += usize::from(kind == "finding");
        let _infallible = writeln!(results, "{kind}: {}", on_one_line(&describe(project, &finding)));
    }
    for found in alike(project) {
        num_findings += 1;
        let _infallible = writeln!(results, "finding: {}", on_one_line(&found.to_string()));
    }
    let drafts = store::kept_drafts(&args.project, project.id()).map_or_else(|why| vec![why], |drafts| drafts.describe());
    for draft in drafts {
        let _infallible = writeln!(results, "draft: {}", on_one_line(&draft));
    }
    if read.log_size.lines > 0 {
        let _infallible = writeln!(results, "{}", describe_log(read.log_size, read.log_limit));
    }
    let (verdict, exit) = match num_faults {
        0 => ("the file is sound".to_owned(), Exit::Done),
        _ => (counted(num_faults, "fault", "faults"), Exit::Input),
    };
    let _infallible = writeln!(
        results,
        "{}: {verdict}; {}; checked {} and {}",
        on_one_line(&args.project.display().to_string()),
        counted(num_findings, "finding", "findings"),
        counted(project.articles().len(), "article", "articles"),
        counted(project.num_annotations(), "annotation", "annotations"),
    );
    Ok(Answer { results, exit })
}

/// Describes the length of the log and how long it may grow.
fn describe_log(size: LogSize, limit: LogLimit) -> String {
    let mebibytes = |bytes: u64| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
    format!(
        "log: {}, {}; its oldest edits are dropped beyond {} edits or {}",
        counted(size.lines, "edit", "edits"),
        mebibytes(size.bytes),
        limit.lines,
        mebibytes(limit.bytes),
    )
}

/// Opens the project for work, writes it, and returns the notices.
fn repair(project: &Path) -> Result<Vec<Notice>, Failure> {
    let mut brought_back = Vec::new();
    if !project.exists() && !store::list_backups(project).is_empty() {
        let backup = store::bring_back(project)?;
        brought_back.push(Notice(format!("the project file was gone; the backup {} is in its place", backup.display())));
    }
    let Opened { mut session, notices } = store::open(project, &holder("check --repair"), random_seed()?)?;
    if let Some(reason) = session.read_only() {
        let mut failure = Failure::from(StoreError::ReadOnly(reason.to_owned()));
        if let Some(backup) = store::list_backups(project).first() {
            failure.hint = Some(format!("nothing was changed; its newest backup is {}", backup.path.display()));
        }
        return Err(failure);
    }
    if session.has_unsaved_edits() {
        session.save()?;
    }
    session.compact_log()?;
    brought_back.extend(notices);
    Ok(brought_back)
}

/// Whether the file is at fault, and the annotation not just unfinished.
fn is_fault(problem: &Problem) -> bool {
    match problem {
        Problem::SplitsGrapheme(_) => true,
        Problem::WhiteSpaceAtEdge(_)
        | Problem::RequiredEmpty(_)
        | Problem::UnknownAttribute(_)
        | Problem::BadValue(_)
        | Problem::DanglingLink(_)
        | Problem::Disordered(..)
        | Problem::Repeats(_)
        | Problem::PrecisionContradicted(_) => false,
    }
}

/// Describes a finding, and where a person finds it.
fn describe(project: &Project, finding: &Finding) -> String {
    let Finding { article, annotation, problem } = finding;
    let Some(record) = project.article(*article) else { return format!("article {article}: {problem}") };
    let Some(found) = record.annotations.get(annotation) else { return format!("annotation {annotation}: {problem}") };
    let line = record.article.text.line_of(found.fragments.first().start()).map_or(0, |line| line + 1);
    let name = project.analyst(&found.analyst).map_or(found.analyst.as_str(), |analyst| &analyst.name);
    format!(
        "“{}” ({article}), line {line}, annotation {annotation} ({} by {name}): {problem}",
        record.article.title(),
        found.label,
    )
}
