//! Requests: what a key, a click or a field asks for, of the desk or of one room. [`super`] carries them out after the frame
//! is drawn.

use crate::app::{
    codebook, compare, dataset,
    desk::{self, command::Command, cx::Wish, files::Purpose},
    find, import, merge, tag,
};
use std::path::PathBuf;

/// What a key, a click or a field asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Something of the desk.
    Desk(desk::Ask),
    /// Something of the room where articles are tagged.
    Tag(tag::Ask),
    /// Something of the room of the codebook.
    Codebook(codebook::Ask),
    /// Something of the room where things are found.
    Find(find::Ask),
    /// Something of the Compare room.
    Compare(compare::Ask),
    /// Something of the room of the dataset.
    Dataset(dataset::Ask),
    /// Something about what is about to be imported.
    Import(import::Ask),
    /// Something about layers of another copy.
    Merge(merge::Ask),
}

impl Request {
    /// A command.
    pub fn run(command: Command) -> Self {
        Self::Desk(desk::Ask::Run(command))
    }

    /// Whether it only remembers typed text, or choices for the dataset, which must be written after a pause.
    pub fn is_typing(&self) -> bool {
        matches!(
            self,
            Self::Tag(tag::Ask::Draft(..))
                | Self::Codebook(codebook::Ask::Draft(_) | codebook::Ask::Rules(..))
                | Self::Compare(compare::Ask::SetComment(_))
                | Self::Dataset(dataset::Ask::Choose(_))
        )
    }
}

impl From<Wish<Self>> for Request {
    fn from(wish: Wish<Self>) -> Self {
        match wish {
            Wish::Desk(ask) => Self::Desk(ask),
            Wish::Room(request) => request,
        }
    }
}

impl Purpose {
    /// What to do with a path.
    pub fn request(self, paths: Vec<PathBuf>) -> Option<Request> {
        if self == Self::Import {
            return (!paths.is_empty()).then_some(Request::Desk(desk::Ask::ImportPaths(paths)));
        }
        let path = paths.into_iter().next()?;
        Some(match self {
            Self::Open => Request::Desk(desk::Ask::OpenPath(path)),
            Self::Create => Request::Desk(desk::Ask::CreatePath(with_ending(path))),
            Self::Copy => Request::Desk(desk::Ask::CopyPath(with_ending(path))),
            Self::AddLayers => Request::Merge(merge::Ask::Read(path)),
            Self::ReadCodebook => Request::Codebook(codebook::Ask::Read(path)),
            Self::WriteCodebook => Request::Codebook(codebook::Ask::Write(with_ending(path))),
            Self::DatasetFile | Self::DatasetFolder => Request::Dataset(dataset::Ask::Target(path)),
            Self::SaveWarnings => Request::Import(import::Ask::SaveWarnings(path)),
            Self::Import => return None,
        })
    }
}

/// `path` with `.ron` where it has no ending.
fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_none() { path.with_extension("ron") } else { path }
}
