//! The Codebook room, in which labels, their rules and their attributes are changed.
//!
//! The text that is typed is a draft of one label, with the consequences of applying it beside it. The draft becomes an
//! edit, with undo, when it is applied, or after a pause in typing if no annotation changes with it. `view` shows labels and
//! consequences, `form` and `schema` the label itself, `act` carries out requests, and `drafts` saves what is typed.

mod act;
mod drafts;
mod fields;
mod form;
mod schema;
mod view;

pub use act::{act, poll};
pub use drafts::{drafts, keep_draft, restore};
pub use view::show;

use crate::{
    app::desk::cx,
    project::{CodebookChange, CodebookPlan, Label, LabelId},
};
use std::path::PathBuf;

/// What the room shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// Title and rules for every label.
    #[default]
    Rules,
    /// A label of the codebook.
    Label(LabelId),
    /// A label that is not yet in the codebook.
    New,
}

/// The state of the room.
#[derive(Debug, Default)]
pub struct CodebookState {
    /// The subject that is shown.
    pub subject: Subject,
    /// The label as it is typed; `None` while it is as in the codebook.
    pub draft: Option<Box<Label>>,
    /// Title and rules as they are typed; `None` while they are as in the codebook.
    pub rules: Option<(String, Vec<String>)>,
    /// A new label that was left unfinished; it is shown again when a new one is requested.
    pub begun: Option<Box<Label>>,
    /// The effect of the draft or of the change in question, computed when either changes.
    pub preview: Option<Result<CodebookPlan, String>>,
    /// A change that waits for confirmation.
    pub question: Option<CodebookChange>,
    /// The project's revision of the preview.
    revision: u64,
}

/// The requests of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Show this.
    Show(Subject),
    /// Remember the label as it is typed.
    Draft(Box<Label>),
    /// Remember title and rules as they are typed.
    Rules(String, Vec<String>),
    /// Ask for confirmation of a change, showing its effect.
    Propose(CodebookChange),
    /// Make the pending change, or the draft.
    Apply,
    /// Discard the pending change, or the draft.
    Discard,
    /// Put the label at another place.
    Move(LabelId, usize),
    /// Give a new label to those annotations of the label that match the query.
    Split(LabelId, String),
    /// Take the codebook from this file.
    Read(PathBuf),
    /// Write the codebook to this file.
    Write(PathBuf),
}

/// What the room's views are given.
type Cx<'a> = cx::Cx<'a, CodebookState, Ask>;
