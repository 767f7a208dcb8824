//! The metadata that data states of an article, apart from what the importer recognises in the text: how it joins what is
//! known, and how it differs from it.

use super::Warning;
use crate::{
    project::Metadata,
    text::{Examples, listed, words::short},
};

/// The number of characters of a value that a message shows.
const SHOWN_CHARS: usize = 40;

/// Puts what is `stated` in the place of what was recognised.
pub(super) fn take(known: &mut Metadata, stated: &Metadata) {
    let texts = [
        (&mut known.headline, &stated.headline),
        (&mut known.byline, &stated.byline),
        (&mut known.outlet, &stated.outlet),
        (&mut known.url, &stated.url),
        (&mut known.language, &stated.language),
        (&mut known.source_note, &stated.source_note),
        (&mut known.copyright, &stated.copyright),
    ];
    texts.into_iter().filter(|(_, stated)| !stated.is_empty()).for_each(|(known, stated)| known.clone_from(stated));
    let lists = [(&mut known.regions, &stated.regions), (&mut known.themes, &stated.themes), (&mut known.series, &stated.series)];
    lists.into_iter().filter(|(_, stated)| !stated.is_empty()).for_each(|(known, stated)| known.clone_from(stated));
    known.published = stated.published.or(known.published);
    known.other.extend(stated.other.iter().map(|(name, value)| (name.clone(), value.clone())));
}

/// Says how what is `stated` of an article differs from what is known, as in “outlet “Sel Wire” here, “Sel Post” there”, with
/// the number of further fields; `None` if it does not. Nothing stated is no difference, nor is a headline that is the
/// article's `title`.
pub(super) fn difference(title: &str, known: &Metadata, stated: &Metadata) -> Option<String> {
    let day = |metadata: &Metadata| metadata.published.map(|day| day.to_string()).unwrap_or_default();
    let known_headline = if known.headline.is_empty() { title } else { &known.headline };
    let fields = [
        ("headline", known_headline.to_owned(), stated.headline.clone()),
        ("byline", known.byline.clone(), stated.byline.clone()),
        ("outlet", known.outlet.clone(), stated.outlet.clone()),
        ("date", day(known), day(stated)),
        ("url", known.url.clone(), stated.url.clone()),
        ("language", known.language.clone(), stated.language.clone()),
        ("regions", known.regions.join("; "), stated.regions.join("; ")),
        ("themes", known.themes.join("; "), stated.themes.join("; ")),
        ("series", known.series.join("; "), stated.series.join("; ")),
        ("source note", known.source_note.clone(), stated.source_note.clone()),
        ("copyright", known.copyright.clone(), stated.copyright.clone()),
    ];
    let fields = fields.into_iter().map(|(name, here, there)| (name.to_owned(), here, there));
    // Some formats have the title under a name of their own.
    let others = stated.other.iter().filter(|(_, there)| *there != title);
    let others = others.map(|(name, there)| (name.clone(), known.other.get(name).cloned().unwrap_or_default(), there.clone()));
    let mut differing = fields.chain(others).filter(|(_, here, there)| !there.trim().is_empty() && here.trim() != there.trim());
    let (name, here, there) = differing.next()?;
    let shown = |value: &str| {
        if value.trim().is_empty() { "nothing".to_owned() } else { format!("“{}”", short(value, SHOWN_CHARS)) }
    };
    let more = match differing.count() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    Some(format!("{} {} here, {} there{more}", short(&name, SHOWN_CHARS), shown(&here), shown(&there)))
}

/// What is told of articles that are there again with other metadata; nothing where there are none. `place` is what the
/// warning is about, and `here` says whose metadata stays.
pub(super) fn warning(place: &str, here: &str, articles: Examples) -> Option<Warning> {
    let who = articles.counted("article has", "articles have");
    let shown = listed(articles.count, articles.first);
    let message = format!("{who} other metadata there than {here}, which stays: {shown}");
    (articles.count > 0).then(|| Warning { file_name: place.to_owned(), line: None, message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_stated_and_differs_is_a_difference() {
        let known = Metadata { outlet: "Sel Wire".to_owned(), byline: "Ilse Maren".to_owned(), ..Metadata::default() };
        let of = |stated: Metadata| difference("Nine died", &known, &stated);
        assert_eq!(of(Metadata::default()), None);
        assert_eq!(
            of(Metadata { headline: "Nine died".to_owned(), byline: " Ilse Maren".to_owned(), ..Metadata::default() }),
            None
        );
        let stated = Metadata {
            outlet: "Sel Post".to_owned(),
            published: Some(jiff::civil::date(2024, 5, 4)),
            other: [("desk".to_owned(), "night".to_owned())].into(),
            ..Metadata::default()
        };
        assert_eq!(of(stated.clone()).as_deref(), Some("outlet “Sel Wire” here, “Sel Post” there, and 2 more"));
        let mut taken = known.clone();
        take(&mut taken, &stated);
        assert_eq!((taken.outlet.as_str(), taken.byline.as_str(), taken.other.len()), ("Sel Post", "Ilse Maren", 1));
        assert_eq!(difference("Nine died", &taken, &stated), None);
    }
}
