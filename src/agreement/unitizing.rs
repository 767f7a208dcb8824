//! Krippendorff's unitizing α: u, |u, cu and (k)u, on code points.
//!
//! Krippendorff, Mathet, Bouvry and Widlöcher 2016; Krippendorff 2019, §12.6, eq. 32–38. All are at most 1, and can be
//! negative. Each analyst's line is a partition into units, each with a value, and gaps. Spans of one analyst that overlap
//! are no partition, so they are projected first: [`Projection`].
//!
//! With ℓ_ck the length that one analyst gave value c and another k, averaged over the others (φ is a gap), s_c the sum of
//! squared lengths of units of value c (of plain lengths for gaps), and e_ck = (ℓ_c. ℓ_.k − \[c = k\] s_c) / (ℓ.. − s / ℓ..):
//!
//! * u-α = 1 − (ℓ.. − Σ ℓ_cc) / (e.. − Σ e_cc): place and value.
//! * |u-α = 1 − (ℓ_φ. − ℓ_φφ) / (e_φ. − e_φφ): marked against not marked.
//! * cu-α: as u-α, over what two analysts marked only.
//! * (k)u-α = 1 − (e_.k / ℓ_.k) (ℓ_.k − ℓ_kk) / (e_.k − e_kk), over the same: value k against the others.
//!
//! The published definition is of one text; sums over texts, each with its own number of analysts, are ours. The share of
//! a unit that others mark (its pairable length) is the mean over the others: the reading that gives the published
//! example's cu of 0.724.
//!
//! ```
//! use obelus::agreement::{
//!     unitizing::{Lengths, Projection},
//!     units::{Document, Layer, Span},
//! };
//!
//! // Three observers and a text of 60 positions (Krippendorff 2019, figure 12.11, p. 340).
//! let alex = [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)];
//! let paul = [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)];
//! let suzan = [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)];
//! let layer = |spans: &[(u32, u32, u32)]| {
//!     Some(Layer::new(spans.iter().filter_map(|(start, end, value)| Span::new(*start, *end, *value)).collect()))
//! };
//! let document = Document { num_chars: 60, layers: vec![layer(&alex), layer(&paul), layer(&suzan)], ..Document::default() };
//! let found = Lengths::of(&document, Projection::Flattened).family();
//!
//! let is_near = |figure: Option<f64>, published: f64| (figure.unwrap() - published).abs() < 0.001;
//! assert!(is_near(found.u, 0.510) && is_near(found.bar_u, 0.413) && is_near(found.cu, 0.724));
//! let of_value: Vec<Option<f64>> = found.by_value.iter().map(|one| one.alpha.map(f64::round)).collect();
//! assert_eq!(of_value, [Some(1.0), Some(0.0), Some(0.0), Some(0.0), Some(1.0), Some(1.0), None], "values 1 to 7");
//! assert!(is_near(found.by_value[4].coverage, 0.444), "(5)u-α rests on 44 % of value 5");
//! ```

use super::{
    units::{Document, Layer, Span},
    values::{LabelSet, pieces},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::AddAssign};

/// The way in which overlapping spans become a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Projection {
    /// The spans are cut at every boundary, and the value of a piece is its set of labels.
    Flattened,
    /// Only one label counts. Its spans that share a code point are merged; touching ones stay apart.
    Label(u32),
}

/// A section of an analyst's line; a gap has no labels.
struct Section {
    start: u32,
    end: u32,
    value: LabelSet,
}

impl Section {
    fn num_chars(&self) -> f64 {
        f64::from(self.end - self.start)
    }

    fn is_gap(&self) -> bool {
        self.value.is_empty()
    }

    /// The number of code points in both.
    fn shared(&self, other: &Self) -> f64 {
        f64::from(self.end.min(other.end).saturating_sub(self.start.max(other.start)))
    }
}

/// The lengths from which the coefficients are computed, which can be added up over documents. The empty label set means a
/// gap.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lengths {
    /// ℓ_ck: the number of code points to which one analyst gave c and another k.
    shared: BTreeMap<(LabelSet, LabelSet), f64>,
    /// s_c: the squared lengths of units, and the plain lengths of gaps.
    own: BTreeMap<LabelSet, f64>,
    /// s*_c: the squared pairable lengths of units.
    own_pairable: BTreeMap<LabelSet, f64>,
}

/// The sums of lengths from which a coefficient is computed.
pub(super) struct Margins<'a> {
    /// ℓ_c. of each value.
    pub(super) rows: BTreeMap<&'a LabelSet, f64>,
    /// Σ ℓ_cc.
    pub(super) alike: f64,
    /// s.
    pub(super) own: f64,
}

impl<'a> Margins<'a> {
    fn of(shared: impl Iterator<Item = (&'a (LabelSet, LabelSet), &'a f64)>, own: f64) -> Self {
        let (mut rows, mut alike) = (BTreeMap::new(), 0.0);
        for ((c, k), length) in shared {
            *rows.entry(c).or_default() += length;
            alike += if c == k { *length } else { 0.0 };
        }
        Self { rows, alike, own }
    }
}

impl AddAssign<&Self> for Lengths {
    fn add_assign(&mut self, other: &Self) {
        for (key, length) in &other.shared {
            *self.shared.entry(key.clone()).or_default() += length;
        }
        for (mine, theirs) in [(&mut self.own, &other.own), (&mut self.own_pairable, &other.own_pairable)] {
            for (key, length) in theirs {
                *mine.entry(key.clone()).or_default() += length;
            }
        }
    }
}

/// A coefficient for one value.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueAlpha {
    /// The value.
    pub value: LabelSet,
    /// (k)u-α; `None` if nothing is marked by two analysts, or only with one value.
    pub alpha: Option<f64>,
    /// Share of the value’s length that it counts: what another analyst marked, too.
    pub coverage: Option<f64>,
}

/// The family of coefficients. Each is `None` without two analysts on one text, or if chance leaves no room: nobody tagged
/// anything, or everything has the same value.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// u-α: place and value.
    pub u: Option<f64>,
    /// |u-α: marked compared with not marked.
    pub bar_u: Option<f64>,
    /// cu-α: values where both marked something.
    pub cu: Option<f64>,
    /// Share of the length that cu counts: what two analysts marked.
    pub cu_coverage: Option<f64>,
    /// (k)u-α for each value.
    pub by_value: Vec<ValueAlpha>,
    /// The length of the text times the number of analysts, in code points.
    pub num_chars: f64,
}

impl Lengths {
    /// Measures a document; empty if fewer than two analysts worked on it.
    pub fn of(document: &Document, projection: Projection) -> Self {
        let present = document.present();
        let mut lengths = Self::default();
        if present.len() < 2 || document.num_chars == 0 {
            return lengths;
        }
        let lines: Vec<Vec<Section>> = present.iter().map(|(_, layer)| line(layer, document.num_chars, projection)).collect();
        let others = (lines.len() - 1) as f64;
        for (i, line) in lines.iter().enumerate() {
            let mut pairable = vec![0.0; line.len()];
            for (_, other) in lines.iter().enumerate().filter(|(j, _)| *j != i) {
                lengths.measure(line, other, others, &mut pairable);
            }
            for (section, pairable) in line.iter().zip(pairable) {
                let length = section.num_chars();
                let own = if section.is_gap() { length } else { length * length };
                *lengths.own.entry(section.value.clone()).or_default() += own;
                if !section.is_gap() {
                    *lengths.own_pairable.entry(section.value.clone()).or_default() += pairable * pairable;
                }
            }
        }
        lengths
    }

    /// Adds what two lines share. Both cover the whole text.
    fn measure(&mut self, line: &[Section], other: &[Section], others: f64, pairable: &mut [f64]) {
        let (mut g, mut h) = (0, 0);
        while let (Some(mine), Some(theirs)) = (line.get(g), other.get(h)) {
            let shared = mine.shared(theirs) / others;
            *self.shared.entry((mine.value.clone(), theirs.value.clone())).or_default() += shared;
            if !mine.is_gap() && !theirs.is_gap() {
                pairable[g] += shared;
            }
            let (end, their_end) = (mine.end, theirs.end);
            g += usize::from(end <= their_end);
            h += usize::from(their_end <= end);
        }
    }

    /// The sums over everything, with the plain lengths of gaps.
    pub(super) fn margins(&self) -> Margins<'_> {
        Margins::of(self.shared.iter(), self.own.values().sum())
    }

    /// The sums over what two analysts marked, from which cu is computed.
    pub(super) fn marked_margins(&self) -> Margins<'_> {
        let both = self.shared.iter().filter(|((c, k), _)| !c.is_empty() && !k.is_empty());
        Margins::of(both, self.own_pairable.values().sum())
    }

    /// The length of gaps over all analysts, and the part of it that is a gap for both of a pair.
    pub(super) fn gaps(&self) -> (f64, f64) {
        let of_gaps = self.shared.iter().filter(|((c, _), _)| c.is_empty());
        of_gaps
            .fold((0.0, 0.0), |(all, alike), ((_, k), length)| (all + length, alike + if k.is_empty() { *length } else { 0.0 }))
    }

    /// Computes the coefficients from these lengths.
    pub fn family(&self) -> Family {
        let gap = LabelSet::default();
        let mut values: Vec<&LabelSet> = self.shared.keys().map(|(c, _)| c).filter(|c| !c.is_empty()).collect();
        values.dedup();
        let all: Vec<&LabelSet> = [&gap].into_iter().chain(values.iter().copied()).collect();
        let whole = Table::new(&all, &self.shared, &self.own);
        let marked = Table::new(&values, &self.shared, &self.own_pairable);
        let by_value = values.iter().enumerate().map(|(place, value)| {
            let row = self.shared.iter().filter(|((c, _), _)| c == *value).map(|(_, length)| length).sum::<f64>();
            ValueAlpha {
                value: (*value).clone(),
                alpha: marked.alpha_of(place),
                coverage: (row > 0.0).then(|| marked.rows[place] / row),
            }
        });
        Family {
            u: whole.alpha(),
            bar_u: whole.alpha_of_first(),
            cu: marked.alpha(),
            cu_coverage: (whole.total > 0.0).then(|| marked.total / whole.total),
            by_value: by_value.collect(),
            num_chars: whole.total,
        }
    }
}

/// The observed and expected lengths over some values.
struct Table {
    observed: Vec<Vec<f64>>,
    rows: Vec<f64>,
    total: f64,
    /// e_ck without its denominator, and the denominator: ℓ.. − s / ℓ..; `None` if that is 0.
    expected: Option<Vec<Vec<f64>>>,
}

/// Lengths below this come from rounding.
const NOTHING: f64 = 1e-12;

impl Table {
    fn new(values: &[&LabelSet], shared: &BTreeMap<(LabelSet, LabelSet), f64>, own: &BTreeMap<LabelSet, f64>) -> Self {
        let numbers: BTreeMap<&LabelSet, usize> = values.iter().enumerate().map(|(number, value)| (*value, number)).collect();
        let mut observed = vec![vec![0.0; values.len()]; values.len()];
        for ((c, k), length) in shared {
            if let (Some(c), Some(k)) = (numbers.get(c), numbers.get(k)) {
                observed[*c][*k] = *length;
            }
        }
        let rows: Vec<f64> = observed.iter().map(|row| row.iter().sum()).collect();
        let total: f64 = rows.iter().sum();
        let own: Vec<f64> = values.iter().map(|value| own.get(*value).copied().unwrap_or(0.0)).collect();
        let room = if total > 0.0 { total - own.iter().sum::<f64>() / total } else { 0.0 };
        let expected = (room.abs() >= NOTHING).then(|| {
            let cell = |c: usize, k: usize| (rows[c] * rows[k] - if c == k { own[c] } else { 0.0 }) / room;
            (0..rows.len()).map(|c| (0..rows.len()).map(|k| cell(c, k)).collect()).collect()
        });
        Self { observed, rows, total, expected }
    }

    fn alpha(&self) -> Option<f64> {
        let expected = self.expected.as_ref()?;
        let off_diagonal = |table: &[Vec<f64>]| -> f64 {
            let all: f64 = table.iter().flatten().sum();
            all - (0..table.len()).map(|c| table[c][c]).sum::<f64>()
        };
        ratio(off_diagonal(&self.observed), off_diagonal(expected))
    }

    /// |u: the first value compared with all others.
    fn alpha_of_first(&self) -> Option<f64> {
        let expected = self.expected.as_ref()?;
        ratio(self.rows[0] - self.observed[0][0], expected[0].iter().sum::<f64>() - expected[0][0])
    }

    /// (k)u of the value at `place`.
    fn alpha_of(&self, place: usize) -> Option<f64> {
        let expected = self.expected.as_ref()?;
        let column: f64 = expected.iter().map(|row| row[place]).sum();
        let apart = column - expected[place][place];
        (self.rows[place] > 0.0 && apart.abs() > NOTHING)
            .then(|| 1.0 - column / self.rows[place] * (self.rows[place] - self.observed[place][place]) / apart)
    }
}

fn ratio(observed: f64, expected: f64) -> Option<f64> {
    (expected.abs() >= NOTHING).then(|| 1.0 - observed / expected)
}

/// A layer as a partition of the text.
fn line(layer: &Layer, num_chars: u32, projection: Projection) -> Vec<Section> {
    match projection {
        Projection::Flattened => pieces(layer, num_chars)
            .into_iter()
            .map(|piece| Section { start: piece.start, end: piece.end, value: piece.labels })
            .collect(),
        Projection::Label(label) => {
            let mut sections = Vec::new();
            let mut at = 0;
            for (start, end) in merged(layer, label) {
                if start > at {
                    sections.push(Section { start: at, end: start, value: LabelSet::default() });
                }
                sections.push(Section { start, end, value: LabelSet::new([label]) });
                at = end;
            }
            if at < num_chars {
                sections.push(Section { start: at, end: num_chars, value: LabelSet::default() });
            }
            sections
        }
    }
}

/// The ranges of one label. Those that share a code point are merged; touching ones stay apart.
pub(super) fn merged(layer: &Layer, label: u32) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for span in layer.pieces().iter().filter(|span: &&Span| span.label() == label) {
        match ranges.last_mut().filter(|last| span.start() < last.1) {
            Some(last) => last.1 = last.1.max(span.end()),
            None => ranges.push(span.range()),
        }
    }
    ranges
}
