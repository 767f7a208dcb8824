//! Finds articles that are one article with two texts: another line end, a corrected misspelling, another foot. They are
//! two articles here, because offsets count the characters of one text, so anybody who compares or joins layers must be
//! told.

use super::{
    Joined, Warning,
    similar::{first_difference, near_duplicates_among},
};
use crate::project::{ArticleId, ArticleRecord, Project};
use std::collections::HashMap;

/// An article that is an earlier one with a slightly different text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The place of the article among the new ones.
    pub new: usize,
    /// The place of the other among all articles; the known ones come first.
    pub earlier: usize,
    /// How much of the shorter text the longer one contains, in percent; `None` if only the ids are the same.
    pub percent: Option<usize>,
    /// Where the two begin to differ, and what each says there; the earlier one is the one "here".
    pub difference: String,
}

/// Finds the `new` articles that are one of `known`, or an earlier new one, with another text: those with the same id, and
/// near-duplicates.
pub fn variants(known: &[&ArticleRecord], new: &[&ArticleRecord]) -> Vec<Variant> {
    variants_among(known, new, &[], |_, later| later >= known.len())
}

/// Like [`variants`], but compares the `new` articles only with `known` ones.
pub fn variants_across(known: &[&ArticleRecord], new: &[&ArticleRecord]) -> Vec<Variant> {
    variants_among(known, new, &[], |earlier, later| earlier < known.len() && later >= known.len())
}

/// Finds pairs of articles that `is_wanted(earlier, later)` by their places among all. Of `renamed`, new articles have another
/// id because an article of another text has theirs.
fn variants_among(
    known: &[&ArticleRecord],
    new: &[&ArticleRecord],
    renamed: &[(usize, ArticleId)],
    is_wanted: impl Fn(usize, usize) -> bool,
) -> Vec<Variant> {
    let all: Vec<&ArticleRecord> = known.iter().chain(new).copied().collect();
    let texts: Vec<&str> = all.iter().map(|record| record.article.text.as_str()).collect();
    let mut pairs: Vec<Option<(usize, Option<usize>)>> = vec![None; all.len()];
    for pair in near_duplicates_among(&texts, |earlier, later| is_wanted(earlier, later) && texts[earlier] != texts[later]) {
        pairs[pair.later] = Some((pair.earlier, Some(pair.percent)));
    }
    let former: HashMap<usize, ArticleId> = renamed.iter().map(|(new, id)| (known.len() + new, *id)).collect();
    let mut by_id: HashMap<ArticleId, usize> = HashMap::new();
    for (place, record) in all.iter().enumerate() {
        let other = *by_id.entry(former.get(&place).copied().unwrap_or(record.article.id)).or_insert(place);
        if other != place && texts[other] != texts[place] && is_wanted(other, place) {
            let percent = pairs[place].filter(|(earlier, _)| *earlier == other).and_then(|(_, percent)| percent);
            pairs[place] = Some((other, percent));
        }
    }
    let variant = |(place, pair): (usize, Option<(usize, Option<usize>)>)| {
        let (earlier, percent) = pair?;
        let difference = first_difference(texts[earlier], texts[place]);
        Some(Variant { new: place.checked_sub(known.len())?, earlier, percent, difference })
    };
    pairs.into_iter().enumerate().filter_map(variant).collect()
}

impl Joined {
    /// Adds a warning for each new article that differs from one of `project`'s, or from an earlier new one, in only a few
    /// characters.
    pub fn tell_of_variants(&mut self, project: &Project) {
        let known: Vec<&ArticleRecord> = project.articles().iter().map(|record| &**record).collect();
        let new: Vec<&ArticleRecord> = self.new_articles.iter().map(|record| &**record).collect();
        let title = |place: usize| known.iter().chain(&new).nth(place).map_or("", |record| record.article.title());
        let found = variants_among(&known, &new, &self.other_texts, |_, later| later >= known.len());
        let tell = |variant: &Variant| {
            let record = new[variant.new];
            let (own, other) = (record.article.title(), title(variant.earlier));
            let message = format!(
                "“{own}” is “{other}” with another text, {}; it was added as another article, so layers of the two are not compared",
                variant.difference
            );
            Warning { file_name: record.article.source.file_name.clone(), line: None, message }
        };
        self.warnings.extend(found.iter().map(tell));
    }
}
