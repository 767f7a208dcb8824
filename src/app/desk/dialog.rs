//! The dialogs above the window, with what has been typed or chosen in them.

use super::{bindings::Shortcut, command::Command, files::PathQuestion, palette::Palette};
use crate::{
    project::AnalystId,
    store::{Backup, FileState},
};
use std::path::PathBuf;

/// The dialog above the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// The project is being written before the window closes.
    Closing,
    /// The project file that was to be opened is gone, and has this backup.
    Gone {
        /// The project file.
        path: PathBuf,
        /// Its newest backup.
        backup: PathBuf,
    },
    /// All keys.
    KeySheet,
    /// What is about to be imported.
    ImportPreview,
    /// Something is looked for by name.
    Palette(Palette),
    /// Keys are changed.
    Keys(KeyChange),
    /// Something is where the dataset is to be written: is it to be overwritten?
    Overwrite(PathBuf),
    /// Asks for a path.
    Path(PathQuestion),
    /// Asks for the number of a paragraph.
    Paragraph(String),
    /// How the page's text is set.
    Text,
    /// Asks whose tags to show.
    ShowOthers,
    /// Layers of another copy are about to be added.
    Merge,
    /// What was decided against an analyst.
    Feedback(AnalystId),
    /// Figures to be copied or saved.
    Take,
    /// Asks which analysts the report compares.
    Report,
    /// Asks for the name of a new analyst.
    Analyst(String),
    /// A backup is to be chosen: these, the newest first.
    Restore(Vec<Backup>),
    /// The project file is no longer the one that was opened: which version is to stay?
    FileChanged(FileState),
}

/// How far the change of a key has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyChange {
    /// The command whose new key is to be pressed.
    pub waiting: Option<Command>,
    /// A command, the key that was pressed for it, and what that key does already.
    pub conflict: Option<(Command, Shortcut, KeyUse)>,
}

/// What a key does already.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyUse {
    /// It starts these commands, which can do without.
    Commands(Vec<Command>),
    /// It tags with the label of this name; the codebook gives labels their keys.
    Label(String),
    /// It has a use that stays.
    Fixed(&'static str),
}
