//! Reads links: fields with the instruction `HYPERLINK "…"`, whose result is the linked words.

use super::Paragraph;

/// The links that are being read.
#[derive(Default)]
pub(super) struct Links {
    /// The instruction of the field that began last.
    pub(super) instruction: String,
    open: Vec<OpenLink>,
}

struct OpenLink {
    /// The number of groups that were open when it began.
    depth: usize,
    /// The place where its words begin: after this many paragraphs, at this byte of the next.
    num_paragraphs: usize,
    start: usize,
    target: String,
}

impl Links {
    /// Begins the result of a field, in the group at this depth.
    pub(super) fn begin(&mut self, depth: usize, num_paragraphs: usize, start: usize) {
        if let Some(target) = target_of(&std::mem::take(&mut self.instruction)) {
            self.open.push(OpenLink { depth, num_paragraphs, start, target });
        }
    }

    /// Ends a group. If linked words run across the end of a paragraph, only the last paragraph gets the link.
    pub(super) fn end_group(&mut self, depth: usize, num_paragraphs: usize, paragraph: &mut Paragraph) {
        while let Some(link) = self.open.pop_if(|link| link.depth >= depth) {
            let start = if link.num_paragraphs == num_paragraphs { link.start } else { 0 };
            if start < paragraph.text.len() {
                paragraph.links.push((start..paragraph.text.len(), link.target));
            }
        }
    }
}

/// The address in an instruction; `None` if it leads to a place in the document.
fn target_of(instruction: &str) -> Option<String> {
    let rest = instruction.trim_start().strip_prefix("HYPERLINK")?.trim_start();
    let target = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split_whitespace().next()?,
    };
    (!target.is_empty() && !target.starts_with('\\')).then(|| target.to_owned())
}
