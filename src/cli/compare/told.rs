//! Messages before the figures: how a second project differs from the first beyond its layers, and which articles exist with
//! two texts.

use super::{Alone, Source};
use crate::{
    cli::say,
    compare::units::is_present,
    import::{self, variants},
    project::ArticleRecord,
    text::{Message, one_line_a_kind, words::cut},
};

/// The number of characters of a title that are shown.
const MAX_TITLE_CHARS: usize = 80;
/// How to see all of what is told with three examples.
const HOW_TO_SEE_ALL: &str = "“--json” lists them";

/// Says how the second project differs from the first beyond its layers: in its codebook, its people, and the texts of its
/// articles.
pub(super) fn of_second(path: &str, alone: &[Alone], notes: &[String]) {
    let of_text = |alone: &Alone| {
        let difference = alone.difference.as_ref().filter(|_| !alone.is_in_first)?;
        let title = cut(&alone.title, MAX_TITLE_CHARS);
        Some(format!("“{title}” has another text than in the first project, {difference}; it is left out"))
    };
    let messages: Vec<String> = notes.iter().cloned().chain(alone.iter().filter_map(of_text)).collect();
    warn(path, &messages);
}

/// Says which articles are left out although somebody else worked on them with another text.
pub(super) fn of_variants(source: &Source) {
    let is_whole = |record: &ArticleRecord| source.analysts.iter().all(|analyst| is_present(record, analyst));
    let excluded: Vec<&ArticleRecord> =
        source.project.articles().iter().map(AsRef::as_ref).filter(|record| !is_whole(record)).collect();
    let people =
        |record: &ArticleRecord| source.analysts.iter().filter(|analyst| is_present(record, analyst)).collect::<Vec<_>>();
    let is_by_others = |earlier: usize, later: usize| {
        let later = people(excluded[later]);
        people(excluded[earlier]).iter().all(|one| !later.contains(one))
    };
    let names = |place: usize| {
        let names = people(excluded[place]).into_iter().map(|id| source.analyst_name(id.as_str()));
        names.collect::<Vec<_>>().join(", ")
    };
    let found = variants(&[], &excluded).into_iter().filter(|variant| is_by_others(variant.earlier, variant.new));
    let message = |variant: import::Variant| {
        format!(
            "“{}” is there with two texts and so in no figure, once worked on by {} and once by {}; they differ {}",
            cut(excluded[variant.new].article.title(), MAX_TITLE_CHARS),
            names(variant.earlier),
            names(variant.new),
            variant.difference
        )
    };
    warn("", &found.map(message).collect::<Vec<_>>());
}

/// Says messages about `place`, one line for all of a kind.
fn warn(place: &str, messages: &[String]) {
    let messages: Vec<Message<'_>> = messages.iter().map(|words| Message { place, words }).collect();
    one_line_a_kind(&messages, HOW_TO_SEE_ALL).iter().for_each(|line| say(&format!("warning: {line}")));
}
