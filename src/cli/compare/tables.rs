//! Writes a comparison as tables: for people, for LaTeX, and for spreadsheets.

use super::{super::on_one_line, Comparison, left_out};
use crate::{
    compare::results::{
        PairResult,
        csv::csv,
        latex::{escape, latex},
        table::Table,
        tables,
        text::text,
    },
    text::words::counted,
};
use std::fmt::Write as _;

impl Comparison {
    /// Writes what was compared, the overall figures, and then each pair.
    pub(super) fn as_tables(&self) -> String {
        let results = &self.results;
        let title = self.source.as_ref().map_or_else(String::new, |source| format!("“{}”: ", source.project.title()));
        let mut out = String::new();
        let mut line = |line: &str| {
            // Writing to a string cannot fail.
            let _infallible = writeln!(out, "{}", on_one_line(line));
        };
        line(&format!("{title}{}; compared: {}", results.analysts.join(", "), self.compared()));
        left_out::sentences(&self.figures.left_out).iter().for_each(|sentence| line(sentence));
        self.figures.counted_once.iter().for_each(|sentence| line(sentence));
        if let Some(nothing) = results.nothing() {
            line(nothing);
            return out;
        }
        for table in self.tables() {
            let _infallible = write!(out, "\n{}", text(&table));
        }
        out
    }

    pub(super) fn as_latex(&self) -> String {
        let mut out = String::new();
        for sentence in self.citation.sentences() {
            let _infallible = writeln!(out, "% {}", sentence.replace(['\n', '\r'], " "));
        }
        let _infallible = writeln!(out, "% {}\n% \\usepackage{{booktabs}}", escape(&format!("Compared: {}", self.compared())));
        let attributes = self.attribute_tables();
        for table in self.tables().iter().chain(&attributes).filter(|table| !table.rows.is_empty()) {
            let _infallible = write!(out, "\n{}", latex(table));
        }
        out
    }

    /// Writes every figure as a row.
    pub(super) fn as_csv(&self) -> String {
        let names = &self.figures.names;
        let named = |label: &str, attribute: &str| [names.label(label).to_owned(), names.attribute(label, attribute)];
        csv(&tables::records(&self.results, &self.pair_answers(), named))
    }

    /// Says how much was compared, out of how much.
    fn compared(&self) -> String {
        let compared = &self.results.compared;
        let all = self.results.num_articles;
        let articles = match compared.num_articles {
            count if count == all => counted(all, "article", "articles"),
            count => format!("{count} of {}", counted(all, "article", "articles")),
        };
        format!("{articles}, {}", counted(compared.num_words as usize, "word", "words"))
    }

    /// The tables in order: overall figures, then each pair with its differences, then labels.
    fn tables(&self) -> Vec<Table> {
        let results = &self.results;
        let mut all = vec![tables::overall(results)];
        all.extend(tables::spreads(results));
        all.extend(tables::pairs(results, &[]));
        match results.pairs.as_slice() {
            [pair] => {
                all.push(tables::kinds(tables::names_of(results, pair.pair), &self.figures.kinds(0)));
                all.push(tables::pair_labels(results, pair));
            }
            pairs => {
                let kinds: Vec<_> = (0..pairs.len()).map(|place| self.figures.kinds(place)).collect();
                all.push(tables::kinds_of_pairs(results, &kinds));
                all.push(tables::labels_of_pairs(results));
            }
        }
        all.push(tables::by_label(results));
        all
    }

    /// The answers of each pair.
    pub(super) fn pair_answers(&self) -> Vec<tables::PairAnswers> {
        (0..self.results.pairs.len()).map(|place| self.figures.answers(place)).collect()
    }

    fn attribute_tables(&self) -> Vec<Table> {
        let names = |label: &str, attribute: &str| {
            let names = &self.figures.names;
            [names.label(label).to_owned(), names.attribute(label, attribute)]
        };
        let results = &self.results;
        let table = |(place, pair): (usize, &PairResult)| {
            let title = format!("Answers to attributes: {}", tables::names_of(results, pair.pair).join(" and "));
            Table { title, ..tables::attributes(&self.figures.answers(place), names) }
        };
        results.pairs.iter().enumerate().map(table).collect()
    }
}
