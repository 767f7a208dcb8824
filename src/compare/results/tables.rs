//! Arranges figures in tables.

use super::{
    Figure, LabelResult, Measure, PairResult, Results,
    table::{Cell, Column, Table},
};
use crate::{
    agreement::bootstrap::Interval,
    compare::{attributes::Answers, differences::Kind},
    text::words::sentence,
};
use std::collections::BTreeMap;

/// The columns with an interval in the table of pairs.
const SHOWN_OF_PAIRS: [Measure; 4] = [Measure::StrictF1, Measure::TypeF1, Measure::Kappa, Measure::Alpha];
/// The figures of a label over words and text.
const SHOWN_OF_LABELS: [Measure; 3] = [Measure::Alpha, Measure::Kappa, Measure::U];

/// The figures of all analysts together.
pub fn overall(results: &Results) -> Table {
    let notes = [results.about_sampling(), Some(sentence(&results.about_intervals()))];
    Table {
        notes: notes.into_iter().flatten().collect(),
        ..figures("agreement", format!("Agreement of {}", joined(&results.analysts)), &results.figures)
    }
}

/// Some figures, one in each row.
pub fn figures(key: &'static str, title: String, figures: &[Figure]) -> Table {
    let columns = vec![
        Column::words("measure", "figure"),
        Column::numbers("value", "value"),
        Column::numbers("interval", "95 % interval"),
        Column::numbers("observed_agreement", "observed"),
        Column::numbers("mean_over_articles", "article mean"),
        Column::numbers("articles", "articles"),
        Column::numbers("n", "n"),
        Column::words("unit", "of"),
        Column::words("note", "note"),
    ];
    let row = |figure: &Figure| {
        vec![
            Cell::from(figure.measure.name()),
            Cell::Figure(figure.number()),
            interval(figure.interval),
            figure.observed.map_or(Cell::Empty, |observed| Cell::Figure(Some(observed))),
            figure.mean.0.map_or(Cell::Empty, |mean| Cell::Figure(Some(mean))),
            Cell::Count(figure.num_articles as u64),
            Cell::Count(figure.num_units),
            Cell::from(figure.measure.unit().name()),
            Cell::from(figure.reason().unwrap_or("")),
        ]
    };
    let rows = figures.iter().map(row).collect();
    Table { key, title, columns, rows, has_total: false, notes: Vec::new() }.without_empty_columns()
}

/// The mean and range over pairs; `None` for two analysts.
pub fn spreads(results: &Results) -> Option<Table> {
    if results.spreads.is_empty() {
        return None;
    }
    let columns = vec![
        Column::words("measure", "figure of pairs"),
        Column::numbers("mean", "mean"),
        Column::numbers("lowest", "lowest"),
        Column::numbers("highest", "highest"),
        Column::numbers("pairs", "pairs"),
        Column::numbers("all_pairs", "of"),
    ];
    let rows = results.spreads.iter().map(|spread| {
        let values = spread.values.map_or([None; 3], |values| values.map(Some));
        let counts = [spread.num_defined, spread.num_pairs].map(|count| Cell::Count(count as u64));
        std::iter::once(Cell::from(spread.measure.name())).chain(values.map(Cell::Figure)).chain(counts).collect()
    });
    let notes =
        vec!["Each pair over the articles that both worked on; pairs for which a figure is not defined are left out.".to_owned()];
    Some(Table {
        key: "over_pairs",
        title: "Mean and range over pairs".to_owned(),
        columns,
        rows: rows.collect(),
        has_total: false,
        notes,
    })
}

/// Every pair with the articles that both worked on; `None` for two analysts. `gammas` has γ of each pair, if it was
/// computed.
pub fn pairs(results: &Results, gammas: &[Result<f64, String>]) -> Option<Table> {
    if results.analysts.len() < 3 {
        return None;
    }
    let mut columns = vec![
        Column::words("analyst_a", "first"),
        Column::words("analyst_b", "second"),
        Column::numbers("articles", "articles"),
        Column::numbers("annotations_a", "n first"),
        Column::numbers("annotations_b", "n second"),
    ];
    for measure in SHOWN_OF_PAIRS {
        columns.push(Column::numbers(measure.key(), measure.name()));
        columns.push(Column::numbers(&format!("{}_interval", measure.key()), "95 %"));
    }
    columns.push(Column::numbers(Measure::Gamma.key(), Measure::Gamma.name()));
    columns.push(Column::words("note", "note"));
    let row = |(place, pair): (usize, &PairResult)| {
        let (a, b) = pair.pair;
        let mut cells = vec![Cell::from(results.analysts[a].as_str()), Cell::from(results.analysts[b].as_str())];
        cells.push(Cell::Count(pair.compared.num_articles as u64));
        cells.extend(pair.compared.num_spans.iter().map(|count| Cell::Count(*count)));
        for measure in SHOWN_OF_PAIRS {
            let figure = pair.figures.iter().find(|figure| figure.measure == measure);
            cells.push(Cell::Figure(figure.and_then(Figure::number)));
            cells.push(interval(figure.and_then(|figure| figure.interval)));
        }
        let gamma = gammas.get(place);
        cells.push(Cell::Figure(gamma.and_then(|gamma| gamma.as_ref().ok().copied())));
        let why = pair.figures.iter().find_map(Figure::reason).or_else(|| gamma?.as_ref().err().map(String::as_str));
        cells.push(Cell::from(why.unwrap_or("")));
        cells
    };
    let rows = results.pairs.iter().enumerate().map(row).collect();
    let table = Table { key: "pairs", title: "All pairs".to_owned(), columns, rows, has_total: false, notes: Vec::new() };
    Some(table.without_empty_columns())
}

/// Strict and type F1 of a pair, label by label, and over all labels.
pub fn pair_labels(results: &Results, pair: &PairResult) -> Table {
    let names = names_of(results, pair.pair);
    let columns = vec![
        Column::words("label", "annotations where both worked"),
        Column::numbers("annotations_a", names[0]),
        Column::numbers("annotations_b", names[1]),
        Column::numbers(Measure::StrictF1.key(), Measure::StrictF1.name()),
        Column::numbers("strict_f1_interval", "95 %"),
        Column::numbers(Measure::TypeF1.key(), Measure::TypeF1.name()),
        Column::numbers("type_f1_interval", "95 %"),
    ];
    let row = |first: Cell, num_spans: &[u64], figures: &[Figure]| {
        let mut cells = vec![first];
        cells.extend(num_spans.iter().map(|count| Cell::Count(*count)));
        for measure in [Measure::StrictF1, Measure::TypeF1] {
            let figure = figures.iter().find(|figure| figure.measure == measure);
            cells.push(Cell::Figure(figure.and_then(Figure::number)));
            cells.push(interval(figure.and_then(|figure| figure.interval)));
        }
        cells
    };
    let of_label = |found: &LabelResult| row(label(results, found.label), &found.num_spans, &found.figures);
    let mut rows: Vec<_> = pair.by_label.iter().map(of_label).collect();
    rows.push(row(Cell::from("all labels"), &pair.compared.num_spans, &pair.figures));
    let title = format!("{} by label", joined(&names.map(str::to_owned)));
    Table { key: "by_label_of_pair", title, columns, rows, has_total: true, notes: Vec::new() }.without_empty_columns()
}

/// The number of annotations that are identical and of those that differ, by kind.
pub fn kinds(names: [&str; 2], counts: &[u64; Kind::ALL.len()]) -> Table {
    let describe = |kind: &Kind| match kind {
        Kind::OnlyA => format!("only {}", names[0]),
        Kind::OnlyB => format!("only {}", names[1]),
        _ => kind.description().to_owned(),
    };
    let rows = Kind::ALL.iter().zip(counts).map(|(kind, count)| vec![Cell::Words(describe(kind)), Cell::Count(*count)]);
    Table {
        key: "differences",
        title: String::new(),
        columns: vec![
            Column::words("kind", format!("{} and {}", names[0], names[1])),
            Column::numbers("annotations", "annotations"),
        ],
        rows: rows.collect(),
        has_total: false,
        notes: Vec::new(),
    }
}

/// The columns with the names of a pair.
fn pair_columns() -> Vec<Column> {
    vec![Column::words("analyst_a", "first"), Column::words("analyst_b", "second")]
}

fn pair_cells(results: &Results, pair: &PairResult) -> Vec<Cell> {
    names_of(results, pair.pair).map(Cell::from).to_vec()
}

/// The kinds of differences, a row for each pair; `counts` are in the order of the pairs.
pub fn kinds_of_pairs(results: &Results, counts: &[[u64; Kind::ALL.len()]]) -> Table {
    let mut columns = pair_columns();
    columns.extend(Kind::ALL.iter().map(|kind| {
        let name = match kind {
            Kind::OnlyA => "only first",
            Kind::OnlyB => "only second",
            _ => kind.description(),
        };
        Column::numbers(kind.name(), name)
    }));
    let row = |(pair, counts): (&PairResult, &[u64; Kind::ALL.len()])| match pair.nothing() {
        None => pair_cells(results, pair).into_iter().chain(counts.iter().map(|count| Cell::Count(*count))).collect(),
        Some(_) => pair_cells(results, pair).into_iter().chain(counts.iter().map(|_| Cell::Empty)).collect(),
    };
    let rows = results.pairs.iter().zip(counts).map(row).collect();
    let title = "How annotations of pairs differ".to_owned();
    Table { key: "differences_of_pairs", title, columns, rows, has_total: false, notes: Vec::new() }
}

/// Strict F1 of each pair on each label in use.
pub fn labels_of_pairs(results: &Results) -> Table {
    let labels: Vec<usize> = results.by_label.iter().map(|found| found.label).collect();
    let mut columns = pair_columns();
    columns.extend(labels.iter().map(|place| Column::numbers(&results.label(*place), results.label(*place))));
    let row = |pair: &PairResult| {
        let cell = |place: &usize| {
            let found = pair.by_label.iter().find(|found| found.label == *place);
            Cell::Figure(found.and_then(|found| found.figure(Measure::StrictF1)?.number()))
        };
        pair_cells(results, pair).into_iter().chain(labels.iter().map(cell)).collect()
    };
    let notes = vec!["Strict F1; – where neither of the two used the label, or they have no article in common.".to_owned()];
    let (key, title) = ("labels_of_pairs", "Strict F1 of pairs by label".to_owned());
    Table { key, title, columns, rows: results.pairs.iter().map(row).collect(), has_total: false, notes }
}

/// The agreement of all analysts on each label, over words and text, and over all labels together.
pub fn by_label(results: &Results) -> Table {
    let measures: Vec<Measure> = SHOWN_OF_LABELS.into_iter().filter(|measure| results.figure(*measure).is_some()).collect();
    let mut columns = vec![Column::words("label", "words and text")];
    for measure in &measures {
        columns.push(Column::numbers(measure.key(), measure.name()));
        columns.push(Column::numbers(&format!("{}_interval", measure.key()), "95 %"));
        columns.push(Column::numbers(&format!("{}_observed", measure.key()), "observed"));
    }
    columns.push(Column::words("note", "note"));
    let row = |first: Cell, figures: &[Figure]| {
        let mut cells = vec![first];
        let mut why = None;
        for measure in &measures {
            let figure = figures.iter().find(|figure| figure.measure == *measure);
            cells.push(Cell::Figure(figure.and_then(Figure::number)));
            cells.push(interval(figure.and_then(|figure| figure.interval)));
            cells.push(figure.and_then(|figure| figure.observed).map_or(Cell::Empty, |observed| Cell::Figure(Some(observed))));
            why = why.or_else(|| Some(format!("{} {}", measure.name(), figure?.reason()?)));
        }
        cells.push(why.map_or(Cell::Empty, Cell::Words));
        cells
    };
    let mut rows: Vec<_> = results.by_label.iter().map(|found| row(label(results, found.label), &found.figures)).collect();
    rows.push(row(Cell::from("label sets"), &results.figures));
    let notes = results.about_unused().map(|unused| sentence(&unused)).into_iter().collect();
    let title = "Words and text: one label against the rest, and sets of labels".to_owned();
    Table { key: "by_label", title, columns, rows, has_total: true, notes }.without_empty_columns()
}

/// The answers to attributes, by names of label and attribute; `names` gives an attribute's names for people by its ids.
pub fn attributes(answers: &BTreeMap<(String, String), Answers>, names: impl Fn(&str, &str) -> [String; 2]) -> Table {
    let columns = vec![
        Column::words("label", "label"),
        Column::words("attribute", "attribute"),
        Column::numbers("pairs", "answered by both"),
        Column::numbers("observed_agreement", "same answer"),
        Column::numbers("alpha", "nominal α"),
        Column::numbers("within_a_tenth", "within a tenth"),
        Column::numbers("one_only", "by one only"),
        Column::words("note", "note"),
    ];
    let row = |((label, attribute), found): (&(String, String), &Answers)| {
        let [label, attribute] = names(label, attribute);
        vec![
            Cell::Words(label),
            Cell::Words(attribute),
            Cell::Count(found.num_both()),
            Cell::Figure(found.observed_agreement()),
            Cell::Figure(found.alpha()),
            found.within_tolerance().map_or(Cell::Empty, |share| Cell::Figure(Some(share))),
            Cell::Count(found.num_one_only()),
            Cell::from(match (found.num_both(), found.alpha()) {
                (0, _) => "α not defined: nothing was answered by both",
                (_, None) => "α not defined: all of those that both answered have one answer",
                (_, Some(_)) => "",
            }),
        ]
    };
    let rows = answers.iter().map(row).collect();
    let title = "Answers to attributes".to_owned();
    Table { key: "attributes", title, columns, rows, has_total: false, notes: Vec::new() }.without_empty_columns()
}

/// Which label met which: the rows are the first analyst's, the columns the second's, and the last of both is *nothing*.
/// Labels that neither used are left out. `labels` are names by their places in `counts`.
pub fn confusion(names: [&str; 2], labels: &[String], counts: &[Vec<usize>]) -> Table {
    let nothing = labels.len();
    let count = |row: usize, column: usize| counts.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0);
    let is_used = |place: &usize| (0..=nothing).any(|other| count(*place, other) + count(other, *place) > 0);
    let places: Vec<usize> = (0..nothing).filter(is_used).chain([nothing]).collect();
    let name = |place: usize| labels.get(place).map_or("nothing", String::as_str);
    let columns = std::iter::once(Column::words("label", format!("{}, down; {}, across", names[0], names[1])))
        .chain(places.iter().map(|place| Column::numbers(name(*place), name(*place))));
    let row = |row: &usize| {
        let first = if *row == nothing { Cell::from("nothing") } else { Cell::Label(*row, name(*row).to_owned()) };
        let cell = |column: &usize| match (*row == nothing, *column == nothing) {
            (true, true) => Cell::Empty,
            _ => Cell::Count(count(*row, *column) as u64),
        };
        std::iter::once(first).chain(places.iter().map(cell)).collect()
    };
    let title = format!("Which label met which: {} and {}", names[0], names[1]);
    Table {
        key: "confusion",
        title,
        columns: columns.collect(),
        rows: places.iter().map(row).collect(),
        has_total: false,
        notes: Vec::new(),
    }
}

/// The answers of a pair of analysts to attributes, by label and attribute.
pub type PairAnswers = BTreeMap<(String, String), Answers>;

/// Every figure in a row of its own, for programs: the analysts, the label, the measure, its value and interval, what it was
/// computed on, and the attribute if it is about answers. `answers` has those of each pair, and `names` gives an attribute's
/// names by its ids.
pub fn records(results: &Results, answers: &[PairAnswers], names: impl Fn(&str, &str) -> [String; 2]) -> Table {
    let columns = vec![
        Column::words("analyst_a", "first"),
        Column::words("analyst_b", "second"),
        Column::words("label", "label"),
        Column::words("measure", "figure"),
        Column::numbers("value", "value"),
        Column::numbers("interval", "95 % interval"),
        Column::numbers("observed_agreement", "observed"),
        Column::numbers("sampling_error", "sampling error"),
        Column::numbers("mean_over_articles", "article mean"),
        Column::numbers("articles_of_mean", "articles of the mean"),
        Column::numbers("articles", "articles"),
        Column::numbers("n", "n"),
        Column::words("unit", "of"),
        Column::words("why_none", "why none"),
        Column::words("attribute", "attribute"),
    ];
    let record = |[a, b]: [&str; 2], label: &str, figure: &Figure| {
        vec![
            Cell::from(a),
            Cell::from(b),
            Cell::from(label),
            Cell::from(figure.measure.key()),
            Cell::Figure(figure.number()),
            interval(figure.interval),
            Cell::Figure(figure.observed),
            Cell::Figure(figure.sampling_error),
            Cell::Figure(figure.mean.0),
            Cell::Count(figure.mean.1 as u64),
            Cell::Count(figure.num_articles as u64),
            Cell::Count(figure.num_units),
            Cell::from(figure.measure.unit().name()),
            Cell::from(figure.reason().unwrap_or("")),
            Cell::from(""),
        ]
    };
    let is_pair = results.analysts.len() == 2;
    let whole = if is_pair { names_of(results, (0, 1)) } else { ["", ""] };
    let mut rows: Vec<Vec<Cell>> = results.figures.iter().map(|figure| record(whole, "", figure)).collect();
    for found in &results.by_label {
        rows.extend(found.figures.iter().map(|figure| record(whole, &results.label(found.label), figure)));
    }
    for pair in &results.pairs {
        let names = names_of(results, pair.pair);
        if !is_pair {
            rows.extend(pair.figures.iter().map(|figure| record(names, "", figure)));
        }
        for found in &pair.by_label {
            rows.extend(found.figures.iter().map(|figure| record(names, &results.label(found.label), figure)));
        }
    }
    for (pair, answers) in results.pairs.iter().zip(answers) {
        let analysts = names_of(results, pair.pair);
        for ((label, attribute), found) in answers {
            rows.extend(answer_records(analysts, names(label, attribute), found));
        }
    }
    Table { key: "figures", title: String::new(), columns, rows, has_total: false, notes: Vec::new() }
}

/// The rows of one attribute: the share of the same answers, nominal α, and how often only one of the two answered.
fn answer_records([a, b]: [&str; 2], [label, attribute]: [String; 2], found: &Answers) -> [Vec<Cell>; 3] {
    let (same, alpha, num_both) = (found.observed_agreement(), found.alpha(), found.num_both());
    let why = |is_there: bool| match (is_there, num_both) {
        (true, _) => "",
        (false, 0) => "not defined: nothing was answered by both",
        (false, _) => "not defined: all of those that both answered have one answer",
    };
    let row = |measure: &str, value: Option<f64>, observed: Option<f64>| {
        let mut cells = vec![Cell::from(a), Cell::from(b), Cell::Words(label.clone()), Cell::from(measure), Cell::Figure(value)];
        cells.extend([Cell::Interval(None), Cell::Figure(observed), Cell::Figure(None), Cell::Figure(None)]);
        cells.extend([Cell::Empty, Cell::Empty, Cell::Count(num_both), Cell::from("answers")]);
        cells.extend([Cell::from(why(value.is_some())), Cell::Words(attribute.clone())]);
        cells
    };
    [
        row("answers_same", same, None),
        row("answers_alpha", alpha, same),
        row("answers_one_only", Some(found.num_one_only() as f64), None),
    ]
}

/// The names of a pair.
pub fn names_of(results: &Results, (a, b): (usize, usize)) -> [&str; 2] {
    [a, b].map(|place| results.analysts.get(place).map_or("", String::as_str))
}

/// Joins names in a sentence.
pub fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

fn label(results: &Results, place: usize) -> Cell {
    Cell::Label(place, results.label(place))
}

fn interval(found: Option<Interval>) -> Cell {
    Cell::Interval(found.map(|Interval { low, high, .. }| (low, high)))
}
