//! The statistics of one document, from which every figure of a corpus is added up: by [`super::pooled`] and [`super::resample`],
//! which have examples.

use super::{
    align::Dissimilarity,
    chance::ChanceModel,
    gamma::{Expected, GammaSettings, NumSamples, Observed},
    nervaluate::{Counts, Mode},
    span::{Matching, SpanCounts},
    unitizing::{Lengths, Projection},
    unitizing_1995::Disagreement,
    units::{Corpus, Document, Layer},
    values::{UnitKind, ValueTable},
};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// How γ is computed. The other measures have no settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The weights of γ; expected disorders are drawn for the first.
    pub dissimilarities: Vec<Dissimilarity>,
    /// The models of chance that γ is compared with.
    pub models: Vec<ChanceModel>,
    /// The number of samples for each document and model.
    pub num_samples: NumSamples,
    /// The seed of the random numbers.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dissimilarities: vec![Dissimilarity::default()],
            models: vec![ChanceModel::Shuffle],
            num_samples: NumSamples::UpTo { precision: 0.01, most: 300 },
            seed: 1,
        }
    }
}

/// The four definitions of nervaluate, in the order of [`PairSpans::nervaluate`].
pub const NERVALUATE_MODES: [(&str, Mode); 4] =
    [("strict", Mode::Strict), ("exact", Mode::Exact), ("partial", Mode::Partial), ("ent_type", Mode::EntType)];

/// The matches of two analysts who both worked on a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PairSpans {
    /// The number of documents that both worked on.
    pub num_documents: u64,
    /// Same range and label.
    pub strict: SpanCounts,
    /// Same range.
    pub exact: SpanCounts,
    /// Overlaps count half.
    pub partial: SpanCounts,
    /// Overlaps with the same label.
    pub same_type: SpanCounts,
    /// Strict matches, for each label.
    pub strict_by_label: Vec<SpanCounts>,
    /// Type matches, for each label.
    pub type_by_label: Vec<SpanCounts>,
    /// Matches in list order, for the four definitions.
    pub nervaluate: [Counts; 4],
    /// The same for each label.
    pub nervaluate_by_label: Vec<[Counts; 4]>,
}

impl PairSpans {
    fn of(a: &Layer, b: &Layer, num_labels: usize) -> Self {
        let labels = 0..num_labels as u32;
        let by_label = |matching| labels.clone().map(|label| SpanCounts::of(a, b, matching, Some(label))).collect();
        let in_list_order = |label| NERVALUATE_MODES.map(|(_, mode)| Counts::of(a, b, mode, label));
        Self {
            strict_by_label: by_label(Matching::Strict),
            type_by_label: by_label(Matching::Type),
            nervaluate: in_list_order(None),
            nervaluate_by_label: labels.clone().map(|label| in_list_order(Some(label))).collect(),
            ..Self::brief(a, b)
        }
    }

    /// Counts without labels, and without definitions that depend on the order of a list.
    fn brief(a: &Layer, b: &Layer) -> Self {
        let of = |matching| SpanCounts::of(a, b, matching, None);
        Self {
            num_documents: 1,
            strict: of(Matching::Strict),
            exact: of(Matching::Exact),
            partial: of(Matching::Partial),
            same_type: of(Matching::Type),
            ..Self::default()
        }
    }
}

impl AddAssign<&Self> for PairSpans {
    fn add_assign(&mut self, other: &Self) {
        fn add<T: AddAssign + Copy + Default>(mine: &mut Vec<T>, theirs: &[T]) {
            mine.resize(mine.len().max(theirs.len()), T::default());
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += *theirs;
            }
        }
        self.num_documents += other.num_documents;
        self.strict += other.strict;
        self.exact += other.exact;
        self.partial += other.partial;
        self.same_type += other.same_type;
        add(&mut self.strict_by_label, &other.strict_by_label);
        add(&mut self.type_by_label, &other.type_by_label);
        self.nervaluate_by_label
            .resize(self.nervaluate_by_label.len().max(other.nervaluate_by_label.len()), <[Counts; 4]>::default());
        let all = self
            .nervaluate_by_label
            .iter_mut()
            .zip(&other.nervaluate_by_label)
            .chain([(&mut self.nervaluate, &other.nervaluate)]);
        for (mine, theirs) in all {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += *theirs;
            }
        }
    }
}

/// The contribution of one document to γ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentGamma {
    /// The observed disorder, for each of [`Settings::dissimilarities`].
    pub observed: Vec<Observed>,
    /// The expected disorder under the first of them, for each of [`Settings::models`].
    pub expected: Vec<Expected>,
}

/// All contributions of a document to the figures of a corpus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentStatistics {
    /// The name of the document for people and in files.
    pub name: String,
    /// The length in code points.
    pub num_chars: u32,
    /// The number of annotations of each analyst; `None` if the analyst is missing.
    pub num_spans: Vec<Option<u64>>,
    /// The values of words.
    pub tokens: ValueTable,
    /// The values of code points.
    pub code_points: ValueTable,
    /// The lengths for unitizing α over label sets.
    pub flattened: Lengths,
    /// The lengths for unitizing α of each label.
    pub by_label: Vec<Lengths>,
    /// The disagreement for unitizing α of 1995, of each label.
    pub unitizing_1995: Vec<Option<Disagreement>>,
    /// The matches for each of [`Corpus::pairs`]; `None` if one of the two is missing.
    pub spans: Vec<Option<PairSpans>>,
    /// The contribution to γ; `None` if γ is not defined.
    pub gamma: Option<DocumentGamma>,
}

impl DocumentStatistics {
    /// Measures a document of a corpus, on this many threads. γ takes most of the time.
    pub fn of(corpus: &Corpus, document: &Document, settings: &Settings, num_threads: usize) -> Self {
        let labels = 0..corpus.labels.len() as u32;
        Self {
            unitizing_1995: labels.clone().map(|label| Disagreement::of(document, label)).collect(),
            code_points: ValueTable::of(document, UnitKind::CodePoint),
            by_label: labels.map(|label| Lengths::of(document, Projection::Label(label))).collect(),
            ..Self::core(corpus, document, settings, num_threads)
        }
    }

    /// The same without code points and without unitizing α of each label, which tables of figures do not show.
    pub fn core(corpus: &Corpus, document: &Document, settings: &Settings, num_threads: usize) -> Self {
        let num_labels = corpus.labels.len();
        Self {
            gamma: gamma(document, num_labels, settings, num_threads),
            ..Self::of_words(corpus, document, |a, b| PairSpans::of(a, b, num_labels))
        }
    }

    /// Only what figures without γ and without labels need. It costs little more than reading the document.
    pub fn brief(corpus: &Corpus, document: &Document) -> Self {
        Self::of_words(corpus, document, PairSpans::brief)
    }

    /// Words, unitizing α of everything, and the spans of each pair.
    fn of_words(corpus: &Corpus, document: &Document, spans: impl Fn(&Layer, &Layer) -> PairSpans) -> Self {
        let num_spans = |layer: &Option<Layer>| layer.as_ref().map(|layer| layer.spans().len() as u64);
        Self {
            name: document.name.clone(),
            num_chars: document.num_chars,
            num_spans: document.layers.iter().map(num_spans).collect(),
            tokens: ValueTable::of(document, UnitKind::Token),
            code_points: ValueTable::default(),
            flattened: Lengths::of(document, Projection::Flattened),
            by_label: Vec::new(),
            unitizing_1995: Vec::new(),
            spans: corpus.pairs().into_iter().map(|(a, b)| document.pair(a, b).map(|(a, b)| spans(a, b))).collect(),
            gamma: None,
        }
    }

    /// The number of analysts who worked on it.
    pub fn num_present(&self) -> usize {
        self.num_spans.iter().flatten().count()
    }
}

fn gamma(document: &Document, num_labels: usize, settings: &Settings, num_threads: usize) -> Option<DocumentGamma> {
    let observed = settings.dissimilarities.iter().map(|weights| Observed::of(document, *weights, num_labels));
    let observed = observed.collect::<Option<Vec<_>>>()?;
    let dissimilarity = settings.dissimilarities.first()?;
    let mut expected = Vec::new();
    for model in &settings.models {
        let settings = GammaSettings {
            dissimilarity: *dissimilarity,
            model: *model,
            num_samples: settings.num_samples,
            seed: settings.seed,
        };
        expected.push(Expected::of(document, num_labels, &settings, num_threads));
    }
    Some(DocumentGamma { observed, expected })
}
