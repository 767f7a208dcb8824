//! Requests, which carry what a key, a click or a field has to say. Views push them; [`super`] carries them out after the
//! frame is drawn.

use crate::{
    app::{
        codebook,
        compare::Ask,
        dataset,
        desk::{
            Dialog,
            bindings::Shortcut,
            command::{Command, Field},
            files::Purpose,
        },
        find,
        import::PreviewRequest,
        merge,
        page::{Motion, TextChoices},
        tag::{articles, find_bar, history, pick::PickField},
    },
    project::{AnalystId, AnnotationId, ArticleId, AttributeId, AttributeValue, LabelId},
    store::LogLimit,
    text::ByteRange,
};
use std::path::PathBuf;

/// What a view or a key asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// A command.
    Run(Command),
    /// Show this article.
    OpenArticle(ArticleId),
    /// Tag the selection, or relabel the selected annotation.
    Tag(LabelId),
    /// Select an annotation, or none.
    Select(Option<AnnotationId>),
    /// Select an annotation and bring it into view.
    Reveal(AnnotationId),
    /// Change an attribute of the selected annotation.
    SetAttribute(AttributeId, Option<AttributeValue>),
    /// Remember what is being typed; it becomes an edit when the field is left.
    Draft(Field, String),
    /// Make what was typed an edit.
    CommitDraft,
    /// Give a fragment of an annotation another range.
    SetFragment {
        /// Which annotation.
        annotation: AnnotationId,
        /// Which fragment, from 0.
        fragment: usize,
        /// The new range.
        range: ByteRange,
    },
    /// Remove a fragment of the selected annotation.
    RemoveFragment(usize),
    /// Move the caret, extending the selection or not.
    Move(Motion, bool),
    /// A key was pressed for a command whose key is to be changed.
    OfferKey(Command, Shortcut),
    /// Give a command this key, or none; who had the key loses it.
    Bind(Command, Option<Shortcut>),
    /// Choose in the text for this field of the selected annotation.
    Pick(PickField),
    /// Take this annotation for the field that is chosen for.
    PickAnnotation(AnnotationId),
    /// Take these words for the field that is chosen for.
    PickWords(ByteRange),
    /// Choose nothing more in the text.
    LeavePick,
    /// Take away a link of the selected annotation.
    Unlink(PickField, AnnotationId),
    /// Look for something by name.
    SearchPalette(String),
    /// Choose this entry of the palette, from 0.
    ChooseInPalette(usize),
    /// Give a command, or every one, its usual key again.
    ResetKeys(Option<Command>),
    /// Work as this analyst.
    SetAnalyst(AnalystId),
    /// Add an analyst of this name and work as that person.
    AddAnalyst(String),
    /// Open this project file.
    OpenPath(PathBuf),
    /// Make a project in this file.
    CreatePath(PathBuf),
    /// Write the project to this file.
    CopyPath(PathBuf),
    /// Import these files and folders.
    ImportPaths(Vec<PathBuf>),
    /// Put a message away.
    Dismiss(usize),
    /// Close whatever floats above the window.
    CloseDialog,
    /// Go to the paragraph with this number.
    GoToParagraph(u32),
    /// Set the page's text like this.
    SetText(TextChoices),
    /// Ask for a new analyst's name.
    AskAnalyst,
    /// Show only articles with these words.
    Filter(String),
    /// Remember what is typed into a dialog.
    SetDialog(Dialog),
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
    /// Something in the room of the codebook.
    Codebook(codebook::Ask),
    /// Ask for a file.
    AskFor(Purpose),
    /// Look for the annotations that fit this.
    FindTags(String),
    /// Something in the room where things are found.
    Find(find::Ask),
    /// Show other articles in the list, or in another order.
    Articles(articles::Ask),
    /// Something about what is looked for in the article.
    FindBar(find_bar::BarAsk),
    /// Something in the history panel.
    History(history::Ask),
    /// Show this analyst's tags beside one's own.
    ShowLayer(AnalystId),
    /// Stop reading articles.
    StopImport,
    /// Something in the room of the dataset.
    Dataset(dataset::Ask),
    /// Something in the Compare room.
    Compare(Ask),
    /// Something about layers of another copy.
    Merge(crate::app::merge::Ask),
    /// Change or add what is about to be imported.
    Preview(crate::app::import::PreviewRequest),
}

impl Request {
    /// Whether it only remembers what is typed, or chosen for the dataset, so that it has to get to the disk after a pause.
    pub fn is_typing(&self) -> bool {
        matches!(
            self,
            Self::Draft(..)
                | Self::Codebook(codebook::Ask::Draft(_) | codebook::Ask::Rules(..))
                | Self::Compare(Ask::SetComment(_))
                | Self::Dataset(dataset::Ask::Choose(_))
        )
    }
}

impl Purpose {
    /// What to do with a path.
    pub fn request(self, paths: Vec<PathBuf>) -> Option<Request> {
        if self == Self::Import {
            return (!paths.is_empty()).then_some(Request::ImportPaths(paths));
        }
        let path = paths.into_iter().next()?;
        Some(match self {
            Self::Open => Request::OpenPath(path),
            Self::Create => Request::CreatePath(with_ending(path)),
            Self::Copy => Request::CopyPath(with_ending(path)),
            Self::AddLayers => Request::Merge(merge::Ask::Read(path)),
            Self::ReadCodebook => Request::Codebook(codebook::Ask::Read(path)),
            Self::WriteCodebook => Request::Codebook(codebook::Ask::Write(with_ending(path))),
            Self::DatasetFile | Self::DatasetFolder => Request::Dataset(dataset::Ask::Target(path)),
            Self::SaveWarnings => Request::Preview(PreviewRequest::SaveWarnings(path)),
            Self::Import => return None,
        })
    }
}

/// `path` with `.ron` where it has no ending.
fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_none() { path.with_extension("ron") } else { path }
}
