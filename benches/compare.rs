//! How quick the agreement of analysts is: γ by number of spans, the Compare page of a long article, a whole project.
//!
//! `cargo bench --bench compare` prints tables. With `-- --python PATH`, an interpreter that has pygamma-agreement, the
//! same cases are timed there in the same run, by `scripts/pygamma_times.py`. `-- --quick` leaves the longest cases out.
//!
//! Two analysts tag the same made-up passages and move their edges, change labels, leave some out and add others: about
//! six words of text for each span, some nested or crossing.

#![expect(clippy::print_stdout, reason = "the table is the result")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the benchmark")]
#![expect(clippy::disallowed_methods, reason = "cases are written for another program to time")]

#[path = "support/make.rs"]
mod make;

use obelus::{
    agreement::{
        align::Dissimilarity,
        chance::ChanceModel,
        gamma::{Disorders, Expected, GammaSettings, NumSamples, Observed},
        random::Random,
        statistics::Settings,
        units::{Document, Layer, Span},
    },
    compare::{
        comparison::Comparison,
        json::NUM_RESAMPLES,
        results::{Options, SEED},
        summary::Summary,
    },
    parallel,
    project::{Analyst, ArticleId, ArticleRecord, Edit, Project},
    store::{Ids, default_codebook},
    text::CharOffset,
};
use std::{
    hint::black_box,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

const CHARS_PER_SPAN: usize = 40;
const NUM_LABELS: usize = 4;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let is_quick = arguments.iter().any(|argument| argument == "--quick" || argument == "--test");
    let python = arguments.iter().position(|argument| argument == "--python").and_then(|at| arguments.get(at + 1));
    let num_threads = parallel::num_threads_computing();
    println!("{num_threads} threads where several are named; the best of several runs\n");
    gammas(if is_quick { &[20, 100] } else { &[20, 100, 500, 2000] }, python, num_threads);
    several_analysts(is_quick, python, num_threads);
    page(num_threads);
    whole_project(if is_quick { 20 } else { 1000 }, num_threads);
}

/// γ of two analysts.
fn gammas(sizes: &[usize], python: Option<&String>, num_threads: usize) {
    println!(
        "| spans of each of two | alignment | γ, precision 0.02 | γ, 300 samples | 300 samples, {num_threads} threads | γ |"
    );
    println!("|---|---|---|---|---|---|");
    let cases: Vec<Document> = sizes.iter().map(|size| document(*size, 2, 5)).collect();
    let mut ours = Vec::new();
    for (size, case) in sizes.iter().zip(&cases) {
        let alignment = best(|| observed(case));
        let precise = best(|| gamma(case, NumSamples::Precision(0.02), 1));
        let fixed = best(|| gamma(case, NumSamples::Fixed(300), 1));
        let threads = best(|| gamma(case, NumSamples::Fixed(300), num_threads));
        let value = gamma(case, NumSamples::Fixed(300), num_threads).unwrap();
        println!("| {size} | {} | {} | {} | {} | {value:.3} |", ms(alignment), ms(precise), ms(fixed), ms(threads));
        ours.push(precise);
    }
    println!();
    if let Some(python) = python {
        pygamma(python, sizes, &cases, &ours);
    }
}

/// γ of the same cases in pygamma-agreement, with its samples and its γ.
fn pygamma(python: &str, sizes: &[usize], cases: &[Document], ours: &[Duration]) {
    println!("| spans of each of two | pygamma-agreement, precision 0.02 | samples | its γ | times as long |");
    println!("|---|---|---|---|---|");
    for ((fields, size), ours) in timed(python, "gamma", cases).iter().zip(sizes).zip(ours) {
        let seconds: f64 = fields[0].parse().unwrap();
        let times = seconds / ours.as_secs_f64();
        println!("| {size} | {:.0} ms | {} | {} | {times:.0} |", seconds * 1000.0, fields[1], fields[2]);
    }
    println!();
}

/// What `scripts/pygamma_times.py` says of the cases, one line a case, in words.
fn timed(python: &str, what: &str, cases: &[Document]) -> Vec<Vec<String>> {
    let as_json = |document: &Document| {
        let layers = document.layers.iter().flatten();
        let spans = |layer: &Layer| -> Vec<_> { layer.spans().iter().map(|s| (s.start(), s.end(), s.label())).collect() };
        serde_json::json!({ "length": document.num_chars, "layers": layers.map(spans).collect::<Vec<_>>() })
    };
    let path = std::env::temp_dir().join(format!("obelus-bench-{}.json", std::process::id()));
    std::fs::write(&path, serde_json::Value::from(cases.iter().map(as_json).collect::<Vec<_>>()).to_string()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/pygamma_times.py");
    let output = Command::new(python).arg(script).arg(what).arg(&path).stderr(std::process::Stdio::inherit()).output();
    std::fs::remove_file(&path).unwrap();
    let output = output.expect("the interpreter after --python");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

/// A text that several analysts tagged.
struct Several {
    num_analysts: usize,
    num_spans: usize,
    /// Code points of text for each span of an analyst.
    chars_per_span: usize,
    /// Whether pygamma-agreement, which looks at every tuple of units, is asked for its alignment too.
    is_for_pygamma: bool,
}

/// Three analysts and more: as much text for a span as above, and so little that all overlap.
const SEVERAL: [Several; 8] = [
    Several { num_analysts: 3, num_spans: 20, chars_per_span: 40, is_for_pygamma: true },
    Several { num_analysts: 6, num_spans: 12, chars_per_span: 100, is_for_pygamma: true },
    Several { num_analysts: 3, num_spans: 100, chars_per_span: 40, is_for_pygamma: true },
    Several { num_analysts: 3, num_spans: 100, chars_per_span: 12, is_for_pygamma: true },
    Several { num_analysts: 6, num_spans: 12, chars_per_span: 25, is_for_pygamma: true },
    Several { num_analysts: 10, num_spans: 12, chars_per_span: 100, is_for_pygamma: false },
    Several { num_analysts: 3, num_spans: 500, chars_per_span: 40, is_for_pygamma: false },
    Several { num_analysts: 3, num_spans: 500, chars_per_span: 12, is_for_pygamma: false },
];

fn several_analysts(is_quick: bool, python: Option<&String>, num_threads: usize) {
    println!(
        "| analysts | spans of each | characters for a span | alignment | γ, precision 0.02, {num_threads} threads | γ | proved |"
    );
    println!("|---|---|---|---|---|---|---|");
    let (mut cases, mut ours) = (Vec::new(), Vec::new());
    for one in &SEVERAL[..if is_quick { 2 } else { SEVERAL.len() }] {
        let Several { num_analysts, num_spans, chars_per_span, is_for_pygamma } = one;
        let document = crowded(*num_spans, *num_analysts, *chars_per_span, 5);
        let alignment = best(|| observed(&document));
        let start = Instant::now();
        let found = disorders(&document, NumSamples::Precision(0.02), num_threads).unwrap();
        let time = start.elapsed();
        let proved = found.bounds().map_or_else(|| "all".to_owned(), |(low, high)| format!("{low:.4} to {high:.4}"));
        println!(
            "| {num_analysts} | {num_spans} | {chars_per_span} | {} | {} | {:.3} | {proved} |",
            ms(alignment),
            ms(time),
            found.gamma().unwrap()
        );
        if *is_for_pygamma {
            ours.push((format!("| {num_analysts} | {num_spans} | {chars_per_span} |"), alignment, observed(&document).unwrap()));
            cases.push(document);
        }
    }
    println!();
    let Some(python) = python else { return };
    println!(
        "| analysts | spans of each | characters for a span | alignment in pygamma-agreement | its disorder | ours | times as long |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (fields, (name, ours, disorder)) in timed(python, "alignment", &cases).iter().zip(ours) {
        let seconds: f64 = fields[0].parse().unwrap();
        let times = seconds / ours.as_secs_f64();
        println!("{name} {:.0} ms | {} | {disorder:.6} | {times:.0} |", seconds * 1000.0, fields[1]);
    }
    println!();
}

fn page(num_threads: usize) {
    let project = project(1, 30_000, 200);
    let first = best(|| compare(&project, num_threads));
    let mut comparison = Comparison::new(&project, ["ana".into(), "bo".into()], Vec::new(), Settings::default());
    comparison.update(&project, num_threads);
    let panel = best(|| summary(&comparison, &project, 0));
    println!("Compare page of an article of 30,000 characters with 200 annotations each: {}", ms(first));
    println!("its figures once more, for the panel: {}\n", ms(panel));
}

fn whole_project(num_articles: usize, num_threads: usize) {
    let mut project = project(num_articles, 5_000, 20);
    let whole = best(|| compare(&project, num_threads));
    let mut comparison = Comparison::new(&project, ["ana".into(), "bo".into()], Vec::new(), Settings::default());
    comparison.update(&project, num_threads);
    let record = &project.articles()[num_articles / 2];
    let (article, annotation) = (record.article.id, *record.annotations.keys().next().unwrap());
    project.apply(Edit::RemoveAnnotation { article, annotation }).unwrap();
    let start = Instant::now();
    comparison.update(&project, num_threads);
    let figures = summary(&comparison, &project, 0);
    let again = start.elapsed();
    black_box(figures);
    let intervals = best(|| summary(&comparison, &project, NUM_RESAMPLES));
    println!("| {num_articles} articles of 5,000 characters, 20 annotations each | time |\n|---|---|");
    println!("| all of it, {num_threads} threads | {} |", ms(whole));
    println!("| after a change to one article | {} |", ms(again));
    println!("| all figures with their intervals, 1,000 resamples | {} |", ms(intervals));
}

fn compare(project: &Project, num_threads: usize) {
    let mut comparison = Comparison::new(project, ["ana".into(), "bo".into()], Vec::new(), Settings::default());
    comparison.update(project, num_threads);
    black_box(summary(&comparison, project, 0));
}

fn summary(comparison: &Comparison, project: &Project, num_resamples: usize) -> Summary {
    let order: Vec<ArticleId> = project.articles().iter().map(|record| record.article.id).collect();
    Summary::of(comparison, |_| true, &order, Options { num_resamples, ..Options::new(SEED, 1) })
}

fn observed(document: &Document) -> Option<f64> {
    Observed::of(document, Dissimilarity::default(), NUM_LABELS).map(|observed| observed.disorder())
}

fn gamma(document: &Document, num_samples: NumSamples, num_threads: usize) -> Option<f64> {
    disorders(document, num_samples, num_threads)?.gamma()
}

fn disorders(document: &Document, num_samples: NumSamples, num_threads: usize) -> Option<Disorders> {
    let settings = GammaSettings { dissimilarity: Dissimilarity::default(), model: ChanceModel::Shuffle, num_samples, seed: 1 };
    let observed = Observed::of(document, settings.dissimilarity, NUM_LABELS)?;
    let expected = Expected::of(document, NUM_LABELS, &settings, num_threads);
    Some(Disorders::of(&observed, &expected))
}

/// The shortest of some runs, at most about three seconds of them.
fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    let all = Instant::now();
    let mut times = Vec::new();
    while times.len() < 3 || times.len() < 15 && all.elapsed() < Duration::from_secs(3) {
        let start = Instant::now();
        black_box(work());
        times.push(start.elapsed());
    }
    times.into_iter().min().unwrap_or_default()
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

/// Spans of several analysts over one text.
fn layers(num_spans: usize, num_chars: usize, num_analysts: usize, seed: u64) -> Vec<Vec<(u32, u32, u32)>> {
    let mut random = Random::new(seed, 0, 0);
    let mut truth = Vec::new();
    for number in 0..num_spans {
        let start = number * num_chars / num_spans + random.below(20);
        let longest = if random.below(5) == 0 { 120 } else { 40 };
        let length = 8 + random.below(longest);
        truth.push((start, start + length, random.below(NUM_LABELS)));
    }
    let analyst = |number: u64| {
        let mut random = Random::new(seed, 1, number);
        let mut own = Vec::new();
        for (start, end, label) in &truth {
            if random.below(10) == 0 {
                continue;
            }
            let is_moved = random.below(3) == 0;
            let mut moved = |edge: usize| if is_moved { (edge + random.below(12)).saturating_sub(6) } else { edge };
            let (start, end) = (moved(*start), moved(*end).min(num_chars));
            let label = if random.below(8) == 0 { random.below(NUM_LABELS) } else { *label };
            if start + 2 < end {
                own.push((start as u32, end as u32, label as u32));
            }
        }
        own
    };
    (0..num_analysts as u64).map(analyst).collect()
}

fn document(num_spans: usize, num_analysts: usize, seed: u64) -> Document {
    crowded(num_spans, num_analysts, CHARS_PER_SPAN, seed)
}

fn crowded(num_spans: usize, num_analysts: usize, chars_per_span: usize, seed: u64) -> Document {
    let num_chars = num_spans * chars_per_span + 200;
    let span = |(start, end, label): &(u32, u32, u32)| Span::new(*start, *end, *label);
    let layer = |spans: &Vec<(u32, u32, u32)>| Some(Layer::new(spans.iter().filter_map(span).collect()));
    let layers = layers(num_spans, num_chars, num_analysts, seed).iter().map(layer).collect();
    Document { name: "case".to_owned(), stream: 1, num_chars: num_chars as u32, tokens: Vec::new(), layers }
}

fn project(num_articles: usize, num_chars: usize, num_spans: usize) -> Project {
    let mut ids = Ids::from_seed(7);
    let mut project = Project::new(ids.project(), "Dravna", default_codebook());
    for (at, name) in ["ana", "bo"].into_iter().enumerate() {
        project.apply(Edit::AddAnalyst { at, analyst: Analyst { id: name.into(), name: name.to_owned() } }).unwrap();
    }
    let words = "Shelling hit the river town of Dravna on Friday, rescue workers said. ";
    for at in 0..num_articles {
        let mut text = format!("Report {at}. {}", words.repeat(num_chars / words.len() + 1));
        text.truncate(num_chars);
        let mut record = ArticleRecord::new(make::article(ids.article(), text));
        let layers = layers(num_spans, num_chars, 2, at as u64);
        for (analyst, spans) in ["ana", "bo"].into_iter().zip(layers) {
            for (start, end, label) in spans {
                let text = &record.article.text;
                let range = text.byte_range_of_chars(CharOffset::new(start), CharOffset::new(end)).unwrap();
                let label = project.codebook().labels[label as usize].id.clone();
                let annotation = make::annotation(ids.annotation(), analyst.into(), label, range);
                record.annotations.insert(annotation.id, annotation);
            }
        }
        project.apply(Edit::AddArticle { at, record: Arc::new(record) }).unwrap();
    }
    project
}
