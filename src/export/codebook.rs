//! Writes a codebook for printing, as Markdown (CommonMark).

use crate::{
    project::{Attribute, AttributeKind, Codebook, Label},
    text::words::one_line,
};
use std::fmt::Write as _;

/// Writes the codebook with every rule, example and attribute. A backslash precedes everything that could be read as
/// Markdown.
pub fn markdown(codebook: &Codebook) -> String {
    let mut text = format!("# {}\n\nVersion {}\n", plain(&codebook.title), codebook.version);
    if !codebook.general_rules.is_empty() {
        text.push_str("\n## Rules for all labels\n\n");
        for (at, rule) in codebook.general_rules.iter().enumerate() {
            put(&mut text, format_args!("{}. {}\n", at + 1, plain(rule)));
        }
    }
    for label in &codebook.labels {
        put_label(&mut text, codebook, label);
    }
    text
}

fn put(text: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _always = text.write_fmt(part);
}

fn put_label(text: &mut String, codebook: &Codebook, label: &Label) {
    put(text, format_args!("\n## {}\n\n", plain(&label.name)));
    if let Some(key) = label.key {
        put(text, format_args!("Key: {key}\n\n"));
    }
    let parts = [
        ("", &label.definition),
        ("Tag: ", &label.include),
        ("Leave: ", &label.exclude),
        ("Span: ", &label.span_rule),
        ("Cases: ", &label.edge_cases),
    ];
    for (name, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
        let name = if name.is_empty() { String::new() } else { format!("**{}** ", name.trim()) };
        put(text, format_args!("{name}{}\n\n", part.lines().map(plain).collect::<Vec<_>>().join("  \n")));
    }
    if !label.examples.is_empty() {
        text.push_str("Examples:\n\n");
        for example in &label.examples {
            let what = if example.is_tagged { "tag" } else { "leave" };
            put(text, format_args!("- {what}: “{}”\n", plain(&example.words)));
        }
        text.push('\n');
    }
    if !label.attributes.is_empty() {
        text.push_str("| asked | answer | help |\n|---|---|---|\n");
        for attribute in &label.attributes {
            let required = if attribute.is_required { " (to be answered)" } else { "" };
            let name = cell(&attribute.name);
            put(text, format_args!("| {name}{required} | {} | {} |\n", answer(codebook, attribute), cell(&attribute.help)));
        }
    }
}

fn answer(codebook: &Codebook, attribute: &Attribute) -> String {
    let listed = |choices: &[crate::project::Choice]| choices.iter().map(|c| cell(&c.name)).collect::<Vec<_>>().join(", ");
    match &attribute.kind {
        AttributeKind::Text => "text".to_owned(),
        AttributeKind::Integer { min, max } => match (min, max) {
            (Some(min), Some(max)) => format!("whole number, {min} to {max}"),
            (Some(min), None) => format!("whole number, at least {min}"),
            (None, Some(max)) => format!("whole number, at most {max}"),
            (None, None) => "whole number".to_owned(),
        },
        AttributeKind::Number => "number".to_owned(),
        AttributeKind::YesNo => "yes or no".to_owned(),
        AttributeKind::OneOf(choices) => format!("one of: {}", listed(choices)),
        AttributeKind::SeveralOf(choices) => format!("any of: {}", listed(choices)),
        AttributeKind::Date => "date".to_owned(),
        AttributeKind::Links { labels, many } => {
            let name =
                |id| codebook.label(id).map_or_else(|| cell(crate::project::LabelId::as_str(id)), |label| cell(&label.name));
            let labels = labels.iter().map(name).collect::<Vec<_>>().join(", ");
            let what = if *many { "annotations" } else { "an annotation" };
            if labels.is_empty() { format!("link to {what}") } else { format!("link to {what}: {labels}") }
        }
        AttributeKind::SubSpan => "words of the text".to_owned(),
    }
}

/// Escapes `text` so that Markdown shows it unchanged, on one line.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        if "\\`*_{}[]<>#|~".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    // A line that begins with one of these would be a list.
    if escaped.starts_with(['-', '+']) {
        escaped.insert(0, '\\');
    }
    escaped
}

fn cell(text: &str) -> String {
    plain(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_markdown_stays_words() {
        assert_eq!(plain("a*b  [c](d)\n|"), r"a\*b \[c\](d) \|");
        assert_eq!(plain("- no"), r"\- no");
    }
}
