//! The room in which the codebook is changed: labels, their rules and what is asked of each annotation.
//!
//! What is typed is a draft of one label. Beside it stands what it would change; it becomes an edit, with undo, when it is
//! applied, and after a pause in typing if no annotation changes with it. `view` shows labels and consequences, `form` and
//! `schema` the label itself, `act` does what was asked, `drafts` keeps what is typed.

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

/// What the room knows.
#[derive(Debug, Default)]
pub struct CodebookState {
    /// What is shown.
    pub subject: Subject,
    /// The label as it is typed; `None` while it is as in the codebook.
    pub draft: Option<Box<Label>>,
    /// Title and rules as they are typed; `None` while they are as in the codebook.
    pub rules: Option<(String, Vec<String>)>,
    /// A new label that was begun and left; shown again where a new one is asked for.
    pub begun: Option<Box<Label>>,
    /// What the draft, or the question, would change; computed when either changes.
    pub preview: Option<Result<CodebookPlan, String>>,
    /// A change that waits for a yes.
    pub question: Option<CodebookChange>,
    /// The project's revision of the preview.
    revision: u64,
}

/// What the room asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Show this.
    Show(Subject),
    /// Remember the label as it is typed.
    Draft(Box<Label>),
    /// Remember title and rules as they are typed.
    Rules(String, Vec<String>),
    /// Put a change up for a yes, with what it would do.
    Propose(CodebookChange),
    /// Make the change that is up, or the draft.
    Apply,
    /// Forget the change that is up, or the draft.
    Discard,
    /// Put the label at another place.
    Move(LabelId, usize),
    /// Give some annotations of the label a new label: those that the query fits.
    Split(LabelId, String),
    /// Take the codebook from this file.
    Read(PathBuf),
    /// Write the codebook to this file.
    Write(PathBuf),
}

/// What the room's views are given.
type Cx<'a> = cx::Cx<'a, CodebookState, Ask>;
