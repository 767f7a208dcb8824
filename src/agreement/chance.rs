//! Draws annotations as chance would have made them, for the expected disorder of γ.
//!
//! There are two models. *Shuffle* (Mathet, Widlöcher and Métivier 2015, §5.2) moves a real analyst's units along the text: it
//! keeps lengths, labels, nesting and overlap, and is the one to use. *Statistical* (the default of pygamma-agreement) draws
//! lengths and gaps from normal distributions: it forgets nesting and lets units run off the text's end.
//!
//! ```
//! use obelus::agreement::{
//!     align::Unit,
//!     chance::{ChanceModel, Sampler},
//!     random::Random,
//! };
//!
//! let layers = [vec![Unit { start: 0.0, end: 10.0, label: 0 }, Unit { start: 2.0, end: 5.0, label: 1 }], Vec::new()];
//! let sampler = Sampler::new(&layers, 60, ChanceModel::Shuffle).expect("there is a unit");
//! let mut lines = Vec::new();
//! sampler.draw(&mut Random::new(1, 0, 0), &mut lines);
//! assert_eq!(lines.len(), 2, "a line for each analyst");
//! for line in lines.iter().filter(|line| !line.is_empty()) {
//!     assert_eq!([line[0].end - line[0].start, line[1].end - line[1].start], [10.0, 3.0], "lengths stay");
//! }
//! ```

use super::{align::Unit, random::Random};

/// A model of chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ChanceModel {
    /// Real layers, moved along the text.
    Shuffle,
    /// Lengths and gaps from normal distributions.
    Statistical,
}

/// Draws random annotations that resemble some real ones.
pub struct Sampler<'a> {
    layers: &'a [Vec<Unit>],
    num_chars: f64,
    model: ChanceModel,
    count: Normal,
    gap: Normal,
    length: Normal,
}

#[derive(Clone, Copy)]
struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// The mean and population standard deviation.
    fn of(values: &[f64]) -> Self {
        let count = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
        Self { mean, sd: variance.sqrt() }
    }

    fn draw(self, random: &mut Random) -> f64 {
        random.normal(self.mean, self.sd)
    }
}

impl<'a> Sampler<'a> {
    /// Makes a sampler for these layers of a text of `num_chars` code points; `None` if there is no unit at all.
    pub fn new(layers: &'a [Vec<Unit>], num_chars: u32, model: ChanceModel) -> Option<Self> {
        let lengths: Vec<f64> = layers.iter().flatten().map(|unit| unit.end - unit.start).collect();
        if lengths.is_empty() {
            return None;
        }
        // As in pygamma-agreement: one gap of 0, the gaps between neighbours, and those before the first units.
        let mut gaps = vec![0.0];
        gaps.extend(layers.iter().flat_map(|layer| layer.windows(2)).map(|pair| pair[1].start - pair[0].end));
        gaps.extend(layers.iter().filter_map(|layer| layer.first()).map(|unit| unit.start).filter(|start| *start > 0.0));
        let counts: Vec<f64> = layers.iter().map(|layer| layer.len() as f64).collect();
        Some(Self {
            layers,
            num_chars: f64::from(num_chars),
            model,
            count: Normal::of(&counts),
            gap: Normal::of(&gaps),
            length: Normal::of(&lengths),
        })
    }

    /// The number of units of all layers, at least 1.
    pub fn num_units(&self) -> u64 {
        self.layers.iter().map(Vec::len).sum::<usize>() as u64
    }

    /// The number of lines of a sample: one for each analyst.
    pub fn num_lines(&self) -> usize {
        self.layers.len()
    }

    /// Draws a sample into `lines`, with as many lines as there are analysts, and at least one unit.
    pub fn draw(&self, random: &mut Random, lines: &mut Vec<Vec<Unit>>) {
        lines.resize_with(self.layers.len(), Vec::new);
        match self.model {
            ChanceModel::Statistical => *lines = self.statistical(random),
            // The layers contain a unit, so a sample without any is rare enough to be drawn again.
            ChanceModel::Shuffle => loop {
                self.shuffle(random, lines);
                if lines.iter().any(|line| !line.is_empty()) {
                    return;
                }
            },
        }
    }

    fn shuffle(&self, random: &mut Random, lines: &mut [Vec<Unit>]) {
        let keep_apart = self.length.mean / 2.0;
        let mut free = vec![(0.0, self.num_chars)];
        for drawn in lines {
            let pivot = self.pivot(&free, random);
            free = free
                .iter()
                .flat_map(|(start, end): &(f64, f64)| {
                    [(*start, end.min(pivot - keep_apart)), (start.max(pivot + keep_apart), *end)]
                })
                .filter(|(start, end)| start < end)
                .collect();
            let line = &self.layers[random.below(self.layers.len())];
            let moved = |unit: &Unit| {
                let by = if unit.start + pivot > self.num_chars { pivot - self.num_chars } else { pivot };
                Unit { start: unit.start + by, end: unit.end + by, label: unit.label }
            };
            drawn.clear();
            drawn.extend(line.iter().map(moved));
        }
    }

    /// A whole number, uniform over the free stretches, or over the text if none is left.
    fn pivot(&self, free: &[(f64, f64)], random: &mut Random) -> f64 {
        let room: f64 = free.iter().map(|(start, end)| end - start).sum();
        let mut at = random.uniform() * if room > 0.0 { room } else { self.num_chars };
        for (start, end) in free {
            if at < end - start {
                return (start + at).floor();
            }
            at -= end - start;
        }
        free.last().map_or(at, |(_, end)| *end).floor()
    }

    fn statistical(&self, random: &mut Random) -> Vec<Vec<Unit>> {
        let labels: Vec<u32> = self.layers.iter().flatten().map(|unit| unit.label).collect();
        let mut lines: Vec<Vec<Unit>> = Vec::with_capacity(self.layers.len());
        for _ in self.layers {
            let count = self.count.draw(random).trunc().abs() as usize;
            let is_first = lines.iter().all(Vec::is_empty);
            let mut line = Vec::new();
            let mut end = 0.0;
            for _ in 0..if is_first { count.max(1) } else { count } {
                let start = end + self.gap.draw(random);
                let length = self.length.draw(random).abs().max(f64::EPSILON);
                end = start + length;
                line.push(Unit { start, end, label: labels[random.below(labels.len())] });
            }
            lines.push(line);
        }
        lines
    }
}
