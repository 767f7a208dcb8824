//! `obelus import` of annotated data: Obelus's own JSON lines, other projects, brat folders and the formats of other
//! programs, with articles beside them.

use super::{
    Answer, Exit, Failure, holder,
    import::{Args, refuse_if_stopped, short_title, tell_each},
    now, on_one_line,
    progress::must_finish,
    random_seed, say, title_of,
};
use crate::{
    compare::gold,
    import::{self, Annotated, Copies, Joined, Stranger, Untagged, Warning},
    intake::Found,
    project::{Analyst, Edit, Project},
    store::{self, Author, Ids, Notice, Opened, with_causes},
    text::words::counted,
};
use std::{collections::BTreeSet, fmt::Write as _};

/// The number of new labels that are named; the others are counted.
const MAX_LABELS_SHOWN: usize = 100;

/// Joins the sources that were found to the project.
pub(super) fn run(args: &Args, found: Found) -> Result<Answer, Failure> {
    let Found { sources, mut failed, num_files, .. } = found;
    // A source that gave nothing is one that failed, whatever the others gave.
    let is_empty = |source: &Annotated| source.articles.is_empty() && source.labels.is_empty();
    let mut annotated = Vec::new();
    for source in sources {
        let path = source.path.display().to_string();
        let source = source.into_annotated();
        if is_empty(&source) {
            failed.push(format!("{path}: no article, annotation or label was found in it; warnings say why"));
        }
        annotated.push(source);
    }
    let mut sources = annotated;
    rename_labels(args, &mut sources);
    rename_analysts(args, &mut sources);
    choose_layers(args, &mut sources)?;
    let untagged = settle_untagged(args, &mut sources);
    settle_tagged(args, &mut sources);
    let has_only_labels = sources.iter().all(|source| source.articles.is_empty());
    let num_labels: usize = sources.iter().filter(|_| has_only_labels).map(|source| source.labels.len()).sum();
    let mut joined = add(args, sources)?;
    joined.warnings.splice(0..0, untagged);
    let is_nothing = num_labels == 0 && joined.new_articles.is_empty() && joined.known_articles.is_empty();
    failed.extend(joined.failed.iter().map(|error| with_causes(error)));
    tell_each("warning", joined.warnings.iter().map(|warning| (warning.place(), warning.message.clone())), args.verbose);
    tell_contradictions(&joined, args);
    for layer in &joined.left_layers {
        say(&format!("warning: {layer}"));
    }
    if !joined.left_layers.is_empty() {
        let names: Vec<_> = joined.left_layers.iter().map(|layer| layer.name.as_str()).collect();
        let has_times = joined.left_layers.iter().all(|layer| layer.changed.count == 0);
        let which = if has_times { "what was changed there last" } else { "what differs" };
        say(&format!("hint: “--layers {}” takes from the copy what is only there and {which}", names.join(",")));
    }
    for message in &failed {
        say(&format!("error: {message}"));
    }
    if is_nothing && failed.is_empty() {
        say("error: no article, annotation or label was found; nothing was imported");
    }
    let exit = if failed.is_empty() && !is_nothing { Exit::Done } else { Exit::Input };
    let codebook = codebook_sentence(num_labels, joined.new_labels.len());
    Ok(Answer { results: codebook + &results(&joined, (num_files, failed.len()), args.dry_run), exit })
}

/// Lists the differences that a copy settled differently, and what was done about them.
fn tell_contradictions(joined: &Joined, args: &Args) {
    for contradiction in &joined.contradictions {
        say(&format!("settled differently: {contradiction}"));
    }
    let count = joined.contradictions.len();
    if count > 0 {
        let what = counted(count, "place was", "places were");
        let then = match (args.reopen, args.dry_run) {
            (false, _) => "this project's gold stays as it is; “--reopen” opens them again",
            (true, false) => "opened again here, and nothing was added beside them",
            (true, true) => "they would be opened again",
        };
        say(&format!("warning: {what} settled differently in the copy: {then}"));
    }
}

/// A sentence about a codebook without articles, such as a `.qdc`; empty for other files.
fn codebook_sentence(num_labels: usize, num_new: usize) -> String {
    if num_labels == 0 {
        return String::new();
    }
    let known = num_labels.saturating_sub(num_new);
    format!("a codebook of {}: {num_new} new, {known} in the codebook already\n", counted(num_labels, "label", "labels"))
}

fn results(joined: &Joined, (num_files, num_failed): (usize, usize), is_dry_run: bool) -> String {
    let mut out = String::new();
    let annotations = |number| counted(number, "annotation", "annotations");
    for record in &joined.new_articles {
        // Writing to a string cannot fail.
        let _infallible =
            writeln!(out, "“{}”: {}", on_one_line(&short_title(&record.article)), annotations(record.annotations.len()));
    }
    for (title, number) in &joined.known_articles {
        let _infallible = writeln!(out, "“{}” is in the project: {} joined to it", on_one_line(title), annotations(*number));
    }
    if !joined.new_labels.is_empty() {
        let shown = joined.new_labels.iter().take(MAX_LABELS_SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = joined.new_labels.len().saturating_sub(MAX_LABELS_SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _infallible = writeln!(out, "new in the codebook: {}{more}", on_one_line(&shown));
    }
    let would = if is_dry_run { "would be " } else { "" };
    let _infallible = write!(
        out,
        "{}, {} and {} of {} {would}imported",
        counted(joined.new_articles.len(), "article", "articles"),
        counted(joined.analysts.len(), "layer", "layers"),
        annotations(joined.num_annotations),
        counted(num_files, "file", "files"),
    );
    let parts = [
        (joined.num_replaced > 0).then(|| format!("{} replaced by a later state", annotations(joined.num_replaced))),
        (joined.num_present > 0).then(|| format!("{} there already", annotations(joined.num_present))),
        (!joined.left_layers.is_empty()).then(|| format!("{} left out", counted(joined.left_layers.len(), "layer", "layers"))),
        (num_failed > 0).then(|| format!("{} failed", counted(num_failed, "file", "files"))),
        (!joined.warnings.is_empty()).then(|| counted(joined.warnings.len(), "warning", "warnings")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        let _infallible = write!(out, "; {}", parts.join(", "));
    }
    out.push('\n');
    out
}

/// Renames labels as `--label-map` says.
fn rename_labels(args: &Args, sources: &mut [Annotated]) {
    let mut unknown: Option<Vec<String>> = None;
    for source in sources.iter_mut() {
        let not_here = source.rename_labels(&args.label_map);
        unknown =
            Some(unknown.map_or(not_here.clone(), |unknown| unknown.into_iter().filter(|old| not_here.contains(old)).collect()));
    }
    for old in unknown.unwrap_or_default() {
        say(&format!("warning: no label “{old}” is in the data; “--label-map” changed nothing for it"));
    }
}

/// Reads texts without tags of an analyst as `--empty` says; of a guess the user is told.
fn settle_untagged(args: &Args, sources: &mut [Annotated]) -> Vec<Warning> {
    let warnings = import::settle_untagged(sources, args.empty.map_or_else(Untagged::default, Untagged::all));
    if args.empty.is_none() { warnings } else { Vec::new() }
}

/// Reads layers with tags as `--tagged` says, where the data leaves open whether they are finished; says what was assumed.
fn settle_tagged(args: &Args, sources: &mut [Annotated]) {
    let notes = import::settle_tagged(sources, args.tagged.unwrap_or_default());
    for note in notes.iter().filter(|_| args.tagged.is_none()) {
        say(&format!("note: {note}"));
    }
}

/// Renames analysts as `--analyst-map` says.
fn rename_analysts(args: &Args, sources: &mut [Annotated]) {
    let found: Vec<Vec<String>> = sources.iter_mut().map(|source| source.rename_analysts(&args.analyst_map)).collect();
    for (old, _) in &args.analyst_map {
        if found.iter().all(|unknown| unknown.contains(old)) {
            say(&format!("warning: no analyst “{old}” is in the data; “--analyst-map” changed nothing for it"));
        }
    }
}

/// Keeps only the layers that `--layers` names.
fn choose_layers(args: &Args, sources: &mut [Annotated]) -> Result<(), Failure> {
    let copies = if args.layers.is_empty() { Copies::LeaveDiffering } else { Copies::TakeNewer };
    for source in sources.iter_mut() {
        source.copies = copies;
    }
    if args.layers.is_empty() {
        return Ok(());
    }
    let is_meant = |analyst: &Analyst, name: &String| analyst.name == *name || analyst.id.as_str() == name;
    let all = || sources.iter().flat_map(|source| &source.analysts);
    if let Some(name) = args.layers.iter().find(|name| !all().any(|analyst| is_meant(analyst, name))) {
        let known: BTreeSet<&str> = all().map(|analyst| analyst.name.as_str()).collect();
        let known: Vec<_> = known.into_iter().collect();
        return Err(Failure::input(format!("the data has no layer of “{name}”"))
            .hint(format!("its analysts are: {}; nothing was imported", known.join(", "))));
    }
    refuse_several(args, sources)?;
    for source in sources {
        let wanted = source.analysts.iter().filter(|analyst| args.layers.iter().any(|name| is_meant(analyst, name)));
        source.keep_layers(&wanted.map(|analyst| analyst.id.clone()).collect());
    }
    Ok(())
}

/// Refuses a name of `--layers` that two analysts of one source have.
fn refuse_several(args: &Args, sources: &[Annotated]) -> Result<(), Failure> {
    for (source, name) in sources.iter().flat_map(|source| args.layers.iter().map(move |name| (source, name))) {
        let named = source.analysts.iter().filter(|analyst| analyst.name == *name && analyst.id.as_str() != name);
        let ids: Vec<&str> = named.map(|analyst| analyst.id.as_str()).collect();
        if ids.len() > 1 {
            return Err(Failure::input(format!("“{name}” is the name of {} analysts of the data", ids.len()))
                .hint(format!("name one by the id: {}; nothing was imported", ids.join(", "))));
        }
    }
    Ok(())
}

/// Adds everything as one edit, and writes the project. If the project does not exist, it is made, unless there is nothing
/// to add.
fn add(args: &Args, sources: Vec<Annotated>) -> Result<Joined, Failure> {
    let seed = random_seed()?;
    let mut bits = Ids::from_seed(seed);
    let mut random_bits = || bits.article().bits();
    let exists = args.project.symlink_metadata().is_ok();
    let target = if exists { store::read(&args.project)?.project } else { new_project(args, &sources, !seed) };
    let has_labels = sources.iter().any(|source| !source.labels.is_empty());
    let mut joined = import::join(&target, sources, now(), &mut random_bits);
    refuse_if_stopped()?;
    if let Some(failure) = unknown_people(&joined.strangers) {
        return Err(failure);
    }
    joined.tell_of_variants(&target);
    if args.reopen {
        let mut after = target.clone();
        after.apply(Edit::Batch(joined.edits.clone())).map_err(|error| Failure::internal(error.to_string()))?;
        joined.edits.extend(gold::reopen_places(&after, &joined.contradicted()));
    }
    let brings_something = has_labels || !joined.new_articles.is_empty() || !joined.known_articles.is_empty();
    if args.dry_run || !brings_something || joined.edits.is_empty() && exists {
        return Ok(joined);
    }
    must_finish();
    if !exists {
        store::create_project(&args.project, &target)?;
    }
    let Opened { mut session, notices } = store::open(&args.project, &holder("import"), random_seed()?)?;
    let warn = |notices: &[Notice]| {
        notices.iter().for_each(|notice| say(&format!("warning: {}: {notice}", args.project.display())));
    };
    warn(&notices);
    session.apply(Edit::Batch(joined.edits.clone()), &Author { analyst: None, now: now() })?;
    session.save()?;
    warn(&session.take_notices());
    Ok(joined)
}

/// The failure if ids belong to different names here and in the source: only the user can say whether that is the same
/// analyst.
fn unknown_people(strangers: &[Stranger]) -> Option<Failure> {
    let first = strangers.first()?;
    let said: Vec<_> = strangers
        .iter()
        .map(|Stranger { id, here, there }| format!("“{there}” of the data has the id “{id}”, which is that of “{here}” here"))
        .collect();
    let Stranger { here, there, .. } = first;
    Some(Failure::input(said.join("; ")).hint(format!(
        "say who it is: “--analyst-map {there}={here}” if they are one person, “--analyst-map {there}={there}” if not; \
         nothing was imported"
    )))
}

/// Makes a project for the import. If the data is from one project, it is a copy of that project. Otherwise it gets the
/// codebook that all of the data shares, or the default codebook.
fn new_project(args: &Args, sources: &[Annotated], seed: u64) -> Project {
    let origins: Vec<_> = sources.iter().filter_map(|source| source.origin.as_ref()).collect();
    let Some(first) = origins.first() else {
        return Project::new(Ids::from_seed(seed).project(), title_of(&args.project), store::default_codebook());
    };
    if origins.iter().all(|origin| origin.id == first.id) {
        return Project::new(first.id, first.title.clone(), first.codebook.clone());
    }
    // Data from several projects makes a new project, but keeps the contents of their codebooks.
    Project::new(Ids::from_seed(seed).project(), title_of(&args.project), first.codebook.clone())
}
