//! Names of files for articles and analysts: readable, safe on every file system, each one different.

use super::Selected;
use crate::project::{AnalystId, ArticleId};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a name, so that ending and folder still fit the 255 bytes that file systems allow.
const MAX_NAME_CHARS: usize = 50;

/// A name without ending for each selected article: that of its file, or else its id.
pub fn of_articles(selected: &Selected<'_>) -> BTreeMap<ArticleId, String> {
    let mut taken = BTreeSet::new();
    let articles = selected.articles.iter().map(|record| {
        let (id, file) = (record.article.id, &record.article.source.file_name);
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
        let name = safe(stem);
        let name = if name.is_empty() { id.to_string() } else { name };
        (id, unique(name, &mut taken))
    });
    articles.collect()
}

/// A name for each selected analyst, in the project's order: the id.
pub fn of_analysts<'p>(selected: &Selected<'p>) -> Vec<(&'p AnalystId, String)> {
    let mut taken = BTreeSet::new();
    let name = |id: &'p AnalystId| {
        let name = safe(id.as_str());
        (id, unique(if name.is_empty() { "analyst".to_owned() } else { name }, &mut taken))
    };
    selected.project.analysts().iter().map(|analyst| &analyst.id).filter(|id| selected.has(id)).map(name).collect()
}

fn safe(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = name.trim().trim_matches('.').chars().take(MAX_NAME_CHARS).map(plain).collect();
    name.trim_end_matches('.').to_owned()
}

/// Names that differ in case only are one on some systems.
fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{name}-{number}");
        number += 1;
    }
    candidate
}
