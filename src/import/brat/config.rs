//! Reads the useful parts of `annotation.conf` and `visual.conf`: the values of attributes and the names of labels.

use std::collections::BTreeMap;

/// The line by which Obelus recognises its own folders, in which folders are analysts and notes may hold answers as JSON.
pub(super) const MARK: &str = "# Written by Obelus: a folder for each analyst.";

/// The line by which Obelus says this in its own folders. Versions without it wrote an `.ann` for every text.
pub(super) const EMPTY_IS_DONE: &str = "# An empty .ann file is finished work without tags; a text never opened has none.";

/// The beginning of a line in which Obelus names the analyst of a folder, as in `# Folder ana: Ana Kovač`.
pub(super) const FOLDER: &str = "# Folder ";

/// The contents of the configuration; empty without one.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// Whether Obelus wrote it.
    pub(super) is_ours: bool,
    /// Whether an empty `.ann` means finished work, and is not a file that every text must have.
    pub(super) empty_is_done: bool,
    /// The values of each attribute.
    pub(super) values: BTreeMap<String, Vec<String>>,
    /// The names that people read, by type.
    pub(super) names: BTreeMap<String, String>,
    /// The folders of analysts with the names of these, if Obelus wrote it.
    pub(super) analysts: Vec<(String, String)>,
}

impl Config {
    /// Adds the contents of a file.
    pub(super) fn add(&mut self, text: &str) {
        let mut section = "";
        for line in text.lines().map(str::trim) {
            self.is_ours |= line == MARK;
            self.empty_is_done |= line == EMPTY_IS_DONE;
            if let Some((folder, name)) = line.strip_prefix(FOLDER).and_then(|rest| rest.split_once(": ")) {
                self.analysts.push((folder.to_owned(), name.to_owned()));
            }
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
