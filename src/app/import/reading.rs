//! Reads the files of an import in the background: the same files and formats as on the command line.

use crate::{
    app::{look::article::title_of, running::Progress},
    import::{
        Annotated, Columns, Count, ImportOptions,
        similar::{first_difference, near_duplicates},
    },
    intake::{self, Content, Found, Observer, Round, Source},
    project::{ArticleRecord, Sha256},
    store::with_causes,
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What is to be read, and how.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// What the user settled.
    pub options: ImportOptions,
    /// Whether a file of the preview is read again.
    pub is_again: bool,
    /// The articles of the project, with which the new ones are compared.
    pub known: Vec<Arc<ArticleRecord>>,
}

/// A file, or a folder whose files belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadFile {
    /// Where it lies.
    pub path: PathBuf,
    /// How it was read.
    pub options: ImportOptions,
    /// What it holds.
    pub annotated: Annotated,
    /// The columns, if it is a table.
    pub columns: Option<Columns>,
    /// Rows or entries that were left out.
    pub num_skipped: usize,
    /// How many documents a download of a news database states and holds.
    pub count: Option<Count>,
    /// For each article: what to say of a text that is there already, or nearly.
    pub notes: Vec<String>,
}

/// What came of reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// What was read, in the order of the paths.
    pub files: Vec<ReadFile>,
    /// What folders hold besides articles, a sentence each.
    pub left_out: Vec<String>,
    /// Files and folders that could not be read, each with the reason and what to do.
    pub failed: Vec<String>,
    /// Whether the user stopped it.
    pub was_cancelled: bool,
    /// Whether a file of the preview was read again.
    pub is_again: bool,
}

/// Reads everything, and calls `wake` now and then.
pub fn read_all(order: &Order, progress: &Progress, wake: &(impl Fn() + Sync)) -> Read {
    let Order { paths, options, is_again, known } = order;
    let intake = intake::Order { paths: paths.clone(), options: options.clone(), ..intake::Order::default() };
    let found = intake::read(&intake, &InWindow { progress, wake });
    let Found { sources, left_out, mut failed, was_stopped: was_cancelled, .. } = found;
    let files = sources.into_iter().map(|source| read_file(source, options, &mut failed)).collect();
    let mut read = Read { files, left_out, failed, was_cancelled, is_again: *is_again };
    note_copies(&mut read, known);
    read
}

/// Tells the window how far reading is.
struct InWindow<'p, W> {
    progress: &'p Progress,
    wake: &'p W,
}

impl<W: Fn() + Sync> Observer for InWindow<'_, W> {
    fn is_stopped(&self) -> bool {
        self.progress.is_cancelled()
    }

    fn begin(&self, round: Round, num_files: usize) {
        // The files that are fetched are those that are parsed, and count once.
        if round != Round::Parse {
            self.progress.add_to_total(num_files);
            (self.wake)();
        }
    }

    fn file(&self, round: Round, _path: &Path, _num_bytes: u64) {
        if round == Round::Files {
            self.step(1);
        }
    }

    fn step(&self, num_files: usize) {
        self.progress.step(num_files, self.wake);
    }

    fn end(&self) {}
}

/// Takes a source into the preview. Parts of it that were refused are listed with the other failures.
fn read_file(source: Source, options: &ImportOptions, failed: &mut Vec<String>) -> ReadFile {
    let path = source.path.clone();
    let (columns, num_skipped, count) = match &source.content {
        Content::Articles(imported) => (imported.columns.clone(), imported.num_skipped, imported.count.clone()),
        Content::Annotated(_) => (None, 0, None),
    };
    let mut annotated = source.into_annotated();
    failed.extend(std::mem::take(&mut annotated.failed).iter().map(|error| with_causes(error)));
    ReadFile { path, options: options.clone(), annotated, columns, num_skipped, count, notes: Vec::new() }
}

/// Says of each article whether its text is there already, or one that is nearly the same.
fn note_copies(read: &mut Read, known: &[Arc<ArticleRecord>]) {
    let mut texts: Vec<&str> = known.iter().map(|record| record.article.text.as_str()).collect();
    let mut titles: Vec<String> = known.iter().map(|record| record.article.title().to_owned()).collect();
    let mut places = Vec::new();
    for (file, read) in read.files.iter().enumerate() {
        for (article, annotated) in read.annotated.articles.iter().enumerate() {
            places.push((file, article));
            texts.push(&annotated.article.text);
            titles.push(title_of(&annotated.article));
        }
    }
    let mut seen: HashMap<Sha256, usize> = HashMap::new();
    let mut notes = vec![String::new(); texts.len()];
    for (place, text) in texts.iter().enumerate() {
        let earlier = *seen.entry(Sha256::of(text.as_bytes())).or_insert(place);
        if earlier != place {
            notes[place] = format!("same text as “{}”: joined to it", titles[earlier]);
        }
    }
    for pair in near_duplicates(&texts, known.len()) {
        if notes[pair.later].is_empty() {
            let difference = first_difference(texts[pair.earlier], texts[pair.later]);
            let title = &titles[pair.earlier];
            notes[pair.later] = format!("{} % the same as “{title}”, which differs {difference}", pair.percent);
        }
    }
    for ((file, _), note) in places.into_iter().zip(notes.split_off(known.len())) {
        read.files[file].notes.push(note);
    }
}
