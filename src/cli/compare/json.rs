//! Writes a comparison as JSON: the figures of [`crate::compare::json`], with the settings, the seed, what was left out, and
//! every difference.

use super::{Comparison, Source, gold};
use crate::{
    agreement::gamma::NumSamples,
    compare::{
        differences::{Difference, Kind},
        json::figures,
        left_out::{LeftOut, Named, Reason},
        partial::NUMBER_TOLERANCE,
        results::{Citation, Results, table::Cell, tables},
    },
    project::{ArticleId, ArticleRecord, Sha256},
    text::NUM_EXAMPLES,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Comparison {
    pub(super) fn as_json(&self, num_threads: usize) -> String {
        let corpus = self.figures.corpus();
        let settings = &self.figures.settings;
        let (samples, precision, most) = match settings.num_samples {
            NumSamples::Fixed(count) => (Some(count), None, None),
            NumSamples::Precision(precision) => (None, Some(precision), None),
            NumSamples::UpTo { precision, most } => (None, Some(precision), Some(most)),
        };
        let mut all = json!({
            "format_version": 1,
            "offset_unit": "code points",
            "analysts": corpus.analysts,
            "labels": corpus.labels,
            "seed": settings.seed,
            "settings": {
                "gamma": {
                    "alpha": 1.0,
                    "beta": 1.0,
                    "delta_empty": 1.0,
                    "model": "shuffle",
                    "samples": samples,
                    "precision": precision,
                    "max_samples": most,
                },
                "number_tolerance": NUMBER_TOLERANCE,
                "discontinuous": "γ takes an annotation from its first to its last fragment, the others its fragments",
                "only_done": self.figures.only_done,
                "pooling": "sums over articles; “macro” has the mean over articles of each article's figure",
            },
        });
        all["excluded"] = json!([]);
        all["left_out"] = json!([]);
        all["obelus"] = json!(Citation::VERSION);
        all["compared"] = self.compared_json();
        // By ids, like everything in the JSON.
        let (analysts, labels) = (self.figures.analysts.clone(), self.figures.labels.clone());
        all["figures"] = records_json(&Results { analysts, labels, ..self.results.clone() }, &self.pair_answers());
        let names = &self.figures.names;
        all["names"] = json!({ "analysts": names.analysts, "labels": names.labels });
        if self.source.is_none() {
            let named = |left_out: &Named| json!({ "title": left_out.title, "why": left_out.why });
            all["left_out_articles"] = self.figures.left_out.iter().map(named).collect();
        }
        if let Some(source) = &self.source {
            let file = |(name, sha256): &(String, Sha256)| json!({ "name": name, "sha256": sha256.to_string() });
            all["project"] = json!({
                "id": source.project.id().to_string(),
                "title": source.project.title(),
                "files": self.citation.files.iter().map(file).collect::<Vec<_>>(),
            });
            all["excluded"] = source.excluded_json();
            if let Some(measured) = &source.gold {
                all["gold"] = gold::as_json(measured);
            }
            all["counted_once"] = source.counted_once_json();
            all["left_out"] = source.left_out_json();
        }
        let figures = figures(&corpus, &self.figures.statistics(), settings, num_threads);
        if let (Value::Object(all), Value::Object(figures)) = (&mut all, figures) {
            all.extend(figures);
        }
        for (place, (a, b)) in corpus.pairs().into_iter().enumerate() {
            let name = format!("{}|{}", corpus.analysts[a], corpus.analysts[b]);
            let counts = Kind::ALL.iter().zip(self.figures.kinds(place));
            let counts: serde_json::Map<_, _> = counts.map(|(kind, count)| (kind.name().to_owned(), json!(count))).collect();
            all["differences"][&name] = json!({ "counts": counts });
            if let Some(source) = &self.source {
                all["differences"][&name]["list"] = source.differences_json((a, b));
            }
            for ((label, attribute), found) in self.figures.answers(place) {
                all["attributes"][&name][label][attribute] = json!({
                    "n": found.num_both(),
                    "n_one_only": found.num_one_only(),
                    "observed_agreement": found.observed_agreement(),
                    "alpha_nominal": found.alpha(),
                    "within_tolerance": found.within_tolerance(),
                });
            }
        }
        // Values made by `json!` can always be printed.
        let mut text = format!("{all:#}");
        text.push('\n');
        text
    }
}

impl Comparison {
    /// The compared data: articles that at least two analysts worked on, and their contents.
    fn compared_json(&self) -> Value {
        let compared = &self.results.compared;
        let spans = self.figures.analysts.iter().cloned().zip(compared.num_spans.iter().map(|count| json!(count)));
        json!({
            "articles": compared.num_articles,
            "of_articles": self.results.num_articles,
            "words": compared.num_words,
            "code_points": compared.num_chars,
            "annotations": spans.collect::<serde_json::Map<_, _>>(),
            "why_nothing": self.results.nothing(),
        })
    }
}

/// Every figure for people, as in `--csv`.
fn records_json(results: &Results, answers: &[tables::PairAnswers]) -> Value {
    let table = tables::records(results, answers, |label, attribute| [label, attribute].map(str::to_owned));
    let value = |cell: &Cell| match cell {
        Cell::Figure(value) => json!(value),
        Cell::Count(count) => json!(count),
        Cell::Interval(ends) => ends.map_or(Value::Null, |(low, high)| json!([low, high])),
        Cell::Empty => Value::Null,
        words => json!(words.text()),
    };
    let row = |row: &Vec<Cell>| -> Value {
        let cells = table.columns.iter().zip(row).map(|(column, cell)| (column.key.clone(), value(cell)));
        cells.collect::<serde_json::Map<_, _>>().into()
    };
    table.rows.iter().map(row).collect()
}

impl Source {
    fn excluded_json(&self) -> Value {
        let mut by_article: BTreeMap<ArticleId, [Vec<&str>; Reason::ALL.len()]> = BTreeMap::new();
        for left_out in &self.left_out {
            for (article, _) in &left_out.articles {
                by_article.entry(*article).or_default()[left_out.reason as usize].push(left_out.analyst.as_str());
            }
        }
        let missing = self.project.articles().iter().filter_map(|record| {
            let missing = by_article.get(&record.article.id)?;
            let mut entry = json!({ "article": record.article.id.to_string() });
            for (reason, analysts) in Reason::ALL.iter().zip(missing) {
                entry[reason.name()] = json!(analysts);
            }
            Some(entry)
        });
        let alone = self.alone.iter().map(|alone| {
            let [first, second] = &self.names;
            let mut entry =
                json!({ "article": alone.id, "title": alone.title, "only_in": if alone.is_in_first { first } else { second } });
            if let Some(difference) = &alone.difference {
                entry["other_text"] = json!(difference);
            }
            entry
        });
        missing.chain(alone).collect()
    }

    fn counted_once_json(&self) -> Value {
        let repeated = self.repeated().into_iter().map(|(record, annotation, first)| {
            json!({
                "article": record.article.id.to_string(),
                "analyst": annotation.analyst.as_str(),
                "annotation": annotation.id.to_string(),
                "repeats": first.to_string(),
            })
        });
        let people = self.in_both.iter().filter(|in_both| in_both.is_compared_once);
        let people = people.map(|in_both| json!({ "analyst": in_both.analyst.id.as_str(), "in_files": self.names }));
        repeated.chain(people).collect()
    }

    /// The same in short, for each analyst and reason.
    fn left_out_json(&self) -> Value {
        let entry = |left_out: &LeftOut| {
            let titles: Vec<_> = left_out.articles.iter().take(NUM_EXAMPLES).map(|(_, title)| title).collect();
            json!({
                "analyst": left_out.analyst.as_str(),
                "reason": left_out.reason.name(),
                "num_articles": left_out.articles.len(),
                "examples": titles,
            })
        };
        self.left_out.iter().map(entry).collect()
    }

    fn differences_json(&self, pair: (usize, usize)) -> Value {
        let of_article = |record: &ArticleRecord| -> Vec<Value> {
            let entry = |found: &Difference| {
                json!({
                    "article": record.article.id.to_string(),
                    "kind": found.kind.name(),
                    "a": found.a.map(|id| id.to_string()),
                    "b": found.b.map(|id| id.to_string()),
                })
            };
            self.differences(record, pair).iter().map(entry).collect()
        };
        self.project.articles().iter().flat_map(|record| of_article(record)).collect()
    }
}
