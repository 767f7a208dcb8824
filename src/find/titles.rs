//! Articles found by a few words of what a list shows of them.

use crate::project::{ArticleRecord, Project};

/// Places of the articles whose title, outlet or byline contains `filter`, in the order of import.
pub fn filtered(project: &Project, filter: &str) -> Vec<usize> {
    let wanted = filter.trim().to_lowercase();
    let articles = project.articles().iter().enumerate();
    articles.filter(|(_, record)| has_words(record, &wanted)).map(|(place, _)| place).collect()
}

/// Whether title, outlet or byline contains `wanted`, which is in small letters.
pub fn has_words(record: &ArticleRecord, wanted: &str) -> bool {
    let metadata = &record.article.metadata;
    let has = |text: &str| text.to_lowercase().contains(wanted);
    wanted.is_empty() || [record.article.title(), &metadata.outlet, &metadata.byline].into_iter().any(has)
}
