//! Agreement of people who mark spans of text: how much two analysts or more agree, on what, and against what chance.
//!
//! Spans in code points go in, figures come out. Nothing here knows of projects, files or windows. Beside the standard
//! library it uses `serde`, so that statistics can be kept, and two files of this crate that use the standard library alone:
//! [`crate::parallel`] and [`crate::splitmix`].
//!
//! # The way to a figure
//!
//! An *analyst* is somebody, or some program, that marked spans. A [`Document`](units::Document) holds a [`Layer`](units::Layer) of spans for each analyst. One figure of one document
//! comes straight from its module. For a corpus, [`DocumentStatistics`](statistics::DocumentStatistics) measures each
//! document once, [`pooled`] adds the documents up, and [`resample`] draws them again for intervals.
//!
//! ```
//! use obelus::agreement::{
//!     span::{Matching, SpanCounts},
//!     units::{Layer, Span},
//! };
//!
//! // “At least 14 people were killed, rescue workers said.” Label 0 is a claim, label 1 a figure.
//! let ana = Layer::new([Span::new(0, 32, 0), Span::new(0, 18, 1)].into_iter().flatten().collect());
//! let bo = Layer::new([Span::new(0, 32, 0), Span::new(9, 18, 1)].into_iter().flatten().collect());
//! let strict = SpanCounts::of(&ana, &bo, Matching::Strict, None);
//! let same_type = SpanCounts::of(&ana, &bo, Matching::Type, None);
//! assert_eq!((strict.f1(), same_type.f1()), (Some(0.5), Some(1.0)));
//! ```
//!
//! `examples/agreement.rs` does it for a corpus: it reads spans from a CSV and prints the figures.
//!
//! # Measures
//!
//! | Measure | Compares | Analysts | Range | Chance | Where | Source |
//! |---|---|---|---|---|---|---|
//! | precision, recall, F1: strict, exact, partial, type | whole spans | 2 | 0 to 1 | not corrected | [`span`] | Segura-Bedmar et al. 2013; matching at the optimum is ours |
//! | the same in the order of a list | whole spans | 2 | 0 to 1 | not corrected | [`nervaluate`] | nervaluate 1.2.1 |
//! | observed agreement | labels of words or code points | 2 | 0 to 1 | not corrected | [`coefficient::observed_agreement`] | |
//! | Cohen's κ | labels of words or code points | 2 | −1 to 1 | from each analyst's labels | [`coefficient::kappa`] | Cohen 1960 |
//! | Scott's π | labels of words or code points | 2 | −1 to 1 | from both analysts' labels | [`coefficient::scott_pi`] | Scott 1955 |
//! | Fleiss' κ | labels of words or code points | 2 or more | −1/(m − 1) to 1 | from all labels | [`coefficient::fleiss`] | Fleiss 1971 |
//! | Krippendorff's α: nominal, Jaccard, MASI | labels or label sets of words or code points | 2 or more, some missing | at most 1 | from all labels | [`coefficient::alpha`] | Krippendorff 2019, chapter 12; Passonneau 2006 |
//! | u-α, \|u-α, cu-α, (k)u-α | stretches of text and gaps | 2 or more | at most 1 | from lengths | [`unitizing`] | Krippendorff, Mathet, Bouvry and Widlöcher 2016 |
//! | α<sub>U</sub> | spans of one label | 2 or more | at most 1 | from lengths | [`unitizing_1995`] | Krippendorff 1995, 2004 |
//! | γ | whole spans: place, extent and label | 2 or more | at most 1 | sampled | [`gamma`] | Mathet, Widlöcher and Métivier 2015 |
//! | γ-cat, γ-k | labels of spans that are aligned | 2 or more | at most 1 | sampled | [`gamma`] | Mathet 2017 |
//! | percentile interval of any of them | documents, drawn again | | | | [`bootstrap`] | Efron and Tibshirani 1993 |
//!
//! [`align`] finds the alignment that γ rests on: which span of one analyst is the counterpart of which of another.
//!
//! For two analysts whose spans overlap and nest, look first at strict and type F1, then at γ beside γ-cat. The coefficients
//! on words and code points flatten what overlaps, and long spans dominate them.
//!
//! # Rules that hold for every measure
//!
//! * *Missing is not empty.* An analyst who did not work on a document has no layer there and is left out of it. One who
//!   worked on it and marked nothing has an empty layer, which counts as “no label” throughout.
//! * *Undefined is not 0 and not 1.* Where chance leaves no room for agreement, or nothing is there to compare, the answer is
//!   `None`. Each module says when. Only [`nervaluate`] returns 0 there, as the package does.
//! * *Sums, not averages.* Documents are pooled by adding counts and lengths, so that a selection, a resample and a corpus
//!   that is read in parts give the same figures.
//! * *The same input gives the same figures*, to the last digit, on every machine and with any number of threads.
//!
//! `tests/agreement/` compares every figure with independent packages. The examples of the modules are published ones where
//! there are any, and name their source.
//!
//! # References
//!
//! * Cohen, J. 1960. A coefficient of agreement for nominal scales. *Educational and Psychological Measurement* 20(1).
//! * Efron, B. and R. Tibshirani. 1993. *An Introduction to the Bootstrap.* Chapter 13.
//! * Fleiss, J. L. 1971. Measuring nominal scale agreement among many raters. *Psychological Bulletin* 76(5).
//! * Krippendorff, K. 1995. On the reliability of unitizing continuous data. *Sociological Methodology* 25.
//! * Krippendorff, K. 2004 and 2019. *Content Analysis: An Introduction to Its Methodology.* 2nd and 4th edition.
//! * Krippendorff, K., Y. Mathet, S. Bouvry and A. Widlöcher. 2016. On the reliability of unitizing textual continua: further
//!   developments. *Quality & Quantity* 50.
//! * Mathet, Y., A. Widlöcher and J.-P. Métivier. 2015. The unified and holistic method gamma (γ) for inter-annotator
//!   agreement measure and alignment. *Computational Linguistics* 41(3).
//! * Mathet, Y. 2017. The agreement measure γ<sub>cat</sub> as a complement to γ focused on categorization of a continuum.
//!   *Computational Linguistics* 43(3).
//! * Passonneau, R. 2006. Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. *LREC*.
//! * Scott, W. A. 1955. Reliability of content analysis: the case of nominal scale coding. *Public Opinion Quarterly* 19(3).
//! * Segura-Bedmar, I., P. Martínez and M. Herrero-Zazo. 2013. SemEval-2013 task 9: extraction of drug-drug interactions from
//!   biomedical texts. *SemEval*.

pub mod align;
pub mod bootstrap;
pub mod chance;
pub mod coefficient;
pub mod gamma;
pub mod nervaluate;
pub mod pooled;
pub mod random;
pub mod resample;
pub mod span;
pub mod statistics;
pub mod unitizing;
pub mod unitizing_1995;
pub mod units;
pub mod values;
