//! What is typed, on its way to the disk: all edits of one text, until it is left, are one step for undo.

use super::{Desk, change};
use crate::{
    project::{AnalystId, AnnotationId, ArticleId, AttributeId, Edit, LabelId},
    store::file::Drafts,
};
use jiff::Timestamp;

/// A field that holds typed text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The note.
    Note,
    /// An attribute.
    Attribute(AttributeId),
}

/// The state of typed text on its way to the disk.
#[derive(Debug, Default)]
pub struct Typing {
    /// When the first and the last key came whose text is not on disk yet.
    pub waiting: Option<(Timestamp, Timestamp)>,
    /// The step that was made of what is being typed; more of the same text joins it.
    step: Option<Made>,
    /// What is in the file of drafts.
    pub kept: Drafts,
}

/// A step that was made of a draft.
#[derive(Debug, PartialEq)]
struct Made {
    source: Source,
    analyst: Option<AnalystId>,
    /// The revision of the project after it: nothing else may have changed since.
    revision: u64,
}

/// What a draft is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A field of an annotation.
    Field(ArticleId, AnnotationId, Field),
    /// A label of the codebook.
    Label(LabelId),
    /// Title and rules of the codebook.
    Rules,
}

impl Typing {
    /// What comes next is another text, or the same one begun anew.
    pub fn end(&mut self) {
        self.step = None;
    }
}

/// Whether the last step was made of what is being typed there, so that more of it joins that step.
pub fn goes_on(desk: &Desk, source: &Source) -> bool {
    desk.typing
        .step
        .as_ref()
        .is_some_and(|made| made.source == *source && made.revision == desk.revision && made.analyst == desk.open.analyst)
}

/// Makes an edit of what was typed; what goes on with the last step becomes part of it. Returns whether it was made.
pub fn apply(desk: &mut Desk, edit: Edit, source: Source) -> bool {
    let is_made = if goes_on(desk, &source) { change::apply_joined(desk, edit) } else { change::apply(desk, edit) };
    desk.typing.step = is_made.then(|| Made { source, analyst: desk.open.analyst.clone(), revision: desk.revision });
    is_made
}
