//! Every figure of the agreement fixtures, against independent implementations.
//!
//! Each file of `tests/fixtures/agreement` holds documents with spans in code points, and under `expected` what published
//! packages (named in the file) say about them. Every number in `expected` is compared here or named in [`NOT_COMPARED`].
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use obelus::{
    agreement::{
        align::Dissimilarity,
        bootstrap::interval,
        chance::ChanceModel,
        coefficient::{Distance, alpha, kappa, observed_agreement},
        gamma::{Disorders, NumSamples},
        pooled::{defined_gammas, pooled_category, pooled_gamma, pooled_spans, pooled_table},
        resample::{NAMES, Parts},
        statistics::{DocumentStatistics, Settings},
        unitizing::Lengths,
        units::{Corpus, Document, Layer, Span},
    },
    compare::{json::figures, units::tokens_of},
    text::IndexedText,
};
use proptest::prelude::*;
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};

/// Numbers that are no figures of ours, by the last part of their path, and why.
const NOT_COMPARED: &[(&str, &str)] = &[
    ("alignment_unique", "a flag: whether alignment and γ-cat may be compared"),
    ("pygamma_gamma_cat_disorder", "pygamma-agreement counts units left alone, the paper does not"),
    ("n", "how many samples the fixture drew; the tolerance of its mean uses it"),
    ("sd", "spread of the fixture's samples; the tolerance of its mean uses it"),
    ("gamma_sd_of_30_samples", "made from that spread"),
    ("samples_for_2_percent", "made from that spread"),
    ("note", "words"),
    ("pair", "words"),
    ("resample_indices", "input of the bootstrap"),
];

const TOLERANCE: f64 = 1e-9;

struct Case {
    name: String,
    expected: Value,
    corpus: Corpus,
    settings: Settings,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/agreement");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    paths.iter().map(|path| case(&serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())).collect()
}

fn case(json: &Value) -> Case {
    let mut labels: Vec<String> = serde_json::from_value(json["labels"].clone()).unwrap();
    labels.sort();
    // The order of the pairs, which the reader of JSON does not keep.
    let in_order = json["expected"]["gamma"]["documents"].as_object().unwrap().values();
    let in_order = in_order.filter_map(|document| serde_json::from_value::<Vec<String>>(document["analysts"].clone()).ok());
    let names = || json["documents"][0]["analysts"].as_object().unwrap().keys().cloned().collect();
    let analysts = in_order.max_by_key(Vec::len).unwrap_or_else(names);
    let numbers = |value: &Value| -> Vec<u32> { value.as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as u32).collect() };
    let documents = json["documents"].as_array().unwrap().iter().enumerate().map(|(place, document)| {
        let layer = |analyst: &String| {
            let spans = document["analysts"][analyst].as_array()?.iter().map(|span| {
                let label = labels.iter().position(|label| label == span[2].as_str().unwrap()).unwrap();
                let at = |n: usize| span[n].as_u64().unwrap() as u32;
                Span::new(at(0), at(1), label as u32).unwrap()
            });
            Some(Layer::new(spans.collect()))
        };
        let text = IndexedText::new(document["text"].as_str().unwrap()).unwrap();
        let tokens = tokens_of(&text);
        let given: Vec<_> =
            document["tokens"].as_array().unwrap().iter().map(|token| (numbers(token)[0], numbers(token)[1])).collect();
        assert_eq!(tokens, given, "words of {}", json["case"]);
        Document {
            name: document["id"].as_str().unwrap().to_owned(),
            stream: place as u64,
            num_chars: document["length"].as_u64().unwrap() as u32,
            tokens,
            layers: analysts.iter().map(layer).collect(),
        }
    });
    let weights = |pair: &Value| Dissimilarity { alpha: pair[0].as_f64().unwrap(), beta: pair[1].as_f64().unwrap() };
    let standard = serde_json::json!([[1, 1], [3, 1]]);
    let given = json.get("gamma_settings").unwrap_or(&standard).as_array().unwrap();
    let sampled = json["expected"]["gamma"]["documents"].as_object().unwrap().values();
    let num_samples = sampled.filter_map(|document| document["settings"][0]["expected"]["shuffle"]["n"].as_u64()).max();
    let settings = Settings {
        dissimilarities: given.iter().map(weights).collect(),
        models: vec![ChanceModel::Statistical, ChanceModel::Shuffle],
        num_samples: NumSamples::Fixed(num_samples.unwrap_or(30)),
        seed: 7,
    };
    let corpus = Corpus { labels: labels.clone(), analysts: analysts.clone(), documents: documents.collect() };
    Case { name: json["case"].as_str().unwrap().to_owned(), expected: json["expected"].clone(), corpus, settings }
}

/// Compares, and gathers what differs.
#[derive(Default)]
struct Checker {
    num_compared: usize,
    not_compared: BTreeSet<&'static str>,
    failures: Vec<String>,
}

impl Checker {
    fn near(&mut self, path: &str, expected: &Value, found: &Value, tolerance: f64) {
        self.num_compared += 1;
        let is_near = match (expected.as_f64(), found.as_f64()) {
            (Some(x), Some(y)) => (x - y).abs() <= tolerance,
            _ => expected == found,
        };
        if !is_near {
            self.failures.push(format!("{path}: expected {expected} ± {tolerance:e}, found {found}"));
        }
    }

    fn alignment(&mut self, path: &str, expected: &Value, found: &Value) {
        self.num_compared += 1;
        if sorted(expected) != sorted(found) {
            self.failures.push(format!("{path}: expected {expected}, found {found}"));
        }
    }

    /// Compares every number under `expected`.
    fn tree(&mut self, path: &str, expected: &Value, found: &Value) {
        let last = path.rsplit('.').next().unwrap_or(path);
        if let Some((name, _)) = NOT_COMPARED.iter().find(|(name, _)| *name == last) {
            self.not_compared.insert(name);
            return;
        }
        match expected {
            Value::Object(members) => {
                for (name, value) in members {
                    self.tree(&format!("{path}.{name}"), value, &found[name]);
                }
            }
            Value::Array(items) => {
                self.near(&format!("{path}.length"), &items.len().into(), &found.as_array().map_or(0, Vec::len).into(), 0.0);
                for (place, value) in items.iter().enumerate() {
                    self.tree(&format!("{path}.{place}"), value, &found[place]);
                }
            }
            _ => self.near(path, expected, found, TOLERANCE),
        }
    }

    fn gamma_document(&mut self, path: &str, expected: &Value, found: &Value) {
        let (Some(members), Some(settings)) = (expected.as_object(), expected["settings"].as_array()) else {
            return self.tree(path, expected, found);
        };
        for (name, value) in members.iter().filter(|(name, _)| *name != "settings") {
            self.tree(&format!("{path}.{name}"), value, &found[name]);
        }
        for (place, expected) in settings.iter().enumerate() {
            let (path, found) = (format!("{path}.settings.{place}"), &found["settings"][place]);
            let is_unique = expected["alignment_unique"].as_bool().unwrap();
            for (name, value) in expected.as_object().unwrap() {
                let path = format!("{path}.{name}");
                match name.as_str() {
                    "alignment" if is_unique => self.alignment(&path, value, &found[name]),
                    "alignment" | "gamma_cat_disorder" | "gamma_k_disorder" if !is_unique => {}
                    "expected" => {
                        for (model, value) in value.as_object().unwrap() {
                            self.sampled(&format!("{path}.{model}"), expected, is_unique, value, &found[name][model]);
                        }
                    }
                    _ => self.tree(&path, value, &found[name]),
                }
            }
        }
    }

    /// Means of samples, within four standard errors.
    fn sampled(&mut self, path: &str, setting: &Value, is_unique: bool, expected: &Value, found: &Value) {
        let observed = setting["observed_disorder"].as_f64().unwrap();
        let mean = mean_tolerance(expected, found);
        for (name, value) in expected.as_object().unwrap() {
            let path = format!("{path}.{name}");
            match name.as_str() {
                "mean" => self.near(&path, value, &found[name], mean),
                "gamma" => self.near(&path, value, &found[name], ratio_tolerance(observed, expected, mean)),
                "gamma_cat" if is_unique => {
                    let category = setting["gamma_cat_disorder"].as_f64().unwrap();
                    let (value, found) = (&value, &found[name]);
                    let mean = mean_tolerance(value, found);
                    self.near(&format!("{path}.mean"), &value["mean"], &found["mean"], mean);
                    let tolerance = ratio_tolerance(category, value, mean);
                    self.near(&path, &value["gamma_cat"], &found["gamma_cat"], tolerance);
                    for name in ["n", "sd"] {
                        self.tree(&format!("{path}.{name}"), &value[name], &found[name]);
                    }
                }
                "gamma_cat" => {}
                _ => self.tree(&path, value, &found[name]),
            }
        }
    }

    fn pooled(&mut self, expected: &Value, found: &Value) {
        let pooled = &expected["pooled"];
        for (model, value) in pooled.as_object().into_iter().flatten() {
            let path = format!("gamma.pooled.{model}");
            let found_model = &found["pooled"][model];
            if !value.is_object() {
                self.near(&path, value, found_model, TOLERANCE);
                continue;
            }
            let (mut variance, mut units) = (0.0, 0.0);
            for (name, document) in expected["documents"].as_object().unwrap().iter().filter(|(_, document)| !document.is_null())
            {
                let of = |gamma: &Value| gamma["documents"][name]["settings"][0]["expected"][model].clone();
                let mean_units = document["avg_units"].as_f64().unwrap();
                variance += (mean_units * mean_tolerance(&of(expected), &of(found))).powi(2);
                units += mean_units;
            }
            let tolerance = variance.sqrt() / units;
            let (observed, mean) = (pooled["observed"].as_f64().unwrap(), value["expected"].as_f64().unwrap());
            self.near(&format!("{path}.expected"), &value["expected"], &found_model["expected"], tolerance);
            let of_gamma = TOLERANCE + observed / (mean * mean) * tolerance;
            self.near(&format!("{path}.gamma"), &value["gamma"], &found_model["gamma"], of_gamma);
            assert_eq!(value.as_object().unwrap().len(), 2, "{path} has more to compare");
        }
    }

    /// Intervals over the fixture's own resamples; γ with the fixture's expected disorders.
    fn bootstrap(&mut self, expected: &Value, gamma: &Value, corpus: &Corpus, statistics: &[DocumentStatistics]) {
        let draws: Vec<Vec<usize>> = serde_json::from_value(expected["resample_indices"].clone()).unwrap();
        let found: Vec<_> = NAMES.into_iter().zip(Parts::of(statistics).intervals(&draws, 2)).collect();
        for (name, value) in expected.as_object().unwrap().iter().filter(|(name, _)| *name != "metrics") {
            self.tree(&format!("bootstrap.{name}"), value, &Value::Null);
        }
        for (name, value) in expected["metrics"].as_object().unwrap() {
            let interval = if name == "gamma_pooled_statistical" {
                let disorders: Vec<Option<Disorders>> = corpus
                    .documents
                    .iter()
                    .map(|document| {
                        let given = &gamma["documents"][&document.name];
                        let (mean_units, setting) = (given["avg_units"].as_f64()?, &given["settings"][0]);
                        let mean = setting["expected"]["statistical"]["mean"].as_f64().unwrap();
                        let observed = setting["alignment_cost"].as_f64().unwrap();
                        Some(Disorders { observed, expected: mean_units * mean, mean_units, ..Disorders::default() })
                    })
                    .collect();
                interval(&draws, |draw| {
                    let mut sum = Disorders::default();
                    for disorders in draw.iter().filter_map(|place| disorders[*place]) {
                        sum += disorders;
                    }
                    sum.gamma()
                })
            } else {
                found.iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("no interval of {name}")).1
            };
            let interval = interval.unwrap();
            let found = serde_json::json!({
                "undefined": interval.num_undefined, "low": interval.low, "median": interval.median, "high": interval.high,
            });
            self.tree(&format!("bootstrap.{name}"), value, &found);
        }
    }
}

fn sorted(alignment: &Value) -> Vec<String> {
    let mut groups: Vec<String> = alignment.as_array().unwrap().iter().map(Value::to_string).collect();
    groups.sort();
    groups
}

fn mean_tolerance(expected: &Value, found: &Value) -> f64 {
    let number = |value: &Value, name: &str| value[name].as_f64().unwrap_or(0.0);
    let (ours, theirs) = (number(found, "n").max(1.0), number(expected, "n").max(1.0));
    TOLERANCE + 4.0 * number(expected, "sd") * (1.0 / theirs + 1.0 / ours).sqrt()
}

fn ratio_tolerance(observed: f64, expected: &Value, mean_tolerance: f64) -> f64 {
    let mean = expected["mean"].as_f64().unwrap();
    TOLERANCE + if mean > 0.0 { observed / (mean * mean) * mean_tolerance } else { 0.0 }
}

#[test]
fn every_figure_is_what_independent_packages_say() {
    let mut checker = Checker::default();
    let cases = cases();
    assert_eq!(cases.len(), 27);
    let mut failures = Vec::new();
    for Case { name, expected, corpus, settings } in &cases {
        let statistics: Vec<_> =
            corpus.documents.iter().map(|document| DocumentStatistics::of(corpus, document, settings, 2)).collect();
        let found = figures(corpus, &statistics, settings, 2);
        for (part, value) in expected.as_object().unwrap() {
            match part.as_str() {
                "gamma" => {
                    for (part, value) in value.as_object().unwrap() {
                        match part.as_str() {
                            "documents" => {
                                for (id, document) in value.as_object().unwrap() {
                                    let path = format!("gamma.documents.{id}");
                                    checker.gamma_document(&path, document, &found["gamma"]["documents"][id]);
                                }
                            }
                            "pooled" => checker.pooled(&expected["gamma"], &found["gamma"]),
                            _ => checker.tree(&format!("gamma.{part}"), value, &found["gamma"][part]),
                        }
                    }
                }
                "bootstrap" => checker.bootstrap(value, &expected["gamma"], corpus, &statistics),
                _ => checker.tree(part, value, &found[part]),
            }
        }
        failures.extend(checker.failures.drain(..).map(|failure| format!("{name}: {failure}")));
    }
    assert!(failures.is_empty(), "{} of {} differ:\n{}", failures.len(), checker.num_compared, failures.join("\n"));
    assert!(checker.num_compared > 5_000, "{} compared", checker.num_compared);
    let named: BTreeSet<_> = NOT_COMPARED.iter().map(|(name, _)| *name).collect();
    assert_eq!(checker.not_compared, named, "every name that is not compared occurs");
}

/// Two layers of a text of 60 code points in tokens of 5, over two labels.
fn corpus() -> impl Strategy<Value = Corpus> {
    let span = (0..50_u32, 1..15_u32, 0..2_u32)
        .prop_map(|(start, length, label)| Span::new(start, (start + length).min(60), label).unwrap());
    let layer = prop::collection::vec(span, 0..6).prop_map(Layer::new);
    prop::collection::vec(layer, 2).prop_map(|layers| Corpus {
        labels: vec!["claim".to_owned(), "quote".to_owned()],
        analysts: vec!["x".to_owned(), "x".to_owned()],
        documents: vec![Document {
            name: "d".to_owned(),
            stream: 0,
            num_chars: 60,
            tokens: (0..12).map(|n| (5 * n, 5 * n + 4)).collect(),
            layers: layers.into_iter().map(Some).collect(),
        }],
    })
}

/// Every figure as the file of its measure computes it, in the order of [`NAMES`].
fn directly(statistics: &[DocumentStatistics]) -> Vec<Option<f64>> {
    let tokens = pooled_table(statistics, |document: &DocumentStatistics| &document.tokens);
    let mut lengths = Lengths::default();
    statistics.iter().for_each(|document| lengths += &document.flattened);
    let (family, spans) = (lengths.family(), pooled_spans(statistics, 0));
    let gammas = defined_gammas(statistics);
    vec![
        kappa(&tokens, 0, 1),
        spans.strict.f1(),
        spans.same_type.f1(),
        alpha(&tokens, Distance::Nominal),
        family.u,
        pooled_gamma(&gammas, 0).gamma(),
        alpha(&tokens, Distance::Masi),
        spans.exact.f1(),
        spans.partial.f1(),
        family.bar_u,
        family.cu,
        pooled_category(&gammas, 0, None).gamma(),
    ]
}

#[test]
fn sums_of_articles_give_the_figures_of_each_measure() {
    for Case { name, corpus, settings, .. } in cases() {
        let settings = Settings { num_samples: NumSamples::Fixed(10), ..settings };
        let statistics: Vec<_> =
            corpus.documents.iter().map(|document| DocumentStatistics::of(&corpus, document, &settings, 2)).collect();
        let places: Vec<usize> = (0..statistics.len()).collect();
        let (parts, direct) = (Parts::of(&statistics), directly(&statistics));
        for ((figure, found), expected) in NAMES.iter().zip(parts.figures(&places)).zip(direct) {
            let is_near = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < TOLERANCE,
                (found, expected) => found == expected,
            };
            assert!(is_near, "{name}, {figure}: {found:?}, and {expected:?} directly");
        }
        let [a, b] = [
            parts.observed(&places)[0],
            observed_agreement(&pooled_table(&statistics, |d: &DocumentStatistics| &d.tokens), 0, 1),
        ];
        assert!(a == b, "{name}: {a:?} {b:?}");
    }
}

proptest! {
    #[test]
    fn swapping_the_analysts_changes_no_figure_but_precision_and_recall(corpus in corpus()) {
        let settings = Settings { num_samples: NumSamples::Fixed(0), ..Settings::default() };
        let of = |corpus: &Corpus| {
            figures(corpus, &[DocumentStatistics::of(corpus, &corpus.documents[0], &settings, 1)], &settings, 1)
        };
        let mut swapped = corpus.clone();
        swapped.documents[0].layers.reverse();
        let (one, other) = (of(&corpus), of(&swapped));
        let mut checker = Checker::default();
        for part in ["token", "char", "unitizing"] {
            checker.tree(part, &one[part], &other[part]);
        }
        for path in ["/set/strict/f1", "/set/exact/f1", "/matched/partial/f1", "/matched/type/f1"] {
            let f1 = |figures: &Value| figures["span"]["x|x"].pointer(path).unwrap().clone();
            checker.near(path, &f1(&one), &f1(&other), TOLERANCE);
        }
        let disorder = |figures: &Value| figures["gamma"]["documents"]["d"]["settings"][0]["observed_disorder"].clone();
        checker.near("disorder", &disorder(&one), &disorder(&other), TOLERANCE);
        prop_assert!(checker.failures.is_empty(), "{:?}", checker.failures);
    }
}
