//! Finds the authors' names that a page shows.

use super::{around::is_beside_article, walk::first_chars};
use crate::text::words::one_line;
use dom_query::{Document, NodeRef};

/// The longest byline, in characters.
const MAX_BYLINE_CHARS: usize = 120;
/// The longest name, in characters and words.
const MAX_NAME_CHARS: usize = 60;
const MAX_NAME_WORDS: usize = 6;
/// The number of elements that one selector may find, and of names that may be joined.
const MAX_FOUND: usize = 40;
const MAX_JOINED: usize = 4;

/// Where pages name their authors, the most reliable first; and whether all different names count, or the first alone.
const PLACES: [(&str, bool); 10] = [
    ("[itemprop~='author'] [itemprop='name']", true),
    ("a[rel~='author']", true),
    (".author .fn, .vcard .fn, .byline .fn", true),
    ("a[href*='/author/'], a[href*='/autor/'], a[href*='/authors/'], a[href*='/autoren/'], a[href*='/auteur/']", false),
    ("[itemprop~='author']", true),
    (
        "[class*='author-name'], [class*='author__name'], [class*='authorName'], [class*='author_name'], [class*='authorname']",
        true,
    ),
    ("[class~='author'], [class~='autor'], [class~='auteur'], [class~='byline'], [id='author']", false),
    ("[class*='byline'], [class*='Byline'], [data-component*='Byline']", false),
    ("[class*='author'], [class*='Author'], [class*='autor']", false),
    ("[class*='posted-by'], [class*='writer'], [class*='journalist']", false),
];

/// Words before a name, in lower case.
const LEADS: [&str; 37] = [
    "by",
    "von",
    "par",
    "por",
    "di",
    "da",
    "de",
    "door",
    "av",
    "af",
    "od",
    "autor",
    "author",
    "autore",
    "auteur",
    "text",
    "texto",
    "foto",
    "written",
    "posted",
    "published",
    "geschrieben",
    "verfasst",
    "publicado",
    "escrito",
    "redazione",
    "redacción",
    "автор",
    "tekst",
    "autorin",
    "napisał",
    "story",
    "interview",
    "the",
    "author:",
    "article",
    "publié",
];
/// Words that no name contains, in lower case.
const NO_NAME: [&str; 55] = [
    "gmbh",
    "ag",
    "ltd",
    "inc",
    "verlag",
    "copyright",
    "©",
    "publisher",
    "editor",
    "super",
    "user",
    "no",
    "post",
    "wordpressadmin",
    "media",
    "edited",
    "bild",
    "foto",
    "fotos",
    "photo",
    "germany",
    "admin",
    "administrator",
    "comment",
    "comments",
    "kommentar",
    "kommentare",
    "share",
    "login",
    "more",
    "artikel",
    "articles",
    "posts",
    "alle",
    "all",
    "view",
    "read",
    "profile",
    "profil",
    "follow",
    "email",
    "e-mail",
    "updated",
    "published",
    "uhr",
    "twitter",
    "facebook",
    "about",
    "über",
    "posted",
    "min",
    "minutes",
    "webmaster",
    "kontakt",
    "contact",
];

/// The names, joined by commas; those of the page's outlet do not count.
pub(super) fn shown(document: &Document, outlets: &[String]) -> Option<String> {
    PLACES.iter().find_map(|(selector, is_list)| {
        let mut names: Vec<String> = Vec::new();
        for node in document.select(selector).nodes().iter().take(MAX_FOUND) {
            if is_beside_article(node) {
                continue;
            }
            for name in names_in(node, outlets) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            if !is_list && !names.is_empty() {
                break;
            }
        }
        let is_few = (1..=MAX_JOINED).contains(&names.len());
        is_few.then(|| names.join(", "))
    })
}

/// The names in an element that is about authors.
fn names_in(node: &NodeRef<'_>, outlets: &[String]) -> Vec<String> {
    let text = first_chars(node, MAX_BYLINE_CHARS + 1);
    if text.chars().count() > MAX_BYLINE_CHARS {
        return Vec::new();
    }
    names_of(&text, outlets)
}

/// The names in a byline as a page or its metadata gives it.
pub(super) fn names_of(byline: &str, outlets: &[String]) -> Vec<String> {
    let line = byline.trim().lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let line = one_line(line);
    let line = line.split(['|', '•', '·', '(', '–', '—', '\t']).next().unwrap_or_default();
    let line = line.split(" - ").next().unwrap_or_default();
    line.split([',', ';'])
        .flat_map(|part| part.split(" / "))
        .map(|part| without_lead(part.trim()))
        .take_while(|part| is_name(part))
        .filter(|name| !outlets.iter().any(|outlet| outlet.eq_ignore_ascii_case(name)))
        .map(str::to_owned)
        .collect()
}

/// Removes “By”, “Written by”, “Von” and the like.
fn without_lead(mut name: &str) -> &str {
    while let Some((first, rest)) = name.split_once([' ', ':', '\u{A0}']) {
        if rest.trim().is_empty() || !LEADS.contains(&first.trim_end_matches(':').to_lowercase().as_str()) {
            break;
        }
        name = rest.trim_start_matches([':', ' ', '\u{A0}']);
    }
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '*' | '@' | '&'));
    // The full stop of “Jr.” and of initials belongs to the name.
    let last = name.rsplit(' ').next().unwrap_or_default();
    if last.chars().count() > 3 { name.trim_end_matches('.') } else { name }
}

fn is_name(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    (2..=MAX_NAME_CHARS).contains(&text.chars().count())
        && (1..=MAX_NAME_WORDS).contains(&words.len())
        && text.chars().any(char::is_alphabetic)
        && !text.contains(['@', '?', '!', '{', '<', '#'])
        && !text.contains("://")
        && !text.chars().any(|c| c.is_ascii_digit())
        && !words.iter().any(|word| NO_NAME.contains(&word.trim_end_matches([':', '.'])))
        && !(words.len() == 1 && LEADS.contains(&words[0].trim_end_matches(':')))
}
