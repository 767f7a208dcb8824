//! The data that are compared: the spans of each analyst in each document, without anything else.
//!
//! Positions are Unicode code points, the unit in which published figures are computed, counted from 0, the end excluded.
//! A label is its number in [`Corpus::labels`].
//!
//! ```
//! use obelus::agreement::units::{Document, Layer, Span};
//!
//! let span = |start, end, label| Span::new(start, end, label).expect("it covers something");
//! // Spans may overlap, nest and touch. The same span with the same label counts once.
//! let ana = Layer::new(vec![span(0, 32, 0), span(0, 18, 1), span(0, 32, 0)]);
//! assert_eq!((ana.spans().len(), ana.num_repeats()), (2, 1));
//! // One annotation of two fragments: “he will … resign”.
//! let bo = Layer::of_fragments([vec![span(0, 7, 0), span(12, 18, 0)]]);
//! assert_eq!((bo.spans(), bo.pieces().len()), (&[span(0, 18, 0)][..], 2));
//! // Cy did not work on it; that is not the same as an empty layer.
//! let document = Document { num_chars: 52, layers: vec![Some(ana), Some(bo), None], ..Document::default() };
//! assert_eq!(document.present().len(), 2);
//! ```

/// A labelled stretch of text in code points. It is never empty, and the end is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
    label: u32,
}

impl Span {
    /// Makes the span from `start` to `end`; `None` if it covers nothing.
    pub fn new(start: u32, end: u32, label: u32) -> Option<Self> {
        (start < end).then_some(Self { start, end, label })
    }

    /// The first code point.
    pub const fn start(self) -> u32 {
        self.start
    }

    /// The code point after the last.
    pub const fn end(self) -> u32 {
        self.end
    }

    /// The label's number.
    pub const fn label(self) -> u32 {
        self.label
    }

    /// The start and end, to compare places.
    pub const fn range(self) -> (u32, u32) {
        (self.start(), self.end())
    }

    /// The length in code points, at least 1.
    pub const fn num_chars(self) -> u32 {
        self.end() - self.start()
    }

    /// Whether both share at least one code point. Spans that only touch do not.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start() < other.end() && other.start() < self.end()
    }
}

/// A stretch inside an annotation that it does not cover: its start and end in code points.
type Gap = (u32, u32);

/// One annotation of a layer: its extent and its gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage<'l> {
    span: Span,
    gaps: &'l [Gap],
}

impl<'l> Passage<'l> {
    /// The extent from the first fragment's start to the last one's end.
    pub const fn span(self) -> Span {
        self.span
    }

    /// The text it covers, to compare passages: two passages are equal if this is equal. Labels do not matter.
    pub const fn covered(self) -> ((u32, u32), &'l [Gap]) {
        (self.span.range(), self.gaps)
    }

    /// The stretches that it covers, in order.
    fn fragments(self) -> impl Iterator<Item = (u32, u32)> + 'l {
        let starts = std::iter::once(self.span.start()).chain(self.gaps.iter().map(|gap| gap.1));
        let ends = self.gaps.iter().map(|gap| gap.0).chain([self.span.end()]);
        starts.zip(ends)
    }

    /// Whether both cover a common code point. Gaps are not covered.
    ///
    /// ```
    /// use obelus::agreement::units::{Layer, Span};
    ///
    /// let span = |start, end| Span::new(start, end, 0).expect("it covers something");
    /// let [around, between] = [vec![span(0, 5), span(10, 15)], vec![span(5, 10)]].map(|one| Layer::of_fragments([one]));
    /// let [around, between] = [&around, &between].map(|layer| layer.passages().next().expect("one passage"));
    /// assert!(around.span().overlaps(between.span()) && !around.shares_text(between));
    /// ```
    pub fn shares_text(self, other: Passage<'_>) -> bool {
        if !self.span.overlaps(other.span) || self.gaps.is_empty() && other.gaps.is_empty() {
            return self.span.overlaps(other.span);
        }
        let (mut mine, mut theirs) = (self.fragments(), other.fragments());
        let (mut a, mut b) = (mine.next(), theirs.next());
        while let (Some(x), Some(y)) = (a, b) {
            if x.0 < y.1 && y.0 < x.1 {
                return true;
            }
            if x.1 <= y.1 {
                a = mine.next();
            } else {
                b = theirs.next();
            }
        }
        false
    }
}

/// The annotations of one analyst in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer {
    spans: Vec<Span>,
    /// The gaps of each span.
    gaps: Vec<Vec<Gap>>,
    pieces: Vec<Span>,
    num_repeats: usize,
}

impl Layer {
    /// Makes a layer of contiguous spans. Duplicates (same range, same label) count once.
    pub fn new(spans: Vec<Span>) -> Self {
        Self::of_fragments(spans.into_iter().map(|span| vec![span]))
    }

    /// Makes a layer of annotations, each given as a list of fragments in the order of the text, all with one label.
    ///
    /// Duplicates, which are annotations with the same label on the same text, count once. Fragments that touch cover the
    /// same text as one fragment over both. An annotation without fragments is left out.
    pub fn of_fragments(annotations: impl IntoIterator<Item = Vec<Span>>) -> Self {
        let mut pieces = Vec::new();
        let mut all: Vec<(Span, Vec<Gap>)> = Vec::new();
        for fragments in annotations {
            let (Some(first), Some(last)) = (fragments.first(), fragments.last()) else { continue };
            let between = fragments.windows(2).map(|pair| (pair[0].end(), pair[1].start()));
            all.push((Span { end: last.end, ..*first }, between.filter(|gap| gap.0 < gap.1).collect()));
            pieces.extend(fragments);
        }
        let num_annotations = all.len();
        all.sort();
        all.dedup();
        pieces.sort();
        pieces.dedup();
        let num_repeats = num_annotations - all.len();
        let (spans, gaps) = all.into_iter().unzip();
        Self { spans, gaps, pieces, num_repeats }
    }

    /// The whole annotations, in order of start, end and label: from the first fragment's start to the last one's end.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The same annotations with their gaps, in the same order.
    pub fn passages(&self) -> impl Iterator<Item = Passage<'_>> {
        self.spans.iter().zip(&self.gaps).map(|(span, gaps)| Passage { span: *span, gaps })
    }

    /// The number of annotations that were left out because they repeat another one of the layer.
    pub const fn num_repeats(&self) -> usize {
        self.num_repeats
    }

    /// The fragments, in the same order: the text that is actually covered.
    pub fn pieces(&self) -> &[Span] {
        &self.pieces
    }
}

/// A document reduced to what the measures need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The name for people and in files.
    pub name: String,
    /// The stream of random numbers for this document, which does not depend on its place in the corpus.
    pub stream: u64,
    /// The length in code points.
    pub num_chars: u32,
    /// The words (UAX #29 segments with a letter or digit), each as start and end in code points, in order.
    pub tokens: Vec<(u32, u32)>,
    /// The layer of each analyst of the corpus; `None` if the analyst did not work on the document.
    pub layers: Vec<Option<Layer>>,
}

impl Document {
    /// The layers of those who worked on it, each with the analyst's place in the corpus.
    pub fn present(&self) -> Vec<(usize, &Layer)> {
        self.layers.iter().enumerate().filter_map(|(place, layer)| Some((place, layer.as_ref()?))).collect()
    }

    /// The same layers ordered by their contents, so that the order does not depend on which analyst is named first.
    pub fn present_by_content(&self) -> Vec<(usize, &Layer)> {
        let mut present = self.present();
        present.sort_by(|a, b| a.1.cmp(b.1));
        present
    }

    /// The layers of both analysts, if both worked on it.
    pub fn pair(&self, a: usize, b: usize) -> Option<(&Layer, &Layer)> {
        Some((self.layers.get(a)?.as_ref()?, self.layers.get(b)?.as_ref()?))
    }
}

/// All pairs of so many analysts, as places, the first before the second.
pub fn pairs(num_analysts: usize) -> Vec<(usize, usize)> {
    (0..num_analysts).flat_map(|a| (a + 1..num_analysts).map(move |b| (a, b))).collect()
}

/// All the data of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corpus {
    /// The names of the labels, sorted.
    pub labels: Vec<String>,
    /// The names of the analysts, in the order in which they are compared.
    pub analysts: Vec<String>,
    /// The documents.
    pub documents: Vec<Document>,
}

impl Corpus {
    /// All pairs of analysts, as places, the first before the second.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        pairs(self.analysts.len())
    }

    /// The places of the documents that at least two analysts worked on.
    pub fn comparable(&self) -> Vec<usize> {
        let is_comparable = |document: &Document| document.present().len() >= 2;
        (0..self.documents.len()).filter(|place| is_comparable(&self.documents[*place])).collect()
    }
}
