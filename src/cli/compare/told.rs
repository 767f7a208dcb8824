//! Messages before the figures: how a second project differs from the first beyond its layers, and which articles exist with
//! two texts.

use super::{Alone, Source};
use crate::{cli::say, compare::units::is_present, import::variants, project::ArticleRecord, text::words::cut};

/// The number of articles with two texts that are listed one by one; the rest are counted.
const MAX_TEXTS_TOLD: usize = 20;
/// The number of characters of a title that are shown.
const MAX_TITLE_CHARS: usize = 80;

/// Says how the second project differs from the first beyond its layers: in its codebook, its people, and the texts of its
/// articles.
pub(super) fn of_second(path: &str, alone: &[Alone], notes: &[String]) {
    for note in notes {
        say(&format!("warning: {path}: {note}"));
    }
    let others: Vec<_> = alone.iter().filter(|alone| !alone.is_in_first && alone.difference.is_some()).collect();
    for Alone { title, difference, .. } in others.iter().take(MAX_TEXTS_TOLD) {
        let difference = difference.as_deref().unwrap_or_default();
        say(&format!(
            "warning: {path}: “{}” has another text than in the first project, {difference}; it is left out",
            cut(title, MAX_TITLE_CHARS)
        ));
    }
    if others.len() > MAX_TEXTS_TOLD {
        say(&format!("warning: {path}: {} more articles have another text", others.len() - MAX_TEXTS_TOLD));
    }
}

/// Says which articles are left out although somebody else worked on them with another text.
pub(super) fn of_variants(source: &Source) {
    let is_whole = |record: &ArticleRecord| source.analysts.iter().all(|analyst| is_present(record, analyst));
    let excluded: Vec<&ArticleRecord> =
        source.project.articles().iter().map(AsRef::as_ref).filter(|record| !is_whole(record)).collect();
    let people =
        |record: &ArticleRecord| source.analysts.iter().filter(|analyst| is_present(record, analyst)).collect::<Vec<_>>();
    let found: Vec<_> = variants(&[], &excluded)
        .into_iter()
        .filter(|variant| people(excluded[variant.earlier]).iter().all(|one| !people(excluded[variant.new]).contains(one)))
        .collect();
    for variant in found.iter().take(MAX_TEXTS_TOLD) {
        let title = cut(excluded[variant.new].article.title(), MAX_TITLE_CHARS);
        let names = |place: usize| {
            let names = people(excluded[place]).into_iter().map(|id| source.analyst_name(id.as_str()));
            names.collect::<Vec<_>>().join(", ")
        };
        say(&format!(
            "warning: “{title}” is there with two texts and so in no figure, once worked on by {} and once by {}; they differ {}",
            names(variant.earlier),
            names(variant.new),
            variant.difference
        ));
    }
    if found.len() > MAX_TEXTS_TOLD {
        say(&format!("warning: {} more articles are there with two texts", found.len() - MAX_TEXTS_TOLD));
    }
}
