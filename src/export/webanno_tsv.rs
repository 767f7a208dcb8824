//! WebAnno TSV 3.3: a folder for each article and a file for each analyst who worked on it, with offsets in UTF-16 units.
//!
//! Every token's row has the values of all annotations that cover it, stacked and numbered. A sentence is a line of the
//! article, or several if a passage crosses their end. Its text includes the white space up to the next sentence, so that
//! the whole text can be restored, except for what is before the first word.

use super::{
    ExportError, Loss, LossReport, Selected,
    dataset::DatasetError,
    features::{Features, unfit},
    names,
    out::Out,
    spacy::all_spans,
    span::{Span, span_of},
    tokens::{Token, tokens},
};
use crate::project::{Annotation, ArticleRecord};
use std::{collections::BTreeMap, fmt::Write as _};

/// The name of the layer. INCEpTION must have a layer of this name.
const LAYER: &str = "custom.Span";

/// A fragment with the values of its annotation.
struct Mark {
    span: Span,
    values: BTreeMap<String, String>,
}

/// Writes the tables.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let all = selected.articles.iter().flat_map(|record| record.annotations.values()).filter(|a| selected.has(&a.analyst));
    let features = Features::new(selected.project.codebook(), all);
    let articles = names::of_articles(selected);
    for record in &selected.articles {
        out.step(1)?;
        let text = record.article.text.as_str();
        let chars: Vec<char> = text.chars().collect();
        let tokens: Vec<_> = tokens(text, &all_spans(selected, record)?);
        let tokens: Vec<_> = tokens.into_iter().filter(|token| !token.text.chars().all(char::is_whitespace)).collect();
        let mut lose =
            |what: &str| report.losses.push(Loss { article: record.article.id, annotation: None, what: what.to_owned() });
        if tokens.is_empty() {
            lose("the article: it has no word");
            continue;
        }
        if chars.iter().take(tokens[0].span.start as usize).any(|c| *c != ' ') {
            lose("the white space before its first word, which comes back as spaces");
        }
        if text.contains('\r') {
            lose("carriage returns in the text, which come back as line feeds");
        }
        for (analyst, file) in names::of_workers(selected, record) {
            let mut marks = Vec::new();
            for annotation in analyst.map(|analyst| record.layer(analyst)).unwrap_or_default() {
                self::marks(&mut marks, (record, annotation, &chars), (selected, &features), report)?;
            }
            let name = format!("{}/{file}.tsv", articles[&record.article.id]);
            out.put(&name, table(&chars, &tokens, &marks, &features).as_bytes())?;
        }
    }
    Ok(())
}

/// Adds the fragments of an annotation, without white space at their edges, because white space has no tokens.
fn marks(
    marks: &mut Vec<Mark>,
    (record, annotation, chars): (&ArticleRecord, &Annotation, &[char]),
    (selected, features): (&Selected<'_>, &Features),
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut losses = unfit(selected.project.codebook(), annotation, true);
    if annotation.fragments.count() > 1 {
        losses.push(format!("that its {} fragments are one annotation", annotation.fragments.count()));
    }
    let mut is_moved = false;
    let mut values = features.of(record, annotation)?;
    values.insert("label".to_owned(), annotation.label.to_string());
    let before = marks.len();
    for fragment in annotation.fragments.iter() {
        let whole = span_of(record, annotation, fragment)?;
        let mut span = whole;
        while span.start < span.end && chars.get(span.start as usize).is_some_and(|c| c.is_whitespace()) {
            span.start += 1;
        }
        while span.start < span.end && chars.get(span.end as usize - 1).is_some_and(|c| c.is_whitespace()) {
            span.end -= 1;
        }
        if span != whole {
            losses.push("white space at the edge of a fragment".to_owned());
            is_moved = true;
        }
        if span.start < span.end {
            marks.push(Mark { span, values: values.clone() });
        }
    }
    if marks.len() == before {
        losses.push("the whole annotation: it covers nothing but white space".to_owned());
    } else {
        report.written += 1;
        report.num_split += usize::from(annotation.fragments.count() > 1);
        report.num_moved += usize::from(is_moved);
    }
    let article = record.article.id;
    report.losses.extend(losses.into_iter().map(|what| Loss { article, annotation: Some(annotation.id), what }));
    Ok(())
}

fn table(chars: &[char], tokens: &[Token], marks: &[Mark], features: &Features) -> String {
    let mut out = format!("#FORMAT=WebAnno TSV 3.3\n#T_SP={LAYER}|label");
    for name in &features.names {
        out.push('|');
        out.push_str(name);
    }
    out.push_str("\n\n");
    let mut units = Vec::with_capacity(chars.len() + 1);
    let mut num_units = 0;
    for c in chars {
        units.push(num_units);
        num_units += c.len_utf16();
    }
    units.push(num_units);
    let sentences = sentences(chars, tokens, marks);
    for (number, sentence) in sentences.iter().enumerate() {
        let (first, last) =
            (sentence[0].span.start as usize, sentences.get(number + 1).map_or(chars.len(), |next| next[0].span.start as usize));
        out.push('\n');
        for line in chars[first..last].split(|c| *c == '\n') {
            let _infallible = writeln!(out, "#Text={}", line_of(line));
        }
        for (place, token) in sentence.iter().enumerate() {
            let (start, end) = (token.span.start as usize, token.span.end as usize);
            let _infallible = write!(out, "{}-{}\t{}-{}\t{}", number + 1, place + 1, units[start], units[end], token.text);
            let here: Vec<_> = (1..)
                .zip(marks)
                .filter(|(_, mark)| mark.span.start <= token.span.start && token.span.end <= mark.span.end)
                .collect();
            for name in std::iter::once("label").chain(features.names.iter().map(String::as_str)) {
                let values = here.iter().map(|(number, mark)| {
                    let value = mark.values.get(name).map_or_else(|| "*".to_owned(), |value| cell(value));
                    format!("{value}[{number}]")
                });
                let values: Vec<_> = values.collect();
                out.push('\t');
                out.push_str(if values.is_empty() { "_" } else { "" });
                out.push_str(&values.join("|"));
            }
            out.push_str("\t\n");
        }
    }
    out
}

/// Arranges the tokens in lines; lines that a passage connects are one sentence.
fn sentences<'t>(chars: &[char], tokens: &'t [Token], marks: &[Mark]) -> Vec<Vec<&'t Token>> {
    let mut spans: Vec<_> = marks.iter().map(|mark| mark.span).collect();
    spans.sort_by_key(|span| span.start);
    let (mut next, mut furthest) = (0, 0);
    let mut sentences: Vec<Vec<&Token>> = Vec::new();
    for token in tokens {
        while let Some(span) = spans.get(next).filter(|span| span.start < token.span.start) {
            furthest = furthest.max(span.end);
            next += 1;
        }
        match sentences.last_mut() {
            Some(sentence) => {
                let end = sentence.last().map_or(0, |last| last.span.end as usize);
                let is_new_line = chars[end..token.span.start as usize].contains(&'\n');
                if is_new_line && furthest <= token.span.start { sentences.push(vec![token]) } else { sentence.push(token) }
            }
            None => sentences.push(vec![token]),
        }
    }
    sentences
}

/// A line of the text, with control characters and backslashes escaped.
fn line_of(chars: &[char]) -> String {
    let mut out = String::new();
    for c in chars {
        match c {
            '\t' => out.push_str("\\t"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\u{8}' => out.push_str("\\b"),
            '\\' => out.push_str("\\\\"),
            c if *c < ' ' && *c != '\u{b}' => out.extend(['\\', *c]),
            c => out.push(*c),
        }
    }
    out
}

/// Escapes a value for a cell.
fn cell(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '-' if chars.peek() == Some(&'>') => {
                chars.next();
                out.push_str("\\->");
            }
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
