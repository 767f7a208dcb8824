//! Values of words and of code points: which labels each analyst gave them.
//!
//! A unit's value for an analyst is the set of labels of that analyst's spans that share at least one code point with
//! it. [`ValueTable`] counts how often each combination of values occurs; tables of documents add up, and every
//! coefficient on words or code points is computed from one.
//!
//! ```
//! use obelus::agreement::{
//!     coefficient::observed_agreement,
//!     units::{Document, Layer, Span},
//!     values::{UnitKind, ValueTable},
//! };
//!
//! // “Ten died there”: Ana marks the first two words, Bo the first and a half.
//! let layer = |start, end| Some(Layer::new(Span::new(start, end, 0).into_iter().collect()));
//! let tokens = vec![(0, 3), (4, 8), (9, 14)];
//! let document = Document { num_chars: 14, tokens, layers: vec![layer(0, 8), layer(0, 6)], ..Document::default() };
//! assert_eq!(observed_agreement(&ValueTable::of(&document, UnitKind::Token), 0, 1), Some(1.0));
//! assert_eq!(observed_agreement(&ValueTable::of(&document, UnitKind::CodePoint), 0, 1), Some(12.0 / 14.0));
//! ```

use super::units::{Document, Layer};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::AddAssign};

/// A set of labels, by number; empty for "no label".
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LabelSet(Vec<u32>);

impl LabelSet {
    /// Makes the set of these labels.
    pub fn new(labels: impl IntoIterator<Item = u32>) -> Self {
        let mut labels: Vec<_> = labels.into_iter().collect();
        labels.sort_unstable();
        labels.dedup();
        Self(labels)
    }

    /// The labels, in order.
    pub fn labels(&self) -> &[u32] {
        &self.0
    }

    /// Whether it holds no label.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it holds `label`.
    pub fn contains(&self, label: u32) -> bool {
        self.0.binary_search(&label).is_ok()
    }

    /// The number of labels in both.
    pub fn num_shared(&self, other: &Self) -> usize {
        self.0.iter().filter(|label| other.contains(**label)).count()
    }

    /// The names joined by `+`; `∅` for the empty set.
    ///
    /// ```
    /// use obelus::agreement::values::LabelSet;
    ///
    /// let names = ["claim".to_owned(), "quote".to_owned()];
    /// assert_eq!(LabelSet::new([1, 0, 1]).name(&names), "claim+quote");
    /// assert_eq!(LabelSet::default().name(&names), "∅");
    /// ```
    pub fn name(&self, names: &[String]) -> String {
        let named: Vec<_> = self.0.iter().filter_map(|label| names.get(*label as usize)).map(String::as_str).collect();
        if named.is_empty() { "∅".to_owned() } else { named.join("+") }
    }
}

/// A stretch of text, in code points, over which an analyst's value does not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The first code point.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
    /// The labels on it.
    pub labels: LabelSet,
}

/// Cuts a document at every boundary of a layer's pieces. The pieces cover all of it; gaps are pieces without labels.
pub fn pieces(layer: &Layer, num_chars: u32) -> Vec<Piece> {
    let mut events: BTreeMap<u32, Vec<(u32, bool)>> = BTreeMap::new();
    for span in layer.pieces().iter().filter(|span| span.end() <= num_chars) {
        events.entry(span.start()).or_default().push((span.label(), true));
        events.entry(span.end()).or_default().push((span.label(), false));
    }
    events.entry(num_chars).or_default();
    let mut open: BTreeMap<u32, usize> = BTreeMap::new();
    let mut out = Vec::new();
    let mut start = 0;
    for (at, changes) in events {
        if at > start {
            out.push(Piece { start, end: at, labels: LabelSet(open.keys().copied().collect()) });
            start = at;
        }
        // Openings come first, so that a label that ends and begins here never counts below zero.
        for (label, _) in changes.iter().filter(|(_, opens)| *opens) {
            *open.entry(*label).or_default() += 1;
        }
        for (label, _) in changes.iter().filter(|(_, opens)| !*opens) {
            let count = open.entry(*label).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(label);
            }
        }
    }
    out
}

/// What gets a value: words or code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// Words.
    Token,
    /// Code points.
    CodePoint,
}

/// The values of all analysts for one unit; `None` if an analyst is missing.
pub type Row = Vec<Option<LabelSet>>;

/// The number of units with each combination of values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueTable {
    counts: BTreeMap<Row, u64>,
}

impl AddAssign<&Self> for ValueTable {
    fn add_assign(&mut self, other: &Self) {
        for (row, count) in &other.counts {
            self.add(row.clone(), *count);
        }
    }
}

impl ValueTable {
    /// Counts the units of a document. The time grows with the number of units (tokens) or boundaries (code points).
    pub fn of(document: &Document, kind: UnitKind) -> Self {
        let layers: Vec<Option<Vec<Piece>>> =
            document.layers.iter().map(|layer| Some(pieces(layer.as_ref()?, document.num_chars))).collect();
        let mut table = Self::default();
        let units: Vec<(u32, u32)> = match kind {
            UnitKind::Token => document.tokens.clone(),
            UnitKind::CodePoint => stretches(&layers, document.num_chars),
        };
        let mut first = vec![0; layers.len()];
        for (start, end) in units {
            let row =
                layers.iter().zip(&mut first).map(|(layer, first)| Some(value(layer.as_ref()?, first, start, end))).collect();
            table.add(row, if kind == UnitKind::Token { 1 } else { u64::from(end - start) });
        }
        table
    }

    /// The table in which each value only says whether it contains `label`.
    pub fn of_label(&self, label: u32) -> Self {
        let mut table = Self::default();
        let reduce = |set: &LabelSet| LabelSet(if set.contains(label) { vec![label] } else { Vec::new() });
        for (row, count) in &self.counts {
            table.add(row.iter().map(|value| value.as_ref().map(reduce)).collect(), *count);
        }
        table
    }

    /// The table of two of its analysts, over the units of both.
    pub fn of_pair(&self, a: usize, b: usize) -> Self {
        let mut table = Self::default();
        for (row, count) in &self.counts {
            if let (Some(Some(x)), Some(Some(y))) = (row.get(a), row.get(b)) {
                table.add(vec![Some(x.clone()), Some(y.clone())], *count);
            }
        }
        table
    }

    /// The number of units.
    pub fn num_units(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Every combination of values with the number of its occurrences, in a fixed order.
    pub fn rows(&self) -> impl Iterator<Item = (&Row, u64)> {
        self.counts.iter().map(|(row, count)| (row, *count))
    }

    /// How often analyst `a` gave the first value and `b` the second, over the units of both.
    pub fn pair(&self, a: usize, b: usize) -> BTreeMap<(&LabelSet, &LabelSet), u64> {
        let mut pairs = BTreeMap::new();
        for (row, count) in self.rows() {
            if let (Some(Some(x)), Some(Some(y))) = (row.get(a), row.get(b)) {
                *pairs.entry((x, y)).or_default() += count;
            }
        }
        pairs
    }

    /// Adds units with these values, one for each analyst; `None` if one is missing.
    pub fn add(&mut self, row: Row, count: u64) {
        *self.counts.entry(row).or_default() += count;
    }
}

/// The stretches between all boundaries of all layers.
fn stretches(layers: &[Option<Vec<Piece>>], num_chars: u32) -> Vec<(u32, u32)> {
    let mut cuts: Vec<u32> = layers.iter().flatten().flatten().map(|piece| piece.start).chain([0, num_chars]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The labels on any code point of a unit. `first` is where the search begins, because units come in order.
fn value(pieces: &[Piece], first: &mut usize, start: u32, end: u32) -> LabelSet {
    while pieces.get(*first).is_some_and(|piece| piece.end <= start) {
        *first += 1;
    }
    let touched = pieces[(*first).min(pieces.len())..].iter().take_while(|piece| piece.start < end);
    LabelSet::new(touched.flat_map(|piece| piece.labels.labels().iter().copied()))
}
