//! Expected disorder: samples of a chance model, each aligned in the same way as the document.

use super::observed::{LabelDisorder, units_of};
use crate::{
    agreement::{
        align::{DELTA_EMPTY, Dissimilarity, MAX_WORK_OF_SAMPLE, PairAligner, Unit, align_within},
        chance::{ChanceModel, Sampler},
        random::Random,
        units::Document,
    },
    parallel,
};
use serde::{Deserialize, Serialize};

/// The number of samples to draw.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum NumSamples {
    /// Exactly this many.
    Fixed(u64),
    /// As many as the expected disorder needs for this relative precision at 95 % (2015, §5.3): first 30, then the rest at
    /// once, at most 10,000.
    Precision(f64),
    /// The same, with an upper limit.
    UpTo {
        /// The precision, as in [`Self::Precision`].
        precision: f64,
        /// The largest number of samples.
        most: u64,
    },
}

/// The number of samples by which a precision is judged.
const FIRST_SAMPLES: u64 = 30;
/// The largest number of samples for a precision.
const MAX_SAMPLES: u64 = 10_000;

/// Everything that γ depends on besides the annotations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaSettings {
    /// The weights of place and label.
    pub dissimilarity: Dissimilarity,
    /// The model of chance.
    pub model: ChanceModel,
    /// The number of samples.
    pub num_samples: NumSamples,
    /// The seed of the random numbers.
    pub seed: u64,
}

/// The disorder that chance would give in one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// The disorders, one for each sample.
    pub disorders: Samples,
    /// How much lower their mean may be; 0 if every sample's alignment is proved to be the best.
    #[serde(default)]
    pub mean_gap: f64,
    /// The disorders of labels, one for each sample in which anything is aligned.
    pub category: Samples,
    /// The same for each label.
    pub by_label: Vec<Samples>,
}

/// A summary of values that were drawn by chance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    count: u64,
    mean: f64,
    /// Σ (x − mean)².
    squares: f64,
}

impl Samples {
    fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::default();
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Self { count: values.len() as u64, mean, squares }
    }

    /// The number of values.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; `None` without values.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Their standard deviation around the mean, divided by n − 1; `None` for fewer than two values.
    pub fn sd(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count - 1) as f64).sqrt())
    }

    /// The number of samples needed for a relative precision at 95 %: (1.96 v / p)², with v the coefficient of variation.
    fn num_needed(&self, precision: f64) -> u64 {
        let Some(mean) = self.mean() else { return 0 };
        let population_sd = (self.squares / self.count as f64).sqrt();
        (1.96 * population_sd / mean / precision).powi(2).ceil() as u64
    }
}

impl Expected {
    /// Draws the disorder of chance in a document on this many threads. Their number does not change the result.
    pub fn of(document: &Document, num_labels: usize, settings: &GammaSettings, num_threads: usize) -> Self {
        let layers = units_of(&document.present_by_content()).unwrap_or_default();
        let Some(sampler) = Sampler::new(&layers, document.num_chars, settings.model) else { return Self::default() };
        let draw = |range| draw(&sampler, document.stream, num_labels, settings, range, num_threads);
        let (precision, most) = match settings.num_samples {
            NumSamples::Fixed(count) => (None, count),
            NumSamples::Precision(precision) => (Some(precision), MAX_SAMPLES),
            NumSamples::UpTo { precision, most } => (Some(precision), most),
        };
        let first = if precision.is_some() { FIRST_SAMPLES.min(most) } else { most };
        let mut samples = draw(0..first);
        if let Some(precision) = precision {
            let needed = sum_up(&samples, |sample| Some(sample.disorder)).num_needed(precision).min(most);
            samples.extend(draw(first..needed.max(first)));
        }
        Self {
            disorders: sum_up(&samples, |sample| Some(sample.disorder)),
            mean_gap: sum_up(&samples, |sample| Some(sample.gap)).mean().unwrap_or(0.0),
            category: sum_up(&samples, |sample| sample.labels.all.mean()),
            by_label: (0..num_labels).map(|label| sum_up(&samples, |sample| sample.labels.by_label[label].mean())).collect(),
        }
    }
}

/// The result of one sample.
struct Sample {
    disorder: f64,
    gap: f64,
    labels: LabelDisorder,
}

fn sum_up(samples: &[Sample], of: impl Fn(&Sample) -> Option<f64>) -> Samples {
    Samples::of(&samples.iter().filter_map(of).collect::<Vec<_>>())
}

/// The number of samples that a thread draws at a time.
const SAMPLES_AT_ONCE: u64 = 10;
/// With fewer units than this in all samples, another thread is not worth it.
const UNITS_PER_THREAD: u64 = 20_000;

/// Draws the samples with these numbers, in order.
fn draw(
    sampler: &Sampler<'_>,
    stream: u64,
    num_labels: usize,
    settings: &GammaSettings,
    range: std::ops::Range<u64>,
    num_threads: usize,
) -> Vec<Sample> {
    let of_two = (SAMPLES_AT_ONCE, (range.end - range.start) * sampler.num_units() / UNITS_PER_THREAD);
    // Aligning more than two layers takes far longer, and is worth a thread for every sample.
    let (at_once, worth) = if sampler.num_lines() > 2 { (1, u64::MAX) } else { of_two };
    let starts: Vec<u64> = range.clone().step_by(at_once as usize).collect();
    let drawn = parallel::map(&starts, num_threads.min(worth as usize), |start| {
        let mut drawer = Drawer::default();
        let numbers = *start..(start + at_once).min(range.end);
        let draw = |number| drawer.draw(sampler, &mut Random::new(settings.seed, stream, number), num_labels, settings);
        numbers.map(draw).collect::<Vec<Sample>>()
    });
    drawn.into_iter().flatten().collect()
}

/// Draws samples with the same buffers.
#[derive(Default)]
struct Drawer {
    layers: Vec<Vec<Unit>>,
    aligner: PairAligner,
}

impl Drawer {
    fn draw(&mut self, sampler: &Sampler<'_>, random: &mut Random, num_labels: usize, settings: &GammaSettings) -> Sample {
        sampler.draw(random, &mut self.layers);
        let mut labels = LabelDisorder::new(num_labels);
        let num_units = self.layers.iter().map(Vec::len).sum::<usize>() as f64;
        let (cost, gap) = match self.layers.as_slice() {
            [a, b] => {
                let savings = self.aligner.align(a, b, settings.dissimilarity);
                self.aligner.pairs().for_each(|(left, right)| labels.add(&a[left], &b[right], settings.dissimilarity, 1.0));
                (num_units * DELTA_EMPTY - savings, 0.0)
            }
            layers => {
                let alignment = align_within(layers, settings.dissimilarity, MAX_WORK_OF_SAMPLE);
                labels.add_groups(layers, &alignment, settings.dissimilarity);
                (alignment.cost, alignment.gap)
            }
        };
        let mean_units = num_units / self.layers.len() as f64;
        Sample { disorder: cost / mean_units, gap: gap / mean_units, labels }
    }
}
