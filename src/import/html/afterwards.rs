//! Cuts off what follows an article in the same element, under a line such as “You may also like” or “About the author”.

use crate::import::draft::Paragraph;

/// The beginnings of lines after which nothing of the article follows, in lower case.
const ENDINGS: &[&str] = &[
    "related",
    "more from",
    "more on this",
    "more stories",
    "more news",
    "read more",
    "read next",
    "read also",
    "also read",
    "you may also",
    "you might also",
    "you may like",
    "recommended for",
    "about the author",
    "share this",
    "sign up for",
    "leave a comment",
    "what to read next",
    "most read",
    "most popular",
    "filed under",
    "want more stories",
    "don't miss",
    "verwandte",
    "das könnte",
    "mehr zum thema",
    "mehr zu diesem thema",
    "über den autor",
    "über die autor",
    "auch interessant",
    "weitere artikel",
    "weiterlesen",
    "lesen sie auch",
    "auch lesen",
    "beliebte inhalte",
    "schlagwörter",
    "nutzer mochten",
    "bewertungen",
    "kommentare",
    "artikel teilen",
    "möchten sie den artikel",
    "war der artikel",
    "verpasse keine",
    "à lire aussi",
    "lire aussi",
    "sur le même sujet",
    "à propos de l",
    "articles similaires",
    "articles liés",
    "te puede interesar",
    "también te puede",
    "lee también",
    "lea también",
    "lea además",
    "relacionados",
    "noticias relacionadas",
    "vea también",
    "sobre el autor",
    "sobre o autor",
    "leia também",
    "leia mais",
    "veja também",
    "potrebbe interessarti",
    "leggi anche",
    "lees ook",
    "czytaj też",
    "czytaj także",
    "zobacz też",
    "zobacz także",
    "polecamy",
    "dowiedz się więcej",
    "читайте также",
    "по теме",
    "материалы по теме",
    "читайте також",
    "مواضيع ذات صلة",
    "اقرأ أيضا",
    "اقرأ أيضًا",
    "관련기사",
    "関連記事",
    "相关阅读",
];
/// Lines that are no text wherever they stand, in lower case.
const NO_TEXT: &[&str] = &[
    "anzeige",
    "advert",
    "advertisement",
    "werbung",
    "publicidad",
    "publicité",
    "pubblicità",
    "publicidade",
    "reklama",
    "реклама",
    "advertentie",
    "bild anzeigen",
    "vergrößern",
    "close",
    "caption",
    "share",
    "teilen",
    "drucken",
    "comments",
    "story continues below advertisement",
    "read more",
    "weiterlesen",
    "leer más",
];
/// The longest of such lines, in characters.
const MAX_CHARS: usize = 60;
/// The most that is cut off, in per cent of the characters of the text.
const MAX_PER_CENT: usize = 40;

/// Cuts it off.
pub(super) fn cut(paragraphs: &mut Vec<Paragraph>) {
    paragraphs.retain(|paragraph| !NO_TEXT.contains(&line_of(paragraph).trim_matches(['-', ' ', '–', '.', ':'])));
    let all: usize = paragraphs.iter().map(|paragraph| paragraph.text.len()).sum();
    let mut left = all;
    let end = paragraphs.iter().position(|paragraph| {
        let is_end = left * 100 <= all * MAX_PER_CENT && is_ending(paragraph);
        left -= paragraph.text.len();
        is_end
    });
    if let Some(end) = end {
        paragraphs.truncate(end);
    }
}

fn is_ending(paragraph: &Paragraph) -> bool {
    let line = line_of(paragraph);
    line.chars().count() <= MAX_CHARS && ENDINGS.iter().any(|ending| line.starts_with(ending))
}

fn line_of(paragraph: &Paragraph) -> String {
    let text = paragraph.text.trim();
    if text.len() > 4 * MAX_CHARS { String::new() } else { text.to_lowercase().replace('’', "'") }
}
