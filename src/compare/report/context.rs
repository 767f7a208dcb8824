//! Writes the differences of a report, each with the words around it.

use super::{MAX_DIFFERENCES, Report, escape, section};
use crate::{
    compare::{
        differences::{Difference, Kind, Partners, is_same_answer, partners_of},
        gold::{State, state_of},
    },
    project::{Annotation, AnnotationId, ArticleRecord, Attribute, AttributeValue},
    text::{ByteOffset, ByteRange},
};
use std::fmt::Write as _;

/// The number of code points shown before and after a passage.
const CONTEXT_CHARS: usize = 60;
/// The number of code points shown at each end of a long passage.
const SHOWN_CHARS: usize = 160;

pub(super) fn differences(out: &mut String, report: &Report<'_>, names: &[String]) {
    section(out, "differences", "Differences");
    let mut num_shown = 0;
    let mut num_all = 0;
    for (a, b) in report.partial.corpus().pairs() {
        for record in report.project.articles() {
            let found = (report.differences)(record, (a, b));
            let partners = partners_of(&found);
            let found: Vec<&Difference> = found.iter().filter(|difference| difference.kind != Kind::Identical).collect();
            num_all += found.len();
            if found.is_empty() || num_shown >= MAX_DIFFERENCES {
                continue;
            }
            let _infallible = writeln!(out, "<h3 dir=\"auto\">{}</h3>", escape(record.article.title()));
            for difference in found.iter().take(MAX_DIFFERENCES - num_shown) {
                one(out, report, record, (difference, &partners), (&names[a], &names[b]));
                num_shown += 1;
            }
        }
    }
    if num_all == 0 {
        out.push_str("<p>There are none.</p>\n");
    }
    if num_shown < num_all {
        let _infallible = writeln!(out, "<p class=\"quiet\">The first {num_shown} of {num_all} differences.</p>");
    }
}

fn one(
    out: &mut String,
    report: &Report<'_>,
    record: &ArticleRecord,
    (difference, partners): (&Difference, &Partners),
    (a, b): (&str, &str),
) {
    let kind = match difference.kind {
        Kind::OnlyA => format!("only <bdi>{}</bdi>", escape(a)),
        Kind::OnlyB => format!("only <bdi>{}</bdi>", escape(b)),
        kind => kind.description().to_owned(),
    };
    let settled = match state_of(record, difference) {
        State::Open => String::new(),
        State::Settled(decision) if decision.comment.is_empty() => " · settled".to_owned(),
        State::Settled(decision) => format!(" · settled: <bdi>{}</bdi>", escape(&decision.comment)),
        State::Reopened(_) => " · settled before it changed".to_owned(),
    };
    let _infallible = writeln!(out, "<div class=\"difference\"><p class=\"kind\">{kind}{settled}</p>");
    let sides = [(difference.annotation_a(record), a), (difference.annotation_b(record), b)];
    for (annotation, name) in sides {
        if let Some(annotation) = annotation {
            line(out, report, record, annotation, name);
        }
    }
    if difference.kind == Kind::AttributesDiffer
        && let (Some(a), Some(b)) = (sides[0].0, sides[1].0)
    {
        answers(out, report, record, (a, b), partners);
    }
    out.push_str("</div>\n");
}

/// Writes an annotation in its context.
fn line(out: &mut String, report: &Report<'_>, record: &ArticleRecord, annotation: &Annotation, name: &str) {
    let text = record.article.text.as_str();
    let hull = annotation.fragments.hull();
    let before = words_before(&text[..hull.start().to_usize().min(text.len())]);
    let after = words_after(&text[hull.end().to_usize().min(text.len())..]);
    let class = report.label_class(annotation.label.as_str());
    let _infallible = write!(
        out,
        "<div class=\"line\"><div class=\"who\"><bdi>{}</bdi> <span class=\"chip {class}\" dir=\"auto\">{}</span></div>\
         <div dir=\"auto\"><span class=\"around\">{}</span>",
        escape(name),
        escape(report.label_name(annotation.label.as_str())),
        escape(&before),
    );
    let mut at: Option<ByteOffset> = None;
    for fragment in annotation.fragments.iter() {
        if let Some(gap) = at.and_then(|at| ByteRange::new(at, fragment.start())) {
            let _infallible = write!(out, "<span class=\"around\">{}</span>", escape(&middle(gap.of(text).unwrap_or(""))));
        }
        let _infallible = write!(out, "<mark class=\"{class}\">{}</mark>", escape(&middle(fragment.of(text).unwrap_or(""))));
        at = Some(fragment.end());
    }
    let _infallible = writeln!(out, "<span class=\"around\">{}</span></div></div>", escape(&after));
}

/// Writes the answers that differ.
fn answers(
    out: &mut String,
    report: &Report<'_>,
    record: &ArticleRecord,
    (a, b): (&Annotation, &Annotation),
    partners: &Partners,
) {
    let label = report.project.codebook().label(&a.label);
    let mut keys: Vec<_> = a.attributes.keys().chain(b.attributes.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (x, y) = (a.attributes.get(key), b.attributes.get(key));
        if is_same_answer(x, y, partners) {
            continue;
        }
        let attribute = label.and_then(|label| label.attribute(key));
        let name = report.project.codebook().attribute_name(&a.label, key);
        let _infallible = writeln!(
            out,
            "<div class=\"line\"><div class=\"who\" dir=\"auto\">{}</div><div><bdi>{}</bdi> · <bdi>{}</bdi></div></div>",
            escape(&name),
            escape(&answer(x, attribute, record)),
            escape(&answer(y, attribute, record))
        );
    }
}

fn answer(value: Option<&AttributeValue>, attribute: Option<&Attribute>, record: &ArticleRecord) -> String {
    let text = record.article.text.as_str();
    let links = |ids: &[AnnotationId]| {
        let words = |id| record.annotations.get(id).map(|found| format!("“{}”", middle(&found.fragments.words(text))));
        let known: Vec<String> = ids.iter().filter_map(words).collect();
        if known.is_empty() { format!("{} linked", ids.len()) } else { known.join(", ") }
    };
    match value {
        None => "not filled".to_owned(),
        Some(AttributeValue::Text(text)) => middle(text),
        Some(value) => value.words(attribute, links, |range| format!("“{}”", middle(range.of(text).unwrap_or("")))),
    }
}

/// The last words of a text, without cutting one.
fn words_before(text: &str) -> String {
    let near = tail(text, CONTEXT_CHARS);
    let begins_inside = near.len() < text.len();
    let whole = match near.find(char::is_whitespace) {
        Some(at) if begins_inside => near[at..].trim_start(),
        _ => near,
    };
    let mark = if begins_inside && !whole.is_empty() { "… " } else { "" };
    format!("{mark}{}", one_line(whole))
}

/// The first words of a text, without cutting one.
fn words_after(text: &str) -> String {
    let near = head(text, CONTEXT_CHARS);
    let ends_inside = near.len() < text.len();
    let whole = match near.rfind(char::is_whitespace) {
        Some(at) if ends_inside => near[..at].trim_end(),
        _ => near,
    };
    let mark = if ends_inside && !whole.is_empty() { " …" } else { "" };
    format!("{}{mark}", one_line(whole))
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// The first code points of a text.
fn head(text: &str, num_chars: usize) -> &str {
    text.char_indices().nth(num_chars).map_or(text, |(end, _)| &text[..end])
}

/// The last code points of a text.
fn tail(text: &str, num_chars: usize) -> &str {
    text.char_indices().rev().nth(num_chars.saturating_sub(1)).map_or(text, |(start, _)| &text[start..])
}

/// A passage; a long one is shown without its middle.
fn middle(text: &str) -> String {
    if text.chars().count() <= 2 * SHOWN_CHARS {
        return one_line(text);
    }
    format!("{} … {}", one_line(head(text, SHOWN_CHARS)), one_line(tail(text, SHOWN_CHARS)))
}
