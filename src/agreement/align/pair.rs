//! Aligns two analysts: assigns the units of one to those of the other, again and again with the same buffers.

use super::{
    DELTA_EMPTY, Dissimilarity, Unit,
    assignment::{Assigner, Graph},
    neighbours::Neighbours,
};

/// Aligns pairs of layers. It keeps its buffers, because γ aligns hundreds of samples.
#[derive(Clone, Debug, Default)]
pub struct PairAligner {
    neighbours: Neighbours,
    graph: Graph,
    assigner: Assigner,
    num_left: usize,
}

impl PairAligner {
    /// Finds the alignment of least cost, and returns what it saves against leaving every unit alone.
    ///
    /// Only pairs that cost less than two units alone are examined, because no other pair is ever worth it.
    pub fn align(&mut self, a: &[Unit], b: &[Unit], dissimilarity: Dissimilarity) -> f64 {
        let limit = 2.0 * DELTA_EMPTY;
        self.num_left = a.len();
        self.neighbours.fill(b, dissimilarity, limit);
        self.graph.clear(b.len());
        for unit in a {
            self.neighbours.for_each(unit, |other, distance| self.graph.add(other, distance - limit));
            self.graph.end_row();
        }
        self.assigner.solve(&self.graph);
        // An empty sum is −0.0.
        self.pairs().map(|(left, right)| limit - dissimilarity.of(&a[left], &b[right])).fold(0.0, |sum, saving| sum + saving)
    }

    /// The units aligned with each other, in the order of the first analyst's.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.num_left).filter_map(|left| Some((left, self.assigner.partner(left)?)))
    }
}
