//! Chooses files, in the system's dialog if there is one, or else in a path field of the window.
//!
//! The system's dialog blocks, so it runs on a thread of its own. If no dialog service exists, it returns "cancelled" at
//! once, faster than any person could; the window then asks itself.

use crate::app::running::{Came, Running};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// A result faster than this does not come from a person.
const NO_DIALOG: Duration = Duration::from_millis(150);

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A project to open.
    Open,
    /// A project to make.
    Create,
    /// A copy of the project.
    Copy,
    /// Articles to import.
    Import,
    /// Another copy of the project, whose layers are to be added.
    AddLayers,
    /// A codebook to take labels from.
    ReadCodebook,
    /// A file for the codebook alone.
    WriteCodebook,
    /// A file for the dataset.
    DatasetFile,
    /// A folder for the dataset.
    DatasetFolder,
    /// A file for the warnings of an import.
    SaveWarnings,
}

/// A path that the window asks for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathQuestion {
    /// What for.
    pub purpose: Purpose,
    /// What was typed.
    pub path: String,
}

/// How files are chosen.
#[derive(Debug, Default)]
pub struct Files {
    /// Never ask the system.
    without_system: bool,
    waiting: Option<Running<Answer>>,
    asked: Option<Instant>,
}

/// What came of asking.
#[derive(Debug)]
pub enum Answer {
    /// These paths, at least one.
    Chosen(Purpose, Vec<PathBuf>),
    /// The user chose nothing.
    Cancelled,
    /// There is no dialog; ask in the window.
    NoDialog(Purpose),
}

impl Purpose {
    /// Title of the question.
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "Open project",
            Self::Create => "New project",
            Self::Copy => "Save a copy as",
            Self::Import => "Import articles",
            Self::AddLayers => "Add layers from another project",
            Self::ReadCodebook => "Import a codebook",
            Self::WriteCodebook => "Export the codebook",
            Self::DatasetFile | Self::DatasetFolder => "Where to write the dataset",
            Self::SaveWarnings => "Save the list",
        }
    }

    /// What the path field asks for.
    pub fn question(self) -> &'static str {
        match self {
            Self::Open => "Path of a project file (.ron)",
            Self::Create => "Path of the new project file (.ron)",
            Self::Copy => "Path of the copy (.ron)",
            Self::AddLayers => "Path of the other copy (.ron)",
            Self::Import => "Path of an article, a table, an archive or a folder",
            Self::ReadCodebook => "Path of a codebook (.ron, or .qdc of another program)",
            Self::WriteCodebook => "Path of the codebook file (.ron, .qdc for other programs, or .md for printing)",
            Self::DatasetFile => "Path of the file to write",
            Self::DatasetFolder => "Path of the folder to write, or of one to make",
            Self::SaveWarnings => "Path of the list (.txt)",
        }
    }
}

impl Files {
    /// Never opens the system's dialog: the window itself asks for every path.
    pub fn without_system() -> Self {
        Self { without_system: true, ..Self::default() }
    }

    /// Asks for a path. `wake` is called when there is an answer.
    pub fn ask(&mut self, purpose: Purpose, wake: impl Fn() + Send + Sync + 'static) {
        self.asked = Some(Instant::now());
        self.waiting = Some(match self.without_system {
            true => Running::done(Answer::NoDialog(purpose)),
            false => Running::once("file dialog", wake, move |_| ask_system(purpose)),
        });
    }

    /// Whether a dialog is open.
    pub fn is_asking(&self) -> bool {
        self.waiting.is_some()
    }

    /// Whether it may still turn out that there is no dialog, so that the window has to ask itself.
    pub fn may_answer_at_once(&self) -> bool {
        self.is_asking() && self.asked.is_some_and(|asked| asked.elapsed() < NO_DIALOG)
    }

    /// The answer, if it has come.
    pub fn poll(&mut self) -> Option<Answer> {
        let came = self.waiting.as_ref()?.poll()?;
        self.waiting = None;
        Some(match came {
            Came::News(answer) => answer,
            Came::End => Answer::Cancelled,
        })
    }
}

fn ask_system(purpose: Purpose) -> Answer {
    let started = Instant::now();
    let dialog = rfd::FileDialog::new().set_title(purpose.title());
    let project = |dialog: rfd::FileDialog| dialog.add_filter("Obelus project", &["ron"]);
    let paths = match purpose {
        Purpose::Open | Purpose::AddLayers => project(dialog).pick_file().map(|path| vec![path]),
        Purpose::Create | Purpose::Copy => project(dialog).set_file_name("project.ron").save_file().map(|path| vec![path]),
        Purpose::ReadCodebook => dialog.add_filter("Codebook", &["ron", "qdc"]).pick_file().map(|path| vec![path]),
        Purpose::WriteCodebook => {
            let kinds = dialog.add_filter("Codebook", &["ron"]).add_filter("For other programs", &["qdc"]);
            let kinds = kinds.add_filter("For printing", &["md"]);
            kinds.set_file_name("codebook.ron").save_file().map(|path| vec![path])
        }
        Purpose::DatasetFile => dialog.set_file_name("dataset.jsonl").save_file().map(|path| vec![path]),
        Purpose::DatasetFolder => dialog.set_can_create_directories(true).pick_folder().map(|path| vec![path]),
        Purpose::SaveWarnings => dialog.set_file_name("import warnings.txt").save_file().map(|path| vec![path]),
        Purpose::Import => dialog.add_filter("Articles", &articles()).add_filter("All files", &["*"]).pick_files(),
    };
    match paths.filter(|paths| !paths.is_empty()) {
        Some(paths) => Answer::Chosen(purpose, paths),
        None if started.elapsed() < NO_DIALOG => Answer::NoDialog(purpose),
        None => Answer::Cancelled,
    }
}

/// How names of articles end.
fn articles() -> Vec<&'static str> {
    crate::import::Format::ALL.iter().flat_map(|format| format.extensions()).copied().collect()
}
