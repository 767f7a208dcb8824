//! APA-OnlineManager and DeFacto (Austria), as RTF.
//!
//! An article begins with a line such as `"Kurier" vom 23.10.2017 Seite: 4` and ends where the next one begins. The headline is
//! the first bold paragraph below; between them stand the section, the edition and a kicker.

use super::{
    article::{NewsArticle, key},
    download::Download,
};
use crate::{
    import::{
        draft::Paragraph,
        metadata::{dotted, is_name},
    },
    text::words::one_line,
};
use jiff::civil::Date;

/// The beginnings of the line with the section.
const SECTION: &str = "Ressort:";
/// Quotation marks around the name of an outlet.
const QUOTES: [char; 5] = ['"', '„', '“', '”', '»'];
/// The byline is among so many first paragraphs below the headline.
const BYLINE_WITHIN: usize = 4;

/// The line at which an article begins.
struct Head {
    outlet: String,
    published: Date,
    page: String,
    /// What stands between outlet and date or behind it: number of the issue, time.
    rest: String,
}

/// Whether paragraphs are such a download.
pub(super) fn tell(paragraphs: &[Paragraph]) -> bool {
    let mut num_heads = 0;
    for pair in paragraphs.windows(2) {
        if head_of(&pair[0].text).is_some() {
            if pair[1].text.trim().starts_with(SECTION) {
                return true;
            }
            num_heads += 1;
        }
    }
    num_heads >= 2
}

/// Reads all articles.
pub(super) fn read(paragraphs: &[Paragraph], download: &mut Download) {
    let heads: Vec<usize> = (0..paragraphs.len()).filter(|at| head_of(&paragraphs[*at].text).is_some()).collect();
    let ends = heads.iter().skip(1).copied().chain([paragraphs.len()]);
    for (start, end) in heads.iter().copied().zip(ends) {
        let Some(head) = head_of(&paragraphs[start].text) else { continue };
        download.add(article(head, &paragraphs[start + 1..end]));
    }
}

fn article(head: Head, paragraphs: &[Paragraph]) -> NewsArticle {
    let Head { outlet, published, page, rest } = head;
    let mut article = NewsArticle { outlet, published: Some(published), ..NewsArticle::default() };
    article.keep(key::PAGE, &page);
    article.keep("issue", &rest);
    let mut rest: Vec<&Paragraph> = paragraphs.iter().filter(|paragraph| !is_rule(&paragraph.text)).collect();
    if let Some(section) = rest.first().and_then(|first| first.text.trim().strip_prefix(SECTION)) {
        article.keep(key::SECTION, section);
        rest.remove(0);
    }
    let headline = rest.iter().position(|paragraph| paragraph.is_bold());
    for above in rest.drain(..headline.unwrap_or(0)) {
        article.keep(key::EDITION, &above.text);
    }
    if headline.is_some() {
        article.headline = one_line(&rest.remove(0).text);
    }
    // The headlines of letters are cut, and follow as a whole.
    let cut = ["...", "…"].iter().find_map(|dots| article.headline.strip_suffix(dots)).map(str::trim_end);
    if let Some(whole) = rest.first().map(|first| one_line(&first.text)).filter(|whole| is_whole(cut, whole)) {
        article.headline = whole;
        rest.remove(0);
    }
    let byline = rest.iter().take(BYLINE_WITHIN).position(|paragraph| is_byline(&paragraph.text));
    if let Some(at) = byline.filter(|at| at + 1 < rest.len()) {
        article.byline = one_line(&rest.remove(at).text);
    }
    article.body = rest.into_iter().cloned().collect();
    article
}

/// Reads `"Salzburger Nachrichten" Nr. 246 vom 23.10.2017 Seite: L2`.
fn head_of(text: &str) -> Option<Head> {
    const MAX_CHARS: usize = 160;
    let line = one_line(text);
    let inner = line.strip_prefix(QUOTES)?;
    if line.chars().count() > MAX_CHARS {
        return None;
    }
    let end = inner.find(QUOTES)?;
    let outlet = inner[..end].trim().to_owned();
    let mut words = inner[end..].trim_start_matches(QUOTES).split_whitespace();
    let mut rest: Vec<&str> = words.by_ref().take_while(|word| !matches!(*word, "vom" | "am")).collect();
    let published = dotted(words.next()?)?;
    let after: Vec<&str> = words.collect();
    let page_at = after.iter().position(|word| word.trim_end_matches(':') == "Seite");
    let page = page_at.map(|at| after[at + 1..].join(" ")).unwrap_or_default();
    rest.retain(|word| *word != "gefunden");
    rest.extend(&after[..page_at.unwrap_or(after.len())]);
    const MAX_REST_WORDS: usize = 6;
    (!outlet.is_empty() && rest.len() <= MAX_REST_WORDS).then(|| Head { outlet, published, page, rest: rest.join(" ") })
}

/// Whether a line is the whole of a headline that was cut here.
fn is_whole(cut: Option<&str>, line: &str) -> bool {
    const MAX_CHARS: usize = 150;
    cut.is_some_and(|cut| line.starts_with(cut)) && line.chars().count() <= MAX_CHARS
}

/// Whether a line only parts two articles.
fn is_rule(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| matches!(c, '_' | '-' | '='))
}

/// Whether a line names an author.
fn is_byline(text: &str) -> bool {
    let line = one_line(text);
    let name = line.strip_prefix("von ").or_else(|| line.strip_prefix("Von ")).or_else(|| line.strip_prefix("VON "));
    name.is_some_and(|name| name.chars().count() <= 60 && is_name(name))
}

#[cfg(test)]
mod tests {
    use super::head_of;
    use jiff::civil::date;

    #[test]
    fn heads_of_several_shapes_are_read() {
        for (line, outlet, page, rest) in [
            ("\"Kurier\" vom 23.10.2017 Seite: 4", "Kurier", "4", ""),
            ("\"Salzburger Nachrichten\" Nr. 246 vom 23.10.2017 Seite: L2", "Salzburger Nachrichten", "L2", "Nr. 246"),
            ("\"Kurier.at\" gefunden am 23.10.2017 10:36 Uhr", "Kurier.at", "", "10:36 Uhr"),
            ("„Die Presse“ vom 23.10.2017 Seite 14", "Die Presse", "14", ""),
        ] {
            let head = head_of(line).unwrap();
            let found = (head.outlet.as_str(), head.published, head.page.as_str(), head.rest.as_str());
            assert_eq!(found, (outlet, date(2017, 10, 23), page, rest), "{line}");
        }
        assert!(head_of("\"We heard two blasts\" said Tiel Orran on 23.10.2017").is_none());
        assert!(
            head_of("\"Two blasts\" were heard by all who live on the square, and the police came on the 23.10.2017").is_none()
        );
    }
}
