//! Heights of everything on a page, most of them estimated: sums and searches in logarithmic time.

/// A Fenwick tree of heights in points.
#[derive(Clone, Debug, Default)]
pub struct Heights {
    sums: Vec<f64>,
    heights: Vec<f32>,
}

impl Heights {
    /// Takes all heights in linear time.
    pub fn new(heights: Vec<f32>) -> Self {
        let mut sums = vec![0.0; heights.len() + 1];
        for (i, height) in heights.iter().enumerate() {
            sums[i + 1] += f64::from(*height);
            let parent = (i + 1) + lowest_bit(i + 1);
            if parent < sums.len() {
                sums[parent] += sums[i + 1];
            }
        }
        Self { sums, heights }
    }

    /// The height of number `index`; 0 beyond the end.
    pub fn get(&self, index: usize) -> f32 {
        self.heights.get(index).copied().unwrap_or(0.0)
    }

    /// Corrects the height of number `index`.
    pub fn set(&mut self, index: usize, height: f32) {
        let Some(old) = self.heights.get_mut(index) else { return };
        let change = f64::from(height) - f64::from(*old);
        *old = height;
        let mut node = index + 1;
        while node < self.sums.len() {
            self.sums[node] += change;
            node += lowest_bit(node);
        }
    }

    /// The height of the first `count` together.
    pub fn above(&self, count: usize) -> f64 {
        let mut node = count.min(self.heights.len());
        let mut sum = 0.0;
        while node > 0 {
            sum += self.sums[node];
            node -= lowest_bit(node);
        }
        sum
    }

    /// The height of all together.
    pub fn total(&self) -> f64 {
        self.above(self.heights.len())
    }

    /// Which one lies at `y`, and how far below its top; the first or last beyond the ends.
    pub fn find(&self, y: f64) -> (usize, f32) {
        let (mut node, mut rest) = (0, y.max(0.0));
        let mut step = self.heights.len().next_power_of_two();
        while step > 0 {
            if node + step <= self.heights.len() && self.sums[node + step] <= rest {
                node += step;
                rest -= self.sums[node];
            }
            step /= 2;
        }
        if node >= self.heights.len() {
            let last = self.heights.len().saturating_sub(1);
            return (last, self.get(last));
        }
        (node, rest as f32)
    }
}

const fn lowest_bit(n: usize) -> usize {
    n & n.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_and_searches_agree_with_counting(
            heights in proptest::collection::vec(0_u16..500, 1..60), changes in proptest::collection::vec((0_usize..60, 0_u16..500), 0..20), y in 0_u32..20_000,
        ) {
            let mut plain: Vec<f32> = heights.iter().map(|h| f32::from(*h)).collect();
            let mut tree = Heights::new(plain.clone());
            for (index, height) in changes {
                tree.set(index, f32::from(height));
                if let Some(h) = plain.get_mut(index) { *h = f32::from(height); }
            }
            let total: f32 = plain.iter().sum();
            prop_assert_eq!(tree.total(), f64::from(total));
            let y = f64::from(y).min(f64::from(total) - 1.0);
            if y >= 0.0 {
                let (index, below) = tree.find(y);
                prop_assert_eq!(tree.above(index) + f64::from(below), y);
                prop_assert!(below < tree.get(index));
            }
        }
    }
}
