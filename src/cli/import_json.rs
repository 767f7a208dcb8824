//! What came of an import, as JSON for other programs.

use crate::{
    import::{Added, AddedArticle, Count, POSITION},
    text::segment,
};
use serde_json::{Value, json};

/// Describes the articles that were added or would be, and everything that was not.
pub(super) fn of(added: &Added, failed: &[String], is_dry_run: bool) -> String {
    let all = json!({
        "dry_run": is_dry_run,
        "imported": added.added.iter().map(article).collect::<Vec<_>>(),
        "same_text": added.duplicates.iter().map(|same| json!({ "file": same.path.display().to_string(), "same_as": same.same_as })).collect::<Vec<_>>(),
        "num_left_out": added.num_skipped,
        "failed": failed.iter().chain(&added.failed).collect::<Vec<_>>(),
        "documents": added.count.as_ref().map(count),
        "warnings": added.warnings.iter().map(|warning| json!({ "place": warning.place(), "message": warning.message })).collect::<Vec<_>>(),
    });
    format!("{all:#}\n")
}

fn article(new: &AddedArticle) -> Value {
    let article = &new.record.article;
    let known = &article.metadata;
    json!({
        "file": new.path.display().to_string(),
        "position": known.other.get(POSITION),
        "headline": known.headline,
        "title": article.title(),
        "outlet": known.outlet,
        "published": known.published.map(|day| day.to_string()),
        "byline": known.byline,
        "words": segment::num_words(article.text.as_str()),
    })
}

/// The number of documents that the files state, beside the number found and the numbers that are missing.
fn count(count: &Count) -> Value {
    let missing: Vec<[usize; 2]> = count.missing.iter().map(|range| [*range.start(), *range.end()]).collect();
    json!({ "stated": count.num_stated, "found": count.num_found, "missing": missing })
}
