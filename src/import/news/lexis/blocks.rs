//! The lines of a document in blocks, with blank lines between them.

use crate::import::news::fields::{Role, capital_field};

/// The width within which lines are centred, in columns.
const WIDTH: usize = 80;
/// A centred line may lie so many columns beside the middle.
const TOLERANCE: usize = 3;
/// A line that begins so far to the right is centred in any case.
const FAR_RIGHT: usize = 20;

/// Lines without a blank one between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    pub(super) lines: &'a [&'a str],
    /// Whether all lines are centred.
    pub(super) is_centred: bool,
}

impl<'a> Block<'a> {
    fn new(lines: &'a [&'a str]) -> Self {
        let indent = |line: &str| line.chars().take_while(|c| *c == ' ').count();
        let is_centred = |line: &&str| {
            let (left, chars) = (indent(line), line.trim().chars().count());
            left >= FAR_RIGHT || left.abs_diff(WIDTH.saturating_sub(chars) / 2) <= TOLERANCE
        };
        let is_indented = lines.iter().any(|line| indent(line) >= 2);
        Self { lines, is_centred: is_indented && lines.iter().all(is_centred) }
    }

    /// The field that the first line begins.
    pub(super) fn field(&self) -> Option<(Role, &'a str)> {
        capital_field(self.lines.first()?)
    }

    /// The only line; `None` if there are more.
    pub(super) fn only_line(&self) -> Option<&'a str> {
        match self.lines {
            [line] => Some(line.trim()),
            _ => None,
        }
    }
}

/// Cuts lines at blank lines. Fields may follow each other without one.
pub(super) fn blocks<'a>(lines: &'a [&'a str]) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let runs = lines.split(|line| line.trim().is_empty()).filter(|run| !run.is_empty());
    for run in runs {
        if capital_field(run[0]).is_some() {
            blocks.extend(run.chunk_by(|_, next| capital_field(next).is_none()).map(Block::new));
        } else {
            blocks.push(Block::new(run));
        }
    }
    blocks
}
