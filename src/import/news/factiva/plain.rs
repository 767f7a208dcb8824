//! The lines above a body in the layout without codes: author, words, date, time, outlet, source code, edition, page,
//! language, copyright, in this order. Only words, date and source code look like what they are, and the others are found by
//! their place beside these.

use crate::import::{
    metadata::{date_line, is_time_line},
    news::{
        article::{NewsArticle, key},
        keep::{is_copyright, keep_copyright, keep_date},
        languages::tag_of,
        stated::num_words,
    },
};

/// The place of the number of words, which a date follows.
pub(super) fn words_at(lines: &[String]) -> Option<usize> {
    let has_date = |at: usize| lines[at + 1..].iter().take(3).any(|line| date_line(line).is_some());
    (0..lines.len()).find(|at| num_words(&lines[*at]).is_some() && has_date(*at))
}

/// Reads the lines between headline and body.
pub(super) fn read(lines: &[String], article: &mut NewsArticle) {
    let words = words_at(lines).unwrap_or(0);
    for line in &lines[..words] {
        if article.byline.is_empty() {
            article.set_byline(line);
        } else {
            article.keep("credit", line);
        }
    }
    article.num_words = lines.get(words).and_then(|line| num_words(line));
    let mut rest = lines.get(words + usize::from(article.num_words.is_some())..).unwrap_or_default();
    if let Some(date) = rest.iter().take(3).position(|line| date_line(line).is_some()) {
        keep_date(article, &rest[date]);
        rest = &rest[date + 1..];
    }
    if let Some((time, after)) = rest.split_first().filter(|(line, _)| is_time_line(line)) {
        article.keep(key::TIME, time);
        rest = after;
    }
    if let Some((outlet, after)) = rest.split_first().filter(|(line, _)| !is_copyright(&[line])) {
        article.outlet.clone_from(outlet);
        rest = after;
    }
    if let Some((code, after)) = rest.split_first().filter(|(line, _)| is_source_code(line)) {
        article.keep("source code", code);
        rest = after;
    }
    for line in rest.iter().filter(|line| is_copyright(&[line])) {
        keep_copyright(article, line);
    }
    let rest: Vec<&String> = rest.iter().filter(|line| !is_copyright(&[line])).collect();
    let Some((language, rest)) = rest.split_last() else { return };
    article.language = (*language).clone();
    let Some((page, rest)) = rest.split_last() else { return };
    article.keep(key::PAGE, page);
    rest.iter().for_each(|line| article.keep(key::EDITION, line));
}

/// The number of lines from the number of words to the end of the head: the copyright line, or else the language.
pub(super) fn head_len(lines: &[String], words: usize) -> usize {
    const WITHIN: usize = 14;
    let last = lines.len().min(words + WITHIN);
    let copyright = (words..last).find(|at| is_copyright(&[lines[*at].as_str()]));
    let language = (words + 2..last).find(|at| tag_of(&lines[*at]).is_some());
    copyright.or(language).map_or(words + 1, |at| at + 1)
}

/// Whether a line is the code of a source: three to eight capitals or digits.
fn is_source_code(line: &str) -> bool {
    (3..=8).contains(&line.len())
        && line.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && line.starts_with(|c: char| c.is_ascii_uppercase())
}
