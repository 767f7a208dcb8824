//! `obelus import`: brings articles into a project.
//!
//! All files are read first, and what is wrong with one never stops the others. What can be imported is then added as
//! one edit, so that one undo takes the whole import back.

use super::{Answer, Exit, Failure, annotated, counted, holder, new::add_analyst, now, random_seed, say, title_of, walk::Walk};
use crate::{
    import::{self, Format, ImportError, ImportedArticle, MAX_FILE_BYTES, brat::AnalystFrom},
    project::{ArticleRecord, Edit, Project, Sha256},
    store::{self, Author, Ids, Notice, Opened, Session, with_causes},
    text::segment,
};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::{self, IsTerminal as _, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Bring articles into a project
///
/// Makes the project where it does not exist. An article whose text is in the project already is skipped.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Project file
    pub(super) project: PathBuf,
    /// Articles, or folders of articles (files ending in .txt, .text, .md, .markdown); brat folders; our own .jsonl
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Format of the files [default: told from name and content]
    #[arg(long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| name.parse::<Format>()))]
    pub(super) format: Option<Format>,
    /// Who imports: is named in the log, and added to the project's analysts
    #[arg(long, value_name = "NAME")]
    pub(super) analyst: Option<String>,
    /// Where brat files name their analyst [default: told from the names]
    #[arg(long, value_name = "WHERE", value_parser = PossibleValuesParser::new(AnalystFrom::ALL.map(AnalystFrom::name)).try_map(analyst_from))]
    pub(super) analyst_from: Option<AnalystFrom>,
    /// Say what would be imported, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

fn analyst_from(name: String) -> Result<AnalystFrom, String> {
    AnalystFrom::ALL.into_iter().find(|from| from.name() == name).ok_or(name)
}

pub(super) fn run(args: Args) -> Result<Answer, Failure> {
    if let Some(answer) = annotated::run(&args)? {
        return Ok(answer);
    }
    let exists = args.project.symlink_metadata().is_ok();
    let known = if exists { known_texts(&args)? } else { BTreeMap::new() };
    let mut found = Found { known, ..Found::default() };
    found.read_all(&args);
    let mut results = found.lines.clone();
    if !args.dry_run && !found.articles.is_empty() {
        let articles = std::mem::take(&mut found.articles);
        add(&args, exists, articles)?;
    }
    results.push_str(&found.summary(args.dry_run));
    Ok(Answer { results, exit: if found.num_failed == 0 { Exit::Done } else { Exit::Input } })
}

/// The texts of a project, each with its article's title.
fn known_texts(args: &Args) -> Result<BTreeMap<Sha256, String>, Failure> {
    let read = store::read(&args.project)?;
    if args.dry_run {
        // Otherwise opening it says the same, and what was done about it.
        warn(&args.project, read.notices.iter().chain(&read.unreadable));
    }
    let articles = read.project.articles().iter();
    Ok(articles.map(|record| (record.article.text_sha256, record.article.title().to_owned())).collect())
}

fn warn<'n>(project: &Path, notices: impl IntoIterator<Item = &'n Notice>) {
    for notice in notices {
        say(&format!("warning: {}: {notice}", project.display()));
    }
}

/// What was found in the files so far.
#[derive(Default)]
struct Found {
    /// Texts that are not to be imported again, and where they are.
    known: BTreeMap<Sha256, String>,
    articles: Vec<ImportedArticle>,
    /// A line for each article, for standard output.
    lines: String,
    num_read: usize,
    num_imported: usize,
    num_skipped: usize,
    num_failed: usize,
    num_warnings: usize,
}

impl Found {
    fn read_all(&mut self, args: &Args) {
        let Walk { files, unlisted } = Walk::new(&args.paths);
        let counter = Counter::new(files.len());
        for (number, path) in files.iter().enumerate() {
            counter.show(number + 1);
            self.num_read += 1;
            match read(path, args.format) {
                Ok(imported) => self.take(path, imported),
                Err(message) => self.fail(&counter, &message),
            }
        }
        counter.clear();
        for (folder, error) in unlisted {
            self.num_read += 1;
            self.fail(&counter, &format!("cannot list the folder {}: {error}", folder.display()));
        }
    }

    fn fail(&mut self, counter: &Counter, message: &str) {
        self.num_failed += 1;
        counter.clear();
        say(&format!("error: {message}"));
    }

    fn take(&mut self, path: &Path, imported: import::Imported) {
        self.num_warnings += imported.warnings.len();
        for warning in &imported.warnings {
            say(&format!("warning: {warning}"));
        }
        for article in imported.articles {
            let digest = Sha256::of(article.text.as_bytes());
            if let Some(title) = self.known.get(&digest) {
                self.num_skipped += 1;
                say(&format!("skipped: {} has the same text as “{title}”", path.display()));
                continue;
            }
            self.known.insert(digest, title(&article).to_owned());
            self.num_imported += 1;
            let line = describe(&article);
            // Writing to a string does not fail.
            let _infallible = writeln!(self.lines, "{}: {line}", path.display());
            self.articles.push(article);
        }
    }

    /// As in `2 of 3 imported; 1 skipped, 4 warnings`.
    fn summary(&self, is_dry_run: bool) -> String {
        let would = if is_dry_run { "would be " } else { "" };
        let parts: Vec<_> = [
            (self.num_skipped > 0).then(|| format!("{} skipped", self.num_skipped)),
            (self.num_failed > 0).then(|| format!("{} failed", self.num_failed)),
            (self.num_warnings > 0).then(|| counted(self.num_warnings, "warning", "warnings")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let rest = if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) };
        format!("{} of {} {would}imported{rest}\n", self.num_imported, self.num_read)
    }
}

/// Reads one file. Errors and warnings name it by its whole path, the article by its name.
pub(super) fn read(path: &Path, format: Option<Format>) -> Result<import::Imported, String> {
    let shown = path.display().to_string();
    let cannot = |error: io::Error| format!("cannot read {shown}: {error}");
    let metadata = fs::metadata(path).map_err(cannot)?;
    if !metadata.is_file() {
        return Err(format!("this is not a file; choose a file or a folder: {shown}"));
    }
    let too_large = |bytes: u64| {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        ImportError::TooLarge { file_name: shown.clone(), bytes, limit: MAX_FILE_BYTES }.to_string()
    };
    let limit = MAX_FILE_BYTES as u64;
    if metadata.len() > limit {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::new();
    // The file may grow while it is read; then the importer refuses it.
    let file = fs::File::open(path).map_err(cannot)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(cannot)?;
    let mut imported = import::import(&shown, &bytes, format).map_err(|error| with_causes(&error))?;
    let name = path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned());
    for article in &mut imported.articles {
        article.source.file_name.clone_from(&name);
    }
    Ok(imported)
}

/// Adds the articles to the project as one edit, and writes it.
fn add(args: &Args, exists: bool, articles: Vec<ImportedArticle>) -> Result<(), Failure> {
    let seed = random_seed()?;
    let now = now();
    if !exists {
        let project = Project::new(Ids::from_seed(!seed).project(), title_of(&args.project), store::default_codebook());
        store::create_project(&args.project, &project)?;
    }
    let Opened { mut session, notices } = store::open(&args.project, &holder("import"), seed)?;
    warn(&args.project, &notices);
    let mut edits = Vec::new();
    let mut author = Author { analyst: None, now };
    if let Some(name) = &args.analyst {
        edits.extend(add_analyst(session.project(), name)?);
        author.analyst = analyst_in(session.project(), &edits, name);
    }
    let first = session.project().articles().len();
    for (number, article) in articles.into_iter().enumerate() {
        edits.push(add_article(&mut session, first + number, article, now)?);
    }
    session.apply(Edit::Batch(edits), &author)?;
    Ok(session.save()?)
}

/// The analyst of this name, in the project or about to be added to it.
fn analyst_in(project: &Project, edits: &[Edit], name: &str) -> Option<crate::project::AnalystId> {
    let added = edits.iter().find_map(|edit| match edit {
        Edit::AddAnalyst { analyst, .. } => Some(analyst),
        _ => None,
    });
    let found = added.or_else(|| project.analysts().iter().find(|analyst| analyst.name == name.trim()));
    found.map(|analyst| analyst.id.clone())
}

fn add_article(session: &mut Session, at: usize, article: ImportedArticle, now: jiff::Timestamp) -> Result<Edit, Failure> {
    let article = article.into_article(session.ids().article(), now).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(Edit::AddArticle { at, record: Arc::new(ArticleRecord::new(article)) })
}

fn title(article: &ImportedArticle) -> &str {
    let headline = article.metadata.headline.as_str();
    let first_line = || article.text.lines().map(str::trim).find(|line| !line.is_empty());
    if headline.is_empty() { first_line().unwrap_or(&article.source.file_name) } else { headline }
}

/// What was recognised, on one line.
fn describe(article: &ImportedArticle) -> String {
    let known = &article.metadata;
    let mut line = format!("“{}”", title(article));
    if known.headline.is_empty() {
        line.push_str(" (first line; no headline recognised)");
    }
    let mut part = |name: &str, value: &str| {
        if !value.is_empty() {
            let _infallible = write!(line, "; {name} {value}");
        }
    };
    part("byline", &known.byline);
    part("outlet", &known.outlet);
    part("published", &known.published.map(|day| day.to_string()).unwrap_or_default());
    part("region", &known.regions.join(", "));
    part("theme", &known.themes.join(", "));
    part("series", &known.series.join(", "));
    let num_words = segment::num_words(&article.text);
    let _infallible = write!(line, "; {}", counted(num_words, "word", "words"));
    line
}

/// How far the reading is, on a terminal only.
struct Counter {
    num_files: usize,
    is_shown: bool,
}

impl Counter {
    fn new(num_files: usize) -> Self {
        Self { num_files, is_shown: num_files > 1 && io::stderr().is_terminal() }
    }

    fn show(&self, number: usize) {
        if self.is_shown {
            let _shown = write!(io::stderr(), "\r\x1b[K{number} of {} read", self.num_files);
        }
    }

    fn clear(&self) {
        if self.is_shown {
            let _cleared = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
