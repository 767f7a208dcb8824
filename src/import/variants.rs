//! Finds articles that differ in only a few characters: another line end, a corrected misspelling, another foot. They are
//! two articles here, because offsets count the characters of one text, so anybody who compares or joins layers must be
//! told.

use super::{
    Joined, Warning,
    similar::{first_difference, near_duplicates},
};
use crate::project::{ArticleId, ArticleRecord, Project};
use std::collections::HashMap;

/// The number of pairs that are reported one by one; the rest are counted.
const MAX_TOLD: usize = 20;

/// An article that is an earlier one with a slightly different text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The place of the article among the new ones.
    pub new: usize,
    /// The place of the other among all articles; the known ones come first.
    pub earlier: usize,
    /// Where the two begin to differ, and what each says there; the earlier one is the one "here".
    pub difference: String,
}

/// Finds the `new` articles that are one of `known`, or an earlier new one, with another text: those with the same id or the
/// same letters and digits, and near-duplicates.
pub fn variants(known: &[&ArticleRecord], new: &[&ArticleRecord]) -> Vec<Variant> {
    variants_of(known, new, &[])
}

/// Like [`variants`], if some new articles got another id because an article of another text has theirs.
fn variants_of(known: &[&ArticleRecord], new: &[&ArticleRecord], renamed: &[(usize, ArticleId)]) -> Vec<Variant> {
    let all: Vec<&ArticleRecord> = known.iter().chain(new).copied().collect();
    let texts: Vec<&str> = all.iter().map(|record| record.article.text.as_str()).collect();
    let mut earlier: HashMap<usize, usize> =
        near_duplicates(&texts, known.len()).into_iter().map(|pair| (pair.later, pair.earlier)).collect();
    let (mut by_id, mut by_letters): (HashMap<ArticleId, usize>, HashMap<String, usize>) = Default::default();
    let former: HashMap<usize, ArticleId> = renamed.iter().map(|(new, id)| (known.len() + new, *id)).collect();
    for (place, record) in all.iter().enumerate() {
        let letters = by_letters.entry(letters(texts[place])).or_insert(place);
        let id = by_id.entry(former.get(&place).copied().unwrap_or(record.article.id)).or_insert(place);
        if let Some(other) = [*id, *letters].into_iter().find(|other| *other != place && texts[*other] != texts[place]) {
            earlier.insert(place, other);
        }
    }
    let mut found: Vec<Variant> = earlier
        .into_iter()
        .filter(|(later, earlier)| *later >= known.len() && texts[*later] != texts[*earlier])
        .map(|(later, earlier)| {
            let difference = first_difference(texts[earlier], texts[later]);
            Variant { new: later - known.len(), earlier, difference }
        })
        .collect();
    found.sort_by_key(|variant| variant.new);
    found
}

/// The letters and digits of a text in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Joined {
    /// Adds a warning for each new article that differs from one of `project`'s, or from an earlier new one, in only a few
    /// characters.
    pub fn tell_of_variants(&mut self, project: &Project) {
        let known: Vec<&ArticleRecord> = project.articles().iter().map(|record| &**record).collect();
        let new: Vec<&ArticleRecord> = self.new_articles.iter().map(|record| &**record).collect();
        let title = |place: usize| known.iter().chain(&new).nth(place).map_or("", |record| record.article.title());
        let found = variants_of(&known, &new, &self.other_texts);
        let tell = |variant: &Variant| {
            let record = new[variant.new];
            let (own, other) = (record.article.title(), title(variant.earlier));
            let message = format!(
                "“{own}” is “{other}” with another text, {}; it was added as another article, so layers of the two are not compared",
                variant.difference
            );
            Warning { file_name: record.article.source.file_name.clone(), line: None, message }
        };
        let mut told: Vec<Warning> = found.iter().take(MAX_TOLD).map(tell).collect();
        if found.len() > told.len() {
            let message = format!("{} more articles are earlier ones with another text", found.len() - told.len());
            told.push(Warning { file_name: "all files together".to_owned(), line: None, message });
        }
        self.warnings.append(&mut told);
    }
}
