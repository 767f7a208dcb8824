//! The figures that flatten what overlaps, with their intervals, and agreement on attributes.

use super::{
    Behind,
    summary::{ByAttribute, Figure, undefined},
};
use crate::compare::{
    agreement::{
        attributes::Answers,
        bootstrap::{Interval, interval},
        coefficient::{Distance, alpha, kappa},
        span::SpanCounts,
        unitizing::Lengths,
    },
    page::{ComparedArticle, Figures},
    resample::Tally,
    values::ValueTable,
};
use std::collections::BTreeMap;

/// The figures on words and stretches of text.
pub(super) fn further(figures: &Figures, articles: &[&ComparedArticle], draws: &[Vec<usize>]) -> Vec<Figure> {
    let mut lengths = Lengths::default();
    articles.iter().for_each(|article| lengths += &article.statistics.flattened);
    let family = lengths.family();
    let tokens = &figures.tokens;
    let words = Words::of(articles);
    let stretches = Tally::of(articles.iter().map(|article| article.statistics.flattened.cells()));
    let matches = |of: &dyn Fn(&ComparedArticle) -> Option<SpanCounts>| {
        interval(draws, |draw| {
            let mut sum = SpanCounts::default();
            draw.iter().filter_map(|place| of(articles.get(*place)?)).for_each(|counts| sum += counts);
            sum.f1()
        })
    };
    let [cohen, nominal, masi] = words.intervals(draws);
    let [u, bar_u, cu] = family_intervals(&stretches, draws);
    let spans = |article: &ComparedArticle| article.statistics.spans.first().cloned().flatten();
    let words_mislead = "Long annotations and large untagged stretches dominate it; blind to how annotations are cut.";
    let lengths_mislead = "Flattens what overlaps, and does not see how annotations are cut.";
    let figure = |name, meaning, misleads, behind, value, why, interval| Figure {
        name,
        meaning,
        misleads,
        behind,
        value: undefined(value, why),
        interval,
    };
    let (no_tags, same) = ("no annotations", "no variation");
    vec![
        figure(
            "Exact F1",
            "same words, any tag",
            "One word of difference at an edge counts as a full miss.",
            Behind::SameRange,
            figures.spans.exact.f1(),
            no_tags,
            matches(&|article| Some(spans(article)?.exact)),
        ),
        figure(
            "Partial F1",
            "any overlap counts half",
            "One shared character earns as much as nearly all of them; an annotation of the whole article matches everything.",
            Behind::Pairs,
            figures.spans.partial.f1(),
            no_tags,
            matches(&|article| Some(spans(article)?.partial)),
        ),
        figure("κ", "tags of each word, Cohen", words_mislead, Behind::Everything, kappa(tokens, 0, 1), same, cohen),
        figure(
            "α",
            "tags of each word, Krippendorff",
            words_mislead,
            Behind::Everything,
            alpha(tokens, Distance::Nominal),
            same,
            nominal,
        ),
        figure(
            "α, MASI",
            "near misses of tags count less",
            words_mislead,
            Behind::Everything,
            alpha(tokens, Distance::Masi),
            same,
            masi,
        ),
        figure("u-α", "stretches of text, their tags", lengths_mislead, Behind::Everything, family.u, same, u),
        figure("|u-α", "tagged against not tagged", lengths_mislead, Behind::Everything, family.bar_u, same, bar_u),
        figure("cu-α", "tags, where both tagged", lengths_mislead, Behind::Pairs, family.cu, same, cu),
    ]
}

/// What words were tagged with, for resampling.
struct Words(Tally<Vec<Option<crate::compare::values::LabelSet>>>);

impl Words {
    fn of(articles: &[&ComparedArticle]) -> Self {
        let rows = |article: &&ComparedArticle| {
            article.statistics.tokens.rows().map(|(row, count)| (row.clone(), count as f64)).collect()
        };
        Self(Tally::of(articles.iter().map(rows)))
    }

    /// Of κ, α and α with the distance of sets.
    fn intervals(&self, draws: &[Vec<usize>]) -> [Option<Interval>; 3] {
        let tables: Vec<ValueTable> = draws
            .iter()
            .map(|draw| {
                let mut table = ValueTable::default();
                // Counts below 2⁵³ are whole as floating-point numbers.
                self.0.sum(draw).for_each(|(row, count)| table.add(row.clone(), count as u64));
                table
            })
            .collect();
        let places: Vec<Vec<usize>> = (0..tables.len()).map(|place| vec![place]).collect();
        let of = |figure: &dyn Fn(&ValueTable) -> Option<f64>| interval(&places, |place| figure(tables.get(*place.first()?)?));
        [of(&|table| kappa(table, 0, 1)), of(&|table| alpha(table, Distance::Nominal)), of(&|table| alpha(table, Distance::Masi))]
    }
}

fn family_intervals(
    stretches: &Tally<crate::compare::agreement::unitizing::LengthKey>,
    draws: &[Vec<usize>],
) -> [Option<Interval>; 3] {
    let families: Vec<_> = draws.iter().map(|draw| Lengths::of_cells(stretches.sum(draw)).family()).collect();
    let places: Vec<Vec<usize>> = (0..families.len()).map(|place| vec![place]).collect();
    let families = &families;
    [
        interval(&places, |place| families.get(*place.first()?)?.u),
        interval(&places, |place| families.get(*place.first()?)?.bar_u),
        interval(&places, |place| families.get(*place.first()?)?.cu),
    ]
}

/// Agreement on each attribute, over these articles.
pub(super) fn by_attribute(articles: &[&ComparedArticle]) -> Vec<ByAttribute> {
    let mut sum: BTreeMap<_, Answers> = BTreeMap::new();
    for (key, found) in articles.iter().flat_map(|article| &article.answers) {
        *sum.entry(key.clone()).or_default() += found;
    }
    let row = |((label, attribute), found): ((_, _), Answers)| ByAttribute {
        label,
        attribute,
        num_pairs: found.num_pairs(),
        same: found.observed_agreement(),
        alpha: found.alpha(),
        near: found.within_tolerance(),
    };
    sum.into_iter().map(row).collect()
}
