//! TEI P5: a file for each article, with the text in one block and the annotations in `standOff`.
//!
//! Places are `string-range` pointers in code points, one for each fragment. The label is a category of a taxonomy in the
//! header, the analyst is a `respStmt`, and answers are a feature structure in a note. Characters that XML lacks are `<g>`
//! elements.

use super::{
    ExportError, Loss, LossReport, Selected,
    dataset::DatasetError,
    features::{Features, unfit},
    names,
    out::Out,
    span::span_of,
    xml::{attribute, is_possible, text as escaped},
};
use crate::project::{Annotation, ArticleRecord};
use std::fmt::Write as _;

/// Writes a file for each article.
pub fn write(selected: &Selected<'_>, report: &mut LossReport, out: &mut dyn Out) -> Result<(), DatasetError> {
    let all = selected.articles.iter().flat_map(|record| record.annotations.values()).filter(|a| selected.has(&a.analyst));
    let features = Features::new(selected.project.codebook(), all);
    let articles = names::of_articles(selected);
    for record in &selected.articles {
        let text = record.article.text.as_str();
        let mut xml = header(selected, record);
        let annotations = selected.annotations(record);
        // TEI does not allow an empty list.
        if !annotations.is_empty() {
            xml.push_str("<standOff><listAnnotation>\n");
            for (number, annotation) in annotations.iter().enumerate() {
                self::annotation(&mut xml, (number, record, annotation), (selected, &features), report)?;
                report.written += 1;
            }
            xml.push_str("</listAnnotation></standOff>\n");
        }
        // Writing to a string cannot fail.
        let _infallible =
            write!(xml, "<text><body><ab xml:id=\"text\" xml:space=\"preserve\">{}</ab></body></text>\n</TEI>\n", content(text));
        out.put(&format!("{}.xml", articles[&record.article.id]), xml.as_bytes())?;
        out.step(1)?;
    }
    Ok(())
}

fn header(selected: &Selected<'_>, record: &ArticleRecord) -> String {
    let article = &record.article;
    let known = &article.metadata;
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n<teiHeader><fileDesc>\n<titleStmt><title>{}</title>",
        escaped(article.title())
    );
    if !known.byline.is_empty() {
        let _infallible = write!(xml, "<author>{}</author>", escaped(&known.byline));
    }
    for (number, analyst) in analysts(selected).enumerate() {
        let name = escaped(analyst);
        let _infallible = write!(xml, "<respStmt xml:id=\"a.{number}\"><resp>annotation</resp><name>{name}</name></respStmt>");
    }
    let facts = [known.outlet.clone(), known.published.map(|day| day.to_string()).unwrap_or_default(), known.url.clone()];
    let facts: Vec<_> = facts.iter().filter(|fact| !fact.is_empty()).map(|fact| escaped(fact)).collect();
    let source = if facts.is_empty() { escaped(&article.source.file_name) } else { facts.join(", ") };
    let _infallible = write!(
        xml,
        "</titleStmt>\n<publicationStmt><p>Exported by Obelus; offsets are code points</p></publicationStmt>\n\
         <sourceDesc><p>{source}</p></sourceDesc></fileDesc>\n<encodingDesc><appInfo><application ident=\"Obelus\" version=\"1\">\
         <label>Obelus</label></application></appInfo>",
    );
    let labels = &selected.project.codebook().labels;
    if !labels.is_empty() {
        xml.push_str("<classDecl><taxonomy xml:id=\"labels\">");
        for (number, label) in labels.iter().enumerate() {
            let _infallible =
                write!(xml, "<category xml:id=\"l.{number}\"><catDesc>{}</catDesc></category>", escaped(label.id.as_str()));
        }
        // Labels that the codebook lacks.
        for (number, label) in unknown(selected, record).into_iter().enumerate() {
            let _infallible = write!(xml, "<category xml:id=\"u.{number}\"><catDesc>{}</catDesc></category>", escaped(label));
        }
        xml.push_str("</taxonomy></classDecl>");
    }
    xml + "</encodingDesc></teiHeader>\n"
}

fn analysts<'p>(selected: &Selected<'p>) -> impl Iterator<Item = &'p str> {
    let analysts = selected.project.analysts().iter().filter(|analyst| selected.has(&analyst.id));
    analysts.map(|analyst| analyst.id.as_str())
}

fn unknown<'p>(selected: &Selected<'p>, record: &'p ArticleRecord) -> Vec<&'p str> {
    let codebook = selected.project.codebook();
    let annotations = selected.annotations(record).into_iter();
    let mut labels: Vec<_> = annotations.filter(|a| codebook.label(&a.label).is_none()).map(|a| a.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn annotation(
    xml: &mut String,
    (number, record, annotation): (usize, &ArticleRecord, &Annotation),
    (selected, features): (&Selected<'_>, &Features),
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let lost = unfit(selected.project.codebook(), annotation, true);
    report.losses.extend(lost.into_iter().map(|what| Loss { article: record.article.id, annotation: Some(annotation.id), what }));
    let mut targets = Vec::new();
    for fragment in annotation.fragments.iter() {
        let span = span_of(record, annotation, fragment)?;
        targets.push(format!("#string-range(text,{},{})", span.start, span.end - span.start));
    }
    let labels = &selected.project.codebook().labels;
    let label = match labels.iter().position(|label| label.id == annotation.label) {
        Some(place) => format!("l.{place}"),
        None => format!("u.{}", unknown(selected, record).iter().position(|id| *id == annotation.label.as_str()).unwrap_or(0)),
    };
    let place = analysts(selected).position(|analyst| analyst == annotation.analyst.as_str());
    let by = place.map(|place| format!(" ref=\"#a.{place}\"")).unwrap_or_default();
    let _infallible = write!(
        xml,
        "<annotation xml:id=\"t.{number}\" motivation=\"classifying\" target=\"{}\"><respStmt><resp>creator</resp>\
         <name{by}>{}</name></respStmt><ptr target=\"#{label}\"/>",
        targets.join(" "),
        escaped(annotation.analyst.as_str())
    );
    let values = features.of(record, annotation)?;
    if !values.is_empty() {
        xml.push_str("<note><fs>");
        for (name, value) in values {
            let _infallible = write!(xml, "<f name=\"{}\"><string>{}</string></f>", attribute(&name), content(&value));
        }
        xml.push_str("</fs></note>");
    }
    xml.push_str("</annotation>\n");
    Ok(())
}

/// Escapes text between tags. Characters that XML lacks become elements that name them.
fn content(text: &str) -> String {
    let mut out = String::new();
    for piece in text.split_inclusive(|c| !is_possible(c)) {
        let last = piece.chars().next_back().filter(|c| !is_possible(*c));
        let plain = last.map_or(piece, |c| &piece[..piece.len() - c.len_utf8()]);
        out.push_str(&escaped(plain));
        if let Some(c) = last {
            let _infallible = write!(out, "<g n=\"U+{:04X}\"/>", u32::from(c));
        }
    }
    out
}
