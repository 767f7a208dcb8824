//! CoNLL tables: a token on each line, blank lines between sentences, and columns of tags in the schemes IOB1, BIO, BIOES or
//! BILOU.
//!
//! CoNLL 2002 and 2003 do not contain the text, so the tokens are joined with spaces. In files of Obelus, `columns.json`
//! gives the analyst and label of each column, and the tokens have their places in the text.

use super::{
    Annotated, InputFile,
    collect::{Collector, Mark},
    decode,
    error::Warnings,
    offsets::Reading,
};
use serde_json::Value;

/// The columns that `columns.json` describes.
struct Columns {
    /// The analyst and label of each column; `None` if the column is not a layer.
    layers: Vec<Option<(String, String)>>,
}

/// A token, its place in code points, and its tags.
struct Row {
    token: String,
    range: (usize, usize),
    tags: Vec<String>,
    starts_sentence: bool,
    line: usize,
}

/// Whether a text is such a table: it has at least two columns, one of them with tags.
pub(super) fn is_table(text: &str) -> bool {
    let rows: Vec<Vec<&str>> = text.lines().filter(|line| !is_apart(line)).take(200).map(|line| cells(line)).collect();
    let Some(num) = rows.first().map(Vec::len).filter(|num| *num >= 2) else { return false };
    rows.iter().all(|row| row.len() == num)
        && rows.iter().flatten().any(|cell| parse(cell).is_some_and(|(kind, _)| kind != 'O'))
        && !tag_columns(&rows).is_empty()
}

/// Reads tables. `lists` are the files that may be a `columns.json`.
pub(super) fn read(files: &[InputFile<'_>], lists: &[InputFile<'_>], analyst: Option<&str>) -> Annotated {
    let mut all = Collector::new("conll", false);
    let columns = lists.iter().find(|file| file.stem() == "columns").and_then(columns);
    all.set_ours(columns.is_some());
    if columns.is_some() {
        all.set_tags_only();
    }
    for file in files {
        let mut warnings = Warnings::new(file.path);
        match decode::characters(file.path, file.bytes) {
            Ok((text, _)) => table(&mut all, *file, &text, columns.as_ref(), analyst, &mut warnings),
            Err(error) => all.fail(error),
        }
        all.warn(warnings);
    }
    all.finish()
}

fn columns(file: &InputFile<'_>) -> Option<Columns> {
    let list: Value = serde_json::from_slice(file.bytes).ok()?;
    let layer = |name: &Value| {
        let layer = list.get("layers")?.get(name.as_str()?)?;
        Some((layer.get("analyst")?.as_str()?.to_owned(), layer.get("label")?.as_str()?.to_owned()))
    };
    Some(Columns { layers: list.get("columns")?.as_array()?.iter().map(layer).collect() })
}

/// Whether a line is not a token: it is blank, a comment, or the mark of a document.
fn is_apart(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with("# ") || line.starts_with("-DOCSTART-")
}

fn cells(line: &str) -> Vec<&str> {
    if line.contains('\t') {
        line.trim_end_matches(['\r', '\n']).split('\t').collect()
    } else {
        line.split_whitespace().collect()
    }
}

/// Splits a tag into its kind and its label.
fn parse(tag: &str) -> Option<(char, &str)> {
    if tag == "O" {
        return Some(('O', ""));
    }
    let (kind, label) = tag.split_once('-')?;
    let mut kinds = kind.chars();
    let first = kinds.next().filter(|kind| "BIESLUM".contains(*kind) && kinds.next().is_none())?;
    (!label.is_empty()).then_some((first, label))
}

fn tag_columns(rows: &[Vec<&str>]) -> Vec<usize> {
    let num = rows.iter().map(Vec::len).min().unwrap_or(0);
    (1..num).filter(|column| rows.iter().all(|row| parse(row[*column]).is_some())).collect()
}

fn table(
    all: &mut Collector,
    file: InputFile<'_>,
    text: &str,
    columns: Option<&Columns>,
    analyst: Option<&str>,
    warnings: &mut Warnings<'_>,
) {
    let lines: Vec<(usize, &str)> = text.split('\n').enumerate().collect();
    let documents: Vec<_> = lines.split(|(_, line)| line.starts_with("-DOCSTART-")).collect();
    let num_documents = documents.iter().filter(|lines| lines.iter().any(|(_, line)| !is_apart(line))).count();
    let mut number = 0;
    for lines in documents {
        let rows: Vec<Vec<&str>> = lines.iter().filter(|(_, line)| !is_apart(line)).map(|(_, line)| cells(line)).collect();
        if rows.is_empty() {
            continue;
        }
        number += 1;
        let name = if num_documents > 1 { format!("{}-{number}", file.stem()) } else { String::new() };
        let mut tags = tag_columns(&rows);
        let is_chunk =
            |column: usize| rows.iter().filter_map(|row| parse(row[column])).any(|(_, label)| matches!(label, "NP" | "VP"));
        if columns.is_none() && tags.len() > 1 && is_chunk(tags[0]) {
            warnings.add(None, "the column of chunks (noun phrases and the like) was left out");
            tags.remove(0);
        }
        let has_places = rows.iter().all(|row| row.len() > 2 && place(row).is_some());
        let tokens = tokens(lines, (&tags, has_places, columns.is_some()), warnings);
        let (text, tokens) = put_together(tokens, has_places);
        if !has_places && number == 1 {
            warnings.add(None, "the format has no text; it was put together from the tokens, with spaces between them");
        }
        let mut marks = Vec::new();
        for (i, column) in tags.iter().enumerate() {
            let layer = columns.and_then(|columns| columns.layers.get(*column)?.as_ref());
            let by = layer.map_or_else(|| analyst.unwrap_or_else(|| file.stem()), |(by, _)| by);
            marks.extend(entities(&tokens, i, by));
        }
        for (by, _) in columns.into_iter().flat_map(|columns| columns.layers.iter().flatten()) {
            all.known_by_tags(by);
        }
        let page = all.page(file, &name, text, |_| {}, warnings);
        // Files of Obelus have the columns of all analysts.
        if columns.is_none() {
            all.may_have_worked(&page, analyst.unwrap_or_else(|| file.stem()));
        }
        all.marks(&page, Reading::CODE_POINTS, marks, warnings);
    }
}

fn place(row: &[&str]) -> Option<(usize, usize)> {
    let (start, end) = (row.get(1)?.parse().ok()?, row.get(2)?.parse().ok()?);
    (start < end).then_some((start, end))
}

fn tokens(
    lines: &[(usize, &str)],
    (tags, has_places, is_escaped): (&[usize], bool, bool),
    warnings: &mut Warnings<'_>,
) -> Vec<Row> {
    let mut tokens: Vec<Row> = Vec::new();
    let mut starts_sentence = true;
    // Some programs number the tokens in the first column.
    let is_number = |cell: Option<&&str>| cell.is_some_and(|cell| cell.parse::<usize>().is_ok());
    let rows = || lines.iter().filter(|(_, line)| !is_apart(line)).map(|(_, line)| cells(line));
    let is_numbered = rows().all(|row| row.len() > 2 && is_number(row.first())) && !rows().all(|row| is_number(row.get(1)));
    let first = usize::from(is_numbered && !has_places);
    for (line, words) in lines {
        if is_apart(words) {
            starts_sentence |= words.trim().is_empty();
            continue;
        }
        let row = cells(words);
        let token = if is_escaped || has_places { unescaped(row[first]) } else { row[first].to_owned() };
        let range = if has_places { place(&row).unwrap_or_default() } else { (0, 0) };
        if has_places && (range.1 - range.0 != token.chars().count() || tokens.last().is_some_and(|last| range.0 < last.range.1))
        {
            warnings.add(Some(*line), format!("this token was left out: “{token}” does not fit {}–{}", range.0, range.1));
            continue;
        }
        let tags = tags.iter().map(|column| row[*column].to_owned()).collect();
        tokens.push(Row { token, range, tags, starts_sentence, line: *line });
        starts_sentence = false;
    }
    tokens
}

/// Joins the tokens to a text, and gives their places in it.
fn put_together(mut tokens: Vec<Row>, has_places: bool) -> (String, Vec<Row>) {
    /// The largest gap between two tokens that is filled with characters. A larger one means that the numbers belong to
    /// another text.
    const MAX_HOLE: usize = 1 << 16;
    let (mut text, mut num) = (String::new(), 0);
    for token in &mut tokens {
        let gap = match (has_places, num) {
            (true, _) => " ".repeat(token.range.0.saturating_sub(num).min(MAX_HOLE)),
            (false, 0) => String::new(),
            (false, _) => if token.starts_sentence { "\n" } else { " " }.to_owned(),
        };
        num += gap.chars().count();
        text.push_str(&gap);
        text.push_str(&token.token);
        token.range = (num, num + token.token.chars().count());
        num = token.range.1;
    }
    (text, tokens)
}

/// The passages that one column of tags marks. A tag that cannot continue a passage begins one.
fn entities(tokens: &[Row], column: usize, by: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut open: Option<&str> = None;
    for token in tokens {
        let (kind, label) = parse(&token.tags[column]).unwrap_or(('O', ""));
        if token.starts_sentence {
            open = None;
        }
        match (kind, open) {
            ('O', _) => open = None,
            ('I' | 'E' | 'L' | 'M', Some(known)) if known == label => {
                if let Some(range) = marks.last_mut().and_then(|mark| mark.ranges.last_mut()) {
                    range.1 = token.range.1;
                }
                open = (kind == 'I' || kind == 'M').then_some(label);
            }
            _ => {
                let label_name = unescaped(label);
                let line = Some(token.line);
                marks.push(Mark {
                    label: label_name,
                    analyst: by.to_owned(),
                    ranges: vec![token.range],
                    line,
                    ..Mark::default()
                });
                open = matches!(kind, 'B' | 'I' | 'M').then_some(label);
            }
        }
    }
    marks
}

/// Restores the white space of a token, which the tables write as `\u{hex}`.
fn unescaped(written: &str) -> String {
    let mut out = String::new();
    let mut rest = written;
    while let Some(at) = rest.find("\\u{") {
        let code = rest[at + 3..].split_once('}').and_then(|(hex, after)| {
            let c = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
            Some((c, after))
        });
        match code {
            Some((c, after)) => {
                out.push_str(&rest[..at]);
                out.push(c);
                rest = after;
            }
            None => {
                out.push_str(&rest[..at + 3]);
                rest = &rest[at + 3..];
            }
        }
    }
    out + rest
}
