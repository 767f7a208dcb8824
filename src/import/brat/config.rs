//! What of `annotation.conf` and `visual.conf` is of use: the values of attributes and the names of labels.

use std::collections::BTreeMap;

/// The line by which Obelus knows its own folders: there the folders are analysts and notes may hold answers as JSON.
pub(super) const MARK: &str = "# Written by Obelus: a folder for each analyst.";

/// The line that says so of folders that Obelus wrote: before it was there, every text had an `.ann`.
pub(super) const EMPTY_IS_DONE: &str = "# An empty .ann file is finished work without tags; a text never opened has none.";

/// What the configuration says; empty where there is none.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// Whether Obelus wrote it.
    pub(super) is_ours: bool,
    /// Whether an empty `.ann` is finished work, and no file that somebody has to have.
    pub(super) empty_is_done: bool,
    /// The values of each attribute.
    pub(super) values: BTreeMap<String, Vec<String>>,
    /// What people read, by type.
    pub(super) names: BTreeMap<String, String>,
}

impl Config {
    /// Adds what a file says.
    pub(super) fn add(&mut self, text: &str) {
        let mut section = "";
        for line in text.lines().map(str::trim) {
            self.is_ours |= line == MARK;
            self.empty_is_done |= line == EMPTY_IS_DONE;
            if line.starts_with('[') {
                section = line;
            } else if line.is_empty() || line.starts_with('#') {
            } else if section == "[attributes]" {
                self.attribute(line);
            } else if section == "[labels]"
                && let Some((id, names)) = line.split_once('|')
                && let Some(name) = names.split('|').next()
            {
                self.names.insert(id.trim().to_owned(), name.trim().to_owned());
            }
        }
    }

    fn attribute(&mut self, line: &str) {
        let Some((name, rest)) = line.split_once(char::is_whitespace) else { return };
        let values = rest.split(',').find_map(|part| part.trim().strip_prefix("Value:"));
        let values = values.into_iter().flat_map(|values| values.split('|')).map(|value| value.trim().to_owned());
        self.values.entry(name.to_owned()).or_default().extend(values);
    }
}
