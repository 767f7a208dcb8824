//! Computes bootstrap intervals over documents by the percentile method (Efron and Tibshirani 1993, chapter 13).
//!
//! Documents are drawn with replacement and the pooled statistic is computed again. Documents, not words or spans, are what
//! is independent: the words of one span are copies of one decision, so that an interval over words is too narrow.
//!
//! There is no interval where the statistic is defined in no resample. Below [`MIN_DOCUMENTS`] none should be shown, and
//! below [`FEW_DOCUMENTS`] it is rough.
//!
//! ```
//! use obelus::agreement::bootstrap::{interval, resamples};
//!
//! // The share of documents without a disagreement, of eight.
//! let agrees = [true, true, false, true, true, false, true, true];
//! let share = |draw: &[usize]| Some(draw.iter().filter(|place| agrees[**place]).count() as f64 / draw.len() as f64);
//! let draws = resamples(&[0, 1, 2, 3, 4, 5, 6, 7], 1000, 1);
//! let found = interval(&draws, share).unwrap();
//! assert_eq!((found.low, found.median, found.high, found.num_undefined), (0.5, 0.75, 1.0, 0));
//! ```

use super::random::Random;

/// With fewer documents than this, there is no interval.
pub const MIN_DOCUMENTS: usize = 5;
/// With fewer documents than this, the interval is rough.
pub const FEW_DOCUMENTS: usize = 10;

/// An interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 50th percentile.
    pub median: f64,
    /// The 97.5th percentile.
    pub high: f64,
    /// The number of resamples in which the statistic is not defined; they are left out.
    pub num_undefined: usize,
}

/// Draws, for each resample, as many of `places` as there are, with replacement.
pub fn resamples(places: &[usize], num_resamples: usize, seed: u64) -> Vec<Vec<usize>> {
    let resample = |number| {
        let mut random = Random::new(seed, 0, number);
        (0..places.len()).map(|_| places[random.below(places.len())]).collect()
    };
    (0..num_resamples as u64).map(resample).collect()
}

/// The interval of a statistic; `None` if no resample defines it.
pub fn interval(resamples: &[Vec<usize>], statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    of_values(resamples.iter().filter_map(|draw| statistic(draw)).collect(), resamples.len())
}

/// The interval of a statistic from its values in the resamples in which it is defined. `num_resamples` counts all
/// resamples.
pub(super) fn of_values(mut values: Vec<f64>, num_resamples: usize) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    Some(Interval {
        low: percentile(&values, 0.025)?,
        median: percentile(&values, 0.5)?,
        high: percentile(&values, 0.975)?,
        num_undefined: num_resamples - values.len(),
    })
}

/// The quantile `q` of sorted values with linear interpolation (type 7 of Hyndman and Fan 1996), or `None` of none.
///
/// ```
/// use obelus::agreement::bootstrap::percentile;
///
/// assert_eq!(percentile(&[1.0, 2.0, 3.0, 4.0], 0.25), Some(1.75));
/// assert_eq!(percentile(&[], 0.5), None);
/// ```
pub fn percentile(sorted: &[f64], q: f64) -> Option<f64> {
    let h = sorted.len().checked_sub(1)? as f64 * q;
    let (below, above) = (*sorted.get(h.floor() as usize)?, *sorted.get(h.ceil() as usize)?);
    Some(below + (h - h.floor()) * (above - below))
}
