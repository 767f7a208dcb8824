//! What every room may ask of the desk.

use super::{Dialog, bindings::Shortcut, command::Command, files::Purpose};
use crate::{
    app::page::TextChoices,
    project::{AnalystId, ArticleId},
    store::LogLimit,
};
use std::path::PathBuf;

/// What every room may ask of the desk.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Run a command.
    Run(Command),
    /// Show this article.
    OpenArticle(ArticleId),
    /// Go to the paragraph with this number.
    GoToParagraph(u32),
    /// Look for the annotations that fit this.
    FindTags(String),
    /// Set the page's text like this.
    SetText(TextChoices),
    /// A key was pressed for a command whose key is to be changed.
    OfferKey(Command, Shortcut),
    /// Give a command this key, or none. A command that had the key loses it.
    Bind(Command, Option<Shortcut>),
    /// Give a command, or every one, its usual key again.
    ResetKeys(Option<Command>),
    /// Look for something by name.
    SearchPalette(String),
    /// Choose this entry of the palette, from 0.
    ChooseInPalette(usize),
    /// Work as this analyst.
    SetAnalyst(AnalystId),
    /// Add an analyst of this name and work as that person.
    AddAnalyst(String),
    /// Ask for a new analyst's name.
    AskAnalyst,
    /// Show this analyst's tags beside one's own.
    ShowLayer(AnalystId),
    /// Open this project file.
    OpenPath(PathBuf),
    /// Make a project in this file.
    CreatePath(PathBuf),
    /// Write the project to this file.
    CopyPath(PathBuf),
    /// Import these files and folders.
    ImportPaths(Vec<PathBuf>),
    /// Ask for a file.
    AskFor(Purpose),
    /// Go back to this backup.
    RestoreFrom(PathBuf),
    /// Put the newest backup in the place of this project file, which is gone.
    BringBack(PathBuf),
    /// Set how long the log may grow.
    SetLogLimit(LogLimit),
    /// Go on with the version in the window where the file was changed elsewhere.
    KeepMine,
    /// Go on with the version in the file.
    KeepTheirs,
    /// Remember what is typed into a dialog.
    SetDialog(Dialog),
    /// Close whatever floats above the window.
    CloseDialog,
    /// Put a message away.
    Dismiss(usize),
}
