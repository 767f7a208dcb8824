//! What pages and lists show of an article: how labels look, and its date and outlet as people write them.

use super::theme::Tokens;
use crate::{
    app::page::LabelLook,
    import::ImportedArticle,
    project::{Article, Codebook, Label},
    text::{has_rtl, words::cut},
};

/// How the codebook's labels look on a page.
pub fn looks(codebook: &Codebook, tokens: &Tokens) -> Vec<LabelLook> {
    let look =
        |label: &Label| LabelLook { name: label.name.to_lowercase(), color: tokens.label(label.color), pattern: label.pattern };
    codebook.labels.iter().map(look).collect()
}

/// "Sel Wire · 4 May 2024".
pub fn outlet_and_date(article: &Article) -> String {
    joined(&[article.metadata.outlet.clone(), date(article)], " · ", false)
}

/// When it was published, as people write it; empty if unknown.
pub fn date(article: &Article) -> String {
    article.metadata.published.map_or_else(String::new, |date| date.strftime("%-d %b %Y").to_string())
}

/// Parts with something between them. Each keeps its own direction (UAX #9, isolates): without that a date after an
/// Arabic name would be taken apart.
pub fn joined(parts: &[String], between: &str, is_rtl: bool) -> String {
    let isolates = is_rtl || parts.iter().any(|part| has_rtl(part));
    let filled = parts.iter().filter(|part| !part.is_empty());
    let isolated = |part: &String| if isolates { format!("\u{2068}{part}\u{2069}") } else { part.clone() };
    filled.map(isolated).collect::<Vec<_>>().join(between)
}

/// What people call an article before it is one.
pub fn title_of(article: &ImportedArticle) -> String {
    let first_line = || article.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let headline = article.metadata.headline.as_str();
    let title = if headline.is_empty() { first_line() } else { headline };
    cut(title, 200)
}
