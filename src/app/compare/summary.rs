//! The figures of the panel: computed from a comparison, away from the window, each with its interval and what it means.

use super::{
    Behind, Scope,
    further::{by_attribute, further},
};
use crate::{
    compare::{
        agreement::{
            bootstrap::{FEW_DOCUMENTS, Interval, MIN_DOCUMENTS, interval, resamples},
            gamma::{CategoryDisorders, Disorders},
            span::SpanCounts,
        },
        page::{ComparedArticle, Comparison},
    },
    project::{ArticleId, AttributeId, LabelId},
};

/// Resamples of the bootstrap.
const NUM_RESAMPLES: usize = 1000;
/// Start of the bootstrap's random numbers, as on the command line.
const SEED: u64 = 1;
/// Below so many spans of an analyst γ is unstable, and is not shown.
const MIN_SPANS_FOR_GAMMA: usize = 10;

/// A figure, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The figure.
    Is(f64),
    /// It is not defined, or would mislead: why.
    Not(String),
}

/// A figure of the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// As in "Strict F1".
    pub name: &'static str,
    /// What it says, in a few words.
    pub meaning: &'static str,
    /// Where it misleads, in a sentence.
    pub misleads: &'static str,
    /// The annotations that it rests on.
    pub behind: Behind,
    /// What it is.
    pub value: Value,
    /// From where to where, at 95 %.
    pub interval: Option<Interval>,
}

/// Agreement on one label.
#[derive(Clone, Debug, PartialEq)]
pub struct ByLabel {
    /// Its id.
    pub label: String,
    /// Strict F1.
    pub value: Option<f64>,
    /// At 95 %.
    pub interval: Option<Interval>,
    /// Spans of each analyst.
    pub num_spans: [u64; 2],
}

/// Agreement on one attribute of annotations that are aligned under the same label.
#[derive(Clone, Debug, PartialEq)]
pub struct ByAttribute {
    /// Of which label.
    pub label: LabelId,
    /// Which.
    pub attribute: AttributeId,
    /// Pairs in which at least one answered.
    pub num_pairs: u64,
    /// Share of the same answer.
    pub same: Option<f64>,
    /// Nominal α over pairs that both answered.
    pub alpha: Option<f64>,
    /// Share of numbers that lie within a tenth of each other.
    pub near: Option<f64>,
}

/// All figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Articles that both opened and that have been measured.
    pub num_articles: usize,
    /// Annotations of each in them.
    pub num_spans: [usize; 2],
    /// What to look at first.
    pub first: Vec<Figure>,
    /// The rest; these flatten what overlaps.
    pub more: Vec<Figure>,
    /// Each label.
    pub by_label: Vec<ByLabel>,
    /// Each attribute.
    pub by_attribute: Vec<ByAttribute>,
    /// Strict F1 of each article; `None` where neither tagged anything.
    pub by_article: Vec<(ArticleId, Option<f64>)>,
    /// Whether the intervals are there, as far as there are any.
    pub has_intervals: bool,
}

/// What one article adds to the figures that have intervals.
struct Share<'a> {
    strict: SpanCounts,
    same_type: SpanCounts,
    by_label: &'a [SpanCounts],
    gamma: Option<(Disorders, CategoryDisorders)>,
}

impl<'a> Share<'a> {
    fn of(article: &'a ComparedArticle) -> Option<Self> {
        let spans = article.statistics.spans.first()?.as_ref()?;
        let gamma = article.statistics.gamma.as_ref().ok().and_then(Option::as_ref);
        let shares = gamma.and_then(|gamma| {
            let (observed, expected) = (gamma.observed.first()?, gamma.expected.first()?);
            Some((Disorders::of(observed, expected), CategoryDisorders::of(observed.category, &expected.category)))
        });
        Some(Self { strict: spans.strict, same_type: spans.same_type, by_label: &spans.strict_by_label, gamma: shares })
    }
}

impl Summary {
    /// The figures over the compared articles of a scope. `order` is the project's. Intervals take the most time.
    pub fn of(comparison: &Comparison, scope: Scope, order: &[ArticleId], with_intervals: bool) -> Self {
        let figures = comparison.figures(|article| scope.holds(article));
        let articles: Vec<&ComparedArticle> = order
            .iter()
            .filter(|article| scope.holds(**article))
            .filter_map(|article| comparison.article(*article).map(|found| &**found))
            .filter(|article| article.is_comparable())
            .collect();
        let shares: Vec<Share<'_>> = articles.iter().filter_map(|article| Share::of(article)).collect();
        let places: Vec<usize> = (0..shares.len()).collect();
        let draws =
            if with_intervals && shares.len() >= MIN_DOCUMENTS { resamples(&places, NUM_RESAMPLES, SEED) } else { Vec::new() };
        let f1 = |of: &dyn Fn(&Share<'_>) -> SpanCounts| {
            interval(&draws, |draw| {
                let mut sum = SpanCounts::default();
                draw.iter().filter_map(|place| shares.get(*place)).for_each(|share| sum += of(share));
                sum.f1()
            })
        };
        let gammas = |of: &dyn Fn(&Disorders, &CategoryDisorders) -> Option<f64>| {
            interval(&draws, |draw| {
                let (mut place, mut category) = (Disorders::default(), CategoryDisorders::default());
                for (p, c) in draw.iter().filter_map(|place| shares.get(*place)?.gamma) {
                    place += p;
                    category += c;
                }
                of(&place, &category)
            })
        };
        let few = figures.num_spans.iter().any(|count| *count < MIN_SPANS_FOR_GAMMA);
        let (gamma, category) = match &figures.gamma {
            Err(error) => (Value::Not(error.to_string()), Value::Not(error.to_string())),
            Ok(_) if few => {
                let why = format!("not shown: unstable below {MIN_SPANS_FOR_GAMMA} annotations each");
                (Value::Not(why.clone()), Value::Not(why))
            }
            Ok(sum) => (undefined(sum.gamma(), "no variation"), undefined(figures.gamma_cat.gamma(), "nothing aligned")),
        };
        let is_shown = |value: &Value| matches!(value, Value::Is(_));
        let first = vec![
            Figure {
                name: "Strict F1",
                meaning: "same words, same tag",
                misleads: "One word of difference at an edge counts as a full miss; nothing is taken off for chance.",
                behind: Behind::Strict,
                value: undefined(figures.spans.strict.f1(), "no annotations"),
                interval: f1(&|share| share.strict),
            },
            Figure {
                name: "Type F1",
                meaning: "overlapping, same tag",
                misleads: "Long annotations overlap with much and raise it; nothing is taken off for chance.",
                behind: Behind::SameLabel,
                value: undefined(figures.spans.same_type.f1(), "no annotations"),
                interval: f1(&|share| share.same_type),
            },
            Figure {
                name: "γ",
                meaning: "place, extent and tag",
                misleads: "Drawn by chance and weighted; unstable with few annotations, and can be below −1.",
                behind: Behind::Everything,
                interval: gammas(&|place, _| place.gamma()).filter(|_| is_shown(&gamma)),
                value: gamma,
            },
            Figure {
                name: "γ-cat",
                meaning: "tag, where both tagged",
                misleads: "Says nothing about what only one of them tagged.",
                behind: Behind::Pairs,
                interval: gammas(&|_, category| category.gamma()).filter(|_| is_shown(&category)),
                value: category,
            },
        ];
        let by_label = comparison.labels().iter().enumerate().map(|(place, label)| {
            let counts = figures.spans.strict_by_label.get(place).copied().unwrap_or_default();
            ByLabel {
                label: label.clone(),
                value: counts.f1(),
                interval: f1(&|share| share.by_label.get(place).copied().unwrap_or_default()),
                num_spans: [counts.num_reference, counts.num_candidate],
            }
        });
        Self {
            num_articles: figures.num_articles,
            num_spans: figures.num_spans,
            first,
            more: further(&figures, &articles, &draws),
            by_attribute: by_attribute(&articles),
            by_label: by_label.collect(),
            by_article: articles
                .iter()
                .map(|article| (article.article, article.statistics.spans.first().and_then(|spans| spans.as_ref()?.strict.f1())))
                .collect(),
            has_intervals: with_intervals,
        }
    }

    /// What the figures were computed on, but for what was left out.
    pub fn basis(&self) -> String {
        let articles = crate::app::projects::plural(self.num_articles, "article");
        format!("{articles}, {} and {} annotations", self.num_spans[0], self.num_spans[1])
    }

    /// What the intervals are, or why there are none.
    pub fn about_intervals(&self) -> String {
        match self.num_articles {
            count if count < MIN_DOCUMENTS => format!("No intervals: they need {MIN_DOCUMENTS} articles."),
            _ if !self.has_intervals => "Intervals follow.".to_owned(),
            count if count < FEW_DOCUMENTS => "Intervals: 95 %, bootstrap over articles; rough, since there are few.".to_owned(),
            _ => "Intervals: 95 %, bootstrap over articles.".to_owned(),
        }
    }
}

/// A figure, or that it is not defined and why.
pub(super) fn undefined(value: Option<f64>, why: &str) -> Value {
    value.map_or_else(|| Value::Not(format!("not defined: {why}")), Value::Is)
}
