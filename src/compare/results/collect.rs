//! Adds up the contributions of articles and turns the sums into figures.

use super::{Compared, Figure, MIN_SPANS_FOR_GAMMA, Measure, Options, PairResult, Results, Spread, nothing_of};
use crate::{
    agreement::{
        bootstrap::{MIN_DOCUMENTS, resamples},
        resample::{NAMES, Parts, Share, matches, means},
        span::SpanCounts,
        statistics::DocumentStatistics,
        units::pairs,
        values::ValueTable,
    },
    parallel,
};

/// The measures of a pair if there are more than two analysts.
const OF_A_PAIR: [Measure; 6] =
    [Measure::StrictF1, Measure::TypeF1, Measure::ExactF1, Measure::PartialF1, Measure::Kappa, Measure::Alpha];

/// The contributions of the articles of a comparison. It grows with the number of articles that two analysts worked on, not
/// with their length.
#[derive(Clone, Debug)]
pub struct Collected {
    num_articles: usize,
    all: Group,
    pairs: Vec<((usize, usize), Group)>,
}

/// The contributions of what some analysts worked on together.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) parts: Parts,
    pub(super) compared: Compared,
    /// The labels in use, as far as their number matters.
    pub(super) labels: LabelsInUse,
}

/// The labels in use, as far as their number matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LabelsInUse {
    /// None.
    #[default]
    None,
    /// This one.
    One(u32),
    /// Two or more.
    Several,
}

impl LabelsInUse {
    fn add(&mut self, label: u32) {
        *self = match *self {
            Self::None => Self::One(label),
            Self::One(known) if known == label => *self,
            _ => Self::Several,
        };
    }

    fn see(&mut self, words: &ValueTable) {
        if *self != Self::Several {
            words
                .rows()
                .flat_map(|(row, _)| row.iter().flatten())
                .flat_map(|set| set.labels())
                .for_each(|label| self.add(*label));
        }
    }
}

impl Group {
    pub(super) fn new(num_analysts: usize) -> Self {
        Self { compared: Compared { num_spans: vec![0; num_analysts], ..Compared::default() }, ..Self::default() }
    }

    pub(super) fn add(&mut self, document: &DocumentStatistics, share: &Share<'_>, spans: &[Option<u64>]) {
        self.parts.push(share);
        self.compared.num_articles += 1;
        self.compared.num_words += document.tokens.num_units();
        self.compared.num_chars += u64::from(document.num_chars);
        for (sum, count) in self.compared.num_spans.iter_mut().zip(spans) {
            *sum += count.unwrap_or(0);
        }
        if let Some(words) = share.words {
            self.labels.see(words);
        }
    }

    /// Adds an article of which only the strict and type matches are known.
    pub(super) fn add_matches(&mut self, [strict, same_type]: [SpanCounts; 2]) {
        self.parts.push(&Share { spans: [strict, same_type, SpanCounts::default(), SpanCounts::default()], ..Share::default() });
        self.compared.num_articles += 1;
        for (sum, count) in self.compared.num_spans.iter_mut().zip([strict.num_reference, strict.num_candidate]) {
            *sum += count;
        }
    }

    /// Computes these measures, with intervals if there are `draws`.
    pub(super) fn figures(&self, measures: &[Measure], draws: &[Vec<usize>], num_threads: usize) -> Vec<Figure> {
        let places: Vec<usize> = (0..self.parts.len()).collect();
        let (values, observed) = (self.parts.figures(&places), self.parts.observed(&places));
        let intervals = if draws.is_empty() { [None; NAMES.len()] } else { self.parts.intervals(draws, num_threads) };
        let means = means(&self.parts.of_each());
        let of_gamma = self.parts.gamma(&places);
        let sampling_error = of_gamma.sampling_error().map(|error| 1.96 * error);
        let figure = |measure: &Measure| {
            let value = self.value(*measure, values[measure.place()]);
            let is_shown = value.is_ok();
            Figure {
                measure: *measure,
                interval: intervals[measure.place()].filter(|_| is_shown),
                observed: observed[measure.place()],
                mean: if is_shown { means[measure.place()] } else { (None, 0) },
                sampling_error: sampling_error.filter(|_| is_shown && *measure == Measure::Gamma),
                bounds: of_gamma.bounds().filter(|_| is_shown && *measure == Measure::Gamma),
                num_articles: self.compared.num_articles,
                num_units: match measure.unit() {
                    super::Unit::Annotations => self.compared.num_spans.iter().sum(),
                    super::Unit::Words => self.compared.num_words,
                    super::Unit::CodePoints => self.compared.num_chars,
                },
                value,
            }
        };
        measures.iter().map(figure).collect()
    }

    /// Draws resamples for intervals; empty if there are too few articles.
    pub(super) fn draws(&self, options: Options) -> Vec<Vec<usize>> {
        let count = self.parts.len();
        if count < MIN_DOCUMENTS {
            Vec::new()
        } else {
            resamples(&(0..count).collect::<Vec<_>>(), options.num_resamples, options.seed)
        }
    }

    fn value(&self, measure: Measure, value: Option<f64>) -> Result<f64, String> {
        let is_gamma = matches!(measure, Measure::Gamma | Measure::GammaCat);
        let fewest = self.compared.num_spans.iter().copied().min().unwrap_or(0);
        let num_spans: u64 = self.compared.num_spans.iter().sum();
        if self.compared.num_articles == 0 {
            return Err(format!("not defined: {}", nothing_of(self.compared.num_spans.len())));
        }
        if num_spans > 0 && is_gamma && fewest < MIN_SPANS_FOR_GAMMA {
            return Err(format!("not shown: unstable below {MIN_SPANS_FOR_GAMMA} annotations of each analyst; one has {fewest}"));
        }
        value.ok_or_else(|| format!("not defined: {}", self.why(measure, num_spans)))
    }

    /// Explains why chance leaves no room.
    fn why(&self, measure: Measure, num_spans: u64) -> &'static str {
        match (measure, self.labels) {
            _ if num_spans == 0 => "nobody tagged anything",
            (Measure::GammaCat | Measure::Cu, LabelsInUse::One(_)) => "only one label is in use",
            (Measure::GammaCat, _) if self.parts.gamma_cat().is_aligned() => "labels never meet others, by chance either",
            (Measure::GammaCat, _) => "no annotations are aligned",
            (Measure::Cu, _) => "where both tagged, there is only one label",
            (Measure::Kappa | Measure::Alpha | Measure::AlphaMasi, _) if self.compared.num_words == 0 => "there are no words",
            (Measure::Kappa | Measure::Alpha | Measure::AlphaMasi, _) => "every word has the same tags",
            (Measure::U | Measure::BarU, _) => "all of the text has the same tags",
            _ => "chance leaves no room",
        }
    }
}

impl Collected {
    /// Starts without articles, for this many analysts.
    pub fn new(num_analysts: usize) -> Self {
        let pairs = pairs(num_analysts);
        Self {
            num_articles: 0,
            all: Group::new(num_analysts),
            pairs: pairs.into_iter().map(|pair| (pair, Group::new(2))).collect(),
        }
    }

    /// Adds an article. One that fewer than two analysts worked on is only counted.
    pub fn add(&mut self, document: &DocumentStatistics) {
        self.num_articles += 1;
        if document.num_present() < 2 {
            return;
        }
        self.all.add(document, &Share::of(document), &document.num_spans);
        for (place, ((a, b), group)) in self.pairs.iter_mut().enumerate() {
            let Some(Some(spans)) = document.spans.get(place) else { continue };
            let words = document.tokens.of_pair(*a, *b);
            let share = Share { words: Some(&words), spans: matches(spans), ..Share::default() };
            group.add(document, &share, &[document.num_spans[*a], document.num_spans[*b]]);
        }
    }

    /// The extent of the comparison so far.
    pub fn compared(&self) -> &Compared {
        &self.all.compared
    }

    /// Computes the figures, without those of labels. `analysts` are the analysts' names.
    pub fn results(&self, analysts: Vec<String>, options: Options) -> Results {
        let is_pair = analysts.len() == 2;
        let measures: Vec<Measure> = Measure::ALL.into_iter().filter(|measure| is_pair || !measure.is_of_pairs()).collect();
        let draws = self.all.draws(options);
        let figures = self.all.figures(&measures, &draws, options.num_threads);
        let of_pair = |(pair, group): &((usize, usize), Group)| PairResult {
            pair: *pair,
            compared: group.compared.clone(),
            figures: if is_pair {
                figures.iter().filter(|figure| OF_A_PAIR.contains(&figure.measure)).cloned().collect()
            } else {
                group.figures(&OF_A_PAIR, &group.draws(options), 1)
            },
            by_label: Vec::new(),
        };
        let pairs = parallel::map(&self.pairs, if is_pair { 1 } else { options.num_threads }, of_pair);
        Results {
            compared: self.all.compared.clone(),
            num_articles: self.num_articles,
            spreads: if is_pair { Vec::new() } else { spreads(&pairs) },
            pairs,
            figures,
            analysts,
            labels: Vec::new(),
            by_label: Vec::new(),
            unused: Vec::new(),
            num_resamples: if draws.is_empty() { 0 } else { options.num_resamples },
            seed: options.seed,
        }
    }
}

/// Summarises the figures of pairs.
fn spreads(pairs: &[PairResult]) -> Vec<Spread> {
    let of = |measure: Measure| {
        let values = pairs.iter().filter_map(|pair| pair.figures.iter().find(|figure| figure.measure == measure)?.number());
        spread(measure, pairs.len(), values.collect())
    };
    OF_A_PAIR.into_iter().map(of).collect()
}

/// Summarises the values of some of `num_pairs` pairs.
pub fn spread(measure: Measure, num_pairs: usize, values: Vec<f64>) -> Spread {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let num_defined = values.len();
    Spread { measure, values: (num_defined > 0).then_some([mean, lowest, highest]), num_defined, num_pairs }
}
