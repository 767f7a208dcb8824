//! The Tag room, in which an article is read and tagged.

mod act;
pub mod articles;
pub mod commands;
pub(crate) mod editing;
pub mod find_bar;
pub mod history;
pub(crate) mod layer;
pub(crate) mod links;
pub mod pick;
pub(crate) mod pointing;
pub(crate) mod steps;
pub(crate) mod views;

pub use act::{act, apply_draft};

use crate::{
    app::{
        desk::{Desk, cx, typing::Field},
        page::Motion,
    },
    project::{AnnotationId, ArticleId, AttributeId, AttributeValue, LabelId},
    text::ByteRange,
};
use articles::ArticleList;
use find_bar::FindBar;
use history::HistoryState;
use layer::Layer;
use pick::{Pick, PickField};

/// The state of the room.
#[derive(Default)]
pub struct TagRoom {
    /// The choice that is being made in the text for the selected annotation.
    pub pick: Option<Pick>,
    /// What is being typed.
    pub draft: Option<Draft>,
    /// What the article list is filtered by.
    pub filter: String,
    /// Which articles the list shows, in which order.
    pub articles: ArticleList,
    /// What is known of the edits that were made.
    pub history: HistoryState,
    /// What is looked for in the article on the page.
    pub bar: FindBar,
    /// What is derived from the article on the page.
    pub(crate) layer: Layer,
}

/// Typed text that is not yet an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Of which article.
    pub article: ArticleId,
    /// Of which annotation.
    pub annotation: AnnotationId,
    /// Of which field.
    pub field: Field,
    /// The text.
    pub text: String,
}

/// The requests of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
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
    ApplyDraft,
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
    /// Show only articles with these words.
    Filter(String),
    /// Show other articles in the list, or in another order.
    Articles(articles::Ask),
    /// Something about what is looked for in the article.
    FindBar(find_bar::BarAsk),
    /// Something in the history panel.
    History(history::Ask),
}

/// Brings what is derived from the project up to date, before a frame is drawn.
pub fn refresh(desk: &Desk, tag: &mut TagRoom, context: &egui::Context) {
    articles::refresh(desk, tag);
    find_bar::refresh_bar(desk, tag);
    history::refresh(desk, tag);
    tag.layer.refresh(desk, context);
}

/// What the room's views are given.
type Cx<'a> = cx::Cx<'a, TagRoom, Ask>;
