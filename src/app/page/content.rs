//! The input of a page, and the events it returns about what the reader did.

use super::{joins::Join, outline::Outline, style::LabelLook};
use crate::{
    project::{AnnotationId, Article, Fragments},
    text::ByteRange,
};
use std::rc::Rc;

/// The content of a page.
pub struct PageContent<'a> {
    /// The text.
    pub article: &'a Article,
    /// The outline of the article, if it has already been computed.
    pub outline: Option<&'a Rc<Outline>>,
    /// The annotations in reading order.
    pub marks: &'a [Mark],
    /// The labels that the `label_index` of a mark refers to.
    pub labels: &'a [LabelLook],
    /// The selected annotation.
    pub selected: Option<AnnotationId>,
    /// A number that changes whenever `marks` change. Only then is anything that is derived from all marks computed anew.
    pub revision: u64,
    /// The line under the headline.
    pub byline: &'a str,
    /// The two layers, if the page compares two.
    pub layers: Option<TwoLayers<'a>>,
    /// The analyst whose annotations are shown read-only above the words, beside those of the current analyst.
    pub guest: Option<&'a str>,
    /// The hits of a search in the article.
    pub hits: Hits<'a>,
}

/// Search hits that the page marks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hits<'a> {
    /// The ranges of the hits, in reading order and without overlaps.
    pub ranges: &'a [ByteRange],
    /// The one that the reader is at.
    pub current: Option<usize>,
}

/// An event: something that the reader did on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum PageEvent {
    /// The reader selected words with the mouse.
    Selected(ByteRange),
    /// The reader clicked an annotation, its chip, or its node for screen readers.
    AnnotationClicked(AnnotationId),
    /// The reader dragged an edge of the selected annotation.
    EdgeDragged {
        /// Which annotation.
        id: AnnotationId,
        /// Which of its fragments.
        fragment: usize,
        /// The new range of the fragment.
        range: ByteRange,
    },
    /// The reader clicked beside everything, so nothing is selected any more.
    Cleared,
}

/// The position of the caret as paragraphs, for display.
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
    /// The words that it covers.
    pub fragments: Fragments,
    /// The index of its label among the page's labels, in the codebook's order.
    pub label_index: usize,
    /// The side of the words on which its line runs.
    pub side: Side,
}

/// The side of the words on which the line of an annotation runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Under the words.
    #[default]
    Below,
    /// Above the words, for the first of two compared layers.
    Above,
    /// Under the words, for the gold annotation that settles a difference between two compared layers.
    Gold,
    /// No line; only the tint shows the annotation.
    Nowhere,
}

impl Side {
    /// Sides whose lines share their lanes.
    pub const LANES: [&'static [Self]; 3] = [&[Self::Below, Self::Gold], &[Self::Above], &[Self::Nowhere]];
}

/// Two layers on one page, the first one's lines above the words and the second one's below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoLayers<'a> {
    /// The names of the layers with the upper and with the lower lines.
    pub names: [&'a str; 2],
    /// The annotations in front.
    pub front: [Option<AnnotationId>; 2],
    /// The pairs that are aligned with each other, in reading order.
    pub joins: &'a [Join],
}
