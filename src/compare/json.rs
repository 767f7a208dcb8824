//! Writes the figures of a corpus as JSON. Names are added, never changed; `null` means *not defined*.
//!
//! `span`, `token`, `char`, `unitizing`, `gamma` and `bootstrap` have the form of `expected` in the fixtures in
//! `tests/fixtures/agreement`; `macro` has means over articles and the figures of each article. Labels and analysts are
//! named by their ids, pairs of analysts as `a|b`, label sets as `x+y`.

use crate::agreement::{
    bootstrap::{Interval, MIN_DOCUMENTS, resamples},
    chance::ChanceModel,
    coefficient::{Distance, alpha, fleiss, kappa, observed_agreement, scott_pi},
    gamma::{CategoryDisorders, Disorders, Expected, Observed},
    nervaluate::Counts,
    pooled::{defined_gammas, pooled_category, pooled_gamma, pooled_spans, pooled_table},
    resample::{Figures, NAMES, Parts, means},
    span::SpanCounts,
    statistics::{DocumentGamma, DocumentStatistics, NERVALUATE_MODES, Settings},
    unitizing::{Family, Lengths},
    unitizing_1995::Disagreement,
    units::Corpus,
    values::ValueTable,
};
use serde_json::{Map, Value, json};

/// The number of resamples of the bootstrap.
pub const NUM_RESAMPLES: usize = 1000;

/// Writes all figures. `corpus` names analysts and labels; only the statistics of its documents are used.
pub fn figures(corpus: &Corpus, statistics: &[DocumentStatistics], settings: &Settings, num_threads: usize) -> Value {
    let parts = Parts::of(statistics);
    let mut figures = json!({
        "span": spans(corpus, statistics),
        "token": coefficients(corpus, &pooled_table(statistics, |document: &DocumentStatistics| &document.tokens), true),
        "char": coefficients(corpus, &pooled_table(statistics, |document: &DocumentStatistics| &document.code_points), false),
        "unitizing": unitizing(corpus, statistics),
        "gamma": gamma(corpus, statistics, settings),
        "macro": macro_means(corpus, statistics, &parts),
    });
    let comparable = comparable(statistics);
    if comparable.len() >= MIN_DOCUMENTS {
        figures["bootstrap"] = bootstrap(corpus, &parts, &comparable, settings.seed, num_threads);
    }
    figures
}

/// The places of documents that at least two analysts worked on.
pub fn comparable(statistics: &[DocumentStatistics]) -> Vec<usize> {
    (0..statistics.len()).filter(|place| statistics[*place].num_present() >= 2).collect()
}

/// The name of a pair of analysts.
fn pair_name(corpus: &Corpus, (a, b): (usize, usize)) -> String {
    format!("{}|{}", corpus.analysts[a], corpus.analysts[b])
}

fn spans(corpus: &Corpus, statistics: &[DocumentStatistics]) -> Value {
    let of_pair = |(place, pair)| {
        let pooled = pooled_spans(statistics, place);
        let of_labels = |counts: &[SpanCounts]| labelled(corpus, counts.iter().map(span_counts));
        let modes = |counts: &[Counts; 4]| -> Map<String, Value> {
            NERVALUATE_MODES.iter().zip(counts).map(|((name, _), counts)| ((*name).to_owned(), nervaluate(counts))).collect()
        };
        let value = json!({
            "documents": pooled.num_documents,
            "nervaluate": {
                "overall": modes(&pooled.nervaluate),
                "by_label": labelled(corpus, pooled.nervaluate_by_label.iter().map(|counts| modes(counts).into())),
            },
            "set": { "strict": span_counts(&pooled.strict), "exact": span_counts(&pooled.exact) },
            "matched": { "partial": span_counts(&pooled.partial), "type": span_counts(&pooled.same_type) },
            "by_label_set": of_labels(&pooled.strict_by_label),
            "by_label_type": of_labels(&pooled.type_by_label),
        });
        (pair_name(corpus, pair), value)
    };
    corpus.pairs().into_iter().enumerate().map(of_pair).collect::<Map<_, _>>().into()
}

fn labelled(corpus: &Corpus, values: impl Iterator<Item = Value>) -> Value {
    corpus.labels.iter().cloned().zip(values).collect::<Map<_, _>>().into()
}

fn span_counts(counts: &SpanCounts) -> Value {
    json!({
        "score": counts.score,
        "n_ref": counts.num_reference,
        "n_cand": counts.num_candidate,
        "precision": counts.precision(),
        "recall": counts.recall(),
        "f1": counts.f1(),
    })
}

fn nervaluate(counts: &Counts) -> Value {
    json!({
        "correct": counts.correct,
        "incorrect": counts.incorrect,
        "partial": counts.partial,
        "missed": counts.missed,
        "spurious": counts.spurious,
        "precision": counts.precision(),
        "recall": counts.recall(),
        "f1": counts.f1(),
    })
}

fn coefficients(corpus: &Corpus, table: &ValueTable, with_distances: bool) -> Value {
    let of = |table: &ValueTable| -> Value {
        let pairs = |measure: fn(&ValueTable, usize, usize) -> Option<f64>| -> Map<String, Value> {
            corpus.pairs().into_iter().map(|(a, b)| (pair_name(corpus, (a, b)), json!(measure(table, a, b)))).collect()
        };
        json!({
            "kappa": pairs(kappa),
            "scott_pi": pairs(scott_pi),
            "fleiss": fleiss(table),
            "alpha_nominal": alpha(table, Distance::Nominal),
            "observed_agreement": pairs(observed_agreement),
        })
    };
    let mut labelset = of(table);
    if with_distances {
        labelset["alpha_masi"] = json!(alpha(table, Distance::Masi));
        labelset["alpha_jaccard"] = json!(alpha(table, Distance::Jaccard));
    }
    let by_label = (0..corpus.labels.len() as u32).map(|label| of(&table.of_label(label)));
    json!({ "units": table.num_units(), "labelset": labelset, "by_label": labelled(corpus, by_label) })
}

/// The family of unitizing α over some documents.
fn family<'a>(lengths: impl Iterator<Item = &'a Lengths>) -> Family {
    let mut sum = Lengths::default();
    for lengths in lengths {
        sum += lengths;
    }
    sum.family()
}

fn unitizing(corpus: &Corpus, statistics: &[DocumentStatistics]) -> Value {
    let flattened = family(statistics.iter().map(|document| &document.flattened));
    let by_value = flattened
        .by_value
        .iter()
        .map(|found| (found.value.name(&corpus.labels), json!({ "alpha": found.alpha, "coverage": found.coverage })));
    let layers = (0..corpus.labels.len())
        .map(|label| json!(family(statistics.iter().filter_map(|document| document.by_label.get(label))).u));
    let mut value = json!({
        "flattened": {
            "u": flattened.u,
            "bar_u": flattened.bar_u,
            "cu": flattened.cu,
            "cu_coverage": flattened.cu_coverage,
            "ku": by_value.collect::<Map<_, _>>(),
            "length": flattened.num_chars,
        },
        "layers": labelled(corpus, layers),
    });
    if let [document] = statistics {
        let found = &document.unitizing_1995;
        let sum = found.iter().flatten().fold(Disagreement { observed: 0.0, expected: 0.0 }, |sum, one| Disagreement {
            observed: sum.observed + one.observed,
            expected: sum.expected + one.expected,
        });
        let by_label = corpus.labels.iter().zip(found).filter_map(|(label, found)| {
            let found = found.as_ref()?;
            Some((label.clone(), json!({ "do": found.observed, "de": found.expected, "alpha": found.alpha() })))
        });
        value["alpha_u_1995"] = json!({ "overall": sum.alpha(), "by_label": by_label.collect::<Map<_, _>>() });
    }
    value
}

const fn model_name(model: ChanceModel) -> &'static str {
    match model {
        ChanceModel::Shuffle => "shuffle",
        ChanceModel::Statistical => "statistical",
    }
}

fn gamma(corpus: &Corpus, statistics: &[DocumentStatistics], settings: &Settings) -> Value {
    let documents = statistics.iter().map(|document| {
        let value = match &document.gamma {
            Some(gamma) => document_gamma(corpus, gamma, settings),
            None => Value::Null,
        };
        (document.name.clone(), value)
    });
    let mut value = json!({ "delta_empty": crate::agreement::align::DELTA_EMPTY, "documents": documents.collect::<Map<_, _>>() });
    let gammas = defined_gammas(statistics);
    if gammas.is_empty() {
        return value;
    }
    let mut pooled = Map::new();
    for (place, model) in settings.models.iter().enumerate() {
        let sum = pooled_gamma(&gammas, place);
        let by_label = (0..corpus.labels.len()).map(|label| json!(pooled_category(&gammas, place, Some(label)).gamma()));
        pooled.insert("observed".to_owned(), json!(sum.observed / sum.mean_units));
        pooled.insert(
            model_name(*model).to_owned(),
            json!({
                "expected": sum.expected / sum.mean_units,
                "gamma": sum.gamma(),
                "gamma_bounds": sum.bounds().map(|(low, high)| [low, high]),
                "sampling_error": sum.sampling_error(),
                "gamma_cat": pooled_category(&gammas, place, None).gamma(),
                "gamma_k": labelled(corpus, by_label),
            }),
        );
    }
    value["pooled"] = pooled.into();
    value
}

fn document_gamma(corpus: &Corpus, gamma: &DocumentGamma, settings: &Settings) -> Value {
    let Some(first) = gamma.observed.first() else { return Value::Null };
    let of_setting = |(place, (weights, observed)): (usize, (&crate::agreement::align::Dissimilarity, &Observed))| {
        let mut value = json!({
            "alpha": weights.alpha,
            "beta": weights.beta,
            "observed_disorder": observed.disorder(),
            "alignment_cost": observed.alignment.cost,
            "alignment_gap": observed.alignment.gap,
            "alignment": observed.alignment.unitary,
            "gamma_cat_disorder": observed.category.mean(),
            "gamma_k_disorder": labelled(corpus, observed.by_label.iter().map(|disorder| json!(disorder.mean()))),
        });
        if place == 0 {
            let of_model = |(model, expected): (&ChanceModel, &Expected)| {
                (model_name(*model).to_owned(), expected_gamma(observed, expected))
            };
            value["expected"] = settings.models.iter().zip(&gamma.expected).map(of_model).collect::<Map<_, _>>().into();
        }
        value
    };
    json!({
        "analysts": first.analysts.iter().map(|place| &corpus.analysts[*place]).collect::<Vec<_>>(),
        "units": first.num_units,
        "avg_units": first.mean_units(),
        "settings": settings.dissimilarities.iter().zip(&gamma.observed).enumerate().map(of_setting).collect::<Vec<_>>(),
    })
}

fn expected_gamma(observed: &Observed, expected: &Expected) -> Value {
    let mut value = json!({
        "n": expected.disorders.count(),
        "mean": expected.disorders.mean(),
        "sd": expected.disorders.sd(),
        "mean_gap": expected.mean_gap,
        "gamma": Disorders::of(observed, expected).gamma(),
    });
    if observed.category.mean().is_some() && expected.category.count() > 0 {
        value["gamma_cat"] = json!({
            "n": expected.category.count(),
            "mean": expected.category.mean(),
            "sd": expected.category.sd(),
            "gamma_cat": CategoryDisorders::of(observed.category, &expected.category).gamma(),
        });
    }
    value
}

/// The figures of [`NAMES`] with their intervals over these articles.
fn bootstrap(corpus: &Corpus, parts: &Parts, comparable: &[usize], seed: u64, num_threads: usize) -> Value {
    let draws = resamples(comparable, NUM_RESAMPLES, seed);
    let metrics = NAMES.iter().zip(parts.intervals(&draws, num_threads));
    json!({
        "pair": pair_name(corpus, (0, 1)),
        "documents": comparable.len(),
        "num_resamples": NUM_RESAMPLES,
        "metrics": metrics.map(|(name, interval)| ((*name).to_owned(), interval_value(interval))).collect::<Map<_, _>>(),
    })
}

fn interval_value(interval: Option<Interval>) -> Value {
    json!({
        "undefined": interval.map(|interval| interval.num_undefined),
        "low": interval.map(|interval| interval.low),
        "median": interval.map(|interval| interval.median),
        "high": interval.map(|interval| interval.high),
    })
}

/// The means over articles, in which each article counts the same however long it is, and the figures of each.
fn macro_means(corpus: &Corpus, statistics: &[DocumentStatistics], parts: &Parts) -> Value {
    let of_each = parts.of_each();
    let named = |figures: &Figures| -> Map<String, Value> {
        NAMES.iter().zip(figures).map(|(name, figure)| ((*name).to_owned(), json!(figure))).collect()
    };
    let means = NAMES.iter().zip(means(&of_each));
    let documents = statistics.iter().zip(&of_each).map(|(document, figures)| (document.name.clone(), named(figures).into()));
    json!({
        "pair": pair_name(corpus, (0, 1)),
        "mean": means.map(|(name, (mean, n))| ((*name).to_owned(), json!({ "mean": mean, "n": n }))).collect::<Map<_, _>>(),
        "documents": documents.collect::<Map<_, _>>(),
    })
}
