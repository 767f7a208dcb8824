//! Draws plots in the page's own colours.

use super::{Report, section};
use crate::{
    agreement::{resample::Parts, statistics::DocumentStatistics},
    compare::{
        json::comparable,
        results::{
            MIN_SPANS_FOR_GAMMA, Measure, PairResult,
            drawing::{Drawing, Ink},
            plots::{self, ArticleResult},
        },
    },
};

/// Draws the strict F1 of a pair on each label.
pub(super) fn by_label(out: &mut String, report: &Report<'_>, pair: &PairResult) {
    if !pair.by_label.is_empty() {
        draw(out, report, &plots::by_label(report.results, pair));
    }
}

/// Draws the agreement in each article, the lowest first; returns whether there was enough to plot.
pub(super) fn articles(out: &mut String, report: &Report<'_>, statistics: &[DocumentStatistics]) {
    section(out, "articles", "By article");
    // Strict F1 describes only two analysts; α describes all.
    let (measure, what) =
        if report.results.analysts.len() == 2 { (Measure::StrictF1, "strict F1") } else { (Measure::Alpha, "α on words") };
    let parts = Parts::of(statistics);
    let enough = |place: usize| statistics[place].num_spans.iter().flatten().all(|count| *count >= MIN_SPANS_FOR_GAMMA);
    let article = |place: usize| {
        let figures = parts.figures(&[place]);
        ArticleResult {
            title: report.partial.articles[place].title.clone(),
            value: figures[measure.place()],
            gamma: figures[Measure::Gamma.place()].filter(|_| enough(place)),
        }
    };
    let articles: Vec<ArticleResult> = comparable(statistics).into_iter().map(article).collect();
    draw(out, report, &plots::by_article(&articles, what));
}

/// Whether [`articles`] has anything to show.
pub(super) fn has_articles(statistics: &[DocumentStatistics]) -> bool {
    comparable(statistics).len() >= 2
}

fn draw(out: &mut String, report: &Report<'_>, drawing: &Drawing) {
    let color = |ink: Ink| match ink {
        Ink::Ink => "var(--ink)".to_owned(),
        Ink::Muted => "var(--muted)".to_owned(),
        Ink::Hairline => "var(--hairline)".to_owned(),
        Ink::Paper => "var(--page)".to_owned(),
        Ink::Accent | Ink::Good | Ink::Warning => "var(--accent)".to_owned(),
        Ink::Label(place) => report.label_color(place),
    };
    out.push_str(&drawing.svg(&color));
}
