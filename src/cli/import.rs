//! `obelus import`: brings articles into a project.
//!
//! All files are read first, and an error in one never stops the others. Everything that can be imported is then added as
//! one edit, so that one undo takes back the whole import.

use super::{
    Answer, Exit, Failure, annotated, holder, import_json, names,
    new::add_analyst,
    now, on_one_line,
    progress::{OnTerminal, is_stopped, listen_for_stop, may_end, must_finish},
    random_seed, say, title_of,
};
use crate::{
    import::{
        self, Added, ColumnMap, Count, DayOrder, EmptyLayers, Format, ImportOptions, ImportedFile, TaggedLayers, TextEncoding,
        brat::AnalystFrom,
    },
    intake::{self, Content, Found, Order, Source},
    project::{Article, Edit, Project},
    store::{self, Author, Ids, Notice, Opened, Session, StoreError},
    text::{
        Message, one_line_a_kind, segment,
        words::{counted, cut},
    },
};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// The message about an import that was stopped by Ctrl+C.
const STOPPED: &str = "stopped; nothing was imported, and the project is as it was";
/// The number of characters of a title that are shown.
const MAX_TITLE_CHARS: usize = 200;

/// Bring articles into a project
///
/// Makes the project where it does not exist. An article whose text is in the project already is skipped.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Project file
    pub(super) project: PathBuf,
    /// Articles, or folders of articles (text, web pages, PDF, office documents, tables, archives); other projects; annotated
    /// data in any format that “obelus formats” lists
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Format of the files [default: recognised from name and content]
    #[arg(long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| name.parse::<Format>()))]
    pub(super) format: Option<Format>,
    /// Encoding of the text, as the web names it: windows-1256, koi8-r [default: UTF-8, UTF-16, or a guess that is reported]
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<TextEncoding>,
    /// Leave the captions of pictures on web pages out of the text; those of web archives and MHTML stay
    #[arg(long)]
    pub(super) no_captions: bool,
    /// Column of a table that is the body, headline, byline, outlet, date, url, language, region, theme or id, as in
    /// body=content; may be given several times [default: recognised from the names]
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub(super) columns: Vec<ColumnMap>,
    /// Sheet of a workbook that holds the articles [default: the first that is shown and has a column of texts]
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
    /// Order of day and month in a table's dates such as 05/03/2024, where no row shows it [default: such dates are not read]
    #[arg(long, value_name = "ORDER", value_parser = PossibleValuesParser::new(DayOrder::ALL.map(DayOrder::name)).try_map(day_order))]
    pub(super) dates: Option<DayOrder>,
    /// The analyst who imports, for the log; added to the project's analysts if new
    #[arg(long, value_name = "NAME")]
    pub(super) analyst: Option<String>,
    /// Where brat files name their analyst [default: recognised from the names]
    #[arg(long, value_name = "WHERE", value_parser = PossibleValuesParser::new(AnalystFrom::ALL.map(AnalystFrom::name)).try_map(analyst_from))]
    pub(super) analyst_from: Option<AnalystFrom>,
    /// Reopen what another copy of the project settled differently; without this, the project's gold stays as it is
    #[arg(long)]
    pub(super) reopen: bool,
    /// Labels of annotated data and what they become here, as in “Person=source,CLAIM=claim”; the others are found in the codebook by name or added
    #[arg(long, value_name = "OLD=NEW,…", value_delimiter = ',', value_parser = pair_of_names)]
    pub(super) label_map: Vec<(String, String)>,
    /// Analysts of annotated data and who they are here, as in “Bo=Bo Lind”; the others are found by name or added
    #[arg(long, value_name = "OLD=NEW,…", value_delimiter = ',', value_parser = pair_of_names)]
    pub(super) analyst_map: Vec<(String, String)>,
    /// Take only the layers of these analysts, and of an annotation that is here too the state that was changed last
    /// [default: all, but no layer of a copy that differs from the one here]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub(super) layers: Vec<String>,
    /// Meaning of an analyst's missing tags on a text if annotated data leaves it open: “done”, there was nothing to tag, or
    /// “missing”, the analyst never opened the text [default, with a warning: done for a layer that is there and empty, as
    /// brat's empty .ann or a row without spans; missing for a text of which the data has nothing by the analyst, as in TEI or
    /// REFI-QDA]
    #[arg(long, value_name = "MEANING", value_parser = PossibleValuesParser::new(EmptyLayers::ALL.map(EmptyLayers::name)).try_map(empty_layers))]
    pub(super) empty: Option<EmptyLayers>,
    /// Meaning of an analyst's tags on a text if annotated data leaves open whether the work is finished: “done”, or
    /// “in-progress” [default, with a note: done]
    #[arg(long, value_name = "MEANING", value_parser = PossibleValuesParser::new(TaggedLayers::ALL.map(TaggedLayers::name)).try_map(tagged_layers))]
    pub(super) tagged: Option<TaggedLayers>,
    /// List every warning; without it, those of one kind are one line with their number and three examples
    #[arg(long, short)]
    pub(super) verbose: bool,
    /// Say what would be imported, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Print JSON: the articles with their positions, what was left out, and the documents that downloads state and hold
    #[arg(long)]
    pub(super) json: bool,
}

impl Args {
    /// Returns the order for reading: the paths and the options.
    fn order(&self) -> Order {
        let columns = ColumnMap(self.columns.iter().flat_map(|map| map.0.clone()).collect());
        Order {
            paths: self.paths.clone(),
            options: ImportOptions {
                format: self.format,
                encoding: self.encoding,
                columns,
                sheet: self.sheet.clone(),
                day_order: self.dates,
                leaves_out_captions: self.no_captions,
                ..ImportOptions::default()
            },
            analyst: self.analyst.clone(),
            analyst_from: self.analyst_from,
        }
    }
}

fn analyst_from(name: String) -> Result<AnalystFrom, String> {
    AnalystFrom::ALL.into_iter().find(|from| from.name() == name).ok_or(name)
}

fn day_order(name: String) -> Result<DayOrder, String> {
    DayOrder::ALL.into_iter().find(|order| order.name() == name).ok_or(name)
}

fn empty_layers(name: String) -> Result<EmptyLayers, String> {
    EmptyLayers::ALL.into_iter().find(|meaning| meaning.name() == name).ok_or(name)
}

fn tagged_layers(name: String) -> Result<TaggedLayers, String> {
    TaggedLayers::ALL.into_iter().find(|meaning| meaning.name() == name).ok_or(name)
}

fn pair_of_names(pair: &str) -> Result<(String, String), String> {
    let names = pair.split_once('=').map(|(old, new)| (old.trim().to_owned(), new.trim().to_owned()));
    names.filter(|(old, new)| !old.is_empty() && !new.is_empty()).ok_or_else(|| "expected OLD=NEW".to_owned())
}

pub(super) fn run(args: Args) -> Result<Answer, Failure> {
    listen_for_stop();
    may_end(STOPPED);
    let order = args.order();
    // If there are only articles, the project stays open, so that articles that are found to be new are still new when they
    // are added.
    let target = if intake::has_annotations(&order) { None } else { Some(Target::of(&args)?) };
    let found = intake::read(&order, &OnTerminal::new());
    refuse_if_stopped()?;
    for left_out in &found.left_out {
        say(&format!("note: {left_out}"));
    }
    match target.filter(|_| found.is_plain()) {
        Some(target) => run_on_articles(&args, target, found),
        None if args.json => {
            Err(Failure::input("--json is for articles; annotated data and other projects have no list in JSON"))
        }
        None => annotated::run(&args, found),
    }
}

/// Adds articles without annotations to the project.
fn run_on_articles(args: &Args, target: Target, found: Found) -> Result<Answer, Failure> {
    let Found { sources, failed, .. } = found;
    let articles = |source: Source| match source.content {
        Content::Articles(imported) => Some(ImportedFile { path: source.path, imported }),
        Content::Annotated(_) => None,
    };
    let files = sources.into_iter().filter_map(articles).collect();
    let now = now();
    let mut ids = Ids::from_seed(random_seed()?);
    let mut added = import::add(target.project(), files, now, || ids.article());
    let mut results = tell(&added, &failed, args.verbose);
    let num_failed = failed.len() + added.failed.len();
    refuse_if_stopped()?;
    let edit = added.edit.take().filter(|_| !args.dry_run);
    if let Some(edit) = edit {
        must_finish();
        apply(target.into_session(args)?, edit, args, now)?;
    }
    results.push_str(&summary(&added, num_failed, args.dry_run));
    if args.json {
        results = import_json::of(&added, &failed, args.dry_run);
    }
    let is_nothing = added.added.is_empty() && added.duplicates.is_empty();
    if is_nothing && num_failed == 0 {
        say("error: no article was found; nothing was imported");
    }
    Ok(Answer { results, exit: if num_failed == 0 && !is_nothing { Exit::Done } else { Exit::Input } })
}

/// The project to which articles are added.
enum Target {
    /// An existing project. It stays open, so that articles that are found to be new are still new when they are added.
    Open(Box<Session>),
    /// A project that is not written, or not yet: it is made only if there is something to add.
    Unwritten(Box<Project>),
}

impl Target {
    fn of(args: &Args) -> Result<Self, Failure> {
        let path = &args.project;
        if path.symlink_metadata().is_err() {
            let id = Ids::from_seed(random_seed()?).project();
            return Ok(Self::Unwritten(Box::new(Project::new(id, title_of(path), store::default_codebook()))));
        }
        if args.dry_run {
            let read = store::read(path)?;
            warn(path, read.notices.iter().chain(&read.unreadable));
            return Ok(Self::Unwritten(Box::new(read.project)));
        }
        let session = open(path)?;
        if let Some(why) = session.read_only() {
            return Err(StoreError::ReadOnly(why.to_owned()).into());
        }
        Ok(Self::Open(Box::new(session)))
    }

    fn project(&self) -> &Project {
        match self {
            Self::Open(session) => session.project(),
            Self::Unwritten(project) => project,
        }
    }

    fn into_session(self, args: &Args) -> Result<Session, Failure> {
        match self {
            Self::Open(session) => Ok(*session),
            Self::Unwritten(project) => {
                store::create_project(&args.project, &project)?;
                open(&args.project)
            }
        }
    }
}

fn open(path: &Path) -> Result<Session, Failure> {
    let Opened { session, notices } = store::open(path, &holder("import"), random_seed()?)?;
    warn(path, &notices);
    Ok(session)
}

fn warn<'n>(project: &Path, notices: impl IntoIterator<Item = &'n Notice>) {
    for notice in notices {
        say(&format!("warning: {}: {notice}", project.display()));
    }
}

/// The end of a command that Ctrl+C stopped before anything was written.
pub(super) fn refuse_if_stopped() -> Result<(), Failure> {
    if is_stopped() {
        must_finish();
        return Err(Failure::stopped(STOPPED));
    }
    Ok(())
}

/// Reports errors and warnings, and returns a line for each article, for standard output.
fn tell(added: &Added, failed: &[String], is_verbose: bool) -> String {
    let shown = |path: &Path| path.display().to_string();
    tell_each("warning", added.warnings.iter().map(|warning| (warning.place(), warning.message.clone())), is_verbose);
    let same = added.duplicates.iter().map(|found| (shown(&found.path), format!("the same text as “{}”", found.same_as)));
    tell_each("skipped", same, is_verbose);
    tell_each("similar", added.similar.iter().map(|similar| (shown(&similar.path), similar.words())), is_verbose);
    for message in failed.iter().chain(&added.failed) {
        say(&format!("error: {message}"));
    }
    let lines = added.added.iter().map(|new| format!("{}: {}", new.path.display(), describe(&new.record.article)));
    lines.map(|line| format!("{}\n", on_one_line(&line))).collect()
}

/// Says messages, each with its place, after `what`: one line for all of a kind, or all of them.
pub(super) fn tell_each(what: &str, messages: impl Iterator<Item = (String, String)>, is_verbose: bool) {
    let messages: Vec<(String, String)> = messages.collect();
    if is_verbose {
        return messages.iter().for_each(|(place, words)| say(&format!("{what}: {place}: {words}")));
    }
    let messages: Vec<Message<'_>> = messages.iter().map(|(place, words)| Message { place, words }).collect();
    one_line_a_kind(&messages, "“--verbose” lists them").iter().for_each(|line| say(&format!("{what}: {line}")));
}

/// A summary, as in `2 of 3 imported; 1 skipped, 4 warnings`. It counts articles, and files that cannot be read.
fn summary(added: &Added, num_failed: usize, is_dry_run: bool) -> String {
    let would = if is_dry_run { "would be " } else { "" };
    let (num_skipped, num_warnings) = (added.duplicates.len() + added.num_skipped, added.warnings.len());
    let num_found = added.added.len() + num_skipped + num_failed;
    let parts: Vec<_> = [
        added.count.as_ref().and_then(Count::words),
        (num_skipped > 0).then(|| format!("{num_skipped} skipped")),
        (num_failed > 0).then(|| format!("{num_failed} failed")),
        (!added.similar.is_empty()).then(|| counted(added.similar.len(), "near-duplicate", "near-duplicates")),
        (num_warnings > 0).then(|| counted(num_warnings, "warning", "warnings")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let rest = if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) };
    format!("{} of {num_found} {would}imported{rest}\n", added.added.len())
}

/// Adds the articles as one edit, and writes the project.
fn apply(mut session: Session, add_articles: Edit, args: &Args, now: jiff::Timestamp) -> Result<(), Failure> {
    let mut edits = Vec::new();
    let mut author = Author { analyst: None, now };
    if let Some(name) = &args.analyst {
        let new = add_analyst(session.project(), name)?;
        author.analyst = match &new {
            Some(Edit::AddAnalyst { analyst, .. }) => Some(analyst.id.clone()),
            _ => Some(names::analyst(session.project(), name)?),
        };
        if let Some(told) = new.as_ref().and_then(|_| names::look_alike(session.project(), name)) {
            say(&format!("warning: {told}"));
        }
        edits.extend(new);
    }
    match add_articles {
        Edit::Batch(articles) => edits.extend(articles),
        article => edits.push(article),
    }
    session.apply(Edit::Batch(edits), &author)?;
    session.save()?;
    warn(&args.project, &session.take_notices());
    Ok(())
}

/// Describes on one line what was recognised in an article.
fn describe(article: &Article) -> String {
    let known = &article.metadata;
    let mut line = format!("“{}”", short_title(article));
    if known.headline.is_empty() {
        line.push_str(" (first line; no headline recognised)");
    }
    let mut part = |name: &str, value: &str| {
        if !value.is_empty() {
            let _infallible = write!(line, "; {name} {value}");
        }
    };
    part("document", known.other.get(import::POSITION).map_or("", String::as_str));
    part("byline", &known.byline);
    part("outlet", &known.outlet);
    part("published", &known.published.map(|day| day.to_string()).unwrap_or_default());
    part("region", &known.regions.join(", "));
    part("theme", &known.themes.join(", "));
    part("series", &known.series.join(", "));
    let num_words = segment::num_words(article.text.as_str());
    let _infallible = write!(line, "; {}", counted(num_words, "word", "words"));
    line
}

/// The title, or its beginning, because a text may be a single line of many megabytes.
pub(super) fn short_title(article: &Article) -> String {
    cut(article.title(), MAX_TITLE_CHARS)
}
