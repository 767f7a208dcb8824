//! An article and an annotation for benchmarks: what does not matter is empty, and made at the epoch.

use jiff::Timestamp;
use obelus::{
    project::{AnalystId, Annotation, AnnotationId, Article, ArticleId, Fragments, LabelId, Metadata, Sha256, Source},
    text::{ByteRange, IndexedText},
};

/// An article without metadata.
pub(crate) fn article(id: ArticleId, text: String) -> Article {
    Article {
        id,
        text_sha256: Sha256::of(text.as_bytes()),
        text: IndexedText::new(text).expect("short enough"),
        metadata: Metadata::default(),
        source: Source::default(),
        blocks: Vec::new(),
        links: Vec::new(),
        imported: Timestamp::UNIX_EPOCH,
    }
}

/// An annotation of one fragment without attributes.
pub(crate) fn annotation(id: AnnotationId, analyst: AnalystId, label: LabelId, range: ByteRange) -> Annotation {
    Annotation {
        id,
        analyst,
        label,
        fragments: Fragments::one(range).expect("not empty"),
        attributes: Default::default(),
        same_as: Vec::new(),
        note: String::new(),
        is_unsure: false,
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
        codebook_version: 1,
    }
}
