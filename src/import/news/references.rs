//! RIS, the form in which reference managers and many databases export lists, and the like form of Web of Science.
//!
//! A record has a field a line, under a tag of two characters; lines without a tag go on with the field before. RIS has no field
//! for a text: what is there is an abstract or a note, and each article says which.

use super::{
    article::{NewsArticle, key},
    count::Count,
    download::Download,
    text_kind::TextKind,
};
use crate::import::{
    draft::Paragraph,
    metadata::{day_of, dotted},
};

/// The tags of RIS that are read or known to be others.
const TAGS: &str = "TY ER A1 A2 A3 A4 A5 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP DS ED EP ET FD H1 H2 ID IP IS \
     J1 J2 JA JF JO KW L1 L2 L3 L4 LA LB LG LK LL M1 M2 M3 N1 N2 NO NV OL OP PA PB PM PP PR PT PY RD RI RN RP RT SE SF SL SN SP SR \
     ST SV T1 T2 T3 T4 T5 TA TI TS TT U1 U2 U3 U4 U5 UR VL VO WP WT WV Y1 Y2 YR";
/// How far below the top the first record begins.
const HEAD_LINES: usize = 60;
/// A field that goes on in lines of up to this length was wrapped; longer lines are paragraphs.
const MAX_WRAPPED_CHARS: usize = 100;
const MIN_WRAPPED_CHARS: usize = 40;
/// A note of this length is a text.
const MIN_NOTE_CHARS: usize = 300;
/// The words with which a note says that it is the text.
const FULL_TEXT: [&str; 5] = ["full text:", "fulltext:", "volltext:", "texte intégral:", "texto completo:"];

/// Whether a text is a list of references: a record begins near its top, with several tags in a row.
pub(super) fn tell(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().take(HEAD_LINES).collect();
    let is_type =
        |line: &str| matches!(tag(line), Some(("TY", kind)) if !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_uppercase()));
    let start = lines.iter().position(|line| is_type(line.trim_start_matches('\u{FEFF}')));
    start.is_some_and(|start| lines[start..].iter().skip(1).take(4).filter(|line| tag(line).is_some()).count() >= 2)
        || start.is_some_and(|start| {
            lines.get(start + 1).is_some_and(|line| tag(line).is_some()) && text.lines().any(|line| tag(line) == Some(("ER", "")))
        })
}

/// Whether a text is an export of Web of Science.
pub(super) fn tell_web_of_science(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines();
    lines.next().is_some_and(|first| first.starts_with("FN ")) && lines.take(5).any(|line| line.starts_with("PT "))
}

/// Reads the records of RIS.
pub(super) fn read(text: &str, download: &mut Download) {
    let mut records: Vec<Record> = Vec::new();
    let (mut is_open, mut num_stated, mut unclosed) = (false, None, Vec::new());
    for (number, line) in text.lines().enumerate() {
        match tag(line.trim_start_matches('\u{FEFF}')) {
            Some(("TY", kind)) => {
                if is_open {
                    records.last_mut().into_iter().for_each(Record::drop_noise);
                    unclosed.push(records.len().to_string());
                }
                records.push(Record { line: number, fields: vec![("TY", vec![kind])] });
                is_open = true;
            }
            Some(("ER", _)) => is_open = false,
            Some((tag, value)) if is_open => {
                records.last_mut().into_iter().for_each(|record| record.fields.push((tag, vec![value])));
            }
            None if is_open => records.last_mut().into_iter().for_each(|record| record.go_on(line)),
            _ => num_stated = num_stated.or_else(|| stated(line)),
        }
    }
    if is_open && !records.is_empty() {
        unclosed.push(records.len().to_string());
    }
    if !unclosed.is_empty() {
        let which = crate::text::listed(unclosed.len(), unclosed);
        download.notes.push((None, format!("these records have no end (ER) and were read up to the next: {which}")));
    }
    download.count = Some(Count::of_number(num_stated.or(Some(records.len())), records.len()));
    for record in &records {
        download.add(record.article(&RIS));
    }
}

/// Reads the records of Web of Science.
pub(super) fn read_web_of_science(text: &str, download: &mut Download) {
    let mut records: Vec<Record> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let (Some(tag), Some(value)) = (line.get(..2), line.get(3..)) else { continue };
        match (tag, records.last_mut()) {
            ("PT", _) => records.push(Record { line: number, fields: vec![("PT", vec![value])] }),
            ("  ", Some(record)) => record.go_on(line),
            (tag, Some(record)) if tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) => {
                record.fields.push((tag, vec![value]));
            }
            _ => {}
        }
    }
    for record in &records {
        download.add(record.article(&WEB_OF_SCIENCE));
    }
}

/// The tag and the value of a line.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = (line.get(..2)?, line.get(2..)?);
    let value = rest.trim_start_matches(' ').strip_prefix('-')?;
    let num_spaces = rest.len() - rest.trim_start_matches(' ').len();
    let is_known = num_spaces <= 2 && (value.is_empty() || value.starts_with(' ')) && TAGS.split(' ').any(|known| known == name);
    is_known.then(|| (name, value.trim()))
}

/// The number of records that a line between records states: “Record #1 of 2”.
fn stated(line: &str) -> Option<usize> {
    let (number, of) = line.trim().strip_prefix("Record #")?.split_once(" of ")?;
    number.trim().parse::<usize>().ok()?;
    of.trim().parse().ok()
}

/// A record: its fields in order, each with its lines.
struct Record<'t> {
    line: usize,
    fields: Vec<(&'t str, Vec<&'t str>)>,
}

/// The tags that a form uses, the likeliest first.
struct Form {
    headline: &'static [&'static str],
    outlet: &'static [&'static str],
    byline: &'static [&'static str],
    date: &'static [&'static str],
    text: &'static [&'static str],
    note: &'static [&'static str],
    id: &'static [&'static str],
    url: &'static [&'static str],
    language: &'static [&'static str],
    others: &'static [(&'static str, &'static str)],
}

const RIS: Form = Form {
    headline: &["TI", "T1", "CT"],
    outlet: &["JF", "JO", "T2", "JA", "J2", "J1", "BT", "TS", "T3"],
    byline: &["AU", "A1"],
    date: &["DA", "Y1", "PY", "YR"],
    text: &["N2", "AB"],
    note: &["N1", "NO"],
    id: &["AN", "ID", "C6", "M1"],
    url: &["UR", "LK", "L1", "L2"],
    language: &["LA", "LG"],
    others: &[
        (key::SECTION, "SE"),
        (key::EDITION, "ET"),
        ("place", "CY"),
        ("publisher", "PB"),
        ("database", "DB"),
        ("provider", "DP"),
        ("type", "TY"),
        ("volume", "VL"),
        ("issue", "IS"),
        ("DOI", "DO"),
        ("subject", "KW"),
    ],
};

const WEB_OF_SCIENCE: Form = Form {
    headline: &["TI"],
    outlet: &["SO", "JI"],
    byline: &["AU"],
    date: &["DA", "PD", "PY"],
    text: &["AB"],
    note: &[],
    id: &["UT"],
    url: &[],
    language: &["LA"],
    others: &[
        ("type", "DT"),
        ("publisher", "PU"),
        ("volume", "VL"),
        ("issue", "IS"),
        ("DOI", "DI"),
        ("subject", "DE"),
        ("year", "PY"),
        (key::PAGE, "BP"),
    ],
};

impl<'t> Record<'t> {
    fn go_on(&mut self, line: &'t str) {
        if let Some((_, lines)) = self.fields.last_mut() {
            lines.push(line);
        }
    }

    /// Takes away what stands between two records, where the end of the first is missing.
    fn drop_noise(&mut self) {
        let is_noise = |line: &str| {
            let line = line.trim();
            let is_number = line.strip_suffix('.').is_some_and(|number| number.parse::<u32>().is_ok());
            line.is_empty() || is_number || stated(line).is_some() || line.starts_with("Provider:")
        };
        if let Some((_, lines)) = self.fields.last_mut() {
            while lines.len() > 1 && lines.last().is_some_and(|line| is_noise(line)) {
                lines.pop();
            }
        }
    }

    /// The values of the first of these tags that has any, each on one line.
    fn values(&self, tags: &[&str]) -> Vec<String> {
        let of = |tag: &&str| {
            let found = self.fields.iter().filter(move |(name, _)| *name == *tag);
            found.map(|(_, lines)| lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        let found = tags.iter().map(of).find(|values| values.iter().any(|value| !value.is_empty()));
        found.unwrap_or_default().into_iter().filter(|value| !value.is_empty()).collect()
    }

    fn first(&self, tags: &[&str]) -> String {
        self.values(tags).into_iter().next().unwrap_or_default()
    }

    fn article(&self, form: &Form) -> NewsArticle {
        // The first of the tags of titles is the headline; a book's title may be its only one.
        let headline = self.first(&[form.headline, &["BT"]].concat());
        let mut article = NewsArticle { line: Some(self.line), headline, ..NewsArticle::default() };
        let outlet = self.first(form.outlet);
        article.outlet = if outlet == article.headline { String::new() } else { outlet };
        let authors: Vec<String> = self
            .fields
            .iter()
            .filter(|(tag, _)| *tag == form.byline[0])
            .flat_map(|(_, lines)| lines)
            .map(|line| line.trim().to_owned())
            .collect();
        article.byline = if authors.is_empty() { self.values(form.byline).join("; ") } else { authors.join("; ") };
        (article.url, article.language) = (self.first(form.url), self.first(form.language));
        article.keep(key::ID, &self.first(form.id));
        self.date(form, &mut article);
        let (from, to) = (self.first(&["SP"]), self.first(&["EP"]));
        article.keep(key::PAGE, &if to.is_empty() || to == from { from } else { format!("{from}–{to}") });
        for (name, tag) in form.others {
            article.keep(name, &self.values(&[tag]).join("; "));
        }
        self.text(form, &mut article);
        article
    }

    fn date(&self, form: &Form, article: &mut NewsArticle) {
        let dates: Vec<String> = form.date.iter().flat_map(|tag| self.values(&[tag])).collect();
        article.published = dates.iter().find_map(|date| {
            let plain = date.trim_end_matches('/').replace('/', "-");
            day_of(&plain).or_else(|| dotted(date)).or_else(|| day_of(date))
        });
        if article.published.is_none() {
            article.keep(key::DATE, dates.first().map(|date| date.trim_matches('/')).unwrap_or_default());
        }
    }

    /// Takes the text from the fields that may hold one.
    fn text(&self, form: &Form, article: &mut NewsArticle) {
        let lines = |tags: &[&str]| {
            let found = tags.iter().find_map(|tag| {
                self.fields.iter().find(|(name, lines)| name == tag && lines.iter().any(|line| !line.trim().is_empty()))
            });
            found.map(|(_, lines)| lines.as_slice())
        };
        if let Some(lines) = lines(form.text) {
            article.body = paragraphs(lines, "");
            TextKind::Abstract.mark(article);
        } else if let Some(lines) = lines(form.note) {
            let first = lines[0].trim();
            let lower = first.to_lowercase();
            let label = FULL_TEXT.iter().find(|label| lower.starts_with(**label)).and_then(|label| first.get(..label.len()));
            let num_chars: usize = lines.iter().map(|line| line.chars().count()).sum();
            if label.is_some() || num_chars >= MIN_NOTE_CHARS {
                article.body = paragraphs(lines, label.unwrap_or_default());
                if label.is_none() {
                    TextKind::Note.mark(article);
                }
            } else {
                article.keep("note", &lines.join(" "));
            }
        }
        if let Some(id) = self.first(form.note).strip_prefix("SQN:") {
            article.keep(key::ID, id);
        }
    }
}

/// The paragraphs in the lines of a field, without the label before them. Wrapped lines are joined.
fn paragraphs(lines: &[&str], label: &str) -> Vec<Paragraph> {
    let mut lines: Vec<&str> = lines.to_vec();
    if let Some(first) = lines.first_mut() {
        let whole: &str = first;
        *first = whole.trim_start().strip_prefix(label).unwrap_or(whole);
    }
    let num_chars: Vec<usize> = lines.iter().map(|line| line.trim().chars().count()).collect();
    let (last, others) = num_chars.split_last().unwrap_or((&0, &[]));
    let is_indented = lines.iter().skip(1).all(|line| line.starts_with("  "));
    let is_wrapped = lines.len() > 1
        && (is_indented
            || others.iter().all(|num| (MIN_WRAPPED_CHARS..=MAX_WRAPPED_CHARS).contains(num))
                && *last <= MAX_WRAPPED_CHARS
                && lines.len() > 3);
    if is_wrapped {
        let text = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        return vec![Paragraph { text, ..Paragraph::default() }];
    }
    lines.into_iter().map(|line| Paragraph { text: line.trim().to_owned(), ..Paragraph::default() }).collect()
}
