//! Agreement of annotators, from a CSV of spans.
//!
//! `cargo run --example agreement -- examples/agreement.csv` reads the columns `document,annotator,label,start,end`, one row
//! for each span. Start and end are code points of the document, counted from 0, the end excluded. Two kinds of rows hold no
//! span:
//!
//! * Without label, start and end: the annotator worked on the document and marked nothing. An annotator who has no row of a
//!   document did not work on it, which is not the same.
//! * Without annotator and label: from 0 to the document's length. A document without such a row ends with its last span.
//!
//! The CSV holds no text, so labels are compared code point by code point and not word by word. The figures of the example:
//!
//! ```text
//! 6 documents, 5920 code points
//! labels: claim, figure, quote
//! ana: 18 spans in 6 documents
//! bo: 18 spans in 6 documents
//! cy: 13 spans in 5 documents
//!
//! ana and bo: 6 documents
//!   strict F1          0.667  (0.619 to 0.722)
//!   type F1            0.889  (0.750 to 1.000)
//!   exact F1           0.722  (0.625 to 0.857)
//!   partial F1         0.833  (0.750 to 0.921)
//!   Cohen’s κ          0.884  (0.773 to 0.973)
//!
//! ana and cy: 5 documents
//!   strict F1          0.214  (0.091 to 0.296)
//!   type F1            0.786  (0.632 to 0.917)
//!   exact F1           0.214  (0.091 to 0.296)
//!   partial F1         0.500  (0.381 to 0.600)
//!   Cohen’s κ          0.765  (0.632 to 0.884)
//!
//! bo and cy: 5 documents
//!   strict F1          0.071  (0.000 to 0.214)
//!   type F1            0.714  (0.609 to 0.800)
//!   exact F1           0.143  (0.000 to 0.296)
//!   partial F1         0.464  (0.333 to 0.593)
//!   Cohen’s κ          0.689  (0.573 to 0.760)
//!
//! all: 6 documents
//!   Krippendorff’s α   0.793  (0.720 to 0.853)
//!   α with MASI        0.803  (0.725 to 0.867)
//!   u-α                0.793  (0.720 to 0.853)
//!   |u-α               0.853  (0.744 to 0.941)
//!   cu-α               0.755  (0.481 to 0.953)
//!   γ                  0.818  (0.701 to 0.917)
//!   γ-cat              0.909  (0.726 to 1.000)
//!   chance is sampled (seed 1): γ ± 0.001 at 95 %
//!
//! – where a figure is not defined. In brackets: 95 %, percentile bootstrap over documents,
//! 1000 resamples, none below 5 documents that two annotators worked on.
//! ```

use obelus::agreement::{
    bootstrap::{Interval, MIN_DOCUMENTS, resamples},
    gamma::MIN_SPANS,
    resample::{NAMES, Parts},
    statistics::{DocumentStatistics, Settings},
    units::{Corpus, Document, Layer, Span},
};
use std::{collections::BTreeMap, fmt::Write as _, path::Path, process::ExitCode};

const COLUMNS: [&str; 5] = ["document", "annotator", "label", "start", "end"];
const NUM_RESAMPLES: usize = 1000;

/// The figures of each pair and those of all, by their names in [`NAMES`], and what they are called here.
const OF_PAIRS: [(&str, &str); 5] = [
    ("strict_f1_set", "strict F1"),
    ("type_f1_matched", "type F1"),
    ("exact_f1_set", "exact F1"),
    ("partial_f1_matched", "partial F1"),
    ("kappa_token_labelset", "Cohen’s κ"),
];
const OF_ALL: [(&str, &str); 7] = [
    ("alpha_token_labelset", "Krippendorff’s α"),
    ("alpha_masi_token_labelset", "α with MASI"),
    ("u_alpha_flattened", "u-α"),
    ("bar_u_alpha_flattened", "|u-α"),
    ("cu_alpha_flattened", "cu-α"),
    ("gamma_pooled", "γ"),
    ("gamma_cat_pooled", "γ-cat"),
];

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "figures and failures are what a command prints")]
fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("usage: agreement FILE.csv");
        return ExitCode::from(2);
    };
    let path = Path::new(&path);
    let read = std::fs::read(path).map_err(|error| error.to_string());
    match read.and_then(|bytes| corpus(&bytes).map_err(|error| error.to_string())) {
        Ok(corpus) => {
            print!("{}", report(&corpus));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}

/// Why a row cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {what}", column.map_or_else(String::new, |name| format!(", column “{name}”")))]
pub struct RowError {
    line: u64,
    column: Option<&'static str>,
    what: String,
}

/// What one annotator marked in a document: labels with start and end.
type Marked<'r> = Vec<(&'r str, u32, u32)>;

/// What the rows say of a document.
#[derive(Default)]
struct Rows<'r> {
    name: &'r str,
    length: Option<u32>,
    /// The last end of a span, and the line that has it.
    last: (u32, u64),
    by_annotator: BTreeMap<&'r str, Marked<'r>>,
}

/// Reads the CSV.
///
/// # Errors
/// When a row is no span and none of the two other kinds; names line and column.
pub fn corpus(csv: &[u8]) -> Result<Corpus, RowError> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv);
    let records = reader.records().collect::<Result<Vec<_>, _>>().map_err(|error| RowError {
        line: error.position().map_or(0, csv::Position::line),
        column: None,
        what: "this is not UTF-8".to_owned(),
    })?;
    let line = |record: &csv::StringRecord| record.position().map_or(0, csv::Position::line);
    let Some((header, records)) = records.split_first().filter(|(header, _)| header.iter().eq(COLUMNS)) else {
        return Err(RowError { line: 1, column: None, what: format!("the first line has to be {}", COLUMNS.join(",")) });
    };
    debug_assert_eq!(header.len(), COLUMNS.len());
    let mut documents: Vec<Rows<'_>> = Vec::new();
    for record in records {
        add(&mut documents, record, line(record))?;
    }
    Ok(assembled(&documents))
}

/// Adds a row to its document.
fn add<'r>(documents: &mut Vec<Rows<'r>>, record: &'r csv::StringRecord, line: u64) -> Result<(), RowError> {
    let error = |column: Option<usize>, what: String| RowError { line, column: column.map(|at| COLUMNS[at]), what };
    let fields: Vec<&str> = record.iter().map(str::trim).collect();
    let [name, annotator, label, start, end] = fields[..] else {
        return Err(error(None, format!("{} columns where there should be {}", fields.len(), COLUMNS.len())));
    };
    if name.is_empty() {
        return Err(error(Some(0), "there is no document".to_owned()));
    }
    let place = documents.iter().rposition(|known| known.name == name).unwrap_or_else(|| {
        documents.push(Rows { name, ..Rows::default() });
        documents.len() - 1
    });
    let document = &mut documents[place];
    let number = |column: usize, words: &str| {
        words.parse::<u32>().map_err(|cause| error(Some(column), format!("“{words}” is no position: {cause}")))
    };
    match (annotator, label) {
        (_, "") if !annotator.is_empty() && start.is_empty() && end.is_empty() => {
            document.by_annotator.entry(annotator).or_default();
        }
        ("", "") => {
            if number(3, start)? != 0 {
                return Err(error(Some(3), "a document begins at 0".to_owned()));
            }
            document.length = Some(number(4, end)?);
        }
        ("", _) => return Err(error(Some(1), "there is no annotator".to_owned())),
        (_, "") => return Err(error(Some(2), "there is no label".to_owned())),
        _ => {
            let (start, end) = (number(3, start)?, number(4, end)?);
            if end <= start {
                return Err(error(Some(4), format!("the span ends at {end} and begins at {start}")));
            }
            document.last = document.last.max((end, line));
            document.by_annotator.entry(annotator).or_default().push((label, start, end));
        }
    }
    match (document.length, document.last) {
        (Some(length), (end, line)) if end > length => Err(RowError {
            line,
            column: Some(COLUMNS[4]),
            what: format!("the span ends at {end}, and the document at {length}"),
        }),
        _ => Ok(()),
    }
}

fn assembled(documents: &[Rows<'_>]) -> Corpus {
    let mut annotators: Vec<&str> = documents.iter().flat_map(|document| document.by_annotator.keys().copied()).collect();
    let all = documents.iter().flat_map(|document| document.by_annotator.values().flatten());
    let mut labels: Vec<&str> = all.map(|(label, ..)| *label).collect();
    for names in [&mut annotators, &mut labels] {
        names.sort_unstable();
        names.dedup();
    }
    let layer = |marked: &Marked<'_>| {
        let span = |(label, start, end): &(&str, u32, u32)| Span::new(*start, *end, labels.binary_search(label).ok()? as u32);
        Layer::new(marked.iter().filter_map(span).collect())
    };
    let document = |(place, rows): (usize, &Rows<'_>)| {
        let num_chars = rows.length.unwrap_or(rows.last.0);
        Document {
            name: rows.name.to_owned(),
            stream: place as u64,
            num_chars,
            // There is no text to find words in.
            tokens: (0..num_chars).map(|at| (at, at + 1)).collect(),
            layers: annotators.iter().map(|name| rows.by_annotator.get(name).map(layer)).collect(),
        }
    };
    Corpus {
        documents: documents.iter().enumerate().map(document).collect(),
        labels: labels.iter().map(ToString::to_string).collect(),
        analysts: annotators.iter().map(ToString::to_string).collect(),
    }
}

/// The figures, as lines to print.
pub fn report(corpus: &Corpus) -> String {
    let mut out = String::new();
    let num_chars: u64 = corpus.documents.iter().map(|document| u64::from(document.num_chars)).sum();
    let _infallible = writeln!(out, "{} documents, {num_chars} code points", corpus.documents.len());
    let _infallible = writeln!(out, "labels: {}", corpus.labels.join(", "));
    for (place, name) in corpus.analysts.iter().enumerate() {
        let layers: Vec<&Layer> = corpus.documents.iter().filter_map(|document| document.layers[place].as_ref()).collect();
        let num_spans: usize = layers.iter().map(|layer| layer.spans().len()).sum();
        let _infallible = writeln!(out, "{name}: {num_spans} spans in {} documents", layers.len());
    }
    for (a, b) in corpus.pairs() {
        let two = of_two(corpus, a, b);
        section(&mut out, &format!("{} and {}", corpus.analysts[a], corpus.analysts[b]), &OF_PAIRS, &two);
    }
    section(&mut out, "all", &OF_ALL, corpus);
    let _infallible = write!(
        out,
        "\n– where a figure is not defined. In brackets: 95 %, percentile bootstrap over documents,\n{NUM_RESAMPLES} resamples, \
         none below {MIN_DOCUMENTS} documents that two annotators worked on.\n"
    );
    out
}

/// The corpus with the layers of two annotators.
fn of_two(corpus: &Corpus, a: usize, b: usize) -> Corpus {
    let document = |document: &Document| Document {
        layers: [a, b].map(|place| document.layers[place].clone()).to_vec(),
        ..document.clone()
    };
    Corpus {
        labels: corpus.labels.clone(),
        analysts: [a, b].map(|place| corpus.analysts[place].clone()).to_vec(),
        documents: corpus.documents.iter().map(document).collect(),
    }
}

/// Some figures of a corpus, over the documents that at least two annotators worked on.
fn section(out: &mut String, title: &str, figures: &[(&str, &str)], corpus: &Corpus) {
    let settings = Settings::default();
    let comparable = corpus.comparable().into_iter().map(|place| &corpus.documents[place]);
    let statistics: Vec<DocumentStatistics> =
        comparable.map(|document| DocumentStatistics::core(corpus, document, &settings, 1)).collect();
    let parts = Parts::of(&statistics);
    let places: Vec<usize> = (0..parts.len()).collect();
    let values = parts.figures(&places);
    let has_intervals = places.len() >= MIN_DOCUMENTS;
    let draws = if has_intervals { resamples(&places, NUM_RESAMPLES, settings.seed) } else { Vec::new() };
    let intervals = parts.intervals(&draws, 1);
    let fewest = (0..corpus.analysts.len())
        .map(|analyst| statistics.iter().filter_map(|document| document.num_spans[analyst]).sum::<u64>())
        .min()
        .unwrap_or(0);
    let _infallible = writeln!(out, "\n{title}: {} documents", places.len());
    for (key, name) in figures {
        let Some(place) = NAMES.iter().position(|known| known == key) else { continue };
        let words = match values[place] {
            _ if key.starts_with("gamma") && fewest < MIN_SPANS => {
                format!("not shown: unstable below {MIN_SPANS} spans of each, and one has {fewest}")
            }
            Some(value) => format!("{value:>6.3}{}", intervals[place].map_or_else(String::new, bracketed)),
            None => "     –".to_owned(),
        };
        let _infallible = writeln!(out, "  {name:<18}{words}");
    }
    let sums = parts.gamma(&places);
    if let Some(error) = sums.sampling_error().filter(|_| fewest >= MIN_SPANS && figures.iter().any(|(_, name)| *name == "γ")) {
        let _infallible = writeln!(out, "  chance is sampled (seed {}): γ ± {:.3} at 95 %", settings.seed, 1.96 * error);
    }
}

fn bracketed(interval: Interval) -> String {
    format!("  ({:.3} to {:.3})", interval.low, interval.high)
}
