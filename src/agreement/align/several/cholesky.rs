//! Solves symmetric positive definite systems whose rows reach back only a little: Cholesky factorisation within the
//! envelope.

/// A symmetric matrix, stored row by row from the first entry that may differ from 0 to the diagonal.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    /// The first stored column of each row.
    first: Vec<usize>,
    /// The start of each row in `entries`, and the end of the last one.
    starts: Vec<usize>,
    entries: Vec<f64>,
}

impl Envelope {
    /// Makes a matrix without entries; see [`Self::clear`]. Row `i` will have entries from column `first[i]`, which is at
    /// most `i`, to column `i`.
    pub(super) fn new(first: Vec<usize>) -> Self {
        let mut starts = vec![0];
        let mut end = 0;
        for (row, first) in first.iter().enumerate() {
            end += row - first + 1;
            starts.push(end);
        }
        Self { first, starts, entries: Vec::new() }
    }

    /// The approximate number of multiplications of a factorisation.
    pub(super) fn work(&self) -> u64 {
        self.first.iter().enumerate().map(|(row, first)| ((row - first + 1) as u64).pow(2) / 2).sum()
    }

    /// Sets every entry to 0.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.entries.resize(self.starts.last().copied().unwrap_or(0), 0.0);
    }

    /// Adds to the entry in this row and column. The column must be neither after the row nor before the row's first column.
    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.entries[self.starts[row] + column - self.first[row]] += value;
    }

    /// Replaces the matrix by its factor L, where L Lᵀ is the matrix.
    pub(super) fn factor(&mut self) {
        for row in 0..self.first.len() {
            let (before, rest) = self.entries.split_at_mut(self.starts[row]);
            let own = &mut rest[..=row - self.first[row]];
            let first = self.first[row];
            for column in first..row {
                let from = first.max(self.first[column]);
                let other = &before[self.starts[column]..self.starts[column + 1]];
                let product =
                    dot(&own[from - first..column - first], &other[from - self.first[column]..column - self.first[column]]);
                own[column - first] = (own[column - first] - product) / other[column - self.first[column]];
            }
            let squares = dot(&own[..row - first], &own[..row - first]);
            let pivot = own[row - first] - squares;
            // Rounding may leave nothing of a row that depends on others; its unknown is then 0.
            own[row - first] = if pivot > f64::MIN_POSITIVE { pivot.sqrt() } else { f64::MAX.sqrt() };
        }
    }

    /// Solves the factored system. `values` holds the right-hand side before and the unknowns afterwards.
    pub(super) fn solve(&self, values: &mut [f64]) {
        for row in 0..self.first.len() {
            let (first, own) = (self.first[row], &self.entries[self.starts[row]..self.starts[row + 1]]);
            let product = dot(&own[..row - first], &values[first..row]);
            values[row] = (values[row] - product) / own[row - first];
        }
        for row in (0..self.first.len()).rev() {
            let (first, own) = (self.first[row], &self.entries[self.starts[row]..self.starts[row + 1]]);
            let value = values[row] / own[row - first];
            values[row] = value;
            for (entry, other) in own[..row - first].iter().zip(&mut values[first..row]) {
                *other -= entry * value;
            }
        }
    }
}

/// Σ x y, in four sums that a processor computes in parallel.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (mut fours_x, mut fours_y) = (x.chunks_exact(4), y.chunks_exact(4));
    for (a, b) in (&mut fours_x).zip(&mut fours_y) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest: f64 = fours_x.remainder().iter().zip(fours_y.remainder()).map(|(a, b)| a * b).sum();
    sums[0] + sums[1] + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::Envelope;

    #[test]
    fn a_system_is_solved_within_its_envelope() {
        // 4 1 0 0 / 1 5 2 0 / 0 2 6 0 / 0 0 0 2
        let mut matrix = Envelope::new(vec![0, 0, 1, 3]);
        matrix.clear();
        for (row, column, value) in [(0, 0, 4.0), (1, 0, 1.0), (1, 1, 5.0), (2, 1, 2.0), (2, 2, 6.0), (3, 3, 2.0)] {
            matrix.add(row, column, value);
        }
        matrix.factor();
        let mut values = [6.0, 17.0, 22.0, 8.0];
        matrix.solve(&mut values);
        for (found, expected) in values.iter().zip([1.0, 2.0, 3.0, 4.0]) {
            assert!((found - expected).abs() < 1e-12, "{values:?}");
        }
    }
}
