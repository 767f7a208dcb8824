//! The lines of a text, and the kind of each line.

use crate::{
    project::{Block, BlockKind},
    text::{ByteOffset, ByteRange},
};
use std::{collections::BTreeMap, ops::Range};

/// A text cut into lines, which are numbered from 0. A line feed ends a line but belongs to none.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// Cuts `text`, whose length is at most [`super::MAX_FILE_BYTES`] (or twice that if it comes from UTF-16).
    pub(super) fn new(text: &'a str) -> Self {
        let after_feeds = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        Self { text, starts: std::iter::once(0).chain(after_feeds).collect() }
    }

    /// The number of lines; at least one.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of a line; empty after the end.
    pub(super) fn range(&self, line: usize) -> Range<usize> {
        let Some(start) = self.starts.get(line) else { return self.text.len()..self.text.len() };
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| *next as usize - 1);
        *start as usize..end
    }

    /// The words of a line; empty after the end.
    pub(super) fn get(&self, line: usize) -> &'a str {
        &self.text[self.range(line)]
    }

    /// Whether a line is empty, only white space, or after the end.
    pub(super) fn is_blank(&self, line: usize) -> bool {
        self.get(line).trim().is_empty()
    }

    /// The line that contains a byte.
    pub(super) fn of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= byte).saturating_sub(1)
    }

    /// The lines that a range of bytes touches.
    pub(super) fn touched_by(&self, bytes: &Range<usize>) -> Range<usize> {
        self.of(bytes.start)..self.of(bytes.end.saturating_sub(1).max(bytes.start)) + 1
    }
}

/// The kinds of lines. Lines that were marked together and are still adjacent make one block.
#[derive(Debug, Default)]
pub(super) struct LineMarks {
    marks: BTreeMap<usize, (BlockKind, u32)>,
    groups: u32,
}

impl LineMarks {
    /// Marks lines as one block, whatever they were before.
    pub(super) fn mark(&mut self, lines: Range<usize>, kind: BlockKind) {
        self.groups += 1;
        self.marks.extend(lines.map(|line| (line, (kind, self.groups))));
    }

    /// The kind of a line.
    pub(super) fn get(&self, line: usize) -> Option<BlockKind> {
        self.marks.get(&line).map(|(kind, _)| *kind)
    }

    /// The blocks in order, without blank lines at their edges.
    pub(super) fn blocks(&self, lines: &Lines<'_>) -> Vec<Block> {
        let mut runs: Vec<(Range<usize>, (BlockKind, u32))> = Vec::new();
        for (line, mark) in self.marks.iter().filter(|(line, _)| !lines.is_blank(**line)) {
            match runs.last_mut() {
                Some((run, last)) if last == mark && (run.end..*line).all(|between| self.marks.get(&between) == Some(mark)) => {
                    run.end = line + 1;
                }
                _ => runs.push((*line..line + 1, *mark)),
            }
        }
        let byte = ByteOffset::from_usize;
        let range =
            |run: &Range<usize>| ByteRange::between(byte(lines.range(run.start).start), byte(lines.range(run.end - 1).end));
        runs.iter().map(|(run, (kind, _))| Block { range: range(run), kind: *kind }).collect()
    }
}
