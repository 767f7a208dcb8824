//! Bootstrap intervals over documents: percentile method (Efron and Tibshirani 1993, chapter 13).
//!
//! Documents are drawn with replacement and the pooled statistic is computed again. Documents, not tokens or spans, are
//! what is independent: tokens of one span are copies of one decision. Below [`MIN_DOCUMENTS`] no interval is given.

use super::random::Random;

/// Fewer documents than these give no interval.
pub const MIN_DOCUMENTS: usize = 5;
/// Fewer documents than these give a rough one.
pub const FEW_DOCUMENTS: usize = 10;

/// An interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 50th.
    pub median: f64,
    /// The 97.5th.
    pub high: f64,
    /// Resamples in which the statistic is not defined; they are left out.
    pub num_undefined: usize,
}

/// For each resample as many of `places` as there are, drawn with replacement.
pub fn resamples(places: &[usize], num_resamples: usize, seed: u64) -> Vec<Vec<usize>> {
    let resample = |number| {
        let mut random = Random::new(seed, 0, number);
        (0..places.len()).map(|_| places[random.below(places.len())]).collect()
    };
    (0..num_resamples as u64).map(resample).collect()
}

/// The interval of a statistic, or `None` where it is defined in no resample.
pub fn interval(resamples: &[Vec<usize>], statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    let mut values: Vec<f64> = resamples.iter().filter_map(|draw| statistic(draw)).collect();
    values.sort_by(f64::total_cmp);
    Some(Interval {
        low: percentile(&values, 0.025)?,
        median: percentile(&values, 0.5)?,
        high: percentile(&values, 0.975)?,
        num_undefined: resamples.len() - values.len(),
    })
}

/// The quantile `q` of sorted values with linear interpolation (type 7), or `None` of none.
pub fn percentile(sorted: &[f64], q: f64) -> Option<f64> {
    let h = sorted.len().checked_sub(1)? as f64 * q;
    let (below, above) = (*sorted.get(h.floor() as usize)?, *sorted.get(h.ceil() as usize)?);
    Some(below + (h - h.floor()) * (above - below))
}
