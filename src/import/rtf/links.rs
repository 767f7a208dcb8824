//! Links: a field whose instruction is `HYPERLINK "…"`, and whose result is the linked words.

use super::Paragraph;

/// The links that are being read.
#[derive(Default)]
pub(super) struct Links {
    /// The instruction of the field that was last begun.
    pub(super) instruction: String,
    open: Vec<OpenLink>,
}

struct OpenLink {
    /// How many groups were open when it began.
    depth: usize,
    /// Where its words begin: after so many paragraphs, at this byte of the next.
    num_paragraphs: usize,
    start: usize,
    target: String,
}

impl Links {
    /// The result of a field begins, in the group at this depth.
    pub(super) fn begin(&mut self, depth: usize, num_paragraphs: usize, start: usize) {
        if let Some(target) = target_of(&std::mem::take(&mut self.instruction)) {
            self.open.push(OpenLink { depth, num_paragraphs, start, target });
        }
    }

    /// A group ends. Words that are linked over the end of a paragraph are linked in the last one.
    pub(super) fn end_group(&mut self, depth: usize, num_paragraphs: usize, paragraph: &mut Paragraph) {
        while let Some(link) = self.open.pop_if(|link| link.depth >= depth) {
            let start = if link.num_paragraphs == num_paragraphs { link.start } else { 0 };
            if start < paragraph.text.len() {
                paragraph.links.push((start..paragraph.text.len(), link.target));
            }
        }
    }
}

/// The address in an instruction; none in one that leads to a place in the document.
fn target_of(instruction: &str) -> Option<String> {
    let rest = instruction.trim_start().strip_prefix("HYPERLINK")?.trim_start();
    let target = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split_whitespace().next()?,
    };
    (!target.is_empty() && !target.starts_with('\\')).then(|| target.to_owned())
}
