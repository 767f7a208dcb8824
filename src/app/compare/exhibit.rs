//! The exhibits of the panel of figures: each as a table and as a drawing, from the figures that the panel shows.

use super::CompareRoom;
use crate::{
    app::desk::Desk,
    compare::results::{
        Measure,
        drawing::{Drawing, Palette},
        plots,
        table::{Cell, Column, Table},
        tables,
    },
    project::Project,
};
use std::collections::BTreeMap;

/// A figure or a plot of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhibit {
    /// The figures of all analysts together, and mean and range over pairs.
    Overall,
    /// The table of all pairs.
    Pairs,
    /// The figures of the two.
    Figures,
    /// Agreement by label.
    ByLabel,
    /// Which label met which.
    Confusion,
    /// Agreement by article.
    ByArticle,
    /// Answers to attributes.
    Attributes,
}

/// The form in which it is copied or saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table in plain text, to the clipboard.
    Text,
    /// CSV, to the clipboard.
    Csv,
    /// A table for LaTeX, to the clipboard.
    Latex,
    /// A drawing, as a file.
    Svg,
    /// A picture, as a file.
    Png,
}

impl Form {
    /// All.
    pub const ALL: [Self; 5] = [Self::Text, Self::Csv, Self::Latex, Self::Svg, Self::Png];

    /// The name that people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "Copy as text",
            Self::Csv => "Copy as CSV",
            Self::Latex => "Copy as LaTeX",
            Self::Svg => "Save as SVG",
            Self::Png => "Save as PNG",
        }
    }
}

impl Exhibit {
    /// All, in the order of the panel.
    pub const ALL: [Self; 7] =
        [Self::Overall, Self::Pairs, Self::Figures, Self::ByLabel, Self::Confusion, Self::ByArticle, Self::Attributes];

    /// The name that people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overall => "Figures of all analysts",
            Self::Pairs => "All pairs",
            Self::Figures => "Figures of the two",
            Self::ByLabel => "By tag",
            Self::Confusion => "Which tag met which",
            Self::ByArticle => "By article",
            Self::Attributes => "Attributes",
        }
    }

    /// As tables; empty if there is nothing to show yet.
    pub fn tables(self, desk: &Desk, room: &CompareRoom) -> Vec<Table> {
        let all = room.matrix.results.as_ref();
        let two = room.work.summary.as_ref();
        match self {
            Self::Overall => all.map(|all| std::iter::once(tables::overall(all)).chain(tables::spreads(all)).collect()),
            Self::Pairs => all.and_then(|all| Some(vec![tables::pairs(all, &room.matrix.gammas())?])),
            Self::Figures => two.map(|two| vec![tables::overall(&two.results)]),
            Self::ByLabel => two.and_then(|two| Some(vec![tables::pair_labels(&two.results, two.results.pairs.first()?)])),
            Self::Confusion => confusion(desk, room).map(|table| vec![table]),
            Self::ByArticle => by_article(room, desk.project()).map(|table| vec![table]),
            Self::Attributes => attributes(room, desk.project()).map(|table| vec![table]),
        }
        .unwrap_or_default()
    }

    /// As a drawing; `None` if there is nothing to show yet.
    pub fn drawing(self, desk: &Desk, room: &CompareRoom) -> Option<Drawing> {
        match self {
            Self::Pairs => {
                let all = room.matrix.results.as_ref()?;
                let values: Vec<Option<f64>> = room.matrix.values.iter().map(|found| found.value.clone().ok()).collect();
                Some(plots::pairs(all, room.matrix.figure.name(), &values))
            }
            Self::ByLabel => {
                let results = &room.work.summary.as_ref()?.results;
                Some(plots::by_label(results, results.pairs.first()?))
            }
            Self::ByArticle => {
                let articles = room.work.summary.as_ref()?.articles(desk.project());
                (!articles.is_empty()).then(|| plots::by_article(&articles, "strict F1"))
            }
            Self::Confusion => confusion(desk, room).map(|table| plots::matrix(&table)),
            Self::Overall | Self::Figures | Self::Attributes => self.tables(desk, room).first().map(plots::table),
        }
    }
}

/// Colours of the labels on paper, by their places in the comparison.
pub fn palette(desk: &Desk, room: &CompareRoom) -> Palette {
    let known = &desk.project().codebook().labels;
    let color = |id: &String| known.iter().find(|label| label.id.as_str() == id).map_or([0; 3], |label| label.color.light);
    Palette { labels: room.work.labels().iter().map(color).collect() }
}

fn confusion(desk: &Desk, room: &CompareRoom) -> Option<Table> {
    let [a, b] = room.names(desk.project());
    let labels: Vec<String> = desk.project().codebook().labels.iter().map(|label| label.name.clone()).collect();
    let cells = &room.counts().cells;
    cells.iter().flatten().any(|count| *count > 0).then(|| tables::confusion([&a, &b], &labels, cells))
}

fn by_article(room: &CompareRoom, project: &Project) -> Option<Table> {
    let articles = room.work.summary.as_ref()?.articles(project);
    let columns = vec![
        Column::words("article", "article"),
        Column::numbers(Measure::StrictF1.key(), Measure::StrictF1.name()),
        Column::numbers(Measure::Gamma.key(), Measure::Gamma.name()),
    ];
    let row = |article: &plots::ArticleResult| {
        vec![Cell::Words(article.title.clone()), Cell::Figure(article.value), Cell::Figure(article.gamma)]
    };
    let title = format!("Agreement by article: {}", room.names(project).join(" and "));
    let notes = vec!["– where a figure is not defined, or γ not shown because annotations are few.".to_owned()];
    let rows: Vec<_> = articles.iter().map(row).collect();
    (!rows.is_empty()).then_some(Table { key: "by_article", title, columns, rows, has_total: false, notes })
}

fn attributes(room: &CompareRoom, project: &Project) -> Option<Table> {
    let summary = room.work.summary.as_ref().filter(|summary| !summary.answers.is_empty())?;
    let labels = &project.codebook().labels;
    let names = |label: &str, attribute: &str| {
        let label = labels.iter().find(|known| known.id.as_str() == label);
        let known = label.and_then(|label| label.attributes.iter().find(|known| known.id.as_str() == attribute));
        [
            label.map_or_else(String::new, |label| label.name.clone()),
            known.map_or_else(|| attribute.to_owned(), |known| known.name.clone()),
        ]
    };
    let answers: BTreeMap<(String, String), _> = summary
        .answers
        .iter()
        .map(|((label, attribute), found)| ((label.to_string(), attribute.to_string()), found.clone()))
        .collect();
    let title = format!("Answers to attributes: {}", room.names(project).join(" and "));
    Some(Table { title, ..tables::attributes(&answers, names) })
}
