//! What a page is given to show, and what it says that the reader did.

use super::{joins::Join, outline::Outline, style::LabelLook};
use crate::{
    project::{AnnotationId, Article, Fragments},
    text::ByteRange,
};
use std::rc::Rc;

/// What a page shows.
pub struct PageContent<'a> {
    /// The text.
    pub article: &'a Article,
    /// What it consists of, where that has been found out already.
    pub outline: Option<&'a Rc<Outline>>,
    /// The annotations in reading order.
    pub marks: &'a [Mark],
    /// What their `label_index` points at.
    pub labels: &'a [LabelLook],
    /// The annotation in front.
    pub selected: Option<AnnotationId>,
    /// Changes whenever `marks` do: what is derived from all of them is made anew only then.
    pub revision: u64,
    /// The line under the headline.
    pub byline: &'a str,
    /// Set where two layers are compared.
    pub layers: Option<TwoLayers<'a>>,
    /// Whose annotations stand above the words, only to be read, where the others are one's own.
    pub guest: Option<&'a str>,
    /// What was found in the article.
    pub hits: Hits<'a>,
}

/// Words that were found, to be marked on the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hits<'a> {
    /// Where, in reading order; none overlaps the next.
    pub ranges: &'a [ByteRange],
    /// The one that the reader is at.
    pub current: Option<usize>,
}

/// What the reader did on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum PageEvent {
    /// Selected words with the mouse.
    Selected(ByteRange),
    /// Pointed at an annotation, its chip or its node for screen readers.
    AnnotationClicked(AnnotationId),
    /// Dragged an edge of the selected annotation.
    EdgeDragged {
        /// Which annotation.
        id: AnnotationId,
        /// Which of its fragments.
        fragment: usize,
        /// What the fragment is to cover.
        range: ByteRange,
    },
    /// Clicked beside everything: nothing is selected any more.
    Cleared,
}

/// Where the caret is, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PagePosition {
    /// Number of the paragraph in the margin; 0 before the first.
    pub paragraph: u32,
    /// How many there are.
    pub num_paragraphs: u32,
}

/// An annotation as the page needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which annotation.
    pub id: AnnotationId,
    /// Where it stands.
    pub fragments: Fragments,
    /// Which of the page's labels it has: place in the codebook.
    pub label_index: usize,
    /// Where its line runs.
    pub side: Side,
}

/// Where the line of an annotation runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Under the words.
    #[default]
    Below,
    /// Above the words: the first of two layers that are compared.
    Above,
    /// Under the words, as what was decided about two layers that are compared.
    Gold,
    /// Nowhere; only the tint shows it.
    Nowhere,
}

impl Side {
    /// Sides whose lines share their lanes.
    pub const LANES: [&'static [Self]; 3] = [&[Self::Below, Self::Gold], &[Self::Above], &[Self::Nowhere]];
}

/// Two layers on one page, the first one's lines above the words and the second one's below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoLayers<'a> {
    /// Whose the upper and the lower lines are.
    pub names: [&'a str; 2],
    /// The annotations in front.
    pub front: [Option<AnnotationId>; 2],
    /// What is aligned with each other, in reading order.
    pub joins: &'a [Join],
}
