//! Sparse minimum-cost assignment: finds the best one-to-one pairing when most pairs are impossible.
//!
//! The method is successive shortest augmenting paths with potentials (Jonker and Volgenant 1987), on a sparse graph. Each
//! left node has a private exit that costs nothing, so no node has to be paired and every search ends. Most nodes find their
//! best partner free and need no search at all. Buffers are kept from one problem to the next.

use std::{cmp::Ordering, collections::BinaryHeap};

/// A possible pair: the right node, and the cost of pairing it. Only costs below 0 are worth anything.
pub type Edge = (usize, f64);

/// Marks a missing row or column.
const NONE: u32 = u32::MAX;

/// A candidate of the search; nearer ones come first, and ties go to the lower column.
#[derive(Clone, Copy)]
struct Reached(f64, u32);

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

/// Finds for each left node the right node to pair it with, so that the sum of the costs is least.
///
/// `edges[left]` lists the possible pairs of a left node. All right nodes are below `num_right`.
///
/// ```
/// use obelus::agreement::align::assign;
///
/// // Both want the first; together they save most if the second of them takes it.
/// let edges = [vec![(0, -3.0), (1, -2.0)], vec![(0, -3.0)]];
/// assert_eq!(assign(&edges, 2), [Some(1), Some(0)]);
/// ```
pub fn assign(edges: &[Vec<Edge>], num_right: usize) -> Vec<Option<usize>> {
    let mut graph = Graph::default();
    graph.clear(num_right);
    for row in edges {
        row.iter().for_each(|(right, cost)| graph.add(*right as u32, *cost));
        graph.end_row();
    }
    let mut assigner = Assigner::default();
    assigner.solve(&graph);
    (0..edges.len()).map(|left| assigner.partner(left)).collect()
}

/// The possible pairs, row by row in one list.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    num_right: u32,
    /// The end of each row; the first row begins at 0.
    ends: Vec<u32>,
    edges: Vec<(u32, f64)>,
}

impl Graph {
    /// Empties the graph. All right nodes will be below `num_right`.
    pub(super) fn clear(&mut self, num_right: usize) {
        // Texts are shorter than 4 GiB, so spans have numbers below 2³².
        self.num_right = num_right as u32;
        self.ends.clear();
        self.edges.clear();
    }

    /// Adds a possible pair of the current left node.
    pub(super) fn add(&mut self, right: u32, cost: f64) {
        self.edges.push((right, cost));
    }

    /// Completes the current left node.
    pub(super) fn end_row(&mut self) {
        self.ends.push(self.edges.len() as u32);
    }

    fn row(&self, row: u32) -> &[(u32, f64)] {
        let start = if row == 0 { 0 } else { self.ends[row as usize - 1] };
        &self.edges[start as usize..self.ends[row as usize] as usize]
    }
}

/// Solves one problem after another with the same buffers. The columns are the right nodes, followed by an exit for each
/// left node.
#[derive(Clone, Debug, Default)]
pub(super) struct Assigner {
    num_right: u32,
    potential: Vec<f64>,
    /// The row that holds each column, and at what cost.
    row_of: Vec<u32>,
    cost_of: Vec<f64>,
    column_of: Vec<u32>,
    distance: Vec<f64>,
    came_from: Vec<u32>,
    is_settled: Vec<bool>,
    heap: BinaryHeap<Reached>,
    touched: Vec<u32>,
    settled: Vec<u32>,
}

impl std::fmt::Debug for Reached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.1, self.0)
    }
}

fn fill<T: Copy>(list: &mut Vec<T>, len: usize, value: T) {
    list.clear();
    list.resize(len, value);
}

impl Assigner {
    /// Finds the best pairs of a graph; [`Self::partner`] then returns them.
    pub(super) fn solve(&mut self, graph: &Graph) {
        let num_rows = graph.ends.len();
        let num_columns = graph.num_right as usize + num_rows;
        self.num_right = graph.num_right;
        fill(&mut self.potential, num_columns, 0.0);
        fill(&mut self.row_of, num_columns, NONE);
        fill(&mut self.cost_of, num_columns, 0.0);
        fill(&mut self.column_of, num_rows, NONE);
        fill(&mut self.distance, num_columns, f64::INFINITY);
        fill(&mut self.came_from, num_columns, 0);
        fill(&mut self.is_settled, num_columns, false);
        for row in 0..num_rows as u32 {
            if !self.take_free(graph, row) {
                self.augment(graph, row);
            }
        }
    }

    /// The right node that a left node is paired with.
    pub(super) fn partner(&self, left: usize) -> Option<usize> {
        self.column_of.get(left).filter(|column| **column < self.num_right).map(|column| *column as usize)
    }

    /// Gives a row its nearest column if that is free, because the search would end there too.
    fn take_free(&mut self, graph: &Graph, row: u32) -> bool {
        let exit = self.num_right + row;
        let mut best = (-self.potential[exit as usize], exit, 0.0);
        for (column, cost) in graph.row(row) {
            let distance = cost - self.potential[*column as usize];
            if distance < best.0 || distance == best.0 && *column < best.1 {
                best = (distance, *column, *cost);
            }
        }
        let (_, column, cost) = best;
        if self.row_of[column as usize] != NONE {
            return false;
        }
        self.hold(row, column, cost);
        true
    }

    fn hold(&mut self, row: u32, column: u32, cost: f64) {
        self.row_of[column as usize] = row;
        self.column_of[row as usize] = column;
        self.cost_of[column as usize] = cost;
    }

    /// Finds a place for row `root`, moving others along a shortest path.
    fn augment(&mut self, graph: &Graph, root: u32) {
        self.heap.clear();
        let (mut row, mut base) = (root, 0.0);
        let sink = loop {
            self.reach(self.num_right + row, base, row);
            for (column, cost) in graph.row(row) {
                self.reach(*column, base + cost, row);
            }
            // The exit of `root` is free, so the heap never runs out before a sink is found.
            while self.heap.peek().is_some_and(|Reached(_, column)| self.is_settled[*column as usize]) {
                self.heap.pop();
            }
            let Some(Reached(distance, column)) = self.heap.pop() else { break self.num_right + root };
            let holder = self.row_of[column as usize];
            if holder == NONE {
                break column;
            }
            self.is_settled[column as usize] = true;
            self.settled.push(column);
            row = holder;
            base = distance - (self.cost_of[column as usize] - self.potential[column as usize]);
        };
        let length = self.distance[sink as usize];
        for column in self.settled.drain(..) {
            self.potential[column as usize] += self.distance[column as usize] - length;
        }
        self.shift(graph, sink, root);
        for column in self.touched.drain(..) {
            self.distance[column as usize] = f64::INFINITY;
            self.is_settled[column as usize] = false;
        }
    }

    /// Notes a way to a column from `row`, if it is the shortest so far. `length` does not include the column's potential.
    fn reach(&mut self, column: u32, length: f64, row: u32) {
        let place = column as usize;
        let distance = length - self.potential[place];
        if !self.is_settled[place] && distance < self.distance[place] {
            if self.distance[place].is_infinite() {
                self.touched.push(column);
            }
            self.distance[place] = distance;
            self.came_from[place] = row;
            self.heap.push(Reached(distance, column));
        }
    }

    /// Shifts the rows along the path from `root` to `sink`.
    fn shift(&mut self, graph: &Graph, sink: u32, root: u32) {
        let mut column = sink;
        loop {
            let row = self.came_from[column as usize];
            let next = self.column_of[row as usize];
            let cost = graph.row(row).iter().find(|(right, _)| *right == column).map_or(0.0, |(_, cost)| *cost);
            self.hold(row, column, if column < self.num_right { cost } else { 0.0 });
            if row == root || next == NONE {
                return;
            }
            column = next;
        }
    }
}
