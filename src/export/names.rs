//! Makes names of files for articles and analysts: readable, safe on every file system, and all different.

use super::Selected;
use crate::project::{AnalystId, ArticleId, ArticleRecord};
use std::collections::{BTreeMap, BTreeSet};

/// The length of a name in characters, so that ending and folder still fit the 255 bytes that file systems allow.
const MAX_NAME_CHARS: usize = 50;

/// The name that INCEpTION uses for the file of a text that nobody has opened.
const NOBODY: &str = "INITIAL_CAS";

/// Names each selected article, without an ending: by its file, or else by its id.
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

/// Names each selected analyst by the id, in the project's order.
pub fn of_analysts<'p>(selected: &Selected<'p>) -> Vec<(&'p AnalystId, String)> {
    let mut taken = BTreeSet::new();
    let name = |id: &'p AnalystId| {
        let name = safe(id.as_str());
        (id, unique(if name.is_empty() { "analyst".to_owned() } else { name }, &mut taken))
    };
    selected.project.analysts().iter().map(|analyst| &analyst.id).filter(|id| selected.has(id)).map(name).collect()
}

/// Names the analysts with work in an article. If nobody worked on it, the only name is `nobody`, whose file holds just the
/// text.
pub fn of_workers<'p>(selected: &Selected<'p>, record: &ArticleRecord) -> Vec<(Option<&'p AnalystId>, String)> {
    let workers = selected.workers(record);
    if workers.is_empty() {
        return vec![(None, NOBODY.to_owned())];
    }
    let all = of_analysts(selected).into_iter().filter(|(id, _)| workers.contains(id));
    all.map(|(id, name)| (Some(id), name)).collect()
}

fn safe(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = name.trim().trim_matches('.').chars().take(MAX_NAME_CHARS).map(plain).collect();
    unreserved(name.trim_end_matches('.'))
}

/// Avoids the names that Windows reserves for its devices, with any ending and in any case.
fn unreserved(name: &str) -> String {
    let (stem, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    let upper = stem.to_uppercase();
    let is_port = |port: &str| {
        upper
            .strip_prefix(port)
            .is_some_and(|number| matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
    };
    let is_reserved = matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$");
    if is_reserved || is_port("COM") || is_port("LPT") { format!("{stem}_{rest}") } else { name.to_owned() }
}

/// Makes a name unique, ignoring case, because some systems do not distinguish it.
fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{name}-{number}");
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_one_that_windows_keeps_or_cannot_have() {
        let names = ["CON", "con.old.txt", "Lpt1", "COM¹", "nul.", " aux ", "console", "a:b?c*", "report. ", "..", "قائد"];
        assert_eq!(
            names.map(safe),
            ["CON_", "con_.old.txt", "Lpt1_", "COM¹_", "nul_", "aux_", "console", "a_b_c_", "report", "", "قائد"]
        );
    }
}
