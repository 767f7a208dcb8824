//! Reads YAML front matter, as far as articles use it: `key: value`, lists in brackets, and lists with dashes.

use super::super::lines::Lines;

/// Longer front matter is taken for text between two thematic breaks.
const MAX_LINES: usize = 200;
/// The longest key, in bytes.
const MAX_KEY: usize = 40;

/// One key with its values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) line: usize,
    pub(super) key: &'a str,
    pub(super) values: Vec<String>,
}

/// The number of lines of the front matter at the beginning of a text, including its fences; 0 if there is none.
pub(in super::super) fn num_lines(lines: &Lines<'_>) -> usize {
    if lines.get(0).trim_end() != "---" {
        return 0;
    }
    let is_fence = |line: &usize| matches!(lines.get(*line).trim_end(), "---" | "...");
    let Some(close) = (1..lines.len().min(MAX_LINES)).find(is_fence) else { return 0 };
    let is_known =
        |text: &str| text.trim().is_empty() || text.starts_with(['#', ' ', '\t', '-']) || key_and_value(text).is_some();
    let has_key = (1..close).any(|line| key_and_value(lines.get(line)).is_some());
    if has_key && (1..close).all(|line| is_known(lines.get(line))) { close + 1 } else { 0 }
}

/// The entries in the first `num_lines` lines.
pub(super) fn entries<'a>(lines: &Lines<'a>, num_lines: usize) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for line in 1..num_lines.saturating_sub(1) {
        let text = lines.get(line);
        if let Some((key, value)) = key_and_value(text) {
            entries.push(Entry { line, key, values: values(value) });
        } else if let (Some(item), Some(entry)) = (text.trim().strip_prefix("- "), entries.last_mut()) {
            entry.values.push(unquoted(item).to_owned());
        }
    }
    entries
}

fn key_and_value(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(':')?;
    let is_key = key.len() <= MAX_KEY
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '));
    let is_separate = value.is_empty() || value.starts_with([' ', '\t']);
    (is_key && is_separate).then(|| (key.trim_end(), value.trim()))
}

fn values(value: &str) -> Vec<String> {
    let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let items: Vec<&str> = list.map_or_else(|| vec![value], |list| list.split(',').collect());
    items.into_iter().map(unquoted).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inside = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}
