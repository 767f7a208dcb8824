//! An article: one text, immutable once imported, and what is known about it.

use super::{
    annotation::Annotation,
    decision::Decision,
    id::{AnalystId, AnnotationId, ArticleId},
    layers::Annotations,
};
use crate::text::{ByteRange, IndexedText};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};

/// One text with its metadata. The text never changes, so offsets into it never move.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Unique in the project and across its copies.
    pub id: ArticleId,
    /// Everything an analyst may tag, line ends as LF, no byte order mark, otherwise as it came.
    pub text: IndexedText,
    /// SHA-256 of the text, by which copies of an article are recognised.
    pub text_sha256: Sha256,
    /// What was recognised about it.
    pub metadata: Metadata,
    /// Where it came from.
    pub source: Source,
    /// What the importer knew of the text's structure, in order, not overlapping.
    pub blocks: Vec<Block>,
    /// Where links in the source led to, in order.
    pub links: Vec<Link>,
    /// When it was imported.
    pub imported: Timestamp,
}

/// A SHA-256 digest (FIPS 180-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

/// What is known about an article. Empty strings and lists mean unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title; also in the text where it stands.
    pub headline: String,
    /// Who wrote it, as printed, without "By".
    pub byline: String,
    /// Who published it.
    pub outlet: String,
    /// When it was published.
    pub published: Option<jiff::civil::Date>,
    /// Where it can be found.
    pub url: String,
    /// BCP 47 tag, as in `en` or `ar`.
    pub language: String,
    /// Parts of the world it is filed under.
    pub regions: Vec<String>,
    /// Subjects it is filed under.
    pub themes: Vec<String>,
    /// Series or report it belongs to.
    pub series: Vec<String>,
    /// What the page says of its source.
    pub source_note: String,
    /// The copyright line.
    pub copyright: String,
    /// Anything else, by name.
    pub other: BTreeMap<String, String>,
}

/// Where an article's text came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Name of the file, without its folder.
    pub file_name: String,
    /// Which importer read it.
    pub format: String,
    /// How its bytes were read.
    pub encoding: String,
    /// SHA-256 of the bytes as they were.
    pub sha256: Option<Sha256>,
}

/// A part of the text that is set apart on the page. Everything else is body text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which part, in whole lines.
    pub range: ByteRange,
    /// What it is.
    pub kind: BlockKind,
}

/// What a part of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// The article's title.
    Headline,
    /// A line of metadata: byline, date, region, theme.
    Metadata,
    /// A heading inside the text; 1 is the highest level, 6 the lowest.
    Heading(u8),
    /// An item of a list.
    ListItem,
    /// A quoted block.
    Quotation,
    /// A notice at the foot: liability, rights, contact.
    Notice,
}

/// A link in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words that were linked.
    pub range: ByteRange,
    /// Where to.
    pub target: String,
}

/// What was noted of how far an analyst is with an article; see [`Standing`](super::Standing) for what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Opened, not finished.
    InProgress,
    /// Finished; without annotations: there is nothing to tag.
    Done,
}

/// An article with everything the analysts did on it.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleRecord {
    /// The text and what is known about it; shared, because texts are large and never change.
    pub article: Arc<Article>,
    /// All layers.
    pub annotations: Annotations,
    /// Who is how far.
    pub status: BTreeMap<AnalystId, Status>,
    /// What was decided about differences, by the annotations it is about (see [`Decision::key`]).
    pub decisions: BTreeMap<Vec<AnnotationId>, Decision>,
}

impl ArticleRecord {
    /// A record nobody has worked on.
    pub fn new(article: Article) -> Self {
        Self { article: Arc::new(article), annotations: Annotations::new(), status: BTreeMap::new(), decisions: BTreeMap::new() }
    }

    /// The annotations of one analyst in reading order: by start, the longer first.
    pub fn layer(&self, analyst: &AnalystId) -> Vec<&Annotation> {
        let mut layer: Vec<_> = self.annotations.values().filter(|annotation| annotation.analyst == *analyst).collect();
        layer.sort_by_key(|annotation| (annotation.fragments.reading_order(), annotation.id));
        layer
    }
}

impl Article {
    /// The headline, or else the first line that is not empty, or else the file's name.
    pub fn title(&self) -> &str {
        let first_line = || self.text.as_str().lines().map(str::trim).find(|line| !line.is_empty());
        [self.metadata.headline.as_str()]
            .into_iter()
            .chain(first_line())
            .find(|title| !title.is_empty())
            .unwrap_or(&self.source.file_name)
    }

    /// What `range` is, if it is not body text.
    pub fn block_at(&self, range: ByteRange) -> Option<BlockKind> {
        let next = self.blocks.partition_point(|block| block.range.end() <= range.start());
        self.blocks.get(next).filter(|block| block.range.overlaps(range)).map(|block| block.kind)
    }
}

impl Sha256 {
    /// A digest that was computed piece by piece.
    pub const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let mut digest = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (i, byte) in digest.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok()?;
        }
        Some(Self(digest))
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
