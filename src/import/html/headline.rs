//! Finds the headline of a page's article.

use super::{
    around::{is_beside_article, names},
    shown_date::is_in_head,
    walk::first_chars,
};
use crate::text::words::one_line;
use dom_query::{Document, NodeRef};

/// The longest headline, in characters.
const MAX_CHARS: usize = 1000;
/// The number of headings that are looked at.
const MAX_HEADINGS: usize = 400;
/// The fewest characters of a heading that is taken because the page's title contains it.
const MIN_IN_TITLE_CHARS: usize = 8;
/// What stands between the headline and the name of the site in a title.
const SEPARATORS: [&str; 10] = [" | ", " – ", " — ", " - ", " · ", " » ", " « ", " :: ", "|", " / "];

/// A heading that may be the headline.
struct Heading {
    text: String,
    is_h1: bool,
    /// How well it fits; see [`Heading::of`].
    score: i32,
}

/// What is known of the headline without looking at the headings.
pub(super) struct Titles<'a> {
    /// The headline as the metadata of the article gives it; may be empty.
    pub(super) known: &'a str,
    /// The title of the page, which often ends with the name of the site.
    pub(super) page: &'a str,
    /// The names of the outlet.
    pub(super) outlets: &'a [String],
}

/// The headline as the page shows it; the document is `None` if it is too large to be looked through. If no heading shows it, as the metadata or the title gives it.
pub(super) fn of(document: Option<&Document>, titles: &Titles<'_>) -> Option<String> {
    let mut best: Option<Heading> = None;
    let nodes = document.map(|document| document.select("h1, h2, h3"));
    for node in nodes.iter().flat_map(dom_query::Selection::nodes).take(MAX_HEADINGS) {
        let Some(heading) = Heading::of(node, titles) else { continue };
        if best.as_ref().is_none_or(|best| heading.score > best.score) {
            best = Some(heading);
        }
    }
    let without_site = |title: &str| without_site(title, titles.outlets);
    best.filter(|heading| heading.score >= if heading.is_h1 { 0 } else { 20 })
        .map(|heading| heading.text)
        .or_else(|| Some(without_site(titles.known)).filter(|title| !title.is_empty()))
        .or_else(|| Some(without_site(titles.page)).filter(|title| !title.is_empty()))
}

impl Heading {
    /// Scores a heading: its level, whether metadata and title agree with it, and where it stands. `None` if it is none.
    fn of(node: &NodeRef<'_>, titles: &Titles<'_>) -> Option<Self> {
        let text = one_line(&first_chars(node, MAX_CHARS + 1));
        if text.is_empty() || text.chars().count() > MAX_CHARS || titles.outlets.iter().any(|outlet| is_same(outlet, &text)) {
            return None;
        }
        let is_h1 = node.has_name("h1");
        let (plain, known, page) = (plain(&text), plain(titles.known), plain(titles.page));
        let is_long = plain.chars().count() >= MIN_IN_TITLE_CHARS;
        let agrees =
            |title: &str| !title.is_empty() && (title == plain || is_long && (title.contains(&plain) || plain.contains(title)));
        let mut score = 0;
        score += if is_h1 { 12 } else { 0 };
        score += if !known.is_empty() && plain == known {
            20
        } else if agrees(&known) {
            14
        } else {
            0
        };
        // A longer part of the title is the headline, a shorter one the name of the site.
        score += if agrees(&page) { 4 + 10 * share(plain.len(), page.len()) / 100 } else { 0 };
        score -= if is_link_home(node) { 9 } else { 0 };
        if std::iter::successors(node.parent(), NodeRef::parent)
            .any(|around| around.has_name("article") || around.has_name("main"))
        {
            score += 4;
        }
        let names = names(node);
        if names.contains("title")
            || names.contains("headline")
            || node.attr("itemprop").is_some_and(|name| name.contains("headline"))
        {
            score += 3;
        }
        if is_beside_article(node) {
            score -= 25;
        } else if is_in_head(node) || names.contains("logo") || names.contains("site-title") {
            score -= 9;
        }
        Some(Self { text, is_h1, score })
    }
}

/// The shorter of two lengths, in per cent of the longer.
fn share(a: usize, b: usize) -> i32 {
    i32::try_from(100 * a.min(b) / a.max(b).max(1)).unwrap_or(100)
}

/// Whether a heading, as a logo does, leads to the first page of the site.
fn is_link_home(node: &NodeRef<'_>) -> bool {
    let link =
        std::iter::successors(node.first_element_child(), NodeRef::first_element_child).find(|inside| inside.has_name("a"));
    link.and_then(|link| link.attr("href")).is_some_and(|target| {
        let path = target.split_once("://").map_or(&*target, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        path.trim_matches('/').is_empty()
    })
}

/// A title without the name of the site at its end or beginning, if it is known; else without its last part.
fn without_site(title: &str, outlets: &[String]) -> String {
    let title = one_line(title);
    for separator in SEPARATORS {
        if let Some((before, after)) = title.rsplit_once(separator)
            && outlets.iter().any(|outlet| is_same(outlet, after))
        {
            return before.trim().to_owned();
        }
        if let Some((before, after)) = title.split_once(separator)
            && outlets.iter().any(|outlet| is_same(outlet, before))
        {
            return after.trim().to_owned();
        }
    }
    title
}

fn is_same(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

/// A title in lower case, with one form of quotation marks and dashes and without soft hyphens.
pub(super) fn plain(title: &str) -> String {
    let same = |c: char| match c {
        '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '‚' | '`' | '"' => '\'',
        '–' | '—' => '-',
        '\u{A0}' => ' ',
        c => c,
    };
    let text: String = title.chars().filter(|c| *c != '\u{AD}').map(same).collect();
    one_line(&text).to_lowercase()
}
