//! Reads what is to be imported: from paths to sources, in one way for the command line and the window.
//!
//! A path is a file or a folder. A folder that holds annotated data (brat's `.ann`, or a file that [`import`] recognises) is
//! read as a whole, because its files belong together: texts beside annotations, types beside layers. Brat's files are those
//! beside its `.ann`; what else lies in such a folder is read too. Of any other folder,
//! the files with names of articles are read one by one, as are files that are named themselves: projects, annotated data
//! with the companions beside it, archives, tables and articles. [`store`] finds files and reads their bytes, [`import`]
//! recognises and parses them; this room only decides who gets which bytes. An [`Observer`] hears how far it is.

mod file;
mod folder;

use crate::{
    import::{self, Annotated, Budget, ImportOptions, Imported, brat::AnalystFrom},
    parallel,
    store::{self, with_causes},
};
use std::path::{Path, PathBuf};

/// The paths to read, with what the user says about them.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// How articles are read. Where their format is given, only data of Obelus and projects count as annotated.
    pub options: ImportOptions,
    /// The analyst of annotated data that names none.
    pub analyst: Option<String>,
    /// Where files of brat name their analyst; `None` finds out.
    pub analyst_from: Option<AnalystFrom>,
}

/// The contents of a file, or those files of a folder that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The path of the file or the folder.
    pub path: PathBuf,
    /// The articles in it, with annotations if it has any.
    pub content: Content,
}

/// Articles with or without annotations.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A file of articles.
    Articles(Imported),
    /// Annotated data, a project, or a file of a folder that has annotated data.
    Annotated(Box<Annotated>),
}

/// Everything that was read at the paths of an [`Order`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The sources, in the order of the paths.
    pub sources: Vec<Source>,
    /// What folders hold besides them, a sentence for each folder.
    pub left_out: Vec<String>,
    /// Files and folders that could not be read, each with the reason and what to do.
    pub failed: Vec<String>,
    /// The number of files that were found.
    pub num_files: usize,
    /// Whether the observer stopped it; then some files are missing.
    pub was_stopped: bool,
}

/// A round over many files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// The bytes of a folder's files are read.
    Fetch,
    /// The files of a folder, whose bytes are there, are parsed.
    Parse,
    /// Files are read and parsed one by one.
    Files,
}

/// Hears how far reading is, on any thread, and can stop it.
pub trait Observer: Sync {
    /// Whether to stop.
    fn is_stopped(&self) -> bool;
    /// Hears that a round over `num_files` files begins.
    fn begin(&self, round: Round, num_files: usize);
    /// Hears that a file of this many bytes is done.
    fn file(&self, round: Round, path: &Path, num_bytes: u64);
    /// Hears that `num_files` more files of [`Round::Parse`] are done.
    fn step(&self, num_files: usize);
    /// Hears that the round is over.
    fn end(&self);
}

/// An observer that never stops.
impl Observer for () {
    fn is_stopped(&self) -> bool {
        false
    }

    fn begin(&self, _round: Round, _num_files: usize) {}

    fn file(&self, _round: Round, _path: &Path, _num_bytes: u64) {}

    fn step(&self, _num_files: usize) {}

    fn end(&self) {}
}

/// Whether there is annotated data or a project among the paths.
pub fn has_annotations(order: &Order) -> bool {
    order.paths.iter().any(|path| folder::kind(path, order, &()).is_some() || file::is_annotated(path, order))
}

/// Reads everything at the paths of `order`. A file that cannot be read never stops the others.
pub fn read(order: &Order, observer: &dyn Observer) -> Found {
    let mut found = Found::default();
    // Files of several paths are read in one round, on all cores.
    let mut files = Vec::new();
    for path in &order.paths {
        if let Some(kind) = folder::kind(path, order, observer) {
            found.read_files(&std::mem::take(&mut files), order, observer);
            folder::read(path, kind, order, observer, &mut found);
        } else {
            let walk = store::walk(std::slice::from_ref(path), import::is_article_name);
            found.left_out.extend(walk.left_out.iter().map(ToString::to_string));
            found.failed.extend(walk.unlisted.iter().map(|unlisted| with_causes(unlisted)));
            files.extend(walk.files);
        }
    }
    found.read_files(&files, order, observer);
    found.was_stopped = observer.is_stopped();
    found
}

impl Found {
    fn read_files(&mut self, files: &[PathBuf], order: &Order, observer: &dyn Observer) {
        if files.is_empty() {
            return;
        }
        self.num_files += files.len();
        observer.begin(Round::Files, files.len());
        let budget = Budget::default();
        let read = parallel::map_until(
            files,
            parallel::num_threads(),
            || observer.is_stopped(),
            |path| {
                let read = file::read(path, order, &budget);
                observer.file(Round::Files, path, store::article_bytes(path) as u64);
                read
            },
        );
        observer.end();
        for read in read {
            match read {
                Ok(sources) => self.sources.extend(sources),
                Err(message) => self.failed.push(message),
            }
        }
    }

    /// Whether all sources are articles without annotations.
    pub fn is_plain(&self) -> bool {
        self.sources.iter().all(|source| matches!(source.content, Content::Articles(_)))
    }
}

impl Source {
    /// Returns the articles with their annotations, if they have any.
    pub fn into_annotated(self) -> Annotated {
        match self.content {
            Content::Articles(imported) => Annotated::from(imported),
            Content::Annotated(annotated) => *annotated,
        }
    }
}

/// Reads the bytes of a file, up to the size that a file of its name may have.
fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    store::read_article(path, import::max_bytes(path)).map_err(|error| with_causes(&error))
}
