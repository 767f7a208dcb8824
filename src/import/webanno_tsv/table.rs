//! Reads one file: its layers, its sentences, and the annotations in the cells of its tokens.

use super::{
    cell::{numbered, plain, split, unescaped},
    text::PartText,
};
use crate::import::{
    collect::{label_feature, short_type},
    error::Warnings,
};
use std::collections::BTreeMap;

/// The purpose of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Column {
    /// A feature of the layer with this number.
    Feature(usize, String),
    /// The names of roles of a slot, whose targets are in the next column.
    Roles(usize, String),
    /// The targets of roles or relations.
    Targets(usize),
}

/// A layer, as the head of the file names it.
pub(super) struct Layer {
    pub(super) type_name: String,
    pub(super) is_relation: bool,
    pub(super) is_chain: bool,
}

/// The key of an annotation: its layer, and the number in brackets, or that of its token if there is none.
pub(super) type Key = (usize, String);

/// The contents of a file.
#[derive(Default)]
pub(super) struct Table {
    pub(super) layers: Vec<Layer>,
    pub(super) columns: Vec<Column>,
    pub(super) text: PartText,
    /// The annotations, in the order of the file.
    pub(super) found: Vec<(Key, Found)>,
    /// The place of each annotation.
    pub(super) places: BTreeMap<Key, usize>,
    pub(super) relations: Vec<Relation>,
    /// The starts and ends of the tokens, by their numbers.
    pub(super) tokens: BTreeMap<String, (usize, usize)>,
}

/// An annotation.
#[derive(Default)]
pub(super) struct Found {
    /// Its start and end, in UTF-16 units.
    pub(super) range: (usize, usize),
    pub(super) values: Vec<(String, String)>,
    /// The names of slots, and the tokens that they lead to.
    pub(super) roles: Vec<(String, String)>,
    /// The line of its first token, from 0.
    pub(super) line: usize,
}

/// A relation between the annotations at two tokens: the numbers of each token and annotation.
pub(super) struct Relation {
    pub(super) layer: usize,
    pub(super) name: String,
    pub(super) from: (String, String),
    pub(super) to: (String, String),
    /// The number of its line, from 0.
    pub(super) line: usize,
}

impl Table {
    /// Reads the lines of a file.
    ///
    /// # Errors
    /// The reason why it is not a file of this format, or has no text.
    pub(super) fn read(text: &str, warnings: &mut Warnings<'_>) -> Result<Self, String> {
        let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).enumerate();
        if !lines.next().is_some_and(|(_, line)| line.starts_with("#FORMAT=WebAnno TSV 3")) {
            return Err("its first line names no WebAnno TSV 3".to_owned());
        }
        let mut table = Self::default();
        // The words of a sentence wait for its first token, which gives their place.
        let (mut pending, mut is_header, mut is_head) = (None, true, false);
        for (number, line) in lines {
            if line.is_empty() {
                is_header = false;
                is_head = false;
            } else if is_header {
                table.layer(line);
            } else if let Some(words) = line.strip_prefix("#Text=") {
                let words = unescaped(words);
                pending = Some(match pending.take() {
                    Some(before) if is_head => before + "\n" + words.as_str(),
                    without_tokens => {
                        without_tokens.iter().for_each(|words: &String| table.text.append(words));
                        words
                    }
                });
                is_head = true;
            } else if line.starts_with('#') && !line.starts_with("#\t") {
                is_head = true;
            } else {
                is_head = false;
                table.token(number, line, &mut pending, warnings);
            }
        }
        if let Some(words) = pending {
            table.text.append(&words);
        }
        if table.text.is_empty() {
            return Err("it has no text".to_owned());
        }
        Ok(table)
    }

    fn layer(&mut self, line: &str) {
        let Some((kind, rest)) = line.strip_prefix("#T_").and_then(|rest| rest.split_once('=')) else { return };
        let mut parts = rest.split('|');
        let type_name = parts.next().unwrap_or_default().to_owned();
        let layer = self.layers.len();
        self.layers.push(Layer { type_name, is_relation: kind == "RL", is_chain: kind == "CH" });
        let mut after_roles = false;
        let before = self.columns.len();
        for feature in parts {
            self.columns.push(if std::mem::take(&mut after_roles) || feature.starts_with("BT_") {
                Column::Targets(layer)
            } else if let Some(role) = feature.strip_prefix("ROLE_") {
                after_roles = true;
                let name = role.split_once(':').map_or(role, |(_, name)| name);
                Column::Roles(layer, name.split_once('_').map_or(name, |(name, _)| name).to_owned())
            } else {
                Column::Feature(layer, feature.to_owned())
            });
        }
        if self.columns.len() == before {
            self.columns.push(Column::Feature(layer, String::new()));
        }
    }

    fn token(&mut self, number: usize, line: &str, pending: &mut Option<String>, warnings: &mut Warnings<'_>) {
        let cells: Vec<&str> = line.split('\t').collect();
        let range = cells.get(1).and_then(|range| {
            let (start, end) = range.split_once('-')?;
            Some((start.parse().ok()?, end.parse().ok()?))
        });
        let (Some(range), Some(unit)) = (range, cells.first()) else {
            return warnings.add(Some(number), "this line was left out: expected a token's number, its offsets and itself");
        };
        if let Some(words) = pending.take() {
            self.sentence(&words, (range.0, cells.get(2).copied().unwrap_or_default()), number, warnings);
        }
        self.tokens.insert((*unit).to_owned(), range);
        // The annotation's number and its roles, for each stacked value.
        let mut roles: Vec<(String, Vec<String>)> = Vec::new();
        let mut names: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let columns = std::mem::take(&mut self.columns);
        for (column, cell) in columns.iter().zip(cells.get(3..).unwrap_or_default()) {
            if matches!(*cell, "_" | "") {
                roles.clear();
                continue;
            }
            let values = split(cell, '|');
            match column {
                Column::Feature(layer, name) if self.layers[*layer].is_relation => {
                    let found = values.iter().map(|value| plain(numbered(value).0)).collect();
                    if label_feature(std::iter::once(name.as_str())).is_some() || !names.contains_key(layer) {
                        names.insert(*layer, found);
                    }
                }
                Column::Feature(layer, name) => {
                    for value in &values {
                        let (value, id) = numbered(value);
                        let found = self.found((*layer, id.unwrap_or(unit).to_owned()), range, number);
                        if value != "*" && !found.values.iter().any(|(known, _)| known == name) {
                            found.values.push((name.clone(), plain(value)));
                        }
                    }
                }
                Column::Roles(_, name) => {
                    let of = |value: &String| {
                        let (value, id) = numbered(value);
                        let all = split(value, ';');
                        let names = all.iter().map(|role| if role == "*" { name.clone() } else { plain(role) }).collect();
                        (id.unwrap_or(unit).to_owned(), names)
                    };
                    roles = values.iter().map(of).collect();
                }
                Column::Targets(layer) if self.layers[*layer].is_relation => {
                    for (i, value) in values.iter().enumerate() {
                        let (from, ids) = numbered(value);
                        let (from_id, to_id) = ids.and_then(|ids| ids.split_once('_')).unwrap_or(("0", "0"));
                        let name = names.get(layer).and_then(|names| names.get(i)).filter(|name| *name != "*").cloned();
                        self.relations.push(Relation {
                            layer: *layer,
                            name: name.unwrap_or_else(|| short_type(&self.layers[*layer].type_name).to_owned()),
                            from: (from.to_owned(), from_id.to_owned()),
                            to: ((*unit).to_owned(), to_id.to_owned()),
                            line: number,
                        });
                    }
                }
                Column::Targets(layer) => {
                    for (value, (id, roles)) in values.iter().zip(&roles) {
                        // The annotation's own number follows that of the last target.
                        let own = numbered(value).0;
                        let targets = split(if own.ends_with(']') { own } else { value }, ';');
                        let found = self.found((*layer, id.clone()), range, number);
                        for pair in roles.iter().cloned().zip(targets) {
                            if !found.roles.contains(&pair) {
                                found.roles.push(pair);
                            }
                        }
                    }
                }
            }
        }
        self.columns = columns;
    }

    /// Adds the words of a sentence at its first token, whose start and form are given.
    fn sentence(&mut self, words: &str, (start, form): (usize, &str), number: usize, warnings: &mut Warnings<'_>) {
        let trimmed = words.trim_start();
        let has_lead = !words.starts_with(form) && trimmed.starts_with(form);
        let lead = if has_lead { words[..words.len() - trimmed.len()].encode_utf16().count() } else { 0 };
        if let Err(end) = self.text.put(words, start.saturating_sub(lead)) {
            let message = format!("this sentence should begin at {start}, but the text before it ends at {end}");
            warnings.add(Some(number), message);
            self.text.append(words);
        }
    }

    fn found(&mut self, key: Key, range: (usize, usize), line: usize) -> &mut Found {
        let place = *self.places.entry(key.clone()).or_insert_with(|| {
            self.found.push((key, Found { range, line, ..Found::default() }));
            self.found.len() - 1
        });
        let found = &mut self.found[place].1;
        found.range = (found.range.0.min(range.0), found.range.1.max(range.1));
        found
    }
}
