//! The project file: converts bytes to a project and back. Nothing here touches a file.
//!
//! A project file is RON, written for people and for line-based merges: each annotation and each article has one line, in a
//! stable order. To add a version of the format:
//! 1. copy `v1.rs` to `v2.rs`, change it, and make `read` and `write` use the new one;
//! 2. add a step from the old types to the new ones, called by `read` for files of the old version;
//! 3. raise [`FORMAT`], and put a file of the new version into `tests/fixtures/projects/`.

mod build;
mod codebook;
mod convert;
mod drafts;
mod edits;
mod escape;
mod keys;
mod lines;
mod read;
mod v1;
mod write;

pub use codebook::{DEFAULT_CODEBOOK, default_codebook, read_codebook, write_codebook};
pub use drafts::{AnswerDraft, CodebookDraft, CodebookDraftChange, CommentDraft, Drafts, read_drafts, write_drafts};
pub(super) use edits::{EditV1, edit_from, edit_to};
pub(super) use read::header_of as read_header;
pub use read::{HEADER_WITHIN_BYTES, Loaded, Notice, ReadError, check_start, read_project, read_project_from};
pub use v1::Header;
pub(super) use write::serialize;
pub use write::write_project;

/// The version of the format that this version of the app writes.
pub const FORMAT: u32 = 1;

/// Levels of RON that one batch takes, the list of its edits included, with room to spare.
const LEVELS_OF_A_BATCH: usize = 8;
/// Levels that an edit takes which is no batch: an article, its decisions and their answers, with room to spare.
const LEVELS_OF_AN_EDIT: usize = 32;

/// The options for reading and writing RON: `Some` is implied, and nothing may nest deeper than the deepest edit that a
/// project accepts.
pub(super) fn options() -> ron::Options {
    let levels = crate::project::MAX_BATCHES * LEVELS_OF_A_BATCH + LEVELS_OF_AN_EDIT;
    ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME).with_recursion_limit(levels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_codebook_has_the_four_labels() {
        let codebook = default_codebook();
        let labels: Vec<_> = codebook.labels.iter().map(|label| (label.id.as_str(), label.key)).collect();
        assert_eq!(
            labels,
            [("claim", Some('1')), ("quote", Some('2')), ("casualty_figure", Some('3')), ("disclaimer", Some('4'))]
        );
        assert!(codebook.labels.iter().all(|label| !label.definition.is_empty() && label.attributes.len() >= 4));
        assert_eq!(codebook.general_rules.len(), 7);
    }
}
