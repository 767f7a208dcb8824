//! Sparse minimum-cost assignment: the best one-to-one pairing when most pairs are impossible.
//!
//! Successive shortest augmenting paths with potentials (Jonker and Volgenant 1987), on a sparse graph: each left node
//! has a private exit that costs nothing, so no node has to be paired and every search ends.

use std::{cmp::Ordering, collections::BinaryHeap};

/// A possible pair: the right node, and what pairing it costs. Only costs below 0 are worth anything.
pub type Edge = (usize, f64);

/// A candidate of the search, nearest first; ties go to the lower column.
struct Reached(f64, usize);

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then_with(|| other.1.cmp(&self.1))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Reached {}

/// For each left node the right node it is paired with, so that the sum of the costs is least.
///
/// `edges[left]` lists the possible pairs of a left node; every right node is below `num_right`.
pub fn assign(edges: &[Vec<Edge>], num_right: usize) -> Vec<Option<usize>> {
    // Columns: the right nodes, then one exit for each left node.
    let num_columns = num_right + edges.len();
    let mut search = Search {
        potential: vec![0.0; num_columns],
        row_of: vec![None; num_columns],
        cost_of: vec![0.0; num_columns],
        column_of: vec![None; edges.len()],
        distance: vec![f64::INFINITY; num_columns],
        came_from: vec![0; num_columns],
        is_settled: vec![false; num_columns],
    };
    for left in 0..edges.len() {
        search.augment(edges, num_right, left);
    }
    search.column_of.iter().map(|column| column.filter(|column| *column < num_right)).collect()
}

struct Search {
    potential: Vec<f64>,
    /// Which row holds a column, and at what cost.
    row_of: Vec<Option<usize>>,
    cost_of: Vec<f64>,
    column_of: Vec<Option<usize>>,
    distance: Vec<f64>,
    came_from: Vec<usize>,
    is_settled: Vec<bool>,
}

impl Search {
    /// Finds a place for row `root`, moving others along a shortest path.
    fn augment(&mut self, edges: &[Vec<Edge>], num_right: usize, root: usize) {
        let (mut heap, mut touched, mut settled) = (BinaryHeap::new(), Vec::new(), Vec::new());
        let (mut row, mut base) = (root, 0.0);
        let sink = loop {
            let exit = (num_right + row, 0.0);
            for (column, cost) in edges[row].iter().copied().chain([exit]) {
                let distance = base + cost - self.potential[column];
                if !self.is_settled[column] && distance < self.distance[column] {
                    if self.distance[column].is_infinite() {
                        touched.push(column);
                    }
                    self.distance[column] = distance;
                    self.came_from[column] = row;
                    heap.push(Reached(distance, column));
                }
            }
            // The exit of `root` is free, so the heap never runs dry before a sink.
            while heap.peek().is_some_and(|Reached(_, column)| self.is_settled[*column]) {
                heap.pop();
            }
            let Some(Reached(distance, column)) = heap.pop() else { break num_right + root };
            let Some(holder) = self.row_of[column] else { break column };
            self.is_settled[column] = true;
            settled.push(column);
            row = holder;
            base = distance - (self.cost_of[column] - self.potential[column]);
        };
        let length = self.distance[sink];
        for column in settled {
            self.potential[column] += self.distance[column] - length;
        }
        self.take(edges, num_right, sink, root);
        for column in touched {
            self.distance[column] = f64::INFINITY;
            self.is_settled[column] = false;
        }
    }

    /// Shifts the rows along the path from `root` to `sink`.
    fn take(&mut self, edges: &[Vec<Edge>], num_right: usize, sink: usize, root: usize) {
        let mut column = sink;
        loop {
            let row = self.came_from[column];
            let next = self.column_of[row];
            self.row_of[column] = Some(row);
            self.column_of[row] = Some(column);
            let cost = edges[row].iter().find(|(right, _)| *right == column).map_or(0.0, |(_, cost)| *cost);
            self.cost_of[column] = if column < num_right { cost } else { 0.0 };
            match next {
                Some(next) if row != root => column = next,
                _ => return,
            }
        }
    }
}
